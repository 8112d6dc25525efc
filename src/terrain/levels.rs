//! The grid at its own resolution and averaged to cells twice, four times … as wide, and how a
//! row of pixels is read from it as a smooth surface.
use super::grid::CELLS_PER_DEGREE;
use super::spline::{Tap, dot};
use super::{ElevationGrid, seams};
use crate::geodesy::Extent;

/// Levels beside the grid itself; the coarsest has cells of 128 times 30 arc-seconds, about 1°.
pub(super) const COARSEST: usize = 7;

/// Metres along one cell of the grid on a meridian: 2π · 6,378,137 m / 360 / 120, the web mercator
/// sphere.
const CELL_M: f32 = 927.662_4;

/// Elevation and its slope along a row of pixels.
#[derive(Clone, Debug, Default)]
pub(super) struct SurfaceRow {
    /// Metres.
    pub elevation: Vec<f32>,
    /// Metres of rise per metre eastwards.
    pub east: Vec<f32>,
    /// Metres of rise per metre southwards.
    pub south: Vec<f32>,
}

/// The longitudes of a row of pixels as seen by one level.
pub(super) struct Columns {
    taps: Vec<Tap>,
}

/// Memory that is reused from row to row.
#[derive(Default)]
pub(super) struct Scratch {
    value: Vec<f32>,
    slope: Vec<f32>,
}

/// The grid averaged to cells of `2^n` by `2^n`.
enum Cells {
    Whole(Vec<i16>),
    Averaged(Vec<f32>),
}

/// One level: cells whose width is `2^n` times that of the grid's.
pub(super) struct Level {
    width: usize,
    height: usize,
    /// Cells of the grid along one of this level's.
    factor: f64,
    cells: Cells,
}

impl SurfaceRow {
    /// As many pixels, all zero.
    pub fn clear(&mut self, width: usize) {
        for values in [&mut self.elevation, &mut self.east, &mut self.south] {
            values.clear();
            values.resize(width, 0.0);
        }
    }
}

impl Level {
    /// The grid and all coarser levels, finest first. On one thread: it runs inside a `OnceLock`,
    /// where a worker of a pool that waits could pick up a tile that waits for the same lock.
    pub fn build_all(grid: &ElevationGrid) -> Vec<Self> {
        let (width, height) = ElevationGrid::size();
        let mut levels = vec![Self {
            width,
            height,
            factor: 1.0,
            cells: Cells::Whole(seams::mend(grid)),
        }];
        for _ in 0..COARSEST {
            let next = levels[levels.len() - 1].halved();
            levels.push(next);
        }
        levels
    }

    /// Each cell the mean of two by two of this level's; the last is repeated where one is odd.
    fn halved(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut averaged = vec![0.0; width * height];
        for (row, averaged) in averaged.chunks_exact_mut(width).enumerate() {
            let cells_of = |row: usize| row * self.width..(row + 1) * self.width;
            let upper = cells_of(2 * row);
            let lower = cells_of((2 * row + 1).min(self.height - 1));
            match &self.cells {
                Cells::Whole(cells) => average_rows(&cells[upper], &cells[lower], averaged),
                Cells::Averaged(cells) => average_rows(&cells[upper], &cells[lower], averaged),
            }
        }
        Self {
            width,
            height,
            factor: self.factor * 2.0,
            cells: Cells::Averaged(averaged),
        }
    }

    /// Where pixels with these longitudes fall on this level.
    pub fn columns(&self, longitudes_deg: impl Iterator<Item = f64>) -> Columns {
        Columns {
            taps: longitudes_deg
                .map(|lon| Tap::at(self.cell(lon - Extent::ATLAS.west)))
                .collect(),
        }
    }

    /// Adds `weight` times this level's surface at a latitude to a row.
    pub fn add_row(
        &self,
        columns: &Columns,
        lat_deg: f64,
        weight: f32,
        scratch: &mut Scratch,
        row: &mut SurfaceRow,
    ) {
        let (Some(west), Some(east)) = (columns.taps.first(), columns.taps.last()) else {
            return;
        };
        let down = Tap::at(self.cell(Extent::ATLAS.north - lat_deg));
        let first = west.first;
        self.combine_rows(&down, first, (east.first + 4 - first) as usize, scratch);

        let per_m = weight / (CELL_M * self.factor as f32);
        let east_per_m = per_m / (lat_deg.to_radians().cos() as f32);
        let pixels = row
            .elevation
            .iter_mut()
            .zip(&mut row.east)
            .zip(&mut row.south);
        for (tap, ((elevation, east), south)) in columns.taps.iter().zip(pixels) {
            let at = (tap.first - first) as usize;
            let (Some(value), Some(slope)) = (
                scratch.value[at..].first_chunk(),
                scratch.slope[at..].first_chunk(),
            ) else {
                return;
            };
            *elevation += weight * dot(&tap.value, value);
            *east += east_per_m * dot(&tap.slope, value);
            *south += per_m * dot(&tap.value, slope);
        }
    }

    /// This level's cell coordinate of an offset from the north or west edge.
    fn cell(&self, offset_deg: f64) -> f64 {
        offset_deg * CELLS_PER_DEGREE / self.factor - 0.5
    }

    /// Sums four rows of cells by a tap's weights, for `count` columns from `first` on. Beyond the
    /// edges the outermost cells go on.
    fn combine_rows(&self, down: &Tap, first: isize, count: usize, scratch: &mut Scratch) {
        let rows: [usize; 4] =
            std::array::from_fn(|i| clamp_index(down.first + i as isize, self.height));
        let inside =
            clamp_index(first, self.width)..clamp_index(first + count as isize - 1, self.width) + 1;
        let before = (inside.start as isize - first).clamp(0, count as isize) as usize;
        for values in [&mut scratch.value, &mut scratch.slope] {
            values.clear();
            values.resize(before, 0.0);
        }
        let rows = rows.map(|row| row * self.width + inside.start..row * self.width + inside.end);
        match &self.cells {
            Cells::Whole(cells) => combine(rows.map(|row| &cells[row]), down, scratch),
            Cells::Averaged(cells) => combine(rows.map(|row| &cells[row]), down, scratch),
        }
        for values in [&mut scratch.value, &mut scratch.slope] {
            let edge = values[before];
            values[..before].fill(edge);
            let edge = values[values.len() - 1];
            values.resize(count.max(values.len()), edge);
        }
    }
}

fn clamp_index(index: isize, count: usize) -> usize {
    index.clamp(0, count as isize - 1) as usize
}

fn combine<T: Copy + Into<f32>>(rows: [&[T]; 4], down: &Tap, scratch: &mut Scratch) {
    let [a, b, c, d] = rows;
    let columns = || a.iter().zip(b).zip(c).zip(d);
    let sum = |weights: [f32; 4]| {
        columns().map(move |(((&a, &b), &c), &d)| {
            dot(&weights, &[a.into(), b.into(), c.into(), d.into()])
        })
    };
    scratch.value.extend(sum(down.value));
    scratch.slope.extend(sum(down.slope));
}

fn average_rows<T: Copy + Into<f32>>(upper: &[T], lower: &[T], averaged: &mut [f32]) {
    let sum = |pair: &[T]| pair[0].into() + pair[1].into();
    let pairs = upper.chunks_exact(2).zip(lower.chunks_exact(2));
    for (cell, (upper, lower)) in averaged.iter_mut().zip(pairs) {
        *cell = 0.25 * (sum(upper) + sum(lower));
    }
    if upper.len() % 2 == 1
        && let (Some(cell), Some(&upper), Some(&lower)) =
            (averaged.last_mut(), upper.last(), lower.last())
    {
        *cell = 0.5 * (upper.into() + lower.into());
    }
}
