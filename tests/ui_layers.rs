//! The user's own layers as he meets them: the list, the inspector, the report and the jobs, by
//! names, keys and the mouse, without a display.
use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers, OutputCommand, PointerButton};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use oxus::jobs::{JobContext, Progress};
use oxus::model::table::TableBuilder;
use oxus::model::{
    FeatureLayer, FeatureRef, LayerId, LayerSource, LoadReport, Problem, ProblemKind, ProblemPlace,
    Style,
};
use oxus::spatial::{FeatureIndex, LoadedLayer};
use oxus::state::{Command, Edit};
use oxus::ui::{JobId, Request, RunningJob};

use super::window::{Shared, Window, add, click, fly, names, press, screen_at, wait_for, window};

fn geojson(name: &str, lon: f64) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[
        {{"type":"Feature","id":"q7","properties":{{"name":"{name}","people":1234567,"depth":-12.5,
          "felt":true,"when":"2024-03-22","site":"https://example.org/{name}","none":null,
          "list":[1,2]}},"geometry":{{"type":"Point","coordinates":[{lon},36]}}}},
        {{"type":"Feature","properties":{{"name":"second of {name}"}},
          "geometry":{{"type":"Point","coordinates":[{lon},36]}}}}]}}"#
    )
}

/// A file of that name with two features at one place.
fn file(folder: &tempfile::TempDir, name: &str, lon: f64) -> PathBuf {
    let path = folder.path().join(format!("{name}.geojson"));
    std::fs::write(&path, geojson(name, lon)).unwrap();
    path
}

fn copied(harness: &Harness<'_>) -> Vec<String> {
    let commands = &harness.output().platform_output.commands;
    let texts = commands.iter().filter_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

fn click_on_map(harness: &mut Harness<'_>, window: &Shared, lon: f64, lat: f64) {
    let at = screen_at(harness, window, lon, lat);
    click(harness, at, PointerButton::Primary);
}

#[test]
fn added_files_stand_in_the_list_with_their_count_and_fill_the_view() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    let paths = vec![file(&folder, "quakes", 70.0), file(&folder, "posts", 64.0)];
    add(&window, paths);
    wait_for(&mut harness, &window, 2);
    assert_eq!(names(&window), ["posts", "quakes"], "the later above");
    harness.get_by_label("quakes");
    assert_eq!(harness.query_all_by_label("2").count(), 2);
    let said = harness.query_all_by_label_contains(": 2 features").count();
    assert_eq!(said, 2, "each layer is announced");
    fly(&mut harness);
    let center = window.borrow().state.session().viewport.center;
    assert!((center.lat_deg() - 36.0).abs() < 0.2, "{center:?}");
}

#[test]
fn pasted_geojson_becomes_a_layer_and_other_text_is_explained() {
    let (mut harness, window) = window();
    harness.event(egui::Event::Paste(geojson("pasted", 66.0)));
    wait_for(&mut harness, &window, 1);
    assert_eq!(names(&window), ["Pasted"]);
    harness.event(egui::Event::Paste("a shopping list".to_owned()));
    harness.run_steps(2);
    harness.get_by_label_contains("neither GeoJSON nor paths");
    assert_eq!(names(&window), ["Pasted"]);
}

#[test]
fn a_file_that_cannot_be_read_is_named_once_and_adds_no_layer() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    add(&window, vec![folder.path().join("nothing.geojson")]);
    let begin = Instant::now();
    while !window.borrow().layers.activity().jobs.is_empty() {
        harness.run_steps(1);
        assert!(begin.elapsed() < Duration::from_secs(10));
    }
    harness.run_steps(5);
    harness.get_by_label_contains("nothing.geojson");
    assert!(names(&window).is_empty());
}

#[test]
fn a_layer_is_renamed_by_key() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    add(&window, vec![file(&folder, "quakes", 70.0)]);
    wait_for(&mut harness, &window, 1);
    harness.get_by_label("quakes").click();
    harness.run_steps(2);
    press(&mut harness, Modifiers::NONE, Key::F2);
    harness
        .get_by_label("Name of the layer")
        .type_text("quakes of 2024");
    harness.run_steps(2);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(names(&window), ["quakes of 2024"]);
    press(&mut harness, Modifiers::NONE, Key::F2);
    harness
        .get_by_label("Name of the layer")
        .type_text(" not this");
    harness.run_steps(2);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(names(&window), ["quakes of 2024"], "Escape keeps the name");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(names(&window), ["quakes"]);
}

#[test]
fn layers_are_moved_by_key_and_the_focus_goes_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    add(&window, vec![file(&folder, "lower", 70.0)]);
    wait_for(&mut harness, &window, 1);
    add(&window, vec![file(&folder, "upper", 64.0)]);
    wait_for(&mut harness, &window, 2);
    assert_eq!(names(&window), ["upper", "lower"]);
    harness.get_by_label("lower").focus();
    harness.run_steps(2);
    press(&mut harness, Modifiers::COMMAND, Key::ArrowUp);
    assert_eq!(names(&window), ["lower", "upper"]);
    assert!(harness.get_by_label("lower").accesskit_node().is_focused());
    press(&mut harness, Modifiers::COMMAND, Key::ArrowDown);
    assert_eq!(names(&window), ["upper", "lower"]);
}

#[test]
fn a_hidden_layer_is_not_found_under_the_pointer() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    add(&window, vec![file(&folder, "quakes", 70.0)]);
    wait_for(&mut harness, &window, 1);
    harness.get_by_label("Show quakes").click();
    harness.run_steps(3);
    fly(&mut harness);
    click_on_map(&mut harness, &window, 70.0, 36.0);
    let selected = window.borrow().state.session().selected;
    assert!(
        !matches!(selected, Some(FeatureRef::Row(..))),
        "{selected:?}"
    );
}

#[test]
fn a_click_takes_the_nearest_feature_not_the_last_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    let paths = vec![file(&folder, "posts", 66.0), file(&folder, "quakes", 70.0)];
    add(&window, paths);
    wait_for(&mut harness, &window, 2);
    fly(&mut harness);
    let per_pt = {
        let [a, b] = [66.0, 70.0].map(|lon| screen_at(&harness, &window, lon, 36.0));
        4.0 / f64::from(b.x - a.x)
    };
    let near = folder.path().join("near.geojson");
    std::fs::write(&near, geojson("near", 66.0 + 7.0 * per_pt)).unwrap();
    let view = window.borrow().state.session().viewport;
    add(&window, vec![near]);
    wait_for(&mut harness, &window, 3);
    fly(&mut harness);
    let back = Command::Navigate(oxus::state::Navigate::Jump(view));
    window.borrow_mut().state.apply(back);
    harness.run_steps(2);
    let chosen = |window: &Shared| match window.borrow().state.session().selected {
        Some(FeatureRef::Row(layer, _)) => layer,
        other => panic!("{other:?}"),
    };
    click_on_map(&mut harness, &window, 66.0 + per_pt, 36.0);
    assert_eq!(chosen(&window), LayerId(1));
    click_on_map(&mut harness, &window, 66.0 + 6.0 * per_pt, 36.0);
    assert_eq!(chosen(&window), LayerId(3));
}

#[test]
fn a_removed_layer_comes_back_with_undo() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    add(&window, vec![file(&folder, "quakes", 70.0)]);
    wait_for(&mut harness, &window, 1);
    harness.get_by_label("quakes").click();
    harness.run_steps(2);
    press(&mut harness, Modifiers::NONE, Key::Delete);
    assert!(names(&window).is_empty());
    harness.get_by_label_contains("Removed quakes. Undo:");
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    assert_eq!(names(&window), ["quakes"]);
    harness.get_by_label("2");
    assert!(window.borrow().layers.activity().jobs.is_empty());
}

#[test]
fn a_copy_of_a_layer_shares_its_features() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    add(&window, vec![file(&folder, "quakes", 70.0)]);
    wait_for(&mut harness, &window, 1);
    harness.get_by_label("Options of quakes").click();
    harness.run_steps(3);
    harness.get_by_label("Duplicate").click();
    harness.run_steps(3);
    assert_eq!(names(&window), ["quakes copy", "quakes"]);
    let window = window.borrow();
    assert!(window.layers.activity().jobs.is_empty(), "nothing is read");
    let tables: Vec<_> = window.state.layers().values().collect();
    assert!(std::sync::Arc::ptr_eq(&tables[0].table, &tables[1].table));
}

#[test]
fn exchanging_the_axes_reads_again_and_undo_reads_back() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    add(&window, vec![file(&folder, "quakes", 70.0)]);
    wait_for(&mut harness, &window, 1);
    let first = || {
        let window = window.borrow();
        let loaded = window.state.layers().values().next().unwrap();
        loaded.table.geometries().positions()[0].map(f64::to_bits)
    };
    harness.get_by_label("Options of quakes").click();
    harness.run_steps(3);
    harness
        .get_by_label("Exchange longitude and latitude")
        .click();
    harness.run_steps(3);
    wait_for(&mut harness, &window, 1);
    assert_eq!(first(), [36.0, 70.0].map(f64::to_bits));
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    wait_for(&mut harness, &window, 1);
    assert_eq!(first(), [70.0, 36.0].map(f64::to_bits));
}

#[test]
fn a_changed_file_is_marked_and_read_again_only_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    let path = file(&folder, "quakes", 70.0);
    add(&window, vec![path.clone()]);
    wait_for(&mut harness, &window, 1);
    std::fs::write(&path, geojson("moved", 61.0)).unwrap();
    let begin = Instant::now();
    let mark = "The file of quakes has changed. Reload it";
    while harness.query_by_label(mark).is_none() {
        assert!(begin.elapsed() < Duration::from_secs(20), "never noticed");
        std::thread::sleep(Duration::from_millis(50));
        harness.run_steps(1);
    }
    harness.get_by_label(mark).click();
    harness.run_steps(3);
    wait_for(&mut harness, &window, 1);
    assert!(harness.query_by_label(mark).is_none());
    let window = window.borrow();
    let loaded = window.state.layers().values().next().unwrap();
    let [lon, _] = loaded.table.geometries().positions()[0];
    assert!((lon - 61.0).abs() < 1e-12, "{lon}");
}

#[test]
fn the_inspector_shows_each_value_by_its_type_and_copies_it() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    add(&window, vec![file(&folder, "quakes", 70.0)]);
    wait_for(&mut harness, &window, 1);
    window
        .borrow_mut()
        .state
        .apply(Command::Select(Some(FeatureRef::Row(LayerId(1), 0))));
    harness.run_steps(3);
    for shown in [
        "quakes, feature 0",
        "1,234,567",
        "-12.5",
        "true",
        "2024-03-22",
        "https://example.org/quakes",
        "null",
        "AFG-TJK",
    ] {
        assert!(
            harness.query_all_by_label(shown).next().is_some(),
            "{shown} is not shown"
        );
    }
    harness.get_by_label("Copy people").click();
    harness.step();
    assert_eq!(copied(&harness), ["1234567"]);
    harness.get_by_label("Copy all").click();
    harness.step();
    let all = copied(&harness).remove(0);
    assert!(all.contains("people\t1234567\n"), "{all}");
    assert!(all.contains("list\t[1,2]\n"), "{all}");
}

#[test]
fn features_at_one_place_are_gone_through_from_the_inspector() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    add(&window, vec![file(&folder, "quakes", 70.0)]);
    wait_for(&mut harness, &window, 1);
    fly(&mut harness);
    click_on_map(&mut harness, &window, 70.0, 36.0);
    let selected = || window.borrow().state.session().selected;
    let top = selected();
    assert!(matches!(top, Some(FeatureRef::Row(..))), "{top:?}");
    harness.get_by_label("1 of 2 at this place");
    harness.get_by_label("Next at this place").click();
    harness.run_steps(3);
    let below = selected();
    assert!(matches!(below, Some(FeatureRef::Row(..))) && below != top);
    harness.get_by_label("2 of 2 at this place");
    harness.get_by_label("Next at this place").click();
    harness.run_steps(3);
    assert_eq!(selected(), top);
}

/// A layer of two points, the report of which lists what is told here.
fn with_report(window: &Shared, problems: impl Iterator<Item = Problem>) -> LayerId {
    let mut builder = TableBuilder::new();
    for lon in [66.0, 72.0] {
        builder.geometries().push_point([lon, 37.0]);
        builder.end_feature();
    }
    let table = builder.finish();
    let mut report = LoadReport::default();
    problems.for_each(|problem| report.add(problem));
    let index = FeatureIndex::new(&table, &JobContext::unwatched()).unwrap();
    let loaded = LoadedLayer {
        table: table.into(),
        report: report.into(),
        index,
    };
    let layer = FeatureLayer {
        name: "odd".to_owned(),
        source: LayerSource::Text { text: "{}".into() },
        swap_axes: false,
        time: None,
        style: Style::default(),
    };
    let state = &mut window.borrow_mut().state;
    let id = state.new_layer_id();
    state.apply(Command::LayerLoaded(id, loaded.into()));
    state.apply(Command::Edit(Edit::AddLayer(id, layer)));
    id
}

fn problem(kind: ProblemKind, feature: u64) -> Problem {
    Problem {
        kind,
        place: ProblemPlace {
            feature: Some(feature),
            ..ProblemPlace::default()
        },
        found: format!("oddity {feature}"),
        done: "kept",
    }
}

#[test]
fn the_report_lists_problems_by_kind_and_leads_to_each_feature() {
    let (mut harness, window) = window();
    let problems = [
        problem(ProblemKind::OpenRing, 0),
        problem(ProblemKind::DuplicateId, 1),
    ];
    let id = with_report(&window, problems.into_iter());
    harness.run_steps(3);
    harness.get_by_label("2 problems in odd").click();
    harness.run_steps(4);
    let listed = |harness: &Harness<'_>, text: &str| harness.query_by_label(text).is_some();
    let lines = ["feature 0: oddity 0; kept", "feature 1: oddity 1; kept"];
    assert!(lines.iter().all(|line| listed(&harness, line)));
    harness.get_by_label("Ring not closed 1").click();
    harness.run_steps(3);
    assert!(listed(&harness, lines[0]) && !listed(&harness, lines[1]));
    harness.get_by_label("All 2").click();
    harness.run_steps(3);
    harness.get_by_label(lines[1]).click();
    harness.run_steps(240);
    let selected = window.borrow().state.session().selected;
    assert_eq!(selected, Some(FeatureRef::Row(id, 1)));
    let center = window.borrow().state.session().viewport.center;
    assert!((center.lon_deg() - 72.0).abs() < 0.01, "{center:?}");
    harness.get_by_label("Copy as text").click();
    harness.step();
    let text = copied(&harness).remove(0);
    let told = ["oddity 0; kept", "oddity 1; kept"];
    assert!(told.iter().all(|line| text.contains(line)), "{text}");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!listed(&harness, "Copy as text"));
    let selected = window.borrow().state.session().selected;
    assert!(selected.is_some(), "Escape closes the report alone");
}

#[test]
fn a_report_of_a_hundred_thousand_problems_draws_only_what_is_seen() {
    let (mut harness, window) = window();
    let problems = (0..100_000).map(|index| problem(ProblemKind::NoGeometry, index % 2));
    with_report(&window, problems);
    harness.run_steps(3);
    harness.get_by_label("100,000 problems in odd").click();
    harness.run_steps(4);
    let drawn = harness.query_all_by_label_contains("oddity").count();
    assert!((3..60).contains(&drawn), "{drawn} lines");
}

#[test]
fn a_job_shows_how_far_it_is_and_its_button_cancels_it() {
    let (mut harness, window) = window();
    assert!(harness.query_by_label_contains("Cancel").is_none());
    window.borrow_mut().activity.jobs.push(RunningJob {
        id: JobId::Read(LayerId(9)),
        title: "Reading quakes".to_owned(),
        progress: Progress {
            stage: "reading features",
            done: 50_000_000,
            total: 211_000_000,
            features: 0,
        },
    });
    harness.run_steps(3);
    harness.get_by_label("reading features, 50.0 MB of 211 MB");
    harness.get_by_label("Cancel: Reading quakes").click();
    harness.run_steps(2);
    let asked = Request::Cancel(JobId::Read(LayerId(9)));
    assert!(window.borrow().asked.contains(&asked));
}

#[test]
fn a_cancelled_reading_adds_nothing_and_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, window) = window();
    add(&window, vec![file(&folder, "quakes", 70.0)]);
    let job = window.borrow().layers.activity().jobs[0].id;
    {
        let mut window = window.borrow_mut();
        let Window {
            state,
            layers,
            workspace,
            ..
        } = &mut *window;
        let dialogs = &mut workspace.as_mut().unwrap().dialogs;
        layers.run(state, dialogs, Request::Cancel(job));
        assert!(layers.activity().jobs.is_empty());
    }
    for _ in 0..20 {
        harness.run_steps(1);
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(names(&window).is_empty());
    assert!(harness.query_by_label_contains("quakes").is_none());
}
