//! The one place that changes state. Panels and the command line push [`Command`]s;
//! [`AppState::apply`] alone writes. Draws nothing.
mod command;
mod derived;
mod history;
mod motion;
mod session;

use std::sync::Arc;

pub use command::{Coalesce, Command, Edit, Navigate};
pub use derived::Derived;
pub use history::History;
pub use session::Session;

use crate::analysis::{BorderDistance, FIRST_BORDERS};
use crate::geodesy::{Position, lon_lat};
use crate::model::{Atlas, Document, FeatureRef, LayerId, LayerKind, Marked};
use crate::spatial::LayerStore;

/// What the application holds between frames, free of any toolkit.
pub struct AppState {
    atlas: Arc<Atlas>,
    document: Document,
    layers: LayerStore,
    last_layer: u32,
    session: Session,
    derived: Derived,
    history: History,
    revision: u64,
}

impl AppState {
    /// Start with a document, in the home view.
    #[must_use]
    pub fn new(atlas: Arc<Atlas>, document: Document) -> Self {
        Self {
            derived: Derived::new(&atlas),
            atlas,
            layers: LayerStore::new(),
            last_layer: document.features.keys().last().map_or(0, |id| id.0),
            document,
            session: Session::default(),
            history: History::default(),
            revision: 0,
        }
    }

    /// The bundled layers.
    pub fn atlas(&self) -> &Arc<Atlas> {
        &self.atlas
    }

    /// What is saved and undone.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The user's layers that are loaded, also of those that can come back by an undo.
    pub fn layers(&self) -> &LayerStore {
        &self.layers
    }

    /// A name for a new layer that no other has or had.
    pub fn new_layer_id(&mut self) -> LayerId {
        self.last_layer += 1;
        LayerId(self.last_layer)
    }

    /// Where a feature is; the first position of one that is not a point.
    pub fn position(&self, feature: FeatureRef) -> Option<Position> {
        let FeatureRef::Row(layer, row) = feature else {
            return self.atlas.position(feature);
        };
        let table = &self.layers.get(&layer)?.table;
        let &[lon, lat] = table.geometry(row as usize).positions().first()?;
        Some(lon_lat(lon, lat))
    }

    /// What is neither saved nor undone.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What was computed from the rest.
    pub fn derived(&self) -> &Derived {
        &self.derived
    }

    /// What is selected or asked about, with its distances to the borders that come first.
    pub fn marked(&self) -> Option<(Marked, Vec<BorderDistance>)> {
        let session = &self.session;
        let measured = |position| {
            let to = |border| {
                self.derived
                    .borders()
                    .border_distance(border, position, None)
            };
            FIRST_BORDERS.into_iter().filter_map(to).collect()
        };
        if let Some(position) = session.probe {
            return Some((Marked::Position(position), measured(position)));
        }
        let selected = session.selected?;
        Some(match selected {
            FeatureRef::Incident(index) => {
                let found = self.derived.incident_distances().get(index as usize);
                let distances = found.into_iter().flatten().flatten().cloned().collect();
                (Marked::Feature(selected), distances)
            }
            FeatureRef::Row(..) => {
                let position = self.position(selected)?;
                (Marked::Position(position), measured(position))
            }
            FeatureRef::Place(_) | FeatureRef::Context(_) => {
                let position = self.atlas.position(selected);
                let distances = position.map_or_else(Vec::new, measured);
                (Marked::Feature(selected), distances)
            }
        })
    }

    /// Whether there is a step to undo, and one to redo.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Grows whenever what the map shows changes other than by moving it.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Do what was asked. Returns whether anything changed, so that the window repaints.
    pub fn apply(&mut self, command: Command) -> bool {
        match command {
            Command::Navigate(navigate) => return self.session.navigate(navigate),
            Command::Hover(found) => {
                return std::mem::replace(&mut self.session.hovered, found) != self.session.hovered;
            }
            Command::Select(selected) => self.select(selected),
            Command::CycleHovered => self.cycle_hovered(),
            Command::FanOut(fanned) => self.session.fanned = fanned,
            Command::Probe(position) => {
                self.session.leave_home();
                self.session.selected = None;
                self.session.probe = position;
            }
            Command::LayerLoaded(layer, loaded) => {
                self.layers.insert(layer, loaded);
            }
            Command::Edit(edit) => self.edit(edit),
            Command::EndGesture => {
                self.history.end_gesture();
                return false;
            }
            Command::Undo => self.history.undo(&mut self.document),
            Command::Redo => self.history.redo(&mut self.document),
        }
        self.forget_removed_features();
        self.revision += 1;
        true
    }

    /// Move what is in motion on by the time of one frame; whether anything moved.
    pub fn advance(&mut self, elapsed_secs: f64) -> bool {
        self.session.advance(elapsed_secs)
    }

    fn edit(&mut self, edit: Edit) {
        let before = self.document.clone();
        let coalesce = edit.coalesce();
        if edit.run(&mut self.document) {
            self.history.record(before, coalesce);
        }
    }

    /// What was selected or hovered may be gone with its layer.
    fn forget_removed_features(&mut self) {
        let document = &self.document;
        let there = |feature: &FeatureRef| match feature {
            FeatureRef::Row(layer, _) => document.layer(LayerKind::Features(*layer)).is_some(),
            _ => true,
        };
        self.session.hovered.retain(there);
        self.session.selected = self.session.selected.filter(there);
    }

    fn select(&mut self, selected: Option<FeatureRef>) {
        self.session.leave_home();
        self.session.selected = selected;
        self.session.probe = None;
        let spread =
            |(_, members): &(_, Vec<FeatureRef>)| selected.is_some_and(|s| members.contains(&s));
        if !self.session.fanned.as_ref().is_some_and(spread) {
            self.session.fanned = None;
        }
    }

    fn cycle_hovered(&mut self) {
        let found = &self.session.hovered;
        let at = found
            .iter()
            .position(|&feature| Some(feature) == self.session.selected);
        let next = at.map_or(0, |at| (at + 1) % found.len());
        if let Some(&feature) = found.get(next) {
            self.select(Some(feature));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BasemapTheme, LayerKind};

    fn state() -> AppState {
        AppState::new(Arc::default(), Document::default())
    }

    #[test]
    fn a_drag_of_the_opacity_is_one_step_back() {
        let mut state = state();
        for opacity in [0.9, 0.8, 0.7] {
            state.apply(Command::Edit(Edit::SetLayerOpacity {
                layer: LayerKind::Borders,
                opacity,
            }));
        }
        state.apply(Command::EndGesture);
        state.apply(Command::Edit(Edit::SetLayerOpacity {
            layer: LayerKind::Borders,
            opacity: 0.2,
        }));
        state.apply(Command::Undo);
        assert!((state.document().opacity(LayerKind::Borders) - 0.7).abs() < 1e-6);
        state.apply(Command::Undo);
        assert_eq!(state.document(), &Document::default());
        state.apply(Command::Redo);
        assert!((state.document().opacity(LayerKind::Borders) - 0.7).abs() < 1e-6);
    }

    #[test]
    fn an_edit_that_changes_nothing_leaves_no_step() {
        let mut state = state();
        state.apply(Command::Edit(Edit::SetBasemap(BasemapTheme::Light)));
        assert!(!state.history().can_undo());
        state.apply(Command::Edit(Edit::SetBasemap(BasemapTheme::Dark)));
        assert!(state.history().can_undo());
    }

    #[test]
    fn tab_goes_through_what_lies_under_the_pointer_and_round_again() {
        let mut state = state();
        let found = vec![FeatureRef::Incident(2), FeatureRef::Incident(1)];
        state.apply(Command::Hover(found));
        let mut seen = Vec::new();
        for _ in 0..3 {
            state.apply(Command::CycleHovered);
            seen.push(state.session().selected);
        }
        let [second, first] = [2, 1].map(|index| Some(FeatureRef::Incident(index)));
        assert_eq!(seen, [second, first, second]);
    }

    #[test]
    fn layers_move_within_the_list_and_stay_all_there() {
        let mut state = state();
        state.apply(Command::Edit(Edit::MoveLayer {
            layer: LayerKind::Water,
            to: 100,
        }));
        assert_eq!(
            state.document().layers.last().map(|layer| layer.kind),
            Some(LayerKind::Water)
        );
        assert_eq!(state.document().layers.len(), LayerKind::ALL.len());
    }
}
