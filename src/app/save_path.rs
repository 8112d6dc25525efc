//! What the export dialogs share: the path of the file, the desktop's own dialog, the leave to
//! replace a file that is there, and the job that writes it. What is written is the dialogs' own.
use std::path::{Path, PathBuf};

use egui::{Align2, Button, Context, Key, Modifiers, TextEdit, Ui, Window};

use super::typed_path::{typed_path, unwritable};
use crate::jobs::{JobContext, JobHandle, JobStatus, Progress};
use crate::ui::{Dialogs, file_stem_of, focus_selecting};

/// Where the job ended: the file, or what to tell the user.
pub(super) type Saved = Result<PathBuf, String>;

/// The path of a file that is going to be written.
pub(super) struct SavePath {
    path: String,
    /// The file that the user agreed to replace.
    replace: Option<String>,
    /// The field waits for the cursor.
    focus: bool,
    /// Enter was pressed in it.
    entered: bool,
    browsing: Option<JobHandle<Option<PathBuf>>>,
}

impl SavePath {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.display().to_string(),
            replace: None,
            focus: true,
            entered: false,
            browsing: None,
        }
    }

    /// As typed, `~` for the own folder.
    pub(super) fn path(&self) -> PathBuf {
        typed_path(&self.path)
    }

    /// The field and the button of the desktop's dialog, which has this title and offers these
    /// formats: names and suffixes.
    pub(super) fn field_ui(
        &mut self,
        ui: &mut Ui,
        title: &'static str,
        formats: &'static [(&'static str, &'static str)],
    ) {
        self.take_chosen();
        let suffixes: Vec<_> = formats.iter().map(|(_, suffix)| *suffix).collect();
        let label = ui.label(format!("File, ending in .{}", listed(&suffixes)));
        ui.horizontal(|ui| {
            let field = TextEdit::singleline(&mut self.path).desired_width(380.0);
            let response = ui.add(field).labelled_by(label.id);
            if std::mem::take(&mut self.focus) {
                focus_selecting(&response, file_stem_of(&self.path));
            }
            let choose = Button::new("Choose…");
            if ui.add_enabled(self.browsing.is_none(), choose).clicked() {
                self.browsing = choose_file(ui.ctx(), title, formats, &self.path());
            }
            self.entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        });
    }

    /// The button that writes, `can` it be pressed, and what is said of a file that is there;
    /// whether to write, also by the key Enter in the field.
    pub(super) fn button_ui(&mut self, ui: &mut Ui, can: bool) -> bool {
        let problem = unwritable(&self.path());
        let can = can && problem.is_none() && !self.path.trim().is_empty();
        let there = self.path().is_file() && self.replace.as_ref() == Some(&self.path);
        let name = if there { "Replace the file" } else { "Export" };
        let clicked = ui.add_enabled(can, Button::new(name)).clicked();
        if there {
            ui.label("This file is there already.");
        }
        if let Some(problem) = problem {
            ui.label(problem);
        }
        // The key alone replaces nothing.
        let asked = clicked || (self.entered && can && !there);
        asked && self.agrees()
    }

    /// Whether nothing is replaced without a word; the next time the user has had one.
    fn agrees(&mut self) -> bool {
        let agreed = self.replace.as_ref() == Some(&self.path);
        self.replace = Some(self.path.clone());
        agreed || !self.path().is_file()
    }

    fn take_chosen(&mut self) {
        match self.browsing.as_ref().map(JobHandle::poll) {
            Some(JobStatus::Running(_)) | None => return,
            Some(JobStatus::Done(Some(path))) => {
                // The desktop's dialog has asked already.
                self.path = path.display().to_string();
                self.replace = Some(self.path.clone());
            }
            Some(JobStatus::Done(None) | JobStatus::Gone) => {}
        }
        self.browsing = None;
    }
}

/// "png, .svg or .csv", after the first dot.
fn listed(suffixes: &[&str]) -> String {
    match suffixes {
        [first @ .., last] if !first.is_empty() => format!("{} or .{last}", first.join(", .")),
        _ => suffixes.concat(),
    }
}

/// A window of the width of the path; whether it stays open.
pub(super) fn save_window(ui: &Ui, title: &str, contents: impl FnOnce(&mut Ui)) -> bool {
    let mut open = true;
    // A list in it takes Escape for itself.
    let list = egui::Popup::is_any_open(ui.ctx());
    Window::new(title)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
        .open(&mut open)
        .show(ui.ctx(), |ui| {
            ui.set_width(480.0);
            contents(ui);
        });
    let escape = |input: &mut egui::InputState| input.consume_key(Modifiers::NONE, Key::Escape);
    open && (list || !ui.input_mut(escape))
}

/// The desktop's dialog, on a thread of its own because it blocks.
fn choose_file(
    ctx: &Context,
    title: &'static str,
    formats: &'static [(&'static str, &'static str)],
    path: &Path,
) -> Option<JobHandle<Option<PathBuf>>> {
    let path = path.to_owned();
    JobHandle::spawn("file dialog", super::waker(ctx), move |_| {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let mut dialog = rfd::FileDialog::new().set_title(title).set_file_name(file);
        if let Some(folder) = path.parent().filter(|folder| folder.is_dir()) {
            dialog = dialog.set_directory(folder);
        }
        for (name, suffix) in formats {
            dialog = dialog.add_filter(*name, &[*suffix]);
        }
        dialog.save_file()
    })
    .ok()
}

/// A file that is being written.
#[derive(Default)]
pub(super) struct SaveJob(Option<JobHandle<Saved>>);

impl SaveJob {
    /// Write it on a thread of this name.
    pub(super) fn start(
        &mut self,
        ctx: &Context,
        name: &'static str,
        dialogs: &mut Dialogs,
        write: impl FnOnce(&JobContext) -> Saved + Send + 'static,
    ) {
        match JobHandle::spawn(name, super::waker(ctx), write) {
            Ok(job) => self.0 = Some(job),
            Err(error) => dialogs.report_error(format!("The export cannot start: {error}")),
        }
    }

    /// How far it is, while it is under way.
    pub(super) fn progress(&self) -> Option<Progress> {
        self.0.as_ref().map(JobHandle::progress)
    }

    /// End it; the file is then as it was.
    pub(super) fn cancel(&mut self) {
        self.0 = None;
    }

    /// Tell the user how it ended; the file that was written.
    pub(super) fn poll(&mut self, dialogs: &mut Dialogs) -> Option<PathBuf> {
        let written = match self.0.as_ref()?.poll() {
            JobStatus::Running(_) => return None,
            JobStatus::Done(Ok(path)) => {
                dialogs.notify(format!("Saved {}", path.display()));
                Some(path)
            }
            JobStatus::Done(Err(error)) => {
                dialogs.report_error(error);
                None
            }
            JobStatus::Gone => {
                dialogs.report_error(super::STOPPED.to_owned());
                None
            }
        };
        self.0 = None;
        written
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;

    #[test]
    fn a_file_that_is_there_is_replaced_only_when_asked_twice_for_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old.png"), folder.path().join("new.png"));
        std::fs::write(&old, "old").unwrap();
        let mut path = SavePath::new(&old);
        assert!(!path.agrees());
        path.path = new.display().to_string();
        assert!(path.agrees());
        path.path = old.display().to_string();
        assert!(!path.agrees());
        assert!(path.agrees());
    }

    #[test]
    fn the_name_is_typed_over_and_a_folder_is_no_target() {
        let folder = tempfile::tempdir().unwrap();
        let proposed = SavePath::new(&folder.path().join("posts.geojson"));
        let mut harness = Harness::builder()
            .with_context_setup(crate::ui::theme::install)
            .build_ui_state(
                |ui, (path, asked): &mut (SavePath, bool)| {
                    path.field_ui(ui, "Export", &[("GeoJSON", "geojson")]);
                    *asked |= path.button_ui(ui, true);
                },
                (proposed, false),
            );
        harness.run_steps(3);
        harness.event(egui::Event::Text("towers".to_owned()));
        harness.run_steps(2);
        let typed = harness.state().0.path();
        assert_eq!(typed, folder.path().join("towers.geojson"));

        harness.state_mut().0.path = folder.path().display().to_string();
        harness.run_steps(2);
        harness.key_press(Key::Enter);
        harness.run_steps(2);
        harness.get_by_label_contains("This is a folder");
        assert!(!harness.state().1);
    }

    #[test]
    fn escape_leaves_what_did_not_work_before_the_window_below_it() {
        let mut dialogs = Dialogs::default();
        dialogs.report_error("there is no such folder".to_owned());
        let mut harness = Harness::builder()
            .with_context_setup(crate::ui::theme::install)
            .build_ui_state(
                |ui, (dialogs, open): &mut (Dialogs, bool)| {
                    dialogs.leave_errors(ui);
                    *open = *open && save_window(ui, "Export", |_| {});
                },
                (dialogs, true),
            );
        for open in [true, false] {
            harness.key_press(Key::Escape);
            harness.run_steps(2);
            assert_eq!(harness.state().1, open);
        }
    }

    #[test]
    fn suffixes_are_listed_as_people_do() {
        assert_eq!(listed(&["png"]), "png");
        assert_eq!(listed(&["png", "svg"]), "png or .svg");
        assert_eq!(listed(&["png", "svg", "csv"]), "png, .svg or .csv");
    }
}
