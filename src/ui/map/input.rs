//! What the mouse does on the map: drag, wheel, clicks, pointer. Turns gestures into commands and
//! changes nothing itself.
use egui::{PointerButton, Response, Ui};

use crate::geodesy::Position;
use crate::geodesy::mercator::world_from_lonlat;
use crate::model::{FeatureRef, LayerKind, PointDrawing, Viewport};
use crate::scene::build::visible_layers;
use crate::scene::features::is_cluster_at;
use crate::scene::same_spot;
use crate::state::{Command, Navigate};
use crate::ui::PanelContext;

/// Scroll points that make one zoom level; a notch of a usual wheel gives 40 to 60.
const SCROLL_PT_PER_LEVEL: f32 = 110.0;
/// How far a click on a cluster zooms in.
const CLUSTER_LEVELS: f64 = 2.0;

/// Gestures that move the map.
pub fn navigate(ui: &Ui, response: &Response, ctx: &mut PanelContext<'_>) {
    let moving = ctx.state.session().is_moving();
    let mut push = |navigate| ctx.commands.push(Command::Navigate(navigate));
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
    let pressed = ui.input(|input| input.pointer.primary_pressed());
    if moving && pressed && response.contains_pointer() {
        // A hand on the map holds it.
        push(Navigate::Release {
            velocity_pt: [0.0; 2],
        });
    }
    if response.drag_stopped_by(PointerButton::Primary)
        || response.drag_stopped_by(PointerButton::Middle)
    {
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

/// The position under the pointer.
pub fn position(response: &Response, view: &Viewport) -> Option<Position> {
    let at = response
        .hover_pos()
        .filter(|_| response.contains_pointer())?;
    let local = at - response.rect.min;
    let position = view.lonlat_from_screen([f64::from(local.x), f64::from(local.y)]);
    Some(position.within_half_turn())
}

/// What lies under the pointer, and what a click there does.
pub fn point(
    response: &Response,
    view: &Viewport,
    found: Vec<FeatureRef>,
    ctx: &mut PanelContext<'_>,
) -> Option<Position> {
    let position = position(response, view);
    if response.clicked() && !response.double_clicked() {
        let several = response
            .ctx
            .input(|input| input.modifiers.command || input.modifiers.shift);
        match found.first() {
            Some(&top) if several => ctx.commands.push(Command::ToggleSelected(top)),
            None if several => {}
            _ if let (Some(at), Some(position)) = (response.hover_pos(), position)
                && is_on_cluster(&found, position, view, ctx) =>
            {
                let local = at - response.rect.min;
                ctx.commands.push(Command::Navigate(Navigate::GlideZoom {
                    levels: CLUSTER_LEVELS,
                    at_pt: Some([f64::from(local.x), f64::from(local.y)]),
                }));
            }
            _ => click(&found, ctx),
        }
    }
    if response.secondary_clicked()
        && let Some(position) = position
    {
        ctx.commands.push(Command::Probe(Some(position)));
    }
    if found != ctx.state.session().hovered {
        ctx.commands.push(Command::Hover(found));
    }
    position
}

/// Whether a click there is on a cluster of points that can come apart, and on nothing of another
/// layer.
fn is_on_cluster(
    found: &[FeatureRef],
    position: Position,
    view: &Viewport,
    ctx: &PanelContext<'_>,
) -> bool {
    if view.zoom >= *Viewport::ZOOM_RANGE.end() - CLUSTER_LEVELS {
        return false;
    }
    let is_first = |layer| match found.first() {
        Some(FeatureRef::Row(of, _)) => *of == layer,
        Some(_) => false,
        None => true,
    };
    let at = world_from_lonlat(position);
    let document = ctx.state.document();
    visible_layers(document).any(|layer| {
        let LayerKind::Features(id) = layer.kind else {
            return false;
        };
        let style = document.features.get(&id).map(|layer| &layer.style);
        let loaded = ctx.state.shown().get(id);
        style.zip(loaded).is_some_and(|(style, loaded)| {
            style.points == PointDrawing::Clusters
                && is_first(id)
                && is_cluster_at(&loaded.index, view.zoom, at)
        })
    })
}

/// Select the first and spread the symbols that share its spot.
fn click(found: &[FeatureRef], ctx: &mut PanelContext<'_>) {
    let session = ctx.state.session();
    let top = found.first().copied();
    let spread_already = session
        .fanned
        .as_ref()
        .is_some_and(|(_, members)| top.is_some_and(|top| members.contains(&top)));
    if !spread_already {
        let fanned = top.and_then(|top| {
            let passing = ctx.state.shown().incidents.as_deref();
            let zoom = session.viewport.zoom;
            let (place, members) = same_spot(ctx.state.atlas(), top, zoom, passing)?;
            (members.len() > 1).then_some((place, members))
        });
        ctx.commands.push(Command::FanOut(fanned));
    }
    ctx.commands.push(Command::Select(top));
}
