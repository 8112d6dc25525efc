//! What is computed from the atlas for the panels: the border index and each incident's distances.
use std::sync::{Arc, OnceLock};

use crate::analysis::{BorderDistance, BorderIndex, FIRST_BORDERS};
use crate::model::{Atlas, Incident};

/// Computed on first use and kept; the atlas never changes.
pub struct Derived {
    atlas: Arc<Atlas>,
    borders: BorderIndex,
    incidents: OnceLock<Vec<[Option<BorderDistance>; 2]>>,
}

impl Derived {
    pub(super) fn new(atlas: &Arc<Atlas>) -> Self {
        Self {
            atlas: Arc::clone(atlas),
            borders: BorderIndex::new(Arc::clone(atlas)),
            incidents: OnceLock::new(),
        }
    }

    /// The exact borders, ready to be asked.
    pub fn borders(&self) -> &BorderIndex {
        &self.borders
    }

    /// Distances of each incident to [`FIRST_BORDERS`], in the order of the atlas; `None` for one
    /// without a position.
    pub fn incident_distances(&self) -> &[[Option<BorderDistance>; 2]] {
        self.incidents.get_or_init(|| {
            let distances = |incident: &Incident| {
                FIRST_BORDERS.map(|border| {
                    let uncertainty = incident.location_uncertainty();
                    self.borders
                        .border_distance(border, incident.position?, uncertainty)
                })
            };
            self.atlas.incidents.iter().map(distances).collect()
        })
    }
}
