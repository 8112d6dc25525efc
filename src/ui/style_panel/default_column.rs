//! The column that a style takes when none is chosen yet: one that says something.
use crate::model::FeatureTable;
use crate::model::table::{Column, ColumnType};

/// More values than this no legend tells apart.
const FEW: usize = 20;
/// What columns are called that only number the features.
const ID_NAMES: [&str; 5] = ["id", "fid", "gid", "objectid", "ogc_fid"];

/// A column that tells kinds of features apart: the first with a few texts again and again, else
/// one of yes and no, else that with the fewest texts.
pub(super) fn category_column(table: &FeatureTable) -> Option<&str> {
    let columns = table.columns();
    let texts = |column: &Column| {
        let (texts, codes) = column.dictionary()?;
        let repeats = column.column_type() == ColumnType::Text && texts.len() > 1;
        repeats.then_some((texts.len(), codes.len()))
    };
    let few = |column: &&Column| {
        texts(column).is_some_and(|(texts, rows)| texts <= FEW && 2 * texts <= rows)
    };
    let fewest = || {
        let counted = columns.iter();
        let counted = counted.filter_map(|column| Some((texts(column)?.0, column)));
        counted.min_by_key(|(texts, _)| *texts)
    };
    let mut all = columns.iter();
    let found = columns.iter().find(few);
    let found = found.or_else(|| all.find(|column| column.column_type() == ColumnType::Bool));
    let found = found.or_else(|| fewest().map(|(_, column)| column));
    found.or(columns.first()).map(Column::name)
}

/// The first of these columns of numbers that measures something: that does not just number the
/// features and is not the same everywhere.
pub(super) fn number_column<'a>(table: &FeatureTable, names: &[&'a str]) -> Option<&'a str> {
    let measures = |name: &&&str| {
        let column = table.column(name);
        column.is_some_and(|column| !is_id(column) && varies(column))
    };
    names.iter().find(measures).or(names.first()).copied()
}

/// Whether a column is called like an identifier, or has integers that only rise.
fn is_id(column: &Column) -> bool {
    let named = |name: &&str| column.name().eq_ignore_ascii_case(name);
    let numbers = || (0..column.len()).map(|row| column.number(row));
    ID_NAMES.iter().any(named)
        || (column.column_type() == ColumnType::Integer
            && numbers().zip(numbers().skip(1)).all(|(a, b)| a < b))
}

fn varies(column: &Column) -> bool {
    let mut numbers = (0..column.len()).filter_map(|row| column.number(row));
    let first = numbers.next();
    numbers.any(|number| Some(number) != first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::{Cell, TableBuilder};

    #[test]
    fn kinds_are_told_apart_by_texts_that_repeat() {
        let mut builder = TableBuilder::new();
        let [name, one, open, kind] =
            ["name", "country", "open", "kind"].map(|name| builder.column(name));
        for row in 0..40 {
            builder.set(name, Cell::Text(&format!("post {}", row.min(38))));
            builder.set(one, Cell::Text("Uzbekistan"));
            builder.set(open, Cell::Bool(row % 3 == 0));
            builder.set(kind, Cell::Text(["ferry", "bridge", "rail"][row % 3]));
            builder.end_feature();
        }
        assert_eq!(category_column(&builder.finish()), Some("kind"));

        let mut builder = TableBuilder::new();
        let [name, open] = ["name", "open"].map(|name| builder.column(name));
        for row in 0..40 {
            builder.set(name, Cell::Text(&format!("post {}", row.min(38))));
            builder.set(open, Cell::Bool(row % 3 == 0));
            builder.end_feature();
        }
        assert_eq!(category_column(&builder.finish()), Some("open"));
    }

    #[test]
    fn numbers_that_only_count_the_features_come_last() {
        let table = |names: [&str; 3]| {
            let mut builder = TableBuilder::new();
            let columns = names.map(|name| builder.column(name));
            for row in 0..10 {
                for (column, number) in columns.into_iter().zip([row + 7, row % 3, row % 4]) {
                    builder.set(column, Cell::Integer(number));
                }
                builder.end_feature();
            }
            builder.finish()
        };
        let chosen = |names: [&'static str; 3]| number_column(&table(names), &names);
        assert_eq!(chosen(["no", "OBJECTID", "people"]), Some("people"));
        assert_eq!(chosen(["people", "cars", "fid"]), Some("cars"));
        assert_eq!(chosen(["id", "fid", "gid"]), Some("id"));
    }
}
