//! Groups counted for the rows that pass.
use super::Grouping;
use crate::model::RowSet;

/// How many rows of a group pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// By the known position.
    pub rows: usize,
    /// Wherever the place truly is.
    pub certainly: usize,
    /// For some place that is possible.
    pub possibly: usize,
}

/// The counts of all groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// In the order of [`Grouping::groups`].
    pub counts: Vec<Count>,
    /// Rows that pass. The counts add up to it, or to more where rows name several values.
    pub passing: usize,
    /// Rows in all.
    pub all: usize,
}

impl Summary {
    /// What the counts add up to.
    #[must_use]
    pub fn counted(&self) -> usize {
        self.counts.iter().map(|count| count.rows).sum()
    }
}

impl Grouping {
    /// Count the rows that pass, `None` for all.
    #[must_use]
    pub fn count(&self, passing: Option<&RowSet>) -> Summary {
        let mut by_set = vec![0_usize; self.members.len()];
        match passing {
            None => self.sets.iter().for_each(|&set| by_set[set as usize] += 1),
            Some(rows) => {
                for row in rows.iter() {
                    if let Some(&set) = self.sets.get(row as usize) {
                        by_set[set as usize] += 1;
                    }
                }
            }
        }
        let mut counts = vec![Count::default(); self.groups.len()];
        for (members, rows) in self.members.iter().zip(by_set) {
            for &group in members {
                let count = &mut counts[group as usize];
                count.rows += rows;
                count.certainly += rows;
                count.possibly += rows;
            }
        }
        let uncertain = self.uncertain.iter();
        for &(row, [first, last]) in
            uncertain.filter(|(row, _)| passing.is_none_or(|rows| rows.contains(*row)))
        {
            let known = self.sets[row as usize];
            for group in first.min(known)..=last.max(known) {
                let count = &mut counts[group as usize];
                if group == known {
                    count.certainly -= usize::from(first < last);
                } else {
                    count.possibly += 1;
                }
            }
        }
        Summary {
            counts,
            passing: passing.map_or(self.sets.len(), RowSet::len),
            all: self.sets.len(),
        }
    }
}
