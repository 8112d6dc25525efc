//! One binary for all integration tests.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]
mod architecture;
mod cli_distance;
mod cli_features;
mod cli_query;
mod cli_render;
mod filters;
mod geodata;
mod scene;
mod style;
#[cfg(feature = "gui")]
mod ui;
#[cfg(feature = "gui")]
mod ui_filter;
#[cfg(feature = "gui")]
mod ui_keyboard;
#[cfg(feature = "gui")]
mod ui_layers;
#[cfg(feature = "gui")]
mod ui_selection;
#[cfg(feature = "gui")]
mod ui_style;
#[cfg(feature = "gui")]
mod ui_table;
#[cfg(feature = "gui")]
mod ui_timeline;
#[cfg(feature = "gui")]
mod window;
