//! Longitude and latitude arithmetic on the WGS 84 ellipsoid: positions, units, extents,
//! geodesics, border lines, areas, web mercator, notation. Knows no files and no drawing.
mod extent;
pub mod mercator;
mod position;
mod units;

pub use extent::Extent;
pub use position::{Position, PositionError, lon_lat};
pub use units::{Bearing, Meters};
