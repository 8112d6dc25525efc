//! Writes an expression as text that is read as the same again.
use std::fmt::{self, Display, Formatter};

use super::lex::{continues_word, starts_word};
use super::parse::is_keyword;
use super::{Expression, Literal, Operator};

/// How tightly an expression holds together, the order of the grammar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Value,
}

fn level(expression: &Expression) -> Level {
    match expression {
        Expression::And(all) | Expression::Or(all) => match (all.as_slice(), expression) {
            ([], _) => Level::Value,
            ([one], _) => level(one),
            (_, Expression::And(_)) => Level::And,
            _ => Level::Or,
        },
        Expression::Not(of) if has_not_within(of) => Level::Comparison,
        Expression::Not(_) => Level::Not,
        Expression::Compare(..)
        | Expression::Between(..)
        | Expression::In(..)
        | Expression::Like(..)
        | Expression::IsNull(_) => Level::Comparison,
        Expression::Arithmetic(_, Operator::Add | Operator::Subtract, _) => Level::Sum,
        Expression::Arithmetic(..) => Level::Product,
        Expression::Literal(_) | Expression::Field(_) | Expression::Call(..) => Level::Value,
    }
}

/// `a not in (…)` rather than `not a in (…)`.
fn has_not_within(of: &Expression) -> bool {
    matches!(
        of,
        Expression::Between(..) | Expression::In(..) | Expression::Like(..) | Expression::IsNull(_)
    )
}

/// With parentheses where it holds together less tightly than is needed.
struct At<'a>(Level, &'a Expression);

impl Display for At<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(needed, expression) = self;
        if level(expression) < *needed {
            write!(f, "({expression})")
        } else {
            expression.fmt(f)
        }
    }
}

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(literal) => literal.fmt(f),
            Self::Field(name) => f.write_str(&field_text(name)),
            Self::And(all) => joined(f, all, ("true", " and "), Level::Not),
            Self::Or(all) => joined(f, all, ("false", " or "), Level::And),
            Self::Not(of) if has_not_within(of) => test(f, of, "not "),
            Self::Not(of) => write!(f, "not {}", At(Level::Not, of)),
            Self::Compare(left, comparison, right) => {
                let (left, right) = (At(Level::Sum, left), At(Level::Sum, right));
                write!(f, "{left} {} {right}", comparison.sign())
            }
            Self::Between(..) | Self::In(..) | Self::Like(..) | Self::IsNull(_) => {
                test(f, self, "")
            }
            Self::Arithmetic(left, operator, right) => {
                let (left_level, right_level) = match operator {
                    Operator::Add | Operator::Subtract => (Level::Sum, Level::Product),
                    Operator::Multiply | Operator::Divide => (Level::Product, Level::Value),
                };
                let (left, right) = (At(left_level, left), At(right_level, right));
                write!(f, "{left} {} {right}", operator.sign())
            }
            Self::Call(function, arguments) => {
                write!(f, "{}(", function.name())?;
                joined(f, arguments, ("", ", "), Level::Or)?;
                f.write_str(")")
            }
        }
    }
}

/// What is said of one value, `not` within it or nothing.
fn test(f: &mut Formatter<'_>, expression: &Expression, not: &str) -> fmt::Result {
    match expression {
        Expression::Between(of, low, high) => {
            let [of, low, high] = [of, low, high].map(|one| At(Level::Sum, one));
            write!(f, "{of} {not}between {low} and {high}")
        }
        Expression::In(of, values) => {
            write!(f, "{} {not}in (", At(Level::Sum, of))?;
            joined(f, values, ("", ", "), ())?;
            f.write_str(")")
        }
        Expression::Like(of, pattern) => {
            write!(
                f,
                "{} {not}like {}",
                At(Level::Sum, of),
                quoted(pattern, '\'')
            )
        }
        Expression::IsNull(of) => write!(f, "{} is {not}null", At(Level::Sum, of)),
        other => other.fmt(f),
    }
}

/// Something in a list.
trait Item<Needed> {
    fn write(&self, f: &mut Formatter<'_>, needed: Needed) -> fmt::Result;
}

impl Item<Level> for Expression {
    fn write(&self, f: &mut Formatter<'_>, needed: Level) -> fmt::Result {
        At(needed, self).fmt(f)
    }
}

impl Item<()> for Literal {
    fn write(&self, f: &mut Formatter<'_>, (): ()) -> fmt::Result {
        self.fmt(f)
    }
}

/// All with `between` between them; one alone as it is; `none` if there is none.
fn joined<N: Copy, T: Item<N>>(
    f: &mut Formatter<'_>,
    all: &[T],
    (none, between): (&str, &str),
    needed: N,
) -> fmt::Result {
    if all.is_empty() {
        return f.write_str(none);
    }
    for (at, one) in all.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        one.write(f, needed)?;
    }
    Ok(())
}

/// A name as it stands in an expression, in double quotes where it must.
#[must_use]
pub fn field_text(name: &str) -> String {
    let mut letters = name.chars();
    let bare = letters.next().is_some_and(starts_word) && letters.all(continues_word);
    if bare && !is_keyword(name) {
        name.to_owned()
    } else {
        quoted(name, '"')
    }
}

fn quoted(text: &str, quote: char) -> String {
    let doubled = String::from_iter([quote, quote]);
    format!("{quote}{}{quote}", text.replace(quote, &doubled))
}

impl Display for Literal {
    /// Numbers that are none, which no text gives, as `null`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Integer(number) => number.fmt(f),
            Self::Number(number) | Self::Length(number, _) if !number.is_finite() => {
                f.write_str("null")
            }
            // With a point or an exponent, so that it is no whole number.
            Self::Number(number) => write!(f, "{number:?}"),
            Self::Length(number, unit) => write!(f, "{number} {}", unit.symbol()),
            Self::Text(text) => f.write_str(&quoted(text, '\'')),
        }
    }
}
