//! Tables as people have them, and that what is written is read back the same.
use super::*;
use crate::model::table::{Column, ColumnType, Value};
use crate::source::features::wkt::wkt_of;

fn read_text(text: &str) -> Result<(Features, LoadReport), FormatError> {
    let mut report = LoadReport::default();
    let features = read(text.as_bytes(), &JobContext::unwatched(), &mut report)?;
    Ok((features, report))
}

#[test]
fn types_follow_from_all_rows_and_empty_cells_are_null() {
    let text = "\u{feff}id;code;height;day;on;lon;lat\r\n\
                1;007;1,5;2022-04-18;true;67,2783;37,2242\r\n\
                2;12;;;false;69,2203;34,5586\r\n";
    let (features, report) = read_text(text).unwrap();
    let table = &features.table;
    let types: Vec<ColumnType> = table.columns().iter().map(Column::column_type).collect();
    assert_eq!(
        types[..5],
        [
            ColumnType::Integer,
            ColumnType::Text,
            ColumnType::Float,
            ColumnType::Date,
            ColumnType::Bool
        ]
    );
    assert_eq!(table.column("height").unwrap().value(1), Value::Null);
    assert_eq!(table.column("code").unwrap().value(0), Value::Text("007"));
    assert_eq!(table.geometry(0).positions(), [[67.2783, 37.2242]]);
    assert_eq!(report.format, "CSV with semicolons");
    assert_eq!(report.problem_count(), 0);
}

#[test]
fn rows_that_are_not_right_are_kept_and_named_by_their_line() {
    let text = "a,lon,lat\n\"two\nlines\",1,2\n\nshort,1\nlong,3,4,5\nbad,x,2\nempty,,\n";
    let (features, report) = read_text(text).unwrap();
    assert_eq!(features.table.len(), 5);
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "feature 1, line 5: 2 cells where the header has 3; kept, the missing cells empty",
            "feature 1, line 5: no latitude; kept without a position",
            "feature 2, line 6: 4 cells where the header has 3; \
             kept without a position, the extra cells in columns of their own",
            "feature 3, line 7: longitude “x” is not a number; kept without a position",
            "feature 4, line 8: no longitude; kept without a position",
        ]
    );
    let extra = features.table.column("column 4").unwrap();
    assert_eq!(extra.value(2), Value::Text("5"));
}

#[test]
fn geometry_may_stand_in_a_column_of_well_known_text() {
    let text = "name,WKT\na,\"LINESTRING (1 2,3 4)\"\nb,\nc,nowhere\n";
    let (features, report) = read_text(text).unwrap();
    assert_eq!(wkt_of(features.table.geometry(0)), "LINESTRING (1 2,3 4)");
    let kinds: Vec<ProblemKind> = report.problems.iter().map(|p| p.kind).collect();
    assert_eq!(kinds, [ProblemKind::NoGeometry, ProblemKind::BadGeometry]);
    let kept = features.table.column("WKT").unwrap();
    assert_eq!(kept.value(2), Value::Text("nowhere"));
}

#[test]
fn refusals_name_the_line_or_the_columns() {
    for (text, said) in [
        ("lon,lat\n1,2\n\"3,4\n", "line 3: a quoted cell begins here"),
        (
            "name,value\na,1\n",
            "name them lon and lat, or wkt; the columns are “name”, “value”",
        ),
        ("67.2,37.2\n1,2\n", "add a header line"),
        ("", "empty"),
    ] {
        let error = read_text(text).err().unwrap().to_string();
        assert!(error.contains(said), "{error}");
    }
    let mut report = LoadReport::default();
    let latin = b"lon,lat,n\n1,2,a\n3,4,\xe9\n";
    let error = read(latin, &JobContext::unwatched(), &mut report)
        .err()
        .unwrap();
    assert!(error.to_string().contains("line 3: not UTF-8"), "{error}");
}

fn written(table: &crate::model::FeatureTable) -> String {
    let mut out = Vec::new();
    write(table, b',', &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn what_is_written_is_read_back() {
    let mut builder = TableBuilder::new();
    for (text, number, at) in [
        (
            "=HYPERLINK(\"x\")",
            Cell::Integer(7),
            Some([67.2783, 37.2242]),
        ),
        ("'-'", Cell::Float(-0.25), None),
        ("a \"b\",\r\nc", Cell::Null, Some([-0.1, 1e-7])),
    ] {
        let column = builder.column("+text");
        builder.set(column, Cell::Text(text));
        let column = builder.column("number");
        builder.set(column, number);
        if let Some(at) = at {
            builder.geometries().push_point(at);
        }
        builder.end_feature();
    }
    let table = builder.finish();
    let text = written(&table);
    assert!(
        text.starts_with("'+text,number,lon,lat\r\n\"'=HYPERLINK"),
        "{text}"
    );
    let (back, _) = read_text(&text).unwrap();
    assert_eq!(back.table.columns()[..2], *table.columns());
    assert_eq!(back.table.geometries(), table.geometries());
    // Written again it has no further columns.
    assert_eq!(written(&back.table), text);
}

#[test]
fn lines_and_elevations_are_written_as_text() {
    let mut builder = TableBuilder::new();
    wkt::push_wkt("POINT Z (1 2 3)", builder.geometries()).unwrap();
    builder.end_feature();
    let text = written(&builder.finish());
    assert_eq!(text, "WKT\r\nPOINT Z (1 2 3)\r\n");
}

#[test]
fn a_column_that_is_only_named_like_one_of_geometries_hides_no_positions() {
    let (features, report) = read_text("shape,lat,lon\nPoint,37.2,67.3\nround,38,68\n").unwrap();
    assert_eq!(report.problem_count(), 0);
    assert_eq!(features.table.geometry(1).positions(), [[68.0, 38.0]]);
    let shape = features.table.column("shape").unwrap();
    assert_eq!(shape.value(0), Value::Text("Point"));
}

#[test]
fn a_property_of_well_known_text_is_not_taken_for_the_geometry() {
    for name in ["wkt", "WKT", "the_geom"] {
        let mut builder = TableBuilder::new();
        for (text, at) in [
            ("POINT (1 2)", [67.0, 37.0]),
            ("LINESTRING (1 2,3 4)", [68.0, 38.0]),
        ] {
            let column = builder.column(name);
            builder.set(column, Cell::Text(text));
            builder.geometries().push_point(at);
            builder.end_feature();
        }
        let table = builder.finish();
        let (back, _) = read_text(&written(&table)).unwrap();
        assert_eq!(back.table.geometries(), table.geometries());
        assert_eq!(back.table.columns(), table.columns());
    }
}

#[test]
fn a_table_without_any_place_is_read_back() {
    let mut builder = TableBuilder::new();
    for column in ["lon", "lat", "name"] {
        let column = builder.column(column);
        builder.set(column, Cell::Text("a"));
    }
    builder.end_feature();
    let table = builder.finish();
    let (back, _) = read_text(&written(&table)).unwrap();
    assert_eq!(back.table.columns(), table.columns());
    assert_eq!(back.table.geometries(), table.geometries());
}

#[test]
fn the_line_that_names_the_delimiter_for_excel_is_no_header() {
    let text = "sep=;\r\nname;lon;lat\r\n\"a,b\";67,2783;37,2242\r\nc;x;2\r\n";
    let (features, report) = read_text(text).unwrap();
    assert_eq!(features.table.geometry(0).positions(), [[67.2783, 37.2242]]);
    assert_eq!(report.problems[0].place.line, Some(4));
    let tabs = read_text("SEP=\t\nname\tlon\tlat\na\t1\t2\n").unwrap();
    assert_eq!(tabs.0.table.len(), 1);
    // What cannot stand between cells is none; the line is then a header without coordinates.
    for line in [
        "sep=\"",
        "sep='",
        "sep=a",
        "sep=7",
        "sep=\u{1}",
        "sep=",
        "sep=\r",
    ] {
        let error = read_text(&format!("{line}\nlon,lat\n1,2\n")).err();
        assert!(error.is_some(), "{line:?}");
    }
    let spaces = read_text("sep= \nlon lat\n1 2\n").unwrap();
    assert_eq!(spaces.0.table.geometry(0).positions(), [[1.0, 2.0]]);
    // A column of this name is one.
    let (features, _) = read_text("sep=x,lon,lat\n1,2,3\n").unwrap();
    assert_eq!(features.table.len(), 1);
}

#[test]
fn thousands_are_not_fractions() {
    let text = "people\tlon\tlat\n12,345\t67.2783\t37.2242\n";
    let (features, _) = read_text(text).unwrap();
    let people = features.table.column("people").unwrap();
    assert_eq!(people.value(0), Value::Text("12,345"));
}

#[test]
fn a_line_without_end_is_no_header() {
    let text = "a".repeat(17 << 20);
    let error = read_text(&text).err().unwrap().to_string();
    assert!(error.contains("line 1: longer than 16 MB"), "{error}");
}
