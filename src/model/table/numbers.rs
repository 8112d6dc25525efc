//! The numbers of many rows at once, for whoever goes through a whole column.
use super::column::{CellState, Column, ColumnType, Values};

/// So many rows are given at once.
pub const BLOCK: usize = 64;

/// From here on not every integer is an `f64`: 2⁵³.
const INEXACT: f64 = 9_007_199_254_740_992.0;

/// Numbers of the rows of a block, a bit for each row in the masks.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// By row; whatever where there is none.
    pub values: [f64; BLOCK],
    /// Rows without a value.
    pub null: u64,
    /// Rows whose value is, or may be, not exactly that number.
    pub inexact: u64,
}

impl Column {
    /// Whether [`Column::numbers`] gives them: numbers and dates, in most rows.
    #[must_use]
    pub fn has_numbers(&self) -> bool {
        let is_number = matches!(
            self.column_type(),
            ColumnType::Integer | ColumnType::Float | ColumnType::Date
        );
        is_number && self.rows().is_none()
    }

    /// The numbers of the rows from this one on, of dates the milliseconds since 1970-01-01 at
    /// which they begin; those beyond the end are null.
    #[must_use]
    pub fn numbers(&self, start: usize) -> Numbers {
        const DAY_MS: f64 = 86_400_000.0;
        let cells = self.cells();
        let end = (start + BLOCK).min(cells.len);
        let mut found = Numbers {
            values: [0.0; BLOCK],
            null: 0,
            inexact: 0,
        };
        let count = end.saturating_sub(start);
        if count < BLOCK {
            found.null = u64::MAX << count;
        }
        for (bit, state) in (0..).zip(cells.states.get(start..end).unwrap_or_default()) {
            found.null |= u64::from(*state != CellState::Value) << bit;
        }
        let values = found.values.iter_mut();
        match &cells.values {
            Values::Integer(integers) => {
                let integers = integers.get(start..end).unwrap_or_default();
                values
                    .zip(integers)
                    .for_each(|(to, &from)| *to = from as f64);
            }
            Values::Float(floats) => {
                let numbers = floats.values.get(start..end).unwrap_or_default();
                values.zip(numbers).for_each(|(to, &from)| *to = from);
                let exact = &floats.exact;
                let first = exact.partition_point(|(row, _)| (*row as usize) < start);
                let exact = exact[first..].iter().map(|(row, _)| *row as usize);
                for row in exact.take_while(|row| *row < end) {
                    found.inexact |= 1 << (row - start);
                }
            }
            Values::Date(days) => {
                let days = days.get(start..end).unwrap_or_default();
                values
                    .zip(days)
                    .for_each(|(to, &from)| *to = f64::from(from) * DAY_MS);
            }
            _ => found.null = u64::MAX,
        }
        found.note_inexact();
        found
    }
}

impl Numbers {
    /// The same number in every row.
    #[must_use]
    pub fn all(number: f64) -> Self {
        let mut all = Self {
            values: [number; BLOCK],
            null: 0,
            inexact: 0,
        };
        all.note_inexact();
        all
    }

    /// Numbers so large that they may stand for another integer are inexact, those that are none
    /// are null.
    pub fn note_inexact(&mut self) {
        self.inexact |= mask(|row| self.values[row].abs() >= INEXACT);
        self.null |= mask(|row| !self.values[row].is_finite());
        self.inexact &= !self.null;
    }
}

/// The rows of a block for which a test is true.
pub fn mask(test: impl Fn(usize) -> bool) -> u64 {
    (0..BLOCK).fold(0, |mask, row| mask | u64::from(test(row)) << row)
}
