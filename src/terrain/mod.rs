//! Elevation and how it is painted: the grid, hillshade and hypsometric tint.

/// The elevation grid (to come).
pub struct ElevationGrid;

/// Why terrain cannot be decoded (to come).
#[derive(Debug, thiserror::Error)]
#[error("not decoded")]
pub struct DecodeTerrainError;

impl ElevationGrid {
    /// To come.
    pub fn decode(_bytes: &[u8]) -> Result<Self, DecodeTerrainError> {
        Err(DecodeTerrainError)
    }
}
