//! Several features selected at once, as a user meets them: on the map, by keys, in the inspector.
use std::sync::Arc;

use egui::{Key, Modifiers, PointerButton};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use oxus::geodesy::lon_lat;
use oxus::jobs::JobContext;
use oxus::model::table::{Cell, GeometryKind, TableBuilder};
use oxus::model::{
    FeatureLayer, FeatureRef, LayerId, LayerKind, LayerSource, LoadReport, PointDrawing, RowSet,
    SelectMode, Style,
};
use oxus::spatial::{FeatureIndex, LoadedLayer};
use oxus::state::{Command, Edit, Navigate};

use super::window::{Shared, click_with, press, screen_at, window};

/// A layer of points on the parallel of 35 degrees, ten of them a degree apart and the others on
/// these, with a property that is one in all, one that is not, and one that only the first lacks.
fn layer(window: &Shared, name: &str, rows: u32) -> LayerId {
    let mut builder = TableBuilder::new();
    let [kind, number, note] = ["kind", "number", "note"].map(|name| builder.column(name));
    for row in 0..rows {
        builder.set(kind, Cell::Text("ferry"));
        builder.set(number, Cell::Integer(i64::from(row)));
        if row > 0 {
            builder.set(note, Cell::Text("seen"));
        }
        let lon = 62.0 + f64::from(row % 10);
        builder.geometries().push_point([lon, 35.0]);
        builder.end_feature();
    }
    add(window, name, builder)
}

fn add(window: &Shared, name: &str, builder: TableBuilder) -> LayerId {
    let table = builder.finish();
    let loaded = LoadedLayer {
        index: FeatureIndex::new(&table, &JobContext::unwatched()).unwrap(),
        table: Arc::new(table),
        report: Arc::new(LoadReport::default()),
    };
    let state = &mut window.borrow_mut().state;
    let id = state.new_layer_id();
    let layer = FeatureLayer {
        name: name.to_owned(),
        source: LayerSource::Text { text: "".into() },
        swap_axes: false,
        time: None,
        style: Style::for_new_layer(id),
    };
    state.apply(Command::LayerLoaded(id, Arc::new(loaded)));
    state.apply(Command::Edit(Edit::AddLayer(id, layer)));
    id
}

fn click_row(harness: &mut Harness<'_>, window: &Shared, row: u32, modifiers: Modifiers) {
    let at = screen_at(harness, window, 62.0 + f64::from(row), 35.0);
    click_with(harness, at, PointerButton::Primary, modifiers);
}

fn selected(window: &Shared) -> Vec<FeatureRef> {
    window.borrow().state.session().selection.iter().collect()
}

fn shown(window: &Shared) -> Option<FeatureRef> {
    window.borrow().state.session().selected
}

#[test]
fn control_and_shift_clicks_add_to_the_selection_and_take_from_it() {
    let (mut harness, window) = window();
    let id = layer(&window, "crossings", 10);
    harness.run_steps(3);
    click_row(&mut harness, &window, 1, Modifiers::NONE);
    click_row(&mut harness, &window, 3, Modifiers::COMMAND);
    click_row(&mut harness, &window, 5, Modifiers::SHIFT);
    let rows = |rows: &[u32]| -> Vec<FeatureRef> {
        rows.iter().map(|row| FeatureRef::Row(id, *row)).collect()
    };
    assert_eq!(selected(&window), rows(&[1, 3, 5]));
    click_row(&mut harness, &window, 3, Modifiers::COMMAND);
    assert_eq!(selected(&window), rows(&[1, 5]));
    let nothing = screen_at(&harness, &window, 66.0, 33.0);
    click_with(
        &mut harness,
        nothing,
        PointerButton::Primary,
        Modifiers::COMMAND,
    );
    assert_eq!(selected(&window).len(), 2, "a miss loses nothing");
    click_row(&mut harness, &window, 2, Modifiers::NONE);
    assert_eq!(selected(&window), rows(&[2]));
}

#[test]
fn the_inspector_goes_through_the_selected_and_escape_clears_them() {
    let (mut harness, window) = window();
    let id = layer(&window, "crossings", 60);
    let rows: RowSet = [3, 7, 40].into_iter().collect();
    let select = Command::SelectRows(LayerKind::Features(id), rows, SelectMode::Replace);
    window.borrow_mut().state.apply(select);
    let all = [3, 7, 40].map(|row| FeatureRef::Row(id, row));
    harness.run_steps(3);
    harness.get_by_label("1 of 3 selected");
    harness.get_by_label("crossings, feature 3");
    harness.get_by_label("Next selected").click();
    harness.run_steps(3);
    harness.get_by_label("crossings, feature 7");
    press(&mut harness, Modifiers::NONE, Key::PageDown);
    assert_eq!(shown(&window), Some(all[2]));
    press(&mut harness, Modifiers::NONE, Key::PageDown);
    assert_eq!(shown(&window), Some(all[0]), "the first follows the last");
    press(&mut harness, Modifiers::NONE, Key::PageUp);
    assert_eq!(shown(&window), Some(all[2]));
    harness.get_by_label("3 of 3 selected");
    assert_eq!(selected(&window), all);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(selected(&window).is_empty());
    assert!(harness.query_by_label("Close details").is_none());
}

#[test]
fn what_the_selected_have_in_common_is_told_by_layer_and_property() {
    let (mut harness, window) = window();
    let (upper, lower) = (layer(&window, "upper", 60), layer(&window, "lower", 9));
    for (id, rows) in [(upper, 1..4), (lower, 5..7)] {
        let layer = LayerKind::Features(id);
        let select = Command::SelectRows(layer, rows.collect(), SelectMode::Add);
        window.borrow_mut().state.apply(select);
    }
    harness.run_steps(3);
    harness.get_by_label("5 features are selected");
    let count = |harness: &Harness<'_>, text: &str| harness.query_all_by_label(text).count();
    for (name, rows) in [("upper", "3"), ("lower", "2")] {
        assert!(
            count(&harness, name) > 1,
            "{name} is in the list of layers too"
        );
        assert!(count(&harness, rows) > 0, "{rows} of {name}");
    }
    // Once in common and once in the feature that is shown.
    assert_eq!((count(&harness, "ferry"), count(&harness, "seen")), (2, 2));
    assert_eq!(count(&harness, "various"), 1, "their numbers");
    let first = Command::ToggleSelected(FeatureRef::Row(upper, 0));
    window.borrow_mut().state.apply(first);
    harness.run_steps(3);
    assert_eq!(count(&harness, "various"), 2, "one has no note");
    let place = Command::ToggleSelected(FeatureRef::Place(0));
    window.borrow_mut().state.apply(place);
    harness.run_steps(3);
    harness.get_by_label("They have no property in common.");
}

/// More values than are compared in a frame.
#[test]
fn a_large_selection_is_compared_over_several_frames() {
    let (mut harness, window) = window();
    let id = layer(&window, "crossings", 200_000);
    let rows = RowSet::first(200_000);
    let select = Command::SelectRows(LayerKind::Features(id), rows, SelectMode::Replace);
    window.borrow_mut().state.apply(select);
    harness.run_steps(2);
    harness.get_by_label("200,000 features are selected");
    harness.get_by_label("Comparing their properties…");
    harness.run_steps(10);
    assert!(
        harness
            .query_by_label("Comparing their properties…")
            .is_none()
    );
    assert_eq!(harness.query_all_by_label("ferry").count(), 2);
    harness.key_press(Key::PageUp);
    harness.run_steps(3);
    harness.get_by_label("200,000 of 200,000 selected");
    assert!(harness.run_ok().is_some(), "it comes to rest");
}

#[test]
fn a_large_feature_is_being_measured_until_its_distances_are_there() {
    let (mut harness, window) = window();
    let mut builder = TableBuilder::new();
    for step in 0..500 {
        let east = f64::from(step) / 100.0;
        builder.geometries().push_position([64.0 + east, 35.0]);
    }
    builder.geometries().end_path();
    builder.geometries().end_part();
    builder.geometries().end_geometry(GeometryKind::LineString);
    builder.end_feature();
    let id = add(&window, "road", builder);
    let select = Command::Select(Some(FeatureRef::Row(id, 0)));
    window.borrow_mut().state.apply(select);
    harness.run_steps(3);
    harness.get_by_label("Measuring…");
    assert!(harness.query_by_label("AFG-TJK").is_none());

    let task = window.borrow().state.measure_task().unwrap();
    let measured = task.run(&JobContext::unwatched()).unwrap();
    let measured = Command::FeatureMeasured(Box::new(measured));
    window.borrow_mut().state.apply(measured);
    harness.run_steps(3);
    assert!(harness.query_by_label("Measuring…").is_none());
    harness.get_by_label("AFG-TJK");
}

#[test]
fn a_click_on_a_cluster_comes_nearer_until_its_points_can_be_chosen() {
    let (mut harness, window) = window();
    let id = layer(&window, "crossings", 60);
    let style = Style {
        points: PointDrawing::Clusters,
        ..Style::for_new_layer(id)
    };
    let edit = Edit::SetStyle(id, style);
    window.borrow_mut().state.apply(Command::Edit(edit));
    let zoom = |window: &Shared| window.borrow().state.session().viewport.zoom;
    let before = zoom(&window);
    harness.run_steps(3);
    // Of the points from 65 to 67 degrees.
    click_row(&mut harness, &window, 4, Modifiers::NONE);
    harness.run_steps(120);
    assert!(zoom(&window) > before + 1.5, "{before} {}", zoom(&window));
    assert_eq!(shown(&window), None);
    // Six points at one place stay one cluster, however near.
    let at = window.borrow().state.session().viewport.center;
    let fly = Navigate::FlyTo {
        center: lon_lat(65.0, 35.0),
        zoom: 16.0,
    };
    window.borrow_mut().state.apply(Command::Navigate(fly));
    harness.run_steps(400);
    assert_ne!(window.borrow().state.session().viewport.center, at);
    click_row(&mut harness, &window, 3, Modifiers::NONE);
    assert!(matches!(shown(&window), Some(FeatureRef::Row(_, row)) if row % 10 == 3));
}
