//! One geometry out of the arenas, its parts and their paths.
use super::{Geometries, GeometryKind};
use crate::geodesy::{Coverage, Extent};

/// Where the `index`-th run of `ends` begins and ends.
fn run(ends: &[u32], index: usize) -> std::ops::Range<usize> {
    let start = if index == 0 { 0 } else { ends[index - 1] };
    start as usize..ends[index] as usize
}

/// One geometry.
#[derive(Clone, Copy, Debug)]
pub struct Geometry<'a> {
    arena: &'a Geometries,
    index: usize,
}

impl<'a> Geometry<'a> {
    pub(super) fn new(arena: &'a Geometries, index: usize) -> Self {
        Self { arena, index }
    }

    /// Its type.
    pub fn kind(&self) -> GeometryKind {
        self.arena.kinds[self.index]
    }

    /// Its parts; none for a collection, whose geometries are its [`Geometry::members`].
    pub fn parts(&self) -> impl Iterator<Item = Part<'a>> + use<'a> {
        let arena = self.arena;
        run(&arena.part_ends, self.index).map(move |index| Part { arena, index })
    }

    /// Every position, in order; without those of a collection's members.
    pub fn positions(&self) -> &'a [[f64; 2]] {
        let parts = run(&self.arena.part_ends, self.index);
        if parts.is_empty() {
            return &[];
        }
        let paths = run(&self.arena.path_ends, parts.start).start
            ..run(&self.arena.path_ends, parts.end - 1).end;
        if paths.is_empty() {
            return &[];
        }
        let start = run(&self.arena.position_ends, paths.start).start;
        let end = run(&self.arena.position_ends, paths.end - 1).end;
        &self.arena.positions[start..end]
    }

    /// The coordinates beyond latitude of each position, in the order of [`Geometry::positions`];
    /// `None` where no position of the arena has any.
    pub fn higher(&self) -> Option<impl Iterator<Item = &'a [f64]> + use<'a>> {
        let higher = self.arena.higher.as_ref()?;
        let mut values = &higher.values[run(&higher.ends, self.index)];
        let mine = self.positions();
        // Positions of one geometry lie in a row: where they begin follows from their address.
        let start = match run(&self.arena.part_ends, self.index) {
            parts if parts.is_empty() => 0,
            parts => {
                let path = run(&self.arena.path_ends, parts.start).start;
                if path == 0 {
                    0
                } else {
                    self.arena.position_ends[path - 1] as usize
                }
            }
        };
        let counts = &higher.counts[start..start + mine.len()];
        Some(counts.iter().map(move |&count| {
            let (these, rest) = values.split_at(usize::from(count));
            values = rest;
            these
        }))
    }

    /// Its foreign members as JSON text without braces, e.g. `"bbox":[1,2,3,4]`; empty where it has
    /// none.
    pub fn foreign_members(&self) -> &'a str {
        self.arena.foreign.get(self.index)
    }

    /// The geometries of a collection; empty for all other types.
    pub fn members(&self) -> impl Iterator<Item = Geometry<'a>> + use<'a> {
        let collections = &self.arena.collections;
        let found = collections
            .binary_search_by_key(&self.index, |(index, _)| *index as usize)
            .ok()
            .and_then(|at| collections.get(at));
        found.into_iter().flat_map(|(_, members)| {
            (0..members.len()).map(move |index| Geometry {
                arena: members,
                index,
            })
        })
    }

    /// Add all of it to what is covered.
    pub fn cover(&self, coverage: &mut Coverage) {
        self.for_each_simple(&mut |simple| match simple.kind() {
            GeometryKind::Point | GeometryKind::MultiPoint => {
                for position in simple.positions() {
                    coverage.add_point(*position);
                }
            }
            GeometryKind::Polygon | GeometryKind::MultiPolygon => {
                for part in simple.parts() {
                    coverage.add_polygon(part.paths());
                }
            }
            _ => {
                for line in simple.parts().flat_map(|part| part.paths()) {
                    coverage.add_line(line);
                }
            }
        });
    }

    /// The smallest extent around all positions in range; `None` where there are none.
    #[must_use]
    pub fn extent(&self) -> Option<Extent> {
        let mut coverage = Coverage::default();
        self.cover(&mut coverage);
        coverage.extent()
    }

    /// Call `visit` with this geometry, or with all geometries that are in this collection.
    pub fn for_each_simple(&self, visit: &mut dyn FnMut(Geometry<'a>)) {
        if self.kind() == GeometryKind::GeometryCollection {
            for member in self.members() {
                member.for_each_simple(visit);
            }
        } else {
            visit(*self);
        }
    }
}

/// A polygon, or all lines or all points of a geometry.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    arena: &'a Geometries,
    index: usize,
}

impl<'a> Part<'a> {
    /// Rings, exterior first; or lines; or one path of points.
    pub fn paths(&self) -> impl Iterator<Item = &'a [[f64; 2]]> + use<'a> {
        let arena = self.arena;
        run(&arena.path_ends, self.index)
            .map(move |path| &arena.positions[run(&arena.position_ends, path)])
    }
}
