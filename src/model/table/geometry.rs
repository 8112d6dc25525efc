//! The geometry of many features in flat arenas: kinds, and the ends of parts, paths and positions.

use super::Fragments;
use super::view::Geometry;

/// The type of a geometry (RFC 7946, section 3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GeometryKind {
    /// `null`: a feature without a place.
    #[default]
    None,
    /// One position.
    Point,
    /// Many positions.
    MultiPoint,
    /// A line.
    LineString,
    /// Many lines.
    MultiLineString,
    /// An exterior ring and holes.
    Polygon,
    /// Many polygons.
    MultiPolygon,
    /// Geometries of any type.
    GeometryCollection,
}

impl GeometryKind {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Point,
        Self::MultiPoint,
        Self::LineString,
        Self::MultiLineString,
        Self::Polygon,
        Self::MultiPolygon,
        Self::GeometryCollection,
        Self::None,
    ];

    /// Its name in GeoJSON; `null` for none.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "null",
            Self::Point => "Point",
            Self::MultiPoint => "MultiPoint",
            Self::LineString => "LineString",
            Self::MultiLineString => "MultiLineString",
            Self::Polygon => "Polygon",
            Self::MultiPolygon => "MultiPolygon",
            Self::GeometryCollection => "GeometryCollection",
        }
    }
}

/// Geometries one after the other.
///
/// A geometry has parts, a part has paths, a path has positions. Polygons have one part for each
/// polygon and one path for each ring, exterior first, its last position repeating the first; all
/// other types have one part: lines with one path each, points together in one path. Positions are
/// `[longitude, latitude]`, degrees, WGS 84. The members of a geometry collection are geometries of
/// their own, see [`Geometry::members`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Geometries {
    pub(super) kinds: Vec<GeometryKind>,
    pub(super) part_ends: Vec<u32>,
    pub(super) path_ends: Vec<u32>,
    pub(super) position_ends: Vec<u32>,
    pub(super) positions: Vec<[f64; 2]>,
    pub(super) higher: Option<Higher>,
    /// Collections by the index they have in `kinds`, in order.
    pub(super) collections: Vec<(u32, Geometries)>,
    /// Foreign members by index.
    pub(super) foreign: Fragments,
}

/// Coordinates beyond longitude and latitude; there only where any position has some.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Higher {
    /// How many each position has.
    pub(super) counts: Vec<u8>,
    /// Where those of each geometry end in `values`.
    pub(super) ends: Vec<u32>,
    pub(super) values: Vec<f64>,
}

/// How much there was, to go back to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    geometries: usize,
    parts: usize,
    paths: usize,
    positions: usize,
    values: usize,
    collections: usize,
}

impl Geometries {
    /// Number of geometries.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The geometry at an index, which must be less than [`Geometries::len`].
    pub fn get(&self, index: usize) -> Geometry<'_> {
        Geometry::new(self, index)
    }

    /// The positions of all geometries but the members of collections.
    pub fn positions(&self) -> &[[f64; 2]] {
        &self.positions
    }

    /// Memory taken, bytes.
    pub fn bytes(&self) -> usize {
        let higher = self.higher.as_ref().map_or(0, |higher| {
            higher.counts.capacity() + 4 * higher.ends.capacity() + 8 * higher.values.capacity()
        });
        let members: usize = self
            .collections
            .iter()
            .map(|(_, members)| size_of::<Self>() + members.bytes())
            .sum();
        let ends =
            self.part_ends.capacity() + self.path_ends.capacity() + self.position_ends.capacity();
        self.kinds.capacity()
            + 4 * ends
            + 16 * self.positions.capacity()
            + higher
            + members
            + self.foreign.bytes()
    }

    /// Where the geometry being built begins, to [`Geometries::truncate`] to if it is no good.
    pub fn mark(&self) -> Mark {
        Mark {
            geometries: self.kinds.len(),
            parts: self.path_ends.len(),
            paths: self.position_ends.len(),
            positions: self.positions.len(),
            values: self.higher.as_ref().map_or(0, |higher| higher.values.len()),
            collections: self.collections.len(),
        }
    }

    /// Forget everything since the mark.
    pub fn truncate(&mut self, mark: Mark) {
        self.kinds.truncate(mark.geometries);
        self.part_ends.truncate(mark.geometries);
        self.path_ends.truncate(mark.parts);
        self.position_ends.truncate(mark.paths);
        self.positions.truncate(mark.positions);
        self.collections.truncate(mark.collections);
        self.foreign.truncate(mark.geometries);
        if let Some(higher) = &mut self.higher {
            higher.counts.truncate(mark.positions);
            higher.ends.truncate(mark.geometries);
            higher.values.truncate(mark.values);
            if mark.values == 0 {
                self.higher = None;
            }
        }
    }

    /// Add a position `[longitude, latitude]` to the path being built.
    #[inline]
    pub fn push_position(&mut self, lonlat: [f64; 2]) {
        self.positions.push(lonlat);
        if let Some(higher) = &mut self.higher {
            higher.counts.push(0);
        }
    }

    /// Give the last position another coordinate: elevation, then measures.
    pub fn push_higher(&mut self, value: f64) {
        let (positions, geometries) = (self.positions.len(), self.kinds.len());
        let higher = self.higher.get_or_insert_with(|| Higher {
            counts: vec![0; positions],
            ends: vec![0; geometries],
            values: Vec::new(),
        });
        if let Some(count) = higher.counts.last_mut()
            && *count < u8::MAX
        {
            *count += 1;
            higher.values.push(value);
        }
    }

    /// The positions of the path being built.
    pub fn open_path(&self) -> &[[f64; 2]] {
        let start = self.position_ends.last().map_or(0, |&end| end as usize);
        &self.positions[start..]
    }

    /// Repeat the first position of the path being built at its end if it is not there; whether
    /// that was needed.
    pub fn close_path(&mut self) -> bool {
        let start = self.position_ends.last().map_or(0, |&end| end as usize);
        let Some((&first, &last)) = self.positions.get(start).zip(self.positions.last()) else {
            return false;
        };
        // So that 0 and -0 are the same place.
        if first[0] - last[0] == 0.0 && first[1] - last[1] == 0.0 {
            return false;
        }
        let higher: Vec<f64> = self.higher.as_ref().map_or_else(Vec::new, |higher| {
            let counts = &higher.counts[start..];
            let since: usize = counts.iter().map(|&count| usize::from(count)).sum();
            let at = higher.values.len() - since;
            higher.values[at..at + usize::from(counts[0])].to_vec()
        });
        self.push_position(first);
        for value in higher {
            self.push_higher(value);
        }
        true
    }

    /// End the path being built: a ring, a line, or the points of a geometry.
    pub fn end_path(&mut self) {
        self.position_ends.push(self.positions.len() as u32);
    }

    /// End the part being built.
    pub fn end_part(&mut self) {
        self.path_ends.push(self.position_ends.len() as u32);
    }

    /// End the geometry being built.
    pub fn end_geometry(&mut self, kind: GeometryKind) {
        self.kinds.push(kind);
        self.part_ends.push(self.path_ends.len() as u32);
        if let Some(higher) = &mut self.higher {
            higher.ends.push(higher.values.len() as u32);
        }
    }

    /// Add a feature without a place.
    pub fn push_none(&mut self) {
        self.end_geometry(GeometryKind::None);
    }

    /// Add a point.
    pub fn push_point(&mut self, lonlat: [f64; 2]) {
        self.push_position(lonlat);
        self.end_path();
        self.end_part();
        self.end_geometry(GeometryKind::Point);
    }

    /// Add a geometry of this type without positions, which is no collection.
    pub fn push_empty(&mut self, kind: GeometryKind) {
        if matches!(kind, GeometryKind::LineString | GeometryKind::MultiPoint) {
            self.end_path();
        }
        if kind != GeometryKind::MultiPolygon {
            self.end_part();
        }
        self.end_geometry(kind);
    }

    /// Add a collection.
    pub fn push_collection(&mut self, members: Geometries) {
        self.collections.push((self.kinds.len() as u32, members));
        self.end_geometry(GeometryKind::GeometryCollection);
    }

    /// Give the last geometry foreign members, as JSON text without braces.
    pub fn add_members(&mut self, members: &str) {
        if let Some(last) = self.kinds.len().checked_sub(1) {
            self.foreign.push(last, members);
        }
    }

    /// Replace the foreign members of each geometry for which there is something else, those in
    /// collections among them; the geometries concerned.
    pub(super) fn replace_members(&mut self, other: &dyn Fn(&str) -> Option<String>) -> Vec<u32> {
        let mut replaced = self.foreign.replace(other);
        for (index, members) in &mut self.collections {
            if !members.replace_members(other).is_empty() {
                replaced.push(*index);
            }
        }
        replaced
    }

    /// Whether another arena can be appended with all offsets within 32 bits.
    pub fn fits(&self, other: &Self) -> bool {
        let most = u32::MAX as usize;
        let values = |arena: &Self| arena.higher.as_ref().map_or(0, |h| h.values.len());
        self.positions.len() + other.positions.len() <= most
            && self.position_ends.len() + other.position_ends.len() <= most
            && self.kinds.len() + other.kinds.len() <= most
            && values(self) + values(other) <= most
    }

    /// Put the geometries of another arena behind these.
    pub fn append(&mut self, other: Self) {
        let (geometries, parts) = (self.kinds.len() as u32, self.path_ends.len() as u32);
        let (paths, positions) = (self.position_ends.len() as u32, self.positions.len() as u32);
        if self.higher.is_some() || other.higher.is_some() {
            let mine = self.higher.get_or_insert_with(|| Higher {
                counts: vec![0; positions as usize],
                ends: vec![0; geometries as usize],
                values: Vec::new(),
            });
            let values = mine.values.len() as u32;
            if let Some(theirs) = other.higher {
                mine.counts.extend(theirs.counts);
                mine.ends.extend(theirs.ends.iter().map(|end| end + values));
                mine.values.extend(theirs.values);
            } else {
                mine.counts
                    .resize(mine.counts.len() + other.positions.len(), 0);
                mine.ends
                    .resize(mine.ends.len() + other.kinds.len(), values);
            }
        }
        self.kinds.extend(other.kinds);
        self.part_ends
            .extend(other.part_ends.iter().map(|end| end + parts));
        self.path_ends
            .extend(other.path_ends.iter().map(|end| end + paths));
        self.position_ends
            .extend(other.position_ends.iter().map(|end| end + positions));
        self.positions.extend(other.positions);
        self.foreign.append(geometries as usize, &other.foreign);
        let moved = other.collections.into_iter();
        self.collections
            .extend(moved.map(|(index, members)| (index + geometries, members)));
    }

    /// Change every position in place, e.g. to convert them from another CRS.
    pub fn map_positions(&mut self, change: &mut dyn FnMut([f64; 2]) -> [f64; 2]) {
        for position in &mut self.positions {
            *position = change(*position);
        }
        for (_, members) in &mut self.collections {
            members.map_positions(change);
        }
    }

    pub(super) fn shrink(&mut self) {
        self.kinds.shrink_to_fit();
        self.part_ends.shrink_to_fit();
        self.path_ends.shrink_to_fit();
        self.position_ends.shrink_to_fit();
        self.positions.shrink_to_fit();
    }
}
