//! The attribute table and selecting on the map as a user meets them: by names, keys and the mouse,
//! without a display.
use std::sync::Arc;

use egui::{Key, Modifiers, OutputCommand, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use oxus::jobs::JobContext;
use oxus::model::expression::Expression;
use oxus::model::table::{Cell, TableBuilder};
use oxus::model::{
    ColumnPlace, ComputedColumn, FeatureLayer, FeatureRef, LayerKind, LayerSource, LoadReport,
    Style, TableLayout,
};
use oxus::spatial::{FeatureIndex, LoadedLayer};
use oxus::state::{Command, Edit};

use super::window::{Shared, click_with, press, screen_at};

/// Places of the layer: name, people, founded, longitude and latitude.
const PLACES: [(&str, Option<i64>, &str, [f64; 2]); 6] = [
    ("Kunduz", Some(268_893), "1890-01-01", [68.87, 36.73]),
    ("balkh", Some(138_594), "0650-01-01", [66.90, 36.76]),
    ("Mazar", Some(469_247), "1136-05-02", [67.11, 36.71]),
    ("Termez", Some(182_800), "1894-06-07", [67.28, 37.22]),
    ("Dushanbe", Some(1_201_800), "1924-10-16", [68.78, 38.56]),
    ("Nowhere", None, "2001-02-03", [64.0, 33.0]),
];

/// The window with the table of these places open.
fn window() -> (Harness<'static>, Shared, LayerKind) {
    let (mut harness, window) = super::window::window();
    let mut builder = TableBuilder::new();
    for (name, people, founded, at) in PLACES {
        let people = people.map_or(Cell::Null, Cell::Integer);
        for (column, cell) in [
            ("name", Cell::Text(name)),
            ("people", people),
            ("founded", Cell::Text(founded)),
        ] {
            let column = builder.column(column);
            builder.set(column, cell);
        }
        builder.geometries().push_point(at);
        builder.end_feature();
    }
    let table = builder.finish();
    let loaded = LoadedLayer {
        index: FeatureIndex::new(&table, &JobContext::unwatched()).unwrap(),
        table: Arc::new(table),
        report: Arc::new(LoadReport::default()),
    };
    let id = window.borrow().state.new_layer_id();
    let layer = FeatureLayer {
        name: "Cities".to_owned(),
        source: LayerSource::Text { text: "".into() },
        swap_axes: false,
        time: None,
        style: Style::for_new_layer(id),
    };
    {
        let mut window = window.borrow_mut();
        let state = &mut window.state;
        state.apply(Command::LayerLoaded(id, Arc::new(loaded)));
        state.apply(Command::Edit(Edit::AddLayer(id, layer)));
        window.layout.table = true;
    }
    harness.run_steps(4);
    (harness, window, LayerKind::Features(id))
}

/// The names from top to bottom.
fn names(harness: &Harness<'_>) -> Vec<String> {
    let cells = harness.query_all_by_label_contains("name: ");
    let mut found: Vec<(f32, String)> = cells
        .filter_map(|cell| {
            let label = cell.accesskit_node().label()?;
            let name = label.strip_prefix("name: ")?.to_owned();
            Some((cell.rect().top(), name))
        })
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, name)| name).collect()
}

fn selected(window: &Shared, layer: LayerKind) -> Vec<&'static str> {
    let window = window.borrow();
    let rows = window.state.session().selection.rows(layer);
    let rows = rows
        .into_iter()
        .flat_map(|rows| rows.iter().collect::<Vec<_>>());
    rows.map(|row| PLACES[row as usize].0).collect()
}

fn click(harness: &mut Harness<'_>, label: &str, modifiers: Modifiers) {
    let at = harness.get_by_label(label).rect().center();
    click_with(harness, at, PointerButton::Primary, modifiers);
}

fn copied(harness: &Harness<'_>) -> Option<String> {
    let commands = &harness.output().platform_output.commands;
    commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

/// Show their table by the list of layers.
fn choose_incidents(harness: &mut Harness<'_>) {
    harness.get_by_label("Layer Cities").click();
    harness.run_steps(3);
    let entries: Vec<_> = harness.query_all_by_label_contains("Incidents").collect();
    let entry = entries
        .iter()
        .find(|entry| entry.accesskit_node().role() == egui::accesskit::Role::Button)
        .unwrap();
    entry.click();
    drop(entries);
    harness.run_steps(4);
}

#[test]
fn a_click_on_a_header_sorts_and_shift_adds_a_column() {
    let (mut harness, _, _) = window();
    let file_order: Vec<&str> = PLACES.iter().map(|place| place.0).collect();
    assert_eq!(names(&harness), file_order);
    click(&mut harness, "Column name, text", Modifiers::NONE);
    let sorted = ["balkh", "Dushanbe", "Kunduz", "Mazar", "Nowhere", "Termez"];
    assert_eq!(names(&harness), sorted);
    click(
        &mut harness,
        "Column people, whole numbers",
        Modifiers::NONE,
    );
    let up = ["balkh", "Termez", "Kunduz", "Mazar", "Dushanbe", "Nowhere"];
    assert_eq!(names(&harness), up);
    let label = "Column people, whole numbers, sorted ascending, 1";
    click(&mut harness, label, Modifiers::NONE);
    let down = ["Dushanbe", "Mazar", "Kunduz", "Termez", "balkh", "Nowhere"];
    assert_eq!(names(&harness), down);
    click(&mut harness, "Column founded, dates", Modifiers::SHIFT);
    harness.get_by_label("Column founded, dates, sorted ascending, 2");
    assert_eq!(names(&harness), down);
}

#[test]
fn rows_are_selected_by_clicks_and_keys_and_shown_on_the_map() {
    let (mut harness, window, layer) = window();
    click(&mut harness, "name: Kunduz", Modifiers::NONE);
    assert_eq!(selected(&window, layer), ["Kunduz"]);
    assert_eq!(
        window.borrow().state.session().selected,
        FeatureRef::of_row(layer, 0)
    );
    click(&mut harness, "name: Termez", Modifiers::SHIFT);
    assert_eq!(
        selected(&window, layer),
        ["Kunduz", "balkh", "Mazar", "Termez"]
    );
    click(&mut harness, "name: balkh", Modifiers::COMMAND);
    assert_eq!(selected(&window, layer), ["Kunduz", "Mazar", "Termez"]);
    press(&mut harness, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(selected(&window, layer), ["Mazar"]);
    press(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(selected(&window, layer), ["Mazar", "Termez"]);
    press(&mut harness, Modifiers::COMMAND, Key::A);
    assert_eq!(selected(&window, layer).len(), PLACES.len());
    harness.get_by_label("6 selected");
    press(&mut harness, Modifiers::COMMAND, Key::Home);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    harness.run_steps(240);
    let center = window.borrow().state.session().viewport.center;
    assert!((center.lon_deg() - 68.87).abs() < 0.01, "{center:?}");
}

#[test]
fn what_is_selected_on_the_map_is_marked_in_the_table() {
    let (mut harness, window, layer) = window();
    let feature = FeatureRef::of_row(layer, 4);
    window.borrow_mut().state.apply(Command::Select(feature));
    harness.run_steps(3);
    let cell = harness.get_by_label("name: Dushanbe");
    assert_eq!(
        cell.accesskit_node().toggled(),
        Some(egui::accesskit::Toggled::True)
    );
    harness.get_by_label("Selected only").click();
    harness.run_steps(3);
    assert_eq!(names(&harness), ["Dushanbe"]);
    harness.get_by_label("1 of 6 features");
}

#[test]
fn selected_rows_are_copied_as_they_are_shown() {
    let (mut harness, _, _) = window();
    click(&mut harness, "Column name, text", Modifiers::NONE);
    click(&mut harness, "name: Kunduz", Modifiers::NONE);
    click(&mut harness, "name: balkh", Modifiers::COMMAND);
    harness.event(egui::Event::Copy);
    harness.run_steps(1);
    let expected = "name\tpeople\tfounded\nbalkh\t138594\t0650-01-01\nKunduz\t268893\t1890-01-01\n";
    assert_eq!(copied(&harness).as_deref(), Some(expected));
}

#[test]
fn columns_are_moved_and_hidden_by_the_menu_of_the_column() {
    let (mut harness, _, _) = window();
    let deed = |harness: &mut Harness<'_>, column: &str, deed: &str| {
        harness.get_by_label(&format!("Column {column}")).click();
        harness.run_steps(3);
        harness.get_by_label(deed).click();
        harness.run_steps(3);
    };
    let left = |harness: &Harness<'_>, label: &str| harness.get_by_label(label).rect().left();
    deed(&mut harness, "name", "Move right");
    assert!(left(&harness, "people: 268,893") < left(&harness, "name: Kunduz"));
    deed(&mut harness, "name", "Hide");
    assert!(names(&harness).is_empty());
    harness.get_by_label("Columns").click();
    harness.run_steps(3);
    harness.get_by_label("Show all").click();
    harness.run_steps(3);
    assert_eq!(names(&harness).len(), 6);
}

#[test]
fn columns_and_order_are_steps_of_the_project() {
    let (mut harness, window, layer) = window();
    let layout = |window: &Shared| {
        let window = window.borrow();
        let view = window.state.document().views.get(&layer);
        view.and_then(|view| view.table.clone())
    };
    harness.run_steps(3);
    assert_eq!(layout(&window), None, "looking changes nothing");
    let right = |harness: &Harness<'_>| {
        let header = harness.get_by_label_contains("Column name, text");
        header.rect().right()
    };
    let before = right(&harness);
    let edge = egui::pos2(
        before,
        harness.get_by_label("Column name, text").rect().center().y,
    );
    harness.drag_at(edge);
    harness.run_steps(2);
    harness.hover_at(edge + egui::vec2(57.0, 0.0));
    harness.run_steps(2);
    assert_eq!(layout(&window), None, "not let go yet");
    harness.drop_at(edge + egui::vec2(57.0, 0.0));
    harness.run_steps(3);
    assert!((right(&harness) - before - 57.0).abs() < 1.0);
    click(&mut harness, "Column name, text", Modifiers::NONE);
    harness.get_by_label("Column name").click();
    harness.run_steps(3);
    harness.get_by_label("Freeze up to here").click();
    harness.run_steps(3);
    let chosen = layout(&window).unwrap();
    let keys: Vec<_> = chosen.sort.iter().map(|key| key.name.as_str()).collect();
    assert_eq!((chosen.frozen, keys), (1, vec!["name"]));
    let file_order: Vec<&str> = PLACES.iter().map(|place| place.0).collect();
    assert_eq!(names(&harness)[0], "balkh");
    for _ in 0..2 {
        window.borrow_mut().state.apply(Command::Undo);
    }
    harness.run_steps(3);
    assert_eq!(names(&harness), file_order);
    assert!((right(&harness) - before - 57.0).abs() < 1.0);
    window.borrow_mut().state.apply(Command::Undo);
    harness.run_steps(3);
    assert!((right(&harness) - before).abs() < 1.0);
    assert_eq!(layout(&window), None);
}

/// The figures are those of Python's `statistics`.
#[test]
fn the_statistics_of_a_column_are_told() {
    let (mut harness, _, _) = window();
    click(&mut harness, "people: 268,893", Modifiers::NONE);
    harness.get_by_label("Statistics").click();
    harness.run_steps(4);
    harness.get_by_label("Histogram of people");
    for said in [
        "Mean",
        "452,266.8",
        "Median",
        "268,893",
        "No value",
        "138,594",
        "1,201,800",
    ] {
        assert!(harness.query_all_by_label(said).count() > 0, "{said}");
    }
}

#[test]
fn a_box_and_a_lasso_on_the_map_select_what_lies_within() {
    let (mut harness, window, layer) = window();
    let drag = |harness: &mut Harness<'_>, path: &[[f64; 2]], held: Modifiers, then: Modifiers| {
        let path: Vec<Pos2> = path
            .iter()
            .map(|[lon, lat]| screen_at(harness, &window, *lon, *lat))
            .collect();
        let hold = |harness: &mut Harness<'_>, modifiers| {
            harness.event(egui::Event::ModifiersChanged(modifiers));
            harness.run_steps(1);
        };
        let button = |pos, pressed, modifiers| egui::Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers,
        };
        harness.hover_at(path[0]);
        hold(harness, held);
        harness.event(button(path[0], true, held));
        harness.run_steps(1);
        for to in &path[1..] {
            harness.hover_at(*to);
            harness.run_steps(1);
        }
        hold(harness, then);
        harness.event(button(path[path.len() - 1], false, then));
        harness.run_steps(1);
        hold(harness, Modifiers::NONE);
        harness.run_steps(2);
    };
    let alt_shift = Modifiers::ALT.plus(Modifiers::SHIFT);
    let ground = screen_at(&harness, &window, 66.0, 36.0);
    drag(
        &mut harness,
        &[[66.5, 37.5], [67.6, 36.5]],
        Modifiers::SHIFT,
        Modifiers::SHIFT,
    );
    assert_eq!(selected(&window, layer), ["balkh", "Mazar", "Termez"]);
    drag(
        &mut harness,
        &[[67.2, 37.4], [67.5, 37.0]],
        Modifiers::SHIFT,
        alt_shift,
    );
    assert_eq!(selected(&window, layer), ["balkh", "Mazar"]);
    // Around Kunduz and Dushanbe, with a bay that leaves Termez out.
    let lasso = [
        [68.0, 36.0],
        [69.5, 36.0],
        [69.5, 39.0],
        [66.8, 39.0],
        [68.3, 37.5],
    ];
    drag(&mut harness, &lasso, Modifiers::ALT, Modifiers::ALT);
    assert_eq!(selected(&window, layer), ["Kunduz", "Dushanbe"]);
    let moved = screen_at(&harness, &window, 66.0, 36.0) - ground;
    assert!(moved.length() < 1.0, "the map moved by {moved}");
    press(&mut harness, Modifiers::NONE, Key::B);
    press(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(selected(&window, layer).len(), 6);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(
        selected(&window, layer).len(),
        6,
        "Escape ends the tool first"
    );
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(selected(&window, layer).is_empty());
}

#[test]
fn a_column_is_added_used_to_sort_and_taken_back() {
    let (mut harness, window, layer) = window();
    harness.get_by_label("Add column").click();
    harness.run_steps(3);
    harness.get_by_label("Country").click();
    harness.run_steps(4);
    assert_eq!(harness.query_all_by_label("country: AFG").count(), 4);
    click(&mut harness, "Column country, text", Modifiers::NONE);
    let sorted = ["Kunduz", "balkh", "Mazar", "Nowhere", "Dushanbe", "Termez"];
    assert_eq!(names(&harness), sorted);
    let added = window.borrow().state.document().computed(layer).to_vec();
    assert_eq!(added[0].expression.to_string(), "country()");
    // The order first, then the column.
    for left in [4, 0] {
        window.borrow_mut().state.apply(Command::Undo);
        harness.run_steps(3);
        assert_eq!(harness.query_all_by_label("country: AFG").count(), left);
    }
}

#[test]
fn an_added_column_that_comes_back_stands_where_it_stood() {
    let (mut harness, window, layer) = window();
    harness.get_by_label("Add column").click();
    harness.run_steps(3);
    harness.get_by_label("Country").click();
    harness.run_steps(4);
    let apply = |harness: &mut Harness<'_>, command: Command| {
        window.borrow_mut().state.apply(command);
        harness.run_steps(4);
    };
    let first = ColumnPlace {
        name: "country".to_owned(),
        width_pt: 300.0,
        hidden: false,
    };
    let layout = TableLayout {
        columns: vec![first],
        ..TableLayout::default()
    };
    apply(
        &mut harness,
        Command::Edit(Edit::SetTableLayout(layer, layout)),
    );
    let place = |harness: &Harness<'_>| harness.get_by_label("Column country, text").rect();
    let before = place(&harness);
    apply(
        &mut harness,
        Command::Edit(Edit::SetComputed(layer, Vec::new())),
    );
    assert!(harness.query_by_label("Column country, text").is_none());
    apply(&mut harness, Command::Undo);
    assert_eq!(place(&harness), before);
}

#[test]
fn an_added_column_whose_name_the_source_has_too_can_be_removed() {
    let (mut harness, window, layer) = window();
    let column = ComputedColumn {
        name: "people".to_owned(),
        expression: Expression::parse("1").unwrap(),
    };
    let edit = Edit::SetComputed(layer, vec![column]);
    window.borrow_mut().state.apply(Command::Edit(edit));
    harness.run_steps(4);
    let header = "Column people, whole numbers";
    click(&mut harness, header, Modifiers::NONE);
    harness.get_by_label("Column people").click();
    harness.run_steps(3);
    harness.get_by_label("Remove").click();
    harness.run_steps(4);
    harness.get_by_label_contains(header);
    assert!(window.borrow().state.document().computed(layer).is_empty());
}

#[test]
fn an_expression_that_is_none_is_not_added_and_says_why() {
    let (mut harness, window, _) = window();
    harness.get_by_label("Add column").click();
    harness.run_steps(3);
    harness.get_by_label("Expression…").click();
    harness.run_steps(4);
    harness.get_by_label("Expression").type_text("peple / 1000");
    harness.run_steps(3);
    harness.get_by_label_contains("There is no property 'peple'");
    // Escape closes the list of completions first, and leaves the cursor where it is.
    harness.get_by_label("Expression").type_text(" + fou");
    harness.run_steps(3);
    press(&mut harness, Modifiers::NONE, Key::Escape);
    let field = harness.get_by_label("Expression");
    let value = field.accesskit_node().value();
    assert_eq!(value.as_deref(), Some("peple / 1000 + fou"));
    assert!(field.accesskit_node().is_focused());
    press(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.query_by_label("Add a column").is_none());
    let window = window.borrow();
    assert!(window.state.document().computed.is_empty());
}

#[test]
fn enter_after_what_reads_whole_adds_the_column_as_it_is_typed() {
    let (mut harness, window, layer) = window();
    for text in ["people / 2", "peo"] {
        harness.get_by_label("Add column").click();
        harness.run_steps(3);
        harness.get_by_label("Expression…").click();
        harness.run_steps(4);
        harness.get_by_label("Expression").type_text(text);
        harness.run_steps(3);
        press(&mut harness, Modifiers::NONE, Key::Enter);
        harness.run_steps(4);
    }
    // What is only begun is completed.
    let field = harness.get_by_label("Expression");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("people "));
    let window = window.borrow();
    let added = window.state.document().computed(layer).iter();
    let added: Vec<String> = added.map(|one| one.expression.to_string()).collect();
    assert_eq!(added, ["people / 2"]);
}

#[test]
fn columns_name_each_other_and_a_changed_one_changes_what_depends_on_it() {
    let (mut harness, window, layer) = window();
    let add = |harness: &mut Harness<'_>, text: &str, name: &str| {
        harness.get_by_label("Add column").click();
        harness.run_steps(3);
        harness.get_by_label("Expression…").click();
        harness.run_steps(4);
        harness.get_by_label("Expression").type_text(text);
        harness.run_steps(2);
        harness.get_by_label("Name").focus();
        harness.run_steps(2);
        harness.get_by_label("Name").type_text(name);
        harness.run_steps(2);
        press(harness, Modifiers::NONE, Key::Enter);
        harness.run_steps(4);
    };
    add(&mut harness, "people / 1000", "thousands");
    add(&mut harness, "round(thousands)", "round");
    // A name that is taken gets a number, so it is not computed from itself.
    add(&mut harness, "lower(name)", "name");
    assert_eq!(harness.query_all_by_label("name 2: kunduz").count(), 1);
    assert_eq!(harness.query_all_by_label("round: 183").count(), 1);
    click(&mut harness, "Column thousands, numbers", Modifiers::NONE);
    let change = |harness: &mut Harness<'_>, text: &str| {
        harness.get_by_label("Column thousands").click();
        harness.run_steps(3);
        harness.get_by_label("Change its expression…").click();
        harness.run_steps(4);
        harness.get_by_label("Expression").type_text(text);
        harness.run_steps(3);
    };
    change(&mut harness, " + round");
    harness.get_by_label("It is computed from 'round', which is computed from it");
    press(&mut harness, Modifiers::NONE, Key::Escape);
    change(&mut harness, " * 10");
    harness.get_by_label("Change column").click();
    harness.run_steps(4);
    let of_termez = |window: &Shared| {
        let window = window.borrow();
        let table = window.state.table(layer).unwrap();
        table.column("round").unwrap().number(3)
    };
    assert_eq!(of_termez(&window), Some(1828.0));
    window.borrow_mut().state.apply(Command::Undo);
    harness.run_steps(3);
    assert_eq!(of_termez(&window), Some(183.0));
    let window = window.borrow();
    assert_eq!(window.state.document().computed(layer).len(), 3);
}

#[test]
fn the_change_of_a_column_ends_with_its_column_and_its_layer() {
    let (mut harness, window, layer) = window();
    let column = |name: &str, text: &str| ComputedColumn {
        name: name.to_owned(),
        expression: Expression::parse(text).unwrap(),
    };
    let set = |columns: Vec<ComputedColumn>| {
        let edit = Edit::SetComputed(layer, columns);
        window.borrow_mut().state.apply(Command::Edit(edit));
    };
    set(vec![column("half", "people / 2")]);
    harness.run_steps(4);
    let ask = |harness: &mut Harness<'_>, name: &str| {
        click(harness, &format!("Column {name}, numbers"), Modifiers::NONE);
        harness.get_by_label(&format!("Column {name}")).click();
        harness.run_steps(3);
        harness.get_by_label("Change its expression…").click();
        harness.run_steps(4);
        harness.get_by_label("Change column");
    };
    ask(&mut harness, "half");
    set(Vec::new());
    harness.run_steps(4);
    assert!(harness.query_by_label("Change column").is_none());
    set(vec![
        column("half", "people / 2"),
        column("third", "people / 3"),
    ]);
    harness.run_steps(4);
    assert!(harness.query_by_label("Change column").is_none());
    ask(&mut harness, "third");
    choose_incidents(&mut harness);
    assert!(harness.query_by_label("Change column").is_none());
}

#[test]
fn the_incidents_take_columns_too() {
    let (mut harness, window, _) = window();
    window.borrow_mut().state.apply(Command::NewProject);
    harness.run_steps(4);
    harness.get_by_label("Add column").click();
    harness.run_steps(3);
    harness.get_by_label("Province").click();
    harness.run_steps(4);
    let added = |window: &Shared| {
        let window = window.borrow();
        let table = window.state.table(LayerKind::Incidents).unwrap();
        let columns = table.added().iter();
        let names = columns.map(|column| column.name().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(added(&window).len(), 1);
    window.borrow_mut().state.apply(Command::Undo);
    harness.run_steps(3);
    assert!(added(&window).is_empty());
}

#[test]
fn the_incidents_are_a_table_too() {
    let (mut harness, _, _) = window();
    choose_incidents(&mut harness);
    assert!(harness.query_all_by_label_contains("title: ").count() > 0);
}
