//! The window that asks where to write the features of a layer, and the job that writes them.
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use egui::Ui;

use super::save_path::{SaveJob, SavePath, Saved, save_window};
use super::typed_path::free_path;
use crate::analysis::filter::FilterContext;
use crate::analysis::{AddedColumns, with_computed, with_titles};
use crate::jobs::{Cancelled, JobContext};
use crate::model::table::TableBuilder;
use crate::model::{ComputedColumn, FeatureTable, LayerId, LayerKind, LayerSource, RowSet};
use crate::source::features::{WriteFormat, write_to};
use crate::source::{AtomicFile, WriteFileError};
use crate::state::{AppState, FilterTask};
use crate::ui::{Dialogs, ExportRows, JobId, RunningJob, thousands};

const TITLE: &str = "Export layer";
/// Formats as the desktop's dialog offers them.
const FORMATS: [(&str, &str); 4] = [
    ("GeoJSON", "geojson"),
    ("CSV table", "csv"),
    ("FlatGeobuf", "fgb"),
    ("KML", "kml"),
];

/// What the dialog asks about.
struct Asked {
    layer: LayerId,
    name: String,
    rows: ExportRows,
    path: SavePath,
}

/// State of the dialog and of the job.
#[derive(Default)]
pub struct LayerExport {
    asked: Option<Asked>,
    /// What was asked for and is being written.
    sent: Option<Asked>,
    writing: SaveJob,
}

impl LayerExport {
    /// Ask where to write a layer; beside the file that it came from, if nothing else is said.
    pub fn open(&mut self, state: &AppState, layer: LayerId, rows: ExportRows) {
        let Some(found) = state.document().features.get(&layer) else {
            return;
        };
        let folder = match &found.source {
            LayerSource::File { path, .. } => path.parent().map(Path::to_owned),
            LayerSource::Text { .. } => None,
        };
        let folder = folder.filter(|folder| folder.is_absolute());
        let folder = folder.unwrap_or_else(|| std::env::current_dir().unwrap_or_default());
        let name = found.name.replace(['/', '\\', ':'], "-");
        self.asked = Some(Asked {
            layer,
            name: found.name.clone(),
            rows,
            path: SavePath::new(&free_path(&folder, &name, "geojson")),
        });
    }

    /// The job, if any, for the panels.
    pub fn running(&self) -> Option<RunningJob> {
        Some(RunningJob {
            id: JobId::Export,
            title: format!("Exporting {}", self.sent.as_ref()?.name),
            progress: self.writing.progress()?,
        })
    }

    /// End the job; the file is then as it was.
    pub fn cancel(&mut self) {
        self.writing.cancel();
    }

    /// Show the dialog if it is open, and tell how the last export ended; whether it is open.
    pub fn show(&mut self, ui: &mut Ui, state: &AppState, dialogs: &mut Dialogs) -> bool {
        let was_busy = self.writing.progress().is_some();
        let written = self.writing.poll(dialogs);
        let busy = self.writing.progress().is_some();
        if was_busy && !busy {
            let sent = self.sent.take();
            if written.is_none() && self.asked.is_none() {
                // To be mended and tried again.
                self.asked = sent;
            }
        }
        let Some(asked) = &mut self.asked else {
            return false;
        };
        let mut export = false;
        let open = save_window(ui, TITLE, |ui| {
            ui.label(format!("Write features of {} to a file.", asked.name));
            asked.rows_ui(ui, state);
            asked.path.field_ui(ui, TITLE, &FORMATS);
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                export = asked.path.button_ui(ui, !busy);
                if busy {
                    ui.label("Another layer is being exported.");
                }
            });
        });
        if !open {
            self.asked = None;
        } else if export {
            self.start(ui.ctx(), state, dialogs);
        }
        true
    }

    fn start(&mut self, ctx: &egui::Context, state: &AppState, dialogs: &mut Dialogs) {
        let Some(asked) = &self.asked else { return };
        let path = asked.path.path();
        let suffix = path.extension().unwrap_or_default().to_string_lossy();
        let Ok(format) = WriteFormat::named(&suffix) else {
            return dialogs.report_error(format!(
                "{}: the suffix does not say which format to write. \
                 End the name in .geojson, .csv, .fgb or .kml.",
                path.display()
            ));
        };
        let Some(loaded) = state.layers().get(&asked.layer) else {
            return;
        };
        let table = Arc::clone(&loaded.table);
        let rows = asked.rows(state);
        let layer = state.document().features.get(&asked.layer).cloned();
        let kind = LayerKind::Features(asked.layer);
        let computed = state.document().computed(kind).to_vec();
        let before = state.added_columns(kind).cloned().unwrap_or_default();
        let facts = state.facts(kind).map(Arc::clone).unwrap_or_default();
        let derived = Arc::clone(state.derived());
        let write = move |job: &JobContext| {
            let rows = rows.find(job).map_err(|cancelled| cancelled.to_string())?;
            let context = FilterContext {
                table: &table,
                facts: &facts,
                borders: derived.borders(),
                atlas: derived.atlas(),
                time: layer.as_ref().and_then(|layer| layer.time.as_ref()),
                view: None,
            };
            let all = &with_added(&context, &computed, &before, job)?;
            match &rows {
                None => write(all, format, &path, job),
                Some(rows) => {
                    let mut some = TableBuilder::new();
                    let there = rows.iter().take_while(|row| (*row as usize) < all.len());
                    some.push_rows(all, there);
                    write(&some.finish(), format, &path, job)
                }
            }
        };
        self.writing.start(ctx, "export layer", dialogs, write);
        self.sent = self.asked.take();
    }
}

/// Which rows are written.
enum Rows {
    /// `None` for all.
    Known(Option<Arc<RowSet>>),
    /// Those that pass what was asked last.
    Asked(Box<FilterTask>),
}

impl Rows {
    fn find(self, job: &JobContext) -> Result<Option<Arc<RowSet>>, Cancelled> {
        match self {
            Self::Known(rows) => Ok(rows),
            Self::Asked(task) => Ok(task.run(job)?.passing().cloned()),
        }
    }
}

impl Asked {
    fn rows(&self, state: &AppState) -> Rows {
        let layer = LayerKind::Features(self.layer);
        let rows = match self.rows {
            ExportRows::All => None,
            ExportRows::Passing => {
                let mut tasks = state.filter_tasks().into_iter();
                if let Some(task) = tasks.find(|task| task.layer() == layer) {
                    return Rows::Asked(Box::new(task));
                }
                state.passing(layer).cloned()
            }
            ExportRows::Selected => {
                let selected = state.session().selection.rows(layer);
                Some(selected.cloned().unwrap_or_default())
            }
        };
        Rows::Known(rows)
    }

    /// Which features, where there is a choice.
    fn rows_ui(&mut self, ui: &mut Ui, state: &AppState) {
        let layer = LayerKind::Features(self.layer);
        let all = state
            .layers()
            .get(&self.layer)
            .map_or(0, |loaded| loaded.table.len());
        let passing = state.passing(layer).map_or(all, |rows| rows.len());
        let selected = state.session().selection.rows(layer);
        let selected = selected.map_or(0, |rows| rows.len());
        if passing == all && selected == 0 {
            return;
        }
        ui.horizontal(|ui| {
            for (rows, name, count) in [
                (ExportRows::All, "All", all),
                (ExportRows::Passing, "Those that pass the filter", passing),
                (ExportRows::Selected, "Selected", selected),
            ] {
                let count = thousands(count as u64);
                ui.radio_value(&mut self.rows, rows, format!("{name} ({count})"));
            }
        });
    }
}

/// The table with the columns that were added to its layer, also if they are still being computed.
fn with_added(
    context: &FilterContext<'_>,
    computed: &[ComputedColumn],
    before: &AddedColumns,
    job: &JobContext,
) -> Result<FeatureTable, String> {
    let found = with_computed(context, computed, before, job).map_err(|error| error.to_string())?;
    if let Some((name, problem)) = found.added.failed.first_key_value() {
        return Err(format!(
            "The added column '{name}' has no values: {problem}. Change or remove it in the table"
        ));
    }
    Ok(with_titles(&found.table, computed))
}

fn write(table: &FeatureTable, format: WriteFormat, path: &Path, job: &JobContext) -> Saved {
    job.stage("writing", 0);
    let told = |reason: io::Error| {
        let path = path.to_owned();
        WriteFileError { path, reason }.to_string()
    };
    let mut file = AtomicFile::create(path).map_err(told)?;
    let mut out = Watched {
        inner: &mut file,
        job,
    };
    write_to(table, format, &mut out).map_err(told)?;
    file.commit().map_err(told)?;
    Ok(path.to_owned())
}

/// Counts what is written, and ends it once nobody wants it.
struct Watched<'a, W> {
    inner: &'a mut W,
    job: &'a JobContext,
}

impl<W: Write> Write for Watched<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.job
            .advance(bytes.len() as u64)
            .map_err(io::Error::other)?;
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;
    use crate::jobs::{JobHandle, no_wake};

    #[test]
    fn a_cancelled_export_leaves_the_old_file_and_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("layer.geojson");
        std::fs::write(&path, "old").unwrap();
        let mut builder = TableBuilder::new();
        builder.geometries().push_point([67.2783, 37.2242]);
        builder.end_feature();
        let table = builder.finish();
        let (sender, contexts) = sync_channel(1);
        let hand_out = move |job: &JobContext| sender.send(job.clone()).is_ok();
        let handle = JobHandle::spawn("export", no_wake(), hand_out).unwrap();
        let job = contexts.recv().unwrap();
        drop(handle);
        assert!(write(&table, WriteFormat::GeoJson, &path, &job).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let job = JobContext::unwatched();
        write(&table, WriteFormat::GeoJson, &path, &job).unwrap();
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written.contains("67.2783"), "{written}");
    }
}
