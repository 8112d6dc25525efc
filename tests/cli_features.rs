//! `oxus info`, `oxus check` and `oxus convert` as a user meets them: the executable, its files, what
//! it says and its exit code.
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn run(args: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_oxus"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // A refused input is not read to its end.
        scope.spawn(move || pipe.write_all(stdin).ok());
        child.wait_with_output().unwrap()
    })
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn info(stdin: &[u8]) -> (Option<i32>, Value) {
    let output = run(&["info", "--json", "-"], stdin);
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    let json = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code(), json)
}

const TABLE: &[u8] = b"name,count,lon,lat\nTermez,3,67.2783,37.2242\nKabul,,69.2075,34.5553\n";

#[test]
fn a_file_without_problems_is_told_with_status_0() {
    let (code, json) = info(TABLE);
    assert_eq!(code, Some(0));
    assert_eq!(
        json,
        json!({
            "features": 2,
            "geometry_types": {"Point": 2},
            "extent": [67.2783, 34.5553, 69.2075, 37.2242],
            "columns": [
                {"name": "name", "type": "text", "nulls": 0},
                {"name": "count", "type": "integer", "nulls": 1},
                {"name": "lon", "type": "float", "nulls": 0},
                {"name": "lat", "type": "float", "nulls": 0},
            ],
            "warnings": [],
            "error": null,
        })
    );
    let output = run(&["info", "-"], TABLE);
    let said = text(&output.stdout);
    for part in [
        "Format     CSV\n",
        "Features   2 (2 Point)\n",
        "Extent     67.2783 34.5553 to 69.2075 37.2242\n",
        "name    text              0 null  Termez\n",
        "Problems   0\n",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn problems_are_told_with_status_1_and_their_place() {
    let (code, json) = info(b"name,lon,lat\na,67,97\nb,,\nc,67,37\n");
    assert_eq!(code, Some(1));
    assert_eq!(json["features"], 3);
    let warnings = json["warnings"].as_array().unwrap();
    let find = |kind: &str| {
        warnings
            .iter()
            .find(|warning| warning["kind"] == kind)
            .unwrap()
    };
    assert_eq!(find("out-of-range")["line"], 2);
    assert_eq!(find("out-of-range")["feature"], 0);
    assert_eq!(find("no-geometry")["line"], 3);
    let output = run(
        &["info", "-"],
        &[b"lon,lat\n".as_slice(), &b"x,1\n".repeat(15)].concat(),
    );
    let said = text(&output.stdout);
    assert!(
        said.contains("Geometry that cannot be used: 15\n"),
        "{said}"
    );
    assert!(
        said.contains("feature 9, line 11: longitude “x” is not a number"),
        "{said}"
    );
    assert!(said.contains("    and 5 more\n"), "{said}");
}

#[test]
fn what_cannot_be_read_is_told_with_status_2_and_a_reason() {
    let (code, json) = info(b"<!DOCTYPE html><html></html>");
    assert_eq!(code, Some(2));
    let error = json["error"].as_str().unwrap();
    assert!(
        error.contains("a web page (HTML); download the data itself"),
        "{error}"
    );
    let output = run(&["info", "/nowhere.geojson"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stdout).starts_with("Refused: there is no such file; check the name (/"));
    let output = run(&["convert", "/nowhere.geojson", "-"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("nowhere.geojson"));
}

#[test]
fn each_file_gets_a_verdict_and_the_worst_counts() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| -> String {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = file("good.csv", TABLE);
    let dirty = file("dirty.csv", b"lon,lat\n,\n");
    let wrong = file("wrong.geojson", b"%PDF-1.7");
    let output = run(&["check", &good], b"");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout), format!("{good}: read, 2 (2 Point)\n"));
    assert_eq!(run(&["check", &good, &dirty], b"").status.code(), Some(1));
    let output = run(&["check", &wrong, &dirty, &good], b"");
    assert_eq!(output.status.code(), Some(2));
    let said: Vec<&str> = text(&output.stdout).lines().collect();
    assert!(
        said[0].contains("wrong.geojson: refused: this is a PDF document"),
        "{}",
        said[0]
    );
    assert!(
        said[1].ends_with("with problems: 1 without a geometry"),
        "{}",
        said[1]
    );
    assert_eq!(said.len(), 3);
}

#[test]
fn a_table_becomes_geojson_and_a_table_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| -> PathBuf { folder.path().join(name) };
    let arg = |path: &Path| path.to_str().unwrap().to_owned();
    let table = path("in.csv");
    fs::write(&table, b"name,note,lon,lat\nTermez,'=1+1,67.2783,37.2242\n").unwrap();
    for packed in [
        "out.geojson",
        "out.geojsonl",
        "out.geojson.gz",
        "out.geojson.zst",
    ] {
        let (packed, back) = (arg(&path(packed)), arg(&path("back.csv")));
        let output = run(&["convert", &arg(&table), &packed], b"");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let output = run(&["convert", &packed, &back], b"");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(
            fs::read_to_string(&back).unwrap(),
            "name,note,lon,lat\r\nTermez,'=1+1,67.2783,37.2242\r\n"
        );
    }
    let written: Value = serde_json::from_slice(&fs::read(path("out.geojson")).unwrap()).unwrap();
    assert_eq!(written["features"][0]["properties"]["note"], "=1+1");
    assert_eq!(
        written["features"][0]["geometry"]["coordinates"],
        json!([67.2783, 37.2242])
    );
}

#[test]
fn the_format_of_the_output_must_be_known() {
    let output = run(&["convert", "-", "out.xyz"], TABLE);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("“out.xyz” does not say in which format to write"));
    let output = run(&["convert", "-", "-", "--format", "csv"], TABLE);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout).replace("\r\n", "\n").as_bytes(), TABLE);
}

#[test]
fn features_survive_each_written_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let input = corpus.join("shapefile/areas.shp");
    let input = input.to_str().unwrap();
    let told = |file: &str| -> Value {
        let output = run(&["info", "--json", file], b"");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let expected = told(input);
    assert_eq!(
        expected["geometry_types"],
        json!({"Polygon": 1, "MultiPolygon": 1})
    );
    for suffix in [
        "geojson", "geojsonl", "csv", "tsv", "fgb", "kml", "csv.gz", "kml.zst",
    ] {
        let out = path(&format!("areas.{suffix}"));
        let output = run(&["convert", input, &out], b"");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert_eq!(told(&out), expected, "{suffix}");
    }
}

#[test]
fn one_layer_of_several_is_read_by_its_name() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let survey = corpus.join("geopackage/survey.gpkg");
    let survey = survey.to_str().unwrap();
    let output = run(&["info", "--json", survey, "--layer", "areas"], b"");
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), &json["features"]),
        (Some(0), &json!(2))
    );
    let output = run(&["convert", survey, "-", "--layer", "roads"], b"");
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("no layer “roads” in it; there are “places”, “areas”"),
        "{said}"
    );
    // The folders of a document that comes as a stream.
    let kml = fs::read(corpus.join("kml/places.kml")).unwrap();
    let output = run(&["info", "--layer", "roads", "-"], &kml);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stdout);
    assert!(
        said.contains("no layer “roads” in it; there are “places”"),
        "{said}"
    );
    let output = run(&["info", "--layer", "places", "-"], &kml);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn exchanged_axes_are_told_also_beside_other_features_and_mended() {
    let feature = |at: [f64; 2]| {
        json!({"type": "Feature", "properties": null, "bbox": [at[0], at[1], at[0], at[1]],
            "geometry": {"type": "Point", "coordinates": at}})
    };
    // Latitude first near Termez; and what lies elsewhere, is right, or is nowhere.
    let swapped = (0..8).map(|n| feature([37.0 + f64::from(n) / 8.0, 67.3]));
    let others = [[0.0, 0.0], [67.3, 37.2], [13.4, 52.5], [67.0, 97.0]];
    let features: Vec<Value> = swapped.chain(others.map(feature)).collect();
    let file = json!({"type": "FeatureCollection", "bbox": [0, 0, 1, 1], "name": "posts",
        "features": features});
    let (code, told) = info(file.to_string().as_bytes());
    assert_eq!(code, Some(1));
    let warnings = told["warnings"].as_array().unwrap();
    let about = warnings.iter().find(|said| said["kind"] == "swapped-axes");
    assert_eq!(
        about.unwrap()["message"],
        "longitude and latitude make sense only the other way round in 9 of 12 features; read as \
         they stand; exchange them in the settings of the layer, or with oxus convert --swap-axes"
    );
    let checked = run(&["check", "-"], file.to_string().as_bytes());
    assert!(text(&checked.stdout).ends_with("; oxus convert --swap-axes exchanges the axes\n"));

    let args = ["convert", "-", "-", "--swap-axes"];
    let mended = run(&args, file.to_string().as_bytes());
    assert!(text(&mended.stderr).contains("the bbox has the axes as they were; left out"));
    let mended: Value = serde_json::from_slice(&mended.stdout).unwrap();
    assert_eq!(mended["name"], "posts");
    assert_eq!(mended["bbox"], Value::Null);
    assert_eq!(mended["features"][7]["bbox"], Value::Null);
    assert_eq!(
        mended["features"][7]["geometry"]["coordinates"],
        json!([67.3, 37.875])
    );
    let (_, again) = info(mended.to_string().as_bytes());
    let kinds = again["warnings"].as_array().unwrap().iter();
    assert!(kinds.clone().all(|said| said["kind"] != "swapped-axes"));
    // A file that is right, with one feature that is not, is not told to be exchanged.
    let right = b"lon,lat\n67.3,37.2\n69.2,34.6\n37.2,67.3\n";
    assert_eq!(info(right).0, Some(0));
}

#[test]
fn the_extent_is_told_as_rfc_7946_has_it_across_the_antimeridian() {
    let extent = |geometry: Value| {
        let feature = json!({"type": "Feature", "properties": null, "geometry": geometry});
        info(feature.to_string().as_bytes()).1["extent"].clone()
    };
    let line = json!({"type": "LineString", "coordinates": [[178.5, -17.1], [-178.5, -18.3]]});
    assert_eq!(extent(line), json!([178.5, -18.3, -178.5, -17.1]));
    let points = json!({"type": "MultiPoint", "coordinates": [[179, 1], [-179, 2]]});
    assert_eq!(extent(points), json!([179.0, 1.0, -179.0, 2.0]));
    assert_eq!(
        info(b"lon,lat\n-179,2\n179,1\n").1["extent"],
        json!([179.0, 1.0, -179.0, 2.0])
    );
}
