//! A value of JSON as a cell of a table.
use super::infer::float;
use crate::model::table::{Cell, TableBuilder};

/// Give the feature being built the value of a JSON text, which is valid.
pub(super) fn set(text: &str, column: usize, builder: &mut TableBuilder) {
    match text.as_bytes().first() {
        Some(b'"') => {
            let string: String = serde_json::from_str(text).unwrap_or_default();
            builder.set(column, Cell::Text(&string));
        }
        _ => {
            builder.set(column, plain(text));
        }
    }
}

/// Give it an identifier.
pub(super) fn set_id(text: &str, builder: &mut TableBuilder) {
    match text.as_bytes().first() {
        Some(b'"') => {
            let string: String = serde_json::from_str(text).unwrap_or_default();
            builder.set_id(Cell::Text(&string));
        }
        _ => builder.set_id(plain(text)),
    }
}

/// Anything but a string.
fn plain(text: &str) -> Cell<'_> {
    match text.as_bytes().first() {
        Some(b'n') | None => Cell::Null,
        Some(b't') => Cell::Bool(true),
        Some(b'f') => Cell::Bool(false),
        Some(b'[' | b'{') => Cell::Json(text),
        _ => text.parse().map_or_else(|_| float(text), Cell::Integer),
    }
}
