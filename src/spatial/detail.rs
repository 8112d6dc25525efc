//! Levels of detail: every line and area of the atlas in unit-square coordinates, with as many
//! vertices as the screen can show at a zoom level. Made when first asked for, then kept.
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use geo::TriangulateEarcut;
use geo::triangulate_earcut::RawTriangulation;

use super::simplify::simplify_line;
use super::{WorldBox, district};
use crate::geodesy::mercator::{world_from_lonlat, world_size_pt};
use crate::geodesy::{Meters, Position, geodesic};
use crate::model::{Atlas, Polygon};

/// The coarsest level.
const COARSEST: u8 = 2;
/// From this level on lines have all their vertices: 0.4 points are 12 m on the ground there.
const FINEST: u8 = 12;
/// How far a simplified line may stray, screen points.
const TOLERANCE_PT: f64 = 0.4;
/// Rings whose box is smaller than this are dropped, square screen points.
const LEAST_RING_PT2: f64 = 1.0;
/// Border segments are geodesics; those longer than this are drawn in steps. A straight line on
/// the map strays from the geodesic by length² · tan(latitude) / 8R, 6 m here at 37° N.
const GEODESIC_STEP: Meters = Meters(20_000.0);

/// A layer of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineLayer {
    /// [`Atlas::world_lines`].
    World,
    /// [`Atlas::rivers`].
    Rivers,
    /// [`Atlas::province_lines`].
    Provinces,
    /// [`Atlas::borders`].
    Borders,
}

/// A layer of areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AreaLayer {
    /// [`Atlas::world`].
    World,
    /// [`Atlas::water`].
    Water,
    /// [`Atlas::countries`].
    Countries,
}

/// The lines of one layer at one level.
#[derive(Debug, Default)]
pub struct Lines {
    points: Vec<[f64; 2]>,
    parts: Vec<LinePart>,
}

/// One polyline.
#[derive(Clone, Debug)]
pub struct LinePart {
    /// Index of its feature in the atlas.
    pub feature: usize,
    /// What it covers.
    pub bounds: WorldBox,
    points: Range<usize>,
}

/// The areas of one layer at one level.
#[derive(Debug, Default)]
pub struct Areas {
    points: Vec<[f64; 2]>,
    rings: Vec<Range<usize>>,
    triangles: Vec<u32>,
    parts: Vec<AreaPart>,
}

/// One polygon with its holes.
#[derive(Clone, Debug)]
pub struct AreaPart {
    /// Index of its feature in the atlas.
    pub feature: usize,
    /// What it covers.
    pub bounds: WorldBox,
    rings: Range<usize>,
    triangles: Range<usize>,
}

impl Lines {
    /// Every polyline with its vertices, in the atlas's order.
    pub fn iter(&self) -> impl Iterator<Item = (&LinePart, &[[f64; 2]])> {
        self.parts
            .iter()
            .map(|part| (part, &self.points[part.points.clone()]))
    }

    fn push(&mut self, feature: usize, points: &[[f64; 2]]) {
        let start = self.points.len();
        self.points.extend_from_slice(points);
        self.parts.push(LinePart {
            feature,
            bounds: WorldBox::around(points),
            points: start..self.points.len(),
        });
    }
}

impl Areas {
    /// Every polygon, in the atlas's order.
    pub fn iter(&self) -> impl Iterator<Item = &AreaPart> {
        self.parts.iter()
    }

    /// The rings of a polygon, exterior first; the last vertex does not repeat the first.
    pub fn rings(&self, part: &AreaPart) -> impl Iterator<Item = &[[f64; 2]]> {
        self.rings[part.rings.clone()]
            .iter()
            .map(|ring| &self.points[ring.clone()])
    }

    /// The vertices of all rings of a polygon, one ring after the other.
    pub fn vertices(&self, part: &AreaPart) -> &[[f64; 2]] {
        let rings = &self.rings[part.rings.clone()];
        match (rings.first(), rings.last()) {
            (Some(first), Some(last)) => &self.points[first.start..last.end],
            _ => &[],
        }
    }

    /// The polygon as triangles: indices into [`Areas::vertices`], three each.
    pub fn triangles(&self, part: &AreaPart) -> &[u32] {
        &self.triangles[part.triangles.clone()]
    }

    fn push(&mut self, feature: usize, rings: Vec<Vec<[f64; 2]>>) {
        let first_ring = self.rings.len();
        let first_triangle = self.triangles.len();
        let mut lines = rings.into_iter().map(geo::LineString::from);
        let Some(exterior) = lines.next() else { return };
        let polygon = geo::Polygon::new(exterior, lines.collect());
        let RawTriangulation {
            vertices,
            triangle_indices,
        } = polygon.earcut_triangles_raw();
        let bounds = WorldBox::around(&vertices);
        let mut end = self.points.len();
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            self.rings.push(end..end + ring.0.len() - 1);
            end += ring.0.len() - 1;
        }
        self.points.extend(vertices);
        self.triangles
            .extend(triangle_indices.into_iter().map(|index| index as u32));
        self.parts.push(AreaPart {
            feature,
            bounds,
            rings: first_ring..self.rings.len(),
            triangles: first_triangle..self.triangles.len(),
        });
    }
}

/// Polylines or closed rings of one feature, all vertices, unit square.
type Strands = Vec<(usize, Vec<Vec<[f64; 2]>>)>;

/// One layer: all its vertices, projected once, and the levels made from them.
struct Pyramid<T> {
    full: OnceLock<Strands>,
    levels: [OnceLock<T>; (FINEST - COARSEST + 1) as usize],
}

impl<T> Pyramid<T> {
    fn new() -> Self {
        Self {
            full: OnceLock::new(),
            levels: std::array::from_fn(|_| OnceLock::new()),
        }
    }

    fn at(
        &self,
        zoom: f64,
        full: impl FnOnce() -> Strands,
        build: impl FnOnce(&Strands, Option<f64>) -> T,
    ) -> &T {
        let level = (zoom.ceil() as u8).clamp(COARSEST, FINEST);
        self.levels[usize::from(level - COARSEST)].get_or_init(|| {
            let world_from_pt = 1.0 / world_size_pt(f64::from(level));
            let pt = (level < FINEST).then_some(world_from_pt);
            build(self.full.get_or_init(full), pt)
        })
    }
}

/// The atlas at every level of detail. Levels are made on first use, by whichever thread asks.
pub struct Detail {
    atlas: Arc<Atlas>,
    lines: [Pyramid<Lines>; 4],
    areas: [Pyramid<Areas>; 3],
    districts: OnceLock<Vec<bool>>,
    country_boxes: OnceLock<Vec<WorldBox>>,
    province_boxes: OnceLock<Vec<WorldBox>>,
}

impl Detail {
    /// Prepares nothing yet.
    #[must_use]
    pub fn new(atlas: Arc<Atlas>) -> Self {
        Self {
            atlas,
            lines: std::array::from_fn(|_| Pyramid::new()),
            areas: std::array::from_fn(|_| Pyramid::new()),
            districts: OnceLock::new(),
            country_boxes: OnceLock::new(),
            province_boxes: OnceLock::new(),
        }
    }

    /// What the levels are made from.
    #[must_use]
    pub fn atlas(&self) -> &Atlas {
        &self.atlas
    }

    /// The lines of a layer for a zoom level, straying no more than 0.4 screen points from the
    /// exact ones; ends stay exact.
    pub fn lines(&self, layer: LineLayer, zoom: f64) -> &Lines {
        let full = || self.line_strands(layer);
        self.lines[layer as usize].at(zoom, full, |strands, pt| {
            let mut lines = Lines::default();
            for (feature, parts) in strands {
                for part in parts {
                    match pt {
                        Some(pt) => lines.push(*feature, &simplify_line(part, TOLERANCE_PT * pt)),
                        None => lines.push(*feature, part),
                    }
                }
            }
            lines
        })
    }

    /// The areas of a layer for a zoom level, without rings too small to see.
    pub fn areas(&self, layer: AreaLayer, zoom: f64) -> &Areas {
        let full = || self.area_strands(layer);
        self.areas[layer as usize].at(zoom, full, |strands, pt| {
            let mut areas = Areas::default();
            for (feature, rings) in strands {
                if let Some(rings) = visible_rings(rings, pt) {
                    areas.push(*feature, rings);
                }
            }
            areas
        })
    }

    /// Whether a settlement is part of a larger one and has no name of its own on a map: index
    /// into [`Atlas::places`].
    pub fn is_district(&self, place: usize) -> bool {
        let districts = self
            .districts
            .get_or_init(|| district::districts(&self.atlas.places));
        districts.get(place).copied().unwrap_or(false)
    }

    /// The box around the largest part of a country: index into [`Atlas::countries`].
    pub fn country_box(&self, country: usize) -> WorldBox {
        let of = || {
            self.atlas
                .countries
                .iter()
                .map(|country| largest(&country.polygons))
        };
        self.country_boxes.get_or_init(|| of().collect())[country]
    }

    /// The box around the largest part of a province: index into [`Atlas::provinces`].
    pub fn province_box(&self, province: usize) -> WorldBox {
        let of = || {
            self.atlas
                .provinces
                .iter()
                .map(|province| largest(&province.polygons))
        };
        self.province_boxes.get_or_init(|| of().collect())[province]
    }

    fn line_strands(&self, layer: LineLayer) -> Strands {
        let projected =
            |parts: &Vec<Vec<Position>>| parts.iter().map(|part| project(part)).collect();
        match layer {
            LineLayer::World => numbered(&self.atlas.world_lines, |line| projected(&line.parts)),
            LineLayer::Rivers => numbered(&self.atlas.rivers, |river| projected(&river.parts)),
            LineLayer::Provinces => {
                numbered(&self.atlas.province_lines, |line| projected(&line.parts))
            }
            LineLayer::Borders => numbered(&self.atlas.borders, |border| {
                border
                    .parts
                    .iter()
                    .map(|part| project_geodesic(part))
                    .collect()
            }),
        }
    }

    fn area_strands(&self, layer: AreaLayer) -> Strands {
        let each = |polygons: Vec<&Vec<Polygon>>, geodesic: bool| {
            let mut strands = Strands::new();
            for (feature, polygons) in polygons.into_iter().enumerate() {
                for polygon in polygons {
                    let project = if geodesic { project_geodesic } else { project };
                    let rings = polygon.rings.iter().map(|ring| project(ring)).collect();
                    strands.push((feature, rings));
                }
            }
            strands
        };
        let atlas = &self.atlas;
        match layer {
            AreaLayer::World => each(
                atlas.world.iter().map(|area| &area.polygons).collect(),
                false,
            ),
            AreaLayer::Water => each(
                atlas.water.iter().map(|area| &area.polygons).collect(),
                false,
            ),
            AreaLayer::Countries => each(
                atlas.countries.iter().map(|area| &area.polygons).collect(),
                true,
            ),
        }
    }
}

/// The largest of the boxes around each polygon.
fn largest(polygons: &[Polygon]) -> WorldBox {
    let area = |bounds: &WorldBox| bounds.size()[0] * bounds.size()[1];
    polygons
        .iter()
        .filter_map(|polygon| polygon.rings.first())
        .map(|exterior| WorldBox::around(&project(exterior)))
        .max_by(|a, b| area(a).total_cmp(&area(b)))
        .unwrap_or_else(|| WorldBox::around(&[]))
}

fn numbered<F>(features: &[F], parts: impl Fn(&F) -> Vec<Vec<[f64; 2]>>) -> Strands {
    features.iter().map(parts).enumerate().collect()
}

fn project(points: &[Position]) -> Vec<[f64; 2]> {
    points
        .iter()
        .map(|point| world_from_lonlat(*point))
        .collect()
}

/// Long segments in steps along the geodesic. The cheap test in degrees spares the millions of
/// short ones a geodesic: 0.18° of latitude are 20 km, and of longitude less.
fn project_geodesic(points: &[Position]) -> Vec<[f64; 2]> {
    const LONG_DEG: f64 = 0.175;
    let mut world = Vec::with_capacity(points.len());
    world.extend(points.first().map(|point| world_from_lonlat(*point)));
    for pair in points.windows(2) {
        let [a, b] = [pair[0], pair[1]];
        let long = (a.lon_deg() - b.lon_deg()).abs() > LONG_DEG
            || (a.lat_deg() - b.lat_deg()).abs() > LONG_DEG;
        if long {
            let steps = geodesic::densify(&[a, b], GEODESIC_STEP);
            world.extend(steps[1..].iter().map(|point| world_from_lonlat(*point)));
        } else {
            world.push(world_from_lonlat(b));
        }
    }
    world
}

/// The rings of a polygon that are large enough to see, simplified; `None` where the exterior is
/// not. Rings stay closed: the last vertex repeats the first.
fn visible_rings(rings: &[Vec<[f64; 2]>], pt: Option<f64>) -> Option<Vec<Vec<[f64; 2]>>> {
    let mut seen = Vec::with_capacity(rings.len());
    for (index, ring) in rings.iter().enumerate() {
        let simple = match pt {
            None => ring.clone(),
            Some(pt) => {
                let [width, height] = WorldBox::around(ring).size();
                if width * height < LEAST_RING_PT2 * pt * pt {
                    Vec::new()
                } else {
                    simplify_line(ring, TOLERANCE_PT * pt)
                }
            }
        };
        // Three corners and the first again.
        if simple.len() >= 4 {
            seen.push(simple);
        } else if index == 0 {
            return None;
        }
    }
    (!seen.is_empty()).then_some(seen)
}

#[cfg(test)]
mod tests;
