//! Threads that paint tiles, the most wanted first. What a tile is and where it goes when it is
//! painted is the asker's.
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::jobs::{JobHandle, Wake};

struct Queue<T> {
    /// The most wanted first; replaced at every frame, so that what is no longer seen is dropped.
    wanted: Vec<T>,
    painting: Vec<T>,
    closed: bool,
}

/// As many threads as there are cores, which paint what is wanted.
pub struct Painters<T> {
    queue: Arc<(Mutex<Queue<T>>, Condvar)>,
    _threads: Vec<JobHandle<()>>,
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T: Clone + PartialEq + Send + 'static> Painters<T> {
    /// Threads of this name that call `paint` with what is wanted, and `wake` after it.
    pub fn new(
        name: &'static str,
        wake: &Wake,
        paint: impl Fn(&T) + Send + Sync + 'static,
    ) -> Self {
        let queue = Arc::new((
            Mutex::new(Queue {
                wanted: Vec::new(),
                painting: Vec::new(),
                closed: false,
            }),
            Condvar::new(),
        ));
        let paint = Arc::new(paint);
        let cores = std::thread::available_parallelism()
            .map_or(2, usize::from)
            .min(8);
        let start = |_| {
            let (queue, paint, woken) = (Arc::clone(&queue), Arc::clone(&paint), Arc::clone(wake));
            // Fewer threads than cores are no reason to give up.
            JobHandle::spawn(name, Arc::clone(wake), move |_| {
                work(&queue, &*paint, &woken);
            })
            .ok()
        };
        let threads = (0..cores).filter_map(start).collect();
        Self {
            queue,
            _threads: threads,
        }
    }

    /// Paint these from now on, and nothing that was wanted before.
    pub fn want(&self, mut wanted: Vec<T>) {
        let (queue, signal) = &*self.queue;
        let mut state = lock(queue);
        wanted.retain(|tile| !state.painting.contains(tile));
        let any = !wanted.is_empty();
        state.wanted = wanted;
        drop(state);
        if any {
            signal.notify_all();
        }
    }
}

impl<T> Drop for Painters<T> {
    fn drop(&mut self) {
        lock(&self.queue.0).closed = true;
        self.queue.1.notify_all();
    }
}

fn work<T: Clone + PartialEq>(
    (queue, signal): &(Mutex<Queue<T>>, Condvar),
    paint: &impl Fn(&T),
    wake: &Wake,
) {
    loop {
        let mut state = lock(queue);
        while state.wanted.is_empty() && !state.closed {
            state = signal.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed {
            return;
        }
        let tile = state.wanted.remove(0);
        state.painting.push(tile.clone());
        drop(state);
        paint(&tile);
        lock(queue).painting.retain(|other| *other != tile);
        wake();
    }
}
