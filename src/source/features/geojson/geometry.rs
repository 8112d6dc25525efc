//! Geometry objects, from the text straight into the arenas of a table. What is wrong with a
//! geometry is noted, and the reading goes on.
use super::coordinates::{Coordinates, Oddities, Stop, begin_list};
use super::json::{Cursor, Fault, RawString, TOO_DEEP};
use crate::model::table::{Geometries, GeometryKind};

/// Read one geometry, or `null`, and add exactly one to the arena.
pub(super) fn geometry(
    cursor: &mut Cursor<'_>,
    arena: &mut Geometries,
    odd: &mut Oddities,
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
    let (unread, stray) = match members.kind {
        Some(GeometryKind::GeometryCollection) => (members.geometries_at, members.coordinates_at),
        _ => (members.coordinates_at, members.geometries_at),
    };
    let unread = unread.filter(|_| !members.failed);
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
        return Ok(());
    }
    if let Some(at) = stray {
        let what = "a geometry has coordinates and geometries";
        odd.nonstandard
            .get_or_insert((at, what, "those of its type count"));
    }
    for member in members.foreign {
        arena.add_members(member);
    }
    Ok(())
}

/// What the members of a geometry object have said so far.
#[derive(Default)]
struct Members<'a> {
    kind: Option<GeometryKind>,
    coordinates_at: Option<usize>,
    geometries_at: Option<usize>,
    /// The geometry is in the arena.
    done: bool,
    /// It cannot be, and why is noted.
    failed: bool,
    /// Foreign members, as they stand.
    foreign: Vec<&'a str>,
}

impl<'a> Members<'a> {
    fn read(
        &mut self,
        cursor: &mut Cursor<'a>,
        arena: &mut Geometries,
        odd: &mut Oddities,
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
            self.foreign.push(cursor.since(member));
        }
        Ok(())
    }

    fn read_type(
        &mut self,
        cursor: &mut Cursor<'_>,
        odd: &mut Oddities,
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
    fn value(
        &mut self,
        cursor: &mut Cursor<'a>,
        arena: &mut Geometries,
        odd: &mut Oddities,
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

fn collection(
    cursor: &mut Cursor<'_>,
    arena: &mut Geometries,
    odd: &mut Oddities,
    depth: usize,
) -> Result<(), Stop> {
    let mut members = Geometries::default();
    let mut more = begin_list(cursor, "the geometries are not an array")?;
    while more {
        geometry(cursor, &mut members, odd, depth + 2)?;
        more = cursor.another(b']')?;
    }
    arena.push_collection(members);
    Ok(())
}
