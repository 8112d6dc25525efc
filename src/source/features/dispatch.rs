//! From bytes to the reader of their format: unpacks, recognises, and ends every report alike.
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use super::archive::{readable_in, refuse_documents, shapefiles_in, unread_in};
use super::error::FormatError;
use super::recognise::{Format, HEAD_BYTES, format_of};
use super::unpack::{Unpacked, Zip, read_all};
use super::{csv, flatgeobuf, geojson, geopackage, gpx, kml, shapefile, summary, topojson};
use crate::jobs::JobContext;
use crate::model::table::TableBuilder;
use crate::model::{FeatureTable, LoadReport, Problem, ProblemKind, ProblemPlace};
use crate::source::positions::{ReadPositionsError, shown};

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
    /// Read everything, or the layer asked for, which must be there.
    pub(super) fn read(
        &self,
        mut input: Box<dyn Read + Send>,
        size: u64,
    ) -> Result<(FeatureTable, LoadReport), FormatError> {
        if let Some(layer) = self.layer {
            let there = if let Some(path) = self.path {
                self.layers(Box::new(open(path)?.0), size)?
            } else {
                // A stream comes only once.
                let bytes: Arc<[u8]> = read_all(input, size, self.job)?.into();
                input = Box::new(Cursor::new(Arc::clone(&bytes)));
                self.layers(Box::new(Cursor::new(bytes)), size)?
            };
            if there.iter().all(|name| name != layer) {
                return Err(FormatError::no_layer(layer, &there));
            }
        }
        let (format, input, packing) = self.unpacked(input)?;
        let (path, unpacked_size) = self.beside(size, packing);
        let source = Source {
            name: self.name.clone(),
            path,
            ..*self
        };
        let (table, mut report) = source.read_format(format, input, unpacked_size)?;
        report.format.push_str(packing);
        report.file_bytes = size;
        Ok((table, report))
    }

    /// The format of what is in a gzip or zstd, or of the input itself, and how it is packed.
    fn unpacked(
        &self,
        input: Box<dyn Read + Send>,
    ) -> Result<(Format, Box<dyn Read + Send>, &'static str), FormatError> {
        let (format, input) = recognise(input, &self.name)?;
        let bare = |packing: &str| {
            let name = self.name.to_ascii_lowercase();
            name.strip_suffix(packing).unwrap_or(&name).to_owned()
        };
        let (unpacked, name, packing): (Box<dyn Read + Send>, _, _) = match format {
            Format::Gzip => {
                let unpacked = flate2::read::MultiGzDecoder::new(input);
                let unpacked = Box::new(Unpacked::new(unpacked, "gzip"));
                (unpacked, bare(".gz"), ", gzip")
            }
            Format::Zstd => {
                let unpacked = zstd::stream::read::Decoder::new(input)?;
                let unpacked = Box::new(Unpacked::new(unpacked, "zstd"));
                (unpacked, bare(".zst"), ", zstd")
            }
            format => return Ok((format, input, "")),
        };
        let (format, input) = recognise(unpacked, &name)?;
        Ok((format, input, packing))
    }

    /// The names of all layers, also of one alone; none in formats without layers.
    pub(super) fn layers(
        &self,
        input: Box<dyn Read + Send>,
        size: u64,
    ) -> Result<Vec<String>, FormatError> {
        let (format, input, packing) = self.unpacked(input)?;
        let (path, size) = self.beside(size, packing);
        match format {
            Format::Sqlite => {
                let path = path.ok_or_else(only_from_file)?;
                geopackage::layers(path, LayerFilter(self.layer), &mut LoadReport::default())
            }
            Format::Zip => self.layers_in_zip(self.zip(path, input, size)?),
            Format::Kml | Format::Gpx | Format::TopoJson => {
                self.layers_in(format, &read_all(input, size, self.job)?)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The names of the layers that are tables of their own; what is left out goes into the report.
    pub(super) fn tables(
        &self,
        input: Box<dyn Read + Send>,
        size: u64,
        report: &mut LoadReport,
    ) -> Result<Vec<String>, FormatError> {
        let (format, input) = recognise(input, &self.name)?;
        match format {
            Format::Sqlite => {
                let path = self.path.ok_or_else(only_from_file)?;
                geopackage::layers(path, LayerFilter::all(), report)
            }
            Format::Zip => {
                let names = self.zip(self.path, input, size)?.names();
                let (layers, read): (Vec<&str>, Vec<_>) = shapefiles_in(&names).into_iter().unzip();
                note_unread(&names, &read, report);
                Ok(layers.into_iter().map(str::to_owned).collect())
            }
            _ => Ok(Vec::new()),
        }
    }

    /// An archive, which is read into memory only where it is no file.
    fn zip(
        &self,
        path: Option<&Path>,
        input: Box<dyn Read + Send>,
        size: u64,
    ) -> Result<Zip, FormatError> {
        match path {
            Some(path) => Zip::open(BufReader::new(open(path)?.0)),
            None => Zip::open(Cursor::new(read_all(input, size, self.job)?)),
        }
    }

    /// The file and its size, which say nothing of what is packed in it.
    fn beside(&self, size: u64, packing: &str) -> (Option<&Path>, u64) {
        if packing.is_empty() {
            (self.path, size)
        } else {
            (None, 0)
        }
    }

    fn layers_in(&self, format: Format, bytes: &[u8]) -> Result<Vec<String>, FormatError> {
        match format {
            Format::Kml => kml::layers(&[("", bytes)], self.job),
            Format::Gpx => gpx::layers(bytes, self.job),
            Format::TopoJson => topojson::layers(bytes),
            _ => Ok(Vec::new()),
        }
    }

    fn layers_in_zip(&self, mut zip: Zip) -> Result<Vec<String>, FormatError> {
        let names = zip.names();
        let shapefiles = shapefiles_in(&names);
        if !shapefiles.is_empty() {
            let layers = shapefiles.into_iter();
            return Ok(layers.map(|(layer, _)| layer.to_owned()).collect());
        }
        let documents = kml::in_zip(&names);
        if !documents.is_empty() {
            let contents = self.contents(&mut zip, &documents)?;
            return kml::layers(&borrowed(&contents), self.job);
        }
        let [only] = readable_in(&names)[..] else {
            return Ok(Vec::new());
        };
        let bytes = zip.file(only, self.job)?;
        let format = format_of(&bytes[..bytes.len().min(HEAD_BYTES)], only)?;
        self.layers_in(format, &bytes)
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
            let path = self.path.ok_or_else(only_from_file)?;
            let table = geopackage::read(path, filter, job, &mut report)?.finish();
            summary::conclude(&table, &mut report);
            return Ok((table, report));
        }
        if format == Format::Zip {
            return self.read_zip(self.zip(self.path, input, size)?);
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
            Format::FlatGeobuf => flatgeobuf::read(&bytes, job, &mut report)?,
            Format::TopoJson => topojson::read(&bytes, filter, job, &mut report)?.into(),
            Format::GeoJson | Format::Sqlite | Format::Zip | Format::Gzip | Format::Zstd => {
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
    fn read_zip(&self, mut zip: Zip) -> Result<(FeatureTable, LoadReport), FormatError> {
        let names = zip.names();
        refuse_documents(&names)?;
        let shapefiles = shapefiles_in(&names);
        let mut report = LoadReport::default();
        let documents = kml::in_zip(&names);
        if shapefiles.is_empty() && !documents.is_empty() {
            return self.read_kmz(&mut zip, &names);
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
        for (layer, shp) in &shapefiles {
            if LayerFilter(self.layer).wants(layer) {
                let parts = shapefile::Parts::in_zip(&mut zip, shp, self.job)?;
                let label = (shapefiles.len() > 1 && self.layer.is_none()).then_some(*layer);
                builder.append(shapefile::read(&parts, label, self.job, &mut report)?);
            }
        }
        if self.layer.is_none() {
            let read: Vec<&String> = shapefiles.iter().map(|(_, shp)| *shp).collect();
            note_unread(&names, &read, &mut report);
        }
        report.format.push_str(", zip");
        let table = builder.finish();
        summary::conclude(&table, &mut report);
        Ok((table, report))
    }

    fn read_kmz(
        &self,
        zip: &mut Zip,
        names: &[String],
    ) -> Result<(FeatureTable, LoadReport), FormatError> {
        let documents = kml::in_zip(names);
        let contents = self.contents(zip, &documents)?;
        let mut report = LoadReport::default();
        let filter = LayerFilter(self.layer);
        let contents = borrowed(&contents);
        let table = kml::read_all(&contents, filter, self.job, &mut report)?.table;
        if self.layer.is_none() {
            note_unread(names, &documents, &mut report);
        }
        report.format.push_str(", zip");
        summary::conclude(&table, &mut report);
        Ok((table, report))
    }

    fn contents<'n>(
        &self,
        zip: &mut Zip,
        names: &[&'n String],
    ) -> Result<Vec<(&'n str, Vec<u8>)>, FormatError> {
        let content = |name: &&'n String| Ok((name.as_str(), zip.file(name, self.job)?));
        names.iter().map(content).collect()
    }
}

fn borrowed<'a>(contents: &'a [(&'a str, Vec<u8>)]) -> Vec<(&'a str, &'a [u8])> {
    let contents = contents.iter();
    contents.map(|(name, bytes)| (*name, &**bytes)).collect()
}

/// Say which files of features in an archive were not read.
fn note_unread(names: &[String], read: &[&String], report: &mut LoadReport) {
    for name in unread_in(names, read) {
        report.add(Problem {
            kind: ProblemKind::Skipped,
            place: ProblemPlace::default(),
            found: format!("“{}” in the archive beside what was read", shown(&name)),
            done: "left out; unpack the archive to open it",
        });
    }
}

fn only_from_file() -> FormatError {
    FormatError::Foreign {
        kind: "a database (SQLite, GeoPackage), which is read only from a file".to_owned(),
        remedy: "; save or unpack it first",
    }
}

/// The file and its size.
pub(super) fn open(path: &Path) -> Result<(File, u64), FormatError> {
    let file = File::open(path).map_err(ReadPositionsError::from)?;
    let metadata = file.metadata().map_err(ReadPositionsError::from)?;
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
