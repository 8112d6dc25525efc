//! `oxus distance` and `oxus incidents` as a user meets them: the executable, its files, what it
//! says and its exit code.
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn oxus() -> Command {
    Command::new(env!("CARGO_BIN_EXE_oxus"))
}

/// Run with these bytes as standard input.
fn run(args: &[&str], stdin: &[u8]) -> Output {
    let mut child = oxus()
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

/// What a failure says; nothing may stand on standard output.
fn failure(args: &[&str], stdin: &[u8]) -> String {
    let output = run(args, stdin);
    let said = text(&output.stderr).to_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty(), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

fn records(bytes: &[u8], delimiter: u8) -> Vec<csv::ByteRecord> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes)
        .byte_records()
        .map(Result::unwrap)
        .collect()
}

fn number(record: &csv::ByteRecord, column: usize) -> f64 {
    text(&record[column]).parse().unwrap()
}

const ADDED: &str = "dist_AFG-TJK_m,near_AFG-TJK_lon,near_AFG-TJK_lat,bearing_AFG-TJK_deg,\
    chainage_AFG-TJK_km,dist_AFG-UZB_m,near_AFG-UZB_lon,near_AFG-UZB_lat,bearing_AFG-UZB_deg,\
    chainage_AFG-UZB_km,country";

/// From a search of every segment of `borders.geojson` within a degree by geographiclib 2.1 for
/// Python (`Geodesic.WGS84.Inverse` to points of `InverseLine`, thirds of the segment until 60
/// times cut): 45363.5968 m to AFG-TJK, 3995.2238 m to AFG-UZB.
#[test]
fn termez_lies_four_kilometres_from_the_uzbek_border() {
    let output = run(
        &["distance", "-"],
        b"place,lon,lat\nTermez,67.2783,37.2242\n",
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let (header, row) = text(&output.stdout).split_once('\n').unwrap();
    assert_eq!(header, format!("place,lon,lat,{ADDED}"));
    assert!(row.starts_with("Termez,67.2783,37.2242,"), "{row}");
    let row = &records(&output.stdout, b',')[1];
    assert!((number(row, 3) - 45_363.6).abs() < 0.05, "{row:?}");
    assert!((number(row, 8) - 3995.2).abs() < 0.05, "{row:?}");
    assert_eq!(&row[13], b"UZB");
    for (column, decimals) in [(3, 3), (4, 7), (5, 7), (8, 3), (9, 7), (10, 7)] {
        let cell = text(&row[column]);
        assert_eq!(cell.split('.').nth(1).unwrap().len(), decimals, "{cell}");
    }
    assert!(text(&output.stderr).starts_with("1 position measured, 0 skipped"));
}

#[test]
fn one_position_is_told_to_people_and_to_machines() {
    let output = run(&["distance", "--at", "67.2783,37.2242"], b"");
    let said = text(&output.stdout);
    for part in [
        "Uzbekistan (UZB)",
        "AFG-UZB",
        "3995.2 m",
        "AFG-TJK",
        "45.364 km",
        "37.224200° N",
        "37°13′27″ N, 67°16′42″ E",
        "from its western end\n",
    ] {
        assert!(said.contains(part), "{said}");
    }
    let output = run(
        &[
            "distance",
            "--at",
            "67.2783,37.2242",
            "--to",
            "uzb-afg",
            "--json",
        ],
        b"",
    );
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!((json["dist_AFG-UZB_m"].as_f64().unwrap() - 3995.2).abs() < 0.05);
    assert_eq!(json["position"], serde_json::json!([67.2783, 37.2242]));
    assert_eq!(json["country"], "UZB");
    assert!(json.get("dist_AFG-TJK_m").is_none());

    // Sokh is an Uzbek exclave in Kyrgyzstan.
    let output = run(&["distance", "--at", "71.13,39.96", "--to", "KGZ-UZB"], b"");
    assert!(text(&output.stdout).contains("on the ring of an exclave"));

    let output = run(
        &["distance", "--at", "-67.5,-37.25", "--to", "all", "--json"],
        b"",
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(json["dist_AFG-PAK_m"].as_f64().unwrap() > 1e7);
    assert_eq!(json["country"], Value::Null);
}

#[test]
fn a_position_that_is_none_is_refused() {
    for (at, said) in [
        ("67.2,91", "latitude 91 is outside"),
        ("67.2", "longitude and latitude are expected"),
        ("a,1", "not a number"),
        ("NaN,1", "not a finite number"),
    ] {
        let error = failure(&["distance", "--at", at], b"");
        assert!(error.contains(said), "{error}");
    }
    assert!(failure(&["distance", "--at", "67,37", "--to", "AFG-IND"], b"").contains("AFG-TJK"));
}

#[test]
fn rows_without_a_position_get_empty_cells_and_a_line_in_the_report() {
    let table = "name,lon,lat\n\
        good,67.2783,37.2242\n\
        pole,67,91\n\
        \"two\nlines\",sixty-seven,37\n\
        none,,37\n\
        short,67.2\n\
        long,67.2,37.2,more\n\
        far,361,37\n\
        odd,NaN,37\n";
    let output = run(&["distance", "-"], table.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    for line in [
        "1 position measured, 7 skipped",
        "line 3: latitude 91 is outside -90 to 90",
        "line 4: longitude “sixty-seven” is not a number",
        "line 6: no longitude",
        "line 7: no latitude",
        "line 8: 4 cells where the header has 3",
        "line 9: longitude 361 is outside -360 to 360",
        "line 10: longitude “NaN” is not a number",
    ] {
        assert!(said.contains(line), "{line} in {said}");
    }
    let rows = records(&output.stdout, b',');
    assert_eq!(rows.len(), 9);
    for row in &rows[2..] {
        assert!(row.iter().skip(3).take(11).all(<[u8]>::is_empty), "{row:?}");
    }
    // What stands beyond the header stays beyond it.
    assert_eq!(&rows[6][14], b"more");
}

#[test]
fn many_skipped_rows_are_counted_by_reason() {
    let mut table = "lon,lat\n".to_owned();
    table.push_str(&"67,95\n".repeat(30));
    table.push_str(&"x,37\n".repeat(12));
    let output = run(&["distance", "-"], table.as_bytes());
    let said = text(&output.stderr);
    assert_eq!(said.matches("  line ").count(), 20, "{said}");
    assert!(
        said.contains("and 10 more: latitude outside -90 to 90"),
        "{said}"
    );
    assert!(
        said.contains("and 12 more: text where a number is expected"),
        "{said}"
    );
}

#[test]
fn swapped_columns_are_noticed() {
    let output = run(
        &["distance", "-"],
        b"lon,lat\n37.2,67.2\n36.9,66.1\n34.5,69.2\n",
    );
    assert!(text(&output.stderr).contains("look swapped in 3 rows"));
    let output = run(
        &["distance", "-"],
        b"lon,lat\n67.2,37.2\n66.1,36.9\n37.6,55.7\n",
    );
    assert!(!text(&output.stderr).contains("swapped"));
}

#[test]
fn unusable_files_are_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let utf16: Vec<u8> = "lon,lat\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let cases: [(&str, &[u8], &[&str]); 16] = [
        (
            "none.csv",
            b"name,a,b\n1,2,3\n",
            &["“name”, “a”, “b”", "--lon"],
        ),
        (
            "half.csv",
            b"name,lon,b\n1,2,3\n",
            &["no column for the latitude", "--lat"],
        ),
        (
            "twice.csv",
            b"lon,lat,lon\n1,2,3\n",
            &["2 columns are named “lon”"],
        ),
        (
            "bare.csv",
            b"67.2,37.2\n66.1,36.9\n",
            &["add a header line"],
        ),
        ("empty.csv", b"", &["the file is empty"]),
        ("blank.csv", b"\n  \n", &["the file is empty"]),
        (
            "broken.csv",
            b"lon,lat\n1,2\n3,\xff4\n",
            &["line 3: not UTF-8", "UTF-8"],
        ),
        ("wide.csv", &utf16, &["UTF-16"]),
        ("table.csv", b"PK\x03\x04rest", &["zip archive"]),
        ("page.csv", b"<!DOCTYPE html><html>", &["HTML"]),
        (
            "program.csv",
            b"\x7fELF\x01\x01\x01\0\0\0\0abcdefghijklmnop",
            &["a binary file"],
        ),
        (
            "open.csv",
            b"lon,lat,t\n1,2,a\n3,4,\"b\n5,6,c\n",
            &["line 3: a quoted cell begins"],
        ),
        (
            "again.csv",
            b"lon,lat,dist_AFG-UZB_m\n1,2,3\n",
            &["already has a column “dist_AFG-UZB_m”"],
        ),
        (
            "cut.geojson",
            b"{\"type\":\"FeatureCollection\",\"features\":[",
            &["not valid JSON", "line 1"],
        ),
        (
            "other.json",
            b"{\"a\":1}",
            &["no GeoJSON", "FeatureCollection"],
        ),
        ("list.json", b"[1,2]", &["no GeoJSON"]),
    ];
    for (name, bytes, said) in cases {
        let path = file(name, bytes);
        let error = failure(&["distance", &path], b"");
        assert!(error.contains(name), "{error}");
        for part in said {
            assert!(error.contains(part), "{part} in {error}");
        }
    }
}

#[test]
fn refusals_say_what_would_help() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    // Naming the column cannot tell two of one name apart.
    let twice = file("same.csv", b"lon,lat,lon\n1,2,3\n");
    assert!(!failure(&["distance", &twice], b"").contains("--lon"));
    let missing = folder.path().join("missing.csv");
    let error = failure(&["distance", missing.to_str().unwrap()], b"");
    let expected = "missing.csv: there is no such file; check the name\n";
    assert!(error.ends_with(expected), "{error}");
    let error = failure(&["distance", folder.path().to_str().unwrap()], b"");
    assert!(error.contains("folder"), "{error}");
    assert!(failure(&["distance", "-"], b"").contains("standard input: the file is empty"));
    let good = file("good.csv", b"lon,lat\n67,37\n");
    if cfg!(unix) {
        let error = failure(&["distance", &format!("{good}/x")], b"");
        let expected = "cannot read it; check the name, and that its disk is connected: ";
        assert!(error.contains(expected), "{error}");
    }
    assert!(failure(&["distance", &good, "-o", "out.xlsx"], b"").contains(".csv or .geojson"));
    assert!(failure(&["distance", &good, "--lon", "east"], b"").contains("“east”"));
    let half = file(
        "half.geojson",
        br#"{"type":"Feature","geometry":null,"properties":{"a":"\ud800"}}"#,
    );
    let out = folder.path().join("out.csv");
    let error = failure(&["distance", &half, "-o", out.to_str().unwrap()], b"");
    assert!(
        error.contains("feature 1: property “a” holds half"),
        "{error}"
    );
    let nowhere = missing.join("out.csv");
    let error = failure(&["distance", &good, "-o", nowhere.to_str().unwrap()], b"");
    assert!(error.contains("there is no folder"), "{error}");
    assert!(failure(&["distance", &good, "--json"], b"").contains("cannot be used with"));
    let error = failure(&["distance", "--at", "67,37", "--lon", "east"], b"");
    assert!(error.contains("cannot be used with"), "{error}");
}

#[test]
fn a_header_alone_is_a_table_without_rows() {
    for input in ["lon,lat", "lon,lat\n"] {
        let output = run(&["distance", "-"], input.as_bytes());
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(text(&output.stdout), format!("lon,lat,{ADDED}\n"));
    }
}

/// A table of every odd thing that cells may hold, the same for the same seed.
fn odd_table(seed: u64, rows: usize, line_end: &str) -> String {
    let cells = [
        "",
        "a",
        "Ҳайратон",
        "\"with \"\"quotes\"\"\"",
        "\"line\nend\"",
        "\"comma, semicolon;\"",
        "=1+1",
        " spaces ",
        "0012",
        "5\" pipe",
        "حیرتان",
    ];
    let mut state = seed;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut table = format!("note,lat,note,lon,\"a, b\"{line_end}");
    for _ in 0..rows {
        let lat = [String::new(), format!("{}.{}", 30 + next(15), next(99999))];
        let lon = [String::new(), format!("{}.{}", 55 + next(25), next(99999))];
        let row = [
            cells[next(cells.len())],
            &lat[next(9).min(1)],
            cells[next(cells.len())],
            &lon[next(9).min(1)],
            cells[next(cells.len())],
        ];
        // Now and then a row lacks its last cell.
        let length = if next(20) == 0 { 4 } else { 5 };
        table.push_str(&row[..length].join(","));
        table.push_str(line_end);
        if next(50) == 0 {
            table.push_str(line_end);
        }
    }
    table
}

#[test]
fn every_cell_and_the_order_of_rows_stay() {
    for (seed, line_end) in [(1, "\n"), (2, "\r\n")] {
        let table = odd_table(seed, 30_000, line_end);
        let folder = tempfile::tempdir().unwrap();
        let (input, out) = (folder.path().join("in.csv"), folder.path().join("out.csv"));
        fs::write(&input, &table).unwrap();
        let (input, path) = (input.to_str().unwrap(), out.to_str().unwrap());
        let output = run(&["distance", input, "--to", "AFG-UZB", "-o", path], b"");
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());

        let given = records(table.as_bytes(), b',');
        let written = records(&fs::read(&out).unwrap(), b',');
        assert_eq!(given.len(), written.len());
        for (given, written) in given.iter().zip(&written) {
            assert_eq!(written.len(), 5 + 6);
            assert!(
                written.iter().take(given.len()).eq(given.iter()),
                "{written:?}"
            );
            let placed = !given[1].is_empty() && !given[3].is_empty();
            assert_eq!(written[5].is_empty(), !placed, "{written:?}");
        }
    }
}

#[test]
fn semicolons_decimal_commas_a_mark_and_windows_line_ends_stay() {
    let table = "\u{feff}Ort;Longitude (deg);Latitude (deg)\r\nTermez;67,2783;37,2242\r\n";
    let output = run(&["distance", "-"], table.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let written = text(&output.stdout);
    assert!(written.starts_with("\u{feff}Ort;Longitude (deg);Latitude (deg);dist_AFG-TJK_m;"));
    assert!(
        written.contains("\r\nTermez;67,2783;37,2242;4536"),
        "{written}"
    );
    assert!(written.ends_with("\r\n"));
    assert!((number(&records(written.as_bytes(), b';')[1], 8) - 3995.2).abs() < 0.05);
}

const ODD_GEOJSON: &str = r#"{"name":"odd","features":[
{"type":"Feature","id":12345678901234567890123,"properties":{"z":1,"a":9007199254740993,"s":"x\ny","n":null,"list":[1, 2.50]},
 "geometry":{"type":"Point","coordinates":[67.2783,37.2242,302.0]},"extra":{"kept":true}},
{"type":"Feature","properties":null,"geometry":null},
{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[69.2203,34.5586]},"properties":{"b":1.0e3}}
],"type":"FeatureCollection","licence":{"by":"me"}}"#;

#[test]
fn geojson_keeps_everything_and_gets_more_properties() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.geojson");
    let output = run(
        &["distance", "-", "-o", out.to_str().unwrap()],
        ODD_GEOJSON.as_bytes(),
    );
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("feature 2: no geometry"), "{said}");
    assert!(
        said.contains("feature 3: no point position but LineString"),
        "{said}"
    );
    let written = fs::read_to_string(&out).unwrap();
    for part in [
        r#""id":12345678901234567890123"#,
        r#""properties":{"z":1,"a":9007199254740993,"s":"x\ny","n":null,"list":[1, 2.50],"dist_AFG-TJK_m":45363."#,
        r#""extra":{"kept":true}"#,
        r#""coordinates":[67.2783,37.2242,302.0]"#,
        r#""b":1.0e3,"dist_AFG-TJK_m":"#,
        r#""licence":{"by":"me"}"#,
    ] {
        assert!(written.contains(part), "{part} in {written}");
    }
    let json: Value = serde_json::from_str(&written).unwrap();
    let features = json["features"].as_array().unwrap();
    assert_eq!(features.len(), 4);
    let measured = &features[0]["properties"];
    assert!((measured["dist_AFG-UZB_m"].as_f64().unwrap() - 3995.2).abs() < 0.05);
    assert_eq!(measured["country"], "UZB");
    assert_eq!(features[1]["properties"]["dist_AFG-UZB_m"], Value::Null);
    assert_eq!(features[3]["properties"]["country"], "AFG");
}

#[test]
fn geojson_becomes_a_table() {
    let output = run(&["distance", "-"], ODD_GEOJSON.as_bytes());
    let rows = records(&output.stdout, b',');
    let header: Vec<&str> = rows[0].iter().take(9).map(text).collect();
    assert_eq!(
        header,
        ["id", "z", "a", "s", "n", "list", "b", "lon", "lat"]
    );
    let first: Vec<&str> = rows[1].iter().take(9).map(text).collect();
    assert_eq!(
        first,
        [
            "12345678901234567890123",
            "1",
            "9007199254740993",
            "x\ny",
            "",
            "[1, 2.50]",
            "",
            "67.2783",
            "37.2242"
        ]
    );
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|row| row.len() == 9 + 11));
}

#[test]
fn a_table_becomes_geojson() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.geojson");
    let path = out.to_str().unwrap();
    let table = b"n,n,lon,lat\n007,\"a\"\"b\",67.2783,37.2242\nx,,,\n";
    let output = run(&["distance", "-", "-o", path], table);
    assert_eq!(output.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
    assert_eq!(json["features"][0]["properties"]["n"], "007");
    assert_eq!(json["features"][0]["properties"]["n_2"], "a\"b");
    assert_eq!(json["features"][0]["geometry"]["coordinates"][1], 37.2242);
    assert_eq!(json["features"][1]["geometry"], Value::Null);

    run(&["distance", "-", "-o", path], b"lon,lat\n");
    let json: Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
    assert_eq!(json["features"], serde_json::json!([]));
}

#[test]
fn the_name_of_the_output_says_whether_features_are_one_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let feature = r#"{"type":"Feature",
        "geometry":{"type":"Point","coordinates":[67,37]},"properties":{"a":1}}"#;
    let inputs = [
        format!("{feature}\n{feature}\n"),
        format!(r#"{{"type":"FeatureCollection","features":[{feature},{feature}]}}"#),
        "a,lon,lat\n1,67,37\n1,67,37\n".to_owned(),
    ];
    for input in inputs {
        let written = |name: &str| {
            let out = folder.path().join(name);
            let output = run(
                &["distance", "-", "-o", out.to_str().unwrap()],
                input.as_bytes(),
            );
            assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
            fs::read_to_string(&out).unwrap()
        };
        let collection: Value = serde_json::from_str(&written("out.geojson")).unwrap();
        assert_eq!(collection["type"], "FeatureCollection");
        for name in ["out.geojsonl", "out.ndjson"] {
            let lines: Vec<Value> = written(name)
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect();
            assert_eq!(collection["features"], Value::Array(lines));
        }
    }
}

#[test]
fn a_column_country_of_the_file_stays_and_ours_has_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.geojson");
    let path = out.to_str().unwrap();
    let table = b"country,lon,lat\nUzbekistan,67.2783,37.2242\n";
    let output = run(&["distance", "-"], table);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("“country_2”"), "{said}");
    let rows = records(&output.stdout, b',');
    assert_eq!(&rows[0][rows[0].len() - 1], b"country_2");
    assert_eq!(
        (&rows[1][0], &rows[1][13]),
        (&b"Uzbekistan"[..], &b"UZB"[..])
    );

    let features = r#"{"type":"Feature","geometry":null,"properties":{"country_2":1}}
        {"type":"Feature","geometry":{"type":"Point","coordinates":[67.2783,37.2242]},
         "properties":{"country":"Uzbekistan"}}"#;
    for input in [table, features.as_bytes()] {
        run(&["distance", "-", "-o", path], input);
        let json: Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
        let properties = json["features"].as_array().unwrap().last().unwrap()["properties"].clone();
        assert_eq!(properties["country"], "Uzbekistan");
        let ours = if input == table {
            "country_2"
        } else {
            "country_3"
        };
        assert_eq!(properties[ours], "UZB", "{properties}");
    }

    let incidents = run(&["incidents", "--csv"], b"").stdout;
    assert!(failure(&["distance", "-"], &incidents).contains("dist_AFG-TJK_m"));
    let output = run(&["distance", "-", "--to", "KGZ-TJK"], &incidents);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
}

#[test]
fn a_failed_run_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("same.csv");
    let broken = [
        b"lon,lat\n".as_slice(),
        &b"67,37\n".repeat(200_000),
        b"\xff,1\n",
    ]
    .concat();
    fs::write(&path, &broken).unwrap();
    let name = path.to_str().unwrap();
    let error = failure(&["distance", name, "-o", name], b"");
    assert!(error.contains("line 200002"), "{error}");
    assert!(fs::read(&path).unwrap() == broken);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

    fs::write(&path, "lon,lat\n67,37\n").unwrap();
    let output = run(&["distance", name, "-o", name], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .starts_with("lon,lat,dist_AFG-TJK_m")
    );
    assert!(failure(&["distance", name], b"").contains("measured before"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.csv");
    fs::write(&path, ["lon,lat\n", &"67,37\n".repeat(200_000)].concat()).unwrap();
    let mut child = oxus()
        .args([Path::new("distance"), &path])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 100]).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn incidents_are_listed_with_sources_and_distances() {
    let output = run(&["incidents"], b"");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    for part in [
        "termez-2022-04-impact",
        "To AFG-UZB   3995.2 m, 0.0 m to ",
        "Denied",
        "none: no source gives a place",
        "to be verified",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn every_form_of_the_incidents_says_the_same() {
    let json: Value = serde_json::from_slice(&run(&["incidents", "--json"], b"").stdout).unwrap();
    let geojson: Value =
        serde_json::from_slice(&run(&["incidents", "--geojson"], b"").stdout).unwrap();
    let table = run(&["incidents", "--csv"], b"").stdout;
    let rows = records(&table, b',');
    let column = |name: &str| {
        rows[0]
            .iter()
            .position(|cell| cell == name.as_bytes())
            .unwrap()
    };
    let incidents = json.as_array().unwrap();
    assert_eq!(rows.len(), incidents.len() + 1);
    let mut unplaced = 0;
    for (at, incident) in incidents.iter().enumerate() {
        let (row, feature) = (&rows[at + 1], &geojson["features"][at]);
        assert_eq!(text(&row[column("id")]), incident["id"].as_str().unwrap());
        assert_eq!(feature["properties"]["id"], incident["id"]);
        for name in ["dist_AFG-TJK_m", "dist_AFG-UZB_min_m", "dist_AFG-UZB_max_m"] {
            assert_eq!(feature["properties"][name], incident[name]);
            match incident[name].as_f64() {
                Some(meters) => assert!((number(row, column(name)) - meters).abs() < 1e-9),
                None => assert!(row[column(name)].is_empty()),
            }
        }
        unplaced += usize::from(incident["position"].is_null());
        assert!(!row[column("sources")].is_empty());
    }
    assert!(unplaced > 0);
    let bundled = include_str!("../geodata/incidents.geojson");
    let bundled: Value = serde_json::from_str(bundled).unwrap();
    assert_eq!(bundled["article"], geojson["article"]);
    assert_eq!(
        bundled["features"][0]["geometry"],
        geojson["features"][0]["geometry"]
    );
}
