//! The window's shell: opens it, loads in the background, runs dialogs and keeps preferences.
mod chart_export;
mod export_dialog;
mod filtering;
mod layer_export;
mod layers;
mod measuring;
mod open_dialog;
mod preferences;
mod project;
mod recovery;
mod save_path;
mod shell;
mod typed_path;

pub use filtering::Filters;
pub use layers::Layers;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::jobs::Wake;

/// Names the window to the desktop, and the folder where its preferences are.
const APP_ID: &str = "oxus";

/// A worker ended without a result; there is nothing to tell of it but that.
const STOPPED: &str = "Something went wrong inside Oxus while it read its data or a file. \
    Try again; if it happens again, please report it with the file.";

/// The window could not be opened or had to be closed.
#[derive(Debug, thiserror::Error)]
pub enum RunWindowError {
    /// The window is there, but what belongs into it is not.
    #[error("cannot start: {reason}")]
    Start {
        /// What is missing.
        reason: String,
    },
    /// No display or no graphics adapter.
    #[error(
        "cannot open a window: no display or no OpenGL 2.1 graphics is available here. \
         On Debian or Ubuntu install libgl1 libegl1 libxkbcommon-x11-0 and start Oxus from a desktop session. \
         Without a display, `oxus render -o map.png` draws the same map into a file. The window system says: {reason}"
    )]
    Graphics {
        /// The last thing the window system says; its own error cannot leave the thread.
        reason: String,
    },
}

/// Open the window and stay until it is closed. `started` is when the program began, for the log.
///
/// # Errors
///
/// [`RunWindowError`] with what to install.
pub fn run(files: Vec<PathBuf>, started: Instant) -> Result<(), RunWindowError> {
    let loading = shell::Loading::start();
    let viewport = egui::ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_title("Oxus")
        .with_inner_size([1280.0, 720.0])
        .with_min_inner_size([640.0, 420.0]);
    let options = eframe::NativeOptions {
        viewport,
        persist_window: true,
        ..Default::default()
    };
    eframe::run_native(
        "Oxus",
        options,
        Box::new(move |creation| {
            Ok(Box::new(shell::Shell::new(
                creation, loading, files, started,
            )?))
        }),
    )
    .map_err(|error| {
        if let eframe::Error::AppCreation(error) = error {
            return RunWindowError::Start {
                reason: error.to_string(),
            };
        }
        let said = error.to_string();
        let reason = said.rsplit(": ").next().unwrap_or_default().to_owned();
        RunWindowError::Graphics { reason }
    })
}

/// Repaints the window when a job has something to show.
fn waker(ctx: &egui::Context) -> Wake {
    let ctx = ctx.clone();
    Arc::new(move || ctx.request_repaint())
}
