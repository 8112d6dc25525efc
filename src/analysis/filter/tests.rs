//! What passes, by hand and beside a plain reading row by row.
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::analysis::incident_table;
use crate::model::table::GeometryKind;
use crate::source::atlas::atlas;

static ATLAS: LazyLock<std::sync::Arc<Atlas>> = LazyLock::new(|| atlas().unwrap());
static BORDERS: LazyLock<BorderIndex> = LazyLock::new(|| BorderIndex::new(ATLAS.clone()));

fn ask(table: &FeatureTable, text: &str) -> Result<Vec<u32>, FilterError> {
    let facts = LayerFacts::new();
    let context = FilterContext {
        table,
        facts: &facts,
        borders: &BORDERS,
        atlas: &ATLAS,
        time: None,
        view: None,
    };
    let expression = Expression::parse(text).unwrap();
    let rows = passing(&context, &expression, &JobContext::unwatched())?;
    Ok(rows.iter().collect())
}

fn values(table: &FeatureTable, text: &str) -> Vec<String> {
    let facts = LayerFacts::new();
    let context = FilterContext {
        table,
        facts: &facts,
        borders: &BORDERS,
        atlas: &ATLAS,
        time: None,
        view: None,
    };
    let expression = Expression::parse(text).unwrap();
    let column = evaluate(&context, &expression, &JobContext::unwatched()).unwrap();
    assert_eq!(column.name(), text);
    let rows = 0..column.len();
    rows.map(|row| column.value(row).to_text().into_owned())
        .collect()
}

/// Columns of cells; the geometry of all is a point at Termez.
fn table(columns: &[(&str, &[Cell<'_>])]) -> FeatureTable {
    let mut builder = TableBuilder::new();
    for row in 0..columns.first().map_or(0, |(_, cells)| cells.len()) {
        for (name, cells) in columns {
            let column = builder.column(name);
            builder.set(column, cells[row]);
        }
        builder.geometries().push_point([67.2783, 37.2242]);
        builder.end_feature();
    }
    builder.finish()
}

fn numbers(cells: &[Cell<'_>]) -> FeatureTable {
    table(&[("n", cells)])
}

#[test]
fn what_is_compared_with_nothing_is_unknown_also_when_negated() {
    let table = numbers(&[Cell::Integer(1), Cell::Null, Cell::Integer(5)]);
    for (text, rows) in [
        ("n > 3", &[2][..]),
        ("not n > 3", &[0]),
        ("n is null", &[1]),
        ("n is not null", &[0, 2]),
        ("n > 3 or true", &[0, 1, 2]),
        ("not (n > 3 and false)", &[0, 1, 2]),
        ("n > 3 or n <= 3", &[0, 2]),
        ("n in (1, null)", &[0, 1]),
        ("n not in (1, null)", &[2]),
        ("n not in (1)", &[2]),
        ("n = null", &[]),
        ("n != 1", &[2]),
        ("n between 1 and 4", &[0]),
        ("n not between 1 and 4", &[2]),
        ("n = 'a'", &[]),
        ("not n = 'a'", &[]),
        ("n * 2 - 1 = 9", &[2]),
        ("n / 2 = 2.5", &[2]),
        ("n / 0 is null", &[0, 1, 2]),
        ("3 < n", &[2]),
        ("(n < 3) = true", &[0]),
    ] {
        assert_eq!(ask(&table, text).unwrap(), rows, "{text}");
    }
}

#[test]
fn integers_that_no_float_holds_are_compared_exactly() {
    let beyond = 9_007_199_254_740_993; // 2⁵³ + 1
    let table = numbers(&[
        Cell::Integer(beyond),
        Cell::Integer(beyond - 1),
        Cell::Integer(i64::MAX),
    ]);
    assert_eq!(ask(&table, "n = 9007199254740993").unwrap(), [0]);
    assert_eq!(ask(&table, "n > 9007199254740992.0").unwrap(), [0, 2]);
    assert_eq!(ask(&table, "n in (9007199254740993)").unwrap(), [0]);
    assert_eq!(ask(&table, "n + 1 > 9223372036854775807").unwrap(), [2]);
    assert_eq!(ask(&table, "n < 0.5").unwrap(), [0_u32; 0]);
    let table = numbers(&[Cell::Integer(-1), Cell::Integer(0), Cell::Integer(1)]);
    assert_eq!(ask(&table, "n > -0.5").unwrap(), [1, 2]);
    assert_eq!(ask(&table, "n > 0.5").unwrap(), [2]);
    assert_eq!(ask(&table, "n = 1.0").unwrap(), [2]);
}

#[test]
fn texts_are_found_whatever_their_case() {
    let texts = ["Mazar-i-Sharif", "KABUL", "Kābul", "Straße", "100%"].map(Cell::Text);
    let table = table(&[("name", &texts)]);
    for (text, rows) in [
        ("search('SHARIF')", &[0][..]),
        ("search('kābul')", &[2]),
        ("search('')", &[0, 1, 2, 3, 4]),
        ("not search('a')", &[2, 4]),
        ("name like 'k_bul'", &[1, 2]),
        ("name like '%A_-%-SHARIF'", &[0]),
        ("name like '%aße'", &[3]),
        ("name like 'kabul%'", &[1]),
        ("name like '%%'", &[0, 1, 2, 3, 4]),
        ("name like ''", &[]),
        ("name = 'kabul'", &[]),
        ("lower(name) = 'kabul'", &[1]),
        ("length(name) = 5", &[1, 2]),
        ("name < 'L'", &[1, 2, 4]),
        ("name in ('KABUL', '100%')", &[1, 4]),
    ] {
        assert_eq!(ask(&table, text).unwrap(), rows, "{text}");
    }
}

#[test]
fn dates_of_low_precision_are_spans() {
    let texts = [
        "2020",
        "2021-08",
        "2021-08-26",
        "2022-05/2022-07",
        "unknown",
    ];
    // Nearly all must be dates for the column to be the layer's time.
    let mut cells: Vec<_> = texts.map(Cell::Text).into();
    cells.extend([Cell::Text("1999"); 40]);
    let table = table(&[("date", &cells)]);
    let first = |text: &str| {
        let rows = ask(&table, text).unwrap().into_iter();
        rows.filter(|row| *row < 5).collect::<Vec<_>>()
    };
    for (text, rows) in [
        ("date < '2021'", &[0][..]),
        ("date = '2021-08'", &[1, 2]),
        ("date = '2021-08-26'", &[2]),
        ("date >= '2021-08-26'", &[2, 3]),
        ("date > '2021-08'", &[3]),
        ("date <= '2021-08'", &[0, 1, 2]),
        ("date between '2021' and '2022-05'", &[1, 2, 3]),
        ("certainly(date = '2021-08-26')", &[2]),
        ("possibly(date = '2021-08-26')", &[1, 2]),
        ("certainly(date <= '2022-06')", &[0, 1, 2]),
        ("possibly(date > '2022-06')", &[3]),
        ("certainly(not date = '2020-02')", &[1, 2, 3]),
        ("possibly(not date = '2020-02')", &[0, 1, 2, 3]),
        ("during('2022-06')", &[3]),
        ("during('2020-12', '2021')", &[0, 1, 2]),
        ("certainly(during('2020', '2021-08-30'))", &[0, 2]),
        ("not during('2021', '2022')", &[0]),
        ("year() = 2021", &[1, 2]),
        ("date like '2021%'", &[1, 2]),
        ("date in ('2021-08')", &[1]),
    ] {
        assert_eq!(first(text), rows, "{text}");
    }
    assert_eq!(
        values(&table, "year()")[..5],
        ["2020", "2021", "2021", "2022", ""]
    );
}

#[test]
fn dates_and_times_beside_text_are_read_as_such() {
    let dates = ["2020-12-31", "2021-01-01", "2021-08-26"].map(Cell::Text);
    let times = [
        "2020-12-31T23:59:59Z",
        "2021-01-01T00:00:00Z",
        "2021-08-26T17:50:00+04:30",
    ];
    let table = table(&[("day", &dates), ("at", &times.map(Cell::Text))]);
    for (text, rows) in [
        ("day < '2021'", &[0][..]),
        ("day = '2021'", &[1, 2]),
        ("'2021' > day", &[0]),
        ("at >= '2021'", &[1, 2]),
        ("at = '2021-08-26T13:20:00Z'", &[2]),
        ("at in ('2021-08-26', '2020')", &[0, 2]),
        ("at = day", &[0, 1, 2]),
        ("at like '%+04:30'", &[2]),
    ] {
        assert_eq!(ask(&table, text).unwrap(), rows, "{text}");
    }
    let error = ask(&table, "day < 'soon'").unwrap_err();
    assert_eq!(error.subject(), Some("soon"));
}

/// The incidents as the bundled file has them; numbers by
/// `jq '[.features[] | select(…)] | length' geodata/incidents.geojson`.
#[test]
fn uncertain_distances_are_certain_possible_or_neither() {
    let table = incident_table(&ATLAS.incidents);
    let count = |text: &str| ask(&table, text).unwrap().len();
    let far = "distance_to('AFG-TJK') < 25 km";
    let (certainly, known, possibly) = (
        count(&format!("certainly({far})")),
        count(far),
        count(&format!("possibly({far})")),
    );
    assert!(certainly <= known && known <= possibly && certainly < possibly);
    let placed = count("distance_to('AFG-TJK') is not null");
    let expected = ATLAS.incidents.iter().filter(|one| one.position.is_some());
    assert_eq!(placed, expected.count());
    assert_eq!(placed - possibly, count(&format!("certainly(not {far})")));
    assert_eq!(placed - certainly, count(&format!("possibly(not {far})")));
    // Each incident beside the same distance by the index itself.
    for (row, incident) in ATLAS.incidents.iter().enumerate() {
        let Some(position) = incident.position else {
            continue;
        };
        let radius = incident.location_uncertainty();
        let found = BORDERS
            .border_distance("AFG-TJK", position, radius)
            .unwrap();
        let text = format!(
            "distance_to('AFG-TJK') between {0:?} and {0:?}",
            found.distance.0
        );
        assert!(ask(&table, &text).unwrap().contains(&(row as u32)));
    }
}

#[test]
fn what_touches_an_area_is_inside_it() {
    let mut builder = TableBuilder::new();
    let shape = |builder: &mut TableBuilder, kind, path: &[[f64; 2]]| {
        let geometries = builder.geometries();
        for at in path {
            geometries.push_position(*at);
        }
        geometries.end_path();
        geometries.end_part();
        geometries.end_geometry(kind);
        builder.end_feature();
    };
    let square = [
        [60.0, 30.0],
        [75.0, 30.0],
        [75.0, 40.0],
        [60.0, 40.0],
        [60.0, 30.0],
    ];
    let tiny = square.map(|[x, y]| [69.0 + x / 1000.0, 34.5 + y / 1000.0]);
    shape(&mut builder, GeometryKind::Point, &[[69.2075, 34.5553]]); // Kabul
    shape(&mut builder, GeometryKind::Point, &[[67.2783, 37.2242]]); // Termez
    shape(
        &mut builder,
        GeometryKind::LineString,
        &[[67.0, 38.0], [67.0, 33.0]],
    );
    shape(
        &mut builder,
        GeometryKind::LineString,
        &[[55.0, 45.0], [75.0, 20.0]],
    );
    shape(
        &mut builder,
        GeometryKind::LineString,
        &[[50.0, 45.0], [51.0, 45.0]],
    );
    shape(&mut builder, GeometryKind::Polygon, &square);
    shape(&mut builder, GeometryKind::Polygon, &tiny);
    builder.end_feature();
    let table = builder.finish();
    for (text, rows) in [
        ("inside('AFG')", &[0, 2, 3, 5, 6][..]),
        ("inside('UZB')", &[1, 2, 3, 5]),
        ("inside('AF-KAB')", &[0, 5, 6]),
        ("country() = 'AFG'", &[0, 6]),
        ("country() is null", &[7]),
        ("province() = 'AF-KAB'", &[0, 6]),
        (
            "inside('polygon ((68 34, 70 34, 70 35, 68 35))')",
            &[0, 5, 6],
        ),
        (
            "inside('POLYGON((68 34,70 34,70 35,68 35,68 34),(69 34.2,69.9 34.2,69.9 34.9,69 34.9,69 34.2))')",
            &[5],
        ),
        (
            "inside('MULTIPOLYGON (((68 34, 70 34, 70 35)), ((66 37, 68 37, 68 38, 66 38)))')",
            &[0, 1, 2, 5, 6],
        ),
        ("in_extent(68, 34, 70, 35)", &[0, 5, 6]),
        ("in_extent(179, 34, 56, 46)", &[3, 4]),
        ("not in_extent(68, 34, 70, 35)", &[1, 2, 3, 4]),
        ("distance_to('AFG-TJK') is null", &[7]),
        ("distance_to('AFG-UZB') = 0", &[2, 5]),
        ("rows('0-1, 6,99')", &[0, 1, 6]),
    ] {
        assert_eq!(ask(&table, text).unwrap(), rows, "{text}");
    }
}

/// The same places asked for by every way of writing an area across the antimeridian.
#[test]
fn an_area_across_the_antimeridian_has_both_sides() {
    let mut builder = TableBuilder::new();
    for lon in [175.0, -175.0, 165.0, -165.0, 0.0] {
        builder.geometries().push_point([lon, 66.0]);
        builder.end_feature();
    }
    // A line from 176 over the antimeridian to -160, one on the other side of the Earth.
    for line in [
        [[176.0, 70.0], [-160.0, 62.0]],
        [[-100.0, 66.0], [70.0, 66.0]],
    ] {
        for at in line {
            builder.geometries().push_position(at);
        }
        builder.geometries().end_path();
        builder.geometries().end_part();
        builder.geometries().end_geometry(GeometryKind::LineString);
        builder.end_feature();
    }
    let table = builder.finish();
    for (area, rows) in [
        ("POLYGON((170 60, 190 60, 190 70, 170 70))", &[0, 1, 5][..]),
        ("POLYGON((170 60, -170 60, -170 70, 170 70))", &[0, 1, 5]),
        ("POLYGON((-190 60, -170 60, -170 70, -190 70))", &[0, 1, 5]),
        (
            "MULTIPOLYGON(((170 60, 180 60, 180 70, 170 70)), ((-180 60, -170 60, -170 70, -180 70)))",
            &[0, 1, 5],
        ),
        (
            "POLYGON((170 60, 190 60, 190 70, 170 70), (-177 65, -173 65, -173 67, -177 67))",
            &[0, 5],
        ),
        ("POLYGON((-170 60, -162 60, -162 70, -170 70))", &[3, 5]),
        (
            "POLYGON((-180 -90, 180 -90, 180 90, -180 90))",
            &[0, 1, 2, 3, 4, 5, 6],
        ),
    ] {
        let found = ask(&table, &format!("inside('{area}')")).unwrap();
        assert_eq!(found, rows, "{area}");
    }
}

#[test]
fn what_cannot_be_asked_is_told_with_the_nearest_name() {
    let table = numbers(&[Cell::Integer(1)]);
    for (text, message) in [
        ("m = 1", "There is no property 'm'; did you mean 'n'?"),
        (
            "distance_to('TJK-AFG') < 3",
            "There is no border 'TJK-AFG'; did you mean 'AFG-TJK'?",
        ),
        (
            "inside('AFGH')",
            "'AFGH' is no country (AFG), province (AF-KAB) or POLYGON in well-known text; did you mean 'AFG'?",
        ),
        ("inside(n)", "expected inside('AFG')"),
        (
            "during('May')",
            "'May' is no date; write it as '2021', '2021-08' or '2021-08-26'",
        ),
        (
            "in_view()",
            "in_view() needs a map; use in_extent(west, south, east, north)",
        ),
    ] {
        assert_eq!(ask(&table, text).unwrap_err().to_string(), message);
    }
    let problems = |text: &str| check(&Expression::parse(text).unwrap(), &table);
    assert_eq!(problems("m = 1 and n > 3")[0].subject, "m");
    assert_eq!(
        problems("n = 'a'")[0].message,
        "'n' is a number and is compared with a text, which finds nothing"
    );
    assert_eq!(
        problems("n in (1, 2) and n between 1 and 2.5 and n is null"),
        []
    );
    assert!(!applies(
        &Expression::parse("not (m = 1 or n = 1)").unwrap(),
        &table,
        &[]
    ));
    assert!(applies(
        &Expression::parse("n = 1 and in_view()").unwrap(),
        &table,
        &[]
    ));
}

#[test]
fn bands_begin_where_the_width_divides() {
    let table = numbers(&[0, 24_999, 25_000, -1].map(Cell::Integer));
    assert_eq!(
        values(&table, "band(n, 25 km)"),
        ["0", "0", "25000", "-25000"]
    );
}

proptest! {
    /// A column whose texts repeat, and one long enough that none does, give the same rows as each
    /// row alone.
    #[test]
    fn many_rows_pass_as_each_alone(
        kinds in prop::collection::vec(prop::option::of(0..4u8), 1..300),
        from in 0..4u8,
    ) {
        let names = ["rocket", "Rocket", "shelling", "röhre"];
        let cells: Vec<Cell<'_>> = kinds
            .iter()
            .map(|kind| kind.map_or(Cell::Null, |kind| Cell::Text(names[usize::from(kind)])))
            .collect();
        let table = table(&[("kind", &cells)]);
        let wanted = names[usize::from(from)];
        let found = ask(&table, &format!("kind = '{wanted}' or not kind >= 's'")).unwrap();
        let alone = (0..).zip(&kinds).filter(|(_, kind)| {
            kind.is_some_and(|kind| {
                let name = names[usize::from(kind)];
                name == wanted || name < "s"
            })
        });
        prop_assert_eq!(found, alone.map(|(row, _)| row).collect::<Vec<u32>>());
    }
}

#[test]
fn what_lies_in_the_hole_of_an_area_across_the_antimeridian_does_not_touch_it() {
    let mut builder = TableBuilder::new();
    for ring in [
        [
            [170.0, 60.0],
            [-170.0, 60.0],
            [-170.0, 70.0],
            [170.0, 70.0],
            [170.0, 60.0],
        ],
        [
            [-177.0, 64.0],
            [-173.0, 64.0],
            [-173.0, 68.0],
            [-177.0, 68.0],
            [-177.0, 64.0],
        ],
    ] {
        for at in ring {
            builder.geometries().push_position(at);
        }
        builder.geometries().end_path();
    }
    builder.geometries().end_part();
    builder.geometries().end_geometry(GeometryKind::Polygon);
    builder.end_feature();
    let table = builder.finish();
    for (area, rows) in [
        ("POLYGON((-176 65, -174 65, -174 67, -176 67))", &[][..]),
        ("POLYGON((184 65, 186 65, 186 67, 184 67))", &[]),
        ("POLYGON((-172 65, -171 65, -171 67, -172 67))", &[0]),
        ("POLYGON((172 65, 173 65, 173 67, 172 67))", &[0]),
    ] {
        let found = ask(&table, &format!("inside('{area}')")).unwrap();
        assert_eq!(found, rows, "{area}");
    }
}
