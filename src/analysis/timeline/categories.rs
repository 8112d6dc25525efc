//! The category of each row: the most frequent values of a column, all others as one.
use std::borrow::Cow;
use std::collections::HashMap;

use crate::model::FeatureTable;
use crate::model::table::{Column, Value};

/// So many values have a category of their own.
const MOST: usize = 8;

/// Which category each row of a table has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Categories {
    names: Vec<String>,
    /// Empty where all rows are of the first.
    codes: Vec<u8>,
}

impl Categories {
    /// What stands for all values that are too rare.
    pub const OTHER: &'static str = "Other";
    /// What stands for rows without a value.
    pub const NO_VALUE: &'static str = "No value";

    /// One category of this name for all rows.
    #[must_use]
    pub fn one(name: &str) -> Self {
        Self {
            names: vec![name.to_owned()],
            codes: Vec::new(),
        }
    }

    /// The values of a column: those of `first` that occur, in that order, then the most frequent.
    #[must_use]
    pub fn of_column(table: &FeatureTable, column: &str, first: &[&str]) -> Self {
        let Some(column) = table.column(column) else {
            return Self::one(Self::NO_VALUE);
        };
        let mut counts: HashMap<Cow<'_, str>, usize> = HashMap::new();
        for row in 0..column.len() {
            if let Some(text) = text(column, row) {
                *counts.entry(text).or_default() += 1;
            }
        }
        let mut rest: Vec<_> = counts.into_iter().collect();
        rest.sort_by(|a, b| {
            let rank = |name: &str| first.iter().position(|one| *one == name);
            let ranks = (
                rank(&a.0).unwrap_or(usize::MAX),
                rank(&b.0).unwrap_or(usize::MAX),
            );
            ranks
                .0
                .cmp(&ranks.1)
                .then(b.1.cmp(&a.1))
                .then(a.0.cmp(&b.0))
        });
        let most = MOST.max(first.len().min(64));
        let rare = rest.len() > most;
        rest.truncate(most);
        let mut names: Vec<String> = rest.iter().map(|(name, _)| name.to_string()).collect();
        let known: HashMap<_, _> = rest
            .into_iter()
            .enumerate()
            .map(|(code, (name, _))| (name, code as u8))
            .collect();
        let other = names.len() as u8;
        if rare {
            names.push(Self::OTHER.to_owned());
        }
        let none = names.len() as u8;
        let code = |row| match text(column, row) {
            Some(text) => *known.get(&text).unwrap_or(&other),
            None => none,
        };
        let codes: Vec<u8> = (0..column.len()).map(code).collect();
        if names.is_empty() || codes.contains(&none) {
            names.push(Self::NO_VALUE.to_owned());
        }
        Self { names, codes }
    }

    /// Their names.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Index of the category of a row.
    #[must_use]
    pub fn of(&self, row: usize) -> usize {
        self.codes.get(row).copied().map_or(0, usize::from)
    }

    /// Memory taken, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.codes.capacity()
    }
}

fn text(column: &Column, row: usize) -> Option<Cow<'_, str>> {
    match column.value(row) {
        Value::Missing | Value::Null => None,
        value => Some(value.to_text()),
    }
}
