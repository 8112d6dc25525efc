//! Which time the panel shows, and the ticks of its axis. Paints nothing.
use egui::Rangef;

use crate::analysis::timeline::TimeStep;
use crate::model::TimeSpan;
use crate::model::table::civil_from_days;

const DAY_MS: i64 = 86_400_000;
/// The view is never shorter than this.
const LEAST_MS: f64 = 6.0 * 3_600_000.0;
/// Nor longer than this many times all that there is.
const MOST_EXTENTS: f64 = 3.0;
/// A bar is at least this wide, screen points.
const BAR_PT: f64 = 6.0;
/// Ticks with words stand at least so far from each other.
const TICK_PT: f64 = 44.0;
/// Dragged ends snap to a step of at least this width.
const SNAP_PT: f64 = 3.0;

/// The time from the left to the right end, milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct View {
    pub(super) start_ms: f64,
    pub(super) end_ms: f64,
}

/// Where time stands on the screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub(super) view: View,
    pub(super) across: Rangef,
}

/// A place on the axis with its words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tick {
    pub(super) ms: i64,
    pub(super) text: String,
    /// The same with all that the ticks before it would say.
    pub(super) full: String,
    /// Whether a greater unit of the calendar begins here.
    pub(super) major: bool,
}

impl View {
    /// All of this with some room at both ends.
    pub(super) fn whole(extent: TimeSpan) -> Self {
        let room = (extent.length_ms() as f64 * 0.01).max(LEAST_MS / 4.0);
        Self {
            start_ms: extent.start_ms as f64 - room,
            end_ms: extent.end_ms as f64 + room,
        }
    }

    pub(super) fn length_ms(self) -> f64 {
        self.end_ms - self.start_ms
    }

    pub(super) fn span(self) -> TimeSpan {
        TimeSpan {
            start_ms: self.start_ms.floor() as i64,
            end_ms: self.end_ms.ceil() as i64,
        }
    }

    /// Longer or shorter by a factor, a moment staying where it is.
    pub(super) fn zoomed(self, factor: f64, at_ms: f64, extent: TimeSpan) -> Self {
        let most = Self::whole(extent).length_ms() * MOST_EXTENTS;
        let length = (self.length_ms() * factor).clamp(LEAST_MS, most.max(LEAST_MS));
        let along = (at_ms - self.start_ms) / self.length_ms();
        let start_ms = at_ms - along * length;
        let zoomed = Self {
            start_ms,
            end_ms: start_ms + length,
        };
        zoomed.moved(0.0, extent)
    }

    /// Earlier or later, but never away from all that there is.
    pub(super) fn moved(self, by_ms: f64, extent: TimeSpan) -> Self {
        let half = self.length_ms() / 2.0;
        let middle = self.start_ms + half + by_ms;
        let middle = middle.clamp(extent.start_ms as f64, extent.end_ms as f64);
        Self {
            start_ms: middle - half,
            end_ms: middle + half,
        }
    }
}

impl Scale {
    pub(super) fn ms_per_pt(self) -> f64 {
        self.view.length_ms() / f64::from(self.across.span().max(1.0))
    }

    pub(super) fn x(self, ms: i64) -> f32 {
        let along = (ms as f64 - self.view.start_ms) / self.view.length_ms();
        // Far outside, an f32 keeps enough of it for nobody to see.
        self.across.min + (along * f64::from(self.across.span())) as f32
    }

    pub(super) fn ms(self, x: f32) -> f64 {
        self.view.start_ms + f64::from(x - self.across.min) * self.ms_per_pt()
    }

    /// The step of the bars.
    pub(super) fn bar_step(self) -> TimeStep {
        TimeStep::at_least(self.ms_per_pt() * BAR_PT)
    }

    /// A moment at the nearest plain date.
    pub(super) fn snapped(self, ms: f64) -> i64 {
        TimeStep::at_least(self.ms_per_pt() * SNAP_PT).nearest(ms as i64)
    }

    /// What has words on the axis, in order, from the last one before the view on.
    pub(super) fn ticks(self) -> Vec<Tick> {
        let step = TimeStep::at_least(self.ms_per_pt() * TICK_PT);
        let mut edges = step.edges(self.view.span());
        edges.retain(|&ms| (ms as f64) <= self.view.end_ms);
        edges.into_iter().map(|ms| tick(step, ms)).collect()
    }
}

fn tick(step: TimeStep, ms: i64) -> Tick {
    let day_of = TimeSpan {
        start_ms: TimeStep::Day.floor(ms),
        end_ms: TimeStep::Day.next(ms),
    };
    let (year, month, day) = civil_from_days(ms.div_euclid(DAY_MS) as i32);
    let full_day = day_of.words();
    let short_day = || {
        let words = full_day.rsplit_once(' ');
        words.map_or_else(String::new, |(short, _)| short.to_owned())
    };
    let (text, full, major) = match step {
        TimeStep::Years(_) => (year.to_string(), year.to_string(), year % 10 == 0),
        TimeStep::Months(_) => {
            let name = short_day().split_off(if day < 10 { 2 } else { 3 });
            let full = format!("{name} {year}");
            let text = if month == 1 { year.to_string() } else { name };
            let full = if month == 1 { text.clone() } else { full };
            (text, full, month == 1)
        }
        TimeStep::Day | TimeStep::Week => (short_day(), full_day.clone(), day == 1),
        TimeStep::Minutes(_) => {
            let minute = ms.rem_euclid(DAY_MS) / 60_000;
            let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
            if minute == 0 {
                (short_day(), full_day.clone(), true)
            } else {
                (clock.clone(), format!("{full_day} {clock}"), false)
            }
        }
    };
    Tick {
        ms,
        text,
        full,
        major,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(span: &str, width_pt: f32) -> Vec<(String, String)> {
        let span = TimeSpan::parse(span).unwrap();
        let scale = Scale {
            view: View {
                start_ms: span.start_ms as f64,
                end_ms: span.end_ms as f64,
            },
            across: Rangef::new(0.0, width_pt),
        };
        let ticks = scale.ticks().into_iter();
        ticks.take(2).map(|tick| (tick.text, tick.full)).collect()
    }

    #[test]
    fn the_words_of_the_axis_follow_the_zoom() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            texts("2015/2024", 600.0),
            [pair("2015", "2015"), pair("2016", "2016")]
        );
        assert_eq!(
            texts("2022-04/2023-04", 900.0),
            [pair("Apr", "Apr 2022"), pair("May", "May 2022")]
        );
        assert_eq!(
            texts("2022-04-18/2022-04-30", 900.0),
            [pair("18 Apr", "18 Apr 2022"), pair("19 Apr", "19 Apr 2022")]
        );
        assert_eq!(
            texts("2022-04-18", 1200.0),
            [
                pair("18 Apr", "18 Apr 2022"),
                pair("01:00", "18 Apr 2022 01:00")
            ]
        );
    }

    #[test]
    fn what_lies_under_the_pointer_stays_there_while_it_zooms() {
        let extent = TimeSpan::parse("2015/2024").unwrap();
        let at = |view| Scale {
            view,
            across: Rangef::new(50.0, 1050.0),
        };
        let before = at(View::whole(extent));
        let ms = before.ms(700.0);
        let after = at(before.view.zoomed(0.25, ms, extent));
        assert!((after.x(ms as i64) - 700.0).abs() < 0.01);
        assert!((after.view.length_ms() * 4.0 / before.view.length_ms() - 1.0).abs() < 1e-9);
        let near = before.view.zoomed(1e-12, ms, extent);
        assert!((near.length_ms() - LEAST_MS).abs() < 1.0);
    }
}
