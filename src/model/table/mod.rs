//! The features of one layer as a table: geometry in flat arenas, properties as typed columns.
//! Immutable once built and shared by `Arc`; what is derived from it stands elsewhere. No I/O.
mod bits;
mod builder;
mod column;
mod date;
mod fill;
mod fragments;
mod geometry;
mod sparse;
mod subset;
#[cfg(test)]
mod tests;
mod texts;
mod view;

pub use builder::{Cell, MAX_COLUMNS, TableBuilder};
pub use column::{Column, ColumnType, Value};
pub use date::{
    civil_from_days, date_from_days, days_from_civil, days_from_date, millis_from_date_time,
};
pub use fragments::Fragments;
pub use geometry::{Geometries, GeometryKind, Mark};
pub use view::{Geometry, Part};

/// What a feature has in the place of its properties when it has no object there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoProperties {
    /// `"properties": null`.
    Null,
    /// No such member.
    Absent,
}

/// All features of a layer. Row `n` is the `n`-th feature that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeatureTable {
    pub(super) geometries: Geometries,
    pub(super) columns: Vec<Column>,
    pub(super) ids: Option<Column>,
    pub(super) no_properties: Vec<(u32, NoProperties)>,
    pub(super) feature_members: Fragments,
    pub(super) file_members: String,
}

impl FeatureTable {
    /// Number of features.
    pub fn len(&self) -> usize {
        self.geometries.len()
    }

    /// Whether there is no feature.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The geometry of a row; of kind [`GeometryKind::None`] where the row has none.
    pub fn geometry(&self, row: usize) -> Geometry<'_> {
        self.geometries.get(row)
    }

    /// The arenas behind [`FeatureTable::geometry`].
    pub fn geometries(&self) -> &Geometries {
        &self.geometries
    }

    /// Every column, in first-seen order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Index of a column by its name.
    pub fn column_index(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name() == name)
    }

    /// A column by its name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name() == name)
    }

    /// The `id` members, where any feature has one.
    pub fn ids(&self) -> Option<&Column> {
        self.ids.as_ref()
    }

    /// Whether the row had no object of properties.
    pub fn no_properties(&self, row: usize) -> Option<NoProperties> {
        let at = self
            .no_properties
            .binary_search_by_key(&row, |(row, _)| *row as usize)
            .ok()?;
        self.no_properties.get(at).map(|(_, what)| *what)
    }

    /// Foreign members of features, `bbox` among them.
    pub fn feature_members(&self) -> &Fragments {
        &self.feature_members
    }

    /// Foreign members of the file's outermost object as JSON text, e.g. `"name":"x","a":1`.
    pub fn file_members(&self) -> &str {
        &self.file_members
    }

    /// Memory that the table takes, bytes.
    pub fn bytes(&self) -> usize {
        self.geometries.bytes()
            + self.columns.capacity() * size_of::<Column>()
            + self.columns.iter().map(Column::bytes).sum::<usize>()
            + self.ids.as_ref().map_or(0, Column::bytes)
            + self.no_properties.capacity() * size_of::<(u32, NoProperties)>()
            + self.feature_members.bytes()
            + self.file_members.capacity()
    }

    /// The same features with more columns, each as long as the table.
    #[must_use]
    pub fn with_columns(mut self, columns: Vec<Column>) -> Self {
        self.columns.extend(columns);
        self
    }

    /// Exchange longitude and latitude; what foreign members say of them stays.
    pub fn swap_axes(&mut self) {
        self.geometries.map_positions(&mut |[x, y]| [y, x]);
    }

    /// Replace the foreign members of each feature or geometry for which there is something else;
    /// the rows concerned, in order.
    pub fn replace_members(&mut self, other: &dyn Fn(&str) -> Option<String>) -> Vec<u32> {
        let mut rows = self.feature_members.replace(other);
        rows.extend(self.geometries.replace_members(other));
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Replace the foreign members of the file.
    pub fn set_file_members(&mut self, members: String) {
        self.file_members = members;
    }
}
