//! From bytes to the reader of their format: unpacks, recognises, and ends every report alike.
use std::fs::File;
use std::io::{self, Cursor, ErrorKind, Read};
use std::path::Path;

use super::archive::{layer_name, readable_in, refuse_documents, shapefiles_in};
use super::error::FormatError;
use super::recognise::{Format, HEAD_BYTES, format_of};
use super::unpack::{Unpacked, Zip, read_all};
use super::{csv, flatgeobuf, geojson, geopackage, gpx, kml, shapefile, summary, topojson};
use crate::jobs::JobContext;
use crate::model::table::TableBuilder;
use crate::model::{FeatureTable, LoadReport};
use crate::source::positions::ReadPositionsError;

/// What a reader of a format gives.
pub(super) struct Features {
    pub(super) table: FeatureTable,
    /// The line each row begins in, for formats that have lines.
    pub(super) lines: Vec<u32>,
}

impl From<TableBuilder> for Features {
    fn from(builder: TableBuilder) -> Self {
        Self {
            table: builder.finish(),
            lines: Vec::new(),
        }
    }
}

/// Which layers are wanted.
#[derive(Clone, Copy)]
pub(super) struct LayerFilter<'a>(pub(super) Option<&'a str>);

impl LayerFilter<'_> {
    pub(super) const fn all() -> Self {
        Self(None)
    }

    pub(super) fn wants(self, layer: &str) -> bool {
        self.0.is_none_or(|wanted| wanted == layer)
    }
}

/// Where features come from and who wants them.
pub(super) struct Source<'a> {
    pub(super) name: String,
    pub(super) path: Option<&'a Path>,
    pub(super) layer: Option<&'a str>,
    pub(super) job: &'a JobContext,
}

impl Source<'_> {
    /// Read everything.
    pub(super) fn read(
        &self,
        input: Box<dyn Read + Send>,
        size: u64,
    ) -> Result<(FeatureTable, LoadReport), FormatError> {
        let (format, input) = recognise(input, &self.name)?;
        let bare = |packing: &str| {
            let name = self.name.to_ascii_lowercase();
            name.strip_suffix(packing).unwrap_or(&name).to_owned()
        };
        let (mut table_and_report, packing) = match format {
            Format::Gzip => {
                let unpacked = flate2::read::MultiGzDecoder::new(input);
                let input = Box::new(Unpacked::new(unpacked, "gzip"));
                let (format, input) = recognise(input, &bare(".gz"))?;
                (self.read_format(format, input, 0)?, ", gzip")
            }
            Format::Zstd => {
                let unpacked = zstd::stream::read::Decoder::new(input)?;
                let input = Box::new(Unpacked::new(unpacked, "zstd"));
                let (format, input) = recognise(input, &bare(".zst"))?;
                (self.read_format(format, input, 0)?, ", zstd")
            }
            format => (self.read_format(format, input, size)?, ""),
        };
        let report = &mut table_and_report.1;
        report.format.push_str(packing);
        report.file_bytes = size;
        Ok(table_and_report)
    }

    /// That the layer asked for is there.
    pub(super) fn check_layer(&self) -> Result<(), FormatError> {
        let Some(layer) = self.layer else {
            return Ok(());
        };
        let there = self.layers()?;
        if there.iter().any(|name| name == layer) {
            Ok(())
        } else {
            Err(FormatError::no_layer(layer, &there))
        }
    }

    /// The names of all layers, also of one alone; none in formats without layers.
    pub(super) fn layers(&self) -> Result<Vec<String>, FormatError> {
        let Some(path) = self.path else {
            return Ok(Vec::new());
        };
        let (file, size) = open(path)?;
        let (format, input) = recognise(Box::new(file), &self.name)?;
        let bytes = || read_all(input, size, self.job);
        Ok(match format {
            Format::Kml => kml::layers(&bytes()?, self.job)?,
            Format::Gpx => gpx::layers(&bytes()?, self.job)?,
            Format::TopoJson => topojson::layers(&bytes()?)?,
            Format::Sqlite => geopackage::layers(path)?,
            Format::Zip => {
                let names = Zip::open(bytes()?)?.names();
                shapefiles_in(&names)
                    .into_iter()
                    .map(|name| layer_name(name))
                    .collect()
            }
            _ => Vec::new(),
        })
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
        let filter = LayerFilter(self.layer);
        if format == Format::Sqlite {
            let Some(path) = self.path else {
                return Err(FormatError::Foreign {
                    kind: "a database (SQLite, GeoPackage), which is read only from a file"
                        .to_owned(),
                    remedy: "; save or unpack it first",
                });
            };
            let table = geopackage::read(path, filter, job, &mut report)?.finish();
            summary::conclude(&table, &mut report);
            return Ok((table, report));
        }
        let bytes = read_all(input, size, job)?;
        let features = match format {
            Format::Csv => csv::read(&bytes, job, &mut report)?,
            Format::Kml => kml::read(&bytes, filter, job, &mut report)?,
            Format::Gpx => gpx::read(&bytes, filter, job, &mut report)?,
            Format::Shapefile => {
                let parts = shapefile::Parts::beside(bytes, self.path);
                shapefile::read(&parts, None, job, &mut report)?.into()
            }
            Format::Zip => return self.read_zip(bytes),
            Format::FlatGeobuf => flatgeobuf::read(&bytes, job, &mut report)?,
            Format::TopoJson => topojson::read(&bytes, filter, job, &mut report)?.into(),
            Format::GeoJson | Format::Sqlite | Format::Gzip | Format::Zstd => {
                return Err(FormatError::Foreign {
                    kind: "packed twice".to_owned(),
                    remedy: "; unpack it first",
                });
            }
        };
        summary::conclude(&features.table, &mut report);
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

    /// KMZ, zipped shapefiles, or one file of another format.
    fn read_zip(&self, bytes: Vec<u8>) -> Result<(FeatureTable, LoadReport), FormatError> {
        let mut zip = Zip::open(bytes)?;
        let names = zip.names();
        refuse_documents(&names)?;
        let shapefiles: Vec<&String> = shapefiles_in(&names);
        let mut report = LoadReport::default();
        let documents = kml::in_zip(&names);
        if shapefiles.is_empty() && !documents.is_empty() {
            return self.read_kmz(&mut zip, &documents);
        }
        if shapefiles.is_empty() {
            let [only] = readable_in(&names)[..] else {
                return Err(FormatError::Foreign {
                    kind: "a zip archive without a file of features, or with several".to_owned(),
                    remedy: "; unpack it and open one of its files",
                });
            };
            let bytes = zip.file(only, self.job)?;
            let inner = Source {
                name: only.clone(),
                path: None,
                ..*self
            };
            let (format, input) = recognise(Box::new(Cursor::new(bytes)), only)?;
            if matches!(format, Format::Zip | Format::Gzip | Format::Zstd) {
                return Err(FormatError::Foreign {
                    kind: "an archive in a zip archive".to_owned(),
                    remedy: "; unpack it first",
                });
            }
            let mut read = inner.read_format(format, input, 0)?;
            read.1.format.push_str(", zip");
            return Ok(read);
        }
        let mut builder = TableBuilder::new();
        for shp in &shapefiles {
            let layer = layer_name(shp);
            if LayerFilter(self.layer).wants(&layer) {
                let parts = shapefile::Parts::in_zip(&mut zip, shp, self.job)?;
                let label = (shapefiles.len() > 1 && self.layer.is_none()).then_some(&*layer);
                builder.append(shapefile::read(&parts, label, self.job, &mut report)?);
            }
        }
        report.format.push_str(", zip");
        let table = builder.finish();
        summary::conclude(&table, &mut report);
        Ok((table, report))
    }

    fn read_kmz(
        &self,
        zip: &mut Zip,
        documents: &[&String],
    ) -> Result<(FeatureTable, LoadReport), FormatError> {
        let mut contents: Vec<(&str, Vec<u8>)> = Vec::new();
        for name in documents {
            contents.push((name, zip.file(name, self.job)?));
        }
        let contents: Vec<(&str, &[u8])> = contents
            .iter()
            .map(|(name, bytes)| (*name, bytes.as_slice()))
            .collect();
        let mut report = LoadReport::default();
        let filter = LayerFilter(self.layer);
        let table = kml::read_all(&contents, filter, self.job, &mut report)?.table;
        report.format.push_str(", zip");
        summary::conclude(&table, &mut report);
        Ok((table, report))
    }
}

/// The file and its size.
pub(super) fn open(path: &Path) -> Result<(File, u64), FormatError> {
    let cannot = |source: io::Error| match source.kind() {
        ErrorKind::NotFound => ReadPositionsError::NoFile,
        ErrorKind::PermissionDenied => ReadPositionsError::Forbidden,
        _ => ReadPositionsError::Read { source },
    };
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

/// The format of what begins here, with the input as it was.
fn recognise(
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
