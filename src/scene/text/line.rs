//! Lines of text in place on the screen.
use std::sync::Arc;

use super::shape::{TextLine, layout};
use crate::model::Rgba;
use crate::scene::{Face, Halo, PlacedGlyph, Text};

/// Which end of a text lies at its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// The left end: the text runs to the right of the anchor.
    Left,
    /// The middle.
    Center,
    /// The right end.
    Right,
}

/// Which height of a text lies at its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerticalAlign {
    /// The line that letters stand on.
    Baseline,
    /// Half the height of a capital above it, whatever letters there are, so that labels side by
    /// side share a baseline.
    Middle,
}

/// A spot on the screen and how text is put to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    /// Screen points.
    pub at: [f32; 2],
    /// Left to right.
    pub align: Align,
    /// Up and down.
    pub vertical: VerticalAlign,
}

impl Anchor {
    /// Where the left end of the baseline of a line lies.
    #[must_use]
    pub fn baseline_start(&self, line: &TextLine) -> [f32; 2] {
        let left = match self.align {
            Align::Left => 0.0,
            Align::Center => line.width_pt / 2.0,
            Align::Right => line.width_pt,
        };
        let down = match self.vertical {
            VerticalAlign::Baseline => 0.0,
            VerticalAlign::Middle => line.cap_height_pt / 2.0,
        };
        [self.at[0] - left, self.at[1] + down]
    }
}

/// A straight line of text put to an anchor.
#[must_use]
pub fn text_at(line: &TextLine, anchor: Anchor, color: Rgba, halo: Option<Halo>) -> Text {
    let [x, y] = anchor.baseline_start(line);
    Text {
        string: line.string.clone(),
        size_pt: line.size_pt,
        color,
        halo,
        glyphs: line
            .glyphs
            .iter()
            .map(|glyph| PlacedGlyph {
                face: glyph.face,
                id: glyph.id,
                origin: [x + glyph.origin[0], y + glyph.origin[1]],
                rotation_rad: 0.0,
            })
            .collect(),
    }
}

/// Lays a name out on one line or, where that is wider than `max_width_pt`, on two, broken at the
/// space that leaves the wider of them narrowest. Two lines may still be too wide: that is for the
/// caller to see. The other arguments are those of [`layout`].
#[must_use]
pub fn stacked(
    string: &str,
    face: Face,
    size_pt: f32,
    letter_spacing_em: f32,
    max_width_pt: f32,
) -> Vec<Arc<TextLine>> {
    let of = |part: &str| layout(part, face, size_pt, letter_spacing_em);
    let whole = of(string);
    if whole.width_pt <= max_width_pt {
        return vec![whole];
    }
    let wider = |lines: &[Arc<TextLine>; 2]| lines[0].width_pt.max(lines[1].width_pt);
    string
        .match_indices(' ')
        .map(|(at, _)| [of(string[..at].trim_end()), of(string[at..].trim_start())])
        .min_by(|a, b| wider(a).total_cmp(&wider(b)))
        .map_or(vec![whole], Vec::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_breaks_at_the_space_that_evens_the_lines() {
        let lines = stacked("United Arab Emirates", Face::Sans, 12.0, 0.0, 80.0);
        let strings: Vec<&str> = lines.iter().map(|line| line.string.as_str()).collect();
        assert_eq!(strings, ["United Arab", "Emirates"]);
        assert_eq!(stacked("Iran", Face::Sans, 12.0, 0.0, 80.0).len(), 1);
        assert_eq!(stacked("Turkmenistan", Face::Sans, 12.0, 0.0, 8.0).len(), 1);
    }

    #[test]
    fn text_lies_about_its_anchor() {
        let line = layout("Termez", Face::Sans, 12.0, 0.0);
        let text = |align, vertical| {
            let at = [100.0, 50.0];
            text_at(
                &line,
                Anchor {
                    at,
                    align,
                    vertical,
                },
                Rgba(0, 0, 0, 255),
                None,
            )
            .glyphs[0]
                .origin
        };
        let baseline = VerticalAlign::Baseline;
        let near = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]) < 0.001;
        assert!(near(text(Align::Left, baseline), [100.0, 50.0]));
        assert!(near(
            text(Align::Right, baseline),
            [100.0 - line.width_pt, 50.0]
        ));
        // Capitals of Inter are 1490 of 2048 units high (OS/2.sCapHeight).
        let middle = 50.0 + 12.0 * 1490.0 / 2048.0 / 2.0;
        let centred = text(Align::Center, VerticalAlign::Middle);
        assert!(near(centred, [100.0 - line.width_pt / 2.0, middle]));
    }
}
