//! `oxus distance`: adds the distances to borders to each position of a file, or tells them for one
//! position. Every column and row stays as it was, in order.
mod answer;
mod at;
mod features;
mod output;
mod pipeline;
mod report;
mod rows;

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, bail};

use self::output::Output;
use super::Outcome;
use crate::geodesy::{Position, lon_lat};
use crate::source::positions::{CoordinateColumns, PositionFormat, ReadPositionsError, recognise};

pub(super) use self::answer::Measure;
pub(super) use self::at::{degrees, length};

/// Arguments of `oxus distance`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct DistanceArgs {
    /// CSV or GeoJSON file with positions (WGS 84), or - for standard input
    #[arg(required_unless_present = "at", conflicts_with_all = ["at", "json"])]
    file: Option<PathBuf>,
    /// Tell the distances of this one position
    #[arg(long, value_name = "LON,LAT", value_parser = parse_position, allow_hyphen_values = true)]
    at: Option<Position>,
    /// Borders to measure to, separated by commas, or "all"
    #[arg(
        long,
        value_name = "BORDERS",
        value_delimiter = ',',
        default_value = "AFG-TJK,AFG-UZB"
    )]
    to: Vec<String>,
    /// Column with the longitude, where its name does not say so
    #[arg(long, value_name = "COLUMN", conflicts_with = "at")]
    lon: Option<String>,
    /// Column with the latitude, where its name does not say so
    #[arg(long, value_name = "COLUMN", conflicts_with = "at")]
    lat: Option<String>,
    /// File to write: .csv, .geojson, or .geojsonl with one feature a line [default: CSV to standard output]
    #[arg(short, long, value_name = "FILE", conflicts_with = "at")]
    output: Option<PathBuf>,
    /// With --at: JSON for machines
    #[arg(long, requires = "at")]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  oxus distance --at 67.2783,37.2242
  oxus distance --at 67.2783,37.2242 --to all --json
  oxus distance positions.csv -o distances.csv
  oxus distance positions.csv --lon east --lat north --to AFG-TJK -o distances.geojson
  cat positions.geojson | oxus distance - > distances.csv

Columns added for each border, here AFG-TJK:
  dist_AFG-TJK_m         geodesic distance on the WGS 84 ellipsoid, metres
  near_AFG-TJK_lon, _lat nearest point of the border, degrees
  bearing_AFG-TJK_deg    direction to it, degrees clockwise from north
  chainage_AFG-TJK_km    how far along the border it lies from its western end;
                         the rings of exclaves follow on the main line
and once
  country                ISO 3166-1 alpha-3, empty outside the atlas; country_2 and so on
                         where the file has such a column already

Delimiter (comma, semicolon, tab), decimal commas, quoting and line ends are those of the
input and stay; added numbers have a decimal point. A row without a usable position gets
empty cells and a line in the report on standard error. The output file is replaced only
when it is whole, so it may be the input file.

Exit status: 0 done, 1 done but some rows were skipped, 2 failed.";

fn parse_position(text: &str) -> Result<Position, String> {
    let (lon, lat) = text
        .split_once(',')
        .ok_or("longitude and latitude are expected, like 67.2783,37.2242")?;
    let number = |text: &str| match text.trim().parse::<f64>() {
        Ok(number) => Ok(number),
        Err(_) => Err(format!("“{}” is not a number", text.trim())),
    };
    let position = lon_lat(number(lon)?, number(lat)?);
    position.checked().map_err(|error| error.to_string())
}

/// Run it.
///
/// # Errors
///
/// With the file, the line and what can be done, where nothing could be measured.
pub fn run(args: DistanceArgs) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let measure = Measure::new(&args.to)?;
    let Some(path) = args.file else {
        let position = args.at.context("a file or --at LON,LAT is expected")?;
        at::print(&measure, position, args.json)?;
        return Ok(Outcome::Done);
    };
    let format = args
        .output
        .as_deref()
        .map_or(Ok(PositionFormat::Csv), format_of)?;
    let name = if is_stdin(&path) {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    };
    let mut input = open(&path).with_context(|| name.clone())?;
    let mut head = Vec::new();
    (&mut input)
        .take(8192)
        .read_to_end(&mut head)
        .with_context(|| name.clone())?;
    let found = recognise(&head).with_context(|| name.clone())?;
    let input = io::Cursor::new(head).chain(input);
    let mut job = Job {
        measure,
        format,
        lines: args.output.as_deref().is_some_and(is_lines),
        begun,
    };
    let mut output = Output::create(args.output.as_deref())?;
    let report = match found {
        PositionFormat::Csv => {
            let names = CoordinateColumns {
                lon: args.lon,
                lat: args.lat,
            };
            rows::run(&mut job, input, &names, &mut output)
        }
        PositionFormat::GeoJson if args.lon.is_some() || args.lat.is_some() => {
            bail!("{name}: --lon and --lat name columns of CSV, and this is GeoJSON")
        }
        PositionFormat::GeoJson => features::run(&mut job, input, &mut output),
    }
    .with_context(|| name)?;
    output.commit()?;
    // The report is for people; that nobody reads it is no failure.
    io::stderr()
        .lock()
        .write_all(report.text(&job).as_bytes())
        .ok();
    Ok(report.outcome())
}

/// What all parts of the work need to know.
struct Job {
    measure: Measure,
    /// What to write.
    format: PositionFormat,
    /// Whether features are written one a line, and not as a collection.
    lines: bool,
    begun: Instant,
}

impl Job {
    /// What stands between two features.
    const fn separator(&self) -> &'static str {
        if self.lines { "\n" } else { ",\n" }
    }

    /// Find names for what is added: nothing of the input may be overwritten, and no name may stand
    /// twice. Many files have a column `country`; ours then has a number.
    fn settle_names<'b>(
        &mut self,
        names: impl IntoIterator<Item = &'b str>,
        what: &str,
    ) -> anyhow::Result<()> {
        let names: Vec<&str> = names.into_iter().collect();
        self.measure.name_country(&names.iter().copied().collect());
        self.refuse_taken_names(names, what)
    }

    fn refuse_taken_names<'b>(
        &self,
        names: impl IntoIterator<Item = &'b str>,
        what: &str,
    ) -> anyhow::Result<()> {
        for name in names {
            if self.measure.columns().iter().any(|column| column == name) {
                bail!(
                    "the input already has a {what} “{name}”, which would be added; \
                     rename or remove it first (was this file measured before?)"
                );
            }
        }
        Ok(())
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn open(path: &Path) -> anyhow::Result<Box<dyn Read + Send>> {
    if is_stdin(path) {
        return Ok(Box::new(io::stdin()));
    }
    let file = File::open(path).map_err(ReadPositionsError::from)?;
    if file.metadata()?.is_dir() {
        bail!("this is a folder; name a file in it");
    }
    Ok(Box::new(file))
}

/// Whether the name is one of files with a JSON text on each line.
fn is_lines(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("geojsonl") || extension.eq_ignore_ascii_case("ndjson")
    })
}

fn format_of(path: &Path) -> anyhow::Result<PositionFormat> {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    match extension.to_lowercase().as_str() {
        "csv" | "tsv" | "txt" => Ok(PositionFormat::Csv),
        "geojson" | "json" | "geojsonl" | "ndjson" => Ok(PositionFormat::GeoJson),
        _ => bail!(
            "{}: the name must end in .csv or .geojson, so that the format is known",
            path.display()
        ),
    }
}
