//! A map as a file for a person: PNG and SVG of the same scene, alike on every machine and the
//! same bytes each time. What is on the map is `scene`'s; writing to disk is `source`'s.
mod chart;
mod clip;
mod glyphs;
mod ground;
mod map;
mod path_data;
pub mod png;
pub mod svg;

pub use chart::{ChartFormat, ChartTable, encode_chart};
pub use map::{FinishedMap, MapFormat};

use crate::scene::{Group, Scene};
use crate::terrain::Relief;

/// Screen points per inch, as CSS has them: at a scale of 1, a point is a pixel.
const POINTS_PER_INCH: f64 = 96.0;

/// A map to be exported.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    /// The map itself.
    pub scene: &'a Scene,
    /// What lies above it: the selection, the map surround.
    pub overlays: &'a [Group],
    /// Paints the relief between `below_relief` and the groups, where there is ground.
    pub relief: Option<&'a Relief>,
    /// Pixels per screen point, for the PNG and for the relief within an SVG.
    pub scale: f32,
    /// Title of the document; may be empty.
    pub title: &'a str,
    /// The words that the sources of the data ask for.
    pub attribution: &'a str,
}

/// Why a map cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportMapError {
    /// Nothing to paint on, or more than memory should be asked for.
    #[error(
        "a picture of {width}x{height} pixels cannot be made: it must have 1 to {MAX_SIDE_PX} \
         pixels a side and at most {} million in all; choose a smaller size or scale",
        MAX_PIXELS / 1_000_000
    )]
    Size {
        /// Pixels across.
        width: u64,
        /// Pixels down.
        height: u64,
    },
    /// The picture cannot be packed.
    #[error("the picture cannot be encoded as PNG")]
    Encode {
        /// What the encoder says.
        source: ::png::EncodingError,
    },
}

/// Longest side of a picture. Beyond it neither viewers nor office programs open one.
pub const MAX_SIDE_PX: u64 = 32_767;

/// Most pixels of a picture, so that painting it takes no more than some 750 MB. An A1 sheet at
/// 300 dots per inch has 70 million.
pub const MAX_PIXELS: u64 = 100_000_000;

/// Pixels across and down of a picture of this size at so many pixels per point.
///
/// # Errors
///
/// [`ExportMapError::Size`] when there are none or too many.
pub fn size_px(size_pt: [f64; 2], scale: f32) -> Result<[u32; 2], ExportMapError> {
    let [width, height] =
        size_pt.map(|side_pt| (side_pt * f64::from(scale)).round().max(0.0) as u64);
    let sides = 1..=MAX_SIDE_PX;
    if !sides.contains(&width) || !sides.contains(&height) || width * height > MAX_PIXELS {
        return Err(ExportMapError::Size { width, height });
    }
    Ok([width as u32, height as u32])
}

/// A text on one line without the characters that XML and PNG forbid.
fn printable(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|character| {
            if character.is_whitespace() {
                ' '
            } else {
                character
            }
        })
        .filter(|character| {
            !character.is_control() && !matches!(character, '\u{FFFE}' | '\u{FFFF}')
        })
        .collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests;
