//! The columns of a table as they are shown: which, in what order, how wide, and which of them stay
//! while the others scroll.
use std::sync::Arc;

use egui::{Ui, WidgetText};

use super::cell::cell_text;
use crate::model::table::{Column, ColumnType};
use crate::model::{ColumnPlace, FeatureTable, TableLayout};
use crate::ui::theme;

/// So many rows, spread over the table, decide how wide a column is at first.
const MEASURED: usize = 60;
/// Width of a column, screen points.
pub(super) const WIDTHS: std::ops::RangeInclusive<f32> = 40.0..=700.0;
/// Columns are no wider than this at first.
const WIDE: f32 = 240.0;
/// What a header needs beside its name: the sign of the type and that of the order.
const HEADER_PT: f32 = 56.0;

/// One column: of the file, or one that was added.
#[derive(Clone)]
pub(super) struct Field {
    pub name: String,
    /// Of what its numbers are, e.g. `m`.
    pub unit: Option<&'static str>,
    /// Whether it was added to those of the source.
    pub is_added: bool,
    pub values: FieldValues,
}

/// Where the values of a column are.
#[derive(Clone)]
pub(super) enum FieldValues {
    /// In the column of this index.
    Table(Arc<FeatureTable>, usize),
    /// Not there yet.
    Pending,
    /// There are none, and why.
    Failed(String),
}

impl PartialEq for FieldValues {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Table(a, i), Self::Table(b, j)) => Arc::ptr_eq(a, b) && i == j,
            (Self::Pending, Self::Pending) => true,
            (Self::Failed(a), Self::Failed(b)) => a == b,
            _ => false,
        }
    }
}

impl FieldValues {
    pub fn column(&self) -> Option<&Column> {
        match self {
            Self::Table(table, index) => table.columns().get(*index),
            Self::Pending | Self::Failed(_) => None,
        }
    }
}

impl Field {
    pub fn column_type(&self) -> ColumnType {
        let column = self.values.column();
        column.map_or(ColumnType::Empty, Column::column_type)
    }

    /// The name with the unit behind it.
    pub fn title(&self) -> String {
        match self.unit {
            Some(unit) => format!("{} ({unit})", self.name),
            None => self.name.clone(),
        }
    }
}

/// How all columns stand, from left to right.
#[derive(Debug, Default)]
pub(super) struct Arrangement {
    pub places: Vec<ColumnPlace>,
    /// So many of those that are shown stay at the left.
    pub frozen: usize,
}

impl Arrangement {
    /// Take in columns that are new, those that come back in their saved places, and forget those
    /// that are gone.
    pub fn reconcile(&mut self, ui: &Ui, fields: &[Field], saved: Option<&TableLayout>) {
        let is_there = |place: &ColumnPlace| fields.iter().any(|field| field.name == place.name);
        self.places.retain(is_there);
        let saved = saved.into_iter().flat_map(|saved| &saved.columns);
        for (at, place) in saved.enumerate().filter(|(_, place)| is_there(place)) {
            if !self.has(&place.name) {
                let at = at.min(self.places.len());
                self.places.insert(at, place.clone());
            }
        }
        for field in fields {
            if !self.has(&field.name) {
                self.places.push(ColumnPlace {
                    name: field.name.clone(),
                    width_pt: fitting_width(ui, field).min(WIDE),
                    hidden: false,
                });
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        self.places.iter().any(|place| place.name == name)
    }

    /// The columns that are shown, with their places.
    pub fn shown<'a>(&self, fields: &'a [Field]) -> Vec<(usize, &'a Field)> {
        let shown = self.places.iter().enumerate();
        shown
            .filter(|(_, place)| !place.hidden)
            .filter_map(|(at, place)| {
                let field = fields.iter().find(|field| field.name == place.name)?;
                Some((at, field))
            })
            .collect()
    }

    pub fn place_mut(&mut self, name: &str) -> Option<&mut ColumnPlace> {
        self.places.iter_mut().find(|place| place.name == name)
    }

    /// Put a column before another one, or after it if that stands farther right.
    pub fn move_to(&mut self, name: &str, target: &str) {
        let at = |name: &str| self.places.iter().position(|place| place.name == name);
        if let (Some(from), Some(to)) = (at(name), at(target)) {
            let moved = self.places.remove(from);
            self.places.insert(to, moved);
        }
    }

    /// Put a column one further left or right among those that are shown.
    pub fn step(&mut self, name: &str, right: bool) {
        let shown: Vec<&str> = self
            .places
            .iter()
            .filter(|place| !place.hidden)
            .map(|place| place.name.as_str())
            .collect();
        let at = shown.iter().position(|other| *other == name);
        let to = at.and_then(|at| {
            if right {
                at.checked_add(1)
            } else {
                at.checked_sub(1)
            }
        });
        if let Some(target) = to
            .and_then(|to| shown.get(to))
            .map(|name| (*name).to_owned())
        {
            self.move_to(name, &target);
        }
    }
}

/// As wide as the name and the values in the first rows need.
pub(super) fn fitting_width(ui: &Ui, field: &Field) -> f32 {
    let font = egui::TextStyle::Body.resolve(ui.style());
    let width = |text: String, family: egui::FontFamily| {
        let text = WidgetText::from(egui::RichText::new(text).family(family).size(font.size));
        let wrap = Some(egui::TextWrapMode::Extend);
        let galley = text.into_galley(ui, wrap, f32::INFINITY, egui::TextStyle::Body);
        galley.size().x
    };
    let mut widest = width(field.title(), theme::bold()) + HEADER_PT;
    if let Some(column) = field.values.column() {
        for row in (0..column.len()).step_by(column.len().div_ceil(MEASURED).max(1)) {
            if let Some(text) = cell_text(column.value(row), field.unit) {
                let short: String = text.chars().take(120).collect();
                widest = widest.max(width(short, theme::figures()) + 2.0 * super::PADDING_PT + 4.0);
            }
        }
    }
    widest.ceil().clamp(*WIDTHS.start(), *WIDTHS.end())
}
