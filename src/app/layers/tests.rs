//! Layers as the document asks for them, without a window.
use super::*;
use crate::model::ProblemKind;

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
