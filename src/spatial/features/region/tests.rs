//! What lies within a region, held against another way of telling.
use proptest::prelude::*;

use super::*;
use crate::geodesy::lon_lat;
use crate::geodesy::mercator::world_from_lonlat;
use crate::jobs::JobContext;
use crate::model::FeatureTable;
use crate::model::table::{GeometryKind, TableBuilder};

fn index(table: &FeatureTable) -> FeatureIndex {
    FeatureIndex::new(table, &JobContext::unwatched()).unwrap()
}

fn world([lon, lat]: [f64; 2]) -> [f64; 2] {
    world_from_lonlat(lon_lat(lon, lat))
}

fn region(corners: &[[f64; 2]]) -> Region {
    Region::new(corners.iter().map(|at| world(*at)).collect())
}

fn points(places: &[[f64; 2]]) -> FeatureTable {
    let mut builder = TableBuilder::new();
    for place in places {
        builder.geometries().push_point(*place);
        builder.end_feature();
    }
    builder.finish()
}

fn path(builder: &mut TableBuilder, kind: GeometryKind, path: &[[f64; 2]]) {
    let geometries = builder.geometries();
    for position in path {
        geometries.push_position(*position);
    }
    geometries.end_path();
    geometries.end_part();
    geometries.end_geometry(kind);
    builder.end_feature();
}

#[test]
fn lines_and_areas_count_where_they_touch() {
    let square = |west: f64, south: f64, side: f64| {
        let (east, north) = (west + side, south + side);
        [
            [west, south],
            [east, south],
            [east, north],
            [west, north],
            [west, south],
        ]
    };
    let mut builder = TableBuilder::new();
    // Through the region without a vertex in it, beside its corner, within it, around it, apart
    // though its box touches.
    path(
        &mut builder,
        GeometryKind::LineString,
        &[[60.0, 31.0], [70.0, 31.0]],
    );
    path(
        &mut builder,
        GeometryKind::LineString,
        &[[66.5, 30.0], [68.0, 31.5]],
    );
    path(
        &mut builder,
        GeometryKind::LineString,
        &[[65.2, 30.2], [65.4, 30.3]],
    );
    path(
        &mut builder,
        GeometryKind::Polygon,
        &square(60.0, 25.0, 20.0),
    );
    path(
        &mut builder,
        GeometryKind::LineString,
        &[[64.0, 31.8], [64.0, 34.0], [68.0, 34.0]],
    );
    path(
        &mut builder,
        GeometryKind::Polygon,
        &square(65.5, 30.5, 0.5),
    );
    path(
        &mut builder,
        GeometryKind::Polygon,
        &square(72.0, 30.5, 0.5),
    );
    let table = builder.finish();
    let drawn = region(&[[65.0, 30.0], [67.0, 30.0], [67.0, 32.0], [65.0, 32.0]]);
    let found: Vec<u32> = index(&table).rows_within(&drawn).iter().collect();
    assert_eq!(found, [0, 1, 2, 3, 5]);
}

#[test]
fn a_region_across_the_antimeridian_finds_both_sides() {
    let table = points(&[[179.5, 10.0], [-179.5, 10.0], [0.0, 10.0]]);
    let [west, east] = [world([179.0, 12.0]), world([-179.0, 8.0])];
    for worlds in [-1.0, 0.0, 1.0] {
        let (x0, x1) = (west[0] + worlds, east[0] + 1.0 + worlds);
        let corners = vec![[x0, west[1]], [x1, west[1]], [x1, east[1]], [x0, east[1]]];
        let found: Vec<u32> = index(&table)
            .rows_within(&Region::new(corners))
            .iter()
            .collect();
        assert_eq!(found, [0, 1]);
    }
}

#[test]
fn what_a_lasso_goes_around_twice_is_within() {
    let drawn = region(&[
        [60.0, 30.0],
        [64.0, 30.0],
        [64.0, 34.0],
        [60.0, 34.0],
        [60.0, 30.0],
        [62.0, 30.0],
        [62.0, 32.0],
        [60.0, 32.0],
    ]);
    let table = points(&[[61.0, 31.0], [63.0, 33.0], [65.0, 31.0]]);
    let found: Vec<u32> = index(&table).rows_within(&drawn).iter().collect();
    assert_eq!(found, [0, 1]);
}

proptest! {
    /// Each point on its own, by angles: the sum of the angles that the edges span as seen from it.
    #[test]
    fn agrees_with_the_sum_of_angles(
        places in prop::collection::vec((60.0..70.0_f64, 30.0..40.0_f64), 0..300),
        corners in prop::collection::vec((60.0..70.0_f64, 30.0..40.0_f64), 3..9),
    ) {
        let places: Vec<[f64; 2]> = places.into_iter().map(|(lon, lat)| [lon, lat]).collect();
        let ring: Vec<[f64; 2]> = corners.into_iter().map(|(lon, lat)| world([lon, lat])).collect();
        let drawn = Region::new(ring.clone());
        let found = index(&points(&places)).rows_within(&drawn);
        for (row, place) in (0..).zip(&places) {
            let at = world(*place);
            let angle = |corner: [f64; 2]| (corner[1] - at[1]).atan2(corner[0] - at[0]);
            let turned: f64 = (0..ring.len())
                .map(|index| angle(ring[(index + 1) % ring.len()]) - angle(ring[index]))
                .map(|turn| (turn + 3.0 * std::f64::consts::PI).rem_euclid(std::f64::consts::TAU) - std::f64::consts::PI)
                .sum();
            prop_assert_eq!(found.contains(row), turned.abs() > 1.0);
            prop_assert_eq!(found.contains(row), drawn.contains(at));
        }
    }
}
