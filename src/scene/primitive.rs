//! The primitives of a scene. All coordinates are screen points from the upper left corner of the
//! viewport, x to the right, y downwards; all colours carry their opacity already.
use std::sync::Arc;

use crate::model::{BasemapTheme, Rgba, Viewport};
use crate::terrain::Raster;

/// A map ready to paint: the ground first, then the groups in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// What the coordinates refer to.
    pub viewport: Viewport,
    /// How the relief below the groups is painted.
    pub basemap: BasemapTheme,
    /// What lies below everything: the open sea.
    pub background: Rgba,
    /// Generalised land of the wider world, painted below the relief.
    pub below_relief: Vec<Group>,
    /// Everything above the relief, bottom-most first.
    pub groups: Vec<Group>,
}

/// What belongs together, e.g. one layer; a group of its own in an SVG file.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Stable name, e.g. `borders`.
    pub id: &'static str,
    /// Bottom-most first.
    pub primitives: Vec<Primitive>,
}

/// One thing to paint.
#[derive(Clone, Debug, PartialEq)]
pub enum Primitive {
    /// An area.
    Fill(Fill),
    /// A line or a closed outline.
    Line(Line),
    /// A disc or a ring.
    Circle(Circle),
    /// Glyphs in place.
    Text(Text),
    /// Pixels in place.
    Picture(Picture),
}

/// An area with holes (even-odd rule).
#[derive(Clone, Debug, PartialEq)]
pub struct Fill {
    /// Vertices of all rings one after the other; a ring's last vertex does not repeat its first.
    /// Any after the last ring's end only serve the triangles.
    pub vertices: Vec<[f32; 2]>,
    /// Where each ring ends in `vertices`.
    pub ring_ends: Vec<u32>,
    /// The same area as triangles: indices into `vertices`, three each. None where every painter
    /// fills rings, as in the user's layers.
    pub triangles: Vec<u32>,
    /// Colour.
    pub color: Rgba,
}

/// A width and a colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Screen points.
    pub width_pt: f32,
    /// Colour.
    pub color: Rgba,
}

/// A polyline, joined and ended round.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// At least two.
    pub points: Vec<[f32; 2]>,
    /// Whether the last point is joined to the first.
    pub closed: bool,
    /// Width and colour.
    pub stroke: Stroke,
    /// Lengths of dash and gap in screen points; `None` for a solid line.
    pub dash: Option<[f32; 2]>,
}

/// A disc, a ring or both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circle {
    /// Its middle.
    pub center: [f32; 2],
    /// Screen points.
    pub radius_pt: f32,
    /// Inside.
    pub fill: Option<Rgba>,
    /// Outline, centred on the radius.
    pub stroke: Option<Stroke>,
}

/// A picture put to a place, each of its pixels a rectangle of one colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Its upper left corner.
    pub min: [f32; 2],
    /// Its width and height, screen points.
    pub size_pt: [f32; 2],
    /// Its pixels.
    pub raster: Arc<Raster>,
    /// Multiplies that of the pixels, 0 to 1.
    pub opacity: f32,
    /// Whether colours run into each other where it is shown larger than it is.
    pub smooth: bool,
}

/// A bundled typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Face {
    /// Upright sans, regular weight: places, the interface.
    Sans,
    /// Upright sans, semi-bold: countries, capitals, headings.
    SansBold,
    /// Italic for water.
    Italic,
    /// Arabic script, regular.
    Arabic,
    /// Arabic script, bold.
    ArabicBold,
}

/// A halo around glyphs that keeps them legible over lines and relief.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Halo {
    /// How far it reaches beyond the glyph's outline, screen points.
    pub width_pt: f32,
    /// Colour.
    pub color: Rgba,
}

/// Shaped text: each glyph with its place and turn, so that every painter puts it alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// What it says, for readers of the file and of the screen.
    pub string: String,
    /// Em size, screen points.
    pub size_pt: f32,
    /// Colour of the glyphs.
    pub color: Rgba,
    /// Painted below all glyphs of this text.
    pub halo: Option<Halo>,
    /// In visual order.
    pub glyphs: Vec<PlacedGlyph>,
}

/// One glyph in place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedGlyph {
    /// The typeface it belongs to.
    pub face: Face,
    /// Glyph index within the typeface.
    pub id: u16,
    /// Where its origin on the baseline lies.
    pub origin: [f32; 2],
    /// Clockwise turn about the origin, radians.
    pub rotation_rad: f32,
}
