//! Exact counts over time: the bars of a histogram by category, and the features whose time is not
//! known precisely enough for a bar. What is drawn of it is `ui::timeline`'s.
mod categories;
mod step;

use std::sync::Arc;

use rayon::prelude::*;

pub use categories::Categories;
pub use step::TimeStep;

use super::TimeSpans;
use crate::model::{RowSet, TimeSpan};

/// Rows that one task counts.
const CHUNK_ROWS: usize = 1 << 16;
/// More intervals than this are only counted.
const MOST_INTERVALS: usize = 256;

/// A layer to be counted.
#[derive(Clone, Debug)]
pub struct Series {
    /// When each row was.
    pub spans: Arc<TimeSpans>,
    /// The category of each row.
    pub categories: Arc<Categories>,
    /// The rows that count; all if none are named.
    pub rows: Option<Arc<RowSet>>,
}

/// Features over time. A feature counts in the bar that its whole time lies in; one whose time
/// reaches over the end of a bar, since it is long or not known precisely, is an interval. Each is
/// counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// Where the bars begin, and where the last one ends, milliseconds since 1970-01-01T00:00:00Z.
    pub edges: Vec<i64>,
    /// For each series, bar by bar, a count for each category.
    pub counts: Vec<Vec<u32>>,
    /// For each series, how many features are intervals and overlap the bars.
    pub intervals: Vec<usize>,
    /// The first of these intervals, in the order of their series and rows.
    pub listed: Vec<Interval>,
}

/// A feature that reaches over the end of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Index of its series.
    pub series: usize,
    /// Its row.
    pub row: u32,
    /// Its time.
    pub span: TimeSpan,
}

impl Histogram {
    /// The counts of one bar of a series by category.
    #[must_use]
    pub fn bar(&self, series: usize, bar: usize) -> &[u32] {
        let bars = self.edges.len().saturating_sub(1).max(1);
        let counts = self.counts.get(series).map_or(&[][..], Vec::as_slice);
        let each = counts.len() / bars;
        counts.get(bar * each..(bar + 1) * each).unwrap_or(&[])
    }

    /// What a bar covers.
    #[must_use]
    pub fn span(&self, bar: usize) -> Option<TimeSpan> {
        Some(TimeSpan {
            start_ms: *self.edges.get(bar)?,
            end_ms: *self.edges.get(bar + 1)?,
        })
    }
}

/// Count these series in bars of a step over a span, in parallel.
#[must_use]
pub fn histogram(series: &[Series], step: TimeStep, span: TimeSpan) -> Histogram {
    let edges = step.edges(span);
    let mut histogram = Histogram::default();
    for (index, one) in series.iter().enumerate() {
        let tally = tally(one, &Bars::new(&edges));
        histogram.counts.push(tally.counts);
        histogram.intervals.push(tally.intervals);
        let room = MOST_INTERVALS - histogram.listed.len();
        let listed = tally.listed.into_iter().take(room);
        histogram.listed.extend(listed.map(|(row, span)| Interval {
            series: index,
            row,
            span,
        }));
    }
    histogram.edges = edges;
    histogram
}

struct Tally {
    counts: Vec<u32>,
    intervals: usize,
    listed: Vec<(u32, TimeSpan)>,
}

fn tally(series: &Series, bars: &Bars<'_>) -> Tally {
    let categories = series.categories.names().len();
    let rows = series.spans.len();
    let empty = || Tally {
        counts: vec![0; bars.len() * categories],
        intervals: 0,
        listed: Vec::new(),
    };
    let chunk = |chunk: usize| {
        let mut tally = empty();
        for row in chunk * CHUNK_ROWS..((chunk + 1) * CHUNK_ROWS).min(rows) {
            let passes = |rows: &Arc<RowSet>| rows.contains(row as u32);
            if !series.rows.as_ref().is_none_or(passes) {
                continue;
            }
            let Some(span) = series.spans.get(row).filter(|&span| bars.overlap(span)) else {
                continue;
            };
            if let Some(bar) = bars.holding(span) {
                tally.counts[bar * categories + series.categories.of(row)] += 1;
            } else {
                tally.intervals += 1;
                if tally.listed.len() < MOST_INTERVALS {
                    tally.listed.push((row as u32, span));
                }
            }
        }
        tally
    };
    let chunks = (0..rows.div_ceil(CHUNK_ROWS)).into_par_iter().map(chunk);
    chunks.reduce(empty, |mut a, b| {
        for (a, b) in a.counts.iter_mut().zip(b.counts) {
            *a += b;
        }
        a.intervals += b.intervals;
        a.listed.extend(b.listed);
        a.listed.truncate(MOST_INTERVALS);
        a
    })
}

/// Finds the bar of a moment.
struct Bars<'a> {
    edges: &'a [i64],
    per_ms: f64,
}

impl<'a> Bars<'a> {
    fn new(edges: &'a [i64]) -> Self {
        let length = match edges {
            [first, .., last] => (last - first) as f64,
            _ => 1.0,
        };
        Self {
            edges,
            per_ms: edges.len().saturating_sub(1) as f64 / length,
        }
    }

    fn len(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    fn overlap(&self, span: TimeSpan) -> bool {
        let [first, .., last] = self.edges else {
            return false;
        };
        span.start_ms < *last && span.end_ms > *first
    }

    /// The bar that the whole span lies in. Where bars are as long as each other the first guess is
    /// right, months and years are one bar off at most.
    fn holding(&self, span: TimeSpan) -> Option<usize> {
        let edges = self.edges;
        let &first = edges.first()?;
        if span.start_ms < first {
            return None;
        }
        let guess = (span.start_ms - first) as f64 * self.per_ms;
        let mut bar = (guess as usize).min(self.len().saturating_sub(1));
        while *edges.get(bar)? > span.start_ms {
            bar -= 1;
        }
        while *edges.get(bar + 1)? <= span.start_ms {
            bar += 1;
        }
        (span.end_ms <= *edges.get(bar + 1)?).then_some(bar)
    }
}

#[cfg(test)]
mod tests;
