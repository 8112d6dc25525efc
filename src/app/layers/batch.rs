//! Layers that were added together: how they lie on one another, whichever was read first, and what
//! shows all of them.
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Bound::{Excluded, Unbounded};
use std::rc::Rc;

use crate::geodesy::Coverage;
use crate::model::{FeatureLayer, LayerId};
use crate::spatial::LoadedLayer;
use crate::state::{AppState, Command, Edit, Navigate};
use crate::ui::layer_extent;

/// What a layer hides of others; the least lies lowest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cover {
    Areas,
    Lines,
    Points,
}

impl Cover {
    fn of(loaded: &LoadedLayer) -> Self {
        let shapes = loaded.index.shapes();
        if shapes.has_areas() {
            Self::Areas
        } else if shapes.is_empty() {
            Self::Points
        } else {
            Self::Lines
        }
    }
}

/// Where a layer belongs among those that were added with it.
#[derive(Clone, Default)]
pub(super) struct Place {
    pub(super) batch: Rc<RefCell<Batch>>,
    /// The place of its file among those given.
    pub(super) order: usize,
}

/// Those of them that were read, from the bottom up: areas, lines, points, each in the order given.
#[derive(Default)]
pub(super) struct Batch {
    layers: BTreeSet<(Cover, usize, LayerId)>,
    covered: Coverage,
}

impl Batch {
    /// Add a layer that is loaded among the others, and show all that are there.
    pub(super) fn add(
        &mut self,
        state: &mut AppState,
        (order, id): (usize, LayerId),
        layer: FeatureLayer,
        loaded: &LoadedLayer,
    ) {
        let key = (Cover::of(loaded), order, id);
        self.layers.insert(key);
        let features = &state.document().features;
        let mut above = self.layers.range((Excluded(key), Unbounded));
        let above = above.find(|(_, _, above)| features.contains_key(above));
        let edit = match above {
            Some(&(_, _, above)) => Edit::AddLayerBelow { above, id, layer },
            None => Edit::AddLayer(id, layer),
        };
        state.apply(Command::Edit(edit));
        if let Some(extent) = layer_extent(loaded) {
            self.covered.add_extent(&extent);
            let all = self.covered.extent().unwrap_or(extent);
            state.apply(Command::Navigate(Navigate::Show(all)));
        }
    }
}
