//! The one place that changes state. Panels and the command line push [`Command`]s;
//! [`AppState::apply`] alone writes. Draws nothing.
mod command;
mod derived;
mod edit;
mod filter_task;
mod filtering;
mod history;
mod measured;
mod motion;
mod playback;
mod session;

use std::cell::Cell;
use std::sync::Arc;

pub use command::{Command, Navigate, OpenedProject};
pub use derived::Derived;
pub use edit::{Coalesce, Edit};
pub use filter_task::{FilterAnswer, FilterQuestion, FilterTask};
pub use filtering::Settling;
pub use history::History;
pub use measured::{MeasureTask, Measurement};
pub use playback::{Playback, Speed};
pub use session::Session;

use filtering::Filtering;

use crate::analysis::{BorderDistance, FIRST_BORDERS};
use crate::geodesy::{Position, lon_lat};
use crate::model::{
    Atlas, Document, FeatureRef, FeatureTable, LayerId, LayerKind, Marked, RowSet, SelectMode,
    Selection, TimeSpan,
};
use crate::spatial::LayerStore;

/// What the application holds between frames, free of any toolkit.
pub struct AppState {
    atlas: Arc<Atlas>,
    document: Document,
    /// As its file has it; `None` for a project that is in no file as it is.
    saved: Option<Document>,
    dirty: bool,
    layers: LayerStore,
    last_layer: Cell<u32>,
    session: Session,
    derived: Arc<Derived>,
    filtering: Filtering,
    measured: Option<Measurement>,
    history: History,
    revision: u64,
}

impl AppState {
    /// Start with a document, in the home view.
    #[must_use]
    pub fn new(atlas: Arc<Atlas>, document: Document) -> Self {
        let mut state = Self {
            derived: Arc::new(Derived::new(&atlas)),
            filtering: Filtering::default(),
            atlas,
            layers: LayerStore::new(),
            last_layer: Cell::new(last_layer(&document)),
            saved: Some(document.clone()),
            dirty: false,
            document,
            session: Session::default(),
            measured: None,
            history: History::default(),
            revision: 0,
        };
        state.refresh_filtering();
        state
    }

    /// The bundled layers.
    pub fn atlas(&self) -> &Arc<Atlas> {
        &self.atlas
    }

    /// What is saved and undone.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Whether the document is another than the one that was saved, opened or begun. Moving the
    /// map alone changes nothing that could be lost.
    pub fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// The user's layers that are loaded, also of those that can come back by an undo.
    pub fn layers(&self) -> &LayerStore {
        &self.layers
    }

    /// The features of a layer as a table: one of the user's, once it is loaded, or the incidents.
    pub fn table(&self, layer: LayerKind) -> Option<&Arc<FeatureTable>> {
        match layer {
            LayerKind::Features(id) => self.layers.get(&id).map(|loaded| &loaded.table),
            LayerKind::Incidents => {
                let known = self.filtering.table(layer);
                Some(known.unwrap_or_else(|| self.derived.incident_table()))
            }
            _ => None,
        }
    }

    /// The layers that have a table, top-most first, hidden ones among them.
    pub fn tables(&self) -> impl Iterator<Item = (LayerKind, &Arc<FeatureTable>)> {
        let layers = self.document.layers.iter().rev();
        layers.filter_map(|layer| Some((layer.kind, self.table(layer.kind)?)))
    }

    /// Only features of this time are shown.
    pub fn time_window(&self) -> Option<TimeSpan> {
        self.session.playhead.or(self.document.time.window)
    }

    /// A name for a new layer that no other has or had.
    pub fn new_layer_id(&self) -> LayerId {
        let id = self.last_layer.get().saturating_add(1);
        self.last_layer.set(id);
        LayerId(id)
    }

    /// Where a feature is; the first position of one that is not a point.
    pub fn position(&self, feature: FeatureRef) -> Option<Position> {
        let FeatureRef::Row(layer, row) = feature else {
            return self.atlas.position(feature);
        };
        let table = &self.layers.get(&layer)?.table;
        let mut first = None;
        table.geometry(row as usize).for_each_simple(&mut |simple| {
            first = first.or(simple.positions().first());
        });
        let &[lon, lat] = first?;
        Some(lon_lat(lon, lat))
    }

    /// What is neither saved nor undone.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What was computed from the rest.
    pub fn derived(&self) -> &Arc<Derived> {
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
                let all = self.feature_distances().unwrap_or_default();
                let to = |border| all.iter().find(|found| found.border == border);
                let first = FIRST_BORDERS.into_iter().filter_map(to).cloned();
                let distances: Vec<BorderDistance> = first.collect();
                // Where the shortest line begins, which of a long feature may be far from its first
                // position.
                let nearest = distances
                    .iter()
                    .min_by(|a, b| a.distance.0.total_cmp(&b.distance.0));
                let position = match nearest {
                    Some(nearest) => nearest.from,
                    None => self.position(selected)?,
                };
                (Marked::Position(position), distances)
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
        let changes_document = matches!(
            command,
            Command::Edit(_)
                | Command::Undo
                | Command::Redo
                | Command::OpenProject(_)
                | Command::NewProject
                | Command::MarkSaved(_)
        );
        match command {
            Command::Navigate(navigate) => return self.session.navigate(navigate),
            Command::Hover(found) => {
                return std::mem::replace(&mut self.session.hovered, found) != self.session.hovered;
            }
            Command::Select(selected) => self.select(selected),
            Command::ToggleSelected(feature) => self.toggle_selected(feature),
            Command::Inspect(feature) => return self.inspect(feature),
            Command::SelectRows(layer, rows, mode) => self.select_rows(layer, rows, mode),
            Command::SetPlayhead(span) => {
                self.session.playback = None;
                self.session.playhead = span;
            }
            Command::Play(playback) => self.session.playback = playback,
            Command::CycleHovered => self.cycle_hovered(),
            Command::FanOut(fanned) => self.session.fanned = fanned,
            Command::Probe(position) => {
                self.session.leave_home();
                self.session.selected = None;
                self.session.selection = Selection::default();
                self.session.probe = position;
            }
            Command::LayerLoaded(layer, loaded) => drop(self.layers.insert(layer, loaded)),
            Command::LayerFiltered(answer) => self.take_answer(*answer),
            Command::FeatureMeasured(measured) => self.measured = Some(*measured),
            Command::Edit(edit) => self.edit(edit),
            Command::EndGesture => {
                self.history.end_gesture();
                return false;
            }
            Command::Undo => self.history.undo(&mut self.document),
            Command::Redo => self.history.redo(&mut self.document),
            Command::OpenProject(project) => self.open_project(*project),
            Command::NewProject => self.begin(self.document.without_features()),
            Command::MarkSaved(document) => self.saved = Some(*document),
        }
        self.forget_removed_features();
        if changes_document {
            self.forget_unused_data();
            self.dirty = self.saved.as_ref() != Some(&self.document);
        }
        self.refresh_filtering();
        self.refresh_measured();
        self.revision += 1;
        true
    }

    /// Move what is in motion on by the time of one frame; whether anything moved.
    pub fn advance(&mut self, elapsed_secs: f64) -> bool {
        let played = self.session.play(elapsed_secs);
        self.revision += u64::from(played);
        self.session.advance(elapsed_secs) || played || self.session.playback.is_some()
    }

    fn edit(&mut self, edit: Edit) {
        let before = self.document.clone();
        let coalesce = edit.coalesce();
        let duplicated = match edit {
            Edit::DuplicateLayer { of, id, .. } => Some((of, id)),
            _ => None,
        };
        if edit.run(&mut self.document) {
            self.history.record(before, coalesce);
            if let Some((of, id)) = duplicated
                && let Some(loaded) = self.layers.get(&of).cloned()
            {
                self.layers.insert(id, loaded);
                self.filtering.duplicate(of, id);
            }
            let last = last_layer(&self.document).max(self.last_layer.get());
            self.last_layer.set(last);
        }
    }

    fn open_project(&mut self, project: OpenedProject) {
        let OpenedProject {
            document,
            view,
            saved,
        } = project;
        self.begin(document);
        if !saved {
            self.saved = None;
        }
        if let Some(view) = view {
            self.session.navigate(Navigate::Jump(view));
        }
    }

    /// Nothing of another project stays.
    fn begin(&mut self, document: Document) {
        self.select(None);
        self.session.hovered.clear();
        (self.session.playhead, self.session.playback) = (None, None);
        self.history = History::default();
        self.last_layer
            .set(last_layer(&document).max(self.last_layer.get()));
        self.saved = Some(document.clone());
        self.document = document;
    }

    /// The data of a layer that no undo brings back are given free.
    fn forget_unused_data(&mut self) {
        let (document, history) = (&self.document, &self.history);
        self.layers
            .retain(|id, _| document.features.contains_key(id) || history.mentions(*id));
    }

    /// What was selected or hovered may be gone with its layer.
    fn forget_removed_features(&mut self) {
        let document = &self.document;
        let there = |feature: &FeatureRef| document.layer(feature.layer()).is_some();
        self.session.hovered.retain(there);
        self.session.beneath.retain(there);
        self.session.selected = self.session.selected.filter(there);
        let kept = |layer| document.layer(layer).is_some();
        self.session.selection.retain_layers(kept);
    }

    fn toggle_selected(&mut self, feature: FeatureRef) {
        self.session.leave_home();
        let session = &mut self.session;
        session.probe = None;
        session.selection.toggle(feature);
        session.selected = if session.selection.contains(feature) {
            Some(feature)
        } else {
            session.selection.iter().next()
        };
    }

    fn inspect(&mut self, feature: FeatureRef) -> bool {
        let session = &mut self.session;
        let other = session.selection.contains(feature) && session.selected != Some(feature);
        if other {
            session.selected = Some(feature);
            self.refresh_measured();
            self.revision += 1;
        }
        other
    }

    fn select_rows(&mut self, layer: LayerKind, rows: RowSet, mode: SelectMode) {
        self.session.leave_home();
        let session = &mut self.session;
        session.probe = None;
        session.selection.choose(layer, rows, mode);
        let still = session
            .selected
            .filter(|&one| session.selection.contains(one));
        session.selected = still.or_else(|| session.selection.iter().next());
    }

    fn select(&mut self, selected: Option<FeatureRef>) {
        self.session.leave_home();
        self.session.selected = selected;
        self.session.selection = selected.map_or_else(Selection::default, Selection::of);
        self.session.probe = None;
        let Session {
            hovered, beneath, ..
        } = &mut self.session;
        if selected.is_some_and(|selected| hovered.contains(&selected)) {
            beneath.clone_from(hovered);
        } else if !selected.is_some_and(|selected| beneath.contains(&selected)) {
            beneath.clear();
        }
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

fn last_layer(document: &Document) -> u32 {
    document.features.keys().last().map_or(0, |id| id.0)
}

#[cfg(test)]
mod tests;
