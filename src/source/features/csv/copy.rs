//! Rows as text for the clipboard: tabs between cells, as spreadsheets paste it, formulas
//! neutralised as in files.
use super::formula::neutralise;
use crate::model::table::{Column, Value};

/// A line of names and a line for each row, quoted where a value holds a tab or a line's end.
#[must_use]
pub fn rows_as_tsv(columns: &[(&str, &Column)], rows: impl Iterator<Item = u32>) -> String {
    let mut text = String::new();
    let names = columns.iter().map(|(name, _)| neutralise(name));
    line(&mut text, names);
    for row in rows.map(|row| row as usize) {
        let values = columns.iter().map(|(_, column)| match column.value(row) {
            Value::Text(text) => neutralise(text),
            value => value.to_text(),
        });
        line(&mut text, values);
    }
    text
}

fn line<'a>(text: &mut String, cells: impl Iterator<Item = std::borrow::Cow<'a, str>>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push('\t');
        }
        if cell.contains(['\t', '\n', '\r', '"']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::{Cell, TableBuilder};

    #[test]
    fn a_spreadsheet_pastes_values_and_runs_none_of_them() {
        let mut builder = TableBuilder::new();
        for (name, depth) in [("=1+1", Cell::Integer(-5)), ("a\t\"b\"\nc", Cell::Null)] {
            let column = builder.column("@name");
            builder.set(column, Cell::Text(name));
            let column = builder.column("depth");
            builder.set(column, depth);
            builder.end_feature();
        }
        let table = builder.finish();
        let columns: Vec<_> = table
            .columns()
            .iter()
            .map(|column| (column.name(), column))
            .collect();
        let text = rows_as_tsv(&columns, [1, 0].into_iter());
        assert_eq!(text, "'@name\tdepth\n\"a\t\"\"b\"\"\nc\"\t\n'=1+1\t-5\n");
    }
}
