//! What each feature of a layer looks like by the style of the layer: colours, sizes, widths. Draws
//! nothing. Values are resolved once for a column's distinct texts, not for each row.
//!
//! Of the simplestyle-spec 1.1 (<https://github.com/mapbox/simplestyle-spec/tree/master/1.1.0>) it
//! honours `marker-color`, `marker-size`, `stroke`, `stroke-opacity`, `stroke-width`, `fill` and
//! `fill-opacity`, each where a feature has it; `marker-symbol`, `title` and `description` do not
//! change the map. Colours are three or six hexadecimal digits, as there; all else is passed over.
mod figures;
mod keys;

use std::collections::HashMap;

pub use figures::{class_ranges, figures};
pub use keys::{GeometryTypes, dash_pt, key_primitives};

use crate::analysis::classes::class_of;
use crate::model::table::{Column, Value};
use crate::model::{Coloring, FeatureTable, Marker, Palette, Rgba, SizeBy, Style};
use crate::scene::symbol::MARKER_REACH;

/// Diameters of the `marker-size`s small, medium and large, screen points.
const MARKER_SIZES_PT: [(&str, f32); 3] = [("small", 7.0), ("medium", 10.0), ("large", 14.0)];
/// Wider than this nothing is a line any more, screen points.
const MOST_OWN_WIDTH_PT: f32 = 64.0;
/// Entries of a ramp that is resolved beforehand.
const RAMP_ENTRIES: usize = 256;

/// The looks of a table's features.
pub struct Symbology<'a> {
    style: &'a Style,
    color: ColorBy<'a>,
    size: Option<(&'a Column, &'a SizeBy)>,
    own: Option<Own<'a>>,
}

enum ColorBy<'a> {
    Single(Rgba),
    /// By the code of the column's dictionary.
    Codes(&'a Column, &'a [u32], Vec<Rgba>, Rgba),
    /// By the value as text.
    Texts(&'a Column, HashMap<&'a str, Rgba>, Rgba),
    Graduated(&'a Column, &'a [f64], &'a [Rgba], Rgba),
    Ramp(&'a Column, [f64; 2], Vec<Rgba>, Rgba),
}

impl<'a> Symbology<'a> {
    /// What a style means for a table. A column that the table does not have gives the colour of
    /// features without a value.
    #[must_use]
    pub fn new(style: &'a Style, table: &'a FeatureTable) -> Self {
        Self {
            style,
            color: color_by(&style.coloring, table),
            size: style
                .size_by
                .as_ref()
                .and_then(|size| Some((table.column(&size.column)?, size))),
            own: style.simplestyle.then(|| Own::new(table)).flatten(),
        }
    }

    /// By the style alone.
    fn styled(&self, row: usize) -> Rgba {
        match &self.color {
            ColorBy::Single(color) => *color,
            ColorBy::Codes(column, codes, colors, other) => match column.value(row) {
                Value::Missing | Value::Null => *other,
                _ => colors[codes[row] as usize],
            },
            ColorBy::Texts(column, colors, other) => match column.value(row) {
                Value::Missing | Value::Null => *other,
                value => *colors.get(&*value.to_text()).unwrap_or(other),
            },
            ColorBy::Graduated(column, breaks, colors, other) => finite(column, row)
                .and_then(|number| colors.get(class_of(breaks, number)?))
                .copied()
                .unwrap_or(*other),
            ColorBy::Ramp(column, range, ramp, other) => {
                finite(column, row).map_or(*other, |number| {
                    let entry = along(*range, number) * (RAMP_ENTRIES - 1) as f64;
                    ramp[entry.round() as usize]
                })
            }
        }
    }

    /// Colour of the row's symbol.
    pub fn color(&self, row: usize) -> Rgba {
        let own = self.own.as_ref().and_then(|own| own.marker_color.get(row));
        own.unwrap_or_else(|| self.styled(row))
    }

    /// Diameter of the row's symbol, screen points.
    pub fn size_pt(&self, row: usize) -> f32 {
        if let Some(size_pt) = self.own.as_ref().and_then(|own| own.marker_size(row)) {
            return size_pt;
        }
        match self.size {
            Some((column, by)) => {
                finite(column, row).map_or(by.sizes_pt[0], |number| sized(by, number))
            }
            None => self.style.size_pt,
        }
    }

    /// The farthest that any symbol, line or outline reaches from where it is, screen points.
    pub fn reach_pt(&self) -> f32 {
        let sizes = self.size.iter().flat_map(|(_, by)| by.sizes_pt);
        let symbol_pt = MARKER_REACH * sizes.fold(self.style.size_pt, f32::max);
        // What features say of themselves is no larger than the widest line.
        let own_pt = self.own.as_ref().map_or(0.0, |_| MOST_OWN_WIDTH_PT);
        let width_pt = self.style.width_pt.max(own_pt);
        symbol_pt.max(width_pt / 2.0) + 1.0
    }

    /// Shape of the row's symbol.
    pub fn marker(&self, _row: usize) -> Marker {
        self.style.marker
    }

    /// Colour and width in screen points of the row's line.
    pub fn line(&self, row: usize) -> (Rgba, f32) {
        let own = self.own.as_ref();
        let color = own.and_then(|own| own.stroke.get(row));
        let opacity = own.and_then(|own| share(own.stroke_opacity, row));
        let width = own.and_then(|own| own.width_pt(row));
        (
            with_opacity(color.unwrap_or_else(|| self.styled(row)), opacity),
            width.unwrap_or(self.style.width_pt),
        )
    }

    /// Colour and width in screen points of the outline of the row's area: that of the style if it
    /// has one, else as a line.
    pub fn outline(&self, row: usize) -> (Rgba, f32) {
        let (color, width_pt) = self.line(row);
        let own = self.own.as_ref().and_then(|own| own.stroke.get(row));
        match (own, self.style.outline) {
            (None, Some(outline)) => (outline, width_pt),
            _ => (color, width_pt),
        }
    }

    /// Colour of the row's area, its opacity in it.
    pub fn fill(&self, row: usize) -> Rgba {
        let own = self.own.as_ref();
        let color = own.and_then(|own| own.fill.get(row));
        let opacity = own.and_then(|own| share(own.fill_opacity, row));
        color
            .unwrap_or_else(|| self.styled(row))
            .faded(opacity.unwrap_or(self.style.fill_opacity))
    }
}

/// Diameter for a number, screen points: the area of the symbol grows evenly along the range.
pub fn sized(by: &SizeBy, number: f64) -> f32 {
    let [least, greatest] = by.sizes_pt.map(f64::from);
    let area = least * least + along(by.range, number) * (greatest * greatest - least * least);
    area.max(0.0).sqrt() as f32
}

/// Where a number lies in a range, 0 to 1; the middle of an empty range.
fn along([least, greatest]: [f64; 2], number: f64) -> f64 {
    let width = greatest - least;
    if width > 0.0 {
        ((number - least) / width).clamp(0.0, 1.0)
    } else {
        0.5
    }
}

fn finite(column: &Column, row: usize) -> Option<f64> {
    column.number(row).filter(|number| number.is_finite())
}

fn with_opacity(color: Rgba, opacity: Option<f32>) -> Rgba {
    opacity.map_or(color, |opacity| color.faded(opacity))
}

fn color_by<'a>(coloring: &'a Coloring, table: &'a FeatureTable) -> ColorBy<'a> {
    let found = coloring.column().and_then(|name| table.column(name));
    match (coloring, found) {
        (Coloring::Single { color }, _) => ColorBy::Single(*color),
        (
            Coloring::Categories { other, .. }
            | Coloring::Graduated { other, .. }
            | Coloring::Continuous { other, .. },
            None,
        ) => ColorBy::Single(*other),
        (Coloring::Categories { classes, other, .. }, Some(column)) => {
            let colors: HashMap<&str, Rgba> = classes
                .iter()
                .map(|(value, color)| (value.as_str(), *color))
                .collect();
            match column.dictionary() {
                Some((texts, codes)) => {
                    let of = |text| *colors.get(text).unwrap_or(other);
                    ColorBy::Codes(column, codes, texts.into_iter().map(of).collect(), *other)
                }
                None => ColorBy::Texts(column, colors, *other),
            }
        }
        (
            Coloring::Graduated {
                breaks,
                colors,
                other,
                ..
            },
            Some(column),
        ) => ColorBy::Graduated(column, breaks, colors, *other),
        (
            Coloring::Continuous {
                palette,
                range,
                other,
                ..
            },
            Some(column),
        ) => {
            let palette = Palette::ramp(palette);
            let at = |entry: usize| palette.at(entry as f64 / (RAMP_ENTRIES - 1) as f64);
            ColorBy::Ramp(column, *range, (0..RAMP_ENTRIES).map(at).collect(), *other)
        }
    }
}

/// What the features say of their own looks.
struct Own<'a> {
    marker_color: OwnColor<'a>,
    marker_size: Option<&'a Column>,
    stroke: OwnColor<'a>,
    stroke_opacity: Option<&'a Column>,
    stroke_width: Option<&'a Column>,
    fill: OwnColor<'a>,
    fill_opacity: Option<&'a Column>,
}

impl<'a> Own<'a> {
    /// `None` where no feature says anything.
    fn new(table: &'a FeatureTable) -> Option<Self> {
        has_simplestyle(table).then(|| Self {
            marker_color: OwnColor::new(table.column("marker-color")),
            marker_size: table.column("marker-size"),
            stroke: OwnColor::new(table.column("stroke")),
            stroke_opacity: table.column("stroke-opacity"),
            stroke_width: table.column("stroke-width"),
            fill: OwnColor::new(table.column("fill")),
            fill_opacity: table.column("fill-opacity"),
        })
    }

    fn marker_size(&self, row: usize) -> Option<f32> {
        let text = self.marker_size?.value(row).to_text();
        let named = MARKER_SIZES_PT.iter().find(|(name, _)| *name == text)?;
        Some(named.1)
    }

    fn width_pt(&self, row: usize) -> Option<f32> {
        let number = own_number(self.stroke_width?, row)?;
        (number >= 0.0).then_some((number as f32).min(MOST_OWN_WIDTH_PT))
    }
}

/// A number from 0 to 1.
fn share(column: Option<&Column>, row: usize) -> Option<f32> {
    let number = own_number(column?, row)?;
    (0.0..=1.0).contains(&number).then_some(number as f32)
}

/// A number, also one that was written as text.
fn own_number(column: &Column, row: usize) -> Option<f64> {
    let number = match column.value(row) {
        Value::Text(text) => text.trim().parse().ok(),
        value => value.as_f64(),
    };
    number.filter(|number: &f64| number.is_finite())
}

/// Whether any property of the simplestyle-spec that changes the map is there.
#[must_use]
pub fn has_simplestyle(table: &FeatureTable) -> bool {
    const PROPERTIES: [&str; 7] = [
        "marker-color",
        "marker-size",
        "stroke",
        "stroke-opacity",
        "stroke-width",
        "fill",
        "fill-opacity",
    ];
    let named = |column: &Column| PROPERTIES.contains(&column.name());
    table.columns().iter().any(named)
}

/// A column of colours.
enum OwnColor<'a> {
    None,
    Codes(&'a Column, &'a [u32], Vec<Option<Rgba>>),
    Texts(&'a Column),
}

impl<'a> OwnColor<'a> {
    fn new(column: Option<&'a Column>) -> Self {
        match column {
            None => Self::None,
            Some(column) => match column.dictionary() {
                Some((texts, codes)) => {
                    let colors = texts.into_iter().map(simplestyle_color).collect();
                    Self::Codes(column, codes, colors)
                }
                None => Self::Texts(column),
            },
        }
    }

    fn get(&self, row: usize) -> Option<Rgba> {
        match self {
            Self::None => None,
            Self::Codes(column, codes, colors) => match column.value(row) {
                Value::Missing | Value::Null => None,
                _ => colors[codes[row] as usize],
            },
            Self::Texts(column) => simplestyle_color(&column.value(row).to_text()),
        }
    }
}

/// Three or six hexadecimal digits, with or without a `#`.
fn simplestyle_color(text: &str) -> Option<Rgba> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    matches!(digits.len(), 3 | 6).then(|| Rgba::parse(text))?
}

#[cfg(test)]
mod tests;
