//! What is kept for the case of a crash: each running Oxus has a place of its own in a folder, a
//! lock that the system takes back when the process ends, and beside it the project as it last was.
//! Finds what processes left that are no more. Knows no window.
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::source::project::PROJECT_SUFFIX;

const LOCK_SUFFIX: &str = "lock";

/// How often, and after which time, a place that is held is tried again.
const ATTEMPTS: usize = 5;
const PAUSE: Duration = Duration::from_millis(300);

/// The place of this process.
#[derive(Debug)]
pub struct Recovery {
    autosave: PathBuf,
    /// Held as long as the process lives.
    lock: File,
}

/// A project that a process left which did not end well.
#[derive(Debug)]
pub struct Left {
    autosave: PathBuf,
    /// So that no other Oxus offers it at the same time.
    _lock: File,
    /// When it was last saved by itself.
    pub saved: Option<SystemTime>,
}

/// What processes left in the folder that are no more, the newest first. A process that was just
/// killed may need a moment to be no more, so this waits for it for a while.
///
/// # Errors
///
/// When the folder cannot be read.
pub fn left_in(folder: &Path, own: &Path) -> io::Result<Vec<Left>> {
    let mut left = Vec::new();
    for _ in 0..ATTEMPTS {
        let mut held = false;
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let autosave = path.with_extension(PROJECT_SUFFIX);
            if autosave == own || left.iter().any(|left: &Left| left.autosave == autosave) {
                continue;
            }
            let Some(lock) = locked(&lock_of(&autosave))? else {
                held |= autosave.exists();
                continue;
            };
            if path == autosave {
                let saved = fs::metadata(&autosave).and_then(|file| file.modified());
                left.push(Left {
                    autosave,
                    _lock: lock,
                    saved: saved.ok(),
                });
            } else if !autosave.exists() {
                // It ended without anything to recover. A lock beside nothing harms nobody.
                fs::remove_file(&path).ok();
            }
        }
        if !held {
            break;
        }
        std::thread::sleep(PAUSE);
    }
    left.sort_by_key(|left| std::cmp::Reverse(left.saved));
    Ok(left)
}

impl Recovery {
    /// Take a place in the folder.
    ///
    /// # Errors
    ///
    /// When the folder takes no files.
    pub fn start(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        for number in 0_u32.. {
            let name = format!("{}-{number}.{PROJECT_SUFFIX}", std::process::id());
            let autosave = folder.join(name);
            // Left by another process that had the same number.
            if autosave.exists() {
                continue;
            }
            if let Some(lock) = locked(&lock_of(&autosave))? {
                return Ok(Self { autosave, lock });
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Where the project is to be saved by itself.
    #[must_use]
    pub fn autosave(&self) -> &Path {
        &self.autosave
    }

    /// Nothing of it is needed any more.
    ///
    /// # Errors
    ///
    /// When the folder does not let go of the file.
    pub fn clear(&self) -> io::Result<()> {
        removed(&self.autosave)
    }

    /// The process ends well. Without this, the next one finds what was saved.
    ///
    /// # Errors
    ///
    /// When the folder does not let go of the files.
    pub fn end(self) -> io::Result<()> {
        self.clear()?;
        drop(self.lock);
        removed(&lock_of(&self.autosave))
    }

    /// Make what was left one's own, whole at any time; its new place.
    ///
    /// # Errors
    ///
    /// When it cannot be moved; it is then still where it was.
    pub fn take(&self, left: &Left) -> io::Result<&Path> {
        fs::rename(&left.autosave, &self.autosave)?;
        // A lock beside nothing harms nobody.
        removed(&lock_of(&left.autosave)).ok();
        Ok(&self.autosave)
    }
}

impl Left {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.autosave
    }

    /// The user does not want it.
    ///
    /// # Errors
    ///
    /// When the folder does not let go of the file.
    pub fn discard(self) -> io::Result<()> {
        removed(&self.autosave)?;
        removed(&lock_of(&self.autosave))
    }
}

fn lock_of(autosave: &Path) -> PathBuf {
    autosave.with_extension(LOCK_SUFFIX)
}

/// The lock if no living process has it.
fn locked(path: &Path) -> io::Result<Option<File>> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// As [`fs::remove_file`], and content when there is none.
fn removed(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// How long ago something was, for people.
#[must_use]
pub fn ago(elapsed: Duration) -> String {
    let (number, unit) = match elapsed.as_secs() {
        0..60 => return "less than a minute ago".to_owned(),
        secs @ 60..3600 => (secs / 60, "minute"),
        secs @ 3600..86400 => (secs / 3600, "hour"),
        secs => (secs / 86400, "day"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural} ago")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(folder: &Path) -> (Recovery, Vec<Left>) {
        let recovery = Recovery::start(folder).unwrap();
        let left = left_in(folder, recovery.autosave()).unwrap();
        (recovery, left)
    }

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn what_a_crashed_process_left_is_found_by_the_next_and_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let (crashed, left) = started(folder.path());
        assert!(left.is_empty());
        fs::write(crashed.autosave(), "work").unwrap();
        // Dropping is what the system does at the end of a process.
        drop(crashed);
        let (next, left) = started(folder.path());
        assert_eq!(left.len(), 1);
        assert!(left[0].saved.is_some());
        let taken = next.take(&left[0]).unwrap();
        assert_eq!(fs::read_to_string(taken).unwrap(), "work");
        next.end().unwrap();
        drop(left);
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn a_crash_without_unsaved_work_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(started(folder.path()));
        // The lock of the crashed process.
        fs::write(folder.path().join("0-0.lock"), "").unwrap();
        let (next, left) = started(folder.path());
        assert!(left.is_empty());
        next.end().unwrap();
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn two_running_at_once_leave_each_other_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (first, _) = started(folder.path());
        fs::write(first.autosave(), "first").unwrap();
        let (second, left) = started(folder.path());
        assert!(left.is_empty(), "the first still runs");
        assert_ne!(first.autosave(), second.autosave());
        second.end().unwrap();
        assert_eq!(fs::read_to_string(first.autosave()).unwrap(), "first");
        first.end().unwrap();
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn what_one_offers_is_not_offered_by_another() {
        let folder = tempfile::tempdir().unwrap();
        let (crashed, _) = started(folder.path());
        fs::write(crashed.autosave(), "work").unwrap();
        drop(crashed);
        let (_first, left) = started(folder.path());
        let (_second, none) = started(folder.path());
        assert_eq!((left.len(), none.len()), (1, 0));
        for left in left {
            left.discard().unwrap();
        }
        let (_third, none) = started(folder.path());
        assert!(none.is_empty());
    }

    #[test]
    fn times_are_told_in_words() {
        let ago = |secs| ago(Duration::from_secs(secs));
        assert_eq!(ago(59), "less than a minute ago");
        assert_eq!(ago(60), "1 minute ago");
        assert_eq!(ago(7199), "1 hour ago");
        assert_eq!(ago(200_000), "2 days ago");
    }
}
