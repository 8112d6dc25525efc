//! How many features answer the question, and the first of them.
use std::fmt::Write as _;

use serde_json::json;

use super::Found;

/// So many features are shown, and so wide a table, letters.
const SHOWN: usize = 20;
const WIDTH: usize = 110;
const CELL: usize = 28;

/// Features that pass, and all.
pub fn sums(found: &[Found]) -> (usize, usize) {
    let pass = found.iter().map(|one| one.rows.len()).sum();
    (pass, found.iter().map(|one| one.table.len()).sum())
}

/// A line.
pub fn counted(found: &[Found]) -> String {
    let (pass, of) = sums(found);
    format!("{pass} of {of} features\n")
}

/// For machines.
pub fn json(found: &[Found]) -> String {
    let (features, of) = sums(found);
    format!("{}\n", json!({ "features": features, "of": of }))
}

/// For people.
pub fn text(found: &[Found]) -> String {
    let mut said = String::new();
    for one in found {
        if found.len() > 1 {
            let (name, pass, of) = (&one.name, one.rows.len(), one.table.len());
            writeln!(said, "{name}: {pass} of {of} features").ok();
        }
        table(one, &mut said);
    }
    said + &counted(found)
}

/// The first features with as many columns as have room.
fn table(found: &Found, said: &mut String) {
    let shown: Vec<usize> = found
        .rows
        .iter()
        .take(SHOWN)
        .map(|row| row as usize)
        .collect();
    if shown.is_empty() {
        return;
    }
    let mut lines = vec![String::new(); shown.len() + 1];
    for column in found.table.columns() {
        let values = shown.iter().map(|&row| column.value(row).to_text());
        let cells: Vec<String> = std::iter::once(column.name().into())
            .chain(values)
            .map(|text| shortened(&text))
            .collect();
        let width = cells
            .iter()
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default();
        let so_far = lines.first().map_or(0, |line| line.chars().count());
        if so_far > 0 && so_far + 2 + width > WIDTH {
            break;
        }
        for (line, cell) in lines.iter_mut().zip(cells) {
            let gap = if line.is_empty() && so_far == 0 {
                ""
            } else {
                "  "
            };
            write!(line, "{gap}{cell:width$}").ok();
        }
    }
    for line in lines {
        said.push_str(line.trim_end());
        said.push('\n');
    }
    let more = found.rows.len() - shown.len();
    if more > 0 {
        writeln!(said, "… and {more} more; -o FILE writes all").ok();
    }
}

/// One line of a cell's width.
fn shortened(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= CELL {
        return line;
    }
    line.chars().take(CELL - 1).chain(['…']).collect()
}
