//! The window that asks which file to open: a path to type, and the desktop's own dialog where
//! there is one.
use std::path::PathBuf;

use egui::{Align2, Key, Modifiers, Ui, Window};

use crate::jobs::{JobHandle, JobStatus};

/// What the desktop's dialog shows at first.
const SUFFIXES: [&str; 20] = [
    "geojson",
    "json",
    "geojsonl",
    "ndjson",
    "csv",
    "tsv",
    "txt",
    "kml",
    "kmz",
    "gpx",
    "shp",
    "fgb",
    "gpkg",
    "topojson",
    "zip",
    "gz",
    "zst",
    "oxus",
    "geojsonseq",
    "tab",
];

/// State of the dialog.
#[derive(Default)]
pub struct OpenDialog {
    path: Option<String>,
    focus: bool,
    browsing: Option<JobHandle<Vec<PathBuf>>>,
}

impl OpenDialog {
    /// Show it.
    pub fn open(&mut self) {
        self.path = Some(String::new());
        self.focus = true;
    }

    /// Whether it is shown.
    pub fn is_open(&self) -> bool {
        self.path.is_some()
    }

    /// Show it if it is open; the files that were chosen.
    pub fn show(&mut self, ui: &mut Ui) -> Vec<PathBuf> {
        let mut chosen = self.browsed();
        if let Some(path) = &mut self.path {
            let mut open = true;
            let mut done = false;
            let window = Window::new("Add layer").collapsible(false).resizable(false);
            window.anchor(Align2::CENTER_CENTER, [0.0, 0.0]).open(&mut open).show(ui.ctx(), |ui| {
                ui.set_width(440.0);
                ui.label("GeoJSON (also a feature a line), CSV and TSV, KML and KMZ, GPX, Shapefile, FlatGeobuf, GeoPackage or TopoJSON, also packed by gzip, zstd or zip. Files can also be dropped on the map, and GeoJSON pasted.");
                let label = ui.label("Path of the file");
                let field = ui.add(egui::TextEdit::singleline(path).desired_width(f32::INFINITY));
                let field = field.labelled_by(label.id);
                if std::mem::take(&mut self.focus) {
                    field.request_focus();
                }
                let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                ui.horizontal(|ui| {
                    let typed = !path.trim().is_empty();
                    if ui.add_enabled(typed, egui::Button::new("Open")).clicked() || (entered && typed) {
                        chosen.push(PathBuf::from(path.trim()));
                        done = true;
                    }
                    let browse = egui::Button::new("Choose…");
                    if ui.add_enabled(self.browsing.is_none(), browse).clicked() {
                        self.browsing = browse_files(ui.ctx());
                    }
                });
            });
            done |= ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
            if done || !open {
                self.path = None;
            }
        }
        if !chosen.is_empty() {
            self.path = None;
        }
        chosen
    }

    fn browsed(&mut self) -> Vec<PathBuf> {
        let Some(job) = &self.browsing else {
            return Vec::new();
        };
        match job.poll() {
            JobStatus::Running(_) => Vec::new(),
            JobStatus::Done(files) => {
                self.browsing = None;
                files
            }
            JobStatus::Gone => {
                self.browsing = None;
                Vec::new()
            }
        }
    }
}

/// The desktop's dialog, on a thread of its own because it blocks.
fn browse_files(ctx: &egui::Context) -> Option<JobHandle<Vec<PathBuf>>> {
    JobHandle::spawn("file dialog", super::waker(ctx), |_| {
        rfd::FileDialog::new()
            .set_title("Add layer")
            .add_filter("Features and projects", &SUFFIXES)
            .add_filter("All files", &["*"])
            .pick_files()
            .unwrap_or_default()
    })
    .ok()
}
