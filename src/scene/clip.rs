//! Lines and areas cut to what is drawn, so that coordinates stay small at large zooms and cost
//! follows the screen.
use super::frame::{Frame, narrow};
use super::{Fill, Line, Primitive, Stroke};
use crate::model::Rgba;
use crate::spatial::detail::{AreaPart, LinePart};
use crate::spatial::{Areas, WorldBox};

/// The visible pieces of a line, unit-square coordinates in, screen points out.
///
/// With a `period`, every piece starts at a multiple of it along the whole line, so that dashes
/// stay where they are when the map is panned.
pub(super) fn pieces(
    frame: &Frame,
    bounds: &WorldBox,
    points: &[[f64; 2]],
    period: Option<f64>,
) -> Vec<Vec<[f32; 2]>> {
    let drawn = frame.drawn();
    let on_screen = frame.screen_box(bounds);
    if !drawn.overlaps(&on_screen) {
        return Vec::new();
    }
    if drawn.encloses(&on_screen) {
        return vec![
            points
                .iter()
                .map(|point| narrow(frame.screen(*point)))
                .collect(),
        ];
    }
    let mut pieces = Vec::new();
    let mut piece: Vec<[f64; 2]> = Vec::new();
    let (mut chainage, mut piece_start) = (0.0, 0.0);
    let mut finish = |piece: &mut Vec<[f64; 2]>, start: f64| {
        if let Some(period) = period {
            trim_start(piece, (start / period).ceil() * period - start);
        }
        if piece.len() > 1 {
            pieces.push(piece.iter().map(|point| narrow(*point)).collect());
        }
        piece.clear();
    };
    let screen: Vec<[f64; 2]> = points.iter().map(|point| frame.screen(*point)).collect();
    for pair in screen.windows(2) {
        let length = if period.is_some() {
            (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1])
        } else {
            0.0
        };
        match segment_within(&drawn, pair[0], pair[1]) {
            None => finish(&mut piece, piece_start),
            Some([enter, leave]) => {
                let at = |t: f64| {
                    [
                        pair[0][0] + t * (pair[1][0] - pair[0][0]),
                        pair[0][1] + t * (pair[1][1] - pair[0][1]),
                    ]
                };
                if enter > 0.0 || piece.is_empty() {
                    finish(&mut piece, piece_start);
                    piece.push(at(enter));
                    piece_start = chainage + enter * length;
                }
                piece.push(if leave < 1.0 { at(leave) } else { pair[1] });
                if leave < 1.0 {
                    finish(&mut piece, piece_start);
                }
            }
        }
        chainage += length;
    }
    finish(&mut piece, piece_start);
    pieces
}

/// The visible pieces of a polyline of a layer as primitives.
pub(super) fn strokes(
    frame: &Frame,
    (part, points): (&LinePart, &[[f64; 2]]),
    stroke: Stroke,
    dash: Option<[f32; 2]>,
) -> impl Iterator<Item = Primitive> {
    let period = dash.map(|[dash, gap]| f64::from(dash + gap));
    pieces(frame, &part.bounds, points, period)
        .into_iter()
        .map(move |points| {
            Primitive::Line(Line {
                points,
                closed: false,
                stroke,
                dash,
            })
        })
}

/// Where a segment enters and leaves a box, as fractions of its length (Liang and Barsky 1984).
fn segment_within(within: &WorldBox, a: [f64; 2], b: [f64; 2]) -> Option<[f64; 2]> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let run = b[axis] - a[axis];
        let (to_min, to_max) = (within.min[axis] - a[axis], within.max[axis] - a[axis]);
        if run == 0.0 {
            if to_min > 0.0 || to_max < 0.0 {
                return None;
            }
            continue;
        }
        let (near, far) = if run > 0.0 {
            (to_min / run, to_max / run)
        } else {
            (to_max / run, to_min / run)
        };
        enter = enter.max(near);
        leave = leave.min(far);
    }
    (enter < leave).then_some([enter, leave])
}

/// Cuts a length off the start of a line.
fn trim_start(points: &mut Vec<[f64; 2]>, mut length: f64) {
    let mut gone = 0;
    for pair in 0..points.len().saturating_sub(1) {
        let [a, b] = [points[pair], points[pair + 1]];
        let step = (b[0] - a[0]).hypot(b[1] - a[1]);
        if step > length {
            let t = length / step;
            points[pair] = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
            break;
        }
        length -= step;
        gone += 1;
    }
    points.drain(..gone);
}

/// A polygon of a layer as far as it is visible.
pub(super) fn fill(
    frame: &Frame,
    areas: &Areas,
    part: &AreaPart,
    color: Rgba,
) -> Option<Primitive> {
    let drawn = frame.drawn();
    let on_screen = frame.screen_box(&part.bounds);
    if !drawn.overlaps(&on_screen) {
        return None;
    }
    if drawn.encloses(&on_screen) {
        let mut end = 0;
        return Some(Primitive::Fill(Fill {
            vertices: areas
                .vertices(part)
                .iter()
                .map(|vertex| narrow(frame.screen(*vertex)))
                .collect(),
            ring_ends: areas
                .rings(part)
                .map(|ring| {
                    end += ring.len() as u32;
                    end
                })
                .collect(),
            triangles: areas.triangles(part).to_vec(),
            color,
        }));
    }
    let fill = cut(frame, areas, part, color);
    (!fill.triangles.is_empty()).then_some(Primitive::Fill(fill))
}

/// A polygon cut to what is drawn: first its rings, then its triangles with corners of their own.
fn cut(frame: &Frame, areas: &Areas, part: &AreaPart, color: Rgba) -> Fill {
    let drawn = frame.drawn();
    let mut fill = Fill {
        vertices: Vec::new(),
        ring_ends: Vec::new(),
        triangles: Vec::new(),
        color,
    };
    for ring in areas.rings(part) {
        let ring = ring.iter().map(|vertex| frame.screen(*vertex)).collect();
        let visible = cut_ring(ring, &drawn);
        if visible.len() > 2 {
            fill.vertices.extend(visible.into_iter().map(narrow));
            fill.ring_ends.push(fill.vertices.len() as u32);
        }
    }
    let vertices: Vec<[f64; 2]> = areas
        .vertices(part)
        .iter()
        .map(|vertex| frame.screen(*vertex))
        .collect();
    for corners in areas.triangles(part).chunks_exact(3) {
        let triangle = [0, 1, 2].map(|corner| vertices[corners[corner] as usize]);
        let bounds = WorldBox::around(&triangle);
        if !drawn.overlaps(&bounds) {
            continue;
        }
        let visible = if drawn.encloses(&bounds) {
            triangle.to_vec()
        } else {
            cut_ring(triangle.to_vec(), &drawn)
        };
        let first = fill.vertices.len() as u32;
        for corner in 2..visible.len() as u32 {
            fill.triangles
                .extend([first, first + corner - 1, first + corner]);
        }
        fill.vertices.extend(visible.into_iter().map(narrow));
    }
    fill
}

/// A ring cut to a box (Sutherland and Hodgman 1974); may run along the box's edge.
pub(super) fn cut_ring(mut ring: Vec<[f64; 2]>, within: &WorldBox) -> Vec<[f64; 2]> {
    for (axis, sign, limit) in [
        (0, 1.0, within.min[0]),
        (0, -1.0, -within.max[0]),
        (1, 1.0, within.min[1]),
        (1, -1.0, -within.max[1]),
    ] {
        let inside = |point: &[f64; 2]| sign * point[axis] - limit;
        let mut kept = Vec::with_capacity(ring.len() + 4);
        for (index, b) in ring.iter().enumerate() {
            let a = &ring[index.checked_sub(1).unwrap_or(ring.len() - 1)];
            let (to_a, to_b) = (inside(a), inside(b));
            if (to_a >= 0.0) != (to_b >= 0.0) {
                let t = to_a / (to_a - to_b);
                kept.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
            }
            if to_b >= 0.0 {
                kept.push(*b);
            }
        }
        ring = kept;
    }
    ring
}
