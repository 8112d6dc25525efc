//! What is kept between sessions: the arrangement of the window, the bundled layers and the view.
//! The user's own layers are kept by project files.
use serde::{Deserialize, Serialize};

use crate::geodesy::lon_lat;
use crate::model::{Document, Viewport};
use crate::ui::Layout;

const KEY: &str = "preferences";

/// Saved as one value in the desktop's place for such things.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The arrangement of the window.
    pub layout: Layout,
    /// The bundled layers, the basemap and the language.
    pub document: Document,
    /// Longitude, latitude and zoom of the view.
    view: Option<[f64; 3]>,
}

impl Preferences {
    /// What the last session left; the defaults where there is none or it cannot be read.
    pub fn load(storage: Option<&dyn eframe::Storage>) -> Self {
        let mut kept: Self = storage
            .and_then(|storage| eframe::get_value(storage, KEY))
            .unwrap_or_default();
        kept.document = kept.document.completed();
        kept.layout.interface_scale = kept.layout.interface_scale.clamp(0.6, 3.0);
        kept
    }

    /// Keep these for the next session; no view where the user never moved the map.
    pub fn save(
        storage: &mut dyn eframe::Storage,
        layout: &Layout,
        document: &Document,
        view: Option<&Viewport>,
    ) {
        let kept = Self::of(layout, document, view);
        eframe::set_value(storage, KEY, &kept);
    }

    fn of(layout: &Layout, document: &Document, view: Option<&Viewport>) -> Self {
        Self {
            layout: layout.clone(),
            document: document.without_features(),
            view: view.map(|view| [view.center.lon_deg(), view.center.lat_deg(), view.zoom]),
        }
    }

    /// The view of the last session, if it can be one.
    pub fn view(&self) -> Option<Viewport> {
        let [lon, lat, zoom] = self.view?;
        let center = lon_lat(lon, lat).checked().ok()?;
        let usable = Viewport::ZOOM_RANGE.contains(&zoom);
        usable.then_some(Viewport {
            center,
            zoom,
            size_pt: [1280.0, 720.0],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BasemapTheme, FeatureLayer, Layer, LayerId, LayerKind, LayerSource, Style};

    #[test]
    fn the_next_session_has_the_map_of_the_last_and_none_of_its_own_layers() {
        let mut document = Document::default();
        let id = LayerId(3);
        let layer = FeatureLayer {
            name: "posts".to_owned(),
            source: LayerSource::Text { text: "{}".into() },
            swap_axes: false,
            time: None,
            style: Style::default(),
        };
        document.features.insert(id, layer);
        document.layers.push(Layer {
            kind: LayerKind::Features(id),
            visible: true,
            opacity: 1.0,
        });
        document.basemap = BasemapTheme::Dark;
        document.layers[0].visible = false;
        let kept = Preferences::of(&Layout::default(), &document, None);
        let text = serde_json::to_string(&kept).unwrap();
        assert!(!text.contains("posts"), "{text}");
        let next: Preferences = serde_json::from_str(&text).unwrap();
        assert_eq!(next.document, document.without_features());
        assert_eq!(next.document.basemap, BasemapTheme::Dark);
        assert!(!next.document.layers[0].visible);
    }
}
