//! The shapes of expressions that the panel has a widget for, and how each is written. All other
//! expressions are shown as text.
use crate::model::RowSet;
use crate::model::expression::{Comparison, Expression, Function, LengthUnit, Literal};

/// Whether the uncertainty of places and dates counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Certainty {
    /// The known position decides.
    #[default]
    Known,
    /// It must be so wherever the place truly is.
    Certainly,
    /// It must be so for some place that is possible.
    Possibly,
}

impl Certainty {
    /// In the order of menus.
    pub const ALL: [Self; 3] = [Self::Known, Self::Certainly, Self::Possibly];

    /// Its name in the interface.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Known => "By the known position",
            Self::Certainly => "Certainly within",
            Self::Possibly => "Possibly within",
        }
    }
}

/// What a condition asks, as its widget knows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// A value is one of some.
    Categories {
        /// A field, `year()`, `country()`, `province()` or bands of a distance.
        of: Expression,
        /// The values that pass; null is a row without a value.
        values: Vec<Literal>,
    },
    /// A number lies within bounds, both included; without bounds there is any.
    Range {
        /// The field.
        field: String,
        /// Integers or numbers.
        bounds: Option<[Literal; 2]>,
    },
    /// A text occurs.
    Search(String),
    /// The feature's time overlaps a window.
    During {
        /// ISO 8601, as precise as wanted.
        from: String,
        /// The same, or empty for the time of `from` alone.
        to: String,
    },
    /// The distance to a border is at least the one and less than the other.
    Distance {
        /// Its id.
        border: String,
        /// Kilometres.
        from_km: f64,
        /// Kilometres.
        to_km: f64,
        /// Whose position counts.
        certainty: Certainty,
    },
    /// It touches what the map shows, as it moves.
    InView,
    /// It touches this fixed extent: west, south, east, north.
    InExtent([f64; 4]),
    /// It touches a country, a province, or an area in well-known text.
    Inside(String),
    /// It is one of these rows.
    Rows(String),
    /// Anything else.
    Other,
}

impl Question {
    /// What an expression asks.
    pub fn of(expression: &Expression) -> Self {
        recognised(expression).unwrap_or(Self::Other)
    }

    /// The expression that asks this; `None` for [`Question::Other`].
    pub fn expression(&self) -> Option<Expression> {
        Some(match self {
            Self::Categories { of, values } => Expression::In(Box::new(of.clone()), values.clone()),
            Self::Range { field, bounds } => {
                let field = Box::new(Expression::Field(field.clone()));
                match bounds {
                    Some([least, most]) => {
                        let [least, most] =
                            [least, most].map(|bound| Box::new(Expression::Literal(bound.clone())));
                        Expression::Between(field, least, most)
                    }
                    None => Expression::Not(Box::new(Expression::IsNull(field))),
                }
            }
            Self::Search(text) => call(Function::Search, [text]),
            Self::During { from, to } if to.is_empty() => call(Function::During, [from]),
            Self::During { from, to } => call(Function::During, [from, to]),
            Self::Distance {
                border,
                from_km,
                to_km,
                certainty,
            } => {
                let within = distance_band(border, *from_km, *to_km);
                match certainty {
                    Certainty::Known => within,
                    Certainty::Certainly => Expression::Call(Function::Certainly, vec![within]),
                    Certainty::Possibly => Expression::Call(Function::Possibly, vec![within]),
                }
            }
            Self::InView => Expression::Call(Function::InView, Vec::new()),
            Self::InExtent(edges) => {
                let edges = edges.map(|edge| Expression::Literal(Literal::Number(edge)));
                Expression::Call(Function::InExtent, edges.into())
            }
            Self::Inside(area) => call(Function::Inside, [area]),
            Self::Rows(rows) => call(Function::Rows, [rows]),
            Self::Other => return None,
        })
    }
}

fn call<const N: usize>(function: Function, texts: [&String; N]) -> Expression {
    let text = |text: &String| Expression::Literal(Literal::Text(text.clone()));
    Expression::Call(function, texts.map(text).into())
}

/// From a distance to before another; from 0 on there is nothing to compare.
fn distance_band(border: &String, from_km: f64, to_km: f64) -> Expression {
    let compared = |comparison, km| {
        Expression::Compare(
            Box::new(call(Function::DistanceTo, [border])),
            comparison,
            Box::new(Expression::Literal(Literal::Length(
                km,
                LengthUnit::Kilometers,
            ))),
        )
    };
    let below = compared(Comparison::Less, to_km);
    if from_km > 0.0 {
        Expression::And(vec![compared(Comparison::GreaterOrEqual, from_km), below])
    } else {
        below
    }
}

fn recognised(expression: &Expression) -> Option<Question> {
    if let Some((border, from_km, to_km)) = band_of(expression) {
        return Some(Question::Distance {
            border,
            from_km,
            to_km,
            certainty: Certainty::Known,
        });
    }
    match expression {
        Expression::In(of, values) if is_subject(of) => Some(Question::Categories {
            of: of.as_ref().clone(),
            values: values.clone(),
        }),
        Expression::Compare(of, Comparison::Equal, value) if is_subject(of) => {
            let Expression::Literal(value) = value.as_ref() else {
                return None;
            };
            Some(Question::Categories {
                of: of.as_ref().clone(),
                values: vec![value.clone()],
            })
        }
        Expression::Between(of, least, most) => {
            let Expression::Field(field) = of.as_ref() else {
                return None;
            };
            let (Expression::Literal(least), Expression::Literal(most)) =
                (least.as_ref(), most.as_ref())
            else {
                return None;
            };
            let is_number = |one: &Literal| number_of(one).is_some();
            (is_number(least) && is_number(most)).then(|| Question::Range {
                field: field.clone(),
                bounds: Some([least.clone(), most.clone()]),
            })
        }
        Expression::Not(of) => match of.as_ref() {
            Expression::IsNull(of) => match of.as_ref() {
                Expression::Field(field) => Some(Question::Range {
                    field: field.clone(),
                    bounds: None,
                }),
                _ => None,
            },
            _ => None,
        },
        Expression::Call(function, arguments) => called(*function, arguments),
        _ => None,
    }
}

fn called(function: Function, arguments: &[Expression]) -> Option<Question> {
    match (function, arguments) {
        (Function::Certainly | Function::Possibly, [within]) => {
            let (border, from_km, to_km) = band_of(within)?;
            Some(Question::Distance {
                border,
                from_km,
                to_km,
                certainty: if function == Function::Certainly {
                    Certainty::Certainly
                } else {
                    Certainty::Possibly
                },
            })
        }
        (Function::InView, []) => Some(Question::InView),
        (Function::InExtent, [west, south, east, north]) => {
            let edge = |edge: &Expression| match edge {
                Expression::Literal(edge) => number_of(edge),
                _ => None,
            };
            Some(Question::InExtent([
                edge(west)?,
                edge(south)?,
                edge(east)?,
                edge(north)?,
            ]))
        }
        (Function::Search, [text]) => Some(Question::Search(text_of(text)?)),
        (Function::Inside, [area]) => Some(Question::Inside(text_of(area)?)),
        (Function::Rows, [rows]) => Some(Question::Rows(text_of(rows)?)),
        (Function::During, [from, rest @ ..]) => Some(Question::During {
            from: text_of(from)?,
            to: match rest {
                [to] => text_of(to)?,
                _ => String::new(),
            },
        }),
        _ => None,
    }
}

/// A border with the kilometres from and before which a band goes.
fn band_of(expression: &Expression) -> Option<(String, f64, f64)> {
    let bound = |expression: &Expression| {
        let Expression::Compare(of, comparison, bound) = expression else {
            return None;
        };
        let (Expression::Call(Function::DistanceTo, border), Expression::Literal(bound)) =
            (of.as_ref(), bound.as_ref())
        else {
            return None;
        };
        let [border] = border.as_slice() else {
            return None;
        };
        let &Literal::Length(length, unit) = bound else {
            return None;
        };
        Some((text_of(border)?, *comparison, length * unit.meters() / 1e3))
    };
    match expression {
        Expression::And(both) => {
            let [from, below] = both.as_slice() else {
                return None;
            };
            let ((border, from, from_km), (other, below, to_km)) = (bound(from)?, bound(below)?);
            let half_open = (from, below) == (Comparison::GreaterOrEqual, Comparison::Less);
            (border == other && half_open).then_some((border, from_km, to_km))
        }
        other => {
            let (border, comparison, to_km) = bound(other)?;
            (comparison == Comparison::Less).then_some((border, 0.0, to_km))
        }
    }
}

/// Whether its values can be ticked one by one.
fn is_subject(expression: &Expression) -> bool {
    match expression {
        Expression::Field(_) => true,
        Expression::Call(Function::Year | Function::Country | Function::Province, arguments) => {
            arguments.is_empty()
        }
        Expression::Call(Function::Band, arguments) => banded(arguments).is_some(),
        _ => false,
    }
}

/// The border and the kilometres of each band of `band(distance_to('AFG-TJK'), 25 km)`.
pub(super) fn banded(arguments: &[Expression]) -> Option<(String, f64)> {
    let [
        Expression::Call(Function::DistanceTo, border),
        Expression::Literal(width),
    ] = arguments
    else {
        return None;
    };
    let ([border], &Literal::Length(width, unit)) = (border.as_slice(), width) else {
        return None;
    };
    Some((text_of(border)?, width * unit.meters() / 1e3))
}

/// Whether the text of `inside` is an area and not a code.
pub fn is_area(text: &str) -> bool {
    text.contains('(')
}

/// A literal as a number.
pub fn number_of(literal: &Literal) -> Option<f64> {
    match *literal {
        Literal::Integer(number) => Some(number as f64),
        Literal::Number(number) => Some(number),
        _ => None,
    }
}

fn text_of(expression: &Expression) -> Option<String> {
    match expression {
        Expression::Literal(Literal::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

/// Rows as `rows` has them: `0-4,9`.
pub fn rows_text(rows: &RowSet) -> String {
    let mut runs: Vec<[u32; 2]> = Vec::new();
    for row in rows.iter() {
        match runs.last_mut() {
            Some([_, last]) if *last + 1 == row => *last = row,
            _ => runs.push([row, row]),
        }
    }
    let text = |[first, last]: &[u32; 2]| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    };
    runs.iter().map(text).collect::<Vec<_>>().join(",")
}

pub(super) fn rows_of(text: &str) -> RowSet {
    let run = |run: &str| {
        let (first, last) = run.split_once('-').unwrap_or((run, run));
        let number = |text: &str| text.trim().parse::<u32>().ok();
        Some(number(first)?..=number(last)?)
    };
    text.split(',').filter_map(run).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_widget_writes_it_knows_again() {
        for text in [
            "kind in ('a', 'b', null)",
            "year() in (2021, 2022)",
            "band(distance_to('AFG-TJK'), 25 km) in (0, 25000)",
            "country() in ('AFG')",
            "killed between 3 and 10",
            "depth between -1.5 and 2.0",
            "killed is not null",
            "search('Kabul')",
            "during('2021')",
            "during('2021', '2022-06')",
            "distance_to('AFG-TJK') < 25 km",
            "distance_to('AFG-TJK') >= 25 km and distance_to('AFG-TJK') < 50 km",
            "certainly(distance_to('AFG-UZB') < 12.5 km)",
            "possibly(distance_to('AFG-UZB') >= 5 km and distance_to('AFG-UZB') < 50 km)",
            "in_view()",
            "in_extent(66.0, 36.0, 70.0, 38.5)",
            "inside('AF-KAB')",
            "rows('0-4,9')",
        ] {
            let expression = Expression::parse(text).unwrap();
            let question = Question::of(&expression);
            assert_ne!(question, Question::Other, "{text}");
            assert_eq!(question.expression().unwrap().to_string(), text);
        }
        for other in [
            "killed > 3",
            "not in_view()",
            "distance_to('AFG-TJK') < 25 km and distance_to('AFG-UZB') < 25 km",
            "lower(kind) in ('a')",
        ] {
            let expression = Expression::parse(other).unwrap();
            assert_eq!(Question::of(&expression), Question::Other, "{other}");
        }
    }

    #[test]
    fn rows_are_written_in_runs() {
        let rows: RowSet = [0, 1, 2, 3, 4, 9, 70].into_iter().collect();
        assert_eq!(rows_text(&rows), "0-4,9,70");
        assert_eq!(rows_of("0-4,9,70"), rows);
        assert_eq!(rows_text(&RowSet::default()), "");
    }
}
