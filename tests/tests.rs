//! All integration tests in one binary, so that there is one link instead of many.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod cli_distance;
