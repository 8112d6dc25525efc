//! The user's own features as primitives, by the style of their layer, and as tiles of pixels for a
//! map that moves. Cost follows the screen: what is too small to be told apart is drawn once.
mod density;
mod points;
mod shapes;
#[cfg(test)]
mod tests;

pub use density::density_color;
pub use points::is_cluster_at;

use super::Primitive;
use super::frame::{Frame, MARGIN_PT};
use super::raster::{Pixels, RasterPainter};
use super::symbology::Symbology;
use super::theme::Theme;
use crate::model::{BasemapTheme, PointDrawing, Style, Viewport};
use crate::spatial::{FeatureIndex, LoadedLayer};

/// Up to so many points in view are drawn one by one unless the style says otherwise: fewer would be
/// lone pixels in a density.
pub const FEW_POINTS: usize = 10_000;

/// A layer as one copy of the world shows it.
struct FeatureView<'a> {
    loaded: &'a LoadedLayer,
    style: &'a Style,
    /// How points are drawn; `Automatic` is decided already.
    points: PointDrawing,
    frame: &'a Frame,
    zoom: f64,
    theme: &'a Theme,
    /// Of rasters.
    pixels_per_point: f64,
}

/// How a style draws the points that a viewport holds.
#[must_use]
pub fn drawn_points(style: &Style, index: &FeatureIndex, viewport: &Viewport) -> PointDrawing {
    if style.points != PointDrawing::Automatic {
        return style.points;
    }
    let mut left = FEW_POINTS;
    for frame in Frame::copies(viewport) {
        let within = frame.world_box(&frame.seen());
        match left.checked_sub(index.points().count_within(&within, left)) {
            Some(rest) => left = rest,
            None => return PointDrawing::Density,
        }
    }
    PointDrawing::Symbols
}

/// A layer, bottom-most first: areas, lines, points; as each copy of the world shows it.
pub(super) fn features(input: &TileInput<'_>) -> Vec<Primitive> {
    let symbology = Symbology::new(input.style, &input.loaded.table);
    // What lies beyond a tile and reaches into it; clusters and heat reach farther than symbols.
    let mut margin_pt = f64::from(symbology.reach_pt());
    if matches!(input.points, PointDrawing::Clusters | PointDrawing::HeatMap) {
        margin_pt = margin_pt.max(MARGIN_PT);
    }
    let of_copy = |frame: &Frame| {
        let view = FeatureView {
            loaded: input.loaded,
            style: input.style,
            points: input.points,
            frame,
            zoom: input.viewport.zoom,
            theme: Theme::of(input.basemap),
            pixels_per_point: f64::from(input.pixels_per_point),
        };
        features_of_copy(&view, &symbology)
    };
    let frames = Frame::copies_within(&input.viewport, margin_pt);
    frames.iter().flat_map(of_copy).collect()
}

fn features_of_copy(view: &FeatureView<'_>, symbology: &Symbology<'_>) -> Vec<Primitive> {
    let mut primitives = Vec::new();
    shapes::shapes(view, symbology, &mut primitives);
    if view.loaded.index.points().is_empty() {
        return primitives;
    }
    match view.points {
        PointDrawing::Automatic | PointDrawing::Symbols => {
            points::symbols(view, symbology, &mut primitives);
        }
        PointDrawing::Clusters => points::clusters(view, symbology, &mut primitives),
        PointDrawing::Density => primitives.extend(density::density(view)),
        PointDrawing::HeatMap => primitives.extend(density::heat_map(view)),
    }
    primitives
}

/// A part of a layer to be painted.
#[derive(Clone, Copy)]
pub struct TileInput<'a> {
    /// Its features.
    pub loaded: &'a LoadedLayer,
    /// How they are drawn.
    pub style: &'a Style,
    /// What lies below.
    pub basemap: BasemapTheme,
    /// How points are drawn, as [`drawn_points`] has it for all that is in view.
    pub points: PointDrawing,
    /// The part.
    pub viewport: Viewport,
    /// Pixels per screen point.
    pub pixels_per_point: f32,
}

/// The pixels of a part of a layer; `None` where it is empty. Tiles side by side of one zoom level
/// fit together.
#[must_use]
pub fn tile(input: &TileInput<'_>) -> Option<Pixels> {
    let primitives = features(input);
    if primitives.is_empty() {
        return None;
    }
    let scale = input.pixels_per_point;
    let size_px = input
        .viewport
        .size_pt
        .map(|side| (side * f64::from(scale)).round() as usize);
    let mut painter = RasterPainter::new(size_px, scale);
    painter.paint(&primitives);
    Some(painter.finish())
}
