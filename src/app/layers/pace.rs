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

    /// Whether what was read is still to be drawn.
    pub(super) fn awaits_picture(&self) -> bool {
        self.ended.is_some()
    }

    /// A frame took so long without its painting while layers were read or were not drawn yet, and
    /// shows all that it should or not.
    pub(super) fn frame(&mut self, took: Duration, is_whole: bool) {
        self.longest = self.longest.max(took);
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
