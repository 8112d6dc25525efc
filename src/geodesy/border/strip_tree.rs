//! One part of a border as arcs in Earth-centred coordinates, under a tree of strips: the points
//! of the line between two of its vertices lie within a known distance of the straight line that
//! joins these.
//!
//! # References
//!
//! D. H. Ballard, Strip trees: a hierarchical representation for curves, CACM 24, 310–321 (1981).
use super::super::ellipsoid::Vector;
use super::super::{Meters, Position, geodesic};
use super::PIECE_M;

/// Added to every length that prunes, metres: a thousand times the rounding of coordinates.
const ROUNDING_M: f64 = 1e-6;

/// A part of a border: at least one segment, none longer than [`PIECE_M`].
#[derive(Clone, Debug)]
pub(super) struct StripTree {
    /// One more than segments.
    pub(super) positions: Vec<Position>,
    /// Along the border from its first vertex, for each position, metres.
    pub(super) chainage_m: Vec<f64>,
    points: Vec<Vector>,
    /// For each segment how its arc leaves the chord, see [`arc`].
    bulges: Vec<Vector>,
    /// `widths[level][k]`: the greatest distance from the straight line between the ends of the
    /// segments k·2^level to (k + 1)·2^level that any of their points has, metres.
    widths: Vec<Vec<f64>>,
}

/// The point of a segment that is nearest to a point in space, by the chord.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ArcFoot {
    pub(super) segment: usize,
    /// 0 at the segment's start, 1 at its end.
    pub(super) along: f64,
    pub(super) chord_m: f64,
}

impl StripTree {
    /// The tree over a polyline, or none if it has no vertex. Its chainage starts at `start_m`.
    pub(super) fn new(vertices: &[Position], start_m: f64) -> Option<Self> {
        let first = *vertices.first()?;
        let mut tree = Self {
            positions: vec![first],
            chainage_m: vec![start_m],
            points: vec![Vector::from_lonlat(first)],
            bulges: Vec::new(),
            widths: Vec::new(),
        };
        for pair in vertices.windows(2) {
            let (from, to) = (Vector::from_lonlat(pair[0]), Vector::from_lonlat(pair[1]));
            let chord_m = (to - from).length();
            if chord_m > PIECE_M {
                for position in geodesic::densify(pair, Meters(PIECE_M)).drain(1..) {
                    tree.push(position);
                }
            } else if chord_m > 0.0 {
                tree.push(pair[1]);
            }
        }
        if tree.bulges.is_empty() {
            tree.push(first);
        }
        tree.widths = tree.measure_strips();
        Some(tree)
    }

    fn push(&mut self, position: Position) {
        let (from, to) = (
            self.points[self.points.len() - 1],
            Vector::from_lonlat(position),
        );
        // The geodesic's curvature is all along the surface normal, so its middle lies above that
        // of the chord; a parabola has a quarter of its bulge there.
        let bulge = ((from + to) * 0.5).to_surface() * 4.0;
        self.bulges.push(bulge);
        self.chainage_m
            .push(self.chainage_m[self.chainage_m.len() - 1] + arc_length(to - from, bulge));
        self.points.push(to);
        self.positions.push(position);
    }

    fn measure_strips(&self) -> Vec<Vec<f64>> {
        let arcs: Vec<f64> = self
            .bulges
            .iter()
            .map(|bulge| bulge.length() / 4.0)
            .collect();
        let segments = arcs.len();
        let mut widths = vec![arcs];
        while widths[widths.len() - 1].len() > 1 {
            let span = 1_usize << widths.len();
            let level = (0..segments.div_ceil(span))
                .map(|k| {
                    let (start, end) = (k * span, ((k + 1) * span).min(segments));
                    // Distance to a straight line is convex, so the chords between the vertices
                    // keep within what their ends need, and the arcs within their sagitta more.
                    let sagitta = widths[0][start..end].iter().copied().fold(0.0, f64::max);
                    let vertices = self.points[start..=end]
                        .iter()
                        .map(|&point| self.squared_from_strip(start, end, point))
                        .fold(0.0, f64::max);
                    vertices.sqrt() + sagitta
                })
                .collect();
            widths.push(level);
        }
        widths
    }

    /// Levels of the tree above the segments; the top one has a single strip.
    pub(super) fn top(&self) -> usize {
        self.widths.len() - 1
    }

    /// The first and the last vertex of a strip.
    pub(super) fn ends(&self, level: usize, k: usize) -> (usize, usize) {
        (k << level, ((k + 1) << level).min(self.bulges.len()))
    }

    /// How far the line may leave the straight line between the strip's ends, metres.
    pub(super) fn width_m(&self, level: usize, k: usize) -> f64 {
        self.widths[level][k] + ROUNDING_M
    }

    /// The straight length of a strip, metres.
    pub(super) fn chord_m(&self, start: usize, end: usize) -> f64 {
        (self.points[end] - self.points[start]).length()
    }

    /// Calls `visit` with the foot on every segment that may lie within `reach_m` of the point,
    /// nearer strips first; it answers with the reach for what is still to come.
    pub(super) fn search(
        &self,
        point: Vector,
        reach_m: f64,
        visit: &mut impl FnMut(ArcFoot) -> f64,
    ) -> f64 {
        self.search_strip(self.top(), 0, point, reach_m, visit)
    }

    fn search_strip(
        &self,
        level: usize,
        k: usize,
        point: Vector,
        mut reach_m: f64,
        visit: &mut impl FnMut(ArcFoot) -> f64,
    ) -> f64 {
        if level == 0 {
            return visit(self.foot(k, point));
        }
        let below = level - 1;
        let squared = |k: usize| {
            let (start, end) = self.ends(below, k);
            (k, self.squared_from_strip(start, end, point))
        };
        let mut halves = [squared(2 * k); 2];
        let mut count = 1;
        if 2 * k + 1 < self.widths[below].len() {
            halves[1] = squared(2 * k + 1);
            count = 2;
            if halves[1].1 < halves[0].1 {
                halves.swap(0, 1);
            }
        }
        for &(half, squared) in &halves[..count] {
            // Every point of the strip is at least this chord less the width away.
            let reachable = reach_m + self.width_m(below, half);
            if squared <= reachable * reachable {
                reach_m = self.search_strip(below, half, point, reach_m, visit);
            }
        }
        reach_m
    }

    fn squared_from_strip(&self, start: usize, end: usize, point: Vector) -> f64 {
        let from = self.points[start];
        let (chord, offset) = (self.points[end] - from, point - from);
        let chord_squared = chord.length_squared();
        let along = if chord_squared > 0.0 {
            (offset.dot(chord) / chord_squared).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (offset - chord * along).length_squared()
    }

    /// The point of a segment's arc nearest to a point in space.
    pub(super) fn foot(&self, segment: usize, point: Vector) -> ArcFoot {
        let from = self.points[segment];
        let (chord, offset) = (self.points[segment + 1] - from, point - from);
        let bulge = self.bulges[segment];
        let chord_squared = chord.length_squared();
        let mut along = 0.0;
        if chord_squared > 0.0 {
            let straight = offset.dot(chord) / chord_squared;
            along = straight.clamp(0.0, 1.0);
            // The bulge moves the foot by c²/4R² of the segment at most, 0.014 for 1500 km; each
            // Newton step on half the squared distance squares that. Where it moves more, beyond
            // the reach of chords, the clamped start will do.
            if (-0.02..1.02).contains(&straight) {
                for _ in 0..2 {
                    let rest = offset - arc(chord, bulge, along);
                    let tangent = chord + bulge * (1.0 - 2.0 * along);
                    let second = chord_squared + 2.0 * rest.dot(bulge);
                    if second > 0.5 * chord_squared {
                        along = (along + rest.dot(tangent) / second).clamp(0.0, 1.0);
                    }
                }
            }
        }
        ArcFoot {
            segment,
            along,
            chord_m: (offset - arc(chord, bulge, along)).length(),
        }
    }

    /// Where a foot lies: the vertex itself where it is one.
    pub(super) fn position(&self, foot: ArcFoot) -> Position {
        if foot.along <= 0.0 {
            self.positions[foot.segment]
        } else if foot.along >= 1.0 {
            self.positions[foot.segment + 1]
        } else {
            self.point(foot).to_lonlat()
        }
    }

    /// Where a foot lies in space.
    pub(super) fn point(&self, foot: ArcFoot) -> Vector {
        let from = self.points[foot.segment];
        let chord = self.points[foot.segment + 1] - from;
        from + arc(chord, self.bulges[foot.segment], foot.along)
    }

    /// How far along the border a foot lies, metres.
    pub(super) fn chainage_of(&self, foot: ArcFoot) -> f64 {
        let (start, end) = (
            self.chainage_m[foot.segment],
            self.chainage_m[foot.segment + 1],
        );
        start + (end - start) * foot.along
    }

    /// The chainage of the last vertex, metres.
    pub(super) fn end_m(&self) -> f64 {
        self.chainage_m[self.chainage_m.len() - 1]
    }
}

/// A geodesic as a parabola over its chord, from the segment's start. For a kilometre it differs
/// from the geodesic by less than a micrometre across and 2 µm along.
fn arc(chord: Vector, bulge: Vector, along: f64) -> Vector {
    chord * along + bulge * (along * (1.0 - along))
}

/// The length of a shallow parabola: c + 8h²/3c with the sagitta h = bulge/4. The next term,
/// 32h⁴/5c³, is below 1e-14 m for a kilometre.
fn arc_length(chord: Vector, bulge: Vector) -> f64 {
    let chord_m = chord.length();
    if chord_m > 0.0 {
        chord_m + bulge.length_squared() / (6.0 * chord_m)
    } else {
        0.0
    }
}
