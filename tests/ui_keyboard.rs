//! Every control of the panels has a name and is reached by the keyboard alone, without a display.
use std::collections::BTreeMap;

use egui::accesskit::Role;
use egui::{Key, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use oxus::model::expression::Expression;
use oxus::model::{Condition, Filter, LayerKind};
use oxus::state::{Command, Edit};

use super::window::{Shared, add, wait_for, window};

const ROLES: [Role; 13] = [
    Role::Button,
    Role::CheckBox,
    Role::ColorWell,
    Role::ComboBox,
    Role::Grid,
    Role::Link,
    Role::ListBoxOption,
    Role::RadioButton,
    Role::ScrollBar,
    Role::SearchInput,
    Role::Slider,
    Role::SpinButton,
    Role::TextInput,
];
/// What the pointer has and the keys do otherwise: layers are moved by Ctrl+Up and Down, rows are
/// scrolled by their own keys.
const BY_POINTER: [&str; 2] = ["Drag ", "Scroll "];

/// All controls that can be used: what they are called, by what egui knows them by.
fn controls(harness: &Harness<'_>) -> BTreeMap<String, (Role, String)> {
    let nodes = harness.query_all_by(|node| {
        let unnamed_scroll_bar = node.role() == Role::ScrollBar && node.label().is_none();
        ROLES.contains(&node.role()) && !node.is_disabled() && !unnamed_scroll_bar
    });
    let told = nodes.map(|node| {
        let node = node.accesskit_node();
        let name = node.label().unwrap_or_default();
        (format!("{:?}", node.id()), (node.role(), name))
    });
    told.filter(|(_, (_, name))| !BY_POINTER.iter().any(|start| name.starts_with(start)))
        .collect()
}

fn focused(harness: &Harness<'_>) -> Option<String> {
    let mut nodes = harness.query_all_by(|node| node.is_focused() && ROLES.contains(&node.role()));
    let node = nodes.next()?;
    Some(format!("{:?}", node.accesskit_node().id()))
}

/// Tab from control to control; all must have been reached.
fn assert_all_are_reached(harness: &mut Harness<'_>) {
    let mut reached = Vec::new();
    let all = controls(harness);
    assert!(all.len() > 20, "{all:?}");
    for (role, name) in all.values() {
        assert!(!name.trim().is_empty(), "a {role:?} without a name");
    }
    for _ in 0..all.len() + 60 {
        harness.key_press(Key::Tab);
        harness.run_steps(1);
        reached.extend(focused(harness));
    }
    let missed = all.iter().filter(|(id, _)| !reached.contains(id));
    let missed: Vec<_> = missed.map(|(_, control)| control).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

/// A layer of dated points and a window high enough for all of a panel.
fn open() -> (Harness<'static>, Shared, LayerKind) {
    let (mut harness, window) = window();
    let row = |row: usize| {
        let kind = ["post", "ferry", "bridge"][row % 3];
        let (killed, year) = (row % 7, 2010 + row % 12);
        format!("{kind},{killed},{year}-05-01,67.2,37.2\n")
    };
    let rows: String = (0..40).map(row).collect();
    let text = format!("kind,killed,date,longitude,latitude\n{rows}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reports.csv");
    std::fs::write(&path, text).unwrap();
    add(&window, vec![path]);
    wait_for(&mut harness, &window, 1);
    harness.set_size(vec2(1700.0, 3000.0));
    let layer = *window
        .borrow()
        .state
        .document()
        .features
        .keys()
        .next()
        .unwrap();
    (harness, window, LayerKind::Features(layer))
}

#[test]
fn each_control_of_the_filters_is_named_and_reached_by_tab() {
    let (mut harness, window, layer) = open();
    let conditions = [
        "kind in ('post')",
        "killed between 1 and 5",
        "search('po')",
        "during('2015', '2018')",
        "possibly(distance_to('AFG-TJK') < 25 km)",
        "in_view()",
        "in_extent(66, 35, 71, 39)",
        "inside('AFG')",
        "rows('0-4,9')",
        "killed > 1 and kind = 'post'",
    ];
    let conditions = conditions.map(|text| Condition {
        expression: Expression::parse(text).unwrap(),
        enabled: true,
    });
    let filter = Filter {
        conditions: conditions.to_vec(),
        ..Filter::default()
    };
    {
        let mut window = window.borrow_mut();
        let edit = Edit::SetFilter(Some(layer), filter);
        window.state.apply(Command::Edit(edit));
        window.layout.filters = true;
        window.layout.timeline = false;
    }
    harness.run_steps(6);
    assert_all_are_reached(&mut harness);
}

#[test]
fn each_control_of_timeline_table_and_summary_is_named_and_reached_by_tab() {
    let (mut harness, window, _) = open();
    {
        let layout = &mut window.borrow_mut().layout;
        (layout.table, layout.summary) = (true, true);
    }
    harness.run_steps(6);
    harness.get_by_label("Statistics").click();
    harness.run_steps(6);
    assert_all_are_reached(&mut harness);
}

#[test]
fn each_control_of_a_style_is_named_and_reached_by_tab() {
    let (mut harness, window, _) = open();
    window.borrow_mut().layout.timeline = false;
    harness.run_steps(3);
    harness.get_by_label("Options of reports").click();
    harness.run_steps(4);
    for (list, entry) in [("Colour by", "Graduated"), ("Size by", "killed")] {
        harness.get_by_label(list).click();
        harness.run_steps(4);
        harness.get_by_label(entry).click();
        harness.run_steps(4);
    }
    assert_all_are_reached(&mut harness);
}
