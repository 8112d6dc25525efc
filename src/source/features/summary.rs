//! What a table says about itself once it is read: features by type, extent, and problems that show
//! only over all of it. Every reader ends with it.
use std::borrow::Cow;
use std::collections::HashSet;

use super::range::{in_range, out_of_range};
use super::survey::survey;
use crate::model::table::{Column, GeometryKind, Value};
use crate::model::{FeatureTable, LoadReport, Problem, ProblemKind, ProblemPlace};

/// Note geometries, lines and rings of too few positions, and [`summarise`].
pub(super) fn conclude(table: &FeatureTable, report: &mut LoadReport) {
    for row in 0..table.len() {
        let mut short = None;
        let geometry = table.geometry(row);
        let empty = "the geometry has no positions";
        if geometry.kind() == GeometryKind::GeometryCollection
            && geometry.members().next().is_none()
        {
            short = Some(empty);
        }
        geometry.for_each_simple(&mut |simple| {
            if simple.positions().is_empty() && simple.kind() != GeometryKind::None {
                short = short.or(Some(empty));
            }
            let (least, what) = match simple.kind() {
                GeometryKind::LineString | GeometryKind::MultiLineString => {
                    (2, "a line has only one position")
                }
                GeometryKind::Polygon | GeometryKind::MultiPolygon => {
                    (4, "a ring has fewer than four positions")
                }
                _ => return,
            };
            let mut paths = simple.parts().flat_map(|part| part.paths());
            if paths.any(|path| (1..least).contains(&path.len())) {
                short = short.or(Some(what));
            }
        });
        if let Some(what) = short {
            let kind = ProblemKind::BadGeometry;
            report.add(of_feature(kind, row, what.to_owned(), "kept as it is"));
        }
    }
    summarise(table, report);
}

/// Fill in the counts and the extent of a report, and note coordinates out of range, identifiers
/// used twice, columns of several types, and axes that are probably exchanged.
pub fn summarise(table: &FeatureTable, report: &mut LoadReport) {
    for row in 0..table.len() {
        let geometry = table.geometry(row);
        *report.geometries.entry(geometry.kind()).or_default() += 1;
        let mut bad = None;
        geometry.for_each_simple(&mut |simple| {
            bad = bad.or_else(|| simple.positions().iter().find(|at| !in_range(**at)));
        });
        if let Some(&at) = bad {
            let done = "kept as it is";
            report.add(of_feature(
                ProblemKind::OutOfRange,
                row,
                out_of_range(at),
                done,
            ));
        }
    }
    survey(table, report);
    if let Some(ids) = table.ids() {
        note_duplicates(ids, report);
    }
    for column in table.columns() {
        if let Some(types) = types_in(column) {
            report.add(of_file(
                ProblemKind::MixedColumn,
                format!("column “{}” holds {types}", column.name()),
                "each value kept as it is, the column read as text",
            ));
        }
    }
}

fn of_file(kind: ProblemKind, found: String, done: &'static str) -> Problem {
    Problem {
        kind,
        place: ProblemPlace::default(),
        found,
        done,
    }
}

fn of_feature(kind: ProblemKind, row: usize, found: String, done: &'static str) -> Problem {
    Problem {
        kind,
        place: ProblemPlace {
            feature: Some(row as u64),
            ..ProblemPlace::default()
        },
        found,
        done,
    }
}

fn note_duplicates(ids: &Column, report: &mut LoadReport) {
    let (mut texts, mut numbers) = (HashSet::new(), HashSet::new());
    for row in 0..ids.len() {
        let value = ids.value(row);
        let fresh = match value {
            Value::Missing | Value::Null => true,
            Value::Integer(number) => numbers.insert(number),
            // The string "1" is another identifier than the number 1.
            Value::Json(text) => texts.insert((false, Cow::Borrowed(text))),
            Value::Text(text) | Value::DateTime(text, _) => texts.insert((true, text.into())),
            _ => texts.insert((true, value.to_text().into_owned().into())),
        };
        if !fresh {
            let found = format!("identifier “{}” is used before", value.to_text());
            report.add(of_feature(ProblemKind::DuplicateId, row, found, "kept"));
        }
    }
}

/// The types of a column that holds several, in words.
fn types_in(column: &Column) -> Option<String> {
    const NAMES: [&str; 4] = ["strings", "numbers", "true or false", "lists or objects"];
    if !column.is_mixed() {
        return None;
    }
    let mut counts = [0_u64; NAMES.len()];
    for row in 0..column.len() {
        let class = match column.value(row) {
            Value::Missing | Value::Null => continue,
            Value::Json(text) => match text.as_bytes().first() {
                Some(b'[' | b'{') => 3,
                Some(b't' | b'f') => 2,
                _ => 1,
            },
            _ => 0,
        };
        counts[class] += 1;
    }
    let found: Vec<String> = NAMES
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{name} ({count})"))
        .collect();
    (found.len() > 1).then(|| found.join(" and "))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "positions come back as they were given")]
mod tests {
    use super::*;
    use crate::model::table::{Cell, TableBuilder};

    fn report_on(table: TableBuilder) -> LoadReport {
        let mut report = LoadReport::default();
        summarise(&table.finish(), &mut report);
        report
    }

    fn points(positions: &[[f64; 2]]) -> LoadReport {
        let mut builder = TableBuilder::new();
        for position in positions {
            builder.geometries().push_point(*position);
            builder.end_feature();
        }
        report_on(builder)
    }

    #[test]
    fn the_extent_takes_the_shorter_way_round() {
        let around = |positions: &[[f64; 2]]| {
            let extent = points(positions).extent.unwrap();
            [extent.west, extent.south, extent.east, extent.north]
        };
        assert_eq!(
            around(&[[170.0, 1.0], [-170.0, 2.0]]),
            [170.0, 1.0, -170.0, 2.0]
        );
        assert_eq!(
            around(&[[60.0, 1.0], [-30.0, 2.0]]),
            [-30.0, 1.0, 60.0, 2.0]
        );
        assert_eq!(around(&[[67.0, 37.0]]), [67.0, 37.0, 67.0, 37.0]);
        assert_eq!(
            around(&[[175.0, 0.0], [185.0, 0.0]]),
            [175.0, 0.0, -175.0, 0.0]
        );
        assert!(points(&[]).extent.is_none());
    }

    #[test]
    fn lines_and_rings_of_too_few_positions_are_said() {
        let mut builder = TableBuilder::new();
        for (kind, count) in [
            (GeometryKind::LineString, 2),
            (GeometryKind::LineString, 1),
            (GeometryKind::Polygon, 3),
            (GeometryKind::MultiPoint, 1),
        ] {
            for step in 0..count {
                let lon = 67.0 + f64::from(step);
                builder.geometries().push_position([lon, 37.0]);
            }
            builder.geometries().end_path();
            builder.geometries().end_part();
            builder.geometries().end_geometry(kind);
            builder.end_feature();
        }
        let mut report = LoadReport::default();
        conclude(&builder.finish(), &mut report);
        let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "feature 1: a line has only one position; kept as it is",
                "feature 2: a ring has fewer than four positions; kept as it is"
            ]
        );
    }

    #[test]
    fn what_is_out_of_range_or_exchanged_is_said() {
        // RFC 7946, section 4, and EPSG:4326 have longitudes of -180 to 180 degrees.
        let report = points(&[[187.0, 37.0], [-180.0, 37.0], [180.0, 37.0]]);
        assert_eq!(report.problem_count(), 1);
        assert_eq!(
            report.problems[0].to_string(),
            "feature 0: longitude 187 is outside -180 to 180; kept as it is"
        );
        let report = points(&[[67.0, 97.0], [67.0, 37.0]]);
        assert_eq!(report.problems[0].place.feature, Some(0));
        assert_eq!(report.problems[0].found, "latitude 97 is outside -90 to 90");
        assert_eq!(report.extent.unwrap().north, 37.0);
        assert!(!report.axes_look_swapped());
        assert!(points(&[[37.2, 67.3], [34.6, 69.2]]).axes_look_swapped());
        assert!(points(&[[f64::NAN, 1.0]]).extent.is_none());
    }

    #[test]
    fn repeated_identifiers_and_mixed_columns_are_said() {
        let mut builder = TableBuilder::new();
        for (id, value) in [
            (Cell::Integer(1), Cell::Integer(7)),
            (Cell::Text("1"), Cell::Text("many")),
            (Cell::Integer(1), Cell::Null),
        ] {
            builder.set_id(id);
            let column = builder.column("n");
            builder.set(column, value);
            builder.end_feature();
        }
        let report = report_on(builder);
        let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        assert_eq!(said[0], "feature 2: identifier “1” is used before; kept");
        assert!(said[1].contains("column “n” holds strings (1) and numbers (1)"));
        assert_eq!(report.geometries[&GeometryKind::None], 3);
    }
}
