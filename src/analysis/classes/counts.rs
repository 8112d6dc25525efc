//! How many features of a layer have each colour of its legend.
use std::collections::HashMap;

use rayon::prelude::*;

use super::class_of;
use crate::model::table::{Column, Value};
use crate::model::{ClassCounts, Coloring, FeatureTable, RowSet};

/// Rows that one task counts.
const CHUNK_ROWS: usize = 1 << 15;

/// The rows that pass in each class of a colouring, those of an empty value or of none of its classes
/// as others. The same rows as have the colours on the map.
#[must_use]
pub fn class_counts(
    coloring: &Coloring,
    table: &FeatureTable,
    passing: Option<&RowSet>,
) -> ClassCounts {
    let column = coloring.column().and_then(|name| table.column(name));
    let finite = |column: &Column, row| column.number(row).filter(|number| number.is_finite());
    let count = |classes, class: &(dyn Fn(usize) -> Option<usize> + Sync)| {
        let [counts @ .., other] = &tally(table.len(), passing, classes, class)[..] else {
            return (Vec::new(), 0);
        };
        (counts.to_vec(), *other)
    };
    let (classes, other) = match (coloring, column) {
        (Coloring::Single { .. }, _) => count(1, &|_| Some(0)),
        (Coloring::Categories { classes, .. }, None) => count(classes.len(), &|_| None),
        (Coloring::Categories { classes, .. }, Some(column)) => {
            let names = classes.iter().map(|(value, _)| value.as_str());
            let by_name: HashMap<&str, usize> = names.zip(0..).collect();
            if let Some((texts, codes)) = column.dictionary() {
                let of_code = texts.iter().map(|text| by_name.get(text).copied());
                let of_code: Vec<Option<usize>> = of_code.collect();
                count(classes.len(), &|row| {
                    let code = codes[row] as usize;
                    column.has_value(row).then(|| of_code[code]).flatten()
                })
            } else {
                count(classes.len(), &|row| match column.value(row) {
                    Value::Missing | Value::Null => None,
                    value => by_name.get(&*value.to_text()).copied(),
                })
            }
        }
        (Coloring::Graduated { colors, .. }, None) => count(colors.len(), &|_| None),
        (Coloring::Graduated { breaks, colors, .. }, Some(column)) => count(colors.len(), &|row| {
            let class = class_of(breaks, finite(column, row)?)?;
            (class < colors.len()).then_some(class)
        }),
        (Coloring::Continuous { .. }, None) => count(1, &|_| None),
        (Coloring::Continuous { .. }, Some(column)) => {
            count(1, &|row| finite(column, row).map(|_| 0))
        }
    };
    ClassCounts {
        of: coloring.without_colors(),
        classes,
        other,
    }
}

/// The rows of each class, last those of none.
fn tally(
    rows: usize,
    passing: Option<&RowSet>,
    classes: usize,
    class: &(dyn Fn(usize) -> Option<usize> + Sync),
) -> Vec<usize> {
    let chunks = (0..rows.div_ceil(CHUNK_ROWS)).into_par_iter();
    let counted = chunks.map(|chunk| {
        let mut counts = vec![0; classes + 1];
        for row in chunk * CHUNK_ROWS..((chunk + 1) * CHUNK_ROWS).min(rows) {
            if passing.is_none_or(|passing| passing.contains(row as u32)) {
                counts[class(row).unwrap_or(classes)] += 1;
            }
        }
        counts
    });
    let sum = |mut a: Vec<usize>, b: Vec<usize>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    counted.reduce(|| vec![0; classes + 1], sum)
}
