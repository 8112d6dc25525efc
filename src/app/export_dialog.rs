//! The window that asks how to export the map, and the job that writes it.
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Align2, Button, ComboBox, Grid, Key, Modifiers, TextEdit, Ui, Window};

use crate::analysis::BorderDistance;
use crate::export::{FinishedMap, MapFormat};
use crate::jobs::{JobHandle, JobStatus};
use crate::model::{Document, FeatureRef, Marked, Selection, Viewport};
use crate::source::write_file;
use crate::spatial::Detail;
use crate::spatial::ShownLayers;
use crate::state::AppState;
use crate::terrain::Relief;
use crate::ui::Dialogs;

/// Sizes that people ask for, in points.
const SIZES: [(&str, Option<[f64; 2]>); 4] = [
    ("As in the window", None),
    ("Slide, 1920 × 1080", Some([1920.0, 1080.0])),
    ("Page, 1600 × 1000", Some([1600.0, 1000.0])),
    ("Square, 1400 × 1400", Some([1400.0, 1400.0])),
];
const SCALES: [(&str, f32); 3] = [
    ("Screen, 96 dpi", 1.0),
    ("Fine, 192 dpi", 2.0),
    ("Print, 288 dpi", 3.0),
];

/// Where the job ended: the file, or what to tell the user.
type Written = Result<PathBuf, String>;

/// State of the dialog.
#[derive(Default)]
pub struct ExportDialog {
    open: bool,
    path: String,
    title: String,
    size: usize,
    scale: usize,
    /// The file that the user agreed to replace.
    replace: Option<String>,
    relief: Option<Arc<Relief>>,
    browsing: Option<JobHandle<Option<PathBuf>>>,
    writing: Option<JobHandle<Written>>,
}

impl ExportDialog {
    /// Show it.
    pub fn open(&mut self) {
        self.open = true;
        if self.path.is_empty() {
            let folder = std::env::current_dir().unwrap_or_default();
            self.path = folder.join("oxus-map.png").display().to_string();
        }
    }

    /// The relief to paint with.
    pub fn set_relief(&mut self, relief: Arc<Relief>) {
        self.relief = Some(relief);
    }

    /// Show it if it is open, and tell how the last export ended; whether it is open.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        state: &AppState,
        detail: &Arc<Detail>,
        dialogs: &mut Dialogs,
    ) -> bool {
        self.poll(dialogs);
        if !self.open {
            return false;
        }
        let mut open = true;
        let mut export = false;
        let window = Window::new("Export map")
            .collapsible(false)
            .resizable(false);
        window
            .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
            .open(&mut open)
            .show(ui.ctx(), |ui| {
                ui.set_width(480.0);
                self.fields_ui(ui);
                ui.add_space(6.0);
                export = self.buttons_ui(ui);
            });
        let escape = |input: &mut egui::InputState| input.consume_key(Modifiers::NONE, Key::Escape);
        if !open || ui.input_mut(escape) {
            self.open = false;
            self.writing = None;
        }
        if export {
            self.start(ui.ctx(), state, detail, dialogs);
        }
        true
    }

    fn fields_ui(&mut self, ui: &mut Ui) {
        Grid::new("export")
            .num_columns(2)
            .spacing([10.0, 8.0])
            .show(ui, |ui| {
                let label = ui.label("File, .png or .svg");
                ui.horizontal(|ui| {
                    let field = TextEdit::singleline(&mut self.path).desired_width(270.0);
                    ui.add(field).labelled_by(label.id);
                    if ui
                        .add_enabled(self.browsing.is_none(), Button::new("Choose…"))
                        .clicked()
                    {
                        self.browsing = browse(ui.ctx());
                    }
                });
                ui.end_row();
                let label = ui.label("Title");
                let field = TextEdit::singleline(&mut self.title).desired_width(340.0);
                ui.add(field.hint_text("None")).labelled_by(label.id);
                ui.end_row();
                choice(ui, "Size", &mut self.size, &SIZES.map(|(name, _)| name));
                choice(
                    ui,
                    "Resolution",
                    &mut self.scale,
                    &SCALES.map(|(name, _)| name),
                );
            });
        ui.weak("The map is exported with its legend, scale bar, sources and a note on borders.");
    }

    /// Whether the export shall start.
    fn buttons_ui(&mut self, ui: &mut Ui) -> bool {
        let mut export = false;
        ui.horizontal(|ui| {
            let idle = self.writing.is_none() && self.relief.is_some();
            let there = Path::new(self.path.trim()).is_file();
            let ask = there && self.replace.as_deref() != Some(self.path.as_str());
            let name = if there && !ask {
                "Replace the file"
            } else {
                "Export"
            };
            if ui.add_enabled(idle, Button::new(name)).clicked() {
                if ask {
                    self.replace = Some(self.path.clone());
                } else {
                    export = true;
                }
            }
            if there && !ask {
                ui.label("This file is there already.");
            }
            if self.writing.is_some() {
                ui.spinner();
                ui.label("Drawing the map…");
                if ui.button("Cancel").clicked() {
                    self.writing = None;
                }
            }
        });
        export
    }

    fn start(
        &mut self,
        ctx: &egui::Context,
        state: &AppState,
        detail: &Arc<Detail>,
        dialogs: &mut Dialogs,
    ) {
        let path = PathBuf::from(self.path.trim());
        let Some(format) = MapFormat::of(&path) else {
            dialogs.report_error(format!(
                "{}: the suffix does not say which format to write. End the name in .png or .svg.",
                path.display()
            ));
            return;
        };
        let Some(relief) = self.relief.clone() else {
            return;
        };
        let view = state.session().viewport;
        let size_pt = SIZES
            .get(self.size)
            .and_then(|(_, size)| *size)
            .unwrap_or(view.size_pt);
        let order = Order {
            document: state.document().clone(),
            detail: Arc::clone(detail),
            relief,
            viewport: fitted(view, size_pt),
            layers: state.shown().clone(),
            selection: state.session().selection.clone(),
            shown: state.session().selected,
            marked: state.marked(),
            title: self.title.trim().to_owned(),
            scale: SCALES.get(self.scale).map_or(1.0, |(_, scale)| *scale),
            format,
            path,
        };
        match JobHandle::spawn("export map", super::waker(ctx), move |job| order.write(job)) {
            Ok(job) => self.writing = Some(job),
            Err(error) => dialogs.report_error(format!("The export cannot start: {error}")),
        }
    }

    fn poll(&mut self, dialogs: &mut Dialogs) {
        match self.browsing.as_ref().map(JobHandle::poll) {
            Some(JobStatus::Done(chosen)) => {
                self.browsing = None;
                if let Some(path) = chosen {
                    // The desktop's dialog has asked already.
                    self.path = path.display().to_string();
                    self.replace = Some(self.path.clone());
                }
            }
            Some(JobStatus::Gone) => self.browsing = None,
            Some(JobStatus::Running(_)) | None => {}
        }
        match self.writing.as_ref().map(JobHandle::poll) {
            Some(JobStatus::Done(Ok(path))) => {
                (self.writing, self.open, self.replace) = (None, false, None);
                dialogs.notify(format!("Saved {}", path.display()));
            }
            Some(JobStatus::Done(Err(error))) => {
                self.writing = None;
                dialogs.report_error(error);
            }
            Some(JobStatus::Gone) => {
                self.writing = None;
                dialogs.report_error(
                    "The export stopped before it was done. Try a smaller size.".to_owned(),
                );
            }
            Some(JobStatus::Running(_)) | None => {}
        }
    }
}

/// Everything the job needs, its own copy.
struct Order {
    document: Document,
    detail: Arc<Detail>,
    relief: Arc<Relief>,
    viewport: Viewport,
    layers: ShownLayers,
    selection: Selection,
    shown: Option<FeatureRef>,
    marked: Option<(Marked, Vec<BorderDistance>)>,
    title: String,
    scale: f32,
    format: MapFormat,
    path: PathBuf,
}

impl Order {
    fn write(&self, job: &crate::jobs::JobContext) -> Written {
        job.stage("drawing the map", 0);
        let map = FinishedMap {
            document: &self.document,
            detail: &self.detail,
            relief: &self.relief,
            viewport: self.viewport,
            layers: &self.layers,
            selection: &self.selection,
            shown: self.shown,
            marked: self
                .marked
                .as_ref()
                .map(|(marked, distances)| (*marked, distances.as_slice())),
            title: &self.title,
            scale: self.scale,
        };
        let bytes = map.encode(self.format).map_err(|error| error.to_string())?;
        // Nothing is written once the user has cancelled.
        job.advance(1).map_err(|cancelled| cancelled.to_string())?;
        write_file(&self.path, &bytes)
            .map_err(|error| format!("{:#}", anyhow::Error::new(error)))?;
        Ok(self.path.clone())
    }
}

/// The same ground in another size: what is seen in the window is seen in the file.
fn fitted(view: Viewport, size_pt: [f64; 2]) -> Viewport {
    let grown = (size_pt[0] / view.size_pt[0]).min(size_pt[1] / view.size_pt[1]);
    let zoom = (view.zoom + grown.log2())
        .clamp(*Viewport::ZOOM_RANGE.start(), *Viewport::ZOOM_RANGE.end());
    Viewport {
        zoom,
        size_pt,
        ..view
    }
}

fn choice(ui: &mut Ui, name: &str, chosen: &mut usize, names: &[&str]) {
    let label = ui.label(name);
    ComboBox::from_id_salt(name)
        .width(240.0)
        .show_index(ui, chosen, names.len(), |index| names[index])
        .labelled_by(label.id);
    ui.end_row();
}

/// The desktop's dialog, on a thread of its own because it blocks.
fn browse(ctx: &egui::Context) -> Option<JobHandle<Option<PathBuf>>> {
    JobHandle::spawn("file dialog", super::waker(ctx), |_| {
        let dialog = rfd::FileDialog::new()
            .set_title("Export map")
            .set_file_name("oxus-map.png");
        dialog
            .add_filter("PNG picture", &["png"])
            .add_filter("SVG drawing", &["svg"])
            .save_file()
    })
    .ok()
}
