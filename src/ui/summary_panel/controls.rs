//! What is chosen above the bars: the layer, what it is counted by, the order.
use std::sync::Arc;

use egui::{ComboBox, DragValue, Ui};

use super::rows::Order;
use crate::analysis::FIRST_BORDERS;
use crate::analysis::summary::GroupBy;
use crate::model::table::ColumnType;
use crate::model::{FeatureTable, LayerKind};
use crate::ui::PanelContext;

pub(super) fn layer_ui(
    ui: &mut Ui,
    ctx: &PanelContext<'_>,
    layer: &mut LayerKind,
    tables: &[(LayerKind, &Arc<FeatureTable>)],
) {
    let document = ctx.state.document();
    list_ui(ui, "Layer", document.title(*layer), |ui| {
        for (one, _) in tables {
            ui.selectable_value(layer, *one, document.title(*one));
        }
    });
}

/// A name before a control.
fn name_ui(ui: &mut Ui, name: &str) -> egui::Response {
    let size = egui::vec2(58.0, ui.spacing().interact_size.y);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let label = ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_width(size.x);
        ui.label(name)
    });
    label.inner
}

/// A list with its name before it.
fn list_ui(ui: &mut Ui, name: &str, shown: &str, contents: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        let label = name_ui(ui, name);
        ComboBox::from_id_salt(name)
            .selected_text(shown)
            .width(ui.available_width() - 4.0)
            .height(600.0)
            .truncate()
            .show_ui(ui, contents)
            .response
            .labelled_by(label.id);
    });
}

fn is_category(kind: ColumnType) -> bool {
    matches!(
        kind,
        ColumnType::Text | ColumnType::Bool | ColumnType::Integer | ColumnType::Date
    )
}

/// What a layer is counted by at first.
pub(super) fn first_choice(table: &FeatureTable) -> GroupBy {
    let mut columns = table.columns().iter();
    let named = |name: &str| !["title", "name", "id"].contains(&name.to_lowercase().as_str());
    columns
        .find(|column| is_category(column.column_type()) && named(column.name()))
        .map_or(GroupBy::Country, |column| {
            GroupBy::Column(column.name().to_owned())
        })
}

pub(super) fn title(by: &GroupBy) -> String {
    match by {
        GroupBy::Column(name) => name.clone(),
        GroupBy::Year => "Year".to_owned(),
        GroupBy::Country => "Country of the position".to_owned(),
        GroupBy::Province => "Province of the position".to_owned(),
        GroupBy::Distance { border, .. } => format!("Distance to {border}"),
    }
}

/// The same within a sentence.
pub(super) fn words(by: &GroupBy) -> String {
    match by {
        GroupBy::Column(name) => name.clone(),
        GroupBy::Year => "year".to_owned(),
        GroupBy::Country => "country".to_owned(),
        GroupBy::Province => "province".to_owned(),
        GroupBy::Distance { border, .. } => format!("distance to {border}"),
    }
}

pub(super) fn by_ui(ui: &mut Ui, ctx: &PanelContext<'_>, by: &mut GroupBy, table: &FeatureTable) {
    let is_distance = matches!(by, GroupBy::Distance { .. });
    let shown = if is_distance {
        "Distance to a border".to_owned()
    } else {
        title(by)
    };
    list_ui(ui, "Count by", &shown, |ui| {
        for one in [GroupBy::Year, GroupBy::Country, GroupBy::Province] {
            let name = title(&one);
            ui.selectable_value(by, one, name);
        }
        if ui
            .selectable_label(is_distance, "Distance to a border")
            .clicked()
            && !is_distance
        {
            *by = GroupBy::Distance {
                border: FIRST_BORDERS[0].to_owned(),
                width_km: 25.0,
            };
        }
        ui.separator();
        for column in table.columns() {
            if is_category(column.column_type()) {
                let one = GroupBy::Column(column.name().to_owned());
                ui.selectable_value(by, one, column.name());
            }
        }
    });
    if let GroupBy::Distance { border, width_km } = by {
        let now = border.clone();
        list_ui(ui, "Border", &now, |ui| {
            for one in &ctx.state.atlas().borders {
                let title = format!("{} · {}", one.id, one.name);
                ui.selectable_value(border, one.id.clone(), title);
            }
        });
        ui.horizontal(|ui| {
            let label = name_ui(ui, "Bands of");
            let field = DragValue::new(width_km)
                .range(1.0..=1000.0)
                .speed(0.5)
                .max_decimals(1)
                .suffix(" km");
            ui.add(field).labelled_by(label.id);
        });
    }
}

/// Whether another order was chosen.
pub(super) fn order_ui(ui: &mut Ui, order: &mut Order) -> bool {
    let before = *order;
    ui.horizontal(|ui| {
        name_ui(ui, "Sort by");
        for (one, name, spoken) in [
            (Order::Count, "Count", "Sort by count"),
            (Order::Name, "Name", "Sort by name"),
        ] {
            let on = *order == one;
            let response = ui.selectable_value(order, one, name);
            response.widget_info(|| {
                egui::WidgetInfo::selected(egui::Role::RadioButton, true, on, spoken)
            });
        }
    });
    *order != before
}
