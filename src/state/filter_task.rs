//! One question about a layer with all that is needed to answer it on another thread, and the answer.
use std::sync::Arc;

use super::Derived;
use crate::analysis::classes::class_counts;
use crate::analysis::filter::{self, FilterContext, FilterError, LayerFacts};
use crate::analysis::{AddedColumns, with_computed};
use crate::geodesy::Extent;
use crate::jobs::{Cancelled, JobContext};
use crate::model::expression::Expression;
use crate::model::{
    ClassCounts, Coloring, ComputedColumn, FeatureTable, LayerKind, RowSet, TimeField, TimeSpan,
};
use crate::spatial::LoadedLayer;

/// What is asked of one layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilterQuestion {
    /// The columns to be added to the layer's table before anything else is asked of it.
    pub(super) computed: Vec<ComputedColumn>,
    /// The layer's own filter and what applies to it of the filter for all.
    pub(super) expression: Option<Expression>,
    /// Which columns say when a feature was.
    pub(super) time: Option<TimeField>,
    /// What the map shows, where the expression asks for it.
    pub(super) view: Option<Extent>,
    pub(super) window: Option<TimeSpan>,
    /// What the legend counts by, without its colours.
    pub(super) coloring: Option<Coloring>,
}

impl FilterQuestion {
    pub(super) fn is_empty(&self) -> bool {
        self.expression.is_none() && self.window.is_none() && self.coloring.is_none()
    }

    /// Whether the other differs in the time or the view alone, as while these move: a task for
    /// the one is then not in vain although the other is asked already.
    #[must_use]
    pub fn moves_to(&self, other: &Self) -> bool {
        self.computed == other.computed
            && self.expression == other.expression
            && self.time == other.time
            && self.coloring == other.coloring
    }

    /// Whether the rows are the same but for the time.
    fn same_but_window(&self, other: &Self) -> bool {
        self.computed == other.computed
            && self.expression == other.expression
            && self.time == other.time
            && self.view == other.view
    }
}

/// Some rows of a layer, and where they are.
#[derive(Clone, Debug, Default)]
pub(super) struct Passing {
    /// `None` for all.
    pub(super) rows: Option<Arc<RowSet>>,
    /// `None` for all, and for the incidents.
    pub(super) loaded: Option<Arc<LoadedLayer>>,
}

/// What passes in a layer, and what was asked.
#[derive(Clone, Debug)]
pub struct FilterAnswer {
    pub(super) layer: LayerKind,
    pub(super) question: FilterQuestion,
    /// With the columns that were added.
    pub(super) table: Arc<FeatureTable>,
    pub(super) facts: Arc<LayerFacts>,
    pub(super) added: Arc<AddedColumns>,
    /// All of the layer's features with that table; `None` for the incidents.
    pub(super) all: Option<Arc<LoadedLayer>>,
    /// Whatever the time.
    pub(super) timeless: Passing,
    pub(super) passing: Passing,
    pub(super) counts: Option<Arc<ClassCounts>>,
    /// Why the expression was left aside.
    pub(super) error: Option<Arc<FilterError>>,
}

impl FilterAnswer {
    /// The rows that pass; `None` for all.
    #[must_use]
    pub fn passing(&self) -> Option<&Arc<RowSet>> {
        self.passing.rows.as_ref()
    }
}

/// Two are the same if they answer the same of the same table.
impl PartialEq for FilterAnswer {
    fn eq(&self, other: &Self) -> bool {
        self.layer == other.layer
            && self.question == other.question
            && Arc::ptr_eq(&self.table, &other.table)
    }
}

/// A question with all that is needed to answer it, on whichever thread.
#[derive(Clone)]
pub struct FilterTask {
    pub(super) layer: LayerKind,
    pub(super) question: FilterQuestion,
    pub(super) table: Arc<FeatureTable>,
    pub(super) facts: Arc<LayerFacts>,
    /// What was added to the table.
    pub(super) added: Arc<AddedColumns>,
    pub(super) derived: Arc<Derived>,
    /// All of the layer's features; `None` for the incidents.
    pub(super) all: Option<Arc<LoadedLayer>>,
    /// The last answer, if it is of this table.
    pub(super) last: Option<FilterAnswer>,
}

impl FilterTask {
    /// The layer.
    #[must_use]
    pub fn layer(&self) -> LayerKind {
        self.layer
    }

    /// What is asked of it.
    #[must_use]
    pub fn question(&self) -> &FilterQuestion {
        &self.question
    }

    /// Names of the columns that are computed before anything else.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let asked = self.question.computed.iter();
        let new = asked.filter(|one| !self.added.asked.contains(one));
        new.map(|one| one.name.as_str())
    }

    /// Find the answer. An expression that cannot be asked of the layer is left aside, with the
    /// reason in the answer.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] when nobody wants it any more.
    pub fn run(&self, job: &JobContext) -> Result<FilterAnswer, Cancelled> {
        self.with_columns(job)?.answer(job)
    }

    fn answer(&self, job: &JobContext) -> Result<FilterAnswer, Cancelled> {
        job.stage("filtering", self.table.len() as u64);
        let last = self.last.as_ref();
        let (timeless, error) = match last {
            Some(last) if last.question.same_but_window(&self.question) => {
                (last.timeless.clone(), last.error.clone())
            }
            _ => self.timeless(job)?,
        };
        let passing = match self.question.window {
            None => timeless.clone(),
            Some(window) => {
                let spans = self.facts.times(&self.context());
                job.advance(0)?;
                let mut rows = spans.overlapping(window);
                if let Some(timeless) = &timeless.rows {
                    rows.intersect_with(timeless);
                }
                // The scale of a density is that of all times, lest it flicker while they play.
                self.only(rows, timeless.loaded.as_ref(), false)
            }
        };
        job.advance(0)?;
        let counts =
            self.question.coloring.as_ref().map(|coloring| {
                Arc::new(class_counts(coloring, &self.table, passing.rows.as_deref()))
            });
        Ok(FilterAnswer {
            layer: self.layer,
            question: self.question.clone(),
            table: Arc::clone(&self.table),
            facts: Arc::clone(&self.facts),
            added: Arc::clone(&self.added),
            all: self.all.clone(),
            timeless,
            passing,
            counts,
            error,
        })
    }

    /// The same of a table that has the columns that are asked for.
    fn with_columns(&self, job: &JobContext) -> Result<Self, Cancelled> {
        let FilterQuestion { computed, time, .. } = &self.question;
        if self.added.are(computed, time.as_ref()) {
            return Ok(self.clone());
        }
        job.stage("computing columns", self.table.len() as u64);
        let found = with_computed(&self.context(), computed, &self.added, job)?;
        let table = Arc::new(found.table);
        let all = self.all.as_ref();
        Ok(Self {
            all: all.map(|all| Arc::new(all.with_table(Arc::clone(&table)))),
            table,
            facts: Arc::new(found.facts),
            added: Arc::new(found.added),
            // It is of another table.
            last: None,
            ..self.clone()
        })
    }

    fn context(&self) -> FilterContext<'_> {
        FilterContext {
            table: &self.table,
            facts: &self.facts,
            borders: self.derived.borders(),
            atlas: self.derived.atlas(),
            time: self.question.time.as_ref(),
            view: self.question.view,
        }
    }

    fn timeless(&self, job: &JobContext) -> Result<(Passing, Option<Arc<FilterError>>), Cancelled> {
        let Some(expression) = &self.question.expression else {
            return Ok((Passing::default(), None));
        };
        Ok(match filter::passing(&self.context(), expression, job) {
            Ok(rows) => (self.only(rows, None, true), None),
            Err(FilterError::Cancelled(cancelled)) => return Err(cancelled),
            Err(FilterError::NoProperty { name, .. })
                if let Some(problem) = self.added.failed.get(&name) =>
            {
                let problem = problem.clone();
                let error = FilterError::NoValues { name, problem };
                (Passing::default(), Some(Arc::new(error)))
            }
            Err(error) => (Passing::default(), Some(Arc::new(error))),
        })
    }

    /// These rows, all of them from `among`. What is the same as last time is the very same, so
    /// that nothing is painted anew.
    fn only(&self, rows: RowSet, among: Option<&Arc<LoadedLayer>>, anew: bool) -> Passing {
        if rows.len() == self.table.len() {
            return Passing::default();
        }
        let last = self.last.as_ref().map(|last| &last.passing);
        let last = last.filter(|last| !anew && last.rows.as_deref() == Some(&rows));
        if let Some(last) = last {
            return last.clone();
        }
        let rows = Arc::new(rows);
        let among = among.or(self.all.as_ref());
        let loaded = among.map(|among| Arc::new(among.filtered(Arc::clone(&rows), anew)));
        Passing {
            rows: Some(rows),
            loaded,
        }
    }
}
