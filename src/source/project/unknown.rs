//! Members that this version does not know, of a project that a newer one may have written: kept,
//! and written back in their places, also in the items of a list that were moved since.
use serde_json::{Map, Value};

use crate::model::{LayerId, LayerKind};

/// What tells an item of a list from the others: the text of a condition, the name of a period or
/// of a column, the column of a sort key.
const NAMES: [&str; 3] = ["where", "name", "column"];

/// What was in a project file beside what is understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnknownMembers {
    pub(super) top: Members,
    pub(super) layers: Vec<(LayerKind, Members)>,
}

/// What is unknown of an object, by the names of its members.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Members(Vec<(String, Unknown)>);

#[derive(Clone, Debug, PartialEq)]
enum Unknown {
    /// All of it.
    Whole(Value),
    /// Some members of an object.
    Members(Members),
    /// Some members of the items of a list, each beside the item as it would be written.
    Items(Vec<(Value, Members)>),
}

impl UnknownMembers {
    pub(super) fn renumber(&mut self, new: impl Fn(LayerId) -> LayerId) {
        for (kind, _) in &mut self.layers {
            if let LayerKind::Features(id) = kind {
                *id = new(*id);
            }
        }
    }
}

impl Members {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn forget(&mut self, key: &str) {
        self.0.retain(|(name, _)| name != key);
    }
}

/// The members that were read and are not in what would be written.
pub(super) fn unknown(read: &Map<String, Value>, written: &Map<String, Value>) -> Members {
    let members = read.iter().filter_map(|(key, value)| {
        let found = match (value, written.get(key)) {
            (Value::Null, None) => return None,
            (_, None) => Unknown::Whole(value.clone()),
            (Value::Object(read), Some(Value::Object(written))) => {
                let inner = unknown(read, written);
                (!inner.is_empty()).then_some(Unknown::Members(inner))?
            }
            (Value::Array(read), Some(Value::Array(written))) => {
                let items = unknown_of_items(read, written);
                (!items.is_empty()).then_some(Unknown::Items(items))?
            }
            _ => return None,
        };
        Some((key.clone(), found))
    });
    Members(members.collect())
}

fn unknown_of_items(read: &[Value], written: &[Value]) -> Vec<(Value, Members)> {
    let mut left: Vec<Option<&Value>> = written.iter().map(Some).collect();
    let mut found = Vec::new();
    for (index, item) in read.iter().enumerate() {
        // An expression may be written in another way than it was read; then it is at its old place.
        let named = left
            .iter()
            .position(|other| other.is_some_and(|other| is_same(item, other)));
        let place = left.get_mut(named.unwrap_or(index));
        if let Some(as_written) = place.and_then(Option::take)
            && let (Value::Object(item), Value::Object(known)) = (item, as_written)
        {
            let inner = unknown(item, known);
            if !inner.is_empty() {
                found.push((as_written.clone(), inner));
            }
        }
    }
    found
}

fn is_same(a: &Value, b: &Value) -> bool {
    let names = |of: &Value| NAMES.map(|name| of.get(name).cloned());
    names(a) == names(b) && names(a).iter().any(Option::is_some)
}

/// Put them back; what has gone takes its unknown members with it.
pub(super) fn restore(written: &mut Map<String, Value>, unknown: &Members) {
    for (key, unknown) in &unknown.0 {
        match (written.get_mut(key), unknown) {
            (None, Unknown::Whole(value)) => {
                written.insert(key.clone(), value.clone());
            }
            // What of it is known said no more than what is usual anyway.
            (Some(Value::Object(written)), Unknown::Whole(Value::Object(read))) => {
                for (key, value) in read {
                    written.entry(key).or_insert_with(|| value.clone());
                }
            }
            (Some(Value::Object(written)), Unknown::Members(unknown)) => restore(written, unknown),
            (Some(Value::Array(written)), Unknown::Items(items)) => {
                let mut left: Vec<_> = items.iter().collect();
                for item in written {
                    let at = left.iter().position(|(known, _)| is_same(known, item));
                    if let (Some(at), Value::Object(item)) = (at, item) {
                        restore(item, &left.remove(at).1);
                    }
                }
            }
            _ => {}
        }
    }
}
