//! Undo and redo by snapshots of the document, which is small.
use super::edit::Coalesce;
use crate::model::{Document, LayerId};

/// Steps further back are forgotten.
const MAX_STEPS: usize = 100;

/// One line of steps, no branches.
#[derive(Debug, Default)]
pub struct History {
    past: Vec<Document>,
    future: Vec<Document>,
    open: Option<Coalesce>,
}

impl History {
    /// Whether there is a step to go back to.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step to go forward to.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Whether this layer of features is in the document of any step.
    pub(super) fn mentions(&self, layer: LayerId) -> bool {
        let mut steps = self.past.iter().chain(&self.future);
        steps.any(|document| document.features.contains_key(&layer))
    }

    pub(super) fn record(&mut self, before: Document, coalesce: Option<Coalesce>) {
        self.future.clear();
        let merges = coalesce.is_some() && coalesce == self.open;
        self.open = coalesce;
        if merges {
            return;
        }
        if self.past.len() == MAX_STEPS {
            self.past.remove(0);
        }
        self.past.push(before);
    }

    pub(super) fn end_gesture(&mut self) {
        self.open = None;
    }

    pub(super) fn undo(&mut self, document: &mut Document) {
        self.open = None;
        if let Some(before) = self.past.pop() {
            self.future.push(std::mem::replace(document, before));
        }
    }

    pub(super) fn redo(&mut self, document: &mut Document) {
        self.open = None;
        if let Some(after) = self.future.pop() {
            self.past.push(std::mem::replace(document, after));
        }
    }
}
