//! What was read is what stands in the file, in whatever pieces it was read; and what is wrong is
//! said with its place.
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;

/// Blocks and parts so small that every file has many.
fn tiny(block_bytes: usize, part_bytes: usize) -> Limits {
    Limits {
        depth: 32,
        feature_bytes: 1 << 20,
        table_bytes: 1 << 30,
        block_bytes,
        part_bytes,
    }
}

fn read_with(
    bytes: &[u8],
    limits: &Limits,
) -> Result<(FeatureTable, LoadReport), ReadGeoJsonError> {
    let mut input = bytes;
    read(&mut input, None, &JobContext::unwatched(), limits)
}

fn read_all(text: &str) -> (FeatureTable, LoadReport) {
    read_with(text.as_bytes(), &tiny(1 << 16, 1 << 12)).unwrap()
}

fn refused(text: &[u8]) -> String {
    match read_with(text, &tiny(1 << 16, 1 << 12)) {
        Ok((table, report)) => panic!(
            "{} features, {:?}: {}",
            table.len(),
            report.problems,
            String::from_utf8_lossy(text)
        ),
        Err(error) => error.to_string(),
    }
}

fn written(table: &FeatureTable) -> Json {
    let mut out = Vec::new();
    write(table, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// Keys in one order, since the table has properties by column, and coordinates without the
/// difference between 1 and 1.0.
fn sorted(value: &Json) -> Json {
    match value {
        Json::Object(members) if members.contains_key("coordinates") => {
            let mut members = members.clone();
            let coordinates = members.remove("coordinates").unwrap();
            let mut plain = sorted(&Json::Object(members));
            plain["coordinates"] = as_floats(&coordinates);
            plain
        }
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| (*name).clone());
            let members = members
                .into_iter()
                .map(|(name, value)| (name.clone(), sorted(value)));
            Json::Object(members.collect())
        }
        Json::Array(values) => values.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

fn as_floats(value: &Json) -> Json {
    match value {
        Json::Array(values) => values.iter().map(as_floats).collect(),
        Json::Number(number) => json!(number.as_f64()),
        other => other.clone(),
    }
}

const SMALL: &str = r#"{
  "type": "FeatureCollection",
  "name": "wells",
  "features": [
    { "type": "Feature", "id": 7, "properties": { "name": "Balkh", "depth": 12, "dry": false },
      "geometry": { "type": "Point", "coordinates": [66.9, 36.76, 370.0] } },
    { "type": "Feature", "id": "b", "properties": { "name": "Шибирғон", "depth": 1.5, "tags": [1, {"a": null}] },
      "geometry": { "coordinates": [[65.7, 36.6], [65.8, 36.7]], "type": "LineString", "bbox": [65.7, 36.6, 65.8, 36.7] } },
    { "geometry": { "type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]] },
      "properties": { "depth": 9007199254740993, "name": null }, "type": "Feature", "extra": "x" },
    { "type": "Feature", "properties": null, "geometry": { "type": "GeometryCollection", "geometries": [
      { "type": "Point", "coordinates": [1, 2] }, { "type": "MultiPoint", "coordinates": [[3, 4], [5, 6]] } ] } }
  ],
  "licence": ["CC0"]
}
"#;

#[test]
fn everything_in_a_file_is_given_back() {
    let (table, report) = read_all(SMALL);
    assert_eq!(report.problems, []);
    assert_eq!(
        sorted(&written(&table)),
        sorted(&serde_json::from_str(SMALL).unwrap())
    );
    assert_eq!(report.geometries.values().sum::<u64>(), 4);
}

#[test]
fn pieces_of_any_size_give_the_same_table() {
    let (whole, report) = read_all(SMALL);
    for block in [16, 17, 31, 64, 100, 257, 1000] {
        for part in [1, 40, 200, 5000] {
            let (table, found) = read_with(SMALL.as_bytes(), &tiny(block, part)).unwrap();
            assert_eq!(table, whole, "{block} {part}");
            assert_eq!(found, report);
        }
    }
}
