//! What a style makes of the user's own layers: the legend and the labels that a map has for them.
use std::sync::Arc;

use oxus::geodesy::lon_lat;
use oxus::jobs::JobContext;
use oxus::model::table::{Cell, GeometryKind, TableBuilder};
use oxus::model::{
    ClassMethod, Coloring, Document, FeatureLayer, LabelStyle, Layer, LayerId, LayerKind,
    LayerSource, LoadReport, Palette, PointDrawing, Rgba, SizeBy, Style, Viewport,
};
use oxus::scene::build::{MapInput, finished_map, map};
use oxus::scene::label::EdgeRule;
use oxus::scene::surround::SurroundParts;
use oxus::scene::{Group, Primitive};
use oxus::source::atlas::atlas;
use oxus::spatial::{Detail, FeatureIndex, LayerStore, LoadedLayer, ShownLayers};

const ID: LayerId = LayerId(1);
const GREY: Rgba = Rgba(128, 128, 128, 255);

/// Points in two rows, an area and a line between Termez and Kunduz.
fn loaded() -> LoadedLayer {
    let mut builder = TableBuilder::new();
    let [name, kind, people] = ["name", "kind", "people"].map(|name| builder.column(name));
    let row = |builder: &mut TableBuilder, words: &str, of: &str, number: Option<i64>| {
        builder.set(name, Cell::Text(words));
        builder.set(kind, Cell::Text(of));
        builder.set(people, number.map_or(Cell::Null, Cell::Integer));
        builder.end_feature();
    };
    for index in 0..20_i64 {
        let at = [66.0 + 0.3 * (index % 10) as f64, 36.5 + (index / 10) as f64];
        builder.geometries().push_point(at);
        let words = ["Пост", "پاسگاه", "Post"][index as usize % 3];
        let of = ["bridge", "ferry", "post"][index as usize % 3];
        row(
            &mut builder,
            &format!("{words} {index}"),
            of,
            Some(index * 1000),
        );
    }
    let geometries = builder.geometries();
    for corner in [
        [67.2, 36.7],
        [68.8, 36.7],
        [68.8, 37.3],
        [67.2, 37.3],
        [67.2, 36.7],
    ] {
        geometries.push_position(corner);
    }
    geometries.end_path();
    geometries.end_part();
    geometries.end_geometry(GeometryKind::Polygon);
    row(&mut builder, "Riverside", "district", None);
    let table = builder.finish();
    let mut report = LoadReport::default();
    report.geometries.insert(GeometryKind::Point, 20);
    report.geometries.insert(GeometryKind::Polygon, 1);
    LoadedLayer {
        index: FeatureIndex::new(&table, &JobContext::unwatched()).unwrap(),
        table: Arc::new(table),
        report: Arc::new(report),
    }
}

fn document(style: Style) -> Document {
    let mut document = Document::default();
    document.features.insert(
        ID,
        FeatureLayer {
            name: "Crossings".to_owned(),
            source: LayerSource::Text { text: "".into() },
            swap_axes: false,
            time: None,
            style,
        },
    );
    document.layers.push(Layer {
        kind: LayerKind::Features(ID),
        visible: true,
        opacity: 1.0,
    });
    document
}

fn input<'a>(
    document: &'a Document,
    detail: &'a Detail,
    layers: &'a ShownLayers,
    size_pt: [f64; 2],
) -> MapInput<'a> {
    MapInput {
        document,
        detail,
        viewport: Viewport {
            center: lon_lat(67.5, 37.0),
            zoom: 7.5,
            size_pt,
        },
        layers,
        fanned: None,
        edge: EdgeRule::Inside,
        features_at: Some(1.0),
    }
}

fn words(group: &Group) -> Vec<String> {
    let text = |primitive: &Primitive| match primitive {
        Primitive::Text(text) => Some(text.string.clone()),
        _ => None,
    };
    group.primitives.iter().filter_map(text).collect()
}

/// All that the surround of a finished map says.
fn surround(style: Style, size_pt: [f64; 2]) -> Vec<String> {
    let detail = Detail::new(atlas().unwrap());
    let layers = ShownLayers::from(LayerStore::from([(ID, Arc::new(loaded()))]));
    let document = document(style);
    let input = input(&document, &detail, &layers, size_pt);
    let (_, surround) = finished_map(&input, &SurroundParts::all("", "Sources"), None);
    words(&surround)
}

fn legend(style: Style) -> Vec<String> {
    surround(style, [1280.0, 800.0])
}

/// The expected words stand among the others, in this order.
fn assert_says(said: &[String], expected: &[&str]) {
    let mut rest = said.iter();
    let in_order = expected
        .iter()
        .all(|words| rest.any(|other| other == words));
    assert!(in_order, "{expected:?} in this order in {said:?}");
}

fn graduated() -> Coloring {
    Coloring::Graduated {
        column: "people".to_owned(),
        palette: "viridis".to_owned(),
        method: ClassMethod::Quantile,
        breaks: vec![0.0, 4987.0, 12_034.0, 19_000.0],
        colors: Palette::ramp("viridis").colors(3),
        other: GREY,
    }
}

#[test]
fn the_legend_follows_the_style() {
    let style = Style::default();
    assert!(legend(style.clone()).contains(&"Crossings".to_owned()));
    let classes = |count: usize| {
        let values = (0..count).map(|index| (format!("value {index}"), GREY));
        Coloring::Categories {
            column: "kind".to_owned(),
            palette: "Okabe-Ito".to_owned(),
            classes: values.collect(),
            other: GREY,
        }
    };
    let said = legend(Style {
        coloring: classes(15),
        ..style.clone()
    });
    let expected = [
        "Crossings",
        "kind",
        "value 0",
        "value 11",
        "3 more",
        "Other values",
    ];
    assert_says(&said, &expected);
    assert!(!said.contains(&"value 12".to_owned()));
    let said = legend(Style {
        coloring: graduated(),
        size_by: Some(SizeBy {
            column: "people".to_owned(),
            range: [0.0, 20_000.0],
            sizes_pt: [2.0, 20.0],
        }),
        ..style.clone()
    });
    let expected = [
        "0 to 4986",
        "4987 to 12,033",
        "12,034 to 19,000",
        "No value",
    ];
    assert_says(&said, &expected);
    assert_says(&said, &["Size: people", "0", "10,000", "20,000"]);
    let said = legend(Style {
        coloring: Coloring::Continuous {
            column: "people".to_owned(),
            palette: "cividis".to_owned(),
            range: [500.0, 19_000.0],
            other: GREY,
        },
        ..style.clone()
    });
    assert_says(&said, &["Crossings", "people", "500", "19,000"]);
    let said = legend(Style {
        points: PointDrawing::Density,
        ..style
    });
    assert_says(&said, &["points per pixel", "1"]);
}

#[test]
fn a_long_legend_is_shortened_on_a_small_sheet() {
    let values = (0..12).map(|index| (format!("a rather long value {index}"), GREY));
    let style = Style {
        coloring: Coloring::Categories {
            column: "kind".to_owned(),
            palette: "Okabe-Ito".to_owned(),
            classes: values.collect(),
            other: GREY,
        },
        ..Style::default()
    };
    let small = surround(style.clone(), [700.0, 460.0]);
    assert!(
        small.iter().any(|words| words.ends_with(" more")),
        "{small:?}"
    );
    let large = surround(style, [1600.0, 1000.0]);
    assert!(large.contains(&"a rather long value 11".to_owned()));
}

#[test]
fn a_low_window_keeps_the_layers_in_its_legend_and_leaves_room_for_the_map() {
    let detail = Detail::new(atlas().unwrap());
    let layers = ShownLayers::from(LayerStore::from([(ID, Arc::new(loaded()))]));
    let document = document(Style::default());
    let said = |size_pt: [f64; 2]| {
        let viewport = Viewport {
            zoom: 5.5,
            ..input(&document, &detail, &layers, size_pt).viewport
        };
        let parts = SurroundParts {
            legend: true,
            ..SurroundParts::default()
        };
        oxus::scene::surround::build(&document, &detail, &layers, viewport, &parts)
    };
    let note = "Number of incidents at one spot".to_owned();
    let high = words(&said([1008.0, 700.0]));
    assert!(high.contains(&"Crossings".to_owned()) && high.contains(&note));
    let low = said([1008.0, 260.0]);
    let lowest = low
        .primitives
        .iter()
        .filter_map(|primitive| match primitive {
            Primitive::Text(text) => text.glyphs.first().map(|glyph| glyph.origin[1]),
            _ => None,
        });
    assert!(lowest.fold(0.0, f32::max) < 0.7 * 260.0);
    let low = words(&low);
    assert!(low.contains(&"Crossings".to_owned()), "{low:?}");
    assert!(!low.contains(&note), "{low:?}");
}

#[test]
fn features_are_labelled_in_every_script_and_no_labels_touch() {
    let detail = Detail::new(atlas().unwrap());
    let layers = ShownLayers::from(LayerStore::from([(ID, Arc::new(loaded()))]));
    let label = LabelStyle {
        column: "name".to_owned(),
        size_pt: 11.0,
    };
    let style = Style {
        label: Some(label),
        ..Style::default()
    };
    let document = document(style);
    let input = input(&document, &detail, &layers, [1280.0, 800.0]);
    let scene = map(&input);
    let features = scene.groups.iter().find(|group| group.id == "features");
    let said = words(features.unwrap());
    for expected in ["Пост 0", "پاسگاه 1", "Post 2", "Riverside"] {
        assert!(
            said.contains(&expected.to_owned()),
            "{expected} in {said:?}"
        );
    }
    let boxes: Vec<[f32; 4]> = scene
        .groups
        .iter()
        .flat_map(|group| &group.primitives)
        .filter_map(|primitive| match primitive {
            // Straight labels: their first and last glyph on one baseline.
            Primitive::Text(text) if text.glyphs.iter().all(|glyph| glyph.rotation_rad == 0.0) => {
                let xs = || text.glyphs.iter().map(|glyph| glyph.origin[0]);
                let ys = || text.glyphs.iter().map(|glyph| glyph.origin[1]);
                let least = |values: &mut dyn Iterator<Item = f32>| values.fold(f32::MAX, f32::min);
                let most = |values: &mut dyn Iterator<Item = f32>| values.fold(f32::MIN, f32::max);
                Some([
                    least(&mut xs()),
                    least(&mut ys()) - 0.5 * text.size_pt,
                    most(&mut xs()),
                    most(&mut ys()),
                ])
            }
            _ => None,
        })
        .collect();
    assert!(boxes.len() > 20);
    for (index, a) in boxes.iter().enumerate() {
        for b in &boxes[..index] {
            let apart = a[0] > b[2] || b[0] > a[2] || a[1] > b[3] || b[1] > a[3];
            assert!(apart, "{a:?} {b:?}");
        }
    }
}

#[test]
fn no_layer_of_the_user_covers_the_labels_of_another() {
    let detail = Detail::new(atlas().unwrap());
    let upper = LayerId(2);
    let layers = ShownLayers::from(LayerStore::from([
        (ID, Arc::new(loaded())),
        (upper, Arc::new(loaded())),
    ]));
    let label = LabelStyle {
        column: "name".to_owned(),
        size_pt: 11.0,
    };
    let mut document = document(Style {
        label: Some(label),
        ..Style::default()
    });
    let unlabelled = FeatureLayer {
        style: Style::default(),
        ..document.features[&ID].clone()
    };
    document.features.insert(upper, unlabelled);
    let top = document.layers.last().unwrap().clone();
    document.layers.push(Layer {
        kind: LayerKind::Features(upper),
        ..top
    });
    let scene = map(&input(&document, &detail, &layers, [1280.0, 800.0]));
    let own = scene.groups.iter().filter(|group| group.id == "features");
    let said: Vec<usize> = own.map(|group| words(group).len()).collect();
    assert_eq!(said.len(), 2);
    assert!(said[0] == 0 && said[1] > 5, "{said:?}");
}
