//! The layer list: what is drawn, how opaque, in which order.
use egui::{Slider, Ui};

use super::PanelContext;
use super::style_panel::style_ui;
use crate::model::{BasemapTheme, LayerKind};
use crate::state::{Command, Edit};

/// State of the panel itself.
#[derive(Debug, Default)]
pub struct LayerPanel {
    /// The layer whose opacity is being shown.
    open: Option<LayerKind>,
}

impl LayerPanel {
    /// Fill whatever it is given.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        basemap_ui(ui, ctx);
        ui.add_space(4.0);
        let layers = &ctx.state.document().layers;
        // The list reads from top to bottom as the map does.
        for index in (0..layers.len()).rev() {
            self.layer_ui(ui, ctx, index);
        }
    }

    fn layer_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>, index: usize) {
        let layers = &ctx.state.document().layers;
        let layer = layers[index].clone();
        let mut move_to = None;
        let row = ui.horizontal(|ui| {
            drag_handle(ui, layer.kind);
            let mut visible = layer.visible;
            if ui.checkbox(&mut visible, layer.kind.title()).changed() {
                let edit = Edit::SetLayerVisible {
                    layer: layer.kind,
                    visible,
                };
                ctx.commands.push(Command::Edit(edit));
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                let open = self.open == Some(layer.kind);
                if small_button(ui, "…", &format!("Options of {}", layer.kind.title()), open) {
                    self.open = if open { None } else { Some(layer.kind) };
                    ctx.commands.push(Command::EndGesture);
                }
                if layer.opacity < 0.995 {
                    ui.weak(format!("{:.0} %", layer.opacity * 100.0));
                }
            });
        });
        if let Some(dragged) = row.response.dnd_release_payload::<LayerKind>() {
            ctx.commands.push(Command::Edit(Edit::MoveLayer {
                layer: *dragged,
                to: index,
            }));
        }
        if row.response.dnd_hover_payload::<LayerKind>().is_some() {
            let stroke = egui::Stroke::new(2.0, ui.visuals().selection.stroke.color);
            let rect = row.response.rect;
            ui.painter().hline(rect.x_range(), rect.top(), stroke);
        }
        if self.open == Some(layer.kind) {
            ui.indent(("layer options", layer.kind.id()), |ui| {
                let mut percent = layer.opacity * 100.0;
                let slider = Slider::new(&mut percent, 0.0..=100.0)
                    .suffix(" %")
                    .fixed_decimals(0)
                    .text("Opacity");
                let response = ui.add(slider);
                if response.changed() {
                    let edit = Edit::SetLayerOpacity {
                        layer: layer.kind,
                        opacity: percent / 100.0,
                    };
                    ctx.commands.push(Command::Edit(edit));
                }
                if response.drag_stopped() || response.lost_focus() {
                    ctx.commands.push(Command::EndGesture);
                }
                ui.horizontal(|ui| {
                    let top = index + 1 == layers.len();
                    if ui.add_enabled(!top, egui::Button::new("Move up")).clicked() {
                        move_to = Some(index + 1);
                    }
                    if ui
                        .add_enabled(index > 0, egui::Button::new("Move down"))
                        .clicked()
                    {
                        move_to = Some(index - 1);
                    }
                });
                if let LayerKind::Features(id) = layer.kind {
                    style_ui(ui, ctx, id);
                }
            });
        }
        if let Some(to) = move_to {
            ctx.commands.push(Command::Edit(Edit::MoveLayer {
                layer: layer.kind,
                to,
            }));
        }
    }
}

/// Three short lines to take a layer by and drag it to another place.
fn drag_handle(ui: &mut Ui, layer: LayerKind) {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(10.0, 18.0), egui::Sense::drag());
    let name = format!("Drag {} to another place", layer.title());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    response.dnd_set_drag_payload(layer);
    let strong = response.hovered() || response.dragged();
    let color = if strong {
        ui.visuals().text_color()
    } else {
        ui.visuals().weak_text_color()
    };
    for row in [-4.0, 0.0, 4.0] {
        let y = rect.center().y + row;
        ui.painter()
            .hline(rect.x_range(), y, egui::Stroke::new(1.0, color));
    }
    response.on_hover_cursor(egui::CursorIcon::Grab);
}

fn basemap_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>) {
    let current = ctx.state.document().basemap;
    ui.horizontal(|ui| {
        let label = ui.label("Basemap");
        let mut chosen = current;
        egui::ComboBox::from_id_salt("basemap")
            .selected_text(current.title())
            .width(ui.available_width() - 4.0)
            .show_ui(ui, |ui| {
                for theme in BasemapTheme::ALL {
                    ui.selectable_value(&mut chosen, theme, theme.title());
                }
            })
            .response
            .labelled_by(label.id);
        if chosen != current {
            ctx.commands.push(Command::Edit(Edit::SetBasemap(chosen)));
        }
    });
}

/// A button of one sign with a spoken name.
pub(super) fn small_button(ui: &mut Ui, sign: &str, name: &str, selected: bool) -> bool {
    let response = ui.add(
        egui::Button::new(sign)
            .small()
            .frame_when_inactive(selected)
            .selected(selected),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    response.on_hover_text(name).clicked()
}
