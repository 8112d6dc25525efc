//! Bytes in and out: the bundled atlas, and readers and writers of files. Draws nothing.
pub mod atlas;
mod atomic;
mod opened;
pub mod positions;
mod provenance;
mod write;

pub use atomic::AtomicFile;
pub use opened::{MAX_OPENED_POSITIONS, OpenPositionsError, open_positions};
pub use provenance::{DataFile, attribution, data_files};
pub use write::{WriteFileError, write_file};
