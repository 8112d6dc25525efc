//! What each feature of a layer looks like by the style of the layer: colours, sizes, widths. Draws
//! nothing.
use crate::model::{Coloring, FeatureTable, Marker, Rgba, Style};

/// The looks of a table's features.
pub struct Symbology<'a> {
    style: &'a Style,
}

impl<'a> Symbology<'a> {
    /// What a style means for a table.
    #[must_use]
    pub fn new(style: &'a Style, _table: &'a FeatureTable) -> Self {
        Self { style }
    }

    /// Colour of the row's symbol.
    pub fn color(&self, _row: usize) -> Rgba {
        match &self.style.coloring {
            Coloring::Single { color } => *color,
            Coloring::Categories { other, .. }
            | Coloring::Graduated { other, .. }
            | Coloring::Continuous { other, .. } => *other,
        }
    }

    /// Diameter of the row's symbol, screen points.
    pub fn size_pt(&self, _row: usize) -> f32 {
        self.style.size_pt
    }

    /// Shape of the row's symbol.
    pub fn marker(&self, _row: usize) -> Marker {
        self.style.marker
    }

    /// Colour and width in screen points of the row's line.
    pub fn line(&self, row: usize) -> (Rgba, f32) {
        (self.color(row), self.style.width_pt)
    }

    /// Colour and width in screen points of the outline of the row's area.
    pub fn outline(&self, row: usize) -> (Rgba, f32) {
        let (color, width_pt) = self.line(row);
        (self.style.outline.unwrap_or(color), width_pt)
    }

    /// Colour of the row's area, its opacity in it.
    pub fn fill(&self, row: usize) -> Rgba {
        self.color(row).faded(self.style.fill_opacity)
    }
}
