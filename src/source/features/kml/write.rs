//! Writes a table as KML: each feature a placemark, its properties as extended data. What KML has
//! elements for goes there: `name`, `description`, and the elevation of a position.
use std::fmt::Write as _;
use std::io::{self, Write};

use quick_xml::escape::escape;

use crate::model::FeatureTable;
use crate::model::table::{Column, Geometry, GeometryKind};

/// Columns that are elements of a placemark, in the order that its schema has them.
const OWN: [&str; 2] = ["name", "description"];

pub(in super::super) fn write(table: &FeatureTable, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
          <kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n",
    )?;
    let mut text = String::new();
    for row in 0..table.len() {
        text.clear();
        push_placemark(table, row, &mut text);
        out.write_all(text.as_bytes())?;
    }
    out.write_all(b"</Document>\n</kml>\n")
}

fn push_placemark(table: &FeatureTable, row: usize, text: &mut String) {
    // Writing to a string does not fail.
    text.push_str("<Placemark");
    if let Some(id) = table.ids().map(|ids| ids.value(row).to_text().into_owned())
        && !id.is_empty()
    {
        write!(text, " id=\"{}\"", attribute(&id)).ok();
    }
    text.push('>');
    for column in OWN.iter().filter_map(|name| table.column(name)) {
        let value = column.value(row);
        let value = value.to_text();
        if !value.is_empty() {
            let name = column.name();
            write!(text, "<{name}>{}</{name}>", plain(&value)).ok();
        }
    }
    let before = text.len();
    text.push_str("<ExtendedData>");
    let empty = text.len();
    let extended = |column: &&Column| !OWN.contains(&column.name());
    for column in table.columns().iter().filter(extended) {
        let value = column.value(row);
        let value = value.to_text();
        if !value.is_empty() {
            write!(
                text,
                "<Data name=\"{}\"><value>{}</value></Data>",
                attribute(column.name()),
                plain(&value)
            )
            .ok();
        }
    }
    if text.len() == empty {
        text.truncate(before);
    } else {
        text.push_str("</ExtendedData>");
    }
    push_geometry(table.geometry(row), text);
    text.push_str("</Placemark>\n");
}

/// Escaped, without the characters that XML cannot hold (XML 1.0, section 2.2).
fn escaped(text: &str) -> String {
    let allowed = |c: &char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => *c >= ' ',
    };
    let kept: String = text.chars().filter(allowed).collect();
    // A carriage return that is not escaped reads as a line feed.
    escape(&kept).replace('\r', "&#13;")
}

/// As the value of an attribute, in which white space would read as spaces (section 3.3.3).
fn attribute(text: &str) -> String {
    escaped(text).replace('\n', "&#10;").replace('\t', "&#9;")
}

/// As text, whose white space at either end readers take for layout where it stands for itself.
fn plain(text: &str) -> String {
    let text = escaped(text);
    let is_space = |c| matches!(c, ' ' | '\t' | '\n');
    let start = text.len() - text.trim_start_matches(is_space).len();
    let end = text.trim_end_matches(is_space).len();
    let mut plain = String::new();
    for (at, c) in text.char_indices() {
        if (start..end).contains(&at) {
            plain.push(c);
        } else {
            write!(plain, "&#{};", u32::from(c)).ok();
        }
    }
    plain
}

fn push_geometry(geometry: Geometry<'_>, text: &mut String) {
    let kind = geometry.kind();
    if kind == GeometryKind::GeometryCollection {
        text.push_str("<MultiGeometry>");
        for member in geometry.members() {
            push_geometry(member, text);
        }
        text.push_str("</MultiGeometry>");
        return;
    }
    let mut higher = geometry.higher();
    let mut coordinates = |path: &[[f64; 2]]| {
        let mut text = String::from("<coordinates>");
        for (at, [lon, lat]) in path.iter().enumerate() {
            let gap = if at > 0 { " " } else { "" };
            write!(text, "{gap}{lon},{lat}").ok();
            let values = higher.as_mut().and_then(Iterator::next).unwrap_or(&[]);
            if let Some(elevation) = values.first() {
                write!(text, ",{elevation}").ok();
            }
        }
        text + "</coordinates>"
    };
    let several = matches!(
        kind,
        GeometryKind::MultiPoint | GeometryKind::MultiLineString | GeometryKind::MultiPolygon
    );
    if several {
        text.push_str("<MultiGeometry>");
    }
    for part in geometry.parts() {
        let is_polygon = matches!(kind, GeometryKind::Polygon | GeometryKind::MultiPolygon);
        if is_polygon {
            text.push_str("<Polygon>");
        }
        for (at, path) in part.paths().enumerate() {
            match kind {
                GeometryKind::Point | GeometryKind::MultiPoint => {
                    for position in path.chunks(1) {
                        write!(text, "<Point>{}</Point>", coordinates(position)).ok();
                    }
                }
                GeometryKind::LineString | GeometryKind::MultiLineString => {
                    write!(text, "<LineString>{}</LineString>", coordinates(path)).ok();
                }
                _ => {
                    let tag = if at == 0 { "outer" } else { "inner" };
                    let ring = coordinates(path);
                    write!(
                        text,
                        "<{tag}BoundaryIs><LinearRing>{ring}</LinearRing></{tag}BoundaryIs>"
                    )
                    .ok();
                }
            }
        }
        if is_polygon {
            text.push_str("</Polygon>");
        }
    }
    if several {
        text.push_str("</MultiGeometry>");
    }
}
