//! Lines and areas in map coordinates of fixed precision, with a tree of their boxes: what to draw
//! in a tile, and what lies under the pointer.
use std::sync::Arc;

use super::packed::{FixedBox, PackedTree};
use crate::geodesy::mercator::world_from_lonlat;
use crate::geodesy::{Turns, led_to_pole, lon_lat, unwrap_turns};
use crate::jobs::{Cancelled, JobContext};
use crate::model::RowSet;
use crate::spatial::WorldBox;

/// Steps along the unit square: 3.7 cm on the ground, a 64th of a point at zoom 16.
const SIDE: f64 = 1_073_741_824.0;

/// A line, or a polygon with its holes.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Whose it is; a row may have several.
    pub row: u32,
    first_path: u32,
    end_path: u32,
    area: bool,
    bounds: FixedBox,
}

impl Shape {
    /// Whether it is a polygon.
    #[must_use]
    pub fn is_area(&self) -> bool {
        self.area
    }

    /// What it covers.
    #[must_use]
    pub fn bounds(&self) -> WorldBox {
        let [x0, y0, x1, y1] = self.bounds;
        WorldBox {
            min: world([x0, y0]),
            max: world([x1, y1]),
        }
    }
}

/// Every line and polygon of a layer, in the order they are drawn. Their western ends lie within
/// the unit square; across the antimeridian they reach beyond it.
pub struct Shapes {
    /// Also those that are filtered out: shared by what differs in its rows alone.
    paths: Arc<Paths>,
    /// Finds those that are not.
    tree: PackedTree,
}

/// Every line and polygon of a table.
#[derive(Default)]
pub(super) struct Paths {
    vertices: Vec<[u32; 2]>,
    path_ends: Vec<u32>,
    all: Vec<Shape>,
    beyond: bool,
}

/// Steps from one world west of the unit square.
fn fixed(value: f64) -> u32 {
    // What is beyond the last step is on it: `as` stays within its range.
    ((value + 1.0) * SIDE) as u32
}

fn world(vertex: [u32; 2]) -> [f64; 2] {
    vertex.map(|step| f64::from(step) / SIDE - 1.0)
}

impl Paths {
    /// Add a shape; what has no place is left out. Steps over the antimeridian go the short way,
    /// and rings about a pole are led around it.
    pub(super) fn push<'a>(
        &mut self,
        row: u32,
        area: bool,
        paths: impl Iterator<Item = &'a [[f64; 2]]>,
    ) {
        let (first_path, first_vertex) = (self.path_ends.len(), self.vertices.len());
        let mut around = WorldBox::around(&[]);
        let mut placed: Vec<[f64; 2]> = Vec::new();
        let mut is_moved = false;
        let mut pole = None;
        for path in paths {
            let start = placed.len();
            let place = |&[lon, lat]: &[f64; 2]| world_from_lonlat(lon_lat(lon, lat));
            let finite = |[x, y]: &[f64; 2]| x.is_finite() && y.is_finite();
            placed.extend(path.iter().map(place).filter(finite));
            let turns = unwrap_turns(&mut placed[start..], 1.0, area);
            is_moved |= turns != Turns::None;
            if turns == Turns::AboutPole {
                let (ring, beyond) = led_to_pole(&placed[start..], pole);
                pole = Some(beyond);
                placed.truncate(start);
                placed.extend(ring);
            }
            self.path_ends.push((first_vertex + placed.len()) as u32);
        }
        if is_moved {
            let ends = self.path_ends[first_path..].iter();
            gather(&mut placed, ends.map(|end| *end as usize - first_vertex));
        }
        for point in &placed {
            around = WorldBox {
                min: [0, 1].map(|axis: usize| around.min[axis].min(point[axis])),
                max: [0, 1].map(|axis: usize| around.max[axis].max(point[axis])),
            };
        }
        if placed.is_empty() {
            self.path_ends.truncate(first_path);
            return;
        }
        let moved = around.min[0].floor();
        self.vertices
            .extend(placed.iter().map(|[x, y]| [fixed(x - moved), fixed(*y)]));
        let [x1, y1] = [fixed(around.max[0] - moved), fixed(around.max[1])];
        self.beyond |= around.max[0] - moved > 1.0;
        self.all.push(Shape {
            row,
            first_path: first_path as u32,
            end_path: self.path_ends.len() as u32,
            area,
            bounds: [fixed(around.min[0] - moved), fixed(around.min[1]), x1, y1],
        });
    }
}

impl Shapes {
    /// How many lines and polygons there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tree.len() == 0
    }

    /// Whether any is an area, also one that is filtered out.
    #[must_use]
    pub fn has_areas(&self) -> bool {
        self.paths.all.iter().any(Shape::is_area)
    }

    /// Whether any reaches across the antimeridian, and so is seen from two copies of the world.
    #[must_use]
    pub fn reach_beyond(&self) -> bool {
        self.paths.beyond
    }

    /// All of several, one after the other, ready to be searched.
    pub(super) fn joined(pieces: Vec<Paths>, job: &JobContext) -> Result<Self, Cancelled> {
        let mut joined = Paths::default();
        for piece in pieces {
            job.advance(0)?;
            let (paths, vertices) = (joined.path_ends.len() as u32, joined.vertices.len() as u32);
            joined.vertices.extend(piece.vertices);
            joined
                .path_ends
                .extend(piece.path_ends.iter().map(|end| end + vertices));
            joined.all.extend(piece.all.iter().map(|shape| Shape {
                first_path: shape.first_path + paths,
                end_path: shape.end_path + paths,
                ..*shape
            }));
            joined.beyond |= piece.beyond;
        }
        let boxes: Vec<FixedBox> = joined.all.iter().map(|shape| shape.bounds).collect();
        let tree = PackedTree::new(&boxes, job)?;
        Ok(Self {
            paths: Arc::new(joined),
            tree,
        })
    }

    /// Those of these rows.
    pub(super) fn filtered(&self, rows: &RowSet) -> Self {
        let keep = |index: u32| rows.contains(self.paths.all[index as usize].row);
        Self {
            paths: Arc::clone(&self.paths),
            tree: self.tree.filtered(keep),
        }
    }

    /// The shapes whose box shares a point with this one, in the order they are drawn.
    #[must_use]
    pub fn within(&self, within: &WorldBox) -> Vec<&Shape> {
        let [min, max] = [within.min, within.max].map(|corner| corner.map(fixed));
        let mut found = Vec::new();
        let bounds = [min[0], min[1], max[0], max[1]];
        self.tree.search(&bounds, &mut |index| found.push(index));
        found.sort_unstable();
        found
            .into_iter()
            .map(|index| &self.paths.all[index as usize])
            .collect()
    }

    /// The line, or the rings of the polygon, in the unit square; without the vertices that lie
    /// within `tolerance` of the one before, ends aside.
    pub fn paths(&self, shape: &Shape, tolerance: f64) -> impl Iterator<Item = Vec<[f64; 2]>> {
        let least = (tolerance * SIDE) as u32;
        (shape.first_path..shape.end_path).map(move |path| thinned(self.path(path), least))
    }

    fn path(&self, path: u32) -> &[[u32; 2]] {
        let start = match path.checked_sub(1) {
            Some(before) => self.paths.path_ends[before as usize],
            None => 0,
        };
        let end = self.paths.path_ends[path as usize];
        &self.paths.vertices[start as usize..end as usize]
    }

    /// Shapes within a radius, or around the place, in no order; with their distance, 0 within an
    /// area, and how large an area is.
    pub(super) fn hits(&self, [x, y]: [f64; 2], radius: f64) -> Vec<(&Shape, f64, f64)> {
        let mut hits = Vec::new();
        for x in [x - 1.0, x, x + 1.0] {
            let around = WorldBox {
                min: [x - radius, y - radius],
                max: [x + radius, y + radius],
            };
            let bounds = [around.min, around.max].map(|corner| corner.map(fixed));
            let [[x0, y0], [x1, y1]] = bounds;
            self.tree.search(&[x0, y0, x1, y1], &mut |index| {
                let shape = &self.paths.all[index as usize];
                let (distance, area) = self.measure(shape, [x, y]);
                if distance <= radius {
                    hits.push((shape, distance, area));
                }
            });
        }
        hits
    }

    /// How far a shape is from a place, 0 where it lies around it (even-odd rule), and how large
    /// an area is without its holes (Gauss's formula).
    fn measure(&self, shape: &Shape, at: [f64; 2]) -> (f64, f64) {
        let (mut around, mut nearest_squared, mut area) = (false, f64::INFINITY, 0.0_f64);
        for path in shape.first_path..shape.end_path {
            let (mut before, mut twice) = (None, 0.0);
            for &vertex in self.path(path) {
                let b = world(vertex);
                let b = [b[0] - at[0], b[1] - at[1]];
                let a = before.replace(b).unwrap_or(b);
                nearest_squared = nearest_squared.min(distance_squared(a, b));
                twice += a[0] * b[1] - a[1] * b[0];
                around ^= (a[1] > 0.0) != (b[1] > 0.0)
                    && a[0] - a[1] * (b[0] - a[0]) / (b[1] - a[1]) > 0.0;
            }
            let ring = f64::abs(twice) / 2.0;
            area += if path == shape.first_path {
                ring
            } else {
                -ring
            };
        }
        match (shape.area, around) {
            (true, true) => (0.0, area),
            (true, false) => (nearest_squared.sqrt(), area),
            (false, _) => (nearest_squared.sqrt(), 0.0),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let paths = &self.paths;
        8 * paths.vertices.capacity()
            + 4 * paths.path_ends.capacity()
            + size_of::<Shape>() * paths.all.capacity()
            + self.tree.bytes()
    }

    /// Without what it shares with others.
    pub(super) fn own_bytes(&self) -> usize {
        self.tree.bytes()
    }
}

/// Move all rings but the first by whole turns, into the same copy of the world.
fn gather(placed: &mut [[f64; 2]], ends: impl Iterator<Item = usize>) {
    let middle = |ring: &[[f64; 2]]| {
        let bounds = WorldBox::around(ring);
        f64::midpoint(bounds.min[0], bounds.max[0])
    };
    let (mut start, mut first) = (0, None);
    for end in ends {
        let ring = &mut placed[start..end];
        start = end;
        if ring.is_empty() {
            continue;
        }
        let at = middle(ring);
        let turns = (*first.get_or_insert(at) - at).round();
        for vertex in ring {
            vertex[0] += turns;
        }
    }
}

/// A path without the vertices that hardly differ from the one before; both ends stay.
fn thinned(path: &[[u32; 2]], least: u32) -> Vec<[f64; 2]> {
    let mut kept = Vec::with_capacity(path.len().min(64));
    let mut last: Option<[u32; 2]> = None;
    for (index, &vertex) in path.iter().enumerate() {
        let near = last.is_some_and(|last| {
            (0..2).all(|axis: usize| last[axis].abs_diff(vertex[axis]) <= least)
        });
        if !near || index + 1 == path.len() {
            kept.push(world(vertex));
            last = Some(vertex);
        }
    }
    kept
}

/// From the origin to a segment, squared.
fn distance_squared(a: [f64; 2], b: [f64; 2]) -> f64 {
    let run = [b[0] - a[0], b[1] - a[1]];
    let length_squared = run[0] * run[0] + run[1] * run[1];
    let along = if length_squared > 0.0 {
        (-(a[0] * run[0] + a[1] * run[1]) / length_squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let nearest = [a[0] + along * run[0], a[1] + along * run[1]];
    nearest[0] * nearest[0] + nearest[1] * nearest[1]
}
