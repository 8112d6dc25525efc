//! The order that people expect of numbers, texts and nothing.
use super::*;
use crate::model::FeatureTable;
use crate::model::table::{Cell, TableBuilder};

fn table(columns: &[(&str, &[Cell<'_>])]) -> FeatureTable {
    let mut builder = TableBuilder::new();
    for row in 0..columns[0].1.len() {
        for (name, cells) in columns {
            let column = builder.column(name);
            builder.set(column, cells[row]);
        }
        builder.end_feature();
    }
    builder.finish()
}

fn order(table: &FeatureTable, by: &[(&str, bool)]) -> Vec<u32> {
    let by: Vec<_> = by
        .iter()
        .map(|&(name, descending)| SortBy {
            column: table.column(name).unwrap(),
            descending,
        })
        .collect();
    sorted_rows(table.len(), &by, &JobContext::unwatched()).unwrap()
}

#[test]
fn texts_go_by_letter_whatever_their_case_and_nothing_comes_last() {
    let names = [
        "kunduz", "Balkh", "Äb", "balkh", "Kabul", "ÄB", "z", "Balkh",
    ];
    let mut cells: Vec<_> = names.iter().map(|name| Cell::Text(name)).collect();
    cells.insert(1, Cell::Null);
    let table = table(&[("name", &cells)]);
    let shown = |order: Vec<u32>| {
        let name = |row: u32| {
            table.columns()[0]
                .value(row as usize)
                .to_text()
                .into_owned()
        };
        order.into_iter().map(name).collect::<Vec<_>>()
    };
    let up = [
        "Balkh", "Balkh", "balkh", "Kabul", "kunduz", "z", "ÄB", "Äb", "",
    ];
    assert_eq!(shown(order(&table, &[("name", false)])), up);
    let mut down: Vec<_> = up[..8].iter().rev().copied().collect();
    down.push("");
    assert_eq!(shown(order(&table, &[("name", true)])), down);
    // Equal texts stay as they stand in the file.
    assert_eq!(order(&table, &[("name", false)])[..2], [2, 8]);
    assert_eq!(order(&table, &[("name", true)])[6..8], [2, 8]);
}

#[test]
fn numbers_come_before_texts_in_a_column_of_both() {
    let cells = [
        Cell::Text("10"),
        Cell::Integer(9),
        Cell::Null,
        Cell::Float(-0.5),
        Cell::Text("a"),
        Cell::Integer(10),
    ];
    let table = table(&[("mixed", &cells)]);
    assert_eq!(order(&table, &[("mixed", false)]), [3, 1, 5, 0, 4, 2]);
    assert_eq!(order(&table, &[("mixed", true)]), [4, 0, 5, 1, 3, 2]);
}

#[test]
fn integers_beyond_what_a_float_holds_keep_their_order() {
    let cells = [i64::MAX, i64::MIN, 0, i64::MAX - 1].map(Cell::Integer);
    let table = table(&[("n", &cells)]);
    assert_eq!(order(&table, &[("n", false)]), [1, 2, 3, 0]);
    assert_eq!(order(&table, &[("n", true)]), [0, 3, 2, 1]);
}

#[test]
fn the_second_column_decides_among_equals_of_the_first() {
    let kinds = ["b", "a", "b", "a", "b"].map(Cell::Text);
    let dates = [
        "2021-08-26",
        "2020-01-01",
        "2019-05-05",
        "2024-03-22",
        "2021-08-26",
    ];
    let table = table(&[("kind", &kinds), ("date", &dates.map(Cell::Text))]);
    let by = [("kind", false), ("date", true)];
    assert_eq!(order(&table, &by), [3, 1, 0, 4, 2]);
}
