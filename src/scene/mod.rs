//! What is on the map as a list of primitives, before any toolkit draws it: symbology, labels and
//! the map surround. Paints nothing itself; the window and the exporters do.
mod arrow;
mod borders;
pub mod build;
pub mod chart;
mod clip;
mod context;
mod feature_labels;
pub mod features;
mod frame;
mod ground;
mod incidents;
pub mod label;
mod names;
pub mod primitive;
pub mod raster;
mod selection;
pub mod surround;
pub mod symbol;
pub mod symbology;
pub mod text;
pub mod theme;

pub use incidents::{DrawnIncidents, fan_out, same_spot};
pub use primitive::{
    Circle, Face, Fill, Group, Halo, Line, Picture, PlacedGlyph, Primitive, Scene, Stroke, Text,
};
pub use symbol::{Symbol, symbol_primitives};
