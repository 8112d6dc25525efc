//! Adding a column: the distance to a border, the country, the province, or what an expression
//! gives; and changing that expression.
use egui::{Align2, Button, Key, TextEdit, Ui, Window};

use super::computed::{put, put_into};
use super::fields::FieldValues;
use super::{Shown, View};
use crate::analysis::filter::check;
use crate::analysis::refused;
use crate::model::expression::{Expression, Function, Literal};
use crate::model::{ComputedColumn, LayerKind};
use crate::ui::PanelContext;
use crate::ui::filter_panel::ExpressionField;

/// The window that asks for an expression.
#[derive(Default)]
pub(super) struct AddColumn {
    asked: Option<Asked>,
}

struct Asked {
    layer: LayerKind,
    name: String,
    /// It is the one of this name that is changed.
    is_there: bool,
    text: String,
    field: ExpressionField,
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
                self.asked = Some(Asked::of(shown.layer));
                ui.close();
            }
        });
        if let Some((name, expression)) = added {
            push(ctx, view, shown, &name, expression);
        }
    }

    /// Ask for another expression of a column that was added.
    pub fn change(&mut self, ctx: &PanelContext<'_>, layer: LayerKind, name: &str) {
        let mut added = ctx.state.document().computed(layer).iter();
        self.asked = added.find(|one| one.name == name).map(|one| Asked {
            name: name.to_owned(),
            is_there: true,
            text: one.expression.to_string(),
            ..Asked::of(layer)
        });
    }

    /// The window, while it is open.
    pub fn window_ui(
        &mut self,
        ui: &Ui,
        ctx: &mut PanelContext<'_>,
        view: &mut View,
        shown: &Shown<'_>,
    ) {
        self.asked.take_if(|asked| !asked.holds(ctx, shown.layer));
        let Some(asked) = &mut self.asked else {
            return;
        };
        let mut open = true;
        let mut added = None;
        let is_there = asked.is_there;
        let title = if is_there {
            format!("Change the column {}", asked.name)
        } else {
            "Add a column".to_owned()
        };
        Window::new(title)
            .id(egui::Id::unique("column expression"))
            .collapsible(false)
            .resizable(false)
            .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
            .open(&mut open)
            .show(ui.ctx(), |ui| added = asked.ui(ui, ctx, shown));
        // The list of completions hears it first.
        open &= !ui.input(|input| input.key_pressed(Key::Escape));
        if let Some((name, expression)) = added {
            if is_there {
                put(ctx, shown.layer, ComputedColumn { name, expression });
            } else {
                push(ctx, view, shown, &name, expression);
            }
            open = false;
        }
        if !open {
            self.asked = None;
        }
    }
}

impl Asked {
    /// Nothing yet, for this layer.
    fn of(layer: LayerKind) -> Self {
        Self {
            layer,
            name: String::new(),
            is_there: false,
            text: String::new(),
            field: ExpressionField::default(),
            begun: false,
        }
    }

    /// Whether its layer is the one that is shown and what it changes is still there.
    fn holds(&self, ctx: &PanelContext<'_>, shown: LayerKind) -> bool {
        let mut added = ctx.state.document().computed(self.layer).iter();
        self.layer == shown && (!self.is_there || added.any(|one| one.name == self.name))
    }

    fn ui(
        &mut self,
        ui: &mut Ui,
        ctx: &PanelContext<'_>,
        shown: &Shown<'_>,
    ) -> Option<(String, Expression)> {
        ui.set_width(460.0);
        let label = ui.label("Expression");
        let field = self.field.ui(ui, ctx, shown.table, &mut self.text);
        let response = field.labelled_by(label.id);
        if !std::mem::replace(&mut self.begun, true) {
            response.request_focus();
        }
        let mut done = response.lost_focus();
        if !self.is_there {
            let label = ui.label("Name");
            let field = TextEdit::singleline(&mut self.name)
                .hint_text(if self.text.is_empty() {
                    "As the expression"
                } else {
                    self.text.as_str()
                })
                .desired_width(f32::INFINITY);
            done |= ui.add(field).labelled_by(label.id).lost_focus();
        }
        let name = match self.name.trim() {
            "" => self.text.trim(),
            name => name,
        };
        let parsed = Expression::parse(&self.text);
        let problem = match &parsed {
            Ok(expression) if self.is_there => problem(ctx, shown, name, expression),
            Ok(expression) => problem(ctx, shown, &free(shown, name), expression),
            Err(error) => Some(error.message.clone()),
        };
        let wrong = !self.text.trim().is_empty();
        ui.add_space(4.0);
        match problem.as_ref().filter(|_| wrong) {
            Some(problem) => ui.colored_label(ui.visuals().error_fg_color, problem),
            None => ui.weak("Distances are in metres. Other added columns can be named."),
        };
        ui.add_space(4.0);
        let enter = done && ui.input(|input| input.key_pressed(Key::Enter));
        let can = problem.is_none();
        let title = if self.is_there {
            "Change column"
        } else {
            "Add column"
        };
        let clicked = ui.add_enabled(can, Button::new(title)).clicked();
        if can && (clicked || enter) {
            return Some((name.to_owned(), parsed.ok()?));
        }
        None
    }
}

/// Why a column cannot be what the expression gives.
fn problem(
    ctx: &PanelContext<'_>,
    shown: &Shown<'_>,
    name: &str,
    expression: &Expression,
) -> Option<String> {
    let document = ctx.state.document();
    let mut columns = document.computed(shown.layer).to_vec();
    let column = ComputedColumn {
        name: name.to_owned(),
        expression: expression.clone(),
    };
    put_into(&mut columns, column);
    // What names a column of the source means that one.
    let own = shown.table.own();
    columns.retain(|one| !own.iter().any(|column| column.name() == one.name));
    let time = match shown.layer {
        LayerKind::Features(id) => document.features.get(&id),
        _ => None,
    };
    let time = time.and_then(|layer| layer.time.as_ref());
    if let Some(circle) = refused(&columns, time).remove(name) {
        return Some(circle);
    }
    let problem = check(expression, shown.table).into_iter().next()?;
    let pending = shown
        .fields
        .iter()
        .any(|field| field.name == problem.subject && matches!(field.values, FieldValues::Pending));
    Some(if pending {
        format!("'{}' is still being computed", problem.subject)
    } else {
        problem.message
    })
}

/// This name, or with a number behind it that no other column has.
fn free(shown: &Shown<'_>, name: &str) -> String {
    let taken = |name: &str| shown.fields.iter().any(|field| field.name == name);
    let numbered = (2..).map(|number: u64| format!("{name} {number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or_default()
}

/// Add it under a name that no other column has, and show it.
fn push(
    ctx: &mut PanelContext<'_>,
    view: &mut View,
    shown: &Shown<'_>,
    name: &str,
    expression: Expression,
) {
    let name = free(shown, name);
    view.reveal_column = Some(name.clone());
    put(ctx, shown.layer, ComputedColumn { name, expression });
}

/// Whether columns can be added to a layer.
pub(super) fn takes_columns(layer: LayerKind) -> bool {
    matches!(layer, LayerKind::Features(_) | LayerKind::Incidents)
}
