//! The widget of a number range: the histogram of the column with two handles, and bounds to type.
use egui::{CursorIcon, DragValue, Key, Rect, Response, Sense, Ui, pos2, vec2};

use super::add::has_numbers;
use super::question::number_of;
use super::{Subject, Touched, choice_ui};
use crate::analysis::classes::Numbers;
use crate::model::expression::Literal;
use crate::model::table::ColumnType;
use crate::ui::statistics::{Statistics, Wanted, statistics};

const HEIGHT_PT: f32 = 52.0;
const BINS: usize = 48;
/// Half the width in which a handle is caught.
const HANDLE_PT: f32 = 7.0;

/// The field and its bounds.
pub(super) fn range_ui(
    ui: &mut Ui,
    subject: &Subject<'_>,
    field: &mut String,
    bounds: &mut Option<[Literal; 2]>,
) -> Touched {
    let columns = subject.columns(has_numbers);
    let columns: Vec<_> = columns
        .into_iter()
        .map(|name| (name.to_owned(), name.to_owned()))
        .collect();
    if choice_ui(ui, "Property", field, &columns) {
        *bounds = None;
        return Touched::at_once(true);
    }
    let mut tables = subject.with_column(field);
    let Some(table) = tables.next() else {
        ui.weak("No layer has this property");
        return Touched::default();
    };
    let whole = table
        .column(field)
        .is_some_and(|column| column.column_type() == ColumnType::Integer);
    let Some(found) = statistics(ui, table, field, Wanted::Numbers) else {
        ui.weak("Counting the numbers…");
        return Touched::default();
    };
    let Statistics::Numbers(numbers) = found.as_ref() else {
        return Touched::default();
    };
    let Some(ends) = numbers.range() else {
        ui.weak("No feature has a number here");
        return Touched::default();
    };
    let chosen = bounds.as_ref().and_then(|bounds| {
        let [least, most] = bounds.each_ref().map(number_of);
        Some([least?, most?])
    });
    let mut chosen_now = chosen.unwrap_or(ends);
    // Of several layers each has its own histogram: none is drawn.
    let mut touched = if tables.next().is_none() {
        histogram_ui(ui, numbers, ends, &mut chosen_now, whole)
    } else {
        Touched::default()
    };
    touched = touched.and(typed_ui(ui, ends, &mut chosen_now, whole));
    if touched.changed {
        let [least, most] = chosen_now;
        let ordered = [least.min(most), least.max(most)];
        *bounds = Some(ordered.map(|number| {
            if whole {
                Literal::Integer(number.round() as i64)
            } else {
                Literal::Number(number)
            }
        }));
    }
    touched
}

fn histogram_ui(
    ui: &mut Ui,
    numbers: &Numbers,
    ends: [f64; 2],
    chosen: &mut [f64; 2],
    whole: bool,
) -> Touched {
    let size = vec2(ui.available_width(), HEIGHT_PT);
    let (outer, _) = ui.allocate_exact_size(size, Sense::hover());
    // Handles at the ends stay within.
    let rect = outer.shrink2(vec2(HANDLE_PT, 0.0));
    let spread = (ends[1] - ends[0]).max(f64::MIN_POSITIVE);
    let across = |number: f64| {
        let share = ((number - ends[0]) / spread).clamp(0.0, 1.0) as f32;
        rect.left() + rect.width() * share
    };
    let counts = numbers.histogram(BINS);
    let most = counts.iter().copied().max().unwrap_or(1).max(1) as f32;
    let painter = ui.painter().clone();
    painter.rect_filled(outer, 3.0, ui.visuals().extreme_bg_color);
    let each = rect.width() / BINS as f32;
    let (inside, outside) = (
        ui.visuals().hyperlink_color,
        ui.visuals().weak_text_color().gamma_multiply(0.45),
    );
    for (bin, count) in counts
        .into_iter()
        .enumerate()
        .filter(|(_, count)| *count > 0)
    {
        let middle = ends[0] + spread * (bin as f64 + 0.5) / BINS as f64;
        let half = spread / BINS as f64 / 2.0;
        let within = middle + half >= chosen[0] && middle - half <= chosen[1];
        let height = (count as f32 / most * (HEIGHT_PT - 6.0)).max(2.0);
        let left = rect.left() + each * bin as f32;
        let bar = Rect::from_min_max(
            pos2(left, rect.bottom() - height),
            pos2(left + (each - 0.8).max(1.0), rect.bottom()),
        );
        painter.rect_filled(bar, 0.0, if within { inside } else { outside });
    }
    let mut touched = Touched::default();
    for (end, name) in ["Least", "Most"].into_iter().enumerate() {
        let at = across(chosen[end]);
        let grip =
            Rect::from_center_size(pos2(at, rect.center().y), vec2(2.0 * HANDLE_PT, HEIGHT_PT));
        let id = ui.scope_id().with(("handle", end));
        let handle = ui
            .interact(grip, id, Sense::click_and_drag())
            .on_hover_cursor(CursorIcon::ResizeHorizontal);
        if let Some(number) = moved(ui, &handle, (ends, rect), chosen[end]) {
            let number = if whole { number.round() } else { number };
            let number = if end == 0 {
                number.clamp(ends[0], chosen[1])
            } else {
                number.clamp(chosen[0], ends[1])
            };
            touched.changed |= number.to_bits() != chosen[end].to_bits();
            chosen[end] = number;
        }
        touched.done |= handle.drag_stopped() || handle.lost_focus();
        handle.widget_info(|| {
            let mut info = egui::WidgetInfo::slider(true, chosen[end], format!("{name}, handle"));
            info.current_text_value = Some(chosen[end].to_string());
            info
        });
        let strong = handle.hovered() || handle.dragged() || handle.has_focus();
        let color = if strong {
            ui.visuals().strong_text_color()
        } else {
            ui.visuals().text_color()
        };
        let at = across(chosen[end]);
        painter.vline(at, rect.y_range(), egui::Stroke::new(1.5, color));
        let knob = Rect::from_center_size(pos2(at, rect.center().y), vec2(6.0, 16.0));
        painter.rect_filled(knob, 3.0, color);
    }
    touched
}

/// Where a handle is moved to, by the pointer or by the arrow keys.
fn moved(ui: &Ui, handle: &Response, (ends, rect): ([f64; 2], Rect), from: f64) -> Option<f64> {
    let spread = ends[1] - ends[0];
    if handle.clicked() {
        handle.request_focus();
    }
    if handle.dragged() && handle.drag_delta().x != 0.0 {
        let pointer = handle.interact_pointer_pos()?;
        let share = ((pointer.x - rect.left()) / rect.width()).clamp(0.0, 1.0);
        return Some(ends[0] + spread * f64::from(share));
    }
    if !handle.has_focus() {
        return None;
    }
    ui.memory_mut(|memory| {
        let filter = egui::EventFilter {
            horizontal_arrows: true,
            ..Default::default()
        };
        memory.set_focus_lock_filter(handle.id, filter);
    });
    let steps = ui.input_mut(|input| {
        let mut key = |key| input.count_and_consume_key(egui::Modifiers::NONE, key) as f64;
        key(Key::ArrowRight) - key(Key::ArrowLeft)
    });
    (steps != 0.0).then(|| from + steps * (spread / 100.0).max(f64::MIN_POSITIVE))
}

fn typed_ui(ui: &mut Ui, ends: [f64; 2], chosen: &mut [f64; 2], whole: bool) -> Touched {
    let mut touched = Touched::default();
    let speed = ((ends[1] - ends[0]) / 200.0).max(1e-6);
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 24.0 - 2.0 * ui.spacing().item_spacing.x) / 2.0;
        for (end, name) in ["Least", "Most"].into_iter().enumerate() {
            if end == 1 {
                ui.label("to");
            }
            let field = DragValue::new(&mut chosen[end])
                .speed(speed)
                .max_decimals(if whole { 0 } else { 6 });
            let response = ui.add_sized([width, 20.0], field);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, name));
            touched = touched.and(Touched::by(&response));
        }
    });
    touched
}
