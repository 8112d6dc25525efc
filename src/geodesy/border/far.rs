//! The nearest point of a border for positions so far away that chords say little, antipodes
//! included: branch and bound along the strips, with geodesics to their ends.
//!
//! Three lower bounds for the distance s to what lies between two vertices A and B, where s is s₁
//! and s₂:
//!
//! - The line is ℓ long from A to B and a distance changes by no more than one moves, so
//!   s ≥ (s₁ + s₂ − ℓ) / 2.
//! - Along a geodesic the distance to a place curves upwards by at most 1/s on a surface that is
//!   nowhere saddle-shaped, beyond the antipodes too, where it only bends down (Hessian comparison:
//!   P. Petersen, Riemannian geometry, 2016). A function with s″ ≤ C on a length g is
//!   nowhere more than Cg²/8 below the lesser of its ends. So between the ends of a segment there
//!   is at most g²/8s to gain: 0.08 m for a kilometre at 1500 km.
//! - A strip is at most its width w away from its chord, and the chord at most g²/8r from the
//!   geodesic A to B over it (its curvature is at most 1/r), so this holds for strips too, less the
//!   geodesic that belongs to a chord of w + g²/8r.
use super::super::ellipsoid::LEAST_CURVATURE_RADIUS_M;
use super::super::{Position, geodesic};
use super::Candidate;
use super::chord_bounds::greatest_geodesic;
use super::strip_tree::{ArcFoot, StripTree};

/// A gain too small to look for, metres. With what a segment may hide between its ends the answer
/// stays within 0.35 m.
const TOLERANCE_M: f64 = 0.25;

/// Looks for something nearer than `start`.
pub(super) fn nearest(parts: &[StripTree], position: Position, start: Candidate) -> Candidate {
    let start_m = geodesic::distance(position, parts[start.part].position(start.foot)).0;
    let mut best = (start_m, start);
    for (part, tree) in parts.iter().enumerate() {
        let mut search = Search {
            tree,
            part,
            position,
            best,
        };
        let ends = [0, tree.positions.len() - 1].map(|vertex| search.try_vertex(vertex));
        search.strip(tree.top(), 0, ends);
        best = search.best;
    }
    best.1
}

struct Search<'a> {
    tree: &'a StripTree,
    part: usize,
    position: Position,
    best: (f64, Candidate),
}

impl Search<'_> {
    /// Looks into a strip whose ends are this far away.
    fn strip(&mut self, level: usize, k: usize, ends_m: [f64; 2]) {
        if level == 0 || self.bound(level, k, ends_m) > self.best.0 - TOLERANCE_M {
            return;
        }
        let (_, middle) = self.tree.ends(level - 1, 2 * k);
        let (_, end) = self.tree.ends(level, k);
        if middle >= end {
            return self.strip(level - 1, 2 * k, ends_m);
        }
        let middle_m = self.try_vertex(middle);
        let mut halves = [
            (2 * k, [ends_m[0], middle_m]),
            (2 * k + 1, [middle_m, ends_m[1]]),
        ];
        if ends_m[1] < ends_m[0] {
            halves.swap(0, 1);
        }
        for (half, ends_m) in halves {
            self.strip(level - 1, half, ends_m);
        }
    }

    /// Less than the distance to any point of a strip.
    fn bound(&self, level: usize, k: usize, [start_m, end_m]: [f64; 2]) -> f64 {
        let (start, end) = self.tree.ends(level, k);
        let along_m = self.tree.chainage_m[end] - self.tree.chainage_m[start];
        let by_length = (start_m + end_m - along_m) / 2.0;
        let geodesic_m = greatest_geodesic(self.tree.chord_m(start, end));
        let least_on_it = (start_m + end_m - geodesic_m) / 2.0;
        if least_on_it <= 0.0 {
            return by_length;
        }
        let squared = geodesic_m * geodesic_m;
        let aside = self.tree.width_m(level, k) + squared / (8.0 * LEAST_CURVATURE_RADIUS_M);
        let by_strip =
            start_m.min(end_m) - squared / (8.0 * least_on_it) - greatest_geodesic(aside);
        by_length.max(by_strip)
    }

    /// The distance to a vertex, kept if it is the best so far.
    fn try_vertex(&mut self, vertex: usize) -> f64 {
        let distance_m = geodesic::distance(self.position, self.tree.positions[vertex]).0;
        if distance_m < self.best.0 {
            let segment = vertex.min(self.tree.positions.len() - 2);
            let foot = ArcFoot {
                segment,
                along: if segment == vertex { 0.0 } else { 1.0 },
                chord_m: f64::INFINITY,
            };
            self.best = (
                distance_m,
                Candidate {
                    part: self.part,
                    foot,
                },
            );
        }
        distance_m
    }
}
