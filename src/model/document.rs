//! What is saved and undone: which layers are shown and how.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ComputedColumn, FeatureLayer, Filter, Language, LayerId, LayerView, TimeFilter};

/// How the ground is painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BasemapTheme {
    /// Relief on light paper.
    #[default]
    Light,
    /// Relief on dark ground, for a projector.
    Dark,
    /// No relief.
    Plain,
}

impl BasemapTheme {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::Plain];

    /// Its name in the interface.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Light => "Relief, light",
            Self::Dark => "Relief, dark",
            Self::Plain => "Plain",
        }
    }
}

/// A layer over the basemap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LayerKind {
    /// Lakes, reservoirs, seas.
    Water,
    /// Rivers.
    Rivers,
    /// Meridians and parallels.
    Graticule,
    /// The lines between provinces.
    Provinces,
    /// Borders between states.
    Borders,
    /// Areas and points of the context the article names.
    Context,
    /// Settlements and all names.
    Places,
    /// Incidents, launch areas and impact areas.
    Incidents,
    /// Features of the user's own.
    Features(LayerId),
}

impl LayerKind {
    /// All bundled layers, bottom-most first, as a new document has them.
    pub const ALL: [Self; 8] = [
        Self::Water,
        Self::Rivers,
        Self::Graticule,
        Self::Provinces,
        Self::Borders,
        Self::Context,
        Self::Places,
        Self::Incidents,
    ];

    /// Its name in the interface; that of the user's layers is in [`Document::title`].
    pub const fn title(self) -> &'static str {
        match self {
            Self::Water => "Lakes and seas",
            Self::Rivers => "Rivers",
            Self::Graticule => "Graticule",
            Self::Provinces => "Provinces",
            Self::Borders => "Borders",
            Self::Context => "Context of the article",
            Self::Places => "Places and names",
            Self::Features(_) => "Features",
            Self::Incidents => "Incidents",
        }
    }

    /// Its name on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Water => "water",
            Self::Rivers => "rivers",
            Self::Graticule => "graticule",
            Self::Provinces => "provinces",
            Self::Borders => "borders",
            Self::Context => "context",
            Self::Places => "places",
            Self::Features(_) => "features",
            Self::Incidents => "incidents",
        }
    }
}

/// How one layer is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// What it draws.
    pub kind: LayerKind,
    /// Whether it is drawn.
    pub visible: bool,
    /// 0 = transparent, 1 = opaque.
    pub opacity: f32,
}

/// Everything that is saved and undone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// How the ground is painted.
    pub basemap: BasemapTheme,
    /// Bottom-most first; each kind once.
    pub layers: Vec<Layer>,
    /// Language of the map's names.
    pub language: Language,
    /// The user's own layers; each has one place in `layers`. Kept by project files, not by the
    /// preferences.
    #[serde(skip)]
    pub features: BTreeMap<LayerId, FeatureLayer>,
    /// Which features of a layer are shown and counted; layers without an entry have no filter.
    #[serde(skip)]
    pub filters: BTreeMap<LayerKind, Filter>,
    /// Columns that were added to those of a layer's source, from left to right.
    #[serde(skip)]
    pub computed: BTreeMap<LayerKind, Vec<ComputedColumn>>,
    /// A filter for every layer with features. A condition on a property that a layer does not
    /// have does not apply to that layer.
    #[serde(skip)]
    pub filter: Filter,
    /// The time that is shown, and the periods.
    #[serde(skip)]
    pub time: TimeFilter,
    /// How layers are looked at beside the map; those without an entry as the panels have them at
    /// first.
    #[serde(skip)]
    pub views: BTreeMap<LayerKind, LayerView>,
}

impl Default for Document {
    fn default() -> Self {
        let layers = LayerKind::ALL
            .into_iter()
            .map(|kind| Layer {
                kind,
                visible: !matches!(kind, LayerKind::Graticule | LayerKind::Context),
                opacity: 1.0,
            })
            .collect();
        Self {
            basemap: BasemapTheme::default(),
            layers,
            language: Language::default(),
            features: BTreeMap::new(),
            filters: BTreeMap::new(),
            computed: BTreeMap::new(),
            filter: Filter::default(),
            time: TimeFilter::default(),
            views: BTreeMap::new(),
        }
    }
}

impl Document {
    /// The document with each layer exactly once, as one that an older version saved may not have.
    #[must_use]
    pub fn completed(mut self) -> Self {
        let mut layers: Vec<Layer> = Vec::new();
        for layer in std::mem::take(&mut self.layers)
            .into_iter()
            .chain(Self::default().layers)
        {
            let known = match layer.kind {
                LayerKind::Features(id) => self.features.contains_key(&id),
                _ => true,
            };
            if known && !layers.iter().any(|other| other.kind == layer.kind) {
                layers.push(layer);
            }
        }
        self.layers = layers;
        self
    }

    /// The same map and bundled layers, none of the user's own.
    #[must_use]
    pub fn without_features(&self) -> Self {
        let mut document = Self {
            features: BTreeMap::new(),
            filters: BTreeMap::new(),
            computed: BTreeMap::new(),
            filter: Filter::default(),
            time: TimeFilter::default(),
            views: BTreeMap::new(),
            ..self.clone()
        };
        document
            .layers
            .retain(|layer| !matches!(layer.kind, LayerKind::Features(_)));
        document
    }

    /// How this layer is shown.
    #[must_use]
    pub fn layer(&self, kind: LayerKind) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.kind == kind)
    }

    /// How this layer is shown, to be changed by `state` only.
    pub fn layer_mut(&mut self, kind: LayerKind) -> Option<&mut Layer> {
        self.layers.iter_mut().find(|layer| layer.kind == kind)
    }

    /// The layer's name in the interface and the legend.
    #[must_use]
    pub fn title(&self, kind: LayerKind) -> &str {
        match kind {
            LayerKind::Features(id) => self.features.get(&id).map_or("", |layer| &layer.name),
            _ => kind.title(),
        }
    }

    /// The columns that were added to a layer.
    #[must_use]
    pub fn computed(&self, kind: LayerKind) -> &[ComputedColumn] {
        self.computed.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The layer's opacity, 0 where it is hidden.
    #[must_use]
    pub fn opacity(&self, kind: LayerKind) -> f32 {
        self.layer(kind)
            .map_or(0.0, |layer| if layer.visible { layer.opacity } else { 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_document_of_few_layers_is_completed() {
        let water = Layer {
            kind: LayerKind::Water,
            visible: false,
            opacity: 0.5,
        };
        let saved = Document {
            layers: vec![water.clone(), water.clone()],
            ..Document::default()
        };
        let completed = saved.completed();
        assert_eq!(completed.layers.len(), LayerKind::ALL.len());
        assert_eq!(completed.layer(LayerKind::Water), Some(&water));
    }
}
