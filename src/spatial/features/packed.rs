//! A tree of boxes packed along a space-filling curve: built by one sort, searched without a
//! pointer.
//!
//! # References
//!
//! I. Kamel and C. Faloutsos, On packing R-trees, CIKM 1993.
use super::points::{interleave, sort};
use crate::jobs::{Cancelled, JobContext};

/// Least x, least y, greatest x, greatest y.
pub(super) type FixedBox = [u32; 4];

/// Boxes of one level that have one box around them on the next.
const FAN_OUT: usize = 16;

/// Finds the boxes that overlap another.
pub(super) struct PackedTree {
    /// Which box each one of the lowest level is.
    order: Vec<u32>,
    /// The boxes in that order, then levels of boxes around [`FAN_OUT`] of the level below.
    levels: Vec<Vec<FixedBox>>,
}

impl PackedTree {
    pub(super) fn new(boxes: &[FixedBox], job: &JobContext) -> Result<Self, Cancelled> {
        let middle = |low: u32, high: u32| low + (high - low) / 2;
        let mut keyed: Vec<(u64, u32)> = (0..)
            .zip(boxes)
            .map(|(index, &[x0, y0, x1, y1])| (interleave(middle(x0, x1), middle(y0, y1)), index))
            .collect();
        sort(&mut keyed, job)?;
        let order: Vec<u32> = keyed.into_iter().map(|(_, index)| index).collect();
        let level = order.iter().map(|&index| boxes[index as usize]).collect();
        Ok(Self::over(order, level))
    }

    fn over(order: Vec<u32>, mut level: Vec<FixedBox>) -> Self {
        let mut levels = Vec::new();
        while level.len() > FAN_OUT {
            let above = level.chunks(FAN_OUT).filter_map(around).collect();
            levels.push(std::mem::replace(&mut level, above));
        }
        levels.push(level);
        Self { order, levels }
    }

    /// How many boxes there are.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// Those of these boxes, which keep their order.
    pub(super) fn filtered(&self, keep: impl Fn(u32) -> bool) -> Self {
        let lowest = self.levels.first().into_iter().flatten().copied();
        let kept = self.order.iter().copied().zip(lowest);
        let (order, level) = kept.filter(|(index, _)| keep(*index)).unzip();
        Self::over(order, level)
    }

    /// Calls `visit` with the index of each box that shares a point with this one, in no order.
    pub(super) fn search(&self, within: &FixedBox, visit: &mut impl FnMut(u32)) {
        let Some(top) = self.levels.len().checked_sub(1) else {
            return;
        };
        let mut open: Vec<(usize, usize)> = vec![(top, 0)];
        while let Some((level, start)) = open.pop() {
            let boxes = &self.levels[level];
            let end = (start + FAN_OUT).min(boxes.len());
            for (index, other) in boxes[start..end].iter().enumerate() {
                if !overlaps(other, within) {
                    continue;
                }
                if level == 0 {
                    visit(self.order[start + index]);
                } else {
                    open.push((level - 1, (start + index) * FAN_OUT));
                }
            }
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let boxes: usize = self.levels.iter().map(Vec::capacity).sum();
        4 * self.order.capacity() + size_of::<FixedBox>() * boxes
    }
}

fn around(boxes: &[FixedBox]) -> Option<FixedBox> {
    boxes.iter().copied().reduce(|a, b| {
        [
            a[0].min(b[0]),
            a[1].min(b[1]),
            a[2].max(b[2]),
            a[3].max(b[3]),
        ]
    })
}

fn overlaps(a: &FixedBox, b: &FixedBox) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}
