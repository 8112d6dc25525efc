//! The widget of values that are ticked, with how many features have each.
use std::collections::BTreeMap;

use egui::{ScrollArea, TextEdit, Ui};

use super::add::has_categories;
use super::title::value_text;
use super::{Subject, Touched, at_right, choice_ui};
use crate::model::expression::{Expression, Literal};
use crate::model::table::ColumnType;
use crate::ui::statistics::{Statistics, Wanted, statistics};
use crate::ui::{PanelContext, format};

/// More values at a time are not listed.
const MOST_VALUES: usize = 2_000;
/// So many values need no search.
const FEW_VALUES: usize = 8;
const LIST_PT: f32 = 168.0;
const ROW_PT: f32 = 22.0;

/// A value, what it is called, and how many features have it where that is counted.
struct Choice {
    value: Literal,
    name: String,
    count: Option<usize>,
}

/// The field and the values that pass.
pub(super) fn categories_ui(
    ui: &mut Ui,
    ctx: &PanelContext<'_>,
    subject: &Subject<'_>,
    (of, values): (&mut Expression, &mut Vec<Literal>),
    search: &mut String,
) -> Touched {
    let mut touched = Touched::default();
    if let Expression::Field(field) = of {
        let columns = subject.columns(has_categories);
        let columns: Vec<_> = columns
            .into_iter()
            .map(|name| (name.to_owned(), name.to_owned()))
            .collect();
        if choice_ui(ui, "Property", field, &columns) {
            values.clear();
            search.clear();
            touched = Touched::at_once(true);
        }
    }
    let Some(all) = choices(ui, ctx, subject, (&*of, values.as_slice()), "") else {
        ui.weak("Counting the values…");
        return touched;
    };
    if all.count() > FEW_VALUES {
        let count = format::thousands(all.count() as u64);
        let field = TextEdit::singleline(search)
            .hint_text(format!("Search {count} values"))
            .desired_width(f32::INFINITY);
        ui.add(field).widget_info(|| {
            let mut info = egui::WidgetInfo::text_edit(true, "", &*search, "");
            info.label = Some("Search values".to_owned());
            info
        });
    } else {
        search.clear();
    }
    let wanted = search.trim().to_lowercase();
    // Those that are not listed have to be looked for in the column.
    let beyond = all.others > 0 && !wanted.is_empty();
    let searched = beyond.then(|| choices(ui, ctx, subject, (&*of, values.as_slice()), &wanted));
    let searching = matches!(searched, Some(None));
    let listed = searched.flatten().unwrap_or(all);
    let found: Vec<&Choice> = listed
        .all
        .iter()
        .filter(|choice| choice.name.to_lowercase().contains(&wanted))
        .collect();
    touched = touched.and(Touched::at_once(several_ui(ui, &found, values)));
    if searching {
        ui.weak("Searching all values…");
    } else if found.is_empty() {
        ui.weak("No value contains this.");
    }
    ui.spacing_mut().item_spacing.y = 1.0;
    ScrollArea::vertical()
        .max_height(LIST_PT)
        .auto_shrink([false, true])
        .show_rows(ui, ROW_PT, found.len(), |ui, rows| {
            for choice in found.get(rows).unwrap_or_default() {
                touched = touched.and(Touched::at_once(choice_row_ui(ui, choice, values)));
            }
        });
    if listed.others > 0 && !searching {
        let [most, all] = [listed.counted, listed.counted + listed.others]
            .map(|count| format::thousands(count as u64));
        let text = format!("The {most} most frequent of {all} values; search for the others");
        ui.add(egui::Label::new(egui::RichText::new(text).small()).wrap());
    }
    touched
}

/// The values that are listed, and how many are not.
struct Choices {
    all: Vec<Choice>,
    /// So many of them were counted.
    counted: usize,
    /// Values beyond these.
    others: usize,
}

impl Choices {
    fn count(&self) -> usize {
        self.all.len() + self.others
    }
}

/// Tick all that are found, or none of them; whether anything changed.
fn several_ui(ui: &mut Ui, found: &[&Choice], values: &mut Vec<Literal>) -> bool {
    let before = values.len();
    let mut changed = false;
    ui.horizontal(|ui| {
        if ui
            .small_button("All")
            .on_hover_text("Tick all of these values")
            .clicked()
        {
            for choice in found {
                if !values.contains(&choice.value) {
                    values.push(choice.value.clone());
                }
            }
            changed = before != values.len();
        }
        if ui
            .small_button("None")
            .on_hover_text("Tick none of these values")
            .clicked()
        {
            values.retain(|value| !found.iter().any(|choice| choice.value == *value));
            changed = before != values.len();
        }
    });
    changed
}

fn choice_row_ui(ui: &mut Ui, choice: &Choice, values: &mut Vec<Literal>) -> bool {
    let mut ticked = values.contains(&choice.value);
    ui.horizontal(|ui| {
        ui.set_height(ROW_PT);
        at_right(ui, |ui| {
            ui.add_space(10.0);
            if let Some(count) = choice.count {
                ui.weak(format::thousands(count as u64));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
                let response = ui.checkbox(&mut ticked, &choice.name);
                if response.changed() {
                    if ticked {
                        values.push(choice.value.clone());
                    } else {
                        values.retain(|value| *value != choice.value);
                    }
                }
                response.changed()
            })
            .inner
        })
    })
    .inner
}

/// The values that contain a text, the most frequent first, and those that are ticked though they
/// are not among them; `None` while they are counted.
fn choices(
    ui: &Ui,
    ctx: &PanelContext<'_>,
    subject: &Subject<'_>,
    (of, values): (&Expression, &[Literal]),
    text: &str,
) -> Option<Choices> {
    let (mut choices, mut others) = (Vec::new(), 0);
    let wanted = if text.is_empty() {
        Wanted::Categories(MOST_VALUES)
    } else {
        Wanted::Containing(text.to_owned(), MOST_VALUES)
    };
    if let Expression::Field(field) = of {
        let (mut counts, mut without) = (BTreeMap::<String, usize>::new(), 0);
        let mut of_type = ColumnType::Text;
        for table in subject.with_column(field) {
            let column = table.column(field)?;
            of_type = column.column_type();
            without += column.nulls();
            let found = statistics(ui, table, field, wanted.clone())?;
            if let Statistics::Categories(found) = found.as_ref() {
                others += found.others;
                for (value, count) in &found.values {
                    *counts.entry(value.clone()).or_default() += count;
                }
            }
        }
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        choices.extend(counts.into_iter().map(|(name, count)| Choice {
            value: literal_of(of_type, &name),
            name,
            count: Some(count),
        }));
        if without > 0 {
            choices.push(Choice {
                value: Literal::Null,
                name: "no value".to_owned(),
                count: Some(without),
            });
        }
    }
    let counted = choices.len();
    for value in values {
        if !choices.iter().any(|choice| choice.value == *value) {
            let choice = Choice {
                name: value_text(of, value, ctx.state.atlas()),
                value: value.clone(),
                count: None,
            };
            // Beneath thousands of others nobody would see that it is ticked.
            let at = if others > 0 { 0 } else { choices.len() };
            choices.insert(at, choice);
        }
    }
    Some(Choices {
        all: choices,
        counted,
        others,
    })
}

/// The value of a column that is counted under this text.
pub(super) fn literal_of(of: ColumnType, text: &str) -> Literal {
    let parsed = match of {
        ColumnType::Bool => text.parse().ok().map(Literal::Bool),
        ColumnType::Integer => text.parse().ok().map(Literal::Integer),
        ColumnType::Float => text.parse().ok().map(Literal::Number),
        _ => None,
    };
    parsed.unwrap_or_else(|| Literal::Text(text.to_owned()))
}
