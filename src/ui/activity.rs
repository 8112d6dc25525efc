//! What goes on beside state, as plain data for the panels; and what panels ask of the shell that
//! needs files, threads or a window.
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::ChartOrder;
use crate::jobs::Progress;
use crate::model::{LayerId, LayerKind};

/// Names a job in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JobId {
    /// A layer is being read.
    Read(LayerId),
    /// Columns are being computed for a layer.
    Columns(LayerKind),
    /// A layer is being written to a file.
    Export,
}

/// A job in the background.
#[derive(Clone, Debug, PartialEq)]
pub struct RunningJob {
    /// Its name among others.
    pub id: JobId,
    /// What it is about: "Reading quakes".
    pub title: String,
    /// How far it is.
    pub progress: Progress,
}

/// What became of the file of a layer since it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileChange {
    /// It is another.
    Changed,
    /// It is not there.
    Missing,
}

/// Everything that goes on beside state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Activity {
    /// Jobs in the background, the oldest first.
    pub jobs: Vec<RunningJob>,
    /// Layers whose file is no longer as it was read.
    pub changed_files: BTreeMap<LayerId, FileChange>,
}

impl Activity {
    /// Whether the features of a layer are being read.
    pub fn is_reading(&self, layer: LayerId) -> bool {
        self.jobs.iter().any(|job| job.id == JobId::Read(layer))
    }
}

/// Which features of a layer are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportRows {
    /// All of them.
    #[default]
    All,
    /// Those that pass the filters and the time window.
    Passing,
    /// Those that are selected.
    Selected,
}

/// What a panel asks for that is no change of state.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Read the features of a layer again.
    Reload(LayerId),
    /// Ask where to write the features of a layer.
    Export(LayerId, ExportRows),
    /// Ask where to write a chart.
    ExportChart(Arc<ChartOrder>),
    /// Draw an area on the map for the filter of a layer, or of all.
    DrawArea(Option<LayerKind>),
    /// Show what was found while a layer was read.
    ShowReport(LayerId),
    /// Show the features of a layer as a table.
    ShowTable(LayerKind),
    /// End a job.
    Cancel(JobId),
    /// Add what the clipboard holds as layers.
    Paste(String),
    /// Say for a few seconds that something was done.
    Notify(String),
    /// Open a project.
    OpenProject(PathBuf),
}
