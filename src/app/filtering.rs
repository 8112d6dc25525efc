//! Runs in the background what finds the features that pass: for each layer at most one task at a
//! time. What is asked and what is answered are `state`'s.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::jobs::{Cancelled, JobHandle, JobStatus, Wake};
use crate::model::{LayerKind, Viewport};
use crate::state::{AppState, Command, Edit, FilterAnswer, FilterQuestion, FilterTask};
use crate::ui::{Dialogs, JobId, RunningJob};

/// What takes less is not spoken of.
const UNSPOKEN: Duration = Duration::from_millis(300);

/// A task under way.
struct Running {
    question: FilterQuestion,
    /// Names of the columns that it computes first.
    columns: Vec<String>,
    since: Instant,
    job: JobHandle<Result<FilterAnswer, Cancelled>>,
}

/// The tasks under way.
pub struct Filters {
    wake: Wake,
    running: BTreeMap<LayerKind, Running>,
    /// Revision, view and its rest of the state when it was last asked for tasks.
    asked: Option<(u64, Viewport, bool)>,
}

impl Filters {
    /// None yet; `wake` is called when there is something to take in.
    #[must_use]
    pub fn new(wake: Wake) -> Self {
        Self {
            wake,
            running: BTreeMap::new(),
            asked: None,
        }
    }

    /// Take in what was found and have found what is asked by now. Never blocks.
    pub fn poll(&mut self, state: &mut AppState, dialogs: &mut Dialogs) {
        let ended = self.take_in(state, dialogs);
        let session = state.session();
        let at = (state.revision(), session.viewport, session.is_at_rest());
        if !ended && self.asked == Some(at) {
            return;
        }
        self.asked = Some(at);
        let tasks = state.filter_tasks();
        let wanted = |layer: &LayerKind| tasks.iter().any(|task| task.layer() == *layer);
        // What nobody asks any more is cancelled.
        self.running.retain(|layer, _| wanted(layer));
        for task in tasks {
            let running = self.running.get(&task.layer());
            // One that is outrun by the time alone comes to its end, or none ever would.
            if !running.is_some_and(|running| running.question.moves_to(task.question())) {
                self.start(task, dialogs);
            }
        }
    }

    fn start(&mut self, task: FilterTask, dialogs: &mut Dialogs) {
        let (layer, question) = (task.layer(), task.question().clone());
        let columns = task.columns().map(str::to_owned).collect();
        let since = Instant::now();
        let wake = Arc::clone(&self.wake);
        match JobHandle::spawn("filter", wake, move |job| task.run(job)) {
            Ok(job) => {
                let running = Running {
                    question,
                    columns,
                    since,
                    job,
                };
                self.running.insert(layer, running);
            }
            Err(error) => dialogs.report_error(format!("Filters do not act: {error}")),
        }
    }

    /// The columns that are being computed.
    pub fn activity(&self) -> impl Iterator<Item = RunningJob> {
        let slow = self.running.iter().filter(|(_, running)| {
            !running.columns.is_empty() && running.since.elapsed() > UNSPOKEN
        });
        slow.map(|(layer, running)| RunningJob {
            id: JobId::Columns(*layer),
            title: format!("Computing {}", running.columns.join(", ")),
            progress: running.job.progress(),
        })
    }

    /// How long it is until there is more to tell of columns that are being computed.
    pub fn spoken_in(&self) -> Option<Duration> {
        let computing = self.running.values();
        let computing = computing.filter(|running| !running.columns.is_empty());
        computing
            .filter_map(|running| UNSPOKEN.checked_sub(running.since.elapsed()))
            .min()
    }

    /// Leave the columns of a layer as they are, without those that are being computed; can be
    /// undone.
    pub fn cancel_columns(&self, layer: LayerKind, state: &mut AppState) {
        let Some(running) = self.running.get(&layer) else {
            return;
        };
        let before = state.added_columns(layer);
        let before = before.map_or(&[][..], |added| &added.asked);
        let mut kept = state.document().computed(layer).to_vec();
        kept.retain_mut(|one| {
            let old = before.iter().find(|old| old.name == one.name);
            if let Some(old) = old {
                one.clone_from(old);
            }
            old.is_some() || !running.columns.contains(&one.name)
        });
        state.apply(Command::Edit(Edit::SetComputed(layer, kept)));
    }

    /// Whether any ended.
    fn take_in(&mut self, state: &mut AppState, dialogs: &mut Dialogs) -> bool {
        let mut ended = Vec::new();
        for (&layer, running) in &self.running {
            match running.job.poll() {
                JobStatus::Running(_) => {}
                JobStatus::Done(found) => ended.push((layer, found.ok())),
                JobStatus::Gone => {
                    dialogs.report_error(super::STOPPED.to_owned());
                    ended.push((layer, None));
                }
            }
        }
        let any = !ended.is_empty();
        for (layer, found) in ended {
            self.running.remove(&layer);
            if let Some(answer) = found {
                state.apply(Command::LayerFiltered(Box::new(answer)));
            }
        }
        any
    }
}
