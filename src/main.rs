//! The executable: reads the arguments, starts logging, opens the window or runs a subcommand,
//! prints one chain of errors and sets the exit code.
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser as _;
use oxus::cli::{self, Cli, Outcome};

fn main() -> ExitCode {
    let started = Instant::now();
    let cli = Cli::parse();
    env_logger::Builder::from_env(
        env_logger::Env::default().default_filter_or("warn,tiny_skia=error"),
    )
    .init();
    let result = match cli.command {
        Some(command) => cli::run(command),
        None => open_window(cli.files, started),
    };
    match result {
        Ok(outcome) => outcome.into(),
        // Whoever reads our output has seen enough, e.g. `oxus incidents | head`.
        Err(error) if cli::is_broken_pipe(&error) => Outcome::Done.into(),
        Err(error) => {
            // Nothing is left to tell when the standard error cannot be written either.
            let _ = writeln!(std::io::stderr(), "oxus: {error:#}");
            ExitCode::from(2)
        }
    }
}

#[cfg(feature = "gui")]
fn open_window(files: Vec<std::path::PathBuf>, started: Instant) -> anyhow::Result<Outcome> {
    oxus::app::run(files, started)?;
    Ok(Outcome::Done)
}

#[cfg(not(feature = "gui"))]
fn open_window(_files: Vec<std::path::PathBuf>, _started: Instant) -> anyhow::Result<Outcome> {
    anyhow::bail!(
        "this build has no window; build it with `cargo build --release`, \
         or draw the map into a file with `oxus render -o map.png`"
    )
}
