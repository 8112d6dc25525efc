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
//! W. Blaschke, Kreis und Kugel (1916), for rolling; S. S. Chern, Curves and surfaces in
//! Euclidean space (1967), for Schur.
use super::super::ellipsoid::{LEAST_CURVATURE_RADIUS_M, Vector};

/// The chord up to which [`chord_margin`] and [`near_geodesic`] hold.
pub(super) const NEAR_M: f64 = 1_500_000.0;

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
/// Both bounds are c + k c³/24r²: up to 1500 km the lower one has k > 0.939 and the upper one
/// k < 1.007, and they grow together, so that a margin of 0.061 c³/24r² puts the lower bound of the
/// longer chord above the upper bound of the shorter one. A test compares the bounds themselves.
pub(super) fn chord_margin(chord_m: f64) -> f64 {
    0.061 * chord_m.powi(3) / (24.0 * LEAST_CURVATURE_RADIUS_M * LEAST_CURVATURE_RADIUS_M)
}

/// The length of the geodesic between two places whose chord is known and at most [`NEAR_M`], to
/// e²s⁵/240r⁴: 0.6 mm at 500 km, 0.14 m at 1500 km.
///
/// An arc of curvature κ that leaves the tangent planes at its ends by h₁ and h₂ has κ = 2h₁/c² =
/// 2h₂/c². A geodesic curves a little more at one end than at the other; the mean of both ends,
/// κ = (h₁ + h₂)/c², takes out all but the second derivative of its curvature, which on an
/// ellipsoid is of the order e²κ³. The constant is that of a geodesic along the meridian at the
/// equator, the worst that a test finds. Then s = (2/κ) asin(κc/2), by its series.
pub(super) fn near_geodesic(a: Vector, b: Vector, chord_m: f64) -> f64 {
    if chord_m <= 0.0 {
        return 0.0;
    }
    let drops = (b - a).dot(b.surface_normal() - a.surface_normal());
    let half = drops / (2.0 * chord_m);
    let squared = half * half;
    chord_m * (1.0 + squared * (1.0 / 6.0 + squared * (3.0 / 40.0 + squared * (15.0 / 336.0))))
}

#[cfg(test)]
mod tests {
    use super::super::super::{Bearing, Meters, geodesic, lon_lat};
    use super::*;

    /// R = a²/b = a / (1 − f), metres.
    const GREATEST_CURVATURE_RADIUS_M: f64 = 6_378_137.0 / (1.0 - 1.0 / 298.257_223_563);

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
                for length in [1.0, 300.0, 20_000.0, 150_000.0, 500_000.0, 1_490_000.0] {
                    let from = lon_lat(12.0, lat);
                    let to = geodesic::direct(from, Bearing::from_degrees(bearing), Meters(length));
                    let (a, b) = (Vector::from_lonlat(from), Vector::from_lonlat(to));
                    let chord = (a - b).length();
                    assert!(greatest_geodesic(chord) > length - 1e-7);
                    assert!(least_geodesic(chord) < length + 1e-7);
                    let error = (near_geodesic(a, b, chord) - length).abs();
                    assert!(
                        error < 0.000_56 * (length / 5e5).powi(5) + 1e-7,
                        "{length} {error}"
                    );
                }
            }
        }
    }
}
