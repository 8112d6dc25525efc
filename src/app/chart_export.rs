//! The window that asks where to write the chart of a summary, and the job that writes it.
use std::path::{Path, PathBuf};
use std::sync::Arc;

use egui::Ui;

use super::save_path::{SaveJob, SavePath, Saved, save_window};
use crate::export::{ChartFormat, ChartTable, encode_chart};
use crate::jobs::JobContext;
use crate::scene::chart::{BarChart, ChartColors};
use crate::source::write_file;
use crate::ui::{ChartOrder, Dialogs};

/// Width of the chart in the file, points; a PNG has two pixels for each.
const WIDTH_PT: f32 = 640.0;
const SCALE: f32 = 2.0;
const TITLE: &str = "Export chart";
/// Formats as the desktop's dialog offers them.
const FORMATS: [(&str, &str); 3] = [
    ("PNG picture", "png"),
    ("SVG drawing", "svg"),
    ("CSV table", "csv"),
];

/// State of the dialog and of the job.
#[derive(Default)]
pub struct ChartExport {
    asked: Option<(Arc<ChartOrder>, SavePath)>,
    folder: Option<PathBuf>,
    writing: SaveJob,
}

impl ChartExport {
    /// Ask where to write a chart; beside the last one.
    pub fn open(&mut self, order: Arc<ChartOrder>) {
        let folder = self.folder.clone();
        let folder = folder.unwrap_or_else(|| std::env::current_dir().unwrap_or_default());
        let file = order.title.replace(['/', '\\', ':'], "-");
        let path = SavePath::new(&folder.join(format!("{file}.png")));
        self.asked = Some((order, path));
    }

    /// Show the dialog if it is open, and tell how the last export ended; whether it is open.
    pub fn show(&mut self, ui: &mut Ui, dialogs: &mut Dialogs) -> bool {
        if let Some(path) = self.writing.poll(dialogs) {
            self.folder = path.parent().map(Path::to_owned);
            self.asked = None;
        }
        let Some((order, path)) = &mut self.asked else {
            return false;
        };
        let can = self.writing.progress().is_none();
        let mut export = false;
        let open = save_window(ui, TITLE, |ui| {
            ui.label(&order.title);
            path.field_ui(ui, TITLE, &FORMATS);
            ui.add_space(6.0);
            ui.horizontal(|ui| export = path.button_ui(ui, can));
        });
        if !open {
            self.writing.cancel();
            self.asked = None;
        } else if export {
            let (order, path) = (Arc::clone(order), path.path());
            let Some(format) = ChartFormat::of(&path) else {
                dialogs.report_error(format!(
                    "{}: the suffix does not say which format to write. End the name in .png, .svg or .csv.",
                    path.display()
                ));
                return true;
            };
            let write = move |job: &JobContext| write(&order, path, format, job);
            self.writing.start(ui.ctx(), "export chart", dialogs, write);
        }
        true
    }
}

fn write(order: &ChartOrder, path: PathBuf, format: ChartFormat, job: &JobContext) -> Saved {
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
    job.advance(1).map_err(|cancelled| cancelled.to_string())?;
    write_file(&path, &bytes).map_err(|error| format!("{:#}", anyhow::Error::new(error)))?;
    Ok(path)
}
