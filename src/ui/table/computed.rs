//! The columns that were added to a layer: those that are there, those that are being computed, and
//! why some have no values; adding, changing and removing them. What computes them is `state`'s.
use std::sync::Arc;

use super::fields::{Field, FieldValues};
use crate::model::{ComputedColumn, FeatureTable, LayerKind};
use crate::state::{Command, Edit};
use crate::ui::PanelContext;

/// The columns of the source, then those that were added.
pub(super) fn fields(
    ctx: &PanelContext<'_>,
    layer: LayerKind,
    table: &Arc<FeatureTable>,
) -> Vec<Field> {
    let in_table = |index| FieldValues::Table(Arc::clone(table), index);
    let own = table.own();
    let asked = ctx.state.document().computed(layer);
    let source = own.iter().enumerate();
    let source = source.map(|(index, column)| Field {
        name: column.name().to_owned(),
        unit: None,
        // One of the same name may have been added before; it can still be removed.
        is_added: asked.iter().any(|one| one.name == column.name()),
        values: in_table(index),
    });
    let failed = ctx.state.added_columns(layer).map(|added| &added.failed);
    let is_new = |one: &&ComputedColumn| !own.iter().any(|column| column.name() == one.name);
    let added = asked.iter().filter(is_new).map(|one| {
        let mut there = table.added().iter();
        let at = there.position(|column| column.name() == one.name);
        let problem = || failed?.get(&one.name).cloned();
        Field {
            name: one.name.clone(),
            unit: one.unit(),
            is_added: true,
            values: match at {
                Some(at) => in_table(own.len() + at),
                None => problem().map_or(FieldValues::Pending, FieldValues::Failed),
            },
        }
    });
    source.chain(added).collect()
}

/// Remove a column that was added; can be undone.
pub(super) fn remove(ctx: &mut PanelContext<'_>, layer: LayerKind, name: &str) {
    change(ctx, layer, |added| added.retain(|one| one.name != name));
}

/// Add a column, or put it in the place of the one of its name; can be undone.
pub(super) fn put(ctx: &mut PanelContext<'_>, layer: LayerKind, column: ComputedColumn) {
    change(ctx, layer, |added| put_into(added, column));
}

/// These columns with this one among them.
pub(super) fn put_into(added: &mut Vec<ComputedColumn>, column: ComputedColumn) {
    match added.iter_mut().find(|one| one.name == column.name) {
        Some(one) => *one = column,
        None => added.push(column),
    }
}

fn change(
    ctx: &mut PanelContext<'_>,
    layer: LayerKind,
    change: impl FnOnce(&mut Vec<ComputedColumn>),
) {
    let mut added = ctx.state.document().computed(layer).to_vec();
    change(&mut added);
    let edit = Edit::SetComputed(layer, added);
    ctx.commands.push(Command::Edit(edit));
}
