//! Shapefiles that GDAL 3.6.2 wrote (`ogr2ogr -f "ESRI Shapefile"`), whole and damaged.
use super::*;
use crate::model::table::{ColumnType, Value};
use crate::source::features::wkt::wkt_of;

fn parts(name: &str) -> Parts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/shapefile");
    let path = folder.join(name).with_extension("shp");
    Parts::beside(fs::read(&path).unwrap(), Some(&path))
}

fn read_parts(parts: &Parts) -> Result<(crate::model::FeatureTable, LoadReport), FormatError> {
    let mut report = LoadReport::default();
    let builder = read(parts, None, &JobContext::unwatched(), &mut report)?;
    Ok((builder.finish(), report))
}

/// `ogrinfo -al tests/corpus/shapefile/places.shp` gives these values and types but for `open`, which
/// its driver has as an integer.
#[test]
fn points_and_their_table_are_those_of_gdal() {
    let (table, report) = read_parts(&parts("places")).unwrap();
    assert_eq!(report.problem_count(), 0, "{:?}", report.problems);
    assert_eq!(table.geometry(2).positions(), [[68.7803, 37.8364]]);
    let value = |name: &str, row| table.column(name).unwrap().value(row);
    assert_eq!(value("name", 0), Value::Text("Термез"));
    assert_eq!(value("name", 2), Value::Text("Қўрғонтеппа \"Bokhtar\""));
    assert_eq!(value("people", 0), Value::Integer(140_385));
    assert_eq!(value("people", 1), Value::Null);
    assert_eq!(value("height", 2), Value::Float(440.25));
    assert_eq!(
        table.column("since").unwrap().column_type(),
        ColumnType::Date
    );
    assert_eq!(value("since", 0).to_text(), "1894-05-01");
}

#[test]
fn the_encoding_is_that_of_the_cpg() {
    let mut parts = parts("places_1251");
    let name = |parts: &Parts| {
        let (table, report) = read_parts(parts).unwrap();
        let name = table
            .column("name")
            .unwrap()
            .value(0)
            .to_text()
            .into_owned();
        (name, report)
    };
    assert_eq!(name(&parts).0, "Термез");
    parts.cpg = Some(b"windows-1251\n".to_vec());
    assert_eq!(name(&parts).0, "Термез");
    parts.cpg = None;
    // GDAL also wrote the language driver into the header; without it nothing says what it is.
    parts.dbf.as_mut().unwrap()[29] = 0;
    let (wrong, report) = name(&parts);
    assert_ne!(wrong, "Термез");
    assert_eq!(report.problems[0].kind, ProblemKind::BadText);
}

#[test]
fn texts_that_are_not_in_the_encoding_are_said() {
    let mut parts = parts("places_1251");
    parts.cpg = Some(b"UTF-8".to_vec());
    let dbf = parts.dbf.as_mut().unwrap();
    // The name of the first column, "name", as CP1251 has "наме".
    dbf[32..36].copy_from_slice(b"\xed\xe0\xec\xe5");
    let (_, report) = read_parts(&parts).unwrap();
    assert_eq!(report.problem_counts[&ProblemKind::BadText], 2);
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    let done = "what cannot be read replaced; put the name of its encoding into a .cpg file";
    let name = "\u{fffd}".repeat(4);
    assert_eq!(
        said[0],
        format!("the name of column “{name}” is not UTF-8; {done}")
    );
    assert_eq!(
        said[1],
        format!("feature 0: a text of column “{name}” is not UTF-8; {done}")
    );
}

#[test]
fn parts_of_iso_8859_are_known_without_the_prefix() {
    for label in ["8859-5", "88595", "8859_5", "ISO 88595", "ISO-8859-5"] {
        let mut parts = parts("places_1251");
        parts.cpg = Some(label.into());
        let (table, report) = read_parts(&parts).unwrap();
        assert_eq!(report.problem_count(), 0, "{:?}", report.problems);
        // CP1251 has "Те" where ISO 8859-5 has "вх".
        let name = table
            .column("name")
            .unwrap()
            .value(0)
            .to_text()
            .into_owned();
        assert!(name.starts_with("вх"), "{label}: {name}");
    }
}

/// `ogrinfo -al areas.shp`: POLYGON ((66 36,66 40,70 40,70 36,66 36),(67 37,68 37,68 38,67 38,67 37))
/// and a multipolygon of two squares.
#[test]
fn rings_become_holes_and_polygons() {
    let (table, _) = read_parts(&parts("areas")).unwrap();
    assert_eq!(
        wkt_of(table.geometry(0)),
        "POLYGON ((66 36,66 40,70 40,70 36,66 36),(67 37,68 37,68 38,67 38,67 37))"
    );
    let second = wkt_of(table.geometry(1));
    assert!(second.starts_with("MULTIPOLYGON (((71 36,"), "{second}");
    assert_eq!(second.matches("((").count(), 2, "{second}");
}

#[test]
fn metres_of_web_maps_are_converted_and_other_systems_refused_by_name() {
    let (table, report) = read_parts(&parts("lines_mercator")).unwrap();
    // As the lines were before `ogr2ogr -t_srs EPSG:3857`.
    let first = table.geometry(0).positions()[1];
    assert!((first[0] - 67.4).abs() < 1e-9 && (first[1] - 37.2).abs() < 1e-9);
    let heights: Vec<_> = table.geometry(0).higher().unwrap().flatten().collect();
    assert_eq!(heights, [&300.0, &301.5]);
    assert_eq!(report.converted_from.unwrap(), "web mercator (EPSG:3857)");
    let error = read_parts(&parts("places_pulkovo"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("Pulkovo_1942") && error.contains("ogr2ogr"),
        "{error}"
    );
}

/// `ogr2ogr -f CSV /vsistdout/ -t_srs EPSG:4326 -lco GEOMETRY=AS_XY places_utm42.shp` gives
/// 67.2783,37.2242, 67.4162,37.2155 and 68.7803,37.8364.
#[test]
fn metres_of_a_utm_zone_are_converted() {
    let (table, report) = read_parts(&parts("places_utm42")).unwrap();
    let expected = [[67.2783, 37.2242], [67.4162, 37.2155], [68.7803, 37.8364]];
    assert_eq!(table.len(), expected.len());
    for (row, expected) in expected.into_iter().enumerate() {
        let found = table.geometry(row).positions()[0];
        let apart = [found[0] - expected[0], found[1] - expected[1]];
        assert!(apart.iter().all(|apart| apart.abs() < 1e-9), "{found:?}");
    }
    assert!(report.converted_from.unwrap().contains("EPSG:32642"));
}

#[test]
fn what_is_missing_beside_the_shapes_is_said() {
    let mut lone = parts("places");
    (lone.dbf, lone.prj) = (None, None);
    let (table, report) = read_parts(&lone).unwrap();
    assert_eq!((table.len(), table.columns().len()), (3, 0));
    let said: Vec<&str> = report.problems.iter().map(|p| p.found.as_str()).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    let mut metres = parts("lines_mercator");
    metres.prj = None;
    let error = read_parts(&metres).unwrap_err().to_string();
    assert!(error.contains("add the .prj"), "{error}");
}

#[test]
fn damage_gives_an_error_or_warnings_and_never_a_panic() {
    for name in ["places", "areas", "lines_mercator"] {
        let whole = parts(name);
        let cut = |bytes: &[u8], end: usize| bytes[..end].to_vec();
        for end in 0..whole.shp.len() {
            let cut = Parts {
                shp: cut(&whole.shp, end),
                ..parts(name)
            };
            assert!(read_parts(&cut).map_or(true, |(_, report)| report.problem_count() > 0));
        }
        let dbf = whole.dbf.as_ref().unwrap();
        // The last byte is a mark of the end, which some writers leave out.
        for end in 0..dbf.len() - 1 {
            let cut = Parts {
                dbf: Some(cut(dbf, end)),
                ..parts(name)
            };
            let silent = read_parts(&cut).is_ok_and(|(_, report)| report.problem_count() == 0);
            assert!(!silent, "{name}.dbf cut at {end}");
        }
        let mut state = 1_u64;
        for _ in 0..3000 {
            let mut damaged = parts(name);
            for _ in 0..4 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                let dbf = damaged.dbf.as_mut().unwrap();
                let bytes = if state >> 62 == 0 {
                    dbf
                } else {
                    &mut damaged.shp
                };
                let at = (state >> 33) as usize % bytes.len();
                bytes[at] = (state >> 20) as u8;
            }
            read_parts(&damaged).ok();
        }
    }
}

/// A `.shp` with a record for each shape.
fn shp_of(shapes: &[Vec<u8>]) -> Vec<u8> {
    let mut shp = vec![0; 100];
    for (number, shape) in (1_u32..).zip(shapes) {
        shp.extend(number.to_be_bytes());
        shp.extend((shape.len() as u32 / 2).to_be_bytes());
        shp.extend(shape);
    }
    let words = shp.len() as u32 / 2;
    shp[24..28].copy_from_slice(&words.to_be_bytes());
    shp
}

/// The bytes of integers, then those of numbers.
fn shape(integers: &[i32], numbers: &[f64]) -> Vec<u8> {
    let integers = integers.iter().flat_map(|integer| integer.to_le_bytes());
    let numbers = numbers.iter().flat_map(|number| number.to_le_bytes());
    integers.chain(numbers).collect()
}

#[test]
fn coordinates_that_are_not_finite_do_not_get_into_the_table() {
    const POINT_Z: [i32; 1] = [11];
    let nan = f64::NAN;
    let line_z = [
        shape(&[13], &[0.0; 4]),
        shape(&[1, 2, 0], &[1.0, 2.0, 3.0, 4.0]),
        shape(&[], &[0.0, 0.0, 100.0, nan]),
    ];
    let shp = shp_of(&[
        shape(&POINT_Z, &[67.0, 37.0, 100.0]),
        shape(&POINT_Z, &[68.0, 38.0, nan]),
        line_z.concat(),
        shape(&POINT_Z, &[68.0, 38.0, f64::INFINITY]),
        shape(&POINT_Z, &[nan, 38.0, 1.0]),
    ]);
    let (table, report) = read_parts(&Parts {
        shp,
        ..Parts::default()
    })
    .unwrap();
    let found: Vec<String> = (0..5).map(|row| wkt_of(table.geometry(row))).collect();
    assert_eq!(found[..2], ["POINT Z (67 37 100)", "POINT (68 38)"]);
    let elevations: Vec<_> = table.geometry(2).higher().unwrap().collect();
    assert_eq!(elevations, [&[100.0][..], &[]]);
    assert_eq!(found[3..], ["POINT (68 38)", ""]);
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said[2..],
        [
            "feature 3: an elevation or measure is infinite; left out",
            "feature 4: a coordinate is not a finite number; kept without a position",
        ]
    );
}

/// So far from the meridian of its zone, the series of UTM have no finite sum.
#[test]
fn a_position_that_cannot_be_converted_is_none() {
    let (table, report) = read_parts(&Parts {
        shp: shp_of(&[shape(&[1], &[1e300, 0.0])]),
        prj: Some(b"EPSG:32642".to_vec()),
        ..Parts::default()
    })
    .unwrap();
    assert_eq!(wkt_of(table.geometry(0)), "");
    assert_eq!(report.problem_counts[&ProblemKind::BadGeometry], 1);
}

/// A writer that makes a shape longer puts it at the end and leaves the old record where it was.
/// `ogrinfo -al` then gives what the `.shx` leads to, here POINT (68 38) and POINT (69 39).
#[test]
fn records_are_where_the_index_says() {
    let point = |x: f64| shape(&[1], &[x, x - 30.0]);
    let shp = shp_of(&[67.0, 69.0, 68.0].map(point));
    let shx = |records: &[u32]| {
        let entry = |record: &u32| [50 + 14 * record, 10].map(u32::to_be_bytes).concat();
        let entries = records.iter().flat_map(entry);
        std::iter::repeat_n(0, 100).chain(entries).collect()
    };
    let dbf = |rows: u8| {
        let mut dbf = vec![0; 32];
        (dbf[4], dbf[8], dbf[10]) = (rows, 33, 1);
        dbf.push(b'\r');
        dbf.resize(33 + usize::from(rows), b' ');
        dbf
    };
    let read = |index: Vec<u8>, rows| {
        let (table, report) = read_parts(&Parts {
            shp: shp.clone(),
            shx: Some(index),
            dbf: Some(dbf(rows)),
            prj: Some(b"EPSG:4326".to_vec()),
            cpg: None,
        })
        .unwrap();
        let longitudes: Vec<f64> = (0..table.len())
            .filter_map(|row| table.geometry(row).positions().first().map(|at| at[0]))
            .collect();
        let said = report.problems.iter().map(|problem| problem.found.clone());
        (longitudes, said.collect::<Vec<_>>().join("; "))
    };
    assert_eq!(read(shx(&[2, 1]), 2), (vec![68.0, 69.0], String::new()));
    let all = vec![67.0, 69.0, 68.0];
    assert_eq!(read(shx(&[0, 1, 2]), 3), (all.clone(), String::new()));
    // Of an older state of the file, pointing elsewhere, and cut short.
    let useless = "the .shx does not lead to the records of the .shp".to_owned();
    for index in [
        shx(&[0, 1]),
        shx(&[0, 1, 7]),
        shx(&[0, 1, 2])[..120].to_vec(),
    ] {
        assert_eq!(read(index, 3), (all.clone(), useless.clone()));
    }
    let (longitudes, said) = read(shx(&[2, 1, 0]), 3);
    assert_eq!(longitudes, [68.0, 69.0, 67.0]);
    assert!(said.starts_with("the .shx leads to 3 records"), "{said}");
    // One record for many rows would take memory without bound.
    assert_eq!(read(shx(&[0, 1, 1, 2]), 4).0, all);
}

/// A record within another, as no writer has it (page 5).
#[test]
fn an_index_of_records_that_overlap_is_of_no_use() {
    let within = [shape(&[1], &[67.0, 37.0]), vec![0, 0, 0, 2, 0, 0, 0, 10]];
    let inner = shape(&[1], &[68.0, 38.0]);
    let shp = shp_of(&[[within.concat(), inner].concat()]);
    let entries = [50_u32, 24, 64, 10].map(u32::to_be_bytes).concat();
    let (table, _) = read_parts(&Parts {
        shp,
        shx: Some([vec![0; 100], entries].concat()),
        ..Parts::default()
    })
    .unwrap();
    assert_eq!(table.len(), 1);
}

/// An index of its header only says nothing of the records that are there.
#[test]
fn an_index_of_fewer_records_counts_only_where_something_speaks_for_it() {
    let shp = shp_of(&[67.0, 68.0].map(|x| shape(&[1], &[x, 37.0])));
    let read = |shp: &[u8], index: &[u32]| {
        let entry = |record: &u32| [50 + 14 * record, 10].map(u32::to_be_bytes).concat();
        let entries = index.iter().flat_map(entry);
        let (table, report) = read_parts(&Parts {
            shp: shp.to_vec(),
            shx: Some(std::iter::repeat_n(0, 100).chain(entries).collect()),
            ..Parts::default()
        })
        .unwrap();
        let said = report.problems.iter().map(|problem| problem.found.clone());
        let said = said.filter(|found| found.contains(".shx"));
        (table.len(), said.collect::<Vec<_>>().join("; "))
    };
    let useless = "the .shx does not lead to the records of the .shp".to_owned();
    assert_eq!(read(&shp, &[]), (2, useless.clone()));
    assert_eq!(read(&shp, &[1]), (2, useless.clone()));
    assert_eq!(read(&shp, &[1, 0]).0, 2);
    // Where the records do not follow each other to the end, the index says which are meant.
    let damaged = [&shp[..], b"rest"].concat();
    assert_eq!(read(&damaged, &[1]).0, 1);
    assert_eq!(read(&damaged, &[]), (2, useless));
}
