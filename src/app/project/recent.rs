//! The projects that the menu remembers, and which of them are no more.
use std::path::{Path, PathBuf};

use egui::Context;

use crate::app::waker;
use crate::jobs::{JobHandle, JobStatus};
use crate::ui::RecentProject;

/// More would not fit into the menu.
const MAX_RECENT: usize = 10;

/// Put a project first.
pub(super) fn remember(recent: &mut Vec<RecentProject>, path: &Path) {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    recent.retain(|other| other.path != path);
    let missing = false;
    recent.insert(0, RecentProject { path, missing });
    recent.truncate(MAX_RECENT);
}

/// Looks for the files in the background, since a disk may be slow: at the start, after a change,
/// and when the user comes back from another window.
#[derive(Default)]
pub(super) struct RecentCheck {
    checked: bool,
    focused: bool,
    job: Option<JobHandle<Vec<PathBuf>>>,
}

impl RecentCheck {
    /// Something changed.
    pub(super) fn again(&mut self) {
        self.checked = false;
    }

    pub(super) fn poll(&mut self, ctx: &Context, recent: &mut [RecentProject]) {
        match self.job.as_ref().map(JobHandle::poll) {
            Some(JobStatus::Running(_)) => return,
            Some(JobStatus::Done(missing)) => {
                for project in recent.iter_mut() {
                    project.missing = missing.contains(&project.path);
                }
                self.job = None;
            }
            Some(JobStatus::Gone) => self.job = None,
            None => {}
        }
        let focused = ctx.input(|input| input.focused);
        self.checked &= focused == self.focused || !focused;
        self.focused = focused;
        if self.checked {
            return;
        }
        self.checked = true;
        let paths: Vec<_> = recent.iter().map(|project| project.path.clone()).collect();
        let job = JobHandle::spawn("recent projects", waker(ctx), move |_| {
            let missing = paths.into_iter().filter(|path| !path.is_file());
            missing.collect()
        });
        self.job = job.ok();
    }
}
