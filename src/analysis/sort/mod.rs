//! The order of rows by the values of several columns: numbers, then texts without regard to case
//! and after that by code, rows without a value last in either direction, equal rows as they stand
//! in the file.
mod ranks;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::jobs::{Cancelled, JobContext};
use crate::model::table::{Column, ColumnType, Value};
use ranks::TextRanks;

pub use ranks::compare_texts;

/// A column to sort by.
#[derive(Clone, Copy, Debug)]
pub struct SortBy<'a> {
    /// Which.
    pub column: &'a Column,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// The place of a value among those of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    group: u8,
    bits: u64,
}

/// Keys are compared before rows; 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    group: u8,
    bits: u64,
    row: u32,
}

const NUMBERS: u8 = 0;
const TEXTS: u8 = 1;
const NOTHING: u8 = 2;

/// The first `len` rows in the order of these columns, the first of them first.
///
/// # Errors
///
/// [`Cancelled`] when nobody wants the order any more.
pub fn sorted_rows(len: usize, by: &[SortBy<'_>], job: &JobContext) -> Result<Vec<u32>, Cancelled> {
    job.stage("sorting", 0);
    let Some((first, others)) = by.split_first() else {
        return Ok((0..len as u32).collect());
    };
    let others = others
        .iter()
        .map(|by| keys(len, *by, job))
        .collect::<Result<Vec<_>, _>>()?;
    let mut entries: Vec<Entry> = (0..)
        .zip(keys(len, *first, job)?)
        .map(|(row, Key { group, bits })| Entry { group, bits, row })
        .collect();
    job.advance(0)?;
    if others.is_empty() {
        entries.par_sort_unstable();
    } else {
        entries.par_sort_unstable_by(|a, b| {
            let of = |row: u32| others.iter().map(move |keys| keys[row as usize]);
            (a.group, a.bits)
                .cmp(&(b.group, b.bits))
                .then_with(|| of(a.row).cmp(of(b.row)))
                .then(a.row.cmp(&b.row))
        });
    }
    job.advance(0)?;
    Ok(entries.into_iter().map(|entry| entry.row).collect())
}

fn keys(len: usize, by: SortBy<'_>, job: &JobContext) -> Result<Vec<Key>, Cancelled> {
    job.advance(0)?;
    let column = by.column;
    let ranks = (column.column_type() == ColumnType::Text).then(|| TextRanks::new(column));
    let rows = 0..len.min(column.len());
    let mut keys: Vec<Key> = rows
        .into_par_iter()
        .map(|row| {
            let rank = || ranks.as_ref().map_or(0, |ranks| ranks.of(row));
            let key = match column.value(row) {
                Value::Integer(value) if column.column_type() == ColumnType::Integer => Key {
                    group: NUMBERS,
                    bits: ordered_integer(value),
                },
                value => key(value, rank),
            };
            match (by.descending, key.group) {
                (false, _) | (true, NOTHING) => key,
                (true, group) => Key {
                    group: TEXTS - group,
                    bits: !key.bits,
                },
            }
        })
        .collect();
    let nothing = Key {
        group: NOTHING,
        bits: 0,
    };
    keys.resize(len, nothing);
    Ok(keys)
}

/// Numbers before texts before nothing; `rank` is asked for texts alone.
fn key(value: Value<'_>, rank: impl Fn() -> u32) -> Key {
    let number = |bits| Key {
        group: NUMBERS,
        bits,
    };
    match value {
        Value::Missing | Value::Null => Key {
            group: NOTHING,
            bits: 0,
        },
        Value::Bool(value) => number(value.into()),
        Value::Date(days) => number(ordered_integer(days.into())),
        Value::DateTime(_, millis) => number(ordered_integer(millis)),
        Value::Integer(value) => number(ordered_float(value as f64)),
        Value::Float(value) => number(ordered_float(value)),
        Value::Json(text) => match text.parse() {
            Ok(value) => number(ordered_float(value)),
            Err(_) => Key {
                group: TEXTS,
                bits: rank().into(),
            },
        },
        Value::Text(_) => Key {
            group: TEXTS,
            bits: rank().into(),
        },
    }
}

fn ordered_integer(value: i64) -> u64 {
    (value as u64) ^ (1 << 63)
}

/// Bits in the order of the numbers, as `f64::total_cmp` has it; 0 and -0 are one.
fn ordered_float(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 {
        !bits
    } else {
        bits | 1 << 63
    }
}
