//! Reads a file of features, or standard input, for any subcommand, with its progress on one line of
//! a terminal.
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use anyhow::Context as _;

use crate::jobs::{JobHandle, JobStatus, Progress};
use crate::model::{FeatureTable, LayerSource, LoadReport};
use crate::source::features::{ReadFeaturesError, read_source};

/// What a file gave, or why it gave nothing.
pub type Loaded = Result<(FeatureTable, LoadReport), ReadFeaturesError>;

/// Whether the name stands for standard input or output.
pub fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Read the features of a file, or of one of its layers; `-` is standard input.
///
/// # Errors
///
/// When no thread can be had; what is wrong with the file is in the value.
pub fn load(path: PathBuf, layer: Option<String>) -> anyhow::Result<Loaded> {
    load_source(LayerSource::File { path, layer }, false)
}

/// Read the features of a layer of a project.
///
/// # Errors
///
/// When no thread can be had; what is wrong with the source is in the value.
pub fn load_source(layer: LayerSource, swap_axes: bool) -> anyhow::Result<Loaded> {
    let (sender, woken) = sync_channel(1);
    let wake = Arc::new(move || {
        // Full when nobody has looked since the last time.
        sender.try_send(()).ok();
    });
    let job = JobHandle::spawn("read features", wake, move |job| {
        read_source(&layer, swap_axes, job)
    })
    .context("cannot begin to read")?;
    let terminal = io::stderr().is_terminal();
    let mut shown = false;
    let loaded = loop {
        match job.poll() {
            JobStatus::Done(loaded) => break Ok(loaded),
            JobStatus::Gone => break Err(anyhow::anyhow!("the reader stopped unexpectedly")),
            JobStatus::Running(progress) => {
                let waited = woken.recv_timeout(Duration::from_millis(200));
                if terminal && waited == Err(RecvTimeoutError::Timeout) {
                    shown = true;
                    // Back to the start, and the line emptied.
                    write!(io::stderr(), "\r\x1b[K{}", line(progress)).ok();
                }
            }
        }
    };
    if shown {
        write!(io::stderr(), "\r\x1b[K").ok();
    }
    loaded
}

fn line(progress: Progress) -> String {
    let Progress {
        stage, done, total, ..
    } = progress;
    match (done * 100).checked_div(total) {
        Some(percent) => format!("{stage}, {} %", percent.min(100)),
        None => format!("{stage}, {done}"),
    }
}
