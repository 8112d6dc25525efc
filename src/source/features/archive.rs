//! What the names in a zip archive say about it: shapefiles, a KMZ, one file of features, or a
//! document of another program.
use super::error::FormatError;

/// The `.shp` files in an archive.
pub(super) fn shapefiles_in(names: &[String]) -> Vec<&String> {
    let is_shp = |name: &&String| has_suffix(name, ".shp");
    names
        .iter()
        .filter(|name| is_own(name))
        .filter(is_shp)
        .collect()
}

/// The files of other formats that could be read.
pub(super) fn readable_in(names: &[String]) -> Vec<&String> {
    const SUFFIXES: [&str; 12] = [
        ".geojson",
        ".json",
        ".topojson",
        ".geojsonl",
        ".geojsons",
        ".ndjson",
        ".csv",
        ".tsv",
        ".gpx",
        ".fgb",
        ".txt",
        ".tab",
    ];
    let readable = |name: &&String| SUFFIXES.iter().any(|suffix| has_suffix(name, suffix));
    names
        .iter()
        .filter(|name| is_own(name))
        .filter(readable)
        .collect()
}

/// Files of features that stay unread beside shapefiles or the documents of a KMZ; a text may be
/// anything.
pub(super) fn unread_in(names: &[String], read: &[&String]) -> Vec<String> {
    let packed = |name: &&String| {
        const SUFFIXES: [&str; 5] = [".kml", ".kmz", ".gpkg", ".shp", ".zip"];
        is_own(name) && SUFFIXES.iter().any(|suffix| has_suffix(name, suffix))
    };
    readable_in(names)
        .into_iter()
        .filter(|name| !has_suffix(name, ".txt"))
        .chain(names.iter().filter(packed))
        .filter(|name| !read.contains(name))
        .cloned()
        .collect()
}

/// Mac archives hold a shadow of each file.
pub(super) fn is_own(name: &str) -> bool {
    !name.starts_with("__MACOSX/")
        && !name
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .starts_with("._")
}

fn has_suffix(name: &str, suffix: &str) -> bool {
    name.to_ascii_lowercase().ends_with(suffix)
}

/// The name of a file without folders and suffix.
pub(super) fn layer_name(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.')
        .map_or(file, |(stem, _)| stem)
        .to_owned()
}

/// Refuse archives that are documents of other programs.
pub(super) fn refuse_documents(names: &[String]) -> Result<(), FormatError> {
    let has = |part: &str| names.iter().any(|name| name.starts_with(part));
    let (kind, remedy) = if has("xl/") {
        ("an Excel workbook", "; save the sheet as CSV UTF-8")
    } else if has("word/") || has("ppt/") {
        ("an Office document", "; save its table as CSV UTF-8")
    } else if has("mimetype") && has("content.xml") {
        ("an OpenDocument file", "; save the sheet as CSV")
    } else if names.iter().any(|name| has_suffix(name, ".qgs")) {
        (
            "a QGIS project",
            "; open the files that its layers come from",
        )
    } else if names.iter().any(|name| name.contains(".gdb/")) {
        (
            "a file geodatabase",
            "; convert it: ogr2ogr -f GPKG OUT.gpkg IN.gdb.zip",
        )
    } else {
        return Ok(());
    };
    Err(FormatError::Foreign {
        kind: kind.to_owned(),
        remedy,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{Cursor, Write as _};
    use std::path::Path;

    use crate::jobs::JobContext;
    use crate::model::FeatureTable;
    use crate::source::features::{layers_of, read_from, read_layer, read_layer_from};

    fn first_name(table: &FeatureTable) -> String {
        let name = table.column("name").unwrap().value(0);
        name.to_text().into_owned()
    }

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(*name, options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn layers_are_chosen_in_streams_and_packed_files_too() {
        let folder = |name: &str| {
            format!(
                "<Folder><name>{name}</name><Placemark><name>in {name}</name></Placemark></Folder>"
            )
        };
        let kml = format!(
            "<kml><Document>{}{}</Document></kml>",
            folder("A"),
            folder("B")
        );
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(kml.as_bytes()).unwrap();
        let kmz = zipped(&[
            ("doc.kml", kml.as_bytes()),
            ("__MACOSX/._doc.kml", b"\0\x05\x16\x07"),
        ]);
        let job = JobContext::unwatched();
        let temporary = tempfile::tempdir().unwrap();
        for (name, bytes) in [
            ("a.kml", kml.clone().into_bytes()),
            ("a.kml.gz", gz.finish().unwrap()),
            ("a.kmz", kmz),
        ] {
            let path = temporary.path().join(name);
            fs::write(&path, &bytes).unwrap();
            let read = |layer| {
                let stream = Cursor::new(bytes.clone());
                [
                    read_layer_from(stream, "stream", Some(layer), &job),
                    read_layer(&path, Some(layer), &job),
                ]
            };
            for found in read("B") {
                let (table, _) = found.unwrap();
                assert_eq!((table.len(), first_name(&table)), (1, "in B".to_owned()));
            }
            for found in read("C") {
                let error = found.unwrap_err().to_string();
                assert!(
                    error.contains("no layer “C” in it; there are “A”, “B”"),
                    "{error}"
                );
            }
            assert_eq!(layers_of(&path, &job).unwrap(), ["A", "B"], "{name}");
        }
    }

    #[test]
    fn what_is_not_read_of_an_archive_is_named() {
        let point = b"{\"type\":\"Point\",\"coordinates\":[67,37]}";
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/shapefile");
        let part = |suffix: &str| fs::read(corpus.join("areas").with_extension(suffix)).unwrap();
        let bytes = zipped(&[
            ("a.shp", &part("shp")),
            ("a.shx", &part("shx")),
            ("a.dbf", &part("dbf")),
            ("a.prj", &part("prj")),
            ("other.geojson", point),
            ("__MACOSX/._other.geojson", b""),
            ("README.txt", b"text"),
        ]);
        let job = JobContext::unwatched();
        let (table, report) = read_from(Cursor::new(bytes), "a.zip", &job).unwrap();
        assert_eq!(table.len(), 2);
        let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "“other.geojson” in the archive beside what was read; left out; unpack the archive to \
              open it"
            ]
        );
    }
}
