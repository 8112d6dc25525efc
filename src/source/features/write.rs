//! Writes a table of features in a format of the user's choice.
use std::io::{self, Write};
use std::path::Path;

use super::{csv, flatgeobuf, geojson, kml};
use crate::model::FeatureTable;
use crate::source::{AtomicFile, WriteFileError};

/// A format that features are written in.
///
/// What survives: GeoJSON keeps everything. CSV keeps properties and geometry with elevations; a
/// property that is missing, null or an empty text is an empty cell, types are those that all
/// cells of a column allow, and foreign members are left out. FlatGeobuf keeps properties with their
/// types and geometries with elevation and measure; identifiers become a column `id`, null is
/// missing, geometries without positions are left out, and digits beyond those of an `f64` are lost.
/// KML keeps geometries with elevation, identifiers, and properties as text, whose types follow from
/// all values when they are read; rows without a value have no such data, and control characters are
/// left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteFormat {
    /// A collection (RFC 7946).
    GeoJson,
    /// A feature a line.
    GeoJsonLines,
    /// Cells separated by commas (RFC 4180).
    Csv,
    /// Cells separated by tabs.
    Tsv,
    /// FlatGeobuf without an index.
    FlatGeobuf,
    /// Placemarks (OGC KML 2.2).
    Kml,
}

/// A packing of the written file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

/// Why a table is not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteFeaturesError {
    /// A name that does not tell the format.
    #[error(
        "“{name}” does not say in which format to write; end it in .geojson, .geojsonl, .csv, .tsv, \
         .fgb or .kml, or name the format"
    )]
    UnknownFormat {
        /// The name, or the format as typed.
        name: String,
    },
    /// The file cannot be written.
    #[error(transparent)]
    File(#[from] WriteFileError),
}

impl WriteFormat {
    /// The format of a name such as `geojson` or `csv`, without a dot.
    ///
    /// # Errors
    ///
    /// [`WriteFeaturesError::UnknownFormat`].
    pub fn named(name: &str) -> Result<Self, WriteFeaturesError> {
        match name.to_ascii_lowercase().as_str() {
            "geojson" | "json" => Ok(Self::GeoJson),
            "geojsonl" | "geojsons" | "ndjson" | "jsonl" | "geojsonseq" => Ok(Self::GeoJsonLines),
            "csv" => Ok(Self::Csv),
            "tsv" | "tab" => Ok(Self::Tsv),
            "fgb" | "flatgeobuf" => Ok(Self::FlatGeobuf),
            "kml" => Ok(Self::Kml),
            _ => Err(WriteFeaturesError::UnknownFormat {
                name: name.to_owned(),
            }),
        }
    }

    /// The format that the suffix of a path tells; that of a packing does not count.
    ///
    /// # Errors
    ///
    /// [`WriteFeaturesError::UnknownFormat`].
    pub fn of(path: &Path) -> Result<Self, WriteFeaturesError> {
        Self::and_packing(path).map(|(format, _)| format)
    }

    fn and_packing(path: &Path) -> Result<(Self, Packing), WriteFeaturesError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let lower = name.to_ascii_lowercase();
        let (bare, packing) = if let Some(bare) = lower.strip_suffix(".gz") {
            (bare, Packing::Gzip)
        } else if let Some(bare) = lower.strip_suffix(".zst") {
            (bare, Packing::Zstd)
        } else {
            (lower.as_str(), Packing::None)
        };
        let unknown = || WriteFeaturesError::UnknownFormat {
            name: name.to_string(),
        };
        let (_, suffix) = bare.rsplit_once('.').ok_or_else(unknown)?;
        let format = Self::named(suffix).or(Err(unknown()))?;
        Ok((format, packing))
    }
}

/// Write a table into a file, which appears whole or not at all. The format is that of the path's
/// suffix unless one is given; `.gz` and `.zst` pack it.
///
/// # Errors
///
/// [`WriteFeaturesError`]; the old file is then unchanged.
pub fn write_features(
    table: &FeatureTable,
    path: &Path,
    format: Option<WriteFormat>,
) -> Result<(), WriteFeaturesError> {
    let (format, packing) = match (WriteFormat::and_packing(path), format) {
        (Ok((_, packing)), Some(format)) => (format, packing),
        (Err(_), Some(format)) => (format, Packing::None),
        (found, None) => found?,
    };
    AtomicFile::create(path)
        .and_then(|mut file| {
            match packing {
                Packing::None => write_to(table, format, &mut file)?,
                Packing::Gzip => {
                    let mut packed =
                        flate2::write::GzEncoder::new(&mut file, flate2::Compression::default());
                    write_to(table, format, &mut packed)?;
                    packed.finish()?;
                }
                Packing::Zstd => {
                    let mut packed = zstd::stream::write::Encoder::new(&mut file, 0)?;
                    write_to(table, format, &mut packed)?;
                    packed.finish()?;
                }
            }
            file.commit()
        })
        .map_err(|reason| {
            let path = path.to_owned();
            WriteFileError { path, reason }.into()
        })
}

/// Write a table into a stream.
///
/// # Errors
///
/// When the stream takes no more.
pub fn write_to(
    table: &FeatureTable,
    format: WriteFormat,
    mut out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        WriteFormat::GeoJson => geojson::write(table, &mut out),
        WriteFormat::GeoJsonLines => geojson::write_lines(table, &mut out),
        WriteFormat::Csv => csv::write(table, b',', out),
        WriteFormat::Tsv => csv::write(table, b'\t', out),
        WriteFormat::FlatGeobuf => flatgeobuf::write(table, &mut out),
        WriteFormat::Kml => kml::write(table, &mut out),
    }
}
