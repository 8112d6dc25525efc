//! A load report as plain text, for printing and for the clipboard.
use std::fmt::Write as _;

use crate::model::{FeatureTable, LoadReport};

/// What was read, its columns, and every problem that is listed, a line each.
#[must_use]
pub fn report_text(report: &LoadReport, table: &FeatureTable) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    write_report(&mut text, report, table).ok();
    text
}

fn write_report(
    text: &mut String,
    report: &LoadReport,
    table: &FeatureTable,
) -> Result<(), std::fmt::Error> {
    writeln!(text, "Format      {}", report.format)?;
    writeln!(text, "Size        {} bytes", report.file_bytes)?;
    writeln!(text, "In memory   {} bytes", table.bytes())?;
    if let Some(crs) = &report.converted_from {
        writeln!(text, "CRS         converted from {crs}")?;
    }
    writeln!(text, "Features    {}", report.features())?;
    for (kind, count) in &report.geometries {
        writeln!(text, "  {:<18}{count}", kind.name())?;
    }
    if let Some(extent) = report.extent {
        writeln!(
            text,
            "Extent      west {} south {} east {} north {}",
            extent.west, extent.south, extent.east, extent.north
        )?;
    }
    writeln!(text, "Columns     {}", table.columns().len())?;
    let widest = table
        .columns()
        .iter()
        .map(|column| column.name().chars().count());
    let width = widest.max().unwrap_or(0).min(40);
    for column in table.columns() {
        let (name, of) = (column.name(), column.column_type().name());
        writeln!(
            text,
            "  {name:<width$}  {of:<9}  {} without a value",
            column.nulls()
        )?;
    }
    writeln!(text, "Problems    {}", report.problem_count())?;
    for (kind, count) in &report.problem_counts {
        writeln!(text, "  {:<30}{count}", kind.title())?;
    }
    for problem in &report.problems {
        writeln!(text, "{problem}")?;
    }
    let unlisted = report.problem_count() - report.problems.len() as u64;
    if unlisted > 0 {
        writeln!(text, "and {unlisted} more")?;
    }
    Ok(())
}
