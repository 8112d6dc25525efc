//! True, false or unknown for each row, a bit each, computed 64 rows at a time on every core.
use rayon::prelude::*;

use super::node::Node;
use super::scalar::Mode;
use crate::jobs::{Cancelled, JobContext};
use crate::model::RowSet;
use crate::model::table::{Column, ColumnType};

/// Rows for which something is true, and those for which it is false; the rest are unknown. Bits
/// beyond the last row mean nothing.
pub(super) struct Truth {
    yes: Vec<u64>,
    no: Vec<u64>,
}

impl Truth {
    /// The rows for which it is true.
    pub(super) fn passing(mut self, rows: usize) -> RowSet {
        if let Some(last) = self.yes.last_mut().filter(|_| !rows.is_multiple_of(64)) {
            *last &= (1 << (rows % 64)) - 1;
        }
        RowSet::from_words(self.yes)
    }

    fn all(value: bool, rows: usize) -> Self {
        let words = |bit: bool| vec![if bit { u64::MAX } else { 0 }; rows.div_ceil(64)];
        Self {
            yes: words(value),
            no: words(!value),
        }
    }

    fn not(self) -> Self {
        Self {
            yes: self.no,
            no: self.yes,
        }
    }

    fn and(mut self, other: &Self) -> Self {
        self.yes
            .iter_mut()
            .zip(&other.yes)
            .for_each(|(a, b)| *a &= b);
        self.no.iter_mut().zip(&other.no).for_each(|(a, b)| *a |= b);
        self
    }

    fn of_words(words: Vec<(u64, u64)>) -> Self {
        let (yes, no) = words.into_iter().unzip();
        Self { yes, no }
    }

    /// Those of a set are true, those of another are true or false.
    fn of_sets(yes: &RowSet, known: &RowSet, rows: usize) -> Self {
        let full = |set: &RowSet| {
            let mut words = set.words().to_vec();
            words.resize(rows.div_ceil(64), 0);
            words
        };
        let (yes, mut no) = (full(yes), full(known));
        no.iter_mut().zip(&yes).for_each(|(no, yes)| *no &= !yes);
        Self { yes, no }
    }
}

/// What a condition is for each row.
pub(super) fn truth(
    node: &Node<'_>,
    rows: usize,
    mode: Mode,
    job: &JobContext,
) -> Result<Truth, Cancelled> {
    Ok(match node {
        Node::And(all) => {
            let mut found = Truth::all(true, rows);
            for one in all {
                found = found.and(&truth(one, rows, mode, job)?);
            }
            found
        }
        Node::Or(all) => {
            let mut none = Truth::all(true, rows);
            for one in all {
                none = none.and(&truth(one, rows, mode, job)?.not());
            }
            none.not()
        }
        Node::Not(of) => truth(of, rows, mode.negated(), job)?.not(),
        Node::Uncertain(mode, of) => truth(of, rows, *mode, job)?,
        Node::Set { yes, known } => Truth::of_sets(yes, known, rows),
        _ => match node.only_column() {
            Some(column) => by_dictionary(node, column, rows, mode, job)?,
            None => by_rows(rows, job, |row| node.truth_at(row, mode))?,
        },
    })
}

/// Row by row.
pub(super) fn by_rows_set(
    rows: usize,
    job: &JobContext,
    test: impl Fn(usize) -> bool + Sync,
) -> Result<RowSet, Cancelled> {
    let found = by_rows(rows, job, |row| Some(test(row)))?;
    Ok(found.passing(rows))
}

fn by_rows(
    rows: usize,
    job: &JobContext,
    test: impl Fn(usize) -> Option<bool> + Sync,
) -> Result<Truth, Cancelled> {
    let word = |word: usize| {
        let start = word * 64;
        let (mut yes, mut no) = (0, 0);
        for row in start..rows.min(start + 64) {
            let verdict = test(row);
            yes |= u64::from(verdict == Some(true)) << (row - start);
            no |= u64::from(verdict == Some(false)) << (row - start);
        }
        job.advance((rows.min(start + 64) - start) as u64)?;
        Ok((yes, no))
    };
    let words = (0..rows.div_ceil(64)).into_par_iter();
    let found: Result<Vec<_>, Cancelled> = words.map(word).collect();
    Ok(Truth::of_words(found?))
}

/// No row.
const NOWHERE: usize = usize::MAX;

/// A condition on one column whose values repeat is decided once for each of them.
fn by_dictionary(
    node: &Node<'_>,
    column: &Column,
    rows: usize,
    mode: Mode,
    job: &JobContext,
) -> Result<Truth, Cancelled> {
    let repeats = column.column_type() != ColumnType::Text || !column.is_mixed();
    let Some((texts, codes)) = column.dictionary().filter(|_| repeats) else {
        return by_rows(rows, job, |row| node.truth_at(row, mode));
    };
    let mut first = vec![NOWHERE; texts.len()];
    let mut null = NOWHERE;
    for (row, &code) in codes.iter().enumerate().rev() {
        if column.has_value(row) {
            first[code as usize] = row;
        } else {
            null = row;
        }
    }
    let verdict = |&row: &usize| match row {
        NOWHERE => None,
        row => node.truth_at(row, mode),
    };
    let verdicts: Vec<Option<bool>> = first.par_iter().map(verdict).collect();
    let of_null = verdict(&null);
    by_rows(rows, job, |row| {
        if column.has_value(row) {
            verdicts[codes[row] as usize]
        } else {
            of_null
        }
    })
}
