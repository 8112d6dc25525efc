//! Many texts in one piece of memory, each stored once where values repeat.
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hasher};

use super::bits::Bits;

/// After so many rows it is decided whether values repeat.
const SAMPLE_ROWS: usize = 4096;

/// Texts by row.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    /// Where each stored text ends in `bytes`.
    ends: Vec<usize>,
    bytes: String,
    /// Which stored text each row has; `None` where every row has its own.
    codes: Option<Vec<u32>>,
    /// Rows whose text is JSON of another type than a string.
    json: Bits,
    lookup: Lookup,
}

/// Finds a stored text by its hash; only while the column is built.
type Lookup = HashMap<u64, u32, BuildHasherDefault<AsIs>>;

/// The key is a hash already.
#[derive(Clone, Debug, Default)]
pub(super) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Texts {
    /// Texts that are expected to repeat until seen otherwise.
    pub(super) fn new() -> Self {
        Self {
            codes: Some(Vec::new()),
            ..Self::default()
        }
    }

    /// Texts that are not expected to repeat.
    pub(super) fn distinct() -> Self {
        Self::default()
    }

    pub(super) fn len(&self) -> usize {
        self.codes.as_ref().map_or(self.ends.len(), Vec::len)
    }

    /// The text of a row, and whether it is JSON of another type.
    pub(super) fn get(&self, row: usize) -> (&str, bool) {
        let stored = self.codes.as_ref().map_or(row, |codes| codes[row] as usize);
        (self.stored(stored), self.json.get(row))
    }

    /// Whether any row holds JSON of another type than a string.
    pub(super) fn any_json(&self) -> bool {
        self.json.bytes() > 0
    }

    fn stored(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.bytes[start..self.ends[index]]
    }

    /// The distinct texts and which of them each row has; `None` where every row has its own.
    pub(super) fn dictionary(&self) -> Option<(impl Iterator<Item = &str>, &[u32])> {
        let codes = self.codes.as_deref()?;
        Some(((0..self.ends.len()).map(|index| self.stored(index)), codes))
    }

    pub(super) fn push(&mut self, text: &str, json: bool) {
        let row = self.len();
        if json {
            self.json.set(row);
        }
        if self.codes.is_none() {
            self.store(text);
            return;
        }
        let code = self.code(text);
        if let Some(codes) = &mut self.codes {
            codes.push(code);
        }
        if row + 1 == SAMPLE_ROWS && self.ends.len() > SAMPLE_ROWS / 2 {
            self.spell_out();
        }
    }

    /// Repeat the text of the row before; an empty text in the first.
    pub(super) fn push_blank(&mut self) {
        match &mut self.codes {
            None => self.ends.push(self.bytes.len()),
            Some(codes) => match codes.last() {
                Some(&last) => codes.push(last),
                None => self.push("", false),
            },
        }
    }

    fn store(&mut self, text: &str) -> u32 {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
        self.ends.len() as u32 - 1
    }

    fn code(&mut self, text: &str) -> u32 {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(text);
        match self.lookup.get(&hash) {
            Some(&code) if self.stored(code as usize) == text => code,
            // Two texts of one hash: the second is stored each time it occurs.
            Some(_) => self.store(text),
            None => {
                let code = self.store(text);
                self.lookup.insert(hash, code);
                code
            }
        }
    }

    /// Give every row a text of its own, since few repeat.
    fn spell_out(&mut self) {
        let Some(codes) = self.codes.take() else {
            return;
        };
        let mut spelt = Self {
            json: std::mem::take(&mut self.json),
            ..Self::default()
        };
        for code in codes {
            spelt.store(self.stored(code as usize));
        }
        *self = spelt;
    }

    pub(super) fn append(&mut self, other: Self) {
        let rows = self.len();
        if rows == 0 && other.codes.is_some() {
            *self = other;
            return;
        }
        self.json.append(rows, &other.json);
        match other.codes {
            Some(codes) if self.codes.is_some() => {
                let theirs = Self {
                    codes: None,
                    ..other
                };
                let translated: Vec<u32> = (0..theirs.ends.len())
                    .map(|index| self.code(theirs.stored(index)))
                    .collect();
                if let Some(mine) = &mut self.codes {
                    mine.extend(codes.iter().map(|&code| translated[code as usize]));
                }
                let rows = self.len();
                if rows >= SAMPLE_ROWS && self.ends.len() > rows / 2 {
                    self.spell_out();
                }
            }
            Some(codes) => {
                let theirs = Self {
                    codes: None,
                    ..other
                };
                for code in codes {
                    self.store(theirs.stored(code as usize));
                }
            }
            None => {
                self.spell_out();
                let start = self.bytes.len();
                self.ends.extend(other.ends.iter().map(|end| end + start));
                self.bytes.push_str(&other.bytes);
            }
        }
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        self.json.truncate(rows);
        if let Some(codes) = &mut self.codes {
            codes.truncate(rows);
        } else {
            self.ends.truncate(rows);
            self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
        }
    }

    /// Nothing more will come.
    pub(super) fn shrink(&mut self) {
        self.lookup = Lookup::default();
        self.ends.shrink_to_fit();
        self.bytes.shrink_to_fit();
        if let Some(codes) = &mut self.codes {
            codes.shrink_to_fit();
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let codes = self.codes.as_ref().map_or(0, |codes| 4 * codes.capacity());
        8 * self.ends.capacity() + self.bytes.capacity() + codes + self.json.bytes()
    }
}
