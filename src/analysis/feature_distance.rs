//! How far a whole geometry lies from a border: points, lines with all between their ends, areas
//! with what they hold. Knows no tables.
//!
//! # How the nearest point is found, and why none nearer is missed
//!
//! Along a stretch of length g between a and b, with d the distance to the border and s the least
//! it may have there, two lower bounds hold:
//!
//! - A distance changes by no more than one moves: d ≥ (d(a) + d(b) − g) / 2.
//! - The distance to one point of the border curves upwards by at most 1/s along a geodesic on a
//!   surface that is nowhere saddle-shaped (Hessian comparison: P. Petersen, Riemannian geometry,
//!   2016), and by κ more along a curve of geodesic curvature κ. A function with f″ ≤ C is nowhere
//!   more than Cg²/8 below the lesser of its ends, and what holds for the distance to each point
//!   holds for the least of them: d ≥ min(d(a), d(b)) − (1/s + κ) g²/8.
//!
//! A stretch is halved until a bound shows that it hides no gain beyond the tolerance. Segments are
//! straight in longitude and latitude (RFC 7946, section 3.1.1), the short way around the Earth; the
//! geodesic curvature of such a line is at most 1.4 tan φ / R: that of a parallel, and the turning of
//! its bearing.
use super::{BorderDistance, BorderIndex};
use crate::geodesy::{BorderFoot, BorderLine, Meters, Position, lon_lat, unwrap_turns};
use crate::jobs::{Cancelled, JobContext};
use crate::model::table::{Geometry, GeometryKind};

/// A gain that is not looked for: this, or [`TOLERANCE`] of the distance if that is more.
const TOLERANCE_M: f64 = 1.0;
const TOLERANCE: f64 = 1e-4;

/// More than any radius of curvature of the ellipsoid, metres: a²/b is 6 399 594.
const GREATEST_RADIUS_M: f64 = 6.4e6;

/// Less than any: b²/a is 6 335 439.
const LEAST_RADIUS_M: f64 = 6.33e6;

/// More than the geodesic curvature of a straight line on the map, times the radius over tan φ.
const GREATEST_TURN: f64 = 1.5;

/// The least distance from a geometry to the border with this id: within 1 m or 0.01 % of it,
/// whichever is more; zero where they cross or come within a metre of each other, and where an area
/// holds a part of the border. `None` where the atlas has no such border or the geometry no
/// position in range.
///
/// # Errors
///
/// [`Cancelled`] where nobody wants it any more.
pub fn feature_distance(
    borders: &BorderIndex,
    border: &str,
    geometry: Geometry<'_>,
    job: &JobContext,
) -> Result<Option<BorderDistance>, Cancelled> {
    let Some(line) = borders.line(border) else {
        return Ok(None);
    };
    let mut search = Search {
        line,
        job,
        best: None,
    };
    let mut simple = Vec::new();
    geometry.for_each_simple(&mut |geometry| simple.push(geometry));
    for geometry in &simple {
        search.geometry(*geometry)?;
    }
    if search.best_m() >= TOLERANCE_M {
        let starts: Vec<Position> = borders.part_starts(border).collect();
        let inside = simple
            .iter()
            .find_map(|geometry| starts.iter().find(|start| holds(*geometry, **start)));
        if let Some(start) = inside {
            search.best = Some((*start, line.nearest(*start)));
        }
    }
    let Some((from, mut foot)) = search.best else {
        return Ok(None);
    };
    if geometry.kind() != GeometryKind::Point && foot.distance.0 < TOLERANCE_M {
        foot.distance = Meters(0.0);
    }
    Ok(Some(BorderDistance::new(border, from, foot, None)))
}

struct Search<'a> {
    line: &'a BorderLine,
    job: &'a JobContext,
    best: Option<(Position, BorderFoot)>,
}

/// A place of the geometry, degrees, and how far it lies from the border, metres.
type Measured = ([f64; 2], f64);

impl Search<'_> {
    fn best_m(&self) -> f64 {
        self.best
            .as_ref()
            .map_or(f64::INFINITY, |(_, foot)| foot.distance.0)
    }

    /// Whether nothing worth the search can lie within a lower bound.
    fn is_beyond(&self, bound_m: f64) -> bool {
        let best_m = self.best_m();
        bound_m >= best_m - TOLERANCE_M.max(TOLERANCE * best_m)
    }

    fn geometry(&mut self, geometry: Geometry<'_>) -> Result<(), Cancelled> {
        let joined = !matches!(
            geometry.kind(),
            GeometryKind::Point | GeometryKind::MultiPoint
        );
        let is_wide = |pair: &[[f64; 2]]| (pair[1][0] - pair[0][0]).abs() > 180.0;
        for path in geometry.parts().flat_map(|part| part.paths()) {
            if joined && path.windows(2).any(is_wide) {
                let mut moved = path.to_vec();
                let is_ring = is_area(geometry);
                unwrap_turns(&mut moved, 360.0, is_ring);
                self.path(&moved, joined)?;
            } else {
                self.path(path, joined)?;
            }
        }
        Ok(())
    }

    /// Goes over what is so far from a place that was measured that it cannot be nearest.
    fn path(&mut self, path: &[[f64; 2]], joined: bool) -> Result<(), Cancelled> {
        let mut before: Option<([f64; 2], Option<f64>)> = None;
        // The last measured distance, less the way since.
        let mut at_least_m = f64::NEG_INFINITY;
        for &to in path {
            if place(to).checked().is_err() {
                (before, at_least_m) = (None, f64::NEG_INFINITY);
                continue;
            }
            let way_m = before.map_or(f64::INFINITY, |(from, _)| greatest_length(from, to));
            at_least_m -= way_m;
            if self.best.is_some() && self.is_beyond(at_least_m) {
                before = Some((to, None));
                continue;
            }
            let to_m = self.measure(to)?;
            if let Some((from, from_m)) = before
                && joined
            {
                let from_m = match from_m {
                    Some(from_m) => from_m,
                    None => self.measure(from)?,
                };
                self.stretch((from, from_m), (to, to_m))?;
            }
            before = Some((to, Some(to_m)));
            at_least_m = to_m;
        }
        Ok(())
    }

    fn stretch(&mut self, a: Measured, b: Measured) -> Result<(), Cancelled> {
        if self.is_beyond(least_between(a, b)) {
            return Ok(());
        }
        let middle = [f64::midpoint(a.0[0], b.0[0]), f64::midpoint(a.0[1], b.0[1])];
        let middle = (middle, self.measure(middle)?);
        let (near, far) = if a.1 <= b.1 { (a, b) } else { (b, a) };
        self.stretch(near, middle)?;
        self.stretch(middle, far)
    }

    /// How far a place lies from the border; the nearest of all is kept.
    fn measure(&mut self, at: [f64; 2]) -> Result<f64, Cancelled> {
        self.job.advance(0)?;
        let position = place(at);
        let foot = self.line.nearest(position);
        if foot.distance.0 < self.best_m() {
            self.best = Some((position, foot));
        }
        Ok(foot.distance.0)
    }
}

/// Beyond a half turn it goes on at the other side.
fn place([lon, lat]: [f64; 2]) -> Position {
    lon_lat(lon, lat).within_half_turn()
}

fn is_area(geometry: Geometry<'_>) -> bool {
    matches!(
        geometry.kind(),
        GeometryKind::Polygon | GeometryKind::MultiPolygon
    )
}

/// Less than the distance from any point between a and b to the border, metres.
fn least_between((a, a_m): Measured, (b, b_m): Measured) -> f64 {
    let way_m = greatest_length(a, b);
    let by_length = (a_m + b_m - way_m) / 2.0;
    if by_length <= 0.0 {
        return by_length;
    }
    let poleward = a[1].abs().max(b[1].abs()).min(90.0).to_radians();
    let turn = GREATEST_TURN * poleward.tan() / LEAST_RADIUS_M;
    by_length.max(a_m.min(b_m) - (1.0 / by_length + turn) * way_m * way_m / 8.0)
}

/// At least the length of a straight line on the map, metres.
fn greatest_length(a: [f64; 2], b: [f64; 2]) -> f64 {
    let equatorward = if a[1] * b[1] <= 0.0 {
        0.0
    } else {
        a[1].abs().min(b[1].abs())
    };
    let north = (b[1] - a[1]).to_radians();
    let east = (b[0] - a[0]).to_radians() * equatorward.to_radians().cos();
    GREATEST_RADIUS_M * north.hypot(east)
}

/// Whether an area holds a place; what lies in a hole is outside.
fn holds(geometry: Geometry<'_>, place: Position) -> bool {
    let lat = place.lat_deg();
    // Rings across the antimeridian reach beyond it: each holds the place in one of its turns.
    let lons = [-360.0, 0.0, 360.0].map(|turn| place.lon_deg() + turn);
    let crossings = |edge: &[[f64; 2]]| {
        let ([from_lon, from_lat], [to_lon, to_lat]) = (edge[0], edge[1]);
        let at = from_lon + (lat - from_lat) / (to_lat - from_lat) * (to_lon - from_lon);
        let is_level_crossed = (from_lat > lat) != (to_lat > lat);
        lons.iter()
            .filter(|lon| is_level_crossed && **lon < at)
            .count()
    };
    is_area(geometry)
        && geometry.parts().any(|part| {
            let crossings = part.paths().map(|ring| {
                let mut ring = ring.to_vec();
                unwrap_turns(&mut ring, 360.0, true);
                ring.windows(2).map(crossings).sum::<usize>()
            });
            crossings.sum::<usize>() % 2 == 1
        })
}

#[cfg(test)]
mod tests;
