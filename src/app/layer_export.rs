//! The window that asks where to write the features of a layer, and the job that writes them.
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Align2, Button, Key, Modifiers, TextEdit, Ui, Window};

use crate::analysis::filter::FilterContext;
use crate::analysis::{AddedColumns, with_computed, with_titles};
use crate::jobs::{JobContext, JobHandle, JobStatus};
use crate::model::table::TableBuilder;
use crate::model::{ComputedColumn, FeatureTable, LayerId, LayerKind, LayerSource, RowSet};
use crate::source::AtomicFile;
use crate::source::features::{WriteFormat, write_to};
use crate::state::AppState;
use crate::ui::{Dialogs, ExportRows, JobId, RunningJob, thousands};

/// Formats as the desktop's dialog offers them.
const FORMATS: [(&str, &str); 4] = [
    ("GeoJSON", "geojson"),
    ("CSV table", "csv"),
    ("FlatGeobuf", "fgb"),
    ("KML", "kml"),
];

/// Where the job ended: the file, or what to tell the user.
type Written = Result<PathBuf, String>;

/// What the dialog asks about.
struct Asked {
    layer: LayerId,
    name: String,
    rows: ExportRows,
    path: String,
    /// The file that the user agreed to replace.
    replace: Option<String>,
    /// The field has been given the cursor.
    begun: bool,
}

/// State of the dialog and of the job.
#[derive(Default)]
pub struct LayerExport {
    asked: Option<Asked>,
    browsing: Option<JobHandle<Option<PathBuf>>>,
    writing: Option<(String, JobHandle<Written>)>,
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
        let file = found.name.replace(['/', '\\', ':'], "-");
        self.asked = Some(Asked {
            layer,
            name: found.name.clone(),
            rows,
            path: folder.join(format!("{file}.geojson")).display().to_string(),
            replace: None,
            begun: false,
        });
    }

    /// The job, if any, for the panels.
    pub fn running(&self) -> Option<RunningJob> {
        let (name, job) = self.writing.as_ref()?;
        Some(RunningJob {
            id: JobId::Export,
            title: format!("Exporting {name}"),
            progress: job.progress(),
        })
    }

    /// End the job; the file is then as it was.
    pub fn cancel(&mut self) {
        self.writing = None;
    }

    /// Show the dialog if it is open, and tell how the last export ended; whether it is open.
    pub fn show(&mut self, ui: &mut Ui, state: &AppState, dialogs: &mut Dialogs) -> bool {
        self.poll(dialogs);
        let Some(asked) = &mut self.asked else {
            return false;
        };
        let mut open = true;
        let mut export = false;
        let busy = self.writing.is_some();
        let browse = self.browsing.is_none();
        let browsing = &mut self.browsing;
        Window::new("Export layer")
            .collapsible(false)
            .resizable(false)
            .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
            .open(&mut open)
            .show(ui.ctx(), |ui| {
                ui.set_width(480.0);
                ui.label(format!("Write features of {} to a file.", asked.name));
                asked.rows_ui(ui, state);
                let label = ui.label("File, ending in .geojson, .csv, .fgb or .kml");
                ui.horizontal(|ui| {
                    let field = TextEdit::singleline(&mut asked.path).desired_width(380.0);
                    let response = ui.add(field).labelled_by(label.id);
                    if !std::mem::replace(&mut asked.begun, true) {
                        response.request_focus();
                    }
                    let entered =
                        response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                    export |= entered && !busy && asked.agrees();
                    if ui.add_enabled(browse, Button::new("Choose…")).clicked() {
                        *browsing = choose_file(ui.ctx(), &asked.path);
                    }
                });
                ui.add_space(6.0);
                export |= asked.button_ui(ui, busy);
            });
        let escape = |input: &mut egui::InputState| input.consume_key(Modifiers::NONE, Key::Escape);
        if !open || ui.input_mut(escape) {
            self.asked = None;
        } else if export {
            self.start(ui.ctx(), state, dialogs);
        }
        true
    }

    fn start(&mut self, ctx: &egui::Context, state: &AppState, dialogs: &mut Dialogs) {
        let Some(asked) = &self.asked else { return };
        let path = PathBuf::from(asked.path.trim());
        let suffix = path.extension().unwrap_or_default().to_string_lossy();
        let format = match WriteFormat::named(&suffix) {
            Ok(format) => format,
            Err(error) => return dialogs.report_error(error.to_string()),
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
        let job = JobHandle::spawn("export layer", super::waker(ctx), move |job| {
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
        });
        match job {
            Ok(job) => self.writing = Some((asked.name.clone(), job)),
            Err(error) => dialogs.report_error(format!("The export cannot start: {error}")),
        }
        self.asked = None;
    }

    fn poll(&mut self, dialogs: &mut Dialogs) {
        let chosen = self.browsing.as_ref().map(JobHandle::poll);
        match chosen {
            Some(JobStatus::Done(chosen)) => {
                self.browsing = None;
                if let (Some(path), Some(asked)) = (chosen, &mut self.asked) {
                    // The desktop's dialog has asked already.
                    asked.path = path.display().to_string();
                    asked.replace = Some(asked.path.clone());
                }
            }
            Some(JobStatus::Gone) => self.browsing = None,
            Some(JobStatus::Running(_)) | None => {}
        }
        match self.writing.as_ref().map(|(_, job)| job.poll()) {
            Some(JobStatus::Running(_)) | None => return,
            Some(JobStatus::Done(Ok(path))) => dialogs.notify(format!("Saved {}", path.display())),
            Some(JobStatus::Done(Err(error))) => dialogs.report_error(error),
            Some(JobStatus::Gone) => dialogs.report_error(super::STOPPED.to_owned()),
        }
        self.writing = None;
    }
}

impl Asked {
    /// `None` for all.
    fn rows(&self, state: &AppState) -> Option<Arc<RowSet>> {
        let layer = LayerKind::Features(self.layer);
        match self.rows {
            ExportRows::All => None,
            ExportRows::Passing => state.passing(layer).cloned(),
            ExportRows::Selected => {
                let selected = state.session().selection.rows(layer);
                Some(selected.cloned().unwrap_or_default())
            }
        }
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

    /// Whether nothing is replaced without a word.
    fn agrees(&self) -> bool {
        let there = Path::new(self.path.trim()).is_file();
        !there || self.replace.as_deref() == Some(self.path.as_str())
    }

    /// Whether the export shall start.
    fn button_ui(&mut self, ui: &mut Ui, busy: bool) -> bool {
        let there = Path::new(self.path.trim()).is_file();
        let mut export = false;
        ui.horizontal(|ui| {
            let agrees = self.agrees();
            let name = if there && agrees {
                "Replace the file"
            } else {
                "Export"
            };
            if ui.add_enabled(!busy, Button::new(name)).clicked() {
                export = agrees;
                self.replace = Some(self.path.clone());
            }
            if there && agrees {
                ui.label("This file is there already.");
            }
            if busy {
                ui.label("Another layer is being exported.");
            }
        });
        export
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

fn write(table: &FeatureTable, format: WriteFormat, path: &Path, job: &JobContext) -> Written {
    job.stage("writing", 0);
    let told = |error: io::Error| format!("{} cannot be written: {error}", path.display());
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

/// The desktop's dialog, on a thread of its own because it blocks.
fn choose_file(ctx: &egui::Context, path: &str) -> Option<JobHandle<Option<PathBuf>>> {
    let file = Path::new(path).file_name().unwrap_or_default();
    let file = file.to_string_lossy().into_owned();
    JobHandle::spawn("file dialog", super::waker(ctx), move |_| {
        let dialog = rfd::FileDialog::new()
            .set_title("Export layer")
            .set_file_name(file);
        FORMATS
            .iter()
            .fold(dialog, |dialog, (name, suffix)| {
                dialog.add_filter(*name, &[*suffix])
            })
            .save_file()
    })
    .ok()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;
    use crate::jobs::no_wake;

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
