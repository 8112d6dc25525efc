//! CSV in: rows keep their bytes, and cells are added behind them; or each becomes a feature.
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::Read;

use super::report::{ProgressLine, Report};
use super::{Job, Output, pipeline};
use crate::source::positions::{
    CoordinateColumns, CsvChunk, CsvHeader, CsvReader, CsvRow, PositionFormat,
};

/// Measure every row of a CSV file.
pub fn run(
    job: &mut Job,
    input: impl Read + Send,
    names: &CoordinateColumns,
    output: &mut Output,
) -> anyhow::Result<Report> {
    let (header, mut reader) = CsvReader::open(input, names)?;
    let keys = property_names(&header.columns);
    let names = header.columns.iter().chain(&keys).map(String::as_str);
    job.settle_names(names, "column")?;
    let job = &*job;
    match job.format {
        PositionFormat::Csv => output.write(&csv_header(job, &header))?,
        PositionFormat::GeoJson if job.lines => {}
        PositionFormat::GeoJson => {
            output.write(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        }
    }
    let mut report = Report::default();
    let mut progress = ProgressLine::new();
    let mut separator = if job.lines { "" } else { "\n" };
    pipeline::in_order(
        || Ok(reader.next_chunk()?),
        |chunk| match job.format {
            PositionFormat::Csv => csv_rows(job, &header, &chunk),
            PositionFormat::GeoJson => feature_rows(job, &header, &keys, &chunk),
        },
        |(bytes, part)| {
            if job.format == PositionFormat::GeoJson && !bytes.is_empty() {
                output.write(std::mem::replace(&mut separator, job.separator()).as_bytes())?;
            }
            output.write(&bytes)?;
            report.join(part);
            progress.show(&report);
            Ok(())
        },
    )?;
    if job.format == PositionFormat::GeoJson {
        output.write(if job.lines { b"\n" } else { b"\n]}\n" })?;
    }
    Ok(report)
}

fn csv_header(job: &Job, header: &CsvHeader) -> Vec<u8> {
    let mut bytes = header.raw.clone();
    for column in job.measure.columns() {
        bytes.push(header.delimiter);
        bytes.extend_from_slice(column.as_bytes());
    }
    bytes.extend_from_slice(match header.line_end.as_slice() {
        [] => b"\n",
        line_end => line_end,
    });
    bytes
}

fn csv_rows(job: &Job, header: &CsvHeader, chunk: &CsvChunk) -> anyhow::Result<(Vec<u8>, Report)> {
    let mut bytes = Vec::new();
    let mut report = Report::default();
    let rest = header.for_each_row(chunk, |row| {
        count(&mut report, header, row);
        bytes.extend_from_slice(row.before);
        push_row(&mut bytes, job, header, row);
        bytes.extend_from_slice(row.line_end);
    })?;
    bytes.extend_from_slice(rest);
    Ok((bytes, report))
}

fn count(report: &mut Report, header: &CsvHeader, row: &CsvRow<'_>) {
    report.count(&row.position, || format!("line {}", row.line));
    if row.cells.len() < header.columns.len() {
        report.count_short();
    }
}

/// The row with the added cells below their names: cells that a short row lacks are added, those
/// that a long row has too many follow at the end.
fn push_row(bytes: &mut Vec<u8>, job: &Job, header: &CsvHeader, row: &CsvRow<'_>) {
    let position = row.position.as_ref().ok().copied();
    let expected = header.columns.len();
    if let Some(lacking) = expected.checked_sub(row.cells.len()) {
        bytes.extend_from_slice(row.raw);
        bytes.resize(bytes.len() + lacking, header.delimiter);
        job.measure.push_cells(bytes, header.delimiter, position);
        return;
    }
    for (at, cell) in row.cells.iter().enumerate() {
        if at == expected {
            job.measure.push_cells(bytes, header.delimiter, position);
        }
        if at > 0 {
            bytes.push(header.delimiter);
        }
        push_cell(bytes, cell, header.delimiter);
    }
}

/// Append a cell, quoted where it has to be.
pub fn push_cell(bytes: &mut Vec<u8>, cell: &[u8], delimiter: u8) {
    if !cell
        .iter()
        .any(|byte| *byte == delimiter || b"\"\r\n".contains(byte))
    {
        bytes.extend_from_slice(cell);
        return;
    }
    bytes.push(b'"');
    for byte in cell {
        bytes.push(*byte);
        if *byte == b'"' {
            bytes.push(b'"');
        }
    }
    bytes.push(b'"');
}

/// The column names as names of properties, each once: a repeated `name` becomes `name_2`.
fn property_names(columns: &[String]) -> Vec<String> {
    let mut taken: HashSet<Cow<'_, str>> = columns.iter().map(Into::into).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let names = columns.iter().map(|column| {
        let count = counts.entry(column).or_default();
        *count += 1;
        if *count == 1 {
            return column.clone();
        }
        loop {
            let name = format!("{column}_{count}");
            if taken.insert(name.clone().into()) {
                return name;
            }
            *count += 1;
        }
    });
    names.collect()
}

/// A feature for each row, separated by comma and line end. Cells stay text, so that nothing of
/// them is lost; what is added are numbers.
fn feature_rows(
    job: &Job,
    header: &CsvHeader,
    keys: &[String],
    chunk: &CsvChunk,
) -> anyhow::Result<(Vec<u8>, Report)> {
    let mut bytes = Vec::new();
    let mut report = Report::default();
    let mut failed = Ok(());
    header.for_each_row(chunk, |row| {
        count(&mut report, header, row);
        if !bytes.is_empty() {
            bytes.extend_from_slice(job.separator().as_bytes());
        }
        if failed.is_ok() {
            failed = push_feature(&mut bytes, job, keys, row);
        }
    })?;
    failed?;
    Ok((bytes, report))
}

fn push_feature(
    bytes: &mut Vec<u8>,
    job: &Job,
    keys: &[String],
    row: &CsvRow<'_>,
) -> serde_json::Result<()> {
    bytes.extend_from_slice(b"{\"type\":\"Feature\",\"geometry\":");
    let position = row.position.as_ref().ok().copied();
    match position {
        Some(position) => bytes.extend_from_slice(
            format!(
                "{{\"type\":\"Point\",\"coordinates\":[{},{}]}}",
                position.lon_deg(),
                position.lat_deg()
            )
            .as_bytes(),
        ),
        None => bytes.extend_from_slice(b"null"),
    }
    bytes.extend_from_slice(b",\"properties\":{");
    for at in 0..keys.len().max(row.cells.len()) {
        let key = match keys.get(at) {
            Some(key) => Cow::Borrowed(key.as_str()),
            None => Cow::Owned(format!("cell_{}", at + 1)),
        };
        let cell = String::from_utf8_lossy(row.cells.get(at).unwrap_or_default());
        serde_json::to_writer(&mut *bytes, &key)?;
        bytes.push(b':');
        serde_json::to_writer(&mut *bytes, &cell)?;
        bytes.push(b',');
    }
    job.measure.push_members(bytes, ",", position);
    bytes.extend_from_slice(b"}}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_columns_are_numbered_past_the_names_that_others_have() {
        let columns = ["a", "a", "a_2", "a", ""].map(str::to_owned);
        assert_eq!(property_names(&columns), ["a", "a_3", "a_2", "a_4", ""]);
        // A million equal names; in quadratic time this would not end.
        let names = property_names(&vec![String::new(); 1_000_000]);
        assert_eq!(names[999_999], "_1000000");
    }
}
