//! `oxus incidents`: the bundled incidents with their sources and their distances to the border of
//! Afghanistan with Tajikistan and with Uzbekistan, to read or as a table, JSON or GeoJSON.
mod listing;
mod table;

use std::io::{self, Write as _};

use serde_json::{Map, Value};

use super::Outcome;
use super::distance::Measure;
use crate::analysis::{BorderDistance, FIRST_BORDERS};
use crate::geodesy::Position;
use crate::model::Incident;
use crate::source::atlas::{INCIDENTS_GEOJSON, atlas};
use crate::source::positions::{Feature, FeatureFile, push_decimal};

/// Arguments of `oxus incidents`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct IncidentsArgs {
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, clap::Args)]
#[group(multiple = false)]
struct FormatArgs {
    /// A table: one incident a row
    #[arg(long)]
    csv: bool,
    /// Everything that is known, for machines
    #[arg(long)]
    json: bool,
    /// The bundled GeoJSON with distances added to the properties
    #[arg(long)]
    geojson: bool,
}

const EXAMPLES: &str = "\
Examples:
  oxus incidents
  oxus incidents --csv > incidents.csv
  oxus incidents --geojson > incidents.geojson

Distances are geodesics on the WGS 84 ellipsoid to AFG-TJK and AFG-UZB, in metres. The location
uncertainty makes each an interval: dist_…_min_m to dist_…_max_m. An incident that no source
places has none.";

/// An incident with its distances; none where it has no position.
struct Measured<'a> {
    incident: &'a Incident,
    distances: Vec<BorderDistance>,
}

/// Run it.
///
/// # Errors
///
/// When standard output cannot be written.
#[expect(
    clippy::needless_pass_by_value,
    reason = "all subcommands are called alike"
)]
pub fn run(args: IncidentsArgs) -> anyhow::Result<Outcome> {
    let measure = Measure::new(&FIRST_BORDERS.map(str::to_owned))?;
    let atlas = atlas()?;
    let incidents: Vec<Measured<'_>> = atlas
        .incidents
        .iter()
        .map(|incident| Measured {
            incident,
            distances: incident.position.map_or_else(Vec::new, |position| {
                measure.distances(position, incident.location_uncertainty())
            }),
        })
        .collect();
    let bytes = match args.format {
        FormatArgs { csv: true, .. } => table::csv(&incidents)?,
        FormatArgs { json: true, .. } => json(&incidents)?,
        FormatArgs { geojson: true, .. } => geojson(&incidents)?,
        _ => listing::text(&incidents)?.into_bytes(),
    };
    io::stdout().lock().write_all(&bytes)?;
    Ok(Outcome::Done)
}

impl Measured<'_> {
    /// Names and numbers of the distances; `None` where there is no position.
    fn fields(&self) -> Vec<(String, Option<String>)> {
        let mut fields = Vec::new();
        for border in FIRST_BORDERS {
            let found = self.distances.iter().find(|found| found.border == border);
            let interval = found.and_then(|found| found.interval);
            let mut push = |name: String, number: Option<f64>, decimals| {
                let text = number.map(|number| decimal(number, decimals));
                fields.push((name, text));
            };
            let nearest = found.map(|found| found.nearest);
            push(
                format!("dist_{border}_m"),
                found.map(|found| found.distance.0),
                3,
            );
            push(
                format!("dist_{border}_min_m"),
                interval.map(|[least, _]| least.0),
                3,
            );
            push(
                format!("dist_{border}_max_m"),
                interval.map(|[_, most]| most.0),
                3,
            );
            push(
                format!("near_{border}_lon"),
                nearest.map(Position::lon_deg),
                7,
            );
            push(
                format!("near_{border}_lat"),
                nearest.map(Position::lat_deg),
                7,
            );
            push(
                format!("bearing_{border}_deg"),
                found.map(|found| found.bearing.rounded_degrees(4)),
                4,
            );
            push(
                format!("chainage_{border}_km"),
                found.map(|found| found.chainage.km()),
                3,
            );
        }
        fields
    }
}

fn decimal(number: f64, decimals: u8) -> String {
    let mut bytes = Vec::new();
    push_decimal(&mut bytes, number, decimals);
    bytes.into_iter().map(char::from).collect()
}

fn json(incidents: &[Measured<'_>]) -> anyhow::Result<Vec<u8>> {
    let mut all = Vec::new();
    for measured in incidents {
        let mut members = match serde_json::to_value(measured.incident)? {
            Value::Object(members) => members,
            other => Map::from_iter([("incident".to_owned(), other)]),
        };
        let position = measured.incident.position;
        let lon_lat = position.map(|position| [position.lon_deg(), position.lat_deg()]);
        members.insert("position".to_owned(), serde_json::to_value(lon_lat)?);
        for (name, number) in measured.fields() {
            let number = number.map_or(Ok(Value::Null), |number| number.parse())?;
            members.insert(name, number);
        }
        all.push(Value::Object(members));
    }
    let mut bytes = serde_json::to_vec_pretty(&all)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The bundled file as it is, each feature with more properties.
fn geojson(incidents: &[Measured<'_>]) -> anyhow::Result<Vec<u8>> {
    let file = FeatureFile::parse(INCIDENTS_GEOJSON)?;
    let (mut bytes, after) = file.enclosure()?;
    // The atlas keeps the order of the file.
    for (at, (text, measured)) in file.features.iter().zip(incidents).enumerate() {
        if at > 0 {
            bytes.extend_from_slice(b",\n");
        }
        let members: Vec<String> = measured
            .fields()
            .into_iter()
            .map(|(name, number)| format!("\"{name}\":{}", number.as_deref().unwrap_or("null")))
            .collect();
        Feature::parse(text)?.push_with(&mut bytes, members.join(",").as_bytes())?;
    }
    bytes.extend_from_slice(&after);
    Ok(bytes)
}
