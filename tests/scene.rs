//! What a reader of the map relies on, on the bundled atlas.

use oxus::analysis::BorderDistance;
use oxus::geodesy::mercator::world_size_pt;
use oxus::geodesy::{Bearing, Meters, lon_lat};
use oxus::model::{BasemapTheme, Document, FeatureRef, LayerKind, Marked, Viewport};
use oxus::scene::build::{self, MapInput, map};
use oxus::scene::label::EdgeRule;
use oxus::scene::{DrawnIncidents, Primitive, Scene, fan_out, surround, theme};
use oxus::source::atlas::atlas;
use oxus::spatial::{Detail, ShownLayers};

fn detail() -> Detail {
    Detail::new(atlas().expect("the bundled atlas"))
}

fn scene(detail: &Detail, document: &Document, viewport: Viewport) -> Scene {
    map(&MapInput {
        document,
        detail,
        viewport,
        layers: &ShownLayers::default(),
        fanned: None,
        edge: EdgeRule::MayCross,
        features_at: Some(1.0),
    })
}

fn view(lon: f64, lat: f64, zoom: f64) -> Viewport {
    Viewport {
        center: lon_lat(lon, lat),
        zoom,
        size_pt: [1280.0, 720.0],
    }
}

/// Every text within `inner` points of the middle, with where its first glyph is as seen from the
/// unit square's origin, in tenths of a point.
fn names(scene: &Scene, inner: [f64; 2]) -> Vec<(String, [i64; 2])> {
    let origin = scene.viewport.origin_world();
    let size = world_size_pt(scene.viewport.zoom);
    let mut names: Vec<(String, [i64; 2])> = scene
        .groups
        .iter()
        .flat_map(|group| &group.primitives)
        .filter_map(|primitive| match primitive {
            Primitive::Text(text) => Some((text.string.clone(), text.glyphs.first()?.origin)),
            _ => None,
        })
        .filter_map(|(string, at)| {
            let world = [0, 1].map(|axis| origin[axis] * size + f64::from(at[axis]));
            let middle =
                [0, 1].map(|axis| f64::from(at[axis]) - scene.viewport.size_pt[axis] / 2.0);
            let near = middle[0].abs() < inner[0] && middle[1].abs() < inner[1];
            near.then(|| (string, world.map(|value| (value * 10.0).round() as i64)))
        })
        .collect();
    names.sort();
    names
}

#[test]
fn names_stay_where_they_are_when_the_map_is_panned() {
    let detail = detail();
    let document = Document::default();
    for zoom in [5.4, 7.0, 9.2] {
        let before = view(67.0, 36.5, zoom);
        let screen = [
            before.size_pt[0] / 2.0 + 37.0,
            before.size_pt[1] / 2.0 + 23.0,
        ];
        let after = Viewport {
            center: before.lonlat_from_screen(screen),
            ..before
        };
        // The window shows less than it builds; compare what both show.
        let inner = [380.0, 160.0];
        let close = |a: &[(String, [i64; 2])], b: &[(String, [i64; 2])]| {
            a.iter().all(|(name, at)| {
                b.iter().any(|(other, place)| {
                    name == other && (0..2).all(|axis| (at[axis] - place[axis]).abs() <= 1)
                })
            })
        };
        let (a, b) = (
            scene(&detail, &document, before),
            scene(&detail, &document, after),
        );
        let wider = [inner[0] + 60.0, inner[1] + 60.0];
        assert!(names(&a, inner).len() >= 3, "zoom {zoom}");
        assert!(close(&names(&a, inner), &names(&b, wider)), "zoom {zoom}");
        assert!(close(&names(&b, inner), &names(&a, wider)), "zoom {zoom}");
    }
}

#[test]
fn nothing_drawn_lies_far_outside_the_viewport() {
    let detail = detail();
    let mut document = Document::default();
    for kind in [LayerKind::Context, LayerKind::Graticule] {
        document
            .layer_mut(kind)
            .expect("every document has it")
            .visible = true;
    }
    for zoom in [4.0, 8.0, 15.5] {
        let scene = scene(&detail, &document, view(67.3, 37.2, zoom));
        let cut = ["water", "rivers", "provinces", "borders", "graticule"];
        let groups = scene.groups.iter().filter(|group| cut.contains(&group.id));
        for primitive in groups
            .chain(&scene.below_relief)
            .flat_map(|group| &group.primitives)
        {
            let points: &[[f32; 2]] = match primitive {
                Primitive::Fill(fill) => &fill.vertices,
                Primitive::Line(line) => &line.points,
                Primitive::Circle(_) | Primitive::Text(_) | Primitive::Picture(_) => &[],
            };
            for [x, y] in points {
                assert!(
                    (-40.0..=1320.0).contains(x) && (-40.0..=760.0).contains(y),
                    "{x} {y}"
                );
            }
        }
    }
}

#[test]
fn hidden_layers_draw_nothing_and_faint_ones_are_faint() {
    let detail = detail();
    let mut document = Document::default();
    for layer in &mut document.layers {
        layer.visible = layer.kind == LayerKind::Borders;
        layer.opacity = 0.5;
    }
    let scene = scene(&detail, &document, view(67.3, 37.2, 6.0));
    assert_eq!(
        scene
            .groups
            .iter()
            .map(|group| group.id)
            .collect::<Vec<_>>(),
        ["borders"]
    );
    let theme = theme::Theme::of(BasemapTheme::Light);
    let faded = theme.border.faded(0.5);
    let is_border = |primitive: &Primitive| match primitive {
        Primitive::Line(line) => line.stroke.color == faded,
        _ => false,
    };
    assert!(scene.groups[0].primitives.iter().any(is_border));
}

#[test]
fn measuring_lines_end_at_the_nearest_point() {
    let detail = detail();
    let index = detail
        .atlas()
        .incidents
        .iter()
        .position(|incident| incident.id == "termez-2022-07-impact")
        .expect("the bundled incident");
    let nearest = lon_lat(68.1, 36.95);
    let distance = BorderDistance {
        border: "AFG-TJK".to_owned(),
        from: detail.atlas().incidents[index].position.expect("a place"),
        distance: Meters(44_600.0),
        interval: Some([Meters(40_600.0), Meters(48_600.0)]),
        nearest,
        bearing: Bearing::from_degrees(100.0),
        chainage: Meters(0.0),
    };
    let viewport = view(67.5, 37.1, 9.0);
    let selected = FeatureRef::Incident(index as u32);
    let group = build::selection(
        &Document::default(),
        &detail,
        viewport,
        Marked::Feature(selected),
        &[distance],
        DrawnIncidents::default(),
    );
    let end = viewport.screen_from_lonlat(nearest);
    let ends_there = group.primitives.iter().any(|primitive| match primitive {
        Primitive::Line(line) => line.points.last().is_some_and(|last| {
            (0..2).all(|axis| (f64::from(last[axis]) - end[axis]).abs() < 0.01)
        }),
        _ => false,
    });
    assert!(ends_there);
    let says = |words: &str| {
        group
            .primitives
            .iter()
            .any(|primitive| matches!(primitive, Primitive::Text(text) if text.string == words))
    };
    assert!(says("45 km to AFG-TJK (41–49 km)"));
}

#[test]
fn incidents_at_one_spot_carry_their_number_and_come_apart_in_a_fan() {
    let detail = detail();
    let document = Document::default();
    let viewport = view(69.17, 34.53, 6.3);
    let texts = |scene: &Scene| -> Vec<String> {
        let incidents = scene.groups.iter().find(|group| group.id == "incidents");
        let texts = incidents.into_iter().flat_map(|group| &group.primitives);
        texts
            .filter_map(|primitive| match primitive {
                Primitive::Text(text) => Some(text.string.clone()),
                _ => None,
            })
            .collect()
    };
    let in_kabul: Vec<FeatureRef> = detail
        .atlas()
        .incidents
        .iter()
        .enumerate()
        .filter(|(_, incident)| {
            incident.position.is_some_and(|position| {
                (position.lon_deg() - 69.17).abs() < 0.1 && (position.lat_deg() - 34.53).abs() < 0.1
            })
        })
        .map(|(index, _)| FeatureRef::Incident(index as u32))
        .collect();
    assert!(in_kabul.len() >= 5);
    let number = in_kabul.len().to_string();
    assert!(texts(&scene(&detail, &document, viewport)).contains(&number));

    let fanned = (lon_lat(69.17, 34.53), in_kabul);
    let fan = map(&MapInput {
        document: &document,
        detail: &detail,
        viewport,
        layers: &ShownLayers::default(),
        fanned: Some(&fanned),
        edge: EdgeRule::MayCross,
        features_at: Some(1.0),
    });
    assert!(!texts(&fan).contains(&number));
    let places = fan_out(fanned.1.len());
    for (index, a) in places.iter().enumerate() {
        for b in &places[..index] {
            assert!((a[0] - b[0]).hypot(a[1] - b[1]) > 17.0, "symbols touch");
        }
    }
}

#[test]
fn parts_of_the_surround_never_overlap() {
    let detail = detail();
    let mut document = Document::default();
    document
        .layer_mut(LayerKind::Context)
        .expect("every document has it")
        .visible = true;
    let words = "GLOBE DEM, NOAA NGDC 1999 · © OpenStreetMap contributors, ODbL 1.0 · ".repeat(3);
    let parts = surround::SurroundParts::all("Rocket attacks on Termez and Panj, 2022", &words);
    for size_pt in [[800.0, 500.0], [1280.0, 720.0], [1920.0, 1080.0]] {
        let viewport = Viewport {
            size_pt,
            ..view(67.0, 36.0, 5.6)
        };
        let (_, boxes) = surround::finished(
            &document,
            &detail,
            &ShownLayers::default(),
            viewport,
            &parts,
        );
        assert_eq!(boxes.len(), 5, "{size_pt:?}");
        for (index, a) in boxes.iter().enumerate() {
            assert!(boxes[..index].iter().all(|b| !a.touches(*b)));
        }
    }
}

#[test]
fn a_finished_map_of_any_size_names_its_sources() {
    let detail = detail();
    let words = "GLOBE DEM, NOAA NGDC 1999 · © OpenStreetMap contributors, ODbL 1.0";
    let parts = surround::SurroundParts::all("", words);
    for size_pt in [[320.0, 200.0], [400.0, 300.0], [1600.0, 1000.0]] {
        let viewport = Viewport {
            size_pt,
            ..view(67.0, 36.0, 4.5)
        };
        let (group, _) = surround::finished(
            &Document::default(),
            &detail,
            &ShownLayers::default(),
            viewport,
            &parts,
        );
        let said: String = group
            .primitives
            .iter()
            .filter_map(|primitive| match primitive {
                Primitive::Text(text) => Some(format!("{} ", text.string)),
                _ => None,
            })
            .collect();
        assert!(said.contains(words), "{size_pt:?} {said}");
    }
}

/// The window draws a map in two parts, an export in one.
#[test]
fn both_parts_of_a_map_together_are_the_whole() {
    let detail = detail();
    let mut document = Document::default();
    for layer in &mut document.layers {
        layer.visible = true;
    }
    let input = MapInput {
        document: &document,
        detail: &detail,
        viewport: view(67.3, 37.2, 7.0),
        layers: &ShownLayers::default(),
        fanned: None,
        edge: EdgeRule::MayCross,
        features_at: None,
    };
    let (whole, mut parts) = (map(&input), build::map_below_names(&input));
    let names = build::names_and_incidents(&input);
    assert!(
        names
            .below_relief
            .iter()
            .all(|group| group.primitives.is_empty())
    );
    assert!(
        parts
            .groups
            .iter()
            .flat_map(|group| &group.primitives)
            .count()
            > 50
    );
    for (group, above) in parts.groups.iter_mut().zip(names.groups) {
        assert_eq!(group.id, above.id);
        group.primitives.extend(above.primitives);
    }
    assert_eq!(parts.below_relief, whole.below_relief);
    assert_eq!(parts.groups, whole.groups);
}
