//! What a file is, by its first bytes and not by its name.
use super::ReadPositionsError;

/// A kind of file that positions are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionFormat {
    /// Delimited text with a header.
    Csv,
    /// A collection, a feature, or features one after another.
    GeoJson,
}

const TO_CSV: &str = "; export it as CSV or GeoJSON";
const UNPACK: &str = "; unpack it first";
const TRACE: &str = "; trace or export its features as GeoJSON";

/// First bytes of kinds of files that people mistake for text, most specific first.
const FOREIGN: [(&[u8], &str, &str); 21] = [
    (
        b"SQLite format 3\0",
        "a database (SQLite, GeoPackage)",
        TO_CSV,
    ),
    (
        b"PK\x03\x04",
        "a zip archive (also .xlsx, .ods and .kmz are)",
        "; unpack it, or export the sheet as CSV",
    ),
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", UNPACK),
    (b"\xfd7zXZ", "an xz archive", UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (
        b"version https://git-lfs.github.com/spec/",
        "a Git LFS pointer and not the file itself",
        "; fetch the file: git lfs pull",
    ),
    (b"%PDF-", "a PDF document", ""),
    (b"\x89PNG", "a PNG picture", ""),
    (b"\xff\xd8\xff", "a JPEG picture", ""),
    (b"GIF8", "a GIF picture", ""),
    (b"II*\0", "a TIFF picture or grid", TRACE),
    (b"MM\0*", "a TIFF picture or grid", TRACE),
    (b"II+\0", "a TIFF picture or grid", TRACE),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel or Word document",
        "; export the sheet as CSV",
    ),
    (
        b"\0\0\x27\x0a",
        "a shapefile",
        "; convert it: oxus convert IN.shp OUT.geojson",
    ),
    (
        b"fgb\x03fgb",
        "a FlatGeobuf file",
        "; convert it: oxus convert IN.fgb OUT.geojson",
    ),
    (b"PAR1", "a Parquet file", TO_CSV),
    (b"ARROW1", "an Arrow file", TO_CSV),
];

/// Which format begins with these bytes: the first few thousand of the file, or all of it.
///
/// # Errors
///
/// [`ReadPositionsError`] where it is empty or neither, with the name of what it is.
pub fn recognise(head: &[u8]) -> Result<PositionFormat, ReadPositionsError> {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(ReadPositionsError::Utf16);
    }
    for (magic, kind, remedy) in FOREIGN {
        if head.starts_with(magic) {
            return Err(ReadPositionsError::Foreign { kind, remedy });
        }
    }
    if head.contains(&0) {
        // Latin text in UTF-16 without a mark: every other byte is zero.
        let pairs = head.chunks_exact(2);
        let (count, zeros) = (pairs.len(), pairs.filter(|pair| pair.contains(&0)).count());
        return Err(if zeros * 2 > count && !head.starts_with(b"\0\0") {
            ReadPositionsError::Utf16
        } else {
            ReadPositionsError::Foreign {
                kind: "a binary file",
                remedy: "",
            }
        });
    }
    let text = head
        .strip_prefix(super::csv::BYTE_ORDER_MARK)
        .unwrap_or(head);
    // Sequences of JSON texts (RFC 8142) begin with a record separator.
    let text = text
        .strip_prefix(b"\x1e")
        .unwrap_or(text)
        .trim_ascii_start();
    match text.first() {
        None => Err(ReadPositionsError::Empty),
        Some(b'{' | b'[') => Ok(PositionFormat::GeoJson),
        Some(b'<') => Err(markup(text)),
        Some(_) => Ok(PositionFormat::Csv),
    }
}

fn markup(text: &[u8]) -> ReadPositionsError {
    let start = String::from_utf8_lossy(&text[..text.len().min(1000)]).to_ascii_lowercase();
    let (kind, remedy) = if start.contains("<html") || start.contains("<!doctype html") {
        ("a web page (HTML)", "; download the data itself")
    } else if start.contains("<kml") {
        (
            "a KML file",
            "; convert it: oxus convert IN.kml OUT.geojson",
        )
    } else if start.contains("<gpx") {
        (
            "a GPX file",
            "; convert it: oxus convert IN.gpx OUT.geojson",
        )
    } else if start.contains("<qgis") {
        (
            "a QGIS project",
            "; open the files that its layers come from",
        )
    } else {
        ("an XML file", "")
    };
    ReadPositionsError::Foreign { kind, remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_recognised_by_content() {
        assert_eq!(recognise(b"lon,lat\n").unwrap(), PositionFormat::Csv);
        assert_eq!(
            recognise(b"\xef\xbb\xbf \n{\"type\"").unwrap(),
            PositionFormat::GeoJson
        );
        for (head, name) in [
            (&b"PK\x03\x04...."[..], "zip"),
            (b"<!DOCTYPE html><html>", "HTML"),
            (b"l\0o\0n\0,\0l\0a\0t\0", "UTF-16"),
            (b"\xff\xfel\0o\0", "UTF-16"),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0abcdefghijkl", "binary"),
            (b"\xef\xbb\xbf", "empty"),
            (b"", "empty"),
        ] {
            assert!(
                recognise(head).unwrap_err().to_string().contains(name),
                "{name}"
            );
        }
    }
}
