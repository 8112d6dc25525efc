//! Problems found in one part of a file, while where the part begins is not yet known.
use std::collections::BTreeMap;

use crate::model::{LoadReport, MAX_LISTED_PROBLEMS, Problem, ProblemKind, ProblemPlace as Place};

/// Problems with features counted from the beginning of the part and places as bytes of the text.
#[derive(Default)]
pub(super) struct Notes {
    listed: Vec<Problem>,
    /// Those beyond the limit, by feature and kind.
    counted: BTreeMap<ProblemKind, u64>,
    /// How many may be listed.
    room: usize,
    /// Of the last feature: how many of each kind were only counted.
    last: (u64, BTreeMap<ProblemKind, u64>),
}

/// Where a part begins.
pub(super) struct PartPlace {
    /// Features before it.
    pub(super) features: u64,
    /// Bytes of the file before the text.
    pub(super) bytes: u64,
    /// Line breaks before its first byte.
    pub(super) lines: u64,
    /// Its first byte in the text.
    pub(super) start: usize,
}

impl Notes {
    /// For a part of a file of which the report has so much already.
    pub(super) fn beside(report: &LoadReport) -> Self {
        Self {
            room: MAX_LISTED_PROBLEMS - report.problems.len().min(MAX_LISTED_PROBLEMS),
            ..Self::default()
        }
    }

    pub(super) fn add(
        &mut self,
        kind: ProblemKind,
        feature: u64,
        at: usize,
        (found, done): (String, &'static str),
    ) {
        if self.listed.len() >= self.room {
            if self.last.0 != feature {
                self.last = (feature, BTreeMap::new());
            }
            *self.last.1.entry(kind).or_default() += 1;
            *self.counted.entry(kind).or_default() += 1;
            return;
        }
        self.listed.push(Problem {
            kind,
            place: Place {
                feature: Some(feature),
                byte: Some(at as u64),
                line: None,
            },
            found,
            done,
        });
    }

    /// Forget what was noted about the feature read last.
    pub(super) fn forget(&mut self, feature: u64) {
        while let Some(last) = self.listed.last()
            && last.place.feature == Some(feature)
        {
            self.listed.pop();
        }
        if self.last.0 == feature {
            for (kind, count) in std::mem::take(&mut self.last.1) {
                if let Some(counted) = self.counted.get_mut(&kind) {
                    *counted -= count;
                }
            }
        }
    }

    /// Add all to the report, now that the place of the part is known.
    pub(super) fn report(self, text: &[u8], part: &PartPlace, report: &mut LoadReport) {
        let (mut lines, mut counted_to) = (part.lines, part.start);
        for mut problem in self.listed {
            if let (Some(feature), Some(byte)) = (problem.place.feature, problem.place.byte) {
                let at = byte as usize;
                // A feature's problems need not come in the order of its bytes.
                let passed = |from: usize, to: usize| {
                    memchr::memchr_iter(b'\n', &text[from..to]).count() as u64
                };
                if at >= counted_to {
                    lines += passed(counted_to, at);
                } else {
                    lines -= passed(at, counted_to);
                }
                counted_to = at;
                problem.place = Place {
                    feature: Some(feature + part.features),
                    byte: Some(byte + part.bytes),
                    line: Some(lines + 1),
                };
            }
            report.add(problem);
        }
        for (kind, count) in self.counted {
            *report.problem_counts.entry(kind).or_default() += count;
        }
    }
}
