//! What folds out of the panel: which layers are counted and by what, and the named periods.
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Response, TextEdit, Ui, WidgetInfo};

use super::colors::colors;
use super::data::DatedLayer;
use super::window::set_window;
use super::{TimelinePanel, is_counted, is_usually_counted};
use crate::model::table::{Column, ColumnType};
use crate::model::{LayerKind, Period, TimeField, TimelineColors};
use crate::state::{Command, Edit};
use crate::ui::{PanelContext, format};

/// Size of the field of a period's name.
const NAME_SIZE: [f32; 2] = [230.0, 22.0];

/// Height of the list of layers, beyond which it scrolls.
const HEIGHT_PT: f32 = 420.0;

/// A menu that stays open while things in it are changed.
pub(super) fn stay_open(ui: &mut Ui, title: &str, contents: impl FnOnce(&mut Ui)) -> Response {
    let config = MenuConfig::new().close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let (response, _) = MenuButton::new(title).config(config).ui(ui, contents);
    response
}

/// "12 of 340 features of Ferries have no date".
pub(super) fn undated_text(layer: &DatedLayer) -> String {
    let (all, dated) = (layer.spans.len(), layer.spans.dated());
    let undated = format::thousands((all - dated) as u64);
    format!(
        "{undated} of {} have no date",
        format::counted(all as u64, "feature")
    )
}

/// Which layers are counted, by which columns.
pub(super) fn layers_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, layers: &[DatedLayer]) {
    ui.set_width(320.0);
    if layers.is_empty() {
        ui.weak("No layer has dates.");
    }
    egui::ScrollArea::vertical()
        .max_height(HEIGHT_PT)
        .show(ui, |ui| {
            // Clear of the scroll bar.
            ui.set_max_width(ui.available_width() - 10.0);
            layer_list_ui(ui, ctx, layers);
        });
}

fn layer_list_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, layers: &[DatedLayer]) {
    for (index, layer) in layers.iter().enumerate() {
        if index > 0 {
            ui.separator();
        }
        let title = ctx.state.document().title(layer.kind).to_owned();
        let mut counted = is_counted(ctx, layer.kind);
        let usual = is_usually_counted(ctx, layer.kind);
        if ui.checkbox(&mut counted, &title).changed() {
            let edit = Edit::SetCounted(layer.kind, (counted != usual).then_some(counted));
            ctx.commands.push(Command::Edit(edit));
        }
        if layer.spans.dated() < layer.spans.len() {
            ui.weak(undated_text(layer));
        }
        egui::Grid::new(("timeline layer", layer.kind))
            .num_columns(2)
            .show(ui, |ui| {
                if let LayerKind::Features(id) = layer.kind {
                    let field = field_ui(ui, layer, &title);
                    if field != layer.field {
                        let guessed = layer.guessed.as_ref() == Some(&field);
                        let edit = Edit::SetTimeField(id, (!guessed).then_some(field));
                        ctx.commands.push(Command::Edit(edit));
                    }
                }
                let mut column = layer.column.clone();
                let columns = layer.table.columns().iter();
                let columns = columns.filter(|column| {
                    !matches!(column.column_type(), ColumnType::Float | ColumnType::Empty)
                });
                let columns: Vec<&str> = columns.map(Column::name).collect();
                list_ui(
                    ui,
                    "Colours by",
                    &title,
                    &mut column,
                    "One colour",
                    &columns,
                );
                if column != layer.column {
                    let colors = match column {
                        column if column == layer.usual_column => TimelineColors::AsOnMap,
                        None => TimelineColors::One,
                        Some(column) => TimelineColors::Column(column),
                    };
                    let edit = Edit::SetTimelineColors(layer.kind, colors);
                    ctx.commands.push(Command::Edit(edit));
                }
            });
        legend_ui(ui, ctx, layer);
    }
}

fn field_ui(ui: &mut Ui, layer: &DatedLayer, title: &str) -> TimeField {
    let columns = layer.table.columns().iter();
    let columns: Vec<&str> = columns
        .filter(|column| !matches!(column.column_type(), ColumnType::Bool | ColumnType::Empty))
        .map(Column::name)
        .collect();
    let mut start = Some(layer.field.start.clone());
    let none = "Guessed";
    list_ui(ui, "Date", title, &mut start, none, &columns);
    let mut end = layer.field.end.clone();
    list_ui(ui, "Until", title, &mut end, "No end", &columns);
    match (start, &layer.guessed) {
        (None, Some(guessed)) => guessed.clone(),
        (start, _) => TimeField {
            start: start.unwrap_or_else(|| layer.field.start.clone()),
            end,
        },
    }
}

/// A column by its name, or none.
fn list_ui(
    ui: &mut Ui,
    name: &str,
    of: &str,
    chosen: &mut Option<String>,
    none: &str,
    columns: &[&str],
) {
    ui.label(name);
    let shown = chosen.clone().unwrap_or_else(|| none.to_owned());
    // A menu within the menu: a list of its own would close the one it stands in.
    let list = ui.menu_button(&shown, |ui| {
        egui::ScrollArea::vertical()
            .max_height(320.0)
            .show(ui, |ui| {
                ui.selectable_value(chosen, None, none);
                for column in columns {
                    ui.selectable_value(chosen, Some((*column).to_owned()), *column);
                }
            });
    });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(egui::Role::ComboBox, true, format!("{name}, {of}"));
        info.current_text_value = Some(shown.clone());
        info
    });
    ui.end_row();
}

fn legend_ui(ui: &mut Ui, ctx: &PanelContext<'_>, layer: &DatedLayer) {
    let colors = colors(ctx.state, layer, &layer.categories, ui.visuals().dark_mode);
    ui.horizontal_wrapped(|ui| {
        for (name, color) in layer.categories.names().iter().zip(colors) {
            swatch(ui, color, name);
        }
    });
}

/// A colour with what it means, never broken between two lines.
pub(super) fn swatch(ui: &mut Ui, color: egui::Color32, text: &str) {
    const KEY_PT: f32 = 14.0;
    let truncate = Some(egui::TextWrapMode::Truncate);
    let room = (ui.max_rect().width() - KEY_PT).max(KEY_PT);
    let galley =
        egui::WidgetText::from(text).into_galley(ui, truncate, room, egui::TextStyle::Body);
    let size = egui::vec2(KEY_PT + galley.size().x, galley.size().y.max(18.0));
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, text));
    if galley.elided {
        response.on_hover_text(text);
    }
    let key = egui::Rect::from_center_size(
        egui::pos2(rect.left() + 5.0, rect.center().y),
        egui::vec2(10.0, 10.0),
    );
    ui.painter().rect_filled(key, 2.0, color);
    let at = egui::pos2(
        rect.left() + KEY_PT,
        rect.center().y - galley.size().y / 2.0,
    );
    ui.painter().galley(at, galley, ui.visuals().text_color());
}

/// The named periods: choose, rename, remove, add.
pub(super) fn periods_ui(panel: &mut TimelinePanel, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
    ui.set_width(440.0);
    let mut periods = ctx.state.document().time.periods.clone();
    let before = periods.clone();
    let mut removed = None;
    if periods.is_empty() {
        ui.weak("No periods yet.");
    }
    egui::Grid::new("periods").num_columns(3).show(ui, |ui| {
        for (index, period) in periods.iter_mut().enumerate() {
            let mut name = match &panel.renamed {
                Some((at, name)) if *at == index => name.clone(),
                _ => period.name.clone(),
            };
            let edit = ui.add_sized(
                NAME_SIZE,
                TextEdit::singleline(&mut name).align(egui::Align2::LEFT_CENTER),
            );
            edit.widget_info(|| {
                let mut info = WidgetInfo::text_edit(true, "", &name, "");
                info.label = Some(format!("Name of the period {}", period.span.words()));
                info
            });
            if edit.changed() {
                panel.renamed = Some((index, name.clone()));
            }
            if edit.lost_focus() && panel.renamed.take().is_some() && !name.trim().is_empty() {
                name.trim().clone_into(&mut period.name);
            }
            if let Some(source) = &period.source {
                edit.on_hover_text(format!("Source: {source}"));
            }
            let words = period.span.words();
            let choose = ui.button(&words);
            choose.widget_info(|| {
                let name = format!("Show {}, {words}", period.name);
                WidgetInfo::labeled(egui::Role::Button, true, name)
            });
            if choose.clicked() {
                set_window(ctx, Some(period.span));
            }
            let remove = ui.button("Remove");
            remove.widget_info(|| {
                let name = format!("Remove the period {}", period.name);
                WidgetInfo::labeled(egui::Role::Button, true, name)
            });
            if remove.clicked() {
                removed = Some(index);
            }
            ui.end_row();
        }
    });
    if let Some(index) = removed {
        periods.remove(index);
    }
    ui.separator();
    if let Some(window) = ctx.state.time_window() {
        add_ui(panel, ui, &mut periods, window);
    } else {
        ui.weak("Drag over the timeline to choose a time, then it can be named here.");
    }
    if periods != before {
        periods.sort_by_key(|period| (period.span.start_ms, period.span.end_ms));
        ctx.commands.push(Command::Edit(Edit::SetPeriods(periods)));
    }
}

fn add_ui(
    panel: &mut TimelinePanel,
    ui: &mut Ui,
    periods: &mut Vec<Period>,
    window: crate::model::TimeSpan,
) {
    ui.horizontal(|ui| {
        let edit = TextEdit::singleline(&mut panel.new_name)
            .align(egui::Align2::LEFT_CENTER)
            .hint_text(format!("Name for {}", window.words()));
        let edit = ui.add_sized(NAME_SIZE, edit);
        edit.widget_info(|| {
            let mut info = WidgetInfo::text_edit(true, "", &panel.new_name, "");
            info.label = Some("Name of a new period".to_owned());
            info
        });
        let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if ui.button("Add period").clicked() || entered {
            let name = std::mem::take(&mut panel.new_name);
            let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
            periods.push(Period {
                name: name.unwrap_or_else(|| window.words()),
                span: window,
                source: None,
            });
        }
    });
}
