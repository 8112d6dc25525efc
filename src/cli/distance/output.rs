//! Where the result goes: a file that appears when it is whole, or standard output.
use std::io::{self, StdoutLock, Write};
use std::path::Path;

use anyhow::Context as _;

use crate::source::AtomicFile;

/// An output that must be committed.
pub enum Output {
    /// A file with its name for messages.
    File(AtomicFile, String),
    /// Standard output.
    Stdout(StdoutLock<'static>),
}

impl Output {
    /// The file at `path`, or standard output.
    ///
    /// # Errors
    ///
    /// When the file cannot be created there.
    pub fn create(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self::Stdout(io::stdout().lock()));
        };
        let name = path.display().to_string();
        let file = AtomicFile::create(path).with_context(|| format!("cannot write {name}"))?;
        Ok(Self::File(file, name))
    }

    /// Write bytes.
    ///
    /// # Errors
    ///
    /// When they cannot be written; the message names the file.
    pub fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::File(file, name) => file
                .write_all(bytes)
                .with_context(|| format!("cannot write {name}")),
            Self::Stdout(stdout) => stdout
                .write_all(bytes)
                .context("cannot write to standard output"),
        }
    }

    /// Let the file appear.
    ///
    /// # Errors
    ///
    /// When it cannot be brought to disk.
    pub fn commit(self) -> anyhow::Result<()> {
        match self {
            Self::File(file, name) => file
                .commit()
                .with_context(|| format!("cannot write {name}")),
            Self::Stdout(mut stdout) => stdout.flush().context("cannot write to standard output"),
        }
    }
}
