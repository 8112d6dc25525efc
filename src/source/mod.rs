//! Bytes in and out: the bundled atlas, and readers and writers of files. Draws nothing.
pub mod atlas;
mod atomic;
pub mod positions;
mod provenance;

pub use atomic::AtomicFile;
pub use provenance::{DataFile, data_files};
