//! Well-known text of geometries (OGC 06-103r4, section 7), read and written.
use std::fmt::Write as _;

use super::Crs;
use super::repairs::Repairs;
use crate::model::table::{Geometries, Geometry, GeometryKind};

/// Collections within collections that are read.
const MAX_DEPTH: usize = 32;

/// Whether the text begins as a geometry does.
pub(super) fn is_wkt(text: &str) -> bool {
    let mut parser = Parser::new(text);
    parser.srid();
    if kind_of(&parser.word()).is_none() {
        return false;
    }
    // A bare word is one of many languages.
    parser.dimensions();
    parser.take('(') || parser.is_empty()
}

/// Add the geometry of a text to an arena, from the system of its SRID if it has one (as
/// `PostGIS` writes `SRID=32642;POINT(…)`). After an error the arena must be truncated.
pub(super) fn push_wkt(text: &str, arena: &mut Geometries) -> Result<Repairs, String> {
    let mut parser = Parser::new(text);
    let crs = match parser.srid() {
        None | Some("0") => Crs::Wgs84,
        Some(code) => Crs::parse(code).map_err(|error| error.to_string())?,
    };
    if crs == Crs::Wgs84 {
        parser.geometry(arena, 0)?;
    } else {
        let mut own = Geometries::default();
        parser.geometry(&mut own, 0)?;
        if !crs.convert(&mut own).is_empty() {
            return Err("a coordinate is not one of that system".to_owned());
        }
        arena.append(own);
    }
    match parser.rest.trim_start() {
        "" => Ok(parser.repairs),
        rest => Err(format!(
            "“{}” follows the geometry",
            crate::source::positions::shown(rest)
        )),
    }
}

fn kind_of(word: &str) -> Option<(GeometryKind, &str)> {
    // Longest first: a type of several begins with none of the others.
    const NAMES: [(&str, GeometryKind); 7] = [
        ("GEOMETRYCOLLECTION", GeometryKind::GeometryCollection),
        ("MULTIPOINT", GeometryKind::MultiPoint),
        ("MULTILINESTRING", GeometryKind::MultiLineString),
        ("MULTIPOLYGON", GeometryKind::MultiPolygon),
        ("POINT", GeometryKind::Point),
        ("LINESTRING", GeometryKind::LineString),
        ("POLYGON", GeometryKind::Polygon),
    ];
    NAMES.iter().find_map(|(name, kind)| {
        let dimensions = word.strip_prefix(name)?;
        matches!(dimensions, "" | "Z" | "M" | "ZM").then_some((*kind, dimensions))
    })
}

struct Parser<'a> {
    rest: &'a str,
    measured_only: bool,
    repairs: Repairs,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text.trim(),
            measured_only: false,
            repairs: Repairs::default(),
        }
    }

    /// Go over the number of a CRS.
    fn srid(&mut self) -> Option<&'a str> {
        let (start, rest) = self.rest.split_at_checked(5)?;
        if !start.eq_ignore_ascii_case("SRID=") {
            return None;
        }
        let (code, rest) = rest.split_once(';')?;
        self.rest = rest.trim_start();
        Some(code.trim())
    }

    /// Go over a word that says which coordinates follow.
    fn dimensions(&mut self) -> Option<String> {
        let before = self.rest;
        let word = self.word();
        if matches!(word.as_str(), "Z" | "M" | "ZM") {
            return Some(word);
        }
        self.rest = before;
        None
    }

    fn word(&mut self) -> String {
        let rest = self.rest.trim_start();
        let end = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        self.rest = rest;
        word.to_ascii_uppercase()
    }

    fn take(&mut self, c: char) -> bool {
        match self.rest.trim_start().strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, c: char) -> Result<(), String> {
        if self.take(c) {
            return Ok(());
        }
        let found = self.rest.trim_start();
        Err(if found.is_empty() {
            format!("the text ends where “{c}” is expected")
        } else {
            let found = crate::source::positions::shown(found);
            format!("“{c}” is expected before “{found}”")
        })
    }

    /// Whether the geometry has no positions.
    fn is_empty(&mut self) -> bool {
        let before = self.rest;
        if self.word() == "EMPTY" {
            return true;
        }
        self.rest = before;
        false
    }

    fn geometry(&mut self, arena: &mut Geometries, depth: usize) -> Result<(), String> {
        let word = self.word();
        let Some((kind, mut dimensions)) = kind_of(&word) else {
            let shown =
                crate::source::positions::shown(if word.is_empty() { self.rest } else { &word });
            return Err(format!("“{shown}” is no type of geometry"));
        };
        let apart = self.dimensions();
        if let (true, Some(apart)) = (dimensions.is_empty(), &apart) {
            dimensions = apart;
        }
        self.measured_only = dimensions == "M";
        if self.is_empty() {
            match kind {
                GeometryKind::Point => arena.push_none(),
                GeometryKind::GeometryCollection => arena.push_collection(Geometries::default()),
                _ => arena.push_empty(kind),
            }
            return Ok(());
        }
        let before = arena.positions().len();
        match kind {
            GeometryKind::None => {}
            GeometryKind::Point | GeometryKind::LineString => {
                self.path(arena)?;
                arena.end_part();
            }
            GeometryKind::MultiPoint => {
                self.list(arena, &mut |parser, arena| {
                    // A point without a position adds nothing to the others.
                    if parser.is_empty() {
                        return Ok(());
                    }
                    let bracketed = parser.take('(');
                    parser.position(arena)?;
                    if bracketed {
                        parser.expect(')')
                    } else {
                        Ok(())
                    }
                })?;
                arena.end_path();
                arena.end_part();
            }
            GeometryKind::MultiLineString => {
                self.list(arena, &mut Self::path)?;
                arena.end_part();
            }
            GeometryKind::Polygon => self.polygon(arena)?,
            GeometryKind::MultiPolygon => self.list(arena, &mut Self::polygon)?,
            GeometryKind::GeometryCollection => return self.collection(arena, depth),
        }
        if kind == GeometryKind::Point && arena.positions().len() != before + 1 {
            return Err("a point has one position".to_owned());
        }
        arena.end_geometry(kind);
        Ok(())
    }

    fn collection(&mut self, arena: &mut Geometries, depth: usize) -> Result<(), String> {
        if depth == MAX_DEPTH {
            return Err(format!("collections are nested more than {MAX_DEPTH} deep"));
        }
        let mut members = Geometries::default();
        self.list(&mut members, &mut |parser, members| {
            parser.geometry(members, depth + 1)
        })?;
        arena.push_collection(members);
        Ok(())
    }

    fn list(
        &mut self,
        arena: &mut Geometries,
        item: &mut dyn FnMut(&mut Self, &mut Geometries) -> Result<(), String>,
    ) -> Result<(), String> {
        self.expect('(')?;
        loop {
            item(self, arena)?;
            if !self.take(',') {
                return self.expect(')');
            }
        }
    }

    fn path(&mut self, arena: &mut Geometries) -> Result<(), String> {
        if !self.is_empty() {
            self.list(arena, &mut Self::position)?;
        }
        arena.end_path();
        Ok(())
    }

    fn polygon(&mut self, arena: &mut Geometries) -> Result<(), String> {
        if !self.is_empty() {
            self.list(arena, &mut |parser, arena| {
                parser.list(arena, &mut Self::position)?;
                parser.repairs.ring_closed |= arena.close_path();
                arena.end_path();
                Ok(())
            })?;
        }
        arena.end_part();
        Ok(())
    }

    fn position(&mut self, arena: &mut Geometries) -> Result<(), String> {
        let lonlat = [self.number()?, self.number()?];
        arena.push_position(lonlat);
        for _ in 0..2 {
            if self.rest.trim_start().starts_with([',', ')']) {
                break;
            }
            let value = self.number()?;
            if self.measured_only {
                self.repairs.measures_dropped = true;
            } else {
                arena.push_higher(value);
            }
        }
        Ok(())
    }

    fn number(&mut self) -> Result<f64, String> {
        let rest = self.rest.trim_start();
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')'))
            .unwrap_or(rest.len());
        let (text, rest) = rest.split_at(end);
        if text.is_empty() && rest.is_empty() {
            return Err("the text ends where a number is expected".to_owned());
        }
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        self.rest = rest;
        number.ok_or_else(|| {
            let next = self.rest.chars().next().map_or(0, char::len_utf8);
            let found = if text.is_empty() {
                &self.rest[..next]
            } else {
                text
            };
            let shown = crate::source::positions::shown(found);
            format!("“{shown}” stands where a number is expected")
        })
    }
}

/// A geometry as text; nothing for none. The third coordinate is written as Z, the fourth as M.
pub(super) fn wkt_of(geometry: Geometry<'_>) -> String {
    let mut out = String::new();
    if geometry.kind() != GeometryKind::None {
        push_geometry(geometry, &mut out);
    }
    out
}

fn push_geometry(geometry: Geometry<'_>, out: &mut String) {
    let kind = geometry.kind();
    if kind == GeometryKind::None {
        out.push_str("GEOMETRYCOLLECTION EMPTY");
        return;
    }
    out.push_str(&kind.name().to_ascii_uppercase());
    if kind == GeometryKind::GeometryCollection {
        out.push(' ');
        push_list(out, geometry.members(), |member, out| {
            push_geometry(member, out);
        });
        return;
    }
    // As many coordinates as every position has: their number is one for the whole geometry.
    let least = |values: usize, next: &[f64]| values.min(next.len());
    let count = geometry.higher().map_or(0, |mut higher| {
        let first = higher.next().map_or(0, <[f64]>::len);
        higher.fold(first, least).min(2)
    });
    out.push_str(["", " Z", " ZM"][count]);
    out.push(' ');
    if geometry.positions().is_empty() {
        out.push_str("EMPTY");
        return;
    }
    let mut higher = geometry.higher();
    let mut push_position = |[lon, lat]: [f64; 2], out: &mut String| {
        // Writing to a string does not fail.
        write!(out, "{lon} {lat}").ok();
        let values = higher.as_mut().and_then(Iterator::next).unwrap_or(&[]);
        for value in values.iter().take(count) {
            write!(out, " {value}").ok();
        }
    };
    let mut push_path = |path: &[[f64; 2]], out: &mut String| {
        push_list(out, path.iter(), |position, out| {
            push_position(*position, out);
        });
    };
    let mut parts = geometry.parts();
    match kind {
        GeometryKind::Point | GeometryKind::LineString | GeometryKind::MultiPoint => {
            for path in parts.flat_map(|part| part.paths()) {
                push_path(path, out);
            }
        }
        GeometryKind::MultiPolygon => push_list(out, parts, |part, out| {
            push_list(out, part.paths(), &mut push_path);
        }),
        _ => {
            if let Some(part) = parts.next() {
                push_list(out, part.paths(), &mut push_path);
            }
        }
    }
}

fn push_list<T>(
    out: &mut String,
    items: impl Iterator<Item = T>,
    mut push: impl FnMut(T, &mut String),
) {
    let mut separator = '(';
    for item in items {
        out.push(separator);
        separator = ',';
        push(item, out);
    }
    out.push_str(if separator == '(' { "EMPTY" } else { ")" });
}

#[cfg(test)]
mod tests;
