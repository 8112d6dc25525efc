//! What can be asked of a feature, as a tree: the one form that filters, computed columns, saved
//! projects and the command line share. Reading it from text is in `parse`, writing it in `print`;
//! what it means for a table is in `analysis::filter`.

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
    /// `lower(text)`.
    Lower,
    /// `length(text)`: number of letters.
    Length,
    /// `abs(number)`.
    Abs,
    /// `round(number)`.
    Round,
}
