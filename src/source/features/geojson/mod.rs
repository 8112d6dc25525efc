//! GeoJSON of any size, from a stream of bytes into a table: collections, single features and
//! geometries, and sequences by line or by record separator. What is wrong with a feature goes into
//! the report; a text that is no GeoJSON is refused with the place. Knows no files.
mod coordinates;
mod crs;
mod error;
mod feature;
mod geometry;
mod json;
mod notes;
mod number;
mod outer;
mod properties;
mod reader;
mod root;
mod run;
mod summary;
#[cfg(test)]
mod tests;
mod window;
mod write;

use std::io::Read;

pub(in crate::source) use self::crs::without_members;
pub use self::error::{Damage, ReadGeoJsonError};
pub use self::write::{write, write_lines};

use self::reader::{Phase, Reader, Step};
use self::window::{Input, Window};
use crate::jobs::JobContext;
use crate::model::{FeatureTable, LoadReport};

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
        let available = available_memory();
        Self {
            depth: 128,
            feature_bytes: (1 << 30).min(available / 4),
            table_bytes: available,
            block_bytes: rayon::current_num_threads().clamp(2, 16) << 20,
            part_bytes: 1 << 18,
        }
    }
}

/// Nine tenths of the memory that programs may take now, bytes; no limit where that is not known.
pub(in crate::source) fn available_memory() -> usize {
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
    let mut input = Input::new(input, limits.block_bytes);
    let mut window = Window::new();
    window.refill(&mut input)?;
    let mut reader = Reader::new(limits);
    reader.begin(&mut window)?;
    window.skip_space();
    while reader.phase != Phase::Done {
        let (phase, before) = (reader.phase, window.offset);
        let (step, ()) = rayon::join(|| reader.step(&window), || input.read_ahead());
        let Step { consumed, next } = step?;
        window.consume(consumed);
        window.skip_space();
        reader.phase = next;
        job.features(reader.elements);
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
            window.skip_space();
        }
    }
    reader.report.file_bytes = window.offset;
    summary::finish(
        reader.table,
        reader.report,
        (reader.crs, reader.late_crs),
        job,
    )
}
