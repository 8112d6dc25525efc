//! Borders between states: their weight says whether they are agreed and which are the subject.
use super::clip::strokes;
use super::ground::{Canvas, world_borders};
use super::{Primitive, Stroke};
use crate::model::BorderStatus;
use crate::spatial::LineLayer;

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
