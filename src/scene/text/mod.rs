//! Text below the window: bundled typefaces, shaping, outlines and coverage masks of glyphs, and
//! lines of text in place. The same metrics serve the window, SVG and PNG, so that every label
//! stands at the same spot in each. Where labels go is decided in `scene::label`.
mod font;
mod line;
mod mask;
mod outline;
mod shape;

pub use font::font_bytes;
pub use line::{Align, Anchor, VerticalAlign, stacked, text_at};
pub use mask::{GlyphMask, glyph_mask};
pub use outline::{PathCommand, outline};
pub use shape::{LineGlyph, TextLine, layout};
