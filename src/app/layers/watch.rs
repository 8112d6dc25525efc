//! Tells when a file that a layer was read from is no longer the same. Looks from a thread of its
//! own, so that the window may sleep.
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, SystemTime};

use crate::jobs::{JobHandle, Wake};
use crate::model::LayerId;

/// How often it looks.
const PERIOD: Duration = Duration::from_secs(2);

/// What a file is known by, short of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    modified: SystemTime,
    bytes: u64,
}

impl Stamp {
    /// Of a file as it is now; `None` where it cannot be asked.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self {
            modified: metadata.modified().ok()?,
            bytes: metadata.len(),
        })
    }
}

/// A file as it was when its layer was read.
type Watched = (LayerId, PathBuf, Stamp);

/// Watches the files of all layers.
pub struct FileWatch {
    files: Sender<Vec<Watched>>,
    changed: Receiver<LayerId>,
    /// Ends with `files`.
    _job: Option<JobHandle<()>>,
}

impl FileWatch {
    /// Begin with no files; `wake` is called when one has changed.
    pub fn new(wake: Wake) -> Self {
        let (files, new_files) = channel();
        let (tell, changed) = channel();
        let woken = wake.clone();
        // Without a thread no change is noticed; layers can be reloaded all the same.
        let job = JobHandle::spawn("watch files", wake, move |_| {
            watch(&new_files, |layer| {
                tell.send(layer).ok();
                woken();
            });
        });
        Self {
            files,
            changed,
            _job: job.ok(),
        }
    }

    /// Watch these from now on and no others.
    pub fn set(&self, files: Vec<Watched>) {
        self.files.send(files).ok();
    }

    /// Layers whose file has changed since the last call.
    pub fn changed(&self) -> impl Iterator<Item = LayerId> {
        self.changed.try_iter()
    }
}

/// Look at the files until their sender is gone; each change is told once.
fn watch(new_files: &Receiver<Vec<Watched>>, tell: impl Fn(LayerId)) {
    let mut files: Vec<Watched> = Vec::new();
    loop {
        let received = if files.is_empty() {
            new_files
                .recv()
                .map_err(|_gone| RecvTimeoutError::Disconnected)
        } else {
            new_files.recv_timeout(PERIOD)
        };
        match received {
            Ok(new) => files = new,
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => files.retain(|(layer, path, stamp)| {
                // A file that is gone may be about to be replaced.
                let same = Stamp::of(path).is_none_or(|now| now == *stamp);
                if !same {
                    tell(*layer);
                }
                same
            }),
        }
    }
}
