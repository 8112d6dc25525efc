//! What lies within a region drawn on the map: points inside it, lines and areas that touch it.
//! Exact to the precision of the index; its edges are straight on the map.
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use super::points::Relation;
use super::{FeatureIndex, Shape, Shapes};
use crate::model::RowSet;
use crate::spatial::WorldBox;

/// A ring on the map. What it goes around more than once, in either direction, is within it.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Not closed by repeating the first corner.
    ring: Vec<[f64; 2]>,
    bounds: WorldBox,
}

impl Region {
    /// With these corners, unit square of web mercator; copies of the world lie beside it.
    #[must_use]
    pub fn new(ring: Vec<[f64; 2]>) -> Self {
        Self {
            bounds: WorldBox::around(&ring),
            ring,
        }
    }

    /// Whether a place on the map lies within, in whichever copy of the world.
    #[must_use]
    pub fn contains(&self, [x, y]: [f64; 2]) -> bool {
        let x = x.rem_euclid(1.0);
        let [first, last] = [self.bounds.min[0], self.bounds.max[0]].map(f64::floor);
        let copies = std::iter::successors(Some(first), |copy| Some(copy + 1.0));
        copies
            .take_while(|copy| *copy <= last)
            .any(|copy| self.goes_around([x + copy, y]))
    }

    /// Edges as pairs of corners.
    fn edges(&self) -> impl Iterator<Item = [[f64; 2]; 2]> + '_ {
        let next = self.ring.iter().cycle().skip(1);
        self.ring.iter().zip(next).map(|(a, b)| [*a, *b])
    }

    /// Whether the winding number of a place is another than 0.
    fn goes_around(&self, [x, y]: [f64; 2]) -> bool {
        let mut winding = 0_i32;
        for [a, b] in self.edges() {
            if (a[1] > y) != (b[1] > y) {
                let across = a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]);
                if across > x {
                    winding += if b[1] > a[1] { 1 } else { -1 };
                }
            }
        }
        winding != 0
    }

    fn relation(&self, bounds: &WorldBox) -> Relation {
        if !self.bounds.overlaps(bounds) {
            Relation::Apart
        } else if self.edges().any(|edge| enters(edge, bounds)) {
            Relation::Across
        } else if self.goes_around(bounds.min) {
            Relation::Within
        } else {
            Relation::Apart
        }
    }

    /// The same, so many worlds to the west.
    fn shifted(&self, worlds: f64) -> Self {
        let moved = self.ring.iter().map(|[x, y]| [x - worlds, *y]);
        Self::new(moved.collect())
    }

    fn touches(&self, shapes: &Shapes, shape: &Shape) -> bool {
        match self.relation(&shape.bounds()) {
            Relation::Apart => return false,
            Relation::Within => return true,
            Relation::Across => {}
        }
        let mut around_corner = false;
        for path in shapes.paths(shape, 0.0) {
            if path.iter().any(|at| self.goes_around(*at)) {
                return true;
            }
            for pair in path.windows(2) {
                let segment = [pair[0], pair[1]];
                let box_of = WorldBox::around(&segment);
                let crossed = |edge| enters(edge, &box_of) && cross(edge, segment);
                if box_of.overlaps(&self.bounds) && self.edges().any(crossed) {
                    return true;
                }
                let corner = self.ring[0];
                around_corner ^= (segment[0][1] > corner[1]) != (segment[1][1] > corner[1])
                    && across(segment, corner[1]) > corner[0];
            }
        }
        shape.is_area() && around_corner
    }
}

impl FeatureIndex {
    /// The rows whose points lie within a region, or whose lines or areas touch it.
    #[must_use]
    pub fn rows_within(&self, region: &Region) -> RowSet {
        let mut rows = RowSet::default();
        let [first, last] = [region.bounds.min[0], region.bounds.max[0]].map(f64::floor);
        // Shapes reach beyond the antimeridian, into the world to the east.
        let mut copy = first - 1.0;
        while copy <= last {
            let region = region.shifted(copy);
            self.points.for_each_in(
                &|bounds| region.relation(bounds),
                |at| region.goes_around(at),
                &mut |_, row| rows.insert(row),
            );
            let near = self.shapes.within(&region.bounds);
            let touched = near.into_par_iter();
            let touched = touched.filter(|shape| region.touches(&self.shapes, shape));
            let touched: Vec<u32> = touched.map(|shape| shape.row).collect();
            for row in touched {
                rows.insert(row);
            }
            copy += 1.0;
        }
        rows
    }
}

/// Where a segment that crosses a parallel does so.
fn across([a, b]: [[f64; 2]; 2], y: f64) -> f64 {
    a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
}

/// Whether a segment shares a point with a box (Liang and Barsky 1984).
fn enters([a, b]: [[f64; 2]; 2], bounds: &WorldBox) -> bool {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let run = b[axis] - a[axis];
        let sides = [bounds.min[axis] - a[axis], bounds.max[axis] - a[axis]];
        if run == 0.0 {
            if sides[0] > 0.0 || sides[1] < 0.0 {
                return false;
            }
            continue;
        }
        let [near, far] = sides.map(|side| side / run);
        enter = enter.max(near.min(far));
        leave = leave.min(near.max(far));
    }
    enter <= leave
}

/// Whether two segments share a point.
fn cross([a, b]: [[f64; 2]; 2], [c, d]: [[f64; 2]; 2]) -> bool {
    let side = |p: [f64; 2], q: [f64; 2], r: [f64; 2]| {
        (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    };
    let apart = |one: f64, other: f64| (one > 0.0 && other > 0.0) || (one < 0.0 && other < 0.0);
    !apart(side(a, b, c), side(a, b, d)) && !apart(side(c, d, a), side(c, d, b))
}
