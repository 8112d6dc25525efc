//! Geometries of KML: from elements to a shape, with what is wrong with one that is no good.
use crate::source::features::error::FormatError;
use crate::source::features::shape::{Coordinates, Shape};
use crate::source::features::xml::{Node, XmlReader};
use crate::source::positions::shown;

/// Geometries within geometries that are read.
const MAX_DEPTH: usize = 32;

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

/// The geometry in the element of this name, which began last.
pub(super) fn read(xml: &mut XmlReader<'_>, name: &str) -> Result<Found, FormatError> {
    read_nested(xml, name, 0)
}

fn read_nested(xml: &mut XmlReader<'_>, name: &str, depth: usize) -> Result<Found, FormatError> {
    match name {
        "Point" => {
            let path = coordinates(xml)?;
            Ok(path.and_then(|path| match path.as_slice() {
                [only] => Ok(Shape::Point(*only)),
                other => Err(format!("a point of {} positions", other.len())),
            }))
        }
        "LineString" | "LinearRing" => {
            let path = coordinates(xml)?;
            Ok(path.and_then(|path| {
                if path.is_empty() {
                    Err(format!("a {name} without positions"))
                } else {
                    Ok(Shape::Line(path))
                }
            }))
        }
        "Polygon" => polygon(xml),
        "Track" => track(xml),
        "MultiGeometry" | "MultiTrack" => many(xml, depth),
        _ => {
            xml.skip()?;
            Ok(Err(format!("a {name}, which is no geometry of positions")))
        }
    }
}

fn many(xml: &mut XmlReader<'_>, depth: usize) -> Result<Found, FormatError> {
    if depth == MAX_DEPTH {
        xml.skip()?;
        return Ok(Err(format!("geometries nested more than {MAX_DEPTH} deep")));
    }
    let begun = xml.depth();
    let mut members = Vec::new();
    let mut problem = None;
    loop {
        match xml.next()? {
            Node::Start(element) => {
                let name = element.name();
                if is_geometry(&name) {
                    match read_nested(xml, &name, depth + 1)? {
                        Ok(member) => members.push(member),
                        Err(found) => problem = Some(found),
                    }
                } else {
                    xml.skip()?;
                }
            }
            Node::End if xml.depth() < begun => break,
            Node::End => {}
            Node::Eof => break,
        }
    }
    Ok(problem.map_or(Ok(Shape::Many(members)), Err))
}

/// The text of the child `coordinates` of the element that began last.
fn coordinates(xml: &mut XmlReader<'_>) -> Result<Result<Vec<Coordinates>, String>, FormatError> {
    let begun = xml.depth();
    let mut path = Ok(Vec::new());
    loop {
        match xml.next()? {
            Node::Start(element) if element.name() == "coordinates" => {
                path = parse_coordinates(&xml.text()?);
            }
            Node::Start(_) => xml.skip()?,
            Node::End if xml.depth() < begun => return Ok(path),
            Node::End => {}
            Node::Eof => return Ok(path),
        }
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

fn polygon(xml: &mut XmlReader<'_>) -> Result<Found, FormatError> {
    let begun = xml.depth();
    let mut exterior = None;
    let mut holes = Vec::new();
    let mut problem = None;
    let mut inner = false;
    loop {
        match xml.next()? {
            Node::Start(element) => match element.name().as_str() {
                "outerBoundaryIs" => inner = false,
                "innerBoundaryIs" => inner = true,
                "LinearRing" => match coordinates(xml)? {
                    Ok(ring) if ring.is_empty() => {
                        problem = Some("a ring without positions".to_owned());
                    }
                    Ok(ring) if inner => holes.push(ring),
                    Ok(ring) => exterior = Some(ring),
                    Err(found) => problem = Some(found),
                },
                _ => xml.skip()?,
            },
            Node::End if xml.depth() < begun => break,
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

/// The `gx:coord` elements of a track, whose numbers are separated by space.
fn track(xml: &mut XmlReader<'_>) -> Result<Found, FormatError> {
    let begun = xml.depth();
    let mut path = Vec::new();
    let mut problem = None;
    loop {
        match xml.next()? {
            Node::Start(element) if element.name() == "coord" => {
                let text = xml.text()?;
                match parse_coordinates(&text.split_whitespace().collect::<Vec<_>>().join(",")) {
                    Ok(found) => path.extend(found),
                    Err(found) => problem = Some(found),
                }
            }
            Node::Start(_) => xml.skip()?,
            Node::End if xml.depth() < begun => break,
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
