//! GPX (1.0 and 1.1): waypoints are points, routes lines, tracks lines with one path a segment. The
//! column `kind` tells them apart; `begin` and `end` are the times of a track's or route's first and
//! last point, the other values of its points are not read. Values in extensions are columns.
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::jobs::JobContext;
use crate::model::table::TableBuilder;
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace};
use crate::source::features::error::FormatError;
use crate::source::features::repairs::feature;
use crate::source::features::shape::{Coordinates, Shape};
use crate::source::features::text_cells::TextCells;
use crate::source::features::xml::{Element, Node, XmlReader, decode};
use crate::source::features::{Features, LayerFilter};
use crate::source::positions::shown;

/// Names of layers and the elements in them.
const KINDS: [(&str, &str, &str); 3] = [
    ("waypoints", "wpt", "waypoint"),
    ("routes", "rte", "route"),
    ("tracks", "trk", "track"),
];

/// The kinds that a document holds.
pub(super) fn layers(bytes: &[u8], job: &JobContext) -> Result<Vec<String>, FormatError> {
    let text = decode(bytes, &mut LoadReport::default())?;
    let mut xml = XmlReader::new(&text, "GPX", job);
    let mut found = [false; 3];
    loop {
        match xml.next()? {
            Node::Start(element) => {
                let name = element.name();
                for ((_, tag, _), found) in KINDS.iter().zip(&mut found) {
                    *found |= name == *tag;
                }
            }
            Node::End => {}
            Node::Eof => break,
        }
    }
    let names = KINDS.iter().zip(found).filter(|(_, found)| *found);
    Ok(names.map(|((name, ..), _)| (*name).to_owned()).collect())
}

/// Read a whole document.
pub(super) fn read(
    bytes: &[u8],
    filter: LayerFilter<'_>,
    job: &JobContext,
    report: &mut LoadReport,
) -> Result<Features, FormatError> {
    "GPX".clone_into(&mut report.format);
    job.stage("reading GPX", bytes.len() as u64);
    let text = decode(bytes, report)?;
    let mut reader = Reader {
        xml: XmlReader::new(&text, "GPX", job),
        builder: TableBuilder::new(),
        cells: TextCells::default(),
        lines: Vec::new(),
        left_out: BTreeSet::new(),
        report,
    };
    loop {
        match reader.xml.next()? {
            Node::Start(element) => {
                let name = element.name();
                let kind = KINDS.iter().find(|(_, tag, _)| *tag == name);
                match kind {
                    Some((layer, _, kind)) if filter.wants(layer) => reader.read(&element, kind)?,
                    None if name == "gpx" => {}
                    _ => reader.xml.skip()?,
                }
            }
            Node::End => {}
            Node::Eof => break,
        }
    }
    reader.xml.note_unknown(reader.report);
    reader.note_left_out();
    let rows = reader.lines.len();
    reader.cells.fill(rows, &mut reader.builder, reader.report);
    Ok(Features {
        table: reader.builder.finish(),
        lines: reader.lines,
    })
}

struct Reader<'a> {
    xml: XmlReader<'a>,
    builder: TableBuilder,
    cells: TextCells,
    lines: Vec<u32>,
    /// Elements in points of routes and tracks that are not read.
    left_out: BTreeSet<String>,
    report: &'a mut LoadReport,
}

/// A point of a route or track.
struct TrackPoint {
    at: Option<Coordinates>,
    time: Option<String>,
}

impl Reader<'_> {
    fn row(&self) -> usize {
        self.lines.len()
    }

    fn read(&mut self, element: &Element<'_>, kind: &str) -> Result<(), FormatError> {
        let line = self.xml.line();
        let row = self.row();
        self.cells.set(row, "kind", kind)?;
        let shape = if kind == "waypoint" {
            let mut elevation = None;
            self.values(&mut elevation, &mut |_, _| Ok(false))?;
            let at = self.position(element, line);
            at.map(|lonlat| Shape::Point((lonlat, elevation)))
        } else {
            self.track(kind)?
        };
        if let Some(shape) = shape {
            shape.push(self.builder.geometries());
        } else {
            self.builder.geometries().push_none();
            self.report.add(Problem {
                kind: ProblemKind::NoGeometry,
                place: ProblemPlace {
                    line: Some(line),
                    ..feature(row)
                },
                found: format!("a {kind} without a position"),
                done: "kept without a position",
            });
        }
        self.lines.push(line as u32);
        Ok(())
    }

    fn track(&mut self, kind: &str) -> Result<Option<Shape>, FormatError> {
        let mut segments: Vec<Vec<Coordinates>> = vec![Vec::new()];
        let (mut begin, mut end) = (None, None);
        self.values(&mut None, &mut |reader, element| {
            match element.name().as_str() {
                "trkseg" => segments.push(Vec::new()),
                "trkpt" | "rtept" => {
                    let point = reader.track_point(element)?;
                    if let Some(segment) = segments.last_mut() {
                        segment.extend(point.at);
                    }
                    if begin.is_none() {
                        begin.clone_from(&point.time);
                    }
                    end = point.time.or(end.take());
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let row = self.row();
        for (name, time) in [("begin", begin), ("end", end)] {
            if let Some(time) = time {
                self.cells.set(row, name, &time)?;
            }
        }
        segments.retain(|segment| !segment.is_empty());
        let lines: Vec<Shape> = segments.into_iter().map(Shape::Line).collect();
        Ok(match lines.len() {
            0 => None,
            1 if kind == "route" || lines.len() == 1 => lines.into_iter().next(),
            _ => Some(Shape::Many(lines)),
        })
    }

    /// The children of the element that began last: values go into the row, an elevation apart;
    /// `take` is asked first and says whether it took the element. Segments stay open, so that the
    /// points in them come one after the other.
    fn values(
        &mut self,
        elevation: &mut Option<f64>,
        take: &mut dyn FnMut(&mut Self, &Element<'_>) -> Result<bool, FormatError>,
    ) -> Result<(), FormatError> {
        let depth = self.xml.depth();
        loop {
            let element = match self.xml.next()? {
                Node::Start(element) => element,
                Node::End if self.xml.depth() < depth => return Ok(()),
                Node::End => continue,
                Node::Eof => return Ok(()),
            };
            if take(self, &element)? {
                continue;
            }
            let name = element.name();
            match name.as_str() {
                "ele" => *elevation = self.elevation()?,
                "link" | "extensions" => {
                    for (leaf, value) in self.xml.leaves(&element)? {
                        let column = match (name.as_str(), leaf.as_str()) {
                            ("link", "link_href") => "link",
                            ("link", "text") => "link_text",
                            ("link", "type") => "link_type",
                            _ => &leaf,
                        };
                        self.set(&name, column, &value)?;
                    }
                }
                _ => {
                    let value = self.xml.text()?;
                    self.set("gpx", &name, &value)?;
                }
            }
        }
    }

    /// Give the feature a value that was found in `parent`; the column `kind` says what the feature
    /// is.
    fn set(&mut self, parent: &str, name: &str, value: &str) -> Result<(), FormatError> {
        let row = self.row();
        if name == "kind" {
            self.cells.set(row, &format!("{parent}_kind"), value)?;
        } else {
            self.cells.set(row, name, value)?;
        }
        Ok(())
    }

    /// The number in the element that began last, or a problem.
    fn elevation(&mut self) -> Result<Option<f64>, FormatError> {
        let line = self.xml.line();
        let text = self.xml.text()?;
        let elevation = text.parse().ok().filter(|number: &f64| number.is_finite());
        if elevation.is_none() && !text.is_empty() {
            self.report.add(Problem {
                kind: ProblemKind::BadGeometry,
                place: ProblemPlace {
                    line: Some(line),
                    ..feature(self.row())
                },
                found: format!("elevation “{}” is not a finite number", shown(&text)),
                done: "the position kept without it",
            });
        }
        Ok(elevation)
    }

    fn note_left_out(&mut self) {
        if self.left_out.is_empty() {
            return;
        }
        let names: Vec<String> = self
            .left_out
            .iter()
            .map(|name| format!("<{name}>"))
            .collect();
        self.report.add(Problem {
            kind: ProblemKind::Skipped,
            place: ProblemPlace::default(),
            found: format!(
                "points of routes or tracks with {}",
                shown(&names.join(", "))
            ),
            done: "left out: of them position, elevation and time are read",
        });
    }

    fn track_point(&mut self, element: &Element<'_>) -> Result<TrackPoint, FormatError> {
        let line = self.xml.line();
        let at = self.position(element, line);
        let depth = self.xml.depth();
        let (mut elevation, mut time) = (None, None);
        loop {
            match self.xml.next()? {
                Node::Start(element) => match element.name().as_str() {
                    "ele" => elevation = self.elevation()?,
                    "time" => time = Some(self.xml.text()?),
                    name => {
                        self.left_out.insert(name.to_owned());
                        self.xml.skip()?;
                    }
                },
                Node::End if self.xml.depth() < depth => break,
                Node::End => {}
                Node::Eof => break,
            }
        }
        Ok(TrackPoint {
            at: at.map(|lonlat| (lonlat, elevation)),
            time,
        })
    }

    /// The position of a point, or a problem.
    fn position(&mut self, element: &Element<'_>, line: u64) -> Option<[f64; 2]> {
        let text = ["lon", "lat"].map(|name| element.attribute(name).unwrap_or_default());
        let number = |text: &String| text.trim().parse().ok().filter(|n: &f64| n.is_finite());
        if let (Some(lon), Some(lat)) = (number(&text[0]), number(&text[1])) {
            return Some([lon, lat]);
        }
        self.report.add(Problem {
            kind: ProblemKind::BadGeometry,
            place: ProblemPlace {
                line: Some(line),
                ..feature(self.row())
            },
            found: format!(
                "a point with longitude “{}” and latitude “{}”",
                shown(&text[0]),
                shown(&text[1])
            ),
            done: "the point left out",
        });
        None
    }
}
