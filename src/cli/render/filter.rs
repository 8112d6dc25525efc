//! What is drawn of the layers and the incidents: what passes the filters of a project, `--where` and
//! `--time`.
use std::sync::Arc;

use anyhow::anyhow;

use super::RenderArgs;
use crate::analysis::filter::{applies, check};
use crate::cli::query::{parse, pointed};
use crate::model::{Atlas, Condition, Document, Filter, Join, Viewport};
use crate::spatial::{LayerStore, ShownLayers};
use crate::state::{AppState, Command, Navigate};

/// Ask the document what the arguments ask beside what it asks already.
pub(super) fn ask(args: &RenderArgs, document: &mut Document) -> anyhow::Result<()> {
    document.time.window = args.time.or(document.time.window);
    let Some(text) = &args.condition else {
        return Ok(());
    };
    let (expression, _) = parse("--where", text)?;
    let always = |expression| Condition {
        expression,
        enabled: true,
    };
    if document.filter.join == Join::Any {
        let before = document.filter.expression();
        document.filter = Filter {
            join: Join::All,
            conditions: before.into_iter().map(always).collect(),
        };
    }
    document.filter.conditions.push(always(expression));
    Ok(())
}

/// What passes, of layers that the map shows in this view.
///
/// # Errors
///
/// Where `--where` asks for what no layer has.
pub(super) fn shown(
    args: &RenderArgs,
    atlas: &Arc<Atlas>,
    document: &Document,
    layers: LayerStore,
    view: Viewport,
) -> anyhow::Result<ShownLayers> {
    let mut state = AppState::new(Arc::clone(atlas), document.clone());
    state.apply(Command::Navigate(Navigate::Jump(view)));
    for (layer, loaded) in layers {
        state.apply(Command::LayerLoaded(layer, loaded));
    }
    if let Some(text) = &args.condition {
        let (expression, _) = parse("--where", text)?;
        let mut tables = state.tables().peekable();
        let first = tables.peek().copied();
        let computed = |layer| state.document().computed(layer);
        if !tables.any(|(layer, table)| applies(&expression, table, computed(layer))) {
            let problem = first.and_then(|(_, table)| check(&expression, table).into_iter().next());
            let message = problem.map_or_else(|| "no layer is drawn".to_owned(), |one| one.message);
            return Err(anyhow!(
                "--where: no layer has all that is asked for. {message}"
            ));
        }
    }
    state.settle();
    if let Some(text) = &args.condition {
        let mut errors = state
            .tables()
            .filter_map(|(layer, _)| state.filter_error(layer));
        if let Some(error) = errors.next() {
            return Err(pointed("--where", text, error));
        }
    }
    Ok(state.shown().clone())
}
