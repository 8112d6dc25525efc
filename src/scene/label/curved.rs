//! Labels along lines: each letter turned to the smoothed line, never upside down, never round a
//! sharp bend.
use super::grid::{Grid, ScreenBox};
use super::path::Path;
use super::{Candidate, Found, Frame, LineSide};
use crate::scene::text::{TextLine, layout};
use crate::scene::{PlacedGlyph, Text};

/// A label is repeated along a line at about this distance, screen points.
const REPEAT_PT: f32 = 700.0;

/// Between the positions tried within a stretch, screen points.
const STEP_PT: f32 = 24.0;

/// The line is smoothed over this length, ems.
const SMOOTHING_EM: f32 = 4.0;

/// The tightest bend text follows: its radius, ems.
const MIN_RADIUS_EM: f32 = 3.0;

/// The most a label turns from its first letter to its last, radians; more reads as an arc.
const MAX_TURN_RAD: f32 = 1.4;

/// How far the baseline keeps from the line below it, ems: descenders just clear it.
const LIFT_EM: f32 = 0.3;

/// The same where another line runs along it, ems.
const LIFT_OFF_LINES_EM: f32 = 1.0;

/// The labels along a line, at most one for each stretch of about [`REPEAT_PT`]; takes their room.
/// In each the straightest position near the stretch's middle is tried first. `named` is where
/// the same words stand already, on this line or on another part of it.
pub(super) fn along(
    candidate: &Candidate,
    (points, side): (&[[f32; 2]], LineSide),
    named: &mut Vec<[f32; 2]>,
    grid: &mut Grid,
    frame: Frame,
) -> Vec<Found> {
    let style = &candidate.style;
    let line = layout(
        &candidate.string,
        style.face,
        style.size_pt,
        style.letter_spacing_em,
    );
    let path = Path::new(points);
    if line.glyphs.is_empty() || path.length() < line.width_pt {
        return Vec::new();
    }
    let stretches = (path.length() / REPEAT_PT).round().max(1.0);
    let stretch = path.length() / stretches;
    let mut placed = Vec::new();
    for index in 0..stretches as usize {
        let start = stretch * index as f32;
        if !may_be_seen(&path, start, stretch, frame) {
            continue;
        }
        let smooth = path.smooth(start, start + stretch, SMOOTHING_EM * style.size_pt);
        let base = Path::new(&smooth);
        let spare = base.length() - line.width_pt;
        let tries = (spare / 2.0 / STEP_PT).floor() as i32;
        let mut positions: Vec<_> = (-tries..=tries)
            .filter_map(|step| {
                let off = step as f32 * STEP_PT;
                let at = base.length() / 2.0 + off;
                Some((base.at(at)?, off, at))
            })
            .filter(|(middle, ..)| {
                named.iter().all(|other| {
                    (other[0] - middle[0]).hypot(other[1] - middle[1]) > REPEAT_PT * 0.9
                })
            })
            .flat_map(|(_, off, at)| {
                let lifts: &[f32] = match side {
                    LineSide::Above if candidate.off_lines => &[LIFT_EM, LIFT_OFF_LINES_EM],
                    LineSide::Above => &[LIFT_EM],
                    LineSide::On => &[0.0],
                };
                let lifted = |&lift: &f32| {
                    let set = set(&line, &base, at, (side, lift))?;
                    Some((set.turn_rad + off.abs() / REPEAT_PT + lift * 0.3, set))
                };
                lifts.iter().filter_map(lifted).collect::<Vec<_>>()
            })
            .collect();
        positions.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let free = positions.into_iter().map(|(_, set)| set).find(|set| {
            set.boxes.iter().all(|&place| {
                let off_lines = !candidate.off_lines || grid.is_off_lines(place);
                off_lines && frame.admits(place) && grid.is_free(place)
            })
        });
        if let Some(SetText { glyphs, boxes, .. }) = free {
            for &place in &boxes {
                grid.insert_label(place);
            }
            named.extend(boxes.get(boxes.len() / 2).map(|place| place.min));
            let text = Text {
                string: candidate.string.clone(),
                size_pt: style.size_pt,
                color: style.color,
                halo: style.halo,
                glyphs,
            };
            placed.push((text, boxes));
        }
    }
    placed
}

/// Whether any of a stretch may lie in the frame.
fn may_be_seen(path: &Path<'_>, start: f32, stretch: f32, frame: Frame) -> bool {
    path.at(start + stretch / 2.0).is_some_and(|at| {
        // No point of it is further from its middle than half its length.
        let near = ScreenBox { min: at, max: at }.padded([stretch / 2.0 + 1.0; 2]);
        near.touches(frame.room())
    })
}

/// Text on a line.
struct SetText {
    /// The sum of the turns between its letters.
    turn_rad: f32,
    glyphs: Vec<PlacedGlyph>,
    /// One for each letter.
    boxes: Vec<ScreenBox>,
}

/// Sets text on a smooth line about the point `middle` along it, from left to right whichever way
/// the line runs. `None` where that is too short or bends too much.
fn set(
    line: &TextLine,
    base: &Path<'_>,
    middle: f32,
    (side, lift_em): (LineSide, f32),
) -> Option<SetText> {
    let half = line.width_pt / 2.0;
    if middle < half || middle + half > base.length() {
        return None;
    }
    let forward = base.at(middle - half)?[0] <= base.at(middle + half)?[0];
    let at = |x: f32| {
        base.at(if forward {
            middle - half + x
        } else {
            middle + half - x
        })
    };
    let lift = match side {
        LineSide::Above => lift_em * line.size_pt,
        LineSide::On => -line.cap_height_pt / 2.0,
    };

    let mut text = SetText {
        turn_rad: 0.0,
        glyphs: Vec::with_capacity(line.glyphs.len()),
        boxes: Vec::new(),
    };
    let (mut before, mut net_turn) = (None, 0.0_f32);
    for letter in line.glyphs.chunk_by(|a, b| a.cluster == b.cluster) {
        let from = letter.iter().map(|g| g.origin[0]).fold(f32::MAX, f32::min);
        let to = letter
            .iter()
            .map(|g| g.origin[0] + g.advance_pt)
            .fold(from, f32::max);
        let along = f32::midpoint(from, to);
        let reach = ((to - from) / 2.0).max(line.size_pt / 4.0);
        let (left, right) = (at(along - reach)?, at(along + reach)?);
        let angle = (right[1] - left[1]).atan2(right[0] - left[0]);
        if let Some((angle_before, along_before)) = before {
            let turn = wrapped(angle - angle_before);
            let arc = f32::max(along - along_before, line.size_pt / 2.0);
            net_turn += turn;
            if turn.abs() > arc / (MIN_RADIUS_EM * line.size_pt) || net_turn.abs() > MAX_TURN_RAD {
                return None;
            }
            text.turn_rad += turn.abs();
        }
        before = Some((angle, along));
        let [x0, y0] = at(along)?;
        let (sin, cos) = angle.sin_cos();
        let place = |[x, y]: [f32; 2]| {
            let (x, y) = (x - along, y - lift);
            [x0 + x * cos - y * sin, y0 + x * sin + y * cos]
        };
        text.glyphs.extend(letter.iter().map(|glyph| PlacedGlyph {
            face: glyph.face,
            id: glyph.id,
            origin: place(glyph.origin),
            rotation_rad: angle,
        }));
        let (top, bottom) = (-line.ascent_pt, line.descent_pt);
        let corners = [[from, top], [to, top], [from, bottom], [to, bottom]];
        text.boxes.push(around(corners.map(place)));
    }
    Some(text)
}

/// The same angle between −π and π.
fn wrapped(angle: f32) -> f32 {
    use std::f32::consts::PI;
    (angle + PI).rem_euclid(2.0 * PI) - PI
}

/// The box around four corners.
fn around(corners: [[f32; 2]; 4]) -> ScreenBox {
    let edge = |axis: usize, pick: fn(f32, f32) -> f32| {
        let [a, b, c, d] = corners.map(|corner| corner[axis]);
        pick(pick(a, b), pick(c, d))
    };
    ScreenBox {
        min: [edge(0, f32::min), edge(1, f32::min)],
        max: [edge(0, f32::max), edge(1, f32::max)],
    }
}
