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

/// The number at a byte and where it ends, if it is written as most coordinates are: up to three
/// digits, a point, and digits that are exact together.
#[inline]
pub(super) fn scan_coordinate(bytes: &[u8], start: usize) -> Option<(f64, usize)> {
    let is_negative = bytes.get(start) == Some(&b'-');
    let whole = start + usize::from(is_negative);
    let mut mantissa = 0;
    let mut point = whole;
    loop {
        let byte = *bytes.get(point)?;
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            if byte == b'.' && point > whole {
                break;
            }
            return None;
        }
        mantissa = mantissa * 10 + u64::from(digit);
        point += 1;
        if point > whole + 3 {
            return None;
        }
    }
    if bytes[whole] == b'0' && point > whole + 1 {
        return None;
    }
    let (mantissa, end) = digits(bytes, point + 1, mantissa);
    let decimals = end - point - 1;
    let is_usual = (1..=16).contains(&decimals)
        && mantissa <= 1 << 53
        && !matches!(bytes.get(end), Some(b'e' | b'E'));
    let number = mantissa as f64 / POWERS_OF_TEN.get(decimals)?;
    is_usual.then_some((if is_negative { -number } else { number }, end))
}

/// Append the digits from `at` on to a mantissa, which wraps beyond nineteen of them.
#[inline]
fn digits(bytes: &[u8], mut at: usize, mut mantissa: u64) -> (u64, usize) {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    const SHIFTS: [u64; 9] = [
        1,
        10,
        100,
        1_000,
        10_000,
        100_000,
        1_000_000,
        10_000_000,
        100_000_000,
    ];
    while let Some(&eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        // Digits become 0 to 9; the high bit of `others` marks each byte that is none, and bytes
        // beyond the first such may be marked wrongly.
        let word = u64::from_le_bytes(eight) ^ (ONES * u64::from(b'0'));
        let others = (word.wrapping_add(ONES * 0x76) | word) & HIGHS;
        let count = others.trailing_zeros() / 8;
        if count == 0 {
            return (mantissa, at);
        }
        let value = value_of_eight(word << (64 - 8 * count));
        mantissa = mantissa
            .wrapping_mul(SHIFTS[count as usize])
            .wrapping_add(value);
        at += count as usize;
        if count < 8 {
            return (mantissa, at);
        }
    }
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

/// The number that eight digits of 0 to 9 make, the first in the lowest byte: neighbours are joined
/// to pairs, pairs to fours, fours to one (Lemire, "Quickly parsing eight digits", 2018).
#[inline]
fn value_of_eight(digits: u64) -> u64 {
    const PAIRS: u64 = 0x0000_00FF_0000_00FF;
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let first = (pairs & PAIRS).wrapping_mul(100 + (1_000_000 << 32));
    let second = ((pairs >> 16) & PAIRS).wrapping_mul(1 + (10_000 << 32));
    first.wrapping_add(second) >> 32
}

#[cold]
fn fault(bytes: &[u8], at: usize, what: &'static str) -> Fault {
    let what = if at >= bytes.len() { ENDS } else { what };
    Fault { at, what }
}
