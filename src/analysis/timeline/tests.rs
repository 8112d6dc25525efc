//! Tests of the histogram over time.
use proptest::prelude::*;

use super::*;
use crate::analysis::time_spans;
use crate::model::table::{Cell, TableBuilder};
use crate::model::{FeatureTable, TimeField};

fn table(rows: &[(String, &str)]) -> FeatureTable {
    let mut builder = TableBuilder::new();
    let [date, kind] = ["date", "kind"].map(|name| builder.column(name));
    for (when, of) in rows {
        builder.set(date, Cell::Text(when));
        builder.set(kind, Cell::Text(of));
        builder.end_feature();
    }
    builder.finish()
}

fn series(table: &FeatureTable) -> Series {
    let field = TimeField {
        start: "date".to_owned(),
        end: None,
    };
    Series {
        spans: Arc::new(time_spans(table, &field)),
        categories: Arc::new(Categories::of_column(table, "kind", &[])),
        rows: None,
    }
}

fn span(text: &str) -> TimeSpan {
    TimeSpan::parse(text).unwrap()
}

#[test]
fn steps_begin_where_the_calendar_has_them() {
    let edges = |step: TimeStep, over: &str| -> Vec<String> {
        let days =
            |ms: &i64| TimeSpan::of_days((ms / 86_400_000) as i32, (ms / 86_400_000) as i32 + 1);
        step.edges(span(over))
            .iter()
            .map(|ms| days(ms).to_text())
            .collect()
    };
    assert_eq!(
        edges(TimeStep::Months(1), "2024-01-15/2024-03-10"),
        ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]
    );
    assert_eq!(
        edges(TimeStep::Years(5), "2021"),
        ["2020-01-01", "2025-01-01"]
    );
    // 18 April 2022 was a Monday (`date -d 2022-04-18 +%A`).
    assert_eq!(
        edges(TimeStep::Week, "2022-04-20"),
        ["2022-04-18", "2022-04-25"]
    );
    assert_eq!(TimeStep::at_least(20.0 * 86_400_000.0), TimeStep::Months(1));
}

#[test]
fn a_feature_counts_once_in_its_bar_or_as_an_interval() {
    let rows = [
        ("2022-04-18", "launch"),
        ("2022-04-18", "impact"),
        ("2022-04", "impact"),
        ("2023", "launch"),
        ("2021-12-20/2022-01-10", "launch"),
        ("1999", "launch"),
    ]
    .map(|(when, of)| (when.to_owned(), of));
    let table = table(&rows);
    let over = span("2022-01/2023-12");
    let months = histogram(&[series(&table)], TimeStep::Months(1), over);
    assert_eq!(months.edges.len(), 25);
    assert_eq!(
        months.bar(0, 3),
        [1, 2],
        "launches are more frequent, so they come first"
    );
    assert_eq!(months.intervals, [2], "the year, and what began before");
    let years = histogram(&[series(&table)], TimeStep::Years(1), over);
    assert_eq!(
        (years.bar(0, 0), years.bar(0, 1)),
        (&[1, 2][..], &[1, 0][..])
    );
    assert_eq!(years.listed.len(), 1);
    assert_eq!(years.listed[0].span, span("2021-12-20/2022-01-10"));
}

proptest! {
    /// Against a count of one row after the other.
    #[test]
    fn every_feature_in_the_span_is_counted_exactly_once(
        days in prop::collection::vec((0..4000_i32, 1..40_i32), 1..80),
        chosen in prop::collection::btree_set(0..80_u32, 0..60),
        step in 7..TimeStep::ALL.len(),
        from in 0..3000_i32,
        length in 1..2000_i32,
    ) {
        let rows: Vec<_> = days
            .iter()
            .map(|&(day, long)| (TimeSpan::of_days(day, day + long).to_text(), "a"))
            .collect();
        let mut series = series(&table(&rows));
        series.rows = Some(Arc::new(chosen.iter().copied().collect()));
        let over = TimeSpan::of_days(from, from + length);
        let found = histogram(&[series.clone()], TimeStep::ALL[step], over);
        let whole = TimeSpan { start_ms: found.edges[0], end_ms: *found.edges.last().unwrap() };
        let spans = chosen.iter().filter_map(|&row| series.spans.get(row as usize));
        let expected: Vec<_> = spans.filter(|span| span.overlaps(whole)).collect();
        let mut total = found.intervals[0];
        for bar in 0..found.edges.len() - 1 {
            let bounds = found.span(bar).unwrap();
            let inside = |span: &&TimeSpan| {
                span.start_ms >= bounds.start_ms && span.end_ms <= bounds.end_ms
            };
            let count = found.bar(0, bar).iter().sum::<u32>() as usize;
            prop_assert_eq!(count, expected.iter().filter(inside).count());
            total += count;
        }
        prop_assert_eq!(total, expected.len());
    }
}
