//! Geometries of KML: from elements to a shape, with what is wrong with one that is no good.
use std::collections::BTreeSet;

use crate::source::features::error::FormatError;
use crate::source::features::shape::{Coordinates, Shape};
use crate::source::features::xml::{Node, XmlReader};
use crate::source::positions::shown;

/// Geometries within geometries that are read.
const MAX_DEPTH: usize = 32;

/// Elements that say how a geometry is drawn.
const DRAWING: [&str; 6] = [
    "extrude",
    "tessellate",
    "altitudeMode",
    "altitudeOffset",
    "drawOrder",
    "interpolate",
];

/// A shape, or why it is none.
type Found = Result<Shape, String>;

/// Whether an element of this name holds a geometry.
pub(super) fn is_geometry(name: &str) -> bool {
    matches!(
        name,
        "Point"
            | "LineString"
            | "LinearRing"
            | "Polygon"
            | "MultiGeometry"
            | "Model"
            | "Track"
            | "MultiTrack"
    )
}

/// Reads a geometry, and what stands in it beside.
pub(super) struct GeometryReader<'x, 'a> {
    xml: &'x mut XmlReader<'a>,
    /// The times of the first and the last position of tracks.
    pub(super) times: Option<(String, String)>,
    /// Names of the elements that are not read.
    pub(super) left_out: BTreeSet<String>,
}

impl<'x, 'a> GeometryReader<'x, 'a> {
    pub(super) fn new(xml: &'x mut XmlReader<'a>) -> Self {
        Self {
            xml,
            times: None,
            left_out: BTreeSet::new(),
        }
    }

    /// The geometry in the element of this name, which began last.
    pub(super) fn read(&mut self, name: &str) -> Result<Found, FormatError> {
        self.nested(name, 0)
    }

    fn nested(&mut self, name: &str, depth: usize) -> Result<Found, FormatError> {
        match name {
            "Point" => {
                let path = self.coordinates()?;
                Ok(path.and_then(|path| match path.as_slice() {
                    [only] => Ok(Shape::Point(*only)),
                    other => Err(format!("a point of {} positions", other.len())),
                }))
            }
            "LineString" | "LinearRing" => {
                let path = self.coordinates()?;
                Ok(path.and_then(|path| {
                    if path.is_empty() {
                        Err(format!("a {name} without positions"))
                    } else {
                        Ok(Shape::Line(path))
                    }
                }))
            }
            "Polygon" => self.polygon(),
            "Track" => self.track(),
            "MultiGeometry" | "MultiTrack" => self.many(depth),
            _ => {
                self.xml.skip()?;
                Ok(Err(format!("a {name}, which is no geometry of positions")))
            }
        }
    }

    /// Pass over an element that is not read.
    fn pass(&mut self, name: String) -> Result<(), FormatError> {
        if !DRAWING.contains(&name.as_str()) {
            self.left_out.insert(name);
        }
        self.xml.skip()
    }

    fn many(&mut self, depth: usize) -> Result<Found, FormatError> {
        if depth == MAX_DEPTH {
            self.xml.skip()?;
            return Ok(Err(format!("geometries nested more than {MAX_DEPTH} deep")));
        }
        let begun = self.xml.depth();
        let mut members = Vec::new();
        let mut problem = None;
        loop {
            match self.xml.next()? {
                Node::Start(element) => {
                    let name = element.name();
                    if is_geometry(&name) {
                        match self.nested(&name, depth + 1)? {
                            Ok(member) => members.push(member),
                            Err(found) => problem = Some(found),
                        }
                    } else {
                        self.pass(name)?;
                    }
                }
                Node::End if self.xml.depth() < begun => break,
                Node::End => {}
                Node::Eof => break,
            }
        }
        Ok(problem.map_or(Ok(Shape::Many(members)), Err))
    }

    /// The text of the child `coordinates` of the element that began last.
    fn coordinates(&mut self) -> Result<Result<Vec<Coordinates>, String>, FormatError> {
        let begun = self.xml.depth();
        let mut path = Ok(Vec::new());
        loop {
            match self.xml.next()? {
                Node::Start(element) if element.name() == "coordinates" => {
                    path = parse_coordinates(&self.xml.text()?);
                }
                Node::Start(element) => self.pass(element.name())?,
                Node::End if self.xml.depth() < begun => return Ok(path),
                Node::End => {}
                Node::Eof => return Ok(path),
            }
        }
    }

    fn polygon(&mut self) -> Result<Found, FormatError> {
        let begun = self.xml.depth();
        let mut exterior = None;
        let mut holes = Vec::new();
        let mut problem = None;
        let mut inner = false;
        loop {
            match self.xml.next()? {
                Node::Start(element) => match element.name().as_str() {
                    "outerBoundaryIs" => inner = false,
                    "innerBoundaryIs" => inner = true,
                    "LinearRing" => match self.coordinates()? {
                        Ok(ring) if ring.is_empty() => {
                            problem = Some("a ring without positions".to_owned());
                        }
                        Ok(ring) if inner => holes.push(ring),
                        Ok(ring) => exterior = Some(ring),
                        Err(found) => problem = Some(found),
                    },
                    name => self.pass(name.to_owned())?,
                },
                Node::End if self.xml.depth() < begun => break,
                Node::End => {}
                Node::Eof => break,
            }
        }
        Ok(match (problem, exterior) {
            (Some(problem), _) => Err(problem),
            (None, None) => Err("a polygon without an exterior ring".to_owned()),
            (None, Some(exterior)) => Ok(Shape::Polygon(
                std::iter::once(exterior).chain(holes).collect(),
            )),
        })
    }

    /// The `gx:coord` elements of a track, whose numbers are separated by space, and their times.
    fn track(&mut self) -> Result<Found, FormatError> {
        let begun = self.xml.depth();
        let mut path = Vec::new();
        let mut problem = None;
        loop {
            match self.xml.next()? {
                Node::Start(element) => match element.name().as_str() {
                    "coord" => {
                        let text = self.xml.text()?;
                        let numbers: Vec<&str> = text.split_whitespace().collect();
                        match parse_coordinates(&numbers.join(",")) {
                            Ok(found) => path.extend(found),
                            Err(found) => problem = Some(found),
                        }
                    }
                    "when" => {
                        let when = self.xml.text()?;
                        if !when.is_empty() {
                            let first = self.times.take().map(|(first, _)| first);
                            self.times = Some((first.unwrap_or_else(|| when.clone()), when));
                        }
                    }
                    name => self.pass(name.to_owned())?,
                },
                Node::End if self.xml.depth() < begun => break,
                Node::End => {}
                Node::Eof => break,
            }
        }
        Ok(match problem {
            Some(problem) => Err(problem),
            None if path.is_empty() => Err("a track without positions".to_owned()),
            None => Ok(Shape::Line(path)),
        })
    }
}

/// Positions as `longitude,latitude,elevation`, separated by space. Space after a comma, which many
/// writers put there, separates nothing.
pub(super) fn parse_coordinates(text: &str) -> Result<Vec<Coordinates>, String> {
    let mut path = Vec::new();
    let mut numbers: Vec<f64> = Vec::new();
    let mut joined = false;
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == ',' || c.is_whitespace());
        let (token, after) = rest.split_at(end.unwrap_or(rest.len()));
        let number: Option<f64> = token.parse().ok().filter(|n: &f64| n.is_finite());
        let Some(number) = number else {
            return Err(format!(
                "“{}” stands where a number is expected",
                shown(token)
            ));
        };
        if !joined && !numbers.is_empty() {
            path.push(position(&numbers)?);
            numbers.clear();
        }
        numbers.push(number);
        let after = after.trim_start();
        let tail = after.strip_prefix(',');
        joined = tail.is_some();
        rest = tail.unwrap_or(after).trim_start();
    }
    if !numbers.is_empty() {
        path.push(position(&numbers)?);
    }
    Ok(path)
}

fn position(numbers: &[f64]) -> Result<Coordinates, String> {
    match *numbers {
        [lon, lat] => Ok(([lon, lat], None)),
        [lon, lat, elevation] => Ok(([lon, lat], Some(elevation))),
        _ => Err(format!("a position of {} numbers", numbers.len())),
    }
}
