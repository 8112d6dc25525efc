//! One binary for all integration tests.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]
#![expect(missing_docs, reason = "the names of tests are sentences")]
mod architecture;
mod cli_distance;
mod cli_render;
mod scene;
#[cfg(feature = "gui")]
mod ui;
