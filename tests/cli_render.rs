//! `oxus render` as a user meets it: files, messages, exit codes.
use std::path::Path;
use std::process::{Command, Output};

fn oxus(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oxus"))
        .args(args)
        .current_dir(folder)
        .env_remove("RUST_LOG")
        .output()
        .unwrap()
}

/// Exit code and standard error.
fn refused(folder: &Path, args: &str) -> (Option<i32>, String) {
    let args: Vec<&str> = args.split(' ').collect();
    let output = oxus(folder, &args);
    assert!(
        output.stdout.is_empty(),
        "{args:?} wrote to standard output"
    );
    let stderr = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), stderr)
}

#[test]
fn the_selected_incident_is_drawn_into_a_png_and_an_svg() {
    let folder = tempfile::tempdir().unwrap();
    let common = "--size 400x300 --extent 66,36,70,38.5 --select termez-2022-04-impact --title A&B";
    for file in ["map.png", "map.svg"] {
        let args: Vec<&str> = ["render", "-o", file]
            .into_iter()
            .chain(common.split(' '))
            .collect();
        let output = oxus(folder.path(), &args);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*stderr), (Some(0), ""));
    }
    let picture = tiny_skia::Pixmap::load_png(folder.path().join("map.png")).unwrap();
    assert_eq!((picture.width(), picture.height()), (400, 300));
    let first = picture.pixels()[0];
    assert!(
        picture.pixels().iter().any(|pixel| *pixel != first),
        "the picture is blank"
    );

    let svg = std::fs::read_to_string(folder.path().join("map.svg")).unwrap();
    let document = roxmltree::Document::parse(&svg).unwrap();
    let title = document
        .descendants()
        .find(|node| node.has_tag_name("title"));
    assert_eq!(title.unwrap().text(), Some("A&B"));
    let labels: Vec<&str> = document
        .descendants()
        .filter_map(|node| node.attribute("aria-label"))
        .collect();
    assert!(labels.contains(&"Termez"), "{labels:?}");
    assert!(
        labels.iter().any(|label| label.contains(" km")),
        "{labels:?}"
    );
    assert!(
        labels.iter().any(|label| label.contains("OpenStreetMap")),
        "{labels:?}"
    );
}

#[test]
fn an_extent_across_the_antimeridian_with_negative_numbers_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let args = "render -o map.png --size 200x100 --extent -190,-20,-170,20 --theme plain";
    assert_eq!(refused(folder.path(), args), (Some(0), String::new()));
    let args = "render -o map.png --size 200x100 --center -179.5,-10 --zoom 3 --theme plain";
    assert_eq!(refused(folder.path(), args), (Some(0), String::new()));
}

#[test]
fn what_cannot_be_drawn_is_refused_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    for (args, expected) in [
        (
            "render -o map.jpg",
            "oxus: map.jpg: the suffix does not say which format to write; end the name in .png or .svg\n",
        ),
        (
            "render -o map.png --size 0x0",
            "oxus: a picture of 0x0 pixels cannot be made: it must have 1 to 32767 pixels a side \
             and at most 100 million in all; choose a smaller size or scale\n",
        ),
        (
            "render -o map.png --size 100000x100000",
            "oxus: a picture of 100000x100000 pixels cannot be made: it must have 1 to 32767 pixels \
             a side and at most 100 million in all; choose a smaller size or scale\n",
        ),
        (
            "render -o map.png --theme sepia",
            "error: invalid value 'sepia' for '--theme <THEME>': choose from light, dark, plain\n\n\
             For more information, try '--help'.\n",
        ),
        (
            "render -o map.png --extent 60,40,70,30",
            "error: invalid value '60,40,70,30' for '--extent <W,S,E,N>': south 40 must be less than \
             north 30; the order is west,south,east,north\n\nFor more information, try '--help'.\n",
        ),
        (
            "render -o missing/map.png --size 10x10",
            "oxus: cannot write missing/map.png: there is no folder missing; make it first, or choose another\n",
        ),
    ] {
        assert_eq!(refused(folder.path(), args), (Some(2), expected.to_owned()));
    }
    let (code, message) = refused(folder.path(), "render -o map.png --select termez");
    assert_eq!(code, Some(2));
    assert!(
        message.contains("there is no incident \"termez\""),
        "{message}"
    );
    assert!(message.contains("\n  termez-2022-04-impact\n"), "{message}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Two squares, one with a hole, and a point without a geometry.
const AREAS: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[
[[[66,36],[68,36],[68,38],[66,38],[66,36]],[[66.5,36.5],[66.5,37.5],[67.5,37.5],[67.5,36.5],[66.5,36.5]]],
[[[69,36],[70,36],[70,38],[69,38],[69,36]]]]}},
{"type":"Feature","properties":{},"geometry":null}]}"#;

#[test]
fn files_are_drawn_and_shown_whole_with_their_problems_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("areas.geojson"), AREAS).unwrap();
    let args = "render -o map.png areas.geojson --size 400x300 --theme plain --layers water";
    let (code, said) = refused(folder.path(), args);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with("areas.geojson: 1 problem;"), "{said}");
    let drawn = tiny_skia::Pixmap::load_png(folder.path().join("map.png")).unwrap();
    std::fs::write(
        folder.path().join("none.geojson"),
        r#"{"type":"FeatureCollection","features":[]}"#,
    )
    .unwrap();
    let args = "render -o bare.png none.geojson --size 400x300 --theme plain --layers water \
                --extent 65.83,35.91,70.17,38.09";
    assert_eq!(refused(folder.path(), args), (Some(0), String::new()));
    let bare = tiny_skia::Pixmap::load_png(folder.path().join("bare.png")).unwrap();
    // 4.34 degrees of longitude on 400 points.
    let changed = |lon: f32, lat_share: f32| {
        let at = [(lon - 65.83) / 4.34 * 400.0, 150.0 + lat_share * 100.0];
        let [x, y] = at.map(|value| value as u32);
        drawn.pixel(x, y) != bare.pixel(x, y)
    };
    assert!(
        changed(66.25, 0.0) && changed(69.5, 0.0),
        "both parts are filled"
    );
    assert!(
        !changed(67.0, 0.0) && !changed(68.5, 0.0),
        "the hole is open"
    );
    let (code, said) = refused(
        folder.path(),
        "render -o map.png areas.geojson --color-by kind",
    );
    assert_eq!(code, Some(2));
    assert!(said.contains("no file has a column \"kind\""), "{said}");
    let gone = refused(folder.path(), "render -o map.png missing.geojson");
    assert_eq!(gone.0, Some(2));
    assert!(gone.1.contains("missing.geojson"), "{}", gone.1);
}

/// A project of a plain map that looks at two squares in red; its second layer's file is gone.
fn project(folder: &Path) {
    use oxus::geodesy::lon_lat;
    use oxus::model::{
        BasemapTheme, Coloring, Document, FeatureLayer, Layer, LayerId, LayerKind, LayerSource,
        Rgba, Style, Viewport,
    };
    let mut document = Document {
        basemap: BasemapTheme::Plain,
        ..Document::default()
    };
    for layer in &mut document.layers {
        layer.visible = layer.kind == LayerKind::Water;
    }
    for (id, file) in [(1, "areas.geojson"), (2, "posts.csv")] {
        let layer = FeatureLayer {
            name: file.to_owned(),
            source: LayerSource::File {
                path: folder.join("data").join(file),
                layer: None,
            },
            swap_axes: false,
            style: Style {
                coloring: Coloring::Single {
                    color: Rgba::hex(0xFF_0000),
                },
                fill_opacity: 1.0,
                ..Style::default()
            },
            time: None,
        };
        document.features.insert(LayerId(id), layer);
        document.layers.push(Layer {
            kind: LayerKind::Features(LayerId(id)),
            visible: true,
            opacity: 1.0,
        });
    }
    let project = oxus::source::project::Project {
        document,
        view: Some(Viewport {
            center: lon_lat(67.0, 36.25),
            zoom: 6.0,
            size_pt: [800.0, 600.0],
        }),
        ..Default::default()
    };
    oxus::source::project::write_project(&folder.join("map.oxus"), &project).unwrap();
}

#[test]
fn a_project_is_drawn_as_it_was_saved_and_what_is_missing_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let areas = AREAS.replace(
        ",\n{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}",
        "",
    );
    std::fs::write(data.join("areas.geojson"), areas).unwrap();
    project(folder.path());
    let args = "render map.oxus -o map.png --size 400x300";
    let (code, said) = refused(folder.path(), args);
    assert_eq!(code, Some(1), "{said}");
    let path = data.join("posts.csv").display().to_string();
    for told in ["\"posts.csv\" is left out", &path, "map.oxus in the window"] {
        assert!(said.contains(told), "{told} is not in: {said}");
    }
    let red = |file: &str, [x, y]: [u32; 2]| {
        let picture = tiny_skia::Pixmap::load_png(folder.path().join(file)).unwrap();
        let pixel = picture.pixel(x, y).unwrap();
        (pixel.red(), pixel.green(), pixel.blue()) == (255, 0, 0)
    };
    // The middle of the view lies in the first square, 4 degrees west of it nothing does.
    // At zoom 6 a degree of longitude is 256 · 2^6 / 360 = 45.5 points.
    assert!(red("map.png", [200, 150]) && !red("map.png", [20, 150]));
    // The command line looks elsewhere, and only there: its extent is that of the second square.
    std::fs::write(data.join("posts.csv"), "lon,lat\n60,30\n").unwrap();
    let args = "render map.oxus -o part.png --size 400x300 --extent 69.2,36.5,69.8,37";
    assert_eq!(refused(folder.path(), args), (Some(0), String::new()));
    assert!(red("part.png", [20, 150]) && red("part.png", [200, 150]));
    let args = "render map.oxus map.oxus -o map.png";
    let (code, said) = refused(folder.path(), args);
    assert_eq!(code, Some(2));
    assert!(said.contains("both projects"), "{said}");
}

/// All incidents are of 2021 to 2024: `jq '[.features[].properties.date[:4]] | unique'
/// geodata/incidents.geojson` gives `["2021","2022","2023","2024"]`.
#[test]
fn only_what_passes_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let map = |name: &str, args: &[&str]| {
        let common = ["render", "-o", name, "--layers", "incidents"];
        let output = oxus(folder.path(), &[&common, args].concat());
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*stderr), (Some(0), ""));
        std::fs::read(folder.path().join(name)).unwrap()
    };
    let all = map("all.svg", &[]);
    let none = map("none.svg", &["--where", "false"]);
    assert_ne!(all, none);
    let during = "during('2021', '2024')";
    assert_eq!(all, map("2.svg", &["--where", during]));
    let during = "during('2015', '2020')";
    assert_eq!(none, map("3.svg", &["--where", during]));
    // The map says which time it shows.
    let none_then = map("3.svg", &["--time", "2015/2020"]);
    let only_words = none_then.len().abs_diff(none.len());
    assert!(none_then != none && only_words < (all.len() - none.len()) / 2);
    let words = ["--time", "2015/2020", "--where", "false"];
    assert_eq!(none_then, map("3.svg", &words));
    let kabul = ["--where", "province() = 'AF-KAB' and in_view()"];
    assert_eq!(
        map("4.svg", &kabul),
        map("5.svg", &["--where", "inside('AF-KAB')"])
    );
    assert_ne!(none, map("6.svg", &kabul));
    let (code, said) = refused(folder.path(), "render -o x.png --where kin=3");
    assert_eq!(code, Some(2));
    assert!(
        said.contains("There is no property 'kin'; did you mean 'kind'?"),
        "{said}"
    );
    let (code, said) = refused(
        folder.path(),
        "render -o x.png --where distance_to('AFG')<3",
    );
    assert_eq!(code, Some(2));
    assert!(said.contains("There is no border 'AFG'"), "{said}");
}
