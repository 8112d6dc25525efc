//! A value that is made beside the window from what it depends on; the old one stays until the new
//! one is there.
use std::sync::Arc;

use egui::Context;

use crate::jobs::{Cancelled, JobContext, JobHandle, JobStatus, Progress, Wake};

/// What it depends on, `K`, tells when it has to be made again.
pub(super) struct Background<K, V> {
    kept: Option<(K, V)>,
    job: Option<(K, JobHandle<Result<V, Cancelled>>)>,
}

impl<K, V> Default for Background<K, V> {
    fn default() -> Self {
        Self {
            kept: None,
            job: None,
        }
    }
}

impl<K: PartialEq + Clone, V: Send + 'static> Background<K, V> {
    /// Make it of this, unless it is made already; at once where that is quick.
    pub fn want(
        &mut self,
        ctx: &Context,
        key: K,
        at_once: bool,
        work: impl FnOnce(&JobContext) -> Result<V, Cancelled> + Send + 'static,
    ) {
        self.poll();
        if self.kept.as_ref().is_some_and(|(of, _)| *of == key) {
            self.job = None;
            return;
        }
        if self.job.as_ref().is_some_and(|(of, _)| *of == key) {
            return;
        }
        self.job = None;
        if at_once {
            // Nobody cancels what nobody sees running.
            self.kept = work(&JobContext::unwatched()).ok().map(|made| (key, made));
            return;
        }
        let ctx = ctx.clone();
        let wake: Wake = Arc::new(move || ctx.request_repaint());
        // Without a thread the old value stays, and the next frame tries again.
        let job = JobHandle::spawn("table", wake, work);
        self.job = job.ok().map(|job| (key, job));
    }

    /// The last value that was made, and of what.
    pub fn kept(&self) -> Option<&(K, V)> {
        self.kept.as_ref()
    }

    /// Of what the next value is being made.
    pub fn running(&self) -> Option<&K> {
        self.job.as_ref().map(|(of, _)| of)
    }

    /// How far the next value is, while it is being made.
    pub fn progress(&self) -> Option<Progress> {
        self.job.as_ref().map(|(_, job)| job.progress())
    }

    /// Have no value.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Take in what was made meanwhile.
    pub fn poll(&mut self) {
        let Some((key, job)) = self.job.take() else {
            return;
        };
        match job.poll() {
            JobStatus::Running(_) => self.job = Some((key, job)),
            JobStatus::Done(Ok(made)) => self.kept = Some((key, made)),
            JobStatus::Done(Err(_)) | JobStatus::Gone => {}
        }
    }
}
