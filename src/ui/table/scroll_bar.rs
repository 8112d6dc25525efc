//! A scroll bar for a range of any length: the place is a number of its own and no screen point.
use egui::{Rect, Sense, Ui, vec2};

/// Shortest thumb, screen points.
const LEAST_PT: f32 = 28.0;

/// Which way it goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Down,
    Right,
}

/// What a bar stands for.
pub(super) struct ScrollBar<'a> {
    pub name: &'a str,
    pub way: Way,
    /// Share of the whole that can be seen.
    pub seen: f32,
    /// The farthest place.
    pub most: f64,
}

impl ScrollBar<'_> {
    /// Show it, and move the place as the pointer asks.
    pub fn ui(&self, ui: &mut Ui, rect: Rect, at: &mut f64) {
        if self.most <= 0.0 || rect.width() < 1.0 || rect.height() < 1.0 {
            return;
        }
        let axis = usize::from(self.way == Way::Down);
        let length = rect.size()[axis];
        let thumb_length = (length * self.seen).clamp(LEAST_PT.min(length), length);
        let way = f64::from(length - thumb_length).max(1.0);
        let id = ui.scope_id().with(self.name);
        // The keys have their own ways to scroll.
        let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
        response.widget_info(|| {
            let mut info = egui::WidgetInfo::labeled(egui::Role::ScrollBar, true, self.name);
            info.value = Some(*at);
            info
        });
        let start = (*at / self.most * way) as f32;
        if response.dragged() {
            *at += f64::from(response.drag_delta()[axis]) / way * self.most;
        } else if response.clicked()
            && let Some(pointer) = response.interact_pointer_pos()
        {
            // A click beside the thumb goes there.
            let along = pointer[axis] - rect.min[axis];
            if along < start || along > start + thumb_length {
                *at = f64::from(along - thumb_length / 2.0) / way * self.most;
            }
        }
        *at = at.clamp(0.0, self.most);
        let start = (*at / self.most * way) as f32;
        let thumb = if axis == 1 {
            let min = rect.min + vec2(2.0, start);
            Rect::from_min_size(min, vec2(rect.width() - 4.0, thumb_length))
        } else {
            let min = rect.min + vec2(start, 2.0);
            Rect::from_min_size(min, vec2(thumb_length, rect.height() - 4.0))
        };
        let strength = if response.dragged() || response.hovered() {
            0.75
        } else {
            0.4
        };
        let color = ui.visuals().weak_text_color().gamma_multiply(strength);
        ui.painter().rect_filled(thumb, 4.0, color);
    }
}
