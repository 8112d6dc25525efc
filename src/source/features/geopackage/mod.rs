//! GeoPackage (OGC 12-128r19): feature tables of a database that is opened to be read only. What a
//! hostile file could run (views, triggers) is not run.
mod open;
#[cfg(test)]
mod tests;

use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row};

use self::open::open;
use crate::jobs::JobContext;
use crate::model::table::{Cell, TableBuilder};
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace};
use crate::source::features::LayerFilter;
use crate::source::features::crs::{Crs, CrsError};
use crate::source::features::error::FormatError;
use crate::source::features::repairs::{feature, note_empty_point, note_not_converted};
use crate::source::features::wkb::push_wkb;

/// Rows after which it is asked whether anybody still waits.
const ROWS_PER_TICK: usize = 1000;

/// A feature table.
struct Layer {
    name: String,
    geometry: String,
    srs_id: i64,
}

/// Names of the feature tables; views that are left out go into the report.
pub(super) fn layers(
    path: &Path,
    filter: LayerFilter<'_>,
    report: &mut LoadReport,
) -> Result<Vec<String>, FormatError> {
    // Reading a table says again what opening says.
    let database = open(path, &mut LoadReport::default())?;
    let layers = feature_tables(&database, filter, report)?;
    Ok(layers.into_iter().map(|layer| layer.name).collect())
}

/// Read all feature tables that are wanted.
pub(super) fn read(
    path: &Path,
    filter: LayerFilter<'_>,
    job: &JobContext,
    report: &mut LoadReport,
) -> Result<TableBuilder, FormatError> {
    "GeoPackage".clone_into(&mut report.format);
    let database = open(path, report)?;
    let mut layers = feature_tables(&database, filter, report)?;
    let several = layers.len() > 1;
    layers.retain(|layer| filter.wants(&layer.name));
    let mut known = Vec::new();
    let mut unknown = None;
    for layer in layers {
        match crs_of(&database, &layer, report)? {
            Ok(crs) => known.push((layer, crs)),
            Err(CrsError { name }) => {
                let found = format!("layer “{}” is in {name}", layer.name);
                unknown.get_or_insert(CrsError {
                    name: format!("{name}, layer “{}”", layer.name),
                });
                report.add(Problem {
                    kind: ProblemKind::Skipped,
                    place: ProblemPlace::default(),
                    found,
                    done: "left out; convert it: ogr2ogr -t_srs EPSG:4326 OUT.geojson IN LAYER",
                });
            }
        }
    }
    if let (true, Some(error)) = (known.is_empty(), unknown) {
        return Err(error.into());
    }
    let mut builder = TableBuilder::new();
    for (layer, crs) in &known {
        let label = (several && known.len() > 1).then_some(layer.name.as_str());
        let offset = builder.len();
        let mut table = read_table(&database, layer, label, offset, job, report)?;
        if *crs != Crs::Wgs84 {
            report.converted_from = crs.converted_from();
            for row in crs.convert(table.geometries()) {
                note_not_converted(feature(offset + row), report);
            }
        }
        builder.append(table);
    }
    Ok(builder)
}

fn damaged(error: &rusqlite::Error) -> FormatError {
    FormatError::damaged("GeoPackage", error.to_string())
}

fn is_table(database: &Connection, name: &str) -> Result<bool, FormatError> {
    let kind: Option<String> = database
        .query_row(
            "SELECT type FROM sqlite_schema WHERE lower(name) = lower(?1)",
            [name],
            |row| row.get(0),
        )
        .optional()
        .map_err(|error| damaged(&error))?;
    Ok(kind.as_deref() == Some("table"))
}

/// All feature tables. A view is reported unless a table is wanted, and refused if it is itself.
fn feature_tables(
    database: &Connection,
    filter: LayerFilter<'_>,
    report: &mut LoadReport,
) -> Result<Vec<Layer>, FormatError> {
    if !is_table(database, "gpkg_contents")? || !is_table(database, "gpkg_geometry_columns")? {
        return Err(FormatError::Foreign {
            kind: "a database (SQLite) that is no GeoPackage".to_owned(),
            remedy: "; export its table as GeoJSON or CSV",
        });
    }
    let mut statement = database
        .prepare(
            "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c \
             JOIN gpkg_geometry_columns g ON g.table_name = c.table_name \
             WHERE c.data_type = 'features' ORDER BY c.rowid",
        )
        .map_err(|error| damaged(&error))?;
    let layers = statement
        .query_map([], |row| {
            Ok(Layer {
                name: row.get(0)?,
                geometry: row.get(1)?,
                srs_id: row.get(2)?,
            })
        })
        .and_then(Iterator::collect::<rusqlite::Result<Vec<Layer>>>)
        .map_err(|error| damaged(&error))?;
    if layers.is_empty() {
        return Err(FormatError::Foreign {
            kind: "a GeoPackage without a table of features".to_owned(),
            remedy: "; tiles and plain tables are not read",
        });
    }
    let mut tables = Vec::new();
    for layer in layers {
        if is_table(database, &layer.name)? {
            tables.push(layer);
            continue;
        }
        let found = format!("layer “{}” is a view or not there", layer.name);
        match filter.0 {
            None => report.add(Problem {
                kind: ProblemKind::Skipped,
                place: ProblemPlace::default(),
                found,
                done: "left out; save it as a table to read it",
            }),
            Some(wanted) if wanted == layer.name => {
                return Err(FormatError::Damaged {
                    format: "GeoPackage",
                    problem: found,
                    remedy: "save it as a table to read it",
                });
            }
            Some(_) => {}
        }
    }
    Ok(tables)
}

/// The system of a layer's coordinates, or the name of one that cannot be read.
fn crs_of(
    database: &Connection,
    layer: &Layer,
    report: &mut LoadReport,
) -> Result<Result<Crs, CrsError>, FormatError> {
    let (name, organization, code, definition): (String, String, i64, String) = database
        .query_row(
            "SELECT srs_name, organization, organization_coordsys_id, definition \
             FROM gpkg_spatial_ref_sys WHERE srs_id = ?1",
            [layer.srs_id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()
        .map_err(|error| damaged(&error))?
        .unwrap_or_else(|| {
            let id = layer.srs_id;
            (format!("srs_id {id}"), "EPSG".to_owned(), id, String::new())
        });
    if layer.srs_id == 0 {
        report.add(Problem {
            kind: ProblemKind::Nonstandard,
            place: ProblemPlace::default(),
            found: format!(
                "layer “{}” does not say what its coordinates are",
                layer.name
            ),
            done: "read as longitude and latitude on WGS 84",
        });
        return Ok(Ok(Crs::Wgs84));
    }
    if organization.eq_ignore_ascii_case("EPSG")
        && let Ok(code) = u32::try_from(code)
    {
        return Ok(Crs::from_epsg(code).map_err(|mut error| {
            error.name = format!("{} ({name})", error.name);
            error
        }));
    }
    Ok(Crs::parse(&definition).or(Crs::parse(&name)))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// What is done with a column of a table.
enum Role {
    Id,
    Geometry,
    Property { column: usize, is_bool: bool },
}

fn read_table(
    database: &Connection,
    layer: &Layer,
    label: Option<&str>,
    offset: usize,
    job: &JobContext,
    report: &mut LoadReport,
) -> Result<TableBuilder, FormatError> {
    let table = quoted(&layer.name);
    let count: u64 = database
        .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
            row.get::<_, i64>(0).map(|count| count.max(0) as u64)
        })
        .map_err(|error| damaged(&error))?;
    job.stage("reading features", count);
    let mut builder = TableBuilder::new();
    // The keys of several tables are no identifiers of the features of all.
    let roles = roles(database, layer, label.is_none(), &mut builder)?;
    let mut statement = database
        .prepare(&format!("SELECT * FROM {table}"))
        .map_err(|error| damaged(&error))?;
    let mut rows = statement.query([]).map_err(|error| damaged(&error))?;
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(error) => {
                let at = builder.len();
                let problem = format!("layer “{}”, row {at}: {error}", layer.name);
                return Err(FormatError::damaged("GeoPackage", problem));
            }
        };
        read_row(row, &roles, offset, &mut builder, report);
        if let Some(label) = label {
            let column = builder.column("layer");
            builder.set(column, Cell::Text(label));
        }
        builder.end_feature();
        if builder.len().is_multiple_of(ROWS_PER_TICK) {
            job.advance(ROWS_PER_TICK as u64)?;
        }
    }
    Ok(builder)
}

fn roles(
    database: &Connection,
    layer: &Layer,
    with_ids: bool,
    builder: &mut TableBuilder,
) -> Result<Vec<Role>, FormatError> {
    let mut statement = database
        .prepare(&format!("PRAGMA table_info({})", quoted(&layer.name)))
        .map_err(|error| damaged(&error))?;
    let columns = statement
        .query_map([], |row| {
            Ok((row.get(1)?, row.get::<_, String>(2)?, row.get::<_, i64>(5)?))
        })
        .and_then(Iterator::collect::<rusqlite::Result<Vec<(String, String, i64)>>>)
        .map_err(|error| damaged(&error))?;
    let keys = columns.iter().filter(|(_, _, key)| *key > 0).count();
    let roles = columns.into_iter().map(|(name, kind, key)| {
        if name.eq_ignore_ascii_case(&layer.geometry) {
            Role::Geometry
        } else if with_ids && key == 1 && keys == 1 && kind.eq_ignore_ascii_case("INTEGER") {
            Role::Id
        } else {
            Role::Property {
                column: builder.column(&name),
                is_bool: kind.eq_ignore_ascii_case("BOOLEAN"),
            }
        }
    });
    Ok(roles.collect())
}

fn read_row(
    row: &Row<'_>,
    roles: &[Role],
    offset: usize,
    builder: &mut TableBuilder,
    report: &mut LoadReport,
) {
    let place = feature(offset + builder.len());
    for (at, role) in roles.iter().enumerate() {
        let value = row.get_ref(at).unwrap_or(ValueRef::Null);
        match *role {
            Role::Id => {
                if let ValueRef::Integer(id) = value {
                    builder.set_id(Cell::Integer(id));
                }
            }
            Role::Geometry => push_geometry(value, place, builder, report),
            Role::Property { column, is_bool } => {
                let text;
                let cell = match value {
                    ValueRef::Integer(number @ 0..=1) if is_bool => Cell::Bool(number == 1),
                    ValueRef::Integer(number) => Cell::Integer(number),
                    ValueRef::Real(number) if number.is_finite() => Cell::Float(number),
                    ValueRef::Null | ValueRef::Real(_) => Cell::Null,
                    ValueRef::Text(bytes) => {
                        text = String::from_utf8_lossy(bytes).into_owned();
                        if text.contains('\u{fffd}') {
                            report.add(Problem {
                                kind: ProblemKind::BadText,
                                place,
                                found: "a text that is not UTF-8".to_owned(),
                                done: "what cannot be read replaced",
                            });
                        }
                        Cell::Text(&text)
                    }
                    ValueRef::Blob(bytes) => {
                        text = BASE64_STANDARD.encode(bytes);
                        Cell::Text(&text)
                    }
                };
                builder.set(column, cell);
            }
        }
    }
}

fn push_geometry(
    value: ValueRef<'_>,
    place: ProblemPlace,
    builder: &mut TableBuilder,
    report: &mut LoadReport,
) {
    let arena = builder.geometries();
    let mark = arena.mark();
    let (kind, found) = match value {
        ValueRef::Blob(blob) => match wkb_in(blob).and_then(|wkb| push_wkb(wkb, arena)) {
            Ok(repairs) => {
                repairs.note(place, report);
                note_empty_point(arena, place, report);
                return;
            }
            Err(found) => (ProblemKind::BadGeometry, found),
        },
        ValueRef::Null => (ProblemKind::NoGeometry, "no geometry".to_owned()),
        _ => (
            ProblemKind::BadGeometry,
            "the geometry is no blob".to_owned(),
        ),
    };
    arena.truncate(mark);
    report.add(Problem {
        kind,
        place,
        found,
        done: "kept without a position",
    });
}

/// The geometry behind the header of clause 2.1.3.
fn wkb_in(blob: &[u8]) -> Result<&[u8], String> {
    let [b'G', b'P', _, flags, ..] = *blob else {
        return Err("the geometry has no header of GeoPackage".to_owned());
    };
    let envelope = match flags >> 1 & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        other => return Err(format!("{other} is no kind of envelope")),
    };
    blob.get(8 + envelope..)
        .ok_or_else(|| "the geometry is cut short".to_owned())
}
