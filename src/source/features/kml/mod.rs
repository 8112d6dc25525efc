//! KML (OGC 12-007r2) and KMZ: placemarks with every geometry, their extended data and times. The
//! column `folder` is the path of folders; styles are not read. Written is one folder of placemarks.
mod geometry;
#[cfg(test)]
mod tests;
mod write;

pub(super) use self::write::write;

use super::error::FormatError;
use super::repairs::{Repairs, feature};
use super::shape::Shape;
use super::text_cells::TextCells;
use super::xml::{Element, Node, XmlReader, decode};
use super::{Features, LayerFilter};
use crate::jobs::JobContext;
use crate::model::table::TableBuilder;
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace};

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

/// The document in a KMZ: `doc.kml`, or the first `.kml`.
pub(super) fn in_zip(names: &[String]) -> Option<&String> {
    let is_kml = |name: &&String| name.to_ascii_lowercase().ends_with(".kml");
    let root = names.iter().find(|name| name.as_str() == "doc.kml");
    root.or_else(|| names.iter().find(is_kml))
}

/// Paths of the folders that hold placemarks.
pub(super) fn layers(bytes: &[u8], job: &JobContext) -> Result<Vec<String>, FormatError> {
    let mut names: Vec<String> = Vec::new();
    let mut report = LoadReport::default();
    let features = read(bytes, LayerFilter::all(), job, &mut report)?;
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
    "KML".clone_into(&mut report.format);
    job.stage("reading KML", bytes.len() as u64);
    let text = decode(bytes)?;
    let mut reader = Reader {
        xml: XmlReader::new(&text, "KML", job),
        builder: TableBuilder::new(),
        cells: TextCells::default(),
        lines: Vec::new(),
        folders: Vec::new(),
        report,
    };
    reader.containers(filter)?;
    let rows = reader.lines.len();
    reader.cells.fill(rows, &mut reader.builder);
    Ok(Features {
        table: reader.builder.finish(),
        lines: reader.lines,
    })
}

/// An open document or folder.
struct Folder {
    /// How many elements are open within it.
    depth: usize,
    /// Nothing for a document, whose name is that of the file.
    name: Option<String>,
}

struct Reader<'a> {
    xml: XmlReader<'a>,
    builder: TableBuilder,
    cells: TextCells,
    lines: Vec<u32>,
    folders: Vec<Folder>,
    report: &'a mut LoadReport,
}

impl Reader<'_> {
    fn row(&self) -> usize {
        self.lines.len()
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
        self.report.add(Problem {
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
                    self.folders.retain(|folder| folder.depth <= depth);
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
                "Placemark" if filter.wants(&self.folder_path()) => self.placemark(&element)?,
                "NetworkLink" | "GroundOverlay" | "ScreenOverlay" | "PhotoOverlay" | "Tour" => {
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
            self.cells.set_id(row, id);
        }
        if self.folders.iter().any(|folder| folder.name.is_some()) {
            let path = self.folder_path();
            self.cells.set(row, "folder", &path);
        }
        let depth = self.xml.depth();
        let mut shape = None;
        let mut problem = None;
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
                self.cells.set(row, &name, &text);
            } else if geometry::is_geometry(&name) {
                match geometry::read(&mut self.xml, &name)? {
                    Ok(found) => shape = Some(found),
                    Err(found) => problem = Some(found),
                }
            } else {
                match name.as_str() {
                    // Their children come next.
                    "TimeStamp" | "TimeSpan" | "ExtendedData" | "SchemaData" => {}
                    "when" | "begin" | "end" => {
                        let text = self.xml.text()?;
                        self.cells.set(row, &name, &text);
                    }
                    "Data" | "SimpleData" => {
                        let key = element.attribute("name").unwrap_or_default();
                        let text = self.data(name == "Data")?;
                        self.cells.set(row, &key, &text);
                    }
                    _ => self.xml.skip()?,
                }
            }
        }
        self.end_placemark(shape, problem, line);
        Ok(())
    }

    /// The value of extended data: that of its child `value`, or its own text.
    fn data(&mut self, wrapped: bool) -> Result<String, FormatError> {
        if !wrapped {
            return self.xml.text();
        }
        let depth = self.xml.depth();
        let mut value = String::new();
        loop {
            match self.xml.next()? {
                Node::Start(element) if element.name() == "value" => value = self.xml.text()?,
                Node::Start(_) => self.xml.skip()?,
                Node::End if self.xml.depth() < depth => return Ok(value),
                Node::End => {}
                Node::Eof => return Ok(value),
            }
        }
    }

    fn end_placemark(&mut self, shape: Option<Shape>, problem: Option<String>, line: u64) {
        let place = self.place(line);
        let (kind, found) = match (&shape, problem) {
            (_, Some(problem)) => (ProblemKind::BadGeometry, problem),
            (None, None) => (ProblemKind::NoGeometry, "no geometry".to_owned()),
            (Some(shape), None) => {
                let ring_closed = shape.push(self.builder.geometries());
                let repairs = Repairs {
                    ring_closed,
                    ..Repairs::default()
                };
                repairs.note(place, self.report);
                self.lines.push(line as u32);
                return;
            }
        };
        self.builder.geometries().push_none();
        self.problem(kind, place, found, "kept without a position");
        self.lines.push(line as u32);
    }
}
