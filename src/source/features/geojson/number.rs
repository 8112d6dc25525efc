//! Numbers of JSON, exact to the last bit.
use super::json::{ENDS, Fault};

/// A number as the table wants it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number<'a> {
    /// Written as an integer.
    Integer(i64),
    /// Written otherwise.
    Float(f64),
    /// What neither holds, as written, with the nearest finite `f64`.
    Exact(&'a str, f64),
}

impl Number<'_> {
    pub(super) fn as_f64(self) -> f64 {
        match self {
            Self::Integer(number) => number as f64,
            Self::Float(number) | Self::Exact(_, number) => number,
        }
    }
}

/// The powers of ten that an `f64` holds exactly.
const POWERS_OF_TEN: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Read the number at a byte of the text; gives also where it ends.
#[inline]
pub(super) fn scan_number(text: &str, start: usize) -> Result<(Number<'_>, usize), Fault> {
    let bytes = text.as_bytes();
    let negative = bytes.get(start) == Some(&b'-');
    let whole = start + usize::from(negative);
    let (mut mantissa, mut at) = digits(bytes, whole, 0);
    if at == whole {
        return Err(fault(bytes, at, "a digit is expected here"));
    }
    if at > whole + 1 && bytes[whole] == b'0' {
        return Err(fault(bytes, whole, "a number may not begin with zeros"));
    }
    let mut count = at - whole;
    let mut exponent = 0_i64;
    let mut is_integer = true;
    if bytes.get(at) == Some(&b'.') {
        is_integer = false;
        let fraction = at + 1;
        (mantissa, at) = digits(bytes, fraction, mantissa);
        if at == fraction {
            return Err(fault(bytes, at, "a digit is expected after the point"));
        }
        count += at - fraction;
        exponent = -((at - fraction) as i64);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        is_integer = false;
        at += 1;
        let minus = bytes.get(at) == Some(&b'-');
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        let first = at;
        let mut written = 0_i64;
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            written = (written * 10 + i64::from(digit - b'0')).min(1_000_000);
            at += 1;
        }
        if at == first {
            return Err(fault(bytes, at, "a digit is expected in the exponent"));
        }
        exponent += if minus { -written } else { written };
    }
    // Nineteen digits always fit into 64 bits.
    let fits = count <= 19;
    if is_integer && fits && !(negative && mantissa == 0) {
        let number = i128::from(mantissa) * if negative { -1 } else { 1 };
        if let Ok(number) = i64::try_from(number) {
            return Ok((Number::Integer(number), at));
        }
    }
    // Clinger, "How to read floating point numbers accurately" (1990): where the digits and the
    // power of ten are exact, one operation rounds once.
    let power = exponent.unsigned_abs() as usize;
    if !is_integer && fits && mantissa <= 1 << 53 && power < POWERS_OF_TEN.len() {
        let digits = mantissa as f64;
        let number = if exponent < 0 {
            digits / POWERS_OF_TEN[power]
        } else {
            digits * POWERS_OF_TEN[power]
        };
        return Ok((Number::Float(if negative { -number } else { number }), at));
    }
    let written = &text[start..at];
    let number: f64 = written
        .parse()
        .map_err(|_source| fault(bytes, start, "this is no number"))?;
    let finite = number.clamp(f64::MIN, f64::MAX);
    let is_exact = number.is_finite() && (!is_integer || (fits && mantissa == 0));
    let number = if is_exact {
        Number::Float(number)
    } else {
        Number::Exact(written, finite)
    };
    Ok((number, at))
}

/// Append the digits from `at` on to a mantissa, which wraps beyond nineteen of them.
#[inline]
fn digits(bytes: &[u8], mut at: usize, mut mantissa: u64) -> (u64, usize) {
    while let Some(byte) = bytes.get(at) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    (mantissa, at)
}

#[cold]
fn fault(bytes: &[u8], at: usize, what: &'static str) -> Fault {
    let what = if at >= bytes.len() { ENDS } else { what };
    Fault { at, what }
}
