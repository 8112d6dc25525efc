//! Positions in the files that people have: recognised by their first bytes, read row by row, with
//! everything around the positions kept as it stands. Computes nothing.
pub(in crate::source) mod csv;
mod decimal;
mod geojson;
mod recognise;

use std::io::ErrorKind;

use crate::geodesy::{Position, PositionError, lon_lat};

pub use self::csv::{CsvChunk, CsvHeader, CsvReader, CsvRow};
pub use self::decimal::push_decimal;
pub(in crate::source) use self::geojson::Members;
pub use self::geojson::{Enclosure, Feature, FeatureFile, MAX_GEOJSON_BYTES};
pub use self::recognise::{PositionFormat, recognise};

/// Which columns the user says hold the coordinates; guessed where absent.
#[derive(Clone, Debug, Default)]
pub struct CoordinateColumns {
    /// Name of the longitude column.
    pub lon: Option<String>,
    /// Name of the latitude column.
    pub lat: Option<String>,
}

/// Why a file gives no positions at all. Which file it is, the caller adds.
#[derive(Debug, thiserror::Error)]
pub enum ReadPositionsError {
    /// No file of that name.
    #[error("there is no such file; check the name")]
    NoFile,
    /// A file of someone else's.
    #[error("permission denied; ask its owner for the right to read it")]
    Forbidden,
    /// The operating system gives no bytes.
    #[error("cannot read it; check the name, and that its disk is connected")]
    Read {
        /// Why.
        source: std::io::Error,
    },
    /// Nothing in it.
    #[error("the file is empty; fetch or export it again")]
    Empty,
    /// A kind of file that holds no text.
    #[error("this is {kind}, not CSV or GeoJSON{remedy}")]
    Foreign {
        /// With article.
        kind: &'static str,
        /// What to do, with leading punctuation, or nothing.
        remedy: &'static str,
    },
    /// Text in two-byte units.
    #[error(
        "the text is UTF-16 or UTF-32; save it as UTF-8 (in Excel: “CSV UTF-8 (comma delimited)”)"
    )]
    Utf16,
    /// Text of another encoding, or damaged.
    #[error(
        "line {line}: not UTF-8 text; save the file as UTF-8, \
         or convert it: iconv -f WINDOWS-1251 -t UTF-8 (with the encoding it has)"
    )]
    NotUtf8 {
        /// Line of the file, from 1.
        line: u64,
    },
    /// A quote that swallows the rest of the file.
    #[error("line {line}: a quoted cell begins here and does not end")]
    OpenQuote {
        /// Line of the file, from 1.
        line: u64,
    },
    /// A record so long that it cannot be meant.
    #[error("line {line}: longer than {} MB; is this CSV?", csv::MAX_RECORD_BYTES >> 20)]
    LongRecord {
        /// Line of the file, from 1.
        line: u64,
    },
    /// No column, or no single column, for a coordinate.
    #[error("{problem}; the columns are {columns}")]
    Columns {
        /// What is missing and what to do.
        problem: String,
        /// All columns of the header, quoted.
        columns: String,
    },
    /// Not JSON.
    #[error("this is not valid JSON")]
    Json {
        /// What the parser says, with line and column.
        #[from]
        source: serde_json::Error,
    },
    /// JSON of another kind.
    #[error("this is JSON but no GeoJSON: {problem}")]
    NotGeoJson {
        /// What was found.
        problem: String,
    },
    /// Coordinates that are not longitude and latitude.
    #[error(
        "the coordinates are in {crs}; convert them to longitude and latitude: \
         ogr2ogr -t_srs EPSG:4326 OUT.geojson IN.geojson"
    )]
    CoordinateSystem {
        /// As the file names it.
        crs: String,
    },
    /// More than is read into memory.
    #[error("the GeoJSON is larger than {} MB; convert it to CSV", MAX_GEOJSON_BYTES >> 20)]
    TooLarge,
}

impl From<std::io::Error> for ReadPositionsError {
    fn from(source: std::io::Error) -> Self {
        match source.kind() {
            ErrorKind::NotFound => Self::NoFile,
            ErrorKind::PermissionDenied => Self::Forbidden,
            _ => Self::Read { source },
        }
    }
}

/// The coordinate of a position that a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// East of Greenwich.
    Longitude,
    /// North of the equator.
    Latitude,
}

impl std::fmt::Display for Axis {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Longitude => "longitude",
            Self::Latitude => "latitude",
        })
    }
}

/// Why a row has no usable position.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum UnusablePosition {
    /// Nothing in the cell, or no such cell in a short row.
    #[error("no {0}")]
    Missing(Axis),
    /// Text that is no number.
    #[error("{axis} “{text}” is not a number")]
    NotANumber {
        /// Which of the two.
        axis: Axis,
        /// As it stands, cut where long.
        text: String,
    },
    /// Numbers that lie nowhere.
    #[error("{error}")]
    OutOfRange {
        /// Which and why.
        error: PositionError,
        /// The two numbers, longitude first.
        given: [f64; 2],
    },
    /// More cells than the header names, so that which is which is not sure.
    #[error("{found} cells where the header has {expected}")]
    ExtraCells {
        /// Cells of the row.
        found: usize,
        /// Cells of the header.
        expected: usize,
    },
    /// A feature without geometry.
    #[error("no geometry")]
    NoGeometry,
    /// A geometry that is no point, or none that GeoJSON knows.
    #[error("no point position but {0}")]
    NotAPoint(String),
    /// Not a feature.
    #[error("not a feature")]
    NotAFeature,
}

impl UnusablePosition {
    /// What rows with the same trouble are counted under.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Missing(Axis::Longitude) => "no longitude",
            Self::Missing(Axis::Latitude) => "no latitude",
            Self::NotANumber { .. } => "text where a number is expected",
            Self::OutOfRange { error, .. } => match error {
                PositionError::NotFinite => "text where a number is expected",
                PositionError::Latitude { .. } => "latitude outside -90 to 90",
                PositionError::Longitude { .. } => "longitude outside -360 to 360",
            },
            Self::ExtraCells { .. } => "more cells than the header has",
            Self::NoGeometry => "no geometry",
            Self::NotAPoint(_) => "no point position",
            Self::NotAFeature => "not a feature",
        }
    }
}

/// A position if two numbers can be one.
fn position(lon_deg: f64, lat_deg: f64) -> Result<Position, UnusablePosition> {
    lon_lat(lon_deg, lat_deg)
        .checked()
        .map_err(|error| UnusablePosition::OutOfRange {
            error,
            given: [lon_deg, lat_deg],
        })
}

/// Text from a file as a message can show it: no control characters, no more than 40 characters.
pub(in crate::source) fn shown(text: &str) -> String {
    let mut shown: String = text.escape_debug().take(40).collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}
