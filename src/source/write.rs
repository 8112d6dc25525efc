//! Writes a whole file at once, with an error that tells what to do about it.
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::AtomicFile;

/// A file was not written; what stood there before is unchanged, unless the reason says that the new
/// file is there.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {}", path.display(), in_words(path, reason))]
pub struct WriteFileError {
    /// As given.
    pub path: PathBuf,
    /// Why.
    pub reason: io::Error,
}

/// Why, and what to do about it.
fn in_words(path: &Path, reason: &io::Error) -> String {
    if reason.get_ref().is_some() {
        // It has words of its own.
        return reason.to_string();
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.display().to_string(),
        _ => ".".to_owned(),
    };
    match reason.kind() {
        ErrorKind::IsADirectory => "this is a folder; add the name of a file".to_owned(),
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            format!("there is no folder {folder}; make it first, or choose another")
        }
        ErrorKind::PermissionDenied => {
            format!("permission denied in the folder {folder}; choose one you may write to")
        }
        ErrorKind::ReadOnlyFilesystem => {
            format!("the disk of the folder {folder} is read-only; choose another")
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "the disk is full; free some space, or choose another disk".to_owned()
        }
        _ => format!("{reason}; try another folder"),
    }
}

/// Make or replace a file by [`AtomicFile`].
///
/// # Errors
///
/// [`WriteFileError`] names the path and a remedy; the old file is then unchanged.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteFileError> {
    AtomicFile::create(path)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.commit()
        })
        .map_err(|reason| WriteFileError {
            path: path.to_owned(),
            reason,
        })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn refusals_name_the_path_and_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let error = write_file(folder.path(), b"").unwrap_err().to_string();
        assert!(error.contains("add the name of a file"), "{error}");
        let path = folder.path().join("missing").join("map.png");
        let error = write_file(&path, b"").unwrap_err().to_string();
        assert!(error.contains("map.png: there is no folder "), "{error}");
        let path = PathBuf::from("maps/map.png");
        let reason = ErrorKind::PermissionDenied.into();
        assert_eq!(
            WriteFileError { path, reason }.to_string(),
            "cannot write maps/map.png: permission denied in the folder maps; choose one you may \
             write to"
        );
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, b"kept").unwrap();
        assert!(write_file(&file.join("map.png"), b"").is_err());
        assert_eq!(fs::read(&file).unwrap(), b"kept");
    }
}
