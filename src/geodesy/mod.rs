//! Longitude and latitude arithmetic on the WGS 84 ellipsoid: positions, units, extents,
//! geodesics, border lines, areas, web mercator, notation. Knows no files and no drawing.
mod antimeridian;
mod area;
mod border;
mod coverage;
mod ellipsoid;
mod extent;
pub mod geodesic;
pub mod mercator;
pub mod notation;
mod position;
mod units;
pub mod utm;

pub use antimeridian::{Turns, led_to_pole, seen_outline, unwrap_turns};
pub use area::AreaIndex;
pub use border::{BorderFoot, BorderLine};
pub use coverage::Coverage;
pub use extent::Extent;
pub use position::{Position, PositionError, lon_lat};
pub use units::{Bearing, Meters};
