//! FlatGeobuf: every buffer is verified before it is looked at, and sizes are checked against the
//! bytes there are. Written is a file without an index, so that the features keep their order.
mod geometry;
#[cfg(test)]
mod tests;
mod write;

pub(super) use self::write::write;

use std::borrow::Cow;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flatgeobuf::{
    Column, ColumnType, Header, size_prefixed_root_as_feature, size_prefixed_root_as_header,
};

use super::Features;
use super::crs::Crs;
use super::error::FormatError;
use super::repairs::feature;
use crate::jobs::JobContext;
use crate::model::table::{Cell, TableBuilder};
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace};

/// Bytes of a node of the index: four coordinates and an offset.
const NODE_BYTES: u64 = 40;

/// Read a whole file.
pub(super) fn read(
    bytes: &[u8],
    job: &JobContext,
    report: &mut LoadReport,
) -> Result<Features, FormatError> {
    "FlatGeobuf".clone_into(&mut report.format);
    job.stage("reading FlatGeobuf", bytes.len() as u64);
    let damaged = |problem: String| FormatError::damaged("FlatGeobuf", problem);
    let header_bytes = sized(bytes, 8).ok_or_else(|| damaged("the header is cut short".into()))?;
    let header = size_prefixed_root_as_header(header_bytes).map_err(|error| {
        // The lines that follow say through which fields it got there.
        let said = error.to_string();
        let said = said.lines().next().unwrap_or_default();
        damaged(format!("the header is damaged ({said})"))
    })?;
    let crs = crs_of(&header, report)?;
    report.converted_from = crs.converted_from();
    let index = index_bytes(&header);
    let mut at = (8 + header_bytes.len() as u64).saturating_add(index);
    if at > bytes.len() as u64 {
        return Err(damaged("the index is cut short".to_owned()));
    }
    let mut builder = TableBuilder::new();
    let columns: Vec<Column<'_>> = header.columns().into_iter().flatten().collect();
    for column in &columns {
        builder.column(column.name());
    }
    FormatError::check_columns(&builder)?;
    while (at as usize) < bytes.len() {
        let Some(buffer) = sized(bytes, at as usize) else {
            let found = "the feature is cut short".to_owned();
            of_byte(
                report,
                ProblemKind::Truncated,
                at,
                found,
                "the features before it are read",
            );
            break;
        };
        job.advance(buffer.len() as u64)?;
        match size_prefixed_root_as_feature(buffer) {
            Ok(read) => {
                let own: Vec<Column<'_>> = read.columns().into_iter().flatten().collect();
                let columns = if own.is_empty() { &columns } else { &own };
                let properties = read.properties().map(|bytes| bytes.bytes());
                let row = builder.len();
                if let Err(found) = set_properties(
                    properties.unwrap_or_default(),
                    columns,
                    &mut builder,
                    report,
                ) {
                    let done = "kept with the properties before it";
                    of_byte(report, ProblemKind::BadText, at, found, done);
                }
                push_geometry(&header, crs, read.geometry(), row, &mut builder, report);
                builder.end_feature();
            }
            Err(error) => {
                let found = format!("the feature is damaged ({error})");
                of_byte(report, ProblemKind::Skipped, at, found, "left out");
            }
        }
        at += buffer.len() as u64;
    }
    let (said, found) = (header.features_count(), builder.len() as u64);
    if said > 0 && said != found {
        report.add(Problem {
            kind: ProblemKind::Truncated,
            place: ProblemPlace::default(),
            found: format!("{found} features in a file that says it has {said}"),
            done: "the features there are are read",
        });
    }
    Ok(builder.into())
}

/// A buffer with its size before it, if it is there as a whole.
fn sized(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let rest = bytes.get(at..)?;
    let size = u32::from_le_bytes(rest.get(..4)?.try_into().ok()?) as usize;
    rest.get(..size.checked_add(4)?)
}

/// Bytes of the index: the nodes of a packed tree, level by level.
fn index_bytes(header: &Header<'_>) -> u64 {
    let size = u64::from(header.index_node_size());
    let mut level = header.features_count();
    if size < 2 || level == 0 {
        return 0;
    }
    let mut nodes = level;
    while level > 1 {
        level = level.div_ceil(size);
        nodes = nodes.saturating_add(level);
    }
    // A tree of one feature has a root all the same.
    if header.features_count() == 1 {
        nodes += 1;
    }
    nodes.saturating_mul(NODE_BYTES)
}

fn crs_of(header: &Header<'_>, report: &mut LoadReport) -> Result<Crs, FormatError> {
    if let Some(crs) = header.crs() {
        let epsg = crs.org().is_none_or(|org| org.eq_ignore_ascii_case("EPSG"));
        let code = u32::try_from(crs.code()).unwrap_or(0);
        if code != 0 && epsg {
            return Ok(Crs::from_epsg(code)?);
        }
        if let Some(name) = crs
            .code_string()
            .or_else(|| crs.wkt())
            .or_else(|| crs.name())
        {
            return Ok(Crs::parse(name)?);
        }
    }
    report.add(Problem {
        kind: ProblemKind::Nonstandard,
        place: ProblemPlace::default(),
        found: "the file does not say what its coordinates are".to_owned(),
        done: "read as longitude and latitude on WGS 84",
    });
    Ok(Crs::Wgs84)
}

fn of_byte(report: &mut LoadReport, kind: ProblemKind, at: u64, found: String, done: &'static str) {
    report.add(Problem {
        kind,
        place: ProblemPlace {
            byte: Some(at),
            ..ProblemPlace::default()
        },
        found,
        done,
    });
}

fn push_geometry(
    header: &Header<'_>,
    crs: Crs,
    geometry: Option<flatgeobuf::Geometry<'_>>,
    row: usize,
    builder: &mut TableBuilder,
    report: &mut LoadReport,
) {
    let arena = builder.geometries();
    let mark = arena.mark();
    let pushed = match geometry {
        Some(geometry) => geometry::push(header, crs, geometry, arena),
        None => Ok(None),
    };
    let (kind, found) = match pushed {
        Ok(Some(repairs)) => return repairs.note(feature(row), report),
        Ok(None) => (ProblemKind::NoGeometry, "no geometry".to_owned()),
        Err(found) => (ProblemKind::BadGeometry, found),
    };
    arena.truncate(mark);
    report.add(Problem {
        kind,
        place: feature(row),
        found,
        done: "kept without a position",
    });
}

/// Values as index of the column and bytes, one after the other.
fn set_properties(
    mut bytes: &[u8],
    columns: &[Column<'_>],
    builder: &mut TableBuilder,
    report: &mut LoadReport,
) -> Result<(), String> {
    while !bytes.is_empty() {
        let index = usize::from(u16::from_le_bytes(take(&mut bytes)?));
        let Some(column) = columns.get(index) else {
            return Err(format!("a value of column {index}, which there is not"));
        };
        let name = column.name();
        let at = builder.column(name);
        let integer = |number: i64, builder: &mut TableBuilder| {
            builder.set(at, Cell::Integer(number));
        };
        match column.type_() {
            ColumnType::Byte => integer(i8::from_le_bytes(take(&mut bytes)?).into(), builder),
            ColumnType::UByte => integer(u8::from_le_bytes(take(&mut bytes)?).into(), builder),
            ColumnType::Short => integer(i16::from_le_bytes(take(&mut bytes)?).into(), builder),
            ColumnType::UShort => integer(u16::from_le_bytes(take(&mut bytes)?).into(), builder),
            ColumnType::Int => integer(i32::from_le_bytes(take(&mut bytes)?).into(), builder),
            ColumnType::UInt => integer(u32::from_le_bytes(take(&mut bytes)?).into(), builder),
            ColumnType::Long => integer(i64::from_le_bytes(take(&mut bytes)?), builder),
            ColumnType::ULong => {
                let number = u64::from_le_bytes(take(&mut bytes)?);
                if let Ok(number) = i64::try_from(number) {
                    integer(number, builder);
                } else {
                    let text = number.to_string();
                    builder.set(at, Cell::Exact(&text, number as f64));
                }
            }
            ColumnType::Bool => {
                let [byte] = take(&mut bytes)?;
                builder.set(at, Cell::Bool(byte != 0));
            }
            ColumnType::Float => {
                let number = f64::from(f32::from_le_bytes(take(&mut bytes)?));
                builder.set(at, finite(number));
            }
            ColumnType::Double => {
                let number = f64::from_le_bytes(take(&mut bytes)?);
                builder.set(at, finite(number));
            }
            kind => {
                let length = u32::from_le_bytes(take(&mut bytes)?) as usize;
                let Some((value, rest)) = bytes.split_at_checked(length) else {
                    return Err(format!("the value of “{name}” is cut short"));
                };
                bytes = rest;
                if set_text(kind, value, at, builder) {
                    report.add(Problem {
                        kind: ProblemKind::BadText,
                        place: feature(builder.len()),
                        found: format!("a text of column “{name}” is not UTF-8"),
                        done: "what cannot be read replaced; export the file again with texts in \
                               UTF-8",
                    });
                }
            }
        }
    }
    Ok(())
}

/// JSON has no other numbers.
fn finite(number: f64) -> Cell<'static> {
    if number.is_finite() {
        Cell::Float(number)
    } else {
        Cell::Null
    }
}

/// Set a text; whether it is damaged.
fn set_text(kind: ColumnType, value: &[u8], column: usize, builder: &mut TableBuilder) -> bool {
    if kind == ColumnType::Binary {
        builder.set(column, Cell::Text(&BASE64_STANDARD.encode(value)));
        return false;
    }
    let text = String::from_utf8_lossy(value);
    if kind == ColumnType::Json
        && let Ok(json) = serde_json::from_str::<&serde_json::value::RawValue>(&text)
    {
        super::json_cell::set(json.get(), column, builder);
    } else {
        builder.set(column, Cell::Text(&text));
    }
    matches!(text, Cow::Owned(_))
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], String> {
    let Some((taken, rest)) = bytes.split_first_chunk() else {
        return Err("the properties are cut short".to_owned());
    };
    *bytes = rest;
    Ok(*taken)
}
