//! The features of a layer from where the document says they are, and as it says.
use std::collections::BTreeMap;
use std::io::{self, Cursor};
use std::path::Path;
use std::sync::Arc;

use super::geojson::without_members;
use super::{ReadFeaturesError, read_from, read_layer, read_layer_from, summarise};
use crate::jobs::JobContext;
use crate::model::{FeatureTable, LayerSource, LoadReport, Problem, ProblemKind, ProblemPlace};

/// Read the features of a layer; a file named `-` is standard input. With `swap_axes` longitude and
/// latitude are exchanged, and the report is about the features as they then are.
///
/// # Errors
///
/// [`ReadFeaturesError`] names the source, the place and the remedy.
pub fn read_source(
    source: &LayerSource,
    swap_axes: bool,
    job: &JobContext,
) -> Result<(FeatureTable, LoadReport), ReadFeaturesError> {
    let (mut table, report) = match source {
        LayerSource::File { path, layer } if path == Path::new("-") => {
            read_layer_from(io::stdin(), "standard input", layer.as_deref(), job)?
        }
        LayerSource::File { path, layer } => read_layer(path, layer.as_deref(), job)?,
        LayerSource::Text { text } => {
            let text = Cursor::new(Arc::<[u8]>::from(Arc::clone(text)));
            read_from(text, "pasted text", job)?
        }
    };
    if !swap_axes {
        return Ok((table, report));
    }
    table.swap_axes();
    let mut report = exchanged(&report, &table);
    leave_out_boxes(&mut table, &mut report);
    Ok((table, report))
}

/// The `bbox` of a file, a feature or a geometry does not say what its positions say any more.
fn leave_out_boxes(table: &mut FeatureTable, report: &mut LoadReport) {
    let without_box = |members: &str| without_members(members, &["bbox"]);
    let rows = table.replace_members(&without_box).into_iter().map(Some);
    let of_file = without_box(table.file_members()).map(|members| {
        table.set_file_members(members);
        None
    });
    for row in rows.chain(of_file) {
        report.add(Problem {
            kind: ProblemKind::Nonstandard,
            place: ProblemPlace {
                feature: row.map(u64::from),
                ..ProblemPlace::default()
            },
            found: "the bbox has the axes as they were".to_owned(),
            done: "left out",
        });
    }
}

/// The report of a table after its axes were exchanged: what depends on all positions is found anew.
fn exchanged(report: &LoadReport, table: &FeatureTable) -> LoadReport {
    let found_anew = |kind| {
        matches!(
            kind,
            ProblemKind::OutOfRange
                | ProblemKind::SwappedAxes
                | ProblemKind::DuplicateId
                | ProblemKind::MixedColumn
        )
    };
    let mut again = LoadReport {
        geometries: BTreeMap::new(),
        extent: None,
        ..report.clone()
    };
    again.problems.retain(|problem| !found_anew(problem.kind));
    again.problem_counts.retain(|&kind, _| !found_anew(kind));
    summarise(table, &mut again);
    again
}
