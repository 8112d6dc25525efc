//! The features of the user's layers, prepared for drawing and pointing: points along a
//! space-filling curve, lines and areas in a tree of boxes, all in coordinates of the map. Says
//! nothing about how anything looks.
mod packed;
mod points;
mod region;
mod shapes;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::geodesy::Position;
use crate::geodesy::mercator::{world_from_lonlat, world_size_pt};
use crate::jobs::{Cancelled, JobContext};
use crate::model::table::GeometryKind;
use crate::model::{ClassCounts, FeatureTable, LayerId, LoadReport, RowSet};
use crate::spatial::{Hit, HitKind};

pub use points::{CellCount, Points};
pub use region::Region;
use shapes::Paths;
pub use shapes::{Shape, Shapes};

/// At most so many features are found at once.
pub const MAX_HITS: usize = 1000;

/// A layer that was read, with what was derived from it.
pub struct LoadedLayer {
    /// Its features.
    pub table: Arc<FeatureTable>,
    /// What was found while they were read.
    pub report: Arc<LoadReport>,
    /// Where those are that pass.
    pub index: FeatureIndex,
}

impl LoadedLayer {
    /// These features alone. The [scale](Points::fullest) of their density is that of all, or
    /// found `anew`.
    #[must_use]
    pub fn filtered(&self, rows: Arc<RowSet>, anew: bool) -> Self {
        Self {
            table: Arc::clone(&self.table),
            report: Arc::clone(&self.report),
            index: self.index.filtered(rows, anew),
        }
    }

    /// The same features with other columns added to their table.
    #[must_use]
    pub fn with_table(&self, table: Arc<FeatureTable>) -> Self {
        Self {
            table,
            report: Arc::clone(&self.report),
            index: self.index.clone(),
        }
    }

    /// The rows that pass; `None` where all do.
    #[must_use]
    pub fn passing(&self) -> Option<&Arc<RowSet>> {
        self.index.passing.as_ref()
    }
}

impl std::fmt::Debug for LoadedLayer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} features", self.table.len())
    }
}

/// Two are the same only if they came of one reading and the same pass.
impl PartialEq for LoadedLayer {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.table, &other.table) && self.passing() == other.passing()
    }
}

/// The layers that are loaded.
pub type LayerStore = BTreeMap<LayerId, Arc<LoadedLayer>>;

/// What the map shows of the layers: the features that pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShownLayers {
    /// The user's layers.
    pub features: LayerStore,
    /// The rows of the incidents; `None` for all.
    pub incidents: Option<Arc<RowSet>>,
    /// How many features the classes of the user's layers have, where that was counted.
    pub counts: BTreeMap<LayerId, Arc<ClassCounts>>,
}

impl ShownLayers {
    /// One of the user's layers.
    #[must_use]
    pub fn get(&self, layer: LayerId) -> Option<&Arc<LoadedLayer>> {
        self.features.get(&layer)
    }
}

/// Everything passes.
impl From<LayerStore> for ShownLayers {
    fn from(features: LayerStore) -> Self {
        Self {
            features,
            ..Self::default()
        }
    }
}

/// Where the features of one table are: exact to four centimetres, which no zoom level shows. Copies
/// share what they hold.
#[derive(Clone)]
pub struct FeatureIndex {
    points: Arc<Points>,
    shapes: Arc<Shapes>,
    passing: Option<Arc<RowSet>>,
}

impl FeatureIndex {
    /// An index of these features, made on every core.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] when nobody wants it any more.
    pub fn new(table: &FeatureTable, job: &JobContext) -> Result<Self, Cancelled> {
        const CHUNK: usize = 1 << 14;
        job.stage("indexing", table.len() as u64);
        let chunks: Vec<usize> = (0..table.len()).step_by(CHUNK).collect();
        let pieces = chunks
            .into_par_iter()
            .map(|start| {
                let rows = start..(start + CHUNK).min(table.len());
                job.advance(rows.len() as u64)?;
                let (mut points, mut shapes) = (Vec::new(), Paths::default());
                for row in rows {
                    collect(table, row, &mut points, &mut shapes);
                }
                Ok((points, shapes))
            })
            .collect::<Result<Vec<_>, Cancelled>>()?;
        let (points, shapes): (Vec<_>, Vec<_>) = pieces.into_iter().unzip();
        let (points, shapes) = rayon::join(
            || Points::new(points.concat(), job),
            || Shapes::joined(shapes, job),
        );
        Ok(Self {
            points: Arc::new(points?),
            shapes: Arc::new(shapes?),
            passing: None,
        })
    }

    /// The points, those of multi-points and collections among them.
    #[must_use]
    pub fn points(&self) -> &Points {
        &self.points
    }

    /// The lines and areas.
    #[must_use]
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// Rows within `tolerance_pt` screen points of a position at a zoom level, or around it, each
    /// once, by [nearness](Hit::nearness); of equals later rows come first, as they lie above. The
    /// first `MAX_HITS`; the wrap at the antimeridian is no edge.
    #[must_use]
    pub fn hits(&self, at: Position, tolerance_pt: f64, zoom: f64) -> Vec<Hit<u32>> {
        let [x, y] = world_from_lonlat(at);
        let at = [x.rem_euclid(1.0), y];
        let size = world_size_pt(zoom);
        let radius = tolerance_pt / size;
        let hit = |what, kind, distance, area| Hit {
            what,
            kind,
            distance_pt: distance * size,
            area_pt2: area * size * size,
        };
        let points = self.points.hits(at, radius).into_iter();
        let shapes = self.shapes.hits(at, radius).into_iter();
        let points = points.map(|(row, distance)| hit(row, HitKind::Point, distance, 0.0));
        let shapes = shapes.map(|(shape, distance, area)| {
            let kind = if shape.is_area() {
                HitKind::Area
            } else {
                HitKind::Line
            };
            hit(shape.row, kind, distance, area)
        });
        let mut found: Vec<_> = points.chain(shapes).collect();
        keep_nearest(&mut found);
        found
    }

    /// The index of these rows alone, made in one pass. The scale of the density stays, or is
    /// found `anew`.
    #[must_use]
    pub fn filtered(&self, rows: Arc<RowSet>, anew: bool) -> Self {
        Self {
            points: Arc::new(self.points.filtered(&rows, anew)),
            shapes: Arc::new(self.shapes.filtered(&rows)),
            passing: Some(rows),
        }
    }

    /// Memory taken, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.points.bytes() + self.shapes.bytes()
    }

    /// Memory that a filtered index takes beside the one it was made from, bytes.
    #[must_use]
    pub fn own_bytes(&self) -> usize {
        self.points.bytes() + self.shapes.own_bytes()
    }
}

/// The nearest `MAX_HITS` rows, each once, the nearest first.
fn keep_nearest(found: &mut Vec<Hit<u32>>) {
    // A geometry of many points may be there many times.
    const MOST: usize = 4 * MAX_HITS;
    let order = |a: &Hit<u32>, b: &Hit<u32>| a.nearness(b).then(b.what.cmp(&a.what));
    if found.len() > MOST {
        found.select_nth_unstable_by(MOST, order);
        found.truncate(MOST);
    }
    found.sort_unstable_by(order);
    let mut rows = HashSet::new();
    found.retain(|hit| rows.insert(hit.what));
    found.truncate(MAX_HITS);
}

fn collect(table: &FeatureTable, row: usize, points: &mut Vec<(u64, u32)>, shapes: &mut Paths) {
    let row_number = row as u32;
    table
        .geometry(row)
        .for_each_simple(&mut |geometry| match geometry.kind() {
            GeometryKind::Point | GeometryKind::MultiPoint => {
                let keys = geometry.positions().iter().filter_map(points::key);
                points.extend(keys.map(|key| (key, row_number)));
            }
            GeometryKind::LineString | GeometryKind::MultiLineString => {
                for path in geometry.parts().flat_map(|part| part.paths()) {
                    shapes.push(row_number, false, std::iter::once(path));
                }
            }
            GeometryKind::Polygon | GeometryKind::MultiPolygon => {
                for part in geometry.parts() {
                    shapes.push(row_number, true, part.paths());
                }
            }
            GeometryKind::GeometryCollection | GeometryKind::None => {}
        });
}
