//! `oxus info`: what a file of features holds and what is wrong with it, for people or as JSON; and
//! `oxus check`: the same verdict in a line.
mod json;
mod text;

pub(super) use self::text::LISTED;

use std::io::{self, Write as _};
use std::path::PathBuf;

use super::Outcome;
use super::load::{Loaded, is_dash, load};

/// Arguments of `oxus info`.
#[derive(Debug, clap::Args)]
#[command(after_help = INFO_EXAMPLES)]
pub struct InfoArgs {
    /// Files of features, or - for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// JSON for machines: an object a line for each file
    #[arg(long)]
    json: bool,
    /// Only this layer of a file that holds several
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
}

const INFO_EXAMPLES: &str = "\
Examples:
  oxus info districts.geojson
  oxus info --json survey.gpkg --layer villages
  curl -s https://example.org/data.geojson | oxus info -

Read are GeoJSON, TopoJSON, CSV, KML, KMZ, GPX, shapefiles (also zipped), FlatGeobuf and
GeoPackage, whatever the name of the file; text also packed by gzip or zstd.

The JSON has the keys features (their number), geometry_types (number by type), extent (west, south,
east, north in degrees; west is greater than east across the antimeridian), columns (name, type,
nulls), warnings (feature, line, byte, kind, message; features count from 0, lines from 1) and error.

Exit status: 0 read, 1 read with problems, 2 refused.";

/// Arguments of `oxus check`.
#[derive(Debug, clap::Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub struct CheckArgs {
    /// Files of features, or - for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  oxus check *.geojson
  oxus check delivery.shp || echo 'not as it should be'

Exit status: 0 all read, 1 some read with problems, 2 some refused.";

/// Run `oxus info`.
///
/// # Errors
///
/// When standard output cannot be written.
pub fn run(args: InfoArgs) -> anyhow::Result<Outcome> {
    let several = args.files.len() > 1;
    let mut worst = Outcome::Done;
    for (at, path) in args.files.into_iter().enumerate() {
        let name = name_of(&path);
        let loaded = load(path, args.layer.clone())?;
        worst = worst.max(outcome(&loaded));
        let said = if args.json {
            json::line(&loaded)?
        } else if several {
            let gap = if at > 0 { "\n" } else { "" };
            format!("{gap}{name}\n{}", text::report(&loaded))
        } else {
            text::report(&loaded)
        };
        io::stdout().lock().write_all(said.as_bytes())?;
    }
    Ok(worst)
}

/// Run `oxus check`.
///
/// # Errors
///
/// When standard output cannot be written.
pub fn check(args: CheckArgs) -> anyhow::Result<Outcome> {
    let mut worst = Outcome::Done;
    for path in args.files {
        let name = name_of(&path);
        let loaded = load(path, None)?;
        worst = worst.max(outcome(&loaded));
        let said = format!("{name}: {}\n", text::verdict(&loaded));
        io::stdout().lock().write_all(said.as_bytes())?;
    }
    Ok(worst)
}

fn name_of(path: &std::path::Path) -> String {
    if is_dash(path) {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

fn outcome(loaded: &Loaded) -> Outcome {
    match loaded {
        Ok((_, report)) if report.problem_count() == 0 => Outcome::Done,
        Ok(_) => Outcome::DoneWithSkips,
        Err(_) => Outcome::Refused,
    }
}
