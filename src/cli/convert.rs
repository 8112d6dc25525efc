//! `oxus convert`: reads features in any format and writes them in another.
use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;

use super::Outcome;
use super::info::LISTED;
use super::load::{is_dash, load_source};
use crate::model::LayerSource;
use crate::source::features::push_problems;
use crate::source::features::{WriteFormat, write_features, write_to};

/// Arguments of `oxus convert`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct ConvertArgs {
    /// File of features, or - for standard input
    input: PathBuf,
    /// File to write, or - for standard output
    output: PathBuf,
    /// Format to write where the name of the output does not say it: geojson, geojsonl, csv, tsv,
    /// fgb or kml
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    format: Option<WriteFormat>,
    /// Only this layer of a file that holds several
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
    /// Exchange longitude and latitude, for a file that has latitude first
    #[arg(long)]
    swap_axes: bool,
}

const EXAMPLES: &str = "\
Examples:
  oxus convert villages.shp villages.geojson
  oxus convert survey.gpkg wells.csv --layer wells
  oxus convert track.gpx track.geojsonl.gz
  oxus convert swapped.geojson mended.geojson --swap-axes
  oxus convert - - --format csv < in.geojson > out.csv

The format follows from the suffix: .geojson, .geojsonl (a feature a line), .csv, .tsv, .fgb, .kml;
text also with .gz or .zst behind it. All output is longitude and latitude on WGS 84. A cell of CSV
that a spreadsheet would run as a formula is written with an apostrophe before it, which reading
takes away again. The output appears only when it is whole.

Exit status: 0 done, 1 done but the input has problems, 2 failed.";

fn parse_format(text: &str) -> Result<WriteFormat, String> {
    WriteFormat::named(text).map_err(|error| error.to_string())
}

/// Run it.
///
/// # Errors
///
/// With the file and what can be done, where nothing was written.
pub fn run(args: ConvertArgs) -> anyhow::Result<Outcome> {
    let format = match args.format {
        Some(format) => format,
        None if is_dash(&args.output) => WriteFormat::GeoJson,
        None => WriteFormat::of(&args.output)?,
    };
    let source = LayerSource::File {
        path: args.input,
        layer: args.layer,
    };
    let (table, report) = load_source(source, args.swap_axes)??;
    if is_dash(&args.output) {
        let mut out = BufWriter::new(io::stdout().lock());
        write_to(&table, format, &mut out)
            .and_then(|()| out.flush())
            .context("cannot write to standard output")?;
    } else {
        write_features(&table, &args.output, Some(format))?;
    }
    if report.problem_count() == 0 {
        return Ok(Outcome::Done);
    }
    let mut said = format!("{} features written\n", table.len());
    push_problems(&report, LISTED, &mut said);
    // The report is for people; that nobody reads it is no failure.
    io::stderr().lock().write_all(said.as_bytes()).ok();
    Ok(Outcome::DoneWithSkips)
}
