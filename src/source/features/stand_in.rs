//! GeoJSON, read through values of `serde_json`; small files only.
use std::io::{Read, Write};

use serde_json::Value as Json;

use super::error::FormatError;
use super::unpack::read_all;
use crate::jobs::JobContext;
use crate::model::table::{Cell, Geometries, Geometry, GeometryKind, TableBuilder, Value};
use crate::model::{FeatureTable, LoadReport};
use crate::source::positions::{Feature, FeatureFile};

pub(super) fn read(
    input: Box<dyn Read + Send>,
    size: u64,
    job: &JobContext,
) -> Result<(FeatureTable, LoadReport), FormatError> {
    let bytes = read_all(input, size, job)?;
    let mut builder = TableBuilder::new();
    for text in &FeatureFile::parse(&bytes)?.features {
        let Ok(feature) = Feature::parse(text) else {
            continue;
        };
        let value: Json = serde_json::from_str(text.get()).unwrap_or_default();
        for (name, value) in feature.properties().0 {
            let column = builder.column(&name);
            let value: Json = serde_json::from_str(value.get()).unwrap_or_default();
            let text = value.to_string();
            builder.set(
                column,
                match &value {
                    Json::Null => Cell::Null,
                    Json::Bool(value) => Cell::Bool(*value),
                    Json::Number(number) => number.as_i64().map_or(
                        Cell::Float(number.as_f64().unwrap_or_default()),
                        Cell::Integer,
                    ),
                    Json::String(text) => Cell::Text(text),
                    _ => Cell::Json(&text),
                },
            );
        }
        push(&value["geometry"], builder.geometries());
        builder.end_feature();
    }
    let table = builder.finish();
    let mut report = LoadReport {
        format: "GeoJSON".to_owned(),
        ..LoadReport::default()
    };
    super::summarise(&table, &mut report);
    Ok((table, report))
}

fn push(geometry: &Json, arena: &mut Geometries) {
    let name = geometry["type"].as_str().unwrap_or("null");
    let kind = GeometryKind::ALL
        .into_iter()
        .find(|kind| kind.name() == name);
    let list = |value: &Json| value.as_array().cloned().unwrap_or_default();
    let position = |value: &Json, arena: &mut Geometries| {
        let numbers: Vec<f64> = list(value).iter().filter_map(Json::as_f64).collect();
        if let [lon, lat, higher @ ..] = numbers.as_slice() {
            arena.push_position([*lon, *lat]);
            higher.iter().for_each(|value| arena.push_higher(*value));
        }
    };
    let path = |value: &Json, arena: &mut Geometries| {
        list(value).iter().for_each(|value| position(value, arena));
        arena.end_path();
    };
    let at = &geometry["coordinates"];
    match kind.unwrap_or_default() {
        GeometryKind::None => return arena.push_none(),
        GeometryKind::GeometryCollection => {
            let mut members = Geometries::default();
            list(&geometry["geometries"])
                .iter()
                .for_each(|value| push(value, &mut members));
            return arena.push_collection(members);
        }
        GeometryKind::Point => {
            position(at, arena);
            arena.end_path();
            arena.end_part();
        }
        GeometryKind::MultiPoint | GeometryKind::LineString => {
            path(at, arena);
            arena.end_part();
        }
        GeometryKind::MultiLineString | GeometryKind::Polygon => {
            list(at).iter().for_each(|value| path(value, arena));
            arena.end_part();
        }
        GeometryKind::MultiPolygon => {
            for polygon in list(at) {
                list(&polygon).iter().for_each(|value| path(value, arena));
                arena.end_part();
            }
        }
    }
    arena.end_geometry(kind.unwrap_or_default());
}

pub(super) fn write(table: &FeatureTable, lines: bool, out: &mut dyn Write) -> std::io::Result<()> {
    let mut separator = if lines {
        ""
    } else {
        "{\"type\":\"FeatureCollection\",\"features\":[\n"
    };
    for row in 0..table.len() {
        out.write_all(
            std::mem::replace(&mut separator, if lines { "\n" } else { ",\n" }).as_bytes(),
        )?;
        let mut properties = serde_json::Map::new();
        for column in table.columns() {
            let value = match column.value(row) {
                Value::Missing => continue,
                Value::Null => Json::Null,
                Value::Bool(value) => value.into(),
                Value::Integer(value) => value.into(),
                Value::Float(value) => value.into(),
                Value::Json(text) => serde_json::from_str(text).unwrap_or_default(),
                other => other.to_text().into(),
            };
            properties.insert(column.name().to_owned(), value);
        }
        let feature = serde_json::json!({
            "type": "Feature", "geometry": json_of(table.geometry(row)), "properties": properties
        });
        out.write_all(feature.to_string().as_bytes())?;
    }
    if !lines && table.is_empty() {
        out.write_all(separator.as_bytes())?;
    }
    out.write_all(if lines { b"\n" } else { b"\n]}\n" })
}

fn json_of(geometry: Geometry<'_>) -> Json {
    let mut higher = geometry.higher();
    let mut position = |[lon, lat]: &[f64; 2]| -> Json {
        let values = higher.as_mut().and_then(Iterator::next).unwrap_or(&[]);
        [*lon, *lat].iter().chain(values).copied().collect()
    };
    let mut parts: Vec<Vec<Vec<Json>>> = Vec::new();
    for part in geometry.parts() {
        parts.push(
            part.paths()
                .map(|path| path.iter().map(&mut position).collect())
                .collect(),
        );
    }
    let kind = geometry.kind();
    let coordinates = match kind {
        GeometryKind::None => return Json::Null,
        GeometryKind::GeometryCollection => {
            let members: Vec<Json> = geometry.members().map(json_of).collect();
            return serde_json::json!({"type": kind.name(), "geometries": members});
        }
        GeometryKind::Point => parts.concat().concat().first().cloned().unwrap_or_default(),
        GeometryKind::MultiPoint | GeometryKind::LineString => parts.concat().concat().into(),
        GeometryKind::MultiLineString | GeometryKind::Polygon => serde_json::json!(parts.concat()),
        GeometryKind::MultiPolygon => serde_json::json!(parts),
    };
    serde_json::json!({"type": kind.name(), "coordinates": coordinates})
}
