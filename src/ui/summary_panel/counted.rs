//! What the summary counts: small tables at once, large ones beside the window; what was counted
//! last stays until the new counts are there.
use std::sync::Arc;

use crate::analysis::filter::{FilterContext, FilterError, LayerFacts};
use crate::analysis::summary::{GroupBy, Grouping, Summary};
use crate::jobs::{JobContext, JobHandle, JobStatus, Wake};
use crate::model::{FeatureTable, LayerKind, RowSet, TimeField};
use crate::state::{AppState, Derived};

/// Larger tables are counted in the background; rows.
const AT_ONCE: usize = 20_000;

/// What is asked, with all that is needed to answer it on any thread.
#[derive(Clone)]
pub(super) struct Asked {
    pub layer: LayerKind,
    pub by: GroupBy,
    table: Arc<FeatureTable>,
    facts: Arc<LayerFacts>,
    derived: Arc<Derived>,
    time: Option<TimeField>,
    passing: Option<Arc<RowSet>>,
}

impl Asked {
    /// What is asked of a layer that is loaded.
    pub fn of(state: &AppState, layer: LayerKind, by: GroupBy) -> Option<Self> {
        let time = match layer {
            LayerKind::Features(id) => state.document().features.get(&id)?.time.clone(),
            _ => None,
        };
        Some(Self {
            layer,
            by,
            table: Arc::clone(state.table(layer)?),
            facts: Arc::clone(state.facts(layer)?),
            derived: Arc::clone(state.derived()),
            time,
            passing: state.passing(layer).cloned(),
        })
    }

    fn same_groups(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.table, &other.table) && self.by == other.by && self.time == other.time
    }

    fn same(&self, other: &Self) -> bool {
        let rows = |asked: &Self| asked.passing.as_ref().map(Arc::as_ptr);
        self.layer == other.layer && self.same_groups(other) && rows(self) == rows(other)
    }

    /// `known`: the groups, where they were found before, and the counts of all rows.
    fn count(
        self,
        known: Option<(Arc<Grouping>, Summary)>,
        job: &JobContext,
    ) -> Result<Counted, FilterError> {
        let (grouping, all) = if let Some(known) = known {
            known
        } else {
            let context = FilterContext {
                table: &self.table,
                facts: &self.facts,
                borders: self.derived.borders(),
                atlas: self.derived.atlas(),
                time: self.time.as_ref(),
                view: None,
            };
            let grouping = Grouping::new(&context, self.by.clone(), job)?;
            let all = grouping.count(None);
            (Arc::new(grouping), all)
        };
        let passing = self.passing.as_deref();
        Ok(Counted {
            summary: passing.map_or_else(|| all.clone(), |rows| grouping.count(Some(rows))),
            all,
            grouping,
            asked: self,
        })
    }
}

/// What was counted.
pub(super) struct Counted {
    pub asked: Asked,
    pub grouping: Arc<Grouping>,
    /// Of the rows that pass.
    pub summary: Summary,
    /// Of all rows.
    pub all: Summary,
}

type Counting = JobHandle<Result<Counted, FilterError>>;

/// The last counts and those that are on their way.
#[derive(Default)]
pub(super) struct Counter {
    counted: Option<Result<Counted, String>>,
    counting: Option<(Asked, Counting)>,
}

impl Counter {
    /// The counts that are there, `Err` with why there are none, and whether others are on their way.
    pub fn get(&mut self, asked: Asked, wake: Wake) -> (Option<Result<&Counted, &str>>, bool) {
        self.poll();
        if !self.has(&asked) && !self.is_counting(&asked) {
            let last = self.counted.as_ref().and_then(|last| last.as_ref().ok());
            let known = last
                .filter(|last| last.asked.same_groups(&asked))
                .map(|last| (Arc::clone(&last.grouping), last.all.clone()));
            if asked.table.len() <= AT_ONCE {
                self.keep(asked.count(known, &JobContext::unwatched()));
            } else {
                let work = asked.clone();
                let job = JobHandle::spawn("summary", wake, move |job| work.count(known, job));
                match job {
                    Ok(job) => self.counting = Some((asked, job)),
                    Err(error) => self.counted = Some(Err(error.to_string())),
                }
            }
        }
        let counted = self.counted.as_ref();
        let counted = counted.map(|counted| counted.as_ref().map_err(String::as_str));
        (counted, self.counting.is_some())
    }

    fn has(&self, asked: &Asked) -> bool {
        matches!(&self.counted, Some(Ok(counted)) if counted.asked.same(asked))
    }

    /// Whether these groups are being counted, perhaps for other rows: while time plays the rows
    /// change faster than they are counted.
    fn is_counting(&self, asked: &Asked) -> bool {
        let counting = self.counting.as_ref();
        counting.is_some_and(|(counting, _)| {
            counting.layer == asked.layer && counting.same_groups(asked)
        })
    }

    fn keep(&mut self, found: Result<Counted, FilterError>) {
        self.counting = None;
        self.counted = Some(found.map_err(|error| error.to_string()));
    }

    fn poll(&mut self) {
        match self.counting.as_ref().map(|(_, job)| job.poll()) {
            Some(JobStatus::Done(found)) => self.keep(found),
            Some(JobStatus::Gone) => self.counting = None,
            Some(JobStatus::Running(_)) | None => {}
        }
    }
}
