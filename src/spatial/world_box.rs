//! A box in unit-square coordinates.

/// A box in the unit square of web mercator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldBox {
    /// Upper left corner.
    pub min: [f64; 2],
    /// Lower right corner.
    pub max: [f64; 2],
}

impl WorldBox {
    /// The smallest box around points; empty (and overlapping nothing) around none.
    #[must_use]
    pub fn around(points: &[[f64; 2]]) -> Self {
        let mut around = Self {
            min: [f64::INFINITY; 2],
            max: [f64::NEG_INFINITY; 2],
        };
        for point in points {
            for (axis, value) in point.iter().enumerate() {
                around.min[axis] = around.min[axis].min(*value);
                around.max[axis] = around.max[axis].max(*value);
            }
        }
        around
    }

    /// Whether two boxes share a point.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        (0..2).all(|axis| self.min[axis] <= other.max[axis] && other.min[axis] <= self.max[axis])
    }

    /// Whether the other box lies wholly within this one.
    #[must_use]
    pub fn encloses(&self, other: &Self) -> bool {
        (0..2).all(|axis| self.min[axis] <= other.min[axis] && other.max[axis] <= self.max[axis])
    }

    /// Width and height.
    #[must_use]
    pub fn size(&self) -> [f64; 2] {
        [self.max[0] - self.min[0], self.max[1] - self.min[1]]
    }
}
