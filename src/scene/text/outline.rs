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
    let font = Font::of(face);
    let mut pen = Pen {
        unit_em: font.unit_em,
        commands: Vec::new(),
    };
    let drawn = font
        .tables
        .outline_glyphs()
        .get(GlyphId::from(glyph_id))
        .is_some_and(|glyph| {
            // At a size the reader would round to the 64th part of a unit of that size.
            let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
            glyph.draw(settings, &mut pen).is_ok()
        });
    if !drawn {
        return Arc::default();
    }
    let outline: Arc<[PathCommand]> = pen.commands.into();
    let mut cache = CACHE.write().unwrap_or_else(PoisonError::into_inner);
    cache.insert((face, glyph_id), Arc::clone(&outline));
    outline
}

/// Gathers what the font reader draws: in font units, y upwards.
struct Pen {
    unit_em: f32,
    commands: Vec<PathCommand>,
}

impl Pen {
    fn em(&self, x: f32, y: f32) -> [f32; 2] {
        [x * self.unit_em, -y * self.unit_em]
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.commands.push(PathCommand::MoveTo(self.em(x, y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.commands.push(PathCommand::LineTo(self.em(x, y)));
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.commands
            .push(PathCommand::QuadTo(self.em(cx0, cy0), self.em(x, y)));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.commands.push(PathCommand::CubicTo(
            self.em(cx0, cy0),
            self.em(cx1, cy1),
            self.em(x, y),
        ));
    }

    fn close(&mut self) {
        self.commands.push(PathCommand::Close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::text::layout;

    #[test]
    fn an_outline_stands_on_the_baseline_at_the_size_asked_for() {
        // The capital T of Inter Regular: 98..1224 by 0..1490 units of 2048 (ttx -t glyf).
        let id = layout("T", Face::Sans, 1.0, 0.0).glyphs[0].id;
        let points: Vec<[f32; 2]> = outline(Face::Sans, id, 2048.0)
            .into_iter()
            .filter_map(|command| match command {
                PathCommand::MoveTo(to) | PathCommand::LineTo(to) => Some(to),
                _ => None,
            })
            .collect();
        let top = points.iter().map(|p| p[1]).fold(f32::MAX, f32::min);
        let bottom = points.iter().map(|p| p[1]).fold(f32::MIN, f32::max);
        let left = points.iter().map(|p| p[0]).fold(f32::MAX, f32::min);
        assert!((top + 1490.0).abs() < 0.01 && bottom.abs() < 0.01 && (left - 98.0).abs() < 0.01);
        assert!(outline(Face::Sans, u16::MAX, 12.0).is_empty());
    }
}
