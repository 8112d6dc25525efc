//! Layers as the document asks for them, without a window.
use super::*;

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
