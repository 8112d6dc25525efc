//! The features of a layer as a table below the map: rows that pass the filter, in any order, with
//! the selection of the map. Which rows pass is the state's, the order `analysis`'s.
mod add_column;
mod background;
mod cell;
mod column_menu;
mod computed;
mod fields;
mod grid;
mod header;
mod keys;
mod place;
mod rows;
mod scroll_bar;
mod statistics;
mod toolbar;

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Id, Panel, Ui};

use super::PanelContext;
use crate::model::{FeatureRef, FeatureTable, LayerKind, RowSet, TableLayout};
use crate::state::{Command, Edit};
use add_column::AddColumn;
use column_menu::ColumnDeed;
use fields::{Arrangement, Field};
use rows::{Rows, Which};
use statistics::StatisticsStrip;

/// Between the edge of a cell and its text, screen points.
const PADDING_PT: f32 = 7.0;
/// Height of a row, screen points.
const ROW_PT: f32 = 22.0;

/// The table and how each layer's was left.
#[derive(Default)]
pub struct TablePanel {
    layer: Option<LayerKind>,
    views: BTreeMap<LayerKind, View>,
    statistics: StatisticsStrip,
    adding: AddColumn,
    id: Option<Id>,
}

/// How the table of one layer is looked at.
#[derive(Default)]
struct View {
    arrangement: Arrangement,
    rows: Rows,
    selected_only: bool,
    /// Where the rows and the columns are scrolled to: rows, and screen points.
    top: f64,
    left: f32,
    /// The cell that the keys move: a row of the table and the name of a column.
    cursor: Option<u32>,
    column: String,
    /// The other end of a range of rows.
    anchor: Option<u32>,
    /// What shall be in view.
    reveal: Option<u32>,
    /// A column may come later.
    reveal_column: Option<String>,
    /// What was selected when last looked, and whether the table did that.
    seen: (Option<FeatureRef>, Option<Arc<RowSet>>),
    own: bool,
    /// The document's layout when last looked.
    saved: Option<TableLayout>,
    /// Whether the user arranges it in another way just now.
    arranging: bool,
}

/// What is shown in a frame.
struct Shown<'a> {
    layer: LayerKind,
    title: &'a str,
    table: &'a Arc<FeatureTable>,
    fields: &'a [Field],
    passing: Option<&'a Arc<RowSet>>,
    selected: Option<&'a Arc<RowSet>>,
}

impl TablePanel {
    /// Show this layer from now on.
    pub fn choose(&mut self, layer: LayerKind) {
        self.layer = Some(layer);
    }

    /// The grid as a widget, once it was shown.
    pub fn id(&self) -> Option<Id> {
        self.id
    }

    /// Fill the panel.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        // The panel keeps its height, whatever is in it.
        ui.set_min_height(ui.available_height());
        let state = ctx.state;
        let Some((layer, table)) = self.shown_layer(ctx) else {
            ui.weak("No layer has features");
            return;
        };
        // What is selected on the map later brings no other table.
        self.layer = Some(layer);
        let fields = computed::fields(ctx, layer, &table);
        let shown = Shown {
            layer,
            title: state.document().title(layer),
            table: &table,
            fields: &fields,
            passing: state.passing(layer),
            selected: state.session().selection.rows(layer),
        };
        let view = self.views.entry(layer).or_default();
        view.take_layout(ctx, layer);
        view.update(ui, ctx, &shown);
        let before = view.layout();
        let mut deed = None;
        ui.horizontal(|ui| {
            if let Some(other) = toolbar::layer_ui(ui, ctx, &shown) {
                self.layer = Some(other);
            }
            toolbar::count_ui(ui, view, &shown);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                toolbar::close_ui(ui, ctx);
                ui.toggle_value(&mut self.statistics.open, "Statistics");
                if add_column::takes_columns(layer) {
                    self.adding.menu_ui(ui, ctx, view, &shown);
                }
                toolbar::rows_menu(ui, ctx, view, &shown);
                toolbar::columns_menu(ui, view);
                deed = toolbar::column_ui(ui, view, &shown);
            });
        });
        self.adding.window_ui(ui, ctx, view, &shown);
        if self.statistics.open {
            Panel::right("column statistics")
                .resizable(true)
                .default_size(230.0)
                .size_range(180.0..=420.0)
                .show(ui, |ui| self.statistics.ui(ui, view, &shown));
        }
        let (id, of_header) = grid::grid_ui(ui, ctx, view, &shown);
        self.id = Some(id);
        match deed.or(of_header) {
            Some((_, ColumnDeed::Statistics)) => self.statistics.open = true,
            Some((name, ColumnDeed::Change)) => self.adding.change(ctx, layer, &name),
            Some((name, ColumnDeed::Remove)) => computed::remove(ctx, layer, &name),
            Some((name, deed)) => view.run(ui, &shown, &name, deed),
            None => {}
        }
        if let Some(view) = self.views.get_mut(&layer) {
            view.give_layout(ui, ctx, layer, &before);
        }
    }

    /// The layer that was chosen, or else that of what is selected, or the top-most of the user's.
    fn shown_layer(&self, ctx: &PanelContext<'_>) -> Option<(LayerKind, Arc<FeatureTable>)> {
        let selected = ctx.state.session().selected.map(FeatureRef::layer);
        let of = |layer| Some((layer, Arc::clone(ctx.state.table(layer)?)));
        let asked = self
            .layer
            .filter(|layer| ctx.state.document().layer(*layer).is_some());
        let asked = asked.and_then(of).or_else(|| selected.and_then(of));
        asked.or_else(|| {
            let mut all = ctx.state.tables();
            let own = |(layer, _): &(LayerKind, _)| matches!(layer, LayerKind::Features(_));
            let first = all.find(own).or_else(|| ctx.state.tables().next());
            first.map(|(layer, table)| (layer, Arc::clone(table)))
        })
    }
}

impl View {
    /// Arrange columns and rows as the document has them, if that changed.
    fn take_layout(&mut self, ctx: &PanelContext<'_>, layer: LayerKind) {
        let view = ctx.state.document().views.get(&layer);
        let saved = view.and_then(|view| view.table.as_ref());
        if self.saved.as_ref() == saved {
            return;
        }
        self.saved = saved.cloned();
        let layout = saved.cloned().unwrap_or_default();
        self.arrangement = Arrangement {
            places: layout.columns,
            frozen: layout.frozen,
        };
        self.rows.sort = layout.sort;
    }

    fn layout(&self) -> TableLayout {
        let mut columns = self.arrangement.places.clone();
        for place in &mut columns {
            place.width_pt = place.width_pt.round();
        }
        TableLayout {
            columns,
            frozen: self.arrangement.frozen,
            sort: self.rows.sort.clone(),
        }
    }

    /// Have the document take over what the user changed, once the pointer lets go.
    fn give_layout(
        &mut self,
        ui: &Ui,
        ctx: &mut PanelContext<'_>,
        layer: LayerKind,
        before: &TableLayout,
    ) {
        let layout = self.layout();
        self.arranging |= layout != *before;
        if self.arranging && !ui.input(|input| input.pointer.any_down()) {
            self.arranging = false;
            let edit = Edit::SetTableLayout(layer, layout);
            ctx.commands.push(Command::Edit(edit));
        }
    }

    fn update(&mut self, ui: &Ui, ctx: &PanelContext<'_>, shown: &Shown<'_>) {
        let saved = self.saved.as_ref();
        self.arrangement.reconcile(ui, shown.fields, saved);
        let nothing = || Arc::new(RowSet::default());
        let selected = shown.selected.map(Arc::clone);
        let which = Which {
            passing: shown.passing.map(Arc::clone),
            selected: self.selected_only.then(|| selected.unwrap_or_else(nothing)),
        };
        self.rows.update(ui.ctx(), shown.table, shown.fields, which);
        self.follow(ctx, shown);
        let names = self.arrangement.shown(shown.fields);
        let there = |name: &String| names.iter().any(|(_, field)| field.name == *name);
        if let Some(name) = self.reveal_column.as_ref().filter(|name| there(name)) {
            self.column.clone_from(name);
        }
        if !there(&self.column) {
            let first = names.first().map(|(_, field)| field.name.clone());
            self.column = first.unwrap_or_default();
        }
    }

    /// What is selected elsewhere comes into view.
    fn follow(&mut self, ctx: &PanelContext<'_>, shown: &Shown<'_>) {
        let selected = ctx.state.session().selected;
        let own = std::mem::take(&mut self.own);
        let now = (selected, shown.selected.map(Arc::clone));
        let before = std::mem::replace(&mut self.seen, now);
        let rows = |rows: &Option<Arc<RowSet>>| rows.as_ref().map(Arc::as_ptr);
        if own || (before.0 == selected && rows(&before.1) == rows(&self.seen.1)) {
            return;
        }
        let here = selected.filter(|feature| feature.layer() == shown.layer);
        let first = || shown.selected.and_then(|rows| rows.iter().next());
        if let Some(row) = here.map(FeatureRef::row).or_else(first) {
            self.cursor = Some(row);
            self.anchor = self.cursor;
            self.reveal = self.cursor;
        }
    }
}
