//! The menu of conditions that can be added, each with what it asks at first.
use egui::Ui;

use super::question::{Certainty, rows_text};
use super::{Question, Subject};
use crate::analysis::FIRST_BORDERS;
use crate::model::LayerKind;
use crate::model::expression::Expression;
use crate::model::table::ColumnType;
use crate::ui::{PanelContext, Request};

/// Columns whose values can be ticked.
pub(super) fn has_categories(kind: ColumnType) -> bool {
    matches!(
        kind,
        ColumnType::Text | ColumnType::Bool | ColumnType::Integer
    )
}

/// Columns of numbers.
pub(super) fn has_numbers(kind: ColumnType) -> bool {
    kind.is_number()
}

/// The button with its menu; the condition that was chosen.
pub(super) fn add_ui(
    ui: &mut Ui,
    ctx: &mut PanelContext<'_>,
    subject: &Subject<'_>,
) -> Option<Expression> {
    let mut chosen = None;
    let name = match subject.target {
        Some(layer) => format!("Add condition to {}", ctx.state.document().title(layer)),
        None => "Add condition to all layers".to_owned(),
    };
    let menu = ui.menu_button("Add condition", |ui| {
        ui.set_min_width(210.0);
        for (title, expression) in offered(ctx, subject) {
            let enabled = expression.is_some();
            if ui.add_enabled(enabled, egui::Button::new(title)).clicked() {
                chosen = expression;
                ui.close();
            }
        }
        if ui.button("Inside an area drawn on the map").clicked() {
            ctx.requests.push(Request::DrawArea(subject.target));
            // The keys are the map's from now on.
            ui.memory_mut(egui::Memory::stop_text_input);
            ui.close();
        }
    });
    menu.response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    chosen
}

/// A new condition that lets nothing pass until something is chosen is off until then.
pub(super) fn waits(expression: &Expression) -> bool {
    match Question::of(expression) {
        Question::Categories { values, .. } => values.is_empty(),
        Question::Inside(area) => area.is_empty(),
        Question::Search(text) => text.is_empty(),
        _ => false,
    }
}

fn offered(
    ctx: &PanelContext<'_>,
    subject: &Subject<'_>,
) -> Vec<(&'static str, Option<Expression>)> {
    let first = |of: fn(ColumnType) -> bool| {
        let columns = subject.columns(of);
        columns.first().map(|name| (*name).to_owned())
    };
    let category = subject
        .columns(has_categories)
        .iter()
        .find(|name| !["title", "name", "id"].contains(&name.to_lowercase().as_str()))
        .map(|name| (*name).to_owned())
        .or_else(|| first(has_categories));
    let period = &ctx.state.document().time.periods;
    let [from, to] = period
        .first()
        .map_or(["2020", "2024"].map(str::to_owned), |period| {
            let text = period.span.to_text();
            let (from, to) = text.split_once('/').unwrap_or((&text, ""));
            [from.to_owned(), to.to_owned()]
        });
    let view = &ctx.state.session().viewport;
    let upper_left = view.lonlat_from_screen([0.0, 0.0]);
    let lower_right = view.lonlat_from_screen(view.size_pt);
    let edges = [
        upper_left.lon_deg(),
        lower_right.lat_deg(),
        lower_right.lon_deg(),
        upper_left.lat_deg(),
    ];
    let questions = [
        (
            "Category",
            category.map(|field| Question::Categories {
                of: Expression::Field(field),
                values: Vec::new(),
            }),
        ),
        (
            "Number range",
            first(has_numbers).map(|field| Question::Range {
                field,
                bounds: None,
            }),
        ),
        ("Text search", Some(Question::Search(String::new()))),
        ("Date window", Some(Question::During { from, to })),
        (
            "Border distance",
            Some(Question::Distance {
                border: FIRST_BORDERS[0].to_owned(),
                from_km: 0.0,
                to_km: 25.0,
                certainty: Certainty::default(),
            }),
        ),
        ("Inside the map view", Some(Question::InView)),
        (
            "Inside the map view as it is now",
            Some(Question::InExtent(
                edges.map(|edge| (edge * 1e5).round() / 1e5),
            )),
        ),
        (
            "Inside a country or province",
            Some(Question::Inside(String::new())),
        ),
        (
            "Inside the selected area",
            super::geography::selected_area(ctx).map(Question::Inside),
        ),
        ("The selected features", selected_rows(ctx, subject.target)),
    ];
    let mut offered: Vec<(&str, Option<Expression>)> = questions
        .into_iter()
        .map(|(title, question)| (title, question.and_then(|asked| asked.expression())))
        .collect();
    offered.push(("Expression", Some(Expression::And(Vec::new()))));
    offered
}

/// The selected rows of a layer, as they are now.
fn selected_rows(ctx: &PanelContext<'_>, target: Option<LayerKind>) -> Option<Question> {
    let rows = ctx.state.session().selection.rows(target?)?;
    Some(Question::Rows(rows_text(rows)))
}
