//! Outlines of glyphs as paths, for SVG and for rasters.
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{GlyphId, MetadataProvider};

use super::font::Font;
use crate::scene::Face;

/// A step of a path; x to the right, y downwards, screen points from the glyph's origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PathCommand {
    /// Starts a contour.
    MoveTo([f32; 2]),
    /// A straight line.
    LineTo([f32; 2]),
    /// A quadratic curve: control point, end.
    QuadTo([f32; 2], [f32; 2]),
    /// A cubic curve: both control points, end.
    CubicTo([f32; 2], [f32; 2], [f32; 2]),
    /// Back to the start of the contour.
    Close,
}

impl PathCommand {
    fn scaled(self, factor: f32) -> Self {
        let scale = |[x, y]: [f32; 2]| [x * factor, y * factor];
        match self {
            Self::MoveTo(to) => Self::MoveTo(scale(to)),
            Self::LineTo(to) => Self::LineTo(scale(to)),
            Self::QuadTo(control, to) => Self::QuadTo(scale(control), scale(to)),
            Self::CubicTo(first, second, to) => {
                Self::CubicTo(scale(first), scale(second), scale(to))
            }
            Self::Close => Self::Close,
        }
    }
}

/// The outline of a glyph, to be filled by the nonzero rule; empty for a space and for a glyph that
/// the face does not have. `size_pt` is the em size in screen points.
#[must_use]
pub fn outline(face: Face, glyph_id: u16, size_pt: f32) -> Vec<PathCommand> {
    outline_em(face, glyph_id)
        .iter()
        .map(|command| command.scaled(size_pt))
        .collect()
}

/// An outline at an em size of 1. Kept for good: there are a few thousand glyphs in all.
fn outline_em(face: Face, glyph_id: u16) -> Arc<[PathCommand]> {
    type Cache = HashMap<(Face, u16), Arc<[PathCommand]>>;
    static CACHE: LazyLock<RwLock<Cache>> = LazyLock::new(RwLock::default);
    {
        let cache = CACHE.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(outline) = cache.get(&(face, glyph_id)) {
            return Arc::clone(outline);
        }
    }
    let mut pen = Pen(Vec::new());
    let drawn = Font::of(face)
        .tables
        .outline_glyphs()
        .get(GlyphId::from(glyph_id))
        .is_some_and(|glyph| {
            let settings = DrawSettings::unhinted(Size::new(1.0), LocationRef::default());
            glyph.draw(settings, &mut pen).is_ok()
        });
    if !drawn {
        return Arc::default();
    }
    let outline: Arc<[PathCommand]> = pen.0.into();
    let mut cache = CACHE.write().unwrap_or_else(PoisonError::into_inner);
    cache.insert((face, glyph_id), Arc::clone(&outline));
    outline
}

/// Gathers what the font reader draws, y upwards there.
struct Pen(Vec<PathCommand>);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push(PathCommand::MoveTo([x, -y]));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push(PathCommand::LineTo([x, -y]));
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.0.push(PathCommand::QuadTo([cx0, -cy0], [x, -y]));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.0
            .push(PathCommand::CubicTo([cx0, -cy0], [cx1, -cy1], [x, -y]));
    }

    fn close(&mut self) {
        self.0.push(PathCommand::Close);
    }
}
