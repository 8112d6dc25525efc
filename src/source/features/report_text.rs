//! A load report as plain text, for printing and for the clipboard.
use std::fmt::Write as _;

use crate::model::table::{Column, GeometryKind};
use crate::model::{FeatureTable, LoadReport, ProblemKind};

/// Characters of an example value.
const EXAMPLE_CHARS: usize = 40;

/// What was read, its columns, and the problems by kind, the first `listed` of each one by one.
#[must_use]
pub fn report_text(report: &LoadReport, table: &FeatureTable, listed: usize) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let mut row = |name: &str, value: String| writeln!(text, "{name:<10} {value}").ok();
    row("Format", report.format.clone());
    if report.file_bytes > 0 {
        row("Size", size(report.file_bytes));
    }
    row("Memory", size(table.bytes() as u64));
    if let Some(crs) = &report.converted_from {
        row("Converted", format!("from {crs}"));
    }
    row("Features", features_text(report));
    let extent = report.extent.map_or("none".to_owned(), |extent| {
        let crossing = if extent.west > extent.east {
            " (across the antimeridian)"
        } else {
            ""
        };
        format!(
            "{} {} to {} {}{crossing}",
            extent.west, extent.south, extent.east, extent.north
        )
    });
    row("Extent", extent);
    push_columns(table, &mut text);
    push_problems(report, listed, &mut text);
    text
}

/// The number of features, and by type.
#[must_use]
pub fn features_text(report: &LoadReport) -> String {
    let types: Vec<String> = GeometryKind::ALL
        .iter()
        .filter_map(|kind| {
            let count = report.geometries.get(kind)?;
            Some(match kind {
                GeometryKind::None => format!("{count} without geometry"),
                kind => format!("{count} {}", kind.name()),
            })
        })
        .collect();
    if types.is_empty() {
        "0".to_owned()
    } else {
        format!("{} ({})", report.features(), types.join(", "))
    }
}

fn push_columns(table: &FeatureTable, text: &mut String) {
    let columns = table.columns();
    let width = |column: &Column| column.name().chars().count();
    let width = columns.iter().map(width).max().unwrap_or(0).clamp(6, 32);
    writeln!(text, "\nColumns    {}", columns.len()).ok();
    for column in columns {
        let example = (0..column.len())
            .map(|row| column.value(row).to_text().into_owned())
            .find(|value| !value.is_empty());
        writeln!(
            text,
            "  {:<width$}  {:<9}  {:>8} null  {}",
            shown(column.name(), usize::MAX),
            column.column_type().name(),
            column.nulls(),
            example.map_or(String::new(), |value| shown(&value, EXAMPLE_CHARS)),
        )
        .ok();
    }
}

/// Without line ends or other control characters, cut where long.
fn shown(value: &str, chars: usize) -> String {
    let mut shown: String = value
        .chars()
        .take(chars)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if value.chars().nth(chars).is_some() {
        shown.push('…');
    }
    shown
}

/// Problems by kind, the first `listed` of each one by one.
pub fn push_problems(report: &LoadReport, listed: usize, text: &mut String) {
    writeln!(text, "\nProblems   {}", report.problem_count()).ok();
    for (kind, count) in &report.problem_counts {
        writeln!(text, "  {}: {count}", heading(*kind)).ok();
        let of_kind = report
            .problems
            .iter()
            .filter(|problem| problem.kind == *kind);
        for problem in of_kind.take(listed) {
            writeln!(text, "    {problem}").ok();
        }
        if *count > listed as u64 {
            writeln!(text, "    and {} more", count - listed as u64).ok();
        }
    }
}

/// The title with a capital letter.
fn heading(kind: ProblemKind) -> String {
    let title = kind.title();
    let (first, rest) = title.split_at(1);
    first.to_uppercase() + rest
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}
