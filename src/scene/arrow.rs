//! Arrows: a line with a head at its end, and the line between two symbols that it is drawn along.
use super::symbol::star_fill;
use super::{Line, Primitive, Stroke};
use crate::model::Rgba;

/// A line without its first and last `gap` points; `None` if too little remains for an arrow.
pub(super) fn shortened(line: &[[f32; 2]], gap: f32) -> Option<Vec<[f32; 2]>> {
    let (first, last) = (*line.first()?, *line.last()?);
    let far = |point: &[f32; 2], end: [f32; 2]| (point[0] - end[0]).hypot(point[1] - end[1]);
    if far(&last, first) < 2.0 * gap + 9.0 {
        return None;
    }
    let towards = |end: [f32; 2], inner: [f32; 2]| {
        let length = far(&inner, end);
        [
            end[0] + (inner[0] - end[0]) * gap / length,
            end[1] + (inner[1] - end[1]) * gap / length,
        ]
    };
    let mut points: Vec<[f32; 2]> = line
        .iter()
        .copied()
        .filter(|point| far(point, first) > gap && far(point, last) > gap)
        .collect();
    let (second, before_last) = (*points.first()?, *points.last()?);
    points.insert(0, towards(first, second));
    points.push(towards(last, before_last));
    Some(points)
}

/// A line with a head at its end, on a casing.
pub(super) fn arrow(
    points: &[[f32; 2]],
    width_pt: f32,
    color: Rgba,
    dash: Option<[f32; 2]>,
    casing: Rgba,
) -> Vec<Primitive> {
    let Some(&tip) = points.last() else {
        return Vec::new();
    };
    let head_pt = 4.0 + 2.2 * width_pt;
    let back = points
        .iter()
        .rev()
        .find(|point| (point[0] - tip[0]).hypot(point[1] - tip[1]) > head_pt)
        .or(points.first())
        .copied()
        .unwrap_or(tip);
    let length = (tip[0] - back[0]).hypot(tip[1] - back[1]).max(1e-3);
    let along = [(tip[0] - back[0]) / length, (tip[1] - back[1]) / length];
    let corner = |back: f32, side: f32| {
        [
            tip[0] - along[0] * back - along[1] * side,
            tip[1] - along[1] * back + along[0] * side,
        ]
    };
    let half = head_pt * 0.42;
    let head = vec![
        tip,
        corner(head_pt, half),
        corner(head_pt * 0.8, 0.0),
        corner(head_pt, -half),
    ];
    let line = |points: Vec<[f32; 2]>, closed: bool, width_pt: f32, color: Rgba, dash| {
        Primitive::Line(Line {
            points,
            closed,
            stroke: Stroke { width_pt, color },
            dash,
        })
    };
    // The shaft ends within the head, not beyond its tip.
    let mut shaft = points.to_vec();
    if let Some(end) = shaft.last_mut() {
        *end = corner(head_pt * 0.8, 0.0);
    }
    let casing = casing.faded(0.75);
    let mut primitives = vec![
        line(shaft.clone(), false, width_pt + 2.2, casing, None),
        line(head.clone(), true, 2.2, casing, None),
        line(shaft, false, width_pt, color, dash),
    ];
    primitives.push(Primitive::Fill(star_fill(head, color)));
    primitives
}
