//! Incidents: symbols with badges where several share a spot, location uncertainty, and lines from
//! launch to impact.
use super::arrow::{arrow, shortened};
use super::ground::Canvas;
use super::label::Obstacle;
use super::primitive::Face;
use super::symbol::{star_fill, symbol_primitives};
use super::text::{Align, Anchor, VerticalAlign, layout, text_at};
use super::theme::Theme;
use super::{Circle, Line, Primitive, Stroke};
use crate::geodesy::geodesic::{direct, geodesic_line};
use crate::geodesy::mercator::{meters_per_pt, world_from_lonlat, world_size_pt};
use crate::geodesy::{Bearing, Meters, Position};
use crate::model::{Atlas, FeatureRef, Incident, IncidentKind, RowSet};

/// Symbols nearer to each other than this share one spot, screen points.
const CLUSTER_PT: f64 = 10.0;
/// Corners of a geodesic circle.
const CIRCLE_CORNERS: u32 = 60;

/// Which incidents are drawn, and where.
#[derive(Clone, Copy, Debug, Default)]
pub struct DrawnIncidents<'a> {
    /// The rows of those that pass; `None` for all.
    pub passing: Option<&'a RowSet>,
    /// Symbols spread about the spot they share, and the spot.
    pub fanned: Option<&'a (Position, Vec<FeatureRef>)>,
}

impl DrawnIncidents<'_> {
    /// Whether this incident is drawn at all.
    pub(super) fn has(self, index: usize) -> bool {
        self.passing.is_none_or(|rows| rows.contains(index as u32))
    }

    fn is_fanned(self, index: usize) -> bool {
        let feature = FeatureRef::Incident(index as u32);
        self.fanned
            .is_some_and(|(_, features)| features.contains(&feature))
    }
}

/// Incidents that share a spot on the screen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spot {
    /// Indices into the atlas's incidents, bottom-most first.
    pub(super) members: Vec<usize>,
    /// Where the top-most is.
    pub(super) position: Position,
}

/// Size of an incident's symbol at a zoom level, screen points.
pub(super) fn symbol_size_pt(zoom: f64) -> f32 {
    (11.0 + 1.2 * (zoom as f32 - 4.0)).clamp(11.0, 17.0)
}

/// Which incidents share a spot: each joins the first spot any of whose members is nearer than
/// ten points. Depends on the zoom alone, so panning changes nothing.
///
/// Those spread in a fan are not there.
pub(super) fn spots(incidents: &[Incident], zoom: f64, drawn: DrawnIncidents<'_>) -> Vec<Spot> {
    let size = world_size_pt(zoom);
    let mut spots: Vec<Spot> = Vec::new();
    for (index, incident) in incidents.iter().enumerate() {
        let is_single = drawn.has(index) && !drawn.is_fanned(index);
        let Some(position) = incident.position.filter(|_| is_single) else {
            continue;
        };
        let [x, y] = world_from_lonlat(position);
        let near = |member: &usize| {
            incidents[*member].position.is_some_and(|other| {
                let [ox, oy] = world_from_lonlat(other);
                ((x - ox) * size).hypot((y - oy) * size) < CLUSTER_PT
            })
        };
        match spots.iter_mut().find(|spot| spot.members.iter().any(near)) {
            Some(spot) => {
                spot.members.push(index);
                spot.position = position;
            }
            None => spots.push(Spot {
                members: vec![index],
                position,
            }),
        }
    }
    spots
}

/// The incidents that pass whose symbols share a spot with this one at a zoom level, the top-most first, and
/// where the spot is; `None` for what is no incident or has no place.
#[must_use]
pub fn same_spot(
    atlas: &Atlas,
    feature: FeatureRef,
    zoom: f64,
    passing: Option<&RowSet>,
) -> Option<(Position, Vec<FeatureRef>)> {
    let FeatureRef::Incident(index) = feature else {
        return None;
    };
    let drawn = DrawnIncidents {
        passing,
        fanned: None,
    };
    let spot = spots(&atlas.incidents, zoom, drawn)
        .into_iter()
        .find(|spot| spot.members.contains(&(index as usize)))?;
    let members = spot.members.iter().rev();
    let members = members.map(|&member| FeatureRef::Incident(member as u32));
    Some((spot.position, members.collect()))
}

/// Where symbols of one spot go when they are spread about it: on a circle, the first at the top,
/// clockwise; offsets in screen points.
#[must_use]
pub fn fan_out(count: usize) -> Vec<[f32; 2]> {
    let radius = (count as f32 * 28.0 / std::f32::consts::TAU).max(34.0);
    (0..count)
        .map(|index| {
            let turn = std::f32::consts::TAU * index as f32 / count as f32;
            [radius * turn.sin(), -radius * turn.cos()]
        })
        .collect()
}

/// Where the symbols of a fan are.
pub(super) fn fanned_places(
    canvas: &Canvas<'_>,
    drawn: DrawnIncidents<'_>,
) -> Vec<(usize, [f32; 2])> {
    let Some((position, features)) = drawn.fanned else {
        return Vec::new();
    };
    let center = canvas.frame.place(*position);
    features
        .iter()
        .zip(fan_out(features.len()))
        .filter_map(|(feature, offset)| match feature {
            FeatureRef::Incident(index) if drawn.has(*index as usize) => {
                let at = [center[0] + offset[0], center[1] + offset[1]];
                Some((*index as usize, at))
            }
            _ => None,
        })
        .collect()
}

/// All of the layer, and what labels must keep clear of.
pub(super) fn incidents(
    canvas: &Canvas<'_>,
    drawn: DrawnIncidents<'_>,
) -> (Vec<Primitive>, Vec<Obstacle>) {
    let incidents = &canvas.detail.atlas().incidents;
    let mut primitives = Vec::new();
    let mut obstacles = Vec::new();
    let all = incidents.iter().enumerate();
    let passing = all.filter(|(index, _)| drawn.has(*index));
    let passing: Vec<&Incident> = passing.map(|(_, incident)| incident).collect();
    for incident in &passing {
        primitives.extend(uncertainty(canvas, incident));
    }
    for (launch, impact) in pairs(&passing) {
        flight(canvas, launch, impact, &mut primitives, &mut obstacles);
    }
    let size_pt = symbol_size_pt(canvas.zoom);
    for spot in spots(incidents, canvas.zoom, drawn) {
        let center = canvas.frame.place(spot.position);
        let Some(top) = spot.members.last() else {
            continue;
        };
        if !canvas.frame.shows(center) {
            continue;
        }
        primitives.extend(symbol_primitives(
            incidents[*top].kind,
            center,
            size_pt,
            canvas.theme,
        ));
        obstacles.push(Obstacle::Circle {
            center,
            radius_pt: size_pt * 0.56 + 1.0,
        });
        if spot.members.len() > 1 {
            let at = [center[0] + size_pt * 0.55, center[1] - size_pt * 0.55];
            primitives.extend(badge_at(at, spot.members.len(), canvas.theme));
            obstacles.push(Obstacle::Circle {
                center: at,
                radius_pt: 7.0,
            });
        }
    }
    fan(canvas, drawn, &mut primitives, &mut obstacles);
    (primitives, obstacles)
}

/// How many symbols share a spot.
pub(super) fn badge_at(center: [f32; 2], count: usize, theme: &Theme) -> [Primitive; 2] {
    let line = layout(&count.to_string(), Face::SansBold, 8.5, 0.0);
    let anchor = Anchor {
        at: center,
        align: Align::Center,
        vertical: VerticalAlign::Middle,
    };
    [
        Primitive::Circle(Circle {
            center,
            radius_pt: 6.5,
            fill: Some(theme.selection),
            stroke: Some(Stroke {
                width_pt: 1.2,
                color: theme.casing,
            }),
        }),
        Primitive::Text(text_at(&line, anchor, theme.casing, None)),
    ]
}

/// Symbols spread about the spot they share, each tied to its own position.
fn fan(
    canvas: &Canvas<'_>,
    drawn: DrawnIncidents<'_>,
    primitives: &mut Vec<Primitive>,
    obstacles: &mut Vec<Obstacle>,
) {
    let incidents = &canvas.detail.atlas().incidents;
    let size_pt = symbol_size_pt(canvas.zoom);
    let members: Vec<(&Incident, [f32; 2])> = fanned_places(canvas, drawn)
        .into_iter()
        .filter_map(|(index, at)| Some((incidents.get(index)?, at)))
        .collect();
    for (width_pt, color) in [(3.2, canvas.theme.casing), (1.2, canvas.theme.selection)] {
        for (incident, at) in &members {
            primitives.extend(incident.position.map(|own| {
                Primitive::Line(Line {
                    points: vec![canvas.frame.place(own), *at],
                    closed: false,
                    stroke: Stroke { width_pt, color },
                    dash: None,
                })
            }));
        }
    }
    for (incident, at) in members {
        primitives.extend(symbol_primitives(incident.kind, at, size_pt, canvas.theme));
        obstacles.push(Obstacle::Circle {
            center: at,
            radius_pt: size_pt * 0.56 + 1.0,
        });
    }
}

/// A geodesic circle as a closed outline on the screen.
pub(super) fn circle(canvas: &Canvas<'_>, center: Position, radius: Meters) -> Vec<[f32; 2]> {
    (0..CIRCLE_CORNERS)
        .map(|corner| {
            let bearing =
                Bearing::from_degrees(360.0 * f64::from(corner) / f64::from(CIRCLE_CORNERS));
            canvas.frame.place(direct(center, bearing, radius))
        })
        .collect()
}

/// The ring within which an incident may have been, where it is wider than the symbol.
fn uncertainty(canvas: &Canvas<'_>, incident: &Incident) -> Vec<Primitive> {
    let (Some(position), Some(radius)) = (incident.position, incident.location_uncertainty())
    else {
        return Vec::new();
    };
    let radius_pt = radius.0 / meters_per_pt(position.lat_deg(), canvas.zoom);
    let [x, y] = canvas.frame.place(position).map(f64::from);
    let drawn = canvas.frame.drawn();
    let in_view = x + radius_pt > drawn.min[0]
        && x - radius_pt < drawn.max[0]
        && y + radius_pt > drawn.min[1]
        && y - radius_pt < drawn.max[1];
    if radius_pt < f64::from(symbol_size_pt(canvas.zoom)) * 0.75 || !in_view || radius_pt > 4000.0 {
        return Vec::new();
    }
    let color = canvas.theme.incident(incident.kind);
    let points = circle(canvas, position, radius);
    vec![
        Primitive::Fill(star_fill(
            points.clone(),
            color.faded((5.0 / radius_pt as f32).clamp(0.025, 0.08)),
        )),
        Primitive::Line(Line {
            points,
            closed: true,
            stroke: Stroke {
                width_pt: 1.0,
                color: color.faded(0.8),
            },
            dash: Some([2.5, 3.0]),
        }),
    ]
}

/// Each launch with each impact of the same attack.
fn pairs<'a>(incidents: &[&'a Incident]) -> impl Iterator<Item = (&'a Incident, &'a Incident)> {
    let of = |kind: IncidentKind| move |incident: &&Incident| incident.kind == kind;
    let all = || incidents.iter().copied();
    all()
        .filter(of(IncidentKind::RocketLaunch))
        .flat_map(move |launch| {
            all()
                .filter(of(IncidentKind::RocketImpact))
                .filter(move |impact| launch.pair.is_some() && launch.pair == impact.pair)
                .map(move |impact| (launch, impact))
        })
}

/// The line from a launch to an impact, with an arrow head; dashed where either end is one side's
/// account only.
fn flight(
    canvas: &Canvas<'_>,
    launch: &Incident,
    impact: &Incident,
    primitives: &mut Vec<Primitive>,
    obstacles: &mut Vec<Obstacle>,
) {
    let (Some(from), Some(to)) = (launch.position, impact.position) else {
        return;
    };
    let gap = symbol_size_pt(canvas.zoom) * 0.56 + 3.0;
    let line: Vec<[f32; 2]> = geodesic_line(from, to, 16)
        .into_iter()
        .map(|position| canvas.frame.place(position))
        .collect();
    let Some(points) = shortened(&line, gap) else {
        return;
    };
    let account = launch.account.is_some() || impact.account.is_some();
    obstacles.extend(points.iter().map(|center| Obstacle::Circle {
        center: *center,
        radius_pt: 3.0,
    }));
    let color = canvas.theme.incident(IncidentKind::RocketImpact);
    primitives.extend(arrow(
        &points,
        1.6,
        color,
        account.then_some([5.0, 3.5]),
        canvas.theme.casing,
    ));
}

/// How far a fan keeps the label of a place in its middle away, screen points.
pub(super) fn fan_clearance(count: usize, zoom: f64) -> f32 {
    let radius = fan_out(count).first().map_or(0.0, |[_, up]| -up);
    radius + symbol_size_pt(zoom) * 0.56 + 1.0
}

/// How far a symbol at `spot` keeps the label of a place at `position` away, screen points.
pub(super) fn clearance(spot: &Spot, position: Position, zoom: f64) -> Option<f32> {
    let [x, y] = world_from_lonlat(position);
    let [spot_x, spot_y] = world_from_lonlat(spot.position);
    let away = ((x - spot_x).hypot(y - spot_y) * world_size_pt(zoom)) as f32;
    let reach = symbol_size_pt(zoom) * 0.56 + 1.0;
    (away < reach + 4.0).then_some(away + reach)
}
