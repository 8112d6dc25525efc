//! The border line: vertices joined by geodesics of the WGS 84 ellipsoid, and the nearest point of
//! it from anywhere on Earth. Knows no countries and no files.
//!
//! # How the nearest point is found, and why none nearer is missed
//!
//! Up to 1500 km ([`chord_bounds::NEAR_M`]) the search works with chords, straight lines through
//! the Earth, along a tree of strips that bounds them from below:
//!
//! 1. Of two points of the line, the one whose chord is longer by [`chord_bounds::chord_margin`]
//!    has the longer geodesic. So what lies farther than the least chord so far and this margin
//!    cannot be nearest, and a strip is left out only for that reason.
//! 2. Among the feet that remain the shortest geodesic decides, by
//!    [`chord_bounds::near_geodesic`]. Its error is 0.6 mm at 500 km and 0.14 m at 1500 km,
//!    so the choice is within twice that of the least.
//! 3. On one segment the foot by chord serves as foot by geodesic. At the foot the segment is at
//!    right angles to the chord, so to the normal section; the geodesic leaves it by at most
//!    e²s²/12R² (3.5·10⁻⁶ rad at 500 km; G. Bomford, Geodesy, 1980). As the geodesic distance
//!    s curves along the segment by about 1/s, the true least is nearer by half that slope squared
//!    times s: under 0.005 mm.
//!
//! Farther away [`far`] does the same with geodesics alone, to better than a metre.
mod chord_bounds;
mod far;
mod strip_tree;

use super::ellipsoid::Vector;
use super::{Bearing, Meters, Position, geodesic};
use chord_bounds::{NEAR_M, chord_margin, near_geodesic};
use strip_tree::{ArcFoot, StripTree};

/// The longest segment inside: longer ones are split along their geodesic. Short enough for an arc
/// to stand for its geodesic, and for [`far`] to look at vertices only.
const PIECE_M: f64 = 1000.0;

/// Distances below this are rounding of coordinates: the position is on the line, and there is no
/// direction to it.
const ON_LINE_M: f64 = 1e-6;

/// A border as one line: a main part, then closed exclave rings.
#[derive(Clone, Debug)]
pub struct BorderLine {
    parts: Vec<StripTree>,
}

/// The nearest point of a border.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BorderFoot {
    /// Least geodesic distance: within 1 cm for 500 km, within 1 m anywhere.
    pub distance: Meters,
    /// Where on the border that is.
    pub nearest: Position,
    /// From the position towards the nearest point; north where the distance is zero.
    pub bearing: Bearing,
    /// Along the border from its first vertex; exclave parts follow on the main line.
    pub chainage: Meters,
    /// Which part the nearest point belongs to: 0 is the main line.
    pub part: usize,
}

/// A candidate: its part and the foot on one segment of it.
#[derive(Clone, Copy, Debug, Default)]
struct Candidate {
    part: usize,
    foot: ArcFoot,
}

impl BorderLine {
    /// A border from its parts, each a polyline of geodesics; a ring repeats its first vertex at
    /// its end. Repeated vertices and parts without a vertex count for nothing; without any vertex
    /// there is no line.
    #[must_use]
    pub fn new(parts: &[Vec<Position>]) -> Option<Self> {
        let mut trees: Vec<StripTree> = Vec::with_capacity(parts.len());
        for part in parts {
            let start_m = trees.last().map_or(0.0, StripTree::end_m);
            trees.extend(StripTree::new(part, start_m));
        }
        (!trees.is_empty()).then_some(Self { parts: trees })
    }

    /// The length of all parts together.
    pub fn length(&self) -> Meters {
        Meters(self.parts.last().map_or(0.0, StripTree::end_m))
    }

    /// The nearest point of the border.
    #[must_use]
    pub fn nearest(&self, position: Position) -> BorderFoot {
        let mut search = Search {
            point: Vector::from_lonlat(position),
            least_chord_m: f64::INFINITY,
            reach_m: f64::INFINITY,
            best_m: f64::INFINITY,
            best: Candidate::default(),
        };
        for (part, tree) in self.parts.iter().enumerate() {
            search.part(part, tree);
        }
        let mut best = search.best;
        if search.least_chord_m > NEAR_M {
            best = far::nearest(&self.parts, position, best);
        }
        self.report(position, best)
    }

    fn report(&self, position: Position, Candidate { part, foot }: Candidate) -> BorderFoot {
        let nearest = self.parts[part].position(foot);
        let (distance, bearing, _) = geodesic::inverse(position, nearest);
        let on_line = distance.0 < ON_LINE_M;
        BorderFoot {
            distance: if on_line { Meters(0.0) } else { distance },
            nearest,
            bearing: if on_line { Bearing::default() } else { bearing },
            chainage: Meters(self.parts[part].chainage_of(foot)),
            part,
        }
    }
}

/// The state of a search from one point.
struct Search {
    point: Vector,
    least_chord_m: f64,
    /// The longest chord that may still have the shortest geodesic.
    reach_m: f64,
    best_m: f64,
    best: Candidate,
}

impl Search {
    fn part(&mut self, part: usize, tree: &StripTree) {
        tree.search(self.point, self.reach_m, &mut |foot| {
            if foot.chord_m <= self.reach_m {
                self.meet(Candidate { part, foot }, tree);
            }
            self.reach_m
        });
    }

    fn meet(&mut self, candidate: Candidate, tree: &StripTree) {
        let chord_m = candidate.foot.chord_m;
        if chord_m < self.least_chord_m {
            self.least_chord_m = chord_m;
            // Where far::nearest decides, this only finds it a good start.
            self.reach_m = chord_m + chord_margin(chord_m.min(NEAR_M));
        }
        let length_m = near_geodesic(self.point, tree.point(candidate.foot), chord_m);
        if length_m < self.best_m {
            self.best_m = length_m;
            self.best = candidate;
        }
    }
}

#[cfg(test)]
mod tests;
