//! The report for machines.
use serde_json::{Value, json};

use crate::cli::load::Loaded;
use crate::model::{LoadReport, ProblemKind};

/// An object with the report, as a line.
///
/// # Errors
///
/// Never, as far as names are text.
pub fn line(loaded: &Loaded) -> serde_json::Result<String> {
    let value = match loaded {
        Ok((table, report)) => {
            let types: serde_json::Map<String, Value> = report
                .geometries
                .iter()
                .map(|(kind, count)| (kind.name().to_owned(), (*count).into()))
                .collect();
            let columns: Vec<Value> = table
                .columns()
                .iter()
                .map(|column| {
                    json!({
                        "name": column.name(),
                        "type": column.column_type().name(),
                        "nulls": column.nulls(),
                    })
                })
                .collect();
            json!({
                "features": report.features(),
                "geometry_types": types,
                "extent": report.extent.map(|extent| {
                    [extent.west, extent.south, extent.east, extent.north]
                }),
                "columns": columns,
                "warnings": warnings(report),
                "error": null,
            })
        }
        Err(error) => json!({
            "features": 0,
            "geometry_types": {},
            "extent": null,
            "columns": [],
            "warnings": [],
            "error": error.to_string(),
        }),
    };
    Ok(serde_json::to_string(&value)? + "\n")
}

fn warnings(report: &LoadReport) -> Vec<Value> {
    let mut warnings: Vec<Value> = report
        .problems
        .iter()
        .map(|problem| {
            json!({
                "feature": problem.place.feature,
                "line": problem.place.line,
                "byte": problem.place.byte,
                "kind": kind(problem.kind),
                "message": format!("{}; {}", problem.found, problem.done),
            })
        })
        .collect();
    for (problem, count) in &report.problem_counts {
        let listed = report
            .problems
            .iter()
            .filter(|listed| listed.kind == *problem);
        let more = count - listed.count() as u64;
        if more > 0 {
            warnings.push(json!({
                "feature": null,
                "line": null,
                "byte": null,
                "kind": kind(*problem),
                "message": format!("{more} more of this kind, which are not listed"),
            }));
        }
    }
    warnings
}

const fn kind(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::NoGeometry => "no-geometry",
        ProblemKind::BadGeometry => "bad-geometry",
        ProblemKind::OutOfRange => "out-of-range",
        ProblemKind::OpenRing => "open-ring",
        ProblemKind::SwappedAxes => "swapped-axes",
        ProblemKind::DuplicateId => "duplicate-id",
        ProblemKind::MixedColumn => "mixed-column",
        ProblemKind::Skipped => "skipped",
        ProblemKind::BadText => "bad-text",
        ProblemKind::Nonstandard => "nonstandard",
        ProblemKind::Truncated => "truncated",
    }
}
