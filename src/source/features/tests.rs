//! Files of other programs (`tests/corpus/`, written by GDAL 3.6.2 but for the track and the
//! topology), against what `ogrinfo -al` says of each; and what becomes of damaged ones.
#![expect(clippy::float_cmp, reason = "positions come back as they were given")]
use std::fs;
use std::io::Cursor;

use super::wkt::wkt_of;
use super::*;
use crate::model::ProblemKind;
use crate::model::table::{GeometryKind, Value};

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name)
}

fn job() -> JobContext {
    JobContext::unwatched()
}

fn read_file(name: &str) -> (FeatureTable, LoadReport) {
    read_features(&corpus(name), &job()).unwrap()
}

fn values(table: &FeatureTable, column: &str) -> Vec<String> {
    let column = table.column(column).unwrap();
    let rows = 0..column.len();
    rows.map(|row| column.value(row).to_text().into_owned())
        .collect()
}

fn shapes(table: &FeatureTable) -> Vec<String> {
    (0..table.len())
        .map(|row| wkt_of(table.geometry(row)))
        .collect()
}

const NAMES: [&str; 3] = ["Термез", "Hayraton", "Қўрғонтеппа \"Bokhtar\""];

/// `ogrinfo -al` says of each: 3 points, extent (67.2783, 37.2155) - (68.7803, 37.8364).
#[test]
fn the_same_points_are_read_from_every_format() {
    for name in [
        "shapefile/places.shp",
        "flatgeobuf/places.fgb",
        "kml/places.kml",
        "csv/places_semicolon.csv",
        "gpx/waypoints.gpx",
    ] {
        let (table, report) = read_file(name);
        assert_eq!(report.geometries[&GeometryKind::Point], 3, "{name}");
        assert_eq!(report.problem_count(), 0, "{name}: {:?}", report.problems);
        let extent = report.extent.unwrap();
        assert_eq!(
            [extent.west, extent.south, extent.east, extent.north],
            [67.2783, 37.2155, 68.7803, 37.8364],
            "{name}"
        );
        let mut names = values(&table, "name");
        // FlatGeobuf sorts by place.
        names.sort();
        assert_eq!(
            names,
            ["Hayraton", "Термез", "Қўрғонтеппа \"Bokhtar\""],
            "{name}"
        );
    }
}

#[test]
fn types_survive_where_the_format_has_them() {
    let (table, _) = read_file("flatgeobuf/places.fgb");
    let row = values(&table, "name")
        .iter()
        .position(|name| name == NAMES[0])
        .unwrap();
    let value = |name: &str| table.column(name).unwrap().value(row);
    assert_eq!(value("people"), Value::Integer(140_385));
    assert_eq!(value("height"), Value::Float(302.5));
    assert_eq!(value("open"), Value::Bool(true));
}

/// `ogrinfo -al areas_wkt.csv`, `areas.kml`, `areas.fgb`: a polygon with a hole (FlatGeobuf has it as
/// a multipolygon), and a multipolygon of two squares.
#[test]
fn polygons_with_holes_are_read_from_every_format() {
    let hole = "((66 36,70 36,70 40,66 40,66 36),(67 37,67 38,68 38,68 37,67 37))";
    let squares = "(((71 36,72 36,72 37,71 37,71 36)),((73 36,74 36,74 37,73 37,73 36)))";
    for (name, first) in [
        ("csv/areas_wkt.csv", format!("POLYGON {hole}")),
        ("flatgeobuf/areas.fgb", format!("MULTIPOLYGON ({hole})")),
    ] {
        let (table, report) = read_file(name);
        let mut found = shapes(&table);
        found.sort();
        let mut expected = [first, format!("MULTIPOLYGON {squares}")];
        expected.sort();
        assert_eq!(found, expected, "{name}");
        assert_eq!(report.problem_count(), 0, "{name}");
    }
    let (table, _) = read_file("kml/areas.kml");
    assert_eq!(table.geometry(0).positions().len(), 10);
    assert_eq!(table.geometry(1).kind(), GeometryKind::MultiPolygon);
    assert_eq!(table.column("area").unwrap().value(0), Value::Integer(16));
}

/// `ogrinfo -al -so survey.gpkg`: places, 3 points in EPSG:4326; areas, 2 features in EPSG:3857, which
/// were (66, 36) - (74, 40).
#[test]
fn tables_of_a_geopackage_are_layers() {
    let path = corpus("geopackage/survey.gpkg");
    assert_eq!(layers_of(&path, &job()).unwrap(), ["places", "areas"]);
    let (table, report) = read_layer(&path, Some("areas"), &job()).unwrap();
    let extent = report.extent.unwrap();
    for (found, expected) in [
        (extent.west, 66.0),
        (extent.south, 36.0),
        (extent.east, 74.0),
        (extent.north, 40.0),
    ] {
        assert!((found - expected).abs() < 1e-9, "{extent:?}");
    }
    assert_eq!(values(&table, "code"), ["A", "B"]);
    assert_eq!(table.ids().unwrap().value(1), Value::Integer(2));
    let (table, _) = read_features(&path, &job()).unwrap();
    let layers = values(&table, "layer");
    assert_eq!(layers, ["places", "places", "places", "areas", "areas"]);
    assert_eq!(values(&table, "name")[..3], NAMES);
    let error = read_layer(&path, Some("roads"), &job())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no layer “roads” in it; there are “places”, “areas”"),
        "{error}"
    );
}

/// `ogrinfo -al track.gpx` has a layer for each kind.
#[test]
fn tracks_routes_and_waypoints_are_features() {
    let (table, report) = read_file("gpx/track.gpx");
    assert_eq!(report.problem_count(), 1, "{:?}", report.problems);
    assert_eq!(
        report.problems[0].found,
        "points of routes or tracks with <extensions>"
    );
    assert_eq!(values(&table, "kind"), ["waypoint", "route", "track"]);
    assert_eq!(
        shapes(&table),
        [
            "POINT Z (67.2783 37.2242 302)",
            "LINESTRING (67.2783 37.2242,67.4162 37.2155)",
            "MULTILINESTRING Z ((67.2783 37.2242 302,67.3 37.22 301),\
             (67.4 37.218 300,67.4162 37.2155 299.5))",
        ]
    );
    assert_eq!(values(&table, "begin")[2], "2022-04-18T05:00:00Z");
    assert_eq!(values(&table, "end")[2], "2022-04-18T06:10:00Z");
    assert_eq!(values(&table, "link")[0], "https://example.org/termez");
    let path = corpus("gpx/track.gpx");
    assert_eq!(
        layers_of(&path, &job()).unwrap(),
        ["waypoints", "routes", "tracks"]
    );
    let (tracks, _) = read_layer(&path, Some("tracks"), &job()).unwrap();
    assert_eq!(tracks.len(), 1);
}

/// `ogrinfo -al squares.topojson`: POLYGON ((68 36,68 38,66 38,66 36,68 36)) and
/// POLYGON ((68 36,70 36,70 38,68 38,68 36)); POINT (67.278 37.224).
#[test]
fn objects_of_a_topology_are_layers() {
    let (table, report) = read_file("topojson/squares.topojson");
    assert_eq!(report.problem_count(), 0, "{:?}", report.problems);
    let shapes = shapes(&table);
    assert_eq!(shapes[0], "POLYGON ((68 36,68 38,66 38,66 36,68 36))");
    assert_eq!(shapes[1], "POLYGON ((68 36,70 36,70 38,68 38,68 36))");
    let [lon, lat] = table.geometry(2).positions()[0];
    assert!((lon - 67.278).abs() < 1e-9 && (lat - 37.224).abs() < 1e-9);
}

#[test]
fn archives_are_read_by_what_is_in_them() {
    let (table, report) = read_file("shapefile/two_layers.zip");
    assert_eq!(
        values(&table, "layer"),
        ["places", "places", "places", "areas", "areas"]
    );
    assert_eq!(report.format, "Shapefile, zip");
    let (areas, _) =
        read_layer(&corpus("shapefile/two_layers.zip"), Some("areas"), &job()).unwrap();
    assert_eq!(areas.len(), 2);
    let (lines, report) = read_file("kml/lines.kmz");
    assert_eq!(report.format, "KML, zip");
    assert!(shapes(&lines)[0].starts_with("LINESTRING Z (67.2 37.1 300,67.4 37.2 301.5)"));
}

#[test]
fn text_may_be_packed_and_come_from_a_stream() {
    let plain = fs::read(corpus("csv/places_semicolon.csv")).unwrap();
    let packed = zstd::encode_all(plain.as_slice(), 0).unwrap();
    let (table, report) = read_from(Cursor::new(packed.clone()), "pasted", &job()).unwrap();
    assert_eq!(
        (table.len(), report.format.as_str()),
        (3, "CSV with semicolons, zstd")
    );
    let error = read_from(
        Cursor::new(packed[..packed.len() - 9].to_vec()),
        "cut.zst",
        &job(),
    );
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("zstd data is cut short or damaged"),
        "{error}"
    );
    let database = fs::read(corpus("geopackage/survey.gpkg")).unwrap();
    let error = read_from(Cursor::new(database), "standard input", &job()).unwrap_err();
    assert!(
        error.to_string().contains("read only from a file"),
        "{error}"
    );
}

/// Cut anywhere or with bytes changed, a file gives an error or a report and never a panic.
#[test]
fn damaged_files_never_panic_and_cut_ones_are_never_silent() {
    let mut state = 1_u64;
    let mut random = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize
    };
    for name in [
        "kml/places.kml",
        "kml/areas.kml",
        "kml/lines.kmz",
        "gpx/track.gpx",
        "topojson/squares.topojson",
        "shapefile/two_layers.zip",
        "flatgeobuf/areas.fgb",
        "csv/areas_wkt.csv",
    ] {
        let whole = fs::read(corpus(name)).unwrap();
        let read = |bytes: Vec<u8>| read_from(Cursor::new(bytes), name, &job());
        // A table cut between rows is a smaller table, and so is a text cut in its last line end.
        if !name.starts_with("csv") {
            for step in 1..=60 {
                let end = whole.len() * step / 61;
                let cut = read(whole[..end].to_vec());
                let silent = cut.is_ok_and(|(_, report)| report.problem_count() == 0);
                assert!(!silent, "{name} cut at {end} of {}", whole.len());
            }
        }
        for _ in 0..400 {
            let mut bytes = whole.clone();
            for _ in 0..=random() % 4 {
                let at = random() % bytes.len();
                bytes[at] = random() as u8;
            }
            read(bytes).ok();
        }
    }
}

#[test]
fn a_damaged_database_is_refused_or_reported() {
    let whole = fs::read(corpus("geopackage/survey.gpkg")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("damaged.gpkg");
    for step in 1..20 {
        fs::write(&path, &whole[..whole.len() * step / 20]).unwrap();
        let silent = read_features(&path, &job())
            .is_ok_and(|(table, report)| report.problem_count() == 0 && table.len() == 5);
        assert!(!silent, "cut at {step} of 20");
    }
    let mut state = 1_u64;
    for _ in 0..150 {
        let mut bytes = whole.clone();
        for _ in 0..20 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let at = (state >> 33) as usize % bytes.len();
            bytes[at] = (state >> 20) as u8;
        }
        fs::write(&path, bytes).unwrap();
        read_features(&path, &job()).ok();
    }
    fs::write(&path, b"SQLite format 3\0").unwrap();
    assert!(read_features(&path, &job()).is_err());
}

#[test]
fn a_feature_without_a_place_is_kept_and_said() {
    let text = "<gpx><wpt lat=\"x\" lon=\"1\"><name>a</name></wpt></gpx>";
    let (table, report) = read_from(Cursor::new(text), "a.gpx", &job()).unwrap();
    assert_eq!(table.len(), 1);
    assert_eq!(report.problems[0].kind, ProblemKind::BadGeometry);
    assert_eq!(report.problems[0].place.line, Some(1));
}

#[test]
fn tables_of_more_columns_than_there_may_be_are_refused() {
    let names = 0..40_000;
    let header: Vec<String> = names.clone().map(|name| format!("p{name}")).collect();
    let csv = format!("lon,lat,{}\n67,37,1\n", header.join(","));
    let long_row = format!("lon,lat\n67,37{}\n", ",1".repeat(40_000));
    let data: Vec<String> = names
        .map(|name| format!("<Data name=\"p{name}\"><value>1</value></Data>"))
        .collect();
    let kml = format!(
        "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Placemark><ExtendedData>{}</ExtendedData>\
         </Placemark></kml>",
        data.concat()
    );
    for (text, name) in [(csv, "a.csv"), (long_row, "b.csv"), (kml, "c.kml")] {
        let error = read_from(Cursor::new(text.into_bytes()), name, &job()).unwrap_err();
        let said = error.to_string();
        assert!(said.contains("more than 32768 different names"), "{said}");
    }
}
