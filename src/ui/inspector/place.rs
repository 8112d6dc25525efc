//! Places: a settlement, an item of the context, any place on the map.
use egui::{Grid, RichText, Ui};

use super::sources::{facts_ui, sources_ui};
use super::{distance_grid, heading, other_borders_ui, position_ui, section, wrapped};
use crate::geodesy::Position;
use crate::model::{ContextItem, Language, Place};
use crate::ui::{PanelContext, format};

pub(super) fn context_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, item: &ContextItem) {
    heading(ui, &item.title);
    wrapped(ui, RichText::new("Context of the article").weak());
    wrapped(ui, &item.says);
    if let Some(date) = &item.date {
        section(ui, "When");
        wrapped(ui, format::date(date));
    }
    if let Some(figure) = &item.figure {
        section(ui, "Figure");
        wrapped(ui, figure);
    }
    if let Some(position) = item.position {
        section(ui, "Where");
        position_ui(ui, ctx, position);
    }
    facts_ui(ui, &item.facts, &item.sources);
    sources_ui(ui, &item.sources);
}

pub(super) fn place_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, place: &Place) {
    heading(ui, &place.names.english);
    let kind = if place.capital {
        "Capital"
    } else {
        "Settlement"
    };
    wrapped(ui, kind);
    section(ui, "Where");
    position_ui(ui, ctx, place.position);
    country_ui(ui, ctx, place.position);
    if place.population > 0 {
        section(ui, "Inhabitants");
        wrapped(
            ui,
            format!("about {} (GeoNames)", format::thousands(place.population)),
        );
    }
    section(ui, "Names");
    Grid::new("names").num_columns(2).show(ui, |ui| {
        for language in Language::ALL {
            let name = place.names.in_language(language);
            if language == Language::English || name != place.names.english {
                ui.weak(language.title());
                ui.label(name);
                ui.end_row();
            }
        }
    });
    distances_ui(ui, ctx, place.position);
}

pub(super) fn probe_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, position: Position) {
    heading(ui, "Place on the map");
    position_ui(ui, ctx, position);
    country_ui(ui, ctx, position);
    distances_ui(ui, ctx, position);
}

/// The borders that come first as the map draws them, the others on demand.
pub(super) fn distances_ui(ui: &mut Ui, ctx: &PanelContext<'_>, position: Position) {
    section(ui, "Distance to the border");
    if ctx.state.measure_task().is_some() {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label("Measuring…");
        });
        return;
    }
    let first = ctx.state.marked().map_or_else(Vec::new, |(_, found)| found);
    distance_grid(ui, "first borders", first.iter());
    let borders = ctx.state.derived().borders();
    other_borders_ui(ui, || match ctx.state.feature_distances() {
        Some(distances) => distances.to_vec(),
        None => borders.border_distances(position, None),
    });
}

pub(super) fn country_ui(ui: &mut Ui, ctx: &PanelContext<'_>, position: Position) {
    let country = ctx.state.derived().borders().country(position);
    let named = country.and_then(|code| ctx.state.atlas().country(code));
    wrapped(
        ui,
        named.map_or("Outside the countries of the atlas", |country| {
            &country.names.english
        }),
    );
    if let Some(elevation) = ctx.elevation.and_then(|grid| grid.elevation(position)) {
        wrapped(ui, format!("about {:.0} m above sea level", elevation.0));
    }
}
