//! What is computed from the atlas for the panels: the border index and each incident's distances.
use std::sync::{Arc, OnceLock};

use crate::analysis::{BorderDistance, BorderIndex, FIRST_BORDERS, incident_table};
use crate::model::{Atlas, FeatureTable, Incident};

/// Computed on first use and kept; the atlas never changes.
pub struct Derived {
    atlas: Arc<Atlas>,
    borders: BorderIndex,
    incidents: OnceLock<Vec<[Option<BorderDistance>; 2]>>,
    incident_table: OnceLock<Arc<FeatureTable>>,
}

impl Derived {
    pub(super) fn new(atlas: &Arc<Atlas>) -> Self {
        Self {
            atlas: Arc::clone(atlas),
            borders: BorderIndex::new(Arc::clone(atlas)),
            incidents: OnceLock::new(),
            incident_table: OnceLock::new(),
        }
    }

    /// What it is computed from.
    pub fn atlas(&self) -> &Arc<Atlas> {
        &self.atlas
    }

    /// The exact borders, ready to be asked.
    pub fn borders(&self) -> &BorderIndex {
        &self.borders
    }

    /// The incidents as a table, in the order of the atlas.
    pub fn incident_table(&self) -> &Arc<FeatureTable> {
        self.incident_table
            .get_or_init(|| Arc::new(incident_table(&self.atlas.incidents)))
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
