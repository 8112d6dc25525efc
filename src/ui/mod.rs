//! Everything that touches egui: panels that read state and push commands, and the map canvas.
mod action;
mod activity;
mod color_choice;
mod dialogs;
mod filter_panel;
mod format;
mod incident_list;
mod inspector;
mod jobs_panel;
mod keyboard;
mod layer_panel;
mod map;
mod menu_bar;
mod notices;
mod report_window;
mod statistics;
mod status_bar;
mod style_panel;
mod summary_panel;
mod table;
pub mod theme;
mod timeline;
mod typed_over;
mod workspace;

pub use action::Action;
pub use activity::{Activity, ExportRows, FileChange, JobId, Request, RunningJob};
pub use dialogs::Dialogs;
pub use filter_panel::FilterPanel;
pub use format::{counted, thousands};
pub use incident_list::IncidentList;
pub use layer_panel::layer_extent;
pub use map::MapCanvas;
pub use notices::{Notice, Offer};
pub use summary_panel::{ChartOrder, SummaryPanel};
pub use typed_over::{file_stem_of, focus_selecting};
pub use workspace::Workspace;

use layer_panel::LayerPanel;
use menu_bar::menu_bar;
use status_bar::status_bar;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::geodesy::Position;
use crate::state::{AppState, Command};
use crate::terrain::ElevationGrid;

/// What a panel may read, and the three lists it may write.
pub struct PanelContext<'a> {
    /// All state, read only.
    pub state: &'a AppState,
    /// How the window is arranged, read only.
    pub layout: &'a Layout,
    /// The terrain once it is decoded.
    pub elevation: Option<&'a ElevationGrid>,
    /// What goes on in the background, read only.
    pub activity: &'a Activity,
    /// Changes of state, applied in order after all panels have drawn.
    pub commands: &'a mut Vec<Command>,
    /// Deeds beyond state: dialogs, files, the window itself.
    pub actions: &'a mut Vec<Action>,
    /// Deeds with layers that need files or threads.
    pub requests: &'a mut Vec<Request>,
}

/// How the interface is lit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InterfaceTheme {
    /// As the desktop has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A project that the menu remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentProject {
    /// From the root of the file system.
    pub path: PathBuf,
    /// Whether it was not there when last looked for.
    #[serde(skip)]
    pub missing: bool,
}

/// How the window is arranged; kept between sessions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each panel is open or not, whatever the others are"
)]
pub struct Layout {
    /// Whether the layers and the incidents stand at the left.
    pub side_panel: bool,
    /// Whether the filters are open in the side panel.
    pub filters: bool,
    /// Whether the summary of a layer stands at the right.
    pub summary: bool,
    /// Whether the timeline stands at the bottom.
    pub timeline: bool,
    /// Whether the legend is on the map.
    pub legend: bool,
    /// Whether the features of a layer stand as a table below the map.
    pub table: bool,
    /// How the interface is lit.
    pub interface_theme: InterfaceTheme,
    /// Size of the interface, 1 = as the desktop has it.
    pub interface_scale: f32,
    /// Projects opened and saved, the last one first.
    pub recent_projects: Vec<RecentProject>,
    /// Where the pointer is over the map.
    #[serde(skip)]
    pub pointer: Option<Position>,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            side_panel: true,
            filters: false,
            summary: false,
            timeline: true,
            legend: true,
            table: false,
            interface_theme: InterfaceTheme::System,
            interface_scale: 1.0,
            recent_projects: Vec::new(),
            pointer: None,
        }
    }
}
