//! The steps of the calendar that time is divided by: where they begin and which of them fits.
use crate::model::TimeSpan;
use crate::model::table::{civil_from_days, days_from_civil};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;
/// 1970-01-01 is a Thursday, and weeks begin with Monday (ISO 8601).
const DAYS_SINCE_MONDAY: i32 = 3;

/// A step of the calendar, in UTC. Every step begins at a multiple of it, weeks on Mondays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeStep {
    /// So many minutes; divides a day.
    Minutes(i32),
    /// A day.
    Day,
    /// From Monday to Sunday.
    Week,
    /// So many months; divides a year.
    Months(i32),
    /// So many years.
    Years(i32),
}

impl TimeStep {
    /// All that are used, shortest first.
    pub const ALL: [Self; 18] = [
        Self::Minutes(1),
        Self::Minutes(5),
        Self::Minutes(15),
        Self::Minutes(60),
        Self::Minutes(180),
        Self::Minutes(360),
        Self::Minutes(720),
        Self::Day,
        Self::Week,
        Self::Months(1),
        Self::Months(3),
        Self::Years(1),
        Self::Years(2),
        Self::Years(5),
        Self::Years(10),
        Self::Years(20),
        Self::Years(50),
        Self::Years(100),
    ];

    /// The shortest that usually takes at least so long, milliseconds; else the longest.
    #[must_use]
    pub fn at_least(length_ms: f64) -> Self {
        let long = |step: &Self| step.usual_ms() >= length_ms;
        Self::ALL.into_iter().find(long).unwrap_or(Self::Years(100))
    }

    /// Its mean length, milliseconds.
    #[must_use]
    pub fn usual_ms(self) -> f64 {
        /// The mean year of the Gregorian calendar.
        const YEAR_DAYS: f64 = 365.2425;
        let days = match self {
            Self::Minutes(minutes) => f64::from(minutes) / 1440.0,
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Months(months) => f64::from(months) * YEAR_DAYS / 12.0,
            Self::Years(years) => f64::from(years) * YEAR_DAYS,
        };
        days * DAY_MS as f64
    }

    /// Where the step that holds this moment begins.
    #[must_use]
    pub fn floor(self, ms: i64) -> i64 {
        self.begin(ms, 0)
    }

    /// Where the step after the one that holds this moment begins.
    #[must_use]
    pub fn next(self, ms: i64) -> i64 {
        self.begin(ms, 1)
    }

    /// Where the step before the one that holds this moment begins.
    #[must_use]
    pub fn previous(self, ms: i64) -> i64 {
        self.begin(ms, -1)
    }

    /// The beginning of a step that lies nearest.
    #[must_use]
    pub fn nearest(self, ms: i64) -> i64 {
        let (before, after) = (self.floor(ms), self.next(ms));
        if ms - before < after - ms {
            before
        } else {
            after
        }
    }

    /// So many steps after the one that holds this moment.
    fn begin(self, ms: i64, steps: i32) -> i64 {
        let days = ms.div_euclid(DAY_MS) as i32;
        let (year, month, _) = civil_from_days(days);
        let first = match self {
            Self::Minutes(minutes) => {
                let length = i64::from(minutes) * MINUTE_MS;
                return (ms.div_euclid(length) + i64::from(steps)) * length;
            }
            Self::Day => days + steps,
            Self::Week => {
                ((days + DAYS_SINCE_MONDAY).div_euclid(7) + steps) * 7 - DAYS_SINCE_MONDAY
            }
            Self::Months(months) => {
                let at = ((year * 12 + month - 1).div_euclid(months) + steps) * months;
                days_from_civil(at.div_euclid(12), at.rem_euclid(12) + 1, 1)
            }
            Self::Years(years) => days_from_civil((year.div_euclid(years) + steps) * years, 1, 1),
        };
        i64::from(first) * DAY_MS
    }

    /// The beginnings of the steps that cover a span, and the end of the last.
    #[must_use]
    pub fn edges(self, span: TimeSpan) -> Vec<i64> {
        let mut edges = vec![self.floor(span.start_ms)];
        while let Some(&last) = edges.last().filter(|&&last| last < span.end_ms) {
            edges.push(self.next(last));
        }
        edges
    }
}
