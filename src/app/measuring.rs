//! Runs in the background what measures the selected feature, where that takes long. What is measured
//! is `state`'s.
use std::sync::Arc;

use crate::jobs::{Cancelled, JobHandle, JobStatus, Wake};
use crate::state::{AppState, Command, MeasureTask, Measurement};
use crate::ui::Dialogs;

/// The task under way, if there is one.
pub struct Measuring {
    wake: Wake,
    running: Option<(MeasureTask, JobHandle<Result<Measurement, Cancelled>>)>,
}

impl Measuring {
    /// None yet; `wake` is called when there is something to take in.
    #[must_use]
    pub fn new(wake: Wake) -> Self {
        Self {
            wake,
            running: None,
        }
    }

    /// Take in what was measured, and have measured what is selected by now. Never blocks.
    pub fn poll(&mut self, state: &mut AppState, dialogs: &mut Dialogs) {
        let Some(wanted) = state.measure_task() else {
            self.running = None;
            return;
        };
        let running = self.running.take();
        let Some((task, job)) = running.filter(|(task, _)| task.is_like(&wanted)) else {
            self.start(wanted, state, dialogs);
            return;
        };
        let measurement = match job.poll() {
            JobStatus::Running(_) => {
                self.running = Some((task, job));
                return;
            }
            JobStatus::Done(Ok(measurement)) => measurement,
            JobStatus::Done(Err(Cancelled)) => return,
            JobStatus::Gone => {
                dialogs.report_error(super::STOPPED.to_owned());
                task.given_up()
            }
        };
        state.apply(Command::FeatureMeasured(Box::new(measurement)));
    }

    fn start(&mut self, task: MeasureTask, state: &mut AppState, dialogs: &mut Dialogs) {
        let wake = Arc::clone(&self.wake);
        let work = task.clone();
        match JobHandle::spawn("measure", wake, move |job| work.run(job)) {
            Ok(job) => self.running = Some((task, job)),
            Err(error) => {
                dialogs.report_error(format!("The distances are not measured: {error}"));
                let measurement = task.given_up();
                state.apply(Command::FeatureMeasured(Box::new(measurement)));
            }
        }
    }
}
