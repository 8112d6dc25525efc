//! Jobs in the background: how far each is, and a button to cancel it. There only while any runs.
use std::time::Duration;

use egui::{ProgressBar, Ui};

use super::{PanelContext, Request, RunningJob, format};
use crate::jobs::Progress;

/// How often the figures are renewed.
const PERIOD: Duration = Duration::from_millis(100);

/// Show the jobs.
pub(super) fn jobs_panel(ui: &mut Ui, ctx: &mut PanelContext<'_>) {
    ui.ctx().request_repaint_after(PERIOD);
    let activity = ctx.activity;
    ui.add_space(2.0);
    for job in &activity.jobs {
        ui.horizontal(|ui| job_ui(ui, ctx, job));
    }
    ui.add_space(2.0);
}

fn job_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, job: &RunningJob) {
    let name = format!("Cancel: {}", job.title);
    let button = ui.button("Cancel").on_hover_text(&name);
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    if button.clicked() {
        ctx.requests.push(Request::Cancel(job.id));
    }
    let Progress { done, total, .. } = job.progress;
    let bar = match fraction(done, total) {
        Some(part) => ProgressBar::new(part).show_percentage(),
        None => ProgressBar::new(0.0),
    };
    let bar = ui.add(bar.desired_width(160.0).desired_height(12.0));
    bar.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, &job.title));
    ui.label(&job.title);
    ui.weak(figures(&job.progress));
}

/// How far, 0 to 1, where it is known.
fn fraction(done: u64, total: u64) -> Option<f32> {
    (total > 0).then(|| (done as f32 / total as f32).min(1.0))
}

/// "312,000 features, 68.0 MB of 217 MB" or "indexing, 20,000 of 1,000,000".
fn figures(progress: &Progress) -> String {
    let Progress {
        stage,
        done,
        total,
        features,
    } = *progress;
    // Readers and writers count the bytes of their file, everyone else the things they go through.
    let in_bytes = ["reading", "writing"]
        .iter()
        .any(|verb| stage.starts_with(verb));
    let number = |number| {
        if in_bytes {
            format::bytes(number)
        } else {
            format::thousands(number)
        }
    };
    let what = if features > 0 {
        super::counted(features, "feature")
    } else {
        stage.to_owned()
    };
    match (done, total) {
        (0, 0) => what,
        (done, 0) => format!("{what}, {}", number(done)),
        (done, total) => format!("{what}, {} of {}", number(done), number(total)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_unit_of_their_stage() {
        let progress = |stage, done, total, features| {
            figures(&Progress {
                stage,
                done,
                total,
                features,
            })
        };
        assert_eq!(
            progress("reading features", 12_000_000, 211_000_000, 0),
            "reading features, 12.0 MB of 211 MB"
        );
        assert_eq!(
            progress("reading features", 68_000_000, 211_000_000, 312_000),
            "312,000 features, 68.0 MB of 211 MB"
        );
        assert_eq!(
            progress("indexing", 20_000, 1_000_000, 0),
            "indexing, 20,000 of 1,000,000"
        );
        assert_eq!(progress("unpacking", 0, 0, 0), "unpacking");
    }
}
