//! The features of one layer as a table: geometry in flat arenas, properties as typed columns.
//! Immutable once built and shared by `Arc`; what is derived from it stands elsewhere. No I/O.
mod bits;
mod builder;
mod column;
mod date;
mod fill;
mod fragments;
mod geometry;
mod numbers;
mod sparse;
mod subset;
#[cfg(test)]
mod tests;
mod texts;
mod view;

use std::sync::Arc;

pub use builder::{Cell, MAX_COLUMNS, TableBuilder};
pub use column::{Column, ColumnType, Value};
pub use date::{
    civil_from_days, date_from_days, days_from_civil, days_from_date, millis_from_date_time,
};
pub use fragments::Fragments;
pub use geometry::{Geometries, GeometryKind, Mark};
pub use numbers::{BLOCK, Numbers, mask};
pub use view::{Geometry, Part};

/// What a feature has in the place of its properties when it has no object there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoProperties {
    /// `"properties": null`.
    Null,
    /// No such member.
    Absent,
}

/// All features of a layer. Row `n` is the `n`-th feature that was read. Copies share what they hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeatureTable {
    features: Arc<Features>,
    columns: Vec<Column>,
    /// So many of them are those of the source; what follows was added.
    own: usize,
}

/// What a table has beside its columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Features {
    geometries: Geometries,
    ids: Option<Column>,
    no_properties: Vec<(u32, NoProperties)>,
    feature_members: Fragments,
    file_members: String,
}

impl Features {
    fn bytes(&self) -> usize {
        self.geometries.bytes()
            + self.ids.as_ref().map_or(0, Column::bytes)
            + self.no_properties.capacity() * size_of::<(u32, NoProperties)>()
            + self.feature_members.bytes()
            + self.file_members.capacity()
    }

    fn replace_members(&mut self, other: &dyn Fn(&str) -> Option<String>) -> Vec<u32> {
        let mut rows = self.feature_members.replace(other);
        rows.extend(self.geometries.replace_members(other));
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

impl FeatureTable {
    /// Number of features.
    pub fn len(&self) -> usize {
        self.features.geometries.len()
    }

    /// Whether there is no feature.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The geometry of a row; of kind [`GeometryKind::None`] where the row has none.
    pub fn geometry(&self, row: usize) -> Geometry<'_> {
        self.features.geometries.get(row)
    }

    /// The arenas behind [`FeatureTable::geometry`].
    pub fn geometries(&self) -> &Geometries {
        &self.features.geometries
    }

    /// Every column: those of the source in first-seen order, then those that were added.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns of the source.
    pub fn own(&self) -> &[Column] {
        &self.columns[..self.own]
    }

    /// The columns that were added to those of the source.
    pub fn added(&self) -> &[Column] {
        &self.columns[self.own..]
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
        self.features.ids.as_ref()
    }

    /// Whether the row had no object of properties.
    pub fn no_properties(&self, row: usize) -> Option<NoProperties> {
        let no_properties = &self.features.no_properties;
        let at = no_properties
            .binary_search_by_key(&row, |(row, _)| *row as usize)
            .ok()?;
        no_properties.get(at).map(|(_, what)| *what)
    }

    /// Foreign members of features, `bbox` among them.
    pub fn feature_members(&self) -> &Fragments {
        &self.features.feature_members
    }

    /// Foreign members of the file's outermost object as JSON text, e.g. `"name":"x","a":1`.
    pub fn file_members(&self) -> &str {
        &self.features.file_members
    }

    /// Memory that the table takes, bytes.
    pub fn bytes(&self) -> usize {
        self.features.bytes()
            + self.columns.capacity() * size_of::<Column>()
            + self.columns.iter().map(Column::bytes).sum::<usize>()
    }

    /// The same features with these columns, each as long as the table, added to those of the
    /// source in the place of any that were.
    #[must_use]
    pub fn with_added(&self, added: Vec<Column>) -> Self {
        let mut columns = self.columns[..self.own].to_vec();
        columns.extend(added);
        Self {
            features: Arc::clone(&self.features),
            columns,
            own: self.own,
        }
    }

    /// Whether both are of one reading, whatever was added to either.
    #[must_use]
    pub fn is_of_same_features(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.features, &other.features)
    }

    /// Exchange longitude and latitude; what foreign members say of them stays.
    pub fn swap_axes(&mut self) {
        let features = Arc::make_mut(&mut self.features);
        features.geometries.map_positions(&mut |[x, y]| [y, x]);
    }

    /// Replace the foreign members of each feature or geometry for which there is something else;
    /// the rows concerned, in order.
    pub fn replace_members(&mut self, other: &dyn Fn(&str) -> Option<String>) -> Vec<u32> {
        Arc::make_mut(&mut self.features).replace_members(other)
    }

    /// Replace the foreign members of the file.
    pub fn set_file_members(&mut self, members: String) {
        Arc::make_mut(&mut self.features).file_members = members;
    }
}
