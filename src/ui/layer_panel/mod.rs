//! The layer list: what is drawn, how opaque, in which order. What only the user's own layers have
//! stands beside.
mod deed;
mod swatch;
mod user;

use egui::{Slider, Ui};

use super::{Action, PanelContext};
use crate::model::{BasemapTheme, LayerId, LayerKind};
use crate::state::{Command, Edit};
use deed::Deed;
pub use deed::layer_extent;

/// State of the panel itself.
#[derive(Debug, Default)]
pub struct LayerPanel {
    /// The layer whose options are being shown.
    open: Option<LayerKind>,
    /// The layer that keys and the menu are about: the last that had the focus.
    current: Option<LayerKind>,
    renaming: Option<Renaming>,
}

/// A name being typed.
#[derive(Debug)]
struct Renaming {
    layer: LayerId,
    name: String,
    /// Whether the field has been given the cursor.
    begun: bool,
}

impl LayerPanel {
    /// Fill whatever it is given.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        basemap_ui(ui, ctx);
        ui.horizontal(|ui| {
            let keys = Action::Open.keys(ui.ctx());
            let button = ui.button(Action::Open.title());
            let hint =
                format!("Add a file as a layer ({keys}); files can also be dropped on the map");
            if button.on_hover_text(hint).clicked() {
                ctx.actions.push(Action::Open);
            }
        });
        ui.add_space(2.0);
        let layers = &ctx.state.document().layers;
        // The list reads from top to bottom as the map does.
        for index in (0..layers.len()).rev() {
            // Wherever a layer moves, the focus goes with it.
            let id = egui::Id::unique(("layer row", layers[index].kind));
            let row = egui::UiBuilder::new().scope_id(id);
            ui.scope_builder(row, |ui| self.layer_ui(ui, ctx, index));
        }
    }

    /// Do what a key or the menu asks of the current layer.
    pub fn run(&mut self, ui: &Ui, ctx: &mut PanelContext<'_>, action: Action) {
        let layers = &ctx.state.document().layers;
        let Some(kind) = self.current else { return };
        let Some(index) = layers.iter().position(|layer| layer.kind == kind) else {
            return;
        };
        let deed = match action {
            Action::MoveLayerUp => return move_layer(ctx, kind, index + 1),
            Action::MoveLayerDown => return move_layer(ctx, kind, index.saturating_sub(1)),
            Action::RenameLayer => Deed::Rename,
            Action::ReloadLayer => Deed::Reload,
            Action::RemoveLayer => Deed::Remove,
            _ => return,
        };
        if let LayerKind::Features(id) = kind {
            self.do_deed(ui, ctx, id, deed);
        }
    }

    fn layer_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>, index: usize) {
        let layers = &ctx.state.document().layers;
        let layer = layers[index].clone();
        let background = ui.painter().add(egui::Shape::Noop);
        let mut opened = false;
        let row = ui.horizontal(|ui| {
            let title = ctx.state.document().title(layer.kind).to_owned();
            drag_handle(ui, layer.kind, &title);
            let mut visible = layer.visible;
            let checkbox = match layer.kind {
                LayerKind::Features(_) => {
                    let checkbox = ui.checkbox(&mut visible, "");
                    let name = format!("Show {title}");
                    checkbox.widget_info(|| {
                        egui::WidgetInfo::selected(egui::Role::CheckBox, true, visible, &name)
                    });
                    checkbox.on_hover_text(name)
                }
                _ => ui.checkbox(&mut visible, &title),
            };
            if checkbox.changed() {
                let edit = Edit::SetLayerVisible {
                    layer: layer.kind,
                    visible,
                };
                ctx.commands.push(Command::Edit(edit));
            }
            if checkbox.has_focus() {
                self.current = Some(layer.kind);
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                let open = self.open == Some(layer.kind);
                if small_button(ui, "…", &format!("Options of {title}"), open) {
                    self.open = if open { None } else { Some(layer.kind) };
                    opened = !open;
                    ctx.commands.push(Command::EndGesture);
                }
                if layer.opacity < 0.995 {
                    ui.weak(format!("{:.0} %", layer.opacity * 100.0));
                }
                if let LayerKind::Features(id) = layer.kind {
                    self.user_row_ui(ui, ctx, id);
                }
            });
        });
        let row = row.response;
        if self.current == Some(layer.kind) && matches!(layer.kind, LayerKind::Features(_)) {
            let fill = ui.visuals().faint_bg_color;
            let rect = row.rect.expand2(egui::vec2(2.0, 0.0));
            ui.painter()
                .set(background, egui::Shape::rect_filled(rect, 3.0, fill));
        }
        if let Some(dragged) = row.dnd_release_payload::<LayerKind>() {
            move_layer(ctx, *dragged, index);
        }
        if row.dnd_hover_payload::<LayerKind>().is_some() {
            let stroke = egui::Stroke::new(2.0, ui.visuals().selection.stroke.color);
            ui.painter()
                .hline(row.rect.x_range(), row.rect.top(), stroke);
        }
        if opened {
            // What opens below it is seen.
            row.scroll_to_me(Some(egui::Align::TOP));
        }
        if self.open == Some(layer.kind) {
            ui.indent("layer options", |ui| {
                opacity_ui(ui, ctx, layer.kind, layer.opacity);
                ui.horizontal(|ui| {
                    let up = egui::Button::new("Move up");
                    if ui.add_enabled(index + 1 < layers.len(), up).clicked() {
                        move_layer(ctx, layer.kind, index + 1);
                    }
                    let down = egui::Button::new("Move down");
                    if ui.add_enabled(index > 0, down).clicked() {
                        move_layer(ctx, layer.kind, index - 1);
                    }
                });
                if let LayerKind::Features(id) = layer.kind {
                    self.user_options_ui(ui, ctx, id);
                }
            });
        }
    }
}

fn move_layer(ctx: &mut PanelContext<'_>, layer: LayerKind, to: usize) {
    let edit = Edit::MoveLayer { layer, to };
    ctx.commands.push(Command::Edit(edit));
}

fn opacity_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, layer: LayerKind, opacity: f32) {
    let mut percent = opacity * 100.0;
    let slider = Slider::new(&mut percent, 0.0..=100.0)
        .suffix(" %")
        .fixed_decimals(0)
        .text("Opacity");
    let response = ui.add(slider);
    if response.changed() {
        let opacity = percent / 100.0;
        let edit = Edit::SetLayerOpacity { layer, opacity };
        ctx.commands.push(Command::Edit(edit));
    }
    if response.drag_stopped() || response.lost_focus() {
        ctx.commands.push(Command::EndGesture);
    }
}

/// Three short lines to take a layer by and drag it to another place.
fn drag_handle(ui: &mut Ui, layer: LayerKind, title: &str) {
    let (rect, response) = ui.allocate_exact_size(egui::vec2(10.0, 18.0), egui::Sense::drag());
    let name = format!("Drag {title} to another place");
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
pub fn small_button(ui: &mut Ui, sign: &str, name: &str, selected: bool) -> bool {
    let response = ui.add(
        egui::Button::new(sign)
            .small()
            .frame_when_inactive(selected)
            .selected(selected),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    response.on_hover_text(name).clicked()
}
