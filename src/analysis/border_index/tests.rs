//! The index over the bundled borders and countries.
use super::*;
use crate::geodesy::lon_lat;
use crate::model::{Border, BorderStatus, Country, Names, Polygon};

type Json = serde_json::Value;

/// The borders and countries of the atlas, read with no more than the tests need.
fn bundled() -> BorderIndex {
    BorderIndex::new(Arc::new(Atlas {
        borders: features("borders", |id, properties, geometry| Border {
            id,
            name: String::new(),
            status: BorderStatus::Agreed,
            note: None,
            left: properties["left"].as_str().unwrap().to_owned(),
            published_length: None,
            parts: many(geometry, "LineString").iter().map(polyline).collect(),
        }),
        countries: features("countries", |id, _, geometry| Country {
            id,
            names: Names::default(),
            label: lon_lat(0.0, 0.0),
            polygons: many(geometry, "Polygon")
                .iter()
                .map(|rings| Polygon {
                    rings: rings.as_array().unwrap().iter().map(polyline).collect(),
                })
                .collect(),
        }),
        ..Atlas::default()
    }))
}

fn features<T>(file: &str, read: impl Fn(String, &Json, &Json) -> T) -> Vec<T> {
    let path = format!("{}/geodata/{file}.geojson", env!("CARGO_MANIFEST_DIR"));
    let file: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let features = file["features"].as_array().unwrap().iter();
    features
        .map(|feature| {
            let properties = &feature["properties"];
            let id = properties["id"].as_str().unwrap().to_owned();
            read(id, properties, &feature["geometry"])
        })
        .collect()
}

fn many(geometry: &Json, single: &str) -> Vec<Json> {
    let coordinates = &geometry["coordinates"];
    if geometry["type"] == single {
        vec![coordinates.clone()]
    } else {
        coordinates.as_array().unwrap().clone()
    }
}

fn polyline(coordinates: &Json) -> Vec<Position> {
    let positions = coordinates.as_array().unwrap().iter();
    positions
        .map(|p| lon_lat(p[0].as_f64().unwrap(), p[1].as_f64().unwrap()))
        .collect()
}

const TERMEZ: Position = lon_lat(67.2783, 37.2242);
const HAIRATAN: Position = lon_lat(67.4167, 37.2147);

#[test]
fn cities_are_in_their_countries() {
    let index = bundled();
    for (lon, lat, country) in [
        (67.2783, 37.2242, "UZB"),
        (67.4167, 37.2147, "AFG"),
        (69.4213, 37.0659, "AFG"),
        (68.7791, 38.5737, "TJK"),
        (69.2401, 41.2995, "UZB"),
        (71.13, 39.96, "UZB"),   // Sokh, within Kyrgyzstan
        (70.592, 39.848, "TJK"), // Vorukh, within Kyrgyzstan
        (58.3794, 37.9509, "TKM"),
        (74.5698, 42.8746, "KGZ"),
        (51.389, 35.6892, "IRN"),
        (73.0479, 33.6844, "PAK"),
        (116.4074, 39.9042, "CHN"),
        (37.6173, 55.7558, "RUS"),
        (-172.0, 65.5, "RUS"), // Chukotka, beyond the antimeridian
    ] {
        assert_eq!(
            index.country(lon_lat(lon, lat)),
            Some(country),
            "{lon} {lat}"
        );
    }
    assert_eq!(index.country(lon_lat(-30.0, 40.0)), None);
}

/// Areas and lines tell the same story: a step to the left of a border is in the country on its
/// left, a step to the right in the other, on long segments as on short ones.
#[test]
fn the_sides_of_a_border_are_its_countries() {
    let index = bundled();
    for border in &index.atlas.borders {
        let right = border.id.split('-').find(|id| *id != border.left).unwrap();
        // Of a ring round an exclave the left side need not be the same country's.
        for pair in border.parts[0].windows(2).step_by(5) {
            let (length, bearing, _) = geodesic::inverse(pair[0], pair[1]);
            if length.0 < 40.0 {
                continue;
            }
            for share in [0.3, 0.5] {
                let on_line = geodesic::direct(pair[0], bearing, Meters(length.0 * share));
                for (turn, country) in [(-90.0, border.left.as_str()), (90.0, right)] {
                    let aside = Bearing::from_degrees(bearing.degrees() + turn);
                    let place = geodesic::direct(on_line, aside, Meters(0.2));
                    assert_eq!(
                        index.country(place),
                        Some(country),
                        "{} {place:?}",
                        border.id
                    );
                }
            }
        }
    }
}

#[test]
fn all_borders_are_listed_the_nearest_first() {
    let index = bundled();
    let distances = index.border_distances(TERMEZ, None);
    assert_eq!(distances.len(), index.atlas.borders.len());
    assert_eq!(distances[0].border, "AFG-UZB");
    assert!((distances[0].distance.0 - 3995.22).abs() < 0.01);
    assert!(distances.is_sorted_by_key(|distance| distance.distance));
    assert_eq!(index.border_distance("AFG-XXX", TERMEZ, None), None);
}

/// The interval against a fine polar grid over the disc: what the grid finds is within the
/// interval, and the interval is no wider than the grid's own step allows.
#[test]
fn the_interval_is_what_the_disc_holds() {
    let index = bundled();
    // The last one lies between the two sides of the Wakhan: the farthest place is inside the disc.
    let wakhan = lon_lat(73.2, 37.1);
    for (id, centre, radius) in [
        ("AFG-UZB", TERMEZ, 2000.0),
        ("AFG-UZB", HAIRATAN, 5000.0),
        ("AFG-TJK", HAIRATAN, 30_000.0),
        ("AFG-TJK", wakhan, 40_000.0),
    ] {
        let found = index
            .border_distance(id, centre, Some(Meters(radius)))
            .unwrap();
        let [least, greatest] = found.interval.unwrap();
        let line = index.line(id).unwrap();
        let (rings, sectors) = (40, 240);
        let mut grid = [f64::INFINITY, 0.0_f64];
        for ring in 0..=rings {
            for sector in 0..sectors {
                let away = radius * f64::from(ring) / f64::from(rings);
                let bearing = Bearing::from_degrees(f64::from(sector) * 360.0 / f64::from(sectors));
                let place = geodesic::direct(centre, bearing, Meters(away));
                let distance = line.nearest(place).distance.0;
                grid = [grid[0].min(distance), grid[1].max(distance)];
            }
        }
        let step = radius / f64::from(rings);
        assert!(
            least.0 <= grid[0] + 0.01 && grid[0] < least.0 + step,
            "{id} {grid:?} {least:?}"
        );
        assert!(
            grid[1] <= greatest.0 && greatest.0 < grid[1] + step,
            "{id} {grid:?} {greatest:?}"
        );
        assert!(greatest.0 <= found.distance.0 + radius + 0.01);
    }
    let exact = index
        .border_distance("AFG-UZB", TERMEZ, Some(Meters(0.0)))
        .unwrap();
    assert_eq!(exact.interval, Some([exact.distance; 2]));
}

#[test]
fn a_radius_across_a_border_makes_both_countries_possible() {
    let index = bundled();
    assert_eq!(index.countries_within(TERMEZ, Meters(3000.0)), ["UZB"]);
    assert_eq!(
        index.countries_within(TERMEZ, Meters(4000.0)),
        ["UZB", "AFG"]
    );
    let tripoint = index.countries_within(lon_lat(67.77, 37.1), Meters(15_000.0));
    assert_eq!(tripoint.len(), 3);
    assert_eq!(
        index.countries_within(lon_lat(-30.0, 40.0), Meters(1000.0)),
        [""; 0]
    );
    // No border line is at hand here.
    let petropavl = index.countries_within(lon_lat(69.15, 54.87), Meters(90_000.0));
    assert_eq!(petropavl, ["KAZ", "RUS"]);
}
