//! Files of features: recognised by their content, read into a table with a report of what was
//! found, and written.
mod report_text;

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::positions::{
    CoordinateColumns, CsvReader, Feature, FeatureFile, PositionFormat, ReadPositionsError,
    recognise,
};
use crate::jobs::{Cancelled, JobContext};
use crate::model::table::{Cell, TableBuilder};
use crate::model::{FeatureTable, LoadReport};

pub use report_text::report_text;

/// Why a file gives no features.
#[derive(Debug, thiserror::Error)]
pub enum ReadFeaturesError {
    /// It cannot be read.
    #[error("{problem} ({})", path.display())]
    Refused {
        /// Where and why, with the remedy.
        problem: String,
        /// The file.
        path: PathBuf,
    },
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Read all features of a file.
///
/// # Errors
///
/// [`ReadFeaturesError`] names the file, the place and the remedy.
pub fn read_features(
    path: &Path,
    job: &JobContext,
) -> Result<(FeatureTable, LoadReport), ReadFeaturesError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .map_err(|source| refused(path, ReadPositionsError::Read { source }))?;
    read_bytes(&bytes, path, job)
}

/// Read all features of GeoJSON text.
///
/// # Errors
///
/// [`ReadFeaturesError`] names the place and the remedy.
pub fn read_text(
    text: &str,
    job: &JobContext,
) -> Result<(FeatureTable, LoadReport), ReadFeaturesError> {
    read_bytes(text.as_bytes(), Path::new("pasted text"), job)
}

fn refused(path: &Path, error: ReadPositionsError) -> ReadFeaturesError {
    ReadFeaturesError::Refused {
        problem: format!("{:#}", anyhow::Error::new(error)),
        path: path.to_owned(),
    }
}

fn read_bytes(
    bytes: &[u8],
    path: &Path,
    job: &JobContext,
) -> Result<(FeatureTable, LoadReport), ReadFeaturesError> {
    let fail = |error| refused(path, error);
    job.stage("reading features", 0);
    let mut builder = TableBuilder::new();
    match recognise(bytes).map_err(fail)? {
        PositionFormat::Csv => {
            let (header, mut reader) =
                CsvReader::open(bytes, &CoordinateColumns::default()).map_err(fail)?;
            while let Some(chunk) = reader.next_chunk().map_err(fail)? {
                header
                    .for_each_row(&chunk, |row| {
                        for (name, cell) in header.columns.iter().zip(row.cells.iter()) {
                            let column = builder.column(name);
                            builder.set(column, Cell::Text(&String::from_utf8_lossy(cell)));
                        }
                        if let Ok(position) = row.position {
                            let at = [position.lon_deg(), position.lat_deg()];
                            builder.geometries().push_point(at);
                        }
                        builder.end_feature();
                    })
                    .map_err(fail)?;
                job.advance(1)?;
            }
        }
        PositionFormat::GeoJson => {
            for text in &FeatureFile::parse(bytes).map_err(fail)?.features {
                job.advance(1)?;
                let Ok(feature) = Feature::parse(text) else {
                    continue;
                };
                for (name, value) in feature.properties().0 {
                    let column = builder.column(&name);
                    builder.set(column, Cell::Json(value.get()));
                }
                if let Ok(position) = feature.position() {
                    let at = [position.lon_deg(), position.lat_deg()];
                    builder.geometries().push_point(at);
                }
                builder.end_feature();
            }
        }
    }
    let table = builder.finish();
    let mut report = LoadReport::default();
    for row in 0..table.len() {
        *report
            .geometries
            .entry(table.geometry(row).kind())
            .or_default() += 1;
    }
    Ok((table, report))
}
