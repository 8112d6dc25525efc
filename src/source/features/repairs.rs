//! What a reader of geometries mended or had to leave out, and how the report says so.
use crate::model::table::{Geometries, GeometryKind};
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace};

/// What was mended in one geometry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each can happen beside the others"
)]
pub(super) struct Repairs {
    /// The first position of a ring was repeated at its end.
    pub(super) ring_closed: bool,
    /// Measures without elevations were left out: a third coordinate is an elevation.
    pub(super) measures_dropped: bool,
    /// An arc of a topology began elsewhere than the one before it ended.
    pub(super) arcs_apart: bool,
    /// Elevations or measures that are infinite were left out.
    pub(super) infinite_dropped: bool,
}

impl Repairs {
    /// Add a position of a binary format, where an elevation or measure that is not there is no
    /// number. After an error the arena must be truncated.
    pub(super) fn push_position(
        &mut self,
        lonlat: [f64; 2],
        z: Option<f64>,
        m: Option<f64>,
        arena: &mut Geometries,
    ) -> Result<(), String> {
        if !lonlat.iter().all(|number| number.is_finite()) {
            return Err("a coordinate is not a finite number".to_owned());
        }
        arena.push_position(lonlat);
        let mut usable = |value: Option<f64>| {
            self.infinite_dropped |= value.is_some_and(f64::is_infinite);
            value.filter(|value| value.is_finite())
        };
        match (usable(z), usable(m)) {
            (Some(z), m) => {
                arena.push_higher(z);
                if let Some(m) = m {
                    arena.push_higher(m);
                }
            }
            (None, Some(_)) => self.measures_dropped = true,
            (None, None) => {}
        }
        Ok(())
    }

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
        if self.infinite_dropped {
            report.add(Problem {
                kind: ProblemKind::Nonstandard,
                place,
                found: "an elevation or measure is infinite".to_owned(),
                done: "left out",
            });
        }
    }
}

/// Note that what was read last is a point without a position.
pub(super) fn note_empty_point(arena: &Geometries, place: ProblemPlace, report: &mut LoadReport) {
    let last = arena.len().checked_sub(1).map(|last| arena.get(last));
    if last.is_some_and(|geometry| geometry.kind() == GeometryKind::None) {
        report.add(Problem {
            kind: ProblemKind::BadGeometry,
            place,
            found: "the geometry has no positions".to_owned(),
            done: "kept without a position",
        });
    }
}

/// Note a geometry that [`Crs::convert`](super::Crs::convert) left without a place.
pub(super) fn note_not_converted(place: ProblemPlace, report: &mut LoadReport) {
    report.add(Problem {
        kind: ProblemKind::BadGeometry,
        place,
        found: "a coordinate is none of the system that the file is in".to_owned(),
        done: "kept without a position",
    });
}

/// The place of a row.
pub(super) fn feature(row: usize) -> ProblemPlace {
    ProblemPlace {
        feature: Some(row as u64),
        ..ProblemPlace::default()
    }
}
