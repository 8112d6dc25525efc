//! One value, and how two are compared.
use std::borrow::Cow;
use std::cmp::Ordering;

use crate::model::TimeSpan;
use crate::model::expression::{Comparison, Literal, Operator};
use crate::model::table::Value;

/// How what is uncertain counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// By its known value.
    Known,
    /// A comparison must hold for all that is possible.
    Certainly,
    /// A comparison must hold for some of what is possible.
    Possibly,
}

impl Mode {
    /// What is certainly not so is not possibly so.
    pub(super) fn negated(self) -> Self {
        match self {
            Self::Known => Self::Known,
            Self::Certainly => Self::Possibly,
            Self::Possibly => Self::Certainly,
        }
    }
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar<'a> {
    Null,
    Bool(bool),
    /// Wide enough that integers of JSON and sums of them are exact.
    Integer(i128),
    Number(f64),
    /// A known value and the least and greatest it can be.
    Uncertain(f64, [f64; 2]),
    Text(Cow<'a, str>),
    Time(TimeSpan),
}

impl<'a> From<Value<'a>> for Scalar<'a> {
    fn from(value: Value<'a>) -> Self {
        match value {
            Value::Missing | Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Integer(number) => Self::Integer(number.into()),
            Value::Float(number) => Self::Number(number),
            Value::Text(text) => Self::Text(text.into()),
            Value::Date(days) => Self::Time(TimeSpan::of_days(days, days.saturating_add(1))),
            Value::DateTime(_, start_ms) => Self::Time(TimeSpan {
                start_ms,
                end_ms: start_ms + 1,
            }),
            Value::Json("true") => Self::Bool(true),
            Value::Json("false") => Self::Bool(false),
            Value::Json(text) => match (text.parse(), text.parse()) {
                (Ok(number), _) => Self::Integer(number),
                (_, Ok(number)) => Self::Number(number),
                _ => Self::Text(text.into()),
            },
        }
    }
}

impl<'a> From<&'a Literal> for Scalar<'a> {
    fn from(literal: &'a Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Bool(value) => Self::Bool(*value),
            Literal::Integer(number) => Self::Integer((*number).into()),
            Literal::Number(number) => Self::Number(*number),
            Literal::Length(length, unit) => Self::Number(length * unit.meters()),
            Literal::Text(text) => Self::Text(text.into()),
        }
    }
}

impl Scalar<'_> {
    /// The number, and the least and greatest it can be.
    fn bounds(&self) -> Option<(f64, [f64; 2])> {
        match *self {
            Self::Integer(number) => Some((number as f64, [number as f64; 2])),
            Self::Number(number) => Some((number, [number; 2])),
            Self::Uncertain(known, bounds) => Some((known, bounds)),
            _ => None,
        }
    }

    /// Change a number by a function that keeps order.
    pub(super) fn map(self, change: impl Fn(f64) -> f64) -> Self {
        match self {
            Self::Uncertain(known, [least, most]) => {
                Self::Uncertain(change(known), [change(least), change(most)])
            }
            Self::Integer(number) => number_or_null(change(number as f64)),
            Self::Number(number) => number_or_null(change(number)),
            _ => Self::Null,
        }
    }

    /// Its size without a sign.
    pub(super) fn abs(self) -> Self {
        match self {
            Self::Integer(number) => Self::Integer(number.saturating_abs()),
            Self::Uncertain(known, [least, most]) => {
                let nearest = if least <= 0.0 && most >= 0.0 {
                    0.0
                } else {
                    least.abs().min(most.abs())
                };
                Self::Uncertain(known.abs(), [nearest, least.abs().max(most.abs())])
            }
            other => other.map(f64::abs),
        }
    }
}

fn number_or_null<'a>(number: f64) -> Scalar<'a> {
    if number.is_finite() {
        Scalar::Number(number)
    } else {
        Scalar::Null
    }
}

/// Two numbers combined; integers exactly, but for division. Null where either is no number, and for
/// division by zero.
pub(super) fn arithmetic<'a>(a: &Scalar<'_>, operator: Operator, b: &Scalar<'_>) -> Scalar<'a> {
    let is_uncertain = |of: &Scalar<'_>| matches!(of, Scalar::Uncertain(..));
    let uncertain = is_uncertain(a) || is_uncertain(b);
    if let (&Scalar::Integer(a), &Scalar::Integer(b)) = (a, b) {
        let exact = match operator {
            Operator::Add => a.checked_add(b),
            Operator::Subtract => a.checked_sub(b),
            Operator::Multiply => a.checked_mul(b),
            Operator::Divide => None,
        };
        if let Some(exact) = exact {
            return Scalar::Integer(exact);
        }
    }
    let combine = |a: f64, b: f64| match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide => a / b,
    };
    let (Some((a, of_a)), Some((b, of_b))) = (a.bounds(), b.bounds()) else {
        return Scalar::Null;
    };
    let known = combine(a, b);
    if !uncertain {
        return number_or_null(known);
    }
    // Each operator is monotone in both numbers, so the extremes are at the ends; not so if the
    // divisor can be zero.
    let by_zero = operator == Operator::Divide && of_b[0] <= 0.0 && of_b[1] >= 0.0;
    let ends = of_a.map(|a| of_b.map(|b| combine(a, b)));
    let ends = ends.as_flattened();
    if by_zero || !ends.iter().all(|end| end.is_finite()) {
        return Scalar::Null;
    }
    let least = ends.iter().copied().fold(f64::INFINITY, f64::min);
    let most = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Scalar::Uncertain(known, [least, most])
}

/// Whether a comparison holds; `None` where that is unknown, or the two cannot be compared.
pub(super) fn compare(
    a: &Scalar<'_>,
    comparison: Comparison,
    b: &Scalar<'_>,
    mode: Mode,
) -> Option<bool> {
    if comparison == Comparison::NotEqual {
        return compare(a, Comparison::Equal, b, mode.negated()).map(|equal| !equal);
    }
    match (a, b) {
        (Scalar::Null, _) | (_, Scalar::Null) => None,
        (Scalar::Text(a), Scalar::Text(b)) => Some(holds(a.cmp(b), comparison)),
        (Scalar::Bool(a), Scalar::Bool(b)) => Some(holds(a.cmp(b), comparison)),
        (Scalar::Integer(a), Scalar::Integer(b)) => Some(holds(a.cmp(b), comparison)),
        (&Scalar::Integer(a), &Scalar::Number(b)) => Some(holds(exactly(a, b)?, comparison)),
        (&Scalar::Number(a), &Scalar::Integer(b)) => {
            Some(holds(exactly(b, a)?.reverse(), comparison))
        }
        (Scalar::Time(a), Scalar::Time(b)) => Some(compare_times(*a, comparison, *b, mode)),
        (Scalar::Time(a), Scalar::Text(b)) => {
            Some(compare_times(*a, comparison, TimeSpan::parse(b)?, mode))
        }
        (Scalar::Text(_), Scalar::Time(_)) => compare(b, mirrored(comparison), a, mode),
        _ => compare_numbers(a.bounds()?, comparison, b.bounds()?, mode),
    }
}

/// Whether an order is that of a comparison.
fn holds(order: Ordering, comparison: Comparison) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

/// The comparison with its sides exchanged.
pub(super) fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

/// An integer beside a number, without rounding the integer.
fn exactly(a: i128, b: f64) -> Option<Ordering> {
    if b.is_nan() {
        return None;
    }
    // The cast goes towards zero and stops at the ends of `i128`.
    let whole = b as i128;
    Some(a.cmp(&whole).then_with(|| {
        let rest = b - b.trunc();
        0.0_f64.partial_cmp(&rest).unwrap_or(Ordering::Equal)
    }))
}

fn compare_numbers(
    (a, [a_least, a_most]): (f64, [f64; 2]),
    comparison: Comparison,
    (b, [b_least, b_most]): (f64, [f64; 2]),
    mode: Mode,
) -> Option<bool> {
    let (against, other) = match (mode, comparison) {
        (Mode::Known, _) => return Some(holds(a.partial_cmp(&b)?, comparison)),
        (Mode::Certainly, Comparison::Equal | Comparison::NotEqual) => {
            let one_value = |least: f64, most: f64| least.total_cmp(&most).is_eq();
            let same = one_value(a_least, a_most) && one_value(b_least, b_most);
            return Some(same && a.partial_cmp(&b)?.is_eq());
        }
        (Mode::Possibly, Comparison::Equal | Comparison::NotEqual) => {
            return Some(a_least <= b_most && b_least <= a_most);
        }
        // The end of each for which it is hardest, or easiest.
        (Mode::Certainly, Comparison::Less | Comparison::LessOrEqual)
        | (Mode::Possibly, Comparison::Greater | Comparison::GreaterOrEqual) => (a_most, b_least),
        _ => (a_least, b_most),
    };
    Some(holds(against.partial_cmp(&other)?, comparison))
}

/// A moment beside a date that may cover a day, a month or a year: before it, within it, or after
/// it. What `a` can be is all of its span.
fn compare_times(a: TimeSpan, comparison: Comparison, b: TimeSpan, mode: Mode) -> bool {
    let (first, last) = match mode {
        Mode::Known => (a.start_ms, a.start_ms),
        _ => (a.start_ms, a.end_ms - 1),
    };
    let holds = |moment: i64| match comparison {
        Comparison::Less => moment < b.start_ms,
        Comparison::LessOrEqual => moment < b.end_ms,
        Comparison::Greater => moment >= b.end_ms,
        Comparison::GreaterOrEqual => moment >= b.start_ms,
        Comparison::Equal => (b.start_ms..b.end_ms).contains(&moment),
        Comparison::NotEqual => !(b.start_ms..b.end_ms).contains(&moment),
    };
    match (mode, comparison) {
        (Mode::Possibly, Comparison::Equal) => a.overlaps(b),
        (Mode::Possibly, _) => holds(first) || holds(last),
        _ => holds(first) && holds(last),
    }
}
