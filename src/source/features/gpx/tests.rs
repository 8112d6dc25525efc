//! Documents as devices and programs write them.
use super::*;
use crate::model::FeatureTable;
use crate::source::features::wkt::wkt_of;

fn read_bytes(bytes: &[u8]) -> (FeatureTable, Vec<String>) {
    let mut report = LoadReport::default();
    let job = JobContext::unwatched();
    let read = read(bytes, LayerFilter::all(), &job, &mut report).unwrap();
    let said = report.problems.iter().map(ToString::to_string).collect();
    (read.table, said)
}

/// GPX 1.1 has `ele` as `xsd:decimal`, which knows neither infinity nor what is no number.
#[test]
fn elevations_that_are_no_numbers_are_left_out_and_said() {
    let points = ["NaN", "inf", "abc", "12.5", ""].map(|elevation| {
        format!(
            r#"<wpt lat="37" lon="67"><ele>{elevation}</ele></wpt>
               <trk><trkseg><trkpt lat="37" lon="67"><ele>{elevation}</ele></trkpt>
               <trkpt lat="38" lon="67"/></trkseg></trk>
"#
        )
    });
    let (table, said) = read_bytes(format!("<gpx>{}</gpx>", points.concat()).as_bytes());
    for row in 0..10 {
        let expected = match row {
            6 => "POINT Z (67 37 12.5)",
            row if row % 2 == 0 => "POINT (67 37)",
            // Text has elevations at all positions or none.
            _ => "LINESTRING (67 37,67 38)",
        };
        assert_eq!(wkt_of(table.geometry(row)), expected, "{row}");
    }
    assert_eq!(said.len(), 6);
    assert_eq!(
        said[0],
        "feature 0, line 1: elevation “NaN” is not a finite number; the position kept without it"
    );
    assert_eq!(
        said[5],
        "feature 5, line 8: elevation “abc” is not a finite number; the position kept without it"
    );
}

#[test]
fn values_in_extensions_and_several_links_are_columns() {
    let (table, said) = read_bytes(
        br#"<gpx xmlns:g="http://g" xmlns:h="http://h"><wpt lat="37" lon="67"><name>a</name><kind>spring</kind>
            <link href="http://a"><text>A</text></link><link href="http://b"/>
            <extensions><g:WaypointExtension><g:Depth unit="m">5</g:Depth>
            <g:Categories><g:Category>x</g:Category><g:Category>y</g:Category></g:Categories>
            <h:kind xmlns:i="http://i">well</h:kind></g:WaypointExtension></extensions></wpt></gpx>"#,
    );
    assert!(said.is_empty(), "{said:?}");
    let columns = table.columns().iter();
    let found: Vec<String> = columns
        .map(|column| format!("{}={}", column.name(), column.value(0).to_text()))
        .collect();
    assert_eq!(
        found,
        [
            "kind=waypoint",
            "name=a",
            "gpx_kind=spring",
            "link=http://a; http://b",
            "link_text=A",
            "Depth_unit=m",
            "Depth=5",
            "Category=x; y",
            "extensions_kind=well",
        ]
    );
}

/// White space may stand around the sign of equality (XML 1.0, section 2.8).
#[test]
fn the_declared_encoding_is_obeyed_and_what_it_cannot_be_is_said() {
    let read = |declared: &str, name: &[u8]| {
        let start = format!("<?xml version=\"1.0\" {declared}?>\n<gpx><wpt><name>");
        let (table, mut said) =
            read_bytes(&[start.as_bytes(), name, b"</name></wpt></gpx>"].concat());
        said.retain(|said| said.contains("bytes"));
        let name = table.column("name").unwrap().value(0);
        (name.to_text().into_owned(), said)
    };
    let (name, said) = read("encoding = 'windows-1251' ", b"\xd2\xe5\xf0\xec\xe5\xe7");
    assert_eq!((name.as_str(), said.len()), ("Термез", 0));
    let (name, said) = read("encoding=\"Shift_JIS\"", b"\xfd b");
    assert_eq!(name, "\u{fffd} b");
    assert_eq!(
        said,
        [
            "line 2: bytes that are not Shift_JIS, which the document declares; such places: 1; \
          each read as “\u{fffd}”"
        ]
    );
}
