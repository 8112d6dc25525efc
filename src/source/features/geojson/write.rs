//! GeoJSON out of a table: everything that was read is given back.
use std::io::{self, Write};

use crate::model::FeatureTable;
use crate::model::table::{Geometry, GeometryKind, NoProperties, Value, date_from_days};

/// Write a table as one `FeatureCollection`, one feature on each line.
///
/// # Errors
///
/// When `out` takes no more bytes.
pub fn write(table: &FeatureTable, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",")?;
    if !table.file_members().is_empty() {
        json(table.file_members(), out)?;
        out.write_all(b",")?;
    }
    out.write_all(b"\"features\":[")?;
    for row in 0..table.len() {
        out.write_all(if row == 0 { b"\n" } else { b",\n" })?;
        feature(table, row, out)?;
    }
    out.write_all(b"\n]}\n")
}

/// Write a table as newline-delimited GeoJSON: a feature on each line and nothing else, but for an
/// empty collection where there are none, since an empty file says nothing.
///
/// # Errors
///
/// When `out` takes no more bytes.
pub fn write_lines(table: &FeatureTable, out: &mut impl Write) -> io::Result<()> {
    if table.is_empty() {
        return out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[]}\n");
    }
    for row in 0..table.len() {
        feature(table, row, out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn feature(table: &FeatureTable, row: usize, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\"type\":\"Feature\"")?;
    if let Some(ids) = table.ids()
        && ids.value(row) != Value::Missing
    {
        out.write_all(b",\"id\":")?;
        value(ids.value(row), out)?;
    }
    member(table.feature_members().get(row), out)?;
    match table.no_properties(row) {
        Some(NoProperties::Absent) => {}
        Some(NoProperties::Null) => out.write_all(b",\"properties\":null")?,
        None => properties(table, row, out)?,
    }
    out.write_all(b",\"geometry\":")?;
    geometry(table.geometry(row), out)?;
    out.write_all(b"}")
}

fn member(members: &str, out: &mut impl Write) -> io::Result<()> {
    if members.is_empty() {
        return Ok(());
    }
    out.write_all(b",")?;
    json(members, out)
}

fn properties(table: &FeatureTable, row: usize, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b",\"properties\":{")?;
    let mut is_first = true;
    for column in table.columns() {
        let found = column.value(row);
        if found == Value::Missing {
            continue;
        }
        if !is_first {
            out.write_all(b",")?;
        }
        is_first = false;
        string(column.name(), out)?;
        out.write_all(b":")?;
        value(found, out)?;
    }
    out.write_all(b"}")
}

fn value(value: Value<'_>, out: &mut impl Write) -> io::Result<()> {
    match value {
        Value::Missing | Value::Null => out.write_all(b"null"),
        Value::Bool(value) => write!(out, "{value}"),
        Value::Integer(number) => write!(out, "{number}"),
        // JSON has no such numbers.
        Value::Float(number) if !number.is_finite() => out.write_all(b"null"),
        // With a fraction or an exponent, so that it stays what it was.
        Value::Float(number) => write!(out, "{number:?}"),
        Value::Text(text) | Value::DateTime(text, _) => string(text, out),
        Value::Date(days) => string(&date_from_days(days), out),
        Value::Json(text) => json(text, out),
    }
}

fn string(text: &str, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

/// Write JSON on one line: line breaks in it stand between values only.
fn json(text: &str, out: &mut impl Write) -> io::Result<()> {
    for (index, piece) in text.split(['\n', '\r']).enumerate() {
        if index > 0 {
            out.write_all(b" ")?;
        }
        out.write_all(piece.as_bytes())?;
    }
    Ok(())
}

fn geometry(geometry: Geometry<'_>, out: &mut impl Write) -> io::Result<()> {
    let kind = geometry.kind();
    // JSON has no numbers that are not finite.
    let is_finite = |at: &[f64; 2]| at.iter().all(|number| number.is_finite());
    if kind == GeometryKind::None || !geometry.positions().iter().all(is_finite) {
        return out.write_all(b"null");
    }
    write!(out, "{{\"type\":\"{}\",", kind.name())?;
    if kind == GeometryKind::GeometryCollection {
        out.write_all(b"\"geometries\":[")?;
        for (index, inner) in geometry.members().enumerate() {
            separator(index, out)?;
            self::geometry(inner, out)?;
        }
        out.write_all(b"]")?;
    } else {
        out.write_all(b"\"coordinates\":")?;
        coordinates(geometry, out)?;
    }
    member(geometry.foreign_members(), out)?;
    out.write_all(b"}")
}

fn coordinates(geometry: Geometry<'_>, out: &mut impl Write) -> io::Result<()> {
    // How many brackets there are around a path, a part and the parts.
    let kind = geometry.kind();
    let around_parts = kind == GeometryKind::MultiPolygon;
    let around_paths = matches!(
        kind,
        GeometryKind::MultiLineString | GeometryKind::Polygon | GeometryKind::MultiPolygon
    );
    let around_positions = kind != GeometryKind::Point;
    let mut higher = geometry.higher();
    let open =
        |is_around: bool, out: &mut dyn Write| out.write_all(if is_around { b"[" } else { b"" });
    let close =
        |is_around: bool, out: &mut dyn Write| out.write_all(if is_around { b"]" } else { b"" });
    open(around_parts, out)?;
    for (index, part) in geometry.parts().enumerate() {
        separator(index, out)?;
        open(around_paths, out)?;
        for (index, path) in part.paths().enumerate() {
            separator(index, out)?;
            open(around_positions, out)?;
            for (index, &[lon, lat]) in path.iter().enumerate() {
                separator(index, out)?;
                out.write_all(b"[")?;
                number(lon, out)?;
                out.write_all(b",")?;
                number(lat, out)?;
                let values = higher.as_mut().and_then(Iterator::next).unwrap_or(&[]);
                for &value in values.iter().take_while(|value| value.is_finite()) {
                    out.write_all(b",")?;
                    number(value, out)?;
                }
                out.write_all(b"]")?;
            }
            close(around_positions, out)?;
        }
        close(around_paths, out)?;
    }
    close(around_parts, out)
}

fn separator(index: usize, out: &mut impl Write) -> io::Result<()> {
    if index == 0 {
        Ok(())
    } else {
        out.write_all(b",")
    }
}

/// The shortest text that gives the same bits; whole numbers without a point.
fn number(value: f64, out: &mut impl Write) -> io::Result<()> {
    if value.abs() < 1e15 && (value == 0.0 || value.abs() >= 1e-5) {
        write!(out, "{value}")
    } else {
        write!(out, "{value:?}")
    }
}
