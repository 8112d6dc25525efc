//! Adding a column: the distance to a border, the country, the province, or what an expression
//! gives.
use egui::{Align2, Button, Key, TextEdit, Ui, Window};

use super::computed::add;
use super::{Shown, View};
use crate::analysis::filter::check;
use crate::model::expression::{Expression, Function, Literal};
use crate::model::{ComputedColumn, LayerKind};
use crate::ui::PanelContext;

/// The window that asks for an expression.
#[derive(Default)]
pub(super) struct AddColumn {
    asked: Option<Asked>,
}

#[derive(Default)]
struct Asked {
    name: String,
    text: String,
    /// The field has been given the cursor.
    begun: bool,
}

impl AddColumn {
    /// The menu of what can be added.
    pub fn menu_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &mut PanelContext<'_>,
        view: &mut View,
        shown: &Shown<'_>,
    ) {
        let mut added = None;
        ui.menu_button("Add column", |ui| {
            ui.set_min_width(190.0);
            ui.menu_button("Distance to a border", |ui| {
                let borders = ctx.state.atlas().borders.iter();
                let mut ids: Vec<&str> = borders.map(|border| border.id.as_str()).collect();
                ids.sort_unstable();
                egui::ScrollArea::vertical()
                    .max_height(360.0)
                    .show(ui, |ui| {
                        for id in ids {
                            if ui.button(id).clicked() {
                                let border = Expression::Literal(Literal::Text(id.to_owned()));
                                let call = Expression::Call(Function::DistanceTo, vec![border]);
                                added = Some((format!("distance to {id}"), call));
                                ui.close();
                            }
                        }
                    });
            });
            for (title, name, function) in [
                ("Country", "country", Function::Country),
                ("Province", "province", Function::Province),
            ] {
                if ui.button(title).clicked() {
                    let call = Expression::Call(function, Vec::new());
                    added = Some((name.to_owned(), call));
                    ui.close();
                }
            }
            ui.separator();
            if ui.button("Expression…").clicked() {
                self.asked = Some(Asked::default());
                ui.close();
            }
        });
        if let Some((name, expression)) = added {
            push(ctx, view, shown, &name, expression);
        }
    }

    /// The window, while it is open.
    pub fn window_ui(
        &mut self,
        ui: &Ui,
        ctx: &mut PanelContext<'_>,
        view: &mut View,
        shown: &Shown<'_>,
    ) {
        let Some(asked) = &mut self.asked else {
            return;
        };
        let mut open = !ui.input(|input| input.key_pressed(Key::Escape));
        let mut added = None;
        Window::new("Add a column")
            .collapsible(false)
            .resizable(false)
            .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
            .open(&mut open)
            .show(ui.ctx(), |ui| added = asked.ui(ui, shown));
        if let Some((name, expression)) = added {
            push(ctx, view, shown, &name, expression);
            open = false;
        }
        if !open {
            self.asked = None;
        }
    }
}

impl Asked {
    fn ui(&mut self, ui: &mut Ui, shown: &Shown<'_>) -> Option<(String, Expression)> {
        ui.set_width(460.0);
        let label = ui.label("Expression");
        let hint = "e.g. distance_to('AFG-TJK') / 1000, or lower(name)";
        let field = TextEdit::singleline(&mut self.text)
            .hint_text(hint)
            .desired_width(f32::INFINITY);
        let response = ui.add(field).labelled_by(label.id);
        if !std::mem::replace(&mut self.begun, true) {
            response.request_focus();
        }
        let label = ui.label("Name");
        let field = TextEdit::singleline(&mut self.name)
            .hint_text(if self.text.is_empty() {
                "As the expression"
            } else {
                self.text.as_str()
            })
            .desired_width(f32::INFINITY);
        let named = ui.add(field).labelled_by(label.id);
        let parsed = Expression::parse(&self.text);
        let problem = match &parsed {
            Ok(expression) => {
                let problems = check(expression, shown.table);
                problems.into_iter().next().map(|problem| problem.message)
            }
            Err(error) => Some(error.message.clone()),
        };
        let wrong = !self.text.trim().is_empty();
        ui.add_space(4.0);
        match problem.as_ref().filter(|_| wrong) {
            Some(problem) => ui.colored_label(ui.visuals().error_fg_color, problem),
            None => ui.weak("Distances are in metres."),
        };
        ui.add_space(4.0);
        let enter = (response.lost_focus() || named.lost_focus())
            && ui.input(|input| input.key_pressed(Key::Enter));
        let can = problem.is_none();
        let clicked = ui.add_enabled(can, Button::new("Add column")).clicked();
        if can && (clicked || enter) {
            let name = match self.name.trim() {
                "" => self.text.trim(),
                name => name,
            };
            return Some((name.to_owned(), parsed.ok()?));
        }
        None
    }
}

/// Add it under a name that no other column has, and show it.
fn push(
    ctx: &mut PanelContext<'_>,
    view: &mut View,
    shown: &Shown<'_>,
    name: &str,
    expression: Expression,
) {
    let taken = |name: &str| shown.fields.iter().any(|field| field.name == name);
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    let Some(name) = names.find(|name| !taken(name)) else {
        return;
    };
    view.reveal_column = Some(name.clone());
    add(ctx, shown.layer, ComputedColumn { name, expression });
}

/// Whether columns can be added to a layer.
pub(super) fn takes_columns(layer: LayerKind) -> bool {
    matches!(layer, LayerKind::Features(_))
}
