//! What the list has for a layer of the user's own: its symbol, its name to rename, how many
//! features, what is the matter with it, and all that can be done with it.
use egui::{Button, Key, Sense, TextEdit, TextStyle, TextWrapMode, Ui, WidgetText, vec2};

use super::deed::Deed;
use super::swatch::swatch;
use super::{LayerPanel, small_button};
use crate::model::{LayerId, LayerKind, LayerSource};
use crate::state::{Command, Edit};
use crate::ui::report_window::geometries;
use crate::ui::style_panel::style_ui;
use crate::ui::{FileChange, PanelContext, Request, focus_selecting, format};

impl LayerPanel {
    /// The rest of a row, from right to left.
    pub(super) fn user_row_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>, id: LayerId) {
        let Some(layer) = ctx.state.document().features.get(&id).cloned() else {
            return;
        };
        marks_ui(ui, ctx, id, &layer.name);
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            let loaded = ctx.state.layers().get(&id);
            let report = loaded.map(|loaded| loaded.report.as_ref());
            swatch(ui, &layer.style, report);
            ui.add_space(3.0);
            if self
                .renaming
                .as_ref()
                .is_some_and(|naming| naming.layer == id)
            {
                self.rename_ui(ui, ctx);
            } else {
                self.name_ui(ui, ctx, id, &layer.name);
            }
        });
    }

    fn name_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>, id: LayerId, name: &str) {
        let width = ui.available_width();
        let (_, rect) = ui.allocate_space(vec2(width, 18.0));
        // Its own, or it would lose the focus to a mark that appears beside it.
        let response = ui.interact(rect, egui::Id::unique(("layer name", id)), Sense::click());
        let current = self.current == Some(LayerKind::Features(id));
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, current, name)
        });
        if response.clicked() {
            response.request_focus();
        }
        if response.has_focus() {
            self.current = Some(LayerKind::Features(id));
            let stroke = ui.visuals().selection.stroke;
            let around = rect.expand2(vec2(2.0, 0.0));
            ui.painter()
                .rect_stroke(around, 2.0, stroke, egui::StrokeKind::Inside);
        }
        let truncate = Some(TextWrapMode::Truncate);
        let galley = WidgetText::from(name).into_galley(ui, truncate, width, TextStyle::Body);
        let top = rect.left_center() - vec2(0.0, galley.size().y / 2.0);
        ui.painter().galley(top, galley, ui.visuals().text_color());
        if response.double_clicked() {
            self.do_deed(ui, ctx, id, Deed::ZoomTo);
        }
        response.context_menu(|ui| self.menu_ui(ui, ctx, id));
        response.on_hover_ui(|ui| about_ui(ui, ctx, id));
    }

    fn rename_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        let Some(naming) = &mut self.renaming else {
            return;
        };
        let field = TextEdit::singleline(&mut naming.name).desired_width(ui.available_width());
        let response = ui.add(field);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Name of the layer")
        });
        if !std::mem::replace(&mut naming.begun, true) {
            focus_selecting(&response, 0..naming.name.chars().count());
        } else if response.lost_focus() || !response.has_focus() {
            let name = naming.name.trim().to_owned();
            if !name.is_empty() && !ui.input(|input| input.key_pressed(Key::Escape)) {
                let edit = Edit::RenameLayer(naming.layer, name);
                ctx.commands.push(Command::Edit(edit));
            }
            self.renaming = None;
        }
    }

    fn menu_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>, id: LayerId) {
        self.current = Some(LayerKind::Features(id));
        for deed in Deed::ALL {
            let mut button = Button::new(deed.title()).min_size(vec2(150.0, 0.0));
            if let Some(action) = deed.action() {
                button = button.shortcut_text(action.keys(ui.ctx()));
            }
            if ui.add_enabled(can_do(ctx, id, deed), button).clicked() {
                self.do_deed(ui, ctx, id, deed);
                ui.close();
            }
        }
    }

    /// What opens below a row.
    pub(super) fn user_options_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>, id: LayerId) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
            for deed in Deed::ALL {
                if ui
                    .add_enabled(can_do(ctx, id, deed), Button::new(deed.title()))
                    .clicked()
                {
                    self.do_deed(ui, ctx, id, deed);
                }
            }
        });
        let layer = ctx.state.document().features.get(&id);
        let mut swapped = layer.is_some_and(|layer| layer.swap_axes);
        if ui
            .checkbox(&mut swapped, "Exchange longitude and latitude")
            .changed()
        {
            let edit = Edit::SetSwapAxes(id, swapped);
            ctx.commands.push(Command::Edit(edit));
        }
        ui.add_space(4.0);
        style_ui(ui, ctx, id);
        ui.add_space(4.0);
        about_ui(ui, ctx, id);
        ui.add_space(4.0);
    }
}

fn can_do(ctx: &PanelContext<'_>, id: LayerId, deed: Deed) -> bool {
    !deed.needs_features() || ctx.state.layers().contains_key(&id)
}

/// How many features, and what wants attention, from right to left.
fn marks_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, id: LayerId, name: &str) {
    if ctx.activity.is_reading(id) {
        ui.weak("reading…");
        return;
    }
    let Some(loaded) = ctx.state.layers().get(&id) else {
        if attention(ui, "not read", &format!("Read {name} again")) {
            ctx.requests.push(Request::Reload(id));
        }
        return;
    };
    let mark = ctx
        .activity
        .changed_files
        .get(&id)
        .map(|change| match change {
            FileChange::Changed => (
                "changed",
                format!("The file of {name} has changed. Reload it"),
            ),
            FileChange::Missing => (
                "missing",
                format!("The file of {name} is not there any more. Reload it once it is back"),
            ),
        });
    if mark.is_some_and(|(mark, said)| attention(ui, mark, &said)) {
        ctx.requests.push(Request::Reload(id));
    }
    let problems = loaded.report.problem_count();
    if problems > 0 {
        let said = format!("{} in {name}", format::counted(problems, "problem"));
        if small_button(ui, "!", &said, false) {
            ctx.requests.push(Request::ShowReport(id));
        }
    }
    let all = short_count(loaded.table.len() as u64);
    if let Some(error) = ctx.state.filter_error(LayerKind::Features(id)) {
        let color = ui.visuals().warn_fg_color;
        ui.colored_label(color, all)
            .on_hover_text(format!("Not filtered. {error}"));
        return;
    }
    match ctx.state.passing(LayerKind::Features(id)) {
        Some(rows) => ui.weak(format!("{} of {all}", short_count(rows.len() as u64))),
        None => ui.weak(all),
    };
}

/// A small button in the colour of a warning, with a spoken name.
fn attention(ui: &mut Ui, text: &str, name: &str) -> bool {
    let color = ui.visuals().warn_fg_color;
    let response = ui.add(Button::new(egui::RichText::new(text).color(color)).small());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    response.on_hover_text(name).clicked()
}

/// A count in the room that a row has: `950`, `12,400`, `1.2 M`.
fn short_count(count: u64) -> String {
    match count {
        0..100_000 => format::thousands(count),
        100_000..1_000_000 => format!("{:.0} k", count as f64 / 1e3),
        _ => format!("{:.1} M", count as f64 / 1e6),
    }
}

/// What the features are, the memory they take, and where they are from.
fn about_ui(ui: &mut Ui, ctx: &PanelContext<'_>, id: LayerId) {
    if let Some(loaded) = ctx.state.layers().get(&id) {
        ui.weak(geometries(&loaded.report));
        let memory = format::bytes(loaded.table.bytes() as u64);
        let derived = ctx.state.derived_bytes(LayerKind::Features(id));
        let derived = format::bytes(derived as u64);
        ui.weak(format!("{memory} in memory + {derived} derived"));
    }
    let layer = ctx.state.document().features.get(&id);
    match layer.map(|layer| &layer.source) {
        Some(LayerSource::File { path, .. }) => {
            let path = egui::RichText::new(path.display().to_string()).weak();
            ui.add(egui::Label::new(path).wrap());
        }
        Some(LayerSource::Text { .. }) => {
            ui.weak("Pasted text, saved with the project");
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_fits_its_row() {
        assert_eq!(short_count(12_400), "12,400");
        assert_eq!(short_count(100_000), "100 k");
        assert_eq!(short_count(1_000_000), "1.0 M");
    }
}
