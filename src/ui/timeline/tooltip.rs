//! What is said of a bar or an interval under the pointer.
use egui::{Color32, Ui};

use super::data::{DatedLayer, Shown};
use super::menus;
use super::plot::Found;
use crate::analysis::timeline::{Interval, TimeStep};
use crate::model::TimeSpan;
use crate::model::table::{Column, Value};
use crate::ui::format;

/// Columns that may hold a feature's title.
const TITLES: [&str; 4] = ["title", "name", "label", "event"];

/// What the bars count by.
pub(super) fn step_title(step: TimeStep) -> &'static str {
    match step {
        TimeStep::Minutes(1) => "by minute",
        TimeStep::Minutes(60) => "by hour",
        TimeStep::Minutes(180) => "by 3 hours",
        TimeStep::Minutes(360) => "by 6 hours",
        TimeStep::Minutes(720) => "by 12 hours",
        TimeStep::Minutes(_) => "by minutes",
        TimeStep::Day => "by day",
        TimeStep::Week => "by week",
        TimeStep::Months(1) => "by month",
        TimeStep::Months(_) => "by quarter",
        TimeStep::Years(1) => "by year",
        TimeStep::Years(10) => "by decade",
        TimeStep::Years(_) => "by years",
    }
}

/// What the pointer is over, in neutral words.
pub(super) fn tooltip(
    ui: &mut Ui,
    shown: &Shown,
    colors: &[Vec<Color32>],
    chosen: &[&DatedLayer],
    found: &Found<'_>,
) {
    match found {
        Found::Bar(bar) => {
            let Some(span) = shown.histogram.span(*bar) else {
                return;
            };
            ui.strong(span.words());
            for (series, (_, categories)) in shown.series.iter().enumerate() {
                let counts = shown.histogram.bar(series, *bar);
                let colors = colors.get(series).map_or(&[][..], Vec::as_slice);
                let all = categories.names().iter().zip(colors).zip(counts);
                // As they stand over each other.
                for ((name, color), count) in all.rev().filter(|(_, count)| **count > 0) {
                    let text = format!("{}  {name}", format::thousands(u64::from(*count)));
                    menus::swatch(ui, *color, &text);
                }
            }
        }
        Found::Interval(one) => {
            let kind = shown.series.get(one.series).map(|(kind, _)| *kind);
            let layer = chosen.iter().find(|layer| Some(layer.kind) == kind);
            if let Some(layer) = layer {
                ui.strong(title(layer, one));
            }
            ui.label(precision(one.span));
        }
    }
}

fn title(layer: &DatedLayer, one: &Interval) -> String {
    let row = one.row as usize;
    let mut titles = TITLES
        .into_iter()
        .filter_map(|name| layer.table.column(name));
    let text = |column: &Column| match column.value(row) {
        Value::Missing | Value::Null => None,
        value => Some(value.to_text().into_owned()),
    };
    titles
        .find_map(text)
        .unwrap_or_else(|| format!("Feature {row}"))
}

/// In neutral words what is known of when it was.
fn precision(span: TimeSpan) -> String {
    let words = span.words();
    let covers = |step: TimeStep| {
        step.floor(span.start_ms) == span.start_ms && step.next(span.start_ms) == span.end_ms
    };
    match () {
        () if covers(TimeStep::Years(1)) => format!("{words} (month not known)"),
        () if covers(TimeStep::Months(1)) => format!("{words} (day not known)"),
        () if covers(TimeStep::Day) => words,
        () => format!("{words} (interval)"),
    }
}
