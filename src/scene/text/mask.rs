//! Coverage masks of glyphs and of their halos, for an atlas that the window tints.
use tiny_skia::{FillRule, LineCap, LineJoin, Mask, Path, PathBuilder, Stroke, Transform};

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

/// The rasteriser tells a quarter of a pixel apart; with as many of its pixels to one of ours, bars
/// as thin as a hyphen keep their weight at every height.
const OVERSAMPLING: u32 = 4;

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
    let bounds = glyph.bounds();
    // Not `Rect::round_out`, which rounds the width up and thereby may lose the last column.
    let left = (bounds.left() - halo_px + offset_px[0]).floor();
    let top = (bounds.top() - halo_px + offset_px[1]).floor();
    let width = ((bounds.right() + halo_px + offset_px[0]).ceil() - left) as u32;
    let height = ((bounds.bottom() + halo_px + offset_px[1]).ceil() - top) as u32;
    let fine = OVERSAMPLING as f32;
    let transform =
        Transform::from_translate(offset_px[0] - left, offset_px[1] - top).post_scale(fine, fine);
    let mut mask = Mask::new(width * OVERSAMPLING, height * OVERSAMPLING)?;
    mask.fill_path(&glyph, FillRule::Winding, true, transform);
    if halo_px > 0.0 {
        let stroke = Stroke {
            width: 2.0 * halo_px,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        if let Some(rim) = glyph.stroke(&stroke, fine) {
            mask.fill_path(&rim, FillRule::Winding, true, transform);
        }
    }
    Some(GlyphMask {
        left: left as i32,
        top: top as i32,
        width,
        height,
        coverage: averaged(&mask, width),
    })
}

/// The means of the squares of [`OVERSAMPLING`] pixels a side, `width` of them in a row.
fn averaged(mask: &Mask, width: u32) -> Vec<u8> {
    let side = OVERSAMPLING as usize;
    let mut coverage = Vec::with_capacity(mask.data().len() / (side * side));
    for rows in mask.data().chunks_exact(width as usize * side * side) {
        let mut sums = vec![0_u32; width as usize];
        for row in rows.chunks_exact(width as usize * side) {
            for (sum, pixels) in sums.iter_mut().zip(row.chunks_exact(side)) {
                *sum += pixels.iter().copied().map(u32::from).sum::<u32>();
            }
        }
        let area = OVERSAMPLING * OVERSAMPLING;
        coverage.extend(sums.into_iter().map(|sum| ((sum + area / 2) / area) as u8));
    }
    coverage
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::text::layout;

    /// Square pixels covered.
    fn area(mask: &GlyphMask) -> f32 {
        mask.coverage.iter().map(|&c| f32::from(c) / 255.0).sum()
    }

    #[test]
    fn a_thin_glyph_keeps_its_ink_wherever_it_lies_in_the_pixel() {
        // The hyphen of Inter Regular is a bar of 654 × 166 units (ttx -t glyf), 2048 to the em.
        let hyphen = layout("-", Face::Sans, 12.0, 0.0).glyphs[0];
        let ink = 654.0 * 166.0 * (12.0_f32 / 2048.0).powi(2);
        for offset in [[0.0, 0.0], [0.25, 0.5], [0.75, 0.9], [0.0, 0.125]] {
            let mask = glyph_mask(Face::Sans, hyphen.id, 12.0, 0.0, offset).unwrap();
            assert!(
                (area(&mask) - ink).abs() < 0.05 * ink,
                "{offset:?}: {mask:?}"
            );
        }
    }

    #[test]
    fn a_halo_reaches_beyond_the_glyph_by_its_width_and_fills_the_glyph() {
        let glyph = layout("o", Face::Sans, 40.0, 0.0).glyphs[0];
        let ink = glyph_mask(glyph.face, glyph.id, 40.0, 0.0, [0.0; 2]).unwrap();
        let halo = glyph_mask(glyph.face, glyph.id, 40.0, 3.0, [0.0; 2]).unwrap();
        assert!(
            halo.width.abs_diff(ink.width + 6) <= 1 && halo.height.abs_diff(ink.height + 6) <= 1
        );
        let [right, down] = [ink.left - halo.left, ink.top - halo.top];
        for (index, &covered) in ink.coverage.iter().enumerate() {
            let (row, column) = (index as u32 / ink.width, index as u32 % ink.width);
            let at = (row + down as u32) * halo.width + column + right as u32;
            assert!(halo.coverage[at as usize] >= covered);
        }
    }

    #[test]
    fn a_space_paints_nothing() {
        let space = layout(" ", Face::Sans, 12.0, 0.0).glyphs[0];
        assert_eq!(glyph_mask(space.face, space.id, 12.0, 2.0, [0.0; 2]), None);
    }
}
