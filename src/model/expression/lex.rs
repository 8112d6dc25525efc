//! The words of an expression and where they stand.
use std::ops::Range;

use super::ParseExpressionError;

/// One word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name or a keyword without quotes.
    Word(String),
    /// A name in double quotes or backquotes.
    Name(String),
    /// A text in single quotes.
    Text(String),
    /// A number without a sign, as written.
    Number(String),
    /// `(`, `)`, `,` and the operators; `<>` is `!=`, `==` is `=`.
    Symbol(&'static str),
    /// Nothing more.
    End,
}

const SYMBOLS: [(&str, &str); 15] = [
    ("<=", "<="),
    (">=", ">="),
    ("!=", "!="),
    ("<>", "!="),
    ("==", "="),
    ("=", "="),
    ("<", "<"),
    (">", ">"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
];

/// All words, the last of them [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, ParseExpressionError> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start().len();
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else {
            found.push((Token::End, at..at));
            return Ok(found);
        };
        let (token, len) = match first {
            '\'' => quoted(rest, first, at).map(|(text, len)| (Token::Text(text), len))?,
            '"' | '`' => quoted(rest, first, at).map(|(name, len)| (Token::Name(name), len))?,
            '0'..='9' | '.' => {
                let len = number_len(rest);
                (Token::Number(rest[..len].to_owned()), len)
            }
            _ if starts_word(first) => {
                let len = rest.find(|c| !continues_word(c)).unwrap_or(rest.len());
                (Token::Word(rest[..len].to_owned()), len)
            }
            _ => {
                let symbol = SYMBOLS.iter().find(|(typed, _)| rest.starts_with(typed));
                let Some((typed, symbol)) = symbol else {
                    return Err(ParseExpressionError {
                        at: at..at + first.len_utf8(),
                        message: format!("“{first}” has no meaning here"),
                    });
                };
                (Token::Symbol(symbol), typed.len())
            }
        };
        found.push((token, at..at + len));
        at += len;
    }
}

/// Where a property or a text stands in the text of an expression, bytes: what [`Expression::parse`](super::Expression::parse)
/// made of it is wrong for a table.
#[must_use]
pub fn range_of(text: &str, subject: &str) -> Option<Range<usize>> {
    let found = tokens(text).ok()?;
    found
        .into_iter()
        .find(|(token, _)| {
            matches!(token, Token::Word(word) | Token::Name(word) | Token::Text(word) if word == subject)
        })
        .map(|(_, at)| at)
}

pub(super) fn starts_word(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

pub(super) fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What stands between quotes, a doubled one for the quote itself, and its length with them.
fn quoted(rest: &str, quote: char, at: usize) -> Result<(String, usize), ParseExpressionError> {
    let mut found = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((offset, c)) = letters.next() {
        if c != quote {
            found.push(c);
        } else if letters.next_if(|&(_, next)| next == quote).is_some() {
            found.push(quote);
        } else {
            return Ok((found, offset + 1));
        }
    }
    Err(ParseExpressionError {
        at: at..at + rest.len(),
        message: format!("a closing {quote} is missing"),
    })
}

/// Digits, a fraction and an exponent.
fn number_len(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digits = |from: usize| {
        let tail = bytes.get(from..).unwrap_or_default();
        from + tail.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = matches!(bytes.get(end + 1), Some(b'+' | b'-'));
        let from = end + 1 + usize::from(signed);
        let after = digits(from);
        if after > from {
            end = after;
        }
    }
    end
}
