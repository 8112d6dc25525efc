//! The user's own features as primitives, by the style of their layer.
use super::Primitive;
use super::ground::Canvas;
use super::symbol::{Symbol, symbol_primitives};
use crate::geodesy::lon_lat;
use crate::model::Style;
use crate::spatial::LoadedLayer;

/// One layer; of points that fall on one spot of the screen only the last is drawn.
pub(super) fn features(canvas: &Canvas<'_>, loaded: &LoadedLayer, style: &Style) -> Vec<Primitive> {
    const SPOT_PT: f32 = 2.0;
    let mut spots = std::collections::HashMap::new();
    for (index, &[lon, lat]) in loaded.table.geometries().positions().iter().enumerate() {
        let center = canvas.frame.place(lon_lat(lon, lat));
        if canvas.frame.shows(center) {
            let spot = center.map(|value| (value / SPOT_PT).floor() as i32);
            spots.insert(spot, (index, center));
        }
    }
    let mut drawn: Vec<(usize, [f32; 2])> = spots.into_values().collect();
    drawn.sort_unstable_by_key(|(index, _)| *index);
    drawn
        .into_iter()
        .flat_map(|(_, center)| {
            symbol_primitives(Symbol::Opened, center, style.size_pt, canvas.theme)
        })
        .collect()
}
