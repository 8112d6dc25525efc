//! `oxus query`: which features answer a question, how many there are by something, and a file of
//! them.
mod answer;
mod groups;
mod subject;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};

use self::groups::Groups;
use self::subject::subjects;
use super::Outcome;
use super::project::say;
use crate::analysis::filter::{FilterContext, FilterError, check, evaluate, passing};
use crate::analysis::{BorderIndex, with_titles};
use crate::jobs::JobContext;
use crate::model::expression::{Expression, ParseExpressionError, range_of};
use crate::model::table::TableBuilder;
use crate::model::{FeatureTable, RowSet, TimeSpan};
use crate::source::atlas::atlas;
use crate::source::features::{WriteFormat, write_features, write_to};

/// Arguments of `oxus query`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct QueryArgs {
    /// Files of features, - for standard input, `incidents` for the bundled incidents, or a project:
    /// its layers with their filters, time window and added columns
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Only features for which this is true, in the language below
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Only features whose time overlaps this: a year, month or day, or FROM/TO
    #[arg(long, value_name = "FROM/TO", value_parser = time)]
    time: Option<TimeSpan>,
    /// Count by this column or expression
    #[arg(long, value_name = "COLUMN", conflicts_with = "output")]
    group: Option<String>,
    /// Write the features into this file; its suffix tells the format
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// The numbers as JSON
    #[arg(long, conflicts_with_all = ["csv", "output"])]
    json: bool,
    /// The counts, or without --group the features, as CSV
    #[arg(long, conflicts_with = "output")]
    csv: bool,
    /// Only this layer of files that hold several, or of the project
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  oxus query incidents --time 2021/2024 --group kind
  oxus query incidents --where \"possibly(distance_to('AFG-TJK') < 25 km)\"
  oxus query incidents --group \"band(distance_to('AFG-TJK'), 50 km)\"
  oxus query events.csv --where \"kind in ('shelling', 'rocket') and killed >= 3\" -o found.geojson
  oxus query map.oxus --where \"km_to_border < 25\"        what the project shows, and of that
  oxus query events.csv --where \"inside('AFG') and date >= '2021-08-15'\" --group \"province()\" --csv

The language of --where:
  kind = 'rocket'   \"claimed by\" != 'x'   killed >= 3      names bare or in \"…\", texts in '…'
  killed between 1 and 5     kind in ('a', 'b')     place like 'maz%'     killed is null
  date = '2021-08'   date < '2021'                         dates of any precision: within, before
  and  or  not  ( )  + - * /
  distance_to('AFG-TJK') < 25 km                           least distance to a border, m or km
  certainly(…)  possibly(…)                                for all, for some of what is uncertain
  country() = 'AFG'  province() = 'AF-KAB'                 where its first position lies
  inside('AFG')  inside('AF-KAB')  inside('POLYGON((…))')  touches a country, province, area
  in_extent(west, south, east, north)                      touches a box, degrees
  during('2020', '2021-06')  year()                        the features' own time
  search('text')                                           in any text, case ignored
  rows('0-4,9')  lower()  length()  abs()  round()  band(number, width)

A comparison with nothing is neither true nor false: such a feature does not pass, negated or not.
Texts are compared with their case, by like and search without. A date of low precision counts by
its beginning, an uncertain place by its known position, except within certainly and possibly.

Exit status: 0 done, 1 done but the input has problems, 2 failed.";

pub(super) fn time(text: &str) -> Result<TimeSpan, String> {
    TimeSpan::parse(text).ok_or_else(|| {
        format!("“{text}” is no time; write a year, a month or a day as 2021, 2021-08 or 2021-08-26, or two of them as 2021/2022-06")
    })
}

/// A table and what passes of it.
struct Found {
    name: String,
    table: FeatureTable,
    rows: RowSet,
}

/// Run it.
///
/// # Errors
///
/// With the place in the expression, or the file, and what can be done.
#[expect(
    clippy::needless_pass_by_value,
    reason = "all subcommands are called alike"
)]
pub fn run(args: QueryArgs) -> anyhow::Result<Outcome> {
    let condition = args.condition.as_deref().map(|text| parse("--where", text));
    let condition = condition.transpose()?;
    let format = args.output.as_deref().map(WriteFormat::of).transpose()?;
    let atlas = atlas()?;
    let borders = BorderIndex::new(Arc::clone(&atlas));
    let (subjects, outcome) = subjects(&args, &atlas)?;
    let mut groups = args.group.as_deref().map(Groups::new);
    let mut found = Vec::new();
    for subject in subjects {
        let context = subject.context(&borders, &atlas);
        let mut rows = rows(&context, condition.as_ref(), args.time)
            .with_context(|| format!("in {}", subject.name))?;
        if let Some(passing) = &subject.passing {
            rows.intersect_with(passing);
        }
        if let Some(groups) = &mut groups {
            let asked = groups.expression(&subject.table)?;
            let column = evaluate(&context, &asked.0, &JobContext::unwatched())
                .map_err(|error| pointed("--group", &asked.1, &error))?;
            groups.count(&column, &rows);
        }
        found.push(Found {
            table: with_titles(&subject.table, &subject.computed),
            name: subject.name,
            rows,
        });
    }
    match (&args.output, groups) {
        (Some(path), _) => {
            let written = features(&found);
            write_features(&written, path, format)?;
            say(&answer::counted(&found));
        }
        (None, Some(groups)) => {
            let said = if args.json {
                groups.json(&found)?
            } else if args.csv {
                groups.csv()?
            } else {
                groups.text(&found)
            };
            io::stdout().lock().write_all(said.as_bytes())?;
        }
        (None, None) if args.csv => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            write_to(&features(&found), WriteFormat::Csv, &mut out).and_then(|()| out.flush())?;
        }
        (None, None) => {
            let said = if args.json {
                answer::json(&found)
            } else {
                answer::text(&found)
            };
            io::stdout().lock().write_all(said.as_bytes())?;
        }
    }
    Ok(outcome)
}

/// The rows that answer the question, in their time.
fn rows(
    context: &FilterContext<'_>,
    condition: Option<&(Expression, String)>,
    time: Option<TimeSpan>,
) -> anyhow::Result<RowSet> {
    let mut rows = RowSet::first(context.table.len());
    if let Some(window) = time {
        if context.facts.time_field(context).is_none() {
            bail!("no column says when its features were, so that --time finds nothing");
        }
        let times = context.facts.times(context);
        let overlaps = |row: &u32| {
            let span = times.get(*row as usize);
            span.is_some_and(|span| span.overlaps(window))
        };
        rows = rows.iter().filter(overlaps).collect();
    }
    if let Some((expression, text)) = condition {
        let found = passing(context, expression, &JobContext::unwatched())
            .map_err(|error| pointed("--where", text, &error))?;
        rows.intersect_with(&found);
        for problem in check(expression, context.table) {
            say(&format!("--where: {}\n", problem.message));
        }
    }
    Ok(rows)
}

/// Read an expression of an option; it comes with its text.
pub(super) fn parse(option: &str, text: &str) -> anyhow::Result<(Expression, String)> {
    match Expression::parse(text) {
        Ok(expression) => Ok((expression, text.to_owned())),
        Err(ParseExpressionError { at, message }) => {
            Err(anyhow!(marked(option, text, at, &message)))
        }
    }
}

/// An error with a mark under what it is about.
pub(super) fn pointed(option: &str, text: &str, error: &FilterError) -> anyhow::Error {
    let at = error.subject().and_then(|subject| range_of(text, subject));
    match at {
        Some(at) => anyhow!(marked(option, text, at, &error.to_string())),
        None => anyhow!("{option}: {error}"),
    }
}

fn marked(option: &str, text: &str, at: std::ops::Range<usize>, message: &str) -> String {
    let before = text.get(..at.start).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    let shown = text
        .get(line..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or_default();
    let gap = " ".repeat(before.get(line..).unwrap_or_default().chars().count());
    let meant = text
        .get(at)
        .unwrap_or_default()
        .lines()
        .next()
        .unwrap_or_default();
    let marks = "^".repeat(meant.chars().count().max(1));
    format!("{option}: {message}\n  {shown}\n  {gap}{marks}")
}

/// What passes of all tables, in one.
fn features(found: &[Found]) -> FeatureTable {
    let mut builder = TableBuilder::new();
    for one in found {
        builder.push_rows(&one.table, one.rows.iter());
    }
    builder.finish()
}
