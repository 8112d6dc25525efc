//! The style panel as a user meets it: by names, keys and the mouse, without a display.
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use oxus::jobs::JobContext;
use oxus::model::table::{Cell, GeometryKind, TableBuilder};
use oxus::model::{
    ClassMethod, Coloring, FeatureLayer, LayerId, LayerSource, LoadReport, Rgba, Style,
};
use oxus::spatial::{FeatureIndex, LoadedLayer};
use oxus::state::{Command, Edit};

use super::window::{Shared, window};

/// A layer of points, its options open.
fn open(rows: i64) -> (egui_kittest::Harness<'static>, Shared, LayerId) {
    open_with(rows, |builder, row| {
        let names = ["kind", "people", "marker-color"];
        let [kind, people, color] = names.map(|name| builder.column(name));
        let of = ["post", "ferry", "bridge", "post"][row as usize % 4];
        builder.set(kind, Cell::Text(of));
        builder.set(people, Cell::Integer(row * row));
        builder.set(color, Cell::Text("#ff0000"));
    })
}

/// The same with other columns.
fn open_with(
    rows: i64,
    set: impl Fn(&mut TableBuilder, i64),
) -> (egui_kittest::Harness<'static>, Shared, LayerId) {
    let (mut harness, window) = window();
    let mut builder = TableBuilder::new();
    for row in 0..rows {
        set(&mut builder, row);
        builder
            .geometries()
            .push_point([66.0 + (row % 50) as f64 * 0.05, 37.0]);
        builder.end_feature();
    }
    let table = builder.finish();
    let mut report = LoadReport::default();
    report.geometries.insert(GeometryKind::Point, rows as u64);
    let id = {
        let state = &mut window.borrow_mut().state;
        let id = state.new_layer_id();
        let loaded = LoadedLayer {
            index: FeatureIndex::new(&table, &JobContext::unwatched()).unwrap(),
            table: Arc::new(table),
            report: Arc::new(report),
        };
        let layer = FeatureLayer {
            name: "Crossings".to_owned(),
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
    // High enough for all of the panel.
    harness.set_size(vec2(1280.0, 1800.0));
    harness.run_steps(3);
    harness.get_by_label("Options of Crossings").click();
    harness.run_steps(4);
    (harness, window, id)
}

fn style(window: &Shared, id: LayerId) -> Style {
    window.borrow().state.document().features[&id].style.clone()
}

/// Choose an entry of a list by the name of the list.
fn choose(harness: &mut egui_kittest::Harness<'_>, list: &str, entry: &str) {
    harness.get_by_label(list).click();
    harness.run_steps(4);
    harness.get_by_label(entry).click();
    harness.run_steps(4);
}

#[test]
fn categories_come_with_colors_and_counts_and_go_with_one_undo() {
    let (mut harness, window, id) = open(40);
    choose(&mut harness, "Colour by", "Categories");
    let Coloring::Categories {
        column, classes, ..
    } = style(&window, id).coloring
    else {
        panic!("{:?}", style(&window, id).coloring)
    };
    assert_eq!(column, "kind");
    let values: Vec<&str> = classes.iter().map(|(value, _)| value.as_str()).collect();
    assert_eq!(values, ["post", "bridge", "ferry"]);
    let colors: std::collections::HashSet<Rgba> = classes.iter().map(|class| class.1).collect();
    assert_eq!(colors.len(), 3);
    harness.get_by_label("Colour of post");
    window.borrow_mut().state.apply(Command::Undo);
    harness.run_steps(2);
    assert!(matches!(
        style(&window, id).coloring,
        Coloring::Single { .. }
    ));
}

#[test]
fn classes_of_a_number_follow_the_method_and_the_palette() {
    let (mut harness, window, id) = open(40);
    choose(&mut harness, "Colour by", "Graduated");
    harness.get_by_label("Histogram of people");
    choose(&mut harness, "Method", "Equal intervals");
    choose(&mut harness, "Palette", "YlOrRd");
    let Coloring::Graduated {
        column,
        palette,
        method,
        breaks,
        colors,
        ..
    } = style(&window, id).coloring
    else {
        panic!("{:?}", style(&window, id).coloring)
    };
    assert_eq!((column.as_str(), palette.as_str()), ("people", "YlOrRd"));
    assert_eq!(method, ClassMethod::EqualInterval);
    let expected: Vec<f64> = (0..=5).map(|at| 1521.0 / 5.0 * f64::from(at)).collect();
    for (ours, theirs) in breaks.iter().zip(&expected) {
        assert!((ours - theirs).abs() < 1e-9, "{breaks:?}");
    }
    harness.get_by_label("Reverse the colours").click();
    harness.run_steps(4);
    let Coloring::Graduated {
        colors: reversed, ..
    } = style(&window, id).coloring
    else {
        panic!()
    };
    assert_eq!(reversed.first(), colors.last());
}

/// More rows than are counted within a frame.
#[test]
fn a_large_column_is_counted_beside_the_window() {
    let (mut harness, window, id) = open(60_000);
    choose(&mut harness, "Colour by", "Continuous");
    for _ in 0..500 {
        if matches!(style(&window, id).coloring, Coloring::Continuous { .. }) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        harness.run_steps(1);
    }
    let Coloring::Continuous { range, .. } = style(&window, id).coloring else {
        panic!("{:?}", style(&window, id).coloring)
    };
    assert!(range[0] < range[1]);
}

#[test]
fn a_checkbox_and_a_list_answer_to_the_keyboard() {
    let (mut harness, window, id) = open(40);
    harness.get_by_label("Use the file’s own colours").focus();
    harness.run_steps(2);
    harness.key_press(Key::Space);
    harness.run_steps(3);
    assert!(!style(&window, id).simplestyle);
    harness.get_by_label("Size by").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    harness.get_by_label("people").click();
    harness.run_steps(4);
    let by = style(&window, id).size_by.unwrap();
    assert_eq!(by.column, "people");
    assert!((by.range[1] - 1521.0).abs() < 1e-9);
    assert_eq!(harness.query_all_by_label("Least size").count(), 2);
}

#[test]
fn a_color_is_chosen_by_keys_alone_and_each_choice_is_one_step() {
    let (mut harness, window, id) = open(40);
    let color = |window: &Shared| match style(window, id).coloring {
        Coloring::Single { color } => color,
        other => panic!("{other:?}"),
    };
    let press = |harness: &mut egui_kittest::Harness<'_>, key: Key| {
        harness.key_press(key);
        harness.run_steps(4);
    };
    let first = color(&window);
    harness
        .get_by_role_and_label(Role::ColorWell, "Colour of the layer")
        .focus();
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    // The ready colour that it has has the focus: arrows lead to the others.
    let focused =
        |harness: &egui_kittest::Harness<'_>, label: &str| harness.get_by_label(label).is_focused();
    assert_eq!(first, Rgba::hex(0x00_72B2));
    assert!(focused(&harness, "Blue"));
    harness.get_by_label("Orange").focus();
    harness.run_steps(2);
    press(&mut harness, Key::ArrowDown);
    assert!(focused(&harness, "Rose"));
    press(&mut harness, Key::Space);
    assert_eq!(color(&window), Rgba::hex(0xCC_6677));
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::Enter);
    assert_eq!(color(&window), Rgba::hex(0x88_CCEE));

    // That of the layer comes first.
    let sliders = harness.query_all_by_role_and_label(Role::Slider, "Opacity");
    sliders.last().unwrap().focus();
    harness.run_steps(2);
    press(&mut harness, Key::ArrowLeft);
    assert_eq!(color(&window).to_string(), "#88cceefc");
    press(&mut harness, Key::Tab);

    harness.get_by_label("Code").focus();
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    harness.get_by_label("Code").type_text("#0072b");
    harness.run_steps(4);
    harness.get_by_label("Six digits, such as #0072b2");
    assert_eq!(color(&window).to_string(), "#88cceefc", "no colour yet");
    harness.get_by_label("Code").type_text("2");
    harness.run_steps(4);
    assert_eq!(color(&window).to_string(), "#0072b2fc", "the opacity stays");

    press(&mut harness, Key::Escape);
    assert!(harness.query_by_label("Orange").is_none());
    let button = harness.get_by_role_and_label(Role::ColorWell, "Colour of the layer");
    assert!(button.is_focused());
    assert_eq!(
        button.accesskit_node().value().as_deref(),
        Some("#0072b2fc")
    );

    let steps = ["#88cceefc", "#88ccee", "#cc6677", &first.to_string()];
    for step in steps {
        window.borrow_mut().state.apply(Command::Undo);
        assert_eq!(color(&window).to_string(), step);
    }
}

#[test]
fn sliders_numbers_and_palettes_answer_to_the_keyboard() {
    let (mut harness, window, id) = open(40);
    let before = style(&window, id).size_pt;
    harness.get_by_role_and_label(Role::Slider, "Size").focus();
    harness.run_steps(2);
    harness.key_press(Key::ArrowRight);
    harness.run_steps(3);
    assert!(style(&window, id).size_pt > before);

    choose(&mut harness, "Colour by", "Continuous");
    harness.get_by_label("Palette").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    harness.get_by_label("magma").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    let ramp = |window: &Shared| match style(window, id).coloring {
        Coloring::Continuous { palette, range, .. } => (palette, range),
        other => panic!("{other:?}"),
    };
    assert_eq!(ramp(&window).0, "magma");
    let [from, _] = ramp(&window).1;
    harness
        .get_by_role_and_label(Role::SpinButton, "From")
        .focus();
    harness.run_steps(2);
    harness.key_press(Key::ArrowUp);
    harness.run_steps(3);
    assert!(ramp(&window).1[0] > from);
}

/// A layer of points of eight kinds, two columns of numbers, its options open.
fn open_kinds() -> (egui_kittest::Harness<'static>, Shared, LayerId) {
    open_with(40, |builder, row| {
        let names = ["name", "kind", "same", "people"];
        let [name, kind, same, people] = names.map(|name| builder.column(name));
        builder.set(name, Cell::Text(&format!("post {row}")));
        builder.set(kind, Cell::Text(&format!("kind {}", row % 8)));
        builder.set(same, Cell::Integer(7));
        builder.set(people, Cell::Integer((row * 7) % 40));
    })
}

#[test]
fn eight_kinds_have_eight_colors_and_no_others() {
    let (mut harness, window, id) = open_kinds();
    choose(&mut harness, "Colour by", "Categories");
    let kinds = |window: &Shared| match style(window, id).coloring {
        Coloring::Categories {
            column, classes, ..
        } => (column, classes.len()),
        other => panic!("{other:?}"),
    };
    assert_eq!(kinds(&window), ("kind".to_owned(), 8));
    assert!(harness.query_by_label("Colour of other values").is_none());
    choose(&mut harness, "Palette", "Set2");
    assert_eq!(kinds(&window).1, 8);
    choose(&mut harness, "Column", "name");
    assert_eq!(kinds(&window).1, 12);
    harness.get_by_label("Colour of other values");
}

#[test]
fn a_column_of_one_value_does_not_change_how_many_classes_the_next_has() {
    let (mut harness, window, id) = open_kinds();
    let classes = |window: &Shared| match style(window, id).coloring {
        Coloring::Graduated { column, colors, .. } => (column, colors.len()),
        other => panic!("{other:?}"),
    };
    choose(&mut harness, "Colour by", "Graduated");
    assert_eq!(classes(&window), ("people".to_owned(), 5));
    choose(&mut harness, "Column", "same");
    choose(&mut harness, "Palette", "YlOrRd");
    assert_eq!(classes(&window), ("same".to_owned(), 1));
    choose(&mut harness, "Column", "people");
    assert_eq!(classes(&window), ("people".to_owned(), 5));
    harness
        .get_by_role_and_label(Role::Slider, "Classes")
        .focus();
    harness.run_steps(2);
    harness.key_press(Key::ArrowRight);
    harness.run_steps(3);
    choose(&mut harness, "Column", "same");
    choose(&mut harness, "Column", "people");
    assert_eq!(classes(&window), ("people".to_owned(), 6));
}
