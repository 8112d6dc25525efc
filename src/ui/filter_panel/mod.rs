//! The filters: for all layers and for each one a list of conditions with a widget for what they
//! ask. Reads the document and pushes changed filters; what passes is `state`'s to know.
mod add;
mod categories;
mod completion;
mod condition;
mod expression_box;
mod geography;
mod question;
mod range;
mod title;
mod words;

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Align, CollapsingHeader, ComboBox, Layout, RichText, Ui};

use super::{PanelContext, format};
use crate::model::table::ColumnType;
use crate::model::{Condition, FeatureTable, Filter, Join, LayerKind};
use crate::state::{Command, Edit};
use condition::{Deed, condition_ui};
use expression_box::Draft;

pub use expression_box::ExpressionField;
pub use question::Question;
pub use title::value_text;

/// Whose filter it is: a layer's, or that of all layers.
type Target = Option<LayerKind>;

/// State of the panel itself.
#[derive(Default)]
pub struct FilterPanel {
    /// What is typed as an expression, by condition.
    drafts: HashMap<(Target, usize), Draft>,
    /// What is searched among the values of a condition.
    searches: HashMap<(Target, usize), String>,
    /// A condition that was just added: its section is open.
    added: Option<Target>,
}

/// What a widget did to its condition.
#[derive(Clone, Copy, Default)]
struct Touched {
    changed: bool,
    /// The next change is a step of its own.
    done: bool,
}

impl Touched {
    /// Chosen at once.
    fn at_once(changed: bool) -> Self {
        Self {
            changed,
            done: changed,
        }
    }

    /// Dragged or typed until it is let go.
    fn by(response: &egui::Response) -> Self {
        Self {
            changed: response.changed(),
            done: response.drag_stopped() || response.lost_focus(),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            changed: self.changed || other.changed,
            done: self.done || other.done,
        }
    }
}

/// What the widgets of one filter may look at.
struct Subject<'a> {
    target: Target,
    /// The layer's own table, or those of all layers.
    tables: Vec<&'a Arc<FeatureTable>>,
}

impl Subject<'_> {
    /// Names of the columns of some table that are of a type, each once.
    fn columns(&self, of: impl Fn(ColumnType) -> bool) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for column in self.tables.iter().flat_map(|table| table.columns()) {
            if of(column.column_type()) && !names.contains(&column.name()) {
                names.push(column.name());
            }
        }
        names
    }

    /// The tables that have this column.
    fn with_column<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b Arc<FeatureTable>> {
        let tables = self.tables.iter().copied();
        tables.filter(move |table| table.column(name).is_some())
    }
}

impl FilterPanel {
    /// Fill whatever it is given.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        let state = ctx.state;
        let tables: Vec<(LayerKind, &Arc<FeatureTable>)> = state.tables().collect();
        ui.push_id("filters", |ui| {
            // Clear of the scroll bar.
            ui.set_max_width(ui.available_width() - 8.0);
            if tables.len() > 1 || !state.document().filter.conditions.is_empty() {
                let all = tables.iter().map(|(_, table)| *table).collect();
                self.section_ui(ui, ctx, None, all);
            }
            for (layer, table) in tables {
                self.section_ui(ui, ctx, Some(layer), vec![table]);
            }
        });
    }

    fn section_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &mut PanelContext<'_>,
        target: Target,
        tables: Vec<&Arc<FeatureTable>>,
    ) {
        let document = ctx.state.document();
        let filter = match target {
            Some(layer) => document.filters.get(&layer).cloned().unwrap_or_default(),
            None => document.filter.clone(),
        };
        let name = target.map_or("All layers", |layer| document.title(layer));
        let open = (self.added == Some(target)).then_some(true);
        if open.is_some() {
            self.added = None;
        }
        let header = heading(name, filter.conditions.len());
        let counted = target.map(|layer| passing_text(ctx, layer, tables.as_slice()));
        let subject = Subject { target, tables };
        ui.push_id(target, |ui| {
            CollapsingHeader::new(header)
                .id_salt("section")
                .default_open(!filter.conditions.is_empty() || target == Some(LayerKind::Incidents))
                .open(open)
                .show_unindented(ui, |ui| {
                    if let Some(counted) = counted {
                        ui.weak(counted);
                    }
                    let error = target.and_then(|layer| ctx.state.filter_error(layer));
                    if let Some(error) = error {
                        let said = format!("The filter is left aside. {error}");
                        let color = ui.visuals().error_fg_color;
                        ui.add(egui::Label::new(RichText::new(said).color(color)).wrap());
                    }
                    self.conditions_ui(ui, ctx, &subject, &filter);
                });
        });
    }

    fn conditions_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &mut PanelContext<'_>,
        subject: &Subject<'_>,
        filter: &Filter,
    ) {
        let target = subject.target;
        let (mut edited, mut done, mut removed) = (filter.clone(), false, None);
        if filter.conditions.len() > 1 {
            done |= join_ui(ui, &mut edited.join);
        }
        for (index, condition) in edited.conditions.iter_mut().enumerate() {
            let key = (target, index);
            let draft = self.drafts.entry(key).or_default();
            let search = self.searches.entry(key).or_default();
            match condition_ui(ui, ctx, subject, condition, (index, draft, search)) {
                Deed::Edit(touched) => done |= touched.done,
                Deed::Remove => removed = Some(index),
            }
        }
        if let Some(index) = removed {
            edited.conditions.remove(index);
            self.forget(target, index);
            done = true;
        }
        if let Some(expression) = add::add_ui(ui, ctx, subject) {
            let index = edited.conditions.len();
            self.drafts
                .insert((target, index), expression_box::fresh(&expression));
            edited.conditions.push(Condition {
                enabled: !add::waits(&expression),
                expression,
            });
            self.added = Some(target);
            done = true;
        }
        if edited != *filter {
            let edit = Edit::SetFilter(target, edited);
            ctx.commands.push(Command::Edit(edit));
        }
        if done {
            ctx.commands.push(Command::EndGesture);
        }
        ui.add_space(4.0);
    }

    /// What was typed for the conditions after a removed one is theirs still.
    fn forget(&mut self, target: Target, removed: usize) {
        fn moved<T>(map: &mut HashMap<(Target, usize), T>, target: Target, removed: usize) {
            *map = std::mem::take(map)
                .into_iter()
                .filter(|((of, index), _)| *of != target || *index != removed)
                .map(|((of, index), value)| {
                    let after = of == target && index > removed;
                    ((of, index - usize::from(after)), value)
                })
                .collect();
        }
        moved(&mut self.drafts, target, removed);
        moved(&mut self.searches, target, removed);
    }
}

fn heading(name: &str, conditions: usize) -> RichText {
    let text = match conditions {
        0 => name.to_owned(),
        many => format!("{name} · {}", format::counted(many as u64, "condition")),
    };
    RichText::new(text)
}

/// `1,234 of 10,000 pass`.
fn passing_text(ctx: &PanelContext<'_>, layer: LayerKind, tables: &[&Arc<FeatureTable>]) -> String {
    let all: usize = tables.iter().map(|table| table.len()).sum();
    let passing = ctx.state.passing(layer).map_or(all, |rows| rows.len());
    format!(
        "{} of {} pass",
        format::thousands(passing as u64),
        format::thousands(all as u64)
    )
}

/// Whether all or any must be met; whether it was changed.
fn join_ui(ui: &mut Ui, join: &mut Join) -> bool {
    let before = *join;
    let title = |join| match join {
        Join::All => "All conditions",
        Join::Any => "Any condition",
    };
    ui.horizontal(|ui| {
        let label = ui.label("Must meet");
        ComboBox::from_id_salt("join")
            .selected_text(title(*join))
            .show_ui(ui, |ui| {
                for one in [Join::All, Join::Any] {
                    ui.selectable_value(join, one, title(one));
                }
            })
            .response
            .labelled_by(label.id);
    });
    *join != before
}

/// A control with its name before it, in a row.
fn named<R>(ui: &mut Ui, name: &str, control: impl FnOnce(&mut Ui) -> (egui::Response, R)) -> R {
    ui.horizontal(|ui| {
        let size = egui::vec2(NAME_PT, ui.spacing().interact_size.y);
        let layout = Layout::left_to_right(Align::Center);
        let label = ui.allocate_ui_with_layout(size, layout, |ui| {
            ui.set_min_width(NAME_PT);
            ui.label(name)
        });
        let label = label.inner;
        let (response, value) = control(ui);
        response.labelled_by(label.id);
        value
    })
    .inner
}

/// Width of the names before controls, screen points.
const NAME_PT: f32 = 58.0;

/// One of several by its name; whether another was chosen.
fn choice_ui(ui: &mut Ui, name: &str, chosen: &mut String, all: &[(String, String)]) -> bool {
    let before = chosen.clone();
    let shown = all
        .iter()
        .find(|(value, _)| value == chosen)
        .map_or(chosen.as_str(), |(_, title)| title);
    let shown = shown.to_owned();
    named(ui, name, |ui| {
        let list = ComboBox::from_id_salt(name)
            .selected_text(shown)
            .width(ui.available_width() - 4.0)
            .truncate()
            .show_ui(ui, |ui| {
                for (value, title) in all {
                    ui.selectable_value(chosen, value.clone(), title);
                }
            });
        (list.response, ())
    });
    *chosen != before
}

/// Right-aligned contents of a row.
fn at_right<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    ui.with_layout(Layout::right_to_left(Align::Center), contents)
        .inner
}
