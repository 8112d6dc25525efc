//! Lengths along a polyline, and a smooth stretch of it to set text on.

/// A polyline with the length up to each vertex.
pub(super) struct Path<'a> {
    points: &'a [[f32; 2]],
    lengths: Vec<f32>,
}

impl<'a> Path<'a> {
    pub(super) fn new(points: &'a [[f32; 2]]) -> Self {
        let mut length = 0.0;
        let lengths = std::iter::once(0.0)
            .chain(points.windows(2).map(|pair| {
                length += distance(pair[0], pair[1]);
                length
            }))
            .collect();
        Self { points, lengths }
    }

    /// Screen points.
    pub(super) fn length(&self) -> f32 {
        self.lengths.last().copied().unwrap_or(0.0)
    }

    /// The point `along` from the start; the nearer end where that lies beyond. `None` for an
    /// empty polyline.
    pub(super) fn at(&self, along: f32) -> Option<[f32; 2]> {
        let next = self.lengths.partition_point(|&length| length < along);
        let (Some(&b), Some(&to)) = (self.points.get(next), self.lengths.get(next)) else {
            return self.points.last().copied();
        };
        let Some(before) = next.checked_sub(1) else {
            return Some(b);
        };
        let (a, from) = (self.points[before], self.lengths[before]);
        Some(lerp(a, b, (along - from) / (to - from).max(f32::EPSILON)))
    }

    /// The stretch from `start` to `end` without bends smaller than `window`: the mean of the line
    /// over that length about each point, a point every two screen points or so.
    pub(super) fn smooth(&self, start: f32, end: f32, window: f32) -> Vec<[f32; 2]> {
        const STEP_PT: f32 = 2.0;
        let half = (window / 2.0 / STEP_PT).ceil() as usize;
        let steps = ((end - start) / STEP_PT).ceil().max(1.0) as usize;
        let raw: Vec<[f32; 2]> = (0..=steps + 2 * half)
            .filter_map(|step| self.at(start + (step as f32 - half as f32) * STEP_PT))
            .collect();
        let count = 2 * half + 1;
        raw.windows(count)
            .map(|near| {
                let sum = near.iter().fold([0.0; 2], |sum, point| {
                    [sum[0] + point[0], sum[1] + point[1]]
                });
                sum.map(|total| total / count as f32)
            })
            .collect()
    }
}

fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    let [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    (dx * dx + dy * dy).sqrt() // much faster than `hypot`, and screen points never overflow
}

fn lerp(a: [f32; 2], b: [f32; 2], part: f32) -> [f32; 2] {
    [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]
}
