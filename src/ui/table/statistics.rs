//! The strip beside the grid: what can be said of the column that the cursor is in, over the rows
//! that pass the filter.
use std::sync::Arc;

use egui::{Rect, Sense, Ui, pos2, vec2};

use super::background::Background;
use super::fields::FieldValues;
use super::{Shown, View};
use crate::analysis::column_statistics::{
    ColumnStatistics, NumberSummary, TextSummary, column_statistics,
};
use crate::jobs::Cancelled;
use crate::model::RowSet;
use crate::model::table::ColumnType;
use crate::scene::symbology::figures;
use crate::ui::{format, theme};

/// Larger tables are counted in the background; rows.
const AT_ONCE: usize = 20_000;
const HISTOGRAM_PT: f32 = 56.0;

/// Of which column and which rows.
#[derive(Clone)]
struct Of {
    values: FieldValues,
    rows: Option<Arc<RowSet>>,
}

impl PartialEq for Of {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.rows, &other.rows) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        same && self.values == other.values
    }
}

/// The strip and what it counted last.
#[derive(Default)]
pub(super) struct StatisticsStrip {
    pub open: bool,
    counted: Background<Of, ColumnStatistics>,
}

impl StatisticsStrip {
    pub fn ui(&mut self, ui: &mut Ui, view: &View, shown: &Shown<'_>) {
        let field = shown.fields.iter().find(|field| field.name == view.column);
        let Some(field) = field else { return };
        let of = Of {
            values: field.values.clone(),
            rows: shown.passing.map(Arc::clone),
        };
        self.counted.poll();
        // While the time plays other rows pass all the time: what is begun is finished.
        let running = self.counted.running();
        let finish = running.is_some_and(|running| running.values == of.values);
        if !finish && of.values.column().is_some() {
            let work = of.clone();
            let at_once = shown.table.len() <= AT_ONCE;
            self.counted
                .want(ui.ctx(), of.clone(), at_once, move |job| {
                    let column = work.values.column().ok_or(Cancelled)?;
                    column_statistics(column, work.rows.as_deref(), job)
                });
        }
        egui::ScrollArea::vertical()
            .auto_shrink([false, false])
            .show(ui, |ui| {
                ui.label(egui::RichText::new(field.title()).family(theme::bold()));
                match self.counted.kept() {
                    // Another column's say nothing of this one.
                    Some((kept, found)) if kept.values == of.values => {
                        ui.add_enabled_ui(*kept == of, |ui| {
                            found_ui(ui, &field.name, field.column_type(), found);
                        });
                    }
                    _ => {
                        ui.horizontal(|ui| {
                            ui.spinner();
                            ui.weak("Counting…");
                        });
                    }
                }
            });
    }
}

fn found_ui(ui: &mut Ui, name: &str, column_type: ColumnType, found: &ColumnStatistics) {
    if let Some(numbers) = &found.numbers {
        histogram_ui(ui, name, numbers);
    }
    egui::Grid::new("statistics")
        .num_columns(2)
        .spacing([12.0, 3.0])
        .show(ui, |ui| {
            let count = |number: usize| format::thousands(number as u64);
            fact(ui, "Rows", &count(found.rows));
            fact(ui, "No value", &count(found.nulls));
            fact(ui, "Distinct", &count(found.distinct));
            if let Some(numbers) = &found.numbers {
                let [least, greatest] = numbers.range;
                fact(ui, "Least", &number(least, column_type));
                fact(ui, "Greatest", &number(greatest, column_type));
                fact(ui, "Mean", &number(numbers.mean, column_type));
                fact(ui, "Median", &number(numbers.median, column_type));
                if column_type.is_number() {
                    fact(
                        ui,
                        "Std. deviation",
                        &number(numbers.deviation, column_type),
                    );
                }
            }
            if let Some(texts) = &found.texts {
                fact(ui, "First", &texts.range[0]);
                fact(ui, "Last", &texts.range[1]);
            }
        });
    if let Some(texts) = &found.texts {
        frequent_ui(ui, texts, found.rows);
    }
}

/// A name and what it says, read together.
fn fact(ui: &mut Ui, name: &str, value: &str) {
    ui.weak(name);
    let text = egui::RichText::new(value).family(theme::figures());
    let label = ui.add(egui::Label::new(text).truncate());
    label.on_hover_text(format!("{name}: {value}"));
    ui.end_row();
}

fn number(value: f64, column_type: ColumnType) -> String {
    if column_type.is_number() {
        // Enough digits to tell numbers of this size apart.
        let size = value.abs().max(1e-9).log10().floor();
        let decimals = (7.0 - size).clamp(0.0, 9.0) as usize;
        let text = format!("{value:.decimals$}");
        let text = if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            &text
        };
        format::grouped(if text == "-0" { "0" } else { text })
    } else {
        figures(&[value.floor()], column_type).concat()
    }
}

fn histogram_ui(ui: &mut Ui, name: &str, numbers: &NumberSummary) {
    let size = vec2(ui.available_width(), HISTOGRAM_PT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| {
        let name = format!("Histogram of {name}");
        egui::WidgetInfo::labeled(egui::Role::Image, true, name)
    });
    let most = numbers.histogram.iter().copied().max().unwrap_or(1).max(1) as f32;
    let each = rect.width() / numbers.histogram.len() as f32;
    let painter = ui.painter();
    painter.rect_filled(rect, 2.0, ui.visuals().extreme_bg_color);
    for (bin, count) in numbers
        .histogram
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
    {
        // A bar of few is seen beside one of many.
        let height = (*count as f32 / most * (HISTOGRAM_PT - 4.0)).max(1.5);
        // From pixel to pixel, so that no gap looks like an empty bar.
        let [left, right] = [bin, bin + 1].map(|bin| (rect.left() + each * bin as f32).round());
        let bar = Rect::from_min_max(
            pos2(left, rect.bottom() - height),
            pos2(right, rect.bottom()),
        );
        painter.rect_filled(bar, 0.0, ui.visuals().hyperlink_color);
    }
    ui.add_space(2.0);
}

fn frequent_ui(ui: &mut Ui, texts: &TextSummary, rows: usize) {
    if texts.frequent.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ui.weak("Most frequent");
    for (text, count) in &texts.frequent {
        let share = *count as f32 / rows.max(1) as f32;
        let size = vec2(ui.available_width(), 19.0);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let said = format!("{text}: {}", format::counted(*count as u64, "row"));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
        let bar = rect.with_max_x(rect.left() + rect.width() * share);
        let fill = ui.visuals().selection.bg_fill.gamma_multiply(0.6);
        ui.painter().rect_filled(bar, 2.0, fill);
        let inner = rect.shrink2(vec2(4.0, 0.0));
        let color = ui.visuals().text_color();
        let figures = super::cell::Ink::of_cell(ui, color, true);
        let number = format::thousands(*count as u64);
        figures.paint(ui.painter(), inner, &number);
        let room = inner.with_max_x(inner.right() - 8.0 * number.len() as f32 - 8.0);
        super::cell::Ink::of_cell(ui, color, false).paint(ui.painter(), room, text);
        response.on_hover_text(said);
    }
}
