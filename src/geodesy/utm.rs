//! Positions from UTM coordinates on WGS 84. Knows no letters of bands and no MGRS.
use super::ellipsoid::{EQUATORIAL_RADIUS_M, FLATTENING};
use super::{Position, lon_lat};

/// Scale on the central meridian. NGA.SIG.0012, 2014, section 7.
const CENTRAL_SCALE: f64 = 0.9996;
/// Easting of the central meridian, metres. The same.
const FALSE_EASTING_M: f64 = 500_000.0;
/// Northing of the equator in the south, metres. The same.
const FALSE_NORTHING_SOUTH_M: f64 = 10_000_000.0;

/// A zone of UTM on one side of the equator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    number: u8,
    is_north: bool,
}

impl Zone {
    /// The zone of this number, 1 to 60, north of the equator.
    #[must_use]
    pub const fn north(number: u8) -> Self {
        Self {
            number,
            is_north: true,
        }
    }

    /// The zone of this number, 1 to 60, south of the equator.
    #[must_use]
    pub const fn south(number: u8) -> Self {
        Self {
            number,
            is_north: false,
        }
    }

    /// The position at an easting and northing, metres; exact to 1 mm within 3,900 km of the
    /// central meridian.
    ///
    /// # References
    ///
    /// Karney, "Transverse Mercator with an accuracy of a few nanometers" (2011), J. Geodesy 85,
    /// equations 7 to 12, 14 and 19 to 21, 36: Krüger's series to the sixth order.
    #[must_use]
    pub fn lonlat(self, [easting_m, northing_m]: [f64; 2]) -> Position {
        let n = FLATTENING / (2.0 - FLATTENING);
        let n2 = n * n;
        let radius_m =
            EQUATORIAL_RADIUS_M / (1.0 + n) * (1.0 + n2 * (0.25 + n2 * (1.0 / 64.0 + n2 / 256.0)));
        let origin_m = if self.is_north {
            0.0
        } else {
            FALSE_NORTHING_SOUTH_M
        };
        let xi = (northing_m - origin_m) / (CENTRAL_SCALE * radius_m);
        let eta = (easting_m - FALSE_EASTING_M) / (CENTRAL_SCALE * radius_m);
        let (mut xi_sphere, mut eta_sphere) = (xi, eta);
        for (order, beta) in (1_u8..).zip(betas(n)) {
            let twice = 2.0 * f64::from(order);
            xi_sphere -= beta * (twice * xi).sin() * (twice * eta).cosh();
            eta_sphere -= beta * (twice * xi).cos() * (twice * eta).sinh();
        }
        let (sin_xi, cos_xi) = xi_sphere.sin_cos();
        let sinh_eta = eta_sphere.sinh();
        let lon_deg = sinh_eta.atan2(cos_xi).to_degrees() + f64::from(self.number) * 6.0 - 183.0;
        let lat_deg = geographic_tan(sin_xi / sinh_eta.hypot(cos_xi))
            .atan()
            .to_degrees();
        lon_lat((lon_deg + 180.0).rem_euclid(360.0) - 180.0, lat_deg)
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (hemisphere, epsg) = if self.is_north {
            ('N', 32_600)
        } else {
            ('S', 32_700)
        };
        let epsg = epsg + u32::from(self.number);
        write!(
            formatter,
            "UTM zone {}{hemisphere} (EPSG:{epsg})",
            self.number
        )
    }
}

/// The coefficients β₁ to β₆ of Karney (2011), equation 36, by the third flattening.
fn betas(n: f64) -> [f64; 6] {
    let series = |first: i32, factors: &[f64]| {
        let inner = factors
            .iter()
            .rev()
            .fold(0.0, |sum, factor| sum * n + factor);
        inner * n.powi(first)
    };
    [
        series(
            1,
            &[
                1.0 / 2.0,
                -2.0 / 3.0,
                37.0 / 96.0,
                -1.0 / 360.0,
                -81.0 / 512.0,
                96_199.0 / 604_800.0,
            ],
        ),
        series(
            2,
            &[
                1.0 / 48.0,
                1.0 / 15.0,
                -437.0 / 1440.0,
                46.0 / 105.0,
                -1_118_711.0 / 3_870_720.0,
            ],
        ),
        series(
            3,
            &[
                17.0 / 480.0,
                -37.0 / 840.0,
                -209.0 / 4480.0,
                5569.0 / 90_720.0,
            ],
        ),
        series(
            4,
            &[4397.0 / 161_280.0, -11.0 / 504.0, -830_251.0 / 7_257_600.0],
        ),
        series(5, &[4583.0 / 161_280.0, -108_847.0 / 3_991_680.0]),
        series(6, &[20_648_693.0 / 638_668_800.0]),
    ]
}

/// The tangent of the latitude by that of the conformal latitude: Newton's method of Karney (2011),
/// equations 7 to 9 and 19 to 21; two steps reach the limit of an `f64`, one more is spare.
fn geographic_tan(conformal_tan: f64) -> f64 {
    let e2 = FLATTENING * (2.0 - FLATTENING);
    let e = e2.sqrt();
    let mut tan = conformal_tan / (1.0 - e2);
    for _ in 0..3 {
        let secant = 1.0_f64.hypot(tan);
        let sigma = (e * (e * tan / secant).atanh()).sinh();
        let found = tan * 1.0_f64.hypot(sigma) - sigma * secant;
        let slope = (1.0 - e2) * secant / (1.0 + (1.0 - e2) * tan * tan);
        tan += (conformal_tan - found) / (1.0_f64.hypot(found) * slope);
    }
    tan
}
