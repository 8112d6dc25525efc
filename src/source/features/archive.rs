//! What the names in a zip archive say about it: shapefiles, a KMZ, one file of features, or a
//! document of another program.
use std::collections::BTreeMap;

use super::error::FormatError;

/// The `.shp` files in an archive, each with the name of its layer: as much of its path as no other
/// has.
pub(super) fn shapefiles_in(names: &[String]) -> Vec<(&str, &String)> {
    let is_shp = |name: &&String| is_own(name) && has_suffix(name, ".shp");
    let shapefiles: Vec<&String> = names.iter().filter(is_shp).collect();
    let forms: [fn(&str) -> &str; 2] = [stem, without_suffix];
    let counts = forms.map(|form| {
        let mut counts = BTreeMap::new();
        for shp in &shapefiles {
            *counts.entry(form(shp)).or_insert(0) += 1;
        }
        counts
    });
    let named = |shp| {
        let names = forms.iter().zip(&counts);
        let mut names = names.map(|(form, counts)| (form(shp), counts));
        let own = names.find(|(name, counts)| counts.get(name) == Some(&1));
        own.map_or(shp, |(name, _)| name)
    };
    let shapefiles = shapefiles.iter();
    shapefiles.map(|shp| (named(shp), *shp)).collect()
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
fn stem(name: &str) -> &str {
    without_suffix(name.rsplit(['/', '\\']).next().unwrap_or(name))
}

fn without_suffix(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
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
    use crate::source::features::{
        layers_of, read_features, read_from, read_layer, read_layer_from, tables_of,
    };

    fn first_name(table: &FeatureTable) -> String {
        let name = table.column("name").unwrap().value(0);
        name.to_text().into_owned()
    }

    fn zipped(files: &[(&str, impl AsRef<[u8]>)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(*name, options).unwrap();
            zip.write_all(bytes.as_ref()).unwrap();
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
            ("__MACOSX/._doc.kml", &b"\0\x05\x16\x07"[..]),
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

    /// A file of a shapefile in the corpus.
    fn part(name: &str) -> Vec<u8> {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/shapefile");
        fs::read(corpus.join(name)).unwrap()
    }

    #[test]
    fn shapefiles_of_one_name_are_told_apart_by_their_folders() {
        let (areas, places) = (part("areas.shp"), part("places.shp"));
        let bytes = zipped(&[
            ("2020/roads.shp", &areas),
            ("2021/roads.shp", &places),
            ("2021/rails.shp", &places),
            ("towns.shp", &places),
            ("towns.SHP", &areas),
        ]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        fs::write(&path, &bytes).unwrap();
        let names = [
            "2020/roads",
            "2021/roads",
            "rails",
            "towns.shp",
            "towns.SHP",
        ];
        let job = JobContext::unwatched();
        assert_eq!(layers_of(&path, &job).unwrap(), names);
        assert_eq!(tables_of(&path, &job).unwrap().names, names);
        for (name, features) in names.into_iter().zip([2, 3, 3, 3, 2]) {
            let (table, _) = read_layer(&path, Some(name), &job).unwrap();
            assert_eq!(table.len(), features, "{name}");
        }
        let (table, _) = read_features(&path, &job).unwrap();
        let layer = table.column("layer").unwrap();
        assert_eq!(layer.value(2).to_text(), "2021/roads");
    }

    /// An archive of more bytes than are read into memory, of which most belong to no file in it.
    #[cfg(unix)]
    #[test]
    fn an_archive_on_disk_is_not_read_as_a_whole() {
        use std::io::{Seek as _, SeekFrom};

        let bytes = zipped(&[
            ("a.shp", &part("areas.shp")),
            ("b.shp", &part("places.shp")),
        ]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        let mut file = fs::File::create(&path).unwrap();
        file.write_all(&bytes[..4]).unwrap();
        file.seek(SeekFrom::Start(5 << 30)).unwrap();
        file.write_all(&bytes).unwrap();
        let job = JobContext::unwatched();
        assert_eq!(tables_of(&path, &job).unwrap().names, ["a", "b"]);
        assert_eq!(read_layer(&path, Some("b"), &job).unwrap().0.len(), 3);
        assert_eq!(read_features(&path, &job).unwrap().0.len(), 5);
    }

    #[test]
    fn what_is_not_read_of_an_archive_is_named() {
        let point = b"{\"type\":\"Point\",\"coordinates\":[67,37]}";
        let part = |suffix: &str| part(&format!("areas.{suffix}"));
        let mut files = vec![
            ("a.shp", part("shp")),
            ("a.shx", part("shx")),
            ("a.dbf", part("dbf")),
            ("a.prj", part("prj")),
            ("other.geojson", point.to_vec()),
            ("__MACOSX/._other.geojson", Vec::new()),
            ("README.txt", b"text".to_vec()),
        ];
        let job = JobContext::unwatched();
        let (table, report) = read_from(Cursor::new(zipped(&files)), "a.zip", &job).unwrap();
        assert_eq!(table.len(), 2);
        let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        let unread = [
            "“other.geojson” in the archive beside what was read; left out; unpack the archive to \
              open it",
        ];
        assert_eq!(said, unread);
        // Where each shapefile is read by itself, it is not said of each.
        files.push(("b.shp", part("shp")));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        fs::write(&path, zipped(&files)).unwrap();
        assert_eq!(tables_of(&path, &job).unwrap().unread, unread);
        let (_, report) = read_layer(&path, Some("a"), &job).unwrap();
        assert_eq!(report.problem_count(), 0, "{:?}", report.problems);
    }
}
