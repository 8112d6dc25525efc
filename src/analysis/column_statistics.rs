//! What can be said of the values of a column in the rows that are asked for: exact, over all of
//! them. How it is shown is the interface's.
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use rayon::prelude::*;

use super::sort::compare_texts;
use crate::jobs::{Cancelled, JobContext};
use crate::model::RowSet;
use crate::model::table::{Column, ColumnType, Value};

/// Bars of a histogram.
pub const BINS: usize = 40;
/// Rows between two looks at whether anyone still waits.
const CHUNK: usize = 1 << 16;
/// How many of the most frequent texts are named.
const FREQUENT: usize = 8;

/// What a column has in some rows.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnStatistics {
    /// Rows asked for.
    pub rows: usize,
    /// Rows of these without a value.
    pub nulls: usize,
    /// Different values.
    pub distinct: usize,
    /// Its numbers, where it is a column of numbers, dates (in days) or date-times (in
    /// milliseconds), both since 1970-01-01.
    pub numbers: Option<NumberSummary>,
    /// Its texts and truth values, where it is one of those.
    pub texts: Option<TextSummary>,
}

/// Numbers, all finite.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberSummary {
    /// The least and the greatest.
    pub range: [f64; 2],
    /// Their sum by their count.
    pub mean: f64,
    /// The middle one, or the mean of the two in the middle.
    pub median: f64,
    /// Square root of the mean of the squared differences from the mean.
    pub deviation: f64,
    /// How many lie in each of [`BINS`] parts of equal width between the least and the greatest.
    pub histogram: Vec<usize>,
}

/// Texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextSummary {
    /// The first and the last in the order of the alphabet.
    pub range: [String; 2],
    /// The most frequent ones with how many rows have them.
    pub frequent: Vec<(String, usize)>,
}

/// The statistics of a column over the rows given, over all without.
///
/// # Errors
///
/// [`Cancelled`] when nobody wants them any more.
pub fn column_statistics(
    column: &Column,
    rows: Option<&RowSet>,
    job: &JobContext,
) -> Result<ColumnStatistics, Cancelled> {
    let rows: Vec<u32> = match rows {
        Some(rows) => rows.iter().collect(),
        None => (0..column.len() as u32).collect(),
    };
    job.stage("counting values", rows.len() as u64);
    let counted = ColumnStatistics {
        rows: rows.len(),
        nulls: rows.len(),
        distinct: 0,
        numbers: None,
        texts: None,
    };
    match column.column_type() {
        ColumnType::Empty => Ok(counted),
        ColumnType::Text | ColumnType::Bool => texts(column, &rows, counted, job),
        _ => numbers(column, &rows, counted, job),
    }
}

fn numbers(
    column: &Column,
    rows: &[u32],
    counted: ColumnStatistics,
    job: &JobContext,
) -> Result<ColumnStatistics, Cancelled> {
    let pieces = rows.par_chunks(CHUNK).map(|rows| {
        job.advance(rows.len() as u64)?;
        let numbers = rows.iter().filter_map(|&row| column.number(row as usize));
        Ok(numbers.map(|number| number + 0.0).collect())
    });
    let mut sorted = pieces.collect::<Result<Vec<Vec<f64>>, _>>()?.concat();
    let nulls = rows.len() - sorted.len();
    sorted.retain(|number| number.is_finite());
    sorted.par_sort_unstable_by(f64::total_cmp);
    job.advance(0)?;
    Ok(ColumnStatistics {
        nulls,
        distinct: sorted.chunk_by(|a, b| a.to_bits() == b.to_bits()).count(),
        numbers: summary(&sorted),
        ..counted
    })
}

fn summary(sorted: &[f64]) -> Option<NumberSummary> {
    let [least, greatest] = [*sorted.first()?, *sorted.last()?];
    let count = sorted.len() as f64;
    let mean = sum(sorted.iter().copied()) / count;
    let squares = sum(sorted.iter().map(|number| (number - mean).powi(2)));
    let middle = sorted.len() / 2;
    let median = if sorted.len().is_multiple_of(2) {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    } else {
        sorted[middle]
    };
    let mut histogram = vec![0; BINS];
    let width = (greatest - least) / BINS as f64;
    for number in sorted {
        // Equal numbers all stand in the first bar: `as` takes 0 / 0 as 0.
        let bin = ((number - least) / width) as usize;
        histogram[bin.min(BINS - 1)] += 1;
    }
    Some(NumberSummary {
        range: [least, greatest],
        mean,
        median,
        deviation: (squares / count).sqrt(),
        histogram,
    })
}

/// Without the error that adding a small number to a large one makes.
///
/// # References
///
/// A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM 54,
/// 1974.
fn sum(numbers: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for number in numbers {
        let next = sum + number;
        lost += if sum.abs() >= number.abs() {
            (sum - next) + number
        } else {
            (number - next) + sum
        };
        sum = next;
    }
    sum + lost
}

fn texts(
    column: &Column,
    rows: &[u32],
    counted: ColumnStatistics,
    job: &JobContext,
) -> Result<ColumnStatistics, Cancelled> {
    let mut counts: HashMap<std::borrow::Cow<'_, str>, usize> = HashMap::new();
    let mut with_value = 0;
    let is_value = |row: u32| !matches!(column.value(row as usize), Value::Missing | Value::Null);
    if let Some((texts, codes)) = column.dictionary() {
        let mut by_code = vec![0_usize; texts.len()];
        for rows in rows.chunks(CHUNK) {
            job.advance(rows.len() as u64)?;
            for &row in rows.iter().filter(|row| is_value(**row)) {
                by_code[codes[row as usize] as usize] += 1;
            }
        }
        for (text, count) in texts
            .into_iter()
            .zip(by_code)
            .filter(|(_, count)| *count > 0)
        {
            *counts.entry(text.into()).or_default() += count;
            with_value += count;
        }
    } else {
        for rows in rows.chunks(CHUNK) {
            job.advance(rows.len() as u64)?;
            for &row in rows.iter().filter(|row| is_value(**row)) {
                let text = column.value(row as usize).to_text();
                *counts.entry(text).or_default() += 1;
                with_value += 1;
            }
        }
    }
    let distinct = counts.len();
    let least = counts.keys().min_by(|a, b| compare_texts(a, b));
    let greatest = counts.keys().max_by(|a, b| compare_texts(a, b));
    let range = least
        .zip(greatest)
        .map(|(a, b)| [a, b].map(ToString::to_string));
    let mut frequent: Vec<_> = counts.iter().filter(|(_, count)| **count > 1).collect();
    let order = |(a, many): &(&std::borrow::Cow<'_, str>, &usize),
                 (b, few): &(&std::borrow::Cow<'_, str>, &usize)| {
        few.cmp(many).then_with(|| compare_texts(a, b))
    };
    if frequent.len() > FREQUENT {
        frequent.select_nth_unstable_by(FREQUENT, order);
        frequent.truncate(FREQUENT);
    }
    frequent.sort_unstable_by(order);
    let frequent = frequent
        .into_iter()
        .map(|(text, count)| (text.to_string(), *count))
        .collect();
    Ok(ColumnStatistics {
        nulls: rows.len() - with_value,
        distinct,
        texts: range.map(|range| TextSummary { range, frequent }),
        ..counted
    })
}
