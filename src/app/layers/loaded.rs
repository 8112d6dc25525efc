//! What becomes of a layer once it is read: its name, its place in the document, and what is said.
use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Reading, Wanted};
use crate::model::{FeatureLayer, LayerId, Style};
use crate::spatial::LoadedLayer;
use crate::state::{AppState, Command};
use crate::ui::{Dialogs, Notice, Offer};

/// Give the document what was read, show it, and say what was found.
pub(super) fn loaded_layer(
    state: &mut AppState,
    dialogs: &mut Dialogs,
    reading: Reading,
    loaded: LoadedLayer,
) {
    let Reading {
        layer,
        name,
        wanted,
        place,
        ..
    } = reading;
    let name = match place {
        Some(_) => free_name(state, name),
        None => name,
    };
    dialogs.add_notice(notice(layer, &name, &wanted, &loaded));
    let loaded = Arc::new(loaded);
    state.apply(Command::LayerLoaded(layer, Arc::clone(&loaded)));
    if let Some(place) = place {
        let added = FeatureLayer {
            name,
            source: wanted.source,
            swap_axes: wanted.swap_axes,
            style: Style::for_new_layer(layer),
            time: None,
        };
        let key = (place.order, layer);
        place.batch.borrow_mut().add(state, key, added, &loaded);
    }
}

/// The name, with the least number behind it that no other layer of this name has.
fn free_name(state: &AppState, name: String) -> String {
    let taken: BTreeSet<&str> = state
        .document()
        .features
        .values()
        .map(|layer| layer.name.as_str())
        .collect();
    if !taken.contains(name.as_str()) {
        return name;
    }
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let mut free = numbered.filter(|numbered| !taken.contains(numbered.as_str()));
    free.next().unwrap_or(name)
}

fn notice(layer: LayerId, name: &str, wanted: &Wanted, loaded: &LoadedLayer) -> Notice {
    let features = crate::ui::counted(loaded.table.len() as u64, "feature");
    let mut text = format!("{name}: {features}");
    let mut offers = Vec::new();
    let problems = loaded.report.problem_count();
    if problems > 0 {
        text = format!("{text}, {}", crate::ui::counted(problems, "problem"));
        offers.push(Offer::Report(layer));
    }
    if loaded.report.axes_look_swapped() && !wanted.swap_axes {
        text = format!("{text}. Longitude and latitude are probably exchanged.");
        offers.push(Offer::ExchangeAxes(layer));
    }
    Notice::new(text, offers)
}
