//! A list of bits that takes no memory while none is set.

/// Bits by row; rows beyond the last word are not set.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn set(&mut self, row: usize) {
        if self.0.len() <= row / 64 {
            self.0.resize(row / 64 + 1, 0);
        }
        self.0[row / 64] |= 1 << (row % 64);
    }

    pub(super) fn get(&self, row: usize) -> bool {
        self.0
            .get(row / 64)
            .is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Set what is set in `other`, `offset` rows later.
    pub(super) fn append(&mut self, offset: usize, other: &Self) {
        for (index, &word) in other.0.iter().enumerate() {
            let mut word = word;
            while word != 0 {
                self.set(offset + 64 * index + word.trailing_zeros() as usize);
                word &= word - 1;
            }
        }
    }

    /// Forget all from this row on.
    pub(super) fn truncate(&mut self, rows: usize) {
        self.0.truncate(rows.div_ceil(64));
        if let Some(word) = self.0.get_mut(rows / 64) {
            *word &= (1 << (rows % 64)) - 1;
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.capacity() * 8
    }
}
