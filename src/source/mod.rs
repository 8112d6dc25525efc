//! Bytes in and out: the bundled atlas, and readers and writers of files. Draws nothing.
pub mod atlas;
mod provenance;

pub use provenance::{DataFile, data_files};
