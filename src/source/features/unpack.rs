//! Packed input: streams of gzip and zstd, and the files of a zip archive. What is damaged says so
//! with the place; what would not fit into memory is refused.
use std::io::{self, Read, Seek};

use super::error::FormatError;
use super::geojson::available_memory;
use crate::jobs::JobContext;

/// Formats that are read as a whole are read up to this size.
const MAX_BYTES: u64 = 4 << 30;

/// The table of what was read is in memory beside it, and about as large.
const TIMES_IN_MEMORY: u64 = 3;

/// Up to what size a file can be read as a whole on this machine as it is now, bytes.
fn limit_bytes() -> u64 {
    MAX_BYTES.min(available_memory() as u64 / TIMES_IN_MEMORY)
}

fn too_large(limit: u64) -> FormatError {
    FormatError::TooLarge {
        limit,
        remedy: "split the file, or convert it to GeoJSON",
    }
}

/// A stream whose errors tell how far it could be unpacked.
pub(super) struct Unpacked<R> {
    inner: R,
    packing: &'static str,
    bytes: u64,
}

impl<R: Read> Unpacked<R> {
    pub(super) fn new(inner: R, packing: &'static str) -> Self {
        Self {
            inner,
            packing,
            bytes: 0,
        }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer) {
            Ok(read) => {
                self.bytes += read as u64;
                Ok(read)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => Err(io::Error::new(
                error.kind(),
                format!(
                    "the {} data is cut short or damaged after {} unpacked bytes; \
                     fetch the file again",
                    self.packing, self.bytes
                ),
            )),
        }
    }
}

/// Read everything, a piece at a time so that the owner can give up.
pub(super) fn read_all(
    mut input: impl Read,
    size: u64,
    job: &JobContext,
) -> Result<Vec<u8>, FormatError> {
    job.stage("reading the file", size);
    let limit = limit_bytes();
    if size > limit {
        return Err(too_large(limit));
    }
    let mut bytes = Vec::with_capacity(size.min(1 << 30) as usize);
    loop {
        let read = (&mut input).take(4 << 20).read_to_end(&mut bytes)?;
        if read == 0 {
            return Ok(bytes);
        }
        job.advance(read as u64)?;
        if bytes.len() as u64 > limit {
            return Err(too_large(limit));
        }
    }
}

/// A file, or the bytes of a stream.
trait Archive: Read + Seek {}

impl<T: Read + Seek> Archive for T {}

/// The files of a zip archive.
pub(super) struct Zip(zip::ZipArchive<Box<dyn Archive>>);

impl Zip {
    pub(super) fn open(archive: impl Read + Seek + 'static) -> Result<Self, FormatError> {
        zip::ZipArchive::new(Box::new(archive) as Box<dyn Archive>)
            .map(Self)
            .map_err(damaged)
    }

    /// Names of the files in it, in the order of the archive.
    pub(super) fn names(&self) -> Vec<String> {
        self.0
            .file_names()
            .filter_map(|name| name.map(|name| name.to_string()).ok())
            .collect()
    }

    /// The content of a file.
    pub(super) fn file(&mut self, name: &str, job: &JobContext) -> Result<Vec<u8>, FormatError> {
        let file = self.0.by_name(name).map_err(damaged)?;
        let size = file.size();
        read_all(Unpacked::new(file, "zip"), size, job)
    }
}

fn damaged(error: zip::result::ZipError) -> FormatError {
    let problem = match error {
        zip::result::ZipError::Io(error) => error.to_string(),
        zip::result::ZipError::UnsupportedArchive(what) => {
            return FormatError::Damaged {
                format: "zip",
                problem: what.to_string(),
                remedy: "unpack it and open what is in it",
            };
        }
        other => other.to_string(),
    };
    FormatError::damaged("zip", problem)
}
