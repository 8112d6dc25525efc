//! What several selected features have in common: how many of each layer, and the properties that
//! are the same in all. Large selections are compared over several frames.
use std::sync::Arc;

use egui::{CollapsingHeader, Grid, RichText, ScrollArea, Ui};

use super::value::property_ui;
use super::wrapped;
use crate::model::table::{Column, Value};
use crate::model::{LayerKind, RowSet, Selection};
use crate::spatial::LoadedLayer;
use crate::ui::{PanelContext, format};

/// Values that are compared in a frame: less than two milliseconds.
const COMPARED_AT_ONCE: usize = 50_000;
/// Share of the height that it may take; the rest is for the feature that is shown.
const HIGHEST_SHARE: f32 = 0.4;

/// State of the panel itself.
#[derive(Default)]
pub(super) struct SeveralView {
    common: Option<Common>,
}

/// The comparison of one selection, as far as it has come.
struct Common {
    of: Selection,
    layers: Vec<(Arc<LoadedLayer>, Arc<RowSet>)>,
    properties: Vec<Property>,
    /// The layer and the row from which the comparison goes on; beyond the last layer at its end.
    next: (usize, u32),
}

/// A property that every layer has: its column in each, and whether all values so far are one.
struct Property {
    columns: Vec<usize>,
    same: bool,
}

impl SeveralView {
    pub fn ui(&mut self, ui: &mut Ui, ctx: &PanelContext<'_>) {
        let selection = &ctx.state.session().selection;
        let known = self.common.take().filter(|common| common.is_of(ctx));
        let mut common = known.unwrap_or_else(|| Common::new(ctx));
        if common.advance() {
            ui.ctx().request_repaint();
        }
        let highest = ui.available_height() * HIGHEST_SHARE;
        let count = format::thousands(selection.len() as u64);
        CollapsingHeader::new(format!("{count} features are selected"))
            .id_salt("several")
            .default_open(true)
            .show_unindented(ui, |ui| {
                ScrollArea::vertical()
                    .id_salt("in common")
                    .max_height(highest)
                    .auto_shrink([false, true])
                    .show(ui, |ui| {
                        layers_ui(ui, ctx, selection);
                        common.ui(ui);
                    });
            });
        ui.separator();
        self.common = Some(common);
    }
}

fn layers_ui(ui: &mut Ui, ctx: &PanelContext<'_>, selection: &Selection) {
    let counts = Grid::new("selected by layer").num_columns(2);
    counts.spacing([12.0, 3.0]).show(ui, |ui| {
        for (layer, rows) in selection.layers() {
            ui.label(ctx.state.document().title(layer));
            ui.label(format::thousands(rows.len() as u64));
            ui.end_row();
        }
    });
}

impl Common {
    fn new(ctx: &PanelContext<'_>) -> Self {
        let of = ctx.state.session().selection.clone();
        let layers: Vec<_> = own_layers(ctx, &of).collect();
        // Features of the atlas have no properties.
        let own = layers.len() == of.layers().count();
        let properties = match layers.split_first().filter(|_| own) {
            Some(((first, _), others)) => {
                let all = first.table.columns().iter().enumerate();
                all.filter_map(|(at, column)| {
                    let also = others.iter().map(|(other, _)| {
                        let mut columns = other.table.columns().iter();
                        columns.position(|other| other.name() == column.name())
                    });
                    Some(Property {
                        columns: std::iter::once(Some(at))
                            .chain(also)
                            .collect::<Option<_>>()?,
                        same: true,
                    })
                })
                .collect()
            }
            None => Vec::new(),
        };
        Self {
            of,
            layers,
            properties,
            next: (0, 0),
        }
    }

    fn is_of(&self, ctx: &PanelContext<'_>) -> bool {
        let same = |((now, _), (then, _)): ((Arc<LoadedLayer>, _), &(Arc<LoadedLayer>, _))| {
            Arc::ptr_eq(&now, then)
        };
        self.of == ctx.state.session().selection
            && own_layers(ctx, &self.of).zip(&self.layers).all(same)
    }

    /// Compare some more; whether there is more to compare.
    fn advance(&mut self) -> bool {
        let mut left = COMPARED_AT_ONCE;
        while let Some((loaded, rows)) = self.layers.get(self.next.0) {
            let Some(first) = self.first_row() else {
                return false;
            };
            let open = self.properties.iter_mut().filter(|property| property.same);
            let mut open: Vec<&mut Property> = open.collect();
            for row in rows.iter_from(self.next.1) {
                if open.is_empty() || row as usize >= loaded.table.len() {
                    break;
                }
                if left < open.len() {
                    self.next.1 = row;
                    return true;
                }
                left -= open.len();
                open.retain_mut(|property| {
                    let value = property.value(&self.layers, self.next.0, row);
                    property.same = value == property.value(&self.layers, 0, first);
                    property.same
                });
            }
            self.next = (self.next.0 + 1, 0);
        }
        false
    }

    fn is_done(&self) -> bool {
        self.next.0 >= self.layers.len()
    }

    /// The first selected row of the first layer.
    fn first_row(&self) -> Option<u32> {
        let (loaded, rows) = self.layers.first()?;
        let row = rows.iter().next()?;
        ((row as usize) < loaded.table.len()).then_some(row)
    }

    fn ui(&self, ui: &mut Ui) {
        let Some(first) = self.first_row() else {
            return;
        };
        if !self.is_done() {
            wrapped(ui, RichText::new("Comparing their properties…").weak());
            return;
        }
        if self.properties.is_empty() {
            wrapped(ui, RichText::new("They have no property in common.").weak());
        }
        for (index, property) in self.properties.iter().enumerate() {
            let Some(name) = property.column(&self.layers, 0).map(Column::name) else {
                continue;
            };
            let value = property.value(&self.layers, 0, first);
            let shown = property.same.then_some(value);
            ui.push_id(index, |ui| {
                property_ui(ui, name, shown, index.is_multiple_of(2));
            });
        }
    }
}

impl Property {
    fn column<'a>(
        &self,
        layers: &'a [(Arc<LoadedLayer>, Arc<RowSet>)],
        layer: usize,
    ) -> Option<&'a Column> {
        let (loaded, _) = layers.get(layer)?;
        loaded.table.columns().get(*self.columns.get(layer)?)
    }

    fn value<'a>(
        &self,
        layers: &'a [(Arc<LoadedLayer>, Arc<RowSet>)],
        layer: usize,
        row: u32,
    ) -> Value<'a> {
        let column = self.column(layers, layer);
        column.map_or(Value::Missing, |column| column.value(row as usize))
    }
}

/// The user's own layers with selected features, and which.
fn own_layers(
    ctx: &PanelContext<'_>,
    selection: &Selection,
) -> impl Iterator<Item = (Arc<LoadedLayer>, Arc<RowSet>)> {
    selection.layers().filter_map(|(layer, rows)| match layer {
        LayerKind::Features(id) => Some((ctx.state.layers().get(&id)?.clone(), Arc::clone(rows))),
        _ => None,
    })
}
