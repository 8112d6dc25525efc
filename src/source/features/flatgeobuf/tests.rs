//! What is written is read back, and damage is named.
use super::*;
use crate::model::table::GeometryKind;
use crate::source::features::wkt::{push_wkt, wkt_of};

fn table() -> crate::model::FeatureTable {
    let mut builder = TableBuilder::new();
    for (name, number, shape) in [
        (
            Cell::Text("Ҳайратон"),
            Cell::Float(0.1),
            "POINT Z (67.2783 37.2242 302)",
        ),
        (
            Cell::Integer(7),
            Cell::Integer(-3),
            "MULTIPOINT Z (1 2 3,4 5 6)",
        ),
        (Cell::Null, Cell::Null, "LINESTRING Z (1 2 3,4 5 6)"),
        (
            Cell::Json("[1, 2]"),
            Cell::Float(1e300),
            "POLYGON Z ((0 0 1,4 0 1,4 4 1,0 0 1),(1 1 1,2 1 1,2 2 1,1 1 1))",
        ),
        (
            Cell::Text("\"q\""),
            Cell::Float(2.0),
            "MULTIPOLYGON Z (((0 0 1,4 0 1,4 4 1,0 0 1)),((9 9 1,8 9 1,8 8 1,9 9 1)))",
        ),
        (
            Cell::Text(""),
            Cell::Float(3.0),
            "GEOMETRYCOLLECTION (MULTILINESTRING Z ((1 2 3,3 4 3),(5 6 3,7 8 3)),GEOMETRYCOLLECTION (POINT Z (1 2 3)))",
        ),
        (Cell::Text("nowhere"), Cell::Integer(9), "POINT EMPTY"),
    ] {
        let column = builder.column("mixed");
        builder.set(column, name);
        let column = builder.column("number");
        builder.set(column, number);
        let column = builder.column("day");
        builder.set(column, Cell::Text("2022-04-18"));
        let column = builder.column("on");
        builder.set(column, Cell::Bool(true));
        push_wkt(shape, builder.geometries()).unwrap();
        builder.end_feature();
    }
    builder.finish()
}

fn read_bytes(bytes: &[u8]) -> Result<(Features, LoadReport), FormatError> {
    let mut report = LoadReport::default();
    let features = read(bytes, &JobContext::unwatched(), &mut report)?;
    Ok((features, report))
}

fn written(table: &crate::model::FeatureTable) -> Vec<u8> {
    let mut out = Vec::new();
    write(table, &mut out).unwrap();
    out
}

#[test]
fn what_is_written_is_read_back() {
    let table = table();
    let (back, report) = read_bytes(&written(&table)).unwrap();
    for row in 0..table.len() {
        assert_eq!(
            wkt_of(back.table.geometry(row)),
            wkt_of(table.geometry(row))
        );
        for (found, expected) in back.table.columns().iter().zip(table.columns()) {
            assert_eq!(found.name(), expected.name());
            let (found, expected) = (found.value(row), expected.value(row));
            assert_eq!(found.to_text(), expected.to_text());
            assert_eq!(found.as_f64(), expected.as_f64());
        }
    }
    assert_eq!(report.problem_count(), 1, "{:?}", report.problems);
    assert_eq!(report.problems[0].kind, ProblemKind::NoGeometry);
}

#[test]
fn damage_gives_an_error_or_warnings_and_never_a_panic() {
    let whole = written(&table());
    for end in 0..whole.len() {
        let read = read_bytes(&whole[..end]);
        let silent = read
            .is_ok_and(|(_, report)| !report.problem_counts.contains_key(&ProblemKind::Truncated));
        assert!(!silent, "cut at {end} of {}", whole.len());
    }
    let mut state = 1_u64;
    for _ in 0..20_000 {
        let mut bytes = whole.clone();
        for _ in 0..3 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let at = (state >> 33) as usize % bytes.len();
            bytes[at] = (state >> 20) as u8;
        }
        read_bytes(&bytes).ok();
    }
}

/// A table with a geometry a row and nothing else.
fn shapes(shapes: &[&str]) -> crate::model::FeatureTable {
    let mut builder = TableBuilder::new();
    for shape in shapes {
        push_wkt(shape, builder.geometries()).unwrap();
        builder.end_feature();
    }
    builder.finish()
}

/// GDAL 3.6.2 reads nothing behind a `MultiLineString` without `ends` (`Unexpected nullptr:
/// MultiLineString ends data`) or a geometry of an empty `xy` (`XY data`), also within a collection.
/// Without parts, `ogrinfo -al` gives GEOMETRYCOLLECTION EMPTY and MULTIPOLYGON EMPTY.
#[test]
fn nothing_is_written_that_others_cannot_read() {
    let table = shapes(&[
        "MULTILINESTRING ((1 2,3 4))",
        "GEOMETRYCOLLECTION (MULTILINESTRING ((1 2,3 4)))",
        "MULTILINESTRING EMPTY",
        "LINESTRING EMPTY",
        "POLYGON EMPTY",
        "MULTIPOINT EMPTY",
        "GEOMETRYCOLLECTION (LINESTRING EMPTY,POINT (1 2))",
        "GEOMETRYCOLLECTION EMPTY",
        "GEOMETRYCOLLECTION (LINESTRING EMPTY)",
        "MULTIPOLYGON EMPTY",
        "GEOMETRYCOLLECTION (POINT (1 2),MULTIPOLYGON EMPTY)",
    ]);
    let bytes = written(&table);
    let (back, _) = read_bytes(&bytes).unwrap();
    let back: Vec<String> = (0..11)
        .map(|row| wkt_of(back.table.geometry(row)))
        .collect();
    assert_eq!(
        back,
        [
            "MULTILINESTRING ((1 2,3 4))",
            "GEOMETRYCOLLECTION (MULTILINESTRING ((1 2,3 4)))",
            "",
            "",
            "",
            "",
            "GEOMETRYCOLLECTION (POINT (1 2))",
            "GEOMETRYCOLLECTION EMPTY",
            "GEOMETRYCOLLECTION EMPTY",
            "MULTIPOLYGON EMPTY",
            "GEOMETRYCOLLECTION (POINT (1 2),MULTIPOLYGON EMPTY)",
        ]
    );
    let mut at = 8 + sized(&bytes, 8).unwrap().len();
    let mut next = || {
        let buffer = sized(&bytes, at).unwrap();
        at += buffer.len();
        size_prefixed_root_as_feature(buffer).unwrap().geometry()
    };
    let ends = |geometry: flatgeobuf::Geometry<'_>| Vec::from_iter(geometry.ends().unwrap());
    assert_eq!(ends(next().unwrap()), [2]);
    assert_eq!(ends(next().unwrap().parts().unwrap().get(0)), [2]);
    assert!((0..4).all(|_| next().is_none()));
}

/// Where one position of a file has an elevation all do, and those without one have no number, as
/// GDAL has it too: `POINT Z (68 38 nan)`.
#[test]
fn an_elevation_that_is_no_number_is_none() {
    let mixed = ["POINT Z (67 37 100)", "POINT (68 38)", "POINT ZM (1 2 3 4)"];
    let (back, report) = read_bytes(&written(&shapes(&mixed))).unwrap();
    let elevations = |row| back.table.geometry(row).higher().unwrap().next().unwrap();
    assert_eq!(elevations(0), [100.0]);
    assert!(elevations(1).is_empty());
    assert_eq!(elevations(2), [3.0, 4.0]);
    assert_eq!(report.problem_count(), 0, "{:?}", report.problems);
}

#[test]
fn coordinates_that_are_not_finite_do_not_get_into_the_table() {
    let mut builder = TableBuilder::new();
    let endless = f64::INFINITY;
    for ([x, y], z) in [
        ([67.0, f64::NAN], 1.0),
        ([endless, 37.0], 1.0),
        ([67.0, 37.0], endless),
    ] {
        builder.geometries().push_position([x, y]);
        builder.geometries().push_higher(z);
        builder.geometries().end_path();
        builder.geometries().end_part();
        builder.geometries().end_geometry(GeometryKind::Point);
        builder.end_feature();
    }
    let (back, report) = read_bytes(&written(&builder.finish())).unwrap();
    let back: Vec<String> = (0..3).map(|row| wkt_of(back.table.geometry(row))).collect();
    assert_eq!(back, ["", "", "POINT (67 37)"]);
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "feature 0: a coordinate is not a finite number; kept without a position",
            "feature 1: a coordinate is not a finite number; kept without a position",
            "feature 2: an elevation or measure is infinite; left out",
        ]
    );
}

#[test]
fn texts_that_are_not_utf8_are_said() {
    let mut bytes = written(&table());
    let name = "Ҳайратон".as_bytes();
    let at = bytes.windows(name.len()).position(|part| part == name);
    bytes[at.unwrap()] = 0xff;
    let (_, report) = read_bytes(&bytes).unwrap();
    assert_eq!(
        report.problems[0].to_string(),
        "feature 0: a text of column “mixed” is not UTF-8; what cannot be read replaced; export the \
         file again with texts in UTF-8"
    );
    assert_eq!(report.problem_counts[&ProblemKind::BadText], 1);
}
