//! What lies under the pointer: an index of the exact positions of features, never of what was
//! drawn.
use std::cmp::Ordering;
use std::ops::Range;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::geodesy::Position;
use crate::geodesy::mercator::{world_from_lonlat, world_size_pt};
use crate::model::{FeatureRef, LayerId};

/// Neighbours that one leaf of the tree holds side by side in memory: at a small scale a query
/// meets thousands, and to read them in a row is many times faster than to walk the tree for each.
const BLOCK: usize = 32;

/// What a feature is where the pointer found it; a point is rarely meant less than what it lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HitKind {
    /// A point.
    Point,
    /// A line.
    Line,
    /// An area.
    Area,
}

/// Something within reach of the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit<T> {
    /// The feature.
    pub what: T,
    /// What it is there.
    pub kind: HitKind,
    /// From the pointer, screen points; 0 within an area.
    pub distance_pt: f64,
    /// How large an area is, screen points squared; 0 of anything else.
    pub area_pt2: f64,
}

impl<T> Hit<T> {
    /// Points come first, then lines, then areas, each by distance; of areas around the pointer the
    /// smallest.
    pub fn nearness(&self, other: &Self) -> Ordering {
        (self.kind.cmp(&other.kind))
            .then(self.distance_pt.total_cmp(&other.distance_pt))
            .then(self.area_pt2.total_cmp(&other.area_pt2))
    }
}

/// An index of features by their position.
pub struct HitIndex {
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, Range<usize>>>,
    /// In unit-square coordinates, block after block.
    points: Vec<[f64; 2]>,
    /// Which feature each point is, as [`order`] has it.
    orders: Vec<u64>,
}

impl HitIndex {
    /// An index of these features.
    #[must_use]
    pub fn new(features: impl Iterator<Item = (FeatureRef, Position)>) -> Self {
        let mut entries: Vec<([f64; 2], u64)> = features
            .map(|(feature, position)| {
                let [x, y] = world_from_lonlat(position);
                ([x.rem_euclid(1.0), y], order(feature))
            })
            .collect();
        // Sort-tile-recursive packing: columns of equal number, each cut into blocks from north
        // to south (Leutenegger, Lopez and Edgington 1997).
        entries.sort_unstable_by(|(a, _), (b, _)| a[0].total_cmp(&b[0]));
        let blocks = entries.len().div_ceil(BLOCK) as f64;
        let column = (blocks.sqrt().ceil() as usize * BLOCK).max(BLOCK);
        for entries in entries.chunks_mut(column) {
            entries.sort_unstable_by(|(a, _), (b, _)| a[1].total_cmp(&b[1]));
        }
        let (points, orders): (Vec<[f64; 2]>, Vec<u64>) = entries.into_iter().unzip();
        let leaves = (0..points.len())
            .step_by(column)
            .flat_map(|start| {
                let end = (start + column).min(points.len());
                (start..end)
                    .step_by(BLOCK)
                    .map(move |from| from..(from + BLOCK).min(end))
            })
            .map(|range| {
                let bounds = AABB::from_points(&points[range.clone()]);
                GeomWithData::new(Rectangle::from_aabb(bounds), range)
            })
            .collect();
        Self {
            tree: RTree::bulk_load(leaves),
            points,
            orders,
        }
    }

    /// All features within `tolerance_pt` screen points of a position at a zoom level, the
    /// nearest first and of those at one place the top-most. The wrap at the antimeridian is no
    /// edge.
    #[must_use]
    pub fn hits(&self, at: Position, tolerance_pt: f64, zoom: f64) -> Vec<Hit<FeatureRef>> {
        let [x, y] = world_from_lonlat(at);
        let x = x.rem_euclid(1.0);
        let size = world_size_pt(zoom);
        let radius = tolerance_pt / size;
        let mut found = Vec::new();
        for x in [x - 1.0, x, x + 1.0] {
            if (-radius..=1.0 + radius).contains(&x) {
                self.collect([x, y], radius, &mut found);
            }
        }
        found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        found.dedup();
        let hit = |(distance_squared, order): (f64, u64)| Hit {
            what: feature(order),
            kind: HitKind::Point,
            distance_pt: distance_squared.sqrt() * size,
            area_pt2: 0.0,
        };
        found.into_iter().map(hit).collect()
    }

    fn collect(&self, [x, y]: [f64; 2], radius: f64, found: &mut Vec<(f64, u64)>) {
        let around = AABB::from_corners([x - radius, y - radius], [x + radius, y + radius]);
        for leaf in self.tree.locate_in_envelope_intersecting(&around) {
            let points = &self.points[leaf.data.clone()];
            let orders = &self.orders[leaf.data.clone()];
            found.extend(points.iter().zip(orders).filter_map(|([px, py], &order)| {
                let (dx, dy) = (px - x, py - y);
                let squared = dx * dx + dy * dy;
                (squared <= radius * radius).then_some((squared, order))
            }));
        }
    }
}

/// A number that orders features as they are drawn, bottom to top.
fn order(feature: FeatureRef) -> u64 {
    let (kind, index) = match feature {
        FeatureRef::Place(index) => (0, index),
        FeatureRef::Context(index) => (1, index),
        // The user's own rows are found by `features::FeatureIndex`.
        FeatureRef::Row(_, index) => (2, index),
        FeatureRef::Incident(index) => (3, index),
    };
    kind << 32 | u64::from(index)
}

/// The feature of such a number.
fn feature(order: u64) -> FeatureRef {
    let index = order as u32;
    match order >> 32 {
        0 => FeatureRef::Place(index),
        1 => FeatureRef::Context(index),
        2 => FeatureRef::Row(LayerId::default(), index),
        _ => FeatureRef::Incident(index),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::lon_lat;

    /// A linear congruential generator (Numerical Recipes), so that a failure can be repeated.
    fn scattered(count: u32) -> Vec<(FeatureRef, Position)> {
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state) / f64::from(u32::MAX)
        };
        (0..count)
            .map(|index| {
                let position = lon_lat(60.0 + 10.0 * next(), 34.0 + 6.0 * next());
                let feature = if index % 3 == 0 {
                    FeatureRef::Place(index)
                } else {
                    FeatureRef::Incident(index)
                };
                (feature, position)
            })
            .collect()
    }

    #[test]
    fn hits_are_those_of_brute_force_at_every_zoom_the_nearest_first() {
        let features = scattered(5000);
        let index = HitIndex::new(features.iter().copied());
        let pointer = lon_lat(65.0, 37.0);
        let [x, y] = world_from_lonlat(pointer);
        let mut found_any = 0;
        for zoom in [3.0, 5.0, 6.3, 8.0, 10.7, 14.0] {
            let size = world_size_pt(zoom);
            let mut expected: Vec<(f64, FeatureRef)> = features
                .iter()
                .map(|(feature, position)| {
                    let [fx, fy] = world_from_lonlat(*position);
                    (((fx - x) * size).hypot((fy - y) * size), *feature)
                })
                .filter(|(distance, _)| *distance <= 8.0)
                .collect();
            expected.sort_by(|(a, _), (b, _)| a.total_cmp(b));
            found_any += expected.len();
            let hits = index.hits(pointer, 8.0, zoom);
            assert_eq!(hits.len(), expected.len(), "zoom {zoom}");
            for (hit, (distance, feature)) in hits.iter().zip(expected) {
                assert_eq!(hit.what, feature, "zoom {zoom}");
                assert!((hit.distance_pt - distance).abs() < 1e-6, "zoom {zoom}");
            }
        }
        assert!(found_any > 100);
    }

    #[test]
    fn the_tolerance_is_the_same_on_screen_at_every_zoom() {
        let index =
            HitIndex::new([(FeatureRef::Incident(0), lon_lat(67.2783, 37.2242))].into_iter());
        let [x, y] = world_from_lonlat(lon_lat(67.2783, 37.2242));
        for zoom in 2..=16 {
            let beside = |pt: f64| {
                let world = [x + pt / world_size_pt(f64::from(zoom)), y];
                crate::geodesy::mercator::lonlat_from_world(world)
            };
            let hits = |pt: f64| index.hits(beside(pt), 8.0, f64::from(zoom)).len();
            assert_eq!((hits(7.9), hits(8.1)), (1, 0), "zoom {zoom}");
        }
    }

    #[test]
    fn a_feature_across_the_antimeridian_is_found() {
        let index = HitIndex::new([(FeatureRef::Place(4), lon_lat(-179.99, 40.0))].into_iter());
        let hits = |lon: f64| index.hits(lon_lat(lon, 40.0), 8.0, 8.0).len();
        assert_eq!(
            (hits(179.99), hits(180.01), hits(540.01), hits(179.0)),
            (1, 1, 1, 0)
        );
    }

    #[test]
    fn at_one_place_later_features_of_a_kind_are_above_earlier_ones() {
        let kabul = lon_lat(69.17, 34.53);
        let stack = [
            FeatureRef::Incident(2),
            FeatureRef::Place(9),
            FeatureRef::Incident(5),
            FeatureRef::Context(1),
        ];
        let index = HitIndex::new(stack.into_iter().map(|feature| (feature, kabul)));
        let expected = [
            FeatureRef::Incident(5),
            FeatureRef::Incident(2),
            FeatureRef::Context(1),
            FeatureRef::Place(9),
        ];
        let hits = index.hits(kabul, 6.0, 9.0);
        assert_eq!(
            hits.iter().map(|hit| hit.what).collect::<Vec<_>>(),
            expected
        );
    }
}
