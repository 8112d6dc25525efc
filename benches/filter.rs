//! Conditions of a filter over a million rows, each beside a plain loop over the same column on one
//! core. What is derived of a layer is there already, as it is from the second question on.
use std::hint::black_box;
use std::sync::LazyLock;

use divan::Bencher;
use oxus::analysis::filter::{FilterContext, LayerFacts, passing};
use oxus::jobs::JobContext;
use oxus::model::expression::Expression;
use oxus::model::table::{Cell, Column, TableBuilder, Value, date_from_days};
use oxus::model::{FeatureTable, RowSet};

use super::{BORDERS, positions};

const ROWS: usize = 1_000_000;
const KINDS: [&str; 6] = [
    "rocket", "shelling", "drone", "shooting", "bombing", "arrest",
];

static EVENTS: LazyLock<FeatureTable> = LazyLock::new(|| {
    let mut builder = TableBuilder::new();
    let names = ["kind", "killed", "weight", "note", "day"];
    let [kind, killed, weight, note, day] = names.map(|name| builder.column(name));
    for (row, at) in positions(ROWS).into_iter().enumerate() {
        let mixed = row.wrapping_mul(2_654_435_761) >> 7;
        builder
            .geometries()
            .push_point([at.lon_deg(), at.lat_deg()]);
        builder.set(kind, Cell::Text(KINDS[mixed % KINDS.len()]));
        let number = match mixed % 11 {
            0 => Cell::Null,
            rest => Cell::Integer(rest as i64),
        };
        builder.set(killed, number);
        builder.set(weight, Cell::Float(at.lon_deg() * 3.7));
        builder.set(note, Cell::Text(&format!("event {mixed} near the Panj")));
        builder.set(
            day,
            Cell::Text(&date_from_days(16_436 + (mixed % 3650) as i32)),
        );
        builder.end_feature();
    }
    builder.finish()
});
static FACTS: LazyLock<LayerFacts> = LazyLock::new(LayerFacts::new);

fn ask(text: &str) -> RowSet {
    let context = FilterContext {
        table: &EVENTS,
        facts: &FACTS,
        borders: &BORDERS,
        atlas: &oxus::source::atlas::atlas().unwrap(),
        time: None,
        view: None,
    };
    let expression = Expression::parse(text).unwrap();
    passing(&context, &expression, &JobContext::unwatched()).unwrap()
}

#[divan::bench(args = [
    "kind in ('shelling', 'rocket')",
    "killed between 2 and 5",
    "weight > 250",
    "search('999')",
    "note like '%123%panj'",
    "day < '2018-03'",
    "during('2018', '2019')",
    "year() = 2018",
    "distance_to('AFG-TJK') < 25 km",
    "possibly(distance_to('AFG-TJK') < 25 km)",
    "country() = 'AFG'",
    "inside('AFG')",
    "inside('POLYGON((66 36, 70 36, 71 38.5, 66 38.5, 66 36))')",
    "in_extent(66, 36, 70, 38)",
    "killed * 2 + weight > 240",
    "kind = 'rocket' and killed > 3 and not (day < '2018' or weight > 250)",
])]
fn filter_a_million_rows(bencher: Bencher<'_, '_>, text: &str) {
    ask(text);
    bencher.bench(|| ask(black_box(text)));
}

fn rows(column: &str, test: impl Fn(&Column, usize) -> bool) -> Vec<bool> {
    let column = EVENTS.column(column).unwrap();
    (0..column.len()).map(|row| test(column, row)).collect()
}

#[divan::bench(args = ["kind", "killed", "weight", "note", "day"])]
fn plain_loop_over_a_million_rows(bencher: Bencher<'_, '_>, column: &str) {
    LazyLock::force(&EVENTS);
    bencher.bench(|| {
        rows(black_box(column), |column, row| match column.value(row) {
            Value::Text(text) => text == "shelling" || text == "rocket" || text.contains("999"),
            Value::Integer(number) => (2..=5).contains(&number),
            Value::Float(number) => number > 250.0,
            Value::Date(days) => days < 17_591,
            _ => false,
        })
    });
}
