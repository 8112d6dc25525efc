//! What the mouse and the keys do on the histogram: brush, move and resize the window, move and zoom
//! the view.
use egui::{CursorIcon, Event, Key, Modifiers, PointerButton, Rect, Response, Ui};

use super::TimelinePanel;
use super::view::{Scale, View};
use super::window::set_window;
use crate::model::TimeSpan;
use crate::state::Command;
use crate::ui::PanelContext;

/// A handle is as wide as this to each side, screen points.
const HANDLE_PT: f32 = 6.0;
/// Scroll points that double or halve the view, as on the map.
const SCROLL_PT: f32 = 110.0;
/// What one key press does to the view's length.
const KEY_ZOOM: f64 = 0.7;

/// What is dragged.
#[derive(Clone, Copy, Debug)]
pub(super) enum Drag {
    /// A window from here on.
    New(i64),
    /// The window, held at a moment.
    Window(f64, TimeSpan),
    /// One end of the window; the other stays.
    End(i64),
    /// The view.
    View,
}

/// Where the parts of the histogram stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    /// The bars and the names of the periods over them.
    pub(super) plot: Rect,
    /// The intervals.
    pub(super) intervals: Rect,
    /// The ticks with their words.
    pub(super) axis: Rect,
}

impl TimelinePanel {
    /// Take up gestures; the view may be another after that.
    pub(super) fn brush(
        &mut self,
        ui: &Ui,
        response: &Response,
        parts: Parts,
        (scale, extent): (Scale, TimeSpan),
        ctx: &mut PanelContext<'_>,
    ) {
        let window = ctx.state.time_window();
        if response.drag_started() {
            response.request_focus();
            let origin = ui.input(|input| input.pointer.press_origin());
            let panning = ui.input(|input| input.modifiers.shift)
                || !response.dragged_by(PointerButton::Primary);
            self.drag = origin.map(|origin| {
                if panning || parts.axis.contains(origin) {
                    return Drag::View;
                }
                grabbed(scale, window, origin.x)
            });
        }
        if let (Some(drag), Some(at)) = (self.drag, response.interact_pointer_pos()) {
            if let Some(span) = dragged(scale, drag, at.x) {
                if response.drag_stopped() {
                    set_window(ctx, Some(span));
                } else if window != Some(span) || ctx.state.session().playback.is_some() {
                    ctx.commands.push(Command::SetPlayhead(Some(span)));
                }
            } else if matches!(drag, Drag::View) {
                let by = -f64::from(response.drag_delta().x) * scale.ms_per_pt();
                self.view = Some(scale.view.moved(by, extent));
            } else if response.drag_stopped() {
                set_window(ctx, None);
            }
        }
        if response.drag_stopped() || !response.dragged() {
            self.drag = None;
        }
        if response.clicked() {
            response.request_focus();
        }
        self.wheel(ui, response, scale, extent);
        if response.double_clicked() {
            self.view = None;
        }
        if let Some(at) = response.hover_pos() {
            ui.ctx()
                .set_cursor_icon(cursor(scale, window, parts, at, self.drag));
        }
    }

    fn wheel(&mut self, ui: &Ui, response: &Response, scale: Scale, extent: TimeSpan) {
        let Some(at) = response.hover_pos().filter(|_| response.contains_pointer()) else {
            return;
        };
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
        let factor = if (pinch - 1.0).abs() > 1e-4 {
            f64::from(pinch).recip()
        } else {
            f64::from(-scroll.y / SCROLL_PT).exp2()
        };
        let mut view = scale.view;
        if (factor - 1.0).abs() > 1e-6 {
            view = view.zoomed(factor, scale.ms(at.x), extent);
        }
        if scroll.x.abs() > 1e-3 {
            view = view.moved(-f64::from(scroll.x) * scale.ms_per_pt(), extent);
        }
        if view != scale.view {
            self.view = Some(view);
        }
    }

    /// Take the keys that mean something else on the map, while the histogram has the focus.
    pub fn take_keys(&mut self, ui: &Ui, ctx: &mut PanelContext<'_>) {
        let focused = self
            .id
            .is_some_and(|id| ui.memory(|memory| memory.has_focus(id)));
        let (true, Some(seen)) = (focused, self.seen) else {
            return;
        };
        let keys = [
            Key::ArrowLeft,
            Key::ArrowRight,
            Key::Plus,
            Key::Equals,
            Key::Minus,
            Key::Home,
            Key::Escape,
            Key::Space,
        ];
        let pressed = ui.input_mut(|input| {
            let mut pressed = Vec::new();
            input.events.retain(|event| match event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } if keys.contains(key)
                    && matches!(*modifiers, Modifiers::NONE | Modifiers::SHIFT) =>
                {
                    pressed.push((*key, modifiers.shift));
                    false
                }
                _ => true,
            });
            pressed
        });
        let extent = seen.extent;
        for (key, shift) in pressed {
            let view = self.view.unwrap_or_else(|| View::whole(extent));
            let middle = view.start_ms.midpoint(view.end_ms);
            let zoomed = |factor| Some(view.zoomed(factor, middle, extent));
            match key {
                Key::ArrowLeft | Key::ArrowRight if shift => {
                    let by = view.length_ms() * if key == Key::ArrowLeft { -0.1 } else { 0.1 };
                    self.view = Some(view.moved(by, extent));
                }
                Key::ArrowLeft => self.step(ctx, false),
                Key::ArrowRight => self.step(ctx, true),
                Key::Plus | Key::Equals => self.view = zoomed(KEY_ZOOM),
                Key::Minus => self.view = zoomed(1.0 / KEY_ZOOM),
                Key::Home => self.view = None,
                Key::Space => self.play_or_pause(ctx),
                _ => set_window(ctx, None),
            }
        }
    }
}

/// What a press at a place takes hold of.
fn grabbed(scale: Scale, window: Option<TimeSpan>, x: f32) -> Drag {
    let Some(window) = window else {
        return Drag::New(scale.snapped(scale.ms(x)));
    };
    let (start, end) = (scale.x(window.start_ms), scale.x(window.end_ms));
    let near = |end: f32| (x - end).abs() <= HANDLE_PT;
    match () {
        () if near(end) && (x >= start || !near(start)) => Drag::End(window.start_ms),
        () if near(start) => Drag::End(window.end_ms),
        () if (start..end).contains(&x) => Drag::Window(scale.ms(x), window),
        () => Drag::New(scale.snapped(scale.ms(x))),
    }
}

/// The window that a drag gives; `None` where it has no length.
fn dragged(scale: Scale, drag: Drag, x: f32) -> Option<TimeSpan> {
    let ms = scale.ms(x);
    let between = |a: i64, b: i64| TimeSpan {
        start_ms: a.min(b),
        end_ms: a.max(b),
    };
    let span = match drag {
        Drag::New(from) | Drag::End(from) => between(from, scale.snapped(ms)),
        Drag::Window(held_ms, span) => {
            let start_ms = scale.snapped(span.start_ms as f64 + ms - held_ms);
            // A window of whole months stays one.
            let end_ms = scale.snapped(span.end_ms as f64 + ms - held_ms);
            let snapped = scale.snapped(span.start_ms as f64) == span.start_ms
                && scale.snapped(span.end_ms as f64) == span.end_ms;
            TimeSpan {
                start_ms,
                end_ms: if snapped {
                    end_ms
                } else {
                    start_ms + span.length_ms()
                },
            }
        }
        Drag::View => return None,
    };
    (span.start_ms < span.end_ms).then_some(span)
}

fn cursor(
    scale: Scale,
    window: Option<TimeSpan>,
    parts: Parts,
    at: egui::Pos2,
    drag: Option<Drag>,
) -> CursorIcon {
    let grabbed = drag.unwrap_or_else(|| grabbed(scale, window, at.x));
    let over_axis = parts.axis.contains(at) && drag.is_none();
    match grabbed {
        Drag::View => CursorIcon::Grabbing,
        _ if over_axis => CursorIcon::Grab,
        Drag::End(_) => CursorIcon::ResizeHorizontal,
        Drag::Window(..) if drag.is_some() => CursorIcon::Grabbing,
        Drag::Window(..) => CursorIcon::Grab,
        Drag::New(_) => CursorIcon::Default,
    }
}
