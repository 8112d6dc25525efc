//! What lies under the pointer in a few words.
use egui::{Response, Ui};

use crate::model::table::{Column, Value};
use crate::model::{FeatureRef, FeatureTable, LayerId, LayerKind, Style};
use crate::state::AppState;
use crate::ui::format::incident_date;

/// Columns that name a feature, the best first.
const NAMING: [&str; 6] = ["name", "title", "label", "nam", "id", "code"];
/// Features that are named; the others are counted.
const NAMED: usize = 5;

/// Name what lies under the pointer.
pub(super) fn tooltip(response: Response, state: &AppState, found: &[FeatureRef]) -> Response {
    if found.is_empty() || response.dragged() {
        return response;
    }
    response.on_hover_ui_at_pointer(|ui| {
        ui.set_max_width(380.0);
        ui.spacing_mut().item_spacing.y = 1.0;
        for feature in found.iter().take(NAMED) {
            name(ui, state, *feature);
        }
        if found.len() > 1 {
            ui.weak(format!(
                "{} features here. Tab goes through them.",
                found.len()
            ));
        }
    })
}

fn name(ui: &mut Ui, state: &AppState, feature: FeatureRef) {
    let atlas = state.atlas();
    match feature {
        FeatureRef::Incident(index) => {
            if let Some(incident) = atlas.incidents.get(index as usize) {
                ui.strong(&incident.title);
                ui.weak(incident_date(incident));
            }
        }
        FeatureRef::Context(index) => {
            if let Some(item) = atlas.context.get(index as usize) {
                ui.strong(&item.title);
            }
        }
        FeatureRef::Place(index) => {
            if let Some(place) = atlas.places.get(index as usize) {
                ui.label(place.names.in_language(state.document().language));
            }
        }
        FeatureRef::Row(layer, row) => row_name(ui, state, layer, row as usize),
    }
}

fn row_name(ui: &mut Ui, state: &AppState, layer: LayerId, row: usize) {
    let document = state.document();
    if let (Some(loaded), Some(of)) = (state.layers().get(&layer), document.features.get(&layer)) {
        ui.horizontal(|ui| {
            ui.strong(feature_name(&loaded.table, &of.style, row));
            ui.weak(document.title(LayerKind::Features(layer)));
        });
    }
}

/// The words that name a row: those of its label, else of a column that is called like a name,
/// else its id, else its number, counted from 0.
fn feature_name(table: &FeatureTable, style: &Style, row: usize) -> String {
    let label = style.label.iter().map(|label| label.column.as_str());
    let named = NAMING.iter().filter_map(|name| {
        let columns = table.columns().iter();
        columns
            .map(Column::name)
            .find(|column| column.eq_ignore_ascii_case(name))
    });
    let texts = label
        .chain(named)
        .filter_map(|name| table.column(name))
        .chain(table.ids())
        .map(|column| column.value(row))
        .filter(|value| !matches!(value, Value::Missing | Value::Null))
        .map(|value| value.to_text().into_owned());
    texts
        .into_iter()
        .find(|text| !text.trim().is_empty())
        .unwrap_or_else(|| format!("Feature {row}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LabelStyle;
    use crate::model::table::{Cell, TableBuilder};

    #[test]
    fn a_feature_is_called_by_its_label_its_name_its_id_or_its_number() {
        let mut builder = TableBuilder::new();
        let [name, kind] = ["Name", "kind"].map(|name| builder.column(name));
        builder.set(name, Cell::Text("Termez"));
        builder.set(kind, Cell::Text("city"));
        builder.end_feature();
        builder.set(name, Cell::Null);
        builder.set_id(Cell::Text("x-7"));
        builder.end_feature();
        builder.end_feature();
        let table = builder.finish();
        let mut style = Style::default();
        let names = |style: &Style| [0, 1, 2].map(|row| feature_name(&table, style, row));
        assert_eq!(names(&style), ["Termez", "x-7", "Feature 2"]);
        style.label = Some(LabelStyle {
            column: "kind".to_owned(),
            size_pt: 11.0,
        });
        assert_eq!(names(&style), ["city", "x-7", "Feature 2"]);
    }
}
