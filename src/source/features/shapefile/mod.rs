//! Shapefiles (ESRI Shapefile Technical Description, 1998): shapes, their table, the CRS and the
//! encoding from the files beside each other or in a zip archive. The two formats are read here and
//! not by a crate, so that one damaged record costs one feature and not the file.
mod dbf;
mod records;
mod rings;
mod shp;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use self::dbf::Table;
use self::records::Records;
use super::crs::Crs;
use super::error::FormatError;
use super::repairs::{Repairs, feature};
use super::unpack::Zip;
use crate::jobs::JobContext;
use crate::model::table::{Cell, TableBuilder};
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace};

/// The files that are one shapefile.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) shp: Vec<u8>,
    pub(super) shx: Option<Vec<u8>>,
    pub(super) dbf: Option<Vec<u8>>,
    pub(super) prj: Option<Vec<u8>>,
    pub(super) cpg: Option<Vec<u8>>,
}

impl Parts {
    /// The files beside a `.shp`.
    pub(super) fn beside(shp: Vec<u8>, path: Option<&Path>) -> Self {
        let beside = |suffix: &str| {
            let path = path?;
            let lower = path.with_extension(suffix);
            let upper = path.with_extension(suffix.to_ascii_uppercase());
            fs::read(lower).or_else(|_| fs::read(upper)).ok()
        };
        Self {
            shx: beside("shx"),
            dbf: beside("dbf"),
            prj: beside("prj"),
            cpg: beside("cpg"),
            shp,
        }
    }

    /// The files of the same name in an archive.
    pub(super) fn in_zip(zip: &mut Zip, shp: &str, job: &JobContext) -> Result<Self, FormatError> {
        let names = zip.names();
        let stem = &shp[..shp.len() - ".shp".len()];
        let mut find = |suffix: &str| {
            let name = names.iter().find(|name| {
                name.strip_prefix(stem)
                    .is_some_and(|rest| rest.eq_ignore_ascii_case(suffix))
            });
            name.map(|name| zip.file(name, job)).transpose()
        };
        Ok(Self {
            shx: find(".shx")?,
            dbf: find(".dbf")?,
            prj: find(".prj")?,
            cpg: find(".cpg")?,
            shp: zip.file(shp, job)?,
        })
    }
}

/// Read a shapefile. `label` goes into a column `layer`.
pub(super) fn read(
    parts: &Parts,
    label: Option<&str>,
    job: &JobContext,
    report: &mut LoadReport,
) -> Result<TableBuilder, FormatError> {
    let header = shp::Header::read(&parts.shp)?;
    let crs = crs_of(parts, &header, report)?;
    let table = match &parts.dbf {
        Some(bytes) => Some(Table::open(bytes, parts.cpg.as_deref(), report)?),
        None => None,
    };
    if table.is_none() {
        of_file(
            report,
            ProblemKind::Nonstandard,
            "no .dbf stands beside the .shp",
            "read without properties",
        );
    }
    "Shapefile".clone_into(&mut report.format);
    report.converted_from = crs.converted_from();
    job.stage("reading shapes", parts.shp.len() as u64);
    let mut builder = TableBuilder::new();
    let records = records_of(parts, table.as_ref(), report);
    for (number, record) in records.contents().enumerate() {
        job.advance(8 + record.len() as u64)?;
        let row = builder.len();
        let deleted = table.as_ref().is_some_and(|table| table.is_deleted(number));
        if deleted {
            report.add(Problem {
                kind: ProblemKind::Skipped,
                place: ProblemPlace::default(),
                found: format!("record {} is marked as deleted", number + 1),
                done: "left out",
            });
            continue;
        }
        let mark = builder.geometries().mark();
        match shp::push(record, crs, builder.geometries()) {
            Ok(repairs) => note(repairs, row, report),
            Err(found) => {
                builder.geometries().truncate(mark);
                report.add(Problem {
                    kind: ProblemKind::BadGeometry,
                    place: feature(row),
                    found,
                    done: "kept without a position",
                });
            }
        }
        end_row(&mut builder, table.as_ref(), number, label, report);
    }
    if let Some(found) = &records.damage {
        of_file(
            report,
            ProblemKind::Truncated,
            found,
            "the shapes before it are read",
        );
    }
    if let Some(table) = &table {
        rest_of_table(table, records.len(), label, &mut builder, report);
        table.note_damage(report);
    }
    Ok(builder)
}

/// The records that the `.shx` leads to, or those one after the other; where the two differ and
/// both may be meant, the `.dbf` says which, and without it the `.shx` if that leaves none out.
fn records_of<'a>(
    parts: &'a Parts,
    table: Option<&Table<'_>>,
    report: &mut LoadReport,
) -> Records<'a> {
    let in_a_row = Records::in_a_row(&parts.shp);
    let Some(shx) = &parts.shx else {
        return in_a_row;
    };
    let fits = |records: &Records<'_>| table.is_some_and(|table| table.rows() == records.len());
    let counts = |indexed: &Records<'_>| {
        let none_left_out = indexed.len() >= in_a_row.len();
        let damaged = in_a_row.damage.is_some() && indexed.len() > 0;
        fits(indexed) || (!fits(&in_a_row) && (none_left_out || damaged))
    };
    let (found, done, records) = match Records::indexed(&parts.shp, shx) {
        Some(indexed) if indexed.are(&in_a_row) => return in_a_row,
        // What stands between its records was replaced by others.
        Some(indexed) if fits(&indexed) && !fits(&in_a_row) => return indexed,
        None if in_a_row.damage.is_some() => return in_a_row,
        Some(indexed) if counts(&indexed) => (
            format!(
                "the .shx leads to {} records, and {} stand one after the other in the .shp",
                indexed.len(),
                in_a_row.len()
            ),
            "read as the .shx has them",
            indexed,
        ),
        _ => (
            "the .shx does not lead to the records of the .shp".to_owned(),
            "read one after the other; export the file again if shapes or rows are exchanged",
            in_a_row,
        ),
    };
    of_file(report, ProblemKind::Nonstandard, &found, done);
    records
}

fn note(repairs: shp::Found, row: usize, report: &mut LoadReport) {
    match repairs {
        shp::Found::Geometry(repairs) => Repairs::note(repairs, feature(row), report),
        shp::Found::Nothing => report.add(Problem {
            kind: ProblemKind::NoGeometry,
            place: feature(row),
            found: "a null shape".to_owned(),
            done: "kept without a position",
        }),
    }
}

fn end_row(
    builder: &mut TableBuilder,
    table: Option<&Table<'_>>,
    number: usize,
    label: Option<&str>,
    report: &mut LoadReport,
) {
    if let Some(table) = table {
        table.set_row(number, builder, report);
    }
    if let Some(label) = label {
        let column = builder.column("layer");
        builder.set(column, Cell::Text(label));
    }
    builder.end_feature();
}

/// Rows of the table beyond the shapes.
fn rest_of_table(
    table: &Table<'_>,
    shapes: usize,
    label: Option<&str>,
    builder: &mut TableBuilder,
    report: &mut LoadReport,
) {
    if table.rows() == shapes {
        return;
    }
    of_file(
        report,
        ProblemKind::Truncated,
        &format!("{shapes} shapes but {} rows in the .dbf", table.rows()),
        "rows without a shape are kept without a position, shapes without a row have no properties",
    );
    for number in shapes..table.rows() {
        if !table.is_deleted(number) {
            end_row(builder, Some(table), number, label, report);
        }
    }
}

fn crs_of(
    parts: &Parts,
    header: &shp::Header,
    report: &mut LoadReport,
) -> Result<Crs, FormatError> {
    if let Some(prj) = &parts.prj {
        return Ok(Crs::parse(&String::from_utf8_lossy(prj))?);
    }
    let degrees = header.x_range.iter().all(|x| x.abs() <= 360.0)
        && header.y_range.iter().all(|y| y.abs() <= 90.0);
    if !degrees {
        return Err(FormatError::Damaged {
            format: "Shapefile",
            problem: "no .prj stands beside the .shp, and the coordinates are not longitude and \
                      latitude"
                .to_owned(),
            remedy: "add the .prj, which says what they are",
        });
    }
    of_file(
        report,
        ProblemKind::Nonstandard,
        "no .prj stands beside the .shp",
        "read as longitude and latitude on WGS 84",
    );
    Ok(Crs::Wgs84)
}

fn of_file(report: &mut LoadReport, kind: ProblemKind, found: &str, done: &'static str) {
    report.add(Problem {
        kind,
        place: ProblemPlace::default(),
        found: found.to_owned(),
        done,
    });
}
