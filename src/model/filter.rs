//! Which features of a layer are asked for: conditions that the panel shows one by one. What they
//! mean for a table is in `analysis::filter`.
use super::expression::Expression;

/// How conditions are joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Join {
    /// A feature must meet all of them.
    #[default]
    All,
    /// A feature must meet one of them.
    Any,
}

/// One line of a filter.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What is asked.
    pub expression: Expression,
    /// Whether it counts.
    pub enabled: bool,
}

/// Conditions and how they are joined; none lets every feature pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// All or any.
    pub join: Join,
    /// In the order of the panel.
    pub conditions: Vec<Condition>,
}

impl Filter {
    /// What is asked in all; `None` where no condition counts.
    #[must_use]
    pub fn expression(&self) -> Option<Expression> {
        let enabled = self.conditions.iter().filter(|one| one.enabled);
        let mut asked: Vec<_> = enabled.map(|one| one.expression.clone()).collect();
        Some(match (asked.len(), self.join) {
            (0, _) => return None,
            (1, _) => asked.remove(0),
            (_, Join::All) => Expression::And(asked),
            (_, Join::Any) => Expression::Or(asked),
        })
    }
}
