//! The features of the user's layers, prepared for drawing and pointing.
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::geodesy::mercator::{world_from_lonlat, world_size_pt};
use crate::geodesy::{Position, lon_lat};
use crate::jobs::{Cancelled, JobContext};
use crate::model::table::GeometryKind;
use crate::model::{FeatureTable, LayerId, LoadReport};
use crate::spatial::WorldBox;

/// A layer that was read, with what was derived from it.
pub struct LoadedLayer {
    /// Its features.
    pub table: Arc<FeatureTable>,
    /// What was found while they were read.
    pub report: Arc<LoadReport>,
    /// Where they are.
    pub index: FeatureIndex,
}

impl std::fmt::Debug for LoadedLayer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} features", self.table.len())
    }
}

/// Two are the same only if they came of one reading.
impl PartialEq for LoadedLayer {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.table, &other.table)
    }
}

/// The layers that are loaded.
pub type LayerStore = BTreeMap<LayerId, Arc<LoadedLayer>>;

/// Where the features of one table are.
pub struct FeatureIndex {
    points: Points,
    shapes: Shapes,
}

/// Points by where they are.
#[derive(Default)]
pub struct Points(Vec<([f64; 2], u32)>);

impl Points {
    /// Calls `visit` with the place in the unit square and the row of each point within a box.
    pub fn for_each_within(&self, within: &WorldBox, mut visit: impl FnMut([f64; 2], u32)) {
        for &(at, row) in &self.0 {
            if within.overlaps(&WorldBox { min: at, max: at }) {
                visit(at, row);
            }
        }
    }

    /// How many points lie within a box, or more than `most` if there are more.
    #[must_use]
    pub fn count_within(&self, within: &WorldBox, _most: usize) -> usize {
        let mut count = 0;
        self.for_each_within(within, |_, _| count += 1);
        count
    }
}

/// A line, or a polygon with its holes.
pub struct Shape {
    /// Whose it is; a row may have several.
    pub row: u32,
    area: bool,
    paths: Vec<Vec<[f64; 2]>>,
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
        WorldBox::around(&self.paths.concat())
    }
}

/// Every line and polygon of a layer, in the order they are drawn.
#[derive(Default)]
pub struct Shapes(Vec<Shape>);

impl Shapes {
    /// The shapes whose box shares a point with this one, in the order they are drawn.
    #[must_use]
    pub fn within(&self, within: &WorldBox) -> Vec<&Shape> {
        let shapes = self.0.iter();
        shapes
            .filter(|shape| shape.bounds().overlaps(within))
            .collect()
    }

    /// The line, or the rings of the polygon, in the unit square.
    pub fn paths(&self, shape: &Shape, _tolerance: f64) -> impl Iterator<Item = Vec<[f64; 2]>> {
        shape.paths.clone().into_iter()
    }
}

impl FeatureIndex {
    /// An index of these features.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] when nobody wants it any more.
    pub fn new(table: &FeatureTable, job: &JobContext) -> Result<Self, Cancelled> {
        job.stage("indexing", table.len() as u64);
        let mut points = Points::default();
        let mut shapes = Shapes::default();
        let world = |&[lon, lat]: &[f64; 2]| world_from_lonlat(lon_lat(lon, lat));
        for row in 0..table.len() {
            let geometry = table.geometry(row);
            let row = row as u32;
            match geometry.kind() {
                GeometryKind::Point | GeometryKind::MultiPoint => {
                    let positions = geometry.positions().iter();
                    points.0.extend(positions.map(|at| (world(at), row)));
                }
                kind => shapes.0.extend(geometry.parts().map(|part| {
                    Shape {
                        row,
                        area: matches!(kind, GeometryKind::Polygon | GeometryKind::MultiPolygon),
                        paths: part
                            .paths()
                            .map(|path| path.iter().map(world).collect())
                            .collect(),
                    }
                })),
            }
            job.advance(1)?;
        }
        Ok(Self { points, shapes })
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

    /// Rows within `tolerance_pt` screen points of a position at a zoom level, or around it, the
    /// top-most first.
    #[must_use]
    pub fn hits(&self, at: Position, tolerance_pt: f64, zoom: f64) -> Vec<u32> {
        let [x, y] = world_from_lonlat(at);
        let radius = tolerance_pt / world_size_pt(zoom);
        let near = |&&([px, py], _): &&([f64; 2], u32)| (px - x).hypot(py - y) <= radius;
        let found = self.points.0.iter().filter(near);
        found.map(|(_, row)| *row).rev().collect()
    }
}
