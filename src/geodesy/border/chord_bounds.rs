//! What the straight line through the Earth between two places says about the geodesic between
//! them. The search for the nearest stretch of a border stands on these two inequalities.
//!
//! Let s be the geodesic distance on the ellipsoid and c the chord, r = b²/a the least and
//! R = a²/b the greatest radius of curvature that any normal section of WGS 84 has.
//!
//! **Upper bound**, s ≤ 2r asin(c / 2r). A geodesic is a space curve whose curvature, being that
//! of a normal section, is at most 1/r. By Schur's comparison theorem its chord is at least that
//! of a circular arc of the same length and of curvature 1/r, c ≥ 2r sin(s / 2r).
//!
//! **Lower bound**, s ≥ rθ. By Blaschke's rolling theorem a ball of radius r that touches the
//! ellipsoid from within at p lies inside it, and the ball of radius R touching at p contains it.
//! So every path on the surface runs outside the inner ball, and moving each of its points to the
//! nearest point of the ball, a convex body, lengthens nothing: s is at least rθ, where θ is the
//! angle at the ball's centre between p and the other place. That place lies on the chord's end,
//! d below the tangent plane at p; being inside the outer ball, d ≥ c²/2R, and θ is least where d
//! is: tan θ = √(c² − d²) / (r − d).
//!
//! # References
//!
//! W. Blaschke, Kreis und Kugel (1916), § 24 (rolling); S. S. Chern, Curves and surfaces in
//! Euclidean space (1967), § 5 (Schur).
use super::super::ellipsoid::LEAST_CURVATURE_RADIUS_M;

/// The chord up to which [`chord_margin`] holds.
pub(super) const NEAR_M: f64 = 600_000.0;

/// The longest geodesic that a chord can belong to, metres; infinite where it says nothing.
pub(super) fn greatest_geodesic(chord_m: f64) -> f64 {
    let half_sine = chord_m / (2.0 * LEAST_CURVATURE_RADIUS_M);
    if half_sine < 1.0 {
        2.0 * LEAST_CURVATURE_RADIUS_M * half_sine.asin()
    } else {
        f64::INFINITY
    }
}

/// By how much a chord must be longer than `chord_m`, at most [`NEAR_M`], for its geodesic to be
/// certainly the longer one too, metres.
///
/// Both bounds are c + k c³/24r² with k near 1: over the range, the upper one has k < 1.001 and the
/// lower one k > 0.935. A margin of 0.07 c³/24r² puts the lower bound of the longer chord above
/// the upper bound of the shorter one; a test compares the bounds themselves.
pub(super) fn chord_margin(chord_m: f64) -> f64 {
    0.07 * chord_m.powi(3) / (24.0 * LEAST_CURVATURE_RADIUS_M * LEAST_CURVATURE_RADIUS_M)
}

#[cfg(test)]
mod tests {
    use super::super::super::ellipsoid::{GREATEST_CURVATURE_RADIUS_M, Vector};
    use super::super::super::{Bearing, Meters, geodesic, lon_lat};
    use super::*;

    fn least_geodesic(chord_m: f64) -> f64 {
        let drop = chord_m * chord_m / (2.0 * GREATEST_CURVATURE_RADIUS_M);
        let across = (chord_m * chord_m - drop * drop).sqrt();
        LEAST_CURVATURE_RADIUS_M * across.atan2(LEAST_CURVATURE_RADIUS_M - drop)
    }

    #[test]
    fn a_chord_longer_by_the_margin_has_the_longer_geodesic() {
        for step in 1..=6000 {
            let chord = NEAR_M * f64::from(step) / 6000.0;
            let longer = chord + chord_margin(chord);
            assert!(
                least_geodesic(longer) >= greatest_geodesic(chord) - 1e-9,
                "chord {chord}"
            );
        }
    }

    #[test]
    fn every_geodesic_lies_between_the_bounds() {
        for lat in [-90.0, -63.0, -30.0, -0.1, 0.0, 7.0, 37.2, 45.0, 71.0, 89.9] {
            for bearing in [0.0, 17.0, 45.0, 90.0, 133.0, 180.0, 271.0] {
                for length in [1.0, 300.0, 20_000.0, 150_000.0, 480_000.0, 590_000.0] {
                    let from = lon_lat(12.0, lat);
                    let to = geodesic::direct(from, Bearing::from_degrees(bearing), Meters(length));
                    let chord = (Vector::from_lonlat(from) - Vector::from_lonlat(to)).length();
                    assert!(greatest_geodesic(chord) > length - 1e-7);
                    assert!(least_geodesic(chord) < length + 1e-7);
                }
            }
        }
    }
}
