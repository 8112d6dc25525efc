//! The window that lists the files of a project that are not where it has them, to be located.
use std::path::{Path, PathBuf};

use egui::{Button, Key, ScrollArea, TextEdit, Ui};

use super::modal;
use crate::app::typed_path::typed_path;
use crate::jobs::{JobHandle, JobStatus};
use crate::model::{LayerId, LayerSource};
use crate::source::project::{MissingSource, Project, found_with};

/// A missing file, and where the user says it is.
struct Row {
    missing: MissingSource,
    name: String,
    path: String,
    found: bool,
}

/// What the user decided.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decision {
    None,
    Cancelled,
    Open,
}

/// State of the window, with the project that waits.
pub(super) struct Locate {
    pub(super) project: Project,
    rows: Vec<Row>,
    /// All were found just now: Enter opens the project.
    completed: bool,
    browsing: Option<(LayerId, JobHandle<Option<PathBuf>>)>,
}

impl Locate {
    pub(super) fn new(project: Project, missing: Vec<MissingSource>) -> Self {
        let features = &project.document.features;
        let row = |missing: MissingSource| Row {
            name: features
                .get(&missing.layer)
                .map_or_else(String::new, |layer| layer.name.clone()),
            path: missing.path.display().to_string(),
            found: false,
            missing,
        };
        Self {
            rows: missing.into_iter().map(row).collect(),
            project,
            completed: false,
            browsing: None,
        }
    }

    /// Whether any file is now taken from elsewhere than the project has it.
    pub(super) fn relocated(&self) -> bool {
        self.rows.iter().any(|row| row.found)
    }

    pub(super) fn show(&mut self, ui: &Ui) -> Decision {
        self.browsed();
        let mut decision = Decision::None;
        let mut located = None;
        let mut browse = None;
        let cancelled = modal(ui, "Files of the project are missing", |ui| {
            ui.label("Say where they are now. Others that moved with one are found by themselves.");
            ui.add_space(4.0);
            let idle = self.browsing.is_none();
            ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
                for row in &mut self.rows {
                    let layer = row.missing.layer;
                    let typed = typed_path(&row.path);
                    let state = if row.found {
                        "found"
                    } else if typed == row.missing.path {
                        "missing"
                    } else if typed.is_file() {
                        "there, press Enter"
                    } else {
                        "no such file"
                    };
                    let label = ui.label(format!("{} ({state})", row.name));
                    ui.horizontal(|ui| {
                        let width = ui.available_width() - 90.0;
                        let field = TextEdit::singleline(&mut row.path).desired_width(width);
                        let field = ui.add(field).labelled_by(label.id);
                        let left = field.lost_focus();
                        let entered = left || ui.input(|input| input.key_pressed(Key::Enter));
                        let elsewhere = typed != row.missing.path && typed.is_file();
                        if entered && elsewhere && !row.found {
                            located = Some((layer, typed));
                        }
                        let button = ui.add_enabled(idle, Button::new("Locate…"));
                        let name = format!("Locate the file of {}", row.name);
                        button.widget_info(|| {
                            egui::WidgetInfo::labeled(egui::Role::Button, idle, &name)
                        });
                        if button.clicked() {
                            browse = Some((layer, row.missing.path.clone()));
                        }
                    });
                    ui.add_space(4.0);
                }
            });
            ui.horizontal(|ui| {
                let missing = self.rows.iter().filter(|row| !row.found).count();
                let verb = match missing {
                    0 => "Open".to_owned(),
                    1 => "Open without 1 file".to_owned(),
                    _ => format!("Open without {missing} files"),
                };
                let open = ui.button(verb);
                if missing == 0 && std::mem::take(&mut self.completed) {
                    open.request_focus();
                }
                if open.clicked() {
                    decision = Decision::Open;
                }
                if ui.button("Cancel").clicked() {
                    decision = Decision::Cancelled;
                }
            });
        });
        if let Some((layer, path)) = located {
            self.located(layer, &path);
        }
        if let Some((layer, old)) = browse {
            self.browse(ui.ctx(), layer, &old);
        }
        if cancelled {
            return Decision::Cancelled;
        }
        decision
    }

    /// Take one file from `path`, and with it the others that moved along.
    pub(super) fn located(&mut self, layer: LayerId, path: &Path) {
        let rows = self.rows.iter().filter(|row| !row.found);
        let missing: Vec<_> = rows.map(|row| row.missing.clone()).collect();
        let Some(found) = missing.iter().find(|missing| missing.layer == layer) else {
            return;
        };
        for (id, at) in found_with(&missing, found, path) {
            if let Some(row) = self.rows.iter_mut().find(|row| row.missing.layer == id) {
                (row.path, row.found) = (at.display().to_string(), true);
            }
            if let Some(layer) = self.project.document.features.get_mut(&id)
                && let LayerSource::File { path, .. } = &mut layer.source
            {
                *path = at;
            }
        }
        self.completed = self.rows.iter().all(|row| row.found);
    }

    fn browse(&mut self, ctx: &egui::Context, layer: LayerId, old: &Path) {
        let name = old.file_name().unwrap_or_default().to_string_lossy();
        let title = format!("Locate {name}");
        let job = JobHandle::spawn("file dialog", super::super::waker(ctx), move |_| {
            rfd::FileDialog::new().set_title(title).pick_file()
        });
        self.browsing = job.ok().map(|job| (layer, job));
    }

    fn browsed(&mut self) {
        let Some((layer, job)) = &self.browsing else {
            return;
        };
        let (layer, chosen) = match job.poll() {
            JobStatus::Running(_) => return,
            JobStatus::Done(chosen) => (*layer, chosen),
            JobStatus::Gone => (*layer, None),
        };
        self.browsing = None;
        if let Some(path) = chosen {
            self.located(layer, &path);
        }
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;

    use super::*;
    use crate::model::{Document, FeatureLayer, Style};

    #[test]
    fn enter_takes_the_file_and_enter_again_opens_the_project() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old.csv"), folder.path().join("new.csv"));
        std::fs::write(&new, "").unwrap();
        let mut document = Document::default();
        let source = LayerSource::File {
            path: old.clone(),
            layer: None,
        };
        let layer = FeatureLayer {
            name: "posts".to_owned(),
            source,
            swap_axes: false,
            style: Style::default(),
            time: None,
        };
        document.features.insert(LayerId(1), layer);
        let project = Project {
            document,
            view: None,
            autosave_of: None,
            unknown: crate::source::project::UnknownMembers::default(),
        };
        let missing = project.missing_sources();
        assert_eq!(missing.len(), 1);
        let mut locate = Locate::new(project, missing);
        locate.rows[0].path = new.display().to_string();
        let mut harness = Harness::builder()
            .with_context_setup(crate::ui::theme::install)
            .build_ui_state(
                |ui, (locate, decided): &mut (Locate, Vec<Decision>)| {
                    let decision = locate.show(ui);
                    decided.extend(Some(decision).filter(|decision| *decision != Decision::None));
                },
                (locate, Vec::new()),
            );
        harness.run_steps(2);
        harness.key_press(Key::Enter);
        harness.run_steps(3);
        assert!(harness.state().0.relocated());
        assert_eq!(harness.state().1, []);
        harness.key_press(Key::Enter);
        harness.run_steps(2);
        assert_eq!(harness.state().1, [Decision::Open]);
    }
}
