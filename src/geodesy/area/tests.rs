//! Areas against what their shapes say, and against the border line that bounds them.
use super::super::{Bearing, BorderLine};
use super::*;

fn areas(areas: &[Vec<Vec<Position>>]) -> AreaIndex {
    AreaIndex::new(areas.iter().map(|rings| rings.iter().map(Vec::as_slice)))
}

fn square(west: f64, south: f64, east: f64, north: f64) -> Vec<Position> {
    let corners = [
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ];
    corners.map(|(lon, lat)| lon_lat(lon, lat)).to_vec()
}

#[test]
fn holes_are_outside_and_exclaves_inside() {
    let enclave = square(62.0, 32.0, 63.0, 33.0);
    let index = areas(&[
        vec![
            square(60.0, 30.0, 65.0, 35.0),
            enclave.clone(),
            square(70.0, 30.0, 71.0, 31.0),
        ],
        vec![enclave],
    ]);
    let find = |lon, lat| index.find(lon_lat(lon, lat));
    assert_eq!(find(61.0, 31.0), Some(0));
    assert_eq!(find(62.5, 32.5), Some(1));
    assert_eq!(find(62.5, 31.5), Some(0));
    assert_eq!(find(62.5, 34.5), Some(0));
    assert_eq!(find(70.5, 30.5), Some(0));
    assert_eq!(find(68.0, 30.5), None);
    assert_eq!(find(61.0 + 360.0, 31.0), Some(0));
    assert_eq!(find(0.0, 90.0), None);
    assert_eq!(find(0.0, -90.0), None);
}

/// The vertices and edges that two areas share belong to one of them, never to both or none.
#[test]
fn every_position_on_a_shared_edge_lies_in_exactly_one_area() {
    let (south, middle, north) = (
        lon_lat(64.3, 30.0),
        lon_lat(65.1, 33.0),
        lon_lat(64.7, 36.0),
    );
    let (west, east) = (
        [lon_lat(60.0, 36.0), lon_lat(60.0, 30.0)],
        [lon_lat(70.0, 36.0), lon_lat(70.0, 30.0)],
    );
    let ring = |ends: [Position; 2]| vec![south, middle, north, ends[0], ends[1], south];
    let (west, east) = (ring(west), ring(east).into_iter().rev().collect());
    let index = areas(&[vec![west], vec![east]]);
    let line = geodesic::densify(&[south, middle, north], Meters(1000.0));
    for position in &line[1..line.len() - 1] {
        assert!(index.find(*position).is_some(), "{position:?}");
    }
    assert_eq!(index.find(lon_lat(64.0, 33.0)), Some(0));
    assert_eq!(index.find(lon_lat(66.0, 33.0)), Some(1));
}

/// The geodesic between two places at 45° N, 4.7° apart, bows 2 km to the north.
#[test]
fn a_few_centimetres_decide_on_which_side_of_a_long_edge_a_position_lies() {
    let (a, b) = (lon_lat(56.0, 45.0), lon_lat(60.7, 45.1));
    let index = areas(&[vec![vec![
        a,
        b,
        lon_lat(60.7, 40.0),
        lon_lat(56.0, 40.0),
        a,
    ]]]);
    let line = BorderLine::new(&[vec![a, b]]).unwrap();
    for on_line in geodesic::geodesic_line(a, b, 97)
        .into_iter()
        .skip(1)
        .take(95)
    {
        for away in [0.02, 0.2, 30.0] {
            let north = geodesic::direct(on_line, Bearing::from_degrees(0.0), Meters(away));
            let south = geodesic::direct(on_line, Bearing::from_degrees(180.0), Meters(away));
            assert_eq!(
                (index.find(north), index.find(south)),
                (None, Some(0)),
                "{on_line:?}"
            );
            assert!(line.nearest(north).bearing.degrees() > 90.0);
            assert!((line.nearest(north).distance.0 - away).abs() < 0.01 * away + 0.001);
        }
    }
}

#[test]
fn areas_across_the_antimeridian_are_whole() {
    let split = vec![
        square(170.0, 60.0, 180.0, 70.0),
        square(-180.0, 60.0, -170.0, 70.0),
    ];
    let unbroken = vec![square(170.0, 40.0, 190.0, 50.0)];
    let short_way = vec![vec![
        lon_lat(175.0, 20.0),
        lon_lat(-175.0, 20.0),
        lon_lat(-175.0, 30.0),
        lon_lat(175.0, 30.0),
        lon_lat(175.0, 20.0),
    ]];
    let index = areas(&[split, unbroken, short_way]);
    for lon in [176.0, 179.99, 180.0, -180.0, -179.99, -176.0, 184.0] {
        assert_eq!(index.find(lon_lat(lon, 65.0)), Some(0), "{lon}");
        assert_eq!(index.find(lon_lat(lon, 45.0)), Some(1), "{lon}");
        assert_eq!(index.find(lon_lat(lon, 25.0)), Some(2), "{lon}");
    }
    for lat in [25.0, 45.0, 65.0] {
        assert_eq!(index.find(lon_lat(0.0, lat)), None);
        assert_eq!(index.find(lon_lat(169.0, lat)), None);
    }
}
