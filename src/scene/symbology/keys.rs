//! Shapes of the markers, and what stands in a legend or a list for the features of a layer.
use crate::model::table::GeometryKind;
use crate::model::{Dash, LoadReport, Marker, Rgba, Style};
use crate::scene::symbol::{star, star_fill};
use crate::scene::{Circle, Line, Primitive, Stroke};

/// Lengths of dash and gap for a line of a width, screen points; `None` for a solid line.
#[must_use]
pub fn dash_pt(dash: Dash, width_pt: f32) -> Option<[f32; 2]> {
    let width = width_pt.max(1.0);
    match dash {
        Dash::Solid => None,
        Dash::Dashed => Some([4.0 * width, 3.0 * width]),
        Dash::Dotted => Some([width, 2.5 * width]),
    }
}

/// The corners of a marker of diameter 1 about its centre, y downwards, in a row such that every
/// point of the outline is seen from the centre; none for a circle.
#[must_use]
pub fn marker_corners(marker: Marker) -> Vec<[f32; 2]> {
    match marker {
        Marker::Circle => Vec::new(),
        Marker::Square => vec![[-0.44, -0.44], [0.44, -0.44], [0.44, 0.44], [-0.44, 0.44]],
        Marker::Triangle => vec![[0.0, -0.54], [0.52, 0.36], [-0.52, 0.36]],
        Marker::Diamond => vec![[0.0, -0.56], [0.56, 0.0], [0.0, 0.56], [-0.56, 0.0]],
        Marker::Star => star(5, 0.6, 0.26),
        Marker::Cross => {
            const ARM: f32 = 0.16;
            const END: f32 = 0.5;
            vec![
                [-ARM, -END],
                [ARM, -END],
                [ARM, -ARM],
                [END, -ARM],
                [END, ARM],
                [ARM, ARM],
                [ARM, END],
                [-ARM, END],
                [-ARM, ARM],
                [-END, ARM],
                [-END, -ARM],
                [-ARM, -ARM],
            ]
        }
    }
}

/// A marker about a centre, its diameter in screen points, within an outline.
#[must_use]
pub fn marker_primitives(
    marker: Marker,
    center: [f32; 2],
    size_pt: f32,
    color: Rgba,
    outline: Rgba,
) -> Vec<Primitive> {
    let stroke = Stroke {
        width_pt: (0.12 * size_pt).clamp(0.8, 1.6),
        color: outline,
    };
    if marker == Marker::Circle {
        return vec![Primitive::Circle(Circle {
            center,
            radius_pt: size_pt / 2.0,
            fill: Some(color),
            stroke: Some(stroke),
        })];
    }
    let corners: Vec<[f32; 2]> = marker_corners(marker)
        .into_iter()
        .map(|[x, y]| [center[0] + x * size_pt, center[1] + y * size_pt])
        .collect();
    vec![
        Primitive::Fill(star_fill(corners.clone(), color)),
        Primitive::Line(Line {
            points: corners,
            closed: true,
            stroke,
            dash: None,
        }),
    ]
}

/// Which types of geometry a layer has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GeometryTypes {
    /// Points.
    pub points: bool,
    /// Lines.
    pub lines: bool,
    /// Polygons.
    pub areas: bool,
}

impl GeometryTypes {
    /// By what was counted while the layer was read; of a collection anything may be in it.
    #[must_use]
    pub fn of(report: &LoadReport) -> Self {
        let any = |kinds: [GeometryKind; 3]| {
            let has = |kind| report.geometries.get(kind).is_some_and(|count| *count > 0);
            kinds.iter().any(has)
        };
        let collection = GeometryKind::GeometryCollection;
        Self {
            points: any([GeometryKind::Point, GeometryKind::MultiPoint, collection]),
            lines: any([
                GeometryKind::LineString,
                GeometryKind::MultiLineString,
                collection,
            ]),
            areas: any([
                GeometryKind::Polygon,
                GeometryKind::MultiPolygon,
                collection,
            ]),
        }
    }
}

/// What stands for features of one colour about a centre: an area, a line over it, a marker on top,
/// as far as the layer has them.
#[must_use]
pub fn key_primitives(
    types: GeometryTypes,
    style: &Style,
    color: Rgba,
    center: [f32; 2],
    casing: Rgba,
) -> Vec<Primitive> {
    let [x, y] = center;
    let mut primitives = Vec::new();
    let width_pt = style.width_pt.min(6.0);
    if types.areas {
        let corners = vec![
            [x - 12.0, y - 5.0],
            [x + 12.0, y - 5.0],
            [x + 12.0, y + 5.0],
            [x - 12.0, y + 5.0],
        ];
        let fill = star_fill(corners.clone(), color.faded(style.fill_opacity));
        primitives.push(Primitive::Fill(fill));
        if width_pt > 0.0 {
            primitives.push(Primitive::Line(Line {
                points: corners,
                closed: true,
                stroke: Stroke {
                    width_pt: width_pt.min(3.0),
                    color: style.outline.unwrap_or(color),
                },
                dash: dash_pt(style.dash, width_pt.min(3.0)),
            }));
        }
    }
    if types.lines {
        primitives.push(Primitive::Line(Line {
            points: vec![[x - 13.0, y], [x + 13.0, y]],
            closed: false,
            stroke: Stroke { width_pt, color },
            dash: dash_pt(style.dash, width_pt),
        }));
    }
    if types.points {
        let size_pt = style.size_pt.clamp(4.0, 15.0);
        let outline = style.outline.unwrap_or(casing);
        primitives.extend(marker_primitives(
            style.marker,
            center,
            size_pt,
            color,
            outline,
        ));
    }
    primitives
}
