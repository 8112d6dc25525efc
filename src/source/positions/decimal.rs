//! Numbers with a fixed count of decimals, written several times faster than by `format!`, which
//! otherwise takes a good part of the time of a large file.
use std::io::Write as _;

/// Write `value` with `decimals` places, 1 to 9, exactly as `format!("{value:.decimals$}")` does,
/// but without a sign before zero.
pub fn push_decimal(out: &mut Vec<u8>, value: f64, decimals: u8) {
    let unit = 10_u64.pow(u32::from(decimals.min(9)));
    let scaled = value.abs() * unit as f64;
    let whole = scaled.floor();
    let rest = scaled - whole;
    // Below 1e11 the product is exact to 1e-5, so that beyond 1e-4 from a tie rounding cannot err.
    if scaled.is_nan() || scaled >= 1e11 || (rest - 0.5).abs() < 1e-4 {
        push_slowly(out, value, usize::from(decimals));
        return;
    }
    let units = whole as u64 + u64::from(rest > 0.5);
    if units == 0 {
        push_slowly(out, 0.0, usize::from(decimals));
        return;
    }
    let mut digits = [b'0'; 24];
    let mut start = digits.len();
    let (mut left, mut place) = (units, 0);
    while left > 0 || place <= decimals {
        start -= 1;
        if place == decimals {
            digits[start] = b'.';
            start -= 1;
        }
        digits[start] = b'0' + (left % 10) as u8;
        left /= 10;
        place += 1;
    }
    if value < 0.0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[start..]);
}

fn push_slowly(out: &mut Vec<u8>, value: f64, decimals: usize) {
    let start = out.len();
    // Writing to a vector does not fail.
    write!(out, "{value:.decimals$}").ok();
    if out[start..].iter().all(|byte| b"-0.".contains(byte)) && out.get(start) == Some(&b'-') {
        out.remove(start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: f64, decimals: u8) -> String {
        let mut out = Vec::new();
        push_decimal(&mut out, value, decimals);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn agrees_with_the_standard_library() {
        let mut state = 1_u64;
        let mut values = vec![
            0.0,
            0.0005,
            0.0015,
            0.5,
            1.0,
            0.9995,
            0.999_499_9,
            999.9995,
            1e10,
            1e15,
            2.5,
            0.000_1,
            f64::MIN_POSITIVE,
            67.278_3,
            45_363.6,
            0.000_000_05,
        ];
        for _ in 0..200_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let unit = (state >> 11) as f64 / (1_u64 << 53) as f64;
            values.push(unit * 10_f64.powi((state % 9) as i32));
            // Values next to a tie, where rounding by multiplication goes wrong.
            values.push(((state >> 40) as f64 + 0.5) / 1000.0);
        }
        for value in values {
            for decimals in [3, 4, 7] {
                let places = usize::from(decimals);
                assert_eq!(written(value, decimals), format!("{value:.places$}"));
                if format!("{value:.places$}")
                    .bytes()
                    .any(|byte| (b'1'..=b'9').contains(&byte))
                {
                    assert_eq!(written(-value, decimals), format!("{:.places$}", -value));
                }
            }
        }
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(written(-0.0, 3), "0.000");
        assert_eq!(written(-0.000_04, 3), "0.000");
        assert_eq!(written(-0.000_5, 3), format!("{:.3}", -0.000_5));
    }
}
