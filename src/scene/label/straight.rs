//! Straight labels: beside a point, about the middle of an area.
use super::grid::{Grid, ScreenBox};
use super::{Candidate, EdgeRule, Found, Frame};
use crate::scene::Text;
use crate::scene::text::{Align, Anchor, TextLine, VerticalAlign, layout, stacked, text_at};

/// Free room between a symbol and its label, screen points.
const GAP_PT: f32 = 2.5;

/// From one baseline to the next, ems.
const LINE_HEIGHT_EM: f32 = 1.15;

/// The eight places about a symbol, best first (y downwards): right of it, since text there reads
/// on from the symbol, then left; straight above and below last, where the symbol may seem part
/// of the word.
///
/// # References
/// Yoeli, P. (1972). The logic of automated map lettering. The Cartographic Journal 9(2), 99–108;
/// level with the symbol put first, which keeps the name clear of lines through a town's symbol.
const BESIDE: [[f32; 2]; 8] = [
    [1.0, 0.0],
    [1.0, -1.0],
    [1.0, 1.0],
    [-1.0, 0.0],
    [-1.0, -1.0],
    [-1.0, 1.0],
    [0.0, -1.0],
    [0.0, 1.0],
];

/// A label beside a symbol.
pub(super) fn beside(
    candidate: &Candidate,
    at: [f32; 2],
    radius_pt: f32,
    grid: &mut Grid,
    frame: Frame,
) -> Option<Found> {
    let line = line_of(candidate);
    BESIDE.into_iter().find_map(|[right, down]| {
        // Beside the symbol's shoulder, not beyond the corner of its box.
        let reach = if right == 0.0 || down == 0.0 {
            radius_pt + GAP_PT
        } else {
            (radius_pt + GAP_PT) * std::f32::consts::FRAC_1_SQRT_2
        };
        let baseline = if down < 0.0 {
            -reach - line.descent_pt
        } else if down > 0.0 {
            reach + line.ascent_pt
        } else {
            line.cap_height_pt / 2.0
        };
        let anchor = Anchor {
            at: [at[0] + right * reach, at[1] + baseline],
            align: if right > 0.0 {
                Align::Left
            } else if right < 0.0 {
                Align::Right
            } else {
                Align::Center
            },
            vertical: VerticalAlign::Baseline,
        };
        let covered = ink(&line, anchor);
        if !frame.admits(covered) || !grid.is_free(covered) {
            return None;
        }
        grid.insert_label(covered);
        let text = text_at(&line, anchor, candidate.style.color, candidate.style.halo);
        Some((text, vec![covered]))
    })
}

/// A label about the middle of an area: there if free, else a little above or below.
pub(super) fn within(
    candidate: &Candidate,
    center: [f32; 2],
    max_width_pt: f32,
    grid: &mut Grid,
    frame: Frame,
) -> Option<Found> {
    let style = &candidate.style;
    let lines = stacked(
        &candidate.string,
        style.face,
        style.size_pt,
        style.letter_spacing_em,
        max_width_pt,
    );
    if lines.iter().any(|line| line.width_pt > max_width_pt) {
        return None;
    }
    let line_height = style.size_pt * LINE_HEIGHT_EM;
    let first = -line_height * (lines.len() - 1) as f32 / 2.0;
    let anchor = |row: usize| Anchor {
        at: [center[0], center[1] + first + line_height * row as f32],
        align: Align::Center,
        vertical: VerticalAlign::Middle,
    };
    let covered = lines
        .iter()
        .enumerate()
        .map(|(row, line)| ink(line, anchor(row)))
        .reduce(|a, b| ScreenBox {
            min: [a.min[0].min(b.min[0]), a.min[1].min(b.min[1])],
            max: [a.max[0].max(b.max[0]), a.max[1].max(b.max[1])],
        })?;

    // What keeps off lines keeps further from other names, too, and may move to the side.
    let (aside, apart): (&[f32], _) = if candidate.off_lines {
        (&[0.0, -1.5, 1.5, -3.0, 3.0], [5.0, 2.0])
    } else {
        (&[0.0], [0.0; 2])
    };
    let shifts = aside
        .iter()
        .flat_map(|ems| [0.0, -0.8, 0.8, -1.6, 1.6].map(|rows| [*ems, rows]));
    shifts.into_iter().find_map(|[ems, rows]| {
        let wanted = [ems * style.size_pt, rows * line_height];
        let by = pull_inside(covered.moved(wanted), center, frame)
            .map_or(wanted, |pull| [wanted[0] + pull[0], wanted[1] + pull[1]]);
        let covered = covered.moved(by);
        let on_line = candidate.off_lines && !grid.is_off_lines(covered.padded([3.0, 0.0]));
        if !frame.admits(covered) || on_line || !grid.is_free(covered.padded(apart)) {
            return None;
        }
        let mut whole = Text {
            string: candidate.string.clone(),
            size_pt: style.size_pt,
            color: style.color,
            halo: style.halo,
            glyphs: Vec::new(),
        };
        for (row, line) in lines.iter().enumerate() {
            let mut anchor = anchor(row);
            anchor.at = [anchor.at[0] + by[0], anchor.at[1] + by[1]];
            whole
                .glyphs
                .append(&mut text_at(line, anchor, style.color, style.halo).glyphs);
        }
        grid.insert_label(covered);
        Some((whole, vec![covered]))
    })
}

/// How far a box has to move to lie inside the frame, where the rule asks for it and the area's
/// middle is in view; a label further away would seem to name something else.
fn pull_inside(place: ScreenBox, center: [f32; 2], frame: Frame) -> Option<[f32; 2]> {
    let in_view = (0..2).all(|axis| (0.0..=frame.size_pt[axis]).contains(&center[axis]));
    (frame.edge == EdgeRule::Inside && in_view).then(|| {
        [0, 1].map(|axis| {
            (-place.min[axis]).max(0.0) - (place.max[axis] - frame.size_pt[axis]).max(0.0)
        })
    })
}

/// What a line covers.
fn ink(line: &TextLine, anchor: Anchor) -> ScreenBox {
    let [x, y] = anchor.baseline_start(line);
    ScreenBox {
        min: [x, y - line.ascent_pt],
        max: [x + line.width_pt, y + line.descent_pt],
    }
}

fn line_of(candidate: &Candidate) -> std::sync::Arc<TextLine> {
    let style = &candidate.style;
    layout(
        &candidate.string,
        style.face,
        style.size_pt,
        style.letter_spacing_em,
    )
}
