//! How far the selected one of the user's features lies from the borders: measured on another thread
//! where it is large, and kept until another is selected.
use std::sync::Arc;

use super::{AppState, Derived};
use crate::analysis::{BorderDistance, feature_distance};
use crate::jobs::{Cancelled, JobContext};
use crate::model::table::Geometry;
use crate::model::{FeatureRef, FeatureTable};

/// Features of no more vertices are measured at once.
const FEW_VERTICES: usize = 64;

/// A feature to be measured, with all that is needed to do so on whichever thread.
#[derive(Clone)]
pub struct MeasureTask {
    feature: FeatureRef,
    row: u32,
    table: Arc<FeatureTable>,
    derived: Arc<Derived>,
}

/// How far a feature lies from all borders of the atlas.
#[derive(Clone, Debug)]
pub struct Measurement {
    feature: FeatureRef,
    table: Arc<FeatureTable>,
    /// The nearest first.
    distances: Vec<BorderDistance>,
}

/// Two are the same if they are of the same feature of the same table.
impl PartialEq for Measurement {
    fn eq(&self, other: &Self) -> bool {
        self.feature == other.feature && self.table.is_of_same_features(&other.table)
    }
}

impl AppState {
    /// How far the whole of the selected one of the user's features lies from all borders of the
    /// atlas, the nearest first; `None` while that is being measured.
    pub fn feature_distances(&self) -> Option<&[BorderDistance]> {
        let task = self.selected_task()?;
        let measured = self.measured.as_ref()?;
        task.is_done_by(measured).then_some(&measured.distances)
    }

    /// What is to be measured now; `None` where all is known.
    pub fn measure_task(&self) -> Option<MeasureTask> {
        let task = self.selected_task()?;
        let measured = self.measured.as_ref();
        let is_known = measured.is_some_and(|measured| task.is_done_by(measured));
        (!is_known).then_some(task)
    }

    fn selected_task(&self) -> Option<MeasureTask> {
        let feature = self.session.selected?;
        let FeatureRef::Row(layer, row) = feature else {
            return None;
        };
        let table = &self.layers.get(&layer)?.table;
        ((row as usize) < table.len()).then(|| MeasureTask {
            feature,
            row,
            table: Arc::clone(table),
            derived: Arc::clone(&self.derived),
        })
    }

    /// What was measured of another feature goes; a small one is measured at once.
    pub(super) fn refresh_measured(&mut self) {
        let task = self.measure_task();
        if task.is_some() || self.feature_distances().is_none() {
            let small = task.filter(MeasureTask::is_small);
            self.measured = small.and_then(|task| task.run(&JobContext::unwatched()).ok());
        }
    }
}

impl MeasureTask {
    /// Whether it is about the same feature of the same table.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.feature == other.feature && self.table.is_of_same_features(&other.table)
    }

    fn is_done_by(&self, measurement: &Measurement) -> bool {
        self.feature == measurement.feature && self.table.is_of_same_features(&measurement.table)
    }

    fn is_small(&self) -> bool {
        let mut vertices = 0;
        self.geometry()
            .for_each_simple(&mut |simple| vertices += simple.positions().len());
        vertices <= FEW_VERTICES
    }

    fn geometry(&self) -> Geometry<'_> {
        self.table.geometry(self.row as usize)
    }

    /// Measure.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] when nobody wants it any more.
    pub fn run(&self, job: &JobContext) -> Result<Measurement, Cancelled> {
        let borders = self.derived.borders();
        let mut measurement = self.given_up();
        let all = &self.derived.atlas().borders;
        job.stage("measuring", all.len() as u64);
        for border in all {
            let found = feature_distance(borders, &border.id, self.geometry(), job)?;
            measurement.distances.extend(found);
            job.advance(1)?;
        }
        measurement
            .distances
            .sort_by(|a, b| a.distance.0.total_cmp(&b.distance.0));
        Ok(measurement)
    }

    /// What is known where it cannot be measured: nothing.
    #[must_use]
    pub fn given_up(&self) -> Measurement {
        Measurement {
            feature: self.feature,
            table: Arc::clone(&self.table),
            distances: Vec::new(),
        }
    }
}
