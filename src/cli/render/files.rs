//! Files of features as layers on top of the map, each in a colour of its own, and projects as they
//! were saved.
use std::path::{Path, PathBuf};

use anyhow::bail;

use super::RenderArgs;
use crate::analysis::classes::{Numbers, categories};
use crate::cli::Outcome;
use crate::cli::load::load;
use crate::cli::project::{load_project, prepared};
use crate::geodesy::{Coverage, Extent};
use crate::model::table::{Column, ColumnType};
use crate::model::{
    Coloring, Document, FeatureLayer, Layer, LayerId, LayerKind, LayerSource, Palette, Rgba, Style,
    Viewport,
};
use crate::source::project::is_project;
use crate::spatial::LayerStore;

/// Room around the features, as a share of their extent and in degrees.
const MARGIN: (f64, f64) = (0.04, 0.01);

/// What the files and the project among them give.
#[derive(Default)]
pub(super) struct Opened {
    pub(super) document: Document,
    /// Where the project looks.
    pub(super) view: Option<Viewport>,
    pub(super) layers: LayerStore,
    outcome: Outcome,
    next: u32,
}

/// Read the files, and the project if one of them is one. Files become layers above those of the
/// project, but below names and incidents. The outcome says whether anything had problems or is
/// missing; standard error says what.
pub(super) fn open(args: &RenderArgs) -> anyhow::Result<(Opened, Outcome)> {
    let (projects, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
        args.files.iter().partition(|path| is_project(path));
    let mut opened = Opened::default();
    match projects[..] {
        [] => {}
        [project] => opened.add_project(project)?,
        [first, second, ..] => bail!(
            "{} and {} are both projects; a map shows one, so leave the others out",
            first.display(),
            second.display()
        ),
    }
    for path in files {
        opened.add_file(path)?;
    }
    opened.restyle(args)?;
    let outcome = opened.outcome;
    Ok((opened, outcome))
}

impl Opened {
    /// All that can be had of a project.
    fn add_project(&mut self, path: &Path) -> anyhow::Result<()> {
        // What is not drawn need not be there.
        let drawn = |document: &Document, id| document.opacity(LayerKind::Features(id)) > 0.0;
        let loaded = load_project(path, drawn)?;
        self.view = loaded.project.view;
        self.document = loaded.project.document;
        self.layers = loaded.layers;
        self.outcome = loaded.outcome;
        let last = self.document.features.keys().last();
        self.next = last.map_or(0, |id| id.0);
        Ok(())
    }

    fn add_file(&mut self, path: &Path) -> anyhow::Result<()> {
        let read = load(path.to_owned(), None)??;
        let (loaded, outcome) = prepared(&path.display().to_string(), read)?;
        self.outcome = self.outcome.max(outcome);
        self.next += 1;
        let id = LayerId(self.next);
        self.layers.insert(id, loaded);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let layer = FeatureLayer {
            name: name.into_owned(),
            source: LayerSource::File {
                path: path.to_owned(),
                layer: None,
            },
            swap_axes: false,
            style: Style::for_new_layer(id),
            time: None,
        };
        self.document.features.insert(id, layer);
        let names = |layer: &Layer| matches!(layer.kind, LayerKind::Places | LayerKind::Incidents);
        let layers = &mut self.document.layers;
        let at = layers.iter().position(names).unwrap_or(layers.len());
        layers.insert(
            at,
            Layer {
                kind: LayerKind::Features(id),
                visible: true,
                opacity: 1.0,
            },
        );
        Ok(())
    }

    /// What the command line says of the layers' looks.
    fn restyle(&mut self, args: &RenderArgs) -> anyhow::Result<()> {
        let mut colored = args.color_by.is_none();
        for (id, layer) in &mut self.document.features {
            layer.style.points = args.points.unwrap_or(layer.style.points);
            let table = self.layers.get(id).map(|loaded| &loaded.table);
            let column = args.color_by.as_ref().zip(table);
            if let Some(column) = column.and_then(|(name, table)| table.column(name)) {
                layer.style.coloring = coloring_by(column);
                colored = true;
            }
        }
        if let Some(name) = args.color_by.as_ref().filter(|_| !colored) {
            let tables = self
                .layers
                .values()
                .flat_map(|loaded| loaded.table.columns());
            let names: Vec<&str> = tables.map(Column::name).collect();
            bail!(
                "no file has a column {name:?} to colour by; choose from {}",
                names.join(", ")
            );
        }
        Ok(())
    }
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

/// Around the features of all files.
pub(super) fn extent(layers: &LayerStore) -> Option<Extent> {
    let mut coverage = Coverage::default();
    for extent in layers.values().filter_map(|layer| layer.report.extent) {
        coverage.add_extent(&extent);
    }
    let united = coverage.extent()?;
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
