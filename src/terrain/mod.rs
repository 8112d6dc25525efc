//! Elevation and how it is painted: the grid, hillshade and hypsometric tint.
