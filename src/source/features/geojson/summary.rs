//! What a look at the whole table finds once it is read: counts, the extent, and what no single
//! feature shows.
use std::borrow::Cow;

use rayon::prelude::*;

use super::crs::{NamedCrs, without_members};
use super::error::ReadGeoJsonError;
use crate::jobs::JobContext;
use crate::model::table::{Column, TableBuilder, Value};
use crate::model::{FeatureTable, LoadReport, Problem, ProblemKind, ProblemPlace as Place};
use crate::source::features::Crs;
use crate::source::features::range::{in_range, out_of_range};
use crate::source::features::repairs::note_not_converted;
use crate::source::features::survey::survey;

/// Problems listed for one column; all are counted.
const MAX_LISTED_PER_COLUMN: u64 = 1000;

/// Finish the table and the report. A late CRS is one that came behind features.
pub(super) fn finish(
    mut builder: TableBuilder,
    mut report: LoadReport,
    (mut crs, mut is_late): (Crs, bool),
    job: &JobContext,
) -> Result<(FeatureTable, LoadReport), ReadGeoJsonError> {
    job.stage("checking features", 0);
    if crs == Crs::Wgs84
        && let Some(named) = crs_of_features(&mut builder, &mut report)?
    {
        (crs, is_late) = (named, true);
    }
    if crs != Crs::Wgs84 {
        report.converted_from = crs.converted_from();
        for row in crs.convert(builder.geometries()) {
            note_not_converted(at_feature(row), &mut report);
        }
        // They hold only in their own CRS.
        let without_place = |members: &str| without_members(members, &["bbox", "crs"]);
        for row in builder.replace_members(&without_place) {
            report.add(Problem {
                kind: ProblemKind::Nonstandard,
                place: at_feature(row as usize),
                found: "its bbox or crs does not belong to longitude and latitude".to_owned(),
                done: "left out",
            });
        }
    }
    job.advance(0)?;
    let table = builder.finish();
    if crs != Crs::Wgs84 {
        if is_late {
            report
                .problems
                .retain(|problem| problem.kind != ProblemKind::OutOfRange);
            report.problem_counts.remove(&ProblemKind::OutOfRange);
        }
        check_range(&table, &mut report);
    }
    for row in 0..table.len() {
        let kind = table.geometry(row).kind();
        *report.geometries.entry(kind).or_default() += 1;
    }
    survey(&table, &mut report);
    job.advance(0)?;
    if let Some(ids) = table.ids() {
        check_ids(ids, &mut report);
    }
    for column in table.columns().iter().filter(|column| column.is_mixed()) {
        job.advance(0)?;
        check_types(column, &mut report);
    }
    Ok((table, report))
}

/// The system that every feature names for itself, if it is not that of the file; where they
/// differ, those of another are told.
fn crs_of_features(
    builder: &mut TableBuilder,
    report: &mut LoadReport,
) -> Result<Option<Crs>, ReadGeoJsonError> {
    let named = NamedCrs::of(builder.feature_members());
    match &named.systems[..] {
        [] | [(_, Ok(Crs::Wgs84))] => return Ok(None),
        [(_, system)] if named.rows.len() == builder.len() => {
            let crs = system.clone();
            let crs = crs.map_err(|name| ReadGeoJsonError::Crs { name })?;
            builder.replace_members(&|members| without_members(members, &["crs"]));
            return Ok(Some(crs));
        }
        _ => {}
    }
    for &(row, system) in &named.rows {
        let name = match &named.systems[system as usize].1 {
            Ok(Crs::Wgs84) => continue,
            Ok(crs) => crs.converted_from().unwrap_or_default(),
            Err(name) => name.clone(),
        };
        report.add(Problem {
            kind: ProblemKind::Nonstandard,
            place: at_feature(row as usize),
            found: format!("the feature alone names the CRS {name}"),
            done: "read as longitude and latitude; put features of one CRS into one file",
        });
    }
    Ok(None)
}

fn at_feature(row: usize) -> Place {
    Place {
        feature: Some(row as u64),
        ..Place::default()
    }
}

fn check_range(table: &FeatureTable, report: &mut LoadReport) {
    for row in 0..table.len() {
        let mut bad = None;
        table.geometry(row).for_each_simple(&mut |geometry| {
            bad = bad.or_else(|| geometry.positions().iter().find(|at| !in_range(**at)));
        });
        if let Some(position) = bad {
            report.add(Problem {
                kind: ProblemKind::OutOfRange,
                place: at_feature(row),
                found: out_of_range(*position),
                done: "kept as it is",
            });
        }
    }
}

fn check_ids(ids: &Column, report: &mut LoadReport) {
    let rows = 0..ids.len();
    let rises = rows.clone().skip(1).all(|row| {
        matches!((ids.value(row - 1), ids.value(row)),
            (Value::Integer(before), Value::Integer(id)) if before < id)
    });
    if rises {
        return;
    }
    let key = |row: usize| match ids.value(row) {
        Value::Missing | Value::Null => None,
        Value::Text(text) => Some((true, Cow::Borrowed(text))),
        value => Some((false, Cow::Owned(value.to_text().into_owned()))),
    };
    let mut sorted: Vec<u32> = rows
        .filter(|row| key(*row).is_some())
        .map(|row| row as u32)
        .collect();
    sorted.par_sort_by_cached_key(|row| key(*row as usize));
    let mut again: Vec<(u32, u32)> = sorted
        .windows(2)
        .filter_map(|pair| match pair {
            [first, second] if key(*first as usize) == key(*second as usize) => {
                Some((*second, *first))
            }
            _ => None,
        })
        .collect();
    again.sort_unstable();
    for (row, first) in again {
        let id = ids.value(row as usize);
        let id = id.to_text();
        report.add(Problem {
            kind: ProblemKind::DuplicateId,
            place: at_feature(row as usize),
            found: format!("feature {first} has the id “{id}” too"),
            done: "both kept",
        });
    }
}

/// What a value is, in words.
fn type_of(value: Value<'_>) -> Option<&'static str> {
    match value {
        Value::Missing | Value::Null => None,
        Value::Json(text) => match text.as_bytes().first() {
            Some(b'{') => Some("an object"),
            Some(b'[') => Some("an array"),
            Some(b't' | b'f') => Some("true or false"),
            _ => Some("a number"),
        },
        _ => Some("a string"),
    }
}

fn check_types(column: &Column, report: &mut LoadReport) {
    let types = [
        "a string",
        "a number",
        "true or false",
        "an object",
        "an array",
    ];
    let mut counts = [0_u64; 5];
    for row in 0..column.len() {
        if let Some(found) = type_of(column.value(row))
            && let Some(index) = types.iter().position(|name| *name == found)
        {
            counts[index] += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let Some(usual) = counts.iter().position(|count| *count == most) else {
        return;
    };
    let mut listed = 0;
    for row in 0..column.len() {
        let value = column.value(row);
        let Some(found) = type_of(value).filter(|found| *found != types[usual]) else {
            continue;
        };
        listed += 1;
        if listed > MAX_LISTED_PER_COLUMN {
            *report
                .problem_counts
                .entry(ProblemKind::MixedColumn)
                .or_default() += 1;
            continue;
        }
        let shown: String = value.to_text().chars().take(40).collect();
        report.add(Problem {
            kind: ProblemKind::MixedColumn,
            place: at_feature(row),
            found: format!(
                "“{}” is {found} here ({shown}), elsewhere mostly {}",
                column.name(),
                types[usual]
            ),
            done: "kept; the column is text",
        });
    }
}
