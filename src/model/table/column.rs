//! One property of all features: typed by what its values have in common.
use std::sync::Arc;

use super::bits::Bits;
use super::date::{date_from_days, millis_from_date_time};
use super::texts::Texts;

/// What all values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// No row has a value.
    Empty,
    /// `true` and `false`.
    Bool,
    /// 64-bit integers.
    Integer,
    /// Numbers.
    Float,
    /// Strings, or values of several types.
    Text,
    /// `YYYY-MM-DD`.
    Date,
    /// ISO 8601 date-times.
    DateTime,
}

impl ColumnType {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Bool => "bool",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Text => "text",
            Self::Date => "date",
            Self::DateTime => "date-time",
        }
    }

    /// Whether its values are numbers.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Float)
    }
}

/// The value of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// The feature does not have this property.
    Missing,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A number.
    Float(f64),
    /// A string.
    Text(&'a str),
    /// Days since 1970-01-01.
    Date(i32),
    /// A date-time as it was written, and the same in milliseconds since 1970-01-01T00:00:00Z.
    DateTime(&'a str, i64),
    /// Any other JSON: an array, an object, a number that no `f64` and no `i64` holds, or a bool or
    /// number in a column of text.
    Json(&'a str),
}

impl<'a> Value<'a> {
    /// As a number; `None` for what is none. Dates count in days, date-times in milliseconds.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        match *self {
            Self::Integer(number) => Some(number as f64),
            Self::Float(number) => Some(number),
            Self::Date(days) => Some(f64::from(days)),
            Self::DateTime(_, millis) => Some(millis as f64),
            Self::Json(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// As a person reads it; empty where there is no value.
    #[must_use]
    pub fn to_text(&self) -> std::borrow::Cow<'a, str> {
        match *self {
            Self::Missing | Self::Null => "".into(),
            Self::Bool(value) => if value { "true" } else { "false" }.into(),
            Self::Integer(number) => number.to_string().into(),
            Self::Float(number) => number.to_string().into(),
            Self::Date(days) => date_from_days(days).into(),
            Self::Text(text) | Self::DateTime(text, _) | Self::Json(text) => text.into(),
        }
    }
}

/// Whether a cell has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CellState {
    Missing,
    Null,
    Value,
}

/// Numbers, with what an `f64` alone would lose.
#[derive(Clone, Debug, Default)]
pub(super) struct Floats {
    pub(super) values: Vec<f64>,
    /// Rows that were written as integers.
    pub(super) integers: Bits,
    /// Numbers that no `f64` gives back, as written, by row.
    pub(super) exact: Vec<(u32, Box<str>)>,
}

#[derive(Clone, Debug, Default)]
pub(super) enum Values {
    #[default]
    Empty,
    Bool(Vec<bool>),
    Integer(Vec<i64>),
    Float(Floats),
    Text(Texts),
    Date(Vec<i32>),
    DateTime(Texts),
}

/// Values one after the other, of one type.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    pub(super) values: Values,
    /// Empty while every cell has a value.
    pub(super) states: Vec<CellState>,
    pub(super) len: usize,
    /// How many of them are missing.
    pub(super) missing: usize,
}

/// A property by row; copies share its values.
#[derive(Clone, Debug, Default)]
pub struct Column {
    name: String,
    data: Arc<ColumnData>,
}

/// The values of a column.
#[derive(Clone, Debug, Default)]
pub(super) struct ColumnData {
    pub(super) cells: Cells,
    /// Which rows have a cell, where few do; otherwise all have.
    pub(super) rows: Option<Vec<u32>>,
    pub(super) len: usize,
}

/// Columns are equal if they have the same values, however these are held.
impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.column_type() == other.column_type()
            && self.len() == other.len()
            && (0..self.len()).all(|row| self.value(row) == other.value(row))
    }
}

impl Column {
    pub(super) fn new(name: String, data: ColumnData) -> Self {
        let data = Arc::new(data);
        Self { name, data }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same values under another name.
    #[must_use]
    pub fn named(mut self, name: String) -> Self {
        self.name = name;
        self
    }

    /// What its values have in common.
    pub fn column_type(&self) -> ColumnType {
        match self.data.cells.values {
            Values::Empty => ColumnType::Empty,
            Values::Bool(_) => ColumnType::Bool,
            Values::Integer(_) => ColumnType::Integer,
            Values::Float(_) => ColumnType::Float,
            Values::Text(_) => ColumnType::Text,
            Values::Date(_) => ColumnType::Date,
            Values::DateTime(_) => ColumnType::DateTime,
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.data.len
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.data.len == 0
    }

    /// Rows without a value: null or missing.
    pub fn nulls(&self) -> usize {
        let cells = &self.data.cells;
        let nulls = match cells.values {
            Values::Empty => cells.len,
            _ => cells
                .states
                .iter()
                .filter(|state| **state != CellState::Value)
                .count(),
        };
        nulls + self.data.len - cells.len
    }

    /// Whether values of several types are held as text.
    pub fn is_mixed(&self) -> bool {
        matches!(&self.data.cells.values, Values::Text(texts) if texts.any_json())
    }

    /// Whether a row has a value: neither null nor missing.
    pub fn has_value(&self, row: usize) -> bool {
        let cells = &self.data.cells;
        let has_value = |cell: usize| {
            !matches!(cells.values, Values::Empty)
                && (cells.states.get(cell)).is_none_or(|state| *state == CellState::Value)
        };
        self.cell(row).is_some_and(has_value)
    }

    /// The value in a row less than [`Column::len`].
    pub fn value(&self, row: usize) -> Value<'_> {
        self.cell(row)
            .map_or(Value::Missing, |cell| self.data.cells.value(cell))
    }

    /// The value in a row as a number, the fastest way; `None` where it is none.
    pub fn number(&self, row: usize) -> Option<f64> {
        self.data.cells.number(self.cell(row)?)
    }

    pub(super) fn cells(&self) -> &Cells {
        &self.data.cells
    }

    /// The rows that have a cell, growing, where few do; `None` where all have.
    pub fn rows(&self) -> Option<&[u32]> {
        self.data.rows.as_deref()
    }

    fn cell(&self, row: usize) -> Option<usize> {
        match &self.data.rows {
            None => Some(row),
            Some(rows) => rows.binary_search(&(row as u32)).ok(),
        }
    }

    /// The distinct texts, not all of which need occur, and which of them each row has, also
    /// rows without a value; `None` for other types, where few texts repeat and where few rows have
    /// one.
    pub fn dictionary(&self) -> Option<(Vec<&str>, &[u32])> {
        match &self.data.cells.values {
            Values::Text(texts) | Values::DateTime(texts) if self.data.rows.is_none() => {
                let (distinct, codes) = texts.dictionary()?;
                Some((distinct.collect(), codes))
            }
            _ => None,
        }
    }

    /// Memory taken, bytes; what copies share is counted with each of them.
    pub fn bytes(&self) -> usize {
        self.name.capacity() + self.data.bytes()
    }
}

impl ColumnData {
    pub(super) fn bytes(&self) -> usize {
        let values = match &self.cells.values {
            Values::Empty => 0,
            Values::Bool(values) => values.capacity(),
            Values::Integer(values) => 8 * values.capacity(),
            Values::Date(values) => 4 * values.capacity(),
            Values::Float(floats) => {
                8 * floats.values.capacity()
                    + floats.integers.bytes()
                    + floats
                        .exact
                        .iter()
                        .map(|(_, text)| 24 + text.len())
                        .sum::<usize>()
            }
            Values::Text(texts) | Values::DateTime(texts) => texts.bytes(),
        };
        let rows = self.rows.as_ref().map_or(0, |rows| 4 * rows.capacity());
        values + rows + self.cells.states.capacity()
    }
}

impl Cells {
    pub(super) fn value(&self, at: usize) -> Value<'_> {
        match self.states.get(at) {
            Some(CellState::Missing) => return Value::Missing,
            Some(CellState::Null) => return Value::Null,
            _ => {}
        }
        match &self.values {
            Values::Empty => Value::Missing,
            Values::Bool(values) => Value::Bool(values[at]),
            Values::Integer(values) => Value::Integer(values[at]),
            Values::Float(floats) => floats.value(at),
            Values::Date(values) => Value::Date(values[at]),
            Values::Text(texts) => match texts.get(at) {
                (text, true) => Value::Json(text),
                (text, false) => Value::Text(text),
            },
            Values::DateTime(texts) => {
                let (text, _) = texts.get(at);
                Value::DateTime(text, millis_from_date_time(text).unwrap_or_default())
            }
        }
    }

    fn number(&self, at: usize) -> Option<f64> {
        if self
            .states
            .get(at)
            .is_some_and(|state| *state != CellState::Value)
        {
            return None;
        }
        match &self.values {
            Values::Integer(values) => Some(values[at] as f64),
            Values::Float(floats) => Some(floats.values[at]),
            _ => self.value(at).as_f64(),
        }
    }
}

impl Floats {
    /// The number as it was written: an integer, a float, or text that neither holds.
    pub(super) fn value(&self, row: usize) -> Value<'_> {
        if let Ok(at) = self
            .exact
            .binary_search_by_key(&row, |(row, _)| *row as usize)
        {
            return Value::Json(&self.exact[at].1);
        }
        if self.integers.get(row) {
            Value::Integer(self.values[row] as i64)
        } else {
            Value::Float(self.values[row])
        }
    }
}
