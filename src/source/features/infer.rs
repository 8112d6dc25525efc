//! What the cells of a column have in common, so that only a column of nothing but numbers becomes
//! one: `007`, `+5` and ` 12` stay text, because no number gives them back.
use crate::model::table::Cell;

/// The type of a column's cells, from all that were seen.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each type can be ruled out by itself"
)]
pub(super) struct ColumnKind {
    integer: bool,
    float: bool,
    float_with_comma: bool,
    bool: bool,
    has_point: bool,
    /// A point or a comma stood where none parts thousands.
    has_decimal_point: bool,
    has_decimal_comma: bool,
}

impl ColumnKind {
    /// Nothing seen yet. Where commas separate cells, none can be a decimal comma.
    pub(super) fn new(decimal_comma: bool) -> Self {
        Self {
            integer: true,
            float: true,
            float_with_comma: decimal_comma,
            bool: true,
            has_point: false,
            has_decimal_point: false,
            has_decimal_comma: false,
        }
    }

    /// Columns of one file write numbers alike: with a decimal comma if those of degrees do, else
    /// if some do and none has a point. What could also part thousands, `12,345`, stays text where
    /// nothing speaks for a decimal sign.
    pub(super) fn settle_commas(columns: &mut [Self], degrees: &[usize]) {
        let any = |is: fn(&Self) -> bool| columns.iter().any(is);
        let of_degrees = |is: fn(&Self) -> bool| degrees.iter().any(|&at| is(&columns[at]));
        let commas = of_degrees(|kind| kind.float_with_comma && !kind.float)
            || !of_degrees(|kind| kind.float && kind.has_point)
                && any(|kind| kind.float_with_comma && kind.has_decimal_comma)
                && !any(|kind| kind.float && kind.has_decimal_point);
        for kind in columns {
            kind.float_with_comma &= commas;
            kind.float &= !(commas && kind.has_point && !kind.has_decimal_point);
        }
    }

    /// Take another cell into account; empty ones say nothing.
    pub(super) fn see(&mut self, cell: &str) {
        if cell.is_empty() || self.is_text() {
            return;
        }
        self.bool &= matches!(cell, "true" | "false");
        self.integer &= is_integer(cell);
        self.float &= is_number(cell, '.');
        self.float_with_comma &= is_number(cell, ',');
        self.has_point |= cell.contains('.');
        self.has_decimal_point |= cell.contains('.') && !parts_thousands(cell, '.');
        self.has_decimal_comma |= cell.contains(',') && !parts_thousands(cell, ',');
    }

    fn is_text(self) -> bool {
        !(self.integer || self.float || self.float_with_comma || self.bool)
    }

    /// What to put into the table for a cell of this column. Dates the table finds by itself.
    pub(super) fn cell<'a>(self, text: &'a str, unsure: &'a mut String) -> Cell<'a> {
        if text.is_empty() {
            return Cell::Null;
        }
        if self.integer {
            return text.parse().map_or(Cell::Text(text), Cell::Integer);
        }
        if self.float {
            return float(text);
        }
        if self.float_with_comma {
            unsure.clear();
            unsure.push_str(&text.replacen(',', ".", 1));
            return float(unsure);
        }
        match text {
            "true" if self.bool => Cell::Bool(true),
            "false" if self.bool => Cell::Bool(false),
            _ => Cell::Text(text),
        }
    }
}

/// Whether the only sign of a number may part thousands: `12,345`, but not `67,2783`.
fn parts_thousands(number: &str, sign: char) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, rest) = number.split_once(sign).unwrap_or((number, ""));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    (1..=3).contains(&whole.len())
        && whole != "0"
        && digits(whole)
        && rest.len() == 3
        && digits(rest)
}

/// Digits that an `f64` holds for certain.
const SURE_DIGITS: usize = 15;

/// A number of JSON as a cell that gives it back.
pub(super) fn float(text: &str) -> Cell<'_> {
    let Ok(number) = text.parse::<f64>() else {
        return Cell::Text(text);
    };
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    if text.bytes().filter(|byte| is_digit(byte)).count() <= SURE_DIGITS {
        return if is_integer(text) {
            text.parse().map_or(Cell::Float(number), Cell::Integer)
        } else {
            Cell::Float(number)
        };
    }
    if number.to_string() == text {
        Cell::Float(number)
    } else {
        Cell::Exact(text, number)
    }
}

/// Whether the text is what an `i64` is written as.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits == "0" || !digits.starts_with('0');
    plain
        && text != "-0"
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<i64>().is_ok()
}

/// Whether the text is a number of JSON with this decimal point, or an integer too large for `i64`
/// only with a fraction or exponent: long runs of digits are identifiers.
pub(super) fn is_number(text: &str, point: char) -> bool {
    let rest = text.strip_prefix('-').unwrap_or(text);
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    let mut rest = &rest[whole..];
    if rest.is_empty() {
        return is_integer(text);
    }
    if let Some(fraction) = rest.strip_prefix(point) {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let count = digits(exponent);
        if count == 0 {
            return false;
        }
        rest = &exponent[count..];
    }
    let finite = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
    rest.is_empty()
        && if point == '.' {
            finite(text)
        } else {
            finite(&text.replacen(point, ".", 1))
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(cells: &[&str], decimal_comma: bool) -> ColumnKind {
        let mut kind = ColumnKind::new(decimal_comma);
        for cell in cells {
            kind.see(cell);
        }
        kind
    }

    #[test]
    fn a_column_is_numeric_only_if_all_its_cells_are() {
        let mut spare = String::new();
        let whole = kind(&["12", "", "-3", "0"], false);
        assert_eq!(whole.cell("12", &mut spare), Cell::Integer(12));
        assert_eq!(whole.cell("", &mut spare), Cell::Null);
        let float = kind(&["12", "1.5e3", "-0.25"], false);
        assert_eq!(float.cell("12", &mut spare), Cell::Integer(12));
        assert_eq!(float.cell("1.5e3", &mut spare), Cell::Float(1500.0));
        let comma = kind(&["67,2783", "3"], true);
        assert_eq!(comma.cell("67,2783", &mut spare), Cell::Float(67.2783));
        for cells in [
            &["12", "007"][..],
            &["+5"],
            &[" 12"],
            &["1e999"],
            &["NaN"],
            &["12345678901234567890"],
            &["1.", "2"],
            &[".5"],
            &["true", "1"],
            &["1,5", "1.5"],
        ] {
            let kind = kind(cells, true);
            assert_eq!(
                kind.cell(cells[0], &mut spare),
                Cell::Text(cells[0]),
                "{cells:?}"
            );
        }
    }

    #[test]
    fn a_comma_is_a_decimal_one_only_where_nothing_speaks_against_it() {
        let settle = |columns: &[&[&str]], degrees: &[usize]| {
            let mut kinds: Vec<_> = columns.iter().map(|cells| kind(cells, true)).collect();
            ColumnKind::settle_commas(&mut kinds, degrees);
            kinds.iter().map(|kind| kind.is_text()).collect::<Vec<_>>()
        };
        let settled = |columns: &[&[&str]]| settle(columns, &[]);
        // Inhabitants beside degrees with a point, beside degrees with a comma, and alone.
        assert_eq!(settled(&[&["12,345"], &["67.2783"]]), [true, false]);
        assert_eq!(settled(&[&["12,345"], &["67,2783"]]), [false, false]);
        assert_eq!(settled(&[&["12,345", "1,000"]]), [true]);
        assert_eq!(settled(&[&["12,345", "1,5"]]), [false]);
        assert_eq!(settled(&[&["0,125"]]), [false]);
        // Degrees decide, of however few digits, whatever a version or thousands have.
        let german: [&[&str]; 4] = [&["67,278"], &["1.2"], &["3,50"], &["1.234"]];
        assert_eq!(settle(&german, &[0]), [false, false, false, true]);
        assert_eq!(
            settle(&[&["67.278"], &["12,345"], &["3,50"]], &[0]),
            [false, true, true]
        );
    }

    #[test]
    fn digits_that_no_float_gives_back_stay() {
        let text = "0.12345678901234567890";
        let mut spare = String::new();
        let Cell::Exact(kept, _) = kind(&[text], false).cell(text, &mut spare) else {
            panic!("digits are lost");
        };
        assert_eq!(kept, text);
    }
}
