//! Geometries of FlatGeobuf into the arena.
use std::ops::Range;

use flatgeobuf::{Geometry, GeometryType, Header};

use crate::model::table::{Geometries, GeometryKind};
use crate::source::features::crs::Crs;
use crate::source::features::repairs::Repairs;

/// Collections within collections that are read; the verifier allows more.
const MAX_DEPTH: usize = 32;

/// Add a geometry; nothing where it is empty. After an error the arena must be truncated.
pub(super) fn push(
    header: &Header<'_>,
    crs: Crs,
    geometry: Geometry<'_>,
    arena: &mut Geometries,
) -> Result<Option<Repairs>, String> {
    let kind = match header.geometry_type() {
        GeometryType::Unknown => geometry.type_(),
        kind => kind,
    };
    let empty = geometry.xy().is_none_or(|xy| xy.is_empty()) && geometry.parts().is_none();
    if empty {
        return Ok(None);
    }
    let mut reader = Reader {
        crs,
        arena,
        has_z: header.has_z(),
        has_m: header.has_m(),
        repairs: Repairs::default(),
    };
    reader.push(geometry, kind, 0)?;
    Ok(Some(reader.repairs))
}

struct Reader<'a> {
    crs: Crs,
    arena: &'a mut Geometries,
    has_z: bool,
    has_m: bool,
    repairs: Repairs,
}

impl Reader<'_> {
    fn push(
        &mut self,
        geometry: Geometry<'_>,
        kind: GeometryType,
        depth: usize,
    ) -> Result<(), String> {
        let kind = match kind {
            GeometryType::Point => GeometryKind::Point,
            GeometryType::MultiPoint => GeometryKind::MultiPoint,
            GeometryType::LineString => GeometryKind::LineString,
            GeometryType::MultiLineString => GeometryKind::MultiLineString,
            GeometryType::Polygon => GeometryKind::Polygon,
            GeometryType::MultiPolygon => GeometryKind::MultiPolygon,
            GeometryType::GeometryCollection => GeometryKind::GeometryCollection,
            other => {
                let name = other.variant_name().unwrap_or("geometry of unknown type");
                return Err(format!("a {name}, which is not read"));
            }
        };
        match kind {
            GeometryKind::Point | GeometryKind::MultiPoint | GeometryKind::LineString => {
                let count = count(geometry);
                if kind == GeometryKind::Point && count != 1 {
                    return Err(format!("a point of {count} positions"));
                }
                self.path(geometry, 0..count)?;
                self.arena.end_part();
            }
            GeometryKind::MultiLineString => {
                for range in ranges(geometry)? {
                    self.path(geometry, range)?;
                }
                self.arena.end_part();
            }
            GeometryKind::Polygon => self.polygon(geometry)?,
            GeometryKind::MultiPolygon => match geometry.parts() {
                Some(parts) => {
                    for part in parts {
                        self.polygon(part)?;
                    }
                }
                None => self.polygon(geometry)?,
            },
            GeometryKind::GeometryCollection => return self.collection(geometry, depth),
            GeometryKind::None => {}
        }
        self.arena.end_geometry(kind);
        Ok(())
    }

    fn collection(&mut self, geometry: Geometry<'_>, depth: usize) -> Result<(), String> {
        if depth == MAX_DEPTH {
            return Err(format!("collections are nested more than {MAX_DEPTH} deep"));
        }
        let mut inner = Geometries::default();
        let mut reader = Reader {
            crs: self.crs,
            arena: &mut inner,
            has_z: self.has_z,
            has_m: self.has_m,
            repairs: self.repairs,
        };
        for part in geometry.parts().into_iter().flatten() {
            reader.push(part, part.type_(), depth + 1)?;
        }
        self.repairs = reader.repairs;
        self.arena.push_collection(inner);
        Ok(())
    }

    fn polygon(&mut self, geometry: Geometry<'_>) -> Result<(), String> {
        for range in ranges(geometry)? {
            self.positions(geometry, range)?;
            self.repairs.ring_closed |= self.arena.close_path();
            self.arena.end_path();
        }
        self.arena.end_part();
        Ok(())
    }

    fn path(&mut self, geometry: Geometry<'_>, range: Range<usize>) -> Result<(), String> {
        self.positions(geometry, range)?;
        self.arena.end_path();
        Ok(())
    }

    fn positions(&mut self, geometry: Geometry<'_>, range: Range<usize>) -> Result<(), String> {
        let Some(xy) = geometry.xy() else {
            return Ok(());
        };
        let z = geometry.z().filter(|_| self.has_z);
        let m = geometry.m().filter(|_| self.has_m);
        for at in range {
            let lonlat = self.crs.lonlat([xy.get(2 * at), xy.get(2 * at + 1)]);
            let z = z.filter(|z| at < z.len()).map(|z| z.get(at));
            let m = m.filter(|m| at < m.len()).map(|m| m.get(at));
            self.repairs.push_position(lonlat, z, m, self.arena)?;
        }
        Ok(())
    }
}

fn count(geometry: Geometry<'_>) -> usize {
    geometry.xy().map_or(0, |xy| xy.len() / 2)
}

/// The positions of each path, by the ends in the file.
fn ranges(geometry: Geometry<'_>) -> Result<Vec<Range<usize>>, String> {
    let count = count(geometry);
    let Some(ends) = geometry.ends().filter(|ends| !ends.is_empty()) else {
        return Ok(Vec::from([Range {
            start: 0,
            end: count,
        }]));
    };
    let mut ranges = Vec::new();
    let mut start = 0;
    for end in ends {
        let end = end as usize;
        if end < start || end > count {
            return Err(format!("a path that ends at position {end} of {count}"));
        }
        ranges.push(start..end);
        start = end;
    }
    Ok(ranges)
}
