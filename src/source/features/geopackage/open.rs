//! Opens a GeoPackage so that nothing is written into it, and nothing beside it but into the index
//! of its log (`-shm`) where one is there: of a program that has it open, or left by a crash.
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::damaged;
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace};
use crate::source::features::error::FormatError;

/// The access to files that locks nothing (<https://www.sqlite.org/vfs.html>, section 2.1).
const WITHOUT_LOCKS: &str = if cfg!(windows) {
    "vfs=win32-none"
} else {
    "vfs=unix-none"
};

/// A file that is never changed: no other file is looked at (<https://www.sqlite.org/uri.html>).
const IMMUTABLE: &str = "immutable=1";

/// Open a database. One with a write-ahead log would get files beside it by reading
/// (<https://www.sqlite.org/wal.html>, section 5) unless nobody else has it open.
pub(super) fn open(path: &Path, report: &mut LoadReport) -> Result<Connection, FormatError> {
    let head = check_size(path)?;
    let beside = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        fs::metadata(PathBuf::from(name)).ok()
    };
    let log = beside("-wal");
    let shared = beside("-shm").is_some();
    let logged = log.as_ref().is_some_and(|log| log.len() > 0);
    // Byte 18 is 2 where changes go into a log (file format of SQLite, section 1.3.3).
    let options = match head[18] {
        2 if logged && !shared => WITHOUT_LOCKS,
        2 if log.is_none() || !shared => IMMUTABLE,
        _ => "",
    };
    match connect(path, options) {
        Err(_) if head[18] == 2 && options != IMMUTABLE => {
            let database = connect(path, IMMUTABLE)?;
            if logged {
                report.add(Problem {
                    kind: ProblemKind::Skipped,
                    place: ProblemPlace::default(),
                    found: "changes in the -wal file beside it that cannot be read".to_owned(),
                    done: "left out; open and close the file in the program that wrote it",
                });
            }
            Ok(database)
        }
        opened => opened,
    }
}

fn connect(path: &Path, options: &str) -> Result<Connection, FormatError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let name = uri(path, options)?;
    let open = || -> rusqlite::Result<Connection> {
        let database = Connection::open_with_flags(name, flags)?;
        if options == WITHOUT_LOCKS {
            // Then the index of the log is in memory and not in a file beside it.
            database.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
        }
        database.execute_batch(
            "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON;",
        )?;
        // Files are opened only when something is asked for.
        database.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(database)
    };
    open().map_err(|error| damaged(&error))
}

/// The header of the file, which must be as long as it says: `SQLite` itself misses a part only
/// when it looks for it.
fn check_size(path: &Path) -> Result<[u8; 100], FormatError> {
    let mut head = [0; 100];
    let mut file = File::open(path)?;
    let cut = |problem: String| FormatError::damaged("GeoPackage", problem);
    file.read_exact(&mut head)
        .map_err(|error| cut(format!("the file ends within its header ({error})")))?;
    let number =
        |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let page = match u64::from(u16::from_be_bytes([head[16], head[17]])) {
        1 => 65_536,
        bytes => bytes,
    };
    // The count holds only where the versions agree (file format of SQLite, section 1.3.7).
    let said = u64::from(number(28)) * page;
    let there = file.metadata()?.len();
    if number(24) == number(92) && there < said {
        return Err(cut(format!(
            "the file has {there} bytes and says it has {said}"
        )));
    }
    Ok(head)
}

/// The name of a file as a URI.
fn uri(path: &Path, options: &str) -> std::io::Result<String> {
    let path = std::path::absolute(path)?;
    // The letter of a drive stands behind the root.
    let mut uri = if cfg!(windows) { "file:///" } else { "file://" }.to_owned();
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => {
                uri.push(char::from(byte));
            }
            // Writing to a string does not fail.
            other => _ = write!(uri, "%{other:02X}"),
        }
    }
    Ok(format!("{uri}?{options}"))
}
