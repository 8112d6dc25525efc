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

pub(super) fn show(ui: &Ui, name: &str, next: &Next) -> Option<Choice> {
    let mut choice = None;
    let cancelled = modal(ui, "Save the changes?", |ui| {
        let before = match next {
            Next::Close => "closing",
            Next::New => "a new project is begun",
            Next::AskWhatToOpen | Next::Open(_) => "another is opened",
        };
        ui.label(format!(
            "{name} was changed. Without saving before {before}, the changes are lost."
        ));
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let save = ui.button("Save");
            if ui.memory(|memory| memory.focused().is_none()) {
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
