//! What was read is what stands in the file, in whatever pieces it was read; and what is wrong is
//! said with its place.
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::model::ProblemKind;
use crate::model::table::{Cell, GeometryKind, TableBuilder, Value};

/// Blocks and parts so small that every file has many.
fn tiny(block_bytes: usize, part_bytes: usize) -> Limits {
    Limits {
        depth: 32,
        feature_bytes: 1 << 20,
        table_bytes: 1 << 30,
        block_bytes,
        part_bytes,
    }
}

fn read_with(
    bytes: &[u8],
    limits: &Limits,
) -> Result<(FeatureTable, LoadReport), ReadGeoJsonError> {
    let mut input = bytes;
    read(&mut input, None, &JobContext::unwatched(), limits)
}

fn read_all(text: &str) -> (FeatureTable, LoadReport) {
    read_with(text.as_bytes(), &tiny(1 << 16, 1 << 12)).unwrap()
}

/// The message of a refusal.
fn refused(text: &[u8]) -> String {
    match read_with(text, &tiny(1 << 16, 1 << 12)) {
        Ok((table, report)) => panic!(
            "{} features, {:?}: {}",
            table.len(),
            report.problems,
            String::from_utf8_lossy(text)
        ),
        Err(error) => error.to_string(),
    }
}

fn written(table: &FeatureTable) -> Json {
    let mut out = Vec::new();
    write(table, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// Keys in one order, since the table has properties by column, and coordinates without the
/// difference between 1 and 1.0.
fn sorted(value: &Json) -> Json {
    match value {
        Json::Object(members) if members.contains_key("coordinates") => {
            let mut members = members.clone();
            let coordinates = members.remove("coordinates").unwrap();
            let mut plain = sorted(&Json::Object(members));
            plain["coordinates"] = as_floats(&coordinates);
            plain
        }
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| (*name).clone());
            let members = members
                .into_iter()
                .map(|(name, value)| (name.clone(), sorted(value)));
            Json::Object(members.collect())
        }
        Json::Array(values) => values.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

fn as_floats(value: &Json) -> Json {
    match value {
        Json::Array(values) => values.iter().map(as_floats).collect(),
        Json::Number(number) => json!(number.as_f64()),
        other => other.clone(),
    }
}

const SMALL: &str = r#"{
  "type": "FeatureCollection",
  "name": "wells",
  "features": [
    { "type": "Feature", "id": 7, "properties": { "name": "Balkh", "depth": 12, "dry": false },
      "geometry": { "type": "Point", "coordinates": [66.9, 36.76, 370.0] } },
    { "type": "Feature", "id": "b", "properties": { "name": "Шибирғон", "depth": 1.5, "tags": [1, {"a": null}] },
      "geometry": { "coordinates": [[65.7, 36.6], [65.8, 36.7]], "type": "LineString", "bbox": [65.7, 36.6, 65.8, 36.7] } },
    { "geometry": { "type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]] },
      "properties": { "depth": 9007199254740993, "name": null }, "type": "Feature", "extra": "x" },
    { "type": "Feature", "properties": null, "geometry": { "type": "GeometryCollection", "geometries": [
      { "type": "Point", "coordinates": [1, 2] }, { "type": "MultiPoint", "coordinates": [[3, 4], [5, 6]] } ] } }
  ],
  "licence": ["CC0"]
}
"#;

#[test]
fn everything_in_a_file_is_given_back() {
    let (table, report) = read_all(SMALL);
    assert_eq!(report.problems, []);
    assert_eq!(
        sorted(&written(&table)),
        sorted(&serde_json::from_str(SMALL).unwrap())
    );
    assert_eq!(report.geometries.values().sum::<u64>(), 4);
}

#[test]
fn pieces_of_any_size_give_the_same_table() {
    let (whole, report) = read_all(SMALL);
    for block in [16, 17, 31, 64, 100, 257, 1000] {
        for part in [1, 40, 200, 5000] {
            let (table, found) = read_with(SMALL.as_bytes(), &tiny(block, part)).unwrap();
            assert_eq!(table, whole, "{block} {part}");
            assert_eq!(found, report);
        }
    }
}

/// What is said about a file: the refusal, or each problem.
fn verdict(bytes: &[u8], limits: &Limits) -> String {
    match read_with(bytes, limits) {
        Ok((table, report)) => {
            let problems = report.problems.iter();
            let lines = problems.map(|problem| format!("    {problem}\n"));
            format!(
                "read, {} features\n{}",
                table.len(),
                lines.collect::<String>()
            )
        }
        Err(error) => {
            let text = error.to_string();
            let lines = text.lines().map(|line| format!("    {line}\n"));
            format!("refused\n{}", lines.collect::<String>())
        }
    }
}

/// The verdicts stand in `verdicts.txt` beside the files, to be read by people.
#[test]
fn each_damaged_file_is_refused_with_the_place_or_read_with_a_warning() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/geojson");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("verdicts.txt"))
        .collect();
    files.sort();
    assert!(files.len() > 100);
    let mut found = String::new();
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let said = verdict(&bytes, &tiny(1 << 16, 1 << 12));
        // How much of the line can be shown depends on what is in memory.
        let without_line = |said: &str| -> Vec<String> {
            let lines = said.lines().filter(|line| !line.starts_with("      "));
            lines.map(str::to_owned).collect()
        };
        for (block, part) in [(16, 1), (64, 16), (300, 120)] {
            let pieces = verdict(&bytes, &tiny(block, part));
            let pieces = without_line(&pieces);
            assert_eq!(pieces, without_line(&said), "{name} {block} {part}");
        }
        assert!(said.contains("    "), "{name} was read without a word");
        found.extend([name.as_str(), ": ", said.as_str()]);
    }
    let expected = std::fs::read_to_string(folder.join("verdicts.txt")).unwrap_or_default();
    if found != expected {
        let path = std::env::temp_dir().join("oxus-verdicts.txt");
        std::fs::write(&path, found).unwrap();
        panic!(
            "the verdicts differ from verdicts.txt: see {}",
            path.display()
        );
    }
}

const TINY: &str = "{\"type\":\"FeatureCollection\",\"a\":[1],\"features\":[\n\
    {\"type\":\"Feature\",\"id\":1,\"properties\":{\"n\":-1.5e1,\"s\":\"\\u00e9ж\"},\
    \"geometry\":{\"type\":\"Point\",\"coordinates\":[6.9,36]}},\n\
    {\"type\":\"Feature\",\"properties\":{\"n\":2,\"s\":null,\"b\":true},\
    \"geometry\":{\"type\":\"LineString\",\"coordinates\":[[1,2,3],[4,5]]}}],\"z\":{}}\n";

/// A document that another parser refuses is refused or read with a warning; none panics.
#[test]
fn no_damage_of_a_byte_goes_unseen() {
    let try_one = |bytes: &[u8]| {
        let limits = tiny(48, 16);
        let silent = match read_with(bytes, &limits) {
            Ok((_, report)) => report.problems.is_empty(),
            Err(_) => false,
        };
        let is_json = serde_json::from_slice::<Json>(bytes).is_ok();
        assert!(!silent || is_json, "{}", String::from_utf8_lossy(bytes));
    };
    let bytes = TINY.as_bytes();
    assert!(
        read_with(bytes, &tiny(48, 16))
            .unwrap()
            .1
            .problems
            .is_empty()
    );
    for at in 0..bytes.len() {
        try_one(&bytes[..at]);
        let mut changed = bytes.to_vec();
        changed.remove(at);
        try_one(&changed);
        changed = bytes.to_vec();
        changed.insert(at, bytes[at]);
        try_one(&changed);
        for byte in *b"\0\n \",:[]{}\\-0aN\x80\xff\x1e" {
            changed = bytes.to_vec();
            changed[at] = byte;
            try_one(&changed);
        }
    }
}

#[test]
fn lines_and_records_are_read_as_features() {
    let features = ["{\"type\":\"Feature\",\"properties\":{\"n\":1},\"geometry\":null}"; 9];
    let lines = features.join("\r\n") + "\r\n";
    let records = format!("\u{1e}{}\n", features.join("\n\u{1e}"));
    let bare = "{\"type\":\"Point\",\"coordinates\":[1,2]}\n".repeat(9);
    for text in [lines, records, bare] {
        for block in [16, 100, 10_000] {
            let (table, report) = read_with(text.as_bytes(), &tiny(block, 50)).unwrap();
            assert_eq!(table.len(), 9);
            assert!(!report.problem_counts.contains_key(&ProblemKind::Skipped));
        }
    }
}

#[test]
fn a_feature_and_a_geometry_are_read_alone() {
    for text in [
        "\u{feff}{\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]},\r\n\"type\":\"Feature\",\"properties\":{}}",
        "{\"coordinates\":[1,2],\r\n\"type\":\"Point\"}",
    ] {
        let (table, report) = read_all(text);
        assert_eq!(table.len(), 1);
        assert_eq!(table.geometry(0).positions(), [[1.0, 2.0]]);
        assert_eq!(report.problems, []);
    }
}

fn with_crs(name: &str, coordinates: &str) -> String {
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{}},\
         \"geometry\":{{\"type\":\"Point\",\"coordinates\":{coordinates}}}}}],\
         \"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}}}}"
    )
}

/// `echo 67.2783 37.2242 | gdaltransform -s_srs EPSG:4326 -t_srs EPSG:…` with `OGR_CT_FORCE_TRADITIONAL_GIS_ORDER=YES`.
#[test]
fn known_crs_are_converted_and_others_refused_by_name() {
    for (name, at) in [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "[67.2783,37.2242]"),
        ("EPSG:4326", "[67.2783,37.2242]"),
        ("urn:ogc:def:crs:EPSG::3857", "[7489386.0974,4470403.6207]"),
        ("EPSG:900913", "[7489386.0974,4470403.6207]"),
    ] {
        let (table, report) = read_all(&with_crs(name, at));
        let [lon, lat] = table.geometry(0).positions()[0];
        assert!(
            (lon - 67.2783).abs() < 1e-8 && (lat - 37.2242).abs() < 1e-8,
            "{name}"
        );
        assert_eq!(report.problems, []);
        assert_eq!(report.converted_from.is_some(), !at.starts_with("[67"));
        assert_eq!(table.file_members().is_empty(), !at.starts_with("[67"));
    }
    let text = with_crs("urn:ogc:def:crs:EPSG::28405", "[1,2]");
    assert!(refused(text.as_bytes()).contains("28405"));
}

#[test]
fn extents_take_the_shorter_way_over_the_antimeridian() {
    let extent = |geometries: &[&str]| {
        let text = geometries.join("\n") + "\n";
        read_all(&text).1.extent.unwrap()
    };
    let fiji = extent(&[
        "{\"type\":\"Point\",\"coordinates\":[177.5,-17.5]}",
        "{\"type\":\"Point\",\"coordinates\":[-178.25,-19]}",
    ]);
    assert_eq!((fiji.west, fiji.east), (177.5, -178.25));
    let world = extent(&[
        "{\"type\":\"LineString\",\"coordinates\":[[-180,-60],[180,80]]}",
        "{\"type\":\"Point\",\"coordinates\":[1,2]}",
    ]);
    assert_eq!((world.west, world.east), (-180.0, 180.0));
    let region = extent(&[
        "{\"type\":\"Point\",\"coordinates\":[60.25,30]}",
        "{\"type\":\"Point\",\"coordinates\":[74.5,38]}",
    ]);
    assert_eq!((region.west, region.south), (60.25, 30.0));
    assert_eq!((region.east, region.north), (74.5, 38.0));
}

#[test]
fn limits_refuse_with_the_remedy() {
    let deep = format!(
        "{{\"type\":\"Feature\",\"x\":{}{}}}",
        "[".repeat(99),
        "]".repeat(99)
    );
    assert!(refused(deep.as_bytes()).contains("deeper"));
    let many = SMALL.replace("Balkh", &"b".repeat(9000));
    let limits = Limits {
        feature_bytes: 4000,
        ..tiny(64, 64)
    };
    let error = read_with(many.as_bytes(), &limits).unwrap_err().to_string();
    assert!(
        error.contains("line 5") && error.contains("split it"),
        "{error}"
    );
    let limits = Limits {
        table_bytes: 100,
        ..tiny(64, 64)
    };
    let error = read_with(SMALL.as_bytes(), &limits)
        .unwrap_err()
        .to_string();
    assert!(error.contains("memory"), "{error}");
}

#[test]
fn a_file_that_nobody_wants_any_more_is_left() {
    let (sender, ended) = std::sync::mpsc::sync_channel(1);
    let job = crate::jobs::JobHandle::spawn("read", crate::jobs::no_wake(), move |job| {
        // Never ends by itself.
        let (head, _) = TINY.split_once('\n').unwrap();
        let mut endless = Endless(head.as_bytes().to_vec());
        let read = read(&mut endless, None, job, &tiny(1 << 12, 1 << 10));
        sender
            .send(matches!(read, Err(ReadGeoJsonError::Cancelled(_))))
            .unwrap();
    })
    .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(20));
    drop(job);
    let waited = std::time::Duration::from_secs(20);
    assert!(ended.recv_timeout(waited).unwrap());
}

/// A collection without an end.
struct Endless(Vec<u8>);

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() {
            let feature = "{\"type\":\"Feature\",\"properties\":{},\"geometry\":null},\n";
            self.0.extend_from_slice(feature.repeat(20).as_bytes());
        }
        let count = out.len().min(self.0.len());
        out[..count].copy_from_slice(&self.0[..count]);
        self.0.drain(..count);
        Ok(count)
    }
}

fn coordinate() -> impl Strategy<Value = f64> {
    prop_oneof![
        -180.0..180.0_f64,
        any::<i16>().prop_map(|number| f64::from(number) / 256.0),
        any::<f64>().prop_filter("finite", |number| number.is_finite()),
        Just(-0.0),
        Just(5e-324),
        Just(f64::MAX),
    ]
}

fn position() -> impl Strategy<Value = Json> {
    prop::collection::vec(coordinate(), 2..5).prop_map(|numbers| json!(numbers))
}

fn ring() -> impl Strategy<Value = Json> {
    prop::collection::vec(position(), 3..6).prop_map(|mut ring| {
        ring.push(ring[0].clone());
        Json::Array(ring)
    })
}

fn arrays<S: Strategy<Value = Json>>(item: impl Fn() -> S) -> impl Strategy<Value = Json> {
    prop::collection::vec(item(), 0..4).prop_map(Json::Array)
}

fn geometries() -> impl Strategy<Value = Json> {
    let with = |kind: &'static str| move |coordinates: Json| json!({"type": kind, "coordinates": coordinates});
    let simple = prop_oneof![
        position().prop_map(with("Point")),
        arrays(position).prop_map(with("MultiPoint")),
        arrays(position).prop_map(with("LineString")),
        arrays(|| arrays(position)).prop_map(with("MultiLineString")),
        arrays(ring).prop_map(with("Polygon")),
        arrays(|| arrays(ring)).prop_map(with("MultiPolygon")),
        // The type may come last.
        position().prop_map(|at| json!({"coordinates": at, "type": "Point"})),
    ];
    let simple = (simple, foreign()).prop_map(with_member);
    simple.prop_recursive(2, 8, 3, |inner| {
        let members = prop::collection::vec(inner, 0..3);
        let collection = members
            .prop_map(|members| json!({"type": "GeometryCollection", "geometries": members}));
        (collection, foreign()).prop_map(with_member)
    })
}

/// The value of a foreign member, or none.
fn foreign() -> impl Strategy<Value = Option<Json>> {
    prop::option::weighted(0.3, json_values())
}

fn with_member((mut geometry, member): (Json, Option<Json>)) -> Json {
    if let Some(member) = member {
        geometry["q"] = member;
    }
    geometry
}

fn json_values() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        (-100..100_i64).prop_map(Json::from),
        any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(Json::from),
        ".{0,12}".prop_map(Json::from),
        "20[0-2][0-9]-0[1-9]-1[0-9]".prop_map(Json::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::Array),
            prop::collection::btree_map("[a-c]", inner, 0..3)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

fn feature_collections() -> impl Strategy<Value = Json> {
    let properties = prop_oneof![
        1 => Just(None),
        1 => Just(Some(Json::Null)),
        8 => prop::collection::btree_map("[a-d]|\\PC{1,3}", json_values(), 0..5)
            .prop_map(|members| Some(Json::Object(members.into_iter().collect()))),
    ];
    let id = prop::option::of(prop_oneof![
        any::<i64>().prop_map(Json::from),
        "[a-z]{0,3}".prop_map(Json::from),
    ]);
    let geometry = prop_oneof![1 => Just(Json::Null), 5 => geometries()];
    let feature = (properties, id, geometry, foreign(), foreign()).prop_map(
        |(properties, id, mut geometry, foreign, inner)| {
            if let (Some(members), Some(inner)) = (geometry.as_object_mut(), inner) {
                members.insert("bbox".to_owned(), inner);
            }
            let mut feature = json!({"type": "Feature", "geometry": geometry});
            for (name, value) in [("properties", properties), ("id", id), ("extra", foreign)] {
                if let Some(value) = value {
                    feature[name] = value;
                }
            }
            feature
        },
    );
    (
        prop::collection::vec(feature, 0..6),
        foreign(),
        any::<bool>(),
    )
        .prop_map(|(features, foreign, is_first)| {
            let mut file = serde_json::Map::new();
            file.insert("type".to_owned(), json!("FeatureCollection"));
            if is_first {
                file.insert("features".to_owned(), Json::Array(features.clone()));
            }
            if let Some(foreign) = foreign {
                file.insert("name".to_owned(), foreign);
            }
            file.insert("features".to_owned(), Json::Array(features));
            Json::Object(file)
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_collection_comes_back_whole_in_pieces_of_any_size(
        file in feature_collections(),
        (block, part) in (16..600_usize, 1..400_usize),
        is_pretty in any::<bool>(),
    ) {
        let text = if is_pretty {
            serde_json::to_string_pretty(&file).unwrap()
        } else {
            file.to_string()
        };
        let (whole, report) = read_all(&text);
        let file: Json = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(sorted(&written(&whole)), sorted(&file));
        let (pieces, found) = read_with(text.as_bytes(), &tiny(block, part)).unwrap();
        prop_assert_eq!(&pieces, &whole);
        prop_assert_eq!(found, report);
        let mut copied = TableBuilder::new();
        copied.push_rows(&whole, 0..whole.len() as u32);
        let copied = written(&copied.finish());
        prop_assert_eq!(&copied["features"], &written(&whole)["features"]);
        let mut lines = Vec::new();
        write_lines(&whole, &mut lines).unwrap();
        if whole.len() > 1 {
            let (again, _) = read_with(&lines, &tiny(block, part)).unwrap();
            let again = written(&again);
            prop_assert_eq!(&again["features"], &written(&whole)["features"]);
        }
    }

    #[test]
    fn numbers_are_those_of_another_parser(text in "-?(0|[1-9][0-9]{0,22})(\\.[0-9]{1,22})?(e[+-]?[0-9]{1,2})?") {
        let (number, end) = number::scan_number(&text, 0).unwrap();
        prop_assert_eq!(end, text.len());
        prop_assert_eq!(number.as_f64().to_bits(), text.parse::<f64>().unwrap().to_bits());
    }

    #[test]
    fn the_quick_look_at_a_coordinate_finds_what_the_slow_one_does(
        text in "-?[0-9]{0,4}(\\.[0-9]{0,18})?[,\\]eE.:/ ]?[0-9]{0,9}"
    ) {
        if let Some((quick, end)) = number::scan_coordinate(text.as_bytes(), 0) {
            let (slow, slow_end) = number::scan_number(&text, 0).unwrap();
            prop_assert_eq!((quick.to_bits(), end), (slow.as_f64().to_bits(), slow_end));
        }
    }
}

#[test]
fn the_quick_look_takes_usual_coordinates_only() {
    let quick = |text: &str| number::scan_coordinate(text.as_bytes(), 0);
    let usual = [
        "66.942817,",
        "-0.5]",
        "79.99999999999997",
        "67.1234567890123, 37",
    ];
    for text in usual {
        let written = text.split([',', ']']).next().unwrap();
        assert_eq!(
            quick(text),
            Some((written.parse().unwrap(), written.len())),
            "{text}"
        );
    }
    for text in [
        "", "-", "67", ".5", "067.5", "67.", "67.e1", "67.5e1", "1967.5",
    ] {
        assert_eq!(quick(text), None, "{text}");
    }
    // More digits than are exact.
    assert_eq!(quick("97.12345678901234567"), None);
}

#[test]
fn a_line_that_is_skipped_does_not_change_the_type_of_a_column() {
    let line = |id: &str, more: &str| {
        format!(r#"{{"type":"Feature","id":{id},"properties":{{"n":{id}}},"geometry":null{more}}}"#)
    };
    for more in ["}", r#","a":NaN"#] {
        let text = [line("1", ""), line("[2]", more), line("3", "")].join("\n");
        let (table, report) = read_all(&text);
        assert_eq!(
            (table.len(), report.problem_counts[&ProblemKind::Skipped]),
            (2, 1)
        );
        assert_eq!(table.ids().unwrap().value(1), Value::Integer(3));
        assert_eq!(table.column("n").unwrap().value(1), Value::Integer(3));
    }
}

#[test]
fn an_object_that_is_no_feature_does_not_change_the_type_of_the_ids() {
    let feature =
        |id: u8| format!(r#"{{"type":"Feature","id":{id},"properties":null,"geometry":null}}"#);
    let other = r#"{"id":"a","type":"Note"}"#;
    let elements = [&feature(1), other, &feature(2)];
    let collection = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        elements.join(",")
    );
    for text in [collection, elements.join("\n")] {
        let (table, report) = read_all(&text);
        assert_eq!(report.problem_counts[&ProblemKind::Skipped], 1);
        assert_eq!(table.ids().unwrap().value(1), Value::Integer(2), "{text}");
    }
}

#[test]
fn half_a_character_in_a_bare_geometry_is_told_of_that_one_alone() {
    let point = r#"{"type":"Point","coordinates":[66,36],"a":"\ud800"}"#;
    let text = format!("{point}\n{}", point.replace(r"\ud800", "b"));
    let (table, report) = read_all(&text);
    assert_eq!(table.len(), 2);
    assert_eq!(report.problem_counts[&ProblemKind::BadText], 1);
}

#[test]
fn what_holds_only_in_another_crs_is_left_out_and_said() {
    let crs = r#""crs":{"type":"name","properties":{"name":"EPSG:3857"}}"#;
    let feature = |crs: &str| {
        format!(
            r#"{{"type":"Feature",{crs}"a":[1],"bbox":[7e6,4e6,7e6,4e6],"b":"bbox","properties":null,
            "geometry":{{"type":"Point","bbox":[7e6,4e6,7e6,4e6],"coordinates":[7489386.0974,4470403.6207]}}}}"#
        )
    };
    let inside = feature("");
    for text in [
        feature(&format!("{crs},")),
        format!(r#"{{"type":"FeatureCollection",{crs},"features":[{inside}]}}"#),
        format!(r#"{{"type":"FeatureCollection","features":[{inside}],{crs}}}"#),
    ] {
        let (table, report) = read_all(&text);
        assert_eq!(table.feature_members().get(0), r#""a":[1],"b":"bbox""#);
        assert!(table.geometry(0).foreign_members().is_empty());
        let said = report.problems.iter().map(ToString::to_string);
        let said: Vec<String> = said.filter(|said| said.contains("left out")).collect();
        assert_eq!(
            said,
            ["feature 0: its bbox or crs does not belong to longitude and latitude; left out"]
        );
    }
    let (table, report) = read_all(&inside);
    assert!(table.feature_members().get(0).contains("7e6"));
    assert!(
        !report
            .problems
            .iter()
            .any(|problem| problem.done == "left out")
    );
}

/// As exports of `OpenStreetMap` are: many different names, few of them in each feature.
#[test]
fn many_different_names_are_read_up_to_a_limit() {
    let text = |names: usize| {
        let features = (0..names).map(|name| {
            format!(r#"{{"type":"Feature","properties":{{"p{name}":1}},"geometry":null}}"#)
        });
        let features: Vec<String> = features.collect();
        let list = features.join(",");
        format!(r#"{{"type":"FeatureCollection","features":[{list}]}}"#)
    };
    let limits = tiny(1 << 20, 1 << 17);
    let (table, _) = read_with(text(20_000).as_bytes(), &limits).unwrap();
    assert_eq!((table.len(), table.columns().len()), (20_000, 20_000));
    assert!(table.bytes() < 12_000_000, "{}", table.bytes());
    assert_eq!(table.columns()[19_999].nulls(), 19_999);
    let error = read_with(text(40_000).as_bytes(), &limits).unwrap_err();
    let said = error.to_string();
    assert!(
        said.starts_with("more than 32768 different names of properties in the first "),
        "{said}"
    );
}

#[test]
fn white_space_before_a_feature_takes_no_memory() {
    let gap = " \n".repeat(4000);
    let text = TINY_FEATURES.replace('|', &gap);
    let limits = Limits {
        feature_bytes: 2000,
        ..tiny(1 << 9, 1 << 8)
    };
    let (table, _) = read_with(text.as_bytes(), &limits).unwrap();
    assert_eq!(table.len(), 2);
    let error = read_with(text.replace("2}", "x}").as_bytes(), &limits);
    let said = error.unwrap_err().to_string();
    assert!(said.starts_with("line 8003, column "), "{said}");
}

/// A bar stands where there may be white space.
const TINY_FEATURES: &str = r#"{"type":"FeatureCollection","features":[|
{"type":"Feature","properties":{"a":1},"geometry":null},|
{"type":"Feature","properties":{"a":2},"geometry":null}]|}"#;

#[test]
fn blank_lines_before_a_bad_first_line_change_nothing() {
    let feature = r#"{"type":"Feature","properties":{"a":1},"geometry":null}"#;
    let text = format!("\n\n\n{{\"type\":\"Feat&ure\",{{}}}}\n{feature}\n{feature}\n");
    let (whole, report) = read_all(&text);
    assert_eq!(whole.len(), 2);
    assert_eq!(report.problem_counts[&ProblemKind::Skipped], 1);
    let (pieces, found) = read_with(text.as_bytes(), &tiny(64, 20)).unwrap();
    assert_eq!((pieces, found), (whole, report));
}

/// `echo 7489386.0974 4470403.6207 | gdaltransform -s_srs EPSG:3857 -t_srs EPSG:4326` gives
/// 67.2783 37.2242.
#[test]
fn lines_that_each_name_a_crs_are_converted_or_told() {
    let line = |crs: &str| {
        format!(
            r#"{{"type":"Feature","crs":{{"type":"name","properties":{{"name":"{crs}"}}}},
            "properties":{{}},"geometry":{{"type":"Point","coordinates":[7489386.0974,4470403.6207]}}}}"#
        )
        .replace('\n', " ")
    };
    let mercator = line("EPSG:3857");
    let (table, report) = read_all(&format!("{mercator}\n{mercator}\n"));
    let [lon, lat] = table.geometry(1).positions()[0];
    assert!((lon - 67.2783).abs() < 1e-9 && (lat - 37.2242).abs() < 1e-9);
    assert_eq!(report.problem_count(), 0);
    assert!(report.converted_from.unwrap().contains("3857"));
    for other in ["EPSG:4326", "EPSG:28442"] {
        let (table, report) = read_all(&format!("{mercator}\n{}\n", line(other)));
        assert!(table.geometry(0).positions()[0][0] > 7e6);
        let said = report.problems.iter().map(ToString::to_string);
        let said: String = said.collect();
        assert!(said.contains("3857"), "{said}");
        assert_eq!(said.contains("28442"), other.contains("28442"), "{said}");
    }
}

/// RFC 8259, section 6: numbers that are not finite are not permitted.
#[test]
fn what_is_written_is_json_whatever_the_numbers() {
    let mut builder = TableBuilder::new();
    for at in [[67.0, 37.0], [f64::NAN, 37.0]] {
        let column = builder.column("ratio");
        builder.set(column, Cell::Float(f64::INFINITY));
        let arena = builder.geometries();
        arena.push_position(at);
        arena.push_higher(f64::NAN);
        arena.end_path();
        arena.end_part();
        arena.end_geometry(GeometryKind::Point);
        builder.end_feature();
    }
    let features = &written(&builder.finish())["features"];
    assert_eq!(features[0]["geometry"]["coordinates"], json!([67, 37]));
    assert_eq!(features[0]["properties"]["ratio"], Json::Null);
    assert_eq!(features[1]["geometry"], Json::Null);
}

#[test]
fn lines_without_features_are_read_back() {
    let mut out = Vec::new();
    write_lines(&TableBuilder::new().finish(), &mut out).unwrap();
    let (table, report) = read_all(&String::from_utf8(out).unwrap());
    assert_eq!((table.len(), report.problem_count()), (0, 0));
}

#[test]
fn what_is_in_no_system_that_is_read_is_refused_and_what_has_no_degrees_has_no_place() {
    let line = |crs: &str, x: &str| {
        format!(
            r#"{{"type":"Feature","crs":{{"type":"name","properties":{{"name":"{crs}"}}}},"properties":{{}},"geometry":{{"type":"Point","coordinates":[{x},4e6]}}}}"#
        )
    };
    let gauss_krueger = line("EPSG:28442", "5e5");
    let said = refused(format!("{gauss_krueger}\n{gauss_krueger}\n").as_bytes());
    assert!(
        said.contains("EPSG:28442") && said.contains("ogr2ogr"),
        "{said}"
    );
    let text = [line("EPSG:32642", "5e5"), line("EPSG:32642", "1e300")].join("\n");
    let (table, report) = read_all(&text);
    // The central meridian of zone 42.
    assert!((table.geometry(0).positions()[0][0] - 69.0).abs() < 1e-9);
    assert_eq!(table.geometry(1).kind(), GeometryKind::None);
    assert_eq!(report.problem_counts[&ProblemKind::BadGeometry], 1);
}

#[test]
fn blank_lines_before_a_bad_one_hide_no_sequence_in_pieces_of_any_size() {
    let good = r#"{"type":"Feature","properties":{},"geometry":null}"#;
    let text = format!("{}{{\"a\u{7}\n{good}\n{good}\n", "\t\n".repeat(40));
    for block in [16, 64, 1 << 16] {
        let (table, report) = read_with(text.as_bytes(), &tiny(block, block / 3)).unwrap();
        assert_eq!(table.len(), 2, "{block}");
        assert_eq!(report.problem_counts[&ProblemKind::Skipped], 1);
    }
}
