//! The window that asks about unsaved changes.
use egui::Ui;

use super::{Next, modal};

/// What the user wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Save,
    Discard,
    Cancel,
}

/// State of the window.
pub(super) struct Unsaved {
    /// What waits.
    pub(super) next: Next,
    focus: bool,
}

impl Unsaved {
    pub(super) fn new(next: Next) -> Self {
        Self { next, focus: true }
    }

    pub(super) fn show(&mut self, ui: &Ui, name: &str) -> Option<Choice> {
        let mut choice = None;
        let cancelled = modal(ui, &format!("Save the changes to {name}?"), |ui| {
            ui.label(match self.next {
                Next::Close => "Closing without saving loses them.",
                Next::New => "A new project without saving loses them.",
                Next::AskWhatToOpen | Next::Open(_) => {
                    "Opening another project without saving loses them."
                }
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let save = ui.button("Save");
                if std::mem::take(&mut self.focus) {
                    save.request_focus();
                }
                let discard = ui.button("Don't save");
                let cancel = ui.button("Cancel");
                let clicked = [
                    (save, Choice::Save),
                    (discard, Choice::Discard),
                    (cancel, Choice::Cancel),
                ];
                let clicked = clicked.into_iter().find(|(button, _)| button.clicked());
                choice = clicked.map(|(_, clicked)| clicked);
            });
        });
        if cancelled {
            return Some(Choice::Cancel);
        }
        choice
    }
}
