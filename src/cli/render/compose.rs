//! The map of the arguments as a scene: the layers, the selection, the map surround.
use std::sync::Arc;

use crate::analysis::{BorderDistance, BorderIndex};
use crate::model::{Atlas, Document, FeatureRef, Viewport};
use crate::scene::label::EdgeRule;
use crate::scene::surround::{self, SurroundParts};
use crate::scene::{Group, Scene, build};
use crate::spatial::Detail;

/// The borders that a selected incident is measured to.
const MEASURED: [&str; 2] = ["AFG-TJK", "AFG-UZB"];

/// What is to be drawn.
pub(super) struct Map<'a> {
    /// Layers, theme, language.
    pub document: Document,
    /// What is shown.
    pub viewport: Viewport,
    /// Index of the incident to mark.
    pub selected: Option<u32>,
    /// Title above the map; may be empty.
    pub title: &'a str,
    /// The words that the sources ask for.
    pub attribution: &'a str,
}

impl Map<'_> {
    /// The map and what lies above it.
    pub(super) fn paintable(&self, atlas: &Arc<Atlas>) -> (Scene, Vec<Group>) {
        let detail = Detail::new(Arc::clone(atlas));
        let scene = build::map(&build::MapInput {
            document: &self.document,
            detail: &detail,
            viewport: self.viewport,
            opened: &[],
            fanned: None,
            edge: EdgeRule::Inside,
        });
        let mut overlays = Vec::new();
        if let Some(index) = self.selected {
            overlays.push(build::selection(
                &self.document,
                &detail,
                self.viewport,
                FeatureRef::Incident(index),
                &distances(atlas, index),
            ));
        }
        overlays.push(surround::build(
            &self.document,
            &detail,
            self.viewport,
            &SurroundParts::all(self.title, self.attribution),
        ));
        (scene, overlays)
    }
}

/// How far an incident lies from the borders that are measured to.
fn distances(atlas: &Arc<Atlas>, index: u32) -> Vec<BorderDistance> {
    let Some(incident) = atlas.incidents.get(index as usize) else {
        return Vec::new();
    };
    let borders = BorderIndex::new(Arc::clone(atlas));
    let measured = MEASURED.into_iter().filter_map(|border| {
        borders.border_distance(border, incident.position?, incident.location_uncertainty())
    });
    measured.collect()
}
