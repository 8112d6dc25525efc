//! Quantities that cross module borders with their unit.

/// A length on the ellipsoid, in metres.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Meters(pub f64);

/// A direction in degrees clockwise from true north, 0 to 360.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Bearing(f64);

impl Meters {
    /// The length in kilometres.
    pub fn km(self) -> f64 {
        self.0 / 1000.0
    }
}

impl Bearing {
    /// A bearing from any angle in degrees, brought into 0 to 360.
    #[must_use]
    pub fn from_degrees(deg: f64) -> Self {
        let turned = deg.rem_euclid(360.0);
        // rem_euclid of a tiny negative angle rounds to 360 itself.
        Self(if turned >= 360.0 { 0.0 } else { turned })
    }

    /// Degrees clockwise from north, 0 ≤ value < 360.
    pub fn degrees(self) -> f64 {
        self.0
    }

    /// Degrees rounded to decimals, to be written: what rounds to a full turn is 0.
    #[must_use]
    pub fn rounded_degrees(self, decimals: i32) -> f64 {
        let unit = 10_f64.powi(decimals);
        (self.0 * unit).round() % (360.0 * unit) / unit
    }

    /// The nearest of the sixteen compass points, e.g. `NNE`.
    pub fn compass_point(self) -> &'static str {
        const POINTS: [&str; 16] = [
            "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW",
            "NW", "NNW",
        ];
        POINTS[(self.0 / 22.5).round() as usize % 16]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearing_never_leaves_the_circle() {
        assert!(Bearing::from_degrees(-1e-20).degrees() < 360.0);
        assert!((Bearing::from_degrees(-90.0).degrees() - 270.0).abs() < 1e-12);
        assert_eq!(Bearing::from_degrees(359.0).compass_point(), "N");
        for (deg, decimals, rounded) in [(359.999_96, 4, 0.0), (359.94, 1, 359.9), (359.5, 0, 0.0)]
        {
            let found = Bearing::from_degrees(deg).rounded_degrees(decimals);
            assert!((found - rounded).abs() < 1e-9, "{deg}: {found}");
        }
    }
}
