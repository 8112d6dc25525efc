//! Buttons with the signs of a player, drawn rather than written: the fonts do not have them.
use egui::{Painter, Pos2, Response, Sense, Shape, Stroke, Ui, pos2, vec2};

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon {
    Back,
    Play,
    Pause,
    Forward,
    Loop,
    Clear,
}

/// A button with a sign, a name and the key that does the same.
pub(super) fn icon_button(ui: &mut Ui, icon: Icon, name: &str, hint: &str, on: bool) -> Response {
    let side = ui.spacing().interact_size.y + 2.0;
    let (rect, response) = ui.allocate_exact_size(vec2(side + 4.0, side), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, on, name));
    let style = ui.style().interact_selectable(&response, on);
    if on || response.hovered() || response.has_focus() {
        let fill = style.weak_bg_fill;
        ui.painter().rect(
            rect.shrink(1.0),
            4.0,
            fill,
            style.bg_stroke,
            egui::StrokeKind::Inside,
        );
    }
    paint(ui.painter(), icon, rect.center(), style.fg_stroke.color);
    response.on_hover_text(format!("{name}{hint}"))
}

fn paint(painter: &Painter, icon: Icon, at: Pos2, color: egui::Color32) {
    let fill = |points: &[[f32; 2]]| {
        let points = points.iter().map(|[x, y]| at + vec2(*x, *y)).collect();
        painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
    };
    let bar = |x: f32, width: f32| {
        let rect = egui::Rect::from_center_size(at + vec2(x, 0.0), vec2(width, 11.0));
        painter.rect_filled(rect, 0.5, color);
    };
    match icon {
        Icon::Play => fill(&[[-4.0, -6.5], [6.5, 0.0], [-4.0, 6.5]]),
        Icon::Pause => {
            bar(-3.0, 3.5);
            bar(3.0, 3.5);
        }
        Icon::Back => {
            bar(-4.5, 2.0);
            fill(&[[5.0, -5.5], [5.0, 5.5], [-3.0, 0.0]]);
        }
        Icon::Forward => {
            bar(4.5, 2.0);
            fill(&[[-5.0, -5.5], [3.0, 0.0], [-5.0, 5.5]]);
        }
        Icon::Clear => {
            let stroke = Stroke::new(1.6, color);
            for sign in [-1.0, 1.0] {
                let ends = [at + vec2(-4.0, -4.0 * sign), at + vec2(4.0, 4.0 * sign)];
                painter.line_segment(ends, stroke);
            }
        }
        Icon::Loop => {
            let around = |step: u8| {
                let angle = (-60.0 + f32::from(step) * 15.0_f32).to_radians();
                at + vec2(angle.cos(), angle.sin()) * 5.5
            };
            let arc: Vec<Pos2> = (0..=19).map(around).collect();
            painter.add(Shape::line(arc, Stroke::new(1.7, color)));
            let tip = around(0);
            let head = [vec2(-3.6, -2.0), vec2(2.6, -2.6), vec2(0.6, 3.4)];
            let head = head.map(|by| pos2(tip.x + by.x, tip.y + by.y));
            painter.add(Shape::convex_polygon(head.to_vec(), color, Stroke::NONE));
        }
    }
}
