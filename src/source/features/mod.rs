//! Files of features in every format: recognised by their content, unpacked, read into a table with
//! a report of what was found, and written. Each format has a module.
mod archive;
mod crs;
mod csv;
mod dispatch;
mod error;
mod flatgeobuf;
pub mod geojson;
mod geopackage;
mod gpx;
mod infer;
mod json_cell;
mod kml;
mod layer_source;
mod range;
mod recognise;
mod repairs;
mod report_text;
mod shape;
mod shapefile;
mod summary;
mod survey;
#[cfg(test)]
mod tests;
mod text_cells;
mod topojson;
mod unpack;
mod wkb;
mod wkt;
mod write;
mod xml;

use std::io::Read;
use std::path::{Path, PathBuf};

pub use self::crs::{Crs, CrsError};
pub use self::csv::rows_as_tsv;
pub use self::error::FormatError;
pub use self::layer_source::read_source;
pub use self::report_text::{features_text, push_problems, report_text};
pub use self::summary::summarise;
pub use self::write::{WriteFeaturesError, WriteFormat, write_features, write_to};

use self::dispatch::{Features, LayerFilter, Source, open};
use crate::jobs::{Cancelled, JobContext};
use crate::model::{FeatureTable, LoadReport};

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
    read_layer_from(input, name_hint, None, job)
}

fn read_layer_from(
    input: impl Read + Send + 'static,
    name_hint: &str,
    layer: Option<&str>,
    job: &JobContext,
) -> Result<(FeatureTable, LoadReport), ReadFeaturesError> {
    let source = Source {
        name: name_hint.to_owned(),
        path: None,
        layer,
        job,
    };
    let read = source.read(Box::new(input), 0);
    read.map_err(|error| refused(error, Path::new(name_hint)))
}

/// The names of the layers in a file; none where its format has no layers or it holds one only.
///
/// # Errors
///
/// [`ReadFeaturesError`] names the file, the place and the remedy.
pub fn layers_of(path: &Path, job: &JobContext) -> Result<Vec<String>, ReadFeaturesError> {
    let source = Source {
        name: path.to_string_lossy().into_owned(),
        path: Some(path),
        layer: None,
        job,
    };
    let layers = open(path).and_then(|(file, size)| source.layers(Box::new(file), size));
    match layers {
        Ok(layers) if layers.len() > 1 => Ok(layers),
        Ok(_) => Ok(Vec::new()),
        Err(error) => Err(refused(error, path)),
    }
}

/// The layers in a file of which each has columns of its own.
#[derive(Debug, Default)]
pub struct Tables {
    /// As [`layers_of`] names them.
    pub names: Vec<String>,
    /// What else the file holds and is not read, with the remedy.
    pub unread: Vec<String>,
}

/// Tables of a GeoPackage, shapefiles in a zip; nothing where a file holds one only, whose report
/// says what is left out. Folders of KML and objects of TopoJSON are parts of one table.
///
/// # Errors
///
/// [`ReadFeaturesError`] names the file, the place and the remedy.
pub fn tables_of(path: &Path, job: &JobContext) -> Result<Tables, ReadFeaturesError> {
    let source = Source {
        name: path.to_string_lossy().into_owned(),
        path: Some(path),
        layer: None,
        job,
    };
    let mut report = LoadReport::default();
    let names = open(path)
        .and_then(|(file, size)| source.tables(Box::new(file), size, &mut report))
        .map_err(|error| refused(error, path))?;
    if names.len() < 2 {
        return Ok(Tables::default());
    }
    let unread = report.problems.iter().map(ToString::to_string).collect();
    Ok(Tables { names, unread })
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
