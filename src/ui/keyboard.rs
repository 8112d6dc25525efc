//! Whose a key is: a text field's, a widget's, a dialog's, or that of an action.
use egui::Key;

use super::{Action, PanelContext};

/// What else may want the keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyboardUse {
    /// A text field has, or had in the last frame, the cursor.
    pub typing: bool,
    /// What has the focus, unless it is the map.
    pub focused: Option<Focused>,
    /// A menu or a dialog is open.
    pub covered: bool,
}

/// A widget with the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focused {
    /// The attribute table.
    Table,
    /// Any other widget.
    Widget,
}

/// Run the actions whose keys were pressed, unless the keys belong to someone else: letters and
/// undo to a text field, arrows to a focused widget, all plain keys to a menu or dialog. Tab moves
/// the focus unless something lies under the pointer.
pub fn run_shortcuts(ui: &egui::Ui, ctx: &mut PanelContext<'_>, keyboard: KeyboardUse) {
    // A shortcut with Shift first: egui lets the same key without it answer to both.
    let (shifted, others): (Vec<_>, Vec<_>) = Action::ALL
        .into_iter()
        .flat_map(|action| action.shortcuts().map(move |shortcut| (action, shortcut)))
        .partition(|(_, shortcut)| shortcut.modifiers.shift);
    for (action, shortcut) in shifted.into_iter().chain(others) {
        let key = shortcut.logical_key;
        let plain = !shortcut.modifiers.command && !matches!(key, Key::F1 | Key::F11);
        let edits_text = matches!(action, Action::Undo | Action::Redo | Action::PasteLayer);
        let taken = (plain && (keyboard.typing || keyboard.covered))
            || (edits_text && keyboard.typing)
            || (plain && keyboard.focused.is_some_and(|focused| focused.takes(key)));
        if taken || !action.is_enabled(ctx) {
            continue;
        }
        let pressed = ui.input_mut(|input| {
            let other = input.modifiers.alt || (key == Key::Tab && input.modifiers.shift);
            !other && input.consume_shortcut(&shortcut)
        });
        if pressed && key == Key::Tab {
            // The focus was moved when the frame began.
            ui.memory_mut(|memory| memory.move_focus(egui::FocusDirection::None));
        }
        if pressed {
            action.run(ctx);
        }
    }
}

impl Focused {
    /// Keys that move within a focused slider, list or table, or press a focused button; none of
    /// them removes a layer while rows are chosen.
    fn takes(self, key: Key) -> bool {
        let arrow = matches!(
            key,
            Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown | Key::Space
        );
        arrow || (self == Self::Table && matches!(key, Key::Home | Key::Delete))
    }
}
