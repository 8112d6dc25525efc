//! Writes a table as FlatGeobuf.
use std::io::{self, Write};

use flatbuffers::{FlatBufferBuilder, WIPOffset};
use flatgeobuf::{
    Column, ColumnArgs, ColumnType, Crs, CrsArgs, Feature, FeatureArgs, Geometry, GeometryArgs,
    GeometryType, Header, HeaderArgs,
};

use crate::model::FeatureTable;
use crate::model::table::{self, GeometryKind, Value};

const MAGIC: [u8; 8] = [b'f', b'g', b'b', 3, b'f', b'g', b'b', 0];

/// The dimensions that are written.
#[derive(Clone, Copy, Default)]
struct Dimensions {
    z: bool,
    m: bool,
}

pub(in super::super) fn write(table: &FeatureTable, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&MAGIC)?;
    let ids = table.ids().filter(|_| table.column("id").is_none());
    let columns: Vec<&table::Column> = ids.into_iter().chain(table.columns()).collect();
    if columns.len() > usize::from(u16::MAX) {
        return Err(io::Error::other("FlatGeobuf holds 65535 columns at most"));
    }
    let kinds: Vec<ColumnType> = columns.iter().map(|column| column_type(column)).collect();
    let dimensions = dimensions(table);
    let mut builder = FlatBufferBuilder::new();
    push_header(table, &columns, &kinds, dimensions, &mut builder);
    out.write_all(builder.finished_data())?;
    let mut properties = Vec::new();
    for row in 0..table.len() {
        builder.reset();
        properties.clear();
        for (index, (column, kind)) in columns.iter().zip(&kinds).enumerate() {
            push_property(index as u16, *kind, column.value(row), &mut properties);
        }
        let properties = builder.create_vector(&properties);
        let arguments = FeatureArgs {
            geometry: push_geometry(table.geometry(row), dimensions, &mut builder),
            properties: Some(properties),
            ..FeatureArgs::default()
        };
        let feature = Feature::create(&mut builder, &arguments);
        builder.finish_size_prefixed(feature, None);
        out.write_all(builder.finished_data())?;
    }
    Ok(())
}

fn dimensions(table: &FeatureTable) -> Dimensions {
    let mut most = 0;
    for row in 0..table.len() {
        table.geometry(row).for_each_simple(&mut |geometry| {
            if let Some(higher) = geometry.higher() {
                most = higher.map(<[f64]>::len).fold(most, usize::max);
            }
        });
    }
    Dimensions {
        z: most > 0,
        m: most > 1,
    }
}

fn push_header(
    table: &FeatureTable,
    columns: &[&table::Column],
    kinds: &[ColumnType],
    dimensions: Dimensions,
    builder: &mut FlatBufferBuilder<'_>,
) {
    let columns: Vec<_> = columns
        .iter()
        .zip(kinds)
        .map(|(column, kind)| {
            let name = builder.create_string(column.name());
            let arguments = ColumnArgs {
                name: Some(name),
                type_: *kind,
                ..ColumnArgs::default()
            };
            Column::create(builder, &arguments)
        })
        .collect();
    let columns = builder.create_vector(&columns);
    let organisation = builder.create_string("EPSG");
    let crs = CrsArgs {
        org: Some(organisation),
        code: 4326,
        ..CrsArgs::default()
    };
    let crs = Crs::create(builder, &crs);
    let mut kinds = (0..table.len())
        .map(|row| table.geometry(row).kind())
        .filter(|kind| *kind != GeometryKind::None);
    let first = kinds.next();
    let common = first.filter(|first| kinds.all(|kind| kind == *first));
    let arguments = HeaderArgs {
        geometry_type: common.map_or(GeometryType::Unknown, type_of),
        has_z: dimensions.z,
        has_m: dimensions.m,
        columns: Some(columns),
        features_count: table.len() as u64,
        index_node_size: 0,
        crs: Some(crs),
        ..HeaderArgs::default()
    };
    let header = Header::create(builder, &arguments);
    builder.finish_size_prefixed(header, None);
}

const fn type_of(kind: GeometryKind) -> GeometryType {
    match kind {
        GeometryKind::None => GeometryType::Unknown,
        GeometryKind::Point => GeometryType::Point,
        GeometryKind::MultiPoint => GeometryType::MultiPoint,
        GeometryKind::LineString => GeometryType::LineString,
        GeometryKind::MultiLineString => GeometryType::MultiLineString,
        GeometryKind::Polygon => GeometryType::Polygon,
        GeometryKind::MultiPolygon => GeometryType::MultiPolygon,
        GeometryKind::GeometryCollection => GeometryType::GeometryCollection,
    }
}

/// Nothing for a path without positions, also within another: GDAL reads nothing behind one. A
/// collection or multipolygon of none has no parts, which GDAL reads as empty.
fn push_geometry<'b>(
    geometry: table::Geometry<'_>,
    dimensions: Dimensions,
    builder: &mut FlatBufferBuilder<'b>,
) -> Option<WIPOffset<Geometry<'b>>> {
    let kind = geometry.kind();
    if kind == GeometryKind::GeometryCollection {
        let members: Vec<_> = geometry
            .members()
            .filter_map(|member| push_geometry(member, dimensions, builder))
            .collect();
        return Some(push_parts(kind, &members, builder));
    }
    let polygons = kind == GeometryKind::MultiPolygon;
    let mut higher = geometry.higher();
    let mut parts = Vec::new();
    for part in geometry.parts() {
        let (mut xy, mut z, mut m, mut ends) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for path in part.paths() {
            for [lon, lat] in path {
                xy.extend([*lon, *lat]);
                let values = higher.as_mut().and_then(Iterator::next).unwrap_or(&[]);
                z.push(values.first().copied().unwrap_or(f64::NAN));
                m.push(values.get(1).copied().unwrap_or(f64::NAN));
            }
            ends.push((xy.len() / 2) as u32);
        }
        if xy.is_empty() {
            continue;
        }
        // GDAL does not take the one path of a line of many for granted.
        let with_ends = ends.len() > 1 || kind == GeometryKind::MultiLineString;
        let arguments = GeometryArgs {
            ends: with_ends.then(|| builder.create_vector(&ends)),
            xy: Some(builder.create_vector(&xy)),
            z: dimensions.z.then(|| builder.create_vector(&z)),
            m: dimensions.m.then(|| builder.create_vector(&m)),
            type_: type_of(if polygons {
                GeometryKind::Polygon
            } else {
                kind
            }),
            ..GeometryArgs::default()
        };
        let pushed = Geometry::create(builder, &arguments);
        if !polygons {
            return Some(pushed);
        }
        parts.push(pushed);
    }
    polygons.then(|| push_parts(kind, &parts, builder))
}

fn push_parts<'b>(
    kind: GeometryKind,
    parts: &[WIPOffset<Geometry<'b>>],
    builder: &mut FlatBufferBuilder<'b>,
) -> WIPOffset<Geometry<'b>> {
    let arguments = GeometryArgs {
        parts: Some(builder.create_vector(parts)),
        type_: type_of(kind),
        ..GeometryArgs::default()
    };
    Geometry::create(builder, &arguments)
}

fn column_type(column: &table::Column) -> ColumnType {
    match column.column_type() {
        table::ColumnType::Bool => ColumnType::Bool,
        table::ColumnType::Integer => ColumnType::Long,
        table::ColumnType::Float => ColumnType::Double,
        table::ColumnType::Date | table::ColumnType::DateTime => ColumnType::DateTime,
        table::ColumnType::Text if column.is_mixed() => ColumnType::Json,
        table::ColumnType::Text | table::ColumnType::Empty => ColumnType::String,
    }
}

fn push_property(index: u16, kind: ColumnType, value: Value<'_>, out: &mut Vec<u8>) {
    if matches!(value, Value::Missing | Value::Null) {
        return;
    }
    out.extend(index.to_le_bytes());
    match (kind, value) {
        (ColumnType::Bool, Value::Bool(value)) => out.push(value.into()),
        (ColumnType::Long, Value::Integer(number)) => out.extend(number.to_le_bytes()),
        (ColumnType::Double, value) => {
            out.extend(value.as_f64().unwrap_or(f64::NAN).to_le_bytes());
        }
        (ColumnType::Json, Value::Text(text)) => {
            // A string as JSON has it; text is never refused.
            push_text(&serde_json::Value::from(text).to_string(), out);
        }
        (_, value) => push_text(&value.to_text(), out),
    }
}

fn push_text(text: &str, out: &mut Vec<u8>) {
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(text.as_bytes());
}
