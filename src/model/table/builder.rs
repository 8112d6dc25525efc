//! Builds a feature table row by row or from parts that were built beside each other; the type of
//! each column follows from all its values.
use std::collections::HashMap;

use super::column::Column;
use super::{FeatureTable, Geometries, Mark, NoProperties};

/// A table may have so many columns, however few rows have a value in each.
pub const MAX_COLUMNS: usize = 32_768;

/// A value to be put into a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A number that was not written as an integer.
    Float(f64),
    /// A number that neither holds exactly, as JSON text, with the nearest `f64`.
    Exact(&'a str, f64),
    /// A string; a column of nothing but dates is one of dates.
    Text(&'a str),
    /// Any other JSON.
    Json(&'a str),
}

/// A table being built.
#[derive(Debug, Default)]
pub struct TableBuilder {
    table: FeatureTable,
    by_name: HashMap<String, usize>,
    /// Features that were ended.
    rows: usize,
    /// Where the geometry of the feature being built begins.
    mark: Mark,
    /// Columns there were when it began.
    columns: usize,
}

impl TableBuilder {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing yet, but for the columns of another builder: for features that are to be appended
    /// to it.
    #[must_use]
    pub fn beside(other: &Self) -> Self {
        let columns: Vec<_> = other.table.columns.iter().map(Column::beside).collect();
        Self {
            columns: columns.len(),
            table: FeatureTable {
                columns,
                ..FeatureTable::default()
            },
            by_name: other.by_name.clone(),
            ..Self::default()
        }
    }

    /// Number of features that were ended.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether no feature was ended.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The arena to add the geometry of the feature being built to.
    pub fn geometries(&mut self) -> &mut Geometries {
        &mut self.table.geometries
    }

    /// Names of the columns so far.
    pub fn column_names(&self) -> impl Iterator<Item = &str> {
        self.table.columns.iter().map(Column::name)
    }

    /// The column of this name, made where there is none.
    pub fn column(&mut self, name: &str) -> usize {
        if let Some(&index) = self.by_name.get(name) {
            return index;
        }
        let index = self.table.columns.len();
        self.table.columns.push(Column {
            name: name.to_owned(),
            ..Column::default()
        });
        self.by_name.insert(name.to_owned(), index);
        index
    }

    /// Give the feature being built a value; a second one of the same column replaces the first
    /// and is said to be one by `false`.
    pub fn set(&mut self, column: usize, cell: Cell<'_>) -> bool {
        let row = self.len();
        let column = &mut self.table.columns[column];
        let first = column.len <= row;
        column.truncate(row);
        column.pad(row);
        column.push(cell);
        first
    }

    /// Give the feature being built an identifier.
    pub fn set_id(&mut self, cell: Cell<'_>) {
        let row = self.len();
        let ids = self.table.ids.get_or_insert_with(|| Column {
            name: "id".to_owned(),
            ..Column::default()
        });
        ids.truncate(row);
        ids.pad(row);
        ids.push(cell);
    }

    /// The feature being built has no object of properties.
    pub fn set_no_properties(&mut self, what: NoProperties) {
        self.table.no_properties.push((self.len() as u32, what));
    }

    /// Foreign members of the feature being built, as JSON text without braces.
    pub fn add_feature_members(&mut self, members: &str) {
        let row = self.len();
        self.table.feature_members.push(row, members);
    }

    /// See [`FeatureTable::replace_members`].
    pub fn replace_members(&mut self, other: &dyn Fn(&str) -> Option<String>) -> Vec<u32> {
        self.table.replace_members(other)
    }

    /// Foreign members of the file, as JSON text without braces.
    pub fn add_file_members(&mut self, members: &str) {
        if !self.table.file_members.is_empty() {
            self.table.file_members.push(',');
        }
        self.table.file_members.push_str(members);
    }

    /// End the feature being built, which must have got exactly one geometry.
    pub fn end_feature(&mut self) {
        if self.table.geometries.len() == self.len() {
            self.table.geometries.push_none();
        }
        self.rows += 1;
        self.mark = self.table.geometries.mark();
        self.columns = self.table.columns.len();
    }

    /// Forget the feature being built.
    pub fn drop_feature(&mut self) {
        let rows = self.len();
        self.table.geometries.truncate(self.mark);
        for column in self.table.columns.drain(self.columns..) {
            self.by_name.remove(&column.name);
        }
        for column in &mut self.table.columns {
            column.truncate(rows);
        }
        if let Some(ids) = &mut self.table.ids {
            ids.truncate(rows);
        }
        self.table
            .no_properties
            .retain(|(row, _)| (*row as usize) < rows);
        self.table.feature_members.truncate(rows);
    }

    /// Whether another builder can be appended with all offsets within 32 bits.
    pub fn fits(&self, other: &Self) -> bool {
        self.table.geometries.fits(&other.table.geometries)
    }

    /// Whether there are more columns than [`MAX_COLUMNS`].
    pub fn has_too_many_columns(&self) -> bool {
        self.table.columns.len() > MAX_COLUMNS
    }

    /// Put the features of another builder behind these.
    pub fn append(&mut self, other: Self) {
        let rows = self.len();
        let theirs = other.len();
        for mut column in other.table.columns {
            let index = self.column(&column.name);
            if !column.is_empty() {
                column.pad(theirs);
                let mine = &mut self.table.columns[index];
                mine.pad(rows);
                mine.append(column);
            }
        }
        if let Some(mut ids) = other.table.ids {
            ids.pad(theirs);
            let mine = self.table.ids.get_or_insert_with(|| Column {
                name: "id".to_owned(),
                ..Column::default()
            });
            mine.pad(rows);
            mine.append(ids);
        }
        let shifted = other.table.no_properties.into_iter();
        self.table
            .no_properties
            .extend(shifted.map(|(row, what)| (row + rows as u32, what)));
        self.table
            .feature_members
            .append(rows, &other.table.feature_members);
        if !other.table.file_members.is_empty() {
            self.add_file_members(&other.table.file_members);
        }
        self.table.geometries.append(other.table.geometries);
        self.rows += theirs;
        self.mark = self.table.geometries.mark();
        self.columns = self.table.columns.len();
    }

    /// About what the table takes so far, bytes.
    pub fn bytes(&self) -> usize {
        self.table.bytes()
    }

    /// The finished table.
    #[must_use]
    pub fn finish(mut self) -> FeatureTable {
        let rows = self.len();
        self.table.ids.take_if(|ids| !ids.has_values());
        for column in self.table.columns.iter_mut().chain(&mut self.table.ids) {
            column.pad(rows);
            column.shrink();
        }
        self.table.geometries.shrink();
        self.table
    }
}
