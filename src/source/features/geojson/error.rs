//! Why a GeoJSON file gives no features, with the place shown.
use super::json::Fault;
use crate::jobs::Cancelled;
use crate::model::table::MAX_COLUMNS;

/// Characters of a long line that are shown on either side of the place.
const SHOWN_CHARS: usize = 36;

/// Why a GeoJSON file gives no features. Which file it is, the caller adds.
#[derive(Debug, thiserror::Error)]
pub enum ReadGeoJsonError {
    /// The operating system or the decompressor gives no bytes.
    #[error("cannot read beyond byte {byte}; the file may be damaged or cut short")]
    Read {
        /// Bytes that could be read.
        byte: u64,
        /// Why.
        source: std::io::Error,
    },
    /// Nothing in it.
    #[error("the file is empty; fetch or export it again")]
    Empty,
    /// The text is not JSON, or no GeoJSON.
    #[error("{0}")]
    Damaged(Box<Damage>),
    /// Every feature names a system that is not read.
    #[error(
        "the coordinates of every feature are in {name}, which is not read; convert them: ogr2ogr \
         -t_srs EPSG:4326 converted.geojson FILE"
    )]
    Crs {
        /// As the features name it.
        name: String,
    },
    /// A feature beyond the limit.
    #[error(
        "the feature that begins at byte {byte} (line {line}) is larger than {limit_mb} MB, the \
         limit; split it or simplify its geometry"
    )]
    TooLarge {
        /// Where it begins.
        byte: u64,
        /// Its line, from 1.
        line: u64,
        /// The limit in millions of bytes.
        limit_mb: usize,
    },
    /// More than there is memory for.
    #[error(
        "{features} features, up to byte {byte}, take {taken_mb} MB or more, and no more memory is \
         free; close other programs, or read a part of the file"
    )]
    Memory {
        /// Bytes read.
        byte: u64,
        /// Features read.
        features: u64,
        /// What the table takes, in millions of bytes.
        taken_mb: usize,
    },
    /// More columns than a table may have.
    #[error(
        "more than {MAX_COLUMNS} different names of properties in the first {features} features, \
         up to byte {byte}; put what varies into values"
    )]
    TooManyColumns {
        /// Bytes read.
        byte: u64,
        /// Features read.
        features: u64,
    },
    /// More than 32-bit offsets reach.
    #[error("more than 4,294,967,295 positions or features; split the file")]
    TooMany,
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Where a text is no GeoJSON, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Why, with the remedy where there is one.
    pub what: String,
    /// Line, from 1.
    pub line: u64,
    /// Column, from 1, in characters.
    pub column: u64,
    /// Byte of the (unpacked) file, from 0.
    pub byte: u64,
    /// The part of the line that is around the place.
    shown: String,
    /// Characters of it before the place.
    before: usize,
}

/// A place in a file with the text around it, no further than its line.
pub(super) struct Surroundings<'a> {
    /// Bytes before the place, from the beginning of the line or a few characters more than shown.
    pub(super) before: &'a [u8],
    /// Bytes from the place on.
    pub(super) after: &'a [u8],
    /// Line and column, from 1.
    pub(super) line: u64,
    pub(super) column: u64,
    /// Byte of the file.
    pub(super) byte: u64,
}

/// Bytes before a place that suffice to show it, whatever the length of the characters.
pub(super) const SHOWN_BYTES: usize = 4 * (SHOWN_CHARS + 1);

impl Damage {
    pub(super) fn new(what: String, place: &Surroundings<'_>) -> Self {
        let clean = |c: char| match c {
            '\t' => ' ',
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            c => c,
        };
        let text = String::from_utf8_lossy(place.before);
        let known = text.chars().count();
        let mut before = known.min(SHOWN_CHARS);
        let mut shown = String::new();
        if place.column > before as u64 + 1 {
            shown.push('…');
        }
        shown.extend(text.chars().skip(known - before).map(clean));
        before = shown.chars().count();
        let text = String::from_utf8_lossy(place.after);
        let text = text.trim_end_matches('\r');
        shown.extend(text.chars().take(SHOWN_CHARS).map(clean));
        if text.chars().count() > SHOWN_CHARS {
            shown.push('…');
        }
        Self {
            what,
            line: place.line,
            column: place.column,
            byte: place.byte,
            shown,
            before,
        }
    }
}

impl std::fmt::Display for Damage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            what,
            line,
            column,
            byte,
            shown,
            before,
        } = self;
        write!(
            formatter,
            "line {line}, column {column} (byte {byte}): {what}\n  {shown}\n  {:before$}^",
            "",
        )
    }
}

/// Why a step leads nowhere.
pub(super) enum Trouble {
    /// The text is faulty, or there is more of it to come.
    Fault(Fault),
    /// The file is refused.
    Refused(ReadGeoJsonError),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<ReadGeoJsonError> for Trouble {
    fn from(error: ReadGeoJsonError) -> Self {
        Self::Refused(error)
    }
}
