//! A box in longitude and latitude.
use super::Position;

/// A box between two meridians and two parallels, degrees, WGS 84. `west` is greater than `east`
/// when the box crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Western meridian, degrees.
    pub west: f64,
    /// Southern parallel, degrees.
    pub south: f64,
    /// Eastern meridian, degrees.
    pub east: f64,
    /// Northern parallel, degrees.
    pub north: f64,
}

impl Extent {
    /// What the atlas covers with terrain.
    pub const ATLAS: Self = Self {
        west: 44.0,
        south: 24.0,
        east: 80.0,
        north: 48.0,
    };

    /// What `Home` shows: Afghanistan with its neighbours to the north, so far west that a wide
    /// window about it ends within the terrain.
    pub const REGION: Self = Self {
        west: 55.8,
        south: 29.2,
        east: 75.2,
        north: 41.8,
    };

    /// The smallest box around positions, not looking for a shorter way over the antimeridian, with
    /// a margin of a tenth; `None` without positions.
    #[must_use]
    pub fn around(positions: impl Iterator<Item = Position>) -> Option<Self> {
        let mut found: Option<Self> = None;
        for position in positions {
            let (lon, lat) = (position.lon_deg(), position.lat_deg());
            let grown = found.unwrap_or(Self {
                west: lon,
                south: lat,
                east: lon,
                north: lat,
            });
            found = Some(Self {
                west: grown.west.min(lon),
                south: grown.south.min(lat),
                east: grown.east.max(lon),
                north: grown.north.max(lat),
            });
        }
        found.map(Self::with_margin)
    }

    /// Wider by a tenth and a little more on each side, so that nothing lies on its edge.
    #[must_use]
    pub fn with_margin(self) -> Self {
        let turn = if self.east < self.west { 360.0 } else { 0.0 };
        let width = self.east + turn - self.west;
        let lon = (width * 0.1 + 0.05).min((360.0 - width).max(0.0) / 2.1);
        let lat = (self.north - self.south) * 0.1 + 0.05;
        Self {
            west: self.west - lon,
            south: (self.south - lat).max(-90.0),
            east: self.east + lon,
            north: (self.north + lat).min(90.0),
        }
    }

    /// Whether the position lies inside or on the edge.
    #[must_use]
    pub fn contains(&self, position: Position) -> bool {
        let (lon, lat) = (position.lon_deg(), position.lat_deg());
        let inside_lon = if self.west <= self.east {
            (self.west..=self.east).contains(&lon)
        } else {
            lon >= self.west || lon <= self.east
        };
        inside_lon && (self.south..=self.north).contains(&lat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_margin_goes_outwards_also_across_the_antimeridian() {
        let fiji = Extent {
            west: 177.0,
            south: -20.0,
            east: -179.0,
            north: -16.0,
        };
        let wider = fiji.with_margin();
        assert!((wider.west - 176.55).abs() < 1e-9 && (wider.east + 178.55).abs() < 1e-9);
        assert!((wider.south + 20.45).abs() < 1e-9 && (wider.north + 15.55).abs() < 1e-9);
        let world = Extent {
            west: -180.0,
            south: -90.0,
            east: 180.0,
            north: 90.0,
        };
        assert_eq!(world.with_margin(), world);
    }
}
