//! What of an expression does not fit a table, before it is asked.
use crate::model::expression::{Expression, Function, Literal, did_you_mean};
use crate::model::table::{Column, ColumnType};
use crate::model::{ComputedColumn, FeatureTable};

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The name or text in the expression that it is about, for
    /// [`range_of`](crate::model::expression::range_of).
    pub subject: String,
    /// What is wrong with it.
    pub message: String,
}

/// Whether the table, or what is added to it, has every property that is asked for. A condition
/// for all layers leaves a layer that lacks one as it is.
#[must_use]
pub fn applies(expression: &Expression, table: &FeatureTable, added: &[ComputedColumn]) -> bool {
    let added = |name: &str| added.iter().any(|one| one.name == name);
    let mut fields = expression.fields().into_iter();
    fields.all(|name| table.column_index(name).is_some() || added(name))
}

/// Properties that the table does not have, and values beside them of another type.
#[must_use]
pub fn check(expression: &Expression, table: &FeatureTable) -> Vec<Problem> {
    let mut problems = Vec::new();
    expression.visit(&mut |one| match one {
        Expression::Field(name) if table.column_index(name).is_none() => {
            let names = table.columns().iter().map(Column::name);
            let hint = did_you_mean(name, names);
            problems.push(Problem {
                subject: name.clone(),
                message: format!("There is no property '{name}'{hint}"),
            });
        }
        Expression::Compare(left, _, right) => {
            problems.extend(mismatch(table, left, right).or_else(|| mismatch(table, right, left)));
        }
        Expression::Between(of, low, high) => {
            problems.extend(mismatch(table, of, low).or_else(|| mismatch(table, of, high)));
        }
        Expression::In(of, values) => {
            let literals = values.iter().cloned().map(Expression::Literal);
            let mut found = literals.filter_map(|value| mismatch(table, of, &value));
            problems.extend(found.next());
        }
        _ => {}
    });
    problems
}

/// What the values of a part are, as far as that is known.
fn kind(table: &FeatureTable, expression: &Expression) -> Option<&'static str> {
    match expression {
        Expression::Literal(Literal::Bool(_)) => Some("true or false"),
        Expression::Literal(Literal::Text(_)) => Some("a text"),
        Expression::Literal(Literal::Null) => None,
        Expression::Literal(_) | Expression::Arithmetic(..) => Some("a number"),
        Expression::Field(name) => {
            let column = table.column(name)?;
            match column.column_type() {
                ColumnType::Empty => None,
                ColumnType::Bool => Some("true or false"),
                ColumnType::Integer | ColumnType::Float => Some("a number"),
                ColumnType::Text if column.is_mixed() => None,
                ColumnType::Text => Some("a text"),
                ColumnType::Date | ColumnType::DateTime => Some("a date"),
            }
        }
        Expression::Call(function, _) => Some(match function {
            Function::DistanceTo
            | Function::Year
            | Function::Band
            | Function::Length
            | Function::Abs
            | Function::Round => "a number",
            Function::Country | Function::Province | Function::Lower => "a text",
            _ => "true or false",
        }),
        _ => Some("true or false"),
    }
}

fn mismatch(table: &FeatureTable, of: &Expression, with: &Expression) -> Option<Problem> {
    let Expression::Field(name) = of else {
        return None;
    };
    let (is, against) = (kind(table, of)?, kind(table, with)?);
    let dates = [is, against].contains(&"a date") && [is, against].contains(&"a text");
    (is != against && !dates).then(|| Problem {
        subject: name.clone(),
        message: format!("'{name}' is {is} and is compared with {against}, which finds nothing"),
    })
}
