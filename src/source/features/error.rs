//! Why bytes give no features, whichever format they are in.
use super::crs::CrsError;
use super::geojson::ReadGeoJsonError;
use crate::jobs::Cancelled;
use crate::model::table::{MAX_COLUMNS, TableBuilder};
use crate::source::positions::ReadPositionsError;

/// Why bytes give no features. Which file it is, the caller adds.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// The operating system or a decompressor gives no bytes.
    #[error("cannot read it")]
    Read(#[from] std::io::Error),
    /// A kind of file that holds no features, or none that can be read.
    #[error("this is {kind}{remedy}")]
    Foreign {
        /// With article.
        kind: String,
        /// What to do, with leading punctuation.
        remedy: &'static str,
    },
    /// A file of a known format that cannot be used.
    #[error("{format}: {problem}; {remedy}")]
    Damaged {
        /// The format.
        format: &'static str,
        /// Place and problem.
        problem: String,
        /// What to do.
        remedy: &'static str,
    },
    /// More than is read into memory.
    #[error("there is more than {} MB in it; {remedy}", limit >> 20)]
    TooLarge {
        /// The limit, bytes.
        limit: u64,
        /// What to do.
        remedy: &'static str,
    },
    /// More columns than a table may have.
    #[error("more than {MAX_COLUMNS} different names of properties; put what varies into values")]
    TooManyColumns,
    /// No layer of the name asked for.
    #[error("no layer “{layer}” in it; {there}")]
    NoLayer {
        /// The name.
        layer: String,
        /// Which layers there are, as a clause.
        there: String,
    },
    /// Text of no known encoding, or JSON or CSV that is none.
    #[error(transparent)]
    Text(#[from] ReadPositionsError),
    /// GeoJSON that is none, is damaged or too large.
    #[error(transparent)]
    GeoJson(#[from] ReadGeoJsonError),
    /// Coordinates that are not longitude and latitude and cannot be made so.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Most damage has one cause.
pub(super) const FETCH_AGAIN: &str = "fetch or export the file again";

impl FormatError {
    pub(super) fn damaged(format: &'static str, problem: impl Into<String>) -> Self {
        Self::Damaged {
            format,
            problem: problem.into(),
            remedy: FETCH_AGAIN,
        }
    }

    /// That a table does not get too wide.
    pub(super) fn check_columns(builder: &TableBuilder) -> Result<(), Self> {
        if builder.has_too_many_columns() {
            return Err(Self::TooManyColumns);
        }
        Ok(())
    }

    pub(super) fn no_layer(layer: &str, there: &[String]) -> Self {
        let there: Vec<String> = there.iter().map(|name| format!("“{name}”")).collect();
        Self::NoLayer {
            layer: layer.to_owned(),
            there: if there.is_empty() {
                "the file has no layers, so name none".to_owned()
            } else {
                format!("there are {}", there.join(", "))
            },
        }
    }
}
