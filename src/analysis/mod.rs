//! Numbers that people will quote: how far a position lies from a border, in which country it is,
//! and how far its uncertainty makes that vary.
mod border_index;
pub mod classes;
mod incident_table;
mod time_spans;
mod uncertainty;

pub use border_index::BorderIndex;
pub use incident_table::{INCIDENT_TIME, UNCERTAINTY_COLUMN, incident_table};
pub use time_spans::{TimeSpans, guess_time_field, time_spans};

use crate::geodesy::{Bearing, Meters, Position};

/// The borders that come first wherever distances are shown.
pub const FIRST_BORDERS: [&str; 2] = ["AFG-TJK", "AFG-UZB"];

/// How far a position lies from one border.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderDistance {
    /// The border's id, e.g. `AFG-TJK`.
    pub border: String,
    /// Least geodesic distance.
    pub distance: Meters,
    /// Least and greatest distance that the location uncertainty allows, where there is one.
    pub interval: Option<[Meters; 2]>,
    /// Where on the border that is.
    pub nearest: Position,
    /// From the position towards the nearest point.
    pub bearing: Bearing,
    /// How far along the border the nearest point lies, from its western end; the rings of
    /// exclaves follow on the main line.
    pub chainage: Meters,
}
