//! What stands in a legend for the features of a layer.
use crate::model::table::GeometryKind;
use crate::model::{Dash, LoadReport, Rgba, Style};
use crate::scene::symbol::{marker_primitives, star_fill};
use crate::scene::{Line, Primitive, Stroke};

/// Lengths of dash and gap for a line of a width, screen points; `None` for a solid line. Ends are
/// round and reach beyond a dash by half the width.
#[must_use]
pub fn dash_pt(dash: Dash, width_pt: f32) -> Option<[f32; 2]> {
    let width_pt = width_pt.max(1.0);
    match dash {
        Dash::Solid => None,
        Dash::Dashed => Some([3.0 * width_pt, 3.0 * width_pt]),
        Dash::Dotted => Some([0.1, 2.2 * width_pt]),
    }
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

/// What stands for features of one colour about a centre: an area, a line, a marker on top,
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
    // Side by side where there are both.
    let (area_end, line_start) = match (types.areas, types.lines) {
        (true, true) => (-1.0, 3.0),
        _ => (13.0, -13.0),
    };
    if types.areas {
        let corners = vec![
            [x - 13.0, y - 5.0],
            [x + area_end, y - 5.0],
            [x + area_end, y + 5.0],
            [x - 13.0, y + 5.0],
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
            points: vec![[x + line_start, y], [x + 13.0, y]],
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
