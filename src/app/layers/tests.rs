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
