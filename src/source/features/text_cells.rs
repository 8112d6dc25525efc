//! Cells of formats that have nothing but text: kept until all are seen, so that a column of nothing
//! but numbers becomes one, unless a schema says what it holds.
use std::collections::HashMap;

use super::error::FormatError;
use super::infer::{ColumnKind, float, is_number};
use super::repairs::feature;
use crate::model::table::{Cell, MAX_COLUMNS, TableBuilder};
use crate::model::{LoadReport, Problem, ProblemKind};
use crate::source::positions::shown;

/// What a schema says that a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    Text,
    Integer,
    Float,
    Bool,
}

impl Declared {
    const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Float => "number",
            Self::Bool => "truth value",
        }
    }

    /// A cell of this type, if the text is one.
    fn cell(self, text: &str) -> Option<Cell<'_>> {
        match self {
            Self::Text => Some(Cell::Text(text)),
            Self::Integer => text.parse().ok().map(Cell::Integer),
            Self::Float => {
                let number = text
                    .parse()
                    .ok()
                    .filter(|number: &f64| number.is_finite())?;
                Some(match float(text) {
                    cell @ Cell::Exact(..) if is_number(text, '.') => cell,
                    _ => Cell::Float(number),
                })
            }
            Self::Bool => match text {
                "1" | "true" => Some(Cell::Bool(true)),
                "0" | "false" => Some(Cell::Bool(false)),
                _ => None,
            },
        }
    }
}

/// Cells by row.
#[derive(Default)]
pub(super) struct TextCells {
    names: Vec<String>,
    by_name: HashMap<String, usize>,
    declared: HashMap<String, Declared>,
    kinds: Vec<ColumnKind>,
    /// The row being filled, its columns in their order, and its values by column.
    row: usize,
    order: Vec<usize>,
    values: Vec<Option<String>>,
    /// Row, column and end in `text`, in the order of rows.
    cells: Vec<(usize, usize, usize)>,
    text: String,
    ids: Vec<(usize, String)>,
}

impl TextCells {
    /// Say what the column of this name holds; of two schemas that differ the wider type counts.
    pub(super) fn declare(&mut self, name: String, declared: Declared) {
        let known = self.declared.entry(name).or_insert(declared);
        *known = match (*known, declared) {
            (known, declared) if known == declared => known,
            (Declared::Integer | Declared::Float, Declared::Integer | Declared::Float) => {
                Declared::Float
            }
            _ => Declared::Text,
        };
    }

    /// Give a row, which must not lie before the last one, a value. An empty one is null. Another
    /// value than the row already has in this column is put behind it, and said by `false`.
    pub(super) fn set(&mut self, row: usize, name: &str, text: &str) -> Result<bool, FormatError> {
        if row != self.row {
            self.end_row();
            self.row = row;
        }
        let column = if let Some(&column) = self.by_name.get(name) {
            column
        } else if self.names.len() >= MAX_COLUMNS {
            return Err(FormatError::TooManyColumns);
        } else {
            self.by_name.insert(name.to_owned(), self.names.len());
            self.names.push(name.to_owned());
            self.kinds.push(ColumnKind::new(false));
            self.values.push(None);
            self.names.len() - 1
        };
        match &mut self.values[column] {
            Some(value) if text.is_empty() || value == text => {}
            Some(value) if value.is_empty() => text.clone_into(value),
            Some(value) => {
                value.push_str("; ");
                value.push_str(text);
                return Ok(false);
            }
            none => {
                *none = Some(text.to_owned());
                self.order.push(column);
            }
        }
        Ok(true)
    }

    fn end_row(&mut self) {
        for column in self.order.drain(..) {
            if let Some(value) = self.values[column].take() {
                self.kinds[column].see(&value);
                self.text.push_str(&value);
                self.cells.push((self.row, column, self.text.len()));
            }
        }
    }

    /// Give a row an identifier.
    pub(super) fn set_id(&mut self, row: usize, id: String) {
        self.ids.push((row, id));
    }

    /// Put all cells into a table whose geometries are there and whose features are not ended.
    pub(super) fn fill(
        &mut self,
        rows: usize,
        builder: &mut TableBuilder,
        report: &mut LoadReport,
    ) {
        self.end_row();
        for name in &self.names {
            builder.column(name);
        }
        let declared = self.names.iter().map(|name| self.declared.get(name));
        let declared: Vec<Option<&Declared>> = declared.collect();
        let mut cells = self.cells.iter().peekable();
        let mut ids = self.ids.iter().peekable();
        let (mut start, mut spare) = (0, String::new());
        for row in 0..rows {
            while let Some(&(_, column, end)) = cells.next_if(|cell| cell.0 == row) {
                let text = &self.text[start..end];
                let cell = match declared[column] {
                    Some(declared) if !text.is_empty() => {
                        declared.cell(text).unwrap_or_else(|| {
                            let name = shown(&self.names[column]);
                            report.add(misfit(row, &name, text, *declared));
                            Cell::Text(text)
                        })
                    }
                    _ => self.kinds[column].cell(text, &mut spare),
                };
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

fn misfit(row: usize, column: &str, text: &str, declared: Declared) -> Problem {
    let (text, declared) = (shown(text), declared.name());
    Problem {
        kind: ProblemKind::Nonstandard,
        place: feature(row),
        found: format!("“{text}” in column “{column}” is no {declared}, as its schema says"),
        done: "kept as text",
    }
}
