//! How the window fares while layers are read, for the log: its longest frame, and how soon what was
//! read is seen.
use std::time::{Duration, Instant};

/// Of the readings that are under way or whose picture is not whole yet.
#[derive(Default)]
pub(super) struct Pace {
    longest: Duration,
    ended: Option<Instant>,
}

impl Pace {
    /// A layer was read.
    pub(super) fn reading_ended(&mut self) {
        self.ended = Some(Instant::now());
    }

    /// A frame took so long without its painting, while layers were read or not, and shows all that
    /// it should or not.
    pub(super) fn frame(&mut self, took: Duration, is_reading: bool, is_whole: bool) {
        if is_reading || self.ended.is_some() {
            self.longest = self.longest.max(took);
        }
        if let Some(ended) = self.ended
            && is_whole
        {
            log::info!(
                "layer drawn {:.0?} after it was read; the longest frame since its reading began \
                 took {:.1?}",
                ended.elapsed(),
                self.longest
            );
            *self = Self::default();
        }
    }
}
