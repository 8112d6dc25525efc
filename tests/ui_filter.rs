//! The filter panel as a user meets it: by names, keys and the mouse, without a display.
use egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use oxus::model::{Filter, Join, LayerKind};
use oxus::state::{Command, Edit};

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
    harness.get_by_label("Armed attack").click();
    harness.run_steps(4);
    let ticked = filter(&window);
    assert_eq!(texts(&window), ["kind in ('Shooting', 'Armed attack')"]);
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
fn a_value_that_thousands_of_others_are_more_frequent_than_is_found() {
    let (mut harness, window) = window();
    let rows = (0..3_000).map(|row| format!("R-{row},67.2,37.2\nR-{row},67.3,37.2\n"));
    let rows: String = rows.collect();
    let text = format!("id,longitude,latitude\n{rows}Rare-ONE,67.2,37.3\n");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reports.csv");
    std::fs::write(&path, text).unwrap();
    super::window::add(&window, vec![path]);
    super::window::wait_for(&mut harness, &window, 1);
    let waits = oxus::model::Condition {
        expression: oxus::model::expression::Expression::parse("id in ()").unwrap(),
        enabled: false,
    };
    let filter = Filter {
        conditions: vec![waits],
        ..Filter::default()
    };
    {
        let mut window = window.borrow_mut();
        let layer = *window.state.document().features.keys().next().unwrap();
        let edit = Edit::SetFilter(Some(LayerKind::Features(layer)), filter);
        window.state.apply(Command::Edit(edit));
        window.layout.filters = true;
    }
    harness.set_size(vec2(1280.0, 2400.0));
    harness.run_steps(6);
    harness.get_by_label("The 2,000 most frequent of 3,001 values; search for the others");
    assert!(harness.query_by_label("Rare-ONE").is_none());
    harness.get_by_label("Search values").focus();
    harness.run_steps(2);
    harness.get_by_label("Search values").type_text("rare-o");
    harness.run_steps(4);
    harness.get_by_label("Rare-ONE").click();
    harness.run_steps(6);
    let passing = |window: &Shared| {
        let window = window.borrow();
        let layer = *window.state.document().features.keys().next().unwrap();
        let rows = window.state.passing(LayerKind::Features(layer));
        rows.map(|rows| rows.iter().collect::<Vec<_>>())
    };
    assert_eq!(passing(&window), Some(vec![6_000]));
    // Without the search it stands above those that are more frequent.
    harness.get_by_label("Search values").focus();
    harness.run_steps(2);
    press(&mut harness, Modifiers::COMMAND, Key::A);
    press(&mut harness, Modifiers::NONE, Key::Delete);
    let rare = harness.get_by_label("Rare-ONE").rect();
    assert!(rare.top() < harness.get_by_label("R-0").rect().top());
}

#[test]
fn dates_of_a_window_are_typed_and_taken_once_they_are_dates() {
    let (mut harness, window) = open();
    add(&mut harness, "Date window");
    assert_eq!(texts(&window), ["during('2015-01-01', '2020-12-31')"]);
    harness.get_by_label("From").focus();
    harness.run_steps(2);
    press(&mut harness, Modifiers::COMMAND, Key::A);
    harness.get_by_label("From").type_text("2018-");
    harness.run_steps(4);
    assert_eq!(texts(&window), ["during('2015-01-01', '2020-12-31')"]);
    harness.get_by_label("From").type_text("06");
    harness.run_steps(4);
    assert_eq!(texts(&window), ["during('2018-06', '2020-12-31')"]);
}

#[test]
fn another_property_asks_nothing_until_a_value_is_ticked() {
    let (mut harness, window) = open();
    add(&mut harness, "Category");
    harness.get_by_label("Shooting").click();
    harness.run_steps(4);
    choose(&mut harness, "Property", "target");
    assert!(!filter(&window).conditions[0].enabled);
    let passing = window.borrow().state.passing(LayerKind::Incidents).cloned();
    assert_eq!(passing, None, "all pass");
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
        harness.get_by_label("Expression text").type_text(text);
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
    harness.get_by_label("Expression text").focus();
    harness.run_steps(2);
    press(&mut harness, Modifiers::NONE, Key::End);
    harness
        .get_by_label("Expression text")
        .type_text(" and kimd = 1");
    harness.run_steps(4);
    let told = harness.query_all_by_label_contains("There is no property 'kimd'");
    assert!(told.count() > 0);
    harness.get_by_label("Expression text").type_text(" and");
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

/// The summary open, everything counted.
fn summary() -> (Harness<'static>, Shared) {
    let (mut harness, window) = open();
    window.borrow_mut().layout.summary = true;
    settled(&mut harness, &window);
    (harness, window)
}

fn settled(harness: &mut Harness<'_>, window: &Shared) {
    harness.run_steps(4);
    window.borrow_mut().state.settle();
    harness.run_steps(4);
}

#[test]
fn a_bar_filters_when_it_is_clicked_and_the_counts_follow() {
    let (mut harness, window) = summary();
    choose(&mut harness, "Count by", "target");
    harness.get_by_label("Embassy: 3, 18 %").click();
    settled(&mut harness, &window);
    assert_eq!(texts(&window), ["target in ('Embassy')"]);
    let passing = |window: &Shared| {
        let window = window.borrow();
        let rows = window.state.passing(LayerKind::Incidents);
        rows.map(|rows| rows.len())
    };
    assert_eq!(passing(&window), Some(3));
    harness.get_by_label("3 of 17 features pass");
    harness.get_by_label("Embassy: 3, 100 %");
    // What the filter leaves out is still there to be chosen beside.
    let shrine = harness.get_by_label("Shrine: 0 of 2, 0 %").rect().center();
    super::window::click_with(
        &mut harness,
        shrine,
        egui::PointerButton::Primary,
        Modifiers::COMMAND,
    );
    settled(&mut harness, &window);
    assert_eq!(texts(&window), ["target in ('Embassy', 'Shrine')"]);
    assert_eq!(passing(&window), Some(5));
    harness.get_by_label("Clear choice").click();
    settled(&mut harness, &window);
    assert_eq!(texts(&window), [""; 0]);
    assert_eq!(passing(&window), None);
}

#[test]
fn bars_answer_to_the_keyboard_and_bands_tell_what_is_certain() {
    let (mut harness, window) = summary();
    choose(&mut harness, "Count by", "Distance to a border");
    let bar = harness.get_by_label_contains("0 to 25 km: ");
    let spoken = bar.accesskit_node().label().unwrap();
    assert!(spoken.contains("certainly"), "{spoken}");
    bar.focus();
    harness.run_steps(2);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    settled(&mut harness, &window);
    assert_eq!(
        texts(&window),
        ["band(distance_to('AFG-TJK'), 25 km) in (0.0)"]
    );
    harness.get_by_label("Use condition: Distance to AFG-TJK is 0 to 25 km");
}

#[test]
fn the_chart_is_asked_for_with_its_figures() {
    let (mut harness, window) = summary();
    choose(&mut harness, "Count by", "claimed by");
    harness.get_by_label_contains("the counts add up to 18 for 17 features");
    harness.get_by_label("Export…").click();
    harness.run_steps(4);
    let window = window.borrow();
    let [oxus::ui::Request::ExportChart(order)] = window.asked.as_slice() else {
        panic!("{:?}", window.asked)
    };
    assert_eq!(order.title, "Incidents by claimed by");
    assert_eq!(
        order.header,
        ["claimed by", "count", "share", "count without filter"]
    );
    assert_eq!(order.rows[0], ["ISKP", "8", "0.470588", "8"]);
}

#[test]
fn an_area_is_drawn_on_the_map() {
    let (mut harness, window) = open();
    harness.get_by_label("Add condition to Incidents").click();
    harness.run_steps(4);
    harness
        .get_by_label("Inside an area drawn on the map")
        .click();
    harness.run_steps(4);
    for (lon, lat) in [(68.0, 33.5), (70.5, 33.5), (69.5, 36.0)] {
        let at = super::window::screen_at(&harness, &window, lon, lat);
        super::window::click(&mut harness, at, egui::PointerButton::Primary);
        // Not a double click.
        harness.run_steps(60);
    }
    press(&mut harness, Modifiers::NONE, Key::Enter);
    settled(&mut harness, &window);
    let found = texts(&window);
    assert!(found[0].starts_with("inside('POLYGON(("), "{found:?}");
    // Those at Kabul.
    let state = &window.borrow().state;
    assert_eq!(state.passing(LayerKind::Incidents).unwrap().len(), 5);
}
