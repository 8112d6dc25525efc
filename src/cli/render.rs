//! `oxus render` (to come).
use super::Outcome;

/// Arguments of `oxus render`.
#[derive(Debug, clap::Args)]
pub struct RenderArgs {}

/// Run it.
pub fn run(_args: RenderArgs) -> anyhow::Result<Outcome> {
    anyhow::bail!("to come")
}
