//! The eframe application: what happens in a frame, in this order: take in what was loaded, move
//! what is in motion, shortcuts, panels, then apply the commands. Nothing changes while panels draw.
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use eframe::{CreationContext, Frame};
use egui::{Ui, ViewportCommand};

use super::chart_export::ChartExport;
use super::export_dialog::ExportDialog;
use super::filtering::Filters;
use super::layer_export::LayerExport;
use super::layers::Layers;
use super::measuring::Measuring;
use super::open_dialog::OpenDialog;
use super::preferences::Preferences;
use super::project::{Desk, ProjectFile};
use crate::jobs::{JobHandle, JobStatus, no_wake};
use crate::model::FeatureRef;
use crate::source::atlas::{self, LoadAtlasError};
use crate::source::project::is_project;
use crate::state::{AppState, Command, Navigate};
use crate::terrain::{ElevationGrid, Relief};
use crate::ui::{Action, InterfaceTheme, JobId, Layout, PanelContext, Request, Workspace, theme};

/// Factors of the interface's size that one step changes by.
const SCALE_STEP: f32 = 1.1;

type Terrain = (Arc<ElevationGrid>, Arc<Relief>);

/// What is loaded while the window opens.
pub struct Loading {
    terrain: Option<JobHandle<Result<Terrain, LoadAtlasError>>>,
    _atlas: Option<JobHandle<()>>,
}

impl Loading {
    /// Begin; the window system needs its own time.
    pub fn start() -> Self {
        let terrain = JobHandle::spawn("terrain", no_wake(), |_| {
            let grid = Arc::new(atlas::elevation_grid()?);
            Ok((Arc::clone(&grid), Arc::new(Relief::new(grid))))
        });
        // Whoever needs the atlas waits for this thread; if it fails to start, parses it himself.
        let atlas = JobHandle::spawn("atlas", no_wake(), |_| drop(atlas::atlas()));
        Self {
            terrain: terrain.ok(),
            _atlas: atlas.ok(),
        }
    }
}

/// All that lives as long as the window.
pub struct Shell {
    state: AppState,
    layout: Layout,
    loading: Loading,
    elevation: Option<Arc<ElevationGrid>>,
    workspace: Workspace,
    export_dialog: ExportDialog,
    commands: Vec<Command>,
    actions: Vec<Action>,
    requests: Vec<Request>,
    layers: Layers,
    filters: Filters,
    measuring: Measuring,
    layer_export: LayerExport,
    chart_export: ChartExport,
    project: ProjectFile,
    open_dialog: OpenDialog,
    started: Instant,
    frame_begun: Instant,
    frames: u64,
    logged_complete: bool,
}

impl Shell {
    /// Install fonts, take up the preferences, open `files`.
    pub fn new(
        creation: &CreationContext<'_>,
        loading: Loading,
        files: Vec<PathBuf>,
        started: Instant,
    ) -> Result<Self, &'static LoadAtlasError> {
        let ctx = &creation.egui_ctx;
        theme::install(ctx);
        let preferences = Preferences::load(creation.storage);
        theme::apply(ctx, preferences.layout.interface_theme);
        ctx.set_zoom_factor(preferences.layout.interface_scale);
        let atlas = atlas::atlas()?;
        let mut state = AppState::new(Arc::clone(&atlas), preferences.document.clone());
        if let Some(view) = preferences.view() {
            state.apply(Command::Navigate(Navigate::Jump(view)));
        }
        let mut shell = Self {
            state,
            layout: preferences.layout,
            loading,
            elevation: None,
            workspace: Workspace::new(ctx, atlas),
            export_dialog: ExportDialog::default(),
            commands: Vec::new(),
            actions: Vec::new(),
            requests: Vec::new(),
            layers: Layers::new(super::waker(ctx)),
            filters: Filters::new(super::waker(ctx)),
            measuring: Measuring::new(super::waker(ctx)),
            layer_export: LayerExport::default(),
            chart_export: ChartExport::default(),
            project: ProjectFile::new(eframe::storage_dir(super::APP_ID), super::waker(ctx)),
            open_dialog: OpenDialog::default(),
            started,
            frame_begun: started,
            frames: 0,
            logged_complete: false,
        };
        shell.open_files(ctx, files);
        Ok(shell)
    }

    fn take_in_terrain(&mut self, ctx: &egui::Context) {
        let Some(job) = &self.loading.terrain else {
            return;
        };
        match job.poll() {
            JobStatus::Running(_) => {
                ctx.request_repaint();
                return;
            }
            JobStatus::Done(Ok((grid, relief))) => {
                self.elevation = Some(grid);
                let canvas = &mut self.workspace.canvas;
                canvas.set_relief(ctx, &relief, &super::waker(ctx));
                self.export_dialog.set_relief(relief);
            }
            JobStatus::Done(Err(error)) => {
                self.workspace
                    .dialogs
                    .report_error(format!("The terrain cannot be shown: {error}"));
            }
            JobStatus::Gone => self
                .workspace
                .dialogs
                .report_error(super::STOPPED.to_owned()),
        }
        self.loading.terrain = None;
    }

    /// Add files as layers; a project takes the place of the one at hand.
    fn open_files(&mut self, ctx: &egui::Context, files: Vec<PathBuf>) {
        let (mut projects, files): (Vec<_>, _) =
            files.into_iter().partition(|file| is_project(file));
        if let Some(path) = projects.pop() {
            self.with_project(ctx, |project, desk| project.open(path, desk));
        }
        let dialogs = &mut self.workspace.dialogs;
        self.layers.add_files(&mut self.state, dialogs, files);
    }

    fn with_project(
        &mut self,
        ctx: &egui::Context,
        deed: impl FnOnce(&mut ProjectFile, &mut Desk<'_>),
    ) {
        let mut desk = Desk {
            ctx,
            state: &mut self.state,
            layout: &mut self.layout,
            dialogs: &mut self.workspace.dialogs,
        };
        deed(&mut self.project, &mut desk);
    }

    fn panels(&mut self, ui: &mut Ui) {
        self.workspace.dialogs.leave_errors(ui);
        let asking = self.project.is_open();
        let ctx = ui.ctx().clone();
        self.with_project(&ctx, |project, desk| project.show(ui, desk));
        let detail = Arc::clone(self.workspace.canvas.detail());
        let chosen = self.open_dialog.show(ui);
        let dialogs = &mut self.workspace.dialogs;
        let exporting = self.export_dialog.show(ui, &self.state, &detail, dialogs);
        let writing = self.layer_export.show(ui, &self.state, dialogs);
        let writing = self.chart_export.show(ui, dialogs) || writing;
        let covered = exporting || asking || writing || self.open_dialog.is_open();
        let mut activity = self.layers.activity();
        activity.jobs.extend(self.filters.activity());
        // Nobody else may wake the window by then.
        if let Some(time) = self.filters.spoken_in() {
            ctx.request_repaint_after(time);
        }
        activity.jobs.extend(self.layer_export.running());
        let mut ctx = PanelContext {
            state: &self.state,
            layout: &self.layout,
            elevation: self.elevation.as_deref(),
            activity: &activity,
            commands: &mut self.commands,
            actions: &mut self.actions,
            requests: &mut self.requests,
        };
        let pointer = self.workspace.ui(ui, &mut ctx, covered);
        self.layout.pointer = pointer;
        let dropped = ui.input(|input| input.raw.dropped_files.clone());
        let dropped = dropped.iter().map(|file| file.path().to_owned());
        self.open_files(ui.ctx(), dropped.chain(chosen).collect());
    }

    fn run_requests(&mut self, ctx: &egui::Context) {
        for request in std::mem::take(&mut self.requests) {
            match request {
                Request::OpenProject(path) => {
                    self.with_project(ctx, |project, desk| project.open(path, desk));
                }
                Request::ExportChart(order) => self.chart_export.open(order),
                Request::Export(layer, rows) => self.layer_export.open(&self.state, layer, rows),
                Request::Cancel(JobId::Columns(layer)) => {
                    self.filters.cancel_columns(layer, &mut self.state);
                }
                Request::Cancel(JobId::Export) => self.layer_export.cancel(),
                request => {
                    let dialogs = &mut self.workspace.dialogs;
                    self.layers.run(&mut self.state, dialogs, request);
                }
            }
        }
    }

    fn run_action(&mut self, ctx: &egui::Context, action: Action) {
        match action {
            Action::Open => self.open_dialog.open(),
            Action::NewProject => self.with_project(ctx, ProjectFile::begin),
            Action::OpenProject => self.with_project(ctx, ProjectFile::ask_open),
            Action::SaveProject => self.with_project(ctx, ProjectFile::save),
            Action::SaveProjectAs => self.project.save_as(),
            Action::PasteLayer => ctx.send_viewport_cmd(ViewportCommand::RequestPaste),
            Action::ExportMap => self.export_dialog.open(),
            Action::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            Action::GoTo => self.workspace.dialogs.open_go_to(),
            Action::FindIncident => {
                self.layout.side_panel = true;
                self.workspace.incident_list.focus_search = true;
            }
            Action::ToggleSidePanel => self.layout.side_panel ^= true,
            Action::ToggleFilters if !self.layout.side_panel => {
                (self.layout.side_panel, self.layout.filters) = (true, true);
            }
            Action::ToggleFilters => self.layout.filters ^= true,
            Action::ToggleSummary => self.layout.summary ^= true,
            Action::ToggleTimeline => self.layout.timeline ^= true,
            Action::ToggleLegend => self.layout.legend ^= true,
            Action::ToggleTable => self.layout.table ^= true,
            Action::ToggleInterfaceTheme => {
                let dark = ctx.theme() == egui::Theme::Dark;
                self.layout.interface_theme = if dark {
                    InterfaceTheme::Light
                } else {
                    InterfaceTheme::Dark
                };
                theme::apply(ctx, self.layout.interface_theme);
            }
            Action::LargerInterface => {
                self.set_scale(ctx, self.layout.interface_scale * SCALE_STEP);
            }
            Action::SmallerInterface => {
                self.set_scale(ctx, self.layout.interface_scale / SCALE_STEP);
            }
            Action::ResetInterface => self.set_scale(ctx, 1.0),
            Action::FullScreen => {
                let full = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
                ctx.send_viewport_cmd(ViewportCommand::Fullscreen(!full));
            }
            Action::Shortcuts => self.workspace.dialogs.shortcuts ^= true,
            Action::About => self.workspace.dialogs.about ^= true,
            _ => {}
        }
    }

    fn set_scale(&mut self, ctx: &egui::Context, scale: f32) {
        self.layout.interface_scale = scale.clamp(0.6, 3.0);
        ctx.set_zoom_factor(self.layout.interface_scale);
    }

    fn log_selection(&self) {
        if let Some(FeatureRef::Incident(index)) = self.state.session().selected
            && let Some(incident) = self.state.atlas().incidents.get(index as usize)
        {
            log::info!("selected {}", incident.id);
        }
    }

    fn log_progress(&mut self) {
        self.frames += 1;
        if self.frames == 1 {
            log::info!(
                "first frame after {:.0} ms",
                self.started.elapsed().as_secs_f64() * 1e3
            );
        }
        if !self.logged_complete && self.workspace.canvas.is_complete() {
            self.logged_complete = true;
            let view = self.state.session().viewport;
            let (rect, center) = (self.workspace.canvas.rect(), view.center);
            log::info!(
                "map at x={} y={} width={} height={} lon={} lat={} zoom={}",
                rect.left(),
                rect.top(),
                rect.width(),
                rect.height(),
                center.lon_deg(),
                center.lat_deg(),
                view.zoom
            );
            log::info!(
                "first complete map after {:.0} ms",
                self.started.elapsed().as_secs_f64() * 1e3
            );
        }
    }
}

impl eframe::App for Shell {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut Frame) {
        self.frame_begun = Instant::now();
        self.take_in_terrain(ctx);
        self.with_project(ctx, ProjectFile::poll);
        self.layers
            .poll(&mut self.state, &mut self.workspace.dialogs);
        let elapsed = f64::from(ctx.input(|input| input.stable_dt)).min(0.1);
        if self.state.advance(elapsed) {
            ctx.request_repaint_after(self.workspace.canvas.pause());
        }
        self.filters
            .poll(&mut self.state, &mut self.workspace.dialogs);
        self.measuring
            .poll(&mut self.state, &mut self.workspace.dialogs);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut Frame) {
        self.panels(ui);
        let mut changed = false;
        let selected = self.state.session().selected;
        for command in self.commands.drain(..) {
            changed |= self.state.apply(command);
        }
        if self.state.session().selected != selected {
            self.log_selection();
        }
        if !self.requests.is_empty() {
            self.run_requests(ui.ctx());
            changed = true;
        }
        for action in std::mem::take(&mut self.actions) {
            self.run_action(ui.ctx(), action);
            changed = true;
        }
        if changed {
            let pause = self.workspace.canvas.pause();
            ui.ctx().request_repaint_after(pause);
        }
        let is_whole = self.workspace.canvas.shows_features();
        self.layers.note_frame(self.frame_begun.elapsed(), is_whole);
        self.log_progress();
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        let session = self.state.session();
        let view = Some(&session.viewport).filter(|_| !session.is_at_home());
        Preferences::save(storage, &self.layout, self.state.document(), view);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.project.end();
    }
}
