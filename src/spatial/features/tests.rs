//! What is found against brute force over the table.
use super::*;
use crate::geodesy::lon_lat;
use crate::model::table::TableBuilder;
use crate::spatial::WorldBox;

/// A linear congruential generator (Numerical Recipes), so that a failure can be repeated.
struct Random(u32);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(self.0) / f64::from(u32::MAX)
    }

    fn lonlat(&mut self) -> [f64; 2] {
        [60.0 + 10.0 * self.unit(), 34.0 + 6.0 * self.unit()]
    }
}

fn index(table: &FeatureTable) -> FeatureIndex {
    FeatureIndex::new(table, &JobContext::unwatched()).unwrap()
}

/// Points, lines of five vertices, and quadrangles with a hole in turn.
fn mixed(count: usize) -> FeatureTable {
    let mut random = Random(7);
    let mut builder = TableBuilder::new();
    for row in 0..count {
        let [lon, lat] = random.lonlat();
        let geometries = builder.geometries();
        match row % 3 {
            0 => geometries.push_point([lon, lat]),
            1 => {
                for _ in 0..5 {
                    let [dx, dy] = [random.unit() - 0.5, random.unit() - 0.5];
                    geometries.push_position([lon + dx, lat + dy]);
                }
                geometries.end_path();
                geometries.end_part();
                geometries.end_geometry(GeometryKind::LineString);
            }
            _ => {
                for size in [0.4, 0.2] {
                    for [x, y] in [[-1.0, -0.8], [1.0, -1.0], [0.7, 1.0], [-1.0, 0.9]] {
                        geometries.push_position([lon + size * x, lat + size * y]);
                    }
                    geometries.close_path();
                    geometries.end_path();
                }
                geometries.end_part();
                geometries.end_geometry(GeometryKind::Polygon);
            }
        }
        builder.end_feature();
    }
    builder.finish()
}

/// Distance in screen points from a place to a geometry, 0 within an area, by the geo crate.
fn distance_pt(table: &FeatureTable, row: usize, at: [f64; 2], zoom: f64) -> f64 {
    use geo::{Distance as _, Euclidean};
    let size = world_size_pt(zoom);
    let place = |&[lon, lat]: &[f64; 2]| {
        let [x, y] = world_from_lonlat(lon_lat(lon, lat));
        [x * size, y * size]
    };
    let [x, y] = place(&at);
    let pointer = geo::Point::new(x, y);
    let geometry = table.geometry(row);
    let mut paths = geometry
        .parts()
        .flat_map(|part| part.paths())
        .map(|path| geo::LineString::from(path.iter().map(place).collect::<Vec<_>>()));
    match geometry.kind() {
        GeometryKind::Point => {
            let [px, py] = place(&geometry.positions()[0]);
            (px - x).hypot(py - y)
        }
        GeometryKind::LineString => Euclidean.distance(&pointer, &paths.next().unwrap()),
        _ => {
            let exterior = paths.next().unwrap();
            Euclidean.distance(&pointer, &geo::Polygon::new(exterior, paths.collect()))
        }
    }
}

/// Size of an area, screen points squared, by the geo crate.
fn area_pt2(table: &FeatureTable, row: usize, zoom: f64) -> f64 {
    use geo::Area as _;
    let size = world_size_pt(zoom);
    let place = |&[lon, lat]: &[f64; 2]| world_from_lonlat(lon_lat(lon, lat)).map(|at| at * size);
    let geometry = table.geometry(row);
    let mut rings = geometry
        .parts()
        .flat_map(|part| part.paths())
        .map(|path| geo::LineString::from(path.iter().map(place).collect::<Vec<_>>()));
    let exterior = rings.next().unwrap();
    geo::Polygon::new(exterior, rings.collect()).unsigned_area()
}

fn rows(hits: &[Hit<u32>]) -> Vec<u32> {
    hits.iter().map(|hit| hit.what).collect()
}

#[test]
fn hits_are_those_of_brute_force_the_nearest_first() {
    let table = mixed(3000);
    let index = index(&table);
    let mut random = Random(99);
    let mut found = [0; 3];
    for zoom in [4.0, 6.3, 8.0, 11.0] {
        for _ in 0..12 {
            let at = random.lonlat();
            let key = |row: usize| {
                let distance = distance_pt(&table, row, at, zoom);
                let area = if row % 3 == 2 {
                    area_pt2(&table, row, zoom)
                } else {
                    0.0
                };
                (row as u32, distance, area)
            };
            let mut keys: Vec<_> = (0..table.len()).map(key).collect();
            keys.retain(|(_, distance, _)| *distance <= 8.0);
            // Points, then lines, then areas.
            keys.sort_by(|(row, distance, area), other| {
                let kinds = (row % 3).cmp(&(other.0 % 3));
                let near = kinds.then(distance.total_cmp(&other.1));
                near.then(area.total_cmp(&other.2))
            });
            let expected: Vec<u32> = keys.iter().map(|(row, ..)| *row).collect();
            for row in &expected {
                found[(row % 3) as usize] += 1;
            }
            let hits = index.hits(lon_lat(at[0], at[1]), 8.0, zoom);
            assert_eq!(rows(&hits), expected, "{at:?} at zoom {zoom}");
        }
    }
    assert!(found.iter().all(|&count| count > 50), "{found:?}");
}

#[test]
fn of_many_hits_at_one_place_the_top_most_are_found() {
    let mut builder = TableBuilder::new();
    for _ in 0..20_000 {
        builder.geometries().push_point([67.0, 37.0]);
        builder.end_feature();
    }
    let hits = index(&builder.finish()).hits(lon_lat(67.0, 37.0), 5.0, 8.0);
    assert_eq!(rows(&hits), (19_000..20_000).rev().collect::<Vec<u32>>());
}

#[test]
fn cells_and_boxes_count_every_point_once() {
    let mut random = Random(3);
    let mut builder = TableBuilder::new();
    let mut places = Vec::new();
    for _ in 0..20_000 {
        let [lon, lat] = random.lonlat();
        places.push(world_from_lonlat(lon_lat(lon, lat)));
        builder.geometries().push_point([lon, lat]);
        builder.end_feature();
    }
    let index = index(&builder.finish());
    let points = index.points();
    let within = WorldBox {
        min: world_from_lonlat(lon_lat(62.3, 38.1)),
        max: world_from_lonlat(lon_lat(66.7, 35.2)),
    };
    let expected = places
        .iter()
        .filter(|place| {
            (0..2).all(|axis| within.min[axis] <= place[axis] && place[axis] <= within.max[axis])
        })
        .count();
    assert_eq!(points.count_within(&within, usize::MAX), expected);
    assert!(points.count_within(&within, 100) > 100);
    let whole = WorldBox {
        min: [0.0; 2],
        max: [1.0; 2],
    };
    for depth in [0, 4, 9, 14, 32] {
        let cells = points.cells(&whole, depth);
        let sum: u32 = cells.iter().map(|cell| cell.count).sum();
        assert_eq!(sum as usize, places.len());
        let most = cells.iter().map(|cell| cell.count).max().unwrap();
        let fullest = points.fullest(f64::from(depth));
        assert!(
            (fullest - f64::from(most)).abs() < 1e-6 * fullest,
            "depth {depth}"
        );
        let cells_of: HashSet<_> = cells.iter().map(|cell| cell.cell).collect();
        assert_eq!(cells_of.len(), cells.len());
    }
}

#[test]
fn an_area_across_the_antimeridian_is_found_from_both_sides() {
    let mut builder = TableBuilder::new();
    let geometries = builder.geometries();
    for position in [
        [175.0, -20.0],
        [190.0, -20.0],
        [190.0, -10.0],
        [175.0, -10.0],
    ] {
        geometries.push_position(position);
    }
    geometries.close_path();
    geometries.end_path();
    geometries.end_part();
    geometries.end_geometry(GeometryKind::Polygon);
    builder.end_feature();
    let index = index(&builder.finish());
    let found = |lon: f64| index.hits(lon_lat(lon, -15.0), 2.0, 6.0).len();
    assert_eq!([176.0, 185.0, -175.0, -171.0, 545.0].map(found), [1; 5]);
    assert_eq!([170.0, -165.0, 0.0].map(found), [0; 3]);
}

#[test]
fn a_ring_about_a_pole_holds_what_lies_poleward_of_it() {
    let mut builder = TableBuilder::new();
    for (lat, first) in [(70.0, -170.0), (-66.0, 20.0)] {
        let geometries = builder.geometries();
        for step in 0..5 {
            let lon = first + 80.0 * f64::from(step);
            geometries.push_position([if lon > 180.0 { lon - 360.0 } else { lon }, lat]);
        }
        geometries.close_path();
        geometries.end_path();
        geometries.end_part();
        geometries.end_geometry(GeometryKind::Polygon);
        builder.end_feature();
    }
    let index = index(&builder.finish());
    let found = |[lon, lat]: [f64; 2]| rows(&index.hits(lon_lat(lon, lat), 1.0, 6.0));
    for lon in [-179.9, -100.0, 0.5, 77.0, 179.9] {
        assert_eq!(found([lon, 84.0]), [0], "{lon}");
        assert_eq!(found([lon, -70.0]), [1], "{lon}");
        assert!(found([lon, 65.0]).is_empty() && found([lon, -60.0]).is_empty());
    }
}

#[test]
fn members_of_collections_and_empty_geometries_are_taken_as_they_are() {
    let mut members = crate::model::table::Geometries::default();
    members.push_point([67.0, 37.0]);
    members.push_position([68.0, 37.0]);
    members.push_position([69.0, 37.0]);
    members.end_path();
    members.end_part();
    members.end_geometry(GeometryKind::LineString);
    let mut builder = TableBuilder::new();
    builder.end_feature();
    builder.geometries().push_collection(members);
    builder.end_feature();
    builder
        .geometries()
        .end_geometry(GeometryKind::MultiPolygon);
    builder.end_feature();
    let index = index(&builder.finish());
    let hits = |lon: f64| rows(&index.hits(lon_lat(lon, 37.0), 3.0, 9.0));
    assert_eq!(
        (hits(67.0), hits(68.5), hits(67.5)),
        (vec![1], vec![1], vec![])
    );
}

#[test]
fn a_cancelled_index_is_not_made() {
    let table = mixed(30_000);
    let (sender, ended) = std::sync::mpsc::sync_channel(1);
    let job = crate::jobs::JobHandle::spawn("index", crate::jobs::no_wake(), move |job| {
        while job.advance(0).is_ok() {
            std::thread::yield_now();
        }
        sender
            .send(FeatureIndex::new(&table, job).is_err())
            .unwrap();
    });
    drop(job.unwrap());
    assert!(ended.recv().unwrap());
}
