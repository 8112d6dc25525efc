//! Where the result goes: a file that appears when it is whole, or standard output.
use std::io::{self, StdoutLock, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::source::{AtomicFile, WriteFileError};

/// An output that must be committed.
pub enum Output {
    /// A file with its path for messages.
    File(AtomicFile, PathBuf),
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
        let path = path.to_owned();
        match AtomicFile::create(&path) {
            Ok(file) => Ok(Self::File(file, path)),
            Err(reason) => Err(WriteFileError { path, reason }.into()),
        }
    }

    /// Write bytes.
    ///
    /// # Errors
    ///
    /// When they cannot be written; the message names the file.
    pub fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::File(file, path) => file.write_all(bytes).map_err(|reason| {
                let path = path.clone();
                WriteFileError { path, reason }.into()
            }),
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
            Self::File(file, path) => file
                .commit()
                .map_err(|reason| WriteFileError { path, reason }.into()),
            Self::Stdout(mut stdout) => stdout.flush().context("cannot write to standard output"),
        }
    }
}
