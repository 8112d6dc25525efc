//! A file that appears whole or not at all: what is written goes to a temporary file in the same
//! folder, which replaces the old file only when everything is on disk.
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file being written. Until [`AtomicFile::commit`] the old file stays as it is, also when the
/// process is killed; dropped without it, the new content is removed.
///
/// A destination that is no regular file, such as `/dev/stdout` or a named pipe, is written
/// directly, because it must not be replaced.
#[derive(Debug)]
pub struct AtomicFile {
    writer: BufWriter<File>,
    /// `None` where the destination is written directly.
    replacement: Option<Replacement>,
}

#[derive(Debug)]
struct Replacement {
    temporary: PathBuf,
    destination: PathBuf,
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // After the renaming there is nothing left to remove, and before it nothing to be done
        // about a folder that does not let go of a file.
        fs::remove_file(&self.temporary).ok();
    }
}

impl AtomicFile {
    /// Begin to write what shall become the file at `path`. A symbolic link keeps pointing to the
    /// file that is replaced, or made where the link led to none.
    ///
    /// # Errors
    ///
    /// When `path` is a folder, or its folder takes no new file.
    pub fn create(path: &Path) -> io::Result<Self> {
        let old = match fs::metadata(path) {
            Ok(old) if old.is_dir() => return Err(ErrorKind::IsADirectory.into()),
            Ok(old) if !old.is_file() => {
                return Ok(Self {
                    writer: BufWriter::new(OpenOptions::new().write(true).open(path)?),
                    replacement: None,
                });
            }
            Ok(old) => Some(old),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let destination = match &old {
            Some(_) => fs::canonicalize(path)?,
            None => end_of_links(path)?,
        };
        let (file, temporary) = create_beside(&destination)?;
        let replacement = Replacement {
            temporary,
            destination,
        };
        if let Some(old) = old {
            file.set_permissions(old.permissions())?;
        }
        Ok(Self {
            writer: BufWriter::new(file),
            replacement: Some(replacement),
        })
    }

    /// Bring everything to disk and let it take the old file's place.
    ///
    /// # Errors
    ///
    /// When the disk is full or the old file cannot be replaced; it is then still there. When the
    /// disk fails after that, so that the new file may not outlast a loss of power; it says so.
    pub fn commit(mut self) -> io::Result<()> {
        self.writer.flush()?;
        let Some(replacement) = self.replacement else {
            return Ok(());
        };
        self.writer.get_ref().sync_all()?;
        // Windows renames no open file.
        drop(self.writer);
        fs::rename(&replacement.temporary, &replacement.destination)?;
        sync_folder(&replacement.destination).map_err(|error| {
            let said =
                format!("the new file is there, but may not outlast a loss of power: {error}");
            io::Error::new(error.kind(), said)
        })
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Makes the new name last through a loss of power, where the file system lets a folder be synced
/// and the user may read it.
#[cfg(unix)]
fn sync_folder(destination: &Path) -> io::Result<()> {
    let folder = match destination.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if cannot_sync(error.kind()) => Ok(()),
        result => result,
    }
}

#[cfg(unix)]
fn cannot_sync(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::PermissionDenied | ErrorKind::InvalidInput | ErrorKind::Unsupported
    )
}

/// Other systems open no folders.
#[cfg(not(unix))]
fn sync_folder(_destination: &Path) -> io::Result<()> {
    Ok(())
}

/// Where symbolic links to no file lead.
fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    // As many as Linux follows.
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            // No link.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// A new file in the folder of `destination`, under a name that nothing else has.
fn create_beside(destination: &Path) -> io::Result<(File, PathBuf)> {
    if destination.file_name().is_none() {
        let problem = "the path names no file";
        return Err(io::Error::new(ErrorKind::InvalidInput, problem));
    }
    for attempt in 0_u32.. {
        // Without the file's own name, which may be as long as names can be.
        let hidden = format!(".oxus-{}-{attempt}.part", std::process::id());
        let temporary = destination.with_file_name(hidden);
        match OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&temporary)
        {
            Ok(file) => return Ok((file, temporary)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_file_stays_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        fs::write(&path, "old").unwrap();

        let mut given_up = AtomicFile::create(&path).unwrap();
        given_up.write_all(b"half").unwrap();
        given_up.flush().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        drop(given_up);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");

        let mut finished = AtomicFile::create(&path).unwrap();
        finished.write_all(b"new").unwrap();
        finished.commit().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let error = AtomicFile::create(folder.path()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IsADirectory);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_kept() {
        let mut null = AtomicFile::create(Path::new("/dev/null")).unwrap();
        null.write_all(b"gone").unwrap();
        null.commit().unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn a_name_may_be_as_long_as_names_can_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("n".repeat(255));
        AtomicFile::create(&path).unwrap().commit().unwrap();
        assert!(path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_to_no_file_yet_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("file", &link).unwrap();
        let mut new = AtomicFile::create(&link).unwrap();
        new.write_all(b"new").unwrap();
        new.commit().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(folder.path().join("file")).unwrap(), b"new");
        std::os::unix::fs::symlink("loop", folder.path().join("loop")).unwrap();
        assert!(AtomicFile::create(&folder.path().join("loop")).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_keeps_the_old_file_and_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let mount = |arguments: &[&str]| {
            let mut command = std::process::Command::new(arguments[0]);
            let command = command.args(&arguments[1..]).arg(folder.path());
            command.output().is_ok_and(|output| output.status.success())
        };
        if !mount(&["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs"]) {
            // Only root may mount.
            return;
        }
        let path = folder.path().join("map.svg");
        fs::write(&path, "old").unwrap();
        let mut new = AtomicFile::create(&path).unwrap();
        let written = new.write_all(&vec![b'x'; 1 << 20]);
        let error = written.and_then(|()| new.commit()).unwrap_err();
        let old = fs::read_to_string(&path);
        let files = fs::read_dir(folder.path()).unwrap().count();
        assert!(mount(&["umount"]));
        assert_eq!(error.kind(), ErrorKind::StorageFull);
        assert_eq!(old.unwrap(), "old");
        assert_eq!(files, 1, "the temporary file is removed");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_keeps_pointing_to_the_replaced_file() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let mut new = AtomicFile::create(&link).unwrap();
        new.write_all(b"new").unwrap();
        new.commit().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }
}
