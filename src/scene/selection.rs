//! What is drawn over the map for the selected feature: a ring, and lines to the nearest point of
//! borders with the figures on them.
mod figures;
mod outline;

use super::frame::Frame;
use super::incidents::{DrawnIncidents, fan_out, spots, symbol_size_pt};
use super::label::Obstacle;
use super::theme::Theme;
use super::{Circle, Group, Line, Primitive, Stroke};
use crate::analysis::BorderDistance;
use crate::geodesy::geodesic::geodesic_line;
use crate::geodesy::{Meters, Position};
use crate::model::{Document, LayerKind, Marked, Viewport};
use crate::spatial::Detail;

use figures::Figure;
pub use outline::outlines;

/// The ring about what is marked and a line for each distance, over everything else. Where symbols
/// are spread, the ring goes with its symbol. Empty for a feature without a place.
#[must_use]
pub fn selection(
    document: &Document,
    detail: &Detail,
    viewport: Viewport,
    marked: Marked,
    distances: &[BorderDistance],
    incidents: DrawnIncidents<'_>,
) -> Group {
    let position = match marked {
        Marked::Position(position) => Some(position),
        Marked::Feature(feature) => detail.atlas().position(feature),
    };
    let spread = incidents.fanned.and_then(|(_, members)| {
        let at = members
            .iter()
            .position(|&member| marked == Marked::Feature(member))?;
        fan_out(members.len()).get(at).copied()
    });
    position.map_or(
        Group {
            id: "selection",
            primitives: Vec::new(),
        },
        |position| {
            let clear_of = |frame: &Frame| symbols(document, detail, viewport, frame, incidents);
            mark(document, viewport, position, distances, spread, clear_of)
        },
    )
}

/// Lines start at the position itself; the ring stands `spread` beside it where its symbol does.
fn mark(
    document: &Document,
    viewport: Viewport,
    position: Position,
    distances: &[BorderDistance],
    spread: Option<[f32; 2]>,
    symbols: impl Fn(&Frame) -> Vec<Obstacle>,
) -> Group {
    let theme = Theme::of(document.basemap);
    let ring = symbol_size_pt(viewport.zoom) * 0.56 + 4.5;
    // Lines keep out of the ring, figures out of all the symbols that are spread.
    let (lines_from, figures_from) = match spread {
        Some([x, y]) => (3.0, x.hypot(y) + ring),
        None => (ring, ring),
    };
    let mut primitives = Vec::new();
    for frame in Frame::copies(&viewport) {
        let center = frame.place(position);
        let [dx, dy] = spread.unwrap_or_default();
        for (width_pt, color) in [(4.6, theme.casing), (2.2, theme.selection)] {
            primitives.push(Primitive::Circle(Circle {
                center: [center[0] + dx, center[1] + dy],
                radius_pt: ring,
                fill: None,
                stroke: Some(Stroke { width_pt, color }),
            }));
        }
        let mut figures: Vec<Figure> = distances
            .iter()
            .map(|distance| {
                let line = geodesic_line(distance.from, distance.nearest, 24);
                Figure {
                    words: figure(distance),
                    line: line.into_iter().map(|at| frame.place(at)).collect(),
                }
            })
            .collect();
        for figure in &figures {
            primitives.extend(measuring_line(theme, &figure.line, lines_from));
        }
        // Short lines leave the fewest choices.
        figures.sort_by(|a, b| a.length().total_cmp(&b.length()));
        let symbols = symbols(&frame);
        primitives.extend(figures::lettering(
            theme,
            &figures,
            [viewport.size_pt[0] as f32, viewport.size_pt[1] as f32],
            figures_from,
            symbols,
        ));
    }
    // Figures over all lines.
    primitives.sort_by_key(|primitive| matches!(primitive, Primitive::Text(_)));
    Group {
        id: "selection",
        primitives,
    }
}

/// The symbols of incidents in view, with their badges.
fn symbols(
    document: &Document,
    detail: &Detail,
    viewport: Viewport,
    frame: &Frame,
    incidents: DrawnIncidents<'_>,
) -> Vec<Obstacle> {
    if document.opacity(LayerKind::Incidents) == 0.0 {
        return Vec::new();
    }
    let size_pt = symbol_size_pt(viewport.zoom);
    // Those of a fan are where their spot is, as far as its letters are concerned.
    let incidents = DrawnIncidents {
        fanned: None,
        ..incidents
    };
    spots(&detail.atlas().incidents, viewport.zoom, incidents)
        .into_iter()
        .map(|spot| Obstacle::Circle {
            center: frame.place(spot.position),
            radius_pt: size_pt * if spot.members.len() > 1 { 1.1 } else { 0.65 },
        })
        .collect()
}

/// The figure on the line: `4.0 km to AFG-UZB (0–10 km)`; no interval that reads as one number.
fn figure(distance: &BorderDistance) -> String {
    let km = kilometers(distance.distance);
    let name = &distance.border;
    match distance.interval {
        Some(interval) if kilometers(interval[0]) != kilometers(interval[1]) => {
            let [least, greatest] = interval.map(kilometers);
            format!("{km} km to {name} ({least}–{greatest} km)")
        }
        _ => format!("{km} km to {name}"),
    }
}

/// Kilometres with a decimal below ten, where it matters; zero is just zero.
pub(super) fn kilometers(length: Meters) -> String {
    let km = length.km();
    if km < 0.05 {
        "0".to_owned()
    } else if km < 9.95 {
        format!("{km:.1}")
    } else {
        format!("{km:.0}")
    }
}

/// From the ring to the border, with a mark where it meets the border. A line that ends within the
/// ring starts at the position, or nothing of it would be seen.
fn measuring_line(theme: &Theme, line: &[[f32; 2]], ring: f32) -> Vec<Primitive> {
    let Some((&center, &end)) = line.first().zip(line.last()) else {
        return Vec::new();
    };
    let away = |point: [f32; 2]| (point[0] - center[0]).hypot(point[1] - center[1]);
    let short = away(end) < ring + 8.0;
    let from = if short { 0.0 } else { ring };
    let outside: Vec<[f32; 2]> = line
        .iter()
        .copied()
        .filter(|point| away(*point) > from)
        .collect();
    let mut primitives = Vec::new();
    if let Some(&next) = outside.first() {
        let part = from / away(next);
        let start = [0, 1].map(|axis| center[axis] + (next[axis] - center[axis]) * part);
        let points: Vec<[f32; 2]> = std::iter::once(start).chain(outside).collect();
        for (width_pt, color) in [(4.0, theme.casing.faded(0.85)), (1.8, theme.selection)] {
            primitives.push(Primitive::Line(Line {
                points: points.clone(),
                closed: false,
                stroke: Stroke { width_pt, color },
                dash: None,
            }));
        }
    }
    primitives.push(Primitive::Circle(Circle {
        center: end,
        radius_pt: if short { 3.0 } else { 4.0 },
        fill: Some(theme.casing),
        stroke: Some(Stroke {
            width_pt: 1.8,
            color: theme.selection,
        }),
    }));
    primitives
}
