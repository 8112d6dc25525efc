//! Every action of the interface: its name and what it does to state. Menus, keys and the list of
//! shortcuts are all made from [`Action::ALL`]; who gets a key is `keyboard`'s.
mod shortcuts;

use super::{PanelContext, inspector};
use crate::geodesy::Extent;
use crate::model::{BasemapTheme, LayerKind};
use crate::state::{Command, Edit, Navigate};

/// How far an arrow key moves the view, screen points.
const PAN_STEP_PT: f64 = 160.0;
/// How far a zoom key goes, levels.
const ZOOM_STEP: f64 = 0.75;

/// Something the user can do, without a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Add files as layers.
    Open,
    /// Save the map as a picture.
    ExportMap,
    /// Close the window.
    Quit,
    /// One step back.
    Undo,
    /// One step forward.
    Redo,
    /// Type a position to go to, or search a place.
    GoTo,
    /// Type into the search of the incident list.
    FindIncident,
    /// Select the next of what lies under the pointer.
    NextUnderPointer,
    /// Show the next of what is selected or lies at the same place.
    NextFeature,
    /// Show the one before it.
    PreviousFeature,
    /// Select nothing.
    ClearSelection,
    /// Show the region.
    Home,
    /// Nearer.
    ZoomIn,
    /// Farther.
    ZoomOut,
    /// Move the view to the left.
    PanLeft,
    /// Move the view to the right.
    PanRight,
    /// Move the view up.
    PanUp,
    /// Move the view down.
    PanDown,
    /// Light relief.
    BasemapLight,
    /// Dark relief.
    BasemapDark,
    /// No relief.
    BasemapPlain,
    /// Meridians and parallels.
    ToggleGraticule,
    /// What the article names beside the incidents.
    ToggleContext,
    /// Layers and incidents at the left.
    ToggleSidePanel,
    /// The filters in the side panel.
    ToggleFilters,
    /// The summary of a layer at the right.
    ToggleSummary,
    /// Legend on the map.
    ToggleLegend,
    /// Light or dark interface.
    ToggleInterfaceTheme,
    /// Larger interface.
    LargerInterface,
    /// Smaller interface.
    SmallerInterface,
    /// Interface as the desktop has it.
    ResetInterface,
    /// Fill the screen.
    FullScreen,
    /// List all shortcuts.
    Shortcuts,
    /// Sources, licences, version.
    About,
    /// Add what the clipboard holds as a layer.
    PasteLayer,
    /// Call the chosen layer something else.
    RenameLayer,
    /// Read the chosen layer again.
    ReloadLayer,
    /// Draw the chosen layer over the next one.
    MoveLayerUp,
    /// Draw the chosen layer under the next one.
    MoveLayerDown,
    /// Remove the chosen layer.
    RemoveLayer,
    /// Begin a project without layers of features.
    NewProject,
    /// Put a project that was saved in the place of this one.
    OpenProject,
    /// Save the project.
    SaveProject,
    /// Save the project elsewhere.
    SaveProjectAs,
    /// The timeline at the bottom.
    ToggleTimeline,
    /// Let time pass, or stop it.
    PlayTime,
    /// Move the time window one bar back.
    EarlierTime,
    /// Move the time window one bar on.
    LaterTime,
    /// Make the time window one bar shorter.
    ShorterTime,
    /// Make the time window one bar longer.
    LongerTime,
    /// Show any time.
    ClearTime,
    /// The features of a layer as a table.
    ToggleTable,
    /// Select with a box on the map.
    SelectBox,
    /// Select with a lasso on the map.
    SelectLasso,
}

/// Where an action stands in the list of shortcuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionGroup {
    /// Files.
    File,
    /// Undo and search.
    Edit,
    /// Moving the map.
    Map,
    /// What is shown.
    View,
    /// Help.
    Help,
    /// The list of layers.
    Layers,
    /// The timeline.
    Time,
}

impl Action {
    /// Every action, in the order of menus and of the list of shortcuts.
    pub const ALL: [Self; 54] = [
        Self::Open,
        Self::ExportMap,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::GoTo,
        Self::FindIncident,
        Self::NextUnderPointer,
        Self::NextFeature,
        Self::PreviousFeature,
        Self::ClearSelection,
        Self::Home,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::PanLeft,
        Self::PanRight,
        Self::PanUp,
        Self::PanDown,
        Self::BasemapLight,
        Self::BasemapDark,
        Self::BasemapPlain,
        Self::ToggleGraticule,
        Self::ToggleContext,
        Self::ToggleSidePanel,
        Self::ToggleFilters,
        Self::ToggleSummary,
        Self::ToggleLegend,
        Self::ToggleInterfaceTheme,
        Self::LargerInterface,
        Self::SmallerInterface,
        Self::ResetInterface,
        Self::FullScreen,
        Self::Shortcuts,
        Self::About,
        Self::PasteLayer,
        Self::RenameLayer,
        Self::ReloadLayer,
        Self::MoveLayerUp,
        Self::MoveLayerDown,
        Self::RemoveLayer,
        Self::NewProject,
        Self::OpenProject,
        Self::SaveProject,
        Self::SaveProjectAs,
        Self::ToggleTimeline,
        Self::PlayTime,
        Self::EarlierTime,
        Self::LaterTime,
        Self::ShorterTime,
        Self::LongerTime,
        Self::ClearTime,
        Self::ToggleTable,
        Self::SelectBox,
        Self::SelectLasso,
    ];

    /// Its text in menus.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "Add layer…",
            Self::ExportMap => "Export map…",
            Self::Quit => "Quit",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::GoTo => "Go to place or position…",
            Self::FindIncident => "Find incident",
            Self::NextUnderPointer => "Next under the pointer",
            Self::NextFeature => "Next selected feature",
            Self::PreviousFeature => "Previous selected feature",
            Self::ClearSelection => "Clear selection",
            Self::Home => "Show the region",
            Self::ZoomIn => "Zoom in",
            Self::ZoomOut => "Zoom out",
            Self::PanLeft => "Move left",
            Self::PanRight => "Move right",
            Self::PanUp => "Move up",
            Self::PanDown => "Move down",
            Self::BasemapLight => "Relief, light",
            Self::BasemapDark => "Relief, dark",
            Self::BasemapPlain => "Plain",
            Self::ToggleGraticule => "Graticule",
            Self::ToggleContext => "Context of the article",
            Self::ToggleSidePanel => "Layers and incidents",
            Self::ToggleFilters => "Filters",
            Self::ToggleSummary => "Summary",
            Self::ToggleLegend => "Legend",
            Self::ToggleInterfaceTheme => "Switch light and dark interface",
            Self::LargerInterface => "Larger interface",
            Self::SmallerInterface => "Smaller interface",
            Self::ResetInterface => "Normal interface size",
            Self::FullScreen => "Full screen",
            Self::Shortcuts => "Keyboard shortcuts",
            Self::About => "About Oxus",
            Self::PasteLayer => "Paste as layer",
            Self::RenameLayer => "Rename layer",
            Self::ReloadLayer => "Reload layer",
            Self::MoveLayerUp => "Move layer up",
            Self::MoveLayerDown => "Move layer down",
            Self::RemoveLayer => "Remove layer",
            Self::NewProject => "New project",
            Self::OpenProject => "Open project…",
            Self::SaveProject => "Save project",
            Self::SaveProjectAs => "Save project as…",
            Self::ToggleTimeline => "Timeline",
            Self::PlayTime => "Play or pause the time",
            Self::EarlierTime => "Earlier time",
            Self::LaterTime => "Later time",
            Self::ShorterTime => "Shorter time window",
            Self::LongerTime => "Longer time window",
            Self::ClearTime => "Show any time",
            Self::ToggleTable => "Attribute table",
            Self::SelectBox => "Select with a box",
            Self::SelectLasso => "Select with a lasso",
        }
    }

    /// Whether the menu shows it ticked.
    pub fn is_on(self, ctx: &PanelContext<'_>) -> bool {
        let document = ctx.state.document();
        let shown = |layer| document.layer(layer).is_some_and(|layer| layer.visible);
        match self {
            Self::BasemapLight => document.basemap == BasemapTheme::Light,
            Self::BasemapDark => document.basemap == BasemapTheme::Dark,
            Self::BasemapPlain => document.basemap == BasemapTheme::Plain,
            Self::ToggleGraticule => shown(LayerKind::Graticule),
            Self::ToggleContext => shown(LayerKind::Context),
            Self::ToggleSidePanel => ctx.layout.side_panel,
            Self::ToggleFilters => ctx.layout.side_panel && ctx.layout.filters,
            Self::ToggleSummary => ctx.layout.summary,
            Self::ToggleLegend => ctx.layout.legend,
            Self::ToggleTimeline => ctx.layout.timeline,
            Self::ToggleTable => ctx.layout.table,
            _ => false,
        }
    }

    /// Whether it can do anything now.
    pub fn is_enabled(self, ctx: &PanelContext<'_>) -> bool {
        match self {
            Self::Undo => ctx.state.history().can_undo(),
            Self::Redo => ctx.state.history().can_redo(),
            Self::NextFeature | Self::PreviousFeature => inspector::rank(ctx).is_some(),
            Self::NextUnderPointer => !ctx.state.session().hovered.is_empty(),
            Self::PlayTime | Self::EarlierTime | Self::LaterTime => ctx.layout.timeline,
            Self::ShorterTime | Self::LongerTime | Self::ClearTime => {
                ctx.state.time_window().is_some()
            }
            _ => true,
        }
    }

    /// Ask for what it does: a command where it changes state, else the action itself.
    pub fn run(self, ctx: &mut PanelContext<'_>) {
        let pan = |x: f64, y: f64| {
            Command::Navigate(Navigate::GlidePan {
                delta_pt: [x * PAN_STEP_PT, y * PAN_STEP_PT],
            })
        };
        let zoom = |levels| {
            Command::Navigate(Navigate::GlideZoom {
                levels,
                at_pt: None,
            })
        };
        let toggle = |layer| {
            let visible = !ctx
                .state
                .document()
                .layer(layer)
                .is_some_and(|layer| layer.visible);
            Command::Edit(Edit::SetLayerVisible { layer, visible })
        };
        let command = match self {
            Self::Undo => Command::Undo,
            Self::Redo => Command::Redo,
            Self::NextUnderPointer => Command::CycleHovered,
            Self::NextFeature | Self::PreviousFeature => {
                let forward = self == Self::NextFeature;
                ctx.commands.extend(inspector::step(ctx, forward));
                return;
            }
            Self::ClearSelection => Command::Select(None),
            Self::Home => Command::Navigate(Navigate::Show(Extent::REGION)),
            Self::ZoomIn => zoom(ZOOM_STEP),
            Self::ZoomOut => zoom(-ZOOM_STEP),
            Self::PanLeft => pan(-1.0, 0.0),
            Self::PanRight => pan(1.0, 0.0),
            Self::PanUp => pan(0.0, -1.0),
            Self::PanDown => pan(0.0, 1.0),
            Self::BasemapLight => Command::Edit(Edit::SetBasemap(BasemapTheme::Light)),
            Self::BasemapDark => Command::Edit(Edit::SetBasemap(BasemapTheme::Dark)),
            Self::BasemapPlain => Command::Edit(Edit::SetBasemap(BasemapTheme::Plain)),
            Self::ToggleGraticule => toggle(LayerKind::Graticule),
            Self::ToggleContext => toggle(LayerKind::Context),
            other => {
                ctx.actions.push(other);
                return;
            }
        };
        ctx.commands.push(command);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_shortcut() {
        for (index, action) in Action::ALL.iter().enumerate() {
            for other in &Action::ALL[index + 1..] {
                assert_ne!(
                    action.shortcut(),
                    other.shortcut(),
                    "{action:?} and {other:?}"
                );
            }
        }
    }
}
