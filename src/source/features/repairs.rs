//! What a reader of geometries mended or had to leave out, and how the report says so.
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace};

/// What was mended in one geometry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Repairs {
    /// The first position of a ring was repeated at its end.
    pub(super) ring_closed: bool,
    /// Measures without elevations were left out: a third coordinate is an elevation.
    pub(super) measures_dropped: bool,
    /// An arc of a topology began elsewhere than the one before it ended.
    pub(super) arcs_apart: bool,
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
        if self.arcs_apart {
            report.add(Problem {
                kind: ProblemKind::Nonstandard,
                place,
                found: "an arc does not begin where the one before it ends".to_owned(),
                done: "joined by a straight line",
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
    }
}

/// The place of a row.
pub(super) fn feature(row: usize) -> ProblemPlace {
    ProblemPlace {
        feature: Some(row as u64),
        ..ProblemPlace::default()
    }
}
