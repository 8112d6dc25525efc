//! The filter panel as a user meets it: by names, keys and the mouse, without a display.
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use oxus::model::{Filter, Join, LayerKind};
use oxus::state::Command;

use super::window::{Shared, press, window};

/// The window with the filters open and high enough for all of them.
fn open() -> (Harness<'static>, Shared) {
    let (mut harness, window) = window();
    window.borrow_mut().layout.filters = true;
    harness.set_size(vec2(1280.0, 2400.0));
    harness.run_steps(6);
    (harness, window)
}

fn filter(window: &Shared) -> Filter {
    let window = window.borrow();
    let filters = &window.state.document().filters;
    filters
        .get(&LayerKind::Incidents)
        .cloned()
        .unwrap_or_default()
}

fn texts(window: &Shared) -> Vec<String> {
    let conditions = filter(window).conditions;
    conditions
        .iter()
        .map(|one| one.expression.to_string())
        .collect()
}

fn add(harness: &mut Harness<'_>, condition: &str) {
    harness.get_by_label("Add condition to Incidents").click();
    harness.run_steps(4);
    harness.get_by_label(condition).click();
    harness.run_steps(6);
}

fn choose(harness: &mut Harness<'_>, list: &str, entry: &str) {
    harness.get_by_label(list).click();
    harness.run_steps(4);
    harness.get_by_label(entry).click();
    harness.run_steps(6);
}

#[test]
fn categories_are_ticked_and_each_tick_is_one_step() {
    let (mut harness, window) = open();
    add(&mut harness, "Category");
    let added = filter(&window);
    assert_eq!(texts(&window), ["kind in ()"]);
    assert!(!added.conditions[0].enabled, "nothing chosen asks nothing");
    harness.get_by_label("Shooting").click();
    harness.run_steps(4);
    harness.get_by_label("Bombing").click();
    harness.run_steps(4);
    let ticked = filter(&window);
    assert_eq!(texts(&window), ["kind in ('Shooting', 'Bombing')"]);
    assert!(ticked.conditions[0].enabled);
    window.borrow_mut().state.apply(Command::Undo);
    harness.run_steps(4);
    assert_eq!(texts(&window), ["kind in ('Shooting')"]);
    let shooting = harness.get_by_label("Shooting");
    assert_eq!(
        shooting.accesskit_node().toggled(),
        Some(egui::accesskit::Toggled::True)
    );
    choose(&mut harness, "Property", "target");
    assert_eq!(texts(&window), ["target in ()"]);
}

#[test]
fn conditions_are_joined_switched_off_and_removed() {
    let (mut harness, window) = open();
    add(&mut harness, "Inside the map view");
    add(&mut harness, "Border distance");
    assert_eq!(
        texts(&window),
        ["in_view()", "distance_to('AFG-TJK') < 25 km"]
    );
    assert_eq!(filter(&window).join, Join::All);
    choose(&mut harness, "Must meet", "Any condition");
    assert_eq!(filter(&window).join, Join::Any);
    choose(&mut harness, "Counts", "Certainly within");
    assert_eq!(
        texts(&window)[1],
        "certainly(distance_to('AFG-TJK') < 25 km)"
    );
    harness
        .get_by_label("Use condition: Inside the map view")
        .click();
    harness.run_steps(4);
    assert!(!filter(&window).conditions[0].enabled);
    harness
        .get_by_label("Remove condition: Inside the map view")
        .click();
    harness.run_steps(4);
    assert_eq!(
        texts(&window),
        ["certainly(distance_to('AFG-TJK') < 25 km)"]
    );
}

#[test]
fn a_range_is_moved_by_the_keyboard_and_becomes_one_step() {
    let (mut harness, window) = open();
    add(&mut harness, "Number range");
    choose(&mut harness, "Property", "killed, least");
    assert_eq!(texts(&window), ["\"killed, least\" is not null"]);
    harness.get_by_label("Most, handle").focus();
    harness.run_steps(2);
    for _ in 0..10 {
        press(&mut harness, Modifiers::NONE, Key::ArrowLeft);
    }
    let moved = texts(&window);
    let (_, most) = moved[0].rsplit_once(' ').unwrap();
    let most: i64 = most.parse().unwrap();
    let greatest = 183;
    assert!(most < greatest, "{moved:?}");
    harness.get_by_label("Use condition: killed, least from 0 to 163");
}

#[test]
fn an_expression_is_applied_when_it_can_be_read_and_completed_at_the_cursor() {
    let (mut harness, window) = open();
    add(&mut harness, "Expression");
    let typed = |harness: &mut Harness<'_>, text: &str| {
        harness.get_by_label("Expression").type_text(text);
        harness.run_steps(4);
    };
    typed(&mut harness, "targ");
    press(&mut harness, Modifiers::NONE, Key::Enter);
    typed(&mut harness, "= 'emb");
    press(&mut harness, Modifiers::NONE, Key::Tab);
    assert_eq!(texts(&window), ["target = 'Embassy'"]);
    // Now its widget shows it, and its text only on demand.
    harness
        .get_by_label("Use condition: target is Embassy")
        .scroll_to_me();
    harness.run_steps(2);
}

#[test]
fn an_error_is_told_and_the_last_expression_stays() {
    let (mut harness, window) = open();
    add(&mut harness, "Inside the map view");
    harness
        .get_by_label("Show as expression: Inside the map view")
        .click();
    harness.run_steps(4);
    harness.get_by_label("Expression").focus();
    harness.run_steps(2);
    press(&mut harness, Modifiers::NONE, Key::End);
    harness
        .get_by_label("Expression")
        .type_text(" and kimd = 1");
    harness.run_steps(4);
    harness.get_by_label_contains("There is no property 'kimd'");
    harness.get_by_label("Expression").type_text(" and");
    harness.run_steps(4);
    harness.get_by_label_contains("Expected");
    assert_eq!(texts(&window), ["in_view() and kimd = 1"]);
}

#[test]
fn a_country_and_the_selected_features_are_chosen() {
    let (mut harness, window) = open();
    add(&mut harness, "Inside a country or province");
    harness
        .get_by_label("Search countries and provinces")
        .focus();
    harness.run_steps(2);
    harness
        .get_by_label("Search countries and provinces")
        .type_text("kabul");
    harness.run_steps(4);
    harness.get_by_label("Kabul, Afghanistan").click();
    harness.run_steps(4);
    assert_eq!(texts(&window), ["inside('AF-KAB')"]);
    assert!(filter(&window).conditions[0].enabled);
    let rows = [3, 4, 5, 9].into_iter().collect();
    let mode = oxus::model::SelectMode::Replace;
    window
        .borrow_mut()
        .state
        .apply(Command::SelectRows(LayerKind::Incidents, rows, mode));
    harness.run_steps(4);
    add(&mut harness, "The selected features");
    assert_eq!(texts(&window)[1], "rows('3-5,9')");
}
