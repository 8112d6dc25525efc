//! The grid: rows and cells that can be seen, what the pointer does to them, and their names for
//! those who hear them.
use egui::{Color32, Id, Rect, Response, Sense, Stroke, StrokeKind, Ui, pos2};

use super::cell::{Ink, cell_text, is_right, nothing};
use super::column_menu::ColumnDeed;
use super::fields::FieldValues;
use super::place::{Layout, Span};
use super::scroll_bar::{ScrollBar, Way};
use super::{PADDING_PT, ROW_PT, Shown, View, header, keys};
use crate::ui::{PanelContext, format};

/// Show the grid; its id, and what shall be done with a column.
pub(super) fn grid_ui(
    ui: &mut Ui,
    ctx: &mut PanelContext<'_>,
    view: &mut View,
    shown: &Shown<'_>,
) -> (Id, Option<(String, ColumnDeed)>) {
    let id = ui.scope_id().with(("attribute table", shown.layer));
    keys::keys(ui, ctx, view, shown, id);
    let layout = Layout::new(ui, view, shown);
    let response = ui.interact(layout.body, id, Sense::click());
    response.widget_info(|| {
        let name = format!("Attribute table of {}", shown.title);
        egui::WidgetInfo::labeled(egui::Role::Grid, true, name)
    });
    scroll(ui, view, &layout, &response);
    click(ui, ctx, view, &layout, &response, shown);
    response.context_menu(|ui| row_menu(ui, ctx, view, shown));
    rows_ui(ui, view, shown, &layout, &response);
    let deed = header::header_ui(ui, view, &layout);
    let mut bar = ScrollBar {
        name: "Scroll rows",
        way: Way::Down,
        seen: (layout.fit / (view.rows.len() as f64).max(layout.fit)) as f32,
        most: layout.most.0,
    };
    bar.ui(ui, layout.vertical_bar, &mut view.top);
    if let Some(rect) = layout.horizontal_bar {
        bar = ScrollBar {
            name: "Scroll columns",
            way: Way::Right,
            seen: layout.seen,
            most: f64::from(layout.most.1),
        };
        let mut left = f64::from(view.left);
        bar.ui(ui, rect, &mut left);
        view.left = left as f32;
    }
    ui.advance_cursor_after_rect(layout.header.union(layout.body));
    (id, deed)
}

fn scroll(ui: &Ui, view: &mut View, layout: &Layout<'_>, response: &Response) {
    let over = ui.input(|input| input.pointer.hover_pos());
    let grid = layout.header.union(layout.body);
    let over = over.is_some_and(|at| grid.contains(at))
        && response.ctx.rect_contains_pointer(response.layer_id, grid);
    if !over {
        return;
    }
    let (delta, shift) = ui.input(|input| (input.smooth_scroll_delta(), input.modifiers.shift));
    let [mut x, y] = [delta.x, delta.y];
    if shift && x == 0.0 {
        x = y;
    } else {
        let top = view.top - f64::from(y / ROW_PT);
        view.top = top.clamp(0.0, layout.most.0);
    }
    view.left = (view.left - x).clamp(0.0, layout.most.1);
}

fn click(
    ui: &Ui,
    ctx: &mut PanelContext<'_>,
    view: &mut View,
    layout: &Layout<'_>,
    response: &Response,
    shown: &Shown<'_>,
) {
    if !(response.clicked() || response.secondary_clicked()) {
        return;
    }
    response.request_focus();
    let Some(pointer) = response.interact_pointer_pos() else {
        return;
    };
    let Some(at) = layout.row_at(view, pointer.y) else {
        return;
    };
    if let Some(span) = layout
        .spans
        .iter()
        .find(|span| span.clip.contains(pointer.x))
    {
        view.column.clone_from(&span.field.name);
    }
    let row = view.rows.row(at);
    if response.secondary_clicked() {
        let selected = row.is_some_and(|row| shown.selected.is_some_and(|rows| rows.contains(row)));
        if !selected {
            keys::select_at(ctx, view, shown, at, egui::Modifiers::NONE);
        }
        return;
    }
    keys::select_at(ctx, view, shown, at, ui.input(|input| input.modifiers));
    if response.double_clicked()
        && let Some(row) = row
    {
        keys::fly_to(ctx, shown, row);
    }
}

fn row_menu(ui: &mut Ui, ctx: &mut PanelContext<'_>, view: &mut View, shown: &Shown<'_>) {
    if ui.button("Show on the map").clicked() {
        if let Some(row) = view.cursor {
            keys::fly_to(ctx, shown, row);
        }
        ui.close();
    }
    if ui.button("Copy selected rows").clicked() {
        keys::copy(ui, ctx, view, shown);
        ui.close();
    }
    if ui.button("Select all rows shown").clicked() {
        keys::select_all(ctx, view, shown);
        ui.close();
    }
}

/// Colours of the rows.
struct Inks {
    cell: Color32,
    selected: Color32,
    weak: Color32,
    line: Stroke,
}

fn rows_ui(ui: &mut Ui, view: &View, shown: &Shown<'_>, layout: &Layout<'_>, response: &Response) {
    let visuals = ui.visuals();
    let inks = Inks {
        cell: visuals.text_color(),
        selected: visuals.selection.stroke.color,
        weak: visuals.weak_text_color(),
        line: visuals.widgets.noninteractive.bg_stroke,
    };
    let (visible, mut top) = layout.visible(view);
    let hovered = response
        .hover_pos()
        .and_then(|at| layout.row_at(view, at.y));
    let focused = response.has_focus();
    if view.rows.len() == 0 {
        let text = if view.selected_only {
            "No row is selected"
        } else if shown.table.is_empty() {
            "The layer has no features"
        } else {
            "No row passes the filter"
        };
        let rect = layout.body.with_min_x(layout.gutter.min + 12.0);
        let rect = rect.with_max_y(rect.top() + 3.0 * ROW_PT);
        ui.put(rect, egui::Label::new(egui::RichText::new(text).weak()));
    }
    for at in visible {
        let Some(row) = view.rows.row(at) else { break };
        let y = egui::Rangef::new(top, top + ROW_PT);
        top = y.max;
        let line = Rect::from_x_y_ranges(layout.body.x_range(), y);
        let selected = shown.selected.is_some_and(|rows| rows.contains(row));
        let painter = ui.painter().with_clip_rect(layout.body);
        let visuals = ui.visuals();
        if selected {
            painter.rect_filled(line, 0.0, visuals.selection.bg_fill);
        } else if hovered == Some(at) {
            painter.rect_filled(
                line,
                0.0,
                visuals.widgets.hovered.weak_bg_fill.gamma_multiply(0.6),
            );
        } else if at % 2 == 1 {
            painter.rect_filled(line, 0.0, visuals.faint_bg_color);
        }
        let color = if selected { inks.selected } else { inks.cell };
        let cursor = focused && view.cursor == Some(row);
        for span in &layout.spans {
            let ring = (cursor && span.field.name == view.column).then_some(inks.selected);
            let cell = CellOf {
                at,
                row,
                selected,
                y,
                color,
                weak: if selected { inks.selected } else { inks.weak },
                ring,
            };
            cell_ui(ui, layout, span, &cell, response.id);
        }
        let number = Rect::from_x_y_ranges(layout.gutter, y).shrink2(egui::vec2(PADDING_PT, 0.0));
        let ink = Ink::of_cell(ui, if selected { inks.selected } else { inks.weak }, true);
        ink.paint(&painter, number, &row.to_string());
    }
    let numbers = Rect::from_x_y_ranges(layout.gutter, layout.body.y_range());
    let id = response.id.with("numbers of the rows");
    ui.interact(numbers, id, Sense::hover())
        .on_hover_text("Features are counted from 0 everywhere, as in messages and rows('0-4')");
    lines(ui, layout, inks.line);
}

/// A cell in a frame.
struct CellOf {
    at: usize,
    row: u32,
    selected: bool,
    y: egui::Rangef,
    color: Color32,
    weak: Color32,
    ring: Option<Color32>,
}

fn cell_ui(ui: &mut Ui, layout: &Layout<'_>, span: &Span<'_>, cell: &CellOf, grid: Id) {
    let clip = Rect::from_x_y_ranges(span.clip, layout.body.y_range());
    let rect = Rect::from_x_y_ranges(span.x, cell.y);
    let painter = ui.painter().with_clip_rect(clip);
    let text_rect = rect.shrink2(egui::vec2(PADDING_PT, 0.0));
    let right = is_right(span.field.column_type());
    let column = span.field.values.column();
    let value = column.filter(|column| (cell.row as usize) < column.len());
    let value = value.map(|column| column.value(cell.row as usize));
    let text = value.and_then(|value| cell_text(value, span.field.unit));
    let cut = if let Some(text) = &text {
        Ink::of_cell(ui, cell.color, right).paint(&painter, text_rect, text)
    } else {
        let pale = Ink::of_cell(ui, cell.weak.gamma_multiply(0.65), right);
        let none = match span.field.values {
            FieldValues::Failed(_) => "–",
            _ => "…",
        };
        pale.paint(&painter, text_rect, value.map_or(none, nothing))
    };
    if let Some(ring) = cell.ring {
        let stroke = Stroke::new(1.5, ring);
        painter.rect_stroke(rect.shrink(0.5), 2.0, stroke, StrokeKind::Inside);
    }
    let seen = rect.intersect(clip);
    if !seen.is_positive() {
        return;
    }
    let id = grid.with((cell.at, &span.field.name));
    let response = ui.interact(seen, id, Sense::hover());
    response.widget_info(|| {
        let none = match span.field.values {
            FieldValues::Pending => "being computed",
            _ => "no value",
        };
        let said = text.as_deref().unwrap_or(none);
        let name = format!("{}: {said}", span.field.title());
        egui::WidgetInfo::selected(egui::Role::GridCell, true, cell.selected, name)
    });
    ui.ctx()
        .accesskit_node_builder(id, |node| node.set_row_index(cell.at));
    if let Some(text) = text.filter(|_| cut) {
        let start: String = text.chars().take(2000).collect();
        response.on_hover_text(start);
    }
}

/// Between columns, and where those that stay end.
fn lines(ui: &Ui, layout: &Layout<'_>, line: Stroke) {
    let painter = ui.painter();
    let y = layout.body.y_range();
    let faint = Stroke::new(line.width, line.color.gamma_multiply(0.6));
    for span in layout
        .spans
        .iter()
        .filter(|span| span.clip.max >= span.x.max)
    {
        painter.vline(span.x.max - 0.5, y, faint);
    }
    let strong = Stroke::new(1.5, line.color);
    painter.vline(layout.frozen_right - 0.5, y, strong);
    let end = pos2(layout.body.right(), layout.body.top());
    painter.vline(end.x, y, line);
}

/// "1,234 of 10,000 features".
pub(super) fn count_text(view: &View, shown: &Shown<'_>) -> String {
    let (some, all) = (view.rows.len() as u64, shown.table.len() as u64);
    if some == all {
        format::counted(all, "feature")
    } else {
        let all = format::counted(all, "feature");
        format!("{} of {all}", format::thousands(some))
    }
}
