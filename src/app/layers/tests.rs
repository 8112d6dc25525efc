//! Layers as the document asks for them, without a window.
use std::collections::BTreeSet;

use super::*;
use crate::model::{LayerKind, ProblemKind};

#[test]
fn paths_are_pasted_as_people_and_file_managers_write_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("two words.geojson");
    std::fs::write(&file, "{}").unwrap();
    let shown = file.display().to_string();
    let address = format!("file://{}", shown.replace(' ', "%20"));
    assert_eq!(
        pasted_files(&format!("{shown}\r\n{address}\n")),
        [file.clone(), file]
    );
    assert!(pasted_files(&format!("{shown}\nnot a file")).is_empty());
    assert!(pasted_files(r#"{"type": "Point"}"#).is_empty());
}

#[test]
fn a_layer_read_with_its_axes_exchanged_is_reported_as_it_then_is() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[37.2,67.3]}},
        {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[36.1,169.5]}},
        {"type":"Feature","properties":{},"geometry":null}]}"#;
    let mut wanted = Wanted {
        source: LayerSource::Text { text: text.into() },
        swap_axes: false,
    };
    let job = JobContext::unwatched();
    let (stands, _) = read(&wanted, &job).unwrap();
    let out_of_range = |loaded: &LoadedLayer| {
        let counts = &loaded.report.problem_counts;
        counts.get(&ProblemKind::OutOfRange).copied()
    };
    assert_eq!(out_of_range(&stands), Some(1));
    wanted.swap_axes = true;
    let (swapped, _) = read(&wanted, &job).unwrap();
    assert_eq!(out_of_range(&swapped), None);
    assert_eq!(swapped.report.features(), 3);
    let extent = swapped.report.extent.unwrap();
    assert_eq!((extent.west, extent.east), (67.3, 169.5));
    assert_eq!((extent.south, extent.north), (36.1, 37.2));
}

#[test]
fn a_cancelled_reading_soon_ends_wherever_it_is() {
    use std::fmt::Write as _;
    use std::sync::mpsc::sync_channel;
    use std::time::{Duration, Instant};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.geojson");
    let mut text = String::new();
    for index in 0..150_000 {
        let [lon, lat] = [index % 360 - 180, index % 170 - 85];
        writeln!(
            text,
            r#"{{"type":"Feature","properties":{{"n":{index}}},"geometry":{{"type":"Point","coordinates":[{lon},{lat}]}}}}"#
        )
        .unwrap();
    }
    std::fs::write(&path, text).unwrap();
    let wanted = Wanted {
        source: LayerSource::File { path, layer: None },
        swap_axes: false,
    };
    let mut cancelled_in = BTreeSet::new();
    for stage in ["reading features", "checking features", "indexing"] {
        let (sender, ended) = sync_channel(1);
        let wanted = Wanted::clone(&wanted);
        let job = JobHandle::spawn("read", crate::jobs::no_wake(), move |job| {
            sender.send(read(&wanted, job).is_err()).unwrap();
        })
        .unwrap();
        while job.progress().stage != stage && ended.try_recv().is_err() {
            std::thread::sleep(Duration::from_micros(50));
        }
        let begun = Instant::now();
        drop(job);
        // Ten times what it takes with every core to itself.
        if ended.recv_timeout(Duration::from_secs(2)).unwrap_or(false) {
            cancelled_in.insert(stage);
        }
        assert!(begun.elapsed() < Duration::from_secs(2), "{stage}");
    }
    assert!(
        cancelled_in.contains("reading features"),
        "{cancelled_in:?}"
    );
}

fn new_state() -> AppState {
    let atlas = crate::source::atlas::atlas().unwrap();
    AppState::new(atlas, crate::model::Document::default())
}

/// Names of the user's layers from the bottom up.
fn names(state: &AppState) -> Vec<&str> {
    let document = state.document();
    let layers = document.layers.iter();
    let own = layers.filter(|layer| matches!(layer.kind, LayerKind::Features(_)));
    own.map(|layer| document.title(layer.kind)).collect()
}

/// Take in what is read until a condition holds.
fn poll_until(
    layers: &mut Layers,
    state: &mut AppState,
    done: impl Fn(&Layers, &AppState) -> bool,
) {
    let begun = std::time::Instant::now();
    while !done(layers, state) {
        assert!(begun.elapsed() < Duration::from_secs(20));
        layers.poll(state, &mut Dialogs::default());
        std::thread::sleep(Duration::from_millis(2));
    }
}

const GEOMETRIES: [(&str, &str); 5] = [
    ("towns", r#"{"type":"Point","coordinates":[60,30]}"#),
    (
        "land",
        r#"{"type":"Polygon","coordinates":[[[61,31],[62,31],[62,32],[61,31]]]}"#,
    ),
    (
        "roads",
        r#"{"type":"LineString","coordinates":[[61,31],[63,33]]}"#,
    ),
    ("posts", r#"{"type":"Point","coordinates":[70,40]}"#),
    (
        "lakes",
        r#"{"type":"Polygon","coordinates":[[[61,31],[62,31],[62,32],[61,31]]]}"#,
    ),
];
const FROM_BELOW: [&str; 5] = ["land", "lakes", "roads", "towns", "posts"];

#[test]
fn layers_added_together_lie_and_show_the_same_whichever_was_read_first() {
    let given: Vec<_> = (0..).zip(GEOMETRIES).collect();
    let mut destination = None;
    for turn in 0..GEOMETRIES.len() {
        for backwards in [false, true] {
            let mut arriving = given.clone();
            arriving.rotate_left(turn);
            if backwards {
                arriving.reverse();
            }
            let mut state = new_state();
            let batch = Rc::default();
            for (number, (name, geometry)) in arriving {
                let source = LayerSource::Text {
                    text: geometry.into(),
                };
                let wanted = Wanted {
                    source,
                    swap_axes: false,
                };
                let (loaded, _) = read(&wanted, &JobContext::unwatched()).unwrap();
                let job = JobHandle::spawn("none", crate::jobs::no_wake(), |_| unreachable!());
                let reading = Reading {
                    layer: LayerId(number + 1),
                    name: name.to_owned(),
                    wanted,
                    place: Some(Place {
                        batch: Rc::clone(&batch),
                        order: number as usize,
                    }),
                    job: job.unwrap(),
                };
                loaded_layer(&mut state, &mut Dialogs::default(), reading, loaded);
            }
            assert_eq!(names(&state), FROM_BELOW, "{turn} {backwards}");
            let there = state.session().destination().unwrap();
            for place in [[60.0, 30.0], [70.0, 40.0]] {
                let [x, y] = there.screen_from_lonlat(crate::geodesy::lon_lat(place[0], place[1]));
                let [width, height] = there.size_pt;
                assert!((0.0..width).contains(&x) && (0.0..height).contains(&y));
            }
            let center = there.center;
            assert_eq!(*destination.get_or_insert(center), center);
        }
    }
}

#[test]
fn a_file_that_fails_does_not_disturb_those_added_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (name, geometry) in GEOMETRIES {
        let path = folder.path().join(name).with_extension("geojson");
        std::fs::write(&path, geometry).unwrap();
        paths.push(path);
    }
    paths.insert(2, folder.path().join("nowhere.geojson"));
    let (mut layers, mut state) = (Layers::new(crate::jobs::no_wake()), new_state());
    layers.add_files(&mut state, &mut Dialogs::default(), paths);
    poll_until(&mut layers, &mut state, |layers, _| {
        layers.running.is_empty()
    });
    assert_eq!(names(&state), FROM_BELOW);
    state.apply(crate::state::Command::Edit(
        crate::state::Edit::RemoveLayer(LayerId(4)),
    ));
    assert_eq!(names(&state).len(), 4);
}

#[test]
fn a_file_is_marked_until_a_reload_of_it_succeeds_and_for_copies_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("posts.geojson");
    let (_, point) = GEOMETRIES[0];
    std::fs::write(&path, point).unwrap();
    let (mut layers, mut state) = (Layers::new(crate::jobs::no_wake()), new_state());
    layers.add_files(&mut state, &mut Dialogs::default(), [path.clone()]);
    poll_until(&mut layers, &mut state, |layers, _| {
        layers.running.is_empty()
    });
    let (first, copy) = (LayerId(1), LayerId(2));
    state.apply(crate::state::Command::Edit(
        crate::state::Edit::DuplicateLayer {
            of: first,
            id: copy,
            name: "copy".to_owned(),
        },
    ));
    layers.poll(&mut state, &mut Dialogs::default());
    let marked = |layers: &mut Layers, state: &mut AppState, expected: [Option<FileChange>; 2]| {
        poll_until(layers, state, |layers, _| {
            let marks = layers.activity().changed_files;
            layers.running.is_empty()
                && [first, copy].map(|layer| marks.get(&layer).copied()) == expected
        });
    };
    let reload = |layers: &mut Layers, state: &mut AppState, layer| {
        layers.run(state, &mut Dialogs::default(), Request::Reload(layer));
    };
    std::fs::write(&path, "{ damaged").unwrap();
    marked(&mut layers, &mut state, [Some(FileChange::Changed); 2]);
    reload(&mut layers, &mut state, first);
    poll_until(&mut layers, &mut state, |layers, _| {
        layers.running.is_empty()
    });
    marked(&mut layers, &mut state, [Some(FileChange::Changed); 2]);
    std::fs::remove_file(&path).unwrap();
    marked(&mut layers, &mut state, [Some(FileChange::Missing); 2]);
    std::fs::write(&path, format!("{point}\n")).unwrap();
    marked(&mut layers, &mut state, [Some(FileChange::Changed); 2]);
    reload(&mut layers, &mut state, first);
    marked(&mut layers, &mut state, [None, Some(FileChange::Changed)]);
}

/// `ogrinfo -q tests/corpus/geopackage/survey.gpkg` lists places and areas.
#[test]
fn each_table_of_a_file_becomes_a_layer_and_is_read_again_by_its_name() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let path = corpus.join("geopackage/survey.gpkg");
    let (mut layers, mut state) = (Layers::new(crate::jobs::no_wake()), new_state());
    layers.add_files(&mut state, &mut Dialogs::default(), [path.clone()]);
    poll_until(&mut layers, &mut state, |layers, _| {
        layers.running.is_empty()
    });
    assert_eq!(names(&state), ["areas", "places"]);
    for layer in state.document().features.values() {
        let LayerSource::File { layer: table, .. } = &layer.source else {
            panic!("not from the file");
        };
        assert_eq!(table.as_ref(), Some(&layer.name));
    }
    // A file given later lies above all tables of one given before.
    let posts = tempfile::tempdir().unwrap();
    let posts = posts.path().join("posts.geojson");
    std::fs::write(&posts, GEOMETRIES[3].1).unwrap();
    layers.add_files(&mut state, &mut Dialogs::default(), [path, posts]);
    poll_until(&mut layers, &mut state, |layers, _| {
        layers.running.is_empty()
    });
    assert_eq!(names(&state)[2..], ["areas 2", "places 2", "posts"]);
    // Nothing more is read.
    layers.poll(&mut state, &mut Dialogs::default());
    assert!(layers.running.is_empty());
}

#[test]
fn what_is_left_out_of_a_file_of_several_tables_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("survey.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/shapefile");
    for (name, file) in [
        ("a.shp", "areas.shp"),
        ("b.shp", "places.shp"),
        ("c.csv", ""),
    ] {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).unwrap();
        let bytes = std::fs::read(corpus.join(file)).unwrap_or_default();
        std::io::Write::write_all(&mut zip, &bytes).unwrap();
    }
    zip.finish().unwrap();
    let (mut layers, mut state) = (Layers::new(crate::jobs::no_wake()), new_state());
    let mut dialogs = Dialogs::default();
    layers.add_files(&mut state, &mut dialogs, [path]);
    let begun = std::time::Instant::now();
    while !layers.running.is_empty() && begun.elapsed() < Duration::from_secs(20) {
        layers.poll(&mut state, &mut dialogs);
        std::thread::sleep(Duration::from_millis(2));
    }
    assert_eq!(names(&state), ["a", "b"]);
    let said = format!("{dialogs:?}");
    let expected = "survey: “c.csv” in the archive beside what was read; left out; unpack the \
                    archive to open it.";
    assert_eq!(said.matches(expected).count(), 1, "{said}");
}

#[test]
fn layers_of_one_name_are_told_apart() {
    let (mut layers, mut state) = (Layers::new(crate::jobs::no_wake()), new_state());
    for _ in 0..3 {
        let text = GEOMETRIES[0].1.to_owned();
        layers.add_text(&mut state, &mut Dialogs::default(), text);
        poll_until(&mut layers, &mut state, |layers, _| {
            layers.running.is_empty()
        });
    }
    assert_eq!(names(&state), ["Pasted", "Pasted 2", "Pasted 3"]);
}
