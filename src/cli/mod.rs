//! The command line: what the arguments are and which subcommand they ask for. One file per
//! subcommand; the window is opened by `main`.
pub mod convert;
pub mod distance;
pub mod incidents;
pub mod info;
mod load;
mod project;
pub mod query;
pub mod render;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// An offline map of the geography of cross-border threat around Afghanistan and Central Asia:
/// published past events, their sources, and how far each lies from the borders.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub struct Cli {
    /// Files of features to open in the window
    pub files: Vec<PathBuf>,
    /// What to do without the window
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  oxus                                      open the map
  oxus positions.csv                        open the map with the positions of a file
  oxus render -o map.png                    draw the map without a window
  oxus distance --at 67.27,37.22            how far one position lies from the borders
  oxus distance positions.csv -o out.csv    the same for each row of a file
  oxus incidents --csv                      the bundled incidents as a table
  oxus query incidents --group kind         which features answer a question, how many by what
  oxus info districts.geojson               what a file of features holds and what is wrong with it
  oxus convert villages.shp out.geojson     the same features in another format

Exit status: 0 done, 1 done but some input was skipped or has problems, 2 failed.";

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Draw the map into a PNG or SVG file, without a window
    Render(render::RenderArgs),
    /// Add the distances to borders to each position of a file, or tell them for one position
    Distance(distance::DistanceArgs),
    /// List the bundled incidents with their sources and distances
    Incidents(incidents::IncidentsArgs),
    /// Find the features that answer a question, count them, write them
    Query(query::QueryArgs),
    /// Tell what files of features hold, and everything that is wrong with them
    Info(info::InfoArgs),
    /// Tell in a line whether each file of features can be read
    Check(info::CheckArgs),
    /// Write the features of a file in another format
    Convert(convert::ConvertArgs),
}

/// How a subcommand ended when it did not fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// All was done: exit code 0.
    #[default]
    Done,
    /// Done, but some input had to be skipped, and a report says which: exit code 1.
    DoneWithSkips,
    /// A file that was only looked at cannot be read, and the answer says why: exit code 2.
    Refused,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::DoneWithSkips => Self::from(1),
            Outcome::Refused => Self::from(2),
        }
    }
}

/// Run a subcommand.
///
/// # Errors
///
/// Whatever keeps it from being done, with what the user can do about it.
pub fn run(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Render(args) => render::run(&args),
        Command::Distance(args) => distance::run(args),
        Command::Incidents(args) => incidents::run(args),
        Command::Query(args) => query::run(args),
        Command::Info(args) => info::run(args),
        Command::Check(args) => info::check(args),
        Command::Convert(args) => convert::run(args),
    }
}

/// Whether an error only says that the reader of our output went away.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
