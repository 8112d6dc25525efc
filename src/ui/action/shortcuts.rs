//! The keys of each action and where it stands in the list of shortcuts. Who gets a key that is
//! pressed is `keyboard`'s.
use egui::{Key, KeyboardShortcut, Modifiers};

use super::{Action, ActionGroup};

impl Action {
    /// The keys that run it.
    pub const fn shortcut(self) -> KeyboardShortcut {
        let (modifiers, key) = match self {
            Self::Open => (Modifiers::COMMAND, Key::O),
            Self::ExportMap => (Modifiers::COMMAND, Key::E),
            Self::Quit => (Modifiers::COMMAND, Key::Q),
            Self::Undo => (Modifiers::COMMAND, Key::Z),
            Self::Redo => (Modifiers::COMMAND, Key::Y),
            Self::GoTo => (Modifiers::COMMAND, Key::G),
            Self::FindIncident => (Modifiers::COMMAND, Key::F),
            Self::NextUnderPointer => (Modifiers::NONE, Key::Tab),
            Self::NextFeature => (Modifiers::NONE, Key::PageDown),
            Self::PreviousFeature => (Modifiers::NONE, Key::PageUp),
            Self::ClearSelection => (Modifiers::NONE, Key::Escape),
            Self::Home => (Modifiers::NONE, Key::Home),
            Self::ZoomIn => (Modifiers::NONE, Key::Plus),
            Self::ZoomOut => (Modifiers::NONE, Key::Minus),
            Self::PanLeft => (Modifiers::NONE, Key::ArrowLeft),
            Self::PanRight => (Modifiers::NONE, Key::ArrowRight),
            Self::PanUp => (Modifiers::NONE, Key::ArrowUp),
            Self::PanDown => (Modifiers::NONE, Key::ArrowDown),
            Self::BasemapLight => (Modifiers::NONE, Key::Num1),
            Self::BasemapDark => (Modifiers::NONE, Key::Num2),
            Self::BasemapPlain => (Modifiers::NONE, Key::Num3),
            Self::ToggleGraticule => (Modifiers::NONE, Key::G),
            Self::ToggleContext => (Modifiers::NONE, Key::C),
            Self::ToggleSidePanel => (Modifiers::NONE, Key::P),
            Self::ToggleFilters => (Modifiers::NONE, Key::F),
            Self::ToggleSummary => (Modifiers::NONE, Key::S),
            Self::ToggleLegend => (Modifiers::NONE, Key::L),
            Self::ToggleInterfaceTheme => (Modifiers::COMMAND, Key::D),
            Self::LargerInterface => (Modifiers::COMMAND, Key::Plus),
            Self::SmallerInterface => (Modifiers::COMMAND, Key::Minus),
            Self::ResetInterface => (Modifiers::COMMAND, Key::Num0),
            Self::FullScreen => (Modifiers::NONE, Key::F11),
            Self::Shortcuts => (Modifiers::NONE, Key::F1),
            Self::About => (Modifiers::SHIFT, Key::F1),
            Self::PasteLayer => (Modifiers::COMMAND, Key::V),
            Self::RenameLayer => (Modifiers::NONE, Key::F2),
            Self::ReloadLayer => (Modifiers::NONE, Key::F5),
            Self::MoveLayerUp => (Modifiers::COMMAND, Key::ArrowUp),
            Self::MoveLayerDown => (Modifiers::COMMAND, Key::ArrowDown),
            Self::RemoveLayer => (Modifiers::NONE, Key::Delete),
            Self::NewProject => (Modifiers::COMMAND, Key::N),
            Self::OpenProject => (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::O),
            Self::SaveProject => (Modifiers::COMMAND, Key::S),
            Self::SaveProjectAs => (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::S),
            Self::ToggleTimeline => (Modifiers::NONE, Key::T),
            Self::PlayTime => (Modifiers::NONE, Key::Space),
            Self::EarlierTime => (Modifiers::NONE, Key::Comma),
            Self::LaterTime => (Modifiers::NONE, Key::Period),
            Self::ShorterTime => (Modifiers::NONE, Key::OpenBracket),
            Self::LongerTime => (Modifiers::NONE, Key::CloseBracket),
            Self::ClearTime => (Modifiers::NONE, Key::Backspace),
            Self::ToggleTable => (Modifiers::NONE, Key::A),
            Self::SelectBox => (Modifiers::NONE, Key::B),
            Self::SelectLasso => (Modifiers::SHIFT, Key::B),
        };
        KeyboardShortcut::new(modifiers, key)
    }

    /// The keys that run it as they are shown: "Ctrl+O", "[".
    pub fn keys(self, ctx: &egui::Context) -> String {
        let shortcut = self.shortcut();
        let key = shortcut.logical_key;
        let keys = ctx.format_shortcut(&shortcut);
        let shown = match key {
            Key::PageUp => "Page up",
            Key::PageDown => "Page down",
            Key::Minus => "-",
            key if key.symbol_or_name().is_ascii() => key.symbol_or_name(),
            // Signs that no font of ours has.
            key => key.name(),
        };
        format!("{}{shown}", keys.strip_suffix(key.name()).unwrap_or(""))
    }

    /// Every key that runs it: the one that is shown, and what other programs have for it.
    pub(in crate::ui) fn shortcuts(self) -> impl Iterator<Item = KeyboardShortcut> {
        let also = match self {
            Self::Redo => Some((Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z)),
            Self::ZoomIn => Some((Modifiers::NONE, Key::Equals)),
            Self::LargerInterface => Some((Modifiers::COMMAND, Key::Equals)),
            _ => None,
        };
        let also = also.map(|(modifiers, key)| KeyboardShortcut::new(modifiers, key));
        std::iter::once(self.shortcut()).chain(also)
    }

    /// Its heading in the list of shortcuts.
    pub const fn group(self) -> ActionGroup {
        match self {
            Self::Open
            | Self::ExportMap
            | Self::Quit
            | Self::NewProject
            | Self::OpenProject
            | Self::SaveProject
            | Self::SaveProjectAs => ActionGroup::File,
            Self::Undo | Self::Redo | Self::GoTo | Self::FindIncident => ActionGroup::Edit,
            Self::NextUnderPointer
            | Self::NextFeature
            | Self::PreviousFeature
            | Self::ClearSelection
            | Self::SelectBox
            | Self::SelectLasso
            | Self::Home
            | Self::ZoomIn
            | Self::ZoomOut
            | Self::PanLeft
            | Self::PanRight
            | Self::PanUp
            | Self::PanDown => ActionGroup::Map,
            Self::Shortcuts | Self::About => ActionGroup::Help,
            Self::PasteLayer
            | Self::RenameLayer
            | Self::ReloadLayer
            | Self::MoveLayerUp
            | Self::MoveLayerDown
            | Self::RemoveLayer => ActionGroup::Layers,
            Self::PlayTime
            | Self::EarlierTime
            | Self::LaterTime
            | Self::ShorterTime
            | Self::LongerTime
            | Self::ClearTime => ActionGroup::Time,
            _ => ActionGroup::View,
        }
    }
}

impl ActionGroup {
    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Map => "Map",
            Self::View => "View",
            Self::Help => "Help",
            Self::Layers => "Layers",
            Self::Time => "Time",
        }
    }
}
