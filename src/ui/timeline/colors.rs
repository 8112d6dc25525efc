//! The colours of the categories: as the map has them where it has, else a palette that does not
//! depend on telling red from green.
use egui::Color32;

use super::data::{DatedLayer, INCIDENT_KIND};
use crate::analysis::timeline::Categories;
use crate::model::{BasemapTheme, Coloring, IncidentKind, LayerKind, Palette, Rgba, Style};
use crate::scene::theme::Theme;
use crate::state::AppState;
use crate::ui::theme::color;

/// Of everything that has no colour of its own.
const REST: Rgba = Rgba::hex(0x8C_9298);
/// ColorBrewer's qualitative palettes are not safe; Okabe and Ito's is.
const PALETTE: &str = "Okabe-Ito";

/// A colour for each of these categories of a layer.
pub(super) fn colors(
    state: &AppState,
    layer: &DatedLayer,
    categories: &Categories,
    dark: bool,
) -> Vec<Color32> {
    let basemap = if dark {
        BasemapTheme::Dark
    } else {
        BasemapTheme::Light
    };
    let style = match layer.kind {
        LayerKind::Features(id) => state.document().features.get(&id).map(|one| &one.style),
        _ => None,
    };
    let names = categories.names();
    let palette = Palette::by_name(PALETTE).map(|palette| palette.colors(names.len()));
    let palette = palette.unwrap_or_default();
    let of = |(index, name): (usize, &String)| {
        if layer.kind == LayerKind::Incidents && layer.column.as_deref() == Some(INCIDENT_KIND) {
            let kind = IncidentKind::ALL.into_iter();
            let kind = kind.into_iter().find(|kind| kind.title() == name);
            return kind.map_or(REST, |kind| Theme::of(basemap).incident(kind));
        }
        if let Some(color) = style.and_then(|style| styled(style, layer, name)) {
            return color;
        }
        if [Categories::OTHER, Categories::NO_VALUE].contains(&name.as_str()) {
            return REST;
        }
        palette.get(index).copied().unwrap_or(REST)
    };
    names.iter().enumerate().map(of).map(color).collect()
}

fn styled(style: &Style, layer: &DatedLayer, name: &str) -> Option<Rgba> {
    match (&style.coloring, &layer.column) {
        (Coloring::Single { color }, None) => Some(*color),
        (
            Coloring::Categories {
                column,
                classes,
                other,
                ..
            },
            Some(by),
        ) if column == by => {
            let class = classes.iter().find(|(value, _)| value == name);
            Some(class.map_or(*other, |(_, color)| *color))
        }
        _ => None,
    }
}
