//! The line above the grid: which layer, how many rows, and what can be done with them.
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{ComboBox, PopupCloseBehavior, Ui};

use super::column_menu::{ColumnDeed, column_menu};
use super::grid::count_text;
use super::keys::{copy, select_all};
use super::{Shown, View};
use crate::model::LayerKind;
use crate::ui::{Action, ExportRows, PanelContext, Request, format};

/// How many rows there are, and whether only those that are selected are shown.
pub(super) fn count_ui(ui: &mut Ui, view: &mut View, shown: &Shown<'_>) {
    ui.label(count_text(view, shown));
    let selected = shown.selected.map_or(0, |rows| rows.len()) as u64;
    if selected > 0 {
        ui.weak(format!("{} selected", format::thousands(selected)));
    }
    ui.checkbox(&mut view.selected_only, "Selected only");
    if view.rows.is_sorting() {
        ui.spinner();
        ui.weak("Sorting…");
    }
}

pub(super) fn close_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>) {
    let close = ui.add(egui::Button::new("×").frame(false));
    close.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Close the table"));
    if close.on_hover_text("Close the table").clicked() {
        ctx.actions.push(Action::ToggleTable);
    }
}

/// The menu of the column that the cursor is in.
pub(super) fn column_ui(
    ui: &mut Ui,
    view: &View,
    shown: &Shown<'_>,
) -> Option<(String, ColumnDeed)> {
    let mut fields = shown.fields.iter();
    let field = fields.find(|field| field.name == view.column)?;
    let mut deed = None;
    let title = format!("Column {}", shortened(&field.name));
    ui.menu_button(title, |ui| deed = column_menu(ui, view, field));
    Some((field.name.clone(), deed?))
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(18) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// Which layer; another one that was chosen.
pub(super) fn layer_ui(
    ui: &mut Ui,
    ctx: &PanelContext<'_>,
    shown: &Shown<'_>,
) -> Option<LayerKind> {
    let mut chosen = None;
    let document = ctx.state.document();
    let response = ComboBox::from_id_salt("table layer")
        .selected_text(shown.title)
        .width(150.0)
        .truncate()
        .show_ui(ui, |ui| {
            for (layer, _) in ctx.state.tables() {
                let title = document.title(layer);
                if ui.selectable_label(layer == shown.layer, title).clicked() {
                    chosen = Some(layer);
                }
            }
        });
    response
        .response
        .accessible_name(format!("Layer {}", shown.title));
    chosen
}

pub(super) fn columns_menu(ui: &mut Ui, view: &mut View) {
    // Several can be ticked before it closes.
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuButton::new("Columns").config(config).ui(ui, |ui| {
        let places = &mut view.arrangement.places;
        ui.horizontal(|ui| {
            if ui.button("Show all").clicked() {
                for place in places.iter_mut() {
                    place.hidden = false;
                }
            }
        });
        ui.separator();
        egui::ScrollArea::vertical()
            .max_height(320.0)
            .show(ui, |ui| {
                let count = places.iter().filter(|place| !place.hidden).count();
                for place in places {
                    let mut visible = !place.hidden;
                    // One column stays.
                    let can = place.hidden || count > 1;
                    let tick = egui::Checkbox::new(&mut visible, &place.name);
                    if ui.add_enabled(can, tick).changed() {
                        place.hidden = !visible;
                    }
                }
            });
    });
}

pub(super) fn rows_menu(
    ui: &mut Ui,
    ctx: &mut PanelContext<'_>,
    view: &mut View,
    shown: &Shown<'_>,
) {
    ui.menu_button("Rows", |ui| {
        ui.set_min_width(190.0);
        let selected = shown.selected.is_some_and(|rows| !rows.is_empty());
        if ui.button("Select all rows shown").clicked() {
            select_all(ctx, view, shown);
            ui.close();
        }
        let button = egui::Button::new("Copy selected rows");
        if ui.add_enabled(selected, button).clicked() {
            copy(ui, ctx, view, shown);
            ui.close();
        }
        if let LayerKind::Features(id) = shown.layer {
            ui.separator();
            for (title, rows, can) in [
                ("Export rows that pass…", ExportRows::Passing, true),
                ("Export selected…", ExportRows::Selected, selected),
            ] {
                if ui.add_enabled(can, egui::Button::new(title)).clicked() {
                    ctx.requests.push(Request::Export(id, rows));
                    ui.close();
                }
            }
        }
    });
}
