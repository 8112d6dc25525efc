//! A set of rows of one layer, a bit a row. Which rows belong into it others decide.
const BITS: usize = u64::BITS as usize;

/// Rows of one table; grows as rows are put in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RowSet {
    /// The last word is never 0, so that equal sets are equal words.
    words: Vec<u64>,
}

impl RowSet {
    /// The first `len` rows.
    #[must_use]
    pub fn first(len: usize) -> Self {
        let mut words = vec![u64::MAX; len.div_ceil(BITS)];
        if let Some(last) = words.last_mut().filter(|_| !len.is_multiple_of(BITS)) {
            *last = (1 << (len % BITS)) - 1;
        }
        Self { words }
    }

    /// From bits, row 0 in the lowest bit of the first word.
    #[must_use]
    pub fn from_words(words: Vec<u64>) -> Self {
        let mut set = Self { words };
        set.trim();
        set
    }

    fn trim(&mut self) {
        let used = self.words.iter().rposition(|&word| word != 0);
        self.words.truncate(used.map_or(0, |last| last + 1));
    }

    /// Whether a row is in it.
    #[must_use]
    pub fn contains(&self, row: u32) -> bool {
        let word = self.words.get(row as usize / BITS);
        word.is_some_and(|word| word >> (row as usize % BITS) & 1 == 1)
    }

    /// Put a row in.
    pub fn insert(&mut self, row: u32) {
        let at = row as usize / BITS;
        if at >= self.words.len() {
            self.words.resize(at + 1, 0);
        }
        self.words[at] |= 1 << (row as usize % BITS);
    }

    /// Take a row out.
    pub fn remove(&mut self, row: u32) {
        if let Some(word) = self.words.get_mut(row as usize / BITS) {
            *word &= !(1 << (row as usize % BITS));
            self.trim();
        }
    }

    /// Number of rows in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether no row is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The rows, growing.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.iter_from(0)
    }

    /// The rows from this one on, growing.
    pub fn iter_from(&self, row: u32) -> impl Iterator<Item = u32> + '_ {
        let first = (row as usize / BITS).min(self.words.len());
        let words = self.words[first..].iter().enumerate();
        words
            .flat_map(move |(at, &word)| {
                bits(word).map(move |bit| ((first + at) * BITS) as u32 + bit)
            })
            .skip_while(move |&found| found < row)
    }

    /// Number of its rows before this one.
    #[must_use]
    pub fn rank(&self, row: u32) -> usize {
        let at = (row as usize / BITS).min(self.words.len());
        let before = self.words[..at].iter();
        let whole: usize = before.map(|word| word.count_ones() as usize).sum();
        let below = (1_u64 << (row as usize % BITS)) - 1;
        let part = self.words.get(at).map_or(0, |word| word & below);
        whole + part.count_ones() as usize
    }

    /// Keep what the other has too.
    pub fn intersect_with(&mut self, other: &Self) {
        self.words.truncate(other.words.len());
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
        self.trim();
    }

    /// Put in what the other has.
    pub fn unite_with(&mut self, other: &Self) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Take out what the other has.
    pub fn subtract(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
        self.trim();
    }

    /// Of the first `len` rows those that are not in it.
    #[must_use]
    pub fn complement(&self, len: usize) -> Self {
        let mut all = Self::first(len);
        all.subtract(self);
        all
    }

    /// The bits, row 0 in the lowest bit of the first word; rows beyond the end are not in it.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Memory taken, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }
}

/// The places of the bits that are 1, the lowest first.
fn bits(mut rest: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = (rest != 0).then(|| rest.trailing_zeros())?;
        rest &= rest - 1;
        Some(bit)
    })
}

impl FromIterator<u32> for RowSet {
    fn from_iter<I: IntoIterator<Item = u32>>(rows: I) -> Self {
        let mut set = Self::default();
        rows.into_iter().for_each(|row| set.insert(row));
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn of(rows: &BTreeSet<u32>) -> RowSet {
        rows.iter().copied().collect()
    }

    proptest! {
        #[test]
        fn agrees_with_a_set_of_numbers(
            a in prop::collection::btree_set(0..300u32, 0..40),
            b in prop::collection::btree_set(0..300u32, 0..40),
            len in 0..300usize,
        ) {
            let (mut both, mut either, mut only) = (of(&a), of(&a), of(&a));
            both.intersect_with(&of(&b));
            either.unite_with(&of(&b));
            only.subtract(&of(&b));
            prop_assert_eq!(both, of(&(&a & &b)));
            prop_assert_eq!(either, of(&(&a | &b)));
            prop_assert_eq!(only, of(&(&a - &b)));
            let rest: BTreeSet<u32> = (0..len as u32).filter(|row| !a.contains(row)).collect();
            prop_assert_eq!(of(&a).complement(len), of(&rest));
            prop_assert_eq!(of(&a).iter().collect::<BTreeSet<_>>(), a.clone());
            prop_assert_eq!(of(&a).len(), a.len());
            let from = len as u32;
            prop_assert_eq!(of(&a).rank(from), a.range(..from).count());
            prop_assert!(of(&a).iter_from(from).eq(a.range(from..).copied()));
            let mut emptied = of(&a);
            for row in &a {
                emptied.remove(*row);
            }
            prop_assert_eq!(emptied, RowSet::default());
        }
    }
}
