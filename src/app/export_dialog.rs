//! The window that asks how to export the map, and the job that writes it.
use std::path::PathBuf;
use std::sync::Arc;

use egui::{ComboBox, Grid, TextEdit, Ui};

use super::save_path::{SaveJob, SavePath, Saved, save_window};
use crate::analysis::BorderDistance;
use crate::export::{FinishedMap, MapFormat};
use crate::jobs::{Cancelled, JobContext};
use crate::model::{Document, FeatureRef, Marked, Selection, Viewport};
use crate::source::write_file;
use crate::spatial::Detail;
use crate::state::{AppState, Settling};
use crate::terrain::Relief;
use crate::ui::Dialogs;

const TITLE: &str = "Export map";
/// Formats as the desktop's dialog offers them.
const FORMATS: [(&str, &str); 2] = [("PNG picture", "png"), ("SVG drawing", "svg")];
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

/// State of the dialog and of the job.
#[derive(Default)]
pub struct ExportDialog {
    /// While it is open.
    path: Option<SavePath>,
    last: Option<PathBuf>,
    title: String,
    size: usize,
    scale: usize,
    relief: Option<Arc<Relief>>,
    writing: SaveJob,
}

impl ExportDialog {
    /// Show it.
    pub fn open(&mut self) {
        let last = self.last.clone();
        let first = || {
            std::env::current_dir()
                .unwrap_or_default()
                .join("oxus-map.png")
        };
        self.path = Some(SavePath::new(&last.unwrap_or_else(first)));
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
        if let Some(path) = self.writing.poll(dialogs) {
            (self.path, self.last) = (None, Some(path));
        }
        let Some(mut path) = self.path.take() else {
            return false;
        };
        let mut export = false;
        let open = save_window(ui, TITLE, |ui| {
            path.field_ui(ui, TITLE, &FORMATS);
            ui.add_space(6.0);
            self.fields_ui(ui);
            ui.add_space(6.0);
            ui.horizontal(|ui| export = self.buttons_ui(ui, &mut path));
        });
        if !open {
            self.writing.cancel();
            return true;
        }
        if export {
            self.start(ui.ctx(), state, detail, (path.path(), dialogs));
        }
        self.path = Some(path);
        true
    }

    fn fields_ui(&mut self, ui: &mut Ui) {
        Grid::new("export")
            .num_columns(2)
            .spacing([10.0, 8.0])
            .show(ui, |ui| {
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
    fn buttons_ui(&mut self, ui: &mut Ui, path: &mut SavePath) -> bool {
        let writing = self.writing.progress().is_some();
        let idle = !writing && self.relief.is_some();
        let export = path.button_ui(ui, idle);
        if writing {
            ui.spinner();
            ui.label("Drawing the map…");
            if ui.button("Cancel").clicked() {
                self.writing.cancel();
            }
        }
        export
    }

    fn start(
        &mut self,
        ctx: &egui::Context,
        state: &AppState,
        detail: &Arc<Detail>,
        (path, dialogs): (PathBuf, &mut Dialogs),
    ) {
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
        let mut document = state.document().clone();
        // While another time plays or is dragged, that is what the map shows and says.
        document.time.window = state.time_window();
        let order = Order {
            document,
            detail: Arc::clone(detail),
            relief,
            viewport: fitted(view, size_pt),
            settling: state.settling(),
            selection: state.session().selection.clone(),
            shown: state.session().selected,
            marked: state.marked(),
            title: self.title.trim().to_owned(),
            scale: SCALES.get(self.scale).map_or(1.0, |(_, scale)| *scale),
            format,
            path,
        };
        let write = move |job: &JobContext| order.write(job);
        self.writing.start(ctx, "export map", dialogs, write);
    }
}

/// Everything the job needs, its own copy.
struct Order {
    document: Document,
    detail: Arc<Detail>,
    relief: Arc<Relief>,
    viewport: Viewport,
    settling: Settling,
    selection: Selection,
    shown: Option<FeatureRef>,
    marked: Option<(Marked, Vec<BorderDistance>)>,
    title: String,
    scale: f32,
    format: MapFormat,
    path: PathBuf,
}

impl Order {
    fn write(self, job: &JobContext) -> Saved {
        let told = |cancelled: Cancelled| cancelled.to_string();
        let layers = self.settling.run(job).map_err(told)?;
        job.stage("drawing the map", 0);
        let map = FinishedMap {
            document: &self.document,
            detail: &self.detail,
            relief: &self.relief,
            viewport: self.viewport,
            layers: &layers,
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
        job.advance(1).map_err(told)?;
        write_file(&self.path, &bytes)
            .map_err(|error| format!("{:#}", anyhow::Error::new(error)))?;
        Ok(self.path)
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
