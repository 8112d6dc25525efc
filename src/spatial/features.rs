//! The features of the user's layers, prepared for drawing and pointing.
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::geodesy::mercator::{world_from_lonlat, world_size_pt};
use crate::geodesy::{Position, lon_lat};
use crate::jobs::{Cancelled, JobContext};
use crate::model::{FeatureTable, LayerId, LoadReport};

/// A layer that was read, with what was derived from it.
pub struct LoadedLayer {
    /// Its features.
    pub table: Arc<FeatureTable>,
    /// What was found while they were read.
    pub report: Arc<LoadReport>,
    /// Where they are.
    pub index: FeatureIndex,
}

impl std::fmt::Debug for LoadedLayer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} features", self.table.len())
    }
}

/// Two are the same only if they came of one reading.
impl PartialEq for LoadedLayer {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.table, &other.table)
    }
}

/// The layers that are loaded.
pub type LayerStore = BTreeMap<LayerId, Arc<LoadedLayer>>;

/// Where the features of one table are.
pub struct FeatureIndex {
    points: Vec<([f64; 2], u32)>,
}

impl FeatureIndex {
    /// An index of these features.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] when nobody wants it any more.
    pub fn new(table: &FeatureTable, job: &JobContext) -> Result<Self, Cancelled> {
        job.stage("indexing", table.len() as u64);
        let mut points = Vec::new();
        for row in 0..table.len() {
            if let Some(&[lon, lat]) = table.geometry(row).positions().first() {
                points.push((world_from_lonlat(lon_lat(lon, lat)), row as u32));
            }
            job.advance(1)?;
        }
        Ok(Self { points })
    }

    /// Rows within `tolerance_pt` screen points of a position at a zoom level, or around it, the
    /// top-most first.
    #[must_use]
    pub fn hits(&self, at: Position, tolerance_pt: f64, zoom: f64) -> Vec<u32> {
        let [x, y] = world_from_lonlat(at);
        let radius = tolerance_pt / world_size_pt(zoom);
        let near = |&&([px, py], _): &&([f64; 2], u32)| (px - x).hypot(py - y) <= radius;
        let found = self.points.iter().filter(near);
        found.map(|(_, row)| *row).rev().collect()
    }
}
