//! Plain data that everything above shares: the atlas, incidents, layers, the document and the
//! viewport. No I/O, no drawing.
mod atlas;
mod color;
mod document;
pub mod expression;
mod feature_layer;
mod filter;
mod incident;
mod layer_view;
mod names;
mod palette;
mod report;
mod row_set;
mod selection;
mod style;
pub mod table;
mod time;
mod viewport;

pub use atlas::{
    Atlas, Border, BorderStatus, Country, LineFeature, Place, Polygon, Province, River, Water,
    WorldArea,
};
pub use color::Rgba;
pub use document::{BasemapTheme, Document, Layer, LayerKind};
pub use feature_layer::{ComputedColumn, FeatureLayer, LayerId, LayerSource};
pub use filter::{Condition, Filter, Join};
pub use incident::{
    Attribution, Citation, Claim, ContextItem, DatePrecision, Fact, Incident, IncidentKind,
    Provenance, Stance, Target,
};
pub use layer_view::{ColumnPlace, LayerView, SortKey, TableLayout, TimelineColors};
pub use names::{Language, Names};
pub use palette::{Palette, PaletteKind};
pub use report::{LoadReport, MAX_LISTED_PROBLEMS, Place as ProblemPlace, Problem, ProblemKind};
pub use row_set::RowSet;
pub use selection::{FeatureRef, SelectMode, Selection};
pub use style::{
    ClassCounts, ClassMethod, Coloring, Dash, LabelStyle, Marker, PointDrawing, SizeBy, Style,
};
pub use table::FeatureTable;
pub use time::{Period, TimeField, TimeFilter, TimeSpan};
pub use viewport::Viewport;

/// What is marked over the layers, with its distances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Marked {
    /// A feature of the atlas.
    Feature(FeatureRef),
    /// Any place.
    Position(crate::geodesy::Position),
}
