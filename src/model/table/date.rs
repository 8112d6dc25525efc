//! Dates and date-times as text has them: ISO 8601 in the forms of RFC 3339, and those without a
//! zone. No clock, no calendar but the Gregorian.

/// Days since 1970-01-01 of `YYYY-MM-DD`, exactly in this form.
#[must_use]
pub fn days_from_date(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) = (
        number(&bytes[0..4])?,
        number(&bytes[5..7])?,
        number(&bytes[8..10])?,
    );
    let valid = (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
    valid.then(|| days_from_civil(year, month, day))
}

/// `YYYY-MM-DD` of days since 1970-01-01.
#[must_use]
pub fn date_from_days(days: i32) -> String {
    let (year, month, day) = civil_from_days(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Milliseconds since 1970-01-01T00:00:00Z of a date-time such as `2022-04-18T17:30:00Z`,
/// `2022-04-18 17:30` or `2022-04-18T22:30:00.25+05:00`. Without a zone it counts as UTC.
#[must_use]
pub fn millis_from_date_time(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() < 16 || !matches!(bytes[10], b'T' | b't' | b' ') || bytes[13] != b':' {
        return None;
    }
    let days = i64::from(days_from_date(text.get(..10)?)?);
    let (hour, minute) = (number(&bytes[11..13])?, number(&bytes[14..16])?);
    let mut rest = &bytes[16..];
    let mut second = 0;
    let mut millis = 0;
    if let [b':', tail @ ..] = rest {
        second = number(tail.get(..2)?)?;
        rest = &tail[2..];
        if let [b'.' | b',', tail @ ..] = rest {
            let digits = tail.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            let scale = [100, 10, 1];
            for (byte, scale) in tail[..digits].iter().zip(scale) {
                millis += i64::from(byte - b'0') * scale;
            }
            rest = &tail[digits..];
        }
    }
    // A leap second counts as the second before it.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let offset = zone_minutes(rest)?;
    let minutes = days * 1440 + i64::from(hour) * 60 + i64::from(minute) - offset;
    Some((minutes * 60 + i64::from(second.min(59))) * 1000 + millis)
}

fn zone_minutes(zone: &[u8]) -> Option<i64> {
    let (sign, digits) = match zone {
        [] | [b'Z' | b'z'] => return Some(0),
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.len() {
        2 => (number(digits)?, 0),
        4 => (number(&digits[..2])?, number(&digits[2..])?),
        5 if digits[2] == b':' => (number(&digits[..2])?, number(&digits[3..])?),
        _ => return None,
    };
    (hours <= 23 && minutes <= 59).then(|| sign * i64::from(hours * 60 + minutes))
}

fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + i32::from(byte - b'0'))
    })
}

fn days_in_month(year: i32, month: i32) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a year, month and day of the Gregorian calendar; months and days count
/// from 1.
///
/// # References
///
/// Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2021), `days_from_civil`: years begin
/// in March, 400 years have 146,097 days, and day 719,468 is 1970-01-01.
#[must_use]
pub fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of days since 1970-01-01: the inverse of [`days_from_civil`], from the same
/// source.
#[must_use]
pub fn civil_from_days(days: i32) -> (i32, i32, i32) {
    let days = i64::from(days) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as i32, day as i32)
}
