//! Which share of each pixel a shape covers: areas by the sum of the signed areas of their edges,
//! lines and rings by the distance from their middle.
//!
//! # References
//!
//! R. Levien, Inside the fastest font renderer in the world (2016), for the accumulation of edges.

/// Shares of pixels, with the span of each row that any shape has touched.
pub(super) struct Cover {
    size: [usize; 2],
    shares: Vec<f32>,
    spans: Vec<(usize, usize)>,
    rows: (usize, usize),
    edges: Vec<f32>,
}

impl Cover {
    pub(super) fn new(size: [usize; 2]) -> Self {
        Self {
            size,
            shares: vec![0.0; size[0] * size[1]],
            spans: vec![(usize::MAX, 0); size[1]],
            rows: (usize::MAX, 0),
            edges: Vec::new(),
        }
    }

    /// Hands out the shares of each row that was touched, with the row and the first column, and
    /// clears them.
    pub(super) fn take(&mut self, mut with: impl FnMut(usize, usize, &[f32])) {
        let (first, end) = self.rows;
        for row in first..end.max(first) {
            let (from, to) = std::mem::replace(&mut self.spans[row], (usize::MAX, 0));
            if from < to {
                let shares = &mut self.shares[row * self.size[0]..][from..to];
                with(row, from, shares);
                shares.fill(0.0);
            }
        }
        self.rows = (usize::MAX, 0);
    }

    fn touch(&mut self, row: usize, from: usize, to: usize) -> &mut [f32] {
        self.rows = (self.rows.0.min(row), self.rows.1.max(row + 1));
        let span = &mut self.spans[row];
        *span = (span.0.min(from), span.1.max(to));
        &mut self.shares[row * self.size[0]..][from..to]
    }

    /// The pixels between two coordinates along an axis.
    fn clamped(&self, axis: usize, low: f32, high: f32) -> (usize, usize) {
        // What is not negative is rounded down by `as`, which is faster than `floor`.
        let side = self.size[axis] as f32;
        let low = low.clamp(0.0, side) as u32;
        let high = high.clamp(low as f32, side);
        let end = high as u32;
        (
            low as usize,
            (end + u32::from((end as f32) < high)) as usize,
        )
    }

    /// An area of rings, by the even-odd rule.
    pub(super) fn rings(&mut self, vertices: &[[f32; 2]], ring_ends: &[u32]) {
        let mut min = [f32::INFINITY; 2];
        let mut max = [f32::NEG_INFINITY; 2];
        let last = ring_ends.last().map_or(0, |&end| end as usize);
        for point in &vertices[..last] {
            for axis in 0..2 {
                min[axis] = min[axis].min(point[axis]);
                max[axis] = max[axis].max(point[axis]);
            }
        }
        let (top, bottom) = self.clamped(1, min[1], max[1]);
        let (left, right) = self.clamped(0, min[0], max[0]);
        // Edges left of the picture count for what lies right of them, so none is left out.
        let columns = (max[0].ceil() - min[0].floor()).max(0.0) as usize + 2;
        if top >= bottom || left >= right || columns > 1 << 20 {
            return;
        }
        let mut edges = std::mem::take(&mut self.edges);
        edges.clear();
        edges.resize(columns * (bottom - top), 0.0);
        let origin = [min[0].floor(), top as f32];
        let mut grid = EdgeGrid {
            sums: &mut edges,
            columns,
            rows: bottom - top,
        };
        let from_origin = |at: &[f32; 2]| [at[0] - origin[0], at[1] - origin[1]];
        let mut start = 0;
        for &end in ring_ends {
            let ring = &vertices[start..end as usize];
            start = end as usize;
            let mut before = ring.last().map(from_origin);
            for at in ring.iter().map(from_origin) {
                if let Some(from) = before.replace(at) {
                    grid.edge(from, at);
                }
            }
        }
        let skipped = (left as f32 - origin[0]) as usize;
        for (row, sums) in (top..bottom).zip(edges.chunks_exact(columns)) {
            let mut sum: f32 = sums[..skipped].iter().sum();
            let shares = self.touch(row, left, right);
            for (share, step) in shares.iter_mut().zip(&sums[skipped..]) {
                sum += step;
                let mut around = sum.abs();
                if around > 1.0 {
                    // Twice around is outside again.
                    around %= 2.0;
                    around = around.min(2.0 - around);
                }
                *share = share.max(around);
            }
        }
        self.edges = edges;
    }

    /// A line of this width with round ends and joints.
    pub(super) fn polyline(&mut self, points: &[[f32; 2]], width: f32) {
        // A line thinner than a pixel is a fainter one of a pixel.
        let strength = width.min(1.0);
        let reach = width.max(1.0) / 2.0 + 0.5;
        for pair in points.windows(2) {
            self.segment(pair[0], pair[1], reach, strength);
        }
    }

    fn segment(&mut self, a: [f32; 2], b: [f32; 2], reach: f32, strength: f32) {
        let run = [b[0] - a[0], b[1] - a[1]];
        let length_squared = run[0] * run[0] + run[1] * run[1];
        let per_length = if length_squared > 0.0 {
            length_squared.recip()
        } else {
            0.0
        };
        let (top, bottom) = self.clamped(1, a[1].min(b[1]) - reach, a[1].max(b[1]) + reach);
        // The columns of a short one are not worth a look at each row.
        let around = (a[0].min(b[0]) - reach, a[0].max(b[0]) + reach);
        let short = around.1 - around.0 < 8.0;
        for row in top..bottom {
            let y = row as f32 + 0.5;
            let (low, high) = if short {
                around
            } else {
                columns_near(a, run, y, reach)
            };
            let (left, right) = self.clamped(0, low - 0.5, high + 0.5);
            if left >= right {
                continue;
            }
            let dy = y - a[1];
            let first = left as f32 + 0.5 - a[0];
            for (share, step) in self.touch(row, left, right).iter_mut().zip(0_i32..) {
                let dx = first + step as f32;
                let along = ((dx * run[0] + dy * run[1]) * per_length).clamp(0.0, 1.0);
                let (ox, oy) = (dx - along * run[0], dy - along * run[1]);
                let near = reach - (ox * ox + oy * oy).sqrt();
                *share = share.max(near.clamp(0.0, 1.0) * strength);
            }
        }
    }

    /// What lies between two distances from a centre.
    pub(super) fn ring(&mut self, center: [f32; 2], inner: f32, outer: f32) {
        let reach = outer + 0.5;
        let (top, bottom) = self.clamped(1, center[1] - reach, center[1] + reach);
        for row in top..bottom {
            let dy = row as f32 + 0.5 - center[1];
            let half = (reach * reach - dy * dy).max(0.0).sqrt();
            let (left, right) = self.clamped(0, center[0] - half - 0.5, center[0] + half + 0.5);
            if left >= right {
                continue;
            }
            for (share, column) in self.touch(row, left, right).iter_mut().zip(left..) {
                let dx = column as f32 + 0.5 - center[0];
                let away = (dx * dx + dy * dy).sqrt();
                let within = (reach - away).clamp(0.0, 1.0);
                let without = if inner > 0.0 {
                    (inner + 0.5 - away).clamp(0.0, 1.0)
                } else {
                    0.0
                };
                *share = share.max(within - without);
            }
        }
    }

    /// A mask of shares of 255, its upper left pixel at a place.
    pub(super) fn mask(&mut self, at: [i32; 2], [width, height]: [usize; 2], coverage: &[u8]) {
        let (top, bottom) = self.clamped(1, at[1] as f32, (at[1] + height as i32) as f32);
        let (left, right) = self.clamped(0, at[0] as f32, (at[0] + width as i32) as f32);
        if left >= right {
            return;
        }
        for row in top..bottom {
            let from = (row as i32 - at[1]) as usize * width + (left as i32 - at[0]) as usize;
            let shares = self.touch(row, left, right);
            for (share, &covered) in shares.iter_mut().zip(&coverage[from..]) {
                *share = share.max(f32::from(covered) / 255.0);
            }
        }
    }
}

/// Between which columns a row can lie within reach of a segment.
fn columns_near(a: [f32; 2], run: [f32; 2], y: f32, reach: f32) -> (f32, f32) {
    let ends = (a[0].min(a[0] + run[0]), a[0].max(a[0] + run[0]));
    let (mut low, mut high) = ends;
    if run[1].abs() > 0.01 {
        // Where the segment crosses the rows within reach of this one.
        let x_at = |y: f32| a[0] + ((y - a[1]) / run[1]).clamp(0.0, 1.0) * run[0];
        let (above, below) = (x_at(y - reach), x_at(y + reach));
        (low, high) = (above.min(below), above.max(below));
    }
    (low - reach, high + reach)
}

/// Sums of the signed areas right of edges, pixel by pixel.
struct EdgeGrid<'a> {
    sums: &'a mut [f32],
    columns: usize,
    rows: usize,
}

impl EdgeGrid<'_> {
    /// Coordinates from the grid's corner; none lies left of it.
    fn edge(&mut self, a: [f32; 2], b: [f32; 2]) {
        if a[1].to_bits() == b[1].to_bits() {
            return;
        }
        let (sign, a, b) = if a[1] < b[1] {
            (1.0, a, b)
        } else {
            (-1.0, b, a)
        };
        let slope = (b[0] - a[0]) / (b[1] - a[1]);
        let first = a[1].max(0.0);
        let last = b[1].min(self.rows as f32);
        if first >= last {
            return;
        }
        let mut x = a[0] + (first - a[1]) * slope;
        for row in first as usize..last.ceil() as usize {
            let tall = last.min((row + 1) as f32) - first.max(row as f32);
            let next = x + slope * tall;
            self.part(row, x, next, sign * tall);
            x = next;
        }
    }

    /// The part of an edge in one row.
    fn part(&mut self, row: usize, x: f32, next: f32, tall: f32) {
        let most = (self.columns - 2) as f32;
        let (x0, x1) = (x.min(next).clamp(0.0, most), x.max(next).clamp(0.0, most));
        let sums = &mut self.sums[row * self.columns..][..self.columns];
        let first = x0 as usize;
        let end = x1.ceil() as usize;
        if end <= first + 1 {
            let covered = f32::midpoint(x0, x1) - x0.floor();
            sums[first] += tall * (1.0 - covered);
            sums[first + 1] += tall * covered;
            return;
        }
        // The share of each pixel right of the edge, as the difference to that of the one before.
        let per_column = (x1 - x0).recip();
        let mut before = 0.0;
        for (column, sum) in (first..end).zip(&mut sums[first..]) {
            let right = (x1.min((column + 1) as f32) - x0) * per_column;
            let left = (x0.max(column as f32) - x0) * per_column;
            // Within this pixel: what lies right of the part before it, and half of the rest.
            let inside = right - left;
            let from = x0.max(column as f32) - column as f32;
            let to = x1.min((column + 1) as f32) - column as f32;
            let covered = left + inside * (1.0 - f32::midpoint(from, to));
            *sum += tall * (covered - before);
            before = covered;
        }
        sums[end] += tall * (1.0 - before);
    }
}
