//! What a reader of geometries mended or had to leave out, and how the report says so.
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace};

/// What was mended in one geometry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Repairs {
    /// The first position of a ring was repeated at its end.
    pub(super) ring_closed: bool,
    /// Measures without elevations were left out: a third coordinate is an elevation.
    pub(super) measures_dropped: bool,
    /// Infinite elevations or measures were left out.
    pub(super) infinite_dropped: bool,
}

impl Repairs {
    pub(super) fn note(self, place: ProblemPlace, report: &mut LoadReport) {
        if self.ring_closed {
            report.add(Problem {
                kind: ProblemKind::OpenRing,
                place,
                found: "a ring does not end where it begins".to_owned(),
                done: "closed",
            });
        }
        if self.measures_dropped {
            report.add(Problem {
                kind: ProblemKind::Nonstandard,
                place,
                found: "positions have measures (M) but no elevations".to_owned(),
                done: "measures left out",
            });
        }
        if self.infinite_dropped {
            report.add(Problem {
                kind: ProblemKind::BadGeometry,
                place,
                found: "an elevation or measure is infinite".to_owned(),
                done: "left out",
            });
        }
    }
}

/// The place of a row.
pub(super) fn feature(row: usize) -> ProblemPlace {
    ProblemPlace {
        feature: Some(row as u64),
        ..ProblemPlace::default()
    }
}
