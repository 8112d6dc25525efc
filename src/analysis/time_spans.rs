//! When each feature of a table was, as far as its columns say, and which columns these are where
//! nobody chose them. What is counted of it is `timeline`'s.
use std::collections::HashSet;

use rayon::prelude::*;

use crate::model::table::{Column, ColumnType, Value, days_from_civil};
use crate::model::{FeatureTable, RowSet, TimeField, TimeSpan};

/// The start of a row without a time.
const UNDATED: i64 = i64::MIN;
/// So many rows, evenly spread, are read to guess what a column is.
const SAMPLE_ROWS: usize = 1000;
/// Of the sampled values at least so many in a hundred must be dates.
const DATES_OF_100: usize = 95;

/// The time of each row of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeSpans {
    starts_ms: Vec<i64>,
    lengths: Lengths,
    dated: usize,
    extent: Option<TimeSpan>,
}

/// How long the spans are, milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lengths {
    All(i64),
    Each(Vec<i64>),
}

impl Default for Lengths {
    fn default() -> Self {
        Self::All(1)
    }
}

impl TimeSpans {
    /// Number of rows, dated or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts_ms.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts_ms.is_empty()
    }

    /// The time of a row; `None` where it has none or there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<TimeSpan> {
        let start_ms = *self.starts_ms.get(row)?;
        (start_ms != UNDATED).then(|| TimeSpan {
            start_ms,
            end_ms: start_ms + self.length_ms(row),
        })
    }

    fn length_ms(&self, row: usize) -> i64 {
        match &self.lengths {
            Lengths::All(length) => *length,
            Lengths::Each(lengths) => lengths.get(row).copied().unwrap_or(1),
        }
    }

    /// The rows whose time overlaps this.
    #[must_use]
    pub fn overlapping(&self, window: TimeSpan) -> RowSet {
        let words = self.starts_ms.par_chunks(64).enumerate();
        let words = words.map(|(word, starts)| {
            let rows = starts.iter().enumerate().map(|(bit, &start_ms)| {
                let end_ms = start_ms.saturating_add(self.length_ms(64 * word + bit));
                let overlaps = start_ms < window.end_ms && window.start_ms < end_ms;
                u64::from(start_ms != UNDATED && overlaps) << bit
            });
            rows.fold(0, |word, bit| word | bit)
        });
        RowSet::from_words(words.collect())
    }

    /// Number of rows with a time.
    #[must_use]
    pub fn dated(&self) -> usize {
        self.dated
    }

    /// From the first start to the last end.
    #[must_use]
    pub fn extent(&self) -> Option<TimeSpan> {
        self.extent
    }

    /// Memory taken, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let lengths = match &self.lengths {
            Lengths::All(_) => 0,
            Lengths::Each(lengths) => lengths.capacity(),
        };
        size_of::<i64>() * (self.starts_ms.capacity() + lengths)
    }
}

/// The time of each row by these columns, in parallel. A row has none where its value is null or no
/// date; with two columns it reaches from the one to the other, and where only one of them has a
/// date, or the end is before the beginning, it is that of the first that has one.
#[must_use]
pub fn time_spans(table: &FeatureTable, field: &TimeField) -> TimeSpans {
    let spans_of = |name: &str| table.column(name).map(column_spans);
    let ends = field.end.as_deref().and_then(spans_of);
    let spans = match (spans_of(&field.start), ends) {
        (Some(mut starts), Some(ends)) => {
            let pairs = starts.par_iter_mut().zip(ends);
            pairs.for_each(|(start, end)| *start = joined(*start, end));
            starts
        }
        (Some(spans), None) | (None, Some(spans)) => spans,
        (None, None) => vec![None; table.len()],
    };
    packed(&spans)
}

fn joined(start: Option<TimeSpan>, end: Option<TimeSpan>) -> Option<TimeSpan> {
    match (start, end) {
        (Some(start), Some(end)) if start.start_ms < end.end_ms => Some(TimeSpan {
            end_ms: end.end_ms,
            ..start
        }),
        _ => start.or(end),
    }
}

fn packed(spans: &[Option<TimeSpan>]) -> TimeSpans {
    let dated = || spans.par_iter().flatten();
    let extent = dated().copied().reduce_with(|a, b| TimeSpan {
        start_ms: a.start_ms.min(b.start_ms),
        end_ms: a.end_ms.max(b.end_ms),
    });
    let length = |span: &TimeSpan| span.length_ms();
    let common = spans.iter().flatten().next().map_or(1, length);
    let lengths = if dated().all(|span| span.length_ms() == common) {
        Lengths::All(common)
    } else {
        let each = spans.par_iter().map(|span| span.as_ref().map_or(1, length));
        Lengths::Each(each.collect())
    };
    let starts = spans
        .par_iter()
        .map(|span| span.map_or(UNDATED, |span| span.start_ms));
    TimeSpans {
        starts_ms: starts.collect(),
        lengths,
        dated: dated().count(),
        extent,
    }
}

fn column_spans(column: &Column) -> Vec<Option<TimeSpan>> {
    let rows = (0..column.len()).into_par_iter();
    if column.column_type() == ColumnType::Text
        && let Some((texts, codes)) = column.dictionary()
    {
        let spans: Vec<_> = texts
            .par_iter()
            .map(|text| span_of(Value::Text(text)))
            .collect();
        let span_in = |row: usize| match column.value(row) {
            Value::Missing | Value::Null => None,
            _ => spans[codes[row] as usize],
        };
        return rows.map(span_in).collect();
    }
    rows.map(|row| span_of(column.value(row))).collect()
}

/// What a value says of time: dates of any precision; a whole number is a year.
fn span_of(value: Value<'_>) -> Option<TimeSpan> {
    match value {
        Value::Date(days) => Some(TimeSpan::of_days(days, days.checked_add(1)?)),
        Value::DateTime(_, start_ms) => Some(TimeSpan {
            start_ms,
            end_ms: start_ms + 1,
        }),
        Value::Text(text) | Value::Json(text) => TimeSpan::parse(text),
        Value::Integer(year) if (1..=9999).contains(&year) => {
            let first_of = |year: i64| days_from_civil(year as i32, 1, 1);
            Some(TimeSpan::of_days(first_of(year), first_of(year + 1)))
        }
        _ => None,
    }
}

/// The columns that most likely say when a feature was: a pair named as begin and end, else a
/// column of dates or date-times, else text that is nearly all ISO 8601 dates of any precision, else
/// whole numbers named as years. Where there are several, one whose name says it, then the first.
/// Columns that were added say it only when asked.
#[must_use]
pub fn guess_time_field(table: &FeatureTable) -> Option<TimeField> {
    let named: Vec<_> = table
        .own()
        .iter()
        .filter(|column| is_time(column))
        .collect();
    let name_of = |column: &Column| column.name().to_owned();
    let pairs = named
        .iter()
        .flat_map(|start| named.iter().map(move |end| (start, end)));
    if let Some((start, end)) = pairs
        .into_iter()
        .find(|(start, end)| is_pair(start.name(), end.name()))
    {
        return Some(TimeField {
            start: name_of(start),
            end: Some(name_of(end)),
        });
    }
    let best = named.iter().min_by_key(|column| {
        let by_type = match column.column_type() {
            ColumnType::Date | ColumnType::DateTime => 0,
            ColumnType::Text => 1,
            _ => 2,
        };
        let words = words(column.name());
        let by_name = if words.iter().any(|word| WHEN.contains(&word.as_str())) {
            0
        } else if words.iter().any(|word| RECORD.contains(&word.as_str())) {
            2
        } else {
            1
        };
        (by_name == 2, by_type, by_name)
    })?;
    Some(TimeField {
        start: name_of(best),
        end: None,
    })
}

/// Words in the name of the time of an event, and of that of its record.
const WHEN: [&str; 8] = [
    "date",
    "time",
    "datetime",
    "timestamp",
    "when",
    "occurred",
    "day",
    "event",
];
const RECORD: [&str; 6] = [
    "created", "updated", "modified", "edited", "imported", "accessed",
];
const YEARS: [&str; 3] = ["year", "years", "yr"];
/// Words for the beginning and the end of something.
const ENDS: [(&str, &str); 6] = [
    ("start", "end"),
    ("begin", "end"),
    ("beginning", "end"),
    ("from", "to"),
    ("from", "until"),
    ("first", "last"),
];

/// Whether its values are dates as far as a sample says.
fn is_time(column: &Column) -> bool {
    let step = column.len().div_ceil(SAMPLE_ROWS).max(1);
    let sampled = || {
        let values = (0..column.len()).step_by(step).map(|row| column.value(row));
        values.filter(|value| !matches!(value, Value::Missing | Value::Null))
    };
    match column.column_type() {
        ColumnType::Date | ColumnType::DateTime => true,
        ColumnType::Integer => {
            let named = words(column.name());
            named.iter().any(|word| YEARS.contains(&word.as_str()))
                && sampled().all(|value| span_of(value).is_some())
        }
        ColumnType::Text => {
            let (mut all, mut dates) = (0, 0);
            for value in sampled() {
                all += 1;
                dates += usize::from(span_of(value).is_some());
            }
            dates > 0 && dates * 100 >= all * DATES_OF_100
        }
        _ => false,
    }
}

/// `start_date` and `end_date` are the beginning and the end of one thing.
fn is_pair(start: &str, end: &str) -> bool {
    let (start, end) = (words(start), words(end));
    let only = |a: &[String], b: &[String]| {
        let b: HashSet<_> = b.iter().collect();
        let mut rest = a.iter().filter(|word| !b.contains(word));
        rest.next().cloned().filter(|_| rest.next().is_none())
    };
    match (only(&start, &end), only(&end, &start)) {
        (Some(first), Some(last)) => ENDS.contains(&(first.as_str(), last.as_str())),
        _ => false,
    }
}

/// `eventDate`, `event_date`, `Event date` are `event` and `date`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before_small = false;
    for letter in name.chars() {
        let begins = letter.is_uppercase() && before_small;
        if begins || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        before_small = letter.is_lowercase() || letter.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests;
