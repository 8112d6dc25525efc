//! A quiet rectangle with something on it.
use crate::model::Rgba;
use crate::scene::build::shift;
use crate::scene::label::ScreenBox;
use crate::scene::symbol::star_fill;
use crate::scene::text::{Align, Anchor, VerticalAlign, layout, text_at};
use crate::scene::theme::Theme;
use crate::scene::{Face, Line, Primitive, Stroke};

/// From the edge of the map to a panel, screen points.
pub(super) const MARGIN_PT: f32 = 10.0;
/// From the edge of a panel to what is on it, screen points.
pub(super) const PADDING_PT: f32 = 8.0;

/// What is on a panel, from its upper left corner.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    pub(super) size: [f32; 2],
    pub(super) content: Vec<Primitive>,
    /// Of its ground.
    pub(super) opacity: f32,
}

impl Panel {
    pub(super) fn new(size: [f32; 2]) -> Self {
        Self {
            size,
            content: Vec::new(),
            opacity: 1.0,
        }
    }

    /// Adds text with the left end of its baseline at a place; returns its width.
    pub(super) fn text(
        &mut self,
        string: &str,
        face: Face,
        size_pt: f32,
        at: [f32; 2],
        color: Rgba,
    ) -> f32 {
        let line = layout(string, face, size_pt, 0.0);
        let anchor = Anchor {
            at,
            align: Align::Left,
            vertical: VerticalAlign::Baseline,
        };
        let text = text_at(&line, anchor, color, None);
        self.content.push(Primitive::Text(text));
        line.width_pt
    }

    pub(super) fn box_at(&self, corner: [f32; 2]) -> ScreenBox {
        ScreenBox {
            min: corner,
            max: [corner[0] + self.size[0], corner[1] + self.size[1]],
        }
    }
}

/// A panel in its place.
pub(super) fn panel_at(panel: Panel, place: ScreenBox, theme: &Theme) -> Vec<Primitive> {
    let [x0, y0] = place.min;
    let [x1, y1] = place.max;
    let corners = vec![[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
    let mut primitives = vec![
        Primitive::Fill(star_fill(corners.clone(), theme.panel.faded(panel.opacity))),
        Primitive::Line(Line {
            points: corners,
            closed: true,
            stroke: Stroke {
                width_pt: 0.8,
                color: theme.panel_edge,
            },
            dash: None,
        }),
    ];
    for mut primitive in panel.content {
        shift(&mut primitive, place.min);
        primitives.push(primitive);
    }
    primitives
}

/// How text is set on a panel.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    pub(super) face: Face,
    pub(super) size_pt: f32,
    pub(super) color: Rgba,
    /// Lines beyond this are cut, with an ellipsis.
    pub(super) most_lines: usize,
}

/// A panel of text, broken into lines no wider than there is room.
pub(super) fn texts(words: &str, setting: Setting, most_pt: f32) -> Panel {
    let Setting {
        face,
        size_pt,
        color,
        most_lines,
    } = setting;
    let room = most_pt - 2.0 * PADDING_PT;
    let width = |line: &str| layout(line, face, size_pt, 0.0).width_pt;
    let mut lines: Vec<String> = words
        .lines()
        .flat_map(|line| broken(line, room, width))
        .collect();
    let cut = lines.len() > most_lines;
    lines.truncate(most_lines);
    if let Some(last) = lines.last_mut().filter(|_| cut) {
        last.push('…');
    }
    for line in &mut lines {
        while width(line) > room && line.chars().count() > 2 {
            let kept = line.trim_end_matches('…').char_indices().next_back();
            let kept = kept.map_or(0, |(at, _)| at);
            line.truncate(kept);
            line.push('…');
        }
    }
    let leading = size_pt * 1.35;
    let vertical = PADDING_PT * 0.7;
    let mut panel = Panel::new([0.0, leading * lines.len() as f32 + 2.0 * vertical]);
    let mut widest = 0.0_f32;
    for (row, line) in lines.iter().enumerate() {
        let baseline = vertical + leading * row as f32 + size_pt * 1.02;
        widest = widest.max(panel.text(line, face, size_pt, [PADDING_PT, baseline], color));
    }
    panel.size[0] = widest + 2.0 * PADDING_PT;
    panel
}

fn broken(words: &str, room: f32, width: impl Fn(&str) -> f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (longer, lines.last_mut()) {
            (Some(longer), Some(line)) if width(&longer) <= room => *line = longer,
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
