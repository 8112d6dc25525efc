//! The map of the arguments as a scene: the layers, the selection, the map surround.
use crate::model::{Atlas, Document, Viewport};
use crate::scene::{Group, Scene};

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
    pub attribution: String,
}

impl Map<'_> {
    /// The map and what lies above it.
    pub(super) fn paintable(&self, _atlas: &Atlas) -> anyhow::Result<(Scene, Vec<Group>)> {
        let _ = (self.selected, self.title);
        let scene = Scene {
            viewport: self.viewport,
            basemap: self.document.basemap,
            background: crate::model::Rgba::hex(0xc8_d8_e0),
            below_relief: Vec::new(),
            groups: Vec::new(),
        };
        Ok((scene, Vec::new()))
    }
}
