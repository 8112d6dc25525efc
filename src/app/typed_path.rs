//! Paths as people type them, and what is said of one before anything is tried with it.
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The path that was typed; `~` is the user's own folder, as in a shell.
pub(super) fn typed_path(text: &str) -> PathBuf {
    with_home(text.trim(), std::env::home_dir())
}

fn with_home(text: &str, home: Option<PathBuf>) -> PathBuf {
    let path = Path::new(text);
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) if rest.as_os_str().is_empty() => home,
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

/// Why there is no file to open at a path.
pub(super) fn unopenable(path: &Path) -> Option<&'static str> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Some("This is a folder; add the name of a file in it."),
        Ok(_) => None,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            Some("Permission denied; choose a file that you may read.")
        }
        Err(_) => Some("There is no such file; check the name."),
    }
}

/// Why a file cannot be written at a path, as far as that is seen from here.
pub(super) fn unwritable(path: &Path) -> Option<&'static str> {
    let folder = "This is a folder; add the name of a file.";
    path.is_dir().then_some(folder)
}

/// A path for a new file of this name and suffix in a folder where no file is yet.
pub(super) fn free_path(folder: &Path, name: &str, suffix: &str) -> PathBuf {
    let path = |name: &str| folder.join(format!("{name}.{suffix}"));
    let mut free = path(name);
    let mut number = 1;
    // Where a folder cannot be asked nothing exists.
    while free.exists() {
        free = match number {
            1 => path(&format!("{name}-export")),
            _ => path(&format!("{name}-export-{number}")),
        };
        number += 1;
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_own_folder_is_typed_as_in_a_shell() {
        let home = || Some(PathBuf::from("/home/ann"));
        let typed = |text: &str| with_home(text, home());
        assert_eq!(typed("~"), Path::new("/home/ann"));
        assert_eq!(typed("~/"), Path::new("/home/ann"));
        assert_eq!(
            typed("~/maps/a b.geojson"),
            Path::new("/home/ann/maps/a b.geojson")
        );
        assert_eq!(typed("~bob/a.csv"), Path::new("~bob/a.csv"));
        assert_eq!(typed("a/~/b.csv"), Path::new("a/~/b.csv"));
        assert_eq!(with_home("~/a.csv", None), Path::new("~/a.csv"));
        assert_eq!(typed_path(" maps/a.csv \n"), Path::new("maps/a.csv"));
    }

    #[test]
    fn an_export_is_never_proposed_over_a_file_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for expected in [
            "posts.geojson",
            "posts-export.geojson",
            "posts-export-2.geojson",
        ] {
            let path = free_path(folder, "posts", "geojson");
            assert_eq!(path, folder.join(expected));
            fs::write(path, "").unwrap();
        }
    }

    #[test]
    fn what_is_no_file_is_said_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        assert!(unopenable(&file).unwrap().contains("no such file"));
        assert!(unopenable(folder.path()).unwrap().contains("a folder"));
        assert!(unwritable(folder.path()).unwrap().contains("a folder"));
        assert_eq!(unwritable(&file), None);
        fs::write(&file, "").unwrap();
        assert_eq!(unopenable(&file), None);
    }
}
