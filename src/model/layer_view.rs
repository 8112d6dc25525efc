//! How a layer is looked at beside the map: in the timeline and in the attribute table. What is
//! not said here is as the panels have it at first.

/// How one layer is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayerView {
    /// Whether the timeline counts it; `None`: where it is visible.
    pub counted: Option<bool>,
    /// By what the timeline tells its features apart.
    pub timeline_colors: TimelineColors,
    /// Its attribute table, once its columns or rows were put in another order.
    pub table: Option<TableLayout>,
}

/// By what the timeline colours the features of a layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TimelineColors {
    /// By the categories of the map.
    #[default]
    AsOnMap,
    /// All alike.
    One,
    /// By the values of this column.
    Column(String),
}

/// Columns and order of an attribute table. Columns that are not named come last, and those that
/// the layer does not have are left aside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableLayout {
    /// From left to right.
    pub columns: Vec<ColumnPlace>,
    /// So many of the columns that are not hidden stay at the left while the others scroll.
    pub frozen: usize,
    /// What the rows are sorted by, the first column before the others.
    pub sort: Vec<SortKey>,
}

/// How one column stands.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnPlace {
    /// Its name.
    pub name: String,
    /// Its width, screen points.
    pub width_pt: f32,
    /// Whether it is left out.
    pub hidden: bool,
}

/// A column that decides the order of the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// Its name.
    pub name: String,
    /// Whether the greatest comes first.
    pub descending: bool,
}
