//! The bundled files as other programs meet them: read by the geojson crate, which the atlas's own
//! reader does not use.
use std::fs;
use std::path::Path;

use geojson::{FeatureCollection, GeoJson, GeometryValue};

fn bundled() -> Vec<(String, FeatureCollection)> {
    let geodata = Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata");
    let mut files = Vec::new();
    for entry in fs::read_dir(geodata).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|suffix| suffix == "geojson") {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let parsed: GeoJson = text
                .parse()
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            files.push((name, FeatureCollection::try_from(parsed).unwrap()));
        }
    }
    assert_eq!(files.len(), 11);
    files
}

/// Twice the signed area in square degrees: positive for a ring that runs counterclockwise.
fn turn(ring: &[geojson::Position]) -> f64 {
    ring.windows(2)
        .map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1])
        .sum()
}

#[test]
fn polygons_are_closed_and_wound_as_rfc_7946_has_it() {
    for (name, file) in bundled() {
        for (index, feature) in file.features.iter().enumerate() {
            let polygons = match feature.geometry.as_ref().map(|geometry| &geometry.value) {
                Some(GeometryValue::Polygon { coordinates }) => vec![coordinates],
                Some(GeometryValue::MultiPolygon { coordinates }) => coordinates.iter().collect(),
                _ => Vec::new(),
            };
            for rings in polygons {
                for (ring, positions) in rings.iter().enumerate() {
                    assert!(positions.len() >= 4, "{name} feature {index} ring {ring}");
                    assert_eq!(
                        positions.first(),
                        positions.last(),
                        "{name} feature {index}"
                    );
                    let exterior = ring == 0;
                    assert_eq!(
                        turn(positions) > 0.0,
                        exterior,
                        "{name} feature {index} ring {ring}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_atlas_holds_every_feature_of_every_file() {
    let atlas = oxus::source::atlas::atlas().unwrap();
    for (name, file) in bundled() {
        let held = match name.as_str() {
            "borders.geojson" => atlas.borders.len(),
            "context.geojson" => atlas.context.len(),
            "countries.geojson" => atlas.countries.len(),
            "incidents.geojson" => atlas.incidents.len(),
            "places.geojson" => atlas.places.len(),
            "province_lines.geojson" => atlas.province_lines.len(),
            "provinces.geojson" => atlas.provinces.len(),
            "rivers.geojson" => atlas.rivers.len(),
            "water.geojson" => atlas.water.len(),
            "world.geojson" => atlas.world.len(),
            "world_lines.geojson" => atlas.world_lines.len(),
            other => panic!("{other} is not read"),
        };
        assert_eq!(held, file.features.len(), "{name}");
    }
}
