//! Files of features as layers on top of the map, each in a colour of its own.
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

use crate::cli::Outcome;
use crate::geodesy::Extent;
use crate::jobs::JobContext;
use crate::model::{
    Coloring, Document, FeatureLayer, Layer, LayerId, LayerKind, LayerSource, PointDrawing, Rgba,
    Style,
};
use crate::source::features::read_features;
use crate::spatial::{FeatureIndex, LayerStore, LoadedLayer};

/// Told apart without seeing red and green apart: Okabe and Ito, Color Universal Design (2008),
/// without those that a light ground swallows.
const COLORS: [Rgba; 6] = [
    Rgba::hex(0x00_72B2),
    Rgba::hex(0xD5_5E00),
    Rgba::hex(0x00_9E73),
    Rgba::hex(0xCC_79A7),
    Rgba::hex(0xE6_9F00),
    Rgba::hex(0x56_B4E9),
];
/// Room around the features, as a share of their extent and in degrees.
const MARGIN: (f64, f64) = (0.04, 0.01);

/// Read the files and put them on top of the document's layers. The outcome says whether any had
/// problems; standard error says how many.
pub(super) fn open(
    files: &[PathBuf],
    points: PointDrawing,
    document: &mut Document,
) -> anyhow::Result<(LayerStore, Outcome)> {
    let mut layers = LayerStore::new();
    let mut outcome = Outcome::Done;
    for (index, path) in files.iter().enumerate() {
        let job = JobContext::unwatched();
        let (table, report) = read_features(path, &job)?;
        let index_of = FeatureIndex::new(&table, &job).context("indexing was cancelled")?;
        if report.problem_count() > 0 {
            tell(path, &report);
            outcome = Outcome::DoneWithSkips;
        }
        let id = LayerId(index as u32 + 1);
        let loaded = LoadedLayer {
            table: Arc::new(table),
            report: Arc::new(report),
            index: index_of,
        };
        layers.insert(id, Arc::new(loaded));
        document.features.insert(
            id,
            FeatureLayer {
                name: path
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                source: LayerSource::File {
                    path: path.clone(),
                    layer: None,
                },
                swap_axes: false,
                style: Style {
                    coloring: Coloring::Single {
                        color: COLORS[index % COLORS.len()],
                    },
                    points,
                    ..Style::default()
                },
            },
        );
        document.layers.push(Layer {
            kind: LayerKind::Features(id),
            visible: true,
            opacity: 1.0,
        });
    }
    Ok((layers, outcome))
}

#[expect(clippy::print_stderr, reason = "the report of a subcommand")]
fn tell(path: &Path, report: &crate::model::LoadReport) {
    let count = report.problem_count();
    let are = if count == 1 { "problem" } else { "problems" };
    eprintln!("{}: {count} {are} in the features", path.display());
    for problem in report.problems.iter().take(3) {
        eprintln!("  {problem}");
    }
}

/// Around the features of all files; across the antimeridian only where the one file is.
pub(super) fn extent(layers: &LayerStore) -> Option<Extent> {
    let extents: Vec<Extent> = layers
        .values()
        .filter_map(|layer| layer.report.extent)
        .collect();
    let united = match *extents {
        [one] => one,
        _ => extents
            .into_iter()
            .map(without_crossing)
            .reduce(|a, b| Extent {
                west: a.west.min(b.west),
                south: a.south.min(b.south),
                east: a.east.max(b.east),
                north: a.north.max(b.north),
            })?,
    };
    let east = if united.east < united.west {
        united.east + 360.0
    } else {
        united.east
    };
    let (share, least) = MARGIN;
    let lon = (east - united.west) * share + least;
    let lat = (united.north - united.south) * share + least;
    Some(Extent {
        west: united.west - lon,
        south: (united.south - lat).max(-90.0),
        east: (east + lon).min(united.west - lon + 360.0),
        north: (united.north + lat).min(90.0),
    })
}

fn without_crossing(extent: Extent) -> Extent {
    if extent.west <= extent.east {
        return extent;
    }
    Extent {
        east: extent.east + 360.0,
        ..extent
    }
}
