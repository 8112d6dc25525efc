//! `oxus incidents` (to come).
use super::Outcome;

/// Arguments of `oxus incidents`.
#[derive(Debug, clap::Args)]
pub struct IncidentsArgs {}

/// Run it.
pub fn run(_args: IncidentsArgs) -> anyhow::Result<Outcome> {
    anyhow::bail!("to come")
}
