//! Builds a feature table row by row or from parts that were built beside each other; the type of
//! each column follows from all its values.
use std::collections::HashMap;
use std::sync::Arc;

use super::column::ColumnData;
use super::{Column, FeatureTable, Features, Fragments, Geometries, Mark, NoProperties};

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
    features: Features,
    columns: Vec<(String, ColumnData)>,
    ids: Option<ColumnData>,
    by_name: HashMap<String, usize>,
    /// Features that were ended.
    rows: usize,
    /// Where the geometry of the feature being built begins.
    mark: Mark,
    /// Columns there were when it began.
    columns_before: usize,
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
        let columns = other.columns.iter();
        let columns = columns.map(|(name, data)| (name.clone(), ColumnData::beside(data)));
        Self {
            columns: columns.collect(),
            columns_before: other.columns.len(),
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
        &mut self.features.geometries
    }

    /// Names of the columns so far.
    pub fn column_names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// The column of this name, made where there is none.
    pub fn column(&mut self, name: &str) -> usize {
        if let Some(&index) = self.by_name.get(name) {
            return index;
        }
        let index = self.columns.len();
        self.columns.push((name.to_owned(), ColumnData::default()));
        self.by_name.insert(name.to_owned(), index);
        index
    }

    /// Give the feature being built a value; a second one of the same column replaces the first
    /// and is said to be one by `false`.
    pub fn set(&mut self, column: usize, cell: Cell<'_>) -> bool {
        let row = self.len();
        let (_, column) = &mut self.columns[column];
        let first = column.len <= row;
        column.truncate(row);
        column.pad(row);
        column.push(cell);
        first
    }

    /// Give the feature being built an identifier.
    pub fn set_id(&mut self, cell: Cell<'_>) {
        let row = self.len();
        let ids = self.ids.get_or_insert_default();
        ids.truncate(row);
        ids.pad(row);
        ids.push(cell);
    }

    /// The feature being built has no object of properties.
    pub fn set_no_properties(&mut self, what: NoProperties) {
        self.features.no_properties.push((self.len() as u32, what));
    }

    /// Foreign members of the feature being built, as JSON text without braces.
    pub fn add_feature_members(&mut self, members: &str) {
        let row = self.len();
        self.features.feature_members.push(row, members);
    }

    /// The foreign members of the features so far.
    pub fn feature_members(&self) -> &Fragments {
        &self.features.feature_members
    }

    /// See [`FeatureTable::replace_members`].
    pub fn replace_members(&mut self, other: &dyn Fn(&str) -> Option<String>) -> Vec<u32> {
        self.features.replace_members(other)
    }

    /// Foreign members of the file, as JSON text without braces.
    pub fn add_file_members(&mut self, members: &str) {
        if !self.features.file_members.is_empty() {
            self.features.file_members.push(',');
        }
        self.features.file_members.push_str(members);
    }

    /// End the feature being built, which must have got exactly one geometry.
    pub fn end_feature(&mut self) {
        if self.features.geometries.len() == self.len() {
            self.features.geometries.push_none();
        }
        self.rows += 1;
        self.mark = self.features.geometries.mark();
        self.columns_before = self.columns.len();
    }

    /// Forget the feature being built.
    pub fn drop_feature(&mut self) {
        let rows = self.len();
        self.features.geometries.truncate(self.mark);
        for (name, _) in self.columns.drain(self.columns_before..) {
            self.by_name.remove(&name);
        }
        let columns = self.columns.iter_mut().map(|(_, data)| data);
        for column in columns.chain(&mut self.ids) {
            column.truncate(rows);
        }
        self.features
            .no_properties
            .retain(|(row, _)| (*row as usize) < rows);
        self.features.feature_members.truncate(rows);
    }

    /// Whether another builder can be appended with all offsets within 32 bits.
    pub fn fits(&self, other: &Self) -> bool {
        self.features.geometries.fits(&other.features.geometries)
    }

    /// Whether there are more columns than [`MAX_COLUMNS`].
    pub fn has_too_many_columns(&self) -> bool {
        self.columns.len() > MAX_COLUMNS
    }

    /// Put the features of another builder behind these.
    pub fn append(&mut self, other: Self) {
        let rows = self.len();
        let theirs = other.len();
        for (name, mut column) in other.columns {
            let index = self.column(&name);
            if column.len > 0 {
                column.pad(theirs);
                let (_, mine) = &mut self.columns[index];
                mine.pad(rows);
                mine.append(column);
            }
        }
        if let Some(mut ids) = other.ids {
            ids.pad(theirs);
            let mine = self.ids.get_or_insert_default();
            mine.pad(rows);
            mine.append(ids);
        }
        let shifted = other.features.no_properties.into_iter();
        self.features
            .no_properties
            .extend(shifted.map(|(row, what)| (row + rows as u32, what)));
        self.features
            .feature_members
            .append(rows, &other.features.feature_members);
        if !other.features.file_members.is_empty() {
            self.add_file_members(&other.features.file_members);
        }
        self.features.geometries.append(other.features.geometries);
        self.rows += theirs;
        self.mark = self.features.geometries.mark();
        self.columns_before = self.columns.len();
    }

    /// About what the table takes so far, bytes.
    pub fn bytes(&self) -> usize {
        let columns = self.columns.iter().map(|(_, data)| data);
        let columns = columns.chain(&self.ids).map(ColumnData::bytes);
        self.features.bytes() + columns.sum::<usize>()
    }

    /// The finished table.
    #[must_use]
    pub fn finish(mut self) -> FeatureTable {
        let rows = self.len();
        self.ids.take_if(|ids| !ids.has_values());
        let columns = self.columns.iter_mut().map(|(_, data)| data);
        for column in columns.chain(&mut self.ids) {
            column.pad(rows);
            column.shrink();
        }
        self.features.geometries.shrink();
        let ids = self.ids.map(|ids| Column::new("id".to_owned(), ids));
        let columns = self.columns.into_iter();
        let columns = columns.map(|(name, data)| Column::new(name, data));
        let columns: Vec<Column> = columns.collect();
        FeatureTable {
            own: columns.len(),
            columns,
            features: Arc::new(Features {
                ids,
                ..self.features
            }),
        }
    }
}
