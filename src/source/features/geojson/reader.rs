//! The reading of one file from its beginning to its end, in steps: each goes over what is in
//! memory as far as it can.
use super::Limits;
use super::crs;
use super::error::{ReadGeoJsonError, Trouble};
use super::geometry::kind_of;
use super::json::{Cursor, ENDS};
use super::notes::PartPlace;
use super::root::{Outer, Root, head, is_line, refusal, tail};
use super::run::{Run, Shared, Stop};
use super::window::Window;
use crate::model::table::TableBuilder;
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace as Place};
use crate::source::features::Crs;

/// A fault so near to the end of what is in memory may only be that the rest is not there yet: the
/// longest word of JSON and an escape are shorter.
const CUT_BYTES: usize = 16;

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
    limits: Limits,
    pub(super) phase: Phase,
    pub(super) table: TableBuilder,
    pub(super) report: LoadReport,
    pub(super) crs: Crs,
    /// The type of the collection came before its features.
    is_typed: bool,
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

    fn sequence(&mut self, delimiter: u8) {
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

    /// The text has `ended` where the file has or where it is no text any more.
    fn head(&mut self, text: &str, window: &Window, ended: bool) -> Result<Step, Trouble> {
        let mut cursor = Cursor::new(text, 0, self.limits.depth);
        let mut outer = Outer::default();
        let root = match head(&mut cursor, &mut outer) {
            Ok(root) => root,
            Err(fault) if !ended && fault.at + CUT_BYTES >= text.len() => {
                return Err(fault.into());
            }
            Err(fault) if is_line(text, fault, ended, self.limits.depth)? => {
                self.sequence(b'\n');
                let (consumed, next) = (0, self.phase);
                return Ok(Step { consumed, next });
            }
            Err(fault) => return Err(fault.into()),
        };
        let is_esri = text[..cursor.at].contains("\"esriGeometry");
        match root {
            Root::Collection if is_esri => {
                let what = "this is Esri JSON; convert it: ogr2ogr out.geojson FILE".to_owned();
                Err(window.damage_at(0, what).into())
            }
            Root::Collection => {
                self.take(&outer, window)?;
                self.is_typed = outer.kind.is_some();
                let (consumed, next) = (cursor.at, Phase::First);
                Ok(Step { consumed, next })
            }
            Root::Object(kind) => self.object(cursor, kind, &outer, window),
        }
    }

    /// The first object is no collection: it is the only one, or one of many.
    fn object(
        &mut self,
        mut cursor: Cursor<'_>,
        kind: Option<&str>,
        outer: &Outer<'_>,
        window: &Window,
    ) -> Result<Step, Trouble> {
        let end = cursor.at;
        let text = cursor.whole();
        let begin = text.len() - text.trim_start().len();
        let follows = cursor.peek();
        let on_next_line = text[end..cursor.at].contains('\n');
        let step = |next| Step { consumed: 0, next };
        if follows.is_none() && !window.ended {
            return Err(cursor.fault("").into());
        }
        let is_sequence = !text[begin..end].contains('\n') && on_next_line;
        if is_sequence && matches!(follows, Some(b'{')) {
            self.sequence(b'\n');
            return Ok(step(self.phase));
        }
        match kind {
            Some("Feature") => {}
            Some(kind) if kind_of(kind).is_some() => {}
            _ => return Err(window.damage_at(begin, refusal(kind, outer)).into()),
        }
        self.take_crs(outer, window)?;
        Ok(step(Phase::Whole))
    }

    fn take_crs(&mut self, outer: &Outer<'_>, window: &Window) -> Result<(), ReadGeoJsonError> {
        if let Some((_, value, at)) = outer.crs {
            self.crs = crs::parse(value).map_err(|name| {
                let what = format!(
                    "the coordinates are in {name}, which is not read; convert them: ogr2ogr \
                     -t_srs EPSG:4326 converted.geojson FILE"
                );
                window.damage_at(at, what)
            })?;
        }
        Ok(())
    }

    /// Note the members around the features.
    fn take(&mut self, outer: &Outer<'_>, window: &Window) -> Result<(), ReadGeoJsonError> {
        self.take_crs(outer, window)?;
        if let Some((member, _, _)) = outer.crs {
            self.late_crs = self.elements > 0;
            if self.crs == Crs::Wgs84 {
                self.table.add_file_members(member);
            }
        }
        for member in &outer.members {
            if self.crs != Crs::Wgs84 && member.starts_with("\"bbox\"") {
                self.note_file("the bbox is not in longitude and latitude", "left out");
            } else {
                self.table.add_file_members(member);
            }
        }
        Ok(())
    }

    fn note_file(&mut self, found: &str, done: &'static str) {
        self.report.add(Problem {
            kind: ProblemKind::Nonstandard,
            place: Place {
                byte: Some(0),
                line: Some(1),
                feature: None,
            },
            found: found.to_owned(),
            done,
        });
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

    fn tail(&mut self, text: &str, window: &Window) -> Result<Step, Trouble> {
        let mut cursor = Cursor::new(text, 0, self.limits.depth);
        let mut outer = Outer::default();
        tail(&mut cursor, &mut outer)?;
        if let Some(kind) = outer.kind
            && kind != "FeatureCollection"
        {
            let what = format!("the object has features, but its type is “{kind}”");
            return Err(window.damage_at(0, what).into());
        }
        if outer.kind.is_none() && !self.is_typed {
            self.note_file("the collection has no type", "read as a FeatureCollection");
        }
        self.take(&outer, window)?;
        Ok(Step {
            consumed: cursor.at,
            next: Phase::End,
        })
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
