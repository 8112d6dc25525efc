//! How the time that is shown moves by itself. What it shows is `Session::playhead`'s.
use crate::model::TimeSpan;

const DAY_MS: f64 = 86_400_000.0;

/// How fast time passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speed {
    /// A day a second.
    Day,
    /// A week a second.
    Week,
    /// A month a second.
    Month,
    /// Three months a second.
    #[default]
    Quarter,
    /// A year a second.
    Year,
}

impl Speed {
    /// All of them, slowest first.
    pub const ALL: [Self; 5] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    /// Its name in the interface.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Day => "A day a second",
            Self::Week => "A week a second",
            Self::Month => "A month a second",
            Self::Quarter => "A quarter a second",
            Self::Year => "A year a second",
        }
    }

    /// Milliseconds of the time shown for a second.
    const fn ms_a_second(self) -> f64 {
        DAY_MS
            * match self {
                Self::Day => 1.0,
                Self::Week => 7.0,
                Self::Month => 30.4369,
                Self::Quarter => 91.3106,
                Self::Year => 365.2425,
            }
    }

    /// What is shown moves by so much at a time: hours or days, so that it has a plain date.
    const fn grain_ms(self) -> i64 {
        match self {
            Self::Day => 3_600_000,
            _ => 86_400_000,
        }
    }
}

/// What plays, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Playback {
    /// It begins and ends with this.
    pub range: TimeSpan,
    /// How fast.
    pub speed: Speed,
    /// Whether it shows all from the beginning on, not a window that moves.
    pub cumulative: bool,
    /// Whether it begins again at the end.
    pub looped: bool,
    /// Length of the window that moves, milliseconds.
    pub length_ms: i64,
    /// Where the end of what is shown has come to, milliseconds since 1970-01-01T00:00:00Z.
    pub head_ms: f64,
}

impl Playback {
    /// The head at the beginning: nothing shown yet, or the first window.
    #[must_use]
    pub fn rewound(mut self) -> Self {
        let length = if self.cumulative { 0 } else { self.length_ms };
        self.head_ms = (self.range.start_ms + length.min(self.range.length_ms())) as f64;
        self
    }

    /// What it shows now.
    #[must_use]
    pub fn shown(&self) -> TimeSpan {
        let grain = self.speed.grain_ms();
        let head = (self.head_ms as i64).min(self.range.end_ms);
        let at_end = head >= self.range.end_ms;
        let end_ms = if at_end {
            head
        } else {
            (head.div_euclid(grain) * grain).max(self.range.start_ms + 1)
        };
        let start_ms = if self.cumulative {
            self.range.start_ms
        } else {
            end_ms - self.length_ms.max(1)
        };
        TimeSpan { start_ms, end_ms }
    }

    /// Move on by the time of one frame; whether it goes on after that.
    pub(super) fn advance(&mut self, elapsed_secs: f64) -> bool {
        let end = self.range.end_ms as f64;
        if self.head_ms >= end {
            *self = self.rewound();
        }
        self.head_ms += elapsed_secs * self.speed.ms_a_second();
        if self.head_ms < end {
            return true;
        }
        self.head_ms = end;
        self.looped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn playback(cumulative: bool) -> Playback {
        let playback = Playback {
            range: TimeSpan::parse("2020/2024").unwrap(),
            speed: Speed::Year,
            cumulative,
            looped: cumulative,
            length_ms: TimeSpan::parse("2020").unwrap().length_ms(),
            head_ms: 0.0,
        };
        playback.rewound()
    }

    #[test]
    fn a_window_keeps_its_length_and_ends_with_the_range() {
        let mut playing = playback(false);
        assert_eq!(playing.shown(), TimeSpan::parse("2020").unwrap());
        let mut secs = 0.0_f64;
        while playing.advance(0.01) {
            secs += 0.01;
            assert_eq!(playing.shown().length_ms(), playing.length_ms);
        }
        assert!((secs - 4.0).abs() < 0.05, "four more years: {secs} s");
        assert_eq!(playing.shown().end_ms, playing.range.end_ms);
    }

    #[test]
    fn from_the_beginning_it_grows_and_a_loop_begins_again() {
        let mut playing = playback(true);
        let mut last = playing.shown();
        let mut again = 0;
        for _ in 0..1200 {
            assert!(playing.advance(0.01), "a loop has no end");
            let shown = playing.shown();
            assert_eq!(shown.start_ms, playing.range.start_ms);
            again += usize::from(shown.end_ms < last.end_ms);
            last = shown;
        }
        assert_eq!(again, 2, "12 seconds of 5 years");
    }
}
