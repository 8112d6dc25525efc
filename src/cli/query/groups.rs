//! Features counted by a column or an expression.
use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::{Found, answer, parse};
use crate::model::expression::{Expression, Function, Literal};
use crate::model::table::{Column, Value};
use crate::model::{FeatureTable, RowSet};

/// Counts so far.
pub struct Groups {
    by: String,
    /// The width of a band and its unit, if that is what is counted by.
    band: Option<(f64, &'static str)>,
    counts: HashMap<String, usize>,
    none: usize,
    numbers: bool,
    dates: bool,
}

impl Groups {
    pub fn new(by: &str) -> Self {
        Self {
            by: by.to_owned(),
            band: None,
            counts: HashMap::new(),
            none: 0,
            numbers: true,
            dates: true,
        }
    }

    /// What to count by, with its text: a column of exactly this name, else an expression.
    pub fn expression(&mut self, table: &FeatureTable) -> anyhow::Result<(Expression, String)> {
        let by = self.by.clone();
        if table.column_index(&by).is_some() {
            return Ok((Expression::Field(by.clone()), by));
        }
        let (expression, text) = parse("--group", &by)?;
        if let Expression::Call(Function::Band, arguments) = &expression
            && let Some(Expression::Literal(Literal::Length(width, unit))) = arguments.get(1)
        {
            self.band = Some((width * unit.meters(), unit.symbol()));
        }
        Ok((expression, text))
    }

    pub fn count(&mut self, column: &Column, rows: &RowSet) {
        for row in rows.iter() {
            match column.value(row as usize) {
                Value::Missing | Value::Null => self.none += 1,
                value => {
                    let is_date = matches!(value, Value::Date(_) | Value::DateTime(..));
                    self.dates &= is_date;
                    self.numbers &= !is_date && value.as_f64().is_some();
                    let text = value.to_text();
                    if let Some(count) = self.counts.get_mut(text.as_ref()) {
                        *count += 1;
                    } else {
                        self.counts.insert(text.into_owned(), 1);
                    }
                }
            }
        }
    }

    /// Numbers and dates as they grow, texts by their counts; what has no value comes last.
    fn sorted(&self) -> Vec<(Option<&str>, usize)> {
        let mut sorted: Vec<(&str, usize)> = Vec::new();
        sorted.extend(
            self.counts
                .iter()
                .map(|(text, count)| (text.as_str(), *count)),
        );
        if self.numbers {
            let number = |text: &str| text.parse().unwrap_or(f64::NAN);
            sorted.sort_by(|a, b| number(a.0).total_cmp(&number(b.0)));
        } else if self.dates {
            sorted.sort_unstable();
        } else {
            sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        }
        let none = (self.none > 0).then_some((None, self.none));
        let some = sorted.into_iter().map(|(text, count)| (Some(text), count));
        some.chain(none).collect()
    }

    /// For people.
    pub fn text(&self, found: &[Found]) -> String {
        let label = |text: Option<&str>| match (text, self.band) {
            (None, _) => "(no value)".to_owned(),
            (Some(text), Some((width_m, unit))) => {
                let scale = if unit == "km" { 1000.0 } else { 1.0 };
                let from: f64 = text.parse().unwrap_or_default();
                format!("{} to {} {unit}", from / scale, (from + width_m) / scale)
            }
            (Some(text), None) => text.to_owned(),
        };
        let rows: Vec<(String, usize)> = self
            .sorted()
            .into_iter()
            .map(|(text, count)| (label(text), count))
            .collect();
        let labels = rows.iter().map(|(label, _)| label.as_str());
        let width = labels
            .chain([self.by.as_str()])
            .map(|label| label.chars().count())
            .max();
        let width = width.unwrap_or_default();
        let mut said = format!("{:width$}  features\n", self.by);
        for (label, count) in &rows {
            writeln!(said, "{label:width$}  {count:>8}").ok();
        }
        said + &answer::counted(found)
    }

    /// For machines.
    pub fn json(&self, found: &[Found]) -> anyhow::Result<String> {
        let value = |text: Option<&str>| match text {
            None => Json::Null,
            Some(text) if self.numbers => text.parse().unwrap_or_else(|_| json!(text)),
            Some(text) => json!(text),
        };
        let groups: Vec<Json> = self
            .sorted()
            .into_iter()
            .map(|(text, count)| json!({ "value": value(text), "features": count }))
            .collect();
        let (features, of) = answer::sums(found);
        let all = json!({ "features": features, "of": of, "by": self.by, "groups": groups });
        Ok(format!("{}\n", serde_json::to_string(&all)?))
    }

    /// For a spreadsheet; lengths of bands in metres.
    pub fn csv(&self) -> anyhow::Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record([self.by.as_str(), "features"])?;
        for (text, count) in self.sorted() {
            writer.write_record([harmless(text.unwrap_or_default()), count.to_string()])?;
        }
        Ok(String::from_utf8(writer.into_inner()?)?)
    }
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    let formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    format!("{}{text}", if formula { "'" } else { "" })
}
