//! Elevation and how it is painted: the grid, its averaged levels, shaded relief and the
//! hypsometric tint. Knows no files, no water and no labels.
mod grid;
mod levels;
mod paint;
mod palette;
mod seams;
mod shade;
mod spline;
#[cfg(test)]
mod tests;

pub use grid::{DecodeTerrainError, ElevationGrid};
pub use paint::{Raster, Relief};
pub use palette::hypsometric_stops;
