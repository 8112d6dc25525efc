//! How a value looks in a cell, and the sign of a column's type.
use std::borrow::Cow;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, FontId, Painter, Rect, TextFormat, Ui};

use crate::model::table::{ColumnType, Value};
use crate::ui::{format, theme};

/// Longer texts end where no cell shows more, letters.
const MOST_LETTERS: usize = 300;

/// The value as the table shows it, a length in metres to the metre; `None` where there is none.
pub(super) fn cell_text<'a>(value: Value<'a>, unit: Option<&str>) -> Option<Cow<'a, str>> {
    match value {
        Value::Missing | Value::Null => None,
        Value::Float(length) if unit == Some("m") => {
            Some(format::grouped(&format!("{length:.0}")).into())
        }
        Value::Integer(_) | Value::Float(_) => Some(format::grouped(&value.to_text()).into()),
        value => Some(value.to_text()),
    }
}

/// What a cell without a value shows.
pub(super) const fn nothing(value: Value<'_>) -> &'static str {
    match value {
        Value::Null => "null",
        _ => "–",
    }
}

/// Whether its numbers stand at the right.
pub(super) const fn is_right(column_type: ColumnType) -> bool {
    column_type.is_number()
}

/// A short sign for what values a column has.
pub(super) const fn type_sign(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Empty => "–",
        ColumnType::Bool => "y/n",
        ColumnType::Integer => "123",
        ColumnType::Float => "1.5",
        ColumnType::Text => "abc",
        ColumnType::Date => "date",
        ColumnType::DateTime => "time",
    }
}

/// The same for those who hear it.
pub(super) const fn type_name(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Empty => "no values",
        ColumnType::Bool => "true or false",
        ColumnType::Integer => "whole numbers",
        ColumnType::Float => "numbers",
        ColumnType::Text => "text",
        ColumnType::Date => "dates",
        ColumnType::DateTime => "dates with time",
    }
}

/// How a text is painted into a cell.
#[derive(Clone)]
pub(super) struct Ink {
    pub font: FontId,
    pub color: Color32,
    pub right: bool,
}

impl Ink {
    /// Figures of one width, so that they stand below each other.
    pub fn of_cell(ui: &Ui, color: Color32, right: bool) -> Self {
        let size = egui::TextStyle::Body.resolve(ui.style()).size;
        Self {
            font: FontId::new(size, theme::figures()),
            color,
            right,
        }
    }

    /// Paint a line within a rectangle; whether something of it was left out.
    pub fn paint(&self, painter: &Painter, rect: Rect, text: &str) -> bool {
        let end = text.char_indices().nth(MOST_LETTERS).map(|(end, _)| end);
        let line: String = text[..end.unwrap_or(text.len())]
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .collect();
        let format = TextFormat::simple(self.font.clone(), self.color);
        let mut job = LayoutJob::single_section(line, format);
        job.wrap = TextWrapping::truncate_at_width(rect.width());
        let galley = painter.layout_job(job);
        let left = if self.right {
            rect.right() - galley.size().x
        } else {
            rect.left()
        };
        let at = egui::pos2(left, rect.center().y - galley.size().y / 2.0);
        let cut = galley.elided || end.is_some();
        painter.galley(at, galley, self.color);
        cut
    }
}
