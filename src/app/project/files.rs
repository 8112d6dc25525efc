//! Reading and writing the file of the project in the background.
use std::io;
use std::path::{Path, PathBuf};

use egui::Context;

use super::{Desk, Next, ProjectFile, recent};
use crate::app::{STOPPED, waker};
use crate::jobs::{JobHandle, JobStatus};
use crate::model::Document;
use crate::source::project::{MissingSource, Project, read_project, write_project};
use crate::state::{AppState, Command, OpenedProject};

use super::locate::Locate;

type Written = Result<(), String>;

/// A project that is being written, as it was when that began.
pub(super) struct Saving {
    job: JobHandle<Written>,
    path: PathBuf,
    document: Document,
    /// What the user wants after it.
    pub(super) next: Option<Next>,
}

/// A project that is being read.
pub(super) struct Opening {
    job: JobHandle<Result<(Project, Vec<MissingSource>), String>>,
    path: PathBuf,
    /// Whether it is what a crash left.
    recovered: bool,
}

/// Write a project on a thread of its own.
pub(super) fn write(
    name: &'static str,
    path: PathBuf,
    project: Project,
    ctx: &Context,
) -> io::Result<JobHandle<Written>> {
    JobHandle::spawn(name, waker(ctx), move |_| {
        write_project(&path, &project).map_err(|error| format!("{:#}", anyhow::Error::new(error)))
    })
}

impl ProjectFile {
    /// The project as it is now.
    pub(super) fn snapshot(&self, state: &AppState, autosave_of: Option<PathBuf>) -> Project {
        Project {
            document: state.document().clone(),
            view: Some(state.session().viewport),
            autosave_of,
            unknown: self.unknown.clone(),
        }
    }

    pub(super) fn start_saving(&mut self, path: PathBuf, next: Option<Next>, desk: &mut Desk<'_>) {
        if let Some(saving) = &mut self.saving {
            // One after the other; what was changed since will be asked about.
            saving.next = next.or(saving.next.take());
            return;
        }
        let project = self.snapshot(desk.state, None);
        let document = project.document.clone();
        match write("save project", path.clone(), project, desk.ctx) {
            Ok(job) => {
                self.saving = Some(Saving {
                    job,
                    path,
                    document,
                    next,
                });
            }
            Err(error) => {
                let text = format!("The project cannot be saved: {error}");
                desk.dialogs.report_error(text);
            }
        }
    }

    pub(super) fn take_in_saved(&mut self, desk: &mut Desk<'_>) {
        let result = match self.saving.as_ref().map(|saving| saving.job.poll()) {
            None | Some(JobStatus::Running(_)) => return,
            Some(JobStatus::Done(result)) => result,
            Some(JobStatus::Gone) => Err(STOPPED.to_owned()),
        };
        let Some(saving) = self.saving.take() else {
            return;
        };
        if let Err(error) = result {
            desk.dialogs.report_error(error);
            return;
        }
        let saved = Command::MarkSaved(Box::new(saving.document));
        desk.state.apply(saved);
        let said = format!("Saved {}", saving.path.display());
        desk.dialogs.notify(said);
        self.remember(&saving.path, desk);
        self.path = Some(saving.path);
        if let Some(next) = saving.next {
            self.unless_unsaved(next, desk);
        }
    }

    fn remember(&mut self, path: &Path, desk: &mut Desk<'_>) {
        recent::remember(&mut desk.layout.recent_projects, path);
        self.recent.again();
    }

    pub(super) fn start_opening(&mut self, path: PathBuf, recovered: bool, desk: &mut Desk<'_>) {
        // The folder in which Oxus was started may be another next time.
        let path = std::path::absolute(&path).unwrap_or(path);
        let from = path.clone();
        match JobHandle::spawn("open project", waker(desk.ctx), move |_| {
            let project =
                read_project(&from).map_err(|error| format!("{:#}", anyhow::Error::new(error)))?;
            let missing = project.missing_sources();
            Ok((project, missing))
        }) {
            Ok(job) => {
                self.opening = Some(Opening {
                    job,
                    path,
                    recovered,
                });
            }
            Err(error) => {
                let text = format!("The project cannot be opened: {error}");
                desk.dialogs.report_error(text);
            }
        }
    }

    pub(super) fn take_in_opened(&mut self, desk: &mut Desk<'_>) {
        let result = match self.opening.as_ref().map(|opening| opening.job.poll()) {
            None | Some(JobStatus::Running(_)) => return,
            Some(JobStatus::Done(result)) => result,
            Some(JobStatus::Gone) => Err(STOPPED.to_owned()),
        };
        let Some(opening) = self.opening.take() else {
            return;
        };
        match result {
            Ok((project, missing)) if missing.is_empty() => {
                self.take_over(project, opening, false, desk);
            }
            Ok((project, missing)) => {
                self.locate = Some((Locate::new(project, missing), opening));
            }
            Err(error) => desk.dialogs.report_error(error),
        }
    }

    /// Put a project that was read in the place of the one at hand. `relocated` says that it is
    /// not as its file has it any more.
    pub(super) fn take_over(
        &mut self,
        mut project: Project,
        opening: Opening,
        relocated: bool,
        desk: &mut Desk<'_>,
    ) {
        project.renumber(|| desk.state.new_layer_id());
        self.unknown = project.unknown;
        self.path = if opening.recovered {
            project.autosave_of
        } else {
            self.remember(&opening.path, desk);
            Some(opening.path)
        };
        let opened = OpenedProject {
            document: project.document,
            view: project.view,
            saved: !opening.recovered && !relocated,
        };
        let open = Command::OpenProject(Box::new(opened));
        desk.state.apply(open);
        if opening.recovered {
            self.autosave.taken_over(desk.state.document().clone());
            let said = "Recovered what was not saved. Save it to keep it.";
            desk.dialogs.notify(said.to_owned());
        }
    }
}
