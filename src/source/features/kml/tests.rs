//! Documents as people have them, and that what is written is read back.
use super::*;
use crate::model::table::{Cell, ColumnType, Value};
use crate::source::features::wkt::{push_wkt, wkt_of};

fn read_text(text: &str) -> (Features, LoadReport) {
    let mut report = LoadReport::default();
    let job = JobContext::unwatched();
    let features = read(text.as_bytes(), LayerFilter::all(), &job, &mut report).unwrap();
    (features, report)
}

#[test]
fn folders_data_times_and_geometries_are_read() {
    let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
<Document><name>File</name>
 <Style id="s"><IconStyle><scale>1.1</scale></IconStyle></Style>
 <Folder><name>North</name>
  <Folder><name>Posts &amp; gates</name>
   <Placemark id="p1"><name>Termez</name><description><![CDATA[<b>x</b>]]></description>
    <TimeStamp><when>2022-04-18</when></TimeStamp>
    <ExtendedData><Data name="count"><displayName>n</displayName><value>3</value></Data></ExtendedData>
    <Point><coordinates>67.2783, 37.2242, 302</coordinates></Point></Placemark>
  </Folder>
  <Placemark><name>lake</name><ExtendedData><SchemaData><SimpleData name="count">4</SimpleData></SchemaData></ExtendedData>
   <Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 4,0 4,4</coordinates></LinearRing></outerBoundaryIs>
   <innerBoundaryIs><LinearRing><coordinates>1,1 2,1 2,2 1,1</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark>
 </Folder>
 <Placemark><MultiGeometry><Point><coordinates>1,2</coordinates></Point><Point><coordinates>3,4</coordinates></Point></MultiGeometry></Placemark>
 <Placemark><gx:Track><when>2022-04-18T00:00:00Z</when><gx:coord>1 2 3</gx:coord><gx:coord>4 5 6</gx:coord></gx:Track></Placemark>
 <Placemark><name>nowhere</name></Placemark>
 <Placemark><Point><coordinates>x,2</coordinates></Point></Placemark>
 <Placemark><Point></Point></Placemark>
 <NetworkLink><Link><href>http://example.org</href></Link></NetworkLink>
</Document></kml>"#;
    let (features, report) = read_text(text);
    let table = &features.table;
    let shapes: Vec<String> = (0..4).map(|row| wkt_of(table.geometry(row))).collect();
    assert_eq!(
        shapes,
        [
            "POINT Z (67.2783 37.2242 302)",
            "POLYGON ((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))",
            "MULTIPOINT (1 2,3 4)",
            "LINESTRING Z (1 2 3,4 5 6)",
        ]
    );
    let folder = table.column("folder").unwrap();
    assert_eq!(folder.value(0), Value::Text("North/Posts & gates"));
    assert_eq!(folder.value(1), Value::Text("North"));
    assert_eq!(folder.value(2), Value::Missing);
    let value = |name: &str, row| table.column(name).unwrap().value(row);
    assert_eq!(value("count", 0), Value::Integer(3));
    assert_eq!(value("count", 1), Value::Integer(4));
    assert_eq!(value("description", 0), Value::Text("<b>x</b>"));
    assert_eq!(
        table.column("when").unwrap().column_type(),
        ColumnType::Date
    );
    assert_eq!(table.ids().unwrap().value(0), Value::Text("p1"));
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "feature 0, line 9: <displayName> in a Data; left out",
            "feature 1, line 12: a ring does not end where it begins; closed",
            "feature 4, line 18: no geometry; kept without a position",
            "feature 5, line 19: “x” stands where a number is expected; kept without a position",
            "feature 6, line 20: a point of 0 positions; kept without a position",
            "line 21: a link to “http://example.org”; not followed",
        ]
    );
}

#[test]
fn a_document_that_is_cut_short_is_refused_with_its_line() {
    let text = "<kml><Document>\n<Placemark><name>a</name>\n<Point><coordinates>1,2";
    for end in 6..text.len() {
        let mut report = LoadReport::default();
        let job = JobContext::unwatched();
        let cut = &text.as_bytes()[..end];
        let error = read(cut, LayerFilter::all(), &job, &mut report)
            .err()
            .unwrap();
        assert!(error.to_string().starts_with("KML: line "), "{error}");
    }
    // Depth costs no stack.
    let deep = "<Folder>".repeat(200_000) + &"</Folder>".repeat(200_000);
    read_text(&format!("<kml>{deep}</kml>"));
}

#[test]
fn what_is_written_is_read_back() {
    let mut builder = TableBuilder::new();
    for (name, shape) in [
        ("a <b> & \"c\"", "POINT Z (1 2 3)"),
        (
            "two\r\nlines",
            "MULTIPOLYGON (((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1)),((9 9,8 9,8 8,9 9)))",
        ),
        ("x", "MULTILINESTRING ((1 2,3 4),(5 6,7 8))"),
        ("y", "GEOMETRYCOLLECTION (POINT (1 2),LINESTRING (1 2,3 4))"),
    ] {
        let column = builder.column("name");
        builder.set(column, Cell::Text(name));
        let column = builder.column("height & width");
        builder.set(column, Cell::Float(1.5));
        builder.set_id(Cell::Text(shape));
        push_wkt(shape, builder.geometries()).unwrap();
        builder.end_feature();
    }
    let table = builder.finish();
    let mut out = Vec::new();
    write(&table, &mut out).unwrap();
    let (back, report) = read_text(&String::from_utf8(out).unwrap());
    assert_eq!(report.problem_count(), 0, "{:?}", report.problems);
    assert_eq!(back.table.columns(), table.columns());
    assert_eq!(back.table.ids(), table.ids());
    for row in 0..table.len() {
        assert_eq!(
            wkt_of(back.table.geometry(row)),
            wkt_of(table.geometry(row))
        );
    }
}

/// XML 1.0: section 2.2 has no U+FFFE and U+FFFF, 2.11 and 3.3.3 say what becomes of white space. KML
/// 2.2 has `name` before `description`.
#[test]
fn texts_are_written_as_xml_can_hold_them() {
    let mut builder = TableBuilder::new();
    for (name, text) in [
        ("n\nx\ty", "a\u{fffe}b\u{ffff}\u{0}"),
        ("description", "\n two\r\n lines\t"),
        ("space", " "),
        ("name", "n"),
    ] {
        let column = builder.column(name);
        builder.set(column, Cell::Text(text));
    }
    builder.geometries().push_none();
    builder.end_feature();
    let mut out = Vec::new();
    write(&builder.finish(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let placemark = "<Placemark><name>n</name><description>&#10;&#32;two&#13;\n lines&#9;</description>\
        <ExtendedData><Data name=\"n&#10;x&#9;y\"><value>ab</value></Data><Data name=\"space\">\
        <value>&#32;</value></Data></ExtendedData></Placemark>";
    assert!(text.contains(placemark), "{text}");
    let (back, _) = read_text(&text);
    for (name, value) in [
        ("n\nx\ty", "ab"),
        ("description", "\n two\r\n lines\t"),
        ("space", " "),
    ] {
        let column = back.table.column(name).unwrap();
        assert_eq!(column.value(0), Value::Text(value));
    }
    // White space that stands as such is layout.
    let (read, _) = read_text("<kml><Placemark><name>\n  a b\n </name></Placemark></kml>");
    let name = read.table.column("name").unwrap().value(0);
    assert_eq!(name, Value::Text("a b"));
}

/// OGC 12-007r2, section 9.3: the types of `SimpleField`.
#[test]
fn columns_have_the_types_that_their_schema_says() {
    let values = [
        ("string", "12345"),
        ("string", "true"),
        ("int", "+5"),
        ("uint", "7"),
        ("short", "x"),
        ("ushort", "0"),
        ("float", "5"),
        ("double", ".5"),
        ("bool", "1"),
        ("bool", "false"),
        ("other", "3"),
    ];
    let values = values.iter().enumerate();
    let fields = values
        .clone()
        .map(|(at, (kind, _))| format!("<SimpleField type=\"{kind}\" name=\"f{at}\"/>"));
    let data =
        values.map(|(at, (_, text))| format!("<SimpleData name=\"f{at}\">{text}</SimpleData>"));
    let text = format!(
        "<kml><Document><Schema id=\"s\">{}</Schema><Placemark><ExtendedData>\
         <SchemaData schemaUrl=\"#s\">{}</SchemaData></ExtendedData><Point><coordinates>67,37\
         </coordinates></Point></Placemark></Document></kml>",
        fields.collect::<String>(),
        data.collect::<String>()
    );
    let (read, report) = read_text(&text);
    let columns = read.table.columns().iter();
    let found: Vec<Value<'_>> = columns.map(|column| column.value(0)).collect();
    assert_eq!(
        found,
        [
            Value::Text("12345"),
            Value::Text("true"),
            Value::Integer(5),
            Value::Integer(7),
            Value::Text("x"),
            Value::Integer(0),
            Value::Float(5.0),
            Value::Float(0.5),
            Value::Bool(true),
            Value::Bool(false),
            Value::Integer(3),
        ]
    );
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        ["feature 0: “x” in column “f4” is no integer, as its schema says; kept as text"]
    );
}

#[test]
fn nothing_in_a_placemark_is_lost_without_a_word() {
    let text = r#"<kml xmlns:gx="http://gx" xmlns:camp="http://camp"><Document>
<Placemark><styleUrl>#s</styleUrl><gx:MultiTrack><gx:Track><when>2021-01-01T00:00:00Z</when><when>2021-01-01T00:01:00Z</when><gx:coord>1 2 3</gx:coord><gx:coord>4 5 6</gx:coord><gx:angles>1 2 3</gx:angles></gx:Track>
 <gx:Track><altitudeMode>absolute</altitudeMode><when>2021-01-02T00:00:00Z</when><gx:coord>7 8 9</gx:coord><ExtendedData/></gx:Track></gx:MultiTrack></Placemark>
<Placemark><name>x</name><name>y</name><Metadata>m</Metadata><Point><coordinates>1,2</coordinates></Point><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark>
<Placemark><name>z</name><ExtendedData><Data name="name"><displayName>Name</displayName><value>z</value></Data><camp:site><camp:number of="20">14</camp:number></camp:site></ExtendedData><Point><coordinates>1,2</coordinates></Point></Placemark>
</Document></kml>"#;
    let (read, report) = read_text(text);
    let value = |name: &str, row| {
        read.table
            .column(name)
            .unwrap()
            .value(row)
            .to_text()
            .into_owned()
    };
    assert_eq!(value("begin", 0), "2021-01-01T00:00:00Z");
    assert_eq!(value("end", 0), "2021-01-02T00:00:00Z");
    assert_eq!([value("name", 1), value("name", 2)], ["x; y", "z"]);
    assert_eq!([value("number", 2), value("number_of", 2)], ["14", "20"]);
    assert_eq!(wkt_of(read.table.geometry(1)), "POINT (1 2)");
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "feature 0, line 2: <ExtendedData> in a MultiTrack; left out",
            "feature 0, line 2: <angles> in a MultiTrack; left out",
            "feature 1, line 4: a second value of “name”; put behind the first",
            "feature 1, line 4: <Metadata> in a placemark; left out",
            "feature 1, line 4: a second geometry, a LineString; left out",
            "feature 2, line 5: <displayName> in a Data; left out",
        ]
    );
}

#[test]
fn entities_of_the_document_itself_stay_and_are_said() {
    let text = r#"<?xml version="1.0"?><!DOCTYPE kml [
        <!ENTITY a "lol"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
        <kml><Placemark><name>&lt;&#65;&b;&f;</name><Point><coordinates>67,37</coordinates></Point>
        </Placemark></kml>"#;
    let (read, report) = read_text(text);
    let name = read.table.column("name").unwrap().value(0);
    assert_eq!(name, Value::Text("<A&b;&f;"));
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "line 3: &b; stands for nothing that XML itself knows; such entities: 2; kept as they \
             stand"
        ]
    );
}
