//! Classes of the values of a column: breaks of a number, its histogram, the most frequent values.
//! Which colours they have is `model::style`'s.
mod counts;
mod jenks;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use counts::class_counts;

use super::filter::text::Needle;
use crate::model::ClassMethod;
use crate::model::table::{Column, Value};

/// The finite numbers of a column in ascending order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    sorted: Vec<f64>,
    without: usize,
}

impl Numbers {
    /// Those of a column; what is no finite number is only counted.
    #[must_use]
    pub fn of(column: &Column) -> Self {
        let numbers = (0..column.len()).filter_map(|row| column.number(row));
        let mut sorted: Vec<f64> = numbers.filter(|number| number.is_finite()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        Self {
            without: column.len() - sorted.len(),
            sorted,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Rows without a finite number.
    pub fn without(&self) -> usize {
        self.without
    }

    /// Least and greatest.
    #[must_use]
    pub fn range(&self) -> Option<[f64; 2]> {
        Some([*self.sorted.first()?, *self.sorted.last()?])
    }

    /// The quantile at a share, 0 to 1, of no number 0.
    ///
    /// # References
    ///
    /// Hyndman, R. J., Fan, Y. (1996), Sample quantiles in statistical packages, The American
    /// Statistician 50(4), definition 7: linear between the two nearest.
    #[must_use]
    pub fn quantile(&self, share: f64) -> f64 {
        let Some(last) = self.sorted.len().checked_sub(1) else {
            return 0.0;
        };
        let place = share.clamp(0.0, 1.0) * last as f64;
        let below = place as usize;
        let (a, b) = (self.sorted[below], self.sorted[(below + 1).min(last)]);
        a + (place - below as f64) * (b - a)
    }

    /// The range a ramp should have: from the least to the greatest, or where outliers would take
    /// up more than half of that the middle 96 of 100.
    #[must_use]
    pub fn ramp_range(&self) -> [f64; 2] {
        let [least, greatest] = self.range().unwrap_or([0.0, 1.0]);
        let [low, high] = [0.02, 0.98].map(|share| self.quantile(share));
        if low < high && high - low < 0.5 * (greatest - least) {
            [low, high]
        } else {
            [least, greatest]
        }
    }

    /// Breaks of at most so many classes, ascending: class `n` reaches from break `n` to below break
    /// `n + 1`, the last includes its end. Fewer where there are fewer distinct numbers, one class
    /// where all are equal, no break where there is no number.
    #[must_use]
    pub fn breaks(&self, method: ClassMethod, classes: usize) -> Vec<f64> {
        let Some([least, greatest]) = self.range() else {
            return Vec::new();
        };
        let count = classes.max(1);
        let share = |class: usize| class as f64 / count as f64;
        let inner: Vec<f64> = match method {
            ClassMethod::Quantile => (1..count).map(|at| self.quantile(share(at))).collect(),
            ClassMethod::EqualInterval => (1..count)
                .map(|at| least + share(at) * (greatest - least))
                .collect(),
            ClassMethod::Jenks => jenks::starts(&self.sorted, count),
        };
        let mut breaks = vec![least];
        for at in inner {
            // The first class would be empty: its end is the next greater number.
            let at = if at <= least { self.above(least) } else { at };
            if breaks.last().is_some_and(|last| *last < at) && at <= greatest {
                breaks.push(at);
            }
        }
        breaks.push(greatest);
        breaks
    }

    /// The least number greater than this one, or this one.
    fn above(&self, number: f64) -> f64 {
        let at = self.sorted.partition_point(|other| *other <= number);
        self.sorted.get(at).copied().unwrap_or(number)
    }

    /// How many numbers each class between such breaks has.
    #[must_use]
    pub fn counts(&self, breaks: &[f64]) -> Vec<usize> {
        let below = |limit: f64| self.sorted.partition_point(|number| *number < limit);
        let Some(classes) = breaks.len().checked_sub(1) else {
            return Vec::new();
        };
        (0..classes)
            .map(|class| {
                let end = if class + 1 == classes {
                    self.sorted
                        .partition_point(|number| *number <= breaks[class + 1])
                } else {
                    below(breaks[class + 1])
                };
                end.saturating_sub(below(breaks[class]))
            })
            .collect()
    }

    /// How many numbers lie in each of so many parts of equal width.
    #[must_use]
    pub fn histogram(&self, bins: usize) -> Vec<usize> {
        let Some([least, greatest]) = self.range().filter(|_| bins > 0) else {
            return Vec::new();
        };
        let edge = |bin: usize| least + (greatest - least) * bin as f64 / bins as f64;
        self.counts(&(0..=bins).map(edge).collect::<Vec<f64>>())
    }
}

/// The class of a number, see [`Numbers::breaks`]; beyond the breaks the nearest one. `None`
/// without a class.
#[must_use]
pub fn class_of(breaks: &[f64], number: f64) -> Option<usize> {
    let inner = breaks.get(1..breaks.len().checked_sub(1)?)?;
    Some(inner.partition_point(|at| *at <= number))
}

/// The most frequent values of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Categories {
    /// Values as text with how many rows have them, the most frequent first, equal ones in the
    /// order of the alphabet.
    pub values: Vec<(String, usize)>,
    /// How many values there are beyond these.
    pub others: usize,
    /// How many rows have those.
    pub other_rows: usize,
}

/// At most `limit` values of a column; rows without a value are none.
#[must_use]
pub fn categories(column: &Column, limit: usize) -> Categories {
    categories_with(column, "", limit)
}

/// At most `limit` of the values that contain a text, case ignored.
#[must_use]
pub fn categories_with(column: &Column, text: &str, limit: usize) -> Categories {
    let wanted = Needle::new(text);
    let mut counts: HashMap<std::borrow::Cow<'_, str>, usize> = HashMap::new();
    let has_value = |row| !matches!(column.value(row), Value::Missing | Value::Null);
    if let Some((texts, codes)) = column.dictionary() {
        let mut by_code = vec![0_usize; texts.len()];
        let all = column.nulls() == 0;
        for (row, &code) in codes.iter().enumerate() {
            if all || has_value(row) {
                by_code[code as usize] += 1;
            }
        }
        for (text, count) in texts.into_iter().zip(by_code) {
            if count > 0 && wanted.is_in(text) {
                *counts.entry(text.into()).or_default() += count;
            }
        }
    } else {
        for row in (0..column.len()).filter(|row| has_value(*row)) {
            let text = column.value(row).to_text();
            if wanted.is_in(&text) {
                *counts.entry(text).or_default() += 1;
            }
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable_by(|(a, many), (b, few)| few.cmp(many).then_with(|| a.cmp(b)));
    let beyond = counts.split_off(limit.min(counts.len()));
    Categories {
        values: counts
            .into_iter()
            .map(|(text, count)| (text.into_owned(), count))
            .collect(),
        others: beyond.len(),
        other_rows: beyond.iter().map(|(_, count)| count).sum(),
    }
}
