//! The outline of a whole text, so that overlapping glyphs and halos are painted once.
use super::clip::Window;
use crate::scene::Text;
use crate::scene::text::{PathCommand, outline};

/// All glyphs of a text as one path in screen points, to be filled by the nonzero rule; empty where
/// the text lies outside the window or has nothing to show.
pub fn text_path(text: &Text, window: &Window) -> Vec<PathCommand> {
    // No glyph of the bundled faces, and no halo, reaches further from its origin than two ems.
    let reach_pt = 2.0 * text.size_pt + text.halo.map_or(0.0, |halo| halo.width_pt);
    let glyphs = text.glyphs.iter();
    glyphs
        .filter(|glyph| window.touches_disc(glyph.origin, reach_pt))
        .flat_map(|glyph| {
            let (sin, cos) = glyph.rotation_rad.sin_cos();
            let [x0, y0] = glyph.origin;
            let place = move |[x, y]: [f32; 2]| [x0 + x * cos - y * sin, y0 + x * sin + y * cos];
            outline(glyph.face, glyph.id, text.size_pt).into_iter().map(
                move |command| match command {
                    PathCommand::MoveTo(to) => PathCommand::MoveTo(place(to)),
                    PathCommand::LineTo(to) => PathCommand::LineTo(place(to)),
                    PathCommand::QuadTo(control, to) => {
                        PathCommand::QuadTo(place(control), place(to))
                    }
                    PathCommand::CubicTo(first, second, to) => {
                        PathCommand::CubicTo(place(first), place(second), place(to))
                    }
                    PathCommand::Close => PathCommand::Close,
                },
            )
        })
        .collect()
}
