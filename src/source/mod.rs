//! Bytes in and out: the bundled atlas, and readers and writers of files. Draws nothing.
pub mod atlas;
mod atomic;
pub mod features;
pub mod positions;
pub mod project;
mod provenance;
mod write;

pub use atomic::AtomicFile;
pub use provenance::{DataFile, attribution, data_files};
pub use write::{WriteFileError, write_file};
