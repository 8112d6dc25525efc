//! An expression made ready for one table: what each part of it is in a row.
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::FilterError;
use super::measures::{Codes, Distances};
use super::scalar::{Mode, Scalar, arithmetic, compare};
use super::text::{Needle, Pattern};
use crate::analysis::TimeSpans;
use crate::model::expression::{Comparison, Literal, Operator};
use crate::model::table::{Column, ColumnType, Value, civil_from_days};
use crate::model::{RowSet, TimeSpan};

/// A part of an expression.
pub(super) enum Node<'a> {
    Constant(Scalar<'a>),
    Column(&'a Column),
    /// A column of text whose texts are dates.
    Dates(&'a Column),
    Distances(Arc<Distances>),
    Codes(Arc<Codes>),
    Year(Arc<TimeSpans>),
    During(Arc<TimeSpans>, TimeSpan),
    /// Rows that were found beforehand; unknown for those that are not `known`.
    Set {
        yes: Arc<RowSet>,
        known: Arc<RowSet>,
    },
    /// False where there is no text.
    Contains(&'a Column, Needle),
    And(Vec<Node<'a>>),
    Or(Vec<Node<'a>>),
    Not(Box<Node<'a>>),
    Uncertain(Mode, Box<Node<'a>>),
    Compare(Box<Node<'a>>, Comparison, Box<Node<'a>>),
    In(Box<Node<'a>>, Members<'a>),
    Like(Box<Node<'a>>, Pattern),
    IsNull(Box<Node<'a>>),
    Arithmetic(Box<Node<'a>>, Operator, Box<Node<'a>>),
    Lower(Box<Node<'a>>),
    Length(Box<Node<'a>>),
    Abs(Box<Node<'a>>),
    Round(Box<Node<'a>>),
    Band(Box<Node<'a>>, Box<Node<'a>>),
}

/// What of a row a part of an expression depends on.
pub(super) enum Only<'n> {
    Column(&'n Column),
    Codes(&'n Codes),
}

/// The values of `in`.
pub(super) struct Members<'a> {
    texts: HashSet<&'a str>,
    integers: HashSet<i128>,
    others: Vec<Scalar<'a>>,
    null: bool,
}

impl Node<'_> {
    /// The value in a row.
    pub(super) fn scalar(&self, row: usize, mode: Mode) -> Scalar<'_> {
        match self {
            Self::Constant(value) => value.clone(),
            Self::Column(column) => column.value(row).into(),
            Self::Dates(column) => match column.value(row).into() {
                Scalar::Text(text) => TimeSpan::parse(&text).map_or(Scalar::Null, Scalar::Time),
                other => other,
            },
            Self::Distances(distances) => distances.get(row),
            Self::Codes(codes) => match codes.get(row) {
                Some(code) => Scalar::Text(code.into()),
                None => Scalar::Null,
            },
            Self::Year(spans) => {
                year(spans, row).map_or(Scalar::Null, |year| Scalar::Integer(year.into()))
            }
            Self::Arithmetic(left, operator, right) => {
                arithmetic(&left.scalar(row, mode), *operator, &right.scalar(row, mode))
            }
            Self::Lower(of) => match of.text(row, mode) {
                Some(text) => Scalar::Text(text.to_lowercase().into()),
                None => Scalar::Null,
            },
            Self::Length(of) => match of.text(row, mode) {
                Some(text) => Scalar::Integer(text.chars().count() as i128),
                None => Scalar::Null,
            },
            Self::Abs(of) => of.scalar(row, mode).abs(),
            Self::Round(of) => match of.scalar(row, mode) {
                Scalar::Integer(number) => Scalar::Integer(number),
                Scalar::Number(number) if number.abs() < 1e18 => {
                    Scalar::Integer(number.round() as i128)
                }
                other => other.map(f64::round),
            },
            Self::Band(of, width) => match width.scalar(row, mode) {
                Scalar::Integer(width) if width > 0 => of.scalar(row, mode).map(band(width as f64)),
                Scalar::Number(width) if width > 0.0 => of.scalar(row, mode).map(band(width)),
                _ => Scalar::Null,
            },
            _ => self.truth_at(row, mode).map_or(Scalar::Null, Scalar::Bool),
        }
    }

    /// As text, dates as they were written; `None` where there is no value.
    fn text(&self, row: usize, mode: Mode) -> Option<Cow<'_, str>> {
        if let Self::Column(column) = self {
            return match column.value(row) {
                Value::Missing | Value::Null => None,
                value => Some(value.to_text()),
            };
        }
        match self.scalar(row, mode) {
            Scalar::Null => None,
            Scalar::Bool(value) => Some(value.to_string().into()),
            Scalar::Integer(number) => Some(number.to_string().into()),
            Scalar::Number(number) | Scalar::Uncertain(number, _) => {
                Some(number.to_string().into())
            }
            Scalar::Text(text) => Some(text),
            Scalar::Time(span) => Some(span.to_text().into()),
        }
    }

    /// Whether it is true in a row; `None` where that is unknown, or it is no condition.
    pub(super) fn truth_at(&self, row: usize, mode: Mode) -> Option<bool> {
        match self {
            Self::And(all) => all_of(all.iter().map(|one| one.truth_at(row, mode))),
            Self::Or(all) => {
                let none = all
                    .iter()
                    .map(|one| one.truth_at(row, mode).map(|yes| !yes));
                all_of(none).map(|none| !none)
            }
            Self::Not(of) => of.truth_at(row, mode.negated()).map(|yes| !yes),
            Self::Uncertain(mode, of) => of.truth_at(row, *mode),
            Self::Set { yes, known } => {
                let row = row as u32;
                known.contains(row).then(|| yes.contains(row))
            }
            Self::Compare(left, comparison, right) => {
                let (left, right) = (left.scalar(row, mode), right.scalar(row, mode));
                compare(&left, *comparison, &right, mode)
            }
            Self::In(of, members) => members.contain(&of.scalar(row, mode), mode),
            Self::Like(of, pattern) => of.text(row, mode).map(|text| pattern.fits(&text)),
            Self::Contains(column, needle) => Some(match column.value(row) {
                Value::Missing | Value::Null => false,
                value => needle.is_in(&value.to_text()),
            }),
            Self::IsNull(of) => Some(match **of {
                Self::Column(column) => !column.has_value(row),
                _ => of.scalar(row, mode) == Scalar::Null,
            }),
            Self::During(spans, window) => spans.get(row).map(|span| match mode {
                Mode::Certainly => window.start_ms <= span.start_ms && span.end_ms <= window.end_ms,
                _ => span.overlaps(*window),
            }),
            _ => match self.scalar(row, mode) {
                Scalar::Bool(value) => Some(value),
                _ => None,
            },
        }
    }

    /// The one thing that this depends on, if it depends on nothing else of a row.
    pub(super) fn only(&self) -> Option<Only<'_>> {
        let mut found = None;
        self.depends(&mut found).then_some(found).flatten()
    }

    fn depends<'n>(&'n self, found: &mut Option<Only<'n>>) -> bool {
        match self {
            Self::Constant(_) => true,
            Self::Column(column) | Self::Dates(column) | Self::Contains(column, _) => {
                match found.get_or_insert(Only::Column(column)) {
                    Only::Column(other) => std::ptr::eq(*other, *column),
                    Only::Codes(_) => false,
                }
            }
            Self::Codes(codes) => match found.get_or_insert(Only::Codes(codes)) {
                Only::Column(_) => false,
                Only::Codes(other) => std::ptr::eq(*other, &raw const **codes),
            },
            Self::And(all) | Self::Or(all) => all.iter().all(|one| one.depends(found)),
            Self::Not(of)
            | Self::Uncertain(_, of)
            | Self::In(of, _)
            | Self::Like(of, _)
            | Self::IsNull(of)
            | Self::Lower(of)
            | Self::Length(of)
            | Self::Abs(of)
            | Self::Round(of) => of.depends(found),
            Self::Compare(a, _, b) | Self::Arithmetic(a, _, b) | Self::Band(a, b) => {
                a.depends(found) && b.depends(found)
            }
            Self::Distances(_) | Self::Year(_) | Self::During(..) | Self::Set { .. } => false,
        }
    }

    /// Whether its values are times whatever they are compared with.
    pub(super) fn is_time(&self) -> bool {
        matches!(self, Self::Column(column)
            if matches!(column.column_type(), ColumnType::Date | ColumnType::DateTime))
    }
}

/// The year a row's time begins in.
pub(super) fn year(spans: &TimeSpans, row: usize) -> Option<i32> {
    const DAY_MS: i64 = 86_400_000;
    let days = spans.get(row)?.start_ms.div_euclid(DAY_MS) as i32;
    Some(civil_from_days(days).0)
}

fn band(width: f64) -> impl Fn(f64) -> f64 {
    move |number| (number / width).floor() * width
}

fn all_of(verdicts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for verdict in verdicts {
        match verdict {
            Some(false) => return Some(false),
            None => all = None,
            Some(true) => {}
        }
    }
    all
}

impl Members<'_> {
    /// They, if they are nothing but a few numbers.
    pub(super) fn few_numbers(&self) -> Option<Vec<f64>> {
        const FEW: usize = 8;
        let whole = self.integers.iter().map(|number| Some(*number as f64));
        let others = self.others.iter().map(|other| match other {
            Scalar::Number(number) => Some(*number),
            _ => None,
        });
        let numbers: Option<Vec<f64>> = whole.chain(others).collect();
        numbers.filter(|numbers| {
            (1..=FEW).contains(&numbers.len()) && self.texts.is_empty() && !self.null
        })
    }

    fn contain(&self, value: &Scalar<'_>, mode: Mode) -> Option<bool> {
        let equal =
            |other: &Scalar<'_>| compare(value, Comparison::Equal, other, mode) == Some(true);
        match value {
            Scalar::Null => self.null.then_some(true),
            Scalar::Text(text) => Some(self.texts.contains(text.as_ref())),
            Scalar::Integer(number) if self.integers.contains(number) => Some(true),
            Scalar::Uncertain(..) => {
                let mut whole = self.integers.iter().copied().map(Scalar::Integer);
                Some(whole.any(|one| equal(&one)) || self.others.iter().any(equal))
            }
            Scalar::Number(number)
                if number.fract() == 0.0 && self.integers.contains(&(*number as i128)) =>
            {
                Some(true)
            }
            _ => Some(self.others.iter().any(equal)),
        }
    }
}

/// Values in a list; texts among them are dates where those that they are compared with are.
pub(super) fn members(values: &[Literal], times: bool) -> Result<Members<'_>, FilterError> {
    let mut members = Members {
        texts: HashSet::new(),
        integers: HashSet::new(),
        others: Vec::new(),
        null: false,
    };
    for value in values {
        match Scalar::from(value) {
            Scalar::Null => members.null = true,
            Scalar::Text(Cow::Borrowed(text)) if times => {
                let span = TimeSpan::parse(text).ok_or_else(|| FilterError::NoDate {
                    text: text.to_owned(),
                })?;
                members.others.push(Scalar::Time(span));
            }
            Scalar::Text(Cow::Borrowed(text)) => drop(members.texts.insert(text)),
            Scalar::Integer(number) => drop(members.integers.insert(number)),
            other => members.others.push(other),
        }
    }
    Ok(members)
}
