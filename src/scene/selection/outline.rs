//! The outline of a selected line or area, over all that is drawn.
use crate::geodesy::mercator::{world_from_lonlat, world_size_pt};
use crate::geodesy::{lon_lat, unwrap_turns};
use crate::model::table::{Geometry, GeometryKind};
use crate::model::{Document, Viewport};
use crate::scene::clip::pieces;
use crate::scene::frame::Frame;
use crate::scene::theme::Theme;
use crate::scene::{Group, Line, Primitive, Stroke};
use crate::spatial::WorldBox;

/// Vertices nearer to the last one than this are left out, screen points.
const STEP_PT: f64 = 0.7;

/// Lines, and the rings of polygons; nothing for points, which have a ring about them.
#[must_use]
pub fn outline(document: &Document, viewport: Viewport, geometry: Geometry<'_>) -> Group {
    let theme = Theme::of(document.basemap);
    let step_deg = STEP_PT * 360.0 / world_size_pt(viewport.zoom);
    let mut lines = Vec::new();
    geometry.for_each_simple(&mut |simple| {
        if !matches!(
            simple.kind(),
            GeometryKind::Point | GeometryKind::MultiPoint
        ) {
            let is_area = matches!(
                simple.kind(),
                GeometryKind::Polygon | GeometryKind::MultiPolygon
            );
            let paths = simple.parts().flat_map(|part| part.paths());
            lines.extend(paths.map(|path| world_path(path, step_deg, is_area)));
        }
    });
    let mut primitives = Vec::new();
    for (width_pt, color) in [(4.6, theme.casing), (2.2, theme.selection)] {
        let copies = Frame::copies(&viewport);
        for frame in copies.iter().flat_map(Frame::with_west) {
            for (bounds, line) in &lines {
                for points in pieces(&frame, bounds, line, None) {
                    primitives.push(Primitive::Line(Line {
                        points,
                        closed: false,
                        stroke: Stroke { width_pt, color },
                        dash: None,
                    }));
                }
            }
        }
    }
    Group {
        id: "selected outline",
        primitives,
    }
}

/// A path in unit-square coordinates without what is too near to be seen apart. Degrees of latitude
/// grow on screen by the secant of the latitude, those of longitude do not (web mercator). Its western
/// end lies within the unit square.
fn world_path(path: &[[f64; 2]], step_deg: f64, is_ring: bool) -> (WorldBox, Vec<[f64; 2]>) {
    let mut points = Vec::new();
    let mut last: Option<[f64; 2]> = None;
    for (index, &[lon, lat]) in path.iter().enumerate() {
        let near = last.is_some_and(|[last_lon, last_lat]| {
            (lon - last_lon).abs() < step_deg
                && (lat - last_lat).abs() < step_deg * lat.to_radians().cos()
        });
        if !near || index + 1 == path.len() {
            points.push(world_from_lonlat(lon_lat(lon, lat)));
            last = Some([lon, lat]);
        }
    }
    unwrap_turns(&mut points, 1.0, is_ring);
    let turns = WorldBox::around(&points).min[0].floor();
    if turns.is_finite() {
        for point in &mut points {
            point[0] -= turns;
        }
    }
    (WorldBox::around(&points), points)
}
