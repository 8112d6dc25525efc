//! The border line against brute force over all segments with geodesics alone.
use std::collections::HashMap;

use super::super::{Meters, Position, geodesic, lon_lat};
use super::*;

/// A border as the file has it, with what brute force needs for each segment.
struct Exact {
    parts: Vec<Vec<Position>>,
    segments: Vec<(Position, Position, f64)>,
    line: BorderLine,
}

fn border(id: &str) -> Exact {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/geodata/borders.geojson");
    let text = std::fs::read_to_string(path).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let features = file["features"].as_array().unwrap();
    let feature = features
        .iter()
        .find(|feature| feature["properties"]["id"] == id)
        .unwrap();
    let coordinates = &feature["geometry"]["coordinates"];
    let parts = if feature["geometry"]["type"] == "LineString" {
        vec![polyline(coordinates)]
    } else {
        let parts = coordinates.as_array().unwrap();
        parts.iter().map(polyline).collect()
    };
    exact(parts)
}

fn polyline(coordinates: &serde_json::Value) -> Vec<Position> {
    let positions = coordinates.as_array().unwrap().iter();
    positions
        .map(|p| lon_lat(p[0].as_f64().unwrap(), p[1].as_f64().unwrap()))
        .collect()
}

fn exact(parts: Vec<Vec<Position>>) -> Exact {
    let segments = parts
        .iter()
        .flat_map(|part| part.windows(2))
        .map(|pair| (pair[0], pair[1], geodesic::distance(pair[0], pair[1]).0))
        .collect();
    let line = BorderLine::new(&parts).unwrap();
    Exact {
        parts,
        segments,
        line,
    }
}

/// The least distance by brute force: all vertices, then golden section along every segment that
/// the distances to its ends do not rule out.
fn least(exact: &Exact, position: Position) -> f64 {
    let mut best = f64::INFINITY;
    let mut spans = Vec::new();
    for &(a, b, length) in &exact.segments {
        let (start, end) = (
            geodesic::distance(position, a).0,
            geodesic::distance(position, b).0,
        );
        best = best.min(start).min(end);
        spans.push(((start + end - length) / 2.0, a, b));
    }
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (bound, a, b) in spans {
        if bound >= best {
            break;
        }
        best = best.min(least_along(position, a, b));
    }
    best
}

fn least_along(position: Position, a: Position, b: Position) -> f64 {
    let (length, bearing, _) = geodesic::inverse(a, b);
    let at =
        |along: f64| geodesic::distance(position, geodesic::direct(a, bearing, Meters(along))).0;
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (0.0, length.0);
    let (mut m1, mut m2) = (high - golden * high, golden * high);
    let (mut f1, mut f2) = (at(m1), at(m2));
    while high - low > 0.05 {
        if f1 < f2 {
            (high, m2, f2) = (m2, m1, f1);
            m1 = high - golden * (high - low);
            f1 = at(m1);
        } else {
            (low, m1, f1) = (m1, m2, f2);
            m2 = low + golden * (high - low);
            f2 = at(m2);
        }
    }
    f1.min(f2)
}

/// Uniform numbers in 0 to 1, the same in every run (Steele et al. 2014, splitmix64).
struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    fn position(&mut self, [west, south, east, north]: [f64; 4]) -> Position {
        lon_lat(self.between(west, east), self.between(south, north))
    }

    fn vertex(&mut self, exact: &Exact) -> Position {
        let part = &exact.parts[(self.unit() * exact.parts.len() as f64) as usize];
        part[(self.unit() * part.len() as f64) as usize]
    }
}

/// What brute force says is also what the foot itself keeps: its own distance, no less.
fn check(exact: &Exact, position: Position, tolerance_m: f64) {
    let foot = exact.line.nearest(position);
    let expected = least(exact, position);
    assert!(
        (foot.distance.0 - expected).abs() < tolerance_m,
        "{position:?}: {foot:?}, brute force {expected}"
    );
    let own = geodesic::distance(position, foot.nearest).0;
    assert!(
        (own - foot.distance.0).abs() < 2e-6,
        "{position:?}: {foot:?}"
    );
}

/// What is promised for a position this far from the border, metres.
fn tolerance(distance_m: f64) -> f64 {
    if distance_m < 500_000.0 { 0.01 } else { 1.0 }
}

fn sweep(exact: &Exact, seed: u64, rounds: usize) {
    const REGION: [f64; 4] = [60.0, 34.0, 75.0, 42.0];
    let mut random = Random(seed);
    for _ in 0..rounds {
        check(exact, random.position(REGION), 0.01);
        let vertex = random.vertex(exact);
        check(exact, vertex, 1e-6);
        let bearing = Bearing::from_degrees(random.between(0.0, 360.0));
        let far = random.position([-180.0, -90.0, 180.0, 90.0]);
        check(exact, far, tolerance(least(exact, far)));
        for distance in [
            0.003,
            4.0,
            900.0,
            27_000.0,
            140_000.0,
            499_000.0,
            1_600_000.0,
        ] {
            let away = distance * random.between(0.5, 1.0);
            let position = geodesic::direct(vertex, bearing, Meters(away));
            check(exact, position, tolerance(away));
        }
        let antipode = lon_lat(vertex.lon_deg() + 180.0, -vertex.lat_deg());
        check(exact, antipode, 1.0);
        check(exact, equidistant(exact, &mut random), 0.01);
    }
}

/// A position where the nearest point jumps from one stretch of the border to another.
fn equidistant(exact: &Exact, random: &mut Random) -> Position {
    let vertex = random.vertex(exact);
    let [mut a, mut b] = [0, 1].map(|_| {
        let bearing = Bearing::from_degrees(random.between(0.0, 360.0));
        let away = random.between(0.0, 400_000.0);
        geodesic::direct(vertex, bearing, Meters(away))
    });
    let chainage = |p: Position| exact.line.nearest(p).chainage.0;
    for _ in 0..45 {
        let middle = lon_lat(
            f64::midpoint(a.lon_deg(), b.lon_deg()),
            f64::midpoint(a.lat_deg(), b.lat_deg()),
        );
        let at = chainage(middle);
        if (chainage(a) - at).abs() > (chainage(b) - at).abs() {
            b = middle;
        } else {
            a = middle;
        }
    }
    a
}

#[test]
fn brute_force_finds_nothing_nearer_to_the_uzbek_border() {
    sweep(&border("AFG-UZB"), 1, 60);
}

#[test]
fn brute_force_finds_nothing_nearer_to_the_tajik_border() {
    sweep(&border("AFG-TJK"), 2, 12);
}

#[test]
fn brute_force_finds_nothing_nearer_to_a_border_with_exclaves() {
    sweep(&border("KGZ-UZB"), 3, 5);
}

/// One segment of this border is 373 km long.
#[test]
fn brute_force_finds_nothing_nearer_to_a_border_with_long_segments() {
    sweep(&border("KAZ-UZB"), 4, 10);
}

/// More of the same, for an hour when the search itself has changed.
#[test]
#[ignore = "takes minutes"]
fn brute_force_finds_nothing_nearer_in_many_positions() {
    for (seed, id) in (100..).zip([
        "AFG-UZB", "AFG-TJK", "AFG-PAK", "KGZ-TJK", "TJK-UZB", "CHN-KAZ",
    ]) {
        sweep(&border(id), seed, 100);
    }
}

/// Made by `tests/oracle/border_distances.py`, with another implementation of geodesics.
///
/// Beyond 1500 km the distance alone is compared: feet far apart can there be equally near. Nearer
/// the foot by chord may lie e²s³/12R² beside the foot by geodesic, as the module says.
#[test]
fn nearest_points_agree_with_the_python_package_geographiclib() {
    let table = include_str!("../../../tests/oracle/border_distances.csv");
    let mut borders: HashMap<String, Exact> = HashMap::new();
    let mut rows = [0, 0, 0];
    for row in csv::Reader::from_reader(table.as_bytes()).records() {
        let row = row.unwrap();
        let number = |column: usize| row[column].parse::<f64>().unwrap();
        let position = lon_lat(number(1), number(2));
        let distance_m = number(4);
        let id = row[3].to_owned();
        let line = &borders.entry(id).or_insert_with_key(|id| border(id)).line;
        let foot = line.nearest(position);
        let away = |a, b| geodesic::inverse(a, b).0.0;
        let allowed = tolerance(distance_m);
        let said = format!("{row:?}: {foot:?}");
        assert!((foot.distance.0 - distance_m).abs() < allowed, "{said}");
        assert!(
            (away(position, foot.nearest) - distance_m).abs() < allowed,
            "{said}"
        );
        assert!(line.nearest(foot.nearest).distance.0 < 0.01, "{said}");
        rows[0] += 1;
        if distance_m > 1.5e6 {
            continue;
        }
        let beside_m = 0.01 + 1.75 * (distance_m / 500e3).powi(3);
        let nearest = lon_lat(number(5), number(6));
        assert!(away(foot.nearest, nearest) < beside_m, "{said}");
        assert!((foot.chainage.0 - number(7)).abs() < beside_m, "{said}");
        rows[1] += 1;
        if distance_m > 10.0 {
            let turn = (foot.bearing.degrees() - number(8) + 180.0).rem_euclid(360.0) - 180.0;
            assert!(turn.abs() < 0.01, "{said}");
            rows[2] += 1;
        }
    }
    assert!(
        rows[0] >= 120 && rows[1] >= 100 && rows[2] >= 60,
        "{rows:?}"
    );
}

#[test]
fn poles_and_turns_of_longitude_make_no_difference() {
    let uzb = border("AFG-UZB");
    for position in [
        lon_lat(0.0, 90.0),
        lon_lat(67.0, -90.0),
        lon_lat(247.0, -37.0),
    ] {
        check(&uzb, position, 1.0);
    }
    let termez = uzb.line.nearest(lon_lat(67.2783, 37.2242));
    for lon in [67.2783 - 360.0, 67.2783 + 360.0] {
        let turned = uzb.line.nearest(lon_lat(lon, 37.2242));
        assert!((turned.distance.0 - termez.distance.0).abs() < 1e-6);
        assert!((turned.nearest.lon_deg() - termez.nearest.lon_deg()).abs() < 1e-9);
    }
    let across = exact(vec![vec![lon_lat(179.0, 60.0), lon_lat(-179.0, 61.0)]]);
    for position in [
        lon_lat(179.9, 59.0),
        lon_lat(-179.9, 60.9),
        lon_lat(180.0, 63.0),
    ] {
        check(&across, position, 0.01);
    }
    let over_the_pole = exact(vec![vec![lon_lat(10.0, 88.0), lon_lat(-170.0, 88.5)]]);
    for position in [
        lon_lat(0.0, 90.0),
        lon_lat(70.0, 89.7),
        lon_lat(-100.0, 87.0),
    ] {
        check(&over_the_pole, position, 0.01);
    }
}

#[test]
fn a_position_on_the_line_is_at_no_distance_and_has_no_bearing() {
    let tjk = border("AFG-TJK");
    let foot = tjk.line.nearest(tjk.parts[0][777]);
    assert_eq!(foot.nearest, tjk.parts[0][777]);
    assert_eq!(
        (foot.distance, foot.bearing),
        (Meters(0.0), Bearing::default())
    );
}

#[test]
fn chainage_runs_along_the_main_line_and_then_along_the_exclaves() {
    let uzb = border("KGZ-UZB");
    let mut start = 0.0;
    for (index, part) in uzb.parts.iter().enumerate() {
        let here = part.len() / 3;
        let foot = uzb.line.nearest(part[here]);
        let expected = start + geodesic::length(&part[..=here]).0;
        assert_eq!(foot.part, index);
        assert!(
            (foot.chainage.0 - expected).abs() < 1e-3,
            "{foot:?} {expected}"
        );
        start += geodesic::length(part).0;
    }
    assert!((uzb.line.length().0 - start).abs() < 1e-3);
}

#[test]
fn repeated_vertices_and_single_vertices_are_borne() {
    let (a, b) = (lon_lat(67.0, 37.0), lon_lat(67.1, 37.1));
    let line = BorderLine::new(&[vec![a, a, a, b, b], vec![], vec![lon_lat(69.0, 38.0)]]).unwrap();
    assert!((line.length().0 - geodesic::distance(a, b).0).abs() < 1e-6);
    let foot = line.nearest(lon_lat(69.0, 38.1));
    assert_eq!((foot.nearest, foot.part), (lon_lat(69.0, 38.0), 1));
    assert!(BorderLine::new(&[vec![], vec![]]).is_none());
}

/// The parabola that stands for a geodesic of the greatest length allowed.
#[test]
fn an_arc_follows_its_geodesic_within_a_micrometre_across() {
    for lat in [-80.0, -37.0, 0.0, 12.0, 45.0, 60.0] {
        for bearing in [0.0, 30.0, 45.0, 90.0, 250.0] {
            let (from, bearing) = (lon_lat(67.0, lat), Bearing::from_degrees(bearing));
            let to = geodesic::direct(from, bearing, Meters(PIECE_M - 0.001));
            let line = BorderLine::new(&[vec![from, to]]).unwrap();
            assert_eq!(line.parts[0].positions.len(), 2);
            for along in [100.0, 250.0, 500.0, 800.0] {
                let on_it = geodesic::direct(from, bearing, Meters(along));
                let foot = line.parts[0].foot(0, Vector::from_lonlat(on_it));
                assert!(foot.chord_m < 1e-6, "{lat} {bearing:?}: {foot:?}");
            }
        }
    }
}
