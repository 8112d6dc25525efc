//! One condition: whether it counts, what it asks in a few words, its widget or its text, and how
//! to remove it.
use egui::{Frame, RichText, Ui};

use super::expression_box::{Draft, expression_ui};
use super::{Question, Subject, Touched, at_right};
use super::{categories, geography, range, words};
use crate::model::Condition;
use crate::model::expression::Expression;
use crate::ui::PanelContext;
use crate::ui::layer_panel::small_button;

/// What was done with a condition.
pub(super) enum Deed {
    /// It may have been changed.
    Edit(Touched),
    /// It goes.
    Remove,
}

/// A condition in its frame. `index`: its place in the list, with what is typed and searched.
pub(super) fn condition_ui(
    ui: &mut Ui,
    ctx: &PanelContext<'_>,
    subject: &Subject<'_>,
    condition: &mut Condition,
    (index, draft, search): (usize, &mut Draft, &mut String),
) -> Deed {
    let atlas = ctx.state.atlas();
    let mut question = Question::of(&condition.expression);
    let title = question.title(atlas);
    let as_text = title.is_none() || draft.shown;
    let title = title.unwrap_or_else(|| "Expression".to_owned());
    let (mut touched, mut remove) = (Touched::default(), false);
    let frame = Frame::group(ui.style()).inner_margin(6.0);
    frame.show(ui, |ui| {
        ui.push_id(index, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                let response = ui.checkbox(&mut condition.enabled, "");
                response.widget_info(|| {
                    let (on, name) = (condition.enabled, format!("Use condition: {title}"));
                    egui::WidgetInfo::selected(egui::Role::CheckBox, true, on, name)
                });
                touched = touched.and(Touched::at_once(response.changed()));
                at_right(ui, |ui| {
                    remove = small_button(ui, "×", &format!("Remove condition: {title}"), false);
                    if !matches!(question, Question::Other) {
                        let name = format!("Show as expression: {title}");
                        if small_button(ui, "f(x)", &name, draft.shown) {
                            draft.shown = !draft.shown;
                        }
                    }
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        let mut text = RichText::new(&title).strong();
                        if !condition.enabled {
                            text = text.weak();
                        }
                        ui.add(egui::Label::new(text).truncate());
                    });
                });
            });
            if as_text {
                touched = touched.and(expression_ui(ui, ctx, subject, condition, draft));
                return;
            }
            let asked = widget_ui(ui, ctx, subject, &mut question, search);
            if let Some(expression) = question.expression().filter(|_| asked.changed) {
                // A condition that waits for its first value is used from then on.
                let [before, now] = [&condition.expression, &expression].map(super::add::waits);
                condition.enabled |= before && !now;
                condition.enabled &=
                    !(now && subject_of(&condition.expression) != subject_of(&expression));
                condition.expression = expression;
            }
            touched = touched.and(asked);
        });
    });
    if remove {
        Deed::Remove
    } else {
        Deed::Edit(touched)
    }
}

/// What values are ticked of; `None` where none are.
fn subject_of(expression: &Expression) -> Option<Expression> {
    match Question::of(expression) {
        Question::Categories { of, .. } => Some(of),
        _ => None,
    }
}

fn widget_ui(
    ui: &mut Ui,
    ctx: &PanelContext<'_>,
    subject: &Subject<'_>,
    question: &mut Question,
    search: &mut String,
) -> Touched {
    match question {
        Question::Categories { of, values } => {
            categories::categories_ui(ui, ctx, subject, (of, values), search)
        }
        Question::Range { field, bounds } => range::range_ui(ui, subject, field, bounds),
        Question::Search(text) => words::search_ui(ui, text),
        Question::During { from, to } => words::during_ui(ui, ctx, from, to),
        Question::Distance {
            border,
            from_km,
            to_km,
            certainty,
        } => geography::distance_ui(ui, ctx, border, [from_km, to_km], certainty),
        Question::Inside(area) => geography::inside_ui(ui, ctx, area, search),
        Question::InView => {
            ui.weak("Follows the map as it moves");
            Touched::default()
        }
        Question::InExtent([west, south, east, north]) => {
            ui.weak(format!("{west} to {east} E, {south} to {north} N"));
            Touched::default()
        }
        Question::Rows(_) => {
            ui.weak("As selected when it was added");
            Touched::default()
        }
        Question::Other => Touched::default(),
    }
}
