//! Members of a JSON document, read with the path that leads to them, so that each fault names
//! its place.
use std::fmt;
use std::ops::RangeInclusive;

use serde_json::Value;
use serde_json::value::RawValue;

/// Longer values are cut where they are quoted.
const MAX_QUOTED: usize = 40;

/// One step down into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// From the whole document down to a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct MemberPath(Vec<Step>);

impl MemberPath {
    fn with(&self, step: Step) -> Self {
        let mut path = self.clone();
        path.0.push(step);
        path
    }

    /// Line and column of the member in the text of its document, or of what it would be in.
    pub(super) fn locate(&self, text: &str) -> (usize, usize) {
        let mut at = text.trim_start();
        for step in &self.0 {
            let inner = match step {
                Step::Key(key) => serde_json::from_str::<Members<'_>>(at)
                    .ok()
                    .and_then(|mut members| members.remove(key)),
                Step::Index(index) => serde_json::from_str::<Vec<&RawValue>>(at)
                    .ok()
                    .and_then(|items| items.get(*index).copied()),
            };
            let Some(inner) = inner else { break };
            at = inner.get();
        }
        line_and_column(text, at.as_ptr().addr() - text.as_ptr().addr())
    }
}

type Members<'a> = std::collections::BTreeMap<String, &'a RawValue>;

/// Line and column of a byte of a text, both counted from 1, columns in characters.
pub(super) fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (line, column)
}

impl fmt::Display for MemberPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if index == 0 => write!(formatter, "{key}")?,
                Step::Key(key) => write!(formatter, ".{key}")?,
                Step::Index(index) => write!(formatter, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// What is wrong with a member, and what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) path: MemberPath,
    pub(super) problem: String,
}

/// A value and where it was found.
#[derive(Clone)]
pub(super) struct Member<'a> {
    pub(super) value: &'a Value,
    path: MemberPath,
}

impl<'a> Member<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self {
            value,
            path: MemberPath::default(),
        }
    }

    pub(super) fn fault(&self, problem: impl Into<String>) -> Fault {
        Fault {
            path: self.path.clone(),
            problem: problem.into(),
        }
    }

    fn must_be(&self, wanted: &str) -> Fault {
        let mut quoted = self.value.to_string();
        if let Some((cut, _)) = quoted.char_indices().nth(MAX_QUOTED) {
            quoted.truncate(cut);
            quoted.push('…');
        }
        self.fault(format!("must be {wanted}, not {quoted}"))
    }

    /// A member of an object; null is as good as none.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        Some(self.member(key, value))
    }

    fn member(&self, key: &str, value: &'a Value) -> Self {
        Self {
            value,
            path: self.path.with(Step::Key(key.to_owned())),
        }
    }

    /// An object of this member alone.
    pub(super) fn alone(&self) -> Value {
        match self.path.0.last() {
            Some(Step::Key(key)) => serde_json::json!({ key: self.value }),
            _ => Value::Null,
        }
    }

    /// All members of an object.
    pub(super) fn members(&self) -> impl Iterator<Item = Self> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(key, value)| self.member(key, value))
    }

    pub(super) fn need(&self, key: &str) -> Result<Self, Fault> {
        if !self.value.is_object() {
            return Err(self.must_be("an object"));
        }
        let missing = || self.fault(format!("has no member `{key}`"));
        self.get(key).ok_or_else(missing)
    }

    pub(super) fn items(&self) -> Result<Vec<Self>, Fault> {
        let items = self
            .value
            .as_array()
            .ok_or_else(|| self.must_be("a list"))?;
        let member = |(index, value)| Self {
            value,
            path: self.path.with(Step::Index(index)),
        };
        Ok(items.iter().enumerate().map(member).collect())
    }

    pub(super) fn text(&self) -> Result<&'a str, Fault> {
        self.value.as_str().ok_or_else(|| self.must_be("a text"))
    }

    pub(super) fn flag(&self) -> Result<bool, Fault> {
        let flag = self.value.as_bool();
        flag.ok_or_else(|| self.must_be("true or false"))
    }

    pub(super) fn number(&self, range: RangeInclusive<f64>) -> Result<f64, Fault> {
        let number = self.value.as_f64().filter(|number| range.contains(number));
        let (least, most) = (range.start(), range.end());
        number.ok_or_else(|| self.must_be(&format!("a number from {least} to {most}")))
    }

    /// One of a few names.
    pub(super) fn choice<T: Copy>(
        &self,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Result<T, Fault> {
        let found = self.value.as_str().and_then(|text| {
            let mut all = all.iter().copied();
            all.find(|choice| name(*choice) == text)
        });
        found.ok_or_else(|| {
            let names: Vec<_> = all.iter().map(|choice| name(*choice)).collect();
            self.must_be(&format!("one of {}", names.join(", ")))
        })
    }
}
