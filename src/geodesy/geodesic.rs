//! Shortest lines on the WGS 84 ellipsoid: distance, bearing and the points along them.
//!
//! # References
//!
//! C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87, 43–55 (2013), through
//! geographiclib-rs: accurate to about 15 nm anywhere on Earth.
use std::sync::LazyLock;

use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic, PolygonArea, Winding};

use super::{Bearing, Meters, Position, lon_lat};

static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

/// The distance from `a` to `b`, the bearing of the geodesic at `a`, and its bearing at `b` in the
/// same sense of travel.
#[must_use]
pub fn inverse(a: Position, b: Position) -> (Meters, Bearing, Bearing) {
    let (distance_m, bearing_a, bearing_b, _arc_deg): (f64, f64, f64, f64) =
        WGS84.inverse(a.lat_deg(), a.lon_deg(), b.lat_deg(), b.lon_deg());
    (
        Meters(distance_m),
        Bearing::from_degrees(bearing_a),
        Bearing::from_degrees(bearing_b),
    )
}

/// The distance from `a` to `b` alone, faster than [`inverse`].
#[must_use]
pub fn distance(a: Position, b: Position) -> Meters {
    let distance_m: f64 = WGS84.inverse(a.lat_deg(), a.lon_deg(), b.lat_deg(), b.lon_deg());
    Meters(distance_m)
}

/// Where a geodesic ends that leaves `from` with this bearing, longitude within ±180°.
#[must_use]
pub fn direct(from: Position, bearing: Bearing, distance: Meters) -> Position {
    let (lat_deg, lon_deg): (f64, f64) = WGS84.direct(
        from.lat_deg(),
        from.lon_deg(),
        bearing.degrees(),
        distance.0,
    );
    lon_lat(lon_deg, lat_deg)
}

/// The geodesic from `a` to `b` in `steps` equal steps (at least one): `steps` + 1 positions, the
/// first and the last being `a` and `b` themselves.
#[must_use]
pub fn geodesic_line(a: Position, b: Position, steps: usize) -> Vec<Position> {
    let mut line = vec![a];
    extend_along(&mut line, a, b, steps);
    line
}

/// The polyline with as many positions put in along the geodesics between its vertices as it takes
/// for no step to be longer than `max_step`, or than a metre if that is more. All vertices stay.
#[must_use]
pub fn densify(points: &[Position], max_step: Meters) -> Vec<Position> {
    let mut line: Vec<Position> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let steps = (distance(pair[0], pair[1]).0 / max_step.0.max(1.0)).ceil();
        extend_along(&mut line, pair[0], pair[1], steps as usize);
    }
    line
}

/// The length of a polyline of geodesics.
#[must_use]
pub fn length(points: &[Position]) -> Meters {
    Meters(
        points
            .windows(2)
            .map(|pair| distance(pair[0], pair[1]).0)
            .sum(),
    )
}

/// The length round a ring of geodesics, and the area within it that is the smaller one on Earth,
/// square metres (Karney 2013, section 6). The last point need not repeat the first.
#[must_use]
pub fn ring(points: impl IntoIterator<Item = Position>) -> (Meters, f64) {
    let mut ring = PolygonArea::new(&WGS84, Winding::CounterClockwise);
    for point in points {
        ring.add_point(point.lat_deg(), point.lon_deg());
    }
    let (around_m, area_m2, _) = ring.compute(true);
    (Meters(around_m), area_m2.abs())
}

/// Puts the geodesic from `a` to `b` after `line`, without `a`.
fn extend_along(line: &mut Vec<Position>, a: Position, b: Position, steps: usize) {
    if steps > 1 {
        let (length, bearing, _) = inverse(a, b);
        let step_m = length.0 / steps as f64;
        line.extend((1..steps).map(|step| direct(a, bearing, Meters(step_m * step as f64))));
    }
    line.push(b);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `echo 37.2242 67.2783 37.0659 69.4213 | GeodSolve -i -p 6` gives both
    /// azimuths and the metres.
    #[test]
    fn termez_to_khwaja_ghar_is_as_geodsolve_has_it() {
        let termez = lon_lat(67.2783, 37.2242);
        let khwaja_ghar = lon_lat(69.4213, 37.0659);
        let (length, at_termez, at_khwaja_ghar) = inverse(termez, khwaja_ghar);
        assert!((length.0 - 191_193.702_543).abs() < 1e-6);
        assert!((at_termez.degrees() - 94.624_378_545_25).abs() < 1e-8);
        assert!((at_khwaja_ghar.degrees() - 95.918_494_280_14).abs() < 1e-8);
        assert!((distance(termez, khwaja_ghar).0 - length.0).abs() < 1e-9);
        let back = direct(termez, at_termez, length);
        assert!(distance(back, khwaja_ghar).0 < 1e-6);
    }

    #[test]
    fn a_densified_line_keeps_its_vertices_and_its_length() {
        let line = [
            lon_lat(56.0, 41.0),
            lon_lat(56.0, 45.0),
            lon_lat(60.0, 45.0),
        ];
        let dense = densify(&line, Meters(10_000.0));
        assert!(line.iter().all(|vertex| dense.contains(vertex)));
        assert!((length(&dense).0 - length(&line).0).abs() < 1e-6);
        let longest = dense
            .windows(2)
            .map(|pair| distance(pair[0], pair[1]).0)
            .fold(0.0, f64::max);
        assert!(longest < 10_000.001);
    }

    /// The geodesic between two places of one northern parallel runs north of it.
    #[test]
    fn a_geodesic_line_bows_towards_the_pole() {
        let line = geodesic_line(lon_lat(50.0, 45.0), lon_lat(60.0, 45.0), 10);
        assert_eq!(line.len(), 11);
        assert!(line[5].lat_deg() > 45.1);
        assert!((line[5].lon_deg() - 55.0).abs() < 1e-9);
    }
}
