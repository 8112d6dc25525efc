//! Where the figures of distances stand: beside their own line, clear of the other lines, of symbols
//! and of each other; at the nearest point, tied to it, where the line is too short.
use crate::scene::label::{Obstacle, ScreenBox};
use crate::scene::text::{Align, Anchor, TextLine, VerticalAlign, layout, text_at};
use crate::scene::theme::Theme;
use crate::scene::{Face, Halo, Line, Primitive, Stroke};

/// Words and the line they belong to, from the position to the nearest point.
pub(super) struct Figure {
    pub(super) words: String,
    pub(super) line: Vec<[f32; 2]>,
}

impl Figure {
    /// From end to end, straight.
    pub(super) fn length(&self) -> f32 {
        let ends = self.line.first().zip(self.line.last());
        ends.map_or(0.0, |(a, b)| (a[0] - b[0]).hypot(a[1] - b[1]))
    }
}

/// A line shorter than this holds no figure.
const SHORT_PT: f32 = 60.0;
/// Nearer than this to another line, a figure would seem to belong to it.
const APART_PT: f32 = 7.0;

/// A place for a figure, with the leader that ties it to the nearest point.
struct Spot {
    anchor: Anchor,
    leader: Option<[[f32; 2]; 2]>,
}

/// The figures that have room, in the order given; `ring` is what they keep clear of about the
/// start of their lines.
pub(super) fn lettering(
    theme: &Theme,
    figures: &[Figure],
    size_pt: [f32; 2],
    ring: f32,
    symbols: Vec<Obstacle>,
) -> Vec<Primitive> {
    let mut taken = symbols;
    if let Some(&center) = figures.first().and_then(|figure| figure.line.first()) {
        taken.push(Obstacle::Circle {
            center,
            radius_pt: ring + 2.0,
        });
    }
    for line in figures.iter().map(|figure| &figure.line) {
        taken.extend(line.last().map(|&center| Obstacle::Circle {
            center,
            radius_pt: 6.0,
        }));
    }
    let view = ScreenBox {
        min: [4.0; 2],
        max: size_pt.map(|side| side - 4.0),
    };
    let mut primitives = Vec::new();
    for (index, figure) in figures.iter().enumerate() {
        let others: Vec<Obstacle> = figures
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .flat_map(|(_, other)| along(&other.line, APART_PT))
            .collect();
        let own: Vec<Obstacle> = along(&figure.line, 1.5).collect();
        let text = layout(&figure.words, Face::SansBold, 11.5, 0.0);
        let free = |spot: &Spot| {
            let covered = bounds(&text, spot.anchor);
            let clear = |obstacles: &[Obstacle]| obstacles.iter().all(|o| !o.touches(covered));
            view.contains(covered)
                && clear(&taken)
                && clear(&own)
                && clear(&others)
                && spot.leader.is_none_or(|leader| {
                    let crosses = |dot: Obstacle| {
                        others
                            .iter()
                            .any(|other| other.touches(dot.bounds().padded([-APART_PT; 2])))
                    };
                    !along(&leader, APART_PT).skip(1).any(crosses)
                })
        };
        let Some(spot) = spots(figure, &others, view).into_iter().find(free) else {
            continue;
        };
        taken.push(Obstacle::Box(bounds(&text, spot.anchor).padded([4.0, 3.0])));
        if let Some(leader) = spot.leader {
            for (width_pt, color) in [(2.6, theme.casing.faded(0.85)), (1.0, theme.selection)] {
                primitives.push(Primitive::Line(Line {
                    points: leader.to_vec(),
                    closed: false,
                    stroke: Stroke { width_pt, color },
                    dash: None,
                }));
            }
        }
        let halo = Halo {
            width_pt: 2.4,
            color: theme.halo,
        };
        let text = text_at(&text, spot.anchor, theme.selection, Some(halo));
        primitives.push(Primitive::Text(text));
    }
    primitives
}

/// Places to try, best first: along what is seen of the line, then about the nearest point, away
/// from the other lines before towards them.
fn spots(figure: &Figure, others: &[Obstacle], view: ScreenBox) -> Vec<Spot> {
    let Some((&center, &end)) = figure.line.first().zip(figure.line.last()) else {
        return Vec::new();
    };
    let shows = |at: &[f32; 2]| view.contains(ScreenBox { min: *at, max: *at });
    let seen: Vec<[f32; 2]> = figure
        .line
        .windows(2)
        .flat_map(|pair| (0..10).map(|step| between(pair[0], pair[1], step as f32 / 10.0)))
        .filter(shows)
        .collect();
    let mut spots = Vec::new();
    if figure.length() >= SHORT_PT && !seen.is_empty() {
        for part in [0.5, 0.4, 0.6, 0.3, 0.7, 0.8, 0.2, 0.9, 1.0] {
            let at = seen[(part * (seen.len() - 1) as f32) as usize];
            spots.extend(beside(at, center, end));
        }
    }
    let nearest_other = |at: [f32; 2]| {
        others
            .iter()
            .map(|other| {
                let other = other.bounds();
                let middle = between(other.min, other.max, 0.5);
                (middle[0] - at[0]).hypot(middle[1] - at[1])
            })
            .fold(f32::MAX, f32::min)
    };
    let mut about: Vec<(f32, Spot)> = Vec::new();
    for reach in [12.0, 24.0, 38.0, 54.0_f32] {
        for eighth in 0..8 {
            let (sin, cos) = (std::f32::consts::FRAC_PI_4 * eighth as f32).sin_cos();
            let at = [end[0] + reach * cos, end[1] + reach * sin];
            let align = match cos {
                cos if cos > 0.3 => Align::Left,
                cos if cos < -0.3 => Align::Right,
                _ => Align::Center,
            };
            let from = between(end, at, 4.0 / reach);
            let leader = (reach > 20.0).then(|| [from, between(end, at, 1.0 - 3.0 / reach)]);
            let worth = reach * 2.0 - nearest_other(at).min(reach);
            about.push((worth, spot(at, align, leader)));
        }
    }
    about.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    spots.extend(about.into_iter().map(|(_, spot)| spot));
    spots
}

/// To both sides of a place on the line, or above and below where the line is level.
fn beside(at: [f32; 2], center: [f32; 2], end: [f32; 2]) -> [Spot; 2] {
    let run = [end[0] - center[0], end[1] - center[1]];
    let slope = (run[1] / run[0]).abs();
    if slope < 0.5 {
        // Further from a line that is less level, or it would run into the words.
        let away = 12.0 + 70.0 * slope;
        [away, -away].map(|by| spot([at[0], at[1] + by], Align::Center, None))
    } else {
        let away = 9.0 + 6.0 / slope;
        [
            spot([at[0] + away, at[1]], Align::Left, None),
            spot([at[0] - away, at[1]], Align::Right, None),
        ]
    }
}

fn spot(at: [f32; 2], align: Align, leader: Option<[[f32; 2]; 2]>) -> Spot {
    let anchor = Anchor {
        at,
        align,
        vertical: VerticalAlign::Middle,
    };
    Spot { anchor, leader }
}

/// Discs along a line, near enough that nothing fits between two.
fn along(line: &[[f32; 2]], radius_pt: f32) -> impl Iterator<Item = Obstacle> {
    line.windows(2).flat_map(move |pair| {
        let [a, b] = [pair[0], pair[1]];
        let steps = ((b[0] - a[0]).hypot(b[1] - a[1]) / 6.0).clamp(1.0, 300.0) as u16;
        (0..=steps).map(move |step| Obstacle::Circle {
            center: between(a, b, f32::from(step) / f32::from(steps)),
            radius_pt,
        })
    })
}

fn between(a: [f32; 2], b: [f32; 2], part: f32) -> [f32; 2] {
    [0, 1].map(|axis| a[axis] + (b[axis] - a[axis]) * part)
}

fn bounds(text: &TextLine, anchor: Anchor) -> ScreenBox {
    let [x, y] = anchor.baseline_start(text);
    ScreenBox {
        min: [x - 2.0, y - text.cap_height_pt - 2.0],
        max: [x + text.width_pt + 2.0, y + text.descent_pt],
    }
}
