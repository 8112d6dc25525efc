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

/// Mac archives hold a shadow of each file.
fn is_own(name: &str) -> bool {
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
