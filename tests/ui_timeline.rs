//! The timeline as a user meets it: by names, keys and the mouse, without a display.
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers, PointerButton, Pos2, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use oxus::jobs::JobContext;
use oxus::model::table::{Cell, TableBuilder};
use oxus::model::{
    FeatureLayer, LayerKind, LayerSource, LoadReport, Style, TimeField, TimeSpan, TimelineColors,
};
use oxus::spatial::{FeatureIndex, LoadedLayer};
use oxus::state::{Command, Edit};

use super::window::{Shared, window};

fn span(text: &str) -> TimeSpan {
    TimeSpan::parse(text).unwrap()
}

fn shown(window: &Shared) -> Option<String> {
    let window = window.borrow();
    window.state.time_window().map(TimeSpan::to_text)
}

fn saved(window: &Shared) -> Option<String> {
    let window = window.borrow();
    window.state.document().time.window.map(TimeSpan::to_text)
}

fn press(harness: &mut Harness<'_>, key: Key) {
    harness.key_press(key);
    harness.run_steps(3);
}

/// A point of the bars, `along` from the left end of what is in view to the right one.
fn at(harness: &Harness<'_>, along: f32) -> Pos2 {
    let rect = harness.get_by_label("Timeline").rect();
    pos2(rect.left() + rect.width() * along, rect.center().y)
}

fn drag(harness: &mut Harness<'_>, from: Pos2, to: Pos2) {
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    harness.hover_at(from);
    harness.run_steps(2);
    harness.event(button(from, true));
    harness.run_steps(1);
    for step in 1..=4_u8 {
        harness.hover_at(from + (to - from) * (f32::from(step) / 4.0));
        harness.run_steps(1);
    }
    harness.event(button(to, false));
    harness.run_steps(3);
}

/// Give the histogram the focus without changing anything.
fn focus(harness: &mut Harness<'_>) {
    harness.get_by_label("Timeline").focus();
    harness.run_steps(3);
    assert!(harness.get_by_label("Timeline").is_focused());
}

fn value(harness: &Harness<'_>, name: &str) -> String {
    let node = harness.get_by_label(name);
    node.accesskit_node().value().unwrap_or_default()
}

#[test]
fn the_incidents_and_the_phases_of_the_article_are_there_from_the_start() {
    let (harness, window) = window();
    harness.get_by_label_contains("17 incidents");
    harness.get_by_label("Period 2015 to 2020, inside Afghanistan, 2015 to 2020");
    harness.get_by_label("Period After 2020, across borders, 2021 to 2024");
    assert!(value(&harness, "Timeline").contains("any time is shown"));
    assert_eq!(saved(&window), None);
}

#[test]
fn a_drag_shows_a_time_at_once_and_is_one_step_of_the_history() {
    let (mut harness, window) = window();
    let (from, to) = (at(&harness, 0.65), at(&harness, 0.85));
    drag(&mut harness, from, to);
    let first = saved(&window).unwrap();
    assert!(
        first.ends_with("-31") || first.ends_with("-30") || first.ends_with("-28"),
        "{first}"
    );
    assert!(first[..10].ends_with("-01"), "it snaps to months: {first}");
    assert!(window.borrow().state.session().playhead.is_none());
    // Held in the middle it moves, at its end it grows.
    let by = at(&harness, 0.75) - at(&harness, 0.70);
    let middle = at(&harness, 0.75);
    drag(&mut harness, middle, middle - by);
    let moved = saved(&window).unwrap();
    assert!(moved < first, "{moved} is earlier than {first}");
    for _ in 0..2 {
        window.borrow_mut().state.apply(Command::Undo);
    }
    assert_eq!(saved(&window), None, "two gestures, two steps");
}

#[test]
fn all_of_it_works_by_keyboard() {
    let (mut harness, window) = window();
    focus(&mut harness);
    press(&mut harness, Key::ArrowRight);
    assert_eq!(
        saved(&window).unwrap(),
        "2021-08-01/2021-08-31",
        "the first bar"
    );
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::CloseBracket);
    assert_eq!(saved(&window).unwrap(), "2021-09-01/2021-10-31");
    press(&mut harness, Key::OpenBracket);
    press(&mut harness, Key::ArrowLeft);
    assert_eq!(saved(&window).unwrap(), "2021-08-01/2021-08-31");
    assert!(value(&harness, "Timeline").ends_with("window Aug 2021"));
    let center = window.borrow().state.session().viewport.center;
    let before = value(&harness, "Timeline");
    press(&mut harness, Key::Plus);
    assert_ne!(value(&harness, "Timeline"), before, "it zooms");
    press(&mut harness, Key::Home);
    assert_eq!(value(&harness, "Timeline"), before);
    assert_eq!(
        window.borrow().state.session().viewport.center,
        center,
        "the map stays"
    );
    press(&mut harness, Key::Escape);
    assert_eq!(saved(&window), None);
}

#[test]
fn the_ends_can_be_typed_to_any_precision() {
    let (mut harness, window) = window();
    for (name, text) in [
        ("First day of the window", "2022-04-18"),
        ("Last day of the window", "2022"),
    ] {
        harness.get_by_label(name).focus();
        harness.run_steps(2);
        let all = Modifiers::COMMAND;
        harness.key_press_modifiers(all, Key::A);
        harness.run_steps(1);
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run_steps(1);
        press(&mut harness, Key::Enter);
    }
    assert_eq!(saved(&window).unwrap(), "2022-04-18/2022-12-31");
    assert_eq!(value(&harness, "Last day of the window"), "2022-12-31");
    harness.get_by_label("Show any time").click();
    harness.run_steps(3);
    assert_eq!(saved(&window), None);
}

#[test]
fn it_plays_pauses_and_leaves_the_history_alone() {
    let (mut harness, window) = window();
    let before = window.borrow().state.history().can_undo();
    press(&mut harness, Key::Space);
    let first = shown(&window).unwrap();
    harness.run_steps(30);
    let later = shown(&window).unwrap();
    assert!(later > first, "{first} then {later}");
    harness.get_by_label("Pause").click();
    harness.run_steps(3);
    let paused = shown(&window);
    harness.run_steps(10);
    assert_eq!(shown(&window), paused);
    assert_eq!(saved(&window), None);
    assert_eq!(window.borrow().state.history().can_undo(), before);
    harness.get_by_label("Show any time").click();
    harness.run_steps(3);
    assert_eq!(shown(&window), None);
}

#[test]
fn a_period_is_shown_by_its_name_and_a_new_one_is_made_of_the_window() {
    let (mut harness, window) = window();
    harness
        .get_by_label("Period After 2020, across borders, 2021 to 2024")
        .click();
    harness.run_steps(3);
    assert_eq!(saved(&window).unwrap(), "2021-01-01/2024-12-31");
    let edit = Edit::SetTimeWindow(Some(span("2022-04-18/2022-07-05")));
    window.borrow_mut().state.apply(Command::Edit(edit));
    harness.get_by_label("Periods of the timeline").click();
    harness.run_steps(3);
    harness.get_by_label("Name of a new period").focus();
    harness.run_steps(1);
    harness.event(egui::Event::Text("The rockets of 2022".to_owned()));
    harness.run_steps(2);
    harness.get_by_label("Add period").click();
    harness.run_steps(8);
    let names = |window: &Shared| -> Vec<String> {
        let window = window.borrow();
        let periods = window.state.document().time.periods.iter();
        periods.map(|period| period.name.clone()).collect()
    };
    assert_eq!(names(&window).last().unwrap(), "The rockets of 2022");
    harness
        .get_by_label("Remove the period The rockets of 2022")
        .click();
    harness.run_steps(3);
    assert_eq!(names(&window).len(), 2);
}

#[test]
fn a_layer_with_dates_is_offered_and_says_what_has_none() {
    let (mut harness, window) = window();
    let mut builder = TableBuilder::new();
    let [when, seen] = ["when", "seen"].map(|name| builder.column(name));
    for row in 0..340_i32 {
        let text = format!("20{:02}-01-15", 10 + row % 10);
        let cell = if row < 12 {
            Cell::Null
        } else {
            Cell::Text(&text)
        };
        builder.set(when, cell);
        builder.set(seen, Cell::Text("2024-05-01"));
        builder.geometries().push_point([66.0, 37.0]);
        builder.end_feature();
    }
    let table = builder.finish();
    let id = {
        let state = &mut window.borrow_mut().state;
        let id = state.new_layer_id();
        let loaded = LoadedLayer {
            index: FeatureIndex::new(&table, &JobContext::unwatched()).unwrap(),
            table: Arc::new(table),
            report: Arc::new(LoadReport::default()),
        };
        let layer = FeatureLayer {
            name: "Ferries".to_owned(),
            source: LayerSource::Text { text: "".into() },
            swap_axes: false,
            time: None,
            style: Style::for_new_layer(id),
        };
        state.apply(Command::LayerLoaded(id, Arc::new(loaded)));
        state.apply(Command::Edit(Edit::AddLayer(id, layer)));
        state.apply(Command::EndGesture);
        id
    };
    harness.run_steps(3);
    harness.get_by_label_contains("357 features");
    harness.get_by_label("Layers of the timeline").click();
    harness.run_steps(3);
    harness.get_by_label("12 of 340 features have no date");
    assert_eq!(value(&harness, "Date, Ferries"), "when");
    harness.get_by_label("Date, Ferries").click();
    harness.run_steps(3);
    harness.get_by_label("seen").click();
    harness.run_steps(3);
    let chosen = window.borrow().state.document().features[&id].time.clone();
    let expected = TimeField {
        start: "seen".to_owned(),
        end: None,
    };
    assert_eq!(chosen, Some(expected));
    assert!(
        harness
            .query_by_label("12 of 340 features have no date")
            .is_none()
    );
}

#[test]
fn the_layers_of_the_timeline_and_their_colors_are_steps_of_the_project() {
    let (mut harness, window) = window();
    let kind = LayerKind::Incidents;
    let view = |window: &Shared| {
        let window = window.borrow();
        window.state.document().views.get(&kind).cloned()
    };
    harness.get_by_label("Layers of the timeline").click();
    harness.run_steps(3);
    let click_box = |harness: &mut Harness<'_>| {
        let boxes = harness.query_all_by_role_and_label(Role::CheckBox, "Incidents");
        // That of the menu, which stands at the right.
        let left = |node: &egui_kittest::Node<'_>| node.rect().left();
        let of_menu = boxes.max_by(|a, b| left(a).total_cmp(&left(b)));
        of_menu.unwrap().click();
        harness.run_steps(3);
    };
    click_box(&mut harness);
    assert_eq!(view(&window).unwrap().counted, Some(false));
    // What is usual can be chosen again, and is then no choice any more.
    click_box(&mut harness);
    assert_eq!(view(&window), None);
    window.borrow_mut().state.apply(Command::Undo);
    harness.run_steps(3);
    harness.get_by_label_contains("No chosen layer has dates");
    assert_eq!(value(&harness, "Colours by, Incidents"), "kind");
    harness.get_by_label("Colours by, Incidents").click();
    harness.run_steps(3);
    harness.get_by_label("target").click();
    harness.run_steps(3);
    assert_eq!(value(&harness, "Colours by, Incidents"), "target");
    assert_eq!(
        view(&window).unwrap().timeline_colors,
        TimelineColors::Column("target".to_owned())
    );
    harness.get_by_label("Colours by, Incidents").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::Button, "kind").click();
    harness.run_steps(3);
    assert_eq!(
        view(&window).unwrap().timeline_colors,
        TimelineColors::AsOnMap
    );
    window.borrow_mut().state.apply(Command::Undo);
    harness.run_steps(3);
    assert_eq!(value(&harness, "Colours by, Incidents"), "target");
    window.borrow_mut().state.apply(Command::Undo);
    harness.run_steps(3);
    assert_eq!(value(&harness, "Colours by, Incidents"), "kind");
    window.borrow_mut().state.apply(Command::Undo);
    harness.run_steps(3);
    harness.get_by_label_contains("17 incidents");
    assert_eq!(view(&window), None);
}
