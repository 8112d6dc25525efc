//! The smallest extent against a sweep over sorted intervals.
#![expect(clippy::float_cmp, reason = "longitudes come back as they were given")]
use proptest::prelude::*;

use super::*;

fn longitudes(coverage: &Coverage) -> [f64; 2] {
    let extent = coverage.extent().unwrap();
    [extent.west, extent.east]
}

fn around(lines: &[&[f64]], is_ring: bool) -> [f64; 2] {
    let mut coverage = Coverage::default();
    for line in lines {
        let mut path: Vec<_> = line.iter().map(|lon| [*lon, 10.0]).collect();
        if is_ring {
            // Not flat.
            path[1][1] = 12.0;
            coverage.add_polygon(std::iter::once(&path[..]));
        } else {
            coverage.add_line(&path);
        }
    }
    longitudes(&coverage)
}

fn around_points(points: &[f64]) -> [f64; 2] {
    let points: Vec<[f64; 1]> = points.iter().map(|lon| [*lon]).collect();
    let points: Vec<&[f64]> = points.iter().map(|lon| &lon[..]).collect();
    around(&points, false)
}

#[test]
fn points_on_both_sides_of_the_antimeridian_are_near() {
    assert_eq!(around_points(&[179.0, -179.0]), [179.0, -179.0]);
    assert_eq!(around_points(&[175.0, 185.0]), [175.0, -175.0]);
    assert_eq!(around_points(&[60.0, -30.0]), [-30.0, 60.0]);
    assert_eq!(around_points(&[67.25]), [67.25, 67.25]);
    // As far one way as the other.
    assert_eq!(around_points(&[90.0, -90.0]), [-90.0, 90.0]);
    // One meridian of two names.
    assert_eq!(around_points(&[180.0, -180.0]), [-180.0, -180.0]);
    assert_eq!(around_points(&[170.0, -180.0]), [170.0, 180.0]);
    assert_eq!(around_points(&[180.0, -170.0]), [-180.0, -170.0]);
    let everywhere: Vec<f64> = (0..7200)
        .map(|half| f64::from(half) / 20.0 - 180.0)
        .collect();
    assert_eq!(around_points(&everywhere), [-180.0, 180.0]);
    assert!(Coverage::default().extent().is_none());
}

#[test]
fn a_step_of_more_than_half_a_turn_goes_the_short_way() {
    assert_eq!(around(&[&[179.1, -179.3, -178.7]], false), [179.1, -178.7]);
    assert_eq!(around(&[&[-170.0, 170.0]], false), [170.0, -170.0]);
    assert_eq!(around(&[&[-90.0, 0.0, 90.0]], false), [-90.0, 90.0]);
    let fiji = [177.0, -179.0, -179.0, 177.0, 177.0];
    assert_eq!(around(&[&fiji], true), [177.0, -179.0]);
    // Cut there already, in two rings; the edge of a map of the world; once around and on.
    let cut: [&[f64]; 2] = [&[177.0, 180.0, 180.0, 177.0], &[-180.0, -179.0, -180.0]];
    assert_eq!(around(&cut, true), [177.0, -179.0]);
    let world = [-180.0, 180.0, 180.0, -180.0, -180.0];
    assert_eq!(around(&[&world], true), [-180.0, 180.0]);
    assert_eq!(
        around(&[&[0.0, 100.0, -160.0, -60.0, 40.0]], false),
        [-180.0, 180.0]
    );
}

#[test]
fn a_ring_about_a_pole_reaches_up_to_it_and_a_belt_does_not() {
    let ring = |lat: f64| -> Vec<[f64; 2]> {
        [-170.0, -80.0, 10.0, 100.0, 179.0, -170.0]
            .map(|lon| [lon, lat])
            .into()
    };
    let extent = |lats: &[f64]| {
        let rings: Vec<_> = lats.iter().map(|lat| ring(*lat)).collect();
        let mut coverage = Coverage::default();
        coverage.add_polygon(rings.iter().map(|ring| &ring[..]));
        let Extent {
            west,
            south,
            east,
            north,
        } = coverage.extent().unwrap();
        [west, south, east, north]
    };
    assert_eq!(extent(&[70.0]), [-180.0, 70.0, 180.0, 90.0]);
    assert_eq!(extent(&[-66.5]), [-180.0, -90.0, 180.0, -66.5]);
    assert_eq!(extent(&[60.0, 70.0]), [-180.0, 60.0, 180.0, 70.0]);
}

#[test]
fn what_is_out_of_range_does_not_count() {
    let mut coverage = Coverage::default();
    for point in [[67.0, 91.0], [f64::NAN, 1.0], [1.0, f64::NAN], [361.0, 0.0]] {
        coverage.add_point(point);
        coverage.add_line(&[point, [67.0, 37.0]]);
    }
    assert_eq!(longitudes(&coverage), [67.0, 67.0]);
    assert_eq!(coverage.extent().unwrap().north, 37.0);
}

/// The longest way around that no interval covers, as what lies east and west of it. Intervals may
/// go beyond a half turn.
fn swept(intervals: &[[f64; 2]]) -> ([f64; 2], f64) {
    let mut pieces: Vec<[f64; 2]> = Vec::new();
    for &[west, east] in intervals {
        for turn in [-720.0, -360.0, 0.0, 360.0, 720.0] {
            let piece = [(west + turn).max(-180.0), (east + turn).min(180.0)];
            if piece[0] <= piece[1] {
                pieces.push(piece);
            }
        }
    }
    pieces.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let first = pieces[0][0];
    let mut reached = pieces[0][1];
    let (mut best, mut widest) = ([first, 0.0], 0.0);
    for [west, east] in pieces {
        if west - reached > widest {
            widest = west - reached;
            best = [west, reached];
        }
        reached = reached.max(east);
    }
    if first + 360.0 - reached >= widest {
        widest = first + 360.0 - reached;
        best = [first, reached];
    }
    (best, widest)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn the_extent_leaves_out_the_widest_gap(
        lines in prop::collection::vec(prop::collection::vec(-179.9..179.9_f64, 1..4), 1..12),
        split in 0..12_usize,
        narrow in 1.0..20.0_f64,
    ) {
        let lines: Vec<Vec<f64>> = lines
            .into_iter()
            .map(|line| line.iter().map(|lon| (lon - line[0]) / narrow + line[0]).collect())
            .collect();
        let mut intervals = Vec::new();
        let mut parts = [Coverage::default(), Coverage::default()];
        for (index, line) in lines.iter().enumerate() {
            let path: Vec<_> = line.iter().map(|lon| [*lon, *lon / 3.0]).collect();
            parts[usize::from(index < split)].add_line(&path);
            let (mut at, mut west, mut east) = (line[0], line[0], line[0]);
            for pair in line.windows(2) {
                at += (pair[1] - pair[0] + 540.0).rem_euclid(360.0) - 180.0;
                west = west.min(at);
                east = east.max(at);
            }
            intervals.push([west, east]);
        }
        let [mut coverage, other] = parts;
        coverage.join(&other);
        let (expected, gap) = swept(&intervals);
        let found = longitudes(&coverage);
        if gap > 0.2 {
            for (found, expected) in found.into_iter().zip(expected) {
                prop_assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
            }
        }
        let all: Vec<f64> = lines.concat();
        let is_given = |lon: f64| all.contains(&lon) || lon.abs() == 180.0;
        prop_assert!(found.into_iter().all(is_given), "{found:?}");
    }
}
