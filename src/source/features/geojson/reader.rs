//! The reading of one file from its beginning to its end, in steps: each goes over what is in
//! memory as far as it can.
use super::Limits;
use super::error::{ReadGeoJsonError, Trouble};
use super::json::{Cursor, ENDS};
use super::notes::PartPlace;
use super::run::{Run, Shared, Stop};
use super::window::Window;
use crate::model::LoadReport;
use crate::model::table::TableBuilder;
use crate::source::features::Crs;

/// A fault so near to the end of what is in memory may only be that the rest is not there yet: the
/// longest word of JSON and an escape are shorter.
pub(super) const CUT_BYTES: usize = 16;

/// Stands before each record of a sequence by RFC 8142.
const RECORD_SEPARATOR: u8 = 0x1E;

/// Which part of the file comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Head,
    /// The first element of the array, or its end.
    First,
    Elements,
    Tail,
    /// One object, which ends at this byte of the text.
    Whole,
    /// Records that end with this byte.
    Records(u8),
    /// Nothing may follow but white space.
    End,
    Done,
}

/// What has been gone over, and what comes next.
pub(super) struct Step {
    pub(super) consumed: usize,
    pub(super) next: Phase,
}

pub(super) struct Reader {
    pub(super) limits: Limits,
    pub(super) phase: Phase,
    pub(super) table: TableBuilder,
    pub(super) report: LoadReport,
    pub(super) crs: Crs,
    /// The type of the collection came before its features.
    pub(super) is_typed: bool,
    /// The `crs` came behind features, which were checked as if they were in degrees.
    pub(super) late_crs: bool,
    pub(super) elements: u64,
}

impl Reader {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            phase: Phase::Head,
            table: TableBuilder::new(),
            report: LoadReport {
                format: "GeoJSON".to_owned(),
                ..LoadReport::default()
            },
            crs: Crs::Wgs84,
            is_typed: false,
            late_crs: false,
            elements: 0,
        }
    }

    /// Go over a byte order mark; see whether this can be GeoJSON at all.
    pub(super) fn begin(&mut self, window: &mut Window) -> Result<(), ReadGeoJsonError> {
        if window.bytes().starts_with(b"\xEF\xBB\xBF") {
            window.consume(3);
        }
        if window.ended && window.bytes().trim_ascii().is_empty() {
            return Err(ReadGeoJsonError::Empty);
        }
        if window.bytes().first() == Some(&RECORD_SEPARATOR) {
            self.sequence(RECORD_SEPARATOR);
        }
        Ok(())
    }

    pub(super) fn sequence(&mut self, delimiter: u8) {
        self.phase = Phase::Records(delimiter);
        let format = if delimiter == RECORD_SEPARATOR {
            "GeoJSON text sequence (RFC 8142)"
        } else {
            "newline-delimited GeoJSON"
        };
        format.clone_into(&mut self.report.format);
    }

    pub(super) fn step(&mut self, window: &Window) -> Result<Step, ReadGeoJsonError> {
        if let Phase::Records(delimiter) = self.phase {
            return self.records(window, delimiter);
        }
        let (text, is_damaged) = window.text();
        let step = match self.phase {
            Phase::Head => self.head(text, window, window.ended || is_damaged),
            Phase::First => self.first(text, window),
            Phase::Elements => self.elements(text, 0, window),
            Phase::Tail => self.tail(text, window),
            Phase::Whole => self.whole(text, window),
            _ => self.end(text, window, is_damaged),
        };
        match step {
            Err(Trouble::Fault(fault)) => {
                let is_at_end = fault.at + CUT_BYTES >= text.len();
                if is_damaged && is_at_end {
                    let what = "this is not UTF-8 text; convert the file, with the encoding it \
                                has: iconv -f WINDOWS-1251 -t UTF-8";
                    return Err(window.damage_at(text.len(), what.to_owned()));
                }
                if !window.ended && is_at_end {
                    let (consumed, next) = (0, self.phase);
                    return Ok(Step { consumed, next });
                }
                Err(window.damage(fault))
            }
            Err(Trouble::Refused(error)) => Err(error),
            Ok(step) => Ok(step),
        }
    }

    fn first(&mut self, text: &str, window: &Window) -> Result<Step, Trouble> {
        let mut cursor = Cursor::new(text, 0, self.limits.depth);
        if cursor.accept(b']') {
            let (consumed, next) = (cursor.at, Phase::Tail);
            return Ok(Step { consumed, next });
        }
        if cursor.peek().is_none() {
            return Err(cursor.fault(ENDS).into());
        }
        self.elements(text, cursor.at, window)
    }

    fn elements(&mut self, text: &str, start: usize, window: &Window) -> Result<Step, Trouble> {
        let shared = self.shared();
        let runs = shared.all_elements(text, start);
        let (end, stop) = self.append(runs, window)?;
        match stop {
            Stop::Fault(fault) if fault.at + CUT_BYTES < text.len() => Err(fault.into()),
            Stop::Fault(fault) if window.ended || end == 0 => Err(fault.into()),
            Stop::Closed => Ok(Step {
                consumed: end,
                next: Phase::Tail,
            }),
            _ => Ok(Step {
                consumed: end,
                next: Phase::Elements,
            }),
        }
    }

    fn shared(&self) -> Shared<'_> {
        Shared {
            table: &self.table,
            report: &self.report,
            max_depth: self.limits.depth,
            check_range: self.crs == Crs::Wgs84,
            part: self.limits.part_bytes,
        }
    }

    /// Put what was read behind the table; where it ended, and why.
    fn append(
        &mut self,
        runs: Vec<Run>,
        window: &Window,
    ) -> Result<(usize, Stop), ReadGeoJsonError> {
        let bytes = window.bytes();
        let mut lines = window.lines;
        let mut counted_to = 0;
        let mut last = (0, Stop::Boundary);
        for run in runs {
            if !run.notes.is_empty() {
                let newlines = memchr::memchr_iter(b'\n', &bytes[counted_to..run.start]);
                lines += newlines.count() as u64;
                counted_to = run.start;
                let place = PartPlace {
                    features: self.elements,
                    bytes: window.offset + run.base as u64,
                    lines,
                    start: run.start - run.base,
                };
                run.notes
                    .report(&bytes[run.base..], &place, &mut self.report);
            }
            self.elements += run.elements;
            if !self.table.fits(&run.builder) {
                return Err(ReadGeoJsonError::TooMany);
            }
            self.table.append(run.builder);
            if self.table.has_too_many_columns() {
                return Err(ReadGeoJsonError::TooManyColumns {
                    byte: window.offset + run.end as u64,
                    features: self.elements,
                });
            }
            last = (run.end, run.stop);
        }
        Ok(last)
    }

    fn whole(&mut self, text: &str, window: &Window) -> Result<Step, Trouble> {
        let shared = self.shared();
        let run = shared.single(text)?;
        let (consumed, _) = self.append(vec![run], window)?;
        let next = Phase::End;
        Ok(Step { consumed, next })
    }

    fn records(&mut self, window: &Window, delimiter: u8) -> Result<Step, ReadGeoJsonError> {
        let bytes = window.bytes();
        let end = if window.ended {
            bytes.len()
        } else {
            memchr::memrchr(delimiter, bytes).map_or(0, |last| last + 1)
        };
        let shared = self.shared();
        let runs = shared.all_records(&bytes[..end], delimiter);
        self.append(runs, window)?;
        if !window.ended {
            let next = self.phase;
            return Ok(Step {
                consumed: end,
                next,
            });
        }
        if self.table.is_empty()
            && let Some(first) = self.report.problems.first()
        {
            let what = format!("no line is a feature; {first}");
            return Err(window.damage_at(0, what));
        }
        Ok(Step {
            consumed: end,
            next: Phase::Done,
        })
    }

    fn end(&mut self, text: &str, window: &Window, is_damaged: bool) -> Result<Step, Trouble> {
        let mut cursor = Cursor::new(text, 0, self.limits.depth);
        if cursor.peek().is_some() || is_damaged {
            let what = "something follows the end of the GeoJSON; remove it, or put one feature \
                        on each line and nothing else";
            return Err(cursor.fault(what).into());
        }
        let next = if window.ended {
            Phase::Done
        } else {
            Phase::End
        };
        Ok(Step {
            consumed: cursor.at,
            next,
        })
    }

    pub(super) fn check_memory(&self, window: &Window) -> Result<(), ReadGeoJsonError> {
        let taken = self.table.bytes();
        if taken > self.limits.table_bytes {
            return Err(ReadGeoJsonError::Memory {
                byte: window.offset,
                features: self.elements,
                taken_mb: taken / 1_000_000,
            });
        }
        Ok(())
    }
}
