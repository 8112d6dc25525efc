//! WGS 84 in Earth-centred coordinates: straight-line geometry for the border line and for areas,
//! where a geodesic solver at each step would cost too much. Knows no geodesics.
use std::ops::{Add, Mul, Sub};

use super::{Position, lon_lat};

/// Equatorial radius, metres. NIMA TR8350.2, 2000, table 3.1.
pub(super) const EQUATORIAL_RADIUS_M: f64 = 6_378_137.0;

/// Flattening. NIMA TR8350.2, 2000, table 3.1.
pub(super) const FLATTENING: f64 = 1.0 / 298.257_223_563;

/// Square of the first eccentricity, f(2 − f).
const ECCENTRICITY_SQUARED: f64 = FLATTENING * (2.0 - FLATTENING);

/// Square of the polar over the equatorial radius, (1 − f)² = 1 − e².
const AXIS_RATIO_SQUARED: f64 = 1.0 - ECCENTRICITY_SQUARED;

/// The least radius of curvature of any normal section, b²/a, met on the equator northwards.
pub(super) const LEAST_CURVATURE_RADIUS_M: f64 = EQUATORIAL_RADIUS_M * AXIS_RATIO_SQUARED;

/// A point or a direction, metres: x towards 0° E on the equator, y towards 90° E, z north.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Vector {
    x: f64,
    y: f64,
    z: f64,
}

impl Vector {
    /// Where a position on the ellipsoid lies.
    pub(super) fn from_lonlat(position: Position) -> Self {
        let (sin_lon, cos_lon) = position.lon_deg().to_radians().sin_cos();
        let (sin_lat, cos_lat) = position.lat_deg().to_radians().sin_cos();
        let normal_radius_m =
            EQUATORIAL_RADIUS_M / (1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat).sqrt();
        Self {
            x: normal_radius_m * cos_lat * cos_lon,
            y: normal_radius_m * cos_lat * sin_lon,
            z: normal_radius_m * AXIS_RATIO_SQUARED * sin_lat,
        }
    }

    /// The position of a point that lies on the ellipsoid.
    pub(super) fn to_lonlat(self) -> Position {
        // On the surface tan φ = z / ((1 − e²) ρ), without iteration.
        let lat = self
            .z
            .atan2(AXIS_RATIO_SQUARED * self.x.hypot(self.y))
            .to_degrees();
        lon_lat(self.y.atan2(self.x).to_degrees(), lat)
    }

    /// The outward unit normal of the ellipsoid through or near the point.
    pub(super) fn surface_normal(self) -> Self {
        let gradient = self.half_gradient();
        gradient * (1.0 / gradient.length())
    }

    /// The way from a point at most some ten metres below or above the ellipsoid to the ellipsoid,
    /// along the normal.
    pub(super) fn to_surface(self) -> Self {
        // One Newton step on F = (x² + y²)/a² + z²/b² − 1; what it leaves is of the order h²/R,
        // 1e-5 m for the ten metres.
        let gradient = self.half_gradient();
        let excess = self.dot(gradient) - 1.0;
        gradient * (-0.5 * excess / gradient.dot(gradient))
    }

    fn half_gradient(self) -> Self {
        const EQUATORIAL: f64 = 1.0 / (EQUATORIAL_RADIUS_M * EQUATORIAL_RADIUS_M);
        const POLAR: f64 = EQUATORIAL / AXIS_RATIO_SQUARED;
        Self {
            x: self.x * EQUATORIAL,
            y: self.y * EQUATORIAL,
            z: self.z * POLAR,
        }
    }

    pub(super) fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    pub(super) fn cross(self, other: Self) -> Self {
        Self {
            x: self.y * other.z - self.z * other.y,
            y: self.z * other.x - self.x * other.z,
            z: self.x * other.y - self.y * other.x,
        }
    }

    pub(super) fn length_squared(self) -> f64 {
        self.dot(self)
    }

    pub(super) fn length(self) -> f64 {
        self.length_squared().sqrt()
    }
}

impl Add for Vector {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            x: self.x + other.x,
            y: self.y + other.y,
            z: self.z + other.z,
        }
    }
}

impl Sub for Vector {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            x: self.x - other.x,
            y: self.y - other.y,
            z: self.z - other.z,
        }
    }
}

impl Mul<f64> for Vector {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self {
            x: self.x * factor,
            y: self.y * factor,
            z: self.z * factor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `echo 37.2242 67.2783 0 | CartConvert -p 6`
    #[test]
    fn termez_has_the_earth_centred_coordinates_of_geographiclib() {
        let termez = Vector::from_lonlat(lon_lat(67.2783, 37.2242));
        let expected = Vector {
            x: 1_964_101.098_857,
            y: 4_690_344.305_248,
            z: 3_837_235.188_594,
        };
        assert!((termez - expected).length() < 2e-6);
        let back = termez.to_lonlat();
        assert!((back.lon_deg() - 67.2783).abs() < 1e-12);
        assert!((back.lat_deg() - 37.2242).abs() < 1e-12);
    }
}
