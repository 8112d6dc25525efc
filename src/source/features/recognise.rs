//! Which format a file has, by its first bytes; its name is asked only where formats begin alike.
use super::error::FormatError;
use crate::source::positions::{PositionFormat, ReadPositionsError, recognise};

/// A format that features are read from, or a packing around one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Delimited text.
    Csv,
    /// GeoJSON in all its forms.
    GeoJson,
    /// TopoJSON.
    TopoJson,
    /// KML.
    Kml,
    /// GPX.
    Gpx,
    /// The `.shp` of a shapefile.
    Shapefile,
    /// FlatGeobuf.
    FlatGeobuf,
    /// GeoPackage, or another database of `SQLite`.
    Sqlite,
    /// A zip archive: KMZ, or of shapefiles.
    Zip,
    /// gzip around something.
    Gzip,
    /// zstd around something.
    Zstd,
}

/// First bytes of formats that begin with their name.
const MAGIC: [(&[u8], Format); 6] = [
    (b"fgb\x03fgb", Format::FlatGeobuf),
    (b"SQLite format 3\0", Format::Sqlite),
    (b"PK\x03\x04", Format::Zip),
    // One without files.
    (b"PK\x05\x06", Format::Zip),
    (b"\x1f\x8b", Format::Gzip),
    (b"\x28\xb5\x2f\xfd", Format::Zstd),
];

/// How much of a file is looked at.
pub(super) const HEAD_BYTES: usize = 64 << 10;

/// The format of what begins with these bytes. `name` is that of the file.
pub(super) fn format_of(head: &[u8], name: &str) -> Result<Format, FormatError> {
    let suffix = name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    for (magic, format) in MAGIC {
        if head.starts_with(magic) {
            return Ok(format);
        }
    }
    if head.starts_with(b"\0\0\x27\x0a") {
        return if suffix == "shx" {
            Err(part_of_shapefile("the index of a shapefile"))
        } else {
            Ok(Format::Shapefile)
        };
    }
    if suffix == "dbf" {
        return Err(part_of_shapefile("the table of a shapefile"));
    }
    if matches!(suffix.as_str(), "prj" | "cpg" | "qix" | "sbn" | "sbx") {
        return Err(part_of_shapefile("a part of a shapefile"));
    }
    match recognise(head) {
        Ok(PositionFormat::Csv) => Ok(Format::Csv),
        Ok(PositionFormat::GeoJson) => json_format(head),
        Err(ReadPositionsError::Foreign { kind, remedy }) => markup(head, kind, remedy),
        Err(error) => Err(error.into()),
    }
}

fn part_of_shapefile(kind: &str) -> FormatError {
    FormatError::Foreign {
        kind: kind.to_owned(),
        remedy: "; open the .shp beside it",
    }
}

/// KML and GPX by their outermost element.
fn markup(head: &[u8], kind: &'static str, remedy: &'static str) -> Result<Format, FormatError> {
    match kind {
        "a KML file" => Ok(Format::Kml),
        "a GPX file" => Ok(Format::Gpx),
        "an XML file" => {
            let element = root_element(head);
            let plain = element.rsplit(':').next().unwrap_or_default();
            match plain {
                "kml" => Ok(Format::Kml),
                "gpx" => Ok(Format::Gpx),
                _ => Err(FormatError::Foreign {
                    kind: match plain {
                        "FeatureCollection" => "a GML file".to_owned(),
                        "osm" => "an OpenStreetMap XML file".to_owned(),
                        "" => "an XML file".to_owned(),
                        _ => format!(
                            "an XML file of <{}>",
                            crate::source::positions::shown(element)
                        ),
                    },
                    remedy: "; convert it: ogr2ogr OUT.geojson IN",
                }),
            }
        }
        _ => Err(FormatError::Foreign {
            kind: kind.to_owned(),
            remedy: if remedy.is_empty() {
                "; features are read from GeoJSON, TopoJSON, CSV, KML, GPX, shapefile, \
                 FlatGeobuf and GeoPackage"
            } else {
                remedy
            },
        }),
    }
}

/// The name of the first element that is no declaration or comment.
fn root_element(head: &[u8]) -> &str {
    let text = match str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default(),
    };
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if !rest.starts_with(['?', '!']) {
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
            return &rest[..end.unwrap_or(rest.len())];
        }
    }
    ""
}

/// GeoJSON and TopoJSON by the members of the outermost object.
fn json_format(head: &[u8]) -> Result<Format, FormatError> {
    let members = outer_members(head);
    let has = |name: &str| members.iter().any(|(member, _)| member == name);
    let kind = members
        .iter()
        .find(|(name, _)| name == "type")
        .map(|(_, value)| value.as_str());
    if kind == Some("Topology") || (kind.is_none() && has("arcs")) {
        return Ok(Format::TopoJson);
    }
    if kind.is_none() && (has("geometryType") || has("spatialReference") || has("rings")) {
        return Err(FormatError::Foreign {
            kind: "Esri JSON".to_owned(),
            remedy: "; ask the service for f=geojson, or convert it: ogr2ogr OUT.geojson IN.json",
        });
    }
    Ok(Format::GeoJson)
}

/// Names of the outermost object's members within these bytes, with the text of those that are
/// strings.
fn outer_members(head: &[u8]) -> Vec<(String, String)> {
    let mut members: Vec<(String, String)> = Vec::new();
    let (mut depth, mut at) = (0_i32, 0);
    let mut after_colon = false;
    while let Some(&byte) = head.get(at) {
        match byte {
            b'"' => {
                let start = at + 1;
                at = start;
                while let Some(&byte) = head.get(at)
                    && byte != b'"'
                {
                    at += 1 + usize::from(byte == b'\\');
                }
                let end = at.min(head.len());
                if depth == 1 {
                    let text = String::from_utf8_lossy(&head[start.min(end)..end]).into_owned();
                    match members.last_mut() {
                        Some((_, value)) if after_colon => *value = text,
                        _ => members.push((text, String::new())),
                    }
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b':' if depth == 1 => after_colon = true,
            b',' if depth == 1 => after_colon = false,
            _ => {}
        }
        at += 1;
        // Features one after another: the first says what all are.
        if depth == 0 && !members.is_empty() {
            break;
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_their_content() {
        for (head, name, format) in [
            (&b"lon,lat\n1,2\n"[..], "x.geojson", Format::Csv),
            (b"{\"type\":\"FeatureCollection\"", "x.csv", Format::GeoJson),
            (
                b"{\"arcs\":[[[0,0]]],\"type\":\"Topology\"}",
                "x.json",
                Format::TopoJson,
            ),
            (
                b"{\"a\":{\"type\":\"Topology\"},\"type\":\"Feature\"}",
                "",
                Format::GeoJson,
            ),
            (
                b"<?xml version='1.0'?>\n<kml:kml xmlns:kml=''>",
                "",
                Format::Kml,
            ),
            (b"<?xml version='1.0'?><!-- <gpx> --><kml>", "", Format::Kml),
            (b"<gpx version=\"1.1\">", "", Format::Gpx),
            (b"PK\x03\x04", "x.kmz", Format::Zip),
            (b"PK\x05\x06\0\0\0\0\0\0\0\0", "x.zip", Format::Zip),
            (b"\0\0\x27\x0a", "x.shp", Format::Shapefile),
            (b"fgb\x03fgb\0", "", Format::FlatGeobuf),
        ] {
            assert_eq!(format_of(head, name).unwrap(), format, "{name}");
        }
    }

    #[test]
    fn the_wrong_kind_of_file_is_called_by_its_name_with_a_remedy() {
        for (head, name, said) in [
            (
                &b"<!DOCTYPE html><html>"[..],
                "x.geojson",
                "a web page (HTML); download",
            ),
            (
                b"<?xml version=\"1.0\"?><svg>",
                "",
                "an XML file of <svg>; convert",
            ),
            (
                b"<!DOCTYPE qgis><qgis>",
                "x.qgs",
                "a QGIS project; open the files",
            ),
            (b"\xff\xfe{\0", "", "UTF-16 or UTF-32; save it as UTF-8"),
            (
                b"version https://git-lfs.github.com/spec/v1\n",
                "",
                "git lfs pull",
            ),
            (b"%PDF-1.7", "", "a PDF document; features are read from"),
            (b"\x89PNG\r\n", "", "a PNG picture"),
            (b"\xff\xd8\xff\xe0", "", "a JPEG picture"),
            (b"\xd0\xcf\x11\xe0", "", "Excel or Word document; export"),
            (b"PAR1", "", "a Parquet file; export"),
            (b"Rar!\x1a\x07\0", "", "a RAR archive; unpack"),
            (b"7z\xbc\xaf\x27\x1c", "", "a 7z archive; unpack"),
            (b"", "", "empty"),
            (b"\x03\x7a\x01\x01\0\0", "x.dbf", "open the .shp beside it"),
            (b"\0\0\x27\x0a", "x.shx", "open the .shp beside it"),
            (
                b"{\"displayFieldName\":\"\",\"geometryType\":\"esriGeometryPoint\"",
                "",
                "Esri JSON; ask",
            ),
            (
                b"\x7fELF\x02\x01\x01\0\0\0\0\0abcdefghijkl",
                "",
                "a binary file",
            ),
        ] {
            let error = format_of(head, name).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
