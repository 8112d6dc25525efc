//! The header: the name, type and order of each column; a click sorts, a drag moves the column, a
//! drag of its edge makes it wider.
use egui::{CursorIcon, FontId, Rangef, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::cell::{Ink, is_right, type_name, type_sign};
use super::column_menu::{ColumnDeed, column_menu};
use super::fields::{FieldValues, WIDTHS};
use super::place::{Layout, Span};
use super::{PADDING_PT, View};
use crate::ui::theme;

/// How near to the edge of a column the pointer takes hold of it, screen points.
const GRAB_PT: f32 = 4.0;

/// Show it; what shall be done with a column.
pub(super) fn header_ui(
    ui: &mut Ui,
    view: &mut View,
    layout: &Layout<'_>,
) -> Option<(String, ColumnDeed)> {
    let visuals = ui.visuals();
    let line = visuals.widgets.noninteractive.bg_stroke;
    let painter = ui.painter();
    painter.rect_filled(layout.header, 0.0, visuals.faint_bg_color);
    painter.hline(layout.header.x_range(), layout.header.bottom() - 0.5, line);
    let mut chosen = None;
    let mut dropped = None;
    for span in &layout.spans {
        let deed = name_ui(ui, view, layout, span, &mut dropped);
        chosen = chosen.or(deed.map(|deed| (span.field.name.clone(), deed)));
    }
    for span in &layout.spans {
        if edge_ui(ui, view, layout, span) {
            chosen = Some((span.field.name.clone(), ColumnDeed::Fit));
        }
    }
    if let Some((name, target)) = dropped {
        view.arrangement.move_to(&name, &target);
    }
    chosen
}

fn name_ui(
    ui: &mut Ui,
    view: &View,
    layout: &Layout<'_>,
    span: &Span<'_>,
    dropped: &mut Option<(String, String)>,
) -> Option<ColumnDeed> {
    let field = span.field;
    let rect = Rect::from_x_y_ranges(span.clip, layout.header.y_range());
    let id = ui.scope_id().with(("table header", &field.name));
    // The keys have the menu of the column.
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    let sort = view.rows.sort.iter().position(|key| key.name == field.name);
    let descending = sort.is_some_and(|at| view.rows.sort[at].descending);
    response.widget_info(|| {
        let kind = match &field.values {
            FieldValues::Failed(why) => why.as_str(),
            _ => type_name(field.column_type()),
        };
        let order = match (sort, descending) {
            (None, _) => String::new(),
            (Some(at), false) => format!(", sorted ascending, {}", at + 1),
            (Some(at), true) => format!(", sorted descending, {}", at + 1),
        };
        let name = format!("Column {}, {kind}{order}", field.title());
        egui::WidgetInfo::labeled(egui::Role::ColumnHeader, true, name)
    });
    let painter = ui.painter().with_clip_rect(rect);
    if response.hovered() || response.dragged() {
        let fill = ui.visuals().widgets.hovered.weak_bg_fill;
        painter.rect_filled(rect, 0.0, fill.gamma_multiply(0.7));
    }
    let weak = ui.visuals().weak_text_color();
    let inner = Rect::from_x_y_ranges(span.x, rect.y_range()).shrink2(vec2(PADDING_PT, 0.0));
    let sign = painter.layout_no_wrap(
        type_sign(field.column_type()).to_owned(),
        FontId::new(9.5, egui::FontFamily::Proportional),
        weak,
    );
    let sign_width = sign.size().x;
    let at = pos2(inner.left(), inner.center().y - sign.size().y / 2.0 + 1.0);
    painter.galley(at, sign, weak);
    let mut right = inner.right();
    if let Some(at) = sort {
        let color = ui.visuals().selection.stroke.color;
        let tip = pos2(right, inner.center().y);
        right -= arrow(&painter, tip, descending, color);
        if view.rows.sort.len() > 1 {
            let font = FontId::new(10.0, theme::figures());
            let number = painter.layout_no_wrap((at + 1).to_string(), font, color);
            right -= number.size().x + 2.0;
            let place = pos2(right, inner.center().y - number.size().y / 2.0);
            painter.galley(place, number, color);
        }
        right -= 3.0;
    }
    let name = inner
        .with_min_x(inner.left() + sign_width + 6.0)
        .with_max_x(right);
    let size = egui::TextStyle::Body.resolve(ui.style()).size;
    let ink = Ink {
        font: FontId::new(size, theme::bold()),
        color: match field.values {
            FieldValues::Failed(_) => ui.visuals().error_fg_color,
            _ => ui.visuals().text_color(),
        },
        right: is_right(field.column_type()),
    };
    if name.width() > 4.0 {
        ink.paint(&painter, name, &field.title());
    }
    if let Some(target) = drag(ui, layout, span, &response)
        && response.drag_stopped()
    {
        *dropped = Some((field.name.clone(), target));
    }
    let mut deed = None;
    response.context_menu(|ui| deed = column_menu(ui, view, field));
    if response.clicked() {
        let beside_others = ui.input(|input| input.modifiers.shift);
        deed = Some(ColumnDeed::Sort { beside_others });
    }
    let said = match &field.values {
        FieldValues::Failed(why) => why.as_str(),
        FieldValues::Pending => "being computed",
        FieldValues::Table(..) => type_name(field.column_type()),
    };
    response.on_hover_text(format!("{}: {said}", field.title()));
    deed
}

/// A triangle that points the way the values go; the width it takes.
fn arrow(
    painter: &egui::Painter,
    right: egui::Pos2,
    descending: bool,
    color: egui::Color32,
) -> f32 {
    let (w, h) = (4.0, if descending { -3.0 } else { 3.0 });
    let middle = right - vec2(w, 0.0);
    let corners = vec![
        middle + vec2(-w, h),
        middle + vec2(w, h),
        middle + vec2(0.0, -h),
    ];
    painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
    2.0 * w + 2.0
}

/// The column that a dragged one would take the place of, shown by a line.
fn drag(
    ui: &Ui,
    layout: &Layout<'_>,
    span: &Span<'_>,
    response: &egui::Response,
) -> Option<String> {
    if !(response.dragged() || response.drag_stopped()) {
        return None;
    }
    ui.set_cursor_icon(CursorIcon::Grabbing);
    let pointer = response.interact_pointer_pos()?;
    let target = layout
        .spans
        .iter()
        .find(|other| other.clip.contains(pointer.x))?;
    if target.field.name == span.field.name {
        return None;
    }
    let x = if target.x.min < span.x.min {
        target.clip.min
    } else {
        target.clip.max
    };
    let y = Rangef::new(layout.header.top(), layout.body.bottom());
    let stroke = Stroke::new(2.0, ui.visuals().selection.stroke.color);
    ui.painter().vline(x, y, stroke);
    Some(target.field.name.clone())
}

/// The right edge of a column; whether it was double clicked.
fn edge_ui(ui: &mut Ui, view: &mut View, layout: &Layout<'_>, span: &Span<'_>) -> bool {
    if span.clip.max < span.x.max {
        return false;
    }
    let x = Rangef::new(span.x.max - GRAB_PT, span.x.max + GRAB_PT);
    let rect = Rect::from_x_y_ranges(x, layout.header.y_range());
    let id = ui.scope_id().with(("table edge", &span.field.name));
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    let stroke = ui.visuals().widgets.noninteractive.bg_stroke;
    let inner = layout.header.y_range().shrink(6.0);
    ui.painter().vline(span.x.max - 0.5, inner, stroke);
    if response.hovered() || response.dragged() {
        ui.set_cursor_icon(CursorIcon::ResizeColumn);
    }
    if response.dragged()
        && let Some(place) = view.arrangement.place_mut(&span.field.name)
    {
        let width = place.width_pt + response.drag_delta().x;
        place.width_pt = width.clamp(*WIDTHS.start(), *WIDTHS.end());
    }
    response.double_clicked()
}
