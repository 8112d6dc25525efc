//! GeoJSON of any size, from a stream of bytes into a table: collections, single features and
//! geometries, and sequences by line or by record separator. What is wrong with a feature goes into
//! the report; a text that is no GeoJSON is refused with the place. Knows no files.
mod crs;
mod error;
mod feature;
mod geometry;
mod json;
mod notes;
mod number;
mod root;
mod run;
mod summary;
#[cfg(test)]
mod tests;
mod window;
mod write;

use std::io::Read;

pub use self::error::{Damage, ReadGeoJsonError};
pub use self::write::{write, write_lines};

use self::geometry::kind_of;
use self::json::{Cursor, Fault};
use self::notes::{Notes, PartPlace};
use self::root::{Outer, Root, head, tail};
use self::run::{Run, Shared, Stop};
use self::window::{Input, Window};
use crate::jobs::JobContext;
use crate::model::table::TableBuilder;
use crate::model::{FeatureTable, LoadReport, Problem, ProblemKind, ProblemPlace as Place};
use crate::source::features::Crs;

/// A fault so near to the end of what is in memory may only be that the rest is not there yet: the
/// longest word of JSON and an escape are shorter.
const CUT_BYTES: usize = 16;

/// Stands before each record of a sequence by RFC 8142.
const RECORD_SEPARATOR: u8 = 0x1E;

/// How far the reading goes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Brackets within brackets.
    pub depth: usize,
    /// Size of one feature in the file, bytes.
    pub feature_bytes: usize,
    /// Size of the table in memory, bytes.
    pub table_bytes: usize,
    /// How much of the file is in memory at once, bytes; as much again is read ahead.
    pub block_bytes: usize,
    /// About how much of it is parsed in one go, bytes.
    pub part_bytes: usize,
}

impl Limits {
    /// For this machine as it is now.
    #[must_use]
    pub fn of_this_machine() -> Self {
        Self {
            depth: 128,
            feature_bytes: 1 << 30,
            table_bytes: available_memory(),
            block_bytes: rayon::current_num_threads().clamp(2, 16) << 22,
            part_bytes: 1 << 20,
        }
    }
}

/// Nine tenths of the memory that programs may take now, bytes; no limit where that is not known.
fn available_memory() -> usize {
    let kilobytes = std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| {
            let line = text
                .lines()
                .find(|line| line.starts_with("MemAvailable:"))?;
            line.split_whitespace().nth(1)?.parse::<usize>().ok()
        });
    kilobytes.map_or(usize::MAX, |kilobytes| {
        kilobytes.saturating_mul(1024) / 10 * 9
    })
}

/// Read a stream of `total_bytes`, if that is known, to its end.
///
/// # Errors
///
/// [`ReadGeoJsonError`] names the place and the remedy.
pub fn read(
    input: &mut (dyn Read + Send),
    total_bytes: Option<u64>,
    job: &JobContext,
    limits: &Limits,
) -> Result<(FeatureTable, LoadReport), ReadGeoJsonError> {
    job.stage("reading features", total_bytes.unwrap_or(0));
    let mut input = Input::new(input, limits.block_bytes.max(CUT_BYTES));
    let mut window = Window::new();
    window.refill(&mut input)?;
    let mut reader = Reader::new(limits);
    reader.begin(&mut window)?;
    while reader.phase != Phase::Done {
        let (phase, before) = (reader.phase, window.offset);
        let (step, ()) = rayon::join(|| reader.step(&window), || input.read_ahead());
        let Step { consumed, next } = step?;
        window.consume(consumed);
        reader.phase = next;
        job.advance(window.offset - before)?;
        reader.check_memory(&window)?;
        if !window.ended && reader.phase == phase {
            if window.bytes().len() > limits.feature_bytes {
                return Err(ReadGeoJsonError::TooLarge {
                    byte: window.offset,
                    line: window.lines + 1,
                    limit_mb: limits.feature_bytes / 1_000_000,
                });
            }
            window.refill(&mut input)?;
        }
    }
    reader.report.file_bytes = window.offset;
    summary::finish(reader.table, reader.report, reader.crs, &reader.shape, job)
}

/// Which part of the file comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
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
struct Step {
    consumed: usize,
    next: Phase,
}

/// What the summary wants to know about the file as a whole.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    /// The `crs` came behind features, which were checked as if they were in degrees.
    late_crs: bool,
}

struct Reader {
    limits: Limits,
    phase: Phase,
    table: TableBuilder,
    report: LoadReport,
    crs: Crs,
    shape: Shape,
    elements: u64,
}

impl Reader {
    fn new(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            phase: Phase::Head,
            table: TableBuilder::new(),
            report: LoadReport {
                format: "GeoJSON".to_owned(),
                ..LoadReport::default()
            },
            crs: Crs::Wgs84,
            shape: Shape::default(),
            elements: 0,
        }
    }

    /// Go over a byte order mark; see whether this can be GeoJSON at all.
    fn begin(&mut self, window: &mut Window) -> Result<(), ReadGeoJsonError> {
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
        self.report.format = if delimiter == RECORD_SEPARATOR {
            "GeoJSON text sequence (RFC 8142)"
        } else {
            "newline-delimited GeoJSON"
        }
        .to_owned();
    }

    fn step(&mut self, window: &Window) -> Result<Step, ReadGeoJsonError> {
        if let Phase::Records(delimiter) = self.phase {
            return self.records(window, delimiter);
        }
        let (text, is_damaged) = window.text();
        let step = match self.phase {
            Phase::Head => self.head(text, window),
            Phase::First => self.first(text, window),
            Phase::Elements => self.elements(text, 0, window),
            Phase::Tail => self.tail(text, window),
            Phase::Whole => self.whole(text, window),
            _ => self.end(text, window),
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

    fn head(&mut self, text: &str, window: &Window) -> Result<Step, Trouble> {
        let mut cursor = Cursor::new(text, 0, self.limits.depth);
        let mut outer = Outer::default();
        let root = match head(&mut cursor, &mut outer) {
            Ok(root) => root,
            Err(fault) if self.is_line(text, fault, window.ended) => {
                self.sequence(b'\n');
                let (consumed, next) = (0, self.phase);
                return Ok(Step { consumed, next });
            }
            Err(fault) => return Err(fault.into()),
        };
        let is_esri = text[..cursor.at].contains("\"esriGeometry");
        match root {
            Root::Collection if is_esri => Err(window
                .damage_at(
                    0,
                    "this is Esri JSON; convert it: ogr2ogr out.geojson FILE".into(),
                )
                .into()),
            Root::Collection => {
                self.take(&outer, false)?;
                self.note_type(&outer);
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
        if let Some((_, value)) = outer.crs {
            self.crs = crs::parse(value).map_err(|name| ReadGeoJsonError::Crs { name })?;
        }
        Ok(step(Phase::Whole))
    }

    /// Whether the file has one value on each line, as far as its second line tells, and the first
    /// is only a bad one.
    fn is_line(&self, text: &str, fault: Fault, ended: bool) -> bool {
        let Some((first, rest)) = text.split_once('\n') else {
            return false;
        };
        let second = match rest.trim_start().split_once('\n') {
            Some((second, _)) => second,
            None if ended => rest.trim_start(),
            None => return false,
        };
        let mut cursor = Cursor::new(second, 0, self.limits.depth);
        fault.at <= first.len()
            && !first.contains("FeatureCollection")
            && second.starts_with('{')
            && matches!(
                head(&mut cursor, &mut Outer::default()),
                Ok(Root::Object(Some("Feature")))
            )
            && cursor.peek().is_none()
    }

    /// Note the members around the features.
    fn take(&mut self, outer: &Outer<'_>, is_late: bool) -> Result<(), ReadGeoJsonError> {
        if let Some((member, value)) = outer.crs {
            self.crs = crs::parse(value).map_err(|name| ReadGeoJsonError::Crs { name })?;
            self.shape.late_crs = is_late;
            if self.crs == Crs::Wgs84 {
                self.table.add_file_members(member);
            }
        }
        for member in &outer.members {
            self.table.add_file_members(member);
        }
        Ok(())
    }

    fn note_type(&mut self, outer: &Outer<'_>) {
        if outer.kind.is_none() && outer.has_type {
            self.note_file("the type of the collection is not a string");
        }
    }

    fn note_file(&mut self, found: &str) {
        self.report.add(Problem {
            kind: ProblemKind::Nonstandard,
            place: Place {
                byte: Some(0),
                line: Some(1),
                feature: None,
            },
            found: found.to_owned(),
            done: "read as a FeatureCollection",
        });
    }

    fn first(&mut self, text: &str, window: &Window) -> Result<Step, Trouble> {
        let mut cursor = Cursor::new(text, 0, self.limits.depth);
        if cursor.accept(b']') {
            let (consumed, next) = (cursor.at, Phase::Tail);
            return Ok(Step { consumed, next });
        }
        if cursor.peek().is_none() {
            return Err(cursor.fault(json::ENDS).into());
        }
        self.elements(text, cursor.at, window)
    }

    fn elements(&mut self, text: &str, start: usize, window: &Window) -> Result<Step, Trouble> {
        let report = &self.report;
        let shared = Shared {
            table: &self.table,
            notes: &|| Notes::beside(report),
            max_depth: self.limits.depth,
            check_range: self.crs == Crs::Wgs84,
            part: self.limits.part_bytes,
        };
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
            self.elements += run.elements;
            if !self.table.fits(&run.builder) {
                return Err(ReadGeoJsonError::TooMany);
            }
            self.table.append(run.builder);
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
        self.take(&outer, true)?;
        Ok(Step {
            consumed: cursor.at,
            next: Phase::End,
        })
    }

    fn whole(&mut self, text: &str, window: &Window) -> Result<Step, Trouble> {
        let report = &self.report;
        let shared = Shared {
            table: &self.table,
            notes: &|| Notes::beside(report),
            max_depth: self.limits.depth,
            check_range: self.crs == Crs::Wgs84,
            part: self.limits.part_bytes,
        };
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
        let report = &self.report;
        let shared = Shared {
            table: &self.table,
            notes: &|| Notes::beside(report),
            max_depth: self.limits.depth,
            check_range: true,
            part: self.limits.part_bytes,
        };
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

    fn end(&mut self, text: &str, window: &Window) -> Result<Step, Trouble> {
        let mut cursor = Cursor::new(text, 0, self.limits.depth);
        if cursor.peek().is_some() {
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

    fn check_memory(&self, window: &Window) -> Result<(), ReadGeoJsonError> {
        let taken = self.table.bytes();
        if taken > self.limits.table_bytes {
            return Err(ReadGeoJsonError::Memory {
                byte: window.offset,
                taken_mb: taken / 1_000_000,
            });
        }
        Ok(())
    }
}

/// Why an object is no GeoJSON.
fn refusal(kind: Option<&str>, outer: &Outer<'_>) -> String {
    match kind {
        Some("FeatureCollection") => "the FeatureCollection has no array of features".to_owned(),
        Some("Topology") => "this is TopoJSON, not GeoJSON; convert it: topo2geo, or ogr2ogr \
                             out.geojson FILE"
            .to_owned(),
        Some(kind) => {
            let kind: String = kind.chars().take(40).collect();
            format!("“{kind}” is no type of GeoJSON")
        }
        None if outer.has_type => "the type of the object is not a string".to_owned(),
        None => "this is JSON, but no GeoJSON: the object has no type".to_owned(),
    }
}

/// Why a step leads nowhere.
enum Trouble {
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
