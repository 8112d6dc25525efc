//! The window that asks for the path of a project to open or to save: a path to type, and the
//! desktop's own dialog where there is one.
use std::path::{Path, PathBuf};

use egui::{Button, Key, TextEdit, Ui};

use super::{Next, modal};
use crate::app::typed_path::{typed_path, unopenable, unwritable};
use crate::jobs::{JobHandle, JobStatus};
use crate::source::project::PROJECT_SUFFIX;
use crate::ui::{file_stem_of, focus_selecting};

/// What the path is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Open,
    /// And what the user wants after it.
    Save(Option<Next>),
}

/// What the user did.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    None,
    Cancelled,
    Path(PathBuf),
}

/// State of the window.
pub(super) struct PathDialog {
    pub(super) purpose: Purpose,
    path: String,
    /// Why nothing can be done with the path that was chosen.
    problem: Option<&'static str>,
    focus: bool,
    /// The file that the user agreed to replace.
    replace: Option<PathBuf>,
    browsing: Option<JobHandle<Option<PathBuf>>>,
}

impl PathDialog {
    pub(super) fn new(purpose: Purpose, path: &Path) -> Self {
        Self {
            purpose,
            path: path.display().to_string(),
            problem: None,
            focus: true,
            replace: None,
            browsing: None,
        }
    }

    pub(super) fn show(&mut self, ui: &Ui) -> Answer {
        let mut answer = self.browsed();
        let (title, verb) = match &self.purpose {
            Purpose::Open => ("Open project", "Open"),
            Purpose::Save(_) => ("Save project", "Save"),
        };
        let cancelled = modal(ui, title, |ui| {
            let label = ui.label("Path of the project");
            let field = TextEdit::singleline(&mut self.path).desired_width(f32::INFINITY);
            let field = ui.add(field).labelled_by(label.id);
            if std::mem::take(&mut self.focus) {
                let end = self.path.chars().count();
                let selected = match self.purpose {
                    Purpose::Open => end..end,
                    Purpose::Save(_) => file_stem_of(&self.path),
                };
                focus_selecting(&field, selected);
            }
            let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let path = self.path();
            let there = path.is_some() && path == self.replace;
            if there {
                ui.label("This file is there already.");
            }
            if field.changed() {
                self.problem = None;
            }
            if let Some(problem) = self.problem {
                ui.colored_label(ui.visuals().warn_fg_color, problem);
            }
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                let verb = if there { "Replace the file" } else { verb };
                let clicked = ui.add_enabled(path.is_some(), Button::new(verb)).clicked();
                if clicked || (entered && !there) {
                    answer = path.map_or(Answer::None, |path| self.chosen(path));
                }
                let idle = self.browsing.is_none();
                if ui.add_enabled(idle, Button::new("Choose…")).clicked() {
                    self.browse(ui.ctx());
                }
                if ui.button("Cancel").clicked() {
                    answer = Answer::Cancelled;
                }
            });
        });
        if cancelled { Answer::Cancelled } else { answer }
    }

    fn saves(&self) -> bool {
        self.purpose != Purpose::Open
    }

    /// What was typed, with the suffix of projects where a new one has none.
    fn path(&self) -> Option<PathBuf> {
        let typed = Some(self.path.trim()).filter(|path| !path.is_empty())?;
        let mut path = typed_path(typed);
        if self.saves() && path.extension().is_none() && !path.is_dir() {
            path.set_extension(PROJECT_SUFFIX);
        }
        Some(path)
    }

    /// The path, unless the user has to agree first that a file is replaced.
    fn chosen(&mut self, path: PathBuf) -> Answer {
        self.problem = if self.saves() {
            unwritable(&path)
        } else {
            unopenable(&path)
        };
        if self.problem.is_some() {
            self.focus = true;
            return Answer::None;
        }
        let replaces = self.saves() && path.is_file();
        if replaces && self.replace.as_ref() != Some(&path) {
            self.replace = Some(path);
            return Answer::None;
        }
        Answer::Path(path)
    }

    /// The desktop's dialog, on a thread of its own because it blocks.
    fn browse(&mut self, ctx: &egui::Context) {
        let (saves, path) = (self.saves(), self.path());
        let job = JobHandle::spawn("file dialog", super::super::waker(ctx), move |_| {
            let mut dialog = rfd::FileDialog::new().add_filter("Oxus project", &[PROJECT_SUFFIX]);
            if let Some(folder) = path.as_deref().and_then(Path::parent) {
                dialog = dialog.set_directory(folder);
            }
            if saves {
                let name = path.as_deref().and_then(Path::file_name);
                let name = name.unwrap_or_default().to_string_lossy();
                dialog.set_file_name(name).save_file()
            } else {
                dialog.pick_file()
            }
        });
        self.browsing = job.ok();
    }

    fn browsed(&mut self) -> Answer {
        match self.browsing.as_ref().map(JobHandle::poll) {
            None | Some(JobStatus::Running(_)) => return Answer::None,
            Some(JobStatus::Done(Some(path))) => {
                self.path = path.display().to_string();
                // The desktop's dialog has asked already whether to replace it.
                return self.path().map_or(Answer::None, |with_suffix| {
                    self.replace = Some(path);
                    self.chosen(with_suffix)
                });
            }
            Some(JobStatus::Done(None) | JobStatus::Gone) => self.browsing = None,
        }
        Answer::None
    }
}
