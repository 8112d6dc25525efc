//! Databases made here: those that other programs have open, and those with odd layers.
use std::fs;
use std::path::PathBuf;

use rusqlite::params;

use super::*;
use crate::model::table::GeometryKind;
use crate::source::features::wkt::wkt_of;

const POINT: &str = "0101000000000000000000F03F0000000000000040";

/// A file with layers of one point each, in these systems.
fn database(path: &Path, layers: &[(&str, i64)]) -> Connection {
    let database = Connection::open(path).unwrap();
    database
        .execute_batch(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name, srs_id, organization, \
             organization_coordsys_id, definition);
             INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, ''), \
             ('Pulkovo', 28412, 'EPSG', 28412, '');
             CREATE TABLE gpkg_contents (table_name, data_type);
             CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);",
        )
        .unwrap();
    for (name, srs_id) in layers {
        database
            .execute_batch(&format!(
                "CREATE TABLE {name} (fid INTEGER PRIMARY KEY, geom BLOB)"
            ))
            .unwrap();
        let contents = "INSERT INTO gpkg_contents VALUES (?1, 'features')";
        database.execute(contents, [name]).unwrap();
        let columns = "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2)";
        database.execute(columns, params![name, srs_id]).unwrap();
        insert(&database, name, POINT);
    }
    database
}

fn insert(database: &Connection, layer: &str, wkb: &str) {
    let blob = format!("47500001E6100000{wkb}");
    let blob: Vec<u8> = (0..blob.len() / 2)
        .map(|at| u8::from_str_radix(&blob[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    let insert = format!("INSERT INTO {layer} (geom) VALUES (?1)");
    database.execute(&insert, [blob]).unwrap();
}

fn read_all(path: &Path, layer: Option<&str>) -> Result<(usize, Vec<String>), FormatError> {
    let mut report = LoadReport::default();
    let filter = LayerFilter(layer);
    let builder = read(path, filter, &JobContext::unwatched(), &mut report)?;
    let said = report.problems.iter().map(ToString::to_string).collect();
    Ok((builder.finish().len(), said))
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_with_a_write_ahead_log_is_read_and_nothing_written_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live.gpkg");
    let writer = database(&path, &[("a", 4326)]);
    writer.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    writer
        .execute_batch("PRAGMA wal_autocheckpoint = 0")
        .unwrap();
    insert(&writer, "a", POINT);
    // While another program has it open.
    assert_eq!(read_all(&path, None).unwrap(), (2, vec![]));
    // As it is copied with its log from there; the name needs escapes in a URI.
    let copied = folder.path().join("a %20?#é");
    fs::create_dir(&copied).unwrap();
    let copy = copied.join("copy.gpkg");
    fs::copy(&path, &copy).unwrap();
    fs::copy(
        folder.path().join("live.gpkg-wal"),
        copied.join("copy.gpkg-wal"),
    )
    .unwrap();
    assert_eq!(read_all(&copy, None).unwrap(), (2, vec![]));
    let both = ["copy.gpkg", "copy.gpkg-wal"].map(PathBuf::from);
    assert_eq!(names(&copied), both);
    // Without its log.
    fs::remove_file(copied.join("copy.gpkg-wal")).unwrap();
    assert_eq!(read_all(&copy, None).unwrap(), (1, vec![]));
    assert_eq!(names(&copied), both[..1]);
    // With one that cannot be read.
    fs::create_dir(copied.join("copy.gpkg-wal")).unwrap();
    fs::write(copied.join("copy.gpkg-wal/x"), "x").unwrap();
    let (features, said) = read_all(&copy, None).unwrap();
    assert_eq!(features, 1);
    assert_eq!(
        said,
        [
            "changes in the -wal file beside it that cannot be read; left out; open and close the \
          file in the program that wrote it"
        ]
    );
}

/// The index is made anew from the log (<https://www.sqlite.org/walformat.html>, section 2.4), which
/// itself stays as it is.
#[test]
fn of_a_file_left_by_a_crash_only_the_index_of_the_log_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live.gpkg");
    let writer = database(&path, &[("a", 4326)]);
    writer.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    insert(&writer, "a", POINT);
    let left = folder.path().join("left");
    fs::create_dir(&left).unwrap();
    let names_left = ["live.gpkg", "live.gpkg-shm", "live.gpkg-wal"].map(PathBuf::from);
    for name in &names_left {
        fs::copy(folder.path().join(name), left.join(name)).unwrap();
    }
    let contents = || [0, 2].map(|at: usize| fs::read(left.join(&names_left[at])).unwrap());
    let before = contents();
    assert_eq!(
        read_all(&left.join("live.gpkg"), None).unwrap(),
        (2, vec![])
    );
    assert_eq!(names(&left), names_left);
    assert_eq!(contents(), before);
}

#[test]
fn a_layer_in_an_unknown_system_is_left_out_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layers.gpkg");
    database(&path, &[("a", 4326), ("b", 28412)]);
    let (features, said) = read_all(&path, None).unwrap();
    assert_eq!(features, 1);
    assert_eq!(
        said,
        [
            "layer “b” is in EPSG:28412 (Pulkovo); left out; convert it: ogr2ogr -t_srs EPSG:4326 \
          OUT.geojson IN LAYER"
        ]
    );
    let error = read_all(&path, Some("b")).unwrap_err().to_string();
    let expected = "the coordinates are in EPSG:28412 (Pulkovo), layer “b”; convert them";
    assert!(error.starts_with(expected), "{error}");
}

#[test]
fn geometries_without_positions_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.gpkg");
    let database = database(&path, &[("a", 4326)]);
    for wkb in [
        "010200000000000000",
        "0101000000000000000000F87F000000000000F87F",
        "010700000000000000",
        "010700000001000000010300000000000000",
        "0101000000000000000000F07F000000000000F03F",
    ] {
        insert(&database, "a", wkb);
    }
    drop(database);
    let mut report = LoadReport::default();
    let job = JobContext::unwatched();
    let table = read(&path, LayerFilter::all(), &job, &mut report).unwrap();
    let table = table.finish();
    assert_eq!(wkt_of(table.geometry(1)), "LINESTRING EMPTY");
    assert_eq!(table.geometry(2).kind(), GeometryKind::None);
    crate::source::features::summary::conclude(&table, &mut report);
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "feature 2: the geometry has no positions; kept without a position",
            "feature 5: a coordinate is not a finite number; kept without a position",
            "feature 1: the geometry has no positions; kept as it is",
            "feature 3: the geometry has no positions; kept as it is",
            "feature 4: the geometry has no positions; kept as it is",
        ]
    );
}

/// Views are not run; each is said once, and not where another layer is wanted.
#[test]
fn views_are_said_where_they_are_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("views.gpkg");
    let database = database(&path, &[("a", 4326), ("b", 4326)]);
    database
        .execute_batch(
            "CREATE VIEW v AS SELECT * FROM a;
             INSERT INTO gpkg_contents VALUES ('v', 'features');
             INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 4326);",
        )
        .unwrap();
    drop(database);
    let view = "layer “v” is a view or not there; left out; save it as a table to read it";
    assert_eq!(read_all(&path, None).unwrap(), (2, vec![view.to_owned()]));
    assert_eq!(read_all(&path, Some("a")).unwrap(), (1, vec![]));
    let job = JobContext::unwatched();
    let tables = crate::source::features::tables_of(&path, &job).unwrap();
    assert_eq!(
        (tables.names, tables.unread),
        (vec!["a".to_owned(), "b".to_owned()], vec![view.to_owned()])
    );
    let error = crate::source::features::read_layer(&path, Some("v"), &job).unwrap_err();
    let expected = "GeoPackage: layer “v” is a view or not there; save it as a table to read it";
    assert!(error.to_string().starts_with(expected), "{error}");
}
