//! Conditions of a filter over a million rows: the time and the CPU time of each, beside a plain sum
//! over one of the columns, which tells how busy the machine is; what is derived of the layer for the
//! first question, and the memory that it takes: `cargo bench --bench filters [PART OF A CONDITION]`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement may panic, and prints what it found"
)]
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use oxus::analysis::BorderIndex;
use oxus::analysis::filter::{FilterContext, LayerFacts, passing};
use oxus::jobs::JobContext;
use oxus::model::expression::Expression;
use oxus::model::table::{Cell, TableBuilder, date_from_days};
use oxus::model::{
    Atlas, Condition, Document, FeatureLayer, FeatureTable, Filter, Join, LayerId, LayerKind,
    LayerSource, LoadReport, RowSet, Style, TimeSpan,
};
use oxus::source::atlas::atlas;
use oxus::spatial::{FeatureIndex, LoadedLayer};
use oxus::state::{AppState, Command, Edit};

const ROWS: usize = 1_000_000;
/// So often each is asked.
const TIMES: usize = 25;
const KINDS: [&str; 6] = [
    "rocket", "shelling", "drone", "shooting", "bombing", "arrest",
];
const CONDITIONS: [&str; 18] = [
    "kind in ('shelling', 'rocket')",
    "killed between 2 and 5",
    "killed in (2, 5)",
    "weight > 250",
    "killed * 2 + weight > 240",
    "search('999')",
    "note like '%123%panj'",
    "note like '%near%'",
    "day < '2018-03'",
    "during('2018', '2019')",
    "year() = 2018",
    "distance_to('AFG-TJK') < 25 km",
    "possibly(distance_to('AFG-TJK') < 25 km)",
    "country() = 'AFG'",
    "inside('AFG')",
    "in_extent(66, 36, 70, 38)",
    "kind = 'rocket' and killed > 3 and not (day < '2018' or weight > 250)",
    "note like '%near%' and kind = 'rocket' and country() in ('AFG', 'TJK')",
];

fn main() {
    // Cargo gives options of its own.
    let asked = std::env::args().skip(1).find(|one| !one.starts_with('-'));
    let table = Arc::new(events());
    let atlas = atlas().unwrap();
    let borders = BorderIndex::new(Arc::clone(&atlas));
    let asked_for = |text: &str| {
        asked
            .as_ref()
            .is_none_or(|part| text.contains(part.as_str()))
    };
    let ask = |text: &str, facts: &LayerFacts| ask(text, &table, facts, &borders, &atlas);
    let facts = LayerFacts::new();
    println!("{:>9} {:>9} {:>9}", "ms", "fastest", "CPU ms");
    let weight = table.column("weight").unwrap();
    let sum = || (0..ROWS).filter_map(|row| weight.number(row)).sum::<f64>();
    measure("a plain sum over a column, one core", || {
        black_box(sum());
    });
    for text in CONDITIONS.into_iter().filter(|text| asked_for(text)) {
        ask(text, &facts);
        measure(text, || drop(ask(black_box(text), &facts)));
    }
    let ring = (0..2000).map(|step| {
        let (sin, cos) = (f64::from(step) * std::f64::consts::TAU / 2000.0).sin_cos();
        let far = 3.0 + 0.2 * f64::from(step % 7);
        format!("{:.6} {:.6}", 67.5 + far * cos, 37.0 + 0.6 * far * sin)
    });
    let ring = ring.collect::<Vec<_>>().join(", ");
    println!("the first time, of a layer of which nothing is derived yet");
    for text in [
        "country() = 'AFG'",
        "inside('AFG')",
        &format!("inside('POLYGON(({ring}))')"),
        "distance_to('AFG-TJK') < 25 km",
        "during('2018', '2019')",
    ] {
        if asked_for(text) {
            let title: String = text.chars().take(30).collect();
            measure(&title, || drop(ask(text, &LayerFacts::new())));
        }
    }
    if asked.is_none() {
        whole_answers(&table);
        println!(
            "derived for these questions: {:.1} MB of facts beside {:.1} MB of table",
            facts.bytes() as f64 / 1e6,
            table.bytes() as f64 / 1e6
        );
    }
}

/// Run it often, and print the median, the least, and the CPU time of all cores.
fn measure(title: &str, run: impl Fn()) {
    let mut times: Vec<f64> = Vec::new();
    let before = cpu_ms();
    for _ in 0..TIMES {
        let begin = Instant::now();
        run();
        times.push(begin.elapsed().as_secs_f64() * 1000.0);
    }
    let cpu = (cpu_ms() - before) / TIMES as f64;
    times.sort_by(f64::total_cmp);
    println!(
        "{:9.1} {:9.1} {cpu:9.1}  {title}",
        times[TIMES / 2],
        times[0]
    );
}

#[cfg(unix)]
fn cpu_ms() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

#[cfg(not(unix))]
fn cpu_ms() -> f64 {
    f64::NAN
}

fn ask(
    text: &str,
    table: &FeatureTable,
    facts: &LayerFacts,
    borders: &BorderIndex,
    atlas: &Atlas,
) -> RowSet {
    let context = FilterContext {
        table,
        facts,
        borders,
        atlas,
        time: None,
        view: None,
    };
    let expression = Expression::parse(text).unwrap();
    passing(&context, &expression, &JobContext::unwatched()).unwrap()
}

/// A filter as the window has it: what passes, where that is, and the counts of the legend.
fn whole_answers(table: &Arc<FeatureTable>) {
    let id = LayerId(1);
    let layer = LayerKind::Features(id);
    let loaded = LoadedLayer {
        table: Arc::clone(table),
        report: Arc::new(LoadReport::default()),
        index: FeatureIndex::new(table, &JobContext::unwatched()).unwrap(),
    };
    let mut state = AppState::new(atlas().unwrap(), Document::default());
    state.apply(Command::LayerLoaded(id, Arc::new(loaded)));
    let features = FeatureLayer {
        name: "Events".to_owned(),
        source: LayerSource::Text { text: "".into() },
        swap_axes: false,
        time: None,
        style: Style::default(),
    };
    state.apply(Command::Edit(Edit::AddLayer(id, features)));
    let index = state.layers().get(&id).unwrap().index.bytes();
    println!("the window's whole answer: rows, their index, counts");
    let state = std::cell::RefCell::new(state);
    for text in ["weight > 250", "kind = 'rocket'", "weight > 700"] {
        let filter = |enabled| Filter {
            join: Join::All,
            conditions: vec![Condition {
                expression: Expression::parse(text).unwrap(),
                enabled,
            }],
        };
        measure(text, || {
            for enabled in [false, true] {
                let edit = Edit::SetFilter(Some(layer), filter(enabled));
                state.borrow_mut().apply(Command::Edit(edit));
                state.borrow_mut().settle();
            }
        });
        let state = state.borrow();
        println!(
            "{:29}  {} rows pass; derived {:.1} MB, of that the index of all {:.1} MB",
            "",
            state.passing(layer).map_or(ROWS, |rows| rows.len()),
            state.derived_bytes(layer) as f64 / 1e6,
            index as f64 / 1e6
        );
    }
    let mut state = state.into_inner();
    let window = TimeSpan::parse("2018");
    state.apply(Command::Edit(Edit::SetTimeWindow(window)));
    state.settle();
    println!(
        "{:29}  the last with a time window: derived {:.1} MB",
        "",
        state.derived_bytes(layer) as f64 / 1e6
    );
}

/// Over Afghanistan and its neighbours, the same at each run.
fn events() -> FeatureTable {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut builder = TableBuilder::new();
    let names = ["kind", "killed", "weight", "note", "day"];
    let [kind, killed, weight, note, day] = names.map(|name| builder.column(name));
    for row in 0..ROWS {
        let at = [60.0 + 15.0 * random(), 34.0 + 8.0 * random()];
        let mixed = row.wrapping_mul(2_654_435_761) >> 7;
        builder.geometries().push_point(at);
        builder.set(kind, Cell::Text(KINDS[mixed % KINDS.len()]));
        let number = match mixed % 11 {
            0 => Cell::Null,
            rest => Cell::Integer(rest as i64),
        };
        builder.set(killed, number);
        builder.set(weight, Cell::Float(at[0] * 3.7));
        builder.set(note, Cell::Text(&format!("event {mixed} near the Panj")));
        let date = date_from_days(16_436 + (mixed % 3650) as i32);
        builder.set(day, Cell::Text(&date));
        builder.end_feature();
    }
    builder.finish()
}
