//! The columns that were added to a layer: their values, computed in the background when they are
//! first shown and kept as long as the features are the same.
use std::collections::BTreeMap;
use std::sync::Arc;

use egui::Ui;

use super::background::Background;
use super::fields::{Field, FieldValues};
use crate::analysis::filter::{FilterContext, FilterError, evaluate};
use crate::model::expression::Expression;
use crate::model::table::Column;
use crate::model::{ComputedColumn, FeatureTable, LayerId, LayerKind, TimeField};
use crate::state::{Command, Edit};
use crate::ui::PanelContext;

/// Smaller tables are computed at once; rows.
const AT_ONCE: usize = 500;

/// What the values of a column depend on.
#[derive(Clone)]
struct Of {
    table: Arc<FeatureTable>,
    expression: Expression,
    time: Option<TimeField>,
}

impl PartialEq for Of {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.table, &other.table)
            && self.expression == other.expression
            && self.time == other.time
    }
}

/// A column, or why there is none.
type Values = Result<Arc<Column>, String>;

/// What was computed, and is being computed.
#[derive(Default)]
pub(super) struct ComputedValues {
    columns: BTreeMap<(LayerId, String), Background<Of, Values>>,
}

impl ComputedValues {
    /// The columns that were added to a layer.
    pub fn fields(
        &mut self,
        ui: &Ui,
        ctx: &PanelContext<'_>,
        layer: LayerKind,
        table: &Arc<FeatureTable>,
    ) -> Vec<Field> {
        let LayerKind::Features(id) = layer else {
            return Vec::new();
        };
        let Some(features) = ctx.state.document().features.get(&id) else {
            return Vec::new();
        };
        let added = &features.computed;
        self.columns
            .retain(|(of, name), _| *of != id || added.iter().any(|one| one.name == *name));
        added
            .iter()
            .map(|one| Field {
                name: one.name.clone(),
                unit: one.unit(),
                values: self.values(ui, ctx, id, one, table),
            })
            .collect()
    }

    fn values(
        &mut self,
        ui: &Ui,
        ctx: &PanelContext<'_>,
        id: LayerId,
        added: &ComputedColumn,
        table: &Arc<FeatureTable>,
    ) -> FieldValues {
        let time = &ctx.state.document().features.get(&id);
        let of = Of {
            table: Arc::clone(table),
            expression: added.expression.clone(),
            time: time.and_then(|layer| layer.time.clone()),
        };
        let Some(facts) = ctx.state.facts(LayerKind::Features(id)) else {
            return FieldValues::Pending;
        };
        let (derived, facts) = (Arc::clone(ctx.state.derived()), Arc::clone(facts));
        let work = of.clone();
        let column = self.columns.entry((id, added.name.clone())).or_default();
        let at_once = table.len() <= AT_ONCE;
        column.want(ui.ctx(), of.clone(), at_once, move |job| {
            let context = FilterContext {
                table: &work.table,
                facts: &facts,
                borders: derived.borders(),
                atlas: derived.atlas(),
                time: work.time.as_ref(),
                view: None,
            };
            match evaluate(&context, &work.expression, job) {
                Ok(column) => Ok(Ok(Arc::new(column))),
                Err(FilterError::Cancelled(cancelled)) => Err(cancelled),
                Err(error) => Ok(Err(error.to_string())),
            }
        });
        match column.kept() {
            Some((kept, Ok(column))) if *kept == of => FieldValues::Computed(Arc::clone(column)),
            Some((kept, Err(error))) if *kept == of => FieldValues::Failed(error.clone()),
            _ => FieldValues::Pending,
        }
    }

    /// Say what is being computed, with a way to do without it.
    pub fn progress_ui(&self, ui: &mut Ui, ctx: &mut PanelContext<'_>, layer: LayerKind) {
        let LayerKind::Features(id) = layer else {
            return;
        };
        let running = self.columns.iter().find_map(|((of, name), column)| {
            let progress = column.progress().filter(|_| *of == id)?;
            Some((name, progress))
        });
        let Some((name, progress)) = running else {
            return;
        };
        ui.spinner();
        let share = match progress.total {
            0 => String::new(),
            total => format!(" {} %", progress.done.min(total) * 100 / total),
        };
        ui.weak(format!("Computing {name}{share}"));
        let cancel = ui.small_button("Cancel");
        if cancel.on_hover_text("Remove this column again").clicked() {
            remove(ctx, layer, name);
        }
    }
}

/// Remove a column that was added; can be undone.
pub(super) fn remove(ctx: &mut PanelContext<'_>, layer: LayerKind, name: &str) {
    change(ctx, layer, |added| added.retain(|one| one.name != name));
}

/// Add a column; can be undone.
pub(super) fn add(ctx: &mut PanelContext<'_>, layer: LayerKind, column: ComputedColumn) {
    change(ctx, layer, |added| added.push(column));
}

fn change(
    ctx: &mut PanelContext<'_>,
    layer: LayerKind,
    change: impl FnOnce(&mut Vec<ComputedColumn>),
) {
    if let LayerKind::Features(id) = layer
        && let Some(features) = ctx.state.document().features.get(&id)
    {
        let mut added = features.computed.clone();
        change(&mut added);
        ctx.commands
            .push(Command::Edit(Edit::SetComputed(id, added)));
    }
}
