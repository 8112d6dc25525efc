//! Tests of `time_spans`.
use super::*;
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

fn field(start: &str, end: Option<&str>) -> TimeField {
    TimeField {
        start: start.to_owned(),
        end: end.map(str::to_owned),
    }
}

fn texts(spans: &TimeSpans) -> Vec<String> {
    let text = |row| spans.get(row).map_or("-".to_owned(), TimeSpan::to_text);
    (0..spans.len()).map(text).collect()
}

#[test]
fn each_row_covers_what_its_date_leaves_open() {
    let when = [
        Cell::Text("2021"),
        Cell::Text("2022-02"),
        Cell::Null,
        Cell::Text("spring"),
        Cell::Text("2022-04-18"),
        Cell::Text("2021-08-26/2021-08-28"),
    ];
    let table = table(&[("date", &when)]);
    let spans = time_spans(&table, &field("date", None));
    let expected = [
        "2021-01-01/2021-12-31",
        "2022-02-01/2022-02-28",
        "-",
        "-",
        "2022-04-18",
        "2021-08-26/2021-08-28",
    ];
    assert_eq!(texts(&spans), expected);
    assert_eq!(spans.dated(), 4);
    let extent = spans.extent().map(TimeSpan::to_text);
    assert_eq!(extent.as_deref(), Some("2021-01-01/2022-04-18"));
    assert_eq!(
        time_spans(&table, &field("gone", None)).dated(),
        0,
        "a column that is not there dates nothing"
    );
}

#[test]
fn two_columns_make_an_interval_and_one_of_them_is_enough() {
    let from = [
        Cell::Text("2020-01-01"),
        Cell::Text("2020-06-01"),
        Cell::Null,
        Cell::Text("2021-01-01"),
    ];
    let to = [
        Cell::Text("2020-02-01"),
        Cell::Null,
        Cell::Text("2020-07-01"),
        Cell::Text("2020-01-01"),
    ];
    let table = table(&[("start_date", &from), ("end_date", &to)]);
    let guessed = guess_time_field(&table);
    assert_eq!(guessed, Some(field("start_date", Some("end_date"))));
    let spans = time_spans(&table, &guessed.unwrap());
    let expected = [
        "2020-01-01/2020-02-01",
        "2020-06-01",
        "2020-07-01",
        "2021-01-01",
    ];
    assert_eq!(texts(&spans), expected);
}

#[test]
fn the_column_that_says_when_it_was_is_guessed() {
    let day = [Cell::Text("2020-01-01"); 3];
    let moment = [Cell::Text("2020-01-01T10:00:00Z"); 3];
    let month = [Cell::Text("2020-01"); 3];
    let year = [Cell::Integer(2020); 3];
    let name = [Cell::Text("Kabul"); 3];
    let guess = |columns: &[(&str, &[Cell<'_>])]| {
        guess_time_field(&table(columns)).map(|field| (field.start, field.end))
    };
    let only = |name: &str| Some((name.to_owned(), None));
    assert_eq!(
        guess(&[("created_at", &moment), ("when", &month)]),
        only("when")
    );
    assert_eq!(
        guess(&[("seen", &day), ("eventDate", &day)]),
        only("eventDate")
    );
    assert_eq!(guess(&[("place", &name), ("Year", &year)]), only("Year"));
    assert_eq!(guess(&[("place", &name), ("population", &year)]), None);
    assert_eq!(guess(&[("updated", &moment)]), only("updated"));
    let pair = guess(&[("validFrom", &day), ("date", &day), ("validTo", &day)]);
    assert_eq!(
        pair,
        Some(("validFrom".to_owned(), Some("validTo".to_owned())))
    );
}

#[test]
fn the_incidents_are_all_dated() {
    let atlas = crate::source::atlas::atlas().unwrap();
    let table = crate::analysis::incident_table(&atlas.incidents);
    let guessed = guess_time_field(&table).unwrap();
    assert_eq!(guessed, field(crate::analysis::INCIDENT_TIME, None));
    assert_eq!(time_spans(&table, &guessed).dated(), atlas.incidents.len());
}
