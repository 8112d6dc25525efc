//! The choice of a colour: ready ones, its code, hue, saturation, brightness and opacity, all of
//! them by pointer and by keys. What the colour is for is the caller's.
use egui::ecolor::{hsv_from_rgb, rgb_from_hsv};
use egui::{
    Color32, Context, Id, Mesh, Popup, PopupCloseBehavior, Rect, Response, Role, Sense, Shape,
    Slider, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use super::theme::color;
use crate::model::Rgba;

/// Width of the choice, and of a swatch in it, screen points.
const WIDTH_PT: f32 = 236.0;
const SWATCH_PT: f32 = 23.0;
const GAP_PT: f32 = 7.4;
/// Width of the names at the left, screen points.
const NAME_PT: f32 = 72.0;
/// Ready colours, eight in a row: those of Okabe and Ito, of Paul Tol, and grounds and outlines.
const READY: [(&str, u32); 24] = [
    ("Black", 0x00_0000),
    ("Orange", 0xE6_9F00),
    ("Sky blue", 0x56_B4E9),
    ("Bluish green", 0x00_9E73),
    ("Yellow", 0xF0_E442),
    ("Blue", 0x00_72B2),
    ("Vermilion", 0xD5_5E00),
    ("Reddish purple", 0xCC_79A7),
    ("Indigo", 0x33_2288),
    ("Rose", 0xCC_6677),
    ("Cyan", 0x88_CCEE),
    ("Teal", 0x44_AA99),
    ("Sand", 0xDD_CC77),
    ("Green", 0x11_7733),
    ("Wine", 0x88_2255),
    ("Olive", 0x99_9933),
    ("White", 0xFF_FFFF),
    ("Light grey", 0xCC_CCCC),
    ("Grey", 0x8A_8A8A),
    ("Dark grey", 0x44_4444),
    ("Navy", 0x1F_3A5F),
    ("Red", 0xB2_182B),
    ("Brown", 0x8C_510A),
    ("Dark green", 0x1B_5E20),
];

/// What is kept while the choice is open.
#[derive(Clone)]
struct Kept {
    /// As it was typed, while it is.
    code: Option<String>,
    /// Grey has no hue of its own: the sliders keep the last one.
    hsv: [f32; 3],
    of: Rgba,
}

/// A button that opens the choice; whether the colour changed.
pub(super) fn color_choice(ui: &mut Ui, name: &str, value: &mut Rgba) -> bool {
    let before = *value;
    let button = button_ui(ui, name, before);
    let id = Popup::default_response_id(&button);
    let was_open = Popup::is_id_open(ui.ctx(), id);
    let by_keys = button.has_focus();
    Popup::from_toggle_button_response(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name(name)
        .width(WIDTH_PT)
        .show(|ui| {
            ui.set_width(WIDTH_PT);
            choice_ui(ui, id, value, by_keys && !was_open);
        });
    let is_open = Popup::is_id_open(ui.ctx(), id);
    if was_open && !is_open {
        ui.data_mut(|data| data.remove::<Kept>(id));
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            button.request_focus();
        }
    }
    *value != before
}

/// Whether a key ends what is being done with a colour, so that what follows is a step of its own.
pub(super) fn ends_by_key(ctx: &Context) -> bool {
    use egui::Key::{Enter, Escape, Space, Tab};
    ctx.input(|input| {
        [Enter, Escape, Space, Tab]
            .map(|key| input.key_pressed(key))
            .contains(&true)
    })
}

fn button_ui(ui: &mut Ui, name: &str, value: Rgba) -> Response {
    let size = vec2(34.0, ui.spacing().interact_size.y - 2.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ColorWell, true, name);
        info.current_text_value = Some(value.to_string());
        info
    });
    let visuals = ui.style().interact(&response);
    paint(ui, rect.expand(visuals.expansion), value);
    let stroke = if response.has_focus() {
        Stroke::new(2.0, ui.visuals().selection.stroke.color)
    } else {
        edge(ui, response.hovered())
    };
    let rect = rect.expand(visuals.expansion);
    ui.painter()
        .rect_stroke(rect, 3.0, stroke, StrokeKind::Outside);
    response.on_hover_text(format!("{name}, {value}"))
}

/// The line around a colour, which may be that of the ground.
fn edge(ui: &Ui, strong: bool) -> Stroke {
    let text = ui.visuals().text_color();
    Stroke::new(1.0, text.gamma_multiply(if strong { 0.9 } else { 0.45 }))
}

/// The colour; where it lets something through, half of it stands on a chequered ground.
fn paint(ui: &Ui, rect: Rect, value: Rgba) {
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let opaque = color(Rgba(value.0, value.1, value.2, u8::MAX));
    painter.rect_filled(rect, 3.0, opaque);
    if value.3 == u8::MAX {
        return;
    }
    let right = rect.with_min_x(rect.center().x);
    painter.rect_filled(right, 0.0, Color32::WHITE);
    let cell = rect.height() / 3.0;
    for at in 0..12 {
        let (column, row) = ((at / 3) as f32, (at % 3) as f32);
        if at % 2 == 0 {
            let corner = right.min + vec2(column * cell, row * cell);
            let one = Rect::from_min_size(corner, vec2(cell, cell)).intersect(right);
            painter.rect_filled(one, 0.0, Color32::from_gray(178));
        }
    }
    painter.rect_filled(right, 0.0, color(value));
}

fn choice_ui(ui: &mut Ui, id: Id, value: &mut Rgba, focus: bool) {
    let kept = ui.data(|data| data.get_temp::<Kept>(id));
    let mut kept = kept.unwrap_or_else(|| Kept {
        code: None,
        hsv: hsv_of(*value),
        of: *value,
    });
    if kept.of != *value {
        kept.hsv = hsv_of(*value);
    }
    ready_ui(ui, value, focus);
    ui.add_space(6.0);
    code_ui(ui, &mut kept.code, value);
    ui.add_space(2.0);
    if [value.0, value.1, value.2] != [kept.of.0, kept.of.1, kept.of.2] {
        kept.hsv = hsv_of(*value);
    }
    sliders_ui(ui, &mut kept.hsv, value);
    kept.of = *value;
    ui.data_mut(|data| data.insert_temp(id, kept));
}

fn ready_ui(ui: &mut Ui, value: &mut Rgba, focus: bool) {
    let code = |value: Rgba| [value.0, value.1, value.2];
    let chosen = READY
        .iter()
        .position(|(_, rgb)| code(Rgba::hex(*rgb)) == code(*value));
    egui::Grid::new("ready colours")
        .spacing([GAP_PT, GAP_PT])
        .min_col_width(SWATCH_PT)
        .show(ui, |ui| {
            for (at, (name, rgb)) in READY.into_iter().enumerate() {
                let one = Rgba::hex(rgb);
                let response = swatch_ui(ui, name, one, chosen == Some(at));
                if focus && at == chosen.unwrap_or(0) {
                    response.request_focus();
                }
                if response.clicked() {
                    *value = Rgba(one.0, one.1, one.2, value.3);
                }
                if at % 8 == 7 {
                    ui.end_row();
                }
            }
        });
}

fn swatch_ui(ui: &mut Ui, name: &str, one: Rgba, chosen: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(SWATCH_PT, SWATCH_PT), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, name));
    ui.painter().rect_filled(rect, 4.0, color(one));
    let stroke = if response.has_focus() {
        Stroke::new(2.0, ui.visuals().selection.stroke.color)
    } else {
        edge(ui, response.hovered() || chosen)
    };
    let outer = rect.expand(if response.has_focus() { 1.0 } else { 0.0 });
    ui.painter()
        .rect_stroke(outer, 4.0, stroke, StrokeKind::Outside);
    if chosen {
        let light = f32::from(one.0) * 0.3 + f32::from(one.1) * 0.59 + f32::from(one.2) * 0.11;
        let ink = if light > 150.0 {
            Color32::BLACK
        } else {
            Color32::WHITE
        };
        let tick = [[-4.5, 0.5], [-1.2, 3.8], [5.0, -3.6]];
        let tick = tick.map(|[x, y]| rect.center() + vec2(x, y));
        ui.painter()
            .add(Shape::line(tick.to_vec(), Stroke::new(2.0, ink)));
    }
    response.on_hover_text(format!("{name}, {one}"))
}

/// The code of the colour, taken over as soon as it is one.
fn code_ui(ui: &mut Ui, typed: &mut Option<String>, value: &mut Rgba) {
    let Rgba(red, green, blue, opacity) = *value;
    let of_value = Rgba(red, green, blue, u8::MAX).to_string();
    let mut text = typed.clone().unwrap_or(of_value);
    let response = ui
        .horizontal(|ui| {
            let label = name_ui(ui, "Code");
            let field = TextEdit::singleline(&mut text).desired_width(92.0);
            ui.add(field.font(egui::TextStyle::Monospace))
                .labelled_by(label.id)
        })
        .inner;
    if response.changed() {
        if let Some(one) = Rgba::parse(&text) {
            let has_opacity = text.trim().trim_start_matches('#').len() == 8;
            let opacity = if has_opacity { one.3 } else { opacity };
            *value = Rgba(one.0, one.1, one.2, opacity);
        }
        *typed = Some(text);
    }
    if !response.has_focus() {
        *typed = None;
    }
    if typed
        .as_ref()
        .is_some_and(|text| Rgba::parse(text).is_none())
    {
        let hint = egui::RichText::new("Six digits, such as #0072b2").small();
        ui.label(hint.color(ui.visuals().warn_fg_color));
    }
}

fn name_ui(ui: &mut Ui, name: &str) -> Response {
    let size = vec2(NAME_PT, ui.spacing().interact_size.y);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let named = ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_width(NAME_PT);
        ui.label(name)
    });
    named.inner
}

/// Hue, saturation and brightness of the sRGB values, as people know them: 0 to 1 each.
fn hsv_of(Rgba(red, green, blue, _): Rgba) -> [f32; 3] {
    hsv_from_rgb([red, green, blue].map(|part| f32::from(part) / 255.0)).into()
}

fn sliders_ui(ui: &mut Ui, hsv: &mut [f32; 3], value: &mut Rgba) {
    let of = |h: f32, s: f32, v: f32| {
        let [red, green, blue] = rgb_from_hsv((h, s, v)).map(|part| (part * 255.0).round() as u8);
        Rgba(red, green, blue, u8::MAX)
    };
    let [h, s, v] = *hsv;
    let mut hue = (h * 360.0).round();
    let mut changed = rail_ui(ui, "Hue", (&mut hue, 360.0, "°"), |at| of(at, 1.0, 1.0));
    let mut saturation = (s * 100.0).round();
    let rail = |at| of(h, at, v);
    changed |= rail_ui(ui, "Saturation", (&mut saturation, 100.0, " %"), rail);
    let mut brightness = (v * 100.0).round();
    let rail = |at| of(h, s, at);
    changed |= rail_ui(ui, "Brightness", (&mut brightness, 100.0, " %"), rail);
    if changed {
        *hsv = [hue / 360.0, saturation / 100.0, brightness / 100.0];
        let one = of(hsv[0], hsv[1], hsv[2]);
        *value = Rgba(one.0, one.1, one.2, value.3);
    }
    let mut opacity = (f32::from(value.3) / 2.55).round();
    let ground = ui.visuals().window_fill;
    let ground = Rgba(ground.r(), ground.g(), ground.b(), u8::MAX);
    let solid = Rgba(value.0, value.1, value.2, u8::MAX);
    let rail = |at| ground.mixed(solid, at);
    if rail_ui(ui, "Opacity", (&mut opacity, 100.0, " %"), rail) {
        value.3 = (opacity * 2.55).round() as u8;
    }
}

/// A slider whose rail shows what each place stands for; whether it was moved.
fn rail_ui(
    ui: &mut Ui,
    name: &str,
    (value, most, unit): (&mut f32, f32, &str),
    rail: impl Fn(f32) -> Rgba,
) -> bool {
    ui.horizontal(|ui| {
        let label = name_ui(ui, name);
        let response = ui
            .scope(|ui| {
                // The rail and the handle are painted here.
                let widgets = &mut ui.visuals_mut().widgets;
                for state in [
                    &mut widgets.inactive,
                    &mut widgets.hovered,
                    &mut widgets.active,
                ] {
                    state.bg_fill = Color32::TRANSPARENT;
                    state.fg_stroke = Stroke::NONE;
                }
                ui.spacing_mut().slider_width = 112.0;
                let slider = Slider::new(value, 0.0..=most).step_by(1.0);
                ui.add(slider.show_value(false)).labelled_by(label.id)
            })
            .inner;
        let radius = response.rect.height() / 2.5;
        let along = response.rect.x_range().shrink(radius);
        let across = egui::Rangef::point(response.rect.center().y).expand(4.0);
        let rect = Rect::from_x_y_ranges(along, across);
        let mut mesh = Mesh::default();
        for at in 0..=24_u32 {
            let share = at as f32 / 24.0;
            let x = rect.left() + share * rect.width();
            for y in [rect.top(), rect.bottom()] {
                mesh.colored_vertex(pos2(x, y), color(rail(share)));
            }
            if let Some(first) = (2 * at).checked_sub(2) {
                mesh.add_triangle(first, first + 1, first + 2);
                mesh.add_triangle(first + 1, first + 2, first + 3);
            }
        }
        let painter = ui.painter();
        painter.add(mesh);
        painter.rect_stroke(rect, 0.0, edge(ui, false), StrokeKind::Outside);
        let share = (*value / most).clamp(0.0, 1.0);
        let center = pos2(rect.left() + share * rect.width(), rect.center().y);
        let ring = if response.has_focus() {
            Stroke::new(2.5, ui.visuals().selection.stroke.color)
        } else {
            Stroke::new(1.0, Color32::from_gray(40))
        };
        let radius = if response.hovered() || response.dragged() {
            7.0
        } else {
            6.0
        };
        painter.circle(center, radius, Color32::WHITE, ring);
        painter.circle_filled(center, radius - 2.0, color(rail(share)));
        ui.weak(format!("{value:.0}{unit}"));
        response.changed()
    })
    .inner
}
