//! An expression made ready for one table: names found, facts gathered, dates and patterns read.
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::facts::{Codes, Distances};
use super::scalar::{Mode, Scalar, arithmetic, compare, mirrored};
use super::text::{Needle, Pattern};
use super::{FilterContext, FilterError};
use crate::analysis::TimeSpans;
use crate::jobs::JobContext;
use crate::model::expression::{Comparison, Expression, Function, Literal, Operator, did_you_mean};
use crate::model::table::{Column, ColumnType, civil_from_days};
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

/// The values of `in`.
pub(super) struct Members<'a> {
    texts: HashSet<&'a str>,
    integers: HashSet<i128>,
    others: Vec<Scalar<'a>>,
    null: bool,
}

impl<'a> Node<'a> {
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
            Self::Year(spans) => spans.get(row).map_or(Scalar::Null, |span| {
                const DAY_MS: i64 = 86_400_000;
                let days = span.start_ms.div_euclid(DAY_MS) as i32;
                Scalar::Integer(civil_from_days(days).0.into())
            }),
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
            return column.has_value(row).then(|| column.value(row).to_text());
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
            Self::Contains(column, needle) => {
                Some(column.has_value(row) && needle.is_in(&column.value(row).to_text()))
            }
            Self::IsNull(of) => Some(of.scalar(row, mode) == Scalar::Null),
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

    /// The one column that this depends on, if it depends on nothing else of a row.
    pub(super) fn only_column(&self) -> Option<&'a Column> {
        let mut found = None;
        self.depends(&mut found).then_some(found).flatten()
    }

    fn depends(&self, found: &mut Option<&'a Column>) -> bool {
        match self {
            Self::Constant(_) => true,
            Self::Column(column) | Self::Dates(column) | Self::Contains(column, _) => {
                std::ptr::eq(*found.get_or_insert(column), *column)
            }
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
            Self::Distances(_)
            | Self::Codes(_)
            | Self::Year(_)
            | Self::During(..)
            | Self::Set { .. } => false,
        }
    }

    /// Whether its values are times whatever they are compared with.
    fn is_time(&self) -> bool {
        matches!(self, Self::Column(column)
            if matches!(column.column_type(), ColumnType::Date | ColumnType::DateTime))
    }
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

/// Make an expression ready.
pub(super) fn compile<'a>(
    context: &FilterContext<'a>,
    expression: &'a Expression,
    job: &JobContext,
) -> Result<Node<'a>, FilterError> {
    let compile = |of: &'a Expression| compile(context, of, job);
    let boxed = |of: &'a Expression| compile(of).map(Box::new);
    let all = |all: &'a [Expression]| all.iter().map(compile).collect::<Result<Vec<_>, _>>();
    Ok(match expression {
        Expression::Literal(literal) => Node::Constant(literal.into()),
        Expression::Field(name) => Node::Column(column(context, name)?),
        Expression::And(of) => Node::And(all(of)?),
        Expression::Or(of) => Node::Or(all(of)?),
        Expression::Not(of) => Node::Not(boxed(of)?),
        Expression::Compare(left, comparison, right) => {
            comparing(context, compile(left)?, *comparison, compile(right)?)?
        }
        Expression::Between(of, low, high) => Node::And(vec![
            comparing(
                context,
                compile(of)?,
                Comparison::GreaterOrEqual,
                compile(low)?,
            )?,
            comparing(
                context,
                compile(of)?,
                Comparison::LessOrEqual,
                compile(high)?,
            )?,
        ]),
        Expression::In(of, values) => {
            let of = boxed(of)?;
            let members = members(values, of.is_time())?;
            Node::In(of, members)
        }
        Expression::Like(of, pattern) => Node::Like(boxed(of)?, Pattern::new(pattern)),
        Expression::IsNull(of) => Node::IsNull(boxed(of)?),
        Expression::Arithmetic(left, operator, right) => {
            Node::Arithmetic(boxed(left)?, *operator, boxed(right)?)
        }
        Expression::Call(function, arguments) => match (function, arguments.as_slice()) {
            (Function::Certainly, [of]) => Node::Uncertain(Mode::Certainly, boxed(of)?),
            (Function::Possibly, [of]) => Node::Uncertain(Mode::Possibly, boxed(of)?),
            (Function::Lower, [of]) => Node::Lower(boxed(of)?),
            (Function::Length, [of]) => Node::Length(boxed(of)?),
            (Function::Abs, [of]) => Node::Abs(boxed(of)?),
            (Function::Round, [of]) => Node::Round(boxed(of)?),
            (Function::Band, [of, width]) => Node::Band(boxed(of)?, boxed(width)?),
            _ => geography(context, *function, arguments, job)?,
        },
    })
}

/// A function of where and when a feature was.
fn geography<'a>(
    context: &FilterContext<'a>,
    function: Function,
    arguments: &'a [Expression],
    job: &JobContext,
) -> Result<Node<'a>, FilterError> {
    let usage = function.usage();
    let texts: Option<Vec<&str>> = arguments.iter().map(text_of).collect();
    let facts = context.facts;
    Ok(match (function, texts.as_deref()) {
        (Function::DistanceTo, Some([border])) => {
            Node::Distances(facts.distances(context, border, job)?)
        }
        (Function::Country, _) => Node::Codes(facts.countries(context, job)?),
        (Function::Province, _) => Node::Codes(facts.provinces(context, job)?),
        (Function::Year, _) => Node::Year(facts.times(context)),
        (Function::During, Some([from, rest @ ..])) => {
            let date = |text: &str| {
                let text = text.to_owned();
                TimeSpan::parse(&text).ok_or(FilterError::NoDate { text })
            };
            let (from, to) = (date(from)?, date(rest.first().unwrap_or(from))?);
            let window = TimeSpan {
                end_ms: to.end_ms,
                ..from
            };
            Node::During(facts.times(context), window)
        }
        (Function::Inside, Some([area])) => Node::Set {
            yes: facts.inside(context, area, job)?,
            known: facts.placed(context, job)?,
        },
        (Function::InView, _) => {
            let view = context.view.ok_or(FilterError::NoView)?;
            Node::Set {
                yes: facts.in_extent(context, view, job)?,
                known: facts.placed(context, job)?,
            }
        }
        (Function::InExtent, _) => {
            let numbers: Option<Vec<f64>> = arguments.iter().map(number_of).collect();
            let Some([west, south, east, north]) = numbers.as_deref() else {
                return Err(FilterError::Argument { usage });
            };
            let extent = crate::geodesy::Extent {
                west: *west,
                south: *south,
                east: *east,
                north: *north,
            };
            Node::Set {
                yes: facts.in_extent(context, extent, job)?,
                known: facts.placed(context, job)?,
            }
        }
        (Function::Rows, Some([rows])) => {
            let rows = rows_of(rows, context.table.len()).ok_or(FilterError::Argument { usage })?;
            Node::Set {
                yes: Arc::new(rows),
                known: Arc::new(RowSet::first(context.table.len())),
            }
        }
        (Function::Search, Some([text])) => {
            let columns = context.table.columns().iter();
            let texts = columns.filter(|column| column.column_type() == ColumnType::Text);
            let found = texts.map(|column| Node::Contains(column, Needle::new(text)));
            Node::Or(found.collect())
        }
        _ => return Err(FilterError::Argument { usage }),
    })
}

fn text_of(argument: &Expression) -> Option<&str> {
    match argument {
        Expression::Literal(Literal::Text(text)) => Some(text),
        _ => None,
    }
}

fn number_of(argument: &Expression) -> Option<f64> {
    match argument {
        Expression::Literal(Literal::Integer(number)) => Some(*number as f64),
        Expression::Literal(Literal::Number(number)) => Some(*number),
        _ => None,
    }
}

/// `0-4,9`: rows and ranges of rows, both ends in it.
fn rows_of(text: &str, rows: usize) -> Option<RowSet> {
    let mut found = RowSet::default();
    for item in text
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
    {
        let (first, last) = item.split_once('-').unwrap_or((item, item));
        let (first, last): (usize, usize) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        for row in first..rows.min(last.saturating_add(1)) {
            found.insert(row as u32);
        }
    }
    Some(found)
}

fn column<'a>(context: &FilterContext<'a>, name: &str) -> Result<&'a Column, FilterError> {
    context.table.column(name).ok_or_else(|| {
        let names = context.table.columns().iter().map(Column::name);
        FilterError::NoProperty {
            name: name.to_owned(),
            hint: did_you_mean(name, names),
        }
    })
}

/// Two sides with a text beside a date read as one, and what does not vary to the right.
fn comparing<'a>(
    context: &FilterContext<'a>,
    left: Node<'a>,
    comparison: Comparison,
    right: Node<'a>,
) -> Result<Node<'a>, FilterError> {
    if matches!(left, Node::Constant(_)) && !matches!(right, Node::Constant(_)) {
        return comparing(context, right, mirrored(comparison), left);
    }
    let (left, right) = match (left, right) {
        (left, Node::Constant(Scalar::Text(text))) if left.is_time() => {
            let span = TimeSpan::parse(&text).ok_or_else(|| FilterError::NoDate {
                text: text.into_owned(),
            })?;
            (left, Node::Constant(Scalar::Time(span)))
        }
        (Node::Column(column), Node::Constant(Scalar::Text(text))) => {
            let time = context.facts.time_field(context);
            let is_time = time.is_some_and(|field| {
                field.start == column.name() || field.end.as_deref() == Some(column.name())
            });
            match TimeSpan::parse(&text).filter(|_| is_time) {
                Some(span) => (Node::Dates(column), Node::Constant(Scalar::Time(span))),
                None => (Node::Column(column), Node::Constant(Scalar::Text(text))),
            }
        }
        sides => sides,
    };
    Ok(Node::Compare(Box::new(left), comparison, Box::new(right)))
}

fn members(values: &[Literal], times: bool) -> Result<Members<'_>, FilterError> {
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
