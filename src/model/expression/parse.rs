//! Reads an expression from text. Grammar, loosest first: `or` · `and` · `not` · comparison,
//! `between`, `in`, `like`, `is null` · `+ -` · `* /` · value.
use std::ops::Range;

use super::lex::{Token, tokens};
use super::nearest::did_you_mean;
use super::{Comparison, Expression, Function, LengthUnit, Literal, Operator};

/// Longest text that is read, bytes.
const MAX_BYTES: usize = 1 << 22;
/// Deepest nesting, and most arithmetic, that is read: what follows a tree needs no deeper stack.
const MAX_DEPTH: usize = 64;
const MAX_ARITHMETIC: usize = 256;

/// Words that are no names without quotes.
pub(super) const KEYWORDS: [&str; 10] = [
    "and", "or", "not", "in", "like", "is", "between", "null", "true", "false",
];

/// Why a text is no expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ParseExpressionError {
    /// The bytes of the text that are meant; empty at its end where something is missing.
    pub at: Range<usize>,
    /// What is wrong with them and what was expected.
    pub message: String,
}

type Parsed<T = Expression> = Result<T, ParseExpressionError>;

impl Expression {
    /// Read an expression, e.g. `kind in ('shelling', 'rocket') and distance_to('AFG-TJK') < 25 km`.
    ///
    /// Names of properties stand bare (letters, digits, `_`), or in double quotes or backquotes;
    /// texts stand in single quotes, `''` within them for one; keywords and names of functions are
    /// known in any case; `m` and `km` follow a number.
    ///
    /// ```
    /// use oxus::model::expression::Expression;
    ///
    /// let asked = Expression::parse("KIND='rocket'  AND not(killed>=3)")?;
    /// assert_eq!(asked.to_string(), "KIND = 'rocket' and not killed >= 3");
    /// let wrong = Expression::parse("kind = rocket'").unwrap_err();
    /// assert_eq!(wrong.at, 13..14);
    /// # Ok::<(), oxus::model::expression::ParseExpressionError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where it is none, with the place.
    pub fn parse(text: &str) -> Result<Self, ParseExpressionError> {
        if text.len() > MAX_BYTES {
            return Err(ParseExpressionError {
                at: MAX_BYTES..text.len(),
                message: "the expression is too long".to_owned(),
            });
        }
        let mut parser = Parser {
            tokens: tokens(text)?,
            next: 0,
            depth: 0,
            arithmetic: 0,
        };
        let expression = parser.any()?;
        match parser.peek() {
            Token::End => Ok(expression),
            _ => Err(parser.expected("“and”, “or” or the end")),
        }
    }
}

struct Parser {
    tokens: Vec<(Token, Range<usize>)>,
    next: usize,
    depth: usize,
    arithmetic: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens
            .get(self.next)
            .map_or(&Token::End, |(token, _)| token)
    }

    fn at(&self) -> Range<usize> {
        let found = self.tokens.get(self.next).or(self.tokens.last());
        found.map_or(0..0, |(_, at)| at.clone())
    }

    /// Take the next word; there is always one more, the end.
    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        token
    }

    fn error(&self, message: String) -> ParseExpressionError {
        let at = self.at();
        ParseExpressionError { at, message }
    }

    fn expected(&self, what: &str) -> ParseExpressionError {
        let found = match self.peek() {
            Token::End => return self.error(format!("expected {what}")),
            Token::Word(word) | Token::Number(word) => word.clone(),
            Token::Name(name) => format!("\"{name}\""),
            Token::Text(text) => format!("'{text}'"),
            Token::Symbol(symbol) => (*symbol).to_owned(),
        };
        self.error(format!("expected {what}, found {found}"))
    }

    fn is_word(&self, keyword: &str) -> bool {
        matches!(self.peek(), Token::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    fn word(&mut self, keyword: &str) -> bool {
        let found = self.is_word(keyword);
        if found {
            self.take();
        }
        found
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Token::Symbol(other) if *other == symbol);
        if found {
            self.take();
        }
        found
    }

    fn need(&mut self, symbol: &'static str) -> Parsed<()> {
        if self.symbol(symbol) {
            Ok(())
        } else {
            Err(self.expected(symbol))
        }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error("the expression is nested too deeply".to_owned()));
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }

    fn any(&mut self) -> Parsed {
        self.deeper(|parser| {
            parser.list("or", Expression::Or, |parser| {
                parser.list("and", Expression::And, Self::negation)
            })
        })
    }

    fn list(
        &mut self,
        keyword: &str,
        join: fn(Vec<Expression>) -> Expression,
        read: impl Fn(&mut Self) -> Parsed,
    ) -> Parsed {
        let first = read(self)?;
        if !self.is_word(keyword) {
            return Ok(first);
        }
        let mut all = vec![first];
        while self.word(keyword) {
            all.push(read(self)?);
        }
        Ok(join(all))
    }

    fn negation(&mut self) -> Parsed {
        if self.word("not") {
            let of = self.deeper(Self::negation)?;
            return Ok(Expression::Not(Box::new(of)));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        if let Token::Symbol(symbol) = *self.peek()
            && let Some(comparison) = Comparison::ALL.into_iter().find(|one| one.sign() == symbol)
        {
            self.take();
            let right = self.sum()?;
            return Ok(Expression::Compare(
                Box::new(left),
                comparison,
                Box::new(right),
            ));
        }
        if self.word("is") {
            let not = self.word("not");
            if !self.word("null") {
                return Err(self.expected(if not {
                    "null"
                } else {
                    "“null” or “not null”"
                }));
            }
            return Ok(negated(not, Expression::IsNull(Box::new(left))));
        }
        let not = self.word("not");
        let left = Box::new(left);
        let found = if self.word("in") {
            Expression::In(left, self.values()?)
        } else if self.word("like") {
            let Token::Text(pattern) = self.peek().clone() else {
                return Err(self.expected("a pattern in single quotes"));
            };
            self.take();
            Expression::Like(left, pattern)
        } else if self.word("between") {
            let low = self.sum()?;
            if !self.word("and") {
                return Err(self.expected("“and” and the upper bound"));
            }
            Expression::Between(left, Box::new(low), Box::new(self.sum()?))
        } else if not {
            return Err(self.expected("“in”, “like” or “between”"));
        } else {
            return Ok(*left);
        };
        Ok(negated(not, found))
    }

    /// `('a', 'b')`.
    fn values(&mut self) -> Parsed<Vec<Literal>> {
        self.need("(")?;
        let mut values = Vec::new();
        while !self.symbol(")") {
            if !values.is_empty() {
                self.need(",")?;
            }
            match self.literal()? {
                Some(value) => values.push(value),
                None => return Err(self.expected("a value")),
            }
        }
        Ok(values)
    }

    fn sum(&mut self) -> Parsed {
        self.chain([Operator::Add, Operator::Subtract], |parser| {
            parser.chain([Operator::Multiply, Operator::Divide], Self::signed)
        })
    }

    fn chain(&mut self, of: [Operator; 2], read: impl Fn(&mut Self) -> Parsed) -> Parsed {
        let mut left = read(self)?;
        while let Token::Symbol(symbol) = *self.peek()
            && let Some(operator) = of.into_iter().find(|one| one.sign() == symbol)
        {
            self.calculate()?;
            self.take();
            let right = read(self)?;
            left = Expression::Arithmetic(Box::new(left), operator, Box::new(right));
        }
        Ok(left)
    }

    fn calculate(&mut self) -> Parsed<()> {
        self.arithmetic += 1;
        if self.arithmetic > MAX_ARITHMETIC {
            return Err(self.error("this is too much arithmetic".to_owned()));
        }
        Ok(())
    }

    /// A value; a minus before anything but a number subtracts it from 0.
    fn signed(&mut self) -> Parsed {
        if let Some(literal) = self.literal()? {
            return Ok(Expression::Literal(literal));
        }
        if self.symbol("-") {
            self.calculate()?;
            let of = self.deeper(Self::signed)?;
            let zero = Box::new(Expression::Literal(Literal::Integer(0)));
            return Ok(Expression::Arithmetic(
                zero,
                Operator::Subtract,
                Box::new(of),
            ));
        }
        if self.symbol("(") {
            let within = self.any()?;
            self.need(")")?;
            return Ok(within);
        }
        match self.peek().clone() {
            Token::Name(name) => {
                self.take();
                Ok(Expression::Field(name))
            }
            Token::Word(word) if !is_keyword(&word) => {
                let at = self.at();
                self.take();
                if self.symbol("(") {
                    self.call(&word, at)
                } else {
                    Ok(Expression::Field(word))
                }
            }
            _ => Err(self.expected("a property, a value or a function")),
        }
    }

    fn literal(&mut self) -> Parsed<Option<Literal>> {
        let minus = matches!(self.peek(), Token::Symbol("-"));
        let after = self.tokens.get(self.next + usize::from(minus));
        let literal = match after.map(|(token, _)| token.clone()) {
            Some(Token::Number(digits)) => {
                if minus {
                    self.take();
                }
                let sign = if minus { "-" } else { "" };
                return self.number(&format!("{sign}{digits}")).map(Some);
            }
            Some(Token::Text(text)) if !minus => Literal::Text(text),
            Some(Token::Word(word)) if !minus => match word.to_ascii_lowercase().as_str() {
                "null" => Literal::Null,
                "true" => Literal::Bool(true),
                "false" => Literal::Bool(false),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        self.take();
        Ok(Some(literal))
    }

    fn number(&mut self, digits: &str) -> Parsed<Literal> {
        let number = digits.parse::<f64>().ok().filter(|one| one.is_finite());
        let Some(number) = number else {
            return Err(self.error(format!("{digits} is no number that can be reckoned with")));
        };
        self.take();
        for unit in LengthUnit::ALL {
            if self.word(unit.symbol()) {
                return Ok(Literal::Length(number, unit));
            }
        }
        Ok(digits
            .parse()
            .map_or(Literal::Number(number), Literal::Integer))
    }

    /// A function whose name and opening parenthesis are read.
    fn call(&mut self, name: &str, at: Range<usize>) -> Parsed {
        let Some(function) = Function::named(name) else {
            let names = Function::ALL.into_iter().map(Function::name);
            let hint = did_you_mean(name, names);
            let message = format!("There is no function '{name}'{hint}");
            return Err(ParseExpressionError { at, message });
        };
        let mut arguments = Vec::new();
        while !self.symbol(")") {
            if !arguments.is_empty() {
                self.need(",")?;
            }
            if matches!(self.peek(), Token::End) {
                return Err(self.expected(")"));
            }
            arguments.push(self.any()?);
        }
        if function.arguments().contains(&arguments.len()) {
            return Ok(Expression::Call(function, arguments));
        }
        let end = self
            .tokens
            .get(self.next - 1)
            .map_or(at.end, |(_, at)| at.end);
        Err(ParseExpressionError {
            at: at.start..end,
            message: format!("expected {}", function.usage()),
        })
    }
}

fn negated(not: bool, of: Expression) -> Expression {
    if not {
        Expression::Not(Box::new(of))
    } else {
        of
    }
}

pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS
        .iter()
        .any(|keyword| word.eq_ignore_ascii_case(keyword))
}
