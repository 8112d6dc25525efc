//! Cells being filled: the type follows from the values so far, and parts are joined.
use super::Cell;
use super::column::{CellState, Cells, Floats, Value, Values};
use super::date::{date_from_days, days_from_date, millis_from_date_time};
use super::texts::Texts;

impl Cells {
    /// Missing up to `len`.
    pub(super) fn pad(&mut self, len: usize) {
        if self.len < len {
            self.push_state(CellState::Missing, len - self.len);
        }
    }

    fn push_state(&mut self, state: CellState, count: usize) {
        if self.states.is_empty() && self.len > 0 {
            let before = match self.values {
                Values::Empty => CellState::Missing,
                _ => CellState::Value,
            };
            self.states.resize(self.len, before);
        }
        self.states.resize(self.len + count, state);
        self.len += count;
        if state == CellState::Missing {
            self.missing += count;
        }
        let len = self.len;
        match &mut self.values {
            Values::Empty => {}
            Values::Bool(values) => values.resize(len, false),
            Values::Integer(values) => values.resize(len, 0),
            Values::Float(floats) => floats.values.resize(len, 0.0),
            Values::Date(values) => values.resize(len, 0),
            Values::Text(texts) | Values::DateTime(texts) => {
                while texts.len() < len {
                    texts.push_blank();
                }
            }
        }
    }

    pub(super) fn push(&mut self, cell: Cell<'_>) {
        if cell == Cell::Null {
            self.push_state(CellState::Null, 1);
            return;
        }
        if !self.states.is_empty() {
            self.states.push(CellState::Value);
        }
        let row = self.len;
        self.len += 1;
        match (&mut self.values, cell) {
            (Values::Bool(values), Cell::Bool(value)) => values.push(value),
            (Values::Integer(values), Cell::Integer(number)) => values.push(number),
            (Values::Float(floats), Cell::Integer(_) | Cell::Float(_) | Cell::Exact(..)) => {
                floats.push(cell);
            }
            (Values::Text(texts), _) => push_text(texts, cell),
            (Values::Date(values), Cell::Text(text)) if let Some(days) = days_from_date(text) => {
                values.push(days);
            }
            (Values::DateTime(texts), Cell::Text(text))
                if millis_from_date_time(text).is_some() =>
            {
                texts.push(text, false);
            }
            _ => {
                self.len = row;
                if !self.states.is_empty() {
                    self.states.pop();
                }
                self.widen_for(cell);
                self.push(cell);
            }
        }
    }

    /// Change the type so that it holds what it has and `cell`.
    fn widen_for(&mut self, cell: Cell<'_>) {
        let rows = self.len;
        match (&self.values, cell) {
            (Values::Empty, _) => {
                self.values = match cell {
                    Cell::Bool(_) => Values::Bool(vec![false; rows]),
                    Cell::Integer(_) => Values::Integer(vec![0; rows]),
                    Cell::Float(_) | Cell::Exact(..) => Values::Float(Floats {
                        values: vec![0.0; rows],
                        ..Floats::default()
                    }),
                    Cell::Text(text) if days_from_date(text).is_some() => {
                        Values::Date(vec![0; rows])
                    }
                    Cell::Text(text) if millis_from_date_time(text).is_some() => {
                        Values::DateTime(blanks(rows))
                    }
                    _ => Values::Text(blanks(rows)),
                };
                if rows > 0 && self.states.is_empty() {
                    self.states = vec![CellState::Missing; rows];
                }
            }
            (Values::Integer(_), Cell::Float(_) | Cell::Exact(..)) => self.integers_to_floats(),
            _ => self.turn_to_text(),
        }
    }

    fn integers_to_floats(&mut self) {
        let Values::Integer(integers) = &self.values else {
            return;
        };
        let mut floats = Floats::default();
        floats.values.reserve(integers.len());
        for (row, &integer) in integers.iter().enumerate() {
            if self
                .states
                .get(row)
                .is_none_or(|state| *state == CellState::Value)
            {
                floats.push(Cell::Integer(integer));
            } else {
                floats.values.push(0.0);
            }
        }
        self.values = Values::Float(floats);
    }

    fn turn_to_text(&mut self) {
        let mut texts = Texts::new();
        for row in 0..self.len {
            match self.value(row) {
                Value::Missing | Value::Null => texts.push_blank(),
                Value::Text(text) | Value::DateTime(text, _) => texts.push(text, false),
                Value::Date(days) => texts.push(&date_from_days(days), false),
                Value::Bool(value) => push_text(&mut texts, Cell::Bool(value)),
                Value::Integer(number) => push_text(&mut texts, Cell::Integer(number)),
                Value::Float(number) => push_text(&mut texts, Cell::Float(number)),
                Value::Json(text) => texts.push(text, true),
            }
        }
        self.values = Values::Text(texts);
    }

    pub(super) fn append(&mut self, mut other: Self) {
        if other.len == 0 {
            return;
        }
        self.unify(&mut other);
        let rows = self.len;
        if !self.states.is_empty() || !other.states.is_empty() {
            let fill = |cells: &mut Self| {
                if cells.states.is_empty() {
                    let state = match cells.values {
                        Values::Empty => CellState::Missing,
                        _ => CellState::Value,
                    };
                    cells.states.resize(cells.len, state);
                }
            };
            fill(self);
            fill(&mut other);
            self.states.append(&mut other.states);
        }
        self.len += other.len;
        self.missing += other.missing;
        match (&mut self.values, other.values) {
            (Values::Bool(mine), Values::Bool(theirs)) => mine.extend(theirs),
            (Values::Integer(mine), Values::Integer(theirs)) => mine.extend(theirs),
            (Values::Date(mine), Values::Date(theirs)) => mine.extend(theirs),
            (Values::Float(mine), Values::Float(theirs)) => {
                mine.values.extend(theirs.values);
                mine.integers.append(rows, &theirs.integers);
                let exact = theirs.exact.into_iter();
                mine.exact
                    .extend(exact.map(|(row, text)| (row + rows as u32, text)));
            }
            (Values::Text(mine), Values::Text(theirs))
            | (Values::DateTime(mine), Values::DateTime(theirs)) => mine.append(theirs),
            // Both are empty: `unify` has seen to the rest.
            _ => {}
        }
    }

    /// Bring both to one type.
    fn unify(&mut self, other: &mut Self) {
        let kind = |cells: &Self| std::mem::discriminant(&cells.values);
        if kind(self) == kind(other) {
            return;
        }
        let like = |values: &Values, rows: usize| match values {
            Values::Empty => Values::Empty,
            Values::Bool(_) => Values::Bool(vec![false; rows]),
            Values::Integer(_) => Values::Integer(vec![0; rows]),
            Values::Float(_) => Values::Float(Floats {
                values: vec![0.0; rows],
                ..Floats::default()
            }),
            Values::Text(_) => Values::Text(blanks(rows)),
            Values::Date(_) => Values::Date(vec![0; rows]),
            Values::DateTime(_) => Values::DateTime(blanks(rows)),
        };
        let adopt = |empty: &mut Self, values: &Values| {
            if empty.states.is_empty() {
                empty.states = vec![CellState::Missing; empty.len];
            }
            empty.values = like(values, empty.len);
        };
        match (&self.values, &other.values) {
            (Values::Empty, values) => adopt(self, values),
            (values, Values::Empty) => adopt(other, values),
            (Values::Integer(_), Values::Float(_)) => self.integers_to_floats(),
            (Values::Float(_), Values::Integer(_)) => other.integers_to_floats(),
            _ => {
                for cells in [self, other] {
                    if !matches!(cells.values, Values::Text(_)) {
                        cells.turn_to_text();
                    }
                }
            }
        }
    }

    /// Forget all from this one on.
    pub(super) fn truncate(&mut self, rows: usize) {
        if self.len <= rows {
            return;
        }
        let forgotten = self.states.iter().skip(rows);
        self.missing -= forgotten
            .filter(|state| **state == CellState::Missing)
            .count();
        self.len = rows;
        self.states.truncate(rows);
        match &mut self.values {
            Values::Empty => {}
            Values::Bool(values) => values.truncate(rows),
            Values::Integer(values) => values.truncate(rows),
            Values::Date(values) => values.truncate(rows),
            Values::Float(floats) => {
                floats.values.truncate(rows);
                floats.integers.truncate(rows);
                floats.exact.retain(|(row, _)| (*row as usize) < rows);
            }
            Values::Text(texts) | Values::DateTime(texts) => texts.truncate(rows),
        }
    }

    pub(super) fn shrink(&mut self) {
        self.states.shrink_to_fit();
        match &mut self.values {
            Values::Empty => {}
            Values::Bool(values) => values.shrink_to_fit(),
            Values::Integer(values) => values.shrink_to_fit(),
            Values::Date(values) => values.shrink_to_fit(),
            Values::Float(floats) => floats.values.shrink_to_fit(),
            Values::Text(texts) | Values::DateTime(texts) => texts.shrink(),
        }
    }
}

impl Floats {
    fn push(&mut self, cell: Cell<'_>) {
        let row = self.values.len();
        match cell {
            Cell::Float(number) => self.values.push(number),
            Cell::Exact(text, nearest) => {
                self.exact.push((row as u32, text.into()));
                self.values.push(nearest);
            }
            Cell::Integer(integer) => {
                let number = integer as f64;
                if number as i64 == integer && integer != i64::MAX {
                    self.integers.set(row);
                } else {
                    self.exact.push((row as u32, integer.to_string().into()));
                }
                self.values.push(number);
            }
            _ => self.values.push(0.0),
        }
    }
}

fn push_text(texts: &mut Texts, cell: Cell<'_>) {
    match cell {
        Cell::Text(text) => texts.push(text, false),
        Cell::Json(text) | Cell::Exact(text, _) => texts.push(text, true),
        Cell::Bool(value) => texts.push(if value { "true" } else { "false" }, true),
        Cell::Integer(number) => texts.push(&number.to_string(), true),
        // With a fraction or an exponent, so that it does not turn into an integer.
        Cell::Float(number) => texts.push(&format!("{number:?}"), true),
        Cell::Null => texts.push_blank(),
    }
}

fn blanks(rows: usize) -> Texts {
    let mut texts = Texts::new();
    for _ in 0..rows {
        texts.push_blank();
    }
    texts
}
