//! The `.shp` file: records of shapes into the arena, every count checked against the bytes there
//! are before anything is read or reserved.
use super::rings;
use crate::model::table::{Geometries, GeometryKind};
use crate::source::features::crs::Crs;
use crate::source::features::error::FormatError;
use crate::source::features::repairs::Repairs;

/// Measures below this say that there is none (page 2 of the specification).
const NO_DATA: f64 = -1e38;

/// What the first hundred bytes say.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) x_range: [f64; 2],
    pub(super) y_range: [f64; 2],
}

impl Header {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, FormatError> {
        let cut = || FormatError::damaged("Shapefile", "the file ends within its header");
        let double = |at| f64_at(bytes, at).ok_or_else(cut);
        Ok(Self {
            x_range: [double(36)?, double(52)?],
            y_range: [double(44)?, double(60)?],
        })
    }
}

/// What a record holds.
#[derive(Clone, Copy)]
pub(super) enum Found {
    Geometry(Repairs),
    Nothing,
}

/// Add the shape of a record to the arena, which after an error must be truncated.
pub(super) fn push(record: &[u8], crs: Crs, arena: &mut Geometries) -> Result<Found, String> {
    let kind = i32_at(record, 0).ok_or("the record has no type")?;
    match kind {
        0 => {
            arena.push_none();
            Ok(Found::Nothing)
        }
        1 | 11 | 21 => push_point(record, kind, crs, arena),
        3 | 5 | 8 | 13 | 15 | 18 | 23 | 25 | 28 => {
            let shape = Shape::read(record, kind, crs)?;
            let repairs = match kind % 10 {
                3 => shape.push_lines(arena),
                5 => shape.push_polygons(arena),
                _ => shape.push_points(arena),
            }?;
            Ok(Found::Geometry(repairs))
        }
        31 => Err("a multipatch, which is a surface in space".to_owned()),
        _ => Err(format!("{kind} is no type of shape")),
    }
}

/// Whether shapes of a type have elevations, and whether they may have measures.
fn has_z_and_m(kind: i32) -> (bool, bool) {
    let has_z = (11..=18).contains(&kind);
    (has_z, has_z || (21..=28).contains(&kind))
}

fn push_point(record: &[u8], kind: i32, crs: Crs, arena: &mut Geometries) -> Result<Found, String> {
    let (has_z, has_m) = has_z_and_m(kind);
    let cut = "the point is cut short";
    let (x, y) = f64_at(record, 4).zip(f64_at(record, 12)).ok_or(cut)?;
    let z = has_z.then(|| f64_at(record, 20).ok_or(cut)).transpose()?;
    let m = f64_at(record, if has_z { 28 } else { 20 }).filter(|m| has_m && *m > NO_DATA);
    let mut repairs = Repairs::default();
    repairs.push_position(crs.lonlat([x, y]), z, m, arena)?;
    arena.end_path();
    arena.end_part();
    arena.end_geometry(GeometryKind::Point);
    Ok(Found::Geometry(repairs))
}

/// A shape of many points, not yet taken apart.
struct Shape<'a> {
    record: &'a [u8],
    crs: Crs,
    /// Where each part begins, by point.
    parts: Vec<usize>,
    count: usize,
    points_at: usize,
    z_at: Option<usize>,
    m_at: Option<usize>,
}

impl<'a> Shape<'a> {
    fn read(record: &'a [u8], kind: i32, crs: Crs) -> Result<Self, String> {
        let (has_z, has_m) = has_z_and_m(kind);
        let is_multipoint = kind % 10 == 8;
        let cut = || "the shape is cut short".to_owned();
        let count_at = |at| -> Result<usize, String> {
            let count = i32_at(record, at).ok_or_else(cut)?;
            usize::try_from(count).or(Err(format!("a count of {count}")))
        };
        let (part_count, count, parts_at) = if is_multipoint {
            (0, count_at(36)?, 40)
        } else {
            (count_at(36)?, count_at(40)?, 44)
        };
        let points_at = parts_at + 4 * part_count;
        let end = count
            .checked_mul(16)
            .and_then(|length| length.checked_add(points_at));
        let Some(end) = end.filter(|end| *end <= record.len()) else {
            return Err(format!(
                "{count} points and {part_count} parts in a record of {} bytes",
                record.len()
            ));
        };
        let parts = (0..part_count)
            .map(|part| count_at(parts_at + 4 * part))
            .collect::<Result<Vec<usize>, String>>()?;
        let ascending = parts.windows(2).all(|pair| pair[0] <= pair[1]);
        if !ascending || parts.last().is_some_and(|last| *last > count) {
            return Err("the parts do not follow each other".to_owned());
        }
        // A range of two numbers stands before the values.
        let z_at = has_z.then_some(end + 16);
        let z_end = end + if has_z { 16 + 8 * count } else { 0 };
        if z_end > record.len() {
            return Err("the elevations are cut short".to_owned());
        }
        let m_at = Some(z_end + 16).filter(|at| has_m && at + 8 * count <= record.len());
        Ok(Self {
            record,
            crs,
            parts,
            count,
            points_at,
            z_at,
            m_at,
        })
    }

    fn value(&self, at: Option<usize>, index: usize) -> Option<f64> {
        f64_at(self.record, at? + 8 * index)
    }

    fn position(&self, index: usize) -> [f64; 2] {
        let at = self.points_at + 16 * index;
        [at, at + 8].map(|at| f64_at(self.record, at).unwrap_or(f64::NAN))
    }

    fn push_range(
        &self,
        range: std::ops::Range<usize>,
        arena: &mut Geometries,
        repairs: &mut Repairs,
    ) -> Result<(), String> {
        for index in range {
            let z = self.value(self.z_at, index);
            let m = self.value(self.m_at, index).filter(|m| *m > NO_DATA);
            let lonlat = self.crs.lonlat(self.position(index));
            repairs.push_position(lonlat, z, m, arena)?;
        }
        Ok(())
    }

    /// The points of each part.
    fn ranges(&self) -> Vec<std::ops::Range<usize>> {
        let ends = self.parts.iter().skip(1).copied().chain([self.count]);
        let ranges = self.parts.iter().zip(ends);
        ranges.map(|(start, end)| *start..end).collect()
    }

    fn push_points(&self, arena: &mut Geometries) -> Result<Repairs, String> {
        let mut repairs = Repairs::default();
        self.push_range(0..self.count, arena, &mut repairs)?;
        arena.end_path();
        arena.end_part();
        arena.end_geometry(GeometryKind::MultiPoint);
        Ok(repairs)
    }

    fn push_lines(&self, arena: &mut Geometries) -> Result<Repairs, String> {
        let ranges = self.ranges();
        if ranges.is_empty() {
            return Err("a line without parts".to_owned());
        }
        let kind = if ranges.len() == 1 {
            GeometryKind::LineString
        } else {
            GeometryKind::MultiLineString
        };
        let mut repairs = Repairs::default();
        for range in ranges {
            self.push_range(range, arena, &mut repairs)?;
            arena.end_path();
        }
        arena.end_part();
        arena.end_geometry(kind);
        Ok(repairs)
    }

    fn push_polygons(&self, arena: &mut Geometries) -> Result<Repairs, String> {
        let ranges: Vec<_> = self
            .ranges()
            .into_iter()
            .filter(|range| !range.is_empty())
            .collect();
        if ranges.is_empty() {
            return Err("a polygon without rings".to_owned());
        }
        let outlines: Vec<Vec<[f64; 2]>> = ranges
            .iter()
            .map(|range| range.clone().map(|index| self.position(index)).collect())
            .collect();
        let polygons = rings::polygons(&outlines);
        let kind = if polygons.len() == 1 {
            GeometryKind::Polygon
        } else {
            GeometryKind::MultiPolygon
        };
        let mut repairs = Repairs::default();
        for polygon in polygons {
            for ring in polygon {
                self.push_range(ranges[ring].clone(), arena, &mut repairs)?;
                repairs.ring_closed |= arena.close_path();
                arena.end_path();
            }
            arena.end_part();
        }
        arena.end_geometry(kind);
        Ok(repairs)
    }
}

pub(super) fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes_at(bytes, at).map(f64::from_le_bytes)
}

fn i32_at(bytes: &[u8], at: usize) -> Option<i32> {
    bytes_at(bytes, at).map(i32::from_le_bytes)
}
