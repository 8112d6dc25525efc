//! The menu bar, made from the list of actions.
use egui::{Button, Ui};

use super::{Action, PanelContext, Request};
use crate::model::Language;
use crate::state::{Command, Edit};

/// Show the menus.
pub fn menu_bar(ui: &mut Ui, ctx: &mut PanelContext<'_>) {
    egui::MenuBar::new().ui(ui, |ui| {
        ui.menu_button("File", |ui| {
            entries(ui, ctx, &[Action::NewProject, Action::OpenProject]);
            ui.menu_button("Open recent", |ui| recent_projects(ui, ctx));
            entries(ui, ctx, &[Action::SaveProject, Action::SaveProjectAs]);
            ui.separator();
            entries(ui, ctx, &[Action::Open, Action::ExportMap]);
            ui.separator();
            entries(ui, ctx, &[Action::Quit]);
        });
        ui.menu_button("Edit", |ui| {
            entries(ui, ctx, &[Action::Undo, Action::Redo]);
            ui.separator();
            entries(ui, ctx, &[Action::GoTo, Action::FindIncident]);
            ui.separator();
            entries(ui, ctx, &[Action::NextFeature, Action::PreviousFeature]);
            entries(ui, ctx, &[Action::ClearSelection]);
            entries(ui, ctx, &[Action::SelectBox, Action::SelectLasso]);
        });
        ui.menu_button("Layer", |ui| {
            entries(ui, ctx, &[Action::Open, Action::PasteLayer]);
            ui.separator();
            entries(ui, ctx, &[Action::RenameLayer, Action::ReloadLayer]);
            entries(ui, ctx, &[Action::MoveLayerUp, Action::MoveLayerDown]);
            ui.separator();
            entries(ui, ctx, &[Action::RemoveLayer]);
        });
        ui.menu_button("Map", |ui| {
            entries(ui, ctx, &[Action::Home, Action::ZoomIn, Action::ZoomOut]);
            ui.separator();
            entries(
                ui,
                ctx,
                &[
                    Action::BasemapLight,
                    Action::BasemapDark,
                    Action::BasemapPlain,
                ],
            );
            ui.separator();
            entries(ui, ctx, &[Action::ToggleGraticule, Action::ToggleContext]);
            ui.separator();
            ui.menu_button("Language of names", |ui| languages(ui, ctx));
        });
        ui.menu_button("Time", |ui| {
            entries(ui, ctx, &[Action::PlayTime]);
            entries(ui, ctx, &[Action::EarlierTime, Action::LaterTime]);
            entries(ui, ctx, &[Action::ShorterTime, Action::LongerTime]);
            ui.separator();
            entries(ui, ctx, &[Action::ClearTime]);
        });
        ui.menu_button("View", |ui| {
            entries(
                ui,
                ctx,
                &[
                    Action::ToggleSidePanel,
                    Action::ToggleFilters,
                    Action::ToggleSummary,
                    Action::ToggleTimeline,
                    Action::ToggleLegend,
                    Action::ToggleTable,
                    Action::FullScreen,
                ],
            );
            ui.separator();
            entries(ui, ctx, &[Action::ToggleInterfaceTheme]);
            entries(
                ui,
                ctx,
                &[
                    Action::LargerInterface,
                    Action::SmallerInterface,
                    Action::ResetInterface,
                ],
            );
        });
        ui.menu_button("Help", |ui| {
            entries(ui, ctx, &[Action::Shortcuts, Action::About]);
        });
    });
}

fn entries(ui: &mut Ui, ctx: &mut PanelContext<'_>, actions: &[Action]) {
    for &action in actions {
        let shortcut = action.keys(ui.ctx());
        let button = Button::new(action.title())
            .shortcut_text(shortcut)
            .selected(action.is_on(ctx))
            .min_size(egui::vec2(230.0, 0.0));
        if ui.add_enabled(action.is_enabled(ctx), button).clicked() {
            action.run(ctx);
            ui.close();
        }
    }
}

fn recent_projects(ui: &mut Ui, ctx: &mut PanelContext<'_>) {
    if ctx.layout.recent_projects.is_empty() {
        ui.weak("None yet");
    }
    for project in &ctx.layout.recent_projects {
        let path = project.path.display().to_string();
        let name = project.path.file_name().unwrap_or_default();
        let button = Button::new(name.to_string_lossy()).min_size(egui::vec2(180.0, 0.0));
        let hint = if project.missing {
            format!("{path} is no more")
        } else {
            path
        };
        let response = ui.add_enabled(!project.missing, button);
        let response = response.on_hover_text(&hint).on_disabled_hover_text(hint);
        if response.clicked() {
            ctx.requests
                .push(Request::OpenProject(project.path.clone()));
            ui.close();
        }
    }
}

fn languages(ui: &mut Ui, ctx: &mut PanelContext<'_>) {
    let current = ctx.state.document().language;
    for language in Language::ALL {
        if ui
            .selectable_label(language == current, language.title())
            .clicked()
        {
            ctx.commands
                .push(Command::Edit(Edit::SetLanguage(language)));
            ui.close();
        }
    }
}
