//! How far the user's features lie from borders, kept while nothing changes: panels and the map ask
//! in every frame.
use std::cell::RefCell;
use std::collections::HashMap;

use crate::analysis::BorderDistance;
use crate::model::FeatureRef;

/// The distances of the feature that was asked about last, by border.
#[derive(Default)]
pub(super) struct Measured(RefCell<Option<OfFeature>>);

struct OfFeature {
    /// The feature, and the revision of the state.
    of: (FeatureRef, u64),
    by_border: HashMap<String, Option<BorderDistance>>,
}

impl Measured {
    /// The distance to a border, measured where it is not known yet.
    pub(super) fn get(
        &self,
        of: (FeatureRef, u64),
        border: &str,
        measure: impl FnOnce() -> Option<BorderDistance>,
    ) -> Option<BorderDistance> {
        let mut kept = self.0.borrow_mut();
        let kept = match &mut *kept {
            Some(kept) if kept.of == of => kept,
            other => other.insert(OfFeature {
                of,
                by_border: HashMap::new(),
            }),
        };
        let known = kept.by_border.entry(border.to_owned());
        known.or_insert_with(measure).clone()
    }
}
