//! The counted groups as rows that are shown: named, in order, with their figures; and the filter
//! that a click on one asks for.
use std::sync::Arc;

use super::counted::Counted;
use crate::analysis::summary::{Count, GroupBy};
use crate::model::expression::{Expression, Literal};
use crate::model::{Atlas, Condition, Filter};
use crate::scene::chart::Bar;
use crate::ui::filter_panel::{Question, value_text};
use crate::ui::format;

/// More bars are not drawn; the file of figures has them all.
pub(super) const MOST_BARS: usize = 60;

/// The order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The greatest count first.
    Count,
    /// By name, years and bands by their value.
    Name,
}

/// A group as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub name: String,
    pub count: Count,
    /// Without a filter.
    pub all: usize,
    /// Of the rows that pass, 0 to 1.
    pub share: f64,
    pub values: Vec<Literal>,
    pub chosen: bool,
}

/// The rows in order.
pub(super) fn rows(counted: &Counted, atlas: &Atlas, order: Order, filter: &Filter) -> Vec<Row> {
    let by = counted.grouping.by();
    let subject = by.subject();
    let chosen = chosen(filter, &subject);
    let passing = counted.summary.passing.max(1) as f64;
    let groups = counted.grouping.groups().iter();
    let counts = counted.summary.counts.iter().zip(&counted.all.counts);
    let mut rows: Vec<Row> = groups
        .zip(counts)
        .map(|(group, (count, all))| Row {
            name: match (by, group.values.first()) {
                (_, None | Some(Literal::Null)) => "no value".to_owned(),
                (GroupBy::Country | GroupBy::Province, Some(code)) => {
                    value_text(&subject, code, atlas)
                }
                _ => group.name.clone(),
            },
            count: *count,
            all: all.rows,
            share: count.rows as f64 / passing,
            chosen: group.values.iter().all(|value| chosen.contains(value)),
            values: group.values.clone(),
        })
        .collect();
    let none = |row: &Row| row.values == [Literal::Null];
    match order {
        // Those of equal count stay in the order of their values.
        Order::Count => {
            rows.sort_by_key(|row| std::cmp::Reverse((row.count.rows, row.all)));
        }
        Order::Name if matches!(by, GroupBy::Country | GroupBy::Province) => {
            rows.sort_by(|a, b| none(a).cmp(&none(b)).then_with(|| a.name.cmp(&b.name)));
        }
        Order::Name => {}
    }
    rows
}

/// The values that a filter has chosen of a subject.
fn chosen(filter: &Filter, subject: &Expression) -> Vec<Literal> {
    let enabled = filter.conditions.iter().filter(|one| one.enabled);
    enabled
        .filter_map(|one| match Question::of(&one.expression) {
            Question::Categories { of, values } if of == *subject => Some(values),
            _ => None,
        })
        .flatten()
        .collect()
}

/// The filter after a click on a group: only this group, or with `beside` this one too; a group
/// that is chosen no longer.
pub(super) fn toggled(
    filter: &Filter,
    subject: &Expression,
    group: &[Literal],
    beside: bool,
) -> Filter {
    let mut filter = filter.clone();
    let of_subject = |condition: &Condition| match Question::of(&condition.expression) {
        Question::Categories { of, values } if of == *subject => Some(values),
        _ => None,
    };
    let at = filter
        .conditions
        .iter()
        .position(|condition| of_subject(condition).is_some());
    let before = at.and_then(|at| filter.conditions.get(at));
    let mut values = before
        .filter(|before| before.enabled)
        .and_then(of_subject)
        .unwrap_or_default();
    let is_chosen = group.iter().all(|value| values.contains(value));
    if beside {
        values.retain(|value| !group.contains(value));
        if !is_chosen {
            values.extend_from_slice(group);
        }
    } else if is_chosen && values.len() == group.len() {
        values.clear();
    } else {
        values = group.to_vec();
    }
    let expression = Expression::In(Box::new(subject.clone()), values.clone());
    let condition = Condition {
        enabled: true,
        expression,
    };
    match (at, values.is_empty()) {
        (Some(at), true) => drop(filter.conditions.remove(at)),
        (Some(at), false) => {
            if let Some(before) = filter.conditions.get_mut(at) {
                *before = condition;
            }
        }
        (None, true) => {}
        (None, false) => filter.conditions.push(condition),
    }
    filter
}

/// `18 %`, `2.4 %`, `< 0.1 %`.
pub(super) fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "0 %".to_owned(),
        part if part < 0.1 => "< 0.1 %".to_owned(),
        part if part < 9.95 => format!("{part:.1} %"),
        part => format!("{part:.0} %"),
    }
}

/// A row as a bar of the chart.
pub(super) fn bar(row: &Row) -> Bar {
    let count = format::thousands(row.count.rows as u64);
    let interval = [row.count.certainly, row.count.possibly];
    let uncertain = interval[0] < interval[1];
    let of = if row.all == row.count.rows {
        String::new()
    } else {
        format!(" of {}", format::thousands(row.all as u64))
    };
    Bar {
        name: row.name.clone(),
        figures: format!("{count}{of} · {}", percent(row.share)),
        count: row.count.rows as f64,
        all: row.all as f64,
        interval: uncertain.then(|| interval.map(|count| count as f64)),
        chosen: row.chosen,
    }
}

/// How the counts are to be read, a sentence each.
pub(super) fn notes(counted: &Counted, hidden: &[Row]) -> Vec<String> {
    let mut notes = Vec::new();
    if !hidden.is_empty() {
        let features: usize = hidden.iter().map(|row| row.count.rows).sum();
        notes.push(format!(
            "{} with {} are not drawn",
            format::counted(hidden.len() as u64, "more value"),
            format::counted(features as u64, "feature")
        ));
    }
    if counted.grouping.lists() {
        notes.push(format!(
            "A feature that names several counts for each: the counts add up to {} for {}.",
            format::thousands(counted.summary.counted() as u64),
            format::counted(counted.summary.passing as u64, "feature")
        ));
    }
    if counted.grouping.is_uncertain() {
        notes.push(
            "Bars count known positions; the line runs from those that lie certainly to those \
             that lie possibly within the band."
                .to_owned(),
        );
    }
    notes
}

/// The figures of all rows, for a file.
pub(super) fn figures(counted: &Counted, title: &str, rows: &[Row]) -> super::ChartOrder {
    let uncertain = counted.grouping.is_uncertain();
    let mut header = vec![title.to_owned(), "count".to_owned(), "share".to_owned()];
    if uncertain {
        header.extend(["certainly", "possibly"].map(str::to_owned));
    }
    header.push("count without filter".to_owned());
    let table = rows.iter().map(|row| {
        let mut cells = vec![
            row.name.clone(),
            row.count.rows.to_string(),
            format!("{:.6}", row.share),
        ];
        if uncertain {
            cells.extend([row.count.certainly, row.count.possibly].map(|count| count.to_string()));
        }
        cells.push(row.all.to_string());
        cells
    });
    let (shown, hidden) = rows.split_at(rows.len().min(MOST_BARS));
    super::ChartOrder {
        title: String::new(),
        source: String::new(),
        bars: shown.iter().map(bar).collect(),
        notes: notes(counted, hidden),
        header,
        rows: table.collect(),
    }
}

/// Shared, so that a request is small.
pub(super) type SharedOrder = Arc<super::ChartOrder>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Join;

    fn text(filter: &Filter) -> Vec<String> {
        let all = filter.conditions.iter();
        all.map(|one| one.expression.to_string()).collect()
    }

    #[test]
    fn clicks_choose_one_several_or_none() {
        let subject = Expression::Field("kind".to_owned());
        let value = |text: &str| vec![Literal::Text(text.to_owned())];
        let other = Condition {
            expression: Expression::parse("in_view()").unwrap(),
            enabled: true,
        };
        let start = Filter {
            join: Join::All,
            conditions: vec![other],
        };
        let one = toggled(&start, &subject, &value("a"), false);
        assert_eq!(text(&one), ["in_view()", "kind in ('a')"]);
        let two = toggled(&one, &subject, &value("b"), true);
        assert_eq!(text(&two), ["in_view()", "kind in ('a', 'b')"]);
        assert_eq!(toggled(&two, &subject, &value("b"), true), one);
        let only = toggled(&two, &subject, &value("b"), false);
        assert_eq!(text(&only), ["in_view()", "kind in ('b')"]);
        assert_eq!(toggled(&only, &subject, &value("b"), false), start);
    }

    #[test]
    fn shares_read_as_people_write_them() {
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(0.176), "18 %");
        assert_eq!(percent(0.024), "2.4 %");
        assert_eq!(percent(0.000_01), "< 0.1 %");
        assert_eq!(percent(1.0), "100 %");
    }
}
