//! Well-known binary of geometries (OGC 06-103r4, section 8, and its extended form of `PostGIS`). No
//! count is believed that the bytes cannot hold.
use super::repairs::Repairs;
use crate::model::table::{Geometries, GeometryKind};

/// Collections within collections that are read.
const MAX_DEPTH: usize = 32;

const NOT_FINITE: &str = "a coordinate is not a finite number";

/// Add a geometry to an arena; nothing where it is an empty point, and no number that is not finite.
/// After an error the arena must be truncated.
pub(super) fn push_wkb(bytes: &[u8], arena: &mut Geometries) -> Result<Repairs, String> {
    let mut reader = Reader {
        rest: bytes,
        big_endian: false,
        has_z: false,
        has_m: false,
        repairs: Repairs::default(),
    };
    reader.geometry(arena, 0)?;
    Ok(reader.repairs)
}

struct Reader<'a> {
    rest: &'a [u8],
    big_endian: bool,
    has_z: bool,
    has_m: bool,
    repairs: Repairs,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let Some((taken, rest)) = self.rest.split_first_chunk() else {
            return Err("the geometry is cut short".to_owned());
        };
        self.rest = rest;
        Ok(*taken)
    }

    fn u32(&mut self) -> Result<u32, String> {
        let bytes = self.take()?;
        Ok(if self.big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        })
    }

    fn f64(&mut self) -> Result<f64, String> {
        let bytes = self.take()?;
        Ok(if self.big_endian {
            f64::from_be_bytes(bytes)
        } else {
            f64::from_le_bytes(bytes)
        })
    }

    /// A count of things that take `least` bytes each.
    fn count(&mut self, least: usize) -> Result<u32, String> {
        let count = self.u32()?;
        if count as usize > self.rest.len() / least {
            return Err(format!(
                "a count of {count} in a geometry that is cut short"
            ));
        }
        Ok(count)
    }

    fn header(&mut self) -> Result<GeometryKind, String> {
        let [order] = self.take()?;
        self.big_endian = order == 0;
        if order > 1 {
            return Err(format!("{order} is no byte order"));
        }
        let word = self.u32()?;
        let plain = word & 0x0fff_ffff;
        let thousands = plain / 1000;
        self.has_z = word & 0x8000_0000 != 0 || matches!(thousands, 1 | 3);
        self.has_m = word & 0x4000_0000 != 0 || matches!(thousands, 2 | 3);
        if word & 0x2000_0000 != 0 {
            self.u32()?;
        }
        match plain % 1000 {
            1 => Ok(GeometryKind::Point),
            2 => Ok(GeometryKind::LineString),
            3 => Ok(GeometryKind::Polygon),
            4 => Ok(GeometryKind::MultiPoint),
            5 => Ok(GeometryKind::MultiLineString),
            6 => Ok(GeometryKind::MultiPolygon),
            7 => Ok(GeometryKind::GeometryCollection),
            8..=17 => Err("a curve or surface, which is not read".to_owned()),
            other => Err(format!("{other} is no type of geometry")),
        }
    }

    /// The header of a member, which must be of one type.
    fn member(&mut self, expected: GeometryKind) -> Result<(), String> {
        let kind = self.header()?;
        if kind == expected {
            return Ok(());
        }
        let (kind, expected) = (kind.name(), expected.name());
        Err(format!("a {kind} where a {expected} is expected"))
    }

    fn geometry(&mut self, arena: &mut Geometries, depth: usize) -> Result<(), String> {
        let kind = self.header()?;
        match kind {
            GeometryKind::None => {}
            GeometryKind::Point => {
                if !self.position(arena)? {
                    arena.push_none();
                    return Ok(());
                }
                arena.end_path();
                arena.end_part();
            }
            GeometryKind::LineString => {
                self.path(arena)?;
                arena.end_path();
                arena.end_part();
            }
            GeometryKind::Polygon => self.polygon(arena)?,
            GeometryKind::MultiPoint => {
                for _ in 0..self.count(21)? {
                    self.member(GeometryKind::Point)?;
                    // An empty member has no position.
                    self.position(arena)?;
                }
                arena.end_path();
                arena.end_part();
            }
            GeometryKind::MultiLineString => {
                for _ in 0..self.count(9)? {
                    self.member(GeometryKind::LineString)?;
                    self.path(arena)?;
                    arena.end_path();
                }
                arena.end_part();
            }
            GeometryKind::MultiPolygon => {
                for _ in 0..self.count(9)? {
                    self.member(GeometryKind::Polygon)?;
                    self.polygon(arena)?;
                }
            }
            GeometryKind::GeometryCollection => {
                if depth == MAX_DEPTH {
                    return Err(format!("collections are nested more than {MAX_DEPTH} deep"));
                }
                let mut members = Geometries::default();
                for _ in 0..self.count(9)? {
                    self.geometry(&mut members, depth + 1)?;
                }
                arena.push_collection(members);
                return Ok(());
            }
        }
        arena.end_geometry(kind);
        Ok(())
    }

    fn polygon(&mut self, arena: &mut Geometries) -> Result<(), String> {
        for _ in 0..self.count(4)? {
            self.path(arena)?;
            self.repairs.ring_closed |= arena.close_path();
            arena.end_path();
        }
        arena.end_part();
        Ok(())
    }

    fn path(&mut self, arena: &mut Geometries) -> Result<(), String> {
        for _ in 0..self.count(16)? {
            if !self.position(arena)? {
                return Err(NOT_FINITE.to_owned());
            }
        }
        Ok(())
    }

    /// Add a position; nothing for one of no numbers, which stands for an empty point.
    fn position(&mut self, arena: &mut Geometries) -> Result<bool, String> {
        let lonlat = [self.f64()?, self.f64()?];
        let z = self.has_z.then(|| self.f64()).transpose()?;
        let m = self.has_m.then(|| self.f64()).transpose()?;
        if lonlat.iter().all(|number| number.is_nan()) {
            return Ok(false);
        }
        self.repairs.push_position(lonlat, z, m, arena)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::features::wkt::wkt_of;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len() / 2)
            .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
            .collect()
    }

    /// Little-endian ISO forms are those of `ogrinfo -dialect sqlite -sql "SELECT
    /// hex(ST_AsBinary(GeomFromText('…')))"`; the big-endian point, the extended form and the empty
    /// point follow from them by the rules of their specifications.
    #[test]
    fn geometries_are_read_in_both_byte_orders_and_forms() {
        for (hex, wkt) in [
            ("0101000000000000000000F03F0000000000000040", "POINT (1 2)"),
            ("00000000013FF00000000000004000000000000000", "POINT (1 2)"),
            (
                "01E9030000000000000000F03F00000000000000400000000000000840",
                "POINT Z (1 2 3)",
            ),
            (
                "01010000A0E6100000000000000000F03F00000000000000400000000000000840",
                "POINT Z (1 2 3)",
            ),
            ("0101000000000000000000F87F000000000000F87F", ""),
            (
                "010400000001000000 0101000000000000000000F03F0000000000000040",
                "MULTIPOINT (1 2)",
            ),
            (
                "010700000001000000 0101000000000000000000F03F0000000000000040",
                "GEOMETRYCOLLECTION (POINT (1 2))",
            ),
        ] {
            let mut arena = Geometries::default();
            push_wkb(&bytes(&hex.replace(' ', "")), &mut arena).unwrap();
            assert_eq!(wkt_of(arena.get(0)), wkt);
        }
    }

    /// `ogrinfo -al` reads a point with an elevation that is not a number as `POINT (67 37)`; JSON
    /// (RFC 8259, section 6) has neither infinity nor what is not a number.
    #[test]
    fn numbers_that_are_not_finite_never_get_into_a_table() {
        let (one, nan, infinite) = ("000000000000F03F", "000000000000F87F", "000000000000F07F");
        let mut arena = Geometries::default();
        for (z, dropped) in [(nan, false), (infinite, true)] {
            let point = format!("01E9030000{one}{one}{z}");
            let repairs = push_wkb(&bytes(&point), &mut arena).unwrap();
            assert_eq!(repairs.infinite_dropped, dropped);
            assert_eq!(wkt_of(arena.get(arena.len() - 1)), "POINT (1 1)");
        }
        let measured = format!("01B90B0000{one}{one}{nan}{one}");
        let repairs = push_wkb(&bytes(&measured), &mut arena).unwrap();
        assert!(repairs.measures_dropped, "a measure is no elevation");
        assert_eq!(wkt_of(arena.get(arena.len() - 1)), "POINT (1 1)");
        for hex in [
            format!("0101000000{nan}{one}"),
            format!("0101000000{one}{infinite}"),
            format!("010200000002000000{one}{one}{nan}{nan}"),
            format!("01030000000100000001000000{one}{infinite}"),
        ] {
            let error = push_wkb(&bytes(&hex), &mut Geometries::default()).unwrap_err();
            assert_eq!(error, "a coordinate is not a finite number");
        }
    }

    #[test]
    fn what_is_cut_short_or_claims_too_much_is_refused() {
        let whole = bytes(
            "01020000000200000000000000000000000000000000000000000000000000F03F000000000000F03F",
        );
        for end in 0..whole.len() {
            assert!(push_wkb(&whole[..end], &mut Geometries::default()).is_err());
        }
        assert!(push_wkb(&whole, &mut Geometries::default()).is_ok());
        let deep = bytes("010700000001000000").repeat(100_000);
        let error = push_wkb(&deep, &mut Geometries::default()).unwrap_err();
        assert!(error.contains("nested"), "{error}");
        let huge = bytes("0103000000FFFFFFFF");
        assert!(push_wkb(&huge, &mut Geometries::default()).is_err());
    }
}
