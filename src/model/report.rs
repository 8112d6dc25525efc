//! What a reader found in a file and what it did about it.
use std::collections::BTreeMap;

use super::table::GeometryKind;
use crate::geodesy::Extent;

/// Problems kept one by one; those beyond are only counted.
pub const MAX_LISTED_PROBLEMS: usize = 100_000;

/// What is wrong with a feature or a file that could be read all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProblemKind {
    /// No geometry.
    NoGeometry,
    /// A geometry that cannot be used.
    BadGeometry,
    /// A latitude beyond a pole or a longitude beyond half a turn.
    OutOfRange,
    /// A ring whose ends do not meet.
    OpenRing,
    /// Longitude and latitude are probably exchanged.
    SwappedAxes,
    /// Two features with one identifier.
    DuplicateId,
    /// A column with values of several types.
    MixedColumn,
    /// A row or feature that cannot be read.
    Skipped,
    /// Text that is not what its encoding promises.
    BadText,
    /// Something that GeoJSON or the format at hand does not allow but that does no harm.
    Nonstandard,
    /// The file ends before it should.
    Truncated,
}

impl ProblemKind {
    /// In a few words, for a heading of many: "without a geometry".
    pub const fn title(self) -> &'static str {
        match self {
            Self::NoGeometry => "without a geometry",
            Self::BadGeometry => "geometry that cannot be used",
            Self::OutOfRange => "coordinates out of range",
            Self::OpenRing => "ring not closed",
            Self::SwappedAxes => "axes probably exchanged",
            Self::DuplicateId => "identifier used twice",
            Self::MixedColumn => "values of several types",
            Self::Skipped => "skipped",
            Self::BadText => "damaged text",
            Self::Nonstandard => "not as the format has it",
            Self::Truncated => "cut short",
        }
    }
}

/// Where in the file a problem is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Feature or row, counted from 0 in the order of the file.
    pub feature: Option<u64>,
    /// Bytes from the beginning of the (unpacked) file.
    pub byte: Option<u64>,
    /// Line, counted from 1.
    pub line: Option<u64>,
}

/// One problem, and what was done about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Its kind.
    pub kind: ProblemKind,
    /// Where.
    pub place: Place,
    /// What was found, e.g. "latitude 97.3 is outside -90 to 90".
    pub found: String,
    /// What was done, e.g. "kept without a position".
    pub done: &'static str,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut places = Vec::new();
        if let Some(feature) = self.place.feature {
            places.push(format!("feature {feature}"));
        }
        if let Some(line) = self.place.line {
            places.push(format!("line {line}"));
        }
        if let Some(byte) = self.place.byte {
            places.push(format!("byte {byte}"));
        }
        if !places.is_empty() {
            write!(formatter, "{}: ", places.join(", "))?;
        }
        write!(formatter, "{}; {}", self.found, self.done)
    }
}

/// What was read from a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadReport {
    /// The format as people call it, e.g. "GeoJSON, gzip".
    pub format: String,
    /// Size of the file, bytes.
    pub file_bytes: u64,
    /// The CRS the file names, where it was converted from it.
    pub converted_from: Option<String>,
    /// Features by type of geometry.
    pub geometries: BTreeMap<GeometryKind, u64>,
    /// Around all positions in range; crosses the antimeridian where that is the shorter way.
    pub extent: Option<Extent>,
    /// The first [`MAX_LISTED_PROBLEMS`].
    pub problems: Vec<Problem>,
    /// All problems by kind.
    pub problem_counts: BTreeMap<ProblemKind, u64>,
}

impl LoadReport {
    /// Note a problem.
    pub fn add(&mut self, problem: Problem) {
        *self.problem_counts.entry(problem.kind).or_default() += 1;
        if self.problems.len() < MAX_LISTED_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// Features read.
    pub fn features(&self) -> u64 {
        self.geometries.values().sum()
    }

    /// Problems, listed or not.
    pub fn problem_count(&self) -> u64 {
        self.problem_counts.values().sum()
    }

    /// Whether longitude and latitude are probably exchanged.
    pub fn axes_look_swapped(&self) -> bool {
        self.problem_counts.contains_key(&ProblemKind::SwappedAxes)
    }
}
