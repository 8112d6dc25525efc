//! The whole of the window's inside: where each panel stands. Knows no window system, so that
//! tests and benches run it as the window does.
use std::sync::Arc;

use egui::{CentralPanel, CollapsingHeader, Context, Panel, Ui};

use super::inspector::{self, Inspector};
use super::jobs_panel::jobs_panel;
use super::keyboard::{Focused, KeyboardUse, run_shortcuts};
use super::report_window::ReportWindow;
use super::table::TablePanel;
use super::timeline::{TimelinePanel, panel_frame};
use super::{
    Action, Dialogs, FilterPanel, IncidentList, LayerPanel, MapCanvas, PanelContext, Request,
    SummaryPanel, menu_bar, status_bar,
};
use crate::geodesy::Position;
use crate::model::{Atlas, LayerKind};

/// All panels with their own state.
pub struct Workspace {
    /// The map.
    pub canvas: MapCanvas,
    /// The list of incidents.
    pub incident_list: IncidentList,
    /// Small windows over the map.
    pub dialogs: Dialogs,
    layer_panel: LayerPanel,
    filter_panel: FilterPanel,
    inspector: Inspector,
    summary_panel: SummaryPanel,
    report: ReportWindow,
    timeline: TimelinePanel,
    table: TablePanel,
    /// Whether the list of incidents is folded away.
    list_folded: bool,
    /// Height of all the filters, screen points, as of the last frame.
    filters_pt: f32,
    /// Whether a text field had the cursor in the last frame: egui takes it away on Escape before
    /// anyone can ask.
    was_typing: bool,
}

impl Workspace {
    /// Panels as a new window has them.
    pub fn new(ctx: &Context, atlas: Arc<Atlas>) -> Self {
        Self {
            canvas: MapCanvas::new(ctx, atlas),
            incident_list: IncidentList::default(),
            dialogs: Dialogs::default(),
            layer_panel: LayerPanel::default(),
            filter_panel: FilterPanel::default(),
            inspector: Inspector::default(),
            summary_panel: SummaryPanel::default(),
            report: ReportWindow::default(),
            timeline: TimelinePanel::default(),
            table: TablePanel::default(),
            list_folded: false,
            filters_pt: 0.0,
            was_typing: false,
        }
    }

    /// Fill the window; the position under the pointer. `covered` says that a dialog of the caller
    /// is open; dialogs come first, so that Escape closes them and nothing else.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        ctx: &mut PanelContext<'_>,
        covered: bool,
    ) -> Option<Position> {
        let map = self.canvas.rect();
        let covered =
            self.dialogs.show(ui, ctx, map) || covered || egui::Popup::is_any_open(ui.ctx());
        let typing = ui.ctx().text_edit_focused();
        let was_typing = std::mem::replace(&mut self.was_typing, typing);
        let focused = ui.memory(egui::Memory::focused);
        let keyboard = KeyboardUse {
            typing: typing || was_typing,
            focused: focused
                .filter(|id| Some(*id) != self.canvas.id())
                .map(|id| {
                    if self.table.id() == Some(id) {
                        Focused::Table
                    } else {
                        Focused::Widget
                    }
                }),
            covered,
        };
        if !keyboard.typing && keyboard.focused.is_none() && !covered {
            self.canvas.area_draw.keys(ui, ctx);
        }
        if !covered {
            self.canvas.leave_tool(ui);
            self.report.show(ui, ctx);
        }
        if !keyboard.typing && !covered {
            take_pasted(ui, ctx);
        }
        if !covered {
            self.timeline.take_keys(ui, ctx);
        }
        run_shortcuts(ui, ctx, keyboard);
        Panel::top("menu").show(ui, |ui| menu_bar(ui, ctx));
        for action in ctx.actions.clone() {
            self.layer_panel.run(ui, ctx, action);
            self.timeline.run(ctx, action);
            self.canvas.run(action);
        }
        Panel::bottom("status").show(ui, |ui| status_bar(ui, ctx));
        if !ctx.activity.jobs.is_empty() {
            Panel::bottom("jobs").show(ui, |ui| jobs_panel(ui, ctx));
        }
        if ctx.layout.timeline {
            panel_frame(ui, |ui| self.timeline.ui(ui, ctx));
        }
        if ctx.layout.table {
            let table = Panel::bottom("table")
                .resizable(true)
                .default_size(240.0)
                .size_range(110.0..=640.0);
            table.show(ui, |ui| self.table.ui(ui, ctx));
        }
        if ctx.layout.side_panel {
            let side = Panel::left("side")
                .resizable(true)
                .default_size(272.0)
                .size_range(220.0..=420.0);
            side.show(ui, |ui| self.side_ui(ui, ctx));
        }
        if inspector::has_content(ctx) {
            let right = Panel::right("inspector")
                .resizable(true)
                .default_size(320.0)
                .size_range(260.0..=520.0);
            right.show(ui, |ui| {
                ui.add_space(4.0);
                self.inspector.ui(ui, ctx);
            });
        }
        if ctx.layout.summary {
            let right = Panel::right("summary")
                .resizable(true)
                .default_size(300.0)
                .size_range(240.0..=460.0);
            right.show(ui, |ui| {
                ui.add_space(4.0);
                self.summary_panel.ui(ui, ctx);
            });
        }
        let pointer = CentralPanel::no_frame()
            .show(ui, |ui| self.canvas.ui(ui, ctx))
            .inner;
        if ctx.layout.timeline {
            self.timeline.playhead_ui(ui, ctx, self.canvas.rect());
        }
        self.take_requests(ctx);
        pointer
    }

    /// Do what needs no shell; the rest stays in the list.
    fn take_requests(&mut self, ctx: &mut PanelContext<'_>) {
        let open = ctx.layout.table;
        let actions = &mut *ctx.actions;
        ctx.requests.retain(|request| match request {
            Request::ShowTable(layer) => {
                self.table.choose(*layer);
                actions.extend((!open).then_some(Action::ToggleTable));
                false
            }
            Request::ShowReport(layer) => {
                self.report.open(*layer);
                false
            }
            Request::DrawArea(target) => {
                self.canvas.area_draw.begin(*target);
                false
            }
            Request::Notify(text) => {
                self.dialogs.notify(text.as_str());
                false
            }
            _ => true,
        });
    }

    /// Layers, filters and incidents share the height; what they need at least scrolls.
    fn side_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        let height = ui.available_height();
        let sections = egui::ScrollArea::vertical().id_salt("side");
        sections
            .auto_shrink(false)
            .show(ui, |ui| self.sections_ui(ui, ctx, height));
    }

    fn sections_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>, height: f32) {
        ui.add_space(4.0);
        let list = self.list_pt();
        let filters = if ctx.layout.filters {
            self.filters_pt
        } else {
            0.0
        };
        // What the filters do not need is the layers'.
        let rest = height - list - HEADINGS_PT;
        let layers = (rest - filters).max(rest / 2.0).max(LOWEST_PT);
        CollapsingHeader::new("Layers")
            .default_open(true)
            .show_unindented(ui, |ui| {
                egui::ScrollArea::vertical()
                    .id_salt("layers")
                    .max_height(layers)
                    .auto_shrink([false, true])
                    .show(ui, |ui| self.layer_panel.ui(ui, ctx));
            });
        ui.separator();
        self.filters_ui(ui, ctx, height);
        ui.separator();
        let count = ctx.state.atlas().incidents.len();
        let count = match ctx.state.passing(LayerKind::Incidents) {
            Some(rows) => format!("{} of {count}", rows.len()),
            None => count.to_string(),
        };
        let searched = self.incident_list.focus_search;
        let left = height - ui.min_rect().height() - HEADING_PT;
        let list = CollapsingHeader::new(format!("Incidents and launches ({count})"))
            .id_salt("incidents")
            .default_open(true)
            .open(searched.then_some(true))
            .show_unindented(ui, |ui| {
                ui.set_max_height(left.max(LIST_PT));
                self.incident_list.ui(ui, ctx);
            });
        self.list_folded = list.fully_closed();
    }

    /// What the list of incidents needs, screen points.
    fn list_pt(&self) -> f32 {
        if self.list_folded { 0.0 } else { LIST_PT }
    }

    fn filters_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>, height: f32) {
        let document = ctx.state.document();
        let conditions = document.filter.conditions.iter();
        let conditions =
            conditions.chain(document.filters.values().flat_map(|one| &one.conditions));
        let used = conditions.filter(|one| one.enabled).count();
        let title = match used {
            0 => "Filters".to_owned(),
            many => format!("Filters ({many})"),
        };
        let rest = self.list_pt() + 2.0 * HEADING_PT;
        let left = (height - ui.min_rect().height() - rest).max(LOWEST_PT);
        let header = CollapsingHeader::new(title)
            .id_salt("filters")
            .open(Some(ctx.layout.filters))
            .show_unindented(ui, |ui| {
                let shown = egui::ScrollArea::vertical()
                    .id_salt("filters")
                    .max_height(left)
                    .auto_shrink([false, true])
                    .show(ui, |ui| self.filter_panel.ui(ui, ctx));
                self.filters_pt = shown.content_size.y;
            });
        if header.header_response.clicked() {
            ctx.actions.push(Action::ToggleFilters);
        }
    }
}

/// What a heading takes with the line above it, screen points.
const HEADING_PT: f32 = 38.0;
/// The three of them.
const HEADINGS_PT: f32 = 3.0 * HEADING_PT;
/// Layers and filters are no lower, screen points: a few rows.
const LOWEST_PT: f32 = 130.0;
/// Nor is the list of incidents: search, order and two of them.
const LIST_PT: f32 = 180.0;

/// Text that is pasted where nobody types is a layer.
fn take_pasted(ui: &Ui, ctx: &mut PanelContext<'_>) {
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let egui::Event::Paste(text) = event else {
                return true;
            };
            ctx.requests.push(Request::Paste(text.clone()));
            false
        });
    });
}
