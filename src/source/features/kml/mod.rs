//! KML (OGC 12-007r2) and KMZ: placemarks with every geometry, their extended data and times. The
//! column `folder` is the path of folders; styles and views are not read. Written is one document of
//! placemarks.
mod extended;
mod geometry;
#[cfg(test)]
mod tests;
mod write;

pub(super) use self::write::write;

use self::geometry::GeometryReader;
use super::archive::is_own;
use super::error::FormatError;
use super::repairs::{Repairs, feature};
use super::shape::Shape;
use super::text_cells::TextCells;
use super::xml::{Element, Node, XmlReader, decode};
use super::{Features, LayerFilter};
use crate::jobs::JobContext;
use crate::model::table::TableBuilder;
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace};
use crate::source::positions::shown;

/// Elements of a placemark with text that becomes a value.
const VALUES: [&str; 7] = [
    "name",
    "description",
    "address",
    "phoneNumber",
    "Snippet",
    "snippet",
    "visibility",
];

/// Elements of a placemark that say how it is drawn and seen.
const DRAWING: [&str; 8] = [
    "open",
    "styleUrl",
    "Style",
    "StyleMap",
    "LookAt",
    "Camera",
    "Region",
    "balloonVisibility",
];

/// The documents in a KMZ, `doc.kml` first.
pub(super) fn in_zip(names: &[String]) -> Vec<&String> {
    let is_kml = |name: &&String| is_own(name) && name.to_ascii_lowercase().ends_with(".kml");
    let mut documents: Vec<&String> = names.iter().filter(is_kml).collect();
    documents.sort_by_key(|name| name.as_str() != "doc.kml");
    documents
}

/// Paths of the folders that hold placemarks.
pub(super) fn layers(
    documents: &[(&str, &[u8])],
    job: &JobContext,
) -> Result<Vec<String>, FormatError> {
    let mut names: Vec<String> = Vec::new();
    let mut report = LoadReport::default();
    let features = read_all(documents, LayerFilter::all(), job, &mut report)?;
    if let Some(folders) = features.table.column("folder") {
        for row in 0..folders.len() {
            let name = folders.value(row).to_text().into_owned();
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    Ok(names)
}

/// Read a whole document.
pub(super) fn read(
    bytes: &[u8],
    filter: LayerFilter<'_>,
    job: &JobContext,
    report: &mut LoadReport,
) -> Result<Features, FormatError> {
    read_all(&[("", bytes)], filter, job, report)
}

/// Read the documents of a KMZ, which link to each other by their names.
pub(super) fn read_all(
    documents: &[(&str, &[u8])],
    filter: LayerFilter<'_>,
    job: &JobContext,
    report: &mut LoadReport,
) -> Result<Features, FormatError> {
    "KML".clone_into(&mut report.format);
    let bytes = documents.iter().map(|(_, bytes)| bytes.len() as u64).sum();
    job.stage("reading KML", bytes);
    let mut placemarks = Placemarks {
        builder: TableBuilder::new(),
        cells: TextCells::default(),
        lines: Vec::new(),
        names: documents.iter().map(|(name, _)| *name).collect(),
        report,
    };
    for (_, bytes) in documents {
        let text = decode(bytes, placemarks.report)?;
        let mut reader = Reader {
            xml: XmlReader::new(&text, "KML", job),
            folders: Vec::new(),
            into: &mut placemarks,
        };
        reader.containers(filter)?;
        reader.xml.note_unknown(reader.into.report);
    }
    let rows = placemarks.lines.len();
    placemarks
        .cells
        .fill(rows, &mut placemarks.builder, placemarks.report);
    Ok(Features {
        table: placemarks.builder.finish(),
        lines: placemarks.lines,
    })
}

/// What was read of all documents.
struct Placemarks<'a> {
    builder: TableBuilder,
    cells: TextCells,
    lines: Vec<u32>,
    /// Names of the documents.
    names: Vec<&'a str>,
    report: &'a mut LoadReport,
}

/// An open document or folder.
struct Folder {
    /// How many elements are open within it.
    depth: usize,
    /// Nothing for a document, whose name is that of the file.
    name: Option<String>,
}

struct Reader<'a, 'b> {
    xml: XmlReader<'a>,
    folders: Vec<Folder>,
    into: &'a mut Placemarks<'b>,
}

impl Reader<'_, '_> {
    fn row(&self) -> usize {
        self.into.lines.len()
    }

    fn place(&self, line: u64) -> ProblemPlace {
        ProblemPlace {
            line: Some(line),
            ..feature(self.row())
        }
    }

    fn problem(
        &mut self,
        kind: ProblemKind,
        place: ProblemPlace,
        found: String,
        done: &'static str,
    ) {
        self.into.report.add(Problem {
            kind,
            place,
            found,
            done,
        });
    }

    /// Documents and folders to any depth, without recursion.
    fn containers(&mut self, filter: LayerFilter<'_>) -> Result<(), FormatError> {
        loop {
            let element = match self.xml.next()? {
                Node::Start(element) => element,
                Node::End => {
                    let depth = self.xml.depth();
                    while self.folders.last().is_some_and(|last| last.depth > depth) {
                        self.folders.pop();
                    }
                    continue;
                }
                Node::Eof => return Ok(()),
            };
            let name = element.name();
            let depth = self.xml.depth();
            match name.as_str() {
                "kml" => {}
                "Document" | "Folder" => self.folders.push(Folder {
                    depth,
                    name: (name == "Folder").then(String::new),
                }),
                "name" => {
                    let text = self.xml.text()?;
                    if let Some(Folder {
                        name: Some(name), ..
                    }) = self.folders.last_mut()
                    {
                        *name = text;
                    }
                }
                "Schema" => self.schema()?,
                "Placemark" if filter.wants(&self.folder_path()) => self.placemark(&element)?,
                "NetworkLink" => self.network_link()?,
                "GroundOverlay" | "ScreenOverlay" | "PhotoOverlay" | "Tour" => {
                    let place = ProblemPlace {
                        line: Some(self.xml.line()),
                        ..ProblemPlace::default()
                    };
                    let found = format!("a {name}, which is no feature with a geometry");
                    self.problem(ProblemKind::Skipped, place, found, "left out");
                    self.xml.skip()?;
                }
                _ => self.xml.skip()?,
            }
        }
    }

    /// Another document, which is read if it lies in the same archive.
    fn network_link(&mut self) -> Result<(), FormatError> {
        let place = ProblemPlace {
            line: Some(self.xml.line()),
            ..ProblemPlace::default()
        };
        let depth = self.xml.depth();
        let mut target = String::new();
        loop {
            match self.xml.next()? {
                Node::Start(element) if element.name() == "href" => target = self.xml.text()?,
                Node::End if self.xml.depth() < depth => break,
                Node::Eof => break,
                Node::Start(_) | Node::End => {}
            }
        }
        if !self.into.names.contains(&target.trim_start_matches("./")) {
            let found = format!("a link to “{}”", shown(&target));
            self.problem(ProblemKind::Skipped, place, found, "not followed");
        }
        Ok(())
    }

    fn folder_path(&self) -> String {
        let names = self
            .folders
            .iter()
            .filter_map(|folder| folder.name.as_deref());
        names.collect::<Vec<_>>().join("/")
    }

    fn placemark(&mut self, element: &Element<'_>) -> Result<(), FormatError> {
        let line = self.xml.line();
        let row = self.row();
        if let Some(id) = element.attribute("id") {
            self.into.cells.set_id(row, id);
        }
        if self.folders.iter().any(|folder| folder.name.is_some()) {
            let path = self.folder_path();
            self.set("folder", &path)?;
        }
        let depth = self.xml.depth();
        let mut geometry = None;
        loop {
            let element = match self.xml.next()? {
                Node::Start(element) => element,
                Node::End if self.xml.depth() < depth => break,
                Node::End => continue,
                Node::Eof => break,
            };
            let name = element.name();
            if VALUES.contains(&name.as_str()) {
                let text = self.xml.text()?;
                self.set(&name, &text)?;
            } else if geometry::is_geometry(&name) {
                if geometry.is_none() {
                    geometry = Some(self.geometry(&name)?);
                } else {
                    self.leave_out(&format!("a second geometry, a {name}"))?;
                }
            } else {
                match name.as_str() {
                    // Their children come next.
                    "TimeStamp" | "TimeSpan" => {}
                    "when" | "begin" | "end" => {
                        let text = self.xml.text()?;
                        self.set(&name, &text)?;
                    }
                    "ExtendedData" => self.extended_data()?,
                    name if DRAWING.contains(&name) => self.xml.skip()?,
                    name => self.leave_out(&format!("<{}> in a placemark", shown(name)))?,
                }
            }
        }
        self.end_placemark(geometry, line);
        Ok(())
    }

    /// Give the placemark a value.
    fn set(&mut self, name: &str, text: &str) -> Result<(), FormatError> {
        if !self.into.cells.set(self.row(), name, text)? {
            let line = self.xml.line();
            let found = format!("a second value of “{}”", shown(name));
            let done = "put behind the first";
            self.problem(ProblemKind::Nonstandard, self.place(line), found, done);
        }
        Ok(())
    }

    /// Pass over the element that began last, and say so.
    fn leave_out(&mut self, found: &str) -> Result<(), FormatError> {
        let line = self.xml.line();
        let place = self.place(line);
        self.problem(ProblemKind::Skipped, place, found.to_owned(), "left out");
        self.xml.skip()
    }

    fn geometry(&mut self, name: &str) -> Result<Result<Shape, String>, FormatError> {
        let line = self.xml.line();
        let place = self.place(line);
        let mut reader = GeometryReader::new(&mut self.xml);
        let read = reader.read(name)?;
        let GeometryReader {
            times, left_out, ..
        } = reader;
        if let Some((begin, end)) = times {
            self.set("begin", &begin)?;
            self.set("end", &end)?;
        }
        for element in left_out {
            let found = format!("<{}> in a {name}", shown(&element));
            self.problem(ProblemKind::Skipped, place, found, "left out");
        }
        Ok(read)
    }

    fn end_placemark(&mut self, geometry: Option<Result<Shape, String>>, line: u64) {
        let place = self.place(line);
        let (kind, found) = match geometry {
            Some(Err(problem)) => (ProblemKind::BadGeometry, problem),
            None => (ProblemKind::NoGeometry, "no geometry".to_owned()),
            Some(Ok(shape)) => {
                let ring_closed = shape.push(self.into.builder.geometries());
                let repairs = Repairs {
                    ring_closed,
                    ..Repairs::default()
                };
                repairs.note(place, self.into.report);
                self.into.lines.push(line as u32);
                return;
            }
        };
        self.into.builder.geometries().push_none();
        self.problem(kind, place, found, "kept without a position");
        self.into.lines.push(line as u32);
    }
}
