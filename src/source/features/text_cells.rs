//! Cells of formats that have nothing but text: kept until all are seen, so that a column of nothing
//! but numbers becomes one.
use std::collections::HashMap;

use super::error::FormatError;
use super::infer::ColumnKind;
use crate::model::table::{Cell, MAX_COLUMNS, TableBuilder};

/// Cells by row.
#[derive(Default)]
pub(super) struct TextCells {
    names: Vec<String>,
    by_name: HashMap<String, usize>,
    kinds: Vec<ColumnKind>,
    /// Row, column and end in `text`, in the order of rows.
    cells: Vec<(usize, usize, usize)>,
    text: String,
    ids: Vec<(usize, String)>,
}

impl TextCells {
    /// Give a row, which must not lie before the last one, a value. An empty one is null.
    pub(super) fn set(&mut self, row: usize, name: &str, text: &str) -> Result<(), FormatError> {
        let column = if let Some(&column) = self.by_name.get(name) {
            column
        } else if self.names.len() >= MAX_COLUMNS {
            return Err(FormatError::TooManyColumns);
        } else {
            self.by_name.insert(name.to_owned(), self.names.len());
            self.names.push(name.to_owned());
            self.kinds.push(ColumnKind::new(false));
            self.names.len() - 1
        };
        self.kinds[column].see(text);
        self.text.push_str(text);
        self.cells.push((row, column, self.text.len()));
        Ok(())
    }

    /// Give a row an identifier.
    pub(super) fn set_id(&mut self, row: usize, id: String) {
        self.ids.push((row, id));
    }

    /// Put all cells into a table whose geometries are there and whose features are not ended.
    pub(super) fn fill(&self, rows: usize, builder: &mut TableBuilder) {
        for name in &self.names {
            builder.column(name);
        }
        let mut cells = self.cells.iter().peekable();
        let mut ids = self.ids.iter().peekable();
        let (mut start, mut spare) = (0, String::new());
        for row in 0..rows {
            while let Some(&(_, column, end)) = cells.next_if(|cell| cell.0 == row) {
                let cell = self.kinds[column].cell(&self.text[start..end], &mut spare);
                builder.set(column, cell);
                start = end;
            }
            if let Some((_, id)) = ids.next_if(|id| id.0 == row) {
                builder.set_id(Cell::Text(id));
            }
            builder.end_feature();
        }
    }
}
