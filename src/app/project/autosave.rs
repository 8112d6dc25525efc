//! When the project is to be saved by itself. Knows neither files nor windows.
use std::time::{Duration, Instant};

use crate::model::Document;

/// How long work may be in memory only.
pub(super) const INTERVAL: Duration = Duration::from_secs(30);

/// What was last saved by itself, and when the next time is.
#[derive(Debug, Default)]
pub(super) struct Autosave {
    saved: Option<Document>,
    due: Option<Instant>,
}

/// What is to be done now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Nothing,
    /// Look again after this time.
    Wait(Duration),
    /// Save the document now.
    Save,
    /// Nothing is unsaved any more: remove what was saved by itself.
    Clear,
}

impl Autosave {
    /// Decide for a document at a time; `unsaved` says whether it would be lost.
    pub(super) fn step(&mut self, document: &Document, unsaved: bool, now: Instant) -> Step {
        if !unsaved {
            self.due = None;
            return match self.saved.take() {
                Some(_) => Step::Clear,
                None => Step::Nothing,
            };
        }
        let Some(due) = self.due else {
            if self.saved.as_ref() == Some(document) {
                return Step::Nothing;
            }
            self.due = Some(now + INTERVAL);
            return Step::Wait(INTERVAL);
        };
        if now < due {
            return Step::Wait(due - now);
        }
        self.due = None;
        self.saved = Some(document.clone());
        Step::Save
    }

    /// It could not be saved by itself: once more at the next time.
    pub(super) fn failed(&mut self, now: Instant) {
        self.due = Some(now + INTERVAL);
    }

    /// This document was taken over from a crash and is saved by itself already.
    pub(super) fn taken_over(&mut self, document: Document) {
        self.saved = Some(document);
        self.due = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BasemapTheme;

    #[test]
    fn unsaved_work_is_saved_after_half_a_minute_and_then_once_for_each_change() {
        let mut autosave = Autosave::default();
        let start = Instant::now();
        let after = |secs| start + Duration::from_secs(secs);
        let first = Document::default();
        let second = Document {
            basemap: BasemapTheme::Dark,
            ..first.clone()
        };
        assert_eq!(autosave.step(&first, false, after(0)), Step::Nothing);
        assert_eq!(autosave.step(&first, true, after(1)), Step::Wait(INTERVAL));
        let wait = Step::Wait(Duration::from_secs(1));
        assert_eq!(autosave.step(&second, true, after(30)), wait);
        assert_eq!(autosave.step(&second, true, after(31)), Step::Save);
        assert_eq!(autosave.step(&second, true, after(99)), Step::Nothing);
        assert_eq!(
            autosave.step(&first, true, after(100)),
            Step::Wait(INTERVAL)
        );
        assert_eq!(autosave.step(&first, true, after(130)), Step::Save);
        autosave.failed(after(131));
        assert_eq!(autosave.step(&first, true, after(161)), Step::Save);
        assert_eq!(autosave.step(&first, false, after(162)), Step::Clear);
        assert_eq!(autosave.step(&first, false, after(163)), Step::Nothing);
    }
}
