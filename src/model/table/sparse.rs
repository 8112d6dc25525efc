//! Columns being filled: rows without a cell take no memory where few rows have one, so that a
//! table may have many properties of which each feature has only some.
use super::Cell;
use super::column::{CellState, Cells, ColumnData, Value, Values};
use super::date::date_from_days;
use super::texts::Texts;

/// With fewer rows a column is not worth changing.
const FEW_ROWS: usize = 64;

/// Less than one row of so many has a cell in a column that turns to a list of those.
const SPARSE: usize = 8;

/// More than one row of so many has a cell in a column that turns back.
const DENSE: usize = 2;

impl ColumnData {
    /// Without rows, for values like those of another column.
    pub(super) fn beside(other: &Self) -> Self {
        let values = match &other.cells.values {
            Values::Text(texts) if texts.dictionary().is_none() => Values::Text(Texts::distinct()),
            _ => Values::Empty,
        };
        Self {
            cells: Cells {
                values,
                ..Cells::default()
            },
            ..Self::default()
        }
    }

    /// Whether any row has a value or null.
    pub(super) fn has_values(&self) -> bool {
        !matches!(self.cells.values, Values::Empty) || self.cells.states.contains(&CellState::Null)
    }

    /// Missing in every row up to `rows`.
    pub(super) fn pad(&mut self, rows: usize) {
        if self.len >= rows {
            return;
        }
        let cells = self.cells.len - self.cells.missing;
        if self.rows.is_none() && is_sparse(cells, rows) {
            self.thin_out();
        }
        if self.rows.is_none() {
            self.cells.pad(rows);
        }
        self.len = rows;
    }

    pub(super) fn push(&mut self, cell: Cell<'_>) {
        self.cells.push(cell);
        if let Some(rows) = &mut self.rows {
            rows.push(self.len as u32);
        }
        self.len += 1;
        self.balance();
    }

    pub(super) fn append(&mut self, mut other: Self) {
        if other.len == 0 {
            return;
        }
        if self.len == 0 {
            *self = other;
            return;
        }
        match (&self.rows, &other.rows) {
            (None, Some(_)) => other.fill_in(),
            (Some(_), None) => other.thin_out(),
            _ => {}
        }
        if let (Some(mine), Some(theirs)) = (&mut self.rows, other.rows) {
            mine.extend(theirs.iter().map(|row| row + self.len as u32));
        }
        self.cells.append(other.cells);
        self.len += other.len;
        self.balance();
    }

    /// Forget all from this row on.
    pub(super) fn truncate(&mut self, rows: usize) {
        if self.len <= rows {
            return;
        }
        self.len = rows;
        let mut cells = rows;
        if let Some(list) = &mut self.rows {
            cells = list.partition_point(|row| (*row as usize) < rows);
            list.truncate(cells);
        }
        self.cells.truncate(cells);
    }

    pub(super) fn shrink(&mut self) {
        self.cells.shrink();
        if let Some(rows) = &mut self.rows {
            rows.shrink_to_fit();
        }
    }

    /// Hold the cells the way that takes less memory.
    fn balance(&mut self) {
        match &self.rows {
            Some(rows) if rows.len() * DENSE > self.len => self.fill_in(),
            None if is_sparse(self.cells.len - self.cells.missing, self.len) => self.thin_out(),
            _ => {}
        }
    }

    /// Keep only the cells that are there, with their rows.
    fn thin_out(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        let mut rows = Vec::new();
        for row in 0..cells.len {
            let value = cells.value(row);
            if value != Value::Missing {
                rows.push(row as u32);
                self.cells.push_value(value, &cells.values);
            }
        }
        self.rows = Some(rows);
    }

    /// Give every row a cell.
    fn fill_in(&mut self) {
        let Some(rows) = self.rows.take() else {
            return;
        };
        let cells = std::mem::take(&mut self.cells);
        for (at, row) in rows.into_iter().enumerate() {
            self.cells.pad(row as usize);
            self.cells.push_value(cells.value(at), &cells.values);
        }
        self.cells.pad(self.len);
    }
}

/// Whether so few cells in so many rows are better held with their rows.
fn is_sparse(cells: usize, rows: usize) -> bool {
    rows >= FEW_ROWS && cells * SPARSE < rows
}

impl Cells {
    /// Add a value that stood among others.
    fn push_value(&mut self, value: Value<'_>, others: &Values) {
        match value {
            Value::Missing => self.pad(self.len + 1),
            Value::Null => self.push(Cell::Null),
            Value::Bool(value) => self.push(Cell::Bool(value)),
            Value::Integer(number) => self.push(Cell::Integer(number)),
            Value::Float(number) => self.push(Cell::Float(number)),
            Value::Text(text) | Value::DateTime(text, _) => self.push(Cell::Text(text)),
            Value::Date(days) => self.push(Cell::Text(&date_from_days(days))),
            Value::Json(text) => match (others, text.parse()) {
                (Values::Float(_), Ok(nearest)) => self.push(Cell::Exact(text, nearest)),
                _ => self.push(Cell::Json(text)),
            },
        }
    }
}
