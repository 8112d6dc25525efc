//! What features look like by their layer and by themselves.
use super::*;
use crate::model::ClassMethod;
use crate::model::table::{Cell, TableBuilder};

const OTHER: Rgba = Rgba(128, 128, 128, 255);
const RED: Rgba = Rgba(255, 0, 0, 255);
const BLUE: Rgba = Rgba(0, 0, 255, 255);

/// One row for each list of properties.
fn table(rows: &[&[(&str, Cell<'_>)]]) -> FeatureTable {
    let mut builder = TableBuilder::new();
    for row in rows {
        for (name, cell) in *row {
            let column = builder.column(name);
            builder.set(column, *cell);
        }
        builder.geometries().push_point([66.0, 38.0]);
        builder.end_feature();
    }
    builder.finish()
}

fn colors(coloring: Coloring, table: &FeatureTable) -> Vec<Rgba> {
    let style = Style {
        coloring,
        ..Style::default()
    };
    let symbology = Symbology::new(&style, table);
    (0..table.len()).map(|row| symbology.color(row)).collect()
}

#[test]
fn each_category_has_its_color_and_all_others_one() {
    let coloring = |column: &str, values: [&str; 2]| Coloring::Categories {
        column: column.to_owned(),
        palette: "Okabe-Ito".to_owned(),
        classes: values
            .into_iter()
            .map(str::to_owned)
            .zip([RED, BLUE])
            .collect(),
        other: OTHER,
    };
    let table = table(&[
        &[("kind", Cell::Text("base")), ("n", Cell::Integer(1))],
        &[("kind", Cell::Text("post")), ("n", Cell::Integer(2))],
        &[("kind", Cell::Text("road")), ("n", Cell::Null)],
        &[("kind", Cell::Null)],
        &[],
    ]);
    let by_kind = colors(coloring("kind", ["post", "base"]), &table);
    assert_eq!(by_kind, [BLUE, RED, OTHER, OTHER, OTHER]);
    let by_number = colors(coloring("n", ["1", "2"]), &table);
    assert_eq!(by_number, [RED, BLUE, OTHER, OTHER, OTHER]);
    let of_no_column = colors(coloring("gone", ["1", "2"]), &table);
    assert_eq!(of_no_column, [OTHER; 5]);
}

#[test]
fn numbers_have_the_color_of_their_class_or_place_on_the_ramp() {
    let numbers = [0.0, 9.9, 10.0, 20.0, 99.0, f64::NAN];
    let rows: Vec<[(&str, Cell<'_>); 1]> = numbers.map(|n| [("n", Cell::Float(n))]).to_vec();
    let rows: Vec<&[(&str, Cell<'_>)]> = rows.iter().map(<[_; 1]>::as_slice).collect();
    let table = table(&rows);
    let graduated = Coloring::Graduated {
        column: "n".to_owned(),
        palette: "Blues".to_owned(),
        method: ClassMethod::Quantile,
        breaks: vec![0.0, 10.0, 20.0],
        colors: vec![RED, BLUE],
        other: OTHER,
    };
    assert_eq!(
        colors(graduated, &table),
        [RED, RED, BLUE, BLUE, BLUE, OTHER]
    );
    let ramp = Coloring::Continuous {
        column: "n".to_owned(),
        palette: "viridis_r".to_owned(),
        range: [0.0, 20.0],
        other: OTHER,
    };
    let viridis = Palette::ramp("viridis");
    let found = colors(ramp, &table);
    assert_eq!(found[0], viridis.at(1.0));
    assert_eq!([found[3], found[4]], [viridis.at(0.0); 2]);
    assert_eq!(found[5], OTHER);
}

#[test]
fn the_area_of_a_symbol_grows_evenly_with_the_number() {
    let by = SizeBy {
        column: "n".to_owned(),
        range: [0.0, 100.0],
        sizes_pt: [0.0, 20.0],
    };
    assert!(
        (sized(&by, 25.0) - 10.0).abs() < 1e-6,
        "a quarter of the area, half the diameter"
    );
    assert!((sized(&by, 1e9) - 20.0).abs() < 1e-6);
}

#[test]
fn features_keep_the_looks_that_their_file_gives_them() {
    let table = table(&[
        &[
            ("marker-color", Cell::Text("#f00")),
            ("marker-size", Cell::Text("large")),
            ("stroke", Cell::Text("0000FF")),
            ("stroke-opacity", Cell::Float(0.5)),
            ("stroke-width", Cell::Integer(5)),
            ("fill", Cell::Text("#ff0000")),
            ("fill-opacity", Cell::Float(1.0)),
        ],
        &[
            ("marker-color", Cell::Text("red")),
            ("marker-size", Cell::Text("huge")),
            ("stroke", Cell::Text("#0000ffcc")),
            ("stroke-width", Cell::Integer(-1)),
            ("fill-opacity", Cell::Float(7.0)),
        ],
        &[],
    ]);
    let style = Style::default();
    let symbology = Symbology::new(&style, &table);
    assert_eq!(symbology.color(0), RED);
    assert_eq!(symbology.line(0), (BLUE.faded(0.5), 5.0));
    assert_eq!(symbology.outline(0), (BLUE.faded(0.5), 5.0));
    assert_eq!(symbology.fill(0), RED);
    assert!(symbology.size_pt(0) > style.size_pt);
    let plain = Style {
        simplestyle: false,
        ..style.clone()
    };
    let plain = Symbology::new(&plain, &table);
    for row in [1, 2] {
        assert_eq!(symbology.color(row), plain.color(row), "row {row}");
        assert_eq!(symbology.line(row), plain.line(row), "row {row}");
        assert_eq!(symbology.fill(row), plain.fill(row), "row {row}");
        assert!((symbology.size_pt(row) - plain.size_pt(row)).abs() < 1e-6);
    }
    assert_ne!(plain.color(0), RED);
}
