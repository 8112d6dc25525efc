//! How numbers of a column are worded where classes and ramps are explained.
use crate::model::table::{ColumnType, date_from_days};

const MILLIS_PER_DAY: f64 = 86_400_000.0;

/// Numbers side by side, e.g. breaks, rounded as far as each can still be told from its
/// neighbours: to at most a twentieth of what lies between them. Dates as dates. Digits in groups
/// of three from 10,000 on, so that years stay whole.
#[must_use]
pub fn figures(numbers: &[f64], column_type: ColumnType) -> Vec<String> {
    match column_type {
        ColumnType::Date => numbers.iter().map(|days| date(*days)).collect(),
        ColumnType::DateTime => numbers
            .iter()
            .map(|millis| date((millis / MILLIS_PER_DAY).floor()))
            .collect(),
        _ => {
            let gaps = numbers.windows(2).map(|pair| (pair[1] - pair[0]).abs());
            let least = gaps.filter(|gap| *gap > 0.0).fold(f64::INFINITY, f64::min);
            let step = if least.is_finite() { least / 10.0 } else { 0.0 };
            numbers.iter().map(|number| figure(*number, step)).collect()
        }
    }
}

/// As few digits behind the point as round a number to this step or better.
fn figure(number: f64, step: f64) -> String {
    let size = number.abs();
    if size >= 1e15 || (size > 0.0 && size < 1e-6) {
        return format!("{number:.2e}");
    }
    if step <= 0.0 {
        return grouped(&format!("{}", (number * 1e6).round() / 1e6));
    }
    // A small number beside large ones keeps two digits of its own.
    let exponent = step.min((size / 10.0).max(1.0)).log10().floor();
    let decimals = (-exponent).clamp(0.0, 9.0) as usize;
    let unit = 10_f64.powf(exponent.max(0.0));
    // Zero has no sign.
    let rounded = (number / unit).round() * unit + 0.0;
    let rounded = if decimals > 0 { number } else { rounded };
    let text = format!("{rounded:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    grouped(if text == "-0" { "0" } else { text })
}

/// The digits before the point in groups of three, with a true minus.
fn grouped(text: &str) -> String {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => ("−", rest),
        None => ("", text),
    };
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut found = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if whole.len() > 4 && index > 0 && (whole.len() - index).is_multiple_of(3) {
            found.push(',');
        }
        found.push(digit);
    }
    found + fraction
}

fn date(days: f64) -> String {
    // Beyond the range of dates it is the last one.
    date_from_days(days as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[f64]) -> Vec<String> {
        figures(numbers, ColumnType::Float)
    }

    #[test]
    fn breaks_are_rounded_as_far_as_they_stay_apart() {
        assert_eq!(of(&[11.987, 35.02, 80.4]), ["12", "35", "80"]);
        assert_eq!(of(&[0.0123, 0.0456, 1.0]), ["0.012", "0.046", "1"]);
        assert_eq!(of(&[1987.0, 2001.3, 2024.0]), ["1987", "2001", "2024"]);
        assert_eq!(of(&[12_345.6, 987_654.0]), ["12,000", "990,000"]);
        assert_eq!(of(&[500.0, 19_000.0]), ["500", "19,000"]);
        assert_eq!(of(&[-40.25, -0.001, 40.0]), ["−40", "0", "40"]);
        assert_eq!(of(&[4.5]), ["4.5"]);
        assert_eq!(of(&[3.0, 3.0]), ["3", "3"]);
    }

    #[test]
    fn dates_stay_dates() {
        assert_eq!(figures(&[19_000.4], ColumnType::Date), ["2022-01-08"]);
        let millis = 19_000.0 * MILLIS_PER_DAY + 5.0;
        assert_eq!(figures(&[millis], ColumnType::DateTime), ["2022-01-08"]);
    }
}
