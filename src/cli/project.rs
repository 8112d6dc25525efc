//! A project for any subcommand: its layers read from their sources and ready to be asked and drawn,
//! and what is missing told.
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use super::Outcome;
use super::load::load_source;
use crate::jobs::JobContext;
use crate::model::{Document, FeatureTable, LayerId, LoadReport};
use crate::source::project::{Project, read_project};
use crate::spatial::{FeatureIndex, LayerStore, LoadedLayer};

/// A project and what could be had of it.
pub struct LoadedProject {
    pub project: Project,
    pub layers: LayerStore,
    /// Whether anything is missing or has problems; standard error says what.
    pub outcome: Outcome,
}

/// Read a project and those of its layers that are wanted.
pub fn load_project(
    path: &Path,
    wanted: impl Fn(&Document, LayerId) -> bool,
) -> anyhow::Result<LoadedProject> {
    let mut loaded = LoadedProject {
        project: read_project(path)?,
        layers: LayerStore::new(),
        outcome: Outcome::Done,
    };
    let document = &loaded.project.document;
    for (&id, layer) in &document.features {
        if !wanted(document, id) {
            continue;
        }
        match load_source(layer.source.clone(), layer.swap_axes)? {
            Ok(read) => {
                let (layer, outcome) = prepared(&layer.name, read)?;
                loaded.layers.insert(id, layer);
                loaded.outcome = loaded.outcome.max(outcome);
            }
            Err(error) => {
                loaded.outcome = Outcome::DoneWithSkips;
                say(&format!(
                    "the layer {:?} is left out: {:#}\n  Put the file there again, or open {} \
                     in the window, locate the file and save\n",
                    layer.name,
                    anyhow::Error::new(error),
                    path.display()
                ));
            }
        }
    }
    Ok(loaded)
}

/// Features ready to be drawn, their problems told.
pub fn prepared(
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

/// Reports are for people; that nobody reads one is no failure.
pub fn say(text: &str) {
    io::stderr().lock().write_all(text.as_bytes()).ok();
}
