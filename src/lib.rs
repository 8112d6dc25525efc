//! Oxus: an offline map of the geography of cross-border threat around Afghanistan and Central
//! Asia. It shows published, past events with their sources and their uncertainty.
//!
//! # The flow
//!
//! ```text
//! geodata/ (in the binary), files, stdin
//!        │
//!      source ── bytes → plain data of `model`
//!        │
//! spatial · terrain · analysis ── index, levels of detail, elevation, border distances
//!        │
//!      scene ── Document + viewport → primitives
//!       /  \
//!   ui/map  export, cli
//! ```
//!
//! # Modules, lowest first
//!
//! A module may name only modules of the second column, which all stand above it;
//! `tests/architecture.rs` holds this table and proves it.
//!
//! | module | may import |
//! | --- | --- |
//! | [`geodesy`]: positions, units, extent, geodesics, border line, areas, web mercator, notation | – |
//! | [`jobs`]: background work with progress and cancel | – |
//! | [`model`]: atlas, incident, feature table, style, document, viewport; plain data | geodesy |
//! | [`terrain`]: elevation grid, hillshade, tint | geodesy, jobs, model |
//! | [`source`]: the bundled atlas, readers and writers of features, project files | geodesy, jobs, model, terrain |
//! | [`spatial`]: hit test, levels of detail, index of features | geodesy, jobs, model |
//! | [`analysis`]: border distances, classes of numbers | geodesy, jobs, model, spatial, terrain |
//! | [`scene`]: primitives, symbology, labels, map surround | geodesy, model, terrain, spatial, analysis |
//! | [`export`]: SVG and PNG | geodesy, jobs, model, source, spatial, terrain, analysis, scene |
//! | [`state`]: commands, history, session | geodesy, jobs, model, source, spatial, terrain, analysis |
//! | `ui`: panels and map canvas | all above but export |
//! | `app`: the window's shell | all above |
//! | [`cli`]: the subcommands | all but `ui` and `app` |
//!
//! Everything below `ui` is free of egui; the feature `gui`, on by default, gates `ui` and `app`.
//!
//! # A frame
//!
//! Take in what was loaded → move what is in motion → dialogs → shortcuts → panels and map push
//! commands → apply them in order → ask for a repaint if anything changed. Nothing changes while
//! panels draw, and an idle window costs nothing.
//!
//! # Words
//!
//! feature · properties · geometry · layer · source · extent · position (longitude, latitude) ·
//! geodesic distance on the ellipsoid · bearing (degrees clockwise from north) · graticule ·
//! chainage (distance along a border from its western end) · viewport · basemap · tile ·
//! map surround · hit test · border (`AFG-TJK`: ISO codes in alphabetical order) · incident ·
//! location uncertainty.

pub mod analysis;
#[cfg(feature = "gui")]
pub mod app;
pub mod cli;
pub mod export;
pub mod geodesy;
pub mod jobs;
pub mod model;
pub mod scene;
pub mod source;
pub mod spatial;
pub mod state;
pub mod terrain;
#[cfg(feature = "gui")]
pub mod ui;
