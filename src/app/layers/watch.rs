//! Tells which files are no longer as their layers were read from them. Looks from a thread of its
//! own, so that the window may sleep.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, SystemTime};

use crate::jobs::{JobHandle, Wake};
use crate::model::LayerId;
use crate::ui::FileChange;

/// How often it looks.
const PERIOD: Duration = Duration::from_secs(2);

/// What a file is known by, short of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Not every file system knows.
    modified: Option<SystemTime>,
    bytes: u64,
}

impl Stamp {
    /// Of a file as it is now; `None` where it cannot be asked.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self {
            modified: metadata.modified().ok(),
            bytes: metadata.len(),
        })
    }
}

/// A file as it was when its layer was read.
pub type Watched = (LayerId, PathBuf, Stamp);

/// What became of the files of layers; those that are as they were are not in it.
pub type Changes = BTreeMap<LayerId, FileChange>;

/// Watches the files of all layers.
pub struct FileWatch {
    files: Sender<Vec<Watched>>,
    changes: Receiver<Changes>,
    /// Ends with `files`.
    _job: Option<JobHandle<()>>,
}

impl FileWatch {
    /// Begin with no files; `wake` is called when the changes are others.
    pub fn new(wake: Wake) -> Self {
        let (files, new_files) = channel();
        let (tell, changes) = channel();
        let woken = wake.clone();
        // Without a thread no change is noticed; layers can be reloaded all the same.
        let job = JobHandle::spawn("watch files", wake, move |_| {
            watch(&new_files, |changes| {
                tell.send(changes).ok();
                woken();
            });
        });
        Self {
            files,
            changes,
            _job: job.ok(),
        }
    }

    /// Watch these from now on and no others.
    pub fn set(&self, files: Vec<Watched>) {
        self.files.send(files).ok();
    }

    /// All that has changed by now, if that is other than at the last call.
    pub fn changes(&self) -> Option<Changes> {
        self.changes.try_iter().last()
    }
}

/// Look at the files until their sender is gone.
fn watch(new_files: &Receiver<Vec<Watched>>, tell: impl Fn(Changes)) {
    let (mut files, mut told) = (Vec::new(), None);
    loop {
        let received = if files.is_empty() {
            new_files
                .recv()
                .map_err(|_gone| RecvTimeoutError::Disconnected)
        } else {
            new_files.recv_timeout(PERIOD)
        };
        match received {
            // Whatever was told of the others holds no more.
            Ok(new) => (files, told) = (new, None),
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
        let found = Some(changes(&files));
        if found != told {
            told.clone_from(&found);
            found.into_iter().for_each(&tell);
        }
    }
}

fn changes(files: &[Watched]) -> Changes {
    let change = |(layer, path, stamp): &Watched| match Stamp::of(path) {
        None => Some((*layer, FileChange::Missing)),
        Some(now) => (now != *stamp).then_some((*layer, FileChange::Changed)),
    };
    files.iter().filter_map(change).collect()
}
