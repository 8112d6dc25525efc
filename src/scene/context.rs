//! What the article names beside the incidents, kept quiet: countries where it says the group is
//! present, regions without a boundary, flows between countries, bases and other places.
use super::arrow::{arrow, shortened};
use super::clip::fill;
use super::ground::Canvas;
use super::incidents::circle;
use super::symbol::{Symbol, star_fill, symbol_primitives};
use super::{Line, Primitive, Stroke};
use crate::geodesy::geodesic::geodesic_line;
use crate::geodesy::{Meters, Position};
use crate::model::{Atlas, ContextItem};
use crate::spatial::AreaLayer;

/// From this radius on an item is a region, drawn as a circle, not a place.
const REGION: Meters = Meters(50_000.0);

/// Radius of a region without a boundary.
pub(super) fn region_radius(item: &ContextItem) -> Option<Meters> {
    item.location_uncertainty_m
        .map(Meters)
        .filter(|radius| *radius >= REGION)
}

/// The symbol of an item that has a place.
pub(super) fn symbol(item: &ContextItem) -> Symbol {
    if item.kind == "base" {
        Symbol::Base
    } else {
        Symbol::ContextPlace
    }
}

/// Where a country's name stands, from the exact countries or the wider world.
fn country_label(atlas: &Atlas, id: &str) -> Option<Position> {
    let far = || atlas.world.iter().find(|area| area.id == id)?.label;
    atlas.country(id).map(|country| country.label).or_else(far)
}

/// All of the layer.
pub(super) fn context(canvas: &Canvas<'_>) -> Vec<Primitive> {
    let atlas = canvas.detail.atlas();
    let color = canvas.theme.context;
    let mut primitives = presence(canvas);
    for item in &atlas.context {
        if let (Some(position), Some(radius)) = (item.position, region_radius(item)) {
            let points = circle(canvas, position, radius);
            primitives.push(Primitive::Fill(star_fill(
                points.clone(),
                color.faded(0.06),
            )));
            primitives.push(Primitive::Line(Line {
                points,
                closed: true,
                stroke: Stroke {
                    width_pt: 1.2,
                    color: color.faded(0.7),
                },
                dash: Some([2.0, 4.0]),
            }));
        }
    }
    for item in &atlas.context {
        for from in &item.from {
            for to in item.to.iter().filter(|to| *to != from) {
                let ends = country_label(atlas, from).zip(country_label(atlas, to));
                let Some((from, to)) = ends else { continue };
                let line: Vec<[f32; 2]> = geodesic_line(from, to, 24)
                    .into_iter()
                    .map(|position| canvas.frame.place(position))
                    .collect();
                if let Some(points) = shortened(&line, 14.0) {
                    let dash = (item.kind == "allegation").then_some([6.0, 4.0]);
                    let color = color.faded(0.6);
                    primitives.extend(arrow(
                        &points,
                        1.6,
                        color,
                        dash,
                        canvas.theme.casing.faded(0.5),
                    ));
                }
            }
        }
    }
    for item in atlas
        .context
        .iter()
        .filter(|item| region_radius(item).is_none())
    {
        let center = item.position.map(|position| canvas.frame.place(position));
        if let Some(center) = center.filter(|center| canvas.frame.shows(*center)) {
            primitives.extend(symbol_primitives(symbol(item), center, 11.0, canvas.theme));
        }
    }
    primitives
}

/// A tint over the countries where the article says the group is present, once for each time it
/// says so: its strongholds are darker than other countries of its activity.
fn presence(canvas: &Canvas<'_>) -> Vec<Primitive> {
    let atlas = canvas.detail.atlas();
    let areas = canvas.detail.areas(AreaLayer::Countries, canvas.zoom);
    let named = |id: &str| {
        let names = |item: &&ContextItem| item.countries.iter().any(|country| country == id);
        let presence = atlas.context.iter().filter(|item| item.kind == "presence");
        presence.filter(names).count()
    };
    areas
        .iter()
        .filter_map(|part| {
            let times = named(&atlas.countries[part.feature].id).min(3);
            let color = canvas.theme.context.faded(0.06 * times as f32);
            (times > 0).then(|| fill(canvas.frame, areas, part, color))?
        })
        .collect()
}
