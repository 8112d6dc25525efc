//! Numbers that people will quote: how far a position lies from a border, in which country it is,
//! and how far its uncertainty makes that vary.
mod border_index;
pub mod classes;
pub mod column_statistics;
mod computed;
mod feature_distance;
pub mod filter;
mod incident_table;
pub mod sort;
pub mod summary;
mod time_spans;
pub mod timeline;
mod uncertainty;

pub use border_index::BorderIndex;
pub use computed::{AddedColumns, Computed, refused, with_computed, with_titles};
pub use feature_distance::feature_distance;
pub use incident_table::{
    INCIDENT_TIME, LIST_COLUMNS, LIST_SEPARATOR, UNCERTAINTY_COLUMN, incident_table,
};
pub use time_spans::{TimeSpans, guess_time_field, time_spans};

use crate::geodesy::{Bearing, BorderFoot, Meters, Position};

/// The borders that come first wherever distances are shown.
pub const FIRST_BORDERS: [&str; 2] = ["AFG-TJK", "AFG-UZB"];

/// How far a position, or a whole feature, lies from one border.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderDistance {
    /// The border's id, e.g. `AFG-TJK`.
    pub border: String,
    /// From where: the position, or the point of the feature that is nearest to the border.
    pub from: Position,
    /// Least geodesic distance.
    pub distance: Meters,
    /// Least and greatest distance that the location uncertainty allows, where there is one.
    pub interval: Option<[Meters; 2]>,
    /// Where on the border that is.
    pub nearest: Position,
    /// From there towards the nearest point.
    pub bearing: Bearing,
    /// How far along the border the nearest point lies, from its western end; the rings of
    /// exclaves follow on the main line.
    pub chainage: Meters,
}

impl BorderDistance {
    fn new(border: &str, from: Position, foot: BorderFoot, interval: Option<[Meters; 2]>) -> Self {
        Self {
            border: border.to_owned(),
            from,
            distance: foot.distance,
            interval,
            nearest: foot.nearest,
            bearing: foot.bearing,
            chainage: foot.chainage,
        }
    }
}
