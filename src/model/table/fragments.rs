//! Pieces of JSON text that few rows have.

/// Members of JSON objects as text without the braces, e.g. `"a":1,"b":[2]`, by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fragments {
    rows: Vec<u32>,
    ends: Vec<usize>,
    text: String,
}

impl Fragments {
    /// The members of a row; empty where it has none.
    pub fn get(&self, row: usize) -> &str {
        let Ok(at) = self.rows.binary_search_by_key(&row, |row| *row as usize) else {
            return "";
        };
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }

    /// The rows that have members, and these.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &str)> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let texts = starts
            .zip(&self.ends)
            .map(|(start, &end)| &self.text[start..end]);
        self.rows.iter().copied().zip(texts)
    }

    /// Whether no row has any.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Add members to a row, which must not lie before the last one that has some.
    pub(super) fn push(&mut self, row: usize, members: &str) {
        if self.rows.last() == Some(&(row as u32)) {
            self.text.push(',');
            self.text.push_str(members);
            self.ends.pop();
        } else {
            self.text.push_str(members);
            self.rows.push(row as u32);
        }
        self.ends.push(self.text.len());
    }

    pub(super) fn append(&mut self, offset: usize, other: &Self) {
        let start = self.text.len();
        self.rows
            .extend(other.rows.iter().map(|row| row + offset as u32));
        self.ends.extend(other.ends.iter().map(|end| end + start));
        self.text.push_str(&other.text);
    }

    /// Replace the members of each row for which there is something else; the rows concerned.
    pub(super) fn replace(&mut self, other: &dyn Fn(&str) -> Option<String>) -> Vec<u32> {
        let mut replaced = Vec::new();
        let before = std::mem::take(self);
        for &row in &before.rows {
            let members = before.get(row as usize);
            let new = other(members);
            if new.is_some() {
                replaced.push(row);
            }
            let members = new.as_deref().unwrap_or(members);
            if !members.is_empty() {
                self.push(row as usize, members);
            }
        }
        replaced
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        let kept = self.rows.partition_point(|&row| (row as usize) < rows);
        self.rows.truncate(kept);
        self.ends.truncate(kept);
        self.text.truncate(self.ends.last().copied().unwrap_or(0));
    }

    pub(super) fn bytes(&self) -> usize {
        self.rows.capacity() * 4 + self.ends.capacity() * 8 + self.text.capacity()
    }
}
