//! How many rows of a table have each value of something: of a column, by year, country, province or
//! band of distance to a border. Counts exactly; draws nothing.
mod count;

pub use count::{Count, Summary};

use std::collections::HashMap;

use super::filter::{FilterContext, FilterError};
use super::{LIST_COLUMNS, LIST_SEPARATOR, UNCERTAINTY_COLUMN};
use crate::jobs::JobContext;
use crate::model::expression::{Expression, Function, LengthUnit, Literal};
use crate::model::table::{Column, Value, date_from_days};

/// What rows are grouped by.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupBy {
    /// The values of a column.
    Column(String),
    /// The year that the feature's own time begins in.
    Year,
    /// The country of the first position.
    Country,
    /// The province of the first position.
    Province,
    /// Bands of distance to a border.
    Distance {
        /// Its id.
        border: String,
        /// Width of a band, kilometres.
        width_km: f64,
    },
}

impl GroupBy {
    /// The expression whose values are the groups.
    #[must_use]
    pub fn subject(&self) -> Expression {
        let call = |function| Expression::Call(function, Vec::new());
        match self {
            Self::Column(name) => Expression::Field(name.clone()),
            Self::Year => call(Function::Year),
            Self::Country => call(Function::Country),
            Self::Province => call(Function::Province),
            Self::Distance { border, width_km } => {
                let border = Expression::Literal(Literal::Text(border.clone()));
                let width = Literal::Length(*width_km, LengthUnit::Kilometers);
                Expression::Call(
                    Function::Band,
                    vec![
                        Expression::Call(Function::DistanceTo, vec![border]),
                        Expression::Literal(width),
                    ],
                )
            }
        }
    }
}

/// Rows that have one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The values of [`GroupBy::subject`] that its rows have: more than one where a column names
    /// several at once.
    pub values: Vec<Literal>,
    /// The value as text; of a band its ends; empty for rows without a value.
    pub name: String,
}

/// Which group each row of a table belongs to.
#[derive(Clone, Debug)]
pub struct Grouping {
    by: GroupBy,
    /// In the order of their values, rows without a value last.
    groups: Vec<Group>,
    /// Of each row, into `members`.
    sets: Vec<u32>,
    /// The groups of each set of values; one but for columns that name several.
    members: Vec<Vec<u32>>,
    /// Rows whose place is uncertain, with the first and last group they can belong to.
    uncertain: Vec<(u32, [u32; 2])>,
    /// Whether a row can count in several groups.
    lists: bool,
}

impl Grouping {
    /// What it is grouped by.
    #[must_use]
    pub fn by(&self) -> &GroupBy {
        &self.by
    }

    /// The groups, in the order of their values.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Whether a row counts in each of several groups where it names several.
    #[must_use]
    pub fn lists(&self) -> bool {
        self.lists
    }

    /// Whether some rows lie in a band only possibly.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        !self.uncertain.is_empty()
    }

    /// Memory taken, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        4 * self.sets.capacity() + 12 * self.uncertain.capacity()
    }

    /// Group the rows of a table.
    ///
    /// # Errors
    ///
    /// For a border that the atlas does not have, or when nobody wants it any more.
    pub fn new(
        context: &FilterContext<'_>,
        by: GroupBy,
        job: &JobContext,
    ) -> Result<Self, FilterError> {
        let rows = context.table.len();
        job.stage("grouping", rows as u64);
        let mut sets = Sets::default();
        match &by {
            GroupBy::Column(name) => {
                if let Some(column) = context.table.column(name) {
                    of_column(column, &mut sets);
                }
                sets.lists = LIST_COLUMNS.contains(&name.as_str())
                    && context.table.column(UNCERTAINTY_COLUMN).is_some();
            }
            GroupBy::Year => {
                let times = context.facts.times(context);
                for row in 0..rows {
                    let span = times.get(row);
                    let year = span.and_then(|span| year_of(span.start_ms));
                    sets.push(year.map(Literal::Integer));
                }
            }
            GroupBy::Country => {
                let codes = context.facts.countries(context, job)?;
                for row in 0..rows {
                    sets.push_text(codes.get(row));
                }
            }
            GroupBy::Province => {
                let codes = context.facts.provinces(context, job)?;
                for row in 0..rows {
                    sets.push_text(codes.get(row));
                }
            }
            GroupBy::Distance { border, width_km } => {
                return Self::of_bands(context, by.clone(), (border, *width_km), job);
            }
        }
        // A column that is not there.
        sets.rows.resize(rows, sets.none);
        job.advance(rows as u64)?;
        Ok(sets.finish(by))
    }

    fn of_bands(
        context: &FilterContext<'_>,
        by: GroupBy,
        (border, width_km): (&str, f64),
        job: &JobContext,
    ) -> Result<Self, FilterError> {
        let rows = context.table.len();
        let distances = context.facts.distances(context, border, job)?;
        let width_m = width_km * 1e3;
        let band = |meters: f64| (meters / width_m).floor().max(0.0) as u32;
        let of = |row| distances.known_m(row).map(band);
        let known = (0..rows).filter_map(of);
        let possible = (0..rows).filter_map(|row| Some(band(distances.bounds_m(row)?[1])));
        let bands = known.chain(possible).max().map_or(0, |last| last + 1);
        let has_none = (0..rows).any(|row| of(row).is_none());
        let mut groups: Vec<Group> = (0..bands)
            .map(|band| {
                let [from, to] = [band, band + 1].map(|at| f64::from(at) * width_km);
                Group {
                    values: vec![Literal::Number(f64::from(band) * width_m)],
                    name: format!("{from} to {to} km"),
                }
            })
            .collect();
        if has_none {
            groups.push(Group {
                values: vec![Literal::Null],
                name: String::new(),
            });
        }
        let uncertain = (0..rows)
            .filter_map(|row| Some((row as u32, distances.bounds_m(row)?.map(band))))
            .collect();
        Ok(Self {
            by,
            members: (0..groups.len() as u32).map(|group| vec![group]).collect(),
            groups,
            sets: (0..rows).map(|row| of(row).unwrap_or(bands)).collect(),
            uncertain,
            lists: false,
        })
    }
}

fn year_of(ms: i64) -> Option<i64> {
    let date = date_from_days(i32::try_from(ms.div_euclid(86_400_000)).ok()?);
    let (sign, digits) = match date.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, date.as_str()),
    };
    Some(sign * digits.split('-').next()?.parse::<i64>().ok()?)
}

fn of_column(column: &Column, sets: &mut Sets) {
    if let Some((texts, codes)) = column.dictionary() {
        let texts: Vec<&str> = texts;
        let mut known: Vec<Option<u32>> = vec![None; texts.len()];
        let all = column.nulls() == 0 && !column.is_mixed();
        for (row, &code) in codes.iter().enumerate() {
            let value = (!all).then(|| column.value(row));
            let plain = value.is_none_or(|value| matches!(value, Value::Text(_)));
            let set = match (plain, known.get(code as usize).copied().flatten()) {
                (true, Some(set)) => set,
                _ => sets.of_value(column.value(row)),
            };
            if let Some(known) = known.get_mut(code as usize).filter(|_| plain) {
                *known = Some(set);
            }
            sets.rows.push(set);
        }
        return;
    }
    for row in 0..column.len() {
        let set = sets.of_value(column.value(row));
        sets.rows.push(set);
    }
}

/// A number or a truth value in a column of text is that, anything else its text.
fn of_json(json: &str) -> Literal {
    if let Ok(value) = json.parse() {
        return Literal::Bool(value);
    }
    if let Ok(number) = json.parse() {
        return Literal::Integer(number);
    }
    let number = json.parse().ok().filter(|number: &f64| number.is_finite());
    number.map_or_else(|| Literal::Text(json.to_owned()), Literal::Number)
}

/// The values met so far.
#[derive(Default)]
struct Sets {
    known: HashMap<Key, u32>,
    values: Vec<Option<Literal>>,
    rows: Vec<u32>,
    none: u32,
    lists: bool,
}

/// A value as it is compared.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    None,
    Bool(bool),
    Integer(i64),
    Number(u64),
    Text(Box<str>),
}

impl Sets {
    fn set(&mut self, value: Option<Literal>) -> u32 {
        let key = match &value {
            None | Some(Literal::Null) => Key::None,
            Some(Literal::Bool(value)) => Key::Bool(*value),
            Some(Literal::Integer(number)) => Key::Integer(*number),
            Some(Literal::Number(number) | Literal::Length(number, _)) => {
                Key::Number(number.to_bits())
            }
            Some(Literal::Text(text)) => Key::Text(text.as_str().into()),
        };
        let next = self.values.len() as u32;
        let none = matches!(key, Key::None);
        let set = *self.known.entry(key).or_insert(next);
        if set == next {
            self.values.push(value);
            if none {
                self.none = next;
            }
        }
        set
    }

    fn push(&mut self, value: Option<Literal>) {
        let set = self.set(value);
        self.rows.push(set);
    }

    fn push_text(&mut self, text: Option<&str>) {
        self.push(text.map(|text| Literal::Text(text.to_owned())));
    }

    /// Numbers that are whole and those that are not stand side by side by what they are.
    fn of_value(&mut self, value: Value<'_>) -> u32 {
        self.set(match value {
            Value::Missing | Value::Null => None,
            Value::Bool(value) => Some(Literal::Bool(value)),
            Value::Integer(number) => Some(Literal::Integer(number)),
            Value::Float(number) => Some(Literal::Number(number)),
            Value::Json(json) => Some(of_json(json)),
            other => Some(Literal::Text(other.to_text().into_owned())),
        })
    }

    fn finish(mut self, by: GroupBy) -> Grouping {
        if self.values.is_empty() && !self.rows.is_empty() {
            self.values.push(None);
        }
        let mut groups: Vec<Group> = Vec::new();
        let mut found: HashMap<String, u32> = HashMap::new();
        let mut members: Vec<Vec<u32>> = Vec::new();
        for value in &self.values {
            let literal = value.clone().unwrap_or(Literal::Null);
            let text = name_of(&literal);
            let parts: Vec<&str> = if self.lists {
                text.split(LIST_SEPARATOR).collect()
            } else {
                vec![&text]
            };
            let mut of: Vec<u32> = Vec::new();
            for part in parts {
                // The same text of two types is two values.
                let key = if self.lists {
                    part.to_owned()
                } else {
                    literal.to_string()
                };
                let group = *found.entry(key).or_insert_with(|| {
                    groups.push(Group {
                        values: Vec::new(),
                        name: part.to_owned(),
                    });
                    groups.len() as u32 - 1
                });
                if let Some(group) = groups.get_mut(group as usize)
                    && !group.values.contains(&literal)
                {
                    group.values.push(literal.clone());
                }
                if !of.contains(&group) {
                    of.push(group);
                }
            }
            members.push(of);
        }
        let places = in_order(&mut groups);
        for group in members.iter_mut().flatten() {
            *group = places.get(*group as usize).copied().unwrap_or_default();
        }
        Grouping {
            by,
            groups,
            sets: self.rows,
            members,
            uncertain: Vec::new(),
            lists: self.lists,
        }
    }
}

/// Put groups into the order of their values; where each of them has gone.
fn in_order(groups: &mut Vec<Group>) -> Vec<u32> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (&groups[a], &groups[b]);
        let number = |group: &Group| match group.values.first() {
            Some(&Literal::Integer(number)) => Some(number as f64),
            Some(&Literal::Number(number)) => Some(number),
            _ => None,
        };
        let none = |group: &Group| group.values == [Literal::Null];
        none(a)
            .cmp(&none(b))
            .then_with(|| match (number(a), number(b)) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            })
            .then_with(|| a.name.cmp(&b.name))
    });
    let mut places = vec![0; groups.len()];
    for (place, &group) in order.iter().enumerate() {
        places[group] = place as u32;
    }
    let mut taken: Vec<Option<Group>> = std::mem::take(groups).into_iter().map(Some).collect();
    groups.extend(order.into_iter().filter_map(|at| taken.get_mut(at)?.take()));
    places
}

fn name_of(value: &Literal) -> String {
    match value {
        Literal::Null => String::new(),
        Literal::Text(text) => text.clone(),
        Literal::Number(number) => number.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
