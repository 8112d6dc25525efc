//! The window that offers what an Oxus left that did not end well.
use std::time::SystemTime;

use egui::Ui;

use super::{modal, name_of};
use crate::app::recovery::{Left, ago};
use crate::source::project::read_project;

/// State of the window.
#[derive(Default)]
pub(super) struct Recover {
    rows: Vec<(Left, String)>,
}

/// What the user wants of one.
#[derive(Debug)]
pub(super) enum Wish {
    Recover(Left),
    Discard(Left),
}

impl Recover {
    pub(super) fn new(left: Vec<Left>) -> Self {
        let named = |left: Left| {
            let project = read_project(left.path()).ok();
            let name = name_of(project.and_then(|project| project.autosave_of).as_deref());
            let elapsed = left
                .saved
                .map(|saved| SystemTime::now().duration_since(saved));
            let when = elapsed.map_or_else(String::new, |elapsed| {
                format!(", changed {}", ago(elapsed.unwrap_or_default()))
            });
            (left, format!("{name}{when}"))
        };
        Self {
            rows: left.into_iter().map(named).collect(),
        }
    }

    pub(super) fn is_open(&self) -> bool {
        !self.rows.is_empty()
    }

    #[cfg(test)]
    pub(super) fn take_first(&mut self) -> Option<Left> {
        (!self.rows.is_empty()).then(|| self.rows.remove(0).0)
    }

    pub(super) fn show(&mut self, ui: &Ui) -> Option<Wish> {
        let mut wish = None;
        let mut later = false;
        let cancelled = modal(ui, "Oxus was not closed properly", |ui| {
            ui.label("These changes were not saved. They can be recovered.");
            for (index, (_, name)) in self.rows.iter().enumerate() {
                ui.add_space(6.0);
                ui.strong(name);
                ui.horizontal(|ui| {
                    let recover = ui.button("Recover");
                    recover.widget_info(|| named_button(&format!("Recover {name}")));
                    if index == 0 && ui.memory(|memory| memory.focused().is_none()) {
                        recover.request_focus();
                    }
                    if recover.clicked() {
                        wish = Some((index, true));
                    }
                    let discard = ui.button("Discard");
                    discard.widget_info(|| named_button(&format!("Discard {name}")));
                    if discard.clicked() {
                        wish = Some((index, false));
                    }
                });
            }
            ui.add_space(6.0);
            ui.separator();
            later = ui.button("Ask again next time").clicked();
        });
        if cancelled || later {
            // Dropping what is left gives it free for the next start.
            self.rows.clear();
            return None;
        }
        let (index, recover) = wish?;
        let (left, _) = self.rows.remove(index);
        if recover {
            self.rows.clear();
            return Some(Wish::Recover(left));
        }
        Some(Wish::Discard(left))
    }
}

fn named_button(name: &str) -> egui::WidgetInfo {
    egui::WidgetInfo::labeled(egui::Role::Button, true, name)
}
