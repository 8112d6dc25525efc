//! Web mercator (EPSG:3857) as a unit square: the world is 0 to 1 from the antimeridian eastwards
//! and from 85.05° N southwards, the space of map tiles.
//!
//! # References
//!
//! OGC Two Dimensional Tile Matrix Set, 17-083r4, annex D (`WebMercatorQuad`).
use super::{Position, lon_lat};

/// Points along the world's side at zoom 0; each zoom level doubles it.
pub const TILE_SIZE_PT: f64 = 256.0;

/// The latitude where the square ends, degrees.
pub const MAX_LATITUDE_DEG: f64 = 85.051_128_779_806_59;

/// Equatorial circumference of WGS 84, metres: 2π · 6,378,137.
const CIRCUMFERENCE_M: f64 = 40_075_016.685_578_49;

/// Unit-square coordinates of a position, x eastwards, y southwards. Latitudes beyond the square
/// are moved to its edge.
#[must_use]
pub fn world_from_lonlat(position: Position) -> [f64; 2] {
    let lat = position
        .lat_deg()
        .clamp(-MAX_LATITUDE_DEG, MAX_LATITUDE_DEG)
        .to_radians();
    [
        position.lon_deg() / 360.0 + 0.5,
        0.5 - lat.tan().asinh() / std::f64::consts::TAU,
    ]
}

/// The position at unit-square coordinates.
#[must_use]
pub fn lonlat_from_world(world: [f64; 2]) -> Position {
    lon_lat(
        (world[0] - 0.5) * 360.0,
        ((0.5 - world[1]) * std::f64::consts::TAU)
            .sinh()
            .atan()
            .to_degrees(),
    )
}

/// The position at coordinates of EPSG:3857, metres eastwards and northwards.
#[must_use]
pub fn lonlat_from_meters([x_m, y_m]: [f64; 2]) -> Position {
    lonlat_from_world([x_m / CIRCUMFERENCE_M + 0.5, 0.5 - y_m / CIRCUMFERENCE_M])
}

/// Screen points along the world's side at a zoom level.
#[must_use]
pub fn world_size_pt(zoom: f64) -> f64 {
    TILE_SIZE_PT * zoom.exp2()
}

/// Metres on the ground that one screen point covers at a latitude and zoom level, by the
/// projection's own sphere, as scale bars of web maps have it.
#[must_use]
pub fn meters_per_pt(lat_deg: f64, zoom: f64) -> f64 {
    CIRCUMFERENCE_M * lat_deg.to_radians().cos() / world_size_pt(zoom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn termez_survives_the_round_trip() {
        let termez = lon_lat(67.2783, 37.2242);
        let back = lonlat_from_world(world_from_lonlat(termez));
        assert!((back.lon_deg() - termez.lon_deg()).abs() < 1e-12);
        assert!((back.lat_deg() - termez.lat_deg()).abs() < 1e-12);
    }

    /// `pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(67.2783, 37.2242)`
    /// gives these.
    #[test]
    fn world_coordinates_agree_with_epsg_3857() {
        let [x, y] = world_from_lonlat(lon_lat(67.2783, 37.2242));
        assert!(((x - 0.5) * CIRCUMFERENCE_M - 7_489_386.097_4).abs() < 1e-3);
        assert!(((0.5 - y) * CIRCUMFERENCE_M - 4_470_403.620_7).abs() < 1e-3);
        let back = lonlat_from_meters([7_489_386.097_4, 4_470_403.620_7]);
        assert!((back.lon_deg() - 67.2783).abs() < 1e-9);
        assert!((back.lat_deg() - 37.2242).abs() < 1e-9);
    }
}
