//! Whole features against every vertex of them densified, and by hand.
use super::*;
use crate::geodesy::geodesic;
use crate::model::FeatureTable;
use crate::model::table::TableBuilder;
use crate::source::atlas::atlas;

fn borders() -> BorderIndex {
    BorderIndex::new(atlas().unwrap())
}

fn table(kind: GeometryKind, parts: &[&[&[[f64; 2]]]]) -> FeatureTable {
    let mut builder = TableBuilder::new();
    let arena = builder.geometries();
    for part in parts {
        for path in *part {
            for position in *path {
                arena.push_position(*position);
            }
            arena.end_path();
        }
        arena.end_part();
    }
    arena.end_geometry(kind);
    builder.end_feature();
    builder.finish()
}

fn measured(
    borders: &BorderIndex,
    border: &str,
    kind: GeometryKind,
    parts: &[&[&[[f64; 2]]]],
) -> BorderDistance {
    let table = table(kind, parts);
    feature_distance(borders, border, table.geometry(0), &JobContext::unwatched())
        .unwrap()
        .unwrap()
}

fn square(west: f64, south: f64, size: f64) -> [[f64; 2]; 5] {
    let (east, north) = (west + size, south + size);
    [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
    ]
}

/// Numbers that look random and are the same each time (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn within(&mut self, from: f64, to: f64) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        from + (to - from) * (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[test]
fn no_place_of_a_line_is_nearer_than_what_is_found() {
    let borders = borders();
    let mut dice = Dice(7);
    for step in 0..60 {
        let spread = [0.02, 0.5, 6.0][step % 3];
        let start = [dice.within(60.0, 74.0), dice.within(30.0, 41.0)];
        let line: Vec<[f64; 2]> = (0..6)
            .map(|_| start.map(|at| at + dice.within(-spread, spread)))
            .collect();
        let border = ["AFG-TJK", "AFG-UZB"][step % 2];
        let found = measured(&borders, border, GeometryKind::LineString, &[&[&line]]);
        let mut brute_m = f64::INFINITY;
        for pair in line.windows(2) {
            for part in 0..=400 {
                let at = |axis: usize| {
                    pair[0][axis] + (pair[1][axis] - pair[0][axis]) * f64::from(part) / 400.0
                };
                let nearest = borders.border_distance(border, lon_lat(at(0), at(1)), None);
                brute_m = brute_m.min(nearest.unwrap().distance.0);
            }
        }
        let found_m = found.distance.0;
        assert!(
            found_m <= brute_m + TOLERANCE_M.max(TOLERANCE * brute_m),
            "{found_m} {brute_m}"
        );
        let between = geodesic::distance(found.from, found.nearest).0;
        assert!(
            (between - found_m).abs() < TOLERANCE_M,
            "{between} {found_m}"
        );
        // The steps of the line are about 1/200 of its spread, in metres at most this far apart.
        assert!(found_m > brute_m - spread * 1000.0, "{found_m} {brute_m}");
    }
}

#[test]
fn a_point_is_as_far_as_its_position() {
    let borders = borders();
    let at = [67.2783, 37.2242];
    let alone = measured(&borders, "AFG-UZB", GeometryKind::Point, &[&[&[at]]]);
    let position = borders.border_distance("AFG-UZB", lon_lat(at[0], at[1]), None);
    assert_eq!(alone, position.unwrap());
    let many: &[[f64; 2]] = &[[60.0, 35.0], at, [f64::NAN, 1.0], [67.0, 30.0]];
    let many = measured(&borders, "AFG-UZB", GeometryKind::MultiPoint, &[&[many]]);
    assert!((many.distance.0 - alone.distance.0).abs() <= TOLERANCE_M);
    assert_eq!(many.from, lon_lat(at[0], at[1]));
}

/// Termez lies north of the river that is the border, Hayraton south of it.
#[test]
fn a_line_over_the_border_has_no_distance_though_its_ends_have() {
    let borders = borders();
    let line: &[[f64; 2]] = &[[67.2783, 37.30], [67.2783, 37.10]];
    let found = measured(&borders, "AFG-UZB", GeometryKind::LineString, &[&[line]]);
    assert_eq!(found.distance, Meters(0.0));
    assert!((found.from.lon_deg() - 67.2783).abs() < 1e-9);
    assert!(geodesic::distance(found.from, found.nearest).0 < TOLERANCE_M);
    let far: &[[f64; 2]] = &[[67.0, 34.0], [67.0, 34.5]];
    let both = measured(
        &borders,
        "AFG-UZB",
        GeometryKind::MultiLineString,
        &[&[far], &[line]],
    );
    assert_eq!(both.distance, Meters(0.0));
}

#[test]
fn an_area_holds_the_border_but_for_its_holes() {
    let borders = borders();
    // AFG-UZB runs from 66.5 to 67.8° E near 37.2° N.
    let outer = square(60.0, 30.0, 15.0);
    let found = measured(&borders, "AFG-UZB", GeometryKind::Polygon, &[&[&outer]]);
    assert_eq!(found.distance, Meters(0.0));
    assert_eq!(found.from, found.nearest);
    // The hole's edge on the meridian of 66° E is nearest.
    let hole = square(66.0, 36.0, 3.0);
    let hollow = measured(
        &borders,
        "AFG-UZB",
        GeometryKind::Polygon,
        &[&[&outer, &hole]],
    );
    let edge = measured(&borders, "AFG-UZB", GeometryKind::LineString, &[&[&hole]]);
    assert_eq!(hollow.distance, edge.distance);
    assert!(hollow.distance.0 > 10_000.0);
    let apart = measured(
        &borders,
        "AFG-UZB",
        GeometryKind::MultiPolygon,
        &[&[&outer, &hole], &[&square(66.9, 37.0, 0.5)]],
    );
    assert_eq!(apart.distance, Meters(0.0));
}

#[test]
fn what_has_no_usable_position_has_no_distance() {
    let borders = borders();
    let job = JobContext::unwatched();
    let distance = |border, of: &FeatureTable| {
        feature_distance(&borders, border, of.geometry(0), &job).unwrap()
    };
    let nowhere = table(GeometryKind::MultiPoint, &[&[&[[500.0, 97.0]]]]);
    assert_eq!(distance("AFG-UZB", &nowhere), None);
    let empty = table(GeometryKind::Polygon, &[]);
    assert_eq!(distance("AFG-UZB", &empty), None);
    let there = table(GeometryKind::Point, &[&[&[[67.0, 37.0]]]]);
    assert_eq!(distance("AFG-XXX", &there), None);
}

/// Along the parallel of the Pamir, but over the Pacific: its nearest point is its western end, not
/// where the straight line of the other way round would cross the border.
#[test]
fn a_line_across_the_antimeridian_goes_the_short_way() {
    let borders = borders();
    let line = [[150.0, 38.0], [-150.0, 38.0]];
    let found = measured(&borders, "AFG-TJK", GeometryKind::LineString, &[&[&line]]);
    assert_eq!(found.from, lon_lat(150.0, 38.0));
    let foot = borders.border_distance("AFG-TJK", lon_lat(150.0, 38.0), None);
    assert!((found.distance.0 - foot.unwrap().distance.0).abs() < 1.0);
}

/// A lake of the Pacific holds no border of Asia, and one with a hole there neither.
#[test]
fn an_area_across_the_antimeridian_holds_only_what_lies_the_short_way() {
    let borders = borders();
    let pacific = [
        [170.0, 30.0],
        [-170.0, 30.0],
        [-170.0, 45.0],
        [170.0, 45.0],
        [170.0, 30.0],
    ];
    let found = measured(&borders, "AFG-UZB", GeometryKind::Polygon, &[&[&pacific]]);
    let far = borders.border_distance("AFG-UZB", lon_lat(170.0, 45.0), None);
    assert!(found.distance.0 > 7_000_000.0);
    assert!((found.distance.0 - far.unwrap().distance.0).abs() < 10.0);
    // The whole way from 60 over the antimeridian, but for a hole about the border that is written
    // a turn farther east.
    let asia = [
        [60.0, 30.0],
        [179.0, 30.0],
        [-170.0, 30.0],
        [-170.0, 45.0],
        [179.0, 45.0],
        [60.0, 45.0],
        [60.0, 30.0],
    ];
    let within = measured(&borders, "AFG-UZB", GeometryKind::Polygon, &[&[&asia]]);
    assert_eq!(within.distance, Meters(0.0));
    let hole = square(66.0 - 360.0, 36.0, 3.0);
    let hollow = measured(
        &borders,
        "AFG-UZB",
        GeometryKind::Polygon,
        &[&[&asia, &hole]],
    );
    assert!(hollow.distance.0 > 10_000.0);
}
