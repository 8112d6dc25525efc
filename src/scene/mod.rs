//! What is on the map as a list of primitives, before any toolkit draws it: symbology, labels and
//! the map surround. Paints nothing itself; the window and the exporters do.
pub mod label;
pub mod primitive;
pub mod text;

pub use primitive::{
    Circle, Face, Fill, Group, Halo, Line, PlacedGlyph, Primitive, Scene, Stroke, Text,
};
