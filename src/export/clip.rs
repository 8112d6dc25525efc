//! Cuts what lies outside the picture, so that painters never meet coordinates far beyond it:
//! slow for a rasteriser, useless in a file. Knows no colours.
use std::borrow::Cow;

use crate::scene::{Fill, Line};

/// The picture with a margin, screen points.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    min: [f32; 2],
    max: [f32; 2],
}

/// A piece of a line inside the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// At least two.
    pub points: Vec<[f32; 2]>,
    /// Whether the last point is joined to the first.
    pub closed: bool,
    /// How far along the whole line the piece begins, screen points: dashes go on from there.
    pub begins_at: f32,
}

/// The rings of an area.
pub fn rings(fill: &Fill) -> impl Iterator<Item = &[[f32; 2]]> {
    let ends = fill.ring_ends.iter().map(|&end| end as usize);
    let starts = std::iter::once(0).chain(ends.clone());
    starts
        .zip(ends)
        .filter_map(|(start, end)| fill.vertices.get(start..end))
}

/// Where points lie as against the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Inside,
    Across,
    Outside,
}

impl Window {
    /// The picture of this size with so much around it.
    pub fn new(size_pt: [f64; 2], margin_pt: f32) -> Self {
        Self {
            min: [-margin_pt; 2],
            max: size_pt.map(|side| side as f32 + margin_pt),
        }
    }

    /// Whether a disc reaches into the window; false where a number is not finite.
    pub fn touches_disc(&self, center: [f32; 2], radius_pt: f32) -> bool {
        radius_pt.is_finite()
            && (0..2).all(|axis| {
                center[axis] + radius_pt >= self.min[axis]
                    && center[axis] - radius_pt <= self.max[axis]
            })
    }

    /// Points with a number that is not finite lie outside: nothing can be painted of them.
    fn place(&self, points: &[[f32; 2]]) -> Place {
        let (mut low, mut high) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
        for point in points {
            if !(point[0].is_finite() && point[1].is_finite()) {
                return Place::Outside;
            }
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
        let apart = |axis: usize| low[axis] > self.max[axis] || high[axis] < self.min[axis];
        let within = |axis: usize| low[axis] >= self.min[axis] && high[axis] <= self.max[axis];
        if apart(0) || apart(1) {
            Place::Outside
        } else if within(0) && within(1) {
            Place::Inside
        } else {
            Place::Across
        }
    }

    /// What is left of a ring; empty where nothing is. Edges made by the cut run along the window.
    ///
    /// # References
    ///
    /// Sutherland and Hodgman (1974), Reentrant polygon clipping, CACM 17(1).
    pub fn ring<'a>(&self, ring: &'a [[f32; 2]]) -> Cow<'a, [[f32; 2]]> {
        match self.place(ring) {
            Place::Inside => return Cow::Borrowed(ring),
            Place::Outside => return Cow::Borrowed(&[]),
            Place::Across => {}
        }
        let mut kept = ring.to_vec();
        for axis in 0..2 {
            kept = cut_ring(&kept, axis, self.min[axis], |at, edge| at >= edge);
            kept = cut_ring(&kept, axis, self.max[axis], |at, edge| at <= edge);
        }
        if kept.len() < 3 {
            kept.clear();
        }
        Cow::Owned(kept)
    }

    /// The pieces of a line that lie inside.
    pub fn runs(&self, line: &Line) -> Vec<Run> {
        match self.place(&line.points) {
            Place::Outside => return Vec::new(),
            Place::Inside if line.points.len() < 2 => return Vec::new(),
            Place::Inside => {
                return vec![Run {
                    points: line.points.clone(),
                    closed: line.closed,
                    begins_at: 0.0,
                }];
            }
            Place::Across => {}
        }
        let mut runs: Vec<Run> = Vec::new();
        let mut length = 0.0;
        let closing = line.points.first().filter(|_| line.closed);
        let ends = line.points.iter().skip(1).chain(closing);
        for (&from, &to) in line.points.iter().zip(ends) {
            let segment = f64::from(to[0] - from[0]).hypot(f64::from(to[1] - from[1]));
            if let Some((enter, leave)) = self.cut_segment(from, to) {
                let start = between(from, to, enter);
                let end = between(from, to, leave);
                match runs.last_mut() {
                    Some(run) if enter == 0.0 && run.points.last() == Some(&start) => {
                        run.points.push(end);
                    }
                    _ => runs.push(Run {
                        points: vec![start, end],
                        closed: false,
                        begins_at: (length + enter * segment) as f32,
                    }),
                }
            }
            length += segment;
        }
        runs
    }

    /// The part of a segment inside, as fractions of its length.
    ///
    /// # References
    ///
    /// Liang and Barsky (1984), A new concept and method for line clipping, ACM TOG 3(1).
    fn cut_segment(&self, from: [f32; 2], to: [f32; 2]) -> Option<(f64, f64)> {
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for axis in 0..2 {
            let (at, step) = (
                f64::from(from[axis]),
                f64::from(to[axis]) - f64::from(from[axis]),
            );
            let (min, max) = (f64::from(self.min[axis]), f64::from(self.max[axis]));
            if step == 0.0 {
                if at < min || at > max {
                    return None;
                }
                continue;
            }
            let (one, other) = ((min - at) / step, (max - at) / step);
            enter = enter.max(one.min(other));
            leave = leave.min(one.max(other));
        }
        (enter <= leave).then_some((enter, leave))
    }
}

/// The point at a fraction of a segment; exactly its ends at 0 and 1.
fn between(from: [f32; 2], to: [f32; 2], fraction: f64) -> [f32; 2] {
    if fraction >= 1.0 {
        return to;
    }
    [0, 1].map(|axis| {
        (f64::from(from[axis]) + fraction * (f64::from(to[axis]) - f64::from(from[axis]))) as f32
    })
}

/// What is left of a ring on one side of an edge of the window.
fn cut_ring(
    ring: &[[f32; 2]],
    axis: usize,
    edge: f32,
    inside: impl Fn(f32, f32) -> bool,
) -> Vec<[f32; 2]> {
    let mut kept = Vec::with_capacity(ring.len());
    let Some(mut from) = ring.last().copied() else {
        return kept;
    };
    for &to in ring {
        let (was_in, is_in) = (inside(from[axis], edge), inside(to[axis], edge));
        if was_in != is_in {
            let fraction = f64::from(edge - from[axis]) / f64::from(to[axis] - from[axis]);
            let mut crossing = between(from, to, fraction);
            crossing[axis] = edge;
            kept.push(crossing);
        }
        if is_in {
            kept.push(to);
        }
        from = to;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rgba;
    use crate::scene::Stroke;

    fn window() -> Window {
        Window::new([100.0, 50.0], 10.0)
    }

    fn line(points: &[[f32; 2]], closed: bool) -> Line {
        Line {
            points: points.to_vec(),
            closed,
            stroke: Stroke {
                width_pt: 1.0,
                color: Rgba::hex(0),
            },
            dash: None,
        }
    }

    #[test]
    fn a_ring_around_the_picture_becomes_the_window() {
        let ring = [[-1e6, -1e6], [1e6, -1e6], [1e6, 1e6], [-1e6, 1e6]];
        let mut corners = window().ring(&ring).into_owned();
        corners.sort_by(|a, b| a.partial_cmp(b).unwrap());
        let expected = [[-10.0, -10.0], [-10.0, 60.0], [110.0, -10.0], [110.0, 60.0]];
        assert_eq!(corners, expected);
    }

    #[test]
    fn a_ring_beside_the_picture_is_dropped_even_where_boxes_overlap() {
        let around_a_corner = [[-1000.0, 40.0], [20.0, 1000.0], [-1000.0, 1000.0]];
        assert!(window().ring(&around_a_corner).is_empty());
        assert!(
            window()
                .ring(&[[200.0, 0.0], [300.0, 0.0], [250.0, 9.0]])
                .is_empty()
        );
        assert!(
            window()
                .ring(&[[0.0, f32::NAN], [9.0, 0.0], [0.0, 9.0]])
                .is_empty()
        );
    }

    #[test]
    fn a_line_that_leaves_and_returns_is_two_runs_and_keeps_its_length() {
        let runs = window().runs(&line(
            &[[0.0, 0.0], [210.0, 0.0], [210.0, 20.0], [50.0, 20.0]],
            false,
        ));
        assert_eq!(runs.len(), 2);
        assert_eq!(runs[0].points, [[0.0, 0.0], [110.0, 0.0]]);
        assert_eq!(runs[1].points, [[110.0, 20.0], [50.0, 20.0]]);
        assert!((runs[1].begins_at - (210.0 + 20.0 + 100.0)).abs() < 1e-3);
    }

    #[test]
    fn a_closed_line_across_the_edge_keeps_its_last_side() {
        let runs = window().runs(&line(&[[0.0, 0.0], [500.0, 0.0], [0.0, 40.0]], true));
        assert_eq!(runs.last().unwrap().points.last(), Some(&[0.0, 0.0]));
        assert!(runs.iter().all(|run| !run.closed));
    }
}
