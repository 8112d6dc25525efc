//! Coverage masks of glyphs and of their halos, for an atlas that the window tints.
use tiny_skia::{FillRule, LineCap, LineJoin, Mask, Path, PathBuilder, Rect, Stroke, Transform};

use super::outline::{PathCommand, outline};
use crate::scene::Face;

/// How much of each pixel a shape covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlyphMask {
    /// Pixel column of its left edge, counted from the glyph's origin.
    pub left: i32,
    /// Pixel row of its upper edge, counted from the baseline, downwards.
    pub top: i32,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Row by row from the top, 0 to 255.
    pub coverage: Vec<u8>,
}

/// Rasterises a glyph, or its halo where `halo_px` is above zero: the glyph grown all round by that
/// many pixels. `size_px` is the em size in pixels; the origin lies `offset_px` right of and below
/// a pixel's corner. `None` where nothing is to be painted, as for a space.
#[must_use]
pub fn glyph_mask(
    face: Face,
    glyph_id: u16,
    size_px: f32,
    halo_px: f32,
    offset_px: [f32; 2],
) -> Option<GlyphMask> {
    let glyph = path(&outline(face, glyph_id, size_px))?;
    let bounds = glyph.bounds().outset(halo_px, halo_px)?;
    let placed = Rect::from_xywh(
        bounds.x() + offset_px[0],
        bounds.y() + offset_px[1],
        bounds.width(),
        bounds.height(),
    )?
    .round_out()?;
    let transform = Transform::from_translate(
        offset_px[0] - placed.x() as f32,
        offset_px[1] - placed.y() as f32,
    );
    let mut mask = Mask::new(placed.width(), placed.height())?;
    mask.fill_path(&glyph, FillRule::Winding, true, transform);
    if halo_px > 0.0 {
        let stroke = Stroke {
            width: 2.0 * halo_px,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        if let Some(rim) = glyph.stroke(&stroke, 1.0) {
            mask.fill_path(&rim, FillRule::Winding, true, transform);
        }
    }
    Some(GlyphMask {
        left: placed.x(),
        top: placed.y(),
        width: placed.width(),
        height: placed.height(),
        coverage: mask.data().to_vec(),
    })
}

/// `None` for an empty outline.
fn path(commands: &[PathCommand]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for &command in commands {
        match command {
            PathCommand::MoveTo([x, y]) => builder.move_to(x, y),
            PathCommand::LineTo([x, y]) => builder.line_to(x, y),
            PathCommand::QuadTo([x1, y1], [x, y]) => builder.quad_to(x1, y1, x, y),
            PathCommand::CubicTo([x1, y1], [x2, y2], [x, y]) => {
                builder.cubic_to(x1, y1, x2, y2, x, y);
            }
            PathCommand::Close => builder.close(),
        }
    }
    builder.finish()
}
