//! A place on the ellipsoid.

/// A position in longitude and latitude, WGS 84 (EPSG:4326). Built only by [`lon_lat`], so that
/// the two are never swapped by a bare pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    lon_deg: f64,
    lat_deg: f64,
}

/// A position from longitude and latitude in degrees, in this order.
///
/// ```
/// let termez = oxus::geodesy::lon_lat(67.2783, 37.2242);
/// assert!(termez.checked().is_ok());
/// let swapped = oxus::geodesy::lon_lat(37.2242, 97.2783);
/// assert!(swapped.checked().is_err());
/// ```
#[must_use]
pub const fn lon_lat(lon_deg: f64, lat_deg: f64) -> Position {
    Position { lon_deg, lat_deg }
}

/// Why two numbers are no position.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum PositionError {
    /// Not a number, or infinite.
    #[error("a coordinate is not a finite number")]
    NotFinite,
    /// Beyond a pole.
    #[error("latitude {lat_deg} is outside -90 to 90")]
    Latitude {
        /// What was given, degrees.
        lat_deg: f64,
    },
    /// More than one turn away from Greenwich.
    #[error("longitude {lon_deg} is outside -360 to 360")]
    Longitude {
        /// What was given, degrees.
        lon_deg: f64,
    },
}

impl Position {
    /// Degrees east of Greenwich.
    pub const fn lon_deg(self) -> f64 {
        self.lon_deg
    }

    /// Degrees north of the equator, geodetic.
    pub const fn lat_deg(self) -> f64 {
        self.lat_deg
    }

    /// The same position with its longitude within -180 to 180.
    #[must_use]
    pub fn within_half_turn(self) -> Self {
        if self.lon_deg.abs() <= 180.0 {
            return self;
        }
        lon_lat(
            (self.lon_deg + 180.0).rem_euclid(360.0) - 180.0,
            self.lat_deg,
        )
    }

    /// The same position if its numbers can be one.
    ///
    /// # Errors
    ///
    /// [`PositionError`] says which number cannot be used.
    pub fn checked(self) -> Result<Self, PositionError> {
        if !self.lon_deg.is_finite() || !self.lat_deg.is_finite() {
            return Err(PositionError::NotFinite);
        }
        if self.lat_deg.abs() > 90.0 {
            return Err(PositionError::Latitude {
                lat_deg: self.lat_deg,
            });
        }
        if self.lon_deg.abs() > 360.0 {
            return Err(PositionError::Longitude {
                lon_deg: self.lon_deg,
            });
        }
        Ok(self)
    }
}
