//! How numbers of a column are worded where classes and ramps are explained.
use crate::model::table::{ColumnType, date_from_days};

const MILLIS_PER_DAY: f64 = 86_400_000.0;
/// From here on a number is written with an exponent.
const MOST_WHOLE: f64 = 1e15;

/// Numbers side by side, e.g. breaks, rounded as far as each can still be told from its
/// neighbours: to at most a twentieth of what lies between them, and the first and the last ten
/// times finer and outwards, so that they enclose what they are the ends of. Whole numbers as they
/// are, dates as dates. Digits in groups of three from 10,000 on, so that years stay whole.
#[must_use]
pub fn figures(numbers: &[f64], column_type: ColumnType) -> Vec<String> {
    let is_whole = |number: &f64| number.fract() == 0.0 && number.abs() < MOST_WHOLE;
    match column_type {
        ColumnType::Date => numbers.iter().map(|days| date(*days)).collect(),
        ColumnType::DateTime => numbers
            .iter()
            .map(|millis| date((millis / MILLIS_PER_DAY).floor()))
            .collect(),
        ColumnType::Integer if numbers.iter().all(is_whole) => {
            numbers.iter().map(|number| whole(*number)).collect()
        }
        _ => {
            let gaps = numbers.windows(2).map(|pair| (pair[1] - pair[0]).abs());
            let least = gaps.filter(|gap| *gap > 0.0).fold(f64::INFINITY, f64::min);
            let step = if least.is_finite() { least / 10.0 } else { 0.0 };
            let last = numbers.len().saturating_sub(1);
            let word = |(at, number): (usize, &f64)| match at {
                0 => figure(*number, step / 10.0, f64::floor),
                _ if at == last => figure(*number, step / 10.0, f64::ceil),
                _ => figure(*number, step, f64::round),
            };
            numbers.iter().enumerate().map(word).collect()
        }
    }
}

/// What each class between two breaks holds, see [`crate::analysis::classes::class_of`]: of whole
/// numbers and days the first and the last, so that none stands in two classes.
#[must_use]
pub fn class_ranges(breaks: &[f64], column_type: ColumnType) -> Vec<String> {
    let words = figures(breaks, column_type);
    let counts = matches!(column_type, ColumnType::Integer | ColumnType::Date);
    let last = breaks.len().saturating_sub(2);
    let pairs = breaks.windows(2).zip(words.windows(2)).enumerate();
    pairs
        .map(|(class, (ends, words))| {
            let first = ends[0].ceil();
            let end = if class == last {
                ends[1].floor()
            } else {
                ends[1].ceil() - 1.0
            };
            if counts && first <= end {
                let words = figures(&[first, end], column_type);
                range(&words[0], &words[1])
            } else {
                range(&words[0], &words[1])
            }
        })
        .collect()
}

fn range(from: &str, to: &str) -> String {
    if from == to {
        from.to_owned()
    } else {
        format!("{from} to {to}")
    }
}

fn whole(number: f64) -> String {
    // Zero has no sign.
    grouped(&format!("{}", number + 0.0))
}

/// As few digits behind the point as bring a number by this rounding to this step or better.
fn figure(number: f64, step: f64, rounding: fn(f64) -> f64) -> String {
    let size = number.abs();
    if size >= MOST_WHOLE || (size > 0.0 && size < 1e-6) {
        return format!("{number:.2e}");
    }
    if step <= 0.0 {
        return grouped(&format!("{}", (number * 1e6).round() / 1e6));
    }
    // A small number beside large ones keeps two digits of its own.
    let exponent = step.min((size / 10.0).max(1.0)).log10().floor();
    let decimals = (-exponent).clamp(0.0, 9.0) as usize;
    let units = number / 10_f64.powi(exponent.max(-9.0) as i32);
    // What is whole but for the last bits must not go up or down by one.
    let near = units.round();
    let units = if (units - near).abs() < 1e-6 {
        near
    } else {
        rounding(units)
    };
    let rounded = units * 10_f64.powi(exponent.max(-9.0) as i32) + 0.0;
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
        assert_eq!(of(&[11.987, 35.02, 80.4]), ["11.9", "35", "80.4"]);
        assert_eq!(of(&[0.0123, 0.0456, 1.0]), ["0.0123", "0.046", "1"]);
        assert_eq!(of(&[1987.0, 2001.3, 2024.0]), ["1987", "2001", "2024"]);
        assert_eq!(of(&[12_345.6, 987_654.0]), ["12,000", "988,000"]);
        assert_eq!(of(&[0.3, 4.1, 7.2]), ["0.3", "4.1", "7.2"]);
        assert_eq!(of(&[500.0, 19_000.0]), ["500", "19,000"]);
        assert_eq!(of(&[-40.25, -0.001, 40.0]), ["−40.3", "0", "40"]);
        assert_eq!(of(&[4.5]), ["4.5"]);
        assert_eq!(of(&[3.0, 3.0]), ["3", "3"]);
    }

    #[test]
    fn classes_of_whole_numbers_share_none() {
        let of = |breaks: &[f64]| class_ranges(breaks, ColumnType::Integer);
        assert_eq!(of(&[0.0, 1.0, 2.0, 138.0]), ["0", "1", "2 to 138"]);
        assert_eq!(
            of(&[316.0, 1180.5, 4170.0, 4864.0]),
            ["316 to 1180", "1181 to 4169", "4170 to 4864"]
        );
        // Between these lies no whole number.
        assert_eq!(of(&[0.0, 0.2, 0.5, 1.0])[1], "0.2 to 0.5");
        let days = class_ranges(&[0.0, 31.0, 59.0], ColumnType::Date);
        assert_eq!(
            days,
            ["1970-01-01 to 1970-01-31", "1970-02-01 to 1970-03-01"]
        );
        let floats = class_ranges(&[0.25, 1.5, 9.75], ColumnType::Float);
        assert_eq!(floats, ["0.25 to 1.5", "1.5 to 9.75"]);
    }

    #[test]
    fn dates_stay_dates() {
        assert_eq!(figures(&[19_000.4], ColumnType::Date), ["2022-01-08"]);
        let millis = 19_000.0 * MILLIS_PER_DAY + 5.0;
        assert_eq!(figures(&[millis], ColumnType::DateTime), ["2022-01-08"]);
    }
}
