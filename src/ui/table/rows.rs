//! Which rows are shown, in which order. The order is made in the background over all rows of the
//! table, so that a filter acts at once whatever the order.
use std::sync::Arc;

use egui::Context;

use super::background::Background;
use super::fields::{Field, FieldValues};
use crate::analysis::sort::{SortBy, sorted_rows};
use crate::model::{FeatureTable, RowSet, SortKey};

/// Larger tables are sorted in the background; rows.
const AT_ONCE: usize = 20_000;

/// What the order depends on.
#[derive(Clone)]
struct OrderOf {
    table: Arc<FeatureTable>,
    by: Vec<(FieldValues, bool)>,
}

impl PartialEq for OrderOf {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.table, &other.table) && self.by == other.by
    }
}

/// What the rows shown depend on, beside the order.
#[derive(Clone, Default)]
pub(super) struct Which {
    /// All without.
    pub passing: Option<Arc<RowSet>>,
    /// Only these of them, where only what is selected is asked for.
    pub selected: Option<Arc<RowSet>>,
}

/// What the rows were made of: a table, its order, and which rows were asked for.
type MadeOf = (Arc<FeatureTable>, Option<Arc<Vec<u32>>>, Which);

/// The rows of one table as they are shown.
#[derive(Default)]
pub(super) struct Rows {
    pub sort: Vec<SortKey>,
    order: Background<OrderOf, Arc<Vec<u32>>>,
    of: Option<MadeOf>,
    /// `None`: all, as they stand in the file.
    shown: Option<Vec<u32>>,
    len: usize,
}

impl Rows {
    /// Bring the rows up to date.
    pub fn update(
        &mut self,
        ctx: &Context,
        table: &Arc<FeatureTable>,
        fields: &[Field],
        which: Which,
    ) {
        let values = |key: &SortKey| {
            let field = fields.iter().find(|field| field.name == key.name);
            field.map(|field| (field.values.clone(), key.descending))
        };
        let by: Vec<_> = self.sort.iter().filter_map(values).collect();
        let order = if by.is_empty() {
            self.order.clear();
            None
        } else {
            self.want_order(ctx, table, by);
            let kept = self.order.kept();
            // The order of another reading has other rows.
            let kept = kept.filter(|(of, _)| Arc::ptr_eq(&of.table, table));
            kept.map(|(_, order)| Arc::clone(order))
        };
        let same = |a: &Option<Arc<RowSet>>, b: &Option<Arc<RowSet>>| match (a, b) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        let unchanged = self.of.as_ref().is_some_and(|(of, old, old_which)| {
            Arc::ptr_eq(of, table)
                && old.as_ref().map(Arc::as_ptr) == order.as_ref().map(Arc::as_ptr)
                && same(&old_which.passing, &which.passing)
                && same(&old_which.selected, &which.selected)
        });
        if !unchanged {
            self.shown = rows_of(table.len(), order.as_deref(), &which);
            self.len = self.shown.as_ref().map_or(table.len(), Vec::len);
            self.of = Some((Arc::clone(table), order, which));
        }
    }

    fn want_order(
        &mut self,
        ctx: &Context,
        table: &Arc<FeatureTable>,
        by: Vec<(FieldValues, bool)>,
    ) {
        let key = OrderOf {
            table: Arc::clone(table),
            by,
        };
        let of = key.clone();
        self.order
            .want(ctx, key, table.len() <= AT_ONCE, move |job| {
                let by = of.by.iter().filter_map(|(values, descending)| {
                    Some(SortBy {
                        column: values.column()?,
                        descending: *descending,
                    })
                });
                let by: Vec<_> = by.collect();
                sorted_rows(of.table.len(), &by, job).map(Arc::new)
            });
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether another order is being made.
    pub fn is_sorting(&self) -> bool {
        self.order.progress().is_some()
    }

    /// The row of the table that is shown at a place.
    pub fn row(&self, at: usize) -> Option<u32> {
        match &self.shown {
            Some(rows) => rows.get(at).copied(),
            None => (at < self.len).then_some(at as u32),
        }
    }

    /// Where a row of the table is shown.
    pub fn position(&self, row: u32) -> Option<usize> {
        match &self.shown {
            Some(rows) => rows.iter().position(|other| *other == row),
            None => Some(row as usize).filter(|at| *at < self.len),
        }
    }

    /// The rows at these places.
    pub fn between(&self, one: usize, other: usize) -> RowSet {
        (one.min(other)..=one.max(other))
            .filter_map(|at| self.row(at))
            .collect()
    }

    /// All rows that are shown, as they are shown.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len).filter_map(|at| self.row(at))
    }

    /// Sort by a column: alone, or after those that decide already; again the other way round, a
    /// third time no longer.
    pub fn sort_by(&mut self, name: &str, beside_others: bool) {
        let at = self.sort.iter().position(|key| key.name == name);
        let alone = self.sort.len() == 1;
        match at {
            Some(at) if beside_others || alone => {
                if self.sort[at].descending {
                    self.sort.remove(at);
                } else {
                    self.sort[at].descending = true;
                }
            }
            _ => {
                if !beside_others {
                    self.sort.clear();
                }
                self.sort.push(SortKey {
                    name: name.to_owned(),
                    descending: false,
                });
            }
        }
    }
}

fn rows_of(len: usize, order: Option<&Vec<u32>>, which: &Which) -> Option<Vec<u32>> {
    let mut asked = which.passing.as_deref().cloned();
    if let Some(selected) = which.selected.as_deref() {
        match &mut asked {
            Some(asked) => asked.intersect_with(selected),
            None => asked = Some(selected.clone()),
        }
    }
    match (order, asked) {
        (None, None) => None,
        (None, Some(asked)) => {
            let rows = asked.iter().take_while(|row| (*row as usize) < len);
            Some(rows.collect())
        }
        (Some(order), None) => Some(order.clone()),
        (Some(order), Some(asked)) => {
            let rows = order.iter().copied();
            Some(rows.filter(|row| asked.contains(*row)).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_sorts_up_then_down_then_not_and_shift_adds() {
        let mut rows = Rows::default();
        let sort = |rows: &Rows| {
            let keys = rows.sort.iter();
            keys.map(|key| format!("{}{}", if key.descending { "-" } else { "+" }, key.name))
                .collect::<Vec<_>>()
        };
        rows.sort_by("a", false);
        rows.sort_by("b", true);
        rows.sort_by("b", true);
        assert_eq!(sort(&rows), ["+a", "-b"]);
        rows.sort_by("b", true);
        assert_eq!(sort(&rows), ["+a"]);
        rows.sort_by("a", false);
        assert_eq!(sort(&rows), ["-a"]);
        rows.sort_by("a", false);
        assert!(rows.sort.is_empty());
        rows.sort_by("a", true);
        rows.sort_by("b", true);
        rows.sort_by("c", false);
        assert_eq!(sort(&rows), ["+c"]);
    }
}
