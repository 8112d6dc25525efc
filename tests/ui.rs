//! The window's inside as a user meets it: through names, keys and the mouse, without a display.
use egui::{Key, Modifiers, PointerButton};
use egui_kittest::kittest::Queryable as _;
use oxus::model::{BasemapTheme, FeatureRef, LayerKind};
use oxus::ui::Action;

use super::window::{Shared, click, screen_at, window};

fn incident(window: &Shared, id: &str) -> FeatureRef {
    let window = window.borrow();
    let index = window
        .state
        .atlas()
        .incidents
        .iter()
        .position(|incident| incident.id == id)
        .unwrap();
    FeatureRef::Incident(index as u32)
}

#[test]
fn a_click_on_the_termez_impact_opens_its_details_with_both_distances() {
    let (mut harness, window) = window();
    let at = screen_at(&harness, &window, 67.2783, 37.2242);
    click(&mut harness, at, PointerButton::Primary);
    let selected = window.borrow().state.session().selected;
    let impacts =
        ["termez-2022-04-impact", "termez-2022-07-impact"].map(|id| Some(incident(&window, id)));
    assert!(impacts.contains(&selected), "{selected:?}");
    harness.get_by_label("AFG-TJK");
    harness.get_by_label("AFG-UZB");
    let (_, distances) = window.borrow().state.marked().unwrap();
    assert_eq!(distances.len(), 2);
    for found in &distances {
        let shown = oxus::geodesy::notation::format_distance(found.distance);
        assert!(
            harness.query_all_by_label_contains(&shown).next().is_some(),
            "{shown} is not shown"
        );
    }
    harness.get_by_label("Sources");
}

#[test]
fn a_right_click_asks_any_place_for_its_distances() {
    let (mut harness, window) = window();
    let at = screen_at(&harness, &window, 66.0, 34.5);
    click(&mut harness, at, PointerButton::Secondary);
    let window = window.borrow();
    let probe = window.state.session().probe.unwrap();
    assert!((probe.lon_deg() - 66.0).abs() < 0.02 && (probe.lat_deg() - 34.5).abs() < 0.02);
    let (_, distances) = window.state.marked().unwrap();
    let first: Vec<&str> = distances
        .iter()
        .map(|found| found.border.as_str())
        .collect();
    assert_eq!(first, ["AFG-TJK", "AFG-UZB"]);
    harness.get_by_label("Other borders");
    harness.get_by_label("Place on the map");
}

#[test]
fn choosing_an_incident_in_the_list_flies_there() {
    let (mut harness, window) = window();
    let crocus = incident(&window, "crocus-2024");
    let title = {
        let window = window.borrow();
        let FeatureRef::Incident(index) = crocus else {
            panic!()
        };
        window.state.atlas().incidents[index as usize].title.clone()
    };
    harness.get_by_label("Search incidents").focus();
    harness.run_steps(2);
    harness.get_by_label("Search incidents").type_text("crocus");
    harness.run_steps(2);
    harness.get_by_label(&title).click();
    harness.run_steps(240);
    let window = window.borrow();
    let session = window.state.session();
    assert_eq!(session.selected, Some(crocus));
    assert!(
        (session.viewport.center.lat_deg() - 55.8258).abs() < 0.01,
        "{:?}",
        session.viewport
    );
    assert!(!session.is_moving());
}

#[test]
fn typing_in_a_field_never_moves_or_changes_the_map() {
    let (mut harness, window) = window();
    let before = (
        window.borrow().state.session().viewport,
        window.borrow().state.document().clone(),
    );
    harness.get_by_label("Search incidents").focus();
    harness.run_steps(2);
    for key in [
        Key::G,
        Key::C,
        Key::P,
        Key::L,
        Key::Num2,
        Key::Plus,
        Key::Minus,
        Key::Home,
        Key::ArrowLeft,
    ] {
        harness.key_press(key);
    }
    harness
        .get_by_label("Search incidents")
        .type_text("gcpl2+-");
    harness.run_steps(30);
    assert_eq!(window.borrow().state.session().viewport, before.0);
    assert_eq!(window.borrow().state.document(), &before.1);
}

#[test]
fn keys_move_the_map_and_home_brings_it_back() {
    let (mut harness, window) = window();
    let home = window.borrow().state.session().viewport;
    harness.key_press(Key::Plus);
    harness.run_steps(60);
    let nearer = window.borrow().state.session().viewport;
    assert!(
        (nearer.zoom - home.zoom - 0.75).abs() < 0.02,
        "{} to {}",
        home.zoom,
        nearer.zoom
    );
    harness.key_press(Key::ArrowRight);
    harness.run_steps(60);
    assert!(
        window.borrow().state.session().viewport.center.lon_deg() > nearer.center.lon_deg() + 0.5
    );
    harness.key_press(Key::Home);
    harness.run_steps(200);
    let back = window.borrow().state.session().viewport;
    assert!((back.zoom - home.zoom).abs() < 1e-6);
    assert!((back.center.lon_deg() - home.center.lon_deg()).abs() < 1e-9);
}

#[test]
fn a_layer_is_hidden_and_comes_back_with_undo() {
    let (mut harness, window) = window();
    let visible = || {
        window
            .borrow()
            .state
            .document()
            .layer(LayerKind::Rivers)
            .unwrap()
            .visible
    };
    harness.get_by_label("Rivers").click();
    harness.run_steps(2);
    assert!(!visible());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(2);
    assert!(visible());
}

#[test]
fn a_hidden_layer_is_not_found_under_the_pointer() {
    let (mut harness, window) = window();
    let at = screen_at(&harness, &window, 67.2783, 37.2242);
    click(&mut harness, at, PointerButton::Primary);
    let selected = window.borrow().state.session().selected;
    assert!(matches!(selected, Some(FeatureRef::Incident(_))));
    harness.get_by_label("Incidents").click();
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    let at = screen_at(&harness, &window, 67.2783, 37.2242);
    click(&mut harness, at, PointerButton::Primary);
    let selected = window.borrow().state.session().selected;
    assert!(
        !matches!(selected, Some(FeatureRef::Incident(_))),
        "{selected:?}"
    );
}

#[test]
fn every_action_stands_in_the_list_of_shortcuts() {
    let (mut harness, window) = window();
    window
        .borrow_mut()
        .workspace
        .as_mut()
        .unwrap()
        .dialogs
        .shortcuts = true;
    harness.run_steps(3);
    let egui = harness.ctx.clone();
    for action in Action::ALL {
        let keys = action.keys(&egui);
        for shown in [action.title(), &keys] {
            assert!(
                harness.query_all_by_label(shown).next().is_some(),
                "{shown} of {action:?} is not listed"
            );
        }
    }
}

#[test]
fn each_shortcut_runs_its_own_action_and_no_other() {
    let (mut harness, window) = window();
    for (action, key, modifiers) in [
        (Action::About, Key::F1, Modifiers::SHIFT),
        (Action::Shortcuts, Key::F1, Modifiers::NONE),
        (Action::ExportMap, Key::E, Modifiers::COMMAND),
        (Action::ToggleLegend, Key::L, Modifiers::NONE),
    ] {
        window.borrow_mut().actions.clear();
        harness.key_press_modifiers(modifiers, key);
        harness.run_steps(2);
        assert_eq!(window.borrow().actions, [action]);
    }
}

#[test]
fn redo_has_the_keys_that_people_know() {
    for (modifiers, key) in [
        (Modifiers::COMMAND, Key::Y),
        (Modifiers::COMMAND | Modifiers::SHIFT, Key::Z),
    ] {
        let (mut harness, window) = window();
        let dark = || window.borrow().state.document().basemap == BasemapTheme::Dark;
        harness.key_press(Key::Num2);
        harness.run_steps(2);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        harness.run_steps(2);
        assert!(!dark());
        harness.key_press_modifiers(modifiers, key);
        harness.run_steps(2);
        assert!(dark());
    }
}

#[test]
fn tab_goes_through_the_incidents_under_the_pointer() {
    let (mut harness, window) = window();
    let at = screen_at(&harness, &window, 67.2783, 37.2242);
    harness.hover_at(at);
    harness.run_steps(3);
    let mut seen = Vec::new();
    for _ in 0..3 {
        harness.key_press(Key::Tab);
        harness.run_steps(2);
        seen.push(window.borrow().state.session().selected);
    }
    assert!(seen.iter().all(Option::is_some), "{seen:?}");
    seen.dedup();
    assert_eq!(seen.len(), 3, "each Tab selects another");
}

#[test]
fn escape_closes_what_is_on_top_and_only_then_clears_the_selection() {
    let (mut harness, window) = window();
    let at = screen_at(&harness, &window, 67.2783, 37.2242);
    click(&mut harness, at, PointerButton::Primary);
    harness.get_by_label("Search incidents").focus();
    window
        .borrow_mut()
        .workspace
        .as_mut()
        .unwrap()
        .dialogs
        .about = true;
    harness.run_steps(2);
    let is_selected = || window.borrow().state.session().selected.is_some();
    let about = || window.borrow().workspace.as_ref().unwrap().dialogs.about;
    let escape = |harness: &mut egui_kittest::Harness<'static>| {
        harness.key_press(Key::Escape);
        harness.run_steps(3);
    };
    escape(&mut harness);
    assert!(!about() && is_selected());
    harness.get_by_label("Search incidents").focus();
    harness.run_steps(2);
    escape(&mut harness);
    assert!(is_selected(), "Escape only leaves the field");
    escape(&mut harness);
    assert!(!is_selected());
}

#[test]
fn a_window_that_nobody_touches_asks_for_no_frame() {
    let (mut harness, _window) = window();
    harness.remove_cursor();
    harness.run_steps(10);
    assert!(harness.run_ok().is_some(), "it never comes to rest");
}
