//! The window that asks which file to open: a path to type, and the desktop's own dialog where
//! there is one.
use std::path::PathBuf;

use egui::{Align2, Key, Modifiers, Ui, Window};

use super::typed_path::{typed_path, unopenable};
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
    /// Why there is no file at the path that was typed.
    problem: Option<&'static str>,
    focus: bool,
    browsing: Option<JobHandle<Vec<PathBuf>>>,
}

impl OpenDialog {
    /// Show it.
    pub fn open(&mut self) {
        self.path = Some(String::new());
        self.problem = None;
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
                if field.changed() {
                    self.problem = None;
                }
                if std::mem::take(&mut self.focus) {
                    field.request_focus();
                }
                let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                if let Some(problem) = self.problem {
                    ui.colored_label(ui.visuals().warn_fg_color, problem);
                }
                ui.horizontal(|ui| {
                    let typed = !path.trim().is_empty();
                    if ui.add_enabled(typed, egui::Button::new("Open")).clicked() || (entered && typed) {
                        let path = typed_path(path);
                        self.problem = unopenable(&path);
                        done = self.problem.is_none();
                        chosen.extend(done.then_some(path));
                        field.request_focus();
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

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;

    #[test]
    fn a_path_without_a_file_stays_to_be_mended() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("posts.geojson");
        std::fs::write(&file, "{}").unwrap();
        let mut dialog = OpenDialog::default();
        dialog.open();
        let mut harness = Harness::builder()
            .with_context_setup(crate::ui::theme::install)
            .build_ui_state(
                |ui, (dialog, chosen): &mut (OpenDialog, Vec<PathBuf>)| {
                    chosen.extend(dialog.show(ui));
                },
                (dialog, Vec::new()),
            );
        harness.run_steps(3);
        let wrong = file.with_extension("geojso");
        harness.event(egui::Event::Text(wrong.display().to_string()));
        harness.run_steps(2);
        harness.key_press(Key::Enter);
        harness.run_steps(3);
        harness.get_by_label("There is no such file; check the name.");
        harness.event(egui::Event::Text("n".to_owned()));
        harness.run_steps(2);
        assert!(harness.query_by_label_contains("no such file").is_none());
        harness.key_press(Key::Enter);
        harness.run_steps(2);
        let (dialog, chosen) = harness.state();
        assert!(!dialog.is_open());
        assert_eq!(*chosen, [file]);
    }
}
