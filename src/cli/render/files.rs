//! Files of features as layers on top of the map, each in a colour of its own, and projects as they
//! were saved.
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use super::RenderArgs;
use crate::analysis::classes::{Numbers, categories};
use crate::cli::Outcome;
use crate::cli::load::{load, load_source};
use crate::geodesy::{Coverage, Extent};
use crate::jobs::JobContext;
use crate::model::table::{Column, ColumnType};
use crate::model::{
    Coloring, Document, FeatureLayer, FeatureTable, Layer, LayerId, LayerKind, LayerSource,
    LoadReport, Palette, Rgba, Style, Viewport,
};
use crate::source::project::{is_project, read_project};
use crate::spatial::{FeatureIndex, LayerStore, LoadedLayer};

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
        let project = read_project(path)?;
        self.view = project.view;
        self.document = project.document;
        for (&id, layer) in &self.document.features {
            self.next = self.next.max(id.0);
            // What is not drawn need not be there.
            if self.document.opacity(LayerKind::Features(id)) == 0.0 {
                continue;
            }
            match load_source(layer.source.clone(), layer.swap_axes)? {
                Ok(read) => {
                    let (loaded, outcome) = prepared(&layer.name, read)?;
                    self.layers.insert(id, loaded);
                    self.outcome = self.outcome.max(outcome);
                }
                Err(error) => {
                    self.outcome = Outcome::DoneWithSkips;
                    say(&format!(
                        "the layer {:?} is not drawn: {:#}\n  Put the file there again, or open {} \
                         in the window, locate the file and save\n",
                        layer.name,
                        anyhow::Error::new(error),
                        path.display()
                    ));
                }
            }
        }
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
            computed: Vec::new(),
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

/// Features ready to be drawn, their problems told.
fn prepared(
    name: &str,
    (table, report): (FeatureTable, LoadReport),
) -> anyhow::Result<(Arc<LoadedLayer>, Outcome)> {
    let index = FeatureIndex::new(&table, &JobContext::unwatched())?;
    let outcome = if report.problem_count() > 0 {
        tell(name, &report);
        Outcome::DoneWithSkips
    } else {
        Outcome::Done
    };
    let loaded = LoadedLayer {
        table: Arc::new(table),
        report: Arc::new(report),
        index,
    };
    Ok((Arc::new(loaded), outcome))
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
fn tell(name: &str, report: &LoadReport) {
    const TOLD: usize = 3;
    let count = report.problem_count();
    let are = if count == 1 { "problem" } else { "problems" };
    let mut said = format!("{name}: {count} {are}; `oxus info` lists them all\n");
    let problems = report.problems.iter().take(TOLD);
    said.extend(problems.map(|problem| format!("  {problem}\n")));
    say(&said);
}

fn say(text: &str) {
    // Nobody may be listening.
    io::stderr().lock().write_all(text.as_bytes()).ok();
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
