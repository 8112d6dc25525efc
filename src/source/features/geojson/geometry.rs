//! Geometry objects, from the text straight into the arenas of a table. What is wrong with a
//! geometry is noted, and the reading goes on.
use super::json::{Cursor, ENDS, Fault, RawString, TOO_DEEP};
use crate::model::table::{Geometries, GeometryKind};

/// Why the reading of coordinates stops.
enum Stop {
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
pub(super) struct Oddities<'a> {
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
    /// Foreign members of the outermost object, as they stand.
    pub(super) members: Vec<&'a str>,
}

/// Read one geometry, or `null`, and add exactly one to the arena.
pub(super) fn geometry<'a>(
    cursor: &mut Cursor<'a>,
    arena: &mut Geometries,
    odd: &mut Oddities<'a>,
    depth: usize,
) -> Result<(), Fault> {
    match cursor.peek() {
        Some(b'{') if depth >= cursor.max_depth() => return Err(cursor.fault(TOO_DEEP)),
        Some(b'{') => {}
        Some(b'n') if cursor.word("null") => {
            arena.push_none();
            return Ok(());
        }
        _ => {
            let at = cursor.at;
            cursor.skip_at_depth(depth)?;
            odd.bad(at, "the geometry is not an object");
            arena.push_none();
            return Ok(());
        }
    }
    let start = cursor.at;
    cursor.at += 1;
    let mark = arena.mark();
    let mut members = Members::default();
    if !cursor.accept(b'}') {
        loop {
            cursor.peek();
            let member = cursor.at;
            let key = cursor.key()?;
            members.read(cursor, arena, odd, key, (member, depth))?;
            if !cursor.another(b'}')? {
                break;
            }
        }
    }
    let end = cursor.at;
    let unread = match members.kind {
        _ if members.failed => None,
        Some(GeometryKind::GeometryCollection) => members.geometries_at,
        _ => members.coordinates_at,
    };
    if let (false, Some(kind), Some(at)) = (members.done, members.kind, unread) {
        cursor.at = at;
        members.value(cursor, arena, odd, (kind, depth))?;
        cursor.at = end;
    }
    if !members.done {
        if !members.failed {
            match members.kind {
                None => odd.bad(start, "the geometry has no type"),
                Some(GeometryKind::GeometryCollection) => {
                    odd.bad(start, "the geometry collection has no geometries");
                }
                Some(_) => odd.bad(start, "the geometry has no coordinates"),
            }
        }
        arena.truncate(mark);
        arena.push_none();
    }
    Ok(())
}

/// What the members of a geometry object have said so far.
#[derive(Default)]
struct Members {
    kind: Option<GeometryKind>,
    coordinates_at: Option<usize>,
    geometries_at: Option<usize>,
    /// The geometry is in the arena.
    done: bool,
    /// It cannot be, and why is noted.
    failed: bool,
}

impl Members {
    fn read<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        arena: &mut Geometries,
        odd: &mut Oddities<'a>,
        key: RawString<'a>,
        (member, depth): (usize, usize),
    ) -> Result<(), Fault> {
        cursor.peek();
        let at = cursor.at;
        let (known, is_duplicate) = match key.inner {
            "type" => (true, self.kind.is_some()),
            "coordinates" => (true, self.coordinates_at.is_some()),
            "geometries" => (true, self.geometries_at.is_some()),
            _ => (false, false),
        };
        if is_duplicate {
            cursor.skip_at_depth(depth + 1)?;
            odd.nonstandard(member, "a member of the geometry occurs twice");
            return Ok(());
        }
        match key.inner {
            "type" => return self.read_type(cursor, odd, depth),
            "coordinates" => {
                self.coordinates_at = Some(at);
                if let Some(kind) = self.kind
                    && kind != GeometryKind::GeometryCollection
                {
                    return self.value(cursor, arena, odd, (kind, depth));
                }
            }
            "geometries" => {
                self.geometries_at = Some(at);
                if self.kind == Some(GeometryKind::GeometryCollection) {
                    let kind = GeometryKind::GeometryCollection;
                    return self.value(cursor, arena, odd, (kind, depth));
                }
            }
            _ => {}
        }
        if known {
            cursor.skip_lenient(depth + 1)?;
        } else {
            cursor.skip_at_depth(depth + 1)?;
            odd.members.push(cursor.since(member));
        }
        Ok(())
    }

    fn read_type(
        &mut self,
        cursor: &mut Cursor<'_>,
        odd: &mut Oddities<'_>,
        depth: usize,
    ) -> Result<(), Fault> {
        let at = cursor.at;
        let name = if cursor.next_byte() == Some(b'"') {
            cursor.string()?.inner
        } else {
            cursor.skip_at_depth(depth + 1)?
        };
        self.kind = kind_of(name);
        if self.kind.is_none() {
            let name: String = name.chars().take(40).collect();
            odd.bad(at, format!("“{name}” is no type of geometry"));
            self.failed = true;
        }
        Ok(())
    }

    /// Read coordinates, or the members of a collection, which begin at the next byte.
    fn value<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        arena: &mut Geometries,
        odd: &mut Oddities<'a>,
        (kind, depth): (GeometryKind, usize),
    ) -> Result<(), Fault> {
        let start = cursor.at;
        let read = if kind == GeometryKind::GeometryCollection {
            collection(cursor, arena, odd, depth)
        } else {
            Coordinates { cursor, arena, odd }.read(kind)
        };
        match read {
            Ok(()) => self.done = true,
            Err(Stop::Fault(fault)) => return Err(fault),
            Err(Stop::Bad(bad)) => {
                odd.bad(bad.at, bad.what);
                self.failed = true;
                cursor.at = start;
                cursor.skip_lenient(depth + 1)?;
            }
        }
        Ok(())
    }
}

/// The type of geometry of this name.
pub(super) fn kind_of(name: &str) -> Option<GeometryKind> {
    GeometryKind::ALL
        .into_iter()
        .find(|kind| *kind != GeometryKind::None && kind.name() == name)
}

fn collection<'a>(
    cursor: &mut Cursor<'a>,
    arena: &mut Geometries,
    odd: &mut Oddities<'a>,
    depth: usize,
) -> Result<(), Stop> {
    let mut members = Geometries::default();
    let mut more = begin_list(cursor, "the geometries are not an array")?;
    while more {
        let outer = std::mem::take(&mut odd.members);
        geometry(cursor, &mut members, odd, depth + 2)?;
        if let Some(first) = odd.members.first() {
            let at = cursor.at - first.len();
            let what = "a geometry in a collection has members of its own";
            odd.nonstandard.get_or_insert((at, what, "left out"));
        }
        odd.members = outer;
        more = cursor.another(b']')?;
    }
    arena.push_collection(members);
    Ok(())
}

/// Go over the bracket that begins an array; whether it has elements.
fn begin_list(cursor: &mut Cursor<'_>, what: &'static str) -> Result<bool, Stop> {
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

/// Reads the coordinates of one geometry that is no collection.
struct Coordinates<'r, 'a> {
    cursor: &'r mut Cursor<'a>,
    arena: &'r mut Geometries,
    odd: &'r mut Oddities<'a>,
}

const NESTED: &str = "the brackets of the coordinates are not those of its type";

impl<'a> Coordinates<'_, 'a> {
    fn read(&mut self, kind: GeometryKind) -> Result<(), Stop> {
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

    fn position(&mut self) -> Result<(), Stop> {
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
        if !(lon.abs() <= 180.0 && lat.abs() <= 90.0) {
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

impl Oddities<'_> {
    fn bad(&mut self, at: usize, what: impl Into<String>) {
        if self.bad.is_none() {
            self.bad = Some(Bad {
                at,
                what: what.into(),
            });
        }
    }

    fn nonstandard(&mut self, at: usize, what: &'static str) {
        self.nonstandard
            .get_or_insert((at, what, "the first one counts"));
    }
}
