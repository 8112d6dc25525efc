//! Borders between states: their weight says whether they are agreed and which are the subject.
use super::clip::{pieces, strokes};
use super::frame::Frame;
use super::ground::{Canvas, world_borders};
use super::label::Obstacle;
use super::{Primitive, Stroke};
use crate::model::BorderStatus;
use crate::spatial::{Detail, LineLayer};

/// Lengths of dash and gap of disputed borders, screen points.
pub(super) const DISPUTED_DASH: [f32; 2] = [7.0, 4.0];

/// Whether a border is the subject of the map.
fn is_afghan(id: &str) -> bool {
    id.split('-').any(|country| country == "AFG")
}

/// The soft bands of all borders first, then the lines, so that no band dims a line.
pub(super) fn borders(canvas: &Canvas<'_>) -> Vec<Primitive> {
    let atlas = canvas.detail.atlas();
    let lines = canvas.detail.lines(LineLayer::Borders, canvas.zoom);
    let mut primitives = world_borders(canvas);
    for line in lines.iter() {
        let afghan = is_afghan(&atlas.borders[line.0.feature].id);
        let band = if afghan {
            canvas.width(5.0, 12.0)
        } else {
            canvas.width(2.5, 7.0)
        };
        let stroke = Stroke {
            width_pt: band,
            color: canvas
                .theme
                .border_band
                .faded(if afghan { 1.0 } else { 0.7 }),
        };
        primitives.extend(strokes(canvas.frame, line, stroke, None));
    }
    for line in lines.iter() {
        let border = &atlas.borders[line.0.feature];
        let width_pt = if is_afghan(&border.id) {
            canvas.width(1.3, 2.2)
        } else {
            canvas.width(0.8, 1.4)
        };
        let stroke = Stroke {
            width_pt,
            color: canvas.theme.border,
        };
        let dash = (border.status == BorderStatus::Disputed).then_some(DISPUTED_DASH);
        primitives.extend(strokes(canvas.frame, line, stroke, dash));
    }
    primitives
}

/// Discs along the borders in view, for names to keep clear of.
pub(super) fn on_borders(detail: &Detail, frame: &Frame, zoom: f64) -> Vec<Obstacle> {
    const APART_PT: f32 = 5.0;
    let lines = detail.lines(LineLayer::Borders, zoom);
    let mut discs = Vec::new();
    for (part, points) in lines.iter() {
        for piece in pieces(frame, &part.bounds, points, None) {
            for pair in piece.windows(2) {
                let run = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
                let steps = (run[0].hypot(run[1]) / APART_PT).ceil().max(1.0) as u16;
                discs.extend((0..steps).map(|step| {
                    let t = f32::from(step) / f32::from(steps);
                    Obstacle::Circle {
                        center: [pair[0][0] + t * run[0], pair[0][1] + t * run[1]],
                        radius_pt: 2.5,
                    }
                }));
            }
        }
    }
    discs
}
