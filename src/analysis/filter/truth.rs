//! True, false or unknown for each row, a bit each, decided 64 rows at a time on every core. What
//! one part of a condition has decided is not asked of the next.
use rayon::prelude::*;

use super::measures::Codes;
use super::node::{Node, Only};
use super::numeric::Numeric;
use super::scalar::{Mode, Scalar};
use crate::jobs::{Cancelled, JobContext};
use crate::model::RowSet;
use crate::model::expression::Comparison;
use crate::model::table::{Column, ColumnType};

/// Rows of one word for which something is true, and those for which it is false; the rest are
/// unknown, or were not asked for.
#[derive(Clone, Copy, Default)]
struct Decided {
    yes: u64,
    no: u64,
}

/// A condition with what can be decided beforehand.
enum Plan<'n> {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    /// Those of a set are true, those of another are true or false.
    Set {
        yes: &'n RowSet,
        known: &'n RowSet,
    },
    /// Decided once for each value, and for none.
    Values {
        values: Values<'n>,
        verdicts: Vec<Option<bool>>,
        of_none: Option<bool>,
    },
    /// Numbers compared; the condition that this is part of decides where they cannot tell.
    Numbers {
        left: Numeric<'n>,
        comparison: Comparison,
        right: Numeric<'n>,
        condition: Option<(&'n Node<'n>, Mode)>,
    },
    /// Row by row.
    Rows(&'n Node<'n>, Mode),
    /// Row by row for those with a cell, the least first; the others are all the same.
    Cells {
        rows: &'n [u32],
        node: &'n Node<'n>,
        mode: Mode,
        of_none: Option<bool>,
    },
}

/// Values that repeat.
#[derive(Clone, Copy)]
enum Values<'n> {
    Column(&'n Column, &'n [u32]),
    Codes(&'n Codes),
}

/// The rows for which a condition is true.
pub(super) fn rows_where(
    node: &Node<'_>,
    rows: usize,
    job: &JobContext,
) -> Result<RowSet, Cancelled> {
    let plan = Plan::new(node, rows, Mode::Known);
    by_words(rows, job, |word, wanted| plan.decide(word, wanted).yes)
}

/// The rows for which a test is true.
pub(super) fn rows_that(
    rows: usize,
    job: &JobContext,
    test: impl Fn(usize) -> bool + Sync,
) -> Result<RowSet, Cancelled> {
    by_words(rows, job, |word, wanted| {
        by_rows(word, wanted, |row| Some(test(row))).yes
    })
}

/// Rows by words: `of` gets the index of a word and the bits in it that are rows.
fn by_words(
    rows: usize,
    job: &JobContext,
    of: impl Fn(usize, u64) -> u64 + Sync,
) -> Result<RowSet, Cancelled> {
    let word = |word: usize| {
        let here = (rows - word * 64).min(64);
        job.advance(here as u64)?;
        Ok(of(word, u64::MAX >> (64 - here)))
    };
    let words = (0..rows.div_ceil(64)).into_par_iter();
    let words: Result<Vec<_>, Cancelled> = words.map(word).collect();
    Ok(RowSet::from_words(words?))
}

/// Each of the wanted rows by itself.
fn by_rows(word: usize, wanted: u64, test: impl Fn(usize) -> Option<bool>) -> Decided {
    let mut found = Decided::default();
    let mut left = wanted;
    while left != 0 {
        let bit = left.trailing_zeros();
        left &= left - 1;
        let verdict = test(word * 64 + bit as usize);
        found.yes |= u64::from(verdict == Some(true)) << bit;
        found.no |= u64::from(verdict == Some(false)) << bit;
    }
    found
}

/// All of the wanted rows alike.
fn alike(wanted: u64, verdict: Option<bool>) -> Decided {
    let if_it_is = |value| if verdict == Some(value) { wanted } else { 0 };
    Decided {
        yes: if_it_is(true),
        no: if_it_is(false),
    }
}

impl<'n> Plan<'n> {
    fn new(node: &'n Node<'_>, rows: usize, mode: Mode) -> Self {
        let all = |all: &'n [Node<'_>]| {
            let mut all: Vec<_> = all.iter().map(|one| Self::new(one, rows, mode)).collect();
            all.sort_by_key(Self::cost);
            all
        };
        match node {
            Node::And(of) => Self::And(all(of)),
            Node::Or(of) => Self::Or(all(of)),
            Node::Not(of) => Self::Not(Box::new(Self::new(of, rows, mode.negated()))),
            Node::Uncertain(mode, of) => Self::new(of, rows, *mode),
            Node::Set { yes, known } => Self::Set { yes, known },
            _ => Self::of_numbers(node, mode).unwrap_or_else(|| match node.only() {
                Some(Only::Column(column)) => Self::of_column(node, column, mode),
                Some(Only::Codes(codes)) => {
                    Self::of_values(node, Values::Codes(codes), codes.len(), rows, mode)
                }
                None => Self::Rows(node, mode),
            }),
        }
    }

    /// A condition that comes down to numbers.
    fn of_numbers(node: &'n Node<'_>, mode: Mode) -> Option<Self> {
        let numbers = |left, comparison, right, condition| Self::Numbers {
            left,
            comparison,
            right,
            condition,
        };
        match node {
            Node::Compare(left, comparison, right) => {
                if let Some(plan) = Self::of_dates(left, *comparison, right, mode) {
                    return Some(plan);
                }
                let (left, right) = (Numeric::of(left)?, Numeric::of(right)?);
                Some(numbers(left, *comparison, right, Some((node, mode))))
            }
            Node::In(of, members) => {
                let equal = |number| {
                    let number = Numeric::Constant(number);
                    let of = Numeric::of(of)?;
                    Some(numbers(of, Comparison::Equal, number, Some((node, mode))))
                };
                let any: Option<_> = members.few_numbers()?.into_iter().map(equal).collect();
                any.map(Self::Or)
            }
            _ => None,
        }
    }

    /// Whole days beside a time, by their beginning.
    fn of_dates(
        left: &'n Node<'_>,
        comparison: Comparison,
        right: &Node<'_>,
        mode: Mode,
    ) -> Option<Self> {
        let (Node::Column(column), Node::Constant(Scalar::Time(span)), Mode::Known) =
            (left, right, mode)
        else {
            return None;
        };
        let begins = |comparison, at_ms: i64| {
            Some(Self::Numbers {
                left: Numeric::of_dates(column)?,
                comparison,
                right: Numeric::Constant(at_ms as f64),
                condition: None,
            })
        };
        let (start, end) = (span.start_ms, span.end_ms);
        match comparison {
            Comparison::Less => begins(Comparison::Less, start),
            Comparison::LessOrEqual => begins(Comparison::Less, end),
            Comparison::Greater => begins(Comparison::GreaterOrEqual, end),
            Comparison::GreaterOrEqual => begins(Comparison::GreaterOrEqual, start),
            Comparison::Equal => Some(Self::And(vec![
                begins(Comparison::GreaterOrEqual, start)?,
                begins(Comparison::Less, end)?,
            ])),
            Comparison::NotEqual => {
                let equal = Self::of_dates(left, Comparison::Equal, right, mode)?;
                Some(Self::Not(Box::new(equal)))
            }
        }
    }

    /// A condition on one column alone.
    fn of_column(node: &'n Node<'_>, column: &'n Column, mode: Mode) -> Self {
        if let Some(rows) = column.rows() {
            let gap = (0..).zip(rows).find(|(row, cell)| row != *cell);
            let without = gap.map_or(rows.len(), |(row, _)| row as usize);
            let of_none = (without < column.len()).then(|| node.truth_at(without, mode));
            return Self::Cells {
                rows,
                node,
                mode,
                of_none: of_none.flatten(),
            };
        }
        let repeats = column.column_type() != ColumnType::Text || !column.is_mixed();
        match column.dictionary().filter(|_| repeats) {
            Some((texts, codes)) => {
                let values = Values::Column(column, codes);
                Self::of_values(node, values, texts.len(), column.len(), mode)
            }
            None => Self::Rows(node, mode),
        }
    }

    /// A condition on values that repeat: what it is in the first row of each.
    fn of_values(
        node: &'n Node<'_>,
        values: Values<'n>,
        different: usize,
        rows: usize,
        mode: Mode,
    ) -> Self {
        let mut first = vec![None; different];
        let mut none = None;
        let mut missing = different + usize::from(values.may_be_none());
        for row in 0..rows {
            if missing == 0 {
                break;
            }
            let first = match values.get(row) {
                Some(value) => &mut first[value],
                None => &mut none,
            };
            if first.is_none() {
                *first = Some(row);
                missing -= 1;
            }
        }
        let verdict = |row: &Option<usize>| row.and_then(|row| node.truth_at(row, mode));
        Self::Values {
            values,
            verdicts: first.par_iter().map(verdict).collect(),
            of_none: verdict(&none),
        }
    }

    /// What is decided quickly is asked first.
    fn cost(&self) -> u8 {
        match self {
            Self::And(all) | Self::Or(all) => all.iter().map(Self::cost).max().unwrap_or(0),
            Self::Not(of) => of.cost(),
            Self::Set { .. } => 0,
            Self::Values { .. } | Self::Cells { .. } | Self::Numbers { .. } => 1,
            Self::Rows(Node::Like(..) | Node::Contains(..), _) => 3,
            Self::Rows(..) => 2,
        }
    }

    /// What it is in those rows of a word that are wanted.
    fn decide(&self, word: usize, wanted: u64) -> Decided {
        match self {
            Self::And(all) => all_of(all, wanted, |one, left| one.decide(word, left)),
            Self::Or(all) => all_of(all, wanted, |one, left| one.decide(word, left).not()).not(),
            Self::Not(of) => of.decide(word, wanted).not(),
            Self::Set { yes, known } => {
                let of = |set: &RowSet| set.words().get(word).map_or(0, |word| word & wanted);
                let yes = of(yes);
                Decided {
                    yes,
                    no: of(known) & !yes,
                }
            }
            Self::Values {
                values,
                verdicts,
                of_none,
            } => by_rows(word, wanted, |row| match values.get(row) {
                Some(value) => verdicts[value],
                None => *of_none,
            }),
            Self::Numbers {
                left,
                comparison,
                right,
                condition,
            } => {
                let found = left.compare(*comparison, right, word * 64);
                let known = wanted & !found.null & !found.open;
                let rest = match condition {
                    Some((node, mode)) => {
                        by_rows(word, wanted & found.open, |row| node.truth_at(row, *mode))
                    }
                    None => Decided::default(),
                };
                Decided {
                    yes: (found.holds & known) | rest.yes,
                    no: (!found.holds & known) | rest.no,
                }
            }
            Self::Rows(node, mode) => by_rows(word, wanted, |row| node.truth_at(row, *mode)),
            Self::Cells {
                rows,
                node,
                mode,
                of_none,
            } => {
                let start = (word * 64) as u32;
                let from = rows.partition_point(|row| *row < start);
                let here = rows[from..].iter().map(|row| row - start);
                let here = here.take_while(|bit| *bit < 64);
                let cells = here.fold(0_u64, |cells, bit| cells | 1 << bit);
                let found = by_rows(word, wanted & cells, |row| node.truth_at(row, *mode));
                let others = alike(wanted & !cells, *of_none);
                Decided {
                    yes: found.yes | others.yes,
                    no: found.no | others.no,
                }
            }
        }
    }
}

/// All of these, each asked only of the rows for which none before it is false.
fn all_of<'n>(
    all: &[Plan<'n>],
    wanted: u64,
    decide: impl Fn(&Plan<'n>, u64) -> Decided,
) -> Decided {
    let mut found = alike(wanted, Some(true));
    for one in all {
        let left = wanted & !found.no;
        if left == 0 {
            break;
        }
        let next = decide(one, left);
        found.yes &= next.yes;
        found.no |= next.no;
    }
    found
}

impl Decided {
    fn not(self) -> Self {
        Self {
            yes: self.no,
            no: self.yes,
        }
    }
}

impl Values<'_> {
    /// Which of the values a row has.
    fn get(self, row: usize) -> Option<usize> {
        match self {
            Self::Column(column, codes) => column.has_value(row).then(|| codes[row] as usize),
            Self::Codes(codes) => codes.index(row),
        }
    }

    fn may_be_none(self) -> bool {
        match self {
            Self::Column(column, _) => column.nulls() > 0,
            Self::Codes(_) => true,
        }
    }
}
