//! What lies under the pointer where it is, the likeliest meant first. Hidden things are found too.
use super::HIT_TOLERANCE_PT;
use crate::geodesy::Position;
use crate::model::{FeatureRef, LayerId, LayerKind, Style};
use crate::scene::symbology::Symbology;
use crate::spatial::{Hit, HitIndex, HitKind, LoadedLayer};
use crate::state::AppState;

/// About half of the least symbol of an incident, screen points.
const INCIDENT_PT: f64 = 6.0;
/// About half of a town's dot, screen points.
const DOT_PT: f64 = 4.0;

/// A feature within reach.
struct Found {
    hit: Hit<FeatureRef>,
    /// How far its symbol or line reaches from where it is, screen points.
    reach_pt: f64,
}

impl Found {
    fn is_beside(&self) -> bool {
        self.hit.distance_pt > self.reach_pt
    }

    /// Incidents lie on top of everything.
    fn covers_all(&self) -> bool {
        matches!(self.hit.what, FeatureRef::Incident(_)) && !self.is_beside()
    }
}

/// Everything within reach of a position: what is built in, and the features of the user's layers.
pub(super) fn under_pointer(
    built_in: &HitIndex,
    state: &AppState,
    at: Position,
    zoom: f64,
) -> Vec<FeatureRef> {
    let hits = built_in.hits(at, HIT_TOLERANCE_PT, zoom).into_iter();
    let mut found: Vec<Found> = hits
        .map(|hit| Found {
            reach_pt: match hit.what {
                FeatureRef::Incident(_) => INCIDENT_PT,
                _ => DOT_PT,
            },
            hit,
        })
        .collect();
    let document = state.document();
    for layer in document.layers.iter().rev() {
        if let LayerKind::Features(id) = layer.kind
            && let Some(loaded) = state.shown().get(id)
            && let Some(features) = document.features.get(&id)
        {
            found.extend(of_layer(loaded, id, &features.style, at, zoom));
        }
    }
    sort(&mut found);
    found.into_iter().map(|found| found.hit.what).collect()
}

fn of_layer(
    loaded: &LoadedLayer,
    id: LayerId,
    style: &Style,
    at: Position,
    zoom: f64,
) -> Vec<Found> {
    // Without the colours, which say nothing here and can be many.
    let plain = Style {
        size_pt: style.size_pt,
        size_by: style.size_by.clone(),
        width_pt: style.width_pt,
        simplestyle: style.simplestyle,
        ..Style::default()
    };
    let symbology = Symbology::new(&plain, &loaded.table);
    let most_pt = HIT_TOLERANCE_PT.max(f64::from(symbology.reach_pt()));
    let hits = loaded.index.hits(at, most_pt, zoom).into_iter();
    hits.filter_map(|hit| {
        let row = hit.what as usize;
        let across_pt = match hit.kind {
            HitKind::Point => symbology.size_pt(row),
            HitKind::Line => symbology.line(row).1,
            HitKind::Area => 0.0,
        };
        let reach_pt = f64::from(across_pt) / 2.0;
        let hit = Hit {
            what: FeatureRef::Row(id, hit.what),
            kind: hit.kind,
            distance_pt: hit.distance_pt,
            area_pt2: hit.area_pt2,
        };
        (hit.distance_pt <= reach_pt.max(HIT_TOLERANCE_PT)).then_some(Found { hit, reach_pt })
    })
    .collect()
}

/// Of a kind, what the pointer is on comes before what it is beside. What is equally near stays in
/// the order of the layers.
fn sort(found: &mut [Found]) {
    // Nobody sees a quarter of a point.
    let steps = |found: &Found| (found.hit.distance_pt * 4.0).round();
    found.sort_by(|a, b| {
        (b.covers_all().cmp(&a.covers_all()))
            .then(a.hit.kind.cmp(&b.hit.kind))
            .then(a.is_beside().cmp(&b.is_beside()))
            .then(steps(a).total_cmp(&steps(b)))
            .then(a.hit.area_pt2.total_cmp(&b.hit.area_pt2))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(what: FeatureRef, kind: HitKind, distance_pt: f64, size: f64) -> Found {
        let area = kind == HitKind::Area;
        Found {
            hit: Hit {
                what,
                kind,
                distance_pt,
                area_pt2: if area { size } else { 0.0 },
            },
            reach_pt: if area { 0.0 } else { size / 2.0 },
        }
    }

    #[test]
    fn the_nearest_comes_first_whatever_layer_it_is_of() {
        let row = |layer, index| FeatureRef::Row(LayerId(layer), index);
        let (point, line, area) = (HitKind::Point, HitKind::Line, HitKind::Area);
        let mut all = [
            found(FeatureRef::Incident(1), point, 8.0, 12.0),
            found(FeatureRef::Incident(0), point, 5.0, 12.0),
            found(FeatureRef::Place(0), point, 3.0, 8.0),
            found(row(3, 0), area, 0.0, 900.0),
            found(row(3, 1), area, 0.0, 400.0),
            found(row(3, 2), area, 2.0, 1.0),
            found(row(2, 0), line, 6.0, 1.0),
            found(row(2, 1), line, 2.0, 1.0),
            found(row(1, 0), point, 6.0, 4.0),
            // Larger, so that the pointer is on it.
            found(row(1, 1), point, 7.0, 16.0),
            found(row(1, 2), point, 3.0 - 1e-6, 8.0),
            found(row(1, 3), point, 1.0, 8.0),
        ];
        sort(&mut all);
        let order = [
            FeatureRef::Incident(0),
            row(1, 3),
            FeatureRef::Place(0),
            row(1, 2),
            row(1, 1),
            row(1, 0),
            FeatureRef::Incident(1),
            row(2, 1),
            row(2, 0),
            row(3, 1),
            row(3, 0),
            row(3, 2),
        ];
        assert_eq!(all.map(|found| found.hit.what), order);
    }
}
