//! The window that asks where to write the chart of a summary. A chart is small: it is written at
//! once.
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::{Align2, Button, Key, Modifiers, TextEdit, Ui, Window};

use crate::export::{ChartFormat, ChartTable, encode_chart};
use crate::jobs::{JobHandle, JobStatus};
use crate::scene::chart::{BarChart, ChartColors};
use crate::source::write_file;
use crate::ui::{ChartOrder, Dialogs};

/// Width of the chart in the file, points; a PNG has two pixels for each.
const WIDTH_PT: f32 = 640.0;
const SCALE: f32 = 2.0;
/// Formats as the desktop's dialog offers them.
const FORMATS: [(&str, &str); 3] = [
    ("PNG picture", "png"),
    ("SVG drawing", "svg"),
    ("CSV table", "csv"),
];

struct Asked {
    order: Arc<ChartOrder>,
    path: String,
    /// The file that the user agreed to replace.
    replace: Option<String>,
    /// The field has been given the cursor.
    begun: bool,
}

/// State of the dialog.
#[derive(Default)]
pub struct ChartExport {
    asked: Option<Asked>,
    folder: Option<PathBuf>,
    browsing: Option<JobHandle<Option<PathBuf>>>,
}

impl ChartExport {
    /// Ask where to write a chart; beside the last one.
    pub fn open(&mut self, order: Arc<ChartOrder>) {
        let folder = self.folder.clone();
        let folder = folder.unwrap_or_else(|| std::env::current_dir().unwrap_or_default());
        let file = order.title.replace(['/', '\\', ':'], "-");
        self.asked = Some(Asked {
            path: folder.join(format!("{file}.png")).display().to_string(),
            order,
            replace: None,
            begun: false,
        });
    }

    /// Show the dialog if it is open; whether it is.
    pub fn show(&mut self, ui: &mut Ui, dialogs: &mut Dialogs) -> bool {
        self.poll();
        let Some(asked) = &mut self.asked else {
            return false;
        };
        let (mut open, mut export) = (true, false);
        let browsing = &mut self.browsing;
        Window::new("Export chart")
            .collapsible(false)
            .resizable(false)
            .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
            .open(&mut open)
            .show(ui.ctx(), |ui| {
                ui.set_width(480.0);
                ui.label(&asked.order.title);
                let label = ui.label("File, ending in .png, .svg or .csv");
                ui.horizontal(|ui| {
                    let field = TextEdit::singleline(&mut asked.path).desired_width(380.0);
                    let response = ui.add(field).labelled_by(label.id);
                    if !std::mem::replace(&mut asked.begun, true) {
                        response.request_focus();
                    }
                    let entered =
                        response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                    export |= entered && asked.agrees();
                    let choose = Button::new("Choose…");
                    if ui.add_enabled(browsing.is_none(), choose).clicked() {
                        *browsing = choose_file(ui.ctx(), &asked.path);
                    }
                });
                ui.add_space(6.0);
                export |= asked.button_ui(ui);
            });
        let escape = |input: &mut egui::InputState| input.consume_key(Modifiers::NONE, Key::Escape);
        if !open || ui.input_mut(escape) {
            self.asked = None;
        } else if export {
            let path = PathBuf::from(asked.path.trim());
            match write(&asked.order, &path) {
                Ok(()) => {
                    dialogs.notify(format!("Saved {}", path.display()));
                    self.folder = path.parent().map(Path::to_owned);
                    self.asked = None;
                }
                Err(error) => dialogs.report_error(error),
            }
        }
        true
    }

    fn poll(&mut self) {
        match self.browsing.as_ref().map(JobHandle::poll) {
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
    }
}

impl Asked {
    /// Whether nothing is replaced without a word.
    fn agrees(&self) -> bool {
        let there = Path::new(self.path.trim()).is_file();
        !there || self.replace.as_deref() == Some(self.path.as_str())
    }

    /// Whether it shall be written.
    fn button_ui(&mut self, ui: &mut Ui) -> bool {
        let there = Path::new(self.path.trim()).is_file();
        let agrees = self.agrees();
        let mut export = false;
        ui.horizontal(|ui| {
            let name = if there && agrees {
                "Replace the file"
            } else {
                "Export"
            };
            if ui.button(name).clicked() {
                export = agrees;
                self.replace = Some(self.path.clone());
            }
            if there && agrees {
                ui.label("This file is there already.");
            }
        });
        export
    }
}

fn write(order: &ChartOrder, path: &Path) -> Result<(), String> {
    let Some(format) = ChartFormat::of(path) else {
        return Err(format!(
            "{}: the suffix does not say which format to write. End the name in .png, .svg or .csv.",
            path.display()
        ));
    };
    let notes: Vec<String> = [&order.source]
        .into_iter()
        .chain(&order.notes)
        .cloned()
        .collect();
    let chart = BarChart {
        title: &order.title,
        notes: &notes,
        bars: &order.bars,
        width_pt: WIDTH_PT,
        colors: ChartColors::PAPER,
    };
    let table = ChartTable {
        header: order.header.clone(),
        rows: order.rows.clone(),
    };
    let words = (order.title.as_str(), order.source.as_str());
    let bytes = encode_chart((chart.sheet(), &table), words, format, SCALE);
    let bytes = bytes.map_err(|error| error.to_string())?;
    write_file(path, &bytes).map_err(|error| format!("{:#}", anyhow::Error::new(error)))
}

/// The desktop's dialog, on a thread of its own because it blocks.
fn choose_file(ctx: &egui::Context, path: &str) -> Option<JobHandle<Option<PathBuf>>> {
    let file = Path::new(path).file_name().unwrap_or_default();
    let file = file.to_string_lossy().into_owned();
    JobHandle::spawn("file dialog", super::waker(ctx), move |_| {
        let dialog = rfd::FileDialog::new()
            .set_title("Export chart")
            .set_file_name(file);
        let formats = FORMATS.iter();
        let dialog = formats.fold(dialog, |dialog, (name, suffix)| {
            dialog.add_filter(*name, &[*suffix])
        });
        dialog.save_file()
    })
    .ok()
}
