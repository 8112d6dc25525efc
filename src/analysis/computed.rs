//! The columns that are added to a layer: in which order they can be computed, their values, and why
//! some have none. They stand in the table behind those of the source, so that whoever reads the table
//! reads them.
use std::collections::BTreeMap;

use super::filter::{FilterContext, FilterError, LayerFacts, evaluate};
use crate::jobs::{Cancelled, JobContext};
use crate::model::expression::{Expression, Function};
use crate::model::table::Column;
use crate::model::{ComputedColumn, FeatureTable, TimeField};

/// What was added to a table, and from what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AddedColumns {
    /// As they were asked for, from left to right.
    pub asked: Vec<ComputedColumn>,
    /// The columns of the layer's own time that they were computed with.
    pub time: Option<TimeField>,
    /// Why a column is not there, by its name.
    pub failed: BTreeMap<String, String>,
}

impl AddedColumns {
    /// Whether these are the columns that are asked for, computed with this time.
    #[must_use]
    pub fn are(&self, asked: &[ComputedColumn], time: Option<&TimeField>) -> bool {
        self.asked == asked && (asked.is_empty() || self.time.as_ref() == time)
    }
}

/// A table with added columns.
pub struct Computed {
    /// That table.
    pub table: FeatureTable,
    /// What is derived of it.
    pub facts: LayerFacts,
    /// What became of the columns.
    pub added: AddedColumns,
}

/// Put these columns behind those of the table's source. Those of the context's table that `before`
/// tells to be the same are not computed again.
///
/// # Errors
///
/// [`Cancelled`] when nobody wants them any more.
pub fn with_computed(
    context: &FilterContext<'_>,
    asked: &[ComputedColumn],
    before: &AddedColumns,
    job: &JobContext,
) -> Result<Computed, Cancelled> {
    let facts = context.facts.of_source(context.table);
    let mut table = context.table.with_added(Vec::new());
    // Whoever names a column that the source has itself means that one.
    let all = asked;
    let (taken, asked): (Vec<_>, Vec<_>) =
        (asked.iter().cloned()).partition(|one: &ComputedColumn| table.column(&one.name).is_some());
    let asked = asked.as_slice();
    let mut added = AddedColumns {
        asked: all.to_vec(),
        time: context.time.cloned(),
        failed: refused(asked, context.time),
    };
    for one in taken {
        let problem = "The source has a column of this name itself".to_owned();
        added.failed.insert(one.name, problem);
    }
    let mut same: Vec<&str> = Vec::new();
    let mut left: Vec<&ComputedColumn> = asked.iter().collect();
    left.retain(|one| !added.failed.contains_key(&one.name));
    // Each round takes those whose columns are there already; refused ones hold up nobody.
    while !left.is_empty() {
        let waits = |one: &ComputedColumn| {
            let mut needs = needs(one, asked, context.time);
            needs.any(|name| left.iter().any(|other| other.name == name))
        };
        let (later, now): (Vec<_>, Vec<_>) = left.iter().copied().partition(|one| waits(one));
        if now.is_empty() {
            break;
        }
        for one in &now {
            let needs: Vec<&str> = needs(one, asked, context.time).collect();
            if let Some(missing) = needs.iter().find(|name| added.failed.contains_key(**name)) {
                let problem = format!("It needs the column '{missing}', which has no values");
                added.failed.insert(one.name.clone(), problem);
                continue;
            }
            // Which columns a search reads is not said by their names.
            let mut searches = false;
            one.expression.visit(&mut |part| {
                searches |= matches!(part, Expression::Call(Function::Search, _));
            });
            let unchanged = before.asked.contains(one)
                && !searches
                && before.time.as_ref() == context.time
                && needs.iter().all(|name| same.contains(name));
            let kept = context.table.added().iter();
            let kept = kept
                .filter(|_| unchanged)
                .find(|kept| kept.name() == one.name);
            if let Some(kept) = kept {
                same.push(&one.name);
                table = with_one(&table, kept.clone());
                continue;
            }
            let context = FilterContext {
                table: &table,
                facts: &facts,
                // What a column holds does not change with what the map shows.
                view: None,
                ..*context
            };
            match evaluate(&context, &one.expression, job) {
                Ok(column) => table = with_one(&table, column.named(one.name.clone())),
                Err(FilterError::Cancelled(cancelled)) => return Err(cancelled),
                Err(error) => drop(added.failed.insert(one.name.clone(), error.to_string())),
            }
        }
        left = later;
    }
    // As they were asked for, whichever came first.
    let column = |one: &ComputedColumn| {
        let mut added = table.added().iter();
        added.find(|column| column.name() == one.name).cloned()
    };
    Ok(Computed {
        table: table.with_added(asked.iter().filter_map(column).collect()),
        facts,
        added,
    })
}

/// The table with its added columns named with their units, for readers who have nothing else.
#[must_use]
pub fn with_titles(table: &FeatureTable, asked: &[ComputedColumn]) -> FeatureTable {
    let titled = table.added().iter().map(|column| {
        let mut asked = asked.iter();
        let title = asked.find(|one| one.name == column.name());
        let title = title.map_or_else(|| column.name().to_owned(), ComputedColumn::title);
        column.clone().named(title)
    });
    table.with_added(titled.collect())
}

/// Why one of these columns cannot be computed beside the others, by its name: it is computed from
/// itself, be it by way of others.
#[must_use]
pub fn refused(asked: &[ComputedColumn], time: Option<&TimeField>) -> BTreeMap<String, String> {
    let mut refused = BTreeMap::new();
    for one in asked {
        // Whom it needs, and whom these need, each after the one that needs it.
        let mut way: Vec<(&str, usize)> = vec![(&one.name, 0)];
        let mut at = 0;
        while let Some(&(name, _)) = way.get(at) {
            let column = asked.iter().find(|other| other.name == name);
            for needed in column.into_iter().flat_map(|one| needs(one, asked, time)) {
                if needed == one.name {
                    refused.insert(one.name.clone(), told(&way, at));
                } else if !way.iter().any(|(known, _)| *known == needed) {
                    way.push((needed, at));
                }
            }
            at += 1;
        }
    }
    refused
}

/// The way that leads from a column back to it.
fn told(way: &[(&str, usize)], mut at: usize) -> String {
    let mut names = Vec::new();
    while at > 0 {
        names.push(format!("'{}'", way[at].0));
        at = way[at].1;
    }
    names.reverse();
    if names.is_empty() {
        "It is computed from itself".to_owned()
    } else {
        format!(
            "It is computed from {}, which is computed from it",
            names.join(", from ")
        )
    }
}

/// Names of the others among these columns that a column is computed from.
fn needs<'a>(
    one: &'a ComputedColumn,
    asked: &'a [ComputedColumn],
    time: Option<&'a TimeField>,
) -> impl Iterator<Item = &'a str> {
    let mut names = one.expression.fields();
    let mut asks_for_time = false;
    one.expression.visit(&mut |part| {
        asks_for_time |= matches!(part, Expression::Call(Function::Year | Function::During, _));
    });
    let time = time.filter(|_| asks_for_time);
    names.extend(time.map(|time| time.start.as_str()));
    names.extend(time.and_then(|time| time.end.as_deref()));
    names.retain(|name| asked.iter().any(|other| other.name == *name));
    names.into_iter()
}

fn with_one(table: &FeatureTable, column: Column) -> FeatureTable {
    let mut added = table.added().to_vec();
    added.push(column);
    table.with_added(added)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::analysis::BorderIndex;
    use crate::model::table::{Cell, TableBuilder};
    use crate::source::atlas::atlas;

    /// Termez and Kabul.
    fn table() -> FeatureTable {
        let mut builder = TableBuilder::new();
        for (name, n, at) in [
            ("Termez", 1, [67.2783, 37.2242]),
            ("Kabul", 4, [69.17, 34.53]),
        ] {
            for (column, cell) in [("name", Cell::Text(name)), ("n", Cell::Integer(n))] {
                let column = builder.column(column);
                builder.set(column, cell);
            }
            builder.geometries().push_point(at);
            builder.end_feature();
        }
        builder.finish()
    }

    fn columns(asked: &[(&str, &str)]) -> Vec<ComputedColumn> {
        let column = |(name, text): &(&str, &str)| ComputedColumn {
            name: (*name).to_owned(),
            expression: Expression::parse(text).unwrap(),
        };
        asked.iter().map(column).collect()
    }

    fn computed(
        table: &FeatureTable,
        asked: &[(&str, &str)],
        before: &AddedColumns,
    ) -> (FeatureTable, AddedColumns) {
        let atlas = atlas().unwrap();
        let borders = BorderIndex::new(Arc::clone(&atlas));
        let context = FilterContext {
            table,
            facts: &LayerFacts::new(),
            borders: &borders,
            atlas: &atlas,
            time: None,
            view: None,
        };
        let job = JobContext::unwatched();
        let found = with_computed(&context, &columns(asked), before, &job).unwrap();
        (found.table, found.added)
    }

    fn texts(table: &FeatureTable, name: &str) -> Vec<String> {
        let column = table.column(name).unwrap();
        let rows = 0..column.len();
        rows.map(|row| column.value(row).to_text().into_owned())
            .collect()
    }

    #[test]
    fn added_columns_stand_behind_the_others_and_are_written_with_their_unit() {
        let asked = [
            ("to the border", "distance_to('AFG-UZB')"),
            ("country", "country()"),
        ];
        let (found, added) = computed(&table(), &asked, &AddedColumns::default());
        assert!(added.failed.is_empty());
        let names = |table: &FeatureTable| -> Vec<String> {
            let columns = table.columns().iter();
            columns.map(|column| column.name().to_owned()).collect()
        };
        assert_eq!(names(&found), ["name", "n", "to the border", "country"]);
        let titled = with_titles(&found, &columns(&asked));
        assert_eq!(names(&titled)[2..], ["to the border (m)", "country"]);
        assert_eq!(texts(&found, "country"), ["UZB", "AFG"]);
        let distance = found.column("to the border").unwrap();
        assert!(distance.number(0).unwrap() < 10_000.0);
        assert!(distance.number(1).unwrap() > 200_000.0);
    }

    #[test]
    fn columns_are_computed_from_each_other_in_whatever_order_they_stand() {
        let asked = [("c", "b + n"), ("b", "a * 10"), ("a", "n + 1")];
        let (found, _) = computed(&table(), &asked, &AddedColumns::default());
        assert_eq!(texts(&found, "c"), ["21", "54"]);
        assert_eq!(found.added()[0].name(), "c");
        // What depends on a changed one is computed anew.
        let (found, added) = computed(&table(), &asked, &AddedColumns::default());
        let asked = [("c", "b + n"), ("b", "a * 10"), ("a", "n + 2")];
        let (found, _) = computed(&found, &asked, &added);
        assert_eq!(texts(&found, "c"), ["31", "64"]);
    }

    #[test]
    fn a_column_that_the_source_has_itself_is_the_source_s_for_the_others() {
        let asked = [("b", "n + 1"), ("n", "b + 1")];
        let (found, added) = computed(&table(), &asked, &AddedColumns::default());
        assert_eq!(texts(&found, "b"), ["2", "5"]);
        assert_eq!(texts(&found, "n"), ["1", "4"]);
        let failed: Vec<_> = added.failed.iter().collect();
        let told = "The source has a column of this name itself".to_owned();
        assert_eq!(failed, [(&"n".to_owned(), &told)]);
        assert!(added.are(&columns(&asked), None));
    }

    #[test]
    fn a_circle_is_refused_and_told_and_the_others_are_there() {
        let asked = [
            ("a", "b + 1"),
            ("b", "c + 1"),
            ("c", "a + 1"),
            ("d", "length(name)"),
            ("e", "a"),
            ("f", "f + d"),
            ("g", "nmae"),
        ];
        let (found, added) = computed(&table(), &asked, &AddedColumns::default());
        assert_eq!(found.added().len(), 1);
        assert_eq!(texts(&found, "d"), ["6", "5"]);
        let failed: Vec<&str> = added.failed.values().map(String::as_str).collect();
        assert_eq!(
            failed,
            [
                "It is computed from 'b', from 'c', which is computed from it",
                "It is computed from 'c', from 'a', which is computed from it",
                "It is computed from 'a', from 'b', which is computed from it",
                "It needs the column 'a', which has no values",
                "It is computed from itself",
                "There is no property 'nmae'; did you mean 'name'?",
            ]
        );
    }
}
