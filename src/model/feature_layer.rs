//! A layer of the user's own features: what is saved of it. Its features stand beside the document.
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::expression::{Expression, Function};
use super::{Style, TimeField};

/// Names a layer of features within a document and its history; never used twice.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub struct LayerId(pub u32);

/// Where the features of a layer come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayerSource {
    /// A file, or one of the layers in it.
    File {
        /// As opened; a project file has it relative to itself.
        path: PathBuf,
        /// Which layer of a file that holds several.
        layer: Option<String>,
    },
    /// GeoJSON text that was pasted, saved with the project.
    Text {
        /// That text; shared by the steps of the history.
        text: Arc<str>,
    },
}

/// A layer of features, without them.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureLayer {
    /// Its name in the interface and the legend.
    pub name: String,
    /// Where its features come from.
    pub source: LayerSource,
    /// Whether longitude and latitude are exchanged on reading.
    pub swap_axes: bool,
    /// How it is drawn.
    pub style: Style,
    /// Which columns say when a feature was; guessed from the table if none is named.
    pub time: Option<TimeField>,
}

/// A column whose values are computed from the others and from the geography.
#[derive(Clone, Debug, PartialEq)]
pub struct ComputedColumn {
    /// Its name; no column of the source has the same.
    pub name: String,
    /// What its values are.
    pub expression: Expression,
}

impl ComputedColumn {
    /// Its name with the unit behind it, for readers who have nothing else.
    #[must_use]
    pub fn title(&self) -> String {
        match self.unit() {
            Some(unit) => format!("{} ({unit})", self.name),
            None => self.name.clone(),
        }
    }

    /// The unit of its numbers, where they have one.
    #[must_use]
    pub fn unit(&self) -> Option<&'static str> {
        match self.expression {
            Expression::Call(Function::DistanceTo, _) => Some("m"),
            _ => None,
        }
    }
}
