//! Many features at once, each core a part of the text: where a part begins is guessed, and what
//! was read from it counts only if the part before has ended exactly there.
use rayon::prelude::*;

use super::feature::FeatureReader;
use super::json::{Cursor, ENDS, Fault};
use super::notes::Notes;
use crate::model::table::TableBuilder;
use crate::model::{LoadReport, ProblemKind};

/// What was read from one part of a text.
pub(super) struct Run {
    pub(super) builder: TableBuilder,
    pub(super) notes: Notes,
    /// Features and what stood in the place of one.
    pub(super) elements: u64,
    /// Where the text begins in which its problems have their places.
    pub(super) base: usize,
    /// The first byte of the part.
    pub(super) start: usize,
    /// Where the next one begins: an element, or what follows the last.
    pub(super) end: usize,
    pub(super) stop: Stop,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The part is read, and another element follows.
    Boundary,
    /// The array ends here.
    Closed,
    /// No element can be read at `end`.
    Fault(Fault),
}

/// What the runs over one text share.
pub(super) struct Shared<'s> {
    /// The table so far, whose columns the runs take over.
    pub(super) table: &'s TableBuilder,
    /// The report so far.
    pub(super) report: &'s LoadReport,
    pub(super) max_depth: usize,
    /// Whether positions are degrees as far as is known.
    pub(super) check_range: bool,
    /// About how many bytes a part has.
    pub(super) part: usize,
}

impl Shared<'_> {
    fn reader<'t>(&self, text: &'t str, at: usize) -> FeatureReader<'t> {
        FeatureReader::new(
            Cursor::new(text, at, self.max_depth),
            TableBuilder::beside(self.table),
            Notes::beside(self.report),
            self.check_range,
        )
    }

    /// Read elements of an array from `start` on, one after the other, until the first that begins
    /// at `stop` or beyond.
    pub(super) fn elements(&self, text: &str, start: usize, stop: usize) -> Run {
        let mut reader = self.reader(text, start);
        let (end, why) = loop {
            let begin = reader.cursor.at;
            if begin >= stop {
                break (begin, Stop::Boundary);
            }
            let read = reader.element();
            match read.and_then(|is_feature| Ok((is_feature, reader.cursor.another(b']')?))) {
                Ok((is_feature, more)) => {
                    reader.keep(is_feature);
                    if !more {
                        break (reader.cursor.at, Stop::Closed);
                    }
                }
                Err(fault) => {
                    reader.forget();
                    break (begin, Stop::Fault(fault));
                }
            }
        };
        Run::new(reader, start, end, why)
    }

    /// Read all elements of an array from `start` on, in parallel; the runs follow one another.
    pub(super) fn all_elements(&self, text: &str, start: usize) -> Vec<Run> {
        let mut starts = vec![start];
        if let Some(anchor) = anchor(text, start) {
            let finder = memchr::memmem::Finder::new(anchor);
            let mut from = start + self.part;
            while from < text.len() {
                let Some(found) = finder.find(&text.as_bytes()[from..]) else {
                    break;
                };
                starts.push(from + found);
                from += found + self.part;
            }
        }
        let stop_of = |index: usize| starts.get(index + 1).copied().unwrap_or(usize::MAX);
        let guessed: Vec<Run> = (0..starts.len())
            .into_par_iter()
            .map(|index| self.elements(text, starts[index], stop_of(index)))
            .collect();
        let mut runs: Vec<Run> = Vec::with_capacity(guessed.len());
        for (index, mut run) in guessed.into_iter().enumerate() {
            let stop = stop_of(index);
            if let Some(before) = runs.last() {
                if before.stop != Stop::Boundary {
                    break;
                }
                if before.end >= stop {
                    continue;
                }
                if before.end != run.start {
                    run = self.elements(text, before.end, stop);
                }
            }
            runs.push(run);
        }
        runs
    }

    /// Read the one object that the text begins with.
    pub(super) fn single(&self, text: &str) -> Result<Run, Fault> {
        let mut reader = self.reader(text, 0);
        let is_feature = reader.element()?;
        reader.keep(is_feature);
        let end = reader.cursor.at;
        Ok(Run::new(reader, 0, end, Stop::Boundary))
    }

    /// Read records that end with a delimiter, in parallel; all bytes are read.
    pub(super) fn all_records(&self, bytes: &[u8], delimiter: u8) -> Vec<Run> {
        let mut parts = Vec::new();
        let mut start = 0;
        while start < bytes.len() {
            let from = (start + self.part).min(bytes.len());
            let end = memchr::memchr(delimiter, &bytes[from..])
                .map_or(bytes.len(), |found| from + found + 1);
            parts.push(start..end);
            start = end;
        }
        parts
            .into_par_iter()
            .map(|part| {
                let mut run = self.records(&bytes[part.clone()], delimiter);
                run.base = part.start;
                run.start = part.start;
                run.end = part.end;
                run
            })
            .collect()
    }

    fn records(&self, bytes: &[u8], delimiter: u8) -> Run {
        let patched;
        let text = if let Ok(text) = std::str::from_utf8(bytes) {
            text
        } else {
            patched = without_damage(bytes);
            &patched
        };
        // A record that turns out bad half way may have changed the type of a column: then each is
        // first read on trial.
        self.records_of(text, bytes, delimiter, false)
            .or_else(|| self.records_of(text, bytes, delimiter, true))
            .unwrap_or_else(|| Run::new(self.reader("", 0), 0, 0, Stop::Boundary))
    }

    /// `None` where a record is bad and was not checked before.
    fn records_of(&self, text: &str, bytes: &[u8], delimiter: u8, careful: bool) -> Option<Run> {
        let mut reader = self.reader(text, 0);
        let mut trial = careful.then(|| reader.on_trial());
        let mut begin = 0;
        while begin < text.len() {
            let end = memchr::memchr(delimiter, &bytes[begin..])
                .map_or(text.len(), |found| begin + found);
            reader.cursor.limit(begin, end);
            if let Some(trial) = &mut trial {
                trial.cursor.limit(begin, end);
            }
            begin = end + 1;
            if reader.cursor.peek().is_none() {
                continue;
            }
            let tried = trial.as_mut().map_or(Ok(false), |trial| {
                let tried = record(trial);
                trial.forget();
                tried
            });
            match tried.and_then(|_| record(&mut reader)) {
                Ok(is_feature) => reader.keep(is_feature),
                Err(_) if !careful => return None,
                Err(fault) => {
                    reader.forget();
                    let what = if bytes.get(fault.at).is_some_and(|byte| *byte >= 0x80)
                        && text.as_bytes()[fault.at] < 0x80
                    {
                        "this is not UTF-8 text"
                    } else if fault.what == ENDS {
                        "the line ends here, in the middle of a value"
                    } else {
                        fault.what
                    };
                    reader.note(ProblemKind::Skipped, fault.at, what.to_owned(), "skipped");
                    reader.keep(false);
                }
            }
        }
        Some(Run::new(reader, 0, bytes.len(), Stop::Boundary))
    }
}

fn record(reader: &mut FeatureReader<'_>) -> Result<bool, Fault> {
    let is_feature = reader.element()?;
    nothing_follows(reader)?;
    Ok(is_feature)
}

fn nothing_follows(reader: &mut FeatureReader<'_>) -> Result<(), Fault> {
    match reader.cursor.peek() {
        None => Ok(()),
        Some(_) => Err(reader
            .cursor
            .fault("something follows the value on its line")),
    }
}

/// The same text with a control character, which no JSON has, for each byte that is not UTF-8.
fn without_damage(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '\u{1}'));
    }
    text
}

/// How elements of the array begin, from the one at `start`: `{"type":"Feature"`, or what comes up
/// to the first colon.
fn anchor(text: &str, start: usize) -> Option<&str> {
    let mut cursor = Cursor::new(text, start, 1);
    if !cursor.accept(b'{') {
        return None;
    }
    let begin = cursor.at - 1;
    let key = cursor.key().ok()?;
    if key.inner == "type" && cursor.peek() == Some(b'"') {
        cursor.string().ok()?;
    }
    Some(cursor.since(begin))
}

impl Run {
    fn new(reader: FeatureReader<'_>, start: usize, end: usize, stop: Stop) -> Self {
        Self {
            builder: reader.builder,
            notes: reader.notes,
            elements: reader.elements,
            base: 0,
            start,
            end,
            stop,
        }
    }
}
