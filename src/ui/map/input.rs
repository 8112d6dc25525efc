//! What the mouse does on the map: drag, wheel, clicks, pointer. Turns gestures into commands and
//! changes nothing itself.
use egui::{PointerButton, Response, Ui};

use crate::geodesy::Position;
use crate::model::{FeatureRef, Viewport};
use crate::state::{Command, Navigate};
use crate::ui::PanelContext;

/// Scroll points that make one zoom level; a notch of a usual wheel gives 40 to 60.
const SCROLL_PT_PER_LEVEL: f32 = 110.0;

/// Gestures that move the map.
pub fn navigate(ui: &Ui, response: &Response, commands: &mut Vec<Command>) {
    let mut push = |navigate| commands.push(Command::Navigate(navigate));
    let origin = response.rect.min;
    let local = |at: egui::Pos2| [f64::from(at.x - origin.x), f64::from(at.y - origin.y)];

    if response.dragged_by(PointerButton::Primary) || response.dragged_by(PointerButton::Middle) {
        let delta = response.drag_delta();
        if delta != egui::Vec2::ZERO {
            push(Navigate::Drag {
                delta_pt: [f64::from(delta.x), f64::from(delta.y)],
            });
        }
    }
    if response.drag_stopped() {
        let velocity = ui.input(|input| {
            // A pointer that rested before it was let go gives no swing.
            if input.pointer.is_still() {
                egui::Vec2::ZERO
            } else {
                input.pointer.velocity()
            }
        });
        push(Navigate::Release {
            velocity_pt: [f64::from(velocity.x), f64::from(velocity.y)],
        });
    }
    let Some(at) = response.hover_pos() else {
        return;
    };
    if !response.contains_pointer() {
        return;
    }
    let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
    if (pinch - 1.0).abs() > 1e-4 {
        push(Navigate::Zoom {
            levels: f64::from(pinch.log2()),
            at_pt: local(at),
        });
    } else if scroll.abs() > 1e-3 {
        let levels = f64::from(scroll / SCROLL_PT_PER_LEVEL);
        push(Navigate::Zoom {
            levels,
            at_pt: local(at),
        });
    }
    if response.double_clicked() {
        push(Navigate::GlideZoom {
            levels: 1.0,
            at_pt: Some(local(at)),
        });
    }
}

/// What lies under the pointer, and what a click there does.
pub fn point(
    response: &Response,
    view: &Viewport,
    found: Vec<FeatureRef>,
    ctx: &mut PanelContext<'_>,
) -> Option<Position> {
    let at = response.hover_pos().filter(|_| response.contains_pointer());
    let position = at.map(|at| {
        let local = at - response.rect.min;
        view.lonlat_from_screen([f64::from(local.x), f64::from(local.y)])
    });
    if response.clicked() && !response.double_clicked() {
        click(&found, ctx);
    }
    if response.secondary_clicked() {
        ctx.commands.push(Command::Probe(position));
    }
    if found != ctx.state.session().hovered {
        ctx.commands.push(Command::Hover(found));
    }
    position
}

/// Select the top-most and spread symbols that share its place.
fn click(found: &[FeatureRef], ctx: &mut PanelContext<'_>) {
    let session = ctx.state.session();
    let top = found.first().copied();
    let spread_already = session
        .fanned
        .as_ref()
        .is_some_and(|(_, members)| top.is_some_and(|top| members.contains(&top)));
    if !spread_already {
        let incidents: Vec<FeatureRef> = found
            .iter()
            .copied()
            .filter(|feature| matches!(feature, FeatureRef::Incident(_)))
            .collect();
        let place = match top {
            Some(FeatureRef::Incident(index)) => ctx
                .state
                .atlas()
                .incidents
                .get(index as usize)
                .and_then(|incident| incident.position),
            _ => None,
        };
        let fanned = place
            .filter(|_| incidents.len() > 1)
            .map(|place| (place, incidents));
        ctx.commands.push(Command::FanOut(fanned));
    }
    ctx.commands.push(Command::Select(top));
}
