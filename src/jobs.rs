//! Background work: a typed result, progress, cancel. Knows nothing of windows.
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Called from a worker when there is something new to show. The window asks for a repaint, the
/// command line does nothing.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A [`Wake`] that does nothing.
#[must_use]
pub fn no_wake() -> Wake {
    Arc::new(|| {})
}

#[derive(Default)]
struct Shared {
    stage: Mutex<&'static str>,
    done: AtomicU64,
    total: AtomicU64,
    features: AtomicU64,
    cancelled: AtomicBool,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing, e.g. "reading positions".
    pub stage: &'static str,
    /// Items done.
    pub done: u64,
    /// Items in all; 0 where not known.
    pub total: u64,
    /// Features read so far, where bytes are the items.
    pub features: u64,
}

/// The owner no longer wants the result.
#[derive(Debug, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// The worker's end of a job.
#[derive(Clone)]
pub struct JobContext {
    shared: Arc<Shared>,
    wake: Wake,
}

impl JobContext {
    /// A context that nobody watches, for work on the caller's own thread.
    #[must_use]
    pub fn unwatched() -> Self {
        Self {
            shared: Arc::default(),
            wake: no_wake(),
        }
    }

    /// Begin a stage of `total` items, 0 where not known.
    pub fn stage(&self, stage: &'static str, total: u64) {
        *self
            .shared
            .stage
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = stage;
        self.shared.done.store(0, Ordering::Relaxed);
        self.shared.total.store(total, Ordering::Relaxed);
        self.shared.features.store(0, Ordering::Relaxed);
        (self.wake)();
    }

    /// Say how many features were read so far in this stage.
    pub fn features(&self, features: u64) {
        self.shared.features.store(features, Ordering::Relaxed);
    }

    /// Count `items` as done.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] when the owner gave up, so that `?` ends the work.
    pub fn advance(&self, items: u64) -> Result<(), Cancelled> {
        self.shared.done.fetch_add(items, Ordering::Relaxed);
        if self.shared.cancelled.load(Ordering::Relaxed) {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }
}

struct WakeAtEnd(Wake);

impl Drop for WakeAtEnd {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// The owner's end of a job. Dropping it cancels the job.
pub struct JobHandle<T> {
    shared: Arc<Shared>,
    result: Receiver<T>,
}

/// What [`JobHandle::poll`] found.
#[derive(Debug, PartialEq, Eq)]
pub enum JobStatus<T> {
    /// Still at work.
    Running(Progress),
    /// Finished; given once.
    Done(T),
    /// The worker ended without a result, or it was taken before.
    Gone,
}

impl<T: Send + 'static> JobHandle<T> {
    /// Run `work` on a thread of this name.
    ///
    /// # Errors
    ///
    /// When the operating system gives no thread.
    pub fn spawn(
        name: &'static str,
        wake: Wake,
        work: impl FnOnce(&JobContext) -> T + Send + 'static,
    ) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let context = JobContext {
            shared: Arc::clone(&shared),
            wake,
        };
        let (sender, result) = sync_channel(1);
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                // Locals are dropped from the last to the first, also by a panic: the sender, so that
                // the owner sees the end, and then the guard, which calls the owner.
                let _wake = WakeAtEnd(Arc::clone(&context.wake));
                let sender = sender;
                let value = work(&context);
                // The owner may be gone, and then nobody misses the value.
                sender.send(value).ok();
            })?;
        Ok(Self { shared, result })
    }

    /// What is known now; never blocks.
    pub fn poll(&self) -> JobStatus<T> {
        match self.result.try_recv() {
            Ok(value) => JobStatus::Done(value),
            Err(TryRecvError::Disconnected) => JobStatus::Gone,
            Err(TryRecvError::Empty) => JobStatus::Running(self.progress()),
        }
    }

    /// How far it is, or was at its end.
    pub fn progress(&self) -> Progress {
        let stage = self.shared.stage.lock();
        Progress {
            stage: *stage.unwrap_or_else(PoisonError::into_inner),
            done: self.shared.done.load(Ordering::Relaxed),
            total: self.shared.total.load(Ordering::Relaxed),
            features: self.shared.features.load(Ordering::Relaxed),
        }
    }
}

impl<T> Drop for JobHandle<T> {
    fn drop(&mut self) {
        self.shared.cancelled.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_handle_ends_the_work() {
        let (sender, ended) = sync_channel(1);
        let job = JobHandle::spawn("count", no_wake(), move |context| {
            while context.advance(1).is_ok() {
                std::thread::yield_now();
            }
            sender.send(()).ok();
        })
        .unwrap();
        assert!(matches!(job.poll(), JobStatus::Running(_)));
        drop(job);
        ended.recv().unwrap();
    }

    #[test]
    fn a_worker_that_panics_wakes_its_owner_and_is_gone() {
        let (sender, woken) = sync_channel(1);
        let wake: Wake = Arc::new(move || sender.send(()).unwrap_or_default());
        let job = JobHandle::<()>::spawn("fail", wake, |_| panic!("on purpose")).unwrap();
        woken.recv().unwrap();
        assert_eq!(job.poll(), JobStatus::Gone);
    }
}
