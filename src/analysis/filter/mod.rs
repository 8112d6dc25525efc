//! What an [`Expression`] means for a table: which rows pass, and what value each row has.
//!
//! A comparison with nothing is neither true nor false but unknown, as in SQL: `killed > 3` and
//! `not killed > 3` both leave out the rows without `killed`, and `killed is null` finds them. So are
//! values of types that cannot be compared. A row passes where the whole is true.
//!
//! A date of low precision counts by its beginning, and an uncertain place by its known position;
//! within `certainly(…)` and `possibly(…)` a comparison holds for all of the moments and distances
//! that are possible, or for one of them. `not` within turns the one into the other.
mod area;
mod check;
mod compile;
mod facts;
mod measures;
mod node;
mod numeric;
mod scalar;
pub(in crate::analysis) mod text;
mod truth;

pub use check::{Problem, applies, check};
pub use facts::LayerFacts;

use rayon::prelude::*;

use self::compile::compile;
use self::scalar::{Mode, Scalar};
use super::BorderIndex;
use crate::geodesy::Extent;
use crate::jobs::{Cancelled, JobContext};
use crate::model::expression::Expression;
use crate::model::table::{Cell, Column, TableBuilder};
use crate::model::{Atlas, FeatureTable, RowSet, TimeField};

/// What an expression is asked of.
#[derive(Clone, Copy)]
pub struct FilterContext<'a> {
    /// The features.
    pub table: &'a FeatureTable,
    /// What is derived of them, kept between questions.
    pub facts: &'a LayerFacts,
    /// The borders and countries.
    pub borders: &'a BorderIndex,
    /// Their names and areas.
    pub atlas: &'a Atlas,
    /// Which columns say when a feature was; guessed from the table where nobody chose.
    pub time: Option<&'a TimeField>,
    /// What the map shows, where there is one.
    pub view: Option<Extent>,
}

/// Why an expression cannot be asked of a table.
#[derive(Debug, thiserror::Error)]
pub enum FilterError {
    /// A property that the table does not have.
    #[error("There is no property '{name}'{hint}")]
    NoProperty {
        /// As it was asked for.
        name: String,
        /// The nearest that there is.
        hint: String,
    },
    /// A property that was added but could not be computed.
    #[error("'{name}' has no values: {problem}")]
    NoValues {
        /// Its name.
        name: String,
        /// Why.
        problem: String,
    },
    /// A border that the atlas does not have.
    #[error("There is no border '{id}'{hint}")]
    NoBorder {
        /// As it was asked for.
        id: String,
        /// The nearest that there is.
        hint: String,
    },
    /// Neither a country nor a province nor an area.
    #[error("'{text}' is no country (AFG), province (AF-KAB) or POLYGON in well-known text{hint}")]
    NoArea {
        /// As it was asked for.
        text: String,
        /// The nearest that there is.
        hint: String,
    },
    /// A text beside a date that is none.
    #[error("'{text}' is no date; write it as '2021', '2021-08' or '2021-08-26'")]
    NoDate {
        /// That text.
        text: String,
    },
    /// An argument of another kind than the function needs.
    #[error("expected {usage}")]
    Argument {
        /// How the function is called.
        usage: &'static str,
    },
    /// `in_view()` where no map is shown.
    #[error("in_view() needs a map; use in_extent(west, south, east, north)")]
    NoView,
    /// Nobody wants the answer any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl FilterError {
    /// The name or text in the expression that it is about, for
    /// [`range_of`](crate::model::expression::range_of).
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::NoProperty { name: subject, .. }
            | Self::NoValues { name: subject, .. }
            | Self::NoBorder { id: subject, .. }
            | Self::NoArea { text: subject, .. }
            | Self::NoDate { text: subject } => Some(subject),
            Self::Argument { usage } => usage.split('(').next(),
            Self::NoView => Some("in_view"),
            Self::Cancelled(_) => None,
        }
    }
}

/// The rows for which the expression is true.
///
/// # Errors
///
/// Where it cannot be asked of this table, or nobody wants the answer any more.
pub fn passing(
    context: &FilterContext<'_>,
    expression: &Expression,
    job: &JobContext,
) -> Result<RowSet, FilterError> {
    let node = compile(context, expression, job)?;
    Ok(truth::rows_where(&node, context.table.len(), job)?)
}

/// The value of the expression for each row, as a column whose name is the expression's text. Lengths
/// are metres, times ISO 8601.
///
/// # Errors
///
/// As [`passing`].
pub fn evaluate(
    context: &FilterContext<'_>,
    expression: &Expression,
    job: &JobContext,
) -> Result<Column, FilterError> {
    let node = compile(context, expression, job)?;
    let rows = context.table.len();
    let values: Vec<Scalar<'_>> = (0..rows)
        .into_par_iter()
        .with_min_len(256)
        .map(|row| {
            if row % 256 == 0 {
                job.advance(0)?;
            }
            Ok(node.scalar(row, Mode::Known))
        })
        .collect::<Result<_, Cancelled>>()?;
    let mut builder = TableBuilder::new();
    let column = builder.column(&expression.to_string());
    for value in values {
        match value {
            Scalar::Null => builder.set(column, Cell::Null),
            Scalar::Bool(value) => builder.set(column, Cell::Bool(value)),
            Scalar::Integer(number) => match i64::try_from(number) {
                Ok(number) => builder.set(column, Cell::Integer(number)),
                Err(_beyond) => {
                    let cell = Cell::Exact(&number.to_string(), number as f64);
                    builder.set(column, cell)
                }
            },
            Scalar::Number(number) | Scalar::Uncertain(number, _) => {
                builder.set(column, Cell::Float(number))
            }
            Scalar::Text(text) => builder.set(column, Cell::Text(&text)),
            Scalar::Time(span) => builder.set(column, Cell::Text(&span.to_text())),
        };
        builder.end_feature();
    }
    Ok(builder
        .finish()
        .columns()
        .first()
        .cloned()
        .unwrap_or_default())
}

#[cfg(test)]
mod tests;
