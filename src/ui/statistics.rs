//! The numbers and categories of columns, counted once: small tables at once, large ones beside the
//! window, so that no frame waits for them.
use std::sync::{Arc, Mutex, PoisonError};

use egui::{Id, Ui};

use crate::analysis::classes::{Categories, Numbers, categories_with};
use crate::jobs::{JobHandle, JobStatus};
use crate::model::FeatureTable;

/// Larger tables are counted in the background; rows.
const AT_ONCE: usize = 50_000;
/// What is kept; the least recent goes. More than are asked in a frame, or they would be counted
/// without end.
const KEPT: usize = 40;

/// What is asked of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Its numbers.
    Numbers,
    /// At most so many of its values; those beyond are only counted.
    Categories(usize),
    /// The same of those that contain a text.
    Containing(String, usize),
}

/// What was counted of a column.
pub enum Statistics {
    /// Its numbers.
    Numbers(Numbers),
    /// Its values.
    Categories(Categories),
}

/// Which column of which table.
#[derive(Clone)]
struct Key {
    table: Arc<FeatureTable>,
    column: String,
    wanted: Wanted,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.table, &other.table)
            && (&self.column, &self.wanted) == (&other.column, &other.wanted)
    }
}

#[derive(Default)]
struct Counted {
    kept: Vec<(Key, Arc<Statistics>)>,
    counting: Option<(Key, JobHandle<Statistics>)>,
}

impl Key {
    fn count(&self) -> Statistics {
        let column = self.table.column(&self.column);
        let (text, most) = match &self.wanted {
            Wanted::Numbers => {
                return Statistics::Numbers(column.map(Numbers::of).unwrap_or_default());
            }
            Wanted::Categories(most) => ("", *most),
            Wanted::Containing(text, most) => (text.as_str(), *most),
        };
        let found = column.map(|column| categories_with(column, text, most));
        Statistics::Categories(found.unwrap_or_default())
    }
}

/// What is known of a column; `None` while it is counted.
pub fn statistics(
    ui: &Ui,
    table: &Arc<FeatureTable>,
    column: &str,
    wanted: Wanted,
) -> Option<Arc<Statistics>> {
    let key = Key {
        table: Arc::clone(table),
        column: column.to_owned(),
        wanted,
    };
    let counted: Arc<Mutex<Counted>> = ui
        .data_mut(|data| Arc::clone(data.get_temp_mut_or_default(Id::unique("column statistics"))));
    let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
    counted.poll();
    if let Some(at) = counted.kept.iter().position(|(other, _)| *other == key) {
        counted.kept[..=at].rotate_right(1);
        return counted.kept.first().map(|(_, found)| Arc::clone(found));
    }
    if table.len() <= AT_ONCE {
        return Some(counted.keep(key.clone(), key.count()));
    }
    // One after the other: two that are both asked in each frame would take each other's place.
    if counted.counting.is_none() {
        let ctx = ui.ctx().clone();
        let wake: crate::jobs::Wake = Arc::new(move || ctx.request_repaint());
        let work = key.clone();
        match JobHandle::spawn("count-values", wake, move |_| work.count()) {
            Ok(job) => counted.counting = Some((key, job)),
            // Without a thread the window has to wait.
            Err(_) => return Some(counted.keep(key.clone(), key.count())),
        }
    }
    None
}

impl Counted {
    fn poll(&mut self) {
        let Some((key, job)) = self.counting.take() else {
            return;
        };
        match job.poll() {
            JobStatus::Running(_) => self.counting = Some((key, job)),
            JobStatus::Done(found) => {
                self.keep(key, found);
            }
            JobStatus::Gone => {}
        }
    }

    fn keep(&mut self, key: Key, found: Statistics) -> Arc<Statistics> {
        let found = Arc::new(found);
        self.kept.truncate(KEPT - 1);
        self.kept.insert(0, (key, Arc::clone(&found)));
        found
    }
}
