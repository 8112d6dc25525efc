//! Figures held against those of another program.
use super::*;
use crate::model::table::{Cell, TableBuilder};

fn statistics(cells: &[Cell<'_>], rows: Option<&RowSet>) -> ColumnStatistics {
    let mut builder = TableBuilder::new();
    for cell in cells {
        let column = builder.column("it");
        builder.set(column, *cell);
        builder.end_feature();
    }
    let table = builder.finish();
    column_statistics(&table.columns()[0], rows, &JobContext::unwatched()).unwrap()
}

/// The numbers are those of Python's `statistics.mean`, `median` and `pstdev`.
#[test]
fn numbers_are_summed_up_without_loss() {
    let cells = [
        Cell::Float(1e16),
        Cell::Float(1.0),
        Cell::Null,
        Cell::Float(-1e16),
        Cell::Float(2.5),
        Cell::Float(2.5),
    ];
    let found = statistics(&cells, None);
    assert_eq!((found.rows, found.nulls, found.distinct), (6, 1, 4));
    let numbers = found.numbers.unwrap();
    assert_eq!(
        numbers.range.map(f64::to_bits),
        [-1e16, 1e16].map(f64::to_bits)
    );
    assert_eq!((numbers.mean, numbers.median), (1.2, 2.5));
    assert!((numbers.deviation / 6.324_555_320_336_759e15 - 1.0).abs() < 1e-12);
    assert_eq!(numbers.histogram.iter().sum::<usize>(), 5);
    let few = statistics(&cells, Some(&RowSet::from_iter([1, 2, 4])));
    assert_eq!((few.rows, few.nulls, few.distinct), (3, 1, 2));
    let numbers = few.numbers.unwrap();
    assert_eq!(
        (numbers.mean, numbers.median, numbers.deviation),
        (1.75, 1.75, 0.75)
    );
    assert_eq!(numbers.histogram[0], 1);
    assert_eq!(numbers.histogram[BINS - 1], 1);
}

#[test]
fn equal_numbers_stand_in_one_bar() {
    let numbers = statistics(&[Cell::Integer(7); 3], None).numbers.unwrap();
    assert_eq!(numbers.histogram[0], 3);
    assert_eq!((numbers.mean, numbers.deviation), (7.0, 0.0));
}

#[test]
fn texts_are_counted_in_the_rows_asked_for_alone() {
    let cells = [
        Cell::Text("Kunduz"),
        Cell::Text("balkh"),
        Cell::Null,
        Cell::Text("Kunduz"),
        Cell::Text("Zabul"),
    ];
    let found = statistics(&cells, Some(&RowSet::from_iter([0, 1, 2, 3])));
    assert_eq!((found.rows, found.nulls, found.distinct), (4, 1, 2));
    assert_eq!(found.numbers, None);
    let texts = found.texts.unwrap();
    assert_eq!(texts.range, ["balkh", "Kunduz"]);
    assert_eq!(texts.frequent, [("Kunduz".to_owned(), 2)]);
}

#[test]
fn a_column_of_dates_is_one_of_numbers() {
    let found = statistics(&["2021-08-26", "2024-03-22"].map(Cell::Text), None);
    // Days since 1970-01-01, by Python's datetime.
    let range = found.numbers.unwrap().range;
    assert_eq!(range.map(|days| days as i64), [18_865, 19_804]);
}
