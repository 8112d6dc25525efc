//! A finished map: the layers, what is marked, and the surround, as the bytes of a file.
use std::path::Path;

use super::{ExportMapError, Sheet, png, svg};
use crate::analysis::BorderDistance;
use crate::model::{Document, FeatureRef, Marked, Selection, Viewport};
use crate::scene::label::EdgeRule;
use crate::scene::surround::SurroundParts;
use crate::scene::{DrawnIncidents, Group, build};
use crate::source::attribution;
use crate::spatial::{Detail, ShownLayers};
use crate::terrain::Relief;

/// Formats a map can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapFormat {
    /// Pixels.
    Png,
    /// Lines and areas, with the relief as a picture.
    Svg,
}

impl MapFormat {
    /// The format that a file's suffix names.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let suffix = path.extension()?.to_str()?.to_ascii_lowercase();
        match suffix.as_str() {
            "png" => Some(Self::Png),
            "svg" => Some(Self::Svg),
            _ => None,
        }
    }
}

/// Everything a finished map is made from.
#[derive(Clone, Copy)]
pub struct FinishedMap<'a> {
    /// Layers, theme, language.
    pub document: &'a Document,
    /// The atlas at all levels of detail.
    pub detail: &'a Detail,
    /// Paints the ground.
    pub relief: &'a Relief,
    /// What is shown, and how large in points.
    pub viewport: Viewport,
    /// The features that pass.
    pub layers: &'a ShownLayers,
    /// What is selected and outlined.
    pub selection: &'a Selection,
    /// The one of them that is shown in detail.
    pub shown: Option<FeatureRef>,
    /// What is marked, with the distances to draw from it.
    pub marked: Option<(Marked, &'a [BorderDistance])>,
    /// Above the map; may be empty.
    pub title: &'a str,
    /// Pixels per point.
    pub scale: f32,
}

impl FinishedMap<'_> {
    /// The bytes of a file; the same for the same map.
    ///
    /// # Errors
    ///
    /// [`ExportMapError`] for a size that cannot be.
    pub fn encode(&self, format: MapFormat) -> Result<Vec<u8>, ExportMapError> {
        let attribution = attribution(self.document);
        let input = build::MapInput {
            document: self.document,
            detail: self.detail,
            viewport: self.viewport,
            layers: self.layers,
            fanned: None,
            edge: EdgeRule::Inside,
            features_at: Some(self.scale),
        };
        let parts = SurroundParts::all(self.title, &attribution);
        let outlines = build::outlines(
            self.document,
            self.detail.atlas(),
            self.layers,
            self.viewport,
            self.selection,
            self.shown,
        );
        let mark = self.mark();
        let (scene, surround) = build::finished_map(&input, &parts, mark.as_ref());
        let overlays: Vec<Group> = std::iter::once(outlines)
            .chain(mark)
            .chain([surround])
            .collect();
        let sheet = Sheet {
            scene: &scene,
            overlays: &overlays,
            relief: Some(self.relief),
            scale: self.scale,
            title: self.title,
            attribution: &attribution,
        };
        match format {
            MapFormat::Png => png::encode(&sheet),
            MapFormat::Svg => svg::encode(&sheet).map(String::into_bytes),
        }
    }

    fn mark(&self) -> Option<Group> {
        let (marked, distances) = self.marked?;
        let (document, viewport) = (self.document, self.viewport);
        Some(build::selection(
            document,
            self.detail,
            viewport,
            marked,
            distances,
            DrawnIncidents {
                passing: self.layers.incidents.as_deref(),
                fanned: None,
            },
        ))
    }
}
