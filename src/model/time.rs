//! Time as the map filters it: spans that cover what a date of low precision can mean, which
//! column of a layer has it, and named periods. What a table's rows have is in
//! `analysis::time_spans`.
use serde::{Deserialize, Serialize};

use super::table::{
    civil_from_days, date_from_days, days_from_civil, days_from_date, millis_from_date_time,
};

const DAY_MS: i64 = 86_400_000;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// From the first to before the last of these milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimeSpan {
    /// Within the span.
    pub start_ms: i64,
    /// No longer within it; greater than the start.
    pub end_ms: i64,
}

impl TimeSpan {
    /// What a text in ISO 8601 covers: a year, a month, a day, a moment (a millisecond), or from
    /// one to the end of another with a slash between.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((from, to)) = text.split_once('/') {
            let (from, to) = (Self::parse(from)?, Self::parse(to)?);
            return (from.start_ms < to.end_ms).then_some(Self {
                end_ms: to.end_ms,
                ..from
            });
        }
        if let Some(start_ms) = millis_from_date_time(text) {
            return Some(Self {
                start_ms,
                end_ms: start_ms + 1,
            });
        }
        let digits = |text: &str, len| {
            (text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| text.parse::<i32>().ok())
                .flatten()
        };
        let first_of = |year: i32, month: i32| {
            days_from_civil(year + (month - 1) / 12, (month - 1) % 12 + 1, 1)
        };
        let (first, after) = match text.split_once('-') {
            None => {
                let year = digits(text, 4)?;
                (first_of(year, 1), first_of(year, 13))
            }
            Some((year, month)) if !month.contains('-') => {
                let (year, month) = (digits(year, 4)?, digits(month, 2)?);
                if !(1..=12).contains(&month) {
                    return None;
                }
                (first_of(year, month), first_of(year, month + 1))
            }
            Some(_) => {
                let day = days_from_date(text)?;
                (day, day + 1)
            }
        };
        Some(Self::of_days(first, after))
    }

    /// From the beginning of one day to that of another, days since 1970-01-01.
    #[must_use]
    pub fn of_days(first: i32, after: i32) -> Self {
        Self {
            start_ms: i64::from(first) * DAY_MS,
            end_ms: i64::from(after) * DAY_MS,
        }
    }

    /// Whether both have some moment.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start_ms < other.end_ms && other.start_ms < self.end_ms
    }

    /// Its length, milliseconds.
    #[must_use]
    pub fn length_ms(self) -> i64 {
        self.end_ms - self.start_ms
    }

    /// As ISO 8601 that [`TimeSpan::parse`] reads again, days where it is whole days: `2021-08-26`,
    /// `2020-01-01/2021-12-31`.
    #[must_use]
    pub fn to_text(self) -> String {
        let whole = self.start_ms % DAY_MS == 0 && self.end_ms % DAY_MS == 0;
        let day = |ms: i64| date_from_days(ms.div_euclid(DAY_MS) as i32);
        let moment = |ms: i64| {
            let of_day = ms.rem_euclid(DAY_MS);
            let (seconds, millis) = (of_day / 1000, of_day % 1000);
            let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            format!("{}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z", day(ms))
        };
        let (first, last) = if whole {
            (day(self.start_ms), day(self.end_ms - 1))
        } else {
            (moment(self.start_ms), moment(self.end_ms - 1))
        };
        if first == last {
            first
        } else {
            format!("{first}/{last}")
        }
    }
}

impl TimeSpan {
    /// As a person reads it, as short as its precision allows: `2015 to 2020`, `Apr 2022`,
    /// `18 Apr 2022 to 31 Dec 2022`, `18 Apr 2022 17:30`.
    #[must_use]
    pub fn words(self) -> String {
        let days = |ms: i64| ms.div_euclid(DAY_MS) as i32;
        let of_day = |ms: i64| ms.rem_euclid(DAY_MS) / 60_000;
        let (from, last) = (self.start_ms, self.end_ms - 1);
        let ends = [civil_from_days(days(from)), civil_from_days(days(last))];
        let whole = |ms: i64| ms % DAY_MS == 0;
        let after = civil_from_days(days(self.end_ms));
        let both_begin = whole(from) && whole(self.end_ms) && ends[0].2 == 1 && after.2 == 1;
        let word = |at: usize, ms: i64| {
            let (year, month, day) = ends[at];
            let month_name = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
            if both_begin && ends[0].1 == 1 && after.1 == 1 {
                year.to_string()
            } else if both_begin {
                format!("{month_name} {year}")
            } else if whole(from) && whole(self.end_ms) {
                format!("{day} {month_name} {year}")
            } else {
                let minute = of_day(ms);
                let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
                format!("{day} {month_name} {year} {clock}")
            }
        };
        let (first, last) = (word(0, from), word(1, last));
        if first == last {
            first
        } else {
            format!("{first} to {last}")
        }
    }
}

/// Which columns of a table say when a feature was.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeField {
    /// The column of the date, or of its beginning.
    pub start: String,
    /// The column of its end, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

/// A named part of time, a band behind the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its name.
    pub name: String,
    /// When.
    pub span: TimeSpan,
    /// Whence the division comes, e.g. the article.
    pub source: Option<String>,
}

/// What is asked of time over all layers, and the periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeFilter {
    /// Only features whose time overlaps this; dated or not, all pass without it.
    pub window: Option<TimeSpan>,
    /// In the order of their beginning.
    pub periods: Vec<Period>,
}

impl Default for TimeFilter {
    /// The two phases of the article.
    fn default() -> Self {
        const ARTICLE: &str = "Tamkeen Yousafzai's article";
        // 2015-01-01, 2021-01-01 and 2025-01-01 in days since 1970-01-01.
        let [from, turn, to] = [16_436, 18_628, 20_089];
        let period = |name: &str, first, after| Period {
            name: name.to_owned(),
            span: TimeSpan::of_days(first, after),
            source: Some(ARTICLE.to_owned()),
        };
        Self {
            window: None,
            periods: vec![
                period("2015 to 2020, inside Afghanistan", from, turn),
                period("After 2020, across borders", turn, to),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_covers_what_its_precision_leaves_open() {
        for (text, days) in [
            ("2021", "2021-01-01/2021-12-31"),
            ("2020-02", "2020-02-01/2020-02-29"),
            ("2021-12", "2021-12-01/2021-12-31"),
            ("2021-08-26", "2021-08-26"),
            ("2022-05/2022-07", "2022-05-01/2022-07-31"),
        ] {
            let span = TimeSpan::parse(text).unwrap();
            assert_eq!(span.to_text(), days);
            assert_eq!(TimeSpan::parse(days), Some(span));
        }
        let moment = TimeSpan::parse("2021-08-26T17:50:00+04:30").unwrap();
        assert_eq!(moment.length_ms(), 1);
        assert_eq!(TimeSpan::parse(&moment.to_text()), Some(moment));
        for wrong in [
            "",
            "21",
            "2021-13",
            "2021-02-30",
            "2022/2021",
            "20210826",
            "May",
        ] {
            assert_eq!(TimeSpan::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_span_reads_as_people_write_it() {
        for (text, words) in [
            ("2015/2020", "2015 to 2020"),
            ("2022", "2022"),
            ("2022-04", "Apr 2022"),
            ("2021-12/2022-02", "Dec 2021 to Feb 2022"),
            ("2022-04-18/2022-12-31", "18 Apr 2022 to 31 Dec 2022"),
            ("2022-04-18", "18 Apr 2022"),
            ("2022-04-18T17:30:00Z", "18 Apr 2022 17:30"),
        ] {
            assert_eq!(TimeSpan::parse(text).unwrap().words(), words);
        }
    }

    #[test]
    fn the_phases_of_the_article_meet_at_the_end_of_2020() {
        let spans: Vec<_> = TimeFilter::default()
            .periods
            .iter()
            .map(|one| one.span.to_text())
            .collect();
        assert_eq!(spans, ["2015-01-01/2020-12-31", "2021-01-01/2024-12-31"]);
    }
}
