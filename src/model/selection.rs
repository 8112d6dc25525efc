//! What can be found and selected: a feature of any layer, and sets of them.
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{LayerId, LayerKind, RowSet};

/// What the pointer can find and the user can select.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeatureRef {
    /// Index into [`Atlas::places`](super::Atlas::places).
    Place(u32),
    /// Index into [`Atlas::context`](super::Atlas::context).
    Context(u32),
    /// A feature of one of the user's layers: the layer and the row of its table.
    Row(LayerId, u32),
    /// Index into [`Atlas::incidents`](super::Atlas::incidents), and row of their table.
    Incident(u32),
}

impl FeatureRef {
    /// The feature in this row of a layer; `None` for a layer whose features cannot be selected.
    #[must_use]
    pub fn of_row(layer: LayerKind, row: u32) -> Option<Self> {
        match layer {
            LayerKind::Places => Some(Self::Place(row)),
            LayerKind::Context => Some(Self::Context(row)),
            LayerKind::Incidents => Some(Self::Incident(row)),
            LayerKind::Features(id) => Some(Self::Row(id, row)),
            _ => None,
        }
    }

    /// Its layer.
    #[must_use]
    pub fn layer(self) -> LayerKind {
        match self {
            Self::Place(_) => LayerKind::Places,
            Self::Context(_) => LayerKind::Context,
            Self::Incident(_) => LayerKind::Incidents,
            Self::Row(id, _) => LayerKind::Features(id),
        }
    }

    /// Its row in that layer.
    #[must_use]
    pub fn row(self) -> u32 {
        match self {
            Self::Place(row) | Self::Context(row) | Self::Incident(row) | Self::Row(_, row) => row,
        }
    }
}

/// Features of any number of layers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// No set is empty.
    rows: BTreeMap<LayerKind, Arc<RowSet>>,
}

/// What becomes of the selection when rows are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectMode {
    /// They are the selection.
    Replace,
    /// They join it.
    Add,
    /// They leave it.
    Remove,
}

impl Selection {
    /// Only this feature.
    #[must_use]
    pub fn of(feature: FeatureRef) -> Self {
        let mut selection = Self::default();
        selection.toggle(feature);
        selection
    }

    /// Whether it is selected.
    #[must_use]
    pub fn contains(&self, feature: FeatureRef) -> bool {
        let rows = self.rows.get(&feature.layer());
        rows.is_some_and(|rows| rows.contains(feature.row()))
    }

    /// The selected rows of a layer.
    #[must_use]
    pub fn rows(&self, layer: LayerKind) -> Option<&Arc<RowSet>> {
        self.rows.get(&layer)
    }

    /// Layers with selected features.
    pub fn layers(&self) -> impl Iterator<Item = (LayerKind, &Arc<RowSet>)> {
        self.rows.iter().map(|(layer, rows)| (*layer, rows))
    }

    /// Number of selected features.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.values().map(|rows| rows.len()).sum()
    }

    /// Whether nothing is selected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Every selected feature, layer by layer.
    pub fn iter(&self) -> impl Iterator<Item = FeatureRef> + '_ {
        self.rows.iter().flat_map(|(layer, rows)| {
            rows.iter()
                .filter_map(move |row| FeatureRef::of_row(*layer, row))
        })
    }

    /// How many of the selected features come before this one; `None` if it is not selected.
    #[must_use]
    pub fn rank(&self, feature: FeatureRef) -> Option<usize> {
        if !self.contains(feature) {
            return None;
        }
        let before = self.rows.range(..feature.layer());
        let before: usize = before.map(|(_, rows)| rows.len()).sum();
        let rows = self.rows.get(&feature.layer())?;
        Some(before + rows.rank(feature.row()))
    }

    /// The selected feature at a rank.
    #[must_use]
    pub fn nth(&self, mut rank: usize) -> Option<FeatureRef> {
        for (layer, rows) in &self.rows {
            let count = rows.len();
            if rank < count {
                return FeatureRef::of_row(*layer, rows.iter().nth(rank)?);
            }
            rank -= count;
        }
        None
    }

    /// Select a feature, or no longer.
    pub fn toggle(&mut self, feature: FeatureRef) {
        let rows = Arc::make_mut(self.rows.entry(feature.layer()).or_default());
        if rows.contains(feature.row()) {
            rows.remove(feature.row());
        } else {
            rows.insert(feature.row());
        }
        self.rows.retain(|_, rows| !rows.is_empty());
    }

    /// Choose rows of a layer.
    pub fn choose(&mut self, layer: LayerKind, rows: RowSet, mode: SelectMode) {
        match mode {
            SelectMode::Replace => self.rows = BTreeMap::from([(layer, Arc::new(rows))]),
            SelectMode::Add => Arc::make_mut(self.rows.entry(layer).or_default()).unite_with(&rows),
            SelectMode::Remove => {
                Arc::make_mut(self.rows.entry(layer).or_default()).subtract(&rows);
            }
        }
        self.rows.retain(|_, rows| !rows.is_empty());
    }

    /// Forget the layers that do not pass.
    pub fn retain_layers(&mut self, keep: impl Fn(LayerKind) -> bool) {
        self.rows.retain(|layer, _| keep(*layer));
    }
}
