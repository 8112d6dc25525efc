//! The border line: vertices joined by geodesics of the WGS 84 ellipsoid, and the nearest point of
//! it from anywhere on Earth. Knows no countries and no files.
//!
//! # How the nearest point is found, and why none nearer is missed
//!
//! Up to 600 km ([`chord_bounds::NEAR_M`]) the search works with chords, straight lines through
//! the Earth, along a tree of strips that bounds them from below:
//!
//! 1. The point of the line with the least chord c is found exactly.
//! 2. A geodesic to it cannot be longer than one bound of [`chord_bounds`] says; nothing whose
//!    chord exceeds c by [`chord_bounds::chord_margin`] can have a shorter one. Where that margin
//!    is below a millimetre, up to 26 km, the point of step 1 is the answer. Else the tree gives
//!    every segment with a chord within the margin, and geodesics decide among these.
//! 3. On one segment the foot by chord serves as foot by geodesic. At the foot the segment is at
//!    right angles to the chord, so to the normal section; the geodesic leaves it by at most
//!    e²s²/12R² (3.5·10⁻⁶ rad at 500 km; Bomford, Geodesy, 1980, § 2.13). As the geodesic distance
//!    s curves along the segment by about 1/s, the true least is nearer by half that slope squared
//!    times s: under 0.005 mm.
//!
//! Farther away [`far`] does the same with geodesics alone, to better than a metre.
mod chord_bounds;
mod far;
mod strip_tree;

use super::ellipsoid::Vector;
use super::{Bearing, Meters, Position, geodesic};
use chord_bounds::{NEAR_M, chord_margin};
use strip_tree::{ArcFoot, StripTree};

/// The longest segment inside: longer ones are split along their geodesic. Short enough for an arc
/// to stand for its geodesic, and for [`far`] to look at vertices only.
const PIECE_M: f64 = 1000.0;

/// What two candidates may differ by without a geodesic to decide, metres.
const UNDECIDED_M: f64 = 0.001;

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
#[derive(Clone, Copy, Debug)]
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
        let point = Vector::from_lonlat(position);
        let least = self.least_chord(point);
        let margin_m = chord_margin(least.foot.chord_m);
        let chosen = if least.foot.chord_m > NEAR_M {
            far::nearest(&self.parts, position, least)
        } else if margin_m > UNDECIDED_M {
            self.least_geodesic(position, point, least.foot.chord_m + margin_m)
                .unwrap_or(least)
        } else {
            least
        };
        self.report(position, chosen)
    }

    fn least_chord(&self, point: Vector) -> Candidate {
        let mut least = Candidate {
            part: 0,
            foot: ArcFoot {
                segment: 0,
                along: 0.0,
                chord_m: f64::INFINITY,
            },
        };
        for (part, tree) in self.parts.iter().enumerate() {
            tree.search(point, least.foot.chord_m, &mut |foot| {
                if foot.chord_m < least.foot.chord_m {
                    least = Candidate { part, foot };
                }
                least.foot.chord_m
            });
        }
        least
    }

    /// The candidate with the shortest geodesic among all whose chord is at most `reach_m`.
    fn least_geodesic(
        &self,
        position: Position,
        point: Vector,
        reach_m: f64,
    ) -> Option<Candidate> {
        let mut candidates = Vec::new();
        for (part, tree) in self.parts.iter().enumerate() {
            tree.search(point, reach_m, &mut |foot| {
                // The start of a segment is the end of the one before, which is a candidate then.
                if foot.chord_m <= reach_m && (foot.along > 0.0 || foot.segment == 0) {
                    candidates.push(Candidate { part, foot });
                }
                reach_m
            });
        }
        if candidates.len() <= 1 {
            return candidates.pop();
        }
        let measured = candidates
            .into_iter()
            .map(|candidate| (self.geodesic_m(position, candidate), candidate));
        measured
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, candidate)| candidate)
    }

    fn geodesic_m(&self, position: Position, candidate: Candidate) -> f64 {
        let nearest = self.parts[candidate.part].position(candidate.foot);
        geodesic::distance(position, nearest).0
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

#[cfg(test)]
mod tests;
