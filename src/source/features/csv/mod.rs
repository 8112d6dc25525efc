//! Tables of delimited text (RFC 4180 and what is like it): positions in columns of longitude and
//! latitude or in one of well-known text; the type of each column from all its cells.
mod copy;
mod formula;
mod header;
mod quotes;
#[cfg(test)]
mod tests;
mod write;

pub use self::copy::rows_as_tsv;
pub(super) use self::write::write;

use self::formula::restore;
use self::header::{PlaceColumns, distinct, place_columns};
use super::Features;
use super::error::FormatError;
use super::infer::ColumnKind;
use super::repairs::note_empty_point;
use super::wkt;
use crate::jobs::JobContext;
use crate::model::table::{Cell, MAX_COLUMNS, TableBuilder};
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace};
use crate::source::positions::{Axis, ReadPositionsError, UnusablePosition, csv as text};

/// A table and what its header says.
struct Csv<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    newline: u8,
    /// The line of the header.
    first_line: u64,
    names: Vec<String>,
    place: PlaceColumns,
}

/// Read a whole table.
pub(super) fn read(
    bytes: &[u8],
    job: &JobContext,
    report: &mut LoadReport,
) -> Result<Features, FormatError> {
    let bytes = bytes.strip_prefix(text::BYTE_ORDER_MARK).unwrap_or(bytes);
    let newline = if memchr::memchr(b'\n', bytes).is_some() {
        b'\n'
    } else {
        b'\r'
    };
    if bytes.len() > text::MAX_RECORD_BYTES
        && memchr::memchr(newline, &bytes[..text::MAX_RECORD_BYTES]).is_none()
    {
        return Err(ReadPositionsError::LongRecord { line: 1 }.into());
    }
    let (named, skipped) = named_delimiter(bytes, newline).unzip();
    let skipped = skipped.unwrap_or(0);
    let bytes = &bytes[skipped..];
    let first_line = 1 + u64::from(skipped > 0);
    text::text(bytes, first_line, newline)?;
    let delimiter = named.unwrap_or_else(|| text::delimiter(bytes));
    let lines =
        |end: usize| first_line + memchr::memchr_iter(newline, &bytes[..end]).count() as u64;
    let faults = quotes::check(bytes, delimiter);
    if let Some(at) = faults.open {
        return Err(ReadPositionsError::OpenQuote { line: lines(at) }.into());
    }
    for at in faults.trailing {
        report.add(Problem {
            kind: ProblemKind::Nonstandard,
            place: ProblemPlace {
                line: Some(lines(at)),
                byte: Some((skipped + at) as u64),
                ..ProblemPlace::default()
            },
            found: "text follows the closing quote of a cell".to_owned(),
            done: "added to the cell",
        });
    }
    let format = match delimiter {
        b'\t' => "TSV",
        b';' => "CSV with semicolons",
        b'|' => "CSV with bars",
        _ => "CSV",
    };
    format.clone_into(&mut report.format);
    let csv = Csv::open(bytes, delimiter, (newline, first_line))?;
    let kinds = csv.kinds(job)?;
    csv.read(&kinds, job, report)
}

/// The delimiter that the first line names for Excel, `sep=;`, and how long that line is.
fn named_delimiter(bytes: &[u8], newline: u8) -> Option<(u8, usize)> {
    let (start, rest) = bytes.split_at_checked(4)?;
    let end = memchr::memchr(newline, rest).filter(|_| start.eq_ignore_ascii_case(b"sep="))?;
    let delimiter = match rest[..end].trim_ascii_end() {
        [delimiter] => *delimiter,
        // One that is itself white space.
        [] => *rest[..end].first()?,
        _ => return None,
    };
    let possible = match delimiter {
        b'\t' | b' ' => true,
        b'"' | b'\'' => false,
        other => other.is_ascii_punctuation(),
    };
    possible.then_some((delimiter, 4 + end + 1))
}

impl<'a> Csv<'a> {
    fn open(
        bytes: &'a [u8],
        delimiter: u8,
        (newline, first_line): (u8, u64),
    ) -> Result<Self, FormatError> {
        let mut rows = Rows::new(bytes, delimiter, (newline, first_line));
        let Some((_, header)) = rows.next()? else {
            return Err(ReadPositionsError::Empty.into());
        };
        let names: Vec<String> = header.iter().map(|name| restore(name).to_owned()).collect();
        if names.len() > MAX_COLUMNS {
            return Err(FormatError::TooManyColumns);
        }
        let place = place_columns(&names, rows)?;
        Ok(Self {
            bytes,
            delimiter,
            newline,
            first_line,
            names: distinct(names),
            place,
        })
    }

    /// The rows below the header.
    fn rows(&self) -> Result<Rows<'a>, FormatError> {
        let lines = (self.newline, self.first_line);
        let mut rows = Rows::new(self.bytes, self.delimiter, lines);
        rows.next()?;
        Ok(rows)
    }

    /// What each column holds.
    fn kinds(&self, job: &JobContext) -> Result<Vec<ColumnKind>, FormatError> {
        job.stage("finding column types", self.bytes.len() as u64);
        let mut kinds = vec![ColumnKind::new(self.delimiter != b','); self.names.len()];
        let mut rows = self.rows()?;
        let mut done = 0;
        while let Some((_, row)) = rows.next()? {
            for (kind, cell) in kinds.iter_mut().zip(row) {
                kind.see(restore(cell));
            }
            advance(job, &mut done, rows.start)?;
        }
        let degrees = match self.place {
            PlaceColumns::LonLat { lon, lat } => vec![lon, lat],
            PlaceColumns::Wkt(_) => Vec::new(),
        };
        ColumnKind::settle_commas(&mut kinds, &degrees);
        Ok(kinds)
    }

    fn read(
        &self,
        kinds: &[ColumnKind],
        job: &JobContext,
        report: &mut LoadReport,
    ) -> Result<Features, FormatError> {
        job.stage("reading rows", self.bytes.len() as u64);
        let mut builder = TableBuilder::new();
        let mut columns: Vec<usize> = Vec::new();
        for (at, name) in self.names.iter().enumerate() {
            let is_wkt = matches!(self.place, PlaceColumns::Wkt(wkt) if wkt == at);
            // A geometry that can be read needs no column; the others get one when they come.
            columns.push(if is_wkt {
                usize::MAX
            } else {
                builder.column(name)
            });
        }
        let mut line_numbers = Vec::new();
        let mut rows = self.rows()?;
        let mut done = 0;
        let mut spare = String::new();
        while let Some((line, row)) = rows.next()? {
            for ((cell, kind), &column) in row.iter().zip(kinds).zip(&columns) {
                if column != usize::MAX {
                    builder.set(column, kind.cell(restore(cell), &mut spare));
                }
            }
            let place = ProblemPlace {
                feature: Some(builder.len() as u64),
                line: Some(line),
                ..ProblemPlace::default()
            };
            if row.len() > MAX_COLUMNS {
                return Err(FormatError::TooManyColumns);
            }
            let shifted = self.check_width(row, &mut builder, place, report);
            match self.place {
                _ if shifted => {}
                PlaceColumns::LonLat { lon, lat } => {
                    self.push_point([row.get(lon), row.get(lat)], &mut builder, place, report);
                }
                PlaceColumns::Wkt(column) => {
                    let cell = restore(row.get(column).unwrap_or_default());
                    if !push_geometry(cell, &mut builder, place, report) {
                        let column = builder.column(&self.names[column]);
                        builder.set(column, Cell::Text(cell));
                    }
                }
            }
            builder.end_feature();
            line_numbers.push(line as u32);
            advance(job, &mut done, rows.start)?;
        }
        Ok(Features {
            table: builder.finish(),
            lines: line_numbers,
        })
    }

    /// Note a row of another width than the header's, and keep its extra cells. Whether the row has
    /// so many that it is not sure which is which.
    fn check_width(
        &self,
        row: &csv::StringRecord,
        builder: &mut TableBuilder,
        place: ProblemPlace,
        report: &mut LoadReport,
    ) -> bool {
        let (found, expected) = (row.len(), self.names.len());
        if found == expected {
            return false;
        }
        let mut extra = false;
        for (at, cell) in row.iter().enumerate().skip(expected) {
            if !cell.is_empty() {
                extra = true;
                let column = builder.column(&format!("column {}", at + 1));
                builder.set(column, Cell::Text(restore(cell)));
            }
        }
        report.add(Problem {
            kind: if extra {
                ProblemKind::BadGeometry
            } else {
                ProblemKind::Nonstandard
            },
            place,
            found: format!(
                "{found} {} where the header has {expected}",
                if found == 1 { "cell" } else { "cells" }
            ),
            done: if extra {
                "kept without a position, the extra cells in columns of their own"
            } else if found < expected {
                "kept, the missing cells empty"
            } else {
                "kept, the extra cells are empty"
            },
        });
        extra
    }

    fn push_point(
        &self,
        cells: [Option<&str>; 2],
        builder: &mut TableBuilder,
        place: ProblemPlace,
        report: &mut LoadReport,
    ) {
        let decimal_comma = self.delimiter != b',';
        let number = |cell: Option<&str>, axis| {
            let cell = cell.map(|cell| restore(cell).as_bytes());
            text::number(cell, axis, decimal_comma)
        };
        let lon = number(cells[0], Axis::Longitude);
        let lat = number(cells[1], Axis::Latitude);
        match (lon, lat) {
            (Ok(lon), Ok(lat)) => builder.geometries().push_point([lon, lat]),
            (Err(problem), _) | (_, Err(problem)) => report.add(Problem {
                kind: match problem {
                    UnusablePosition::Missing(_) => ProblemKind::NoGeometry,
                    _ => ProblemKind::BadGeometry,
                },
                place,
                found: problem.to_string(),
                done: "kept without a position",
            }),
        }
    }
}

/// Add the geometry of a cell; whether it could be read.
fn push_geometry(
    cell: &str,
    builder: &mut TableBuilder,
    place: ProblemPlace,
    report: &mut LoadReport,
) -> bool {
    let arena = builder.geometries();
    let mark = arena.mark();
    let (kind, found) = if cell.trim().is_empty() {
        (ProblemKind::NoGeometry, "no geometry".to_owned())
    } else {
        match wkt::push_wkt(cell, arena) {
            Ok(mended) => {
                mended.note(place, report);
                note_empty_point(arena, place, report);
                return true;
            }
            Err(problem) => (ProblemKind::BadGeometry, problem),
        }
    };
    arena.truncate(mark);
    let done = "kept without a position";
    report.add(Problem {
        kind,
        place,
        found,
        done,
    });
    kind == ProblemKind::NoGeometry
}

fn advance(job: &JobContext, done: &mut usize, at: usize) -> Result<(), FormatError> {
    if at - *done >= 1 << 20 {
        job.advance((at - *done) as u64)?;
        *done = at;
    }
    Ok(())
}

/// Records with the line each begins in.
struct Rows<'a> {
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    record: csv::StringRecord,
    newline: u8,
    /// Where the last record begins, and in which line.
    start: usize,
    line: u64,
}

impl<'a> Rows<'a> {
    fn new(bytes: &'a [u8], delimiter: u8, (newline, line): (u8, u64)) -> Self {
        Self {
            bytes,
            reader: csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .has_headers(false)
                .flexible(true)
                .from_reader(bytes),
            record: csv::StringRecord::new(),
            newline,
            start: 0,
            line,
        }
    }

    fn next(&mut self) -> Result<Option<(u64, &csv::StringRecord)>, FormatError> {
        let mut start = self.reader.position().byte() as usize;
        let more = self.reader.read_record(&mut self.record);
        if !more.map_err(|error| ReadPositionsError::from(std::io::Error::from(error)))? {
            return Ok(None);
        }
        let blank = |byte: &&u8| matches!(byte, b'\n' | b'\r');
        start += self.bytes[start..].iter().take_while(blank).count();
        self.line +=
            memchr::memchr_iter(self.newline, &self.bytes[self.start..start]).count() as u64;
        self.start = start;
        Ok(Some((self.line, &self.record)))
    }
}
