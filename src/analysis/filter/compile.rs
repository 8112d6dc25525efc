//! Makes an expression ready for one table: names found, facts gathered, dates and patterns read.
use std::sync::Arc;

use super::node::{Node, members};
use super::scalar::{Mode, Scalar, mirrored};
use super::text::{Needle, Pattern};
use super::{FilterContext, FilterError};
use crate::geodesy::Extent;
use crate::jobs::JobContext;
use crate::model::expression::{Comparison, Expression, Function, Literal, did_you_mean};
use crate::model::table::{Column, ColumnType};
use crate::model::{RowSet, TimeSpan};

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
            let extent = Extent {
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
        (Function::Search, Some([""])) => Node::Constant(Scalar::Bool(true)),
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
