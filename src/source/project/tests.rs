//! What a user relies on when he saves a project, moves it, opens it again or damages it.
use std::collections::BTreeMap;
use std::fs;

use super::*;
use crate::geodesy::lon_lat;
use crate::model::expression::Expression;
use crate::model::{
    BasemapTheme, Coloring, ColumnPlace, ComputedColumn, Condition, FeatureLayer, Filter, Join,
    LabelStyle, Language, Layer, LayerView, Period, Rgba, SizeBy, SortKey, Style, TableLayout,
    TimeField, TimeFilter, TimeSpan, TimelineColors,
};

fn features(name: &str, source: LayerSource) -> FeatureLayer {
    FeatureLayer {
        name: name.to_owned(),
        source,
        swap_axes: false,
        time: None,
        style: Style::default(),
    }
}

fn file(path: PathBuf) -> LayerSource {
    LayerSource::File { path, layer: None }
}

/// A project of two layers: a file in `data/` beside it and a pasted text.
fn example(folder: &Path) -> Project {
    let mut document = Document {
        basemap: BasemapTheme::Dark,
        language: Language::Tajik,
        ..Document::default()
    };
    let mut posts = features("Posts «A»", file(folder.join("data/posts.geojson")));
    posts.swap_axes = true;
    posts.style = Style {
        coloring: Coloring::Graduated {
            column: "height".to_owned(),
            palette: "viridis".to_owned(),
            method: crate::model::ClassMethod::Jenks,
            breaks: vec![0.1, 2.0, 1e300],
            colors: vec![Rgba::hex(0x44_0154), Rgba(253, 231, 37, 128)],
            other: Rgba::hex(0x99_9999),
        },
        size_by: Some(SizeBy {
            column: "n".to_owned(),
            range: [0.0, 7.3],
            sizes_pt: [2.1, 30.7],
        }),
        label: Some(LabelStyle {
            column: "name".to_owned(),
            size_pt: 11.3,
        }),
        fill_opacity: 0.1,
        ..Style::default()
    };
    let text = "{\"type\":\"Point\",\n\"coordinates\":[67.28,37.22]}".into();
    for (id, layer) in [
        (LayerId(1), posts),
        (LayerId(2), features("Pasted", LayerSource::Text { text })),
    ] {
        document.features.insert(id, layer);
        let kind = LayerKind::Features(id);
        let layer = Layer {
            kind,
            visible: id.0 == 1,
            opacity: 0.7,
        };
        document.layers.insert(4, layer);
    }
    for (kind, name, text) in [
        (
            LayerKind::Features(LayerId(1)),
            "to the Panj",
            "distance_to('AFG-TJK')",
        ),
        (
            LayerKind::Incidents,
            "far",
            "abs(distance_to('AFG-UZB') / 1000)",
        ),
    ] {
        let column = ComputedColumn {
            name: name.to_owned(),
            expression: Expression::parse(text).unwrap(),
        };
        document.computed.insert(kind, vec![column]);
    }
    filtered(&mut document);
    arranged(&mut document);
    document.layers.swap(4, 5);
    document.layers[0].visible = false;
    Project {
        document,
        view: Some(Viewport {
            center: lon_lat(67.278_3, 37.224_2),
            zoom: 7.25,
            size_pt: [1280.0, 720.0],
        }),
        autosave_of: None,
        unknown: UnknownMembers::default(),
    }
}

/// A timeline and attribute tables that are arranged in another way than at first.
fn arranged(document: &mut Document) {
    let place = |name: &str, width_pt, hidden| ColumnPlace {
        name: name.to_owned(),
        width_pt,
        hidden,
    };
    let table = TableLayout {
        columns: vec![
            place("n", 61.0, false),
            place("«odd» name", 700.0, true),
            place("to the Panj", 120.0, false),
        ],
        frozen: 1,
        sort: vec![
            SortKey {
                name: "n".to_owned(),
                descending: true,
            },
            SortKey {
                name: "to the Panj".to_owned(),
                descending: false,
            },
        ],
    };
    let posts = LayerView {
        counted: Some(false),
        timeline_colors: TimelineColors::Column("kind".to_owned()),
        table: Some(table),
    };
    let incidents = LayerView {
        timeline_colors: TimelineColors::One,
        ..LayerView::default()
    };
    document.views = BTreeMap::from([
        (LayerKind::Features(LayerId(1)), posts),
        (LayerKind::Incidents, incidents),
    ]);
}

/// Filters of a layer of the user's, of the incidents and of all, a time window and periods.
fn filtered(document: &mut Document) {
    let condition = |text: &str, enabled| Condition {
        expression: Expression::parse(text).unwrap(),
        enabled,
    };
    let span = |text: &str| TimeSpan::parse(text).unwrap();
    if let Some(posts) = document.features.get_mut(&LayerId(1)) {
        posts.time = Some(TimeField {
            start: "from".to_owned(),
            end: Some("to".to_owned()),
        });
    }
    document.filter = Filter {
        join: Join::Any,
        conditions: vec![condition("search('O''Neil «post»')", true)],
    };
    let posts = Filter {
        join: Join::All,
        conditions: vec![
            condition("kind in ('a', null) and not \"odd name\" < 0.1", true),
            condition("distance_to('AFG-TJK') < 25 km", false),
        ],
    };
    let incidents = Filter {
        join: Join::All,
        conditions: vec![condition("possibly(distance_to('AFG-UZB') < 5 km)", true)],
    };
    document.filters = BTreeMap::from([
        (LayerKind::Features(LayerId(1)), posts),
        (LayerKind::Incidents, incidents),
    ]);
    document.time = TimeFilter {
        window: Some(span("2020-01-01/2021-12-31")),
        periods: vec![Period {
            name: "An hour".to_owned(),
            span: TimeSpan {
                start_ms: 1_629_986_400_000,
                end_ms: 1_629_990_000_000,
            },
            source: None,
        }],
    };
}

fn refusal(text: &str) -> String {
    parse(text.as_bytes(), Path::new("map.oxus"))
        .unwrap_err()
        .to_string()
}

#[test]
fn a_project_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.oxus");
    let project = example(folder.path());
    write_project(&path, &project).unwrap();
    assert_eq!(read_project(&path).unwrap(), project);
    let first = fs::read(&path).unwrap();
    write_project(&path, &read_project(&path).unwrap()).unwrap();
    assert_eq!(fs::read(&path).unwrap(), first);
}

#[test]
fn the_file_is_short_and_can_be_read_by_people() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.oxus");
    write_project(&path, &example(folder.path())).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "{",
            "  \"oxus\": 2,",
            "  \"view\": { \"center\": [67.2783, 37.2242], \"zoom\": 7.25 },",
            "  \"basemap\": \"dark\",",
            "  \"language\": \"tg\",",
        ]
    );
    for part in [
        "\n    { \"layer\": \"water\", \"visible\": false, \"opacity\": 1 },\n",
        "\"conditions\": [{ \"where\": \"search('O''Neil «post»')\" }]",
        "\"window\": \"2020-01-01/2021-12-31\",",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(text.contains("\"source\": { \"file\": \"data/posts.geojson\" }"));
    assert!(text.contains("\"opacity\": 0.7,") && text.contains("\"fill_opacity\": 0.1,"));
    let longest = lines.iter().map(|line| line.chars().count()).max();
    assert!(longest < Some(140), "{text}");
}

#[test]
fn a_project_moves_together_with_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    fs::create_dir_all(old.join("data")).unwrap();
    fs::write(old.join("data/posts.geojson"), "{}").unwrap();
    write_project(&old.join("map.oxus"), &example(&old)).unwrap();
    assert_eq!(
        read_project(&old.join("map.oxus"))
            .unwrap()
            .missing_sources(),
        []
    );
    fs::rename(&old, &new).unwrap();
    let moved = read_project(&new.join("map.oxus")).unwrap();
    assert_eq!(moved.missing_sources(), []);
    let source = &moved.document.features[&LayerId(1)].source;
    assert_eq!(source, &file(new.join("data/posts.geojson")));
}

#[test]
fn a_missing_source_is_listed_and_found_together_with_its_neighbours() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let mut project = example(root);
    for (id, name) in [(3, "old/data/roads.csv"), (4, "old/other/towns.csv")] {
        let layer = features(name, file(root.join(name)));
        project.document.features.insert(LayerId(id), layer);
    }
    let missing = project.missing_sources();
    assert_eq!(missing.len(), 3);
    for folder in ["new/data", "new/other"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    for name in ["data/roads.csv", "data/posts.geojson", "other/towns.csv"] {
        fs::write(root.join("new").join(name), "").unwrap();
    }
    let at = root.join("new/data/roads.csv");
    let mut found = found_with(&missing, &missing[1], &at);
    found.sort();
    assert_eq!(
        found,
        [
            (LayerId(1), root.join("new/data/posts.geojson")),
            (LayerId(3), at),
            (LayerId(4), root.join("new/other/towns.csv")),
        ]
    );
}

#[test]
fn version_1_is_upgraded() {
    // A document as the preferences of version 1 had it.
    let text = r#"{
        "basemap": "Plain", "language": "Persian", "added later": [1],
        "layers": [
            {"kind": "Water", "visible": false, "opacity": 0.5},
            {"kind": {"Features": 4}, "visible": true, "opacity": 1.0},
            {"kind": "Incidents", "visible": true, "opacity": 1.0}
        ],
        "features": {
            "4": {"name": "Posts", "source": {"file": {"path": "/data/a.gpkg", "layer": "posts"}},
                  "swap_axes": true, "style": {"size_pt": 12.0}},
            "9": {"name": "Unplaced", "source": {"text": {"text": "{}"}}}
        }
    }"#;
    let project = parse(text.as_bytes(), Path::new("/maps/map.oxus")).unwrap();
    let document = &project.document;
    assert_eq!(document.basemap, BasemapTheme::Plain);
    assert_eq!(document.language, Language::Persian);
    assert!((document.layer(LayerKind::Water).unwrap().opacity - 0.5).abs() < 1e-6);
    assert_eq!(document.layers[1].kind, LayerKind::Features(LayerId(1)));
    let posts = &document.features[&LayerId(1)];
    assert!(posts.swap_axes && (posts.style.size_pt - 12.0).abs() < 1e-6);
    let source = LayerSource::File {
        path: "/data/a.gpkg".into(),
        layer: Some("posts".to_owned()),
    };
    assert_eq!(posts.source, source);
    assert_eq!(document.features[&LayerId(2)].name, "Unplaced");
    let written = form::value(&project, Path::new("/maps")).unwrap();
    assert_eq!(written["oxus"], 2);
    assert_eq!(written["added later"], serde_json::json!([1]));
    assert!(written.get("features").is_none());
}

#[test]
fn a_project_of_a_newer_version_is_refused_by_name() {
    let error = refusal(r#"{"oxus": 7, "layers": []}"#);
    assert!(error.contains("map.oxus was saved by a newer Oxus (project version 7, this one knows up to 2). Open it with the newer Oxus"), "{error}");
}

#[test]
fn unknown_members_of_conditions_periods_and_columns_follow_them() {
    let text = r#"{"oxus": 2,
        "filter": {"conditions": [{"where": "a=1", "colour": "red"}, {"where": "b = 2", "note": 7}],
                   "scope": "map"},
        "time": {"periods": [{"name": "late", "time": "2020", "shade": 3},
                             {"name": "early", "time": "2010", "shade": 1}]},
        "layers": [
            {"layer": "incidents", "computed": [{"name": "y", "expression": "year()", "digits": 0}],
             "filter": {"conditions": [{"where": "y > 2020", "note": "x"}]}}
        ]}"#;
    let mut project = parse(text.as_bytes(), Path::new("map.oxus")).unwrap();
    let conditions = &mut project.document.filter.conditions;
    conditions.reverse();
    conditions[1].enabled = false;
    let written = form::value(&project, Path::new(".")).unwrap();
    assert_eq!(
        written["filter"],
        serde_json::json!({"join": "all", "scope": "map", "conditions": [
            {"where": "b = 2", "note": 7},
            {"where": "a = 1", "enabled": false, "colour": "red"},
        ]})
    );
    let shades: Vec<_> = written["time"]["periods"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(
        (&shades[0]["name"], &shades[0]["shade"]),
        (&"early".into(), &1.into())
    );
    assert_eq!(
        (&shades[1]["name"], &shades[1]["shade"]),
        (&"late".into(), &3.into())
    );
    let incidents = written["layers"].as_array().unwrap().iter();
    let incidents: Vec<_> = incidents
        .filter(|layer| layer["layer"] == "incidents")
        .collect();
    assert_eq!(incidents[0]["computed"][0]["digits"], 0);
    assert_eq!(incidents[0]["filter"]["conditions"][0]["note"], "x");
    // What has gone takes its members with it, and the project can be read again.
    project.document.filter = Filter::default();
    project.document.filters.clear();
    let written = form::value(&project, Path::new(".")).unwrap();
    assert_eq!(written.get("filter"), None);
    parse(written.to_string().as_bytes(), Path::new("map.oxus")).unwrap();
}

#[test]
fn unknown_members_stay_when_what_was_usual_beside_them_changes() {
    let text = r#"{"oxus": 2,
        "filter": {"join": "all", "conditions": [], "scope": "map"},
        "time": {"zone": "UTC"},
        "layers": [{"layer": "incidents", "timeline": {"one_color": false, "height": 3}}]}"#;
    let mut project = parse(text.as_bytes(), Path::new("map.oxus")).unwrap();
    let document = &mut project.document;
    document.filter.conditions.push(Condition {
        expression: Expression::parse("a = 1").unwrap(),
        enabled: true,
    });
    document.time.window = TimeSpan::parse("2021");
    let view = document.views.entry(LayerKind::Incidents).or_default();
    view.counted = Some(false);
    let written = form::value(&project, Path::new(".")).unwrap();
    assert_eq!(
        written["filter"],
        serde_json::json!({"join": "all", "conditions": [{"where": "a = 1"}], "scope": "map"})
    );
    assert_eq!(
        written["time"],
        serde_json::json!({"window": "2021-01-01/2021-12-31", "zone": "UTC"})
    );
    let timeline = &written["layers"][0]["timeline"];
    assert_eq!(
        (&timeline["counted"], &timeline["height"]),
        (&false.into(), &3.into())
    );
    let again = parse(written.to_string().as_bytes(), Path::new("map.oxus")).unwrap();
    assert_eq!(again.document, project.document);
}

#[test]
fn a_table_layout_names_each_column_once_and_keeps_what_is_unknown_of_sort_keys() {
    let text = r#"{"oxus": 2, "layers": [{"layer": "incidents", "table": {
        "columns": [{"name": "kind", "width": 90}, {"name": "date", "width": 80},
                    {"name": "kind", "width": 300}],
        "sort": [{"column": "date", "locale": "tg"}, {"column": "kind", "locale": "ru"}]}}]}"#;
    let mut project = parse(text.as_bytes(), Path::new("map.oxus")).unwrap();
    let view = project.document.views.get_mut(&LayerKind::Incidents);
    let table = view.unwrap().table.as_mut().unwrap();
    let columns = table.columns.iter();
    let columns: Vec<_> = columns
        .map(|place| (place.name.as_str(), place.width_pt))
        .collect();
    assert_eq!(columns, [("kind", 90.0), ("date", 80.0)]);
    table.sort.reverse();
    let written = form::value(&project, Path::new(".")).unwrap();
    assert_eq!(
        written["layers"][0]["table"]["sort"],
        serde_json::json!([
            {"column": "kind", "locale": "ru"},
            {"column": "date", "locale": "tg"},
        ])
    );
}

#[test]
fn members_that_are_not_known_are_kept() {
    let text = r#"{"oxus": 2, "briefing": {"slides": [1, 2]},
        "view": {"center": [67, 37], "zoom": 6, "pitch": 30},
        "layers": [
            {"layer": "borders", "glow": true},
            {"layer": "features", "name": "a", "source": {"text": "{}", "read": "now"},
             "style": {"blend": "multiply"}},
            {"layer": "features", "name": "b", "source": {"text": "{}"}, "tags": ["x"]}
        ]}"#;
    let mut project = parse(text.as_bytes(), Path::new("map.oxus")).unwrap();
    let mut next = 10;
    project.renumber(|| {
        next += 1;
        LayerId(next)
    });
    assert!(project.document.features.contains_key(&LayerId(12)));
    // The user changes the order and removes a layer.
    project.document.layers.swap(0, 2);
    project.document.layers.remove(1);
    let written = form::value(&project, Path::new(".")).unwrap();
    assert_eq!(written["briefing"], serde_json::json!({"slides": [1, 2]}));
    assert_eq!(written["view"]["pitch"], 30);
    assert_eq!(written["layers"][0]["name"], "b");
    assert_eq!(written["layers"][0]["tags"], serde_json::json!(["x"]));
    assert_eq!(written["layers"][1]["layer"], "borders");
    assert_eq!(written["layers"][1]["glow"], true);
    let text = written.to_string();
    assert!(!text.contains("multiply") && text.contains("pitch"));
}

#[test]
fn faults_name_the_place_the_member_and_what_it_must_be() {
    let error = refusal("{\n  \"oxus\": 2,\n  \"layers\": [{\"layer\": \"wather\"}]\n}");
    let expected = "map.oxus, line 3, column 24: `layers[0].layer` must be one of water, rivers, graticule, \
        provinces, borders, context, places, incidents, features, not \"wather\". \
        Mend the place with a text editor, or open a copy";
    assert_eq!(error, expected);
    let layer = |members: &str| {
        let text = format!("{{\"oxus\": 2, \"layers\": [\n{{{members}}}]}}");
        refusal(&text)
    };
    let features = |members: &str| {
        layer(&format!(
            "\"layer\": \"features\", \"name\": \"a\", {members}"
        ))
    };
    let source = "\"source\": {\"text\": \"\"}";
    for (error, expected) in [
        (
            layer(r#""layer": "water", "opacity": "high""#),
            "line 2, column 31: `layers[0].opacity` must be a number from 0 to 1, not \"high\"",
        ),
        (
            layer(r#""layer": "water", "opacity": 7"#),
            "must be a number from 0 to 1, not 7",
        ),
        (
            layer(r#""layer": "water", "visible": 1"#),
            "`layers[0].visible` must be true or false, not 1",
        ),
        (
            layer(r#""visible": true"#),
            "`layers[0]` has no member `layer`",
        ),
        (
            layer(r#""layer": "water"}, {"layer": "water""#),
            "`layers[1]` holds the layer \"water\" a second time",
        ),
        (
            layer(r#""layer": "features", "name": "a""#),
            "`layers[0]` has no member `source`",
        ),
        (
            layer(r#""layer": "incidents", "filter": {"conditions": [{"where": "kind ="}]}"#),
            "`layers[0].filter.conditions[0].where` is no condition: ",
        ),
        (
            refusal("{\"oxus\": 2, \"layers\": [], \"time\": {\"window\": \"May\"}}"),
            "`time.window` must be a time in ISO 8601 such as 2021-08 or 2020-01-01/2021-12-31",
        ),
        (
            features(r#""source": {"file": ""}"#),
            "`layers[0].source.file` must be the path of a file",
        ),
        (
            features(r#""source": {"file": "a\u0000b"}"#),
            "must be the path of a file",
        ),
        (
            features(r#""source": {"file": 3}"#),
            "`layers[0].source.file` must be a text, not 3",
        ),
        (
            features(&format!("{source},\n\"style\": {{\"marker\": \"blob\"}}")),
            "line 3, column 21: `layers[0].style.marker` is no style: unknown variant `blob`",
        ),
        (
            features(&format!("{source}, \"style\": {{\"size_pt\": 1e99}}")),
            "`layers[0].style` has a size or width that is not from 0 to 2000 points",
        ),
        (
            features(&format!(
                "{source}, \"style\": {{\"coloring\": {{\"by\": \"graduated\", \"column\": \"a\", \"palette\": \"b\", \"method\": \"jenks\", \"breaks\": [3, 1], \"colors\": [\"#000\"], \"other\": \"#000\"}}}}"
            )),
            "`layers[0].style.coloring` must have ascending `breaks`",
        ),
    ] {
        assert!(error.contains(expected), "{error}\n{expected}");
    }
}

#[test]
fn what_is_no_project_is_called_so() {
    for (text, expected) in [
        ("", "line 1, column 0: EOF while parsing"),
        ("[]", "no member `oxus`"),
        ("{\"oxus\": \"two\"}", "is no version"),
        (
            "{\"type\": \"FeatureCollection\", \"features\": []}",
            "looks like GeoJSON. Open it as a layer",
        ),
        (
            "{\"oxus\": 2, \"layers\": [\n1e999]}",
            "line 2, column 5: number out of range",
        ),
        (
            "{\"oxus\": 2, \"layers\": [NaN]}",
            "column 24: expected value",
        ),
        ("{\"oxus\": 2}", "the project has no member `layers`"),
    ] {
        let error = refusal(text);
        assert!(error.contains(expected), "{error}\n{expected}");
    }
    let deep = format!("{{\"oxus\": 2, \"layers\": {}", "[".repeat(1_000_000));
    assert!(refusal(&deep).contains("recursion limit exceeded"));
    let many = format!("{{\"oxus\": 2, \"layers\": [{}0]}}", "0,".repeat(2000));
    assert!(refusal(&many).contains("`layers` holds more than 1000 layers"));
    let error = parse(b"{\"oxus\": 2,\n \"\xff\"", Path::new("map.oxus")).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("line 2, column 3: this is not UTF-8")
    );
}

#[test]
fn no_changed_byte_makes_the_reader_panic() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.oxus");
    write_project(&path, &example(folder.path())).unwrap();
    let text = fs::read(&path).unwrap();
    let mut refused = 0;
    for at in 0..text.len() {
        for byte in [0, b'"', b'9', b'-', b'}', b',', 0xFF] {
            let mut changed = text.clone();
            changed[at] = byte;
            refused += usize::from(parse(&changed, &path).is_err());
        }
        refused += usize::from(parse(&text[..at], &path).is_err());
    }
    assert!(refused > text.len());
}

#[test]
fn what_could_not_be_opened_again_is_not_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.oxus");
    fs::write(&path, "old").unwrap();
    let mut project = example(folder.path());
    let layer = project.document.features.get_mut(&LayerId(1)).unwrap();
    layer.style.size_pt = f32::NAN;
    let error = write_project(&path, &project).unwrap_err().to_string();
    let expected = "`layers[4].style.size_pt` is no style: invalid type: null, expected f32. \
        Change that and save again";
    assert!(error.ends_with(expected), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
}

#[test]
fn projects_are_known_by_suffix_or_content() {
    let folder = tempfile::tempdir().unwrap();
    let renamed = folder.path().join("map.json");
    write_project(&renamed, &Project::default()).unwrap();
    assert!(is_project(&renamed) && is_project(Path::new("missing.OXUS")));
    fs::write(&renamed, "{\"type\": \"FeatureCollection\"}").unwrap();
    assert!(!is_project(&renamed));
}
