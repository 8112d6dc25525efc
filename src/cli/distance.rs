//! `oxus distance` (to come).
use super::Outcome;

/// Arguments of `oxus distance`.
#[derive(Debug, clap::Args)]
pub struct DistanceArgs {}

/// Run it.
pub fn run(_args: DistanceArgs) -> anyhow::Result<Outcome> {
    anyhow::bail!("to come")
}
