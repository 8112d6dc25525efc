//! How the interface words dates, ranges and distances.
use crate::analysis::BorderDistance;
use crate::geodesy::Meters;
use crate::geodesy::notation::format_distance;
use crate::model::{DatePrecision, Incident};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "2022-04-18" as "18 April 2022", "2022-04" as "April 2022"; an interval as "… to …".
/// Anything else stays as it is.
pub fn date(iso: &str) -> String {
    if let Some((from, to)) = iso.split_once('/') {
        return format!("{} to {}", date(from), date(to));
    }
    let mut parts = iso.splitn(3, '-');
    let (year, month, day) = (parts.next(), parts.next(), parts.next());
    let month = month
        .and_then(|month| month.parse::<usize>().ok())
        .and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    match (year, month, day.and_then(|day| day.parse::<u8>().ok())) {
        (Some(year), Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(year), Some(month), None) => format!("{month} {year}"),
        _ => iso.to_owned(),
    }
}

/// An incident's date with what is not known of it.
pub fn incident_date(incident: &Incident) -> String {
    let Some(iso) = &incident.date else {
        return "Date not known".to_owned();
    };
    match incident.date_precision {
        DatePrecision::Day => date(iso),
        DatePrecision::Month => format!("{} (day not known)", date(iso)),
        DatePrecision::Year => format!("{iso} (month not known)"),
        DatePrecision::Interval => format!("{} (interval)", date(iso)),
        DatePrecision::Decade | DatePrecision::None => format!("{iso} (about)"),
    }
}

/// A count that sources give as a range.
pub fn range([least, greatest]: [u32; 2]) -> String {
    if least == greatest {
        least.to_string()
    } else {
        format!("{least} to {greatest}")
    }
}

/// A distance with the interval that the location uncertainty gives.
pub fn distance(found: &BorderDistance) -> String {
    let exact = format_distance(found.distance);
    match found.interval {
        Some([least, greatest]) => format!("{exact} ({})", interval(least, greatest)),
        None => exact,
    }
}

/// Two distances with one unit where they share it.
pub fn interval(least: Meters, greatest: Meters) -> String {
    format!(
        "{} to {}",
        format_distance(least),
        format_distance(greatest)
    )
}

/// A whole number with its digits in groups of three.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// With a capital first letter.
pub fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// "1 feature", "1,000,000 features".
pub fn counted(number: u64, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {one}{plural}", thousands(number))
}

/// A size in decimal units, three digits where they say something: `640 B`, `12.0 MB`, `211 MB`.
pub fn bytes(number: u64) -> String {
    let mut size = number as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if size < 999.5 || unit == "GB" {
            let digits = usize::from(unit != "B" && size < 99.95);
            return format!("{size:.digits$} {unit}");
        }
        size /= 1000.0;
    }
    String::new()
}

/// A number as written, the digits before its point in groups of three from ten thousand on.
pub fn grouped(number: &str) -> String {
    let (sign, rest) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let end = rest.find(|c: char| !c.is_ascii_digit());
    let (whole, after) = rest.split_at(end.unwrap_or(rest.len()));
    match whole.parse() {
        Ok(digits) if whole.len() > 4 => format!("{sign}{}{after}", thousands(digits)),
        _ => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_numbers_read_as_people_write_them() {
        assert_eq!(bytes(640), "640 B");
        assert_eq!(bytes(12_000_000), "12.0 MB");
        assert_eq!(bytes(211_400_000), "211 MB");
        assert_eq!(bytes(999_960), "1.0 MB");
        assert_eq!(grouped("-1234567.25"), "-1,234,567.25");
        assert_eq!(grouped("2021"), "2021");
        assert_eq!(grouped("1e300"), "1e300");
        assert_eq!(counted(1, "feature"), "1 feature");
    }

    #[test]
    fn dates_read_as_people_write_them() {
        assert_eq!(date("2022-04-18"), "18 April 2022");
        assert_eq!(date("2022-04"), "April 2022");
        assert_eq!(date("2023"), "2023");
        assert_eq!(
            date("2021-08-26/2021-08-28"),
            "26 August 2021 to 28 August 2021"
        );
        assert_eq!(date("2022-13-01"), "2022-13-01");
    }
}
