//! Symbols: one shape for each kind of incident, so that they can be told apart without colour.
//! The map, the legend and the lists of the window draw the same ones.
use super::theme::Theme;
use super::{Circle, Fill, Line, Primitive, Stroke};
use crate::model::{IncidentKind, Marker, Rgba};

/// What a symbol stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// An incident.
    Incident(IncidentKind),
    /// A military base that the article names.
    Base,
    /// Any other place that the article names.
    ContextPlace,
    /// A position from a file.
    Opened,
    /// A national capital.
    Capital,
    /// A settlement.
    Settlement,
}

impl From<IncidentKind> for Symbol {
    fn from(kind: IncidentKind) -> Self {
        Self::Incident(kind)
    }
}

/// The symbol about a centre, bottom-most first. No part of it, its casing aside, reaches farther
/// from the centre than 0.56 of `size_pt`.
#[must_use]
pub fn symbol_primitives(
    symbol: impl Into<Symbol>,
    center: [f32; 2],
    size_pt: f32,
    theme: &Theme,
) -> Vec<Primitive> {
    let brush = Brush {
        center,
        size_pt,
        theme,
    };
    match symbol.into() {
        Symbol::Incident(kind) => brush.incident(kind, theme.incident(kind)),
        Symbol::Base => brush.shape(&rectangle(0.4, 0.4), theme.context, true),
        Symbol::ContextPlace => brush.disc(0.34, Some(theme.hollow), Some(theme.context)),
        Symbol::Opened => brush.disc(0.36, Some(theme.opened), Some(theme.casing)),
        Symbol::Capital => {
            let mut primitives = brush.shape(&rectangle(0.42, 0.42), theme.place_fill, false);
            primitives.push(brush.outline(&rectangle(0.42, 0.42), theme.place_name, 0.16));
            primitives.extend(brush.shape(&rectangle(0.15, 0.15), theme.place_name, false));
            primitives
        }
        Symbol::Settlement => brush.disc(0.4, Some(theme.place_fill), Some(theme.place_name)),
    }
}

/// The farthest that a marker of size 1 reaches from its centre, its casing aside.
pub(super) const MARKER_REACH: f32 = 0.62;

/// A point of the user's own: a shape of this diameter about a centre, with a casing around it.
pub(super) fn marker_primitives(
    marker: Marker,
    center: [f32; 2],
    size_pt: f32,
    color: Rgba,
    casing: Rgba,
) -> Vec<Primitive> {
    const CASING_PT: f32 = 1.0;
    let edge = Stroke {
        width_pt: CASING_PT,
        color: casing,
    };
    let shape: Vec<[f32; 2]> = match marker {
        Marker::Circle => {
            return vec![Primitive::Circle(Circle {
                center,
                radius_pt: size_pt / 2.0,
                fill: Some(color),
                stroke: Some(edge),
            })];
        }
        Marker::Square => rectangle(0.45, 0.45).to_vec(),
        Marker::Triangle => vec![[0.0, -0.56], [0.54, 0.38], [-0.54, 0.38]],
        Marker::Diamond => vec![[0.0, -0.58], [0.58, 0.0], [0.0, 0.58], [-0.58, 0.0]],
        Marker::Star => star(5, MARKER_REACH, 0.27),
        Marker::Cross => cross(0.54, 0.19),
    };
    let points: Vec<[f32; 2]> = shape
        .into_iter()
        .map(|[x, y]| [center[0] + x * size_pt, center[1] + y * size_pt])
        .collect();
    vec![
        Primitive::Fill(star_fill(points.clone(), color)),
        Primitive::Line(Line {
            points,
            closed: true,
            stroke: edge,
            dash: None,
        }),
    ]
}

/// Puts shapes of a unit square about its centre, y downwards, to a place and a size.
struct Brush<'a> {
    center: [f32; 2],
    size_pt: f32,
    theme: &'a Theme,
}

impl Brush<'_> {
    fn incident(&self, kind: IncidentKind, color: Rgba) -> Vec<Primitive> {
        match kind {
            IncidentKind::RocketLaunch => {
                let triangle = [[0.0, -0.54], [0.46, 0.22], [-0.46, 0.22]];
                let base = rectangle_at([0.0, 0.42], 0.5, 0.075);
                let mut primitives = vec![self.casing(&triangle), self.casing(&base)];
                primitives.extend(self.shape(&triangle, color, false));
                primitives.extend(self.shape(&base, color, false));
                primitives
            }
            IncidentKind::RocketImpact => self.shape(&star(8, 0.56, 0.25), color, true),
            IncidentKind::RocketAttack => self.hollow(&star(8, 0.54, 0.27), color),
            IncidentKind::SuicideBombing => {
                let mut primitives = self.disc(0.56, Some(self.theme.casing), None);
                primitives.extend(self.disc(0.27, Some(color), None));
                primitives.push(self.ring(0.46, color, 0.12));
                primitives
            }
            IncidentKind::Bombing => self.disc(0.42, Some(color), Some(self.theme.casing)),
            IncidentKind::ArmedAttack => self.shape(
                &[[0.0, -0.54], [0.5, 0.0], [0.0, 0.54], [-0.5, 0.0]],
                color,
                true,
            ),
            IncidentKind::Shooting => {
                let mut primitives = self.disc(0.56, Some(self.theme.casing), None);
                primitives.extend(self.disc(0.44, Some(self.theme.hollow), None));
                primitives.push(self.ring(0.44, color, 0.13));
                let arm = 0.44 * std::f32::consts::FRAC_1_SQRT_2;
                primitives.push(self.stroke([[-arm, -arm], [arm, arm]], color, 0.13));
                primitives.push(self.stroke([[-arm, arm], [arm, -arm]], color, 0.13));
                primitives
            }
            IncidentKind::FoiledAttack => {
                let diamond = [[0.0, -0.54], [0.52, 0.0], [0.0, 0.54], [-0.52, 0.0]];
                let mut primitives = self.hollow(&diamond, color);
                primitives.push(self.stroke([[-0.52, 0.0], [0.52, 0.0]], color, 0.14));
                primitives
            }
        }
    }

    fn at(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        [
            self.center[0] + x * self.size_pt,
            self.center[1] + y * self.size_pt,
        ]
    }

    fn points(&self, shape: &[[f32; 2]]) -> Vec<[f32; 2]> {
        shape.iter().map(|point| self.at(*point)).collect()
    }

    fn shape(&self, shape: &[[f32; 2]], color: Rgba, cased: bool) -> Vec<Primitive> {
        let mut primitives = Vec::new();
        if cased {
            primitives.push(self.casing(shape));
        }
        primitives.push(Primitive::Fill(star_fill(self.points(shape), color)));
        primitives
    }

    fn hollow(&self, shape: &[[f32; 2]], color: Rgba) -> Vec<Primitive> {
        let mut primitives = self.shape(shape, self.theme.hollow, true);
        primitives.push(self.outline(shape, color, 0.11));
        primitives
    }

    fn casing(&self, shape: &[[f32; 2]]) -> Primitive {
        // 1.3 points on each side, whatever the size.
        self.outline(shape, self.theme.casing, 2.6 / self.size_pt)
    }

    fn outline(&self, shape: &[[f32; 2]], color: Rgba, width: f32) -> Primitive {
        Primitive::Line(Line {
            points: self.points(shape),
            closed: true,
            stroke: Stroke {
                width_pt: width * self.size_pt,
                color,
            },
            dash: None,
        })
    }

    fn stroke(&self, ends: [[f32; 2]; 2], color: Rgba, width: f32) -> Primitive {
        Primitive::Line(Line {
            points: self.points(&ends),
            closed: false,
            stroke: Stroke {
                width_pt: width * self.size_pt,
                color,
            },
            dash: None,
        })
    }

    fn ring(&self, radius: f32, color: Rgba, width: f32) -> Primitive {
        Primitive::Circle(Circle {
            center: self.center,
            radius_pt: radius * self.size_pt,
            fill: None,
            stroke: Some(Stroke {
                width_pt: width * self.size_pt,
                color,
            }),
        })
    }

    fn disc(&self, radius: f32, fill: Option<Rgba>, edge: Option<Rgba>) -> Vec<Primitive> {
        vec![Primitive::Circle(Circle {
            center: self.center,
            radius_pt: radius * self.size_pt,
            fill,
            stroke: edge.map(|color| Stroke {
                width_pt: (0.16 * self.size_pt).max(1.0),
                color,
            }),
        })]
    }
}

/// A filled shape all of whose outline is seen from the mean of its corners.
pub(super) fn star_fill(corners: Vec<[f32; 2]>, color: Rgba) -> Fill {
    let count = corners.len() as u32;
    let mean = [0, 1].map(|axis| {
        corners.iter().map(|corner| corner[axis]).sum::<f32>() / corners.len().max(1) as f32
    });
    let triangles = (0..count)
        .flat_map(|corner| [count, corner, (corner + 1) % count])
        .collect();
    let mut vertices = corners;
    vertices.push(mean);
    Fill {
        vertices,
        ring_ends: vec![count],
        triangles,
        color,
    }
}

fn rectangle(half_width: f32, half_height: f32) -> [[f32; 2]; 4] {
    rectangle_at([0.0, 0.0], half_width, half_height)
}

fn rectangle_at([x, y]: [f32; 2], half_width: f32, half_height: f32) -> [[f32; 2]; 4] {
    [
        [x - half_width, y - half_height],
        [x + half_width, y - half_height],
        [x + half_width, y + half_height],
        [x - half_width, y + half_height],
    ]
}

/// An upright cross with arms of this half length and half width.
fn cross(long: f32, wide: f32) -> Vec<[f32; 2]> {
    let corner = [[wide, -long], [wide, -wide], [long, -wide]];
    let turned = |[x, y]: [f32; 2]| [-y, x];
    let mut points = corner.to_vec();
    for _ in 0..3 {
        let last = &points[points.len() - 3..];
        let next: Vec<[f32; 2]> = last.iter().map(|point| turned(*point)).collect();
        points.extend(next);
    }
    points
}

/// A star with its first tip upwards.
pub(super) fn star(tips: u8, outer: f32, inner: f32) -> Vec<[f32; 2]> {
    (0..2 * tips)
        .map(|corner| {
            let radius = if corner % 2 == 0 { outer } else { inner };
            let turn = std::f32::consts::PI * f32::from(corner) / f32::from(tips);
            [radius * turn.sin(), -radius * turn.cos()]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BasemapTheme;

    /// What a symbol is without its colours.
    fn shape(kind: IncidentKind) -> String {
        let theme = Theme::of(BasemapTheme::Light);
        let mut primitives = symbol_primitives(kind, [0.0, 0.0], 20.0, theme);
        for primitive in &mut primitives {
            match primitive {
                Primitive::Fill(fill) => fill.color = theme.halo,
                Primitive::Line(line) => line.stroke.color = theme.halo,
                Primitive::Circle(circle) => {
                    circle.fill = circle.fill.map(|_| theme.halo);
                    circle.stroke = circle.stroke.map(|stroke| Stroke {
                        color: theme.halo,
                        ..stroke
                    });
                }
                Primitive::Text(_) | Primitive::Picture(_) => {}
            }
        }
        format!("{primitives:?}")
    }

    #[test]
    fn no_two_kinds_share_a_shape() {
        let shapes: std::collections::HashSet<String> =
            IncidentKind::ALL.into_iter().map(shape).collect();
        assert_eq!(shapes.len(), IncidentKind::ALL.len());
    }
}
