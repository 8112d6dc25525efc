//! What can be done with a layer of the user's own, by menu, button or key.
use egui::Ui;

use super::{LayerPanel, Renaming};
use crate::geodesy::{Extent, lon_lat};
use crate::model::{LayerId, LayerKind};
use crate::spatial::LoadedLayer;
use crate::state::{Command, Edit, Navigate};
use crate::ui::{Action, ExportRows, PanelContext, Request};

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    ZoomTo,
    Table,
    Rename,
    Duplicate,
    Reload,
    Export,
    Report,
    Remove,
}

impl Deed {
    /// In the order of menus.
    pub const ALL: [Self; 8] = [
        Self::ZoomTo,
        Self::Table,
        Self::Rename,
        Self::Duplicate,
        Self::Reload,
        Self::Export,
        Self::Report,
        Self::Remove,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            Self::ZoomTo => "Zoom to",
            Self::Table => "Attribute table",
            Self::Rename => "Rename…",
            Self::Duplicate => "Duplicate",
            Self::Reload => "Reload",
            Self::Export => "Export…",
            Self::Report => "Report…",
            Self::Remove => "Remove",
        }
    }

    /// The key that does it too.
    pub const fn action(self) -> Option<Action> {
        match self {
            Self::Rename => Some(Action::RenameLayer),
            Self::Reload => Some(Action::ReloadLayer),
            Self::Remove => Some(Action::RemoveLayer),
            _ => None,
        }
    }

    /// Whether it needs the features.
    pub const fn needs_features(self) -> bool {
        matches!(
            self,
            Self::ZoomTo | Self::Table | Self::Export | Self::Report
        )
    }
}

impl LayerPanel {
    pub(super) fn do_deed(&mut self, ui: &Ui, ctx: &mut PanelContext<'_>, id: LayerId, deed: Deed) {
        let Some(layer) = ctx.state.document().features.get(&id) else {
            return;
        };
        match deed {
            Deed::ZoomTo => {
                let loaded = ctx.state.layers().get(&id);
                if let Some(extent) = loaded.and_then(|loaded| layer_extent(loaded)) {
                    ctx.commands.push(Command::Navigate(Navigate::Show(extent)));
                }
            }
            Deed::Table => ctx
                .requests
                .push(Request::ShowTable(LayerKind::Features(id))),
            Deed::Rename => {
                self.renaming = Some(Renaming {
                    layer: id,
                    name: layer.name.clone(),
                    begun: false,
                });
            }
            Deed::Duplicate => {
                let edit = Edit::DuplicateLayer {
                    of: id,
                    id: ctx.state.new_layer_id(),
                    name: format!("{} copy", layer.name),
                };
                ctx.commands.push(Command::Edit(edit));
            }
            Deed::Reload => ctx.requests.push(Request::Reload(id)),
            Deed::Export => ctx.requests.push(Request::Export(id, ExportRows::All)),
            Deed::Report => ctx.requests.push(Request::ShowReport(id)),
            Deed::Remove => {
                let keys = Action::Undo.keys(ui.ctx());
                let said = format!("Removed {}. Undo: {keys}", layer.name);
                ctx.requests.push(Request::Notify(said));
                ctx.commands.push(Command::Edit(Edit::RemoveLayer(id)));
            }
        }
    }
}

/// What to show of the map to see all of a layer; `None` where nothing of it has a place.
pub fn layer_extent(loaded: &LoadedLayer) -> Option<Extent> {
    let around = || {
        let positions = loaded.table.geometries().positions().iter();
        Extent::around(positions.map(|&[lon, lat]| lon_lat(lon, lat)))
    };
    let known = loaded.report.extent.map(Extent::with_margin);
    known.or_else(around)
}
