//! The window that offers what an Oxus left that did not end well.
use std::path::PathBuf;
use std::time::SystemTime;

use egui::Ui;

use super::{modal, name_of};
use crate::app::recovery::{Left, ago, left_in};
use crate::jobs::{JobHandle, JobStatus, Wake};
use crate::source::project::read_project;

/// State of the window.
#[derive(Default)]
pub(super) struct Recover {
    looking: Option<JobHandle<Vec<Row>>>,
    rows: Vec<Row>,
    focus: bool,
}

/// What was left, and how it is told.
type Row = (Left, String);

/// What the user wants of one.
#[derive(Debug)]
pub(super) enum Wish {
    Recover(Left),
    Discard(Left),
}

impl Recover {
    /// Look for what was left in the folder by others than the one whose file is `own`.
    pub(super) fn look(folder: PathBuf, own: PathBuf, wake: Wake) -> Self {
        let job = JobHandle::spawn("find what was left", wake, move |_| {
            let left = left_in(&folder, &own).unwrap_or_else(|error| {
                log::warn!("cannot look for what is to be recovered: {error}");
                Vec::new()
            });
            left.into_iter().map(row).collect()
        });
        Self {
            looking: job.ok(),
            rows: Vec::new(),
            focus: true,
        }
    }

    /// Take in what was found.
    pub(super) fn poll(&mut self) {
        match self.looking.as_ref().map(JobHandle::poll) {
            None | Some(JobStatus::Running(_)) => return,
            Some(JobStatus::Done(rows)) => self.rows = rows,
            Some(JobStatus::Gone) => {}
        }
        self.looking = None;
    }

    pub(super) fn is_open(&self) -> bool {
        !self.rows.is_empty()
    }

    #[cfg(test)]
    pub(super) fn is_looking(&self) -> bool {
        self.looking.is_some()
    }

    #[cfg(test)]
    pub(super) fn take_first(&mut self) -> Option<Left> {
        (!self.rows.is_empty()).then(|| self.rows.remove(0).0)
    }

    pub(super) fn show(&mut self, ui: &Ui) -> Option<Wish> {
        let mut wish = None;
        let mut later = false;
        let cancelled = modal(ui, "Oxus was not closed properly", |ui| {
            ui.label("These changes were not saved. They can be recovered.");
            for (index, (_, name)) in self.rows.iter().enumerate() {
                ui.add_space(6.0);
                ui.strong(name);
                ui.horizontal(|ui| {
                    let recover = ui.button("Recover");
                    recover.widget_info(|| named_button(&format!("Recover {name}")));
                    if std::mem::take(&mut self.focus) {
                        recover.request_focus();
                    }
                    if recover.clicked() {
                        wish = Some((index, true));
                    }
                    let discard = ui.button("Discard");
                    discard.widget_info(|| named_button(&format!("Discard {name}")));
                    if discard.clicked() {
                        wish = Some((index, false));
                    }
                });
            }
            ui.add_space(6.0);
            ui.separator();
            later = ui.button("Ask again next time").clicked();
        });
        if cancelled || later {
            // Dropping what is left gives it free for the next start.
            self.rows.clear();
            return None;
        }
        let (index, recover) = wish?;
        let (left, _) = self.rows.remove(index);
        if recover {
            self.rows.clear();
            return Some(Wish::Recover(left));
        }
        Some(Wish::Discard(left))
    }
}

fn row(left: Left) -> Row {
    let project = read_project(left.path()).ok();
    let name = name_of(project.and_then(|project| project.autosave_of).as_deref());
    let elapsed = left
        .saved
        .map(|saved| SystemTime::now().duration_since(saved));
    let when = elapsed.map_or_else(String::new, |elapsed| {
        format!(", changed {}", ago(elapsed.unwrap_or_default()))
    });
    (left, format!("{name}{when}"))
}

fn named_button(name: &str) -> egui::WidgetInfo {
    egui::WidgetInfo::labeled(egui::Role::Button, true, name)
}
