//! What is drawn over the map for the selected feature: a ring, and lines to the nearest point of
//! borders with the figures on them.
use super::frame::Frame;
use super::incidents::{fan_out, symbol_size_pt};
use super::primitive::Face;
use super::text::{Align, Anchor, TextLine, VerticalAlign, layout, text_at};
use super::theme::Theme;
use super::{Circle, Group, Halo, Line, Primitive, Stroke};
use crate::analysis::BorderDistance;
use crate::geodesy::geodesic::geodesic_line;
use crate::geodesy::{Meters, Position};
use crate::model::{Document, FeatureRef, Marked, Viewport};
use crate::spatial::{Detail, WorldBox};

/// The ring about what is marked and a line for each distance, over everything else. Where symbols
/// are spread, the ring goes with its symbol. Empty for a feature without a place.
#[must_use]
pub fn selection(
    document: &Document,
    detail: &Detail,
    viewport: Viewport,
    marked: Marked,
    distances: &[BorderDistance],
    fanned: Option<&(Position, Vec<FeatureRef>)>,
) -> Group {
    let position = match marked {
        Marked::Position(position) => Some(position),
        Marked::Feature(feature) => detail.atlas().position(feature),
    };
    let spread = fanned.and_then(|(_, members)| {
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
        |position| mark(document, viewport, position, distances, spread),
    )
}

/// Lines start at the position itself; the ring stands `spread` beside it where its symbol does.
fn mark(
    document: &Document,
    viewport: Viewport,
    position: Position,
    distances: &[BorderDistance],
    spread: Option<[f32; 2]>,
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
        let lines: Vec<Vec<[f32; 2]>> = distances
            .iter()
            .map(|distance| geodesic_line(position, distance.nearest, 24))
            .map(|line| line.into_iter().map(|at| frame.place(at)).collect())
            .collect();
        let mut room = Room {
            size_pt: viewport.size_pt,
            taken: lines.iter().flat_map(|line| along(line)).collect(),
        };
        for (distance, line) in distances.iter().zip(&lines) {
            primitives.extend(measuring_line(theme, line, lines_from));
            let text = figure(distance);
            primitives.extend(lettering(theme, line, figures_from, &text, &mut room));
        }
        let [x, y] = frame.place(position);
        let [dx, dy] = spread.unwrap_or_default();
        for (width_pt, color) in [(4.6, theme.casing), (2.2, theme.selection)] {
            primitives.push(Primitive::Circle(Circle {
                center: [x + dx, y + dy],
                radius_pt: ring,
                fill: None,
                stroke: Some(Stroke { width_pt, color }),
            }));
        }
    }
    // Figures over all lines.
    primitives.sort_by_key(|primitive| matches!(primitive, Primitive::Text(_)));
    Group {
        id: "selection",
        primitives,
    }
}

/// The figure on the line: `4.0 km to AFG-UZB (0–10 km)`.
fn figure(distance: &BorderDistance) -> String {
    let km = kilometers(distance.distance);
    let name = &distance.border;
    match distance.interval {
        Some([least, greatest]) => {
            let (least, greatest) = (kilometers(least), kilometers(greatest));
            format!("{km} km to {name} ({least}–{greatest} km)")
        }
        None => format!("{km} km to {name}"),
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

/// From the ring to the border, with a mark where it meets the border.
fn measuring_line(theme: &Theme, line: &[[f32; 2]], ring: f32) -> Vec<Primitive> {
    let Some((&center, &end)) = line.first().zip(line.last()) else {
        return Vec::new();
    };
    let outside: Vec<[f32; 2]> = line
        .iter()
        .copied()
        .filter(|point| (point[0] - center[0]).hypot(point[1] - center[1]) > ring)
        .collect();
    let mut primitives = Vec::new();
    if let Some(next) = outside.first() {
        let length = (next[0] - center[0]).hypot(next[1] - center[1]);
        let start = [0, 1].map(|axis| center[axis] + (next[axis] - center[axis]) * ring / length);
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
        radius_pt: 4.0,
        fill: Some(theme.casing),
        stroke: Some(Stroke {
            width_pt: 1.8,
            color: theme.selection,
        }),
    }));
    primitives
}

/// Small boxes along a line, near enough that no figure fits between two.
fn along(line: &[[f32; 2]]) -> impl Iterator<Item = WorldBox> {
    line.windows(2).flat_map(|pair| {
        let [a, b] = [pair[0].map(f64::from), pair[1].map(f64::from)];
        let steps = ((b[0] - a[0]).hypot(b[1] - a[1]) / 8.0).clamp(1.0, 200.0) as u32;
        (0..=steps).map(move |step| {
            let t = f64::from(step) / f64::from(steps);
            let at = [0, 1].map(|axis| a[axis] + t * (b[axis] - a[axis]));
            WorldBox {
                min: at.map(|value| value - 1.0),
                max: at.map(|value| value + 1.0),
            }
        })
    })
}

/// Where figures may stand.
struct Room {
    /// Width and height of the view.
    size_pt: [f64; 2],
    /// What figures keep clear of.
    taken: Vec<WorldBox>,
}

impl Room {
    fn shows(&self, at: [f32; 2]) -> bool {
        (0..2).all(|axis| (12.0..self.size_pt[axis] - 12.0).contains(&f64::from(at[axis])))
    }

    fn has(&self, bounds: &WorldBox) -> bool {
        bounds.min[0] >= 0.0
            && bounds.max[0] <= self.size_pt[0]
            && self.taken.iter().all(|other| !other.overlaps(bounds))
    }
}

/// The figure beside the line's middle or, where that is taken, elsewhere along it; beside the
/// symbol where the line is too short to hold it.
fn lettering(
    theme: &Theme,
    line: &[[f32; 2]],
    ring: f32,
    figure: &str,
    room: &mut Room,
) -> Option<Primitive> {
    let text = layout(figure, Face::SansBold, 11.5, 0.0);
    let (&center, &end) = line.first().zip(line.last())?;
    // Along the part of the line that is seen.
    let seen: Vec<[f32; 2]> = line
        .windows(2)
        .flat_map(|pair| (0..10).map(|step| between(pair[0], pair[1], step as f32 / 10.0)))
        .filter(|at| room.shows(*at))
        .collect();
    let spots = [0.5, 0.38, 0.62, 0.3, 0.7, 0.83, 1.0]
        .into_iter()
        .filter_map(|part: f32| {
            seen.get((part * (seen.len().max(1) - 1) as f32) as usize)
                .copied()
        })
        .flat_map(|at| beside(at, center, end))
        .chain([1.0, -1.0].into_iter().flat_map(|side| {
            [0, -1, 1, -2, 2, -3, 3].map(|row| {
                let aside = side * (ring + 4.0);
                let at = [center[0] + aside, center[1] + 16.0 * row as f32];
                (
                    at,
                    if side > 0.0 {
                        Align::Left
                    } else {
                        Align::Right
                    },
                )
            })
        }));
    let clear_of_ring = |bounds: &WorldBox| {
        let near = [0, 1].map(|axis| {
            f64::from(center[axis])
                - f64::from(center[axis]).clamp(bounds.min[axis], bounds.max[axis])
        });
        near[0].hypot(near[1]) > f64::from(ring)
    };
    let (anchor, bounds) = spots
        .map(|(at, align)| {
            let anchor = Anchor {
                at,
                align,
                vertical: VerticalAlign::Middle,
            };
            (anchor, bounds(&text, anchor))
        })
        .find(|(_, bounds)| clear_of_ring(bounds) && room.has(bounds))?;
    room.taken.push(bounds);
    let halo = Halo {
        width_pt: 2.4,
        color: theme.halo,
    };
    Some(Primitive::Text(text_at(
        &text,
        anchor,
        theme.selection,
        Some(halo),
    )))
}

fn between(a: [f32; 2], b: [f32; 2], part: f32) -> [f32; 2] {
    [0, 1].map(|axis| a[axis] + (b[axis] - a[axis]) * part)
}

/// To the right and to the left of a spot on a line, or above and below where the line is level.
fn beside(at: [f32; 2], center: [f32; 2], end: [f32; 2]) -> [([f32; 2], Align); 2] {
    let run = [end[0] - center[0], end[1] - center[1]];
    if run[0].abs() > 2.0 * run[1].abs() {
        [
            ([at[0], at[1] - 12.0], Align::Center),
            ([at[0], at[1] + 13.0], Align::Center),
        ]
    } else {
        [
            ([at[0] + 9.0, at[1]], Align::Left),
            ([at[0] - 9.0, at[1]], Align::Right),
        ]
    }
}

fn bounds(text: &TextLine, anchor: Anchor) -> WorldBox {
    let [x, y] = anchor.baseline_start(text).map(f64::from);
    WorldBox {
        min: [x - 2.0, y - f64::from(text.ascent_pt)],
        max: [
            x + f64::from(text.width_pt) + 2.0,
            y + f64::from(text.descent_pt),
        ],
    }
}
