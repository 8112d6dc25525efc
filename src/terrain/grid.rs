//! The elevation grid of the atlas: how it is unpacked and asked. Painting is not its business.
use rayon::prelude::*;

use crate::geodesy::{Extent, Meters, Position};

/// Cells along one degree: 30 arc-seconds each.
pub(super) const CELLS_PER_DEGREE: f64 = 120.0;
const WIDTH: usize = 4320;
const HEIGHT: usize = 2880;

/// Elevations over [`Extent::ATLAS`] in cells of 30 arc-seconds, whole metres above sea level as
/// NOAA GLOBE has them. Ground below sea level is 0 in the source.
#[derive(Clone, PartialEq, Eq)]
pub struct ElevationGrid {
    /// Row after row from the north, each from the west.
    cells: Vec<i16>,
}

/// Why bytes are no elevation grid.
#[derive(Debug, thiserror::Error)]
pub enum DecodeTerrainError {
    /// Not a zstd stream, a damaged one, or one that holds more than a grid.
    #[error("the terrain cannot be decompressed")]
    Decompress(#[source] std::io::Error),
    /// A stream that ends too early.
    #[error("the terrain holds {found} bytes where {expected} are needed")]
    Length {
        /// Bytes that a grid has.
        expected: usize,
        /// Bytes that came out.
        found: usize,
    },
}

impl std::fmt::Debug for ElevationGrid {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ElevationGrid({WIDTH} x {HEIGHT})")
    }
}

impl ElevationGrid {
    /// Unpacks the bundled form: differences along each row (down the column for a row's first
    /// cell) of 16-bit metres, zigzag coded, all low bytes before all high bytes, zstd.
    ///
    /// # Errors
    ///
    /// [`DecodeTerrainError`] when the bytes are not such a grid of the atlas's size. Never takes
    /// more memory than the grid needs, whatever the bytes claim.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeTerrainError> {
        Ok(Self {
            cells: decode_cells(bytes, WIDTH, HEIGHT)?,
        })
    }

    /// The elevation at a position, bilinear between cell centres (the outermost half cell has its
    /// cell's own); `None` outside [`Extent::ATLAS`]. The source is good to some tens of metres.
    #[must_use]
    pub fn elevation(&self, position: Position) -> Option<Meters> {
        if !Extent::ATLAS.contains(position) {
            return None;
        }
        let (left, right, x) = neighbours(position.lon_deg() - Extent::ATLAS.west, WIDTH);
        let (upper, lower, y) = neighbours(Extent::ATLAS.north - position.lat_deg(), HEIGHT);
        let along = |row: usize| {
            let at = |column: usize| f64::from(self.cells[row * WIDTH + column]);
            at(left) * (1.0 - x) + at(right) * x
        };
        Some(Meters(along(upper) * (1.0 - y) + along(lower) * y))
    }

    /// Metres, row after row from the north.
    pub(super) fn cells(&self) -> &[i16] {
        &self.cells
    }

    /// Columns and rows.
    pub(super) const fn size() -> (usize, usize) {
        (WIDTH, HEIGHT)
    }

    /// A grid computed cell by cell from column and row.
    #[cfg(test)]
    pub(super) fn from_fn(elevation_m: impl Fn(usize, usize) -> i16) -> Self {
        let cells = (0..WIDTH * HEIGHT)
            .map(|cell| elevation_m(cell % WIDTH, cell / WIDTH))
            .collect();
        Self { cells }
    }
}

/// The two cells between whose centres an offset from the edge lies, and how far along, 0 to 1.
fn neighbours(offset_deg: f64, count: usize) -> (usize, usize, f64) {
    let cell = (offset_deg * CELLS_PER_DEGREE - 0.5).clamp(0.0, (count - 1) as f64);
    let first = cell.floor();
    let index = first as usize;
    (index, (index + 1).min(count - 1), cell - first)
}

fn decode_cells(bytes: &[u8], width: usize, height: usize) -> Result<Vec<i16>, DecodeTerrainError> {
    let count = width * height;
    let planes =
        zstd::bulk::decompress(bytes, 2 * count).map_err(DecodeTerrainError::Decompress)?;
    if planes.len() != 2 * count {
        return Err(DecodeTerrainError::Length {
            expected: 2 * count,
            found: planes.len(),
        });
    }
    let (low, high) = planes.split_at(count);
    let mut cells = vec![0_i16; count];
    let starts: Vec<i16> = low
        .iter()
        .zip(high)
        .step_by(width)
        .scan(0_i16, |start, (&low, &high)| {
            *start = start.wrapping_add(delta(low, high));
            Some(*start)
        })
        .collect();
    cells
        .par_chunks_exact_mut(width)
        .zip(starts)
        .zip(
            low.par_chunks_exact(width)
                .zip(high.par_chunks_exact(width)),
        )
        .for_each(|((row, start), (low, high))| {
            row[0] = start;
            let mut last = start;
            for ((cell, &low), &high) in row.iter_mut().zip(low).zip(high).skip(1) {
                last = last.wrapping_add(delta(low, high));
                *cell = last;
            }
        });
    Ok(cells)
}

/// The signed difference that a zigzag code's two bytes stand for.
fn delta(low: u8, high: u8) -> i16 {
    let code = u16::from_le_bytes([low, high]);
    ((code >> 1) as i16) ^ -((code & 1) as i16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bundled form, as the data's recipe writes it.
    fn encoded(rows: &[&[i16]]) -> Vec<u8> {
        let mut codes = Vec::new();
        let mut start = 0;
        for row in rows {
            let mut last = start;
            start = row[0];
            for &cell in *row {
                let delta = cell.wrapping_sub(last);
                codes.push(((delta << 1) ^ (delta >> 15)) as u16);
                last = cell;
            }
        }
        let low = codes.iter().map(|code| *code as u8);
        let high = codes.iter().map(|code| (*code >> 8) as u8);
        compressed(&low.chain(high).collect::<Vec<_>>())
    }

    fn compressed(bytes: &[u8]) -> Vec<u8> {
        zstd::bulk::compress(bytes, 1).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn what_was_packed_comes_out() {
        let rows: [&[i16]; 3] = [
            &[0, 8311, -28, 5],
            &[i16::MAX, i16::MIN, 1, 1],
            &[7, 7, 7, -7],
        ];
        let cells = decode_cells(&encoded(&rows), 4, 3).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(cells, rows.concat());
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let whole = encoded(&[&[1, 2, 3, 4], &[5, 6, 7, 8]]);
        for end in 0..whole.len() {
            assert!(decode_cells(&whole[..end], 4, 2).is_err(), "cut at {end}");
        }
        assert!(matches!(
            ElevationGrid::decode(b"{\"type\":\"FeatureCollection\"}"),
            Err(DecodeTerrainError::Decompress(_))
        ));
    }

    #[test]
    fn another_size_is_refused() {
        let whole = encoded(&[&[1, 2, 3, 4], &[5, 6, 7, 8]]);
        assert!(matches!(
            ElevationGrid::decode(&whole),
            Err(DecodeTerrainError::Length { found: 16, .. })
        ));
        let bomb = compressed(&vec![0; 64 << 20]);
        assert!(matches!(
            ElevationGrid::decode(&bomb),
            Err(DecodeTerrainError::Decompress(_))
        ));
    }
}
