//! Coordinates of one geometry, from the text straight into the arenas of a table, and what may be
//! odd about them.
use super::json::{Cursor, ENDS, Fault};
use super::number::scan_coordinate;
use crate::model::table::{Geometries, GeometryKind};
use crate::source::features::range::in_range;

/// Why the reading of coordinates stops.
pub(super) enum Stop {
    /// The text is not JSON.
    Fault(Fault),
    /// It is JSON, but no coordinates of this type.
    Bad(Bad),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// What makes a geometry useless, and where.
pub(super) struct Bad {
    pub(super) at: usize,
    pub(super) what: String,
}

/// What is odd about the geometry of one feature; places are bytes of the text.
#[derive(Default)]
pub(super) struct Oddities {
    /// The geometry, or a member of the collection, was left out for this.
    pub(super) bad: Option<Bad>,
    /// The first position out of range.
    pub(super) out_of_range: Option<(usize, [f64; 2])>,
    /// The first ring that was not closed.
    pub(super) open_ring: Option<usize>,
    /// The first line, ring or point with too few positions.
    pub(super) short: Option<(usize, &'static str)>,
    /// Against the standard, without harm: what and what was done.
    pub(super) nonstandard: Option<(usize, &'static str, &'static str)>,
}

impl Oddities {
    pub(super) fn bad(&mut self, at: usize, what: impl Into<String>) {
        if self.bad.is_none() {
            self.bad = Some(Bad {
                at,
                what: what.into(),
            });
        }
    }

    pub(super) fn nonstandard(&mut self, at: usize, what: &'static str) {
        self.nonstandard
            .get_or_insert((at, what, "the first one counts"));
    }
}

/// Go over the bracket that begins an array; whether it has elements.
pub(super) fn begin_list(cursor: &mut Cursor<'_>, what: &'static str) -> Result<bool, Stop> {
    match cursor.peek() {
        Some(b'[') => cursor.at += 1,
        None => return Err(Stop::Fault(cursor.fault(ENDS))),
        Some(_) => return Err(bad(cursor, what)),
    }
    Ok(!cursor.accept(b']'))
}

#[cold]
fn bad(cursor: &Cursor<'_>, what: &str) -> Stop {
    Stop::Bad(Bad {
        at: cursor.at,
        what: what.to_owned(),
    })
}

/// The position at a byte and where it ends, if there is nothing odd about it: two usual numbers in
/// range, at most one space behind the comma.
#[inline]
fn usual_position(bytes: &[u8], start: usize) -> Option<([f64; 2], usize)> {
    if bytes.get(start) != Some(&b'[') {
        return None;
    }
    let (lon, comma) = scan_coordinate(bytes, start + 1)?;
    if bytes.get(comma) != Some(&b',') {
        return None;
    }
    let second = comma + 1 + usize::from(bytes.get(comma + 1) == Some(&b' '));
    let (lat, end) = scan_coordinate(bytes, second)?;
    (bytes.get(end) == Some(&b']') && in_range([lon, lat])).then_some(([lon, lat], end + 1))
}

/// Reads the coordinates of one geometry that is no collection.
pub(super) struct Coordinates<'r, 'a> {
    pub(super) cursor: &'r mut Cursor<'a>,
    pub(super) arena: &'r mut Geometries,
    pub(super) odd: &'r mut Oddities,
}

const NESTED: &str = "the brackets of the coordinates are not those of its type";

impl Coordinates<'_, '_> {
    pub(super) fn read(&mut self, kind: GeometryKind) -> Result<(), Stop> {
        let start = self.cursor.at;
        match kind {
            GeometryKind::Point => {
                if self.cursor.peek() != Some(b'[') {
                    return Err(bad(self.cursor, NESTED));
                }
                self.position()?;
                self.arena.end_path();
                self.arena.end_part();
            }
            GeometryKind::MultiPoint => {
                self.positions()?;
                self.arena.end_path();
                self.arena.end_part();
            }
            GeometryKind::LineString => {
                self.line()?;
                self.arena.end_part();
            }
            GeometryKind::MultiLineString => {
                self.each(Self::line)?;
                self.arena.end_part();
            }
            GeometryKind::Polygon => self.polygon()?,
            _ => self.each(Self::polygon)?,
        }
        self.arena.end_geometry(kind);
        let is_empty = self.arena.get(self.arena.len() - 1).positions().is_empty();
        if is_empty {
            self.odd
                .short
                .get_or_insert((start, "the geometry has no positions"));
        }
        Ok(())
    }

    /// Call `item` at each element of the array that begins here.
    #[inline]
    fn each(&mut self, item: impl Fn(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        if begin_list(self.cursor, NESTED)? {
            loop {
                item(self)?;
                if !self.cursor.another(b']')? {
                    break;
                }
            }
        }
        Ok(())
    }

    fn polygon(&mut self) -> Result<(), Stop> {
        self.each(Self::ring)?;
        self.arena.end_part();
        Ok(())
    }

    fn ring(&mut self) -> Result<(), Stop> {
        let start = self.cursor.at;
        self.positions()?;
        let count = self.arena.open_path().len();
        if count > 0 {
            if self.arena.close_path() {
                self.odd.open_ring.get_or_insert(start);
            }
            if self.arena.open_path().len() < 4 {
                let what = "a ring has fewer than four positions";
                self.odd.short.get_or_insert((start, what));
            }
        }
        self.arena.end_path();
        Ok(())
    }

    fn line(&mut self) -> Result<(), Stop> {
        let start = self.cursor.at;
        self.positions()?;
        if self.arena.open_path().len() == 1 {
            let what = "a line has only one position";
            self.odd.short.get_or_insert((start, what));
        }
        self.arena.end_path();
        Ok(())
    }

    fn positions(&mut self) -> Result<(), Stop> {
        self.each(Self::position)
    }

    #[inline]
    fn position(&mut self) -> Result<(), Stop> {
        self.cursor.peek();
        match usual_position(self.cursor.bytes(), self.cursor.at) {
            Some((lonlat, end)) => {
                self.arena.push_position(lonlat);
                self.cursor.at = end;
                Ok(())
            }
            None => self.any_position(),
        }
    }

    fn any_position(&mut self) -> Result<(), Stop> {
        match self.cursor.peek() {
            Some(b'[') => {}
            None => return Err(Stop::Fault(self.cursor.fault(ENDS))),
            Some(_) => return Err(bad(self.cursor, NESTED)),
        }
        let at = self.cursor.at;
        self.cursor.at += 1;
        let few = "a position needs a longitude and a latitude";
        if self.cursor.accept(b']') {
            return Err(bad(self.cursor, few));
        }
        let lon = self.coordinate()?;
        if !self.cursor.another(b']')? {
            return Err(bad(self.cursor, few));
        }
        let lat = self.coordinate()?;
        self.arena.push_position([lon, lat]);
        if !in_range([lon, lat]) {
            self.odd.out_of_range.get_or_insert((at, [lon, lat]));
        }
        let mut count = 0;
        while self.cursor.another(b']')? {
            let value = self.coordinate()?;
            self.arena.push_higher(value);
            count += 1;
        }
        if count > usize::from(u8::MAX) {
            let what = "a position has more than 257 coordinates";
            self.odd
                .nonstandard
                .get_or_insert((at, what, "the rest left out"));
        }
        Ok(())
    }

    #[inline]
    fn coordinate(&mut self) -> Result<f64, Stop> {
        match self.cursor.peek() {
            Some(b'-') if self.cursor.starts_with(b"-I") => {}
            Some(b'-' | b'0'..=b'9') => return Ok(self.cursor.number()?.as_f64()),
            None => return Err(Stop::Fault(self.cursor.fault(ENDS))),
            Some(_) => {}
        }
        Err(self.no_coordinate())
    }

    #[cold]
    fn no_coordinate(&mut self) -> Stop {
        match self.cursor.next_byte() {
            Some(b'N' | b'I' | b'-') => bad(self.cursor, "a coordinate is not a finite number"),
            Some(b'[') => bad(self.cursor, NESTED),
            _ => {
                let start = self.cursor.at;
                match self.cursor.skip() {
                    Err(fault) => Stop::Fault(fault),
                    Ok(text) => {
                        let text: String = text.chars().take(40).collect();
                        Stop::Bad(Bad {
                            at: start,
                            what: format!("a coordinate is {text} and not a number"),
                        })
                    }
                }
            }
        }
    }
}
