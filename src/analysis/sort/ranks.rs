//! The places of the texts of a column in the order of the alphabet, each text that repeats ranked
//! once.
use std::cmp::Ordering;

use rayon::prelude::*;

use crate::model::table::{Column, Value};

/// Texts that are folded together.
const CHUNK: usize = 1 << 14;

/// Ranks of texts: equal texts have one rank, a text that comes later a greater one.
pub(super) struct TextRanks<'a> {
    ranks: Vec<u32>,
    /// Which text each row has; `None` where every row has its own.
    codes: Option<&'a [u32]>,
}

impl<'a> TextRanks<'a> {
    pub(super) fn new(column: &'a Column) -> Self {
        if let Some((texts, codes)) = column.dictionary() {
            return Self {
                ranks: ranks(&texts),
                codes: Some(codes),
            };
        }
        let texts: Vec<&str> = (0..column.len())
            .into_par_iter()
            .map(|row| match column.value(row) {
                Value::Text(text) | Value::Json(text) => text,
                _ => "",
            })
            .collect();
        Self {
            ranks: ranks(&texts),
            codes: None,
        }
    }

    pub(super) fn of(&self, row: usize) -> u32 {
        let text = self.codes.map_or(row, |codes| codes[row] as usize);
        self.ranks[text]
    }
}

/// How two texts stand to each other: without regard to case first, then by code.
pub fn compare_texts(a: &str, b: &str) -> Ordering {
    folded(a).cmp(folded(b)).then_with(|| a.cmp(b))
}

fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().flat_map(char::to_lowercase)
}

/// Texts without case, one after the other.
struct Folded {
    bytes: String,
    ends: Vec<usize>,
}

impl Folded {
    fn new(texts: &[&str]) -> Self {
        let mut all = Self {
            bytes: String::new(),
            ends: Vec::with_capacity(texts.len()),
        };
        for text in texts {
            if text.is_ascii() {
                let start = all.bytes.len();
                all.bytes.push_str(text);
                if let Some(added) = all.bytes.get_mut(start..) {
                    added.make_ascii_lowercase();
                }
            } else {
                all.bytes.extend(folded(text));
            }
            all.ends.push(all.bytes.len());
        }
        all
    }

    fn get(&self, index: usize) -> &[u8] {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes.as_bytes()[start..self.ends[index]]
    }
}

fn ranks(texts: &[&str]) -> Vec<u32> {
    let pieces: Vec<Folded> = texts.par_chunks(CHUNK).map(Folded::new).collect();
    let folded = |index: u32| pieces[index as usize / CHUNK].get(index as usize % CHUNK);
    let count = texts.len() as u32;
    // What follows the beginning that all share decides mostly, without another look at memory.
    let mut filled = (0..count).map(folded).filter(|text| !text.is_empty());
    let first = filled.next().unwrap_or_default();
    let shared = filled.fold(first.len(), |shared, text| {
        let pairs = first[..shared].iter().zip(text);
        pairs.take_while(|(a, b)| a == b).count()
    });
    let mut order: Vec<(u64, u32)> = (0..count)
        .into_par_iter()
        .map(|index| {
            let rest = folded(index).get(shared..).unwrap_or_default();
            (first_eight(rest), index)
        })
        .collect();
    order.par_sort_unstable_by(|&(a, left), &(b, right)| {
        a.cmp(&b)
            .then_with(|| folded(left).cmp(folded(right)))
            .then_with(|| texts[left as usize].cmp(texts[right as usize]))
    });
    let mut ranks = vec![0; texts.len()];
    let mut rank = 0;
    let mut before: Option<u32> = None;
    for (_, index) in order {
        if before.is_some_and(|before| texts[before as usize] != texts[index as usize]) {
            rank += 1;
        }
        ranks[index as usize] = rank;
        before = Some(index);
    }
    ranks
}

fn first_eight(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    for (byte, &given) in bytes.iter_mut().zip(text) {
        *byte = given;
    }
    u64::from_be_bytes(bytes)
}
