//! What the panel counts: which layers have dates, their categories, and the histogram of what is in
//! view. Large tables are worked on in the background; the old stays until the new is there.
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::timeline::{Categories, Histogram, Series, TimeStep, histogram};
use crate::analysis::{INCIDENT_TIME, TimeSpans, guess_time_field, time_spans};
use crate::jobs::{JobHandle, JobStatus, Wake};
use crate::model::{
    Coloring, FeatureTable, IncidentKind, LayerKind, RowSet, TimeField, TimeSpan, TimelineColors,
};
use crate::state::AppState;

/// Tables up to this size are worked on at once, rows.
const AT_ONCE_ROWS: usize = 20_000;
/// The column of the incidents' kind.
pub(super) const INCIDENT_KIND: &str = "kind";

/// A layer with dates.
pub(super) struct DatedLayer {
    pub(super) kind: LayerKind,
    pub(super) table: Arc<FeatureTable>,
    pub(super) field: TimeField,
    pub(super) guessed: Option<TimeField>,
    pub(super) column: Option<String>,
    /// The column whose categories the map has.
    pub(super) usual_column: Option<String>,
    pub(super) spans: Arc<TimeSpans>,
    pub(super) categories: Arc<Categories>,
}

/// What a layer's time and categories are made from.
#[derive(Clone, Debug)]
struct Wanted {
    table: Arc<FeatureTable>,
    field: TimeField,
    column: Option<String>,
    /// Categories that come first.
    first: Vec<String>,
    name: String,
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.table, &other.table)
            && self.field == other.field
            && self.column == other.column
            && self.first == other.first
            && self.name == other.name
    }
}

impl Wanted {
    fn make(&self) -> (Arc<TimeSpans>, Arc<Categories>) {
        let categories = match &self.column {
            Some(column) => {
                let first: Vec<&str> = self.first.iter().map(String::as_str).collect();
                Categories::of_column(&self.table, column, &first)
            }
            None => Categories::one(&self.name),
        };
        let spans = time_spans(&self.table, &self.field);
        (Arc::new(spans), Arc::new(categories))
    }
}

type Made = (Arc<TimeSpans>, Arc<Categories>);

#[derive(Default)]
struct Prepared {
    guessed: Option<(Arc<FeatureTable>, Option<TimeField>)>,
    made: Option<(Wanted, Made)>,
    job: Option<(Wanted, JobHandle<Made>)>,
}

/// What a histogram was counted from.
#[derive(Clone, Debug)]
struct Counted {
    series: Vec<(LayerKind, Series)>,
    step: TimeStep,
    span: TimeSpan,
}

impl Counted {
    /// Whether the same is counted, and at least what is in view.
    fn serves(&self, wanted: &Self, view: TimeSpan) -> bool {
        let same_rows = |a: &Option<Arc<RowSet>>, b: &Option<Arc<RowSet>>| match (a, b) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        self.step == wanted.step
            && self.span.start_ms <= view.start_ms
            && self.span.end_ms >= view.end_ms
            && self.series.len() == wanted.series.len()
            && self.series.iter().zip(&wanted.series).all(|(a, b)| {
                a.0 == b.0
                    && Arc::ptr_eq(&a.1.spans, &b.1.spans)
                    && Arc::ptr_eq(&a.1.categories, &b.1.categories)
                    && same_rows(&a.1.rows, &b.1.rows)
            })
    }
}

/// The bars to be drawn, with the layers they belong to.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) histogram: Histogram,
    pub(super) series: Vec<(LayerKind, Arc<Categories>)>,
}

/// Kept from frame to frame.
#[derive(Default)]
pub(super) struct Data {
    prepared: BTreeMap<LayerKind, Prepared>,
    counted: Option<Counted>,
    shown: Shown,
    job: Option<(Counted, JobHandle<Histogram>)>,
}

impl Data {
    /// The layers with dates, top-most first.
    pub(super) fn layers(&mut self, state: &AppState, wake: &Wake) -> Vec<DatedLayer> {
        let tables: Vec<_> = state.tables().collect();
        self.prepared
            .retain(|kind, _| tables.iter().any(|(other, _)| other == kind));
        let mut layers = Vec::new();
        for (kind, table) in tables {
            let prepared = self.prepared.entry(kind).or_default();
            let guessed = prepared.guess(kind, table);
            let own = match kind {
                LayerKind::Features(id) => state.document().features.get(&id),
                _ => None,
            };
            let chosen = own.and_then(|layer| layer.time.clone());
            let Some(field) = chosen.or_else(|| guessed.clone()) else {
                continue;
            };
            let by_style = own.and_then(|layer| match &layer.style.coloring {
                Coloring::Categories {
                    column, classes, ..
                } => Some((column, classes)),
                _ => None,
            });
            let usual_column = match kind {
                LayerKind::Incidents => Some(INCIDENT_KIND.to_owned()),
                _ => by_style.map(|(column, _)| column.clone()),
            };
            let view = state.document().views.get(&kind);
            let column = match view.map(|view| &view.timeline_colors) {
                Some(TimelineColors::Column(column)) => Some(column.clone()),
                Some(TimelineColors::One) => None,
                Some(TimelineColors::AsOnMap) | None => usual_column.clone(),
            };
            let first = match (kind, by_style) {
                (LayerKind::Incidents, _) if column.as_deref() == Some(INCIDENT_KIND) => {
                    IncidentKind::ALL
                        .map(|kind| kind.title().to_owned())
                        .to_vec()
                }
                (_, Some((by, classes))) if column.as_ref() == Some(by) => {
                    classes.iter().map(|(value, _)| value.clone()).collect()
                }
                _ => Vec::new(),
            };
            let wanted = Wanted {
                table: Arc::clone(table),
                field: field.clone(),
                column: column.clone(),
                first,
                name: state.document().title(kind).to_owned(),
            };
            if let Some((spans, categories)) = prepared.make(&wanted, wake) {
                layers.push(DatedLayer {
                    kind,
                    table: Arc::clone(table),
                    field,
                    guessed,
                    column,
                    usual_column,
                    spans,
                    categories,
                });
            }
        }
        layers
    }

    /// Have the bars of a view counted; the last that were, and whether they are those.
    pub(super) fn count(
        &mut self,
        state: &AppState,
        layers: &[&DatedLayer],
        step: TimeStep,
        view: TimeSpan,
        wake: &Wake,
    ) -> (&Shown, bool) {
        let series = layers.iter().map(|layer| {
            let series = Series {
                spans: Arc::clone(&layer.spans),
                categories: Arc::clone(&layer.categories),
                rows: state.passing_at_any_time(layer.kind).cloned(),
            };
            (layer.kind, series)
        });
        // A view to each side, so that the bars are there when the view moves.
        let wanted = Counted {
            series: series.collect(),
            step,
            span: TimeSpan {
                start_ms: view.start_ms - view.length_ms(),
                end_ms: view.end_ms + view.length_ms(),
            },
        };
        if let Some((counted, job)) = self.job.take() {
            match job.poll() {
                JobStatus::Running(_) => self.job = Some((counted, job)),
                JobStatus::Done(histogram) => self.show(counted, histogram),
                JobStatus::Gone => {}
            }
        }
        let serves = |counted: &Option<Counted>| {
            let counted = counted.as_ref();
            counted.is_some_and(|counted| counted.serves(&wanted, view))
        };
        if !serves(&self.counted) && self.job.is_none() {
            let rows: usize = layers.iter().map(|layer| layer.spans.len()).sum();
            let count = wanted.clone();
            let counting = move || {
                let series: Vec<_> = count.series.into_iter().map(|(_, one)| one).collect();
                histogram(&series, count.step, count.span)
            };
            if rows <= AT_ONCE_ROWS {
                let histogram = counting();
                self.show(wanted.clone(), histogram);
            } else {
                let job = JobHandle::spawn("timeline", Arc::clone(wake), move |_| counting());
                self.job = job.ok().map(|job| (wanted.clone(), job));
            }
        }
        let current = serves(&self.counted);
        (&self.shown, current)
    }

    fn show(&mut self, counted: Counted, histogram: Histogram) {
        let series = counted.series.iter();
        self.shown = Shown {
            histogram,
            series: series
                .map(|(kind, one)| (*kind, Arc::clone(&one.categories)))
                .collect(),
        };
        self.counted = Some(counted);
    }
}

impl Prepared {
    fn guess(&mut self, kind: LayerKind, table: &Arc<FeatureTable>) -> Option<TimeField> {
        if let Some((of, guessed)) = &self.guessed
            && Arc::ptr_eq(of, table)
        {
            return guessed.clone();
        }
        let guessed = if kind == LayerKind::Incidents {
            Some(TimeField {
                start: INCIDENT_TIME.to_owned(),
                end: None,
            })
        } else {
            guess_time_field(table)
        };
        self.guessed = Some((Arc::clone(table), guessed.clone()));
        guessed
    }

    /// What was made of this, at once for small tables; else of the last one, if it has as many rows.
    fn make(&mut self, wanted: &Wanted, wake: &Wake) -> Option<Made> {
        if let Some((of, job)) = self.job.take() {
            match job.poll() {
                JobStatus::Running(_) => self.job = Some((of, job)),
                JobStatus::Done(made) => self.made = Some((of, made)),
                JobStatus::Gone => {}
            }
        }
        let same_table = |of: &Wanted| Arc::ptr_eq(&of.table, &wanted.table);
        if !self.made.as_ref().is_some_and(|(of, _)| of == wanted) {
            if wanted.table.len() <= AT_ONCE_ROWS {
                let made = wanted.make();
                self.made = Some((wanted.clone(), made));
            } else if self.job.as_ref().is_none_or(|(of, _)| of != wanted) {
                let make = wanted.clone();
                let job = JobHandle::spawn("time", Arc::clone(wake), move |_| make.make());
                self.job = job.ok().map(|job| (wanted.clone(), job));
            }
        }
        let (of, made) = self.made.as_ref()?;
        same_table(of).then(|| made.clone())
    }
}
