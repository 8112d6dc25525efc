//! `oxus query` as a user meets it. Expected numbers are those of other programs, run in `geodata/`:
//! jq over the incidents, GDAL's `ogrinfo -dialect sqlite -sql` over the other layers.
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn query(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oxus"))
        .arg("query")
        .args(args)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata"))
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn answer(args: &[&str]) -> Value {
    let output = query(&[args, &["--json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn count(file: &str, condition: &str) -> u64 {
    answer(&[file, "--where", condition])["features"]
        .as_u64()
        .unwrap()
}

/// `jq '[.features[] | select(…)] | length' incidents.geojson`
#[test]
fn incidents_are_counted_as_jq_counts_them() {
    for (condition, expected) in [
        // .properties.kind == "rocket impact"
        ("kind = 'Rocket impact'", 4),
        // .properties.killed != null and .properties.killed[1] >= 3
        ("\"killed, most\" >= 3", 6),
        // .properties.date | startswith("2022")
        ("year() = 2022", 11),
        ("date like '2022%'", 11),
        ("during('2022')", 11),
        ("date between '2022' and '2022-12'", 11),
        // .properties.country == "AFG"
        ("country = 'AFG'", 9),
        ("country is null", 1),
        // .geometry == null
        ("country is null and country() is null", 1),
        ("country is null and not inside('AFG')", 0),
    ] {
        assert_eq!(count("incidents", condition), expected, "{condition}");
    }
    let window = answer(&["incidents", "--time", "2022-04/2022-07"]);
    assert_eq!(window, json!({ "features": 7, "of": 17 }));
    // jq '[.features[].properties.country] | group_by(.) | map([.[0], length])'
    assert_eq!(
        answer(&["incidents", "--group", "country"])["groups"],
        json!([
            { "value": "AFG", "features": 9 },
            { "value": "IRN", "features": 3 },
            { "value": "UZB", "features": 2 },
            { "value": "RUS", "features": 1 },
            { "value": "TJK", "features": 1 },
            { "value": null, "features": 1 },
        ])
    );
}

#[test]
fn places_are_counted_as_sqlite_counts_them() {
    for (file, condition, expected) in [
        // SELECT COUNT(*) FROM places WHERE population BETWEEN 100000 AND 500000
        // AND country IN ('AFG', 'UZB')
        (
            "places.geojson",
            "population between 100000 and 500000 and country in ('AFG', 'UZB')",
            25,
        ),
        // … WHERE name LIKE 'ka%' OR NOT capital
        ("places.geojson", "name like 'ka%' or not capital", 87),
        // … WHERE name_tg IS NULL AND rank >= 3
        ("places.geojson", "name_tg is null and rank >= 3", 1618),
        // … WHERE name_tg NOT LIKE 'К%'
        ("places.geojson", "name_tg not like 'К%'", 229),
        // … WHERE ST_Intersects(geometry, GeomFromText('POLYGON(…)', 4326))
        (
            "places.geojson",
            "inside('POLYGON((66 36, 70 36, 71 38.5, 66 38.5, 66 36))')",
            104,
        ),
        (
            "rivers.geojson",
            "inside('POLYGON((66 36, 70 36, 71 38.5, 66 38.5, 66 36))')",
            11,
        ),
        (
            "provinces.geojson",
            "inside('POLYGON((66 36, 70 36, 71 38.5, 66 38.5, 66 36))')",
            15,
        ),
    ] {
        assert_eq!(count(file, condition), expected, "{condition} in {file}");
    }
    // SELECT country, COUNT(*) AS n FROM places GROUP BY country ORDER BY n DESC LIMIT 4
    let output = query(&["places.geojson", "--group", "country", "--csv"]);
    let counts = text(&output.stdout).lines().take(5).collect::<Vec<_>>();
    assert_eq!(
        counts,
        [
            "country,features",
            "IRN,359",
            "PAK,329",
            "AFG,322",
            "UZB,221"
        ]
    );
}

/// Countries and provinces by `ogrinfo -dialect sqlite -sql`, distances by GeographicLib's Python
/// package: the least `Geodesic.WGS84.Inverse` from each place to the points of the twelve segments
/// of `borders.geojson` whose ends are nearest, found by ternary search. No place lies within 60 m
/// of one of these distances.
#[test]
fn geography_is_asked_as_other_programs_know_it() {
    for (file, condition, expected) in [
        // SELECT c.id, COUNT(*) FROM places p, 'countries.geojson'.countries c
        // WHERE ST_Intersects(p.geometry, c.geometry) GROUP BY c.id
        ("places.geojson", "country() = 'AFG'", 322),
        ("places.geojson", "inside('UZB')", 221),
        ("places.geojson", "country() in ('TJK', 'KGZ')", 103 + 111),
        // SELECT c.id, COUNT(*) FROM places p, 'provinces.geojson'.provinces c
        // WHERE ST_Within(p.geometry, c.geometry) GROUP BY c.id
        ("places.geojson", "province() = 'AF-BDS'", 21),
        ("places.geojson", "province() = 'AF-HER'", 19),
        ("places.geojson", "inside('AF-KAB')", 15),
        ("places.geojson", "province() like 'TJ-KT'", 38),
        // SELECT COUNT(*) FROM rivers p, 'countries.geojson'.countries c
        // WHERE c.id = 'TJK' AND ST_Intersects(p.geometry, c.geometry)
        ("rivers.geojson", "inside('TJK')", 14),
        // SELECT COUNT(*) FROM provinces p, provinces c
        // WHERE c.id = 'AF-KAB' AND ST_Intersects(p.geometry, c.geometry)
        ("provinces.geojson", "inside('AF-KAB')", 7),
        ("places.geojson", "distance_to('AFG-TJK') < 5 km", 17),
        ("places.geojson", "distance_to('AFG-TJK') < 25 km", 34),
        ("places.geojson", "distance_to('AFG-TJK') < 60 km", 77),
        ("places.geojson", "distance_to('AFG-TJK') < 100000", 114),
        // Nusay, 142.36 m; Qalaikhumb, 231.69 m.
        ("places.geojson", "distance_to('AFG-TJK') < 142.35", 0),
        ("places.geojson", "distance_to('AFG-TJK') < 142.37", 1),
        ("places.geojson", "distance_to('AFG-TJK') < 231.70", 2),
    ] {
        assert_eq!(count(file, condition), expected, "{condition} in {file}");
    }
}

#[test]
fn what_passes_is_written_whole_in_the_format_of_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("large.geojson");
    let output = query(&[
        "places.geojson",
        "--where",
        "population > 1000000",
        "-o",
        out.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let source = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata/places.geojson"));
    let source: Value = serde_json::from_slice(&source.unwrap()).unwrap();
    let expected: Vec<&Value> = source["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|feature| feature["properties"]["population"].as_u64().unwrap() > 1_000_000)
        .collect();
    let written: Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
    let written: Vec<&Value> = written["features"].as_array().unwrap().iter().collect();
    assert_eq!(written, expected);
}

#[test]
fn people_get_a_table_and_bands_with_their_unit() {
    let output = query(&["incidents", "--where", "kind = 'Rocket launch'"]);
    let said = text(&output.stdout);
    assert!(said.starts_with("title"), "{said}");
    assert!(said.ends_with("3 of 17 features\n"), "{said}");
    assert_eq!(said.lines().count(), 5);
    let output = query(&[
        "incidents",
        "--group",
        "band(distance_to('AFG-TJK'), 50 km)",
    ]);
    let said = text(&output.stdout);
    assert!(said.contains("\n0 to 50 km "), "{said}");
    assert!(said.contains("\n(no value) "), "{said}");
    let output = query(&[
        "incidents",
        "places.geojson",
        "--group",
        "country()",
        "--csv",
    ]);
    let sum: u64 = text(&output.stdout)
        .lines()
        .skip(1)
        .map(|line| line.rsplit(',').next().unwrap().parse::<u64>().unwrap())
        .sum();
    assert_eq!(sum, 17 + 2072);
}

/// Counted by hand.
#[test]
fn a_project_answers_as_it_was_saved() {
    let folder = tempfile::tempdir().unwrap();
    let events = "lon,lat,kind,n,date\n\
        68.8,36.7,rocket,1,2022-05-01\n\
        68.8,36.7,rocket,3,2022-05-01\n\
        69.2,34.5,mine,4,2022-06-01\n\
        69.2,34.5,rocket,5,2021-01-01\n\
        67.3,37.2,mine,,2022-07-01\n";
    fs::write(folder.path().join("events.csv"), events).unwrap();
    let project = json!({ "oxus": 2, "time": { "window": "2022-04/2022-07" },
        "filter": { "conditions": [{ "where": "double > 4" }] },
        "layers": [
            { "layer": "features", "name": "Events", "source": { "file": "events.csv" },
              "computed": [{ "name": "double", "expression": "n * 2" },
                           { "name": "to", "expression": "distance_to('AFG-TJK')" }] },
            { "layer": "features", "name": "Hidden", "source": { "file": "events.csv" },
              "visible": false },
            { "layer": "features", "name": "Gone", "source": { "file": "gone.csv" } },
        ] });
    let map = folder.path().join("map.oxus");
    fs::write(&map, project.to_string()).unwrap();
    let map = map.to_str().unwrap();
    let output = query(&[map, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    for told in [
        "\"Gone\" is left out",
        "gone.csv",
        "locate the file and save",
        "\"Hidden\" is hidden",
    ] {
        assert!(said.contains(told), "{told} is not in: {said}");
    }
    let asked = |more: &[&str]| -> Value {
        let output = query(&[&[map, "--json"], more].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
    };
    for (more, features, of) in [
        (&[][..], 2, 5),
        (&["--where", "kind = 'rocket'"], 1, 5),
        (&["--time", "2022-06"], 1, 5),
        (&["--where", "double = 6", "--time", "2022-06/2023"], 0, 5),
        // Without `double` the filter for all does not apply; of this time jq counts 7 incidents.
        (&["incidents"], 2 + 7, 5 + 17),
        (&["--layer", "Hidden"], 4, 5),
    ] {
        let expected = json!({ "features": features, "of": of });
        assert_eq!(asked(more), expected, "{more:?}");
    }
    let groups = &asked(&["--group", "double"])["groups"];
    assert_eq!(
        *groups,
        json!([{ "value": 6, "features": 1 }, { "value": 8, "features": 1 }])
    );
    let output = query(&[map, "--csv"]);
    let header = text(&output.stdout).lines().next();
    assert_eq!(header, Some("lon,lat,kind,n,date,double,to (m)"));
    let output = query(&[map, "--layer", "Evnts"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("choose from Events, Hidden, Gone"));
}

#[test]
fn an_error_is_marked_in_the_text_with_status_2() {
    for (args, said) in [
        (
            &["incidents", "--where", "kin = 'Rocket'"][..],
            "There is no property 'kin'; did you mean 'kind'?\n  kin = 'Rocket'\n  ^^^\n",
        ),
        (
            &["incidents", "--where", "kind = Rocket'"],
            "--where: a closing ' is missing\n  kind = Rocket'\n               ^\n",
        ),
        (
            &["incidents", "--group", "yeer()"],
            "--group: There is no function 'yeer'; did you mean 'year'?\n  yeer()\n  ^^^^\n",
        ),
        (&["incidents", "--time", "soon"], "“soon” is no time"),
        (&["rivers.geojson", "--time", "2021"], "no column says when"),
    ] {
        let output = query(args);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            text(&output.stderr).contains(said),
            "{}",
            text(&output.stderr)
        );
    }
    let output = query(&["incidents", "--where", "kind > 3"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stderr).contains("'kind' is a text and is compared with a number"));
}

/// Every feature with all it has: elevations, collections, members of its own, nulls.
#[test]
fn a_copy_of_all_rows_is_what_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mixed = folder.path().join("mixed.geojson");
    let features = json!({ "type": "FeatureCollection", "features": [
        { "type": "Feature", "id": "a", "n": [1], "properties": { "x": 1, "y": null, "d": "2021-08-26" },
          "geometry": { "type": "GeometryCollection", "geometries": [
            { "type": "Point", "coordinates": [69.5, 34.5, 1800.5] },
            { "type": "Polygon", "coordinates": [[[1, 2], [3, 2], [3, 4], [1, 2]]] } ] } },
        { "type": "Feature", "id": 7, "properties": { "x": "1", "z": [1, { "q": true }] },
          "geometry": { "type": "MultiLineString", "m": 1, "coordinates": [[[1, 2, 3], [4, 5]], [[6, 7], [8, 9]]] } },
        { "type": "Feature", "properties": null, "geometry": null },
        { "type": "Feature", "properties": { "x": 12_345_678_901_234_567_890_u64, "y": true, "d": "2021-08-27" },
          "geometry": { "type": "MultiPoint", "coordinates": [[1, 2], [3, 4]] } },
    ]});
    fs::write(&mixed, features.to_string()).unwrap();
    for file in [
        mixed.clone(),
        corpus.join("gpx/track.gpx"),
        corpus.join("csv/places_semicolon.csv"),
    ] {
        let copy = folder.path().join("copy.geojson");
        let output = query(&[file.to_str().unwrap(), "-o", copy.to_str().unwrap()]);
        assert_ne!(output.status.code(), Some(2), "{}", text(&output.stderr));
        let other = folder.path().join("other.geojson");
        let converted = Command::new(env!("CARGO_BIN_EXE_oxus"))
            .args(["convert", file.to_str().unwrap(), other.to_str().unwrap()])
            .status();
        assert_ne!(converted.unwrap().code(), Some(2));
        let features = |path: &Path| {
            let read: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
            read["features"].clone()
        };
        assert_eq!(features(&copy), features(&other), "{}", file.display());
    }
}
