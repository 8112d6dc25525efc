//! What the specification shows, and what damage does.
use super::*;
use crate::model::table::Value;
use crate::source::features::wkt::wkt_of;

fn read_text(text: &str, layer: Option<&str>) -> Result<(TableBuilder, LoadReport), FormatError> {
    let mut report = LoadReport::default();
    let job = JobContext::unwatched();
    let builder = read(text.as_bytes(), LayerFilter(layer), &job, &mut report)?;
    Ok((builder, report))
}

/// The example of section 1.1 of the specification, with what it says the topology is worth:
/// "a topology with a single object … the quantized topology".
const EXAMPLE: &str = r#"{
  "type": "Topology",
  "transform": {"scale": [0.0005000500050005, 0.00010001000100010001], "translate": [100, 0]},
  "objects": {"example": {"type": "GeometryCollection", "geometries": [
    {"type": "Point", "properties": {"prop0": "value0"}, "coordinates": [4000, 5000]},
    {"type": "LineString", "properties": {"prop0": "value0", "prop1": 0}, "arcs": [0]},
    {"type": "Polygon", "properties": {"prop0": "value0", "prop1": {"this": "that"}}, "arcs": [[1]]}
  ]}},
  "arcs": [[[4000, 0], [1999, 9999], [2000, -9999], [2000, 9999]],
           [[0, 0], [0, 9999], [2000, 0], [0, -9999], [-2000, 0]]]
}"#;

#[test]
fn the_example_of_the_specification_is_read() {
    let (builder, report) = read_text(EXAMPLE, None).unwrap();
    let table = builder.finish();
    assert_eq!(report.problem_count(), 0);
    // Section 1.1 gives the same collection as GeoJSON: these, but for quantization.
    let expected = [
        vec![[102.0, 0.5]],
        vec![[102.0, 0.0], [103.0, 1.0], [104.0, 0.0], [105.0, 1.0]],
        vec![
            [100.0, 0.0],
            [100.0, 1.0],
            [101.0, 1.0],
            [101.0, 0.0],
            [100.0, 0.0],
        ],
    ];
    for (row, expected) in expected.iter().enumerate() {
        let found = table.geometry(row).positions();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found[0] - expected[0]).abs() < 1e-3, "{found:?}");
            assert!((found[1] - expected[1]).abs() < 1e-3, "{found:?}");
        }
    }
    let prop1 = table.column("prop1").unwrap();
    assert_eq!(prop1.value(0), Value::Missing);
    assert_eq!(prop1.value(2), Value::Json(r#"{"this": "that"}"#));
    assert!(table.column("layer").is_none());
}

#[test]
fn arcs_are_joined_and_reversed_and_objects_are_layers() {
    let text = r#"{"type":"Topology","arcs":[[[0,0,7],[1,0,8]],[[1,1],[1,0]],[[1,1],[0,0]]],
      "objects":{
        "a":{"type":"MultiLineString","id":5,"arcs":[[0,-2],[-1]]},
        "b":{"type":"GeometryCollection","geometries":[
           {"type":"MultiPolygon","arcs":[[[0,-2,2]]]},
           {"type":null},
           {"type":"Polygon","arcs":[[0,-2]]},
           {"type":"LineString","arcs":[9]},
           {"type":"GeometryCollection","geometries":[{"type":"MultiPoint","coordinates":[[1,2]]}]}]}}}"#;
    let (builder, report) = read_text(text, None).unwrap();
    let table = builder.finish();
    let shapes: Vec<String> = (0..6).map(|row| wkt_of(table.geometry(row))).collect();
    assert_eq!(
        shapes,
        [
            "MULTILINESTRING ((0 0,1 0,1 1),(1 0,0 0))",
            "MULTIPOLYGON (((0 0,1 0,1 1,0 0)))",
            "",
            "POLYGON ((0 0,1 0,1 1,0 0))",
            "",
            "GEOMETRYCOLLECTION (MULTIPOINT (1 2))",
        ]
    );
    assert_eq!(table.column("id").unwrap().value(0), Value::Integer(5));
    assert_eq!(table.column("layer").unwrap().value(5), Value::Text("b"));
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "feature 2: no geometry; kept without a position",
            "feature 3: a ring does not end where it begins; closed",
            "feature 4: arc 9 is not among the 3 of the file; kept without a position",
        ]
    );
    let (builder, _) = read_text(text, Some("a")).unwrap();
    let table = builder.finish();
    assert_eq!(table.ids().unwrap().value(0), Value::Integer(5));
    assert_eq!(layers(text.as_bytes()).unwrap(), ["a", "b"]);
}

#[test]
fn damage_is_named_and_arcs_cannot_be_multiplied_without_end() {
    for end in 1..EXAMPLE.len() {
        assert!(read_text(&EXAMPLE[..end], None).is_err());
    }
    let error = read_text(&EXAMPLE[..180], None).err().unwrap();
    let chain = format!("{:#}", anyhow::Error::new(error));
    assert!(chain.contains("line 4 column"), "{chain}");
    let error = read_text(r#"{"type":"Topology","objects":{}}"#, None);
    assert_eq!(
        error.err().unwrap().to_string(),
        "TopoJSON: missing field `arcs` at line 1 column 32; fetch or export the file again"
    );
    let arc = "[0,0],".repeat(20_000);
    let uses = "0,".repeat(20_000);
    let text = format!(
        r#"{{"type":"Topology","arcs":[[{}]],"objects":{{"a":{{"type":"LineString","arcs":[{}]}}}}}}"#,
        arc.trim_end_matches(','),
        uses.trim_end_matches(',')
    );
    let (_, report) = read_text(&text, None).unwrap();
    assert!(
        report.problems[0]
            .found
            .contains("used more than 100 times")
    );
}

#[test]
fn arcs_that_do_not_meet_lose_no_position() {
    let text = r#"{"type":"Topology","arcs":[[[64,34],[65,34]],[[65,35],[66,35]]],
        "objects":{"a":{"type":"LineString","arcs":[0,1]}}}"#;
    let (builder, report) = read_text(text, None).unwrap();
    let table = builder.finish();
    let found = wkt_of(table.geometry(0));
    assert_eq!(found, "LINESTRING (64 34,65 34,65 35,66 35)");
    assert_eq!(report.problem_counts[&ProblemKind::Nonstandard], 1);
}
