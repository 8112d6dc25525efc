//! What the geography says of each row of one table: distances to a border, codes of countries and
//! provinces. What computes and keeps them is in `facts`.
use super::scalar::Scalar;
use crate::model::table::{BLOCK, Numbers};

/// Least distance of each row to one border, metres.
#[derive(Debug)]
pub struct Distances {
    /// Not a number where the row has no position.
    pub(super) known_m: Vec<f64>,
    /// The least and greatest that it can be; empty where the table knows no location uncertainty.
    pub(super) bounds_m: Vec<[f64; 2]>,
}

impl Distances {
    /// The distance of a row's known position, metres; `None` where it has none.
    #[must_use]
    pub fn known_m(&self, row: usize) -> Option<f64> {
        self.known_m
            .get(row)
            .copied()
            .filter(|known| known.is_finite())
    }

    /// The least and the greatest that it can be, metres, where the location is uncertain.
    #[must_use]
    pub fn bounds_m(&self, row: usize) -> Option<[f64; 2]> {
        self.known_m(row)?;
        self.bounds_m
            .get(row)
            .copied()
            .filter(|[least, most]| least < most)
    }

    /// Those of the rows from this one on; uncertain ones are inexact.
    pub(super) fn numbers(&self, start: usize) -> Numbers {
        let mut found = Numbers::all(f64::NAN);
        found.null = 0;
        let rows = self.known_m.get(start..).unwrap_or_default();
        let values = found.values.iter_mut().zip(rows);
        values.for_each(|(value, known)| *value = *known);
        let bounds = self.bounds_m.get(start..).unwrap_or_default();
        for (bit, [least, most]) in bounds.iter().take(BLOCK).enumerate() {
            found.inexact |= u64::from(least < most) << bit;
        }
        found.note_inexact();
        found
    }

    pub(super) fn get(&self, row: usize) -> Scalar<'static> {
        match (self.known_m(row), self.bounds_m(row)) {
            (None, _) => Scalar::Null,
            (Some(known), None) => Scalar::Number(known),
            (Some(known), Some(bounds)) => Scalar::Uncertain(known, bounds),
        }
    }
}

/// A code of the atlas for each row.
#[derive(Debug)]
pub struct Codes {
    pub(super) codes: Vec<String>,
    pub(super) rows: Vec<u16>,
}

impl Codes {
    /// The code of a row, if it lies in any of the atlas's areas.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        self.codes.get(self.index(row)?).map(String::as_str)
    }

    /// Which of the codes a row has.
    pub(super) fn index(&self, row: usize) -> Option<usize> {
        let code = usize::from(*self.rows.get(row)?);
        (code < self.codes.len()).then_some(code)
    }

    /// Number of codes.
    pub(super) fn len(&self) -> usize {
        self.codes.len()
    }
}
