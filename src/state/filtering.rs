//! Which rows of each layer pass. What is asked follows from the document and the session; tasks
//! that own what they need find the answers in the background, and the old rows stay until then.
//! What an expression means is `analysis::filter`'s.
use std::collections::BTreeMap;
use std::sync::Arc;

use super::filter_task::{FilterAnswer, FilterQuestion, FilterTask};
use super::{AppState, Command};
use crate::analysis::AddedColumns;
use crate::analysis::filter::{self, FilterContext, FilterError, LayerFacts};
use crate::jobs::{Cancelled, JobContext};
use crate::model::expression::{Expression, Function};
use crate::model::{Condition, FeatureTable, Filter, LayerId, LayerKind, RowSet, TimeField};
use crate::spatial::{LayerStore, LoadedLayer, ShownLayers};

/// What is known of one table.
struct Known {
    /// With the columns that were added so far.
    table: Arc<FeatureTable>,
    added: Arc<AddedColumns>,
    facts: Arc<LayerFacts>,
    answer: Option<FilterAnswer>,
}

/// The answers so far, and what is kept for the next ones.
#[derive(Default)]
pub(super) struct Filtering {
    layers: BTreeMap<LayerKind, Known>,
    shown: ShownLayers,
}

impl Filtering {
    /// The table of a layer with the columns that were added to it.
    pub(super) fn table(&self, layer: LayerKind) -> Option<&Arc<FeatureTable>> {
        Some(&self.layers.get(&layer)?.table)
    }

    /// A second layer has the features of the first, and what is known of them.
    pub(super) fn duplicate(&mut self, of: LayerId, copy: LayerId) {
        if let Some(known) = self.layers.get(&LayerKind::Features(of)) {
            let known = Known {
                table: Arc::clone(&known.table),
                added: Arc::clone(&known.added),
                facts: Arc::clone(&known.facts),
                answer: None,
            };
            self.layers.insert(LayerKind::Features(copy), known);
        }
    }

    fn answer(&self, layer: LayerKind) -> Option<&FilterAnswer> {
        self.layers.get(&layer)?.answer.as_ref()
    }

    fn show(&mut self, layers: &LayerStore) {
        self.shown = ShownLayers::from(layers.clone());
        let answers = self
            .layers
            .values()
            .filter_map(|known| known.answer.as_ref());
        for answer in answers {
            let all = match answer.layer {
                LayerKind::Features(id) => layers.get(&id),
                _ => None,
            };
            show_answer(&mut self.shown, answer, all);
        }
    }
}

/// Only what passes of a layer is shown from now on; of a layer of the user's, `all` if all does.
fn show_answer(shown: &mut ShownLayers, answer: &FilterAnswer, all: Option<&Arc<LoadedLayer>>) {
    let passing = &answer.passing;
    let LayerKind::Features(id) = answer.layer else {
        shown.incidents.clone_from(&passing.rows);
        return;
    };
    if let Some(loaded) = passing.loaded.as_ref().or(all) {
        shown.features.insert(id, Arc::clone(loaded));
    }
    match &answer.counts {
        Some(counts) => drop(shown.counts.insert(id, Arc::clone(counts))),
        None => drop(shown.counts.remove(&id)),
    }
}

/// What is shown once all that is asked is answered; to be found on whichever thread.
pub struct Settling {
    shown: ShownLayers,
    tasks: Vec<FilterTask>,
}

impl Settling {
    /// Find it.
    ///
    /// # Errors
    ///
    /// [`Cancelled`] when nobody wants it any more.
    pub fn run(mut self, job: &JobContext) -> Result<ShownLayers, Cancelled> {
        for task in &self.tasks {
            let answer = task.run(job)?;
            show_answer(&mut self.shown, &answer, answer.all.as_ref());
        }
        Ok(self.shown)
    }
}

impl AppState {
    /// The features that pass the filters and the time window, for drawing and pointing.
    pub fn shown(&self) -> &ShownLayers {
        &self.filtering.shown
    }

    /// The rows of a layer that pass its filter, the filter for all layers and the time window;
    /// `None` where all do.
    pub fn passing(&self, layer: LayerKind) -> Option<&Arc<RowSet>> {
        self.filtering.answer(layer)?.passing.rows.as_ref()
    }

    /// The rows of a layer that pass whatever the time; `None` where all do.
    pub fn passing_at_any_time(&self, layer: LayerKind) -> Option<&Arc<RowSet>> {
        self.filtering.answer(layer)?.timeless.rows.as_ref()
    }

    /// Why the filter of a layer cannot be asked of it, and so is left aside.
    pub fn filter_error(&self, layer: LayerKind) -> Option<&FilterError> {
        self.filtering.answer(layer)?.error.as_deref()
    }

    /// What was added to the table of a layer so far; what the document has may not be there yet.
    pub fn added_columns(&self, layer: LayerKind) -> Option<&AddedColumns> {
        Some(&self.filtering.layers.get(&layer)?.added)
    }

    /// What is derived of a layer and kept.
    pub fn facts(&self, layer: LayerKind) -> Option<&Arc<LayerFacts>> {
        Some(&self.filtering.layers.get(&layer)?.facts)
    }

    /// Which columns of a layer say when a feature was: those that were chosen, or the likely ones.
    pub fn time_field(&self, layer: LayerKind) -> Option<TimeField> {
        let context = self.filter_context(layer)?;
        context.facts.time_field(&context)
    }

    fn chosen_time(&self, layer: LayerKind) -> Option<&TimeField> {
        match layer {
            LayerKind::Features(id) => self.document.features.get(&id)?.time.as_ref(),
            _ => None,
        }
    }

    /// What an expression is asked of in a layer that is loaded.
    pub fn filter_context(&self, layer: LayerKind) -> Option<FilterContext<'_>> {
        let known = self.filtering.layers.get(&layer)?;
        Some(FilterContext {
            table: &known.table,
            facts: &known.facts,
            borders: self.derived.borders(),
            atlas: self.derived.atlas(),
            time: self.chosen_time(layer),
            view: Some(self.session.viewport.extent()),
        })
    }

    /// Memory taken by what is derived of a layer beside its table: where its features are, what
    /// passes, facts; bytes.
    pub fn derived_bytes(&self, layer: LayerKind) -> usize {
        let Some(known) = self.filtering.layers.get(&layer) else {
            return 0;
        };
        let index = match layer {
            LayerKind::Features(id) => self.layers.get(&id).map_or(0, |all| all.index.bytes()),
            _ => 0,
        };
        let answer = known.answer.iter();
        let parts = answer.flat_map(|answer| {
            let same = answer.question.window.is_none();
            [Some(&answer.timeless), (!same).then_some(&answer.passing)]
        });
        let passing = parts.flatten().map(|passing| {
            let rows = passing.rows.as_ref().map_or(0, |rows| rows.bytes());
            let loaded = passing.loaded.as_ref();
            rows + loaded.map_or(0, |loaded| loaded.index.own_bytes())
        });
        index + known.facts.bytes() + passing.sum::<usize>()
    }

    /// What has been asked and not been answered: at most one task for each layer. Their answers
    /// come back by [`Command::LayerFiltered`].
    pub fn filter_tasks(&self) -> Vec<FilterTask> {
        let known = self.filtering.layers.iter();
        let tasks = known.filter_map(|(&layer, known)| {
            let question = self.question(layer, known);
            let answered = match &known.answer {
                Some(answer) => answer.question == question,
                None => question.is_empty(),
            };
            let added = (known.added).are(&question.computed, question.time.as_ref());
            (!answered || !added).then(|| FilterTask {
                layer,
                question,
                table: Arc::clone(&known.table),
                facts: Arc::clone(&known.facts),
                added: Arc::clone(&known.added),
                derived: Arc::clone(&self.derived),
                all: match layer {
                    LayerKind::Features(id) => self.layers.get(&id).cloned(),
                    _ => None,
                },
                last: known.answer.clone(),
            })
        });
        tasks.collect()
    }

    /// What is shown once all that is asked by now is answered.
    pub fn settling(&self) -> Settling {
        Settling {
            shown: self.shown().clone(),
            tasks: self.filter_tasks(),
        }
    }

    /// Answer all that is asked, before anything else is done.
    pub fn settle(&mut self) {
        let job = JobContext::unwatched();
        for task in self.filter_tasks() {
            // Nobody cancels it.
            if let Ok(answer) = task.run(&job) {
                self.apply(Command::LayerFiltered(Box::new(answer)));
            }
        }
    }

    fn question(&self, layer: LayerKind, known: &Known) -> FilterQuestion {
        let expression = self.asked(layer, &known.table);
        let last = known.answer.as_ref();
        let view = expression.as_ref().filter(|one| asks_for_view(one));
        let view = view.map(|_| match last.and_then(|last| last.question.view) {
            Some(last) if !self.session.is_at_rest() => last,
            _ => self.session.viewport.extent(),
        });
        FilterQuestion {
            computed: self.document.computed(layer).to_vec(),
            expression,
            time: self.chosen_time(layer).cloned(),
            view,
            window: self.time_window(),
            coloring: match layer {
                LayerKind::Features(id) => {
                    let features = self.document.features.get(&id);
                    features.map(|features| features.style.coloring.without_colors())
                }
                _ => None,
            },
        }
    }

    /// All conditions together; `None` where there is none.
    fn asked(&self, layer: LayerKind, table: &FeatureTable) -> Option<Expression> {
        let own = self.document.filters.get(&layer);
        let mut for_all = self.document.filter.clone();
        for_all
            .conditions
            .retain(|one| self.applies(&one.expression, layer, table));
        let asked = [own.and_then(Filter::expression), for_all.expression()];
        let mut asked: Vec<Expression> = asked.into_iter().flatten().collect();
        match asked.len() {
            0 | 1 => asked.pop(),
            _ => Some(Expression::And(asked)),
        }
    }

    /// Every condition that counts for a layer.
    fn conditions(
        &self,
        layer: LayerKind,
        table: &FeatureTable,
    ) -> impl Iterator<Item = &Condition> {
        let own = self.document.filters.get(&layer);
        let own = own.into_iter().flat_map(|filter| &filter.conditions);
        let for_all = self.document.filter.conditions.iter();
        let for_all = for_all.filter(move |one| self.applies(&one.expression, layer, table));
        own.chain(for_all).filter(|one| one.enabled)
    }

    fn applies(&self, expression: &Expression, layer: LayerKind, table: &FeatureTable) -> bool {
        filter::applies(expression, table, self.document.computed(layer))
    }

    /// Forget what was of other tables, and show what passes.
    pub(super) fn refresh_filtering(&mut self) {
        let kinds = self.layers.keys().map(|id| LayerKind::Features(*id));
        let tables = kinds.chain([LayerKind::Incidents]);
        let tables: Vec<(LayerKind, Arc<FeatureTable>)> = tables
            .filter_map(|kind| Some((kind, Arc::clone(self.table(kind)?))))
            .collect();
        let mut before = std::mem::take(&mut self.filtering.layers);
        for (kind, table) in tables {
            let known = before.remove(&kind);
            let same = known.filter(|known| Arc::ptr_eq(&known.table, &table));
            let mut known = same.unwrap_or_else(|| Known {
                table: Arc::clone(&table),
                added: Arc::default(),
                facts: Arc::default(),
                answer: None,
            });
            if self.time_window().is_none() && self.conditions(kind, &table).next().is_none() {
                // Nothing is to be found out: all pass from now on.
                known.answer = known.answer.filter(|answer| answer.passing.rows.is_none());
            }
            self.filtering.layers.insert(kind, known);
        }
        self.filtering.show(&self.layers);
    }

    /// Take in what a task found, if the layer still has the features that it is about.
    pub(super) fn take_answer(&mut self, answer: FilterAnswer) {
        let layer = answer.layer;
        let known = self.filtering.layers.get_mut(&layer);
        let same = |known: &&mut Known| known.table.is_of_same_features(&answer.table);
        let Some(known) = known.filter(same) else {
            return;
        };
        known.table = Arc::clone(&answer.table);
        known.added = Arc::clone(&answer.added);
        known.facts = Arc::clone(&answer.facts);
        if let (LayerKind::Features(id), Some(all)) = (layer, &answer.all) {
            self.layers.insert(id, Arc::clone(all));
        }
        known.answer = Some(answer);
    }
}

fn asks_for_view(expression: &Expression) -> bool {
    let mut asks = false;
    expression.visit(&mut |one| asks |= matches!(one, Expression::Call(Function::InView, _)));
    asks
}
