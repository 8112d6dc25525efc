//! Files of features in every format: recognised by their content, unpacked, read into a table with
//! a report of what was found, and written. Each format has a module; this one only dispatches.
mod crs;
mod csv;
mod error;
pub mod geojson;
mod recognise;
mod repairs;
mod report_text;
mod summary;
mod unpack;
mod wkt;
mod write;

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

pub use self::crs::{Crs, CrsError};
pub use self::error::FormatError;
pub use self::report_text::{features_text, push_problems, report_text};
pub use self::summary::summarise;
pub use self::write::{WriteFeaturesError, WriteFormat, write_features, write_to};

use self::recognise::{Format, HEAD_BYTES, format_of};
use self::unpack::{Unpacked, read_all};
use crate::jobs::{Cancelled, JobContext};
use crate::model::{FeatureTable, LoadReport};
use crate::source::positions::ReadPositionsError;

/// Why a file gives no features.
#[derive(Debug, thiserror::Error)]
pub enum ReadFeaturesError {
    /// It cannot be read.
    #[error("{problem} ({})", path.display())]
    Refused {
        /// Where and why, with the remedy.
        problem: String,
        /// The file, or what else the features come from.
        path: PathBuf,
    },
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Read all features of a file. Where it holds several layers, they are read together, and a column
/// `layer` says which each feature belongs to.
///
/// # Errors
///
/// [`ReadFeaturesError`] names the file, the place and the remedy.
pub fn read_features(
    path: &Path,
    job: &JobContext,
) -> Result<(FeatureTable, LoadReport), ReadFeaturesError> {
    read_layer(path, None, job)
}

/// Read the features of one layer of a file that holds several, as [`layers_of`] names them.
///
/// # Errors
///
/// [`ReadFeaturesError`] names the file, the place and the remedy.
pub fn read_layer(
    path: &Path,
    layer: Option<&str>,
    job: &JobContext,
) -> Result<(FeatureTable, LoadReport), ReadFeaturesError> {
    let source = Source {
        name: path.to_string_lossy().into_owned(),
        path: Some(path),
        layer,
        job,
    };
    let read = open(path).and_then(|(file, size)| source.read(Box::new(file), size));
    read.map_err(|error| refused(error, path))
}

/// Read all features of a stream, e.g. standard input or pasted text. The name serves for messages
/// and where formats cannot be told apart by their content.
///
/// # Errors
///
/// [`ReadFeaturesError`] names the place and the remedy.
pub fn read_from(
    input: impl Read + Send + 'static,
    name_hint: &str,
    job: &JobContext,
) -> Result<(FeatureTable, LoadReport), ReadFeaturesError> {
    let source = Source {
        name: name_hint.to_owned(),
        path: None,
        layer: None,
        job,
    };
    let read = source.read(Box::new(input), 0);
    read.map_err(|error| refused(error, Path::new(name_hint)))
}

fn refused(error: FormatError, path: &Path) -> ReadFeaturesError {
    match error {
        FormatError::Cancelled(cancelled) => cancelled.into(),
        error => ReadFeaturesError::Refused {
            problem: format!("{:#}", anyhow::Error::new(error)),
            path: path.to_owned(),
        },
    }
}

fn open(path: &Path) -> Result<(File, u64), FormatError> {
    let cannot = |source| ReadPositionsError::Read { source };
    let file = File::open(path).map_err(cannot)?;
    let metadata = file.metadata().map_err(cannot)?;
    if metadata.is_dir() {
        return Err(FormatError::Foreign {
            kind: "a folder".to_owned(),
            remedy: "; open a file in it",
        });
    }
    Ok((file, metadata.len()))
}

/// What a reader of a format gives.
struct Features {
    table: FeatureTable,
    /// The line each row begins in, for formats that have lines.
    lines: Vec<u32>,
}

/// Where features come from and who wants them.
struct Source<'a> {
    name: String,
    path: Option<&'a Path>,
    layer: Option<&'a str>,
    job: &'a JobContext,
}

impl Source<'_> {
    fn read(
        &self,
        input: Box<dyn Read + Send>,
        size: u64,
    ) -> Result<(FeatureTable, LoadReport), FormatError> {
        let (format, input) = self.recognise(input, &self.name)?;
        let bare = |packing: &str| {
            let name = self.name.to_ascii_lowercase();
            name.strip_suffix(packing).unwrap_or(&name).to_owned()
        };
        let (mut table_and_report, packing) = match format {
            Format::Gzip => {
                let unpacked = flate2::read::MultiGzDecoder::new(input);
                let input = Box::new(Unpacked::new(unpacked, "gzip"));
                let (format, input) = self.recognise(input, &bare(".gz"))?;
                (self.read_format(format, input, 0)?, ", gzip")
            }
            Format::Zstd => {
                let unpacked = zstd::stream::read::Decoder::new(input)?;
                let input = Box::new(Unpacked::new(unpacked, "zstd"));
                let (format, input) = self.recognise(input, &bare(".zst"))?;
                (self.read_format(format, input, 0)?, ", zstd")
            }
            format => (self.read_format(format, input, size)?, ""),
        };
        let report = &mut table_and_report.1;
        report.format.push_str(packing);
        report.file_bytes = size;
        Ok(table_and_report)
    }

    /// The format of what begins here, with the input as it was.
    fn recognise(
        &self,
        mut input: Box<dyn Read + Send>,
        name: &str,
    ) -> Result<(Format, Box<dyn Read + Send>), FormatError> {
        let mut head = Vec::new();
        (&mut input)
            .take(HEAD_BYTES as u64)
            .read_to_end(&mut head)?;
        let format = format_of(&head, name)?;
        Ok((format, Box::new(Cursor::new(head).chain(input))))
    }

    fn read_format(
        &self,
        format: Format,
        mut input: Box<dyn Read + Send>,
        size: u64,
    ) -> Result<(FeatureTable, LoadReport), FormatError> {
        let job = self.job;
        let mut report = LoadReport::default();
        if format == Format::GeoJson {
            let limits = geojson::Limits::of_this_machine();
            let total = Some(size).filter(|&size| size > 0);
            return Ok(geojson::read(&mut *input, total, job, &limits)?);
        }
        let bytes = read_all(input, size, job)?;
        let features = match format {
            Format::Csv => csv::read(&bytes, job, &mut report)?,
            _ => {
                return Err(FormatError::Foreign {
                    kind: "not read yet".to_owned(),
                    remedy: "",
                });
            }
        };
        summarise(&features.table, &mut report);
        for problem in &mut report.problems {
            if let (Some(row), None) = (problem.place.feature, problem.place.line) {
                problem.place.line = features
                    .lines
                    .get(row as usize)
                    .map(|line| u64::from(*line));
            }
        }
        Ok((features.table, report))
    }
}
