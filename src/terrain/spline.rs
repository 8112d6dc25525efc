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

    /// `scipy.interpolate.BSpline.basis_element([-2,-1,0,1,2])` at -1.25, -0.25, 0.75, 1.75 and its
    /// `.derivative()` there.
    #[test]
    fn weights_are_those_of_the_cubic_b_spline() {
        let tap = Tap::at(7.25);
        assert_eq!(tap.first, 6);
        let value = [0.070_312_5, 0.611_979_17, 0.315_104_17, 0.002_604_17];
        let slope = [-0.281_25, -0.406_25, 0.656_25, 0.031_25];
        for i in 0..4 {
            assert!((tap.value[i] - value[i]).abs() < 1e-6, "{tap:?}");
            assert!((tap.slope[i] - slope[i]).abs() < 1e-6, "{tap:?}");
        }
    }
}
