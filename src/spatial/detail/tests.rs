//! On the bundled atlas: what a reader of the map would see if it were wrong.
use super::*;
use crate::geodesy::lon_lat;
use crate::model::{Border, BorderStatus, Water};

fn border(parts: Vec<Vec<Position>>) -> Border {
    Border {
        id: "AFG-TJK".to_owned(),
        name: String::new(),
        status: BorderStatus::Agreed,
        note: None,
        left: "TJK".to_owned(),
        published_length: None,
        parts,
    }
}

/// A line with bends of some hundred metres from `start` to `end`.
fn winding(start: Position, end: Position) -> Vec<Position> {
    let bends = (1..400).map(|i| {
        let t = f64::from(i) / 400.0;
        let lon = start.lon_deg() + t * (end.lon_deg() - start.lon_deg());
        let lat = start.lat_deg() + t * (end.lat_deg() - start.lat_deg());
        lon_lat(
            lon + 0.003 * (t * 90.0).sin(),
            lat + 0.002 * (t * 250.0).cos(),
        )
    });
    std::iter::once(start)
        .chain(bends)
        .chain(std::iter::once(end))
        .collect()
}

fn detail(atlas: Atlas) -> Detail {
    Detail::new(Arc::new(atlas))
}

#[test]
fn lines_that_meet_keep_meeting_at_every_level() {
    let tripoint = lon_lat(67.8, 37.18);
    let ends = [
        lon_lat(66.5, 37.35),
        lon_lat(69.0, 37.3),
        lon_lat(67.9, 38.5),
    ];
    let detail = detail(Atlas {
        borders: ends
            .iter()
            .map(|end| border(vec![winding(tripoint, *end)]))
            .collect(),
        ..Atlas::default()
    });
    let mut counts = Vec::new();
    for zoom in 2..=13 {
        let lines = detail.lines(LineLayer::Borders, f64::from(zoom));
        counts.push(lines.points.len());
        for ((_, points), end) in lines.iter().zip(ends) {
            assert_eq!(points.first(), Some(&world_from_lonlat(tripoint)));
            assert_eq!(points.last(), Some(&world_from_lonlat(end)));
        }
    }
    assert!(counts.is_sorted(), "{counts:?}");
    assert_eq!(counts.first(), Some(&6));
    assert_eq!(counts.last(), Some(&(3 * 401)));
}

#[test]
fn a_long_straight_border_bows_as_a_geodesic_does() {
    // KAZ-UZB on the Ustyurt: two ends of nearly one parallel, 373 km apart.
    let (west, east) = (lon_lat(56.0, 45.0), lon_lat(60.74, 45.0));
    let detail = detail(Atlas {
        borders: vec![border(vec![vec![west, east]])],
        ..Atlas::default()
    });
    let (_, points) = detail
        .lines(LineLayer::Borders, 12.0)
        .iter()
        .next()
        .expect("one line");
    let northernmost = points.iter().map(|point| point[1]).fold(1.0, f64::min);
    let middle = geodesic::geodesic_line(west, east, 2)[1];
    assert!(world_from_lonlat(middle)[1] < world_from_lonlat(west)[1] - 1e-5);
    assert!((northernmost - world_from_lonlat(middle)[1]).abs() < 5e-7);
}

fn ring_area(ring: &[[f64; 2]]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    let twice: f64 = ring
        .iter()
        .zip(next)
        .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
        .sum();
    (twice / 2.0).abs()
}

#[test]
fn triangles_cover_just_the_area_of_the_rings() {
    let lake = winding(lon_lat(66.0, 37.0), lon_lat(67.0, 37.0));
    let mut shore = lake.clone();
    shore.extend(
        lake.iter()
            .rev()
            .map(|p| lon_lat(p.lon_deg(), 37.5 - 0.3 * (p.lat_deg() - 37.0))),
    );
    shore.push(lake[0]);
    let island = [(66.4, 37.2), (66.6, 37.2), (66.5, 37.3), (66.4, 37.2)];
    let detail = detail(Atlas {
        water: vec![Water {
            names: crate::model::Names::default(),
            area_km2: 4000.0,
            label: None,
            polygons: vec![Polygon {
                rings: vec![shore, island.map(|(lon, lat)| lon_lat(lon, lat)).to_vec()],
            }],
        }],
        ..Atlas::default()
    });
    for zoom in [3.0, 6.0, 8.0, 12.0] {
        let areas = detail.areas(AreaLayer::Water, zoom);
        let part = areas.iter().next().expect("the lake is large enough");
        let mut rings = areas.rings(part).map(ring_area);
        let expected = rings.next().unwrap_or_default() - rings.sum::<f64>();
        let vertices = areas.vertices(part);
        let triangles: f64 = areas
            .triangles(part)
            .chunks_exact(3)
            .map(|corners| ring_area(&[0, 1, 2].map(|i| vertices[corners[i] as usize])))
            .sum();
        assert!((triangles / expected - 1.0).abs() < 1e-9, "zoom {zoom}");
    }
}

#[test]
fn a_pond_is_dropped_where_it_is_smaller_than_a_point() {
    let pond = [(66.0, 37.0), (66.02, 37.0), (66.02, 37.02), (66.0, 37.0)];
    let detail = detail(Atlas {
        water: vec![Water {
            names: crate::model::Names::default(),
            area_km2: 2.0,
            label: None,
            polygons: vec![Polygon {
                rings: vec![pond.map(|(lon, lat)| lon_lat(lon, lat)).to_vec()],
            }],
        }],
        ..Atlas::default()
    });
    assert_eq!(detail.areas(AreaLayer::Water, 5.0).iter().count(), 0);
    assert_eq!(detail.areas(AreaLayer::Water, 9.0).iter().count(), 1);
}
