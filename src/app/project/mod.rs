//! The project at hand and its file: new, open, save, what is asked before work would be lost,
//! what is saved by itself and recovered. The layers of an opened project are read by whoever
//! reads layers.
mod autosave;
mod files;
mod locate;
mod path_dialog;
mod recent;
mod recover;
mod unsaved;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egui::{Context, Frame, Id, Modal, Ui, ViewportCommand};

use super::recovery::Recovery;
use crate::jobs::{JobHandle, JobStatus, Wake};
use crate::source::project::UnknownMembers;
use crate::state::{AppState, Command};
use crate::ui::{Dialogs, Layout};
use autosave::{Autosave, Step};
use files::{Opening, Saving};
use locate::{Decision, Locate};
use path_dialog::{Answer, PathDialog, Purpose};
use recent::RecentCheck;
use recover::{Recover, Wish};
use unsaved::{Choice, Unsaved};

/// What a project is called that is in no file yet.
const UNTITLED: &str = "Untitled project";
/// Closing waits no longer than this for a file that is being written.
const LONGEST_END: Duration = Duration::from_secs(5);

/// What waits until nothing can be lost any more.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Next {
    New,
    AskWhatToOpen,
    Open(PathBuf),
    Close,
}

/// What of the window the project reads and changes.
pub struct Desk<'a> {
    /// For repaints, the title and the closing of the window.
    pub ctx: &'a Context,
    /// The document.
    pub state: &'a mut AppState,
    /// Holds the recent projects.
    pub layout: &'a mut Layout,
    /// Where to say what was done or failed.
    pub dialogs: &'a mut Dialogs,
}

/// The file of the project at hand, and the windows about it.
#[derive(Default)]
pub struct ProjectFile {
    path: Option<PathBuf>,
    unknown: UnknownMembers,
    saving: Option<Saving>,
    opening: Option<Opening>,
    recovery: Option<Recovery>,
    autosave: Autosave,
    autosaving: Option<JobHandle<Result<(), String>>>,
    recent: RecentCheck,
    path_dialog: Option<PathDialog>,
    locate: Option<(Locate, Opening)>,
    recover: Recover,
    /// Waits for what the user says about unsaved changes.
    unsaved: Option<Unsaved>,
    may_close: bool,
    title: String,
}

impl ProjectFile {
    /// Take a place for recovery in the folder of the preferences, and offer what was left there.
    #[must_use]
    pub fn new(data_folder: Option<PathBuf>, wake: Wake) -> Self {
        let mut file = Self::default();
        let Some(folder) = data_folder else {
            return file;
        };
        let folder = folder.join("recovery");
        match Recovery::start(&folder) {
            Ok(recovery) => {
                file.recover = Recover::look(folder, recovery.autosave().to_owned(), wake);
                file.recovery = Some(recovery);
            }
            Err(error) => log::warn!("nothing could be recovered after a crash: {error}"),
        }
        file
    }

    /// Whether a window of it is open that wants the keys.
    pub fn is_open(&self) -> bool {
        self.path_dialog.is_some()
            || self.locate.is_some()
            || self.unsaved.is_some()
            || self.recover.is_open()
    }

    /// Begin a project without layers of features.
    pub fn begin(&mut self, desk: &mut Desk<'_>) {
        self.unless_unsaved(Next::New, desk);
    }

    /// Ask for a project and open it.
    pub fn ask_open(&mut self, desk: &mut Desk<'_>) {
        self.unless_unsaved(Next::AskWhatToOpen, desk);
    }

    /// Open a project.
    pub fn open(&mut self, path: PathBuf, desk: &mut Desk<'_>) {
        self.unless_unsaved(Next::Open(path), desk);
    }

    /// Save the project where it is, or where the user says.
    pub fn save(&mut self, desk: &mut Desk<'_>) {
        self.save_and(None, desk);
    }

    /// Save the project where the user says.
    pub fn save_as(&mut self) {
        self.ask_where_to_save(None);
    }

    /// What happens every frame, before anything is shown: what was read and written, a window
    /// that is to be closed, what is due to be saved by itself.
    pub fn poll(&mut self, desk: &mut Desk<'_>) {
        self.take_in_saved(desk);
        self.take_in_opened(desk);
        self.recover.poll();
        self.keep_open_while_unsaved(desk);
        self.save_by_itself(desk);
        self.recent.poll(desk.ctx, &mut desk.layout.recent_projects);
        self.show_title(desk);
    }

    /// Show the windows that are open.
    pub fn show(&mut self, ui: &Ui, desk: &mut Desk<'_>) {
        if let Some(dialog) = &mut self.path_dialog {
            let answer = dialog.show(ui);
            if answer != Answer::None
                && let Some(dialog) = self.path_dialog.take()
                && let Answer::Path(path) = answer
            {
                match dialog.purpose {
                    Purpose::Open => self.start_opening(path, false, desk),
                    Purpose::Save(next) => self.start_saving(path, next, desk),
                }
            }
        }
        if let Some((locate, _)) = &mut self.locate {
            let decision = locate.show(ui);
            if decision != Decision::None
                && let Some((locate, opening)) = self.locate.take()
                && decision == Decision::Open
            {
                let relocated = locate.relocated();
                self.take_over(locate.project, opening, relocated, desk);
            }
        }
        if self.recover.is_open()
            && let Some(wish) = self.recover.show(ui)
        {
            self.fulfil(wish, desk);
        }
        if let Some(unsaved) = &mut self.unsaved {
            let choice = unsaved.show(ui, &name_of(self.path.as_deref()));
            if let Some(choice) = choice
                && let Some(Unsaved { next, .. }) = self.unsaved.take()
            {
                match choice {
                    Choice::Save => self.save_and(Some(next), desk),
                    Choice::Discard => self.go_on(next, desk),
                    Choice::Cancel => {}
                }
            }
        }
    }

    /// The window was closed as the user wanted.
    pub fn end(&mut self) {
        // What is still being saved by itself must not appear after the end.
        let begun = Instant::now();
        while self.is_autosaving() && begun.elapsed() < LONGEST_END {
            std::thread::sleep(Duration::from_millis(5));
        }
        if let Some(Err(error)) = self.recovery.take().map(Recovery::end) {
            log::warn!("what was kept in case of a crash cannot be removed: {error}");
        }
    }

    /// Whether something would be lost. The map and the bundled layers of a project without a
    /// file are kept by the preferences.
    fn is_unsaved(&self, state: &AppState) -> bool {
        let own = self.path.is_some() || !state.document().features.is_empty();
        state.is_dirty() && own
    }

    fn unless_unsaved(&mut self, next: Next, desk: &mut Desk<'_>) {
        if self.is_unsaved(desk.state) {
            self.unsaved = Some(Unsaved::new(next));
        } else {
            self.go_on(next, desk);
        }
    }

    fn go_on(&mut self, next: Next, desk: &mut Desk<'_>) {
        match next {
            Next::New => {
                desk.state.apply(Command::NewProject);
                self.path = None;
                self.unknown = UnknownMembers::default();
            }
            Next::AskWhatToOpen => {
                let folder = self.folder().join("");
                self.path_dialog = Some(PathDialog::new(Purpose::Open, &folder));
            }
            Next::Open(path) => self.start_opening(path, false, desk),
            Next::Close => {
                self.may_close = true;
                desk.ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }

    /// Where dialogs begin: beside the project, else where Oxus was started.
    fn folder(&self) -> PathBuf {
        let folder = self.path.as_deref().and_then(Path::parent);
        let here = || std::env::current_dir().unwrap_or_default();
        folder.map_or_else(here, Path::to_owned)
    }

    fn save_and(&mut self, next: Option<Next>, desk: &mut Desk<'_>) {
        match self.path.clone() {
            Some(path) => self.start_saving(path, next, desk),
            None => self.ask_where_to_save(next),
        }
    }

    fn ask_where_to_save(&mut self, next: Option<Next>) {
        let untitled = || self.folder().join("map.oxus");
        let path = self.path.clone().unwrap_or_else(untitled);
        self.path_dialog = Some(PathDialog::new(Purpose::Save(next), &path));
    }

    fn keep_open_while_unsaved(&mut self, desk: &mut Desk<'_>) {
        let closing = desk.ctx.input(|input| input.viewport().close_requested());
        if !closing || self.may_close {
            return;
        }
        if let Some(saving) = &mut self.saving {
            saving.next = Some(Next::Close);
        } else if self.is_unsaved(desk.state) {
            self.unsaved = Some(Unsaved::new(Next::Close));
        } else {
            return;
        }
        let ctx = desk.ctx;
        ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
        ctx.send_viewport_cmd(ViewportCommand::Focus);
        ctx.request_repaint();
    }

    fn is_autosaving(&mut self) -> bool {
        let failed = match self.autosaving.as_ref().map(JobHandle::poll) {
            None => return false,
            Some(JobStatus::Running(_)) => return true,
            Some(JobStatus::Done(result)) => result.err(),
            Some(JobStatus::Gone) => Some(super::STOPPED.to_owned()),
        };
        self.autosaving = None;
        if let Some(error) = failed {
            log::warn!("saving in case of a crash: {error}");
            self.autosave.failed(Instant::now());
        }
        false
    }

    fn save_by_itself(&mut self, desk: &mut Desk<'_>) {
        if self.is_autosaving() {
            return;
        }
        let Some(recovery) = &self.recovery else {
            return;
        };
        let unsaved = self.is_unsaved(desk.state);
        match self
            .autosave
            .step(desk.state.document(), unsaved, Instant::now())
        {
            Step::Nothing => {}
            Step::Wait(time) => desk.ctx.request_repaint_after(time),
            Step::Save => {
                let path = recovery.autosave().to_owned();
                let project = self.snapshot(desk.state, self.path.clone());
                self.autosaving = files::write("save by itself", path, project, desk.ctx).ok();
            }
            Step::Clear => {
                if let Err(error) = recovery.clear() {
                    log::warn!("what was kept in case of a crash cannot be removed: {error}");
                }
            }
        }
    }

    fn fulfil(&mut self, wish: Wish, desk: &mut Desk<'_>) {
        let failed = match (wish, &self.recovery) {
            (Wish::Recover(left), Some(recovery)) => match recovery.take(&left) {
                Ok(path) => {
                    let path = path.to_owned();
                    self.start_opening(path, true, desk);
                    None
                }
                Err(error) => Some(error),
            },
            (Wish::Discard(left), _) => left.discard().err(),
            (Wish::Recover(_), None) => None,
        };
        if let Some(error) = failed {
            let text = format!("What was left of the last session cannot be moved: {error}");
            desk.dialogs.report_error(text);
        }
    }

    fn show_title(&mut self, desk: &mut Desk<'_>) {
        let unsaved = self.is_unsaved(desk.state);
        let title = if self.path.is_none() && !unsaved {
            "Oxus".to_owned()
        } else {
            let mark = if unsaved { "*" } else { "" };
            format!("{mark}{} – Oxus", name_of(self.path.as_deref()))
        };
        if title != self.title {
            let shown = ViewportCommand::Title(title.clone());
            desk.ctx.send_viewport_cmd(shown);
            self.title = title;
        }
    }
}

fn name_of(path: Option<&Path>) -> String {
    let name = path.and_then(Path::file_name);
    name.map_or_else(
        || UNTITLED.to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// A window that wants an answer before anything else; whether the user left it by Escape.
fn modal(ui: &Ui, title: &str, contents: impl FnOnce(&mut Ui)) -> bool {
    let frame = Frame::window(ui.style()).inner_margin(14.0);
    let shown = Modal::new(Id::unique(title))
        .frame(frame)
        .show(ui.ctx(), |ui| {
            ui.set_width(480.0);
            ui.heading(title);
            ui.add_space(6.0);
            contents(ui);
        });
    shown.is_top_modal
        && !shown.any_popup_open
        && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape))
}

#[cfg(test)]
mod tests;
