//! The uniform cubic B-spline: weights of four neighbouring cells for a value and its slope.
//!
//! Used without the interpolating prefilter, so that it also smooths: its kernel has a standard
//! deviation of 0.58 cells, just enough to take the steps of whole metres out of a plain.
//!
//! # References
//!
//! Sigg and Hadwiger, Fast Third-Order Texture Filtering, GPU Gems 2 (2005), section 20.2.

/// How one pixel column or row draws on four neighbouring cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tap {
    /// Index of the first of the four cells; may lie outside the grid.
    pub first: isize,
    /// Weights for the value; their sum is 1.
    pub value: [f32; 4],
    /// Weights for the derivative by the cell coordinate; their sum is 0.
    pub slope: [f32; 4],
}

impl Tap {
    /// The tap at a coordinate in cells, where cell `i` has its centre at `i`.
    pub fn at(cell: f64) -> Self {
        let base = cell.floor();
        let t = (cell - base) as f32;
        let s = 1.0 - t;
        let (t2, t3) = (t * t, t * t * t);
        Self {
            first: base as isize - 1,
            value: [
                s * s * s / 6.0,
                (3.0 * t3 - 6.0 * t2 + 4.0) / 6.0,
                (-3.0 * t3 + 3.0 * t2 + 3.0 * t + 1.0) / 6.0,
                t3 / 6.0,
            ],
            slope: [
                -0.5 * s * s,
                1.5 * t2 - 2.0 * t,
                -1.5 * t2 + t + 0.5,
                0.5 * t2,
            ],
        }
    }
}

/// The weighted sum of four cells.
pub(super) fn dot(weights: &[f32; 4], cells: &[f32; 4]) -> f32 {
    (weights[0] * cells[0] + weights[1] * cells[1])
        + (weights[2] * cells[2] + weights[3] * cells[3])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Cox–de Boor recursion with Python's `Fraction`, a quarter past a knot: 27, 235, 121 and
    /// 1 of 384; its derivative, the difference of two quadratic splines: -9, -13, 21 and 1 of 32.
    #[test]
    fn weights_are_those_of_the_cubic_b_spline() {
        let tap = Tap::at(7.25);
        assert_eq!(tap.first, 6);
        let value = [27.0, 235.0, 121.0, 1.0].map(|part: f32| part / 384.0);
        let slope = [-9.0, -13.0, 21.0, 1.0].map(|part: f32| part / 32.0);
        for i in 0..4 {
            assert!((tap.value[i] - value[i]).abs() < 1e-6, "{tap:?}");
            assert!((tap.slope[i] - slope[i]).abs() < 1e-6, "{tap:?}");
        }
    }
}
