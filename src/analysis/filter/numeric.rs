//! Comparisons of numbers, which most conditions are, for 64 rows at once: a short way around
//! [`Scalar`] with the same answers. What it cannot tell exactly, long integers and uncertain
//! distances, it leaves to that.
use std::cmp::Ordering;

use super::measures::Distances;
use super::node::{Node, year};
use super::scalar::Scalar;
use crate::analysis::TimeSpans;
use crate::model::expression::{Comparison, Operator};
use crate::model::table::{Column, ColumnType, Numbers, mask};

/// A part of an expression whose values are numbers.
pub(super) enum Numeric<'n> {
    Constant(f64),
    Column(&'n Column),
    Distances(&'n Distances),
    Year(&'n TimeSpans),
    Arithmetic(Box<Self>, Operator, Box<Self>),
}

impl<'n> Numeric<'n> {
    /// `None` for what is no number, or not in every row.
    pub(super) fn of(node: &'n Node<'_>) -> Option<Self> {
        Some(match node {
            Node::Constant(Scalar::Integer(number)) => Self::Constant(*number as f64),
            Node::Constant(Scalar::Number(number)) => Self::Constant(*number),
            Node::Column(column) if column.column_type() != ColumnType::Date => {
                column.has_numbers().then_some(Self::Column(column))?
            }
            Node::Distances(distances) => Self::Distances(distances),
            Node::Year(spans) => Self::Year(spans),
            Node::Arithmetic(left, operator, right) => {
                let (left, right) = (Self::of(left)?, Self::of(right)?);
                Self::Arithmetic(Box::new(left), *operator, Box::new(right))
            }
            _ => return None,
        })
    }

    /// When the dates of a column begin, milliseconds.
    pub(super) fn of_dates(column: &'n Column) -> Option<Self> {
        let are_dates = column.column_type() == ColumnType::Date && column.has_numbers();
        are_dates.then_some(Self::Column(column))
    }

    /// The numbers of the rows from this one on.
    fn numbers(&self, start: usize) -> Numbers {
        match self {
            Self::Constant(number) => Numbers::all(*number),
            Self::Column(column) => column.numbers(start),
            Self::Distances(distances) => distances.numbers(start),
            Self::Year(spans) => {
                let mut years = Numbers::all(0.0);
                for (bit, value) in years.values.iter_mut().enumerate() {
                    match year(spans, start + bit) {
                        Some(year) => *value = year.into(),
                        None => years.null |= 1 << bit,
                    }
                }
                years
            }
            Self::Arithmetic(left, operator, right) => {
                let (mut a, b) = (left.numbers(start), right.numbers(start));
                let pairs = a.values.iter_mut().zip(&b.values);
                match operator {
                    Operator::Add => pairs.for_each(|(a, b)| *a += b),
                    Operator::Subtract => pairs.for_each(|(a, b)| *a -= b),
                    Operator::Multiply => pairs.for_each(|(a, b)| *a *= b),
                    Operator::Divide => pairs.for_each(|(a, b)| *a /= b),
                }
                let null = a.null | b.null;
                let inexact = a.inexact | b.inexact;
                // What comes of an inexact number says nothing of it.
                (a.null, a.inexact) = (0, 0);
                a.note_inexact();
                a.null = null | (a.null & !inexact);
                a.inexact = (a.inexact | inexact) & !a.null;
                a
            }
        }
    }

    /// In which rows from `start` on a comparison holds, and in which it cannot be told; in those
    /// without a number it is unknown.
    pub(super) fn compare(&self, comparison: Comparison, other: &Self, start: usize) -> Compared {
        let (a, b) = (self.numbers(start), other.numbers(start));
        let (x, y) = (&a.values, &b.values);
        let null = a.null | b.null;
        let equal = |row: usize| x[row].partial_cmp(&y[row]).is_some_and(Ordering::is_eq);
        Compared {
            holds: match comparison {
                Comparison::Equal => mask(equal),
                Comparison::NotEqual => mask(|row| !equal(row)),
                Comparison::Less => mask(|row| x[row] < y[row]),
                Comparison::LessOrEqual => mask(|row| x[row] <= y[row]),
                Comparison::Greater => mask(|row| x[row] > y[row]),
                Comparison::GreaterOrEqual => mask(|row| x[row] >= y[row]),
            },
            null,
            open: (a.inexact | b.inexact) & !null,
        }
    }
}

/// What a comparison came to, a bit for each row.
pub(super) struct Compared {
    /// Where it is neither null nor open.
    pub holds: u64,
    pub null: u64,
    /// To be found in another way.
    pub open: u64,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::scalar::{Mode, arithmetic, compare};
    use super::*;
    use crate::model::table::{Cell, TableBuilder};

    fn cell() -> impl Strategy<Value = Cell<'static>> {
        let beyond = 1_i64 << 53;
        prop_oneof![
            Just(Cell::Null),
            (-5..5_i64).prop_map(Cell::Integer),
            (beyond - 3..beyond + 3).prop_map(Cell::Integer),
            any::<i64>().prop_map(Cell::Integer),
            (-5..5_i32).prop_map(|half| Cell::Float(f64::from(half) / 2.0)),
            Just(Cell::Float(9_007_199_254_740_992.0)),
            Just(Cell::Float(1e300)),
            Just(Cell::Exact(
                "12345678901234567890",
                12_345_678_901_234_567_890.0
            )),
        ]
    }

    fn column(cells: &[Cell<'_>]) -> Column {
        let mut builder = TableBuilder::new();
        let column = builder.column("n");
        for cell in cells {
            builder.set(column, *cell);
            builder.end_feature();
        }
        builder.finish().columns()[0].clone()
    }

    proptest! {
        #[test]
        fn the_short_way_gives_the_same_answers(
            cells in prop::collection::vec((cell(), cell(), cell()), 1..100),
            operator in prop::sample::select(vec![
                Operator::Add, Operator::Subtract, Operator::Multiply, Operator::Divide,
            ]),
            comparison in prop::sample::select(Comparison::ALL.to_vec()),
        ) {
            let a = column(&cells.iter().map(|of| of.0).collect::<Vec<_>>());
            let b = column(&cells.iter().map(|of| of.1).collect::<Vec<_>>());
            let c = column(&cells.iter().map(|of| of.2).collect::<Vec<_>>());
            let nodes = [&a, &b, &c].map(Node::Column);
            let [Some(a), Some(b), Some(c)] = nodes.each_ref().map(Numeric::of) else {
                // A column of nothing, or of texts.
                return Ok(());
            };
            let sum = Numeric::Arithmetic(Box::new(a), operator, Box::new(b));
            for start in [0, 64] {
                let found = sum.compare(comparison, &c, start);
                for row in start..cells.len().min(start + 64) {
                    let [a, b, c] = nodes.each_ref().map(|one| one.scalar(row, Mode::Known));
                    let expected = compare(&arithmetic(&a, operator, &b), comparison, &c, Mode::Known);
                    let bit = |mask: u64| mask >> (row - start) & 1 == 1;
                    if !bit(found.open) {
                        let short = (!bit(found.null)).then(|| bit(found.holds));
                        prop_assert_eq!(short, expected);
                    }
                }
            }
        }
    }
}
