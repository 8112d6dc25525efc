//! Everything that counts or draws counts the same: what passes, the index that the map is drawn
//! from, the legend, the timeline, summaries, the attribute table and `oxus query`. To hold another against them, add it
//! to [`counts`].
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::process::Command as Process;
use std::sync::Arc;

use oxus::analysis::summary::{GroupBy, Grouping};
use oxus::analysis::timeline::{Categories, Series, TimeStep, histogram};
use oxus::jobs::JobContext;
use oxus::model::expression::Expression;
use oxus::model::{
    Coloring, ComputedColumn, Condition, Document, FeatureLayer, Filter, Join, LayerId, LayerKind,
    LayerSource, Rgba, RowSet, Style, TimeSpan,
};
use oxus::source::atlas::atlas;
use oxus::source::features::read_from;
use oxus::source::project::{Project, write_project};
use oxus::spatial::{FeatureIndex, LoadedLayer, WorldBox};
use oxus::state::{AppState, Command, Edit};

const ID: LayerId = LayerId(1);
const LAYER: LayerKind = LayerKind::Features(ID);
const KINDS: [&str; 4] = ["shelling", "rocket", "drone", "mine"];
const ROWS: usize = 2000;

/// A linear congruential generator (Numerical Recipes), so that a failure can be repeated.
struct Random(u32);

impl Random {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % end
    }
}

/// One event, as it stands in the file.
struct Event {
    kind: Option<&'static str>,
    n: Option<u32>,
    when: Option<String>,
}

fn events(random: &mut Random) -> (Vec<Event>, String) {
    let mut file = "lon,lat,kind,n,date\n".to_owned();
    let events = (0..ROWS).map(|_| {
        let event = Event {
            kind: KINDS.get(random.below(5) as usize).copied(),
            n: Some(random.below(60)).filter(|n| *n < 50),
            when: match random.below(12) {
                0 => None,
                1 => Some(format!("{}", 2015 + random.below(8))),
                2 => Some(format!(
                    "{}-{:02}",
                    2015 + random.below(8),
                    1 + random.below(12)
                )),
                _ => Some(format!(
                    "{}-{:02}-{:02}",
                    2015 + random.below(8),
                    1 + random.below(12),
                    1 + random.below(28)
                )),
            },
        };
        let lon = 60.0 + f64::from(random.below(14_000)) / 1000.0;
        let lat = 33.0 + f64::from(random.below(6000)) / 1000.0;
        let n = event.n.map(|n| n.to_string()).unwrap_or_default();
        let (kind, when) = (event.kind.unwrap_or(""), event.when.as_deref());
        let when = when.unwrap_or("");
        writeln!(file, "{lon},{lat},{kind},{n},{when}").unwrap();
        event
    });
    (events.collect(), file)
}

fn state(file: &str) -> AppState {
    let job = JobContext::unwatched();
    let bytes: Arc<[u8]> = file.as_bytes().into();
    let (table, report) = read_from(Cursor::new(bytes), "events.csv", &job).unwrap();
    assert_eq!(table.len(), ROWS);
    let index = FeatureIndex::new(&table, &job).unwrap();
    let loaded = LoadedLayer {
        table: Arc::new(table),
        report: Arc::new(report),
        index,
    };
    let color = Rgba::hex(0x11_2233);
    let style = Style {
        coloring: Coloring::Categories {
            column: "kind".to_owned(),
            palette: String::new(),
            // The last kind and rows without one are others.
            classes: KINDS[..3]
                .iter()
                .map(|kind| ((*kind).to_owned(), color))
                .collect(),
            other: color,
        },
        ..Style::default()
    };
    let mut state = AppState::new(atlas().unwrap(), Document::default());
    state.apply(Command::LayerLoaded(ID, Arc::new(loaded)));
    let layer = FeatureLayer {
        name: "Events".to_owned(),
        source: LayerSource::Text { text: "".into() },
        swap_axes: false,
        time: None,
        style,
    };
    state.apply(Command::Edit(Edit::AddLayer(ID, layer)));
    state
}

fn filter(text: &str) -> Filter {
    let conditions = (!text.is_empty()).then(|| Condition {
        expression: Expression::parse(text).unwrap(),
        enabled: true,
    });
    Filter {
        join: Join::All,
        conditions: conditions.into_iter().collect(),
    }
}

/// Ask a layer, all layers, and the time.
fn ask(state: &mut AppState, layer: LayerKind, asked: [&str; 2], window: Option<TimeSpan>) {
    for edit in [
        Edit::SetFilter(Some(layer), filter(asked[0])),
        Edit::SetFilter(None, filter(asked[1])),
        Edit::SetTimeWindow(window),
    ] {
        state.apply(Command::Edit(edit));
    }
    state.settle();
    assert!(state.filter_tasks().is_empty());
    assert!(state.filter_error(layer).is_none());
}

fn rows(state: &AppState, layer: LayerKind) -> RowSet {
    let table = state.table(layer).unwrap();
    let passing = state.passing(layer).map(|rows| RowSet::clone(rows));
    passing.unwrap_or_else(|| RowSet::first(table.len()))
}

/// How many features pass, by everyone who counts them.
fn counts(
    state: &mut AppState,
    layer: LayerKind,
    file: &Path,
    asked: [&str; 2],
) -> BTreeMap<&'static str, usize> {
    let mut counts = counts_without_window(state, layer);
    counts.insert("oxus query", queried(state, file, asked));
    #[cfg(feature = "gui")]
    counts.insert("attribute table", rows_of_the_attribute_table(state));
    counts
}

/// The layer is the only one, or that of the incidents.
fn counts_without_window(state: &AppState, layer: LayerKind) -> BTreeMap<&'static str, usize> {
    let job = JobContext::unwatched();
    let passing = rows(state, layer);
    let context = state.filter_context(layer).unwrap();
    let mut counts = BTreeMap::from([("passing", passing.len())]);

    let by_kind = Grouping::new(&context, GroupBy::Column("kind".to_owned()), &job).unwrap();
    let summary = by_kind.count(state.passing(layer).map(Arc::as_ref));
    assert_eq!(summary.counted(), summary.passing);
    counts.insert("summary", summary.passing);

    if let Some(loaded) = state.shown().get(ID).filter(|_| layer == LAYER) {
        let world = WorldBox {
            min: [0.0; 2],
            max: [1.0; 2],
        };
        let points = loaded.index.points();
        counts.insert("index", points.len());
        counts.insert(
            "index over the world",
            points.count_within(&world, usize::MAX),
        );
        let mut seen = RowSet::default();
        points.for_each_within(&world, |_, row| seen.insert(row));
        assert_eq!(seen, passing);
        let legend = &state.shown().counts[&ID];
        let all: usize = legend.classes.iter().sum();
        counts.insert("legend", all + legend.other);
        for (kind, count) in KINDS.iter().zip(&legend.classes) {
            let of_kind = by_kind
                .groups()
                .iter()
                .position(|group| group.name == *kind);
            let summed = of_kind.map_or(0, |at| summary.counts[at].rows);
            assert_eq!(*count, summed, "{kind}");
        }
    } else {
        let shown = state.shown().incidents.as_ref();
        let all = state.atlas().incidents.len();
        counts.insert("incidents on the map", shown.map_or(all, |rows| rows.len()));
    }

    let spans = context.facts.times(&context);
    let undated = passing
        .iter()
        .filter(|row| spans.get(*row as usize).is_none());
    let undated = undated.count();
    let series = Series {
        spans: Arc::clone(&spans),
        categories: Arc::new(Categories::one("all")),
        rows: state.passing(layer).cloned(),
    };
    for step in [TimeStep::Years(1), TimeStep::Day] {
        let series = std::slice::from_ref(&series);
        let bars = histogram(series, step, spans.extent().unwrap());
        let within: u32 = bars.counts[0].iter().sum();
        counts.insert(
            if step == TimeStep::Years(1) {
                "timeline of years"
            } else {
                "timeline of days"
            },
            within as usize + bars.intervals[0] + undated,
        );
    }

    counts
}

/// As the line above the table says it.
#[cfg(feature = "gui")]
fn rows_of_the_attribute_table(state: &mut AppState) -> usize {
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    let (mut harness, window) = super::window::window();
    std::mem::swap(state, &mut window.borrow_mut().state);
    window.borrow_mut().layout.table = true;
    harness.run_steps(4);
    let line = harness.get_by_label("Selected only").rect().center().y;
    let said = harness.query_all_by_label_contains("feature");
    let said: Vec<String> = said
        .filter(|node| (node.rect().center().y - line).abs() < 4.0)
        .filter_map(|node| node.accesskit_node().value())
        .collect();
    std::mem::swap(state, &mut window.borrow_mut().state);
    let count = said[0].split(' ').next().unwrap().replace(',', "");
    count.parse().unwrap_or_else(|_| panic!("{said:?}"))
}

fn queried(state: &AppState, file: &Path, asked: [&str; 2]) -> usize {
    let mut query = Process::new(env!("CARGO_BIN_EXE_oxus"));
    query.args(["query", "--json"]).arg(file);
    let asked: Vec<String> = asked
        .iter()
        .filter(|text| !text.is_empty())
        .map(|text| format!("({text})"))
        .collect();
    if !asked.is_empty() {
        query.args(["--where", &asked.join(" and ")]);
    }
    if let Some(window) = state.time_window() {
        query.args(["--time", &window.to_text()]);
    }
    let output = query.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let told: serde_json::Value = serde_json::from_str(&said)
        .unwrap_or_else(|_| panic!("{said}{}", String::from_utf8_lossy(&output.stderr)));
    told["features"].as_u64().unwrap() as usize
}

fn agree(counts: &BTreeMap<&str, usize>, expected: usize, asked: &str) {
    for (who, count) in counts {
        assert_eq!(*count, expected, "{who}: {asked}");
    }
}

#[test]
fn everyone_counts_the_same_features() {
    let mut random = Random(11);
    let (events, text) = events(&mut random);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.csv");
    fs::write(&file, &text).unwrap();
    let mut state = state(&text);
    let mut found = Vec::new();
    for case in 0..8 {
        let kinds: Vec<&str> = KINDS
            .iter()
            .copied()
            .filter(|_| random.below(2) == 0)
            .collect();
        let [low, high] = [random.below(30), 20 + random.below(30)];
        let window = (case % 3 > 0).then(|| {
            let from = 2015 + random.below(8);
            let text = format!(
                "{from}-{:02}/{}",
                1 + random.below(12),
                from + random.below(3)
            );
            TimeSpan::parse(&text).unwrap()
        });
        let quoted: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
        let own = match (case, kinds.is_empty()) {
            (0, _) | (_, true) => String::new(),
            _ => format!("kind in ({})", quoted.join(", ")),
        };
        let for_all = match case {
            0 | 1 => String::new(),
            _ => format!("n between {low} and {high}"),
        };
        ask(&mut state, LAYER, [&own, &for_all], window);
        // Found here by itself.
        let expected = events.iter().filter(|event| {
            let of_kind = own.is_empty() || event.kind.is_some_and(|kind| kinds.contains(&kind));
            let of_n = for_all.is_empty() || event.n.is_some_and(|n| (low..=high).contains(&n));
            let span = event.when.as_deref().and_then(TimeSpan::parse);
            let in_time = window.is_none_or(|window| span.is_some_and(|one| one.overlaps(window)));
            of_kind && of_n && in_time
        });
        let expected = expected.count();
        let asked = format!("{own}; {for_all}; {window:?}");
        agree(
            &counts(&mut state, LAYER, &file, [&own, &for_all]),
            expected,
            &asked,
        );
        found.push(expected);
        // The incidents have no `n`, so that does not apply to them.
        if window.is_none() {
            assert_eq!(state.passing(LayerKind::Incidents), None);
        }
    }
    assert!(
        found.iter().any(|count| (1..ROWS).contains(count)),
        "{found:?}"
    );
    // The last case has a window, the one before it none.
    state.apply(Command::Undo);
    state.settle();
    assert!(rows(&state, LAYER).len() >= *found.last().unwrap());
}

#[test]
fn everyone_agrees_where_the_geography_is_asked() {
    let mut random = Random(5);
    let (_, text) = events(&mut random);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.csv");
    fs::write(&file, &text).unwrap();
    let mut state = state(&text);
    for (asked, window) in [
        (["distance_to('AFG-TJK') < 60 km", "kind = 'drone'"], None),
        (
            ["country() = 'AFG' and not inside('AF-KAB')", ""],
            Some("2019"),
        ),
        (
            [
                "during('2016', '2017-06') or n > 40",
                "lower(kind) like 'r%'",
            ],
            None,
        ),
    ] {
        ask(&mut state, LAYER, asked, window.and_then(TimeSpan::parse));
        let counts = counts(&mut state, LAYER, &file, asked);
        assert!((1..ROWS).contains(&counts["passing"]), "{counts:?}");
        agree(&counts, counts["passing"], asked[0]);
    }
}

#[test]
fn everyone_counts_the_same_incidents() {
    let mut state = AppState::new(atlas().unwrap(), Document::default());
    let layer = LayerKind::Incidents;
    let incidents = Path::new("incidents");
    for (asked, window, expected) in [
        (["", ""], None, 17),
        // Of tests/cli_query.rs, where jq found these.
        (["kind = 'Rocket impact'", ""], None, 4),
        (["country = 'AFG'", ""], None, 9),
        (["", ""], Some("2022-04/2022-07"), 7),
    ] {
        ask(&mut state, layer, asked, window.and_then(TimeSpan::parse));
        agree(
            &counts(&mut state, layer, incidents, asked),
            expected,
            asked[0],
        );
    }
    for (asked, window) in [
        (["possibly(distance_to('AFG-TJK') < 25 km)", ""], None),
        (
            ["\"killed, most\" >= 3", "country() = 'AFG'"],
            Some("2021/2024"),
        ),
    ] {
        ask(&mut state, layer, asked, window.and_then(TimeSpan::parse));
        let counts = counts(&mut state, layer, incidents, asked);
        agree(&counts, counts["passing"], asked[0]);
    }
}

fn computed(columns: &[(&str, &str)]) -> Vec<ComputedColumn> {
    let column = |(name, text): &(&str, &str)| ComputedColumn {
        name: (*name).to_owned(),
        expression: Expression::parse(text).unwrap(),
    };
    columns.iter().map(column).collect()
}

/// Added columns are filtered by, grouped by and computed from like those of the file, also by the
/// project that was saved.
#[test]
fn everyone_agrees_about_added_columns() {
    let mut random = Random(23);
    let (events, text) = events(&mut random);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events.csv");
    fs::write(&path, &text).unwrap();
    let mut state = state(&text);
    let source = LayerSource::File { path, layer: None };
    state.apply(Command::Edit(Edit::SetLayerSource(ID, source)));
    let columns = computed(&[("triple", "double + n"), ("double", "n * 2")]);
    state.apply(Command::Edit(Edit::SetComputed(LAYER, columns)));
    let columns = computed(&[("year", "year()")]);
    let incidents = LayerKind::Incidents;
    state.apply(Command::Edit(Edit::SetComputed(incidents, columns)));
    let window = TimeSpan::parse("2016/2020").unwrap();
    let asked = ["triple between 30 and 90", "double != 40"];
    ask(&mut state, LAYER, asked, Some(window));
    let expected = events.iter().filter(|event| {
        let span = event.when.as_deref().and_then(TimeSpan::parse);
        let of_n = event.n.is_some_and(|n| (10..=30).contains(&n) && n != 20);
        of_n && span.is_some_and(|span| span.overlaps(window))
    });
    let expected = expected.count();
    let saved = folder.path().join("map.oxus");
    let save = |state: &AppState| {
        let project = Project {
            document: state.document().clone(),
            ..Project::default()
        };
        write_project(&saved, &project).unwrap();
    };
    save(&state);
    let all = counts(&mut state, LAYER, &saved, ["", ""]);
    agree(&all, expected, "added columns");
    // What depends on a changed column is computed anew, and back by an undo.
    let columns = computed(&[("triple", "double + n"), ("double", "n * 20")]);
    state.apply(Command::Edit(Edit::SetComputed(LAYER, columns)));
    state.settle();
    save(&state);
    let changed = counts(&mut state, LAYER, &saved, ["", ""]);
    assert!(changed["passing"] < expected);
    agree(&changed, changed["passing"], "a changed column");
    state.apply(Command::Undo);
    state.settle();
    assert_eq!(rows(&state, LAYER).len(), expected);
    // Those of the incidents.
    let filter = filter("year = 2022");
    state.apply(Command::Edit(Edit::SetTimeWindow(None)));
    state.apply(Command::Edit(Edit::SetFilter(Some(incidents), filter)));
    state.settle();
    let dates = state
        .atlas()
        .incidents
        .iter()
        .filter_map(|one| one.date.as_deref());
    let expected = dates.filter(|date| date.starts_with("2022")).count();
    assert_eq!(rows(&state, incidents).len(), expected);
    assert!((1..17).contains(&expected));
}

/// A circle, and a condition on one of its columns, are told and hold nothing up.
#[test]
fn columns_that_cannot_be_computed_are_told() {
    let (_, text) = events(&mut Random(3));
    let mut state = state(&text);
    let columns = computed(&[("a", "b + 1"), ("b", "a + 1"), ("c", "n + 1")]);
    state.apply(Command::Edit(Edit::SetComputed(LAYER, columns)));
    state.apply(Command::Edit(Edit::SetFilter(Some(LAYER), filter("a > 1"))));
    state.settle();
    let added = state.added_columns(LAYER).unwrap();
    assert_eq!(
        added.failed["a"],
        "It is computed from 'b', which is computed from it"
    );
    let error = state.filter_error(LAYER).unwrap().to_string();
    assert!(
        error.starts_with("'a' has no values: It is computed"),
        "{error}"
    );
    let table = state.table(LAYER).unwrap();
    assert!(table.column("c").is_some() && table.column("a").is_none());
    state.apply(Command::Edit(Edit::SetComputed(LAYER, Vec::new())));
    state.settle();
    assert!(state.table(LAYER).unwrap().added().is_empty());
    assert!(state.filter_tasks().is_empty());
}

/// Bytes a row: 12 of the index, 8 for a distance, 2 for a country, 8 for a time, a bit for a set of
/// rows, and 12 again of the index of those that pass.
#[test]
fn memory_of_what_is_derived_is_counted() {
    let (_, text) = events(&mut Random(3));
    let mut state = state(&text);
    let set = ROWS.div_ceil(64) * 8;
    assert_eq!(state.derived_bytes(LAYER), 12 * ROWS);
    let asked = ["distance_to('AFG-TJK') > 60 km and country() = 'AFG'", ""];
    ask(&mut state, LAYER, asked, None);
    let passing = state.passing(LAYER).unwrap();
    let of_passing = 12 * passing.len() + passing.bytes();
    assert!(passing.bytes() <= set);
    let facts = (8 + 2) * ROWS;
    assert_eq!(state.derived_bytes(LAYER), 12 * ROWS + facts + of_passing);
    ask(&mut state, LAYER, ["during('2018')", ""], None);
    let passing = state.passing(LAYER).unwrap();
    let of_passing = 12 * passing.len() + passing.bytes();
    // Dates of several precisions have a length each.
    let facts = facts + (8 + 8) * ROWS;
    assert_eq!(state.derived_bytes(LAYER), 12 * ROWS + facts + of_passing);
}

#[test]
fn what_cannot_be_asked_is_told_and_left_aside() {
    let (_, text) = events(&mut Random(3));
    let mut state = state(&text);
    let edit = Edit::SetFilter(Some(LAYER), filter("knid = 'mine'"));
    state.apply(Command::Edit(edit));
    state.apply(Command::Edit(Edit::SetTimeWindow(TimeSpan::parse("2018"))));
    state.settle();
    let error = state.filter_error(LAYER).unwrap().to_string();
    assert!(error.contains("knid") && error.contains("kind"), "{error}");
    assert!((1..ROWS).contains(&rows(&state, LAYER).len()));
    state.apply(Command::SetPlayhead(TimeSpan::parse("2031")));
    state.settle();
    assert!(rows(&state, LAYER).is_empty());
    assert!(state.shown().get(ID).unwrap().index.points().is_empty());
    assert!(state.derived_bytes(LAYER) > 12 * ROWS);
    state.apply(Command::NewProject);
    state.settle();
    assert!(state.shown().features.is_empty());
}
