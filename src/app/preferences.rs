//! What is kept between sessions: the arrangement of the window, the layers and the view.
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
    /// The layers.
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
        let kept = Self {
            layout: layout.clone(),
            document: document.clone(),
            view: view.map(|view| [view.center.lon_deg(), view.center.lat_deg(), view.zoom]),
        };
        eframe::set_value(storage, KEY, &kept);
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
