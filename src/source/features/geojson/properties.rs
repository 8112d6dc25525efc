//! The properties of a feature, each into its column: the names of one feature mostly follow one
//! another as those of the feature before.
use super::feature::FeatureReader;
use super::json::{Fault, RawString, unescape};
use super::number::Number;
use crate::model::ProblemKind;
use crate::model::table::{Cell, MAX_COLUMNS, NoProperties};

/// How many names a feature may leave out before the next one is looked up by its text.
const LOOK_AHEAD: usize = 8;

/// Most names whose order is remembered.
const MAX_ORDER: usize = 256;

/// Beyond so many columns nothing more is read. That a table has too many shows when its parts are
/// joined; this bounds the memory of a part.
const MOST_COLUMNS: usize = 2 * MAX_COLUMNS;

impl FeatureReader<'_> {
    pub(super) fn properties(&mut self) -> Result<(), Fault> {
        if self.cursor.peek() != Some(b'{') {
            let at = self.cursor.at;
            if !self.cursor.word("null") {
                self.cursor.skip_lenient(1)?;
                let found = "the properties are not an object".to_owned();
                self.note(ProblemKind::Nonstandard, at, found, "left out");
            }
            self.builder.set_no_properties(NoProperties::Null);
            return Ok(());
        }
        self.cursor.at += 1;
        if self.cursor.accept(b'}') {
            return Ok(());
        }
        let mut position = 0;
        loop {
            self.cursor.peek();
            let start = self.cursor.at;
            let column = self.column(&mut position)?;
            self.value(start, column)?;
            if !self.cursor.another(b'}')? {
                return Ok(());
            }
        }
    }

    /// The column of the name that comes next.
    #[inline]
    fn column(&mut self, position: &mut usize) -> Result<usize, Fault> {
        let expected = self.order.get(*position..).unwrap_or(&[]);
        for (ahead, (name, column)) in expected.iter().take(LOOK_AHEAD).enumerate() {
            if self.cursor.starts_with(name.as_bytes()) {
                self.cursor.at += name.len();
                *position += ahead + 1;
                return Ok(*column);
            }
        }
        self.other_column(position)
    }

    #[cold]
    fn other_column(&mut self, position: &mut usize) -> Result<usize, Fault> {
        let start = self.cursor.at;
        let key = self.cursor.key()?;
        let column = self.builder.column(text(key, &mut self.text));
        if column >= MOST_COLUMNS {
            let what = "there are too many different names of properties; put what varies into \
                        values";
            return Err(Fault { at: start, what });
        }
        let name = (self.cursor.since(start), column);
        if self.order.len() < MAX_ORDER {
            self.order.insert(*position, name);
        } else if let Some(replaced) = self.order.get_mut(*position) {
            *replaced = name;
        }
        *position += 1;
        Ok(column)
    }

    #[inline]
    fn value(&mut self, start: usize, column: usize) -> Result<(), Fault> {
        let first = self.cursor.peek();
        let at = self.cursor.at;
        let cell = match first {
            Some(b'"') => {
                let string = self.cursor.string()?;
                Cell::Text(text(string, &mut self.text))
            }
            Some(b'-') if self.cursor.starts_with(b"-I") => Cell::Null,
            Some(b'-' | b'0'..=b'9') => cell(self.cursor.number()?),
            Some(b'{' | b'[') => Cell::Json(self.cursor.skip_at_depth(2)?),
            Some(b't') if self.cursor.word("true") => Cell::Bool(true),
            Some(b'f') if self.cursor.word("false") => Cell::Bool(false),
            Some(b'n') if self.cursor.word("null") => Cell::Null,
            _ => Cell::Null,
        };
        let is_first = self.builder.set(column, cell);
        if self.cursor.at == at {
            let word = self
                .cursor
                .not_finite()
                .ok_or_else(|| self.cursor.no_value())?;
            let found = format!("{word} is not JSON");
            self.note(ProblemKind::Nonstandard, at, found, "read as null");
        }
        if !is_first {
            let found = "a property occurs twice".to_owned();
            self.note(
                ProblemKind::Nonstandard,
                start,
                found,
                "the last one counts",
            );
        }
        Ok(())
    }
}

/// What a string means, put together in `scratch` where it has escapes.
#[inline]
pub(super) fn text<'s>(string: RawString<'s>, scratch: &'s mut String) -> &'s str {
    if !string.escaped {
        return string.inner;
    }
    scratch.clear();
    unescape(string, scratch);
    scratch
}

#[inline]
pub(super) fn cell(number: Number<'_>) -> Cell<'_> {
    match number {
        Number::Integer(integer) => Cell::Integer(integer),
        Number::Float(float) => Cell::Float(float),
        Number::Exact(text, nearest) => Cell::Exact(text, nearest),
    }
}
