//! What decides the colours of a layer: controls of the choice, and the colours of its classes one
//! by one.
use egui::{DragValue, Id, Slider, Ui};

use super::choice::{By, CLASSES, Choice, OTHER};
use super::histogram::histogram_ui;
use super::palettes::palette_ui;
use super::{
    Editor, MOST_CATEGORIES, Statistics, Wanted, choice_ui, color_choice, column_ui, named,
    number_columns, statistics,
};
use crate::analysis::classes::{Categories, Numbers};
use crate::model::table::{Column, ColumnType};
use crate::model::{ClassMethod, Coloring, Palette, PaletteKind, Rgba, Style};
use crate::scene::symbology::class_ranges;
use crate::ui::format::thousands;

const RAMPS: [PaletteKind; 2] = [PaletteKind::Sequential, PaletteKind::Diverging];

/// All of the section.
pub(super) fn coloring_ui(ui: &mut Ui, editor: &mut Editor<'_>) {
    // A choice whose column is still being counted.
    let pending = Id::unique(("colouring that waits", editor.id));
    let waiting: Option<Choice> = ui.data(|data| data.get_temp(pending)).flatten();
    let current = Choice::of(&editor.style.coloring);
    let mut choice = waiting.clone().unwrap_or_else(|| current.clone());
    choice_edit_ui(ui, editor, &mut choice);
    if waiting.is_some() || choice != current {
        // How many classes were asked for last, of what, and how many the column had then.
        let asked = Id::unique(("classes asked for", editor.id));
        let slid = waiting.is_none() && choice.classes != current.classes;
        if waiting.is_none() && !slid {
            let last: Option<(By, usize, usize)> = ui.data(|data| data.get_temp(asked));
            choice.classes = match last {
                Some((by, wanted, had)) if by == choice.by && had == current.classes => wanted,
                _ if current.classes == 1 => CLASSES,
                _ => current.classes,
            };
        }
        let Some(coloring) = coloring_of(ui, editor, &choice) else {
            ui.data_mut(|data| data.insert_temp(pending, Some(choice)));
            ui.horizontal(|ui| {
                ui.spinner();
                ui.weak("Counting the values…");
            });
            return;
        };
        let has = Choice::of(&coloring).classes;
        editor.style.coloring = coloring;
        editor.done |= !slid;
        ui.data_mut(|data| {
            data.insert_temp(asked, (choice.by, choice.classes, has));
            data.insert_temp(pending, None::<Choice>);
        });
    }
    classes_ui(ui, editor);
}

/// `None` while the column is counted.
fn coloring_of(ui: &Ui, editor: &Editor<'_>, choice: &Choice) -> Option<Coloring> {
    let single = || {
        let color = match &editor.style.coloring {
            Coloring::Single { color } => *color,
            _ => match Style::for_new_layer(editor.id).coloring {
                Coloring::Single { color } => color,
                _ => OTHER,
            },
        };
        Some(Coloring::Single { color })
    };
    let (false, Some(column)) = (choice.by == By::Single, &choice.column) else {
        return single();
    };
    let found = statistics(
        ui,
        &editor.loaded.table,
        column,
        wanted(choice.by != By::Categories),
    )?;
    Some(match &*found {
        Statistics::Categories(found) => choice.categories(column, found),
        Statistics::Numbers(numbers) => choice.scale(column, numbers),
    })
}

/// What must be counted of a column that decides the colour.
fn wanted(numbers: bool) -> Wanted {
    if numbers {
        Wanted::Numbers
    } else {
        Wanted::Categories(MOST_CATEGORIES)
    }
}

fn choice_edit_ui(ui: &mut Ui, editor: &mut Editor<'_>, choice: &mut Choice) {
    let numbers = number_columns(editor.table());
    let mut by = choice.by;
    let offered: Vec<By> = By::ALL
        .into_iter()
        .filter(|by| match by {
            By::Single => true,
            By::Categories => !editor.table().columns().is_empty(),
            By::Graduated | By::Continuous => !numbers.is_empty(),
        })
        .collect();
    if choice_ui(ui, "Colour by", &mut by, &offered, By::title) {
        choice.by = by;
        choice.complete(editor);
    }
    if choice.by == By::Single {
        return;
    }
    let columns = if choice.by == By::Categories {
        editor.table().columns().iter().map(Column::name).collect()
    } else {
        numbers
    };
    column_ui(ui, "Column", &mut choice.column, None, &columns);
    let kinds: &[PaletteKind] = match choice.by {
        By::Categories => &[PaletteKind::Qualitative],
        _ => &RAMPS,
    };
    palette_ui(ui, "Palette", &mut choice.palette, kinds);
    let palette = Palette::ramp(&choice.palette);
    let mut reversed = palette.is_reversed();
    if ui.checkbox(&mut reversed, "Reverse the colours").changed() {
        choice.palette = palette.reversed(reversed).name();
    }
    if choice.by == By::Graduated {
        choice_ui(
            ui,
            "Method",
            &mut choice.method,
            &ClassMethod::ALL,
            ClassMethod::title,
        );
    }
    let (name, most) = match choice.by {
        By::Graduated => ("Classes", 12),
        By::Categories => ("Values shown", 24),
        _ => return,
    };
    let response = named(ui, name, |ui| {
        ui.spacing_mut().slider_width = (ui.available_width() - 64.0).max(40.0);
        // A style from elsewhere may have more: it stays until the slider is moved.
        let slider = Slider::new(&mut choice.classes, 1..=most).integer();
        ui.add(slider.clamping(egui::SliderClamping::Edits))
    });
    editor.slid(&response);
}

/// What came of the choice, each colour to be changed.
fn classes_ui(ui: &mut Ui, editor: &mut Editor<'_>) {
    let column = editor
        .style
        .coloring
        .column()
        .unwrap_or_default()
        .to_owned();
    let column_type = editor
        .table()
        .column(&column)
        .map_or(ColumnType::Empty, Column::column_type);
    let numbers = !matches!(editor.style.coloring, Coloring::Categories { .. });
    let found = match editor.style.coloring {
        Coloring::Single { .. } => None,
        _ => statistics(ui, &editor.loaded.table, &column, wanted(numbers)),
    };
    let rows = editor.table().len();
    match (found.as_deref(), &mut editor.style.coloring) {
        (_, Coloring::Single { color }) => {
            ui.horizontal(|ui| {
                color_choice(ui, "Colour of the layer", color);
                ui.label("Colour of the layer");
            });
        }
        (Some(Statistics::Categories(found)), Coloring::Categories { classes, other, .. }) => {
            category_rows_ui(ui, found, rows, classes, other);
        }
        (Some(Statistics::Numbers(numbers)), coloring) => {
            histogram_ui(ui, numbers, coloring, column_type);
            scale_ui(ui, numbers, coloring, column_type);
        }
        _ => {
            ui.spinner();
        }
    }
}

/// One colour with what it means and how many features have it.
fn class_ui(ui: &mut Ui, meaning: &str, count: usize, color: &mut Rgba) {
    ui.horizontal(|ui| {
        color_choice(ui, &format!("Colour of {meaning}"), color);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.weak(thousands(count as u64));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add(egui::Label::new(meaning).truncate());
            });
        });
    });
}

fn category_rows_ui(
    ui: &mut Ui,
    found: &Categories,
    rows: usize,
    classes: &mut [(String, Rgba)],
    other: &mut Rgba,
) {
    let count_of = |value: &str| {
        let counted = found.values.iter().find(|(text, _)| text == value);
        counted.map_or(0, |(_, count)| *count)
    };
    let mut shown = 0;
    for (value, color) in classes.iter_mut() {
        let count = count_of(value);
        shown += count;
        let meaning = if value.is_empty() { "(empty)" } else { value };
        class_ui(ui, meaning, count, color);
    }
    let all: usize = found.values.iter().map(|(_, count)| count).sum();
    let meaning = if all + found.other_rows > shown {
        "other values"
    } else {
        "no value"
    };
    let rest = rows.saturating_sub(shown);
    if rest > 0 {
        class_ui(ui, meaning, rest, other);
    }
    if found.others > 0 {
        let more = thousands((found.others + MOST_CATEGORIES) as u64);
        ui.weak(format!("{more} different values in all"));
    }
}

fn scale_ui(ui: &mut Ui, numbers: &Numbers, coloring: &mut Coloring, column_type: ColumnType) {
    match coloring {
        Coloring::Graduated {
            breaks,
            colors,
            other,
            ..
        } => {
            let ranges = class_ranges(breaks, column_type);
            let counts = numbers.counts(breaks);
            for ((range, color), count) in ranges.iter().zip(colors).zip(counts) {
                class_ui(ui, range, count, color);
            }
            without_ui(ui, numbers, other);
        }
        Coloring::Continuous { range, other, .. } => {
            let [least, greatest] = numbers.range().unwrap_or_default();
            let step = ((greatest - least) / 200.0).max(f64::MIN_POSITIVE);
            for (end, name) in ["From", "To"].into_iter().enumerate() {
                named(ui, name, |ui| {
                    let value = DragValue::new(&mut range[end]).speed(step);
                    ui.add(if column_type == ColumnType::Integer {
                        value.max_decimals(0)
                    } else {
                        value
                    })
                });
            }
            without_ui(ui, numbers, other);
        }
        Coloring::Single { .. } | Coloring::Categories { .. } => {}
    }
}

fn without_ui(ui: &mut Ui, numbers: &Numbers, other: &mut Rgba) {
    if numbers.without() > 0 {
        class_ui(ui, "no value", numbers.without(), other);
    }
}
