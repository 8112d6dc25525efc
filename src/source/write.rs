//! Writes a whole file at once, with an error that tells what to do about it.
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::AtomicFile;

/// A file was not written; what stood there before is unchanged, unless the reason says that the new
/// file is there.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {} ({})", path.display(), remedy(source))]
pub struct WriteFileError {
    /// As given.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::IsADirectory => "add the name of a file to that of the folder",
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            "make the folder first, or choose another"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "choose a folder you may write to"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free some space, or choose another disk"
        }
        _ => "try another folder",
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
        .map_err(|source| WriteFileError {
            path: path.to_owned(),
            source,
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
        assert!(error.contains("map.png (make the folder first"), "{error}");
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
