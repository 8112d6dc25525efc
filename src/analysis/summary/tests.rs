//! Counts beside the filter that a click on a group sets: the two must agree exactly.
use std::sync::LazyLock;

use super::*;
use crate::analysis::filter::{LayerFacts, passing};
use crate::analysis::{BorderIndex, incident_table};
use crate::model::table::{Cell, TableBuilder};
use crate::model::{Atlas, FeatureTable, RowSet};
use crate::source::atlas::atlas;

static ATLAS: LazyLock<std::sync::Arc<Atlas>> = LazyLock::new(|| atlas().unwrap());
static BORDERS: LazyLock<BorderIndex> = LazyLock::new(|| BorderIndex::new(ATLAS.clone()));

fn context<'a>(table: &'a FeatureTable, facts: &'a LayerFacts) -> FilterContext<'a> {
    FilterContext {
        table,
        facts,
        borders: &BORDERS,
        atlas: &ATLAS,
        time: None,
        view: None,
    }
}

fn distance(border: &str, width_km: f64) -> GroupBy {
    GroupBy::Distance {
        border: border.to_owned(),
        width_km,
    }
}

/// Rows of every type, some without a value or a place.
fn mixed() -> FeatureTable {
    let mut builder = TableBuilder::new();
    let names = ["text", "number", "float", "bool", "date", "mixed"];
    let columns = names.map(|name| builder.column(name));
    for row in 0..500_i64 {
        let date = format!("{}-03-01", 2015 + row % 7);
        let cells = [
            Cell::Text(["a", "b; c", "b", ""][row as usize % 4]),
            Cell::Integer(row % 5),
            Cell::Float(row as f64 % 3.0 + 0.5),
            Cell::Bool(row % 2 == 0),
            Cell::Text(&date),
            if row % 3 == 0 {
                Cell::Integer(1)
            } else {
                Cell::Text("1")
            },
        ];
        for (column, cell) in columns.into_iter().zip(cells) {
            let none = (row + column as i64) % 11 == 0;
            builder.set(column, if none { Cell::Null } else { cell });
        }
        if row % 13 == 0 {
            builder.geometries().push_none();
        } else {
            let step = row as f64 / 50.0;
            builder
                .geometries()
                .push_point([60.0 + step * 1.5, 33.0 + step * 0.7]);
        }
        builder.end_feature();
    }
    builder.finish()
}

#[test]
fn each_count_is_what_its_filter_lets_pass_and_all_add_up() {
    let facts = LayerFacts::new();
    let job = JobContext::unwatched();
    let table = mixed();
    let context = context(&table, &facts);
    let some: RowSet = (0..500).filter(|row| row % 7 < 3).collect();
    let columns = table.columns().iter();
    let columns = columns.map(|column| GroupBy::Column(column.name().to_owned()));
    let derived = [
        GroupBy::Year,
        GroupBy::Country,
        GroupBy::Province,
        distance("AFG-TJK", 25.0),
        distance("AFG-UZB", 12.5),
    ];
    for by in columns.chain(derived) {
        let grouping = Grouping::new(&context, by.clone(), &job).unwrap();
        assert!(grouping.groups().len() > 1, "{by:?}");
        for among in [None, Some(&some)] {
            let summary = grouping.count(among);
            assert_eq!(summary.counted(), summary.passing, "{by:?}");
            for (group, count) in grouping.groups().iter().zip(&summary.counts) {
                let subject = Box::new(by.subject());
                let asked = Expression::In(subject, group.values.clone());
                // As it is saved and read again.
                let asked = Expression::parse(&asked.to_string()).unwrap();
                let mut rows = passing(&context, &asked, &job).unwrap();
                if let Some(among) = among {
                    rows.intersect_with(among);
                }
                assert_eq!(count.rows, rows.len(), "{asked}");
            }
        }
    }
}

#[test]
fn uncertain_places_lie_certainly_or_possibly_in_a_band_as_the_filter_says() {
    let table = incident_table(&ATLAS.incidents);
    let facts = LayerFacts::new();
    let job = JobContext::unwatched();
    let context = context(&table, &facts);
    for border in ["AFG-TJK", "AFG-UZB"] {
        let grouping = Grouping::new(&context, distance(border, 25.0), &job).unwrap();
        assert!(grouping.is_uncertain());
        let summary = grouping.count(None);
        for (group, count) in grouping.groups().iter().zip(&summary.counts) {
            let &[Literal::Number(from)] = group.values.as_slice() else {
                assert_eq!(group.values, [Literal::Null]);
                continue;
            };
            let (from, to) = (from / 1e3, from / 1e3 + 25.0);
            let band = format!(
                "distance_to('{border}') >= {from} km and distance_to('{border}') < {to} km"
            );
            let rows = |text: String| {
                let asked = Expression::parse(&text).unwrap();
                passing(&context, &asked, &job).unwrap().len()
            };
            assert_eq!(count.rows, rows(band.clone()), "{band}");
            assert_eq!(
                count.certainly,
                rows(format!("certainly({band})")),
                "{band}"
            );
            assert_eq!(count.possibly, rows(format!("possibly({band})")), "{band}");
        }
    }
}

#[test]
fn an_incident_that_two_groups_claim_counts_for_each() {
    let table = incident_table(&ATLAS.incidents);
    let facts = LayerFacts::new();
    let by = GroupBy::Column("claimed by".to_owned());
    let context = context(&table, &facts);
    let grouping = Grouping::new(&context, by, &JobContext::unwatched()).unwrap();
    assert!(grouping.lists());
    let summary = grouping.count(None);
    let counts: Vec<(&str, usize)> = grouping
        .groups()
        .iter()
        .map(|group| group.name.as_str())
        .zip(summary.counts.iter().map(|count| count.rows))
        .collect();
    // Of geodata/incidents.geojson: Crocus City Hall has both, 5 have no claim.
    assert_eq!(counts, [("ISKP", 8), ("Islamic State", 5), ("", 5)]);
    assert_eq!((summary.counted(), summary.passing), (18, 17));
}

#[test]
fn targets_of_incidents_are_counted() {
    let table = incident_table(&ATLAS.incidents);
    let facts = LayerFacts::new();
    let by = GroupBy::Column("target".to_owned());
    let context = context(&table, &facts);
    let grouping = Grouping::new(&context, by, &JobContext::unwatched()).unwrap();
    let summary = grouping.count(None);
    let of = |name: &str| {
        let at = grouping
            .groups()
            .iter()
            .position(|group| group.name == name);
        summary.counts[at.unwrap()].rows
    };
    assert_eq!(of("Embassy"), 3);
    assert_eq!(of("Territory of a neighbouring state"), 8);
    assert_eq!(summary.counted(), 17);
}
