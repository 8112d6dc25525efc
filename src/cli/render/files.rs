//! Files of features as layers on top of the map, each in a colour of its own.
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use anyhow::bail;

use super::RenderArgs;
use crate::analysis::classes::{Numbers, categories};
use crate::cli::Outcome;
use crate::cli::load::load;
use crate::geodesy::Extent;
use crate::jobs::JobContext;
use crate::model::table::{Column, ColumnType};
use crate::model::{
    Coloring, Document, FeatureLayer, Layer, LayerId, LayerKind, LayerSource, LoadReport, Palette,
    Rgba, Style,
};
use crate::spatial::{FeatureIndex, LayerStore, LoadedLayer};

/// Room around the features, as a share of their extent and in degrees.
const MARGIN: (f64, f64) = (0.04, 0.01);

/// Read the files and put them above the document's layers, but below its names and incidents. The outcome says whether any had
/// problems; standard error says how many.
pub(super) fn open(
    args: &RenderArgs,
    document: &mut Document,
) -> anyhow::Result<(LayerStore, Outcome)> {
    let mut layers = LayerStore::new();
    let mut outcome = Outcome::Done;
    let mut columns: Vec<String> = Vec::new();
    for (index, path) in args.files.iter().enumerate() {
        let (table, report) = load(path.clone(), None)??;
        let index_of = FeatureIndex::new(&table, &JobContext::unwatched())?;
        if report.problem_count() > 0 {
            tell(path, &report);
            outcome = Outcome::DoneWithSkips;
        }
        let id = LayerId(index as u32 + 1);
        let mut style = Style {
            points: args.points,
            ..Style::for_new_layer(id)
        };
        let column = args.color_by.as_ref().and_then(|name| table.column(name));
        style.coloring = column.map_or(style.coloring, coloring_by);
        columns.extend(
            table
                .columns()
                .iter()
                .map(|column| column.name().to_owned()),
        );
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
                style,
                time: None,
            },
        );
        let names = |layer: &Layer| matches!(layer.kind, LayerKind::Places | LayerKind::Incidents);
        let at = document.layers.iter().position(names);
        let layer = Layer {
            kind: LayerKind::Features(id),
            visible: true,
            opacity: 1.0,
        };
        document
            .layers
            .insert(at.unwrap_or(document.layers.len()), layer);
    }
    if let Some(name) = args
        .color_by
        .as_ref()
        .filter(|name| !columns.contains(name))
    {
        bail!(
            "no file has a column {name:?} to colour by; choose from {}",
            columns.join(", ")
        );
    }
    Ok((layers, outcome))
}

/// Along a ramp where the column has numbers, else a colour for each of its most frequent values.
fn coloring_by(column: &Column) -> Coloring {
    let name = column.name().to_owned();
    let other = Rgba::hex(0x8C_8C8C);
    if matches!(
        column.column_type(),
        ColumnType::Integer | ColumnType::Float
    ) {
        return Coloring::Continuous {
            column: name,
            palette: "viridis".to_owned(),
            range: Numbers::of(column).ramp_range(),
            other,
        };
    }
    let palette = Palette::ramp("Okabe-Ito");
    let found = categories(column, palette.len()).values;
    let colors = palette.colors(found.len());
    Coloring::Categories {
        column: name,
        palette: palette.name(),
        classes: found
            .into_iter()
            .map(|(text, _)| text)
            .zip(colors)
            .collect(),
        other,
    }
}

/// The first few problems of a file.
fn tell(path: &Path, report: &LoadReport) {
    const TOLD: usize = 3;
    let count = report.problem_count();
    let are = if count == 1 { "problem" } else { "problems" };
    let mut said = format!(
        "{}: {count} {are}; `oxus info` lists them all\n",
        path.display()
    );
    let problems = report.problems.iter().take(TOLD);
    said.extend(problems.map(|problem| format!("  {problem}\n")));
    // Nobody may be listening.
    io::stderr().lock().write_all(said.as_bytes()).ok();
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
