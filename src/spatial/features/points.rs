//! Points sorted along the Morton curve: the points of any square of a quadtree, and so of any map
//! tile, lie in a row.
//!
//! # References
//!
//! G. M. Morton, A computer oriented geodetic data base and a new technique in file sequencing,
//! IBM 1966.
use std::ops::Range;

use rayon::prelude::*;

use crate::geodesy::lon_lat;
use crate::geodesy::mercator::world_from_lonlat;
use crate::jobs::{Cancelled, JobContext};
use crate::model::RowSet;
use crate::spatial::WorldBox;

/// Steps along each side of the unit square.
const SIDE: f64 = 4_294_967_296.0;
/// Halvings of the square that a key tells apart.
const DEPTHS: usize = 33;
/// Squares of fewer points are not worth dividing.
const FEW: usize = 32;

/// Points by where they are.
pub struct Points {
    keys: Vec<u64>,
    rows: Vec<u32>,
    fullest: [u32; DEPTHS],
}

/// The points of one square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellCount {
    /// Column and row of the square, counted from the north-western corner of the map.
    pub cell: [u32; 2],
    /// How many points lie in it.
    pub count: u32,
    /// Their mean, unit square.
    pub mean: [f64; 2],
    /// The last of their rows.
    pub row: u32,
}

/// A point's place on the curve; `None` for one without a place.
pub(super) fn key(&[lon, lat]: &[f64; 2]) -> Option<u64> {
    let [x, y] = world_from_lonlat(lon_lat(lon, lat));
    // What is beyond the last step is on it: `as` stays within its range.
    let fixed = |value: f64| (value * SIDE) as u32;
    (x.is_finite() && y.is_finite()).then(|| interleave(fixed(x.rem_euclid(1.0)), fixed(y)))
}

/// Put keys in order on every core, as long as they are wanted.
pub(super) fn sort(keyed: &mut [(u64, u32)], job: &JobContext) -> Result<(), Cancelled> {
    const RUN: usize = 1 << 17;
    keyed.par_chunks_mut(RUN).try_for_each(|run| {
        run.sort_unstable();
        job.advance(0)
    })?;
    // Finds the runs and merges them.
    keyed.par_sort();
    job.advance(0)
}

/// The bits of two numbers in turn, those of `y` the higher.
pub(super) fn interleave(x: u32, y: u32) -> u64 {
    spread(x) | spread(y) << 1
}

fn spread(value: u32) -> u64 {
    let mut bits = u64::from(value);
    bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF;
    bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF;
    bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F;
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333;
    (bits | bits << 1) & 0x5555_5555_5555_5555
}

/// The even bits of a number.
fn gather(bits: u64) -> u32 {
    let mut bits = bits & 0x5555_5555_5555_5555;
    bits = (bits | bits >> 1) & 0x3333_3333_3333_3333;
    bits = (bits | bits >> 2) & 0x0F0F_0F0F_0F0F_0F0F;
    bits = (bits | bits >> 4) & 0x00FF_00FF_00FF_00FF;
    bits = (bits | bits >> 8) & 0x0000_FFFF_0000_FFFF;
    (bits | bits >> 16) as u32
}

/// Where a key is, unit square: the middle of its step.
fn world(key: u64) -> [f64; 2] {
    [gather(key), gather(key >> 1)].map(|fixed| (f64::from(fixed) + 0.5) / SIDE)
}

/// A square of the quadtree: the points in it, its corner and how often it can be divided.
#[derive(Clone, Copy)]
struct Square {
    start: usize,
    end: usize,
    key: u64,
    halvings: u32,
}

/// How a box lies to what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// No point of it belongs to that.
    Apart,
    /// Some may.
    Across,
    /// All do.
    Within,
}

impl Points {
    pub(super) fn new(mut keyed: Vec<(u64, u32)>, job: &JobContext) -> Result<Self, Cancelled> {
        sort(&mut keyed, job)?;
        let (keys, rows): (Vec<u64>, Vec<u32>) = keyed.into_iter().unzip();
        job.advance(0)?;
        Ok(Self {
            fullest: fullest(&keys),
            keys,
            rows,
        })
    }

    /// Those of these rows. What is [`fullest`](Self::fullest) stays unless it is to be found anew.
    pub(super) fn filtered(&self, rows: &RowSet, anew: bool) -> Self {
        let mut kept = Self {
            keys: vec![0; self.keys.len()],
            rows: vec![0; self.keys.len()],
            fullest: self.fullest,
        };
        // Written in any case and kept if it passes: no branch to be guessed wrong.
        let mut count = 0;
        for (&key, &row) in self.keys.iter().zip(&self.rows) {
            kept.keys[count] = key;
            kept.rows[count] = row;
            count += usize::from(rows.contains(row));
        }
        kept.keys.truncate(count);
        kept.rows.truncate(count);
        kept.keys.shrink_to_fit();
        kept.rows.shrink_to_fit();
        if anew {
            kept.fullest = fullest(&kept.keys);
        }
        kept
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Calls `visit` with the place in the unit square and the row of each point within a box,
    /// along the curve.
    pub fn for_each_within(&self, within: &WorldBox, mut visit: impl FnMut([f64; 2], u32)) {
        self.for_each_in(
            &|bounds| relation(within, bounds),
            |at| contains(within, at),
            &mut visit,
        );
    }

    /// Calls `visit` with the place and the row of each point that `contains` says yes to, which
    /// is asked only where `relation` leaves it open.
    pub(super) fn for_each_in(
        &self,
        relation: &impl Fn(&WorldBox) -> Relation,
        contains: impl Fn([f64; 2]) -> bool,
        visit: &mut impl FnMut([f64; 2], u32),
    ) {
        self.runs(relation, &mut |range, inside| {
            for index in range {
                let at = world(self.keys[index]);
                if inside || contains(at) {
                    visit(at, self.rows[index]);
                }
            }
            true
        });
    }

    /// Calls `visit` with one of the rows that are `chosen`, and its place in the unit square, of
    /// each square that shares points with a box; the side of a square is that of the map halved
    /// `halvings` times, at most 32. What follows the one in its square is passed over.
    pub fn for_one_of_each_square(
        &self,
        within: &WorldBox,
        halvings: u32,
        chosen: impl Fn(u32) -> bool,
        mut visit: impl FnMut([f64; 2], u32),
    ) {
        let square_of = |key: u64| key.checked_shr(2 * (32 - halvings)).unwrap_or(0);
        self.ranges(within, &mut |mut range, inside| {
            while let Some(index) = range.next() {
                let at = world(self.keys[index]);
                if !chosen(self.rows[index]) || !(inside || contains(within, at)) {
                    continue;
                }
                visit(at, self.rows[index]);
                let square = square_of(self.keys[index]);
                let rest = &self.keys[range.clone()];
                range.start += rest.partition_point(|&key| square_of(key) == square);
            }
            true
        });
    }

    /// How many points lie within a box, or more than `most` if there are more.
    #[must_use]
    pub fn count_within(&self, within: &WorldBox, most: usize) -> usize {
        let mut count = 0;
        self.ranges(within, &mut |range, inside| {
            count += if inside {
                range.len()
            } else {
                let inside = |&index: &usize| contains(within, world(self.keys[index]));
                range.filter(inside).count()
            };
            count <= most
        });
        count
    }

    /// The points of each square that shares a point with a box and is not empty. The side of a
    /// square is that of the map halved `depth` times, at most 32.
    #[must_use]
    pub fn cells(&self, within: &WorldBox, depth: u32) -> Vec<CellCount> {
        let side = f64::from(depth).exp2();
        // The box grown to whole squares.
        let within = WorldBox {
            min: within.min.map(|value| (value * side).floor() / side),
            max: within.max.map(|value| (value * side).ceil() / side),
        };
        let mut cells: Vec<CellCount> = Vec::new();
        let mut last = None;
        self.for_each_within(&within, |at, row| {
            let cell = at.map(|value| (value * side) as u32);
            if last != Some(cell) {
                last = Some(cell);
                cells.push(CellCount {
                    cell,
                    count: 0,
                    mean: [0.0; 2],
                    row,
                });
            }
            if let Some(found) = cells.last_mut() {
                found.count += 1;
                found.row = found.row.max(row);
                let share = f64::from(found.count).recip();
                for (mean, value) in found.mean.iter_mut().zip(at) {
                    *mean += (value - *mean) * share;
                }
            }
        });
        cells
    }

    /// The most points that any square has whose side is that of the map halved `depth` times,
    /// whatever time is shown: the scale of a density stays while it plays. Between two depths the
    /// number is between theirs.
    #[must_use]
    pub fn fullest(&self, depth: f64) -> f64 {
        let depth = depth.clamp(0.0, (DEPTHS - 1) as f64);
        let (above, part) = (depth.floor(), depth.fract());
        let at = |depth: f64| f64::from(self.fullest[(depth as usize).min(DEPTHS - 1)].max(1)).ln();
        (at(above) * (1.0 - part) + at(above + 1.0) * part).exp()
    }

    /// Rows of the points within a radius with their distance, in no order, one for each point.
    pub(super) fn hits(&self, [x, y]: [f64; 2], radius: f64) -> Vec<(u32, f64)> {
        let mut rows = Vec::new();
        for x in [x - 1.0, x, x + 1.0] {
            if !(-radius..=1.0 + radius).contains(&x) {
                continue;
            }
            let around = WorldBox {
                min: [x - radius, y - radius],
                max: [x + radius, y + radius],
            };
            self.for_each_within(&around, |[px, py], row| {
                let (dx, dy) = (px - x, py - y);
                let squared = dx * dx + dy * dy;
                if squared <= radius * radius {
                    rows.push((row, squared.sqrt()));
                }
            });
        }
        rows
    }

    pub(super) fn bytes(&self) -> usize {
        8 * self.keys.capacity() + 4 * self.rows.capacity()
    }

    /// Runs of points that cover a box, and whether all of a run lies within it; until `visit` has
    /// enough.
    fn ranges(&self, within: &WorldBox, visit: &mut impl FnMut(Range<usize>, bool) -> bool) {
        self.runs(&|bounds| relation(within, bounds), visit);
    }

    /// The same for whatever a box can be held against.
    fn runs(
        &self,
        relation: &impl Fn(&WorldBox) -> Relation,
        visit: &mut impl FnMut(Range<usize>, bool) -> bool,
    ) {
        let all = Square {
            start: 0,
            end: self.keys.len(),
            key: 0,
            halvings: 32,
        };
        self.divide(all, relation, visit);
    }

    fn divide(
        &self,
        square: Square,
        relation: &impl Fn(&WorldBox) -> Relation,
        visit: &mut impl FnMut(Range<usize>, bool) -> bool,
    ) -> bool {
        let Square { start, end, .. } = square;
        if start == end {
            return true;
        }
        let min =
            [gather(square.key), gather(square.key >> 1)].map(|fixed| f64::from(fixed) / SIDE);
        let side = f64::from(square.halvings).exp2() / SIDE;
        let bounds = WorldBox {
            min,
            max: min.map(|value| value + side),
        };
        let lies = relation(&bounds);
        if lies == Relation::Apart {
            return true;
        }
        let inside = lies == Relation::Within;
        if inside || end - start <= FEW || square.halvings == 0 {
            return visit(start..end, inside);
        }
        let halvings = square.halvings - 1;
        let mut from = start;
        for quarter in 0..4_u64 {
            let key = square.key | quarter << (2 * halvings);
            let to = if quarter == 3 {
                end
            } else {
                let next = square.key | (quarter + 1) << (2 * halvings);
                from + self.keys[from..end].partition_point(|&other| other < next)
            };
            let divided = Square {
                start: from,
                end: to,
                key,
                halvings,
            };
            if !self.divide(divided, relation, visit) {
                return false;
            }
            from = to;
        }
        true
    }
}

fn relation(within: &WorldBox, bounds: &WorldBox) -> Relation {
    if within.encloses(bounds) {
        Relation::Within
    } else if within.overlaps(bounds) {
        Relation::Across
    } else {
        Relation::Apart
    }
}

fn contains(within: &WorldBox, at: [f64; 2]) -> bool {
    (0..2).all(|axis| (within.min[axis]..=within.max[axis]).contains(&at[axis]))
}

/// For each depth the most keys in a row that share their first bits.
fn fullest(keys: &[u64]) -> [u32; DEPTHS] {
    let mut fullest = [0_u32; DEPTHS];
    // Where the square of each depth that the key at hand lies in began.
    let mut begun = [0_usize; DEPTHS];
    let mut end_squares = |begun: &mut [usize; DEPTHS], from: usize, index: usize| {
        for depth in from..DEPTHS {
            fullest[depth] = fullest[depth].max((index - begun[depth]) as u32);
            begun[depth] = index;
        }
    };
    for (index, pair) in keys.windows(2).enumerate() {
        let shared = ((pair[0] ^ pair[1]).leading_zeros() / 2) as usize;
        end_squares(&mut begun, shared + 1, index + 1);
    }
    end_squares(&mut begun, 0, keys.len());
    fullest
}
