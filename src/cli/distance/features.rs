//! GeoJSON in: features keep their text, and members are added to their properties; or each
//! becomes a row.
use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::ops::Range;

use anyhow::{Context as _, bail};
use serde_json::value::RawValue;

use super::report::{ProgressLine, Report};
use super::rows::push_cell;
use super::{Job, Output, pipeline};
use crate::source::positions::{
    Enclosure, Feature, FeatureFile, MAX_GEOJSON_BYTES, PositionFormat, ReadPositionsError,
};

/// Features that a thread takes at a time.
const CHUNK: usize = 2000;

/// Measure every feature of a GeoJSON file.
pub fn run(job: &mut Job, input: impl Read, output: &mut Output) -> anyhow::Result<Report> {
    let mut bytes = Vec::new();
    input.take(MAX_GEOJSON_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_GEOJSON_BYTES {
        return Err(ReadPositionsError::TooLarge.into());
    }
    let file = FeatureFile::parse(&bytes)?;
    match job.format {
        PositionFormat::Csv => {
            let table = Table::of(&file);
            job.settle_names(table.names.iter().map(String::as_str), "property")?;
            let job = &*job;
            output.write(&table.header(job))?;
            measure(&file, output, |range| table.rows(job, &file, range))
        }
        PositionFormat::GeoJson => {
            // Where the name of ours may be taken the names have to be known before.
            let names: BTreeSet<String> = file
                .features
                .iter()
                .filter(|text| text.get().contains("\"country"))
                .flat_map(|text| Feature::parse(text))
                .flat_map(|feature| feature.properties().0)
                .map(|(name, _)| name)
                .collect();
            job.settle_names(names.iter().map(String::as_str), "property")?;
            let job = &*job;
            let (before, after) = enclosure(job, &file)?;
            output.write(&before)?;
            let report = measure(&file, output, |range| features(job, &file, range))?;
            output.write(&after)?;
            Ok(report)
        }
    }
}

/// What stands before and after the features: the name of the output says whether they are one a
/// line, and a collection keeps its other members.
fn enclosure(job: &Job, file: &FeatureFile<'_>) -> serde_json::Result<(Vec<u8>, Vec<u8>)> {
    match file.enclosure {
        Enclosure::Sequence if !job.lines => Ok((
            b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec(),
            b"\n]}\n".to_vec(),
        )),
        Enclosure::Collection(_) if !job.lines => file.enclosure(),
        _ => Ok((Vec::new(), Vec::new())),
    }
}

/// Give all features in chunks to `work`, and write what it makes.
fn measure(
    file: &FeatureFile<'_>,
    output: &mut Output,
    work: impl Fn(Range<usize>) -> anyhow::Result<(Vec<u8>, Report)> + Sync,
) -> anyhow::Result<Report> {
    let count = file.features.len();
    let mut starts = (0..count).step_by(CHUNK);
    let mut report = Report::default();
    let mut progress = ProgressLine::new();
    pipeline::in_order(
        || Ok(starts.next().map(|start| start..count.min(start + CHUNK))),
        work,
        |(bytes, part)| {
            output.write(&bytes)?;
            report.join(part);
            progress.show(&report);
            Ok(())
        },
    )?;
    Ok(report)
}

fn features(
    job: &Job,
    file: &FeatureFile<'_>,
    range: Range<usize>,
) -> anyhow::Result<(Vec<u8>, Report)> {
    let mut bytes = Vec::new();
    let mut report = Report::default();
    let in_collection = !job.lines && !matches!(file.enclosure, Enclosure::Single);
    for at in range {
        if in_collection && at > 0 {
            bytes.extend_from_slice(b",\n");
        }
        let start = bytes.len();
        push_feature(&mut bytes, job, file.features[at], at, &mut report)?;
        if job.lines {
            // One a line; within JSON text line ends are only space between tokens.
            for byte in &mut bytes[start..] {
                if matches!(byte, b'\n' | b'\r') {
                    *byte = b' ';
                }
            }
        }
        if !in_collection {
            bytes.push(b'\n');
        }
    }
    Ok((bytes, report))
}

fn push_feature(
    bytes: &mut Vec<u8>,
    job: &Job,
    text: &RawValue,
    at: usize,
    report: &mut Report,
) -> anyhow::Result<()> {
    let feature = Feature::parse(text);
    let position = feature
        .as_ref()
        .map_err(Clone::clone)
        .and_then(Feature::position);
    report.count(&position, || format!("feature {}", at + 1));
    let Ok(feature) = feature else {
        bytes.extend_from_slice(text.get().as_bytes());
        return Ok(());
    };
    let properties = feature.properties();
    job.refuse_taken_names(
        properties.0.iter().map(|(name, _)| name.as_str()),
        "property",
    )?;
    let mut added = Vec::new();
    job.measure.push_members(&mut added, ",", position.ok());
    Ok(feature.push_with(bytes, &added)?)
}

/// Features as a table: a column for each property in the order of first appearance, then the
/// position.
struct Table {
    /// All columns.
    names: Vec<String>,
    /// Column of each property.
    of_property: HashMap<String, usize>,
    /// Whether the first column holds the features' own ids.
    with_id: bool,
}

impl Table {
    fn of(file: &FeatureFile<'_>) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut of_property = HashMap::new();
        let mut with_id = false;
        for feature in file.features.iter().flat_map(|text| Feature::parse(text)) {
            with_id |= feature.members.get("id").is_some();
            for (name, _) in feature.properties().0 {
                of_property.entry(name).or_insert_with_key(|name| {
                    names.push(name.clone());
                    names.len() - 1
                });
            }
        }
        with_id &= !of_property.contains_key("id");
        if with_id {
            names.insert(0, "id".to_owned());
            for column in of_property.values_mut() {
                *column += 1;
            }
        }
        // Properties may have these names already, and keep them.
        let plain = [("lon", "lat"), ("longitude", "latitude")]
            .map(|(lon, lat)| [lon.to_owned(), lat.to_owned()]);
        let numbered = (2..).map(|at| [format!("lon_{at}"), format!("lat_{at}")]);
        let free = plain
            .into_iter()
            .chain(numbered)
            .find(|pair| pair.iter().all(|name| !of_property.contains_key(name)));
        names.extend(free.into_iter().flatten());
        Self {
            names,
            of_property,
            with_id,
        }
    }

    fn header(&self, job: &Job) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (at, name) in self.names.iter().chain(job.measure.columns()).enumerate() {
            if at > 0 {
                bytes.push(b',');
            }
            push_cell(&mut bytes, name.as_bytes(), b',');
        }
        bytes.push(b'\n');
        bytes
    }

    fn rows(
        &self,
        job: &Job,
        file: &FeatureFile<'_>,
        range: Range<usize>,
    ) -> anyhow::Result<(Vec<u8>, Report)> {
        let mut bytes = Vec::new();
        let mut report = Report::default();
        for at in range {
            let feature = Feature::parse(file.features[at]);
            let position = feature
                .as_ref()
                .map_err(Clone::clone)
                .and_then(Feature::position);
            report.count(&position, || format!("feature {}", at + 1));
            let position = position.ok();
            let mut cells = vec![String::new(); self.names.len()];
            if let Ok(feature) = &feature {
                self.fill(&mut cells, feature)
                    .with_context(|| format!("feature {}", at + 1))?;
            }
            if let (Some(position), [.., lon, lat]) = (position, cells.as_mut_slice()) {
                *lon = position.lon_deg().to_string();
                *lat = position.lat_deg().to_string();
            }
            for (at, cell) in cells.iter().enumerate() {
                if at > 0 {
                    bytes.push(b',');
                }
                push_cell(&mut bytes, cell.as_bytes(), b',');
            }
            job.measure.push_cells(&mut bytes, b',', position);
            bytes.push(b'\n');
        }
        Ok((bytes, report))
    }

    fn fill(&self, cells: &mut [String], feature: &Feature<'_>) -> anyhow::Result<()> {
        if let (true, Some(id)) = (self.with_id, feature.members.get("id")) {
            cells[0] = cell(id)?;
        }
        for (name, value) in feature.properties().0 {
            let Some(column) = self.of_property.get(&name) else {
                bail!("property “{name}” has no column");
            };
            cells[*column] = cell(value).with_context(|| {
                format!("property “{name}” holds half a character (a lone surrogate); correct it")
            })?;
        }
        Ok(())
    }
}

/// A JSON value as the text of a cell: strings as they read, null as nothing, all else as JSON.
fn cell(value: &RawValue) -> serde_json::Result<String> {
    match value.get() {
        "null" => Ok(String::new()),
        text if text.starts_with('"') => serde_json::from_str(text),
        text => Ok(text.to_owned()),
    }
}
