//! The painters against each other and against hostile scenes.
use std::sync::Arc;

use tiny_skia::Pixmap;

use super::{ExportMapError, Sheet, png, svg};
use crate::geodesy::{Extent, lon_lat};
use crate::model::{BasemapTheme, Rgba, Viewport};
use crate::scene::text::{Align, Anchor, VerticalAlign, layout, text_at};
use crate::scene::{Circle, Face, Fill, Group, Halo, Line, Primitive, Scene, Stroke, Text};
use crate::source::atlas::elevation_grid;
use crate::terrain::Relief;

const INK: Rgba = Rgba::hex(0x1b_2a_41);
const RED: Rgba = Rgba(0xc0, 0x20, 0x30, 0xa0);

fn text(string: &str, at: [f32; 2], face: Face) -> Primitive {
    let anchor = Anchor {
        at,
        align: Align::Left,
        vertical: VerticalAlign::Baseline,
    };
    let halo = Halo {
        width_pt: 2.0,
        color: Rgba(255, 255, 255, 220),
    };
    let mut text: Text = text_at(&layout(string, face, 18.0, 0.0), anchor, INK, Some(halo));
    for glyph in text.glyphs.iter_mut().skip(3) {
        glyph.rotation_rad = 0.1;
    }
    Primitive::Text(text)
}

fn line(points: Vec<[f32; 2]>, closed: bool, dash: Option<[f32; 2]>) -> Primitive {
    let stroke = Stroke {
        width_pt: 3.0,
        color: RED,
    };
    Primitive::Line(Line {
        points,
        closed,
        stroke,
        dash,
    })
}

/// Every kind of primitive, in sight, across the edge and far beyond it.
fn group() -> Group {
    let ring = Fill {
        vertices: vec![
            [20.0, 20.0],
            [140.0, 30.0],
            [120.0, 1e7],
            [-1e7, 90.0],
            [40.0, 40.0],
            [40.0, 60.0],
            [80.0, 50.0],
        ],
        ring_ends: vec![4, 7],
        triangles: Vec::new(),
        color: Rgba(0x20, 0x70, 0xb0, 0x80),
    };
    let disc = Circle {
        center: [190.0, 40.0],
        radius_pt: 25.0,
        fill: Some(RED),
        stroke: Some(Stroke {
            width_pt: 2.0,
            color: INK,
        }),
    };
    let primitives = vec![
        Primitive::Fill(ring),
        line(
            vec![[-3e6, -3e6], [120.0, 120.0], [3e6, 100.0]],
            false,
            Some([9.0, 6.0]),
        ),
        line(
            vec![[200.0, 100.0], [230.0, 130.0], [180.0, 140.0]],
            true,
            None,
        ),
        line(vec![[f32::NAN, 0.0], [10.0, f32::INFINITY]], false, None),
        Primitive::Circle(disc),
        text("Termez", [60.0, 100.0], Face::Sans),
        text("ترمذ", [150.0, 170.0], Face::Arabic),
        text("Far away", [9e5, 100.0], Face::SansBold),
    ];
    Group {
        id: "borders",
        primitives,
    }
}

fn scene(basemap: BasemapTheme) -> Scene {
    Scene {
        viewport: Viewport::fitting(Extent::REGION, [260.0, 200.0]),
        basemap,
        background: Rgba::hex(0xdf_e8_ee),
        below_relief: Vec::new(),
        groups: vec![group()],
    }
}

fn relief() -> Relief {
    Relief::new(Arc::new(elevation_grid().unwrap()))
}

fn sheet<'a>(scene: &'a Scene, relief: &'a Relief) -> Sheet<'a> {
    Sheet {
        scene,
        overlays: &[],
        relief: Some(relief),
        scale: 2.0,
        title: "Termez & <beyond>",
        attribution: "© \"Someone\"",
    }
}

/// The SVG as another program paints it.
fn rendered(svg: &str, scale: f32) -> Pixmap {
    let tree = resvg::usvg::Tree::from_str(svg, &resvg::usvg::Options::default()).unwrap();
    let size = tree.size().to_int_size().scale_by(scale).unwrap();
    let mut pixmap = Pixmap::new(size.width(), size.height()).unwrap();
    let transform = tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    pixmap
}

#[test]
fn svg_and_png_show_the_same() {
    let relief = relief();
    for theme in [BasemapTheme::Light, BasemapTheme::Plain] {
        let scene = scene(theme);
        let sheet = sheet(&scene, &relief);
        let painted = png::paint(&sheet).unwrap();
        let drawn = rendered(&svg::encode(&sheet).unwrap(), sheet.scale);
        assert_eq!((painted.width(), painted.height()), (520, 400));
        assert_eq!((drawn.width(), drawn.height()), (520, 400));
        let differences = painted.data().iter().zip(drawn.data());
        let differences: Vec<u8> = differences
            .map(|(one, other)| one.abs_diff(*other))
            .collect();
        let sum: u64 = differences.iter().copied().map(u64::from).sum();
        let mean = sum as f64 / differences.len() as f64;
        // Numbers in the SVG are rounded to a fiftieth of these pixels: edges differ a little.
        assert!(mean < 0.1, "mean difference {mean} in {theme:?}");
        assert!(
            differences.iter().all(|&difference| difference <= 64),
            "{theme:?}"
        );
    }
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    let (scene, one, other) = (scene(BasemapTheme::Dark), relief(), relief());
    let (one, other) = (sheet(&scene, &one), sheet(&scene, &other));
    assert_eq!(png::encode(&one).unwrap(), png::encode(&other).unwrap());
    assert_eq!(svg::encode(&one).unwrap(), svg::encode(&other).unwrap());
}

#[test]
fn a_png_tells_its_title_sources_and_resolution() {
    let (scene, relief) = (scene(BasemapTheme::Plain), relief());
    let bytes = png::encode(&sheet(&scene, &relief)).unwrap();
    let reader = ::png::Decoder::new(bytes.as_slice()).read_info().unwrap();
    let info = reader.info();
    assert_eq!(info.color_type, ::png::ColorType::Rgb);
    // Twice 96 pixels per inch of 25.4 mm.
    assert_eq!(info.pixel_dims.unwrap().xppu, 7559);
    let texts = &info.utf8_text;
    assert_eq!(texts[0].get_text().unwrap(), "Termez & <beyond>");
    assert_eq!(texts[1].get_text().unwrap(), "© \"Someone\"");
}

#[test]
fn an_svg_is_well_formed_whatever_the_words() {
    let hostile = "\u{0}a\u{1b}]]> <!-- & \"' \u{FFFF}</svg>\r\nb\u{202e}";
    let (mut scene, relief) = (scene(BasemapTheme::Plain), relief());
    let Primitive::Text(label) = text("x", [50.0, 50.0], Face::Sans) else {
        unreachable!()
    };
    scene.groups[0].primitives.push(Primitive::Text(Text {
        string: hostile.to_owned(),
        ..label
    }));
    let sheet = Sheet {
        title: hostile,
        attribution: hostile,
        ..sheet(&scene, &relief)
    };
    let svg = svg::encode(&sheet).unwrap();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let shown = "a]]> <!-- & \"' </svg>  b\u{202e}";
    let title = document
        .descendants()
        .find(|node| node.has_tag_name("title"));
    assert_eq!(title.unwrap().text(), Some(shown));
    let last = document
        .descendants()
        .rfind(|node| node.has_attribute("aria-label"));
    assert_eq!(last.unwrap().attribute("aria-label"), Some(shown));
    let layer = document
        .descendants()
        .find(|node| node.attribute("id") == Some("borders"));
    assert!(
        layer
            .unwrap()
            .attributes()
            .any(|attribute| attribute.value() == "Borders")
    );
    assert!(png::encode(&sheet).is_ok());
}

#[test]
fn what_lies_outside_the_picture_is_not_written() {
    let (scene, relief) = (scene(BasemapTheme::Plain), relief());
    let svg = svg::encode(&sheet(&scene, &relief)).unwrap();
    assert!(!svg.contains("Far away") && !svg.contains("NaN") && !svg.contains("inf"));
    assert!(svg.contains("Termez"));
    assert!(
        !svg.contains("0000"),
        "a coordinate far outside the picture"
    );
}

#[test]
fn the_relief_stands_in_every_copy_of_the_world_on_screen() {
    let relief = relief();
    let around_the_antimeridian = Viewport {
        center: lon_lat(-120.0, 30.0),
        zoom: 2.0,
        size_pt: [1600.0, 200.0],
    };
    let mut scene = scene(BasemapTheme::Light);
    scene.groups.clear();
    scene.viewport = around_the_antimeridian;
    let sheet = Sheet {
        scale: 1.0,
        ..sheet(&scene, &relief)
    };
    let picture = png::paint(&sheet).unwrap();
    let [x, y] = around_the_antimeridian.screen_from_lonlat(lon_lat(67.0, 35.0));
    for x in [x, x - 1024.0] {
        let pixel = picture.pixel(x as u32, y as u32);
        let ground = pixel.map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]);
        assert!(
            ground.is_some_and(|ground| ground != [0xdf, 0xe8, 0xee]),
            "{x}"
        );
    }
}

#[test]
fn sizes_that_cannot_be_made_are_refused_before_memory_is_asked_for() {
    let relief = relief();
    for size_pt in [
        [0.0, 0.0],
        [100_000.0, 100_000.0],
        [30_000.0, 1.0],
        [f64::NAN, 9.0],
    ] {
        let mut scene = scene(BasemapTheme::Plain);
        scene.viewport.size_pt = size_pt;
        let sheet = sheet(&scene, &relief);
        let refused = |error| matches!(error, Err(ExportMapError::Size { .. }));
        assert!(refused(png::encode(&sheet).map(drop)), "{size_pt:?}");
        assert!(refused(svg::encode(&sheet).map(drop)), "{size_pt:?}");
    }
}
