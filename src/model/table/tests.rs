//! The table gives back what was put in, whole or in parts.
use super::*;

fn row(builder: &mut TableBuilder, name: &str, cell: Cell<'_>) {
    let column = builder.column(name);
    builder.set(column, cell);
    builder.geometries().push_point([1.0, 2.0]);
    builder.end_feature();
}

#[test]
fn integers_beyond_two_to_the_53_stay_exact_beside_floats() {
    let mut builder = TableBuilder::new();
    row(&mut builder, "n", Cell::Integer(9_007_199_254_740_993));
    row(&mut builder, "n", Cell::Float(1.5));
    row(&mut builder, "n", Cell::Integer(7));
    let table = builder.finish();
    let column = table.column("n").unwrap();
    assert_eq!(column.column_type(), ColumnType::Float);
    assert_eq!(column.value(0), Value::Json("9007199254740993"));
    assert_eq!(column.value(1), Value::Float(1.5));
    assert_eq!(column.value(2), Value::Integer(7));
}

#[test]
fn a_column_of_dates_stays_one_until_another_text_comes() {
    let mut builder = TableBuilder::new();
    row(&mut builder, "when", Cell::Text("2022-04-18"));
    row(&mut builder, "when", Cell::Null);
    let mut other = TableBuilder::new();
    row(&mut other, "when", Cell::Text("2020-02-29"));
    builder.append(other);
    row(&mut builder, "when", Cell::Text("spring 2021"));
    let table = builder.finish();
    let column = table.column("when").unwrap();
    assert_eq!(column.column_type(), ColumnType::Text);
    let texts: Vec<_> = (0..4).map(|row| column.value(row)).collect();
    assert_eq!(
        texts,
        [
            Value::Text("2022-04-18"),
            Value::Null,
            Value::Text("2020-02-29"),
            Value::Text("spring 2021")
        ]
    );
}

#[test]
fn a_property_that_comes_late_or_in_one_part_only_is_missing_elsewhere() {
    let mut builder = TableBuilder::new();
    row(&mut builder, "a", Cell::Bool(true));
    let mut other = TableBuilder::new();
    row(&mut other, "b", Cell::Text("x"));
    row(&mut other, "b", Cell::Integer(5));
    builder.append(other);
    let table = builder.finish();
    let cells = |name: &str| {
        let column = table.column(name).unwrap();
        (0..3).map(|row| column.value(row)).collect::<Vec<_>>()
    };
    assert_eq!(
        cells("a"),
        [Value::Bool(true), Value::Missing, Value::Missing]
    );
    assert_eq!(
        cells("b"),
        [Value::Missing, Value::Text("x"), Value::Json("5")]
    );
    assert!(table.column("b").unwrap().is_mixed());
    assert_eq!(table.column("b").unwrap().nulls(), 1);
}

#[test]
fn a_feature_that_is_dropped_leaves_nothing() {
    let mut builder = TableBuilder::new();
    row(&mut builder, "a", Cell::Integer(1));
    let column = builder.column("a");
    builder.set(column, Cell::Text("bad"));
    builder.geometries().push_position([9.0, 9.0]);
    builder.geometries().push_higher(3.0);
    builder.drop_feature();
    row(&mut builder, "a", Cell::Integer(2));
    let table = builder.finish();
    assert_eq!(table.len(), 2);
    assert_eq!(table.geometry(1).positions(), [[1.0, 2.0]]);
    assert_eq!(table.column("a").unwrap().value(1).as_f64(), Some(2.0));
}

#[test]
fn texts_are_the_same_whether_they_repeat_or_not() {
    for distinct in [3, 100_000] {
        let mut whole = TableBuilder::new();
        let mut parts = TableBuilder::new();
        let mut part = TableBuilder::new();
        for index in 0..20_000 {
            let text = format!("name {}", index % distinct);
            row(&mut whole, "name", Cell::Text(&text));
            row(&mut part, "name", Cell::Text(&text));
            if index % 700 == 0 {
                parts.append(std::mem::take(&mut part));
            }
        }
        parts.append(part);
        let (whole, parts) = (whole.finish(), parts.finish());
        assert_eq!(whole, parts);
        assert_eq!(
            whole.column("name").unwrap().value(19_999).to_text(),
            format!("name {}", 19_999 % distinct)
        );
    }
}

#[test]
fn parts_paths_and_heights_are_given_back() {
    let mut arena = Geometries::default();
    arena.push_point([0.0, 0.0]);
    for ring in [
        [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]],
        [[0.2, 0.1], [0.9, 0.1], [0.9, 0.8]],
    ] {
        for position in ring {
            arena.push_position(position);
            arena.push_higher(100.0);
        }
        assert!(arena.close_path());
        arena.end_path();
    }
    arena.end_part();
    arena.end_geometry(GeometryKind::Polygon);
    let mut both = Geometries::default();
    both.push_point([5.0, 5.0]);
    both.append(arena);
    assert_eq!(both.get(2).kind(), GeometryKind::Polygon);
    let rings: Vec<_> = both.get(2).parts().flat_map(|part| part.paths()).collect();
    assert_eq!(rings.len(), 2);
    assert_eq!(rings[1][3].map(f64::to_bits), [0.2, 0.1].map(f64::to_bits));
    let heights: Vec<_> = both.get(2).higher().unwrap().collect();
    assert_eq!(heights.len(), 8);
    assert!(heights.iter().all(|values| *values == [100.0]));
    let none: Vec<_> = both.get(0).higher().unwrap().collect();
    assert_eq!(none, [&[] as &[f64]]);
}

#[test]
fn collections_are_visited_to_their_simple_members() {
    let mut inner = Geometries::default();
    inner.push_point([1.0, 1.0]);
    let mut members = Geometries::default();
    members.push_collection(inner);
    members.push_point([2.0, 2.0]);
    let mut arena = Geometries::default();
    arena.push_none();
    arena.push_collection(members);
    let mut seen = Vec::new();
    arena
        .get(1)
        .for_each_simple(&mut |geometry| seen.extend_from_slice(geometry.positions()));
    assert_eq!(seen, [[1.0, 1.0], [2.0, 2.0]]);
}

#[test]
fn dates_are_those_of_the_calendar() {
    // `date -u -d 2022-04-18 +%s` / 86400.
    assert_eq!(days_from_date("2022-04-18"), Some(19_100));
    assert_eq!(days_from_date("1900-02-29"), None);
    assert_eq!(days_from_date("2000-02-29"), Some(11_016));
    assert_eq!(date_from_days(-1), "1969-12-31");
    for days in (-800_000..800_000).step_by(311) {
        assert_eq!(
            days_from_date(&date_from_days(days)),
            Some(days).filter(|_| days >= -719_528)
        );
    }
    // `date -u -d 2022-04-18T22:30:00.25+05:00 +%s%3N`
    assert_eq!(
        millis_from_date_time("2022-04-18T22:30:00.25+05:00"),
        Some(1_650_303_000_250)
    );
    assert_eq!(millis_from_date_time("2022-04-18T24:30:00Z"), None);
}

/// Every row has one of many properties, which in the order of the file or of its parts come late,
/// seldom, often, or as null: each is given back where it was, and takes memory only there.
#[test]
fn a_property_of_few_features_takes_memory_only_for_these() {
    const ROWS: usize = 20_000;
    const NAMES: usize = 2000;
    let cell = |row: usize| match row % 5 {
        0 => Cell::Integer(row as i64),
        1 => Cell::Float(row as f64 + 0.5),
        2 => Cell::Null,
        3 => Cell::Text("2022-04-18"),
        _ => Cell::Text("x"),
    };
    // Properties 0 to 4 have one type each, the others are mixed.
    let name = |row: usize| format!("p{}", (row * row + row % 5) % NAMES);
    let mut builder = TableBuilder::new();
    for part in 0..4 {
        let mut beside = TableBuilder::beside(&builder);
        for at in part * ROWS / 4..(part + 1) * ROWS / 4 {
            row(&mut beside, &name(at), cell(at));
            if at % 1000 == 7 {
                let column = beside.column("p0");
                beside.set(column, Cell::Text("not to be"));
                beside.drop_feature();
            }
        }
        builder.append(beside);
        let often = builder.column("often");
        if part > 1 {
            for _ in 0..10 {
                builder.set(often, Cell::Bool(true));
                builder.end_feature();
            }
        }
    }
    let bytes = builder.bytes();
    let table = builder.finish();
    assert!(bytes < 5_000_000, "{bytes}");
    let mut table_row = 0;
    for at in 0..ROWS {
        for (column, expected) in [(name(at), cell(at)), ("p2".to_owned(), cell(at))] {
            let value = table.column(&column).unwrap().value(table_row);
            let expected = match expected {
                _ if column != name(at) => Value::Missing,
                Cell::Integer(number) if matches!(value, Value::Json(_)) => {
                    assert_eq!(value.to_text(), number.to_string());
                    value
                }
                Cell::Integer(number) => Value::Integer(number),
                Cell::Float(number) if matches!(value, Value::Json(_)) => {
                    assert_eq!(value.to_text(), number.to_string());
                    value
                }
                Cell::Float(number) => Value::Float(number),
                Cell::Text(_) if matches!(value, Value::Date(_)) => {
                    assert_eq!(value.to_text(), "2022-04-18");
                    value
                }
                Cell::Text(text) => Value::Text(text),
                _ => Value::Null,
            };
            assert_eq!(value, expected, "{column} of {at}");
        }
        table_row += 1;
        if [ROWS * 3 / 4 - 1, ROWS - 1].contains(&at) {
            table_row += 10;
        }
    }
    let often = table.column("often").unwrap();
    assert_eq!(often.nulls(), ROWS);
    assert_eq!(often.value(ROWS * 3 / 4), Value::Bool(true));
    assert_eq!(often.value(ROWS * 3 / 4 - 1), Value::Missing);
}
