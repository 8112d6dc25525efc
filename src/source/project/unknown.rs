//! Members that this version does not know, of a project that a newer one may have written: kept,
//! and written back in their places.
use serde_json::{Map, Value};

use crate::model::{LayerId, LayerKind};

/// What was in a project file beside what is understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnknownMembers {
    pub(super) top: Map<String, Value>,
    pub(super) layers: Vec<(LayerKind, Map<String, Value>)>,
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

/// The members that were read and are not in what would be written.
pub(super) fn unknown(
    read: &Map<String, Value>,
    written: &Map<String, Value>,
) -> Map<String, Value> {
    let mut found = Map::new();
    for (key, value) in read {
        match (value, written.get(key)) {
            (Value::Null, None) => {}
            (_, None) => {
                found.insert(key.clone(), value.clone());
            }
            (Value::Object(read), Some(Value::Object(written))) => {
                let inner = unknown(read, written);
                if !inner.is_empty() {
                    found.insert(key.clone(), Value::Object(inner));
                }
            }
            _ => {}
        }
    }
    found
}

/// Put them back.
pub(super) fn restore(written: &mut Map<String, Value>, unknown: &Map<String, Value>) {
    for (key, value) in unknown {
        match (written.get_mut(key), value) {
            (None, _) => {
                written.insert(key.clone(), value.clone());
            }
            (Some(Value::Object(written)), Value::Object(unknown)) => restore(written, unknown),
            _ => {}
        }
    }
}
