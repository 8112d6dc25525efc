//! What can be asked of a feature, as a tree: the one form that filters, computed columns, saved
//! projects and the command line share. Reading it from text is in `parse`, writing it in `print`;
//! what it means for a table is in `analysis::filter`.
mod lex;
mod nearest;
mod parse;
mod print;

pub use lex::range_of;
pub use nearest::did_you_mean;
pub use parse::ParseExpressionError;
pub use print::field_text;

use std::ops::RangeInclusive;

/// A question or a value. `and`, `or` of an empty list are true and false.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A value.
    Literal(Literal),
    /// A property by its name.
    Field(String),
    /// All of these.
    And(Vec<Expression>),
    /// Any of these.
    Or(Vec<Expression>),
    /// Not this.
    Not(Box<Expression>),
    /// Two values compared.
    Compare(Box<Expression>, Comparison, Box<Expression>),
    /// A value within bounds, both included.
    Between(Box<Expression>, Box<Expression>, Box<Expression>),
    /// One of these values; `null` among them is a row without a value.
    In(Box<Expression>, Vec<Literal>),
    /// A text that fits a pattern: `%` any letters, `_` one letter, case ignored.
    Like(Box<Expression>, String),
    /// There is no value.
    IsNull(Box<Expression>),
    /// Two numbers combined.
    Arithmetic(Box<Expression>, Operator, Box<Expression>),
    /// A function of the geography or of the value.
    Call(Function, Vec<Expression>),
}

/// A value that stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// No value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A length with its unit.
    Length(f64, LengthUnit),
    /// A text; beside a date it is read as one, e.g. `'2021'`, `'2021-08'`, `'2021-08-26'`.
    Text(String),
}

/// A unit of length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LengthUnit {
    /// Metres.
    Meters,
    /// Kilometres.
    Kilometers,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// How two numbers are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// The functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `distance_to('AFG-TJK')`: least geodesic distance to a border, metres; an interval where the
    /// location is uncertain, whose known position counts outside `certainly` and `possibly`.
    DistanceTo,
    /// `certainly(…)`: true whatever the uncertain distances and dates within are.
    Certainly,
    /// `possibly(…)`: true for some of the values that the uncertain distances and dates within
    /// can have.
    Possibly,
    /// `country()`: ISO 3166-1 alpha-3 of the country the feature's first position lies in.
    Country,
    /// `province()`: ISO 3166-2 of the province the feature's first position lies in.
    Province,
    /// `inside('AFG')`, `inside('AF-KAB')`, `inside('POLYGON((66 37, …))')`: the feature touches
    /// the country, the province or the area in well-known text.
    Inside,
    /// `in_view()`: the feature touches what the map shows.
    InView,
    /// `in_extent(west, south, east, north)`: the feature touches this extent, degrees; west is
    /// greater than east across the antimeridian.
    InExtent,
    /// `rows('0-4,9')`: the row is one of these, counted from 0.
    Rows,
    /// `search('text')`: any text property contains it, case ignored.
    Search,
    /// `during('2020', '2022-06')`: the layer's own time overlaps this; the second may be left out.
    During,
    /// `year()`: the year the feature's own time begins in.
    Year,
    /// `band(number, width)`: where the band of this width begins that the number lies in, e.g.
    /// `band(distance_to('AFG-TJK'), 25 km)`: 0, 25000, 50000, … metres.
    Band,
    /// `lower(text)`.
    Lower,
    /// `length(text)`: number of letters.
    Length,
    /// `abs(number)`.
    Abs,
    /// `round(number)`.
    Round,
}

impl Expression {
    /// The properties that it asks for, each as often as it stands there.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.visit(&mut |one| {
            if let Self::Field(name) = one {
                found.push(name.as_str());
            }
        });
        found
    }

    /// Call `visit` with this and all within it.
    pub fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::Literal(_) | Self::Field(_) => {}
            Self::And(all) | Self::Or(all) | Self::Call(_, all) => {
                for one in all {
                    one.visit(visit);
                }
            }
            Self::Not(of) | Self::In(of, _) | Self::Like(of, _) | Self::IsNull(of) => {
                of.visit(visit);
            }
            Self::Compare(left, _, right) | Self::Arithmetic(left, _, right) => {
                left.visit(visit);
                right.visit(visit);
            }
            Self::Between(of, low, high) => {
                for one in [of, low, high] {
                    one.visit(visit);
                }
            }
        }
    }
}

impl LengthUnit {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Meters, Self::Kilometers];

    /// As it stands after a number.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Meters => "m",
            Self::Kilometers => "km",
        }
    }

    /// Its length, metres.
    #[must_use]
    pub fn meters(self) -> f64 {
        match self {
            Self::Meters => 1.0,
            Self::Kilometers => 1000.0,
        }
    }
}

impl Comparison {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::Equal,
        Self::NotEqual,
        Self::Less,
        Self::LessOrEqual,
        Self::Greater,
        Self::GreaterOrEqual,
    ];

    /// As it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Operator {
    /// As it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

impl Function {
    /// Every one.
    pub const ALL: [Self; 17] = [
        Self::DistanceTo,
        Self::Certainly,
        Self::Possibly,
        Self::Country,
        Self::Province,
        Self::Inside,
        Self::InView,
        Self::InExtent,
        Self::Rows,
        Self::Search,
        Self::During,
        Self::Year,
        Self::Band,
        Self::Lower,
        Self::Length,
        Self::Abs,
        Self::Round,
    ];

    /// The function of this name, case ignored.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|one| one.name().eq_ignore_ascii_case(name))
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let usage = self.usage();
        usage.split_once('(').map_or(usage, |(name, _)| name)
    }

    /// How it is called, as completion and errors show it.
    #[must_use]
    pub fn usage(self) -> &'static str {
        match self {
            Self::DistanceTo => "distance_to('AFG-TJK')",
            Self::Certainly => "certainly(condition)",
            Self::Possibly => "possibly(condition)",
            Self::Country => "country()",
            Self::Province => "province()",
            Self::Inside => "inside('AFG')",
            Self::InView => "in_view()",
            Self::InExtent => "in_extent(west, south, east, north)",
            Self::Rows => "rows('0-4,9')",
            Self::Search => "search('text')",
            Self::During => "during('2020', '2022-06')",
            Self::Year => "year()",
            Self::Band => "band(number, width)",
            Self::Lower => "lower(text)",
            Self::Length => "length(text)",
            Self::Abs => "abs(number)",
            Self::Round => "round(number)",
        }
    }

    /// How many arguments it takes.
    #[must_use]
    pub fn arguments(self) -> RangeInclusive<usize> {
        match self {
            Self::Country | Self::Province | Self::InView | Self::Year => 0..=0,
            Self::InExtent => 4..=4,
            Self::During => 1..=2,
            Self::Band => 2..=2,
            _ => 1..=1,
        }
    }
}

#[cfg(test)]
mod tests;
