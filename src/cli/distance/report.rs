//! What is said at the end on standard error: how many positions were measured, which rows were
//! not and why, and what looks wrong.
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use super::Job;
use crate::cli::Outcome;
use crate::geodesy::{Extent, Position, lon_lat};
use crate::source::positions::UnusablePosition;

/// Skipped rows that are listed one by one; further ones are counted by reason.
const LISTED: usize = 20;

/// What became of rows. Parts of a file have a report each; they are joined in order.
#[derive(Debug, Default)]
pub struct Report {
    measured: u64,
    skipped: u64,
    /// Lines to show, with their reasons.
    listed: Vec<(String, &'static str)>,
    /// Reasons of skipped rows that are not listed, in the order of their first row.
    reasons: Vec<(&'static str, u64)>,
    /// Rows with fewer cells than the header.
    short: u64,
    /// Positions that make sense only with longitude and latitude the other way round.
    swapped: u64,
}

impl Report {
    /// Count a row. `place` says where it stands and is asked only for rows without a position.
    pub fn count(
        &mut self,
        position: &Result<Position, UnusablePosition>,
        place: impl FnOnce() -> String,
    ) {
        match position {
            Ok(position) => {
                self.measured += 1;
                self.swapped += u64::from(is_swapped(position.lon_deg(), position.lat_deg()));
            }
            Err(problem) => {
                if let UnusablePosition::OutOfRange {
                    given: [lon, lat], ..
                } = problem
                {
                    self.swapped += u64::from(is_swapped(*lon, *lat));
                }
                self.skipped += 1;
                if self.listed.len() < LISTED {
                    self.list(format!("{}: {problem}", place()), problem.reason());
                } else {
                    self.add_reason(problem.reason(), 1);
                }
            }
        }
    }

    /// Count a row with fewer cells than the header.
    pub fn count_short(&mut self) {
        self.short += 1;
    }

    /// Add the report of the rows that follow.
    pub fn join(&mut self, later: Self) {
        self.measured += later.measured;
        self.skipped += later.skipped;
        self.short += later.short;
        self.swapped += later.swapped;
        for (line, reason) in later.listed {
            self.list(line, reason);
        }
        for (reason, count) in later.reasons {
            self.add_reason(reason, count);
        }
    }

    fn list(&mut self, line: String, reason: &'static str) {
        if self.listed.len() < LISTED {
            self.listed.push((line, reason));
        } else {
            self.add_reason(reason, 1);
        }
    }

    fn add_reason(&mut self, reason: &'static str, count: u64) {
        match self.reasons.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, counted)) => *counted += count,
            None => self.reasons.push((reason, count)),
        }
    }

    /// How the subcommand ended.
    pub fn outcome(&self) -> Outcome {
        if self.skipped == 0 {
            Outcome::Done
        } else {
            Outcome::DoneWithSkips
        }
    }

    /// The whole report, as it is shown.
    pub fn text(&self, job: &Job) -> String {
        let secs = job.begun.elapsed().as_secs_f64();
        let rate = self.measured as f64 / secs;
        let mut text = format!(
            "{} measured, {} skipped, {secs:.1} s, {rate:.0} positions/s\n",
            counted(self.measured, "position"),
            self.skipped
        );
        // Writing to a string does not fail.
        if let Some(name) = job.measure.unusual_country_name() {
            writeln!(text, "The country is in “{name}”: “country” was taken").ok();
        }
        if self.short > 0 {
            writeln!(
                text,
                "{} with fewer cells than the header: empty ones were added",
                counted(self.short, "row")
            )
            .ok();
        }
        if self.skipped > 0 {
            text.push_str("Skipped, with empty distances:\n");
        }
        for (line, _) in &self.listed {
            writeln!(text, "  {line}").ok();
        }
        for (reason, count) in &self.reasons {
            writeln!(text, "  and {count} more: {reason}").ok();
        }
        if self.swapped > 0 && self.swapped * 2 > self.measured + self.skipped {
            writeln!(
                text,
                "Longitude and latitude look swapped in {}: the other way round they make \
                 sense. If so, name the columns with --lon and --lat.",
                counted(self.swapped, "row")
            )
            .ok();
        }
        text
    }
}

/// A count with its noun.
fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// Whether the two numbers lie nowhere, or far from the region, and the other way round do not.
fn is_swapped(lon_deg: f64, lat_deg: f64) -> bool {
    let (given, turned) = (lon_lat(lon_deg, lat_deg), lon_lat(lat_deg, lon_deg));
    if given.checked().is_err() {
        turned.checked().is_ok()
    } else {
        !Extent::ATLAS.contains(given) && Extent::ATLAS.contains(turned)
    }
}

/// Progress on one line of a terminal; nothing where standard error is none.
pub struct ProgressLine {
    shown: Option<Instant>,
    terminal: bool,
}

impl ProgressLine {
    /// Nothing shown yet.
    pub fn new() -> Self {
        Self {
            shown: None,
            terminal: io::stderr().is_terminal(),
        }
    }

    /// Show how many rows are done, a few times a second.
    pub fn show(&mut self, report: &Report) {
        let due = self
            .shown
            .is_none_or(|shown| shown.elapsed() > Duration::from_millis(200));
        if self.terminal && due {
            self.shown = Some(Instant::now());
            let done = report.measured + report.skipped;
            write!(io::stderr(), "\r{done} positions").ok();
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        if self.shown.is_some() {
            // Back to the start, and the line emptied.
            write!(io::stderr(), "\r\x1b[K").ok();
        }
    }
}
