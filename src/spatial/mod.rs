//! Where features are, prepared for the screen: levels of detail for drawing and an index of exact
//! positions for pointing. Says nothing about how anything looks.
pub mod detail;
mod district;
mod features;
pub mod hit;
mod simplify;
mod world_box;

pub use detail::{AreaLayer, Areas, Detail, LineLayer, Lines};
pub use features::{
    CellCount, FeatureIndex, LayerStore, LoadedLayer, Points, Region, Shape, Shapes, ShownLayers,
};
pub use hit::{Hit, HitIndex, HitKind};
pub use world_box::WorldBox;
