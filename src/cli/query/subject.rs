//! What is asked: files, the layers of a project as it shows them, the bundled incidents.
use std::path::Path;
use std::sync::Arc;

use anyhow::bail;

use super::QueryArgs;
use crate::analysis::filter::{FilterContext, LayerFacts};
use crate::analysis::{BorderIndex, incident_table};
use crate::cli::Outcome;
use crate::cli::info::LISTED;
use crate::cli::load::load;
use crate::cli::project::{LoadedProject, load_project, say};
use crate::model::{
    Atlas, ComputedColumn, Document, FeatureTable, LayerId, LayerKind, RowSet, TimeField,
};
use crate::source::features::push_problems;
use crate::source::project::is_project;
use crate::state::{AppState, Command, Navigate};

/// A table that is asked.
pub struct Subject {
    pub name: String,
    pub table: Arc<FeatureTable>,
    facts: Arc<LayerFacts>,
    time: Option<TimeField>,
    /// What passes the filters and the time window of a project; `None` for all.
    pub passing: Option<Arc<RowSet>>,
    /// What a project added to its columns.
    pub computed: Vec<ComputedColumn>,
}

impl Subject {
    fn new(name: String, table: FeatureTable) -> Self {
        Self {
            name,
            table: Arc::new(table),
            facts: Arc::default(),
            time: None,
            passing: None,
            computed: Vec::new(),
        }
    }

    pub fn context<'a>(&'a self, borders: &'a BorderIndex, atlas: &'a Atlas) -> FilterContext<'a> {
        FilterContext {
            table: &self.table,
            facts: &self.facts,
            borders,
            atlas,
            time: self.time.as_ref(),
            view: None,
        }
    }
}

/// All that is asked, in the order of the arguments; whether anything is missing or has problems.
pub fn subjects(args: &QueryArgs, atlas: &Arc<Atlas>) -> anyhow::Result<(Vec<Subject>, Outcome)> {
    let mut projects = args.files.iter().filter(|path| is_project(path));
    let project = projects.next();
    if let (Some(first), Some(second)) = (project, projects.next()) {
        bail!(
            "{} and {} are both projects; ask one at a time",
            first.display(),
            second.display()
        );
    }
    let layer = args.layer.as_deref();
    let (state, mut outcome) = match project {
        Some(path) => opened(path, layer, atlas)?,
        None => (None, Outcome::Done),
    };
    let mut found = Vec::new();
    for path in &args.files {
        match &state {
            Some(state) if Some(path) == project => {
                let tables = state.tables().map(|(layer, _)| layer);
                let own = tables.filter(|layer| matches!(layer, LayerKind::Features(_)));
                for layer in own {
                    found.extend(of_state(state, layer, &mut outcome));
                }
            }
            Some(state) if is_incidents(path) => {
                found.extend(of_state(state, LayerKind::Incidents, &mut outcome));
            }
            None if is_incidents(path) => {
                let table = incident_table(&atlas.incidents);
                found.push(Subject::new("incidents".to_owned(), table));
            }
            _ => {
                let (table, report) = load(path.clone(), args.layer.clone())??;
                if report.problem_count() > 0 {
                    outcome = Outcome::DoneWithSkips;
                    let mut said = format!("{}\n", path.display());
                    push_problems(&report, LISTED, &mut said);
                    say(&said);
                }
                found.push(Subject::new(path.display().to_string(), table));
            }
        }
    }
    Ok((found, outcome))
}

fn is_incidents(path: &Path) -> bool {
    path.as_os_str() == "incidents"
}

/// A project as the window shows it: of its layers those that are visible, or the one of a name.
fn opened(
    path: &Path,
    only: Option<&str>,
    atlas: &Arc<Atlas>,
) -> anyhow::Result<(Option<AppState>, Outcome)> {
    let wanted = |document: &Document, id: LayerId| {
        let name = document.features.get(&id).map(|layer| layer.name.as_str());
        match only {
            Some(_) => name == only,
            None => document.opacity(LayerKind::Features(id)) > 0.0,
        }
    };
    let LoadedProject {
        project,
        layers,
        outcome,
    } = load_project(path, wanted)?;
    let document = project.document;
    let names = || document.features.values().map(|layer| layer.name.as_str());
    if let Some(only) = only.filter(|only| names().all(|name| name != *only)) {
        bail!(
            "{} has no layer {only:?}; choose from {}",
            path.display(),
            names().collect::<Vec<_>>().join(", ")
        );
    }
    let hidden = document.features.iter();
    let hidden = hidden.filter(|(id, _)| only.is_none() && !wanted(&document, **id));
    for (_, layer) in hidden {
        say(&format!(
            "the layer {:?} is hidden in the project and left out; --layer asks it\n",
            layer.name
        ));
    }
    let mut state = AppState::new(Arc::clone(atlas), document);
    if let Some(view) = project.view {
        state.apply(Command::Navigate(Navigate::Jump(view)));
    }
    for (id, loaded) in layers {
        state.apply(Command::LayerLoaded(id, loaded));
    }
    state.settle();
    Ok((Some(state), outcome))
}

/// A layer of a project with its filter; what could not be asked or computed is told.
fn of_state(state: &AppState, layer: LayerKind, outcome: &mut Outcome) -> Option<Subject> {
    let document = state.document();
    let name = document.title(layer);
    let mut told = |problem: String| {
        *outcome = Outcome::DoneWithSkips;
        say(&format!("the layer {name:?}: {problem}\n"));
    };
    for (column, problem) in &state.added_columns(layer)?.failed {
        told(format!(
            "the added column {column:?} has no values: {problem}"
        ));
    }
    if let Some(error) = state.filter_error(layer) {
        told(format!("its filter is left aside: {error}"));
    }
    let time = match layer {
        LayerKind::Features(id) => document.features.get(&id)?.time.clone(),
        _ => None,
    };
    Some(Subject {
        name: name.to_owned(),
        table: Arc::clone(state.table(layer)?),
        facts: Arc::clone(state.facts(layer)?),
        time,
        passing: state.passing(layer).cloned(),
        computed: document.computed(layer).to_vec(),
    })
}
