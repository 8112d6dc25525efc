//! Delimited text (RFC 4180 and what is like it), read in chunks of whole records so that threads
//! can share a file of any size. Rows keep their bytes: quoting, line ends and blank lines.
mod columns;
mod records;

use std::io::Read;

pub(in crate::source) use self::columns::{delimiter, find};
pub(in crate::source) use self::records::{number, text};

use super::{Axis, CoordinateColumns, ReadPositionsError, UnusablePosition};
use crate::geodesy::Position;

/// What Windows programs put before UTF-8 text.
pub(in crate::source) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Longer records are taken for a mistake.
pub(in crate::source) const MAX_RECORD_BYTES: usize = 16 << 20;

/// How much is read at a time: enough work for a thread, little beside the memory.
const CHUNK_BYTES: u64 = 1 << 19;

/// The header of a file and what it says about the rows.
#[derive(Clone, Debug)]
pub struct CsvHeader {
    /// The header as it stands, with what precedes it, without its line end.
    pub raw: Vec<u8>,
    /// The header's line end; empty where the file ends there.
    pub line_end: Vec<u8>,
    /// Column names.
    pub columns: Vec<String>,
    /// What separates cells.
    pub delimiter: u8,
    /// What ends lines: `\n` (also after `\r`), or `\r` alone.
    newline: u8,
    /// Which column holds the longitude.
    lon: usize,
    /// Which column holds the latitude.
    lat: usize,
}

/// Some whole records.
#[derive(Debug)]
pub struct CsvChunk {
    /// Line of the file that the first record begins in, from 1.
    first_line: u64,
    bytes: Vec<u8>,
}

/// A record with its position.
#[derive(Debug)]
pub struct CsvRow<'a> {
    /// Line of the file that it begins in, from 1.
    pub line: u64,
    /// Blank lines before it.
    pub before: &'a [u8],
    /// The record as it stands, without its line end.
    pub raw: &'a [u8],
    /// Its line end; empty at the end of the file.
    pub line_end: &'a [u8],
    /// Its cells, without quotes.
    pub cells: &'a csv::ByteRecord,
    /// Where it is.
    pub position: Result<Position, UnusablePosition>,
}

/// Reads chunks from a file or stream.
#[derive(Debug)]
pub struct CsvReader<R> {
    input: R,
    splitter: records::Splitter,
    /// Read but not yet given out; begins at a record.
    pending: Vec<u8>,
    /// Line that `pending` begins in.
    line: u64,
}

impl<R: Read> CsvReader<R> {
    /// Read the header and find out delimiter, line ends and coordinate columns.
    ///
    /// # Errors
    ///
    /// [`ReadPositionsError`] where the input cannot be read or has no such columns.
    pub fn open(
        input: R,
        names: &CoordinateColumns,
    ) -> Result<(CsvHeader, Self), ReadPositionsError> {
        let mut reader = Self {
            input,
            splitter: records::Splitter::new(b',', b'\n'),
            pending: Vec::new(),
            line: 1,
        };
        reader.read_some()?;
        let head = reader.pending.as_slice();
        let newline = if head.contains(&b'\n') { b'\n' } else { b'\r' };
        let delimiter = delimiter(head);
        reader.splitter = records::Splitter::new(delimiter, newline);
        let Some(first) = reader.next_chunk()? else {
            return Err(ReadPositionsError::Empty);
        };
        let text = text(&first.bytes, 1, newline)?.as_bytes();
        let (raw, line_end) = records::first_record(text, delimiter)?;
        let columns = columns::names(raw, delimiter)?;
        let header = CsvHeader {
            raw: raw.to_vec(),
            line_end: line_end.to_vec(),
            lon: find(&columns, Axis::Longitude, names.lon.as_deref())?,
            lat: find(&columns, Axis::Latitude, names.lat.as_deref())?,
            columns,
            delimiter,
            newline,
        };
        // The rows that came with the header go back.
        let (used, rows) = first.bytes.split_at(raw.len() + line_end.len());
        reader.line = 1 + records::count(used, newline);
        reader.pending = [rows, reader.pending.as_slice()].concat();
        reader.splitter.restart();
        Ok((header, reader))
    }

    /// The next records, or nothing at the end.
    ///
    /// # Errors
    ///
    /// [`ReadPositionsError`] where the input cannot be read, or a record does not end.
    pub fn next_chunk(&mut self) -> Result<Option<CsvChunk>, ReadPositionsError> {
        let end = loop {
            let ended = !self.read_some()?;
            let end = self.splitter.last_record_end(&self.pending);
            let too_long = end.is_none() && self.pending.len() > MAX_RECORD_BYTES;
            if (ended || too_long)
                && let Some(quote) = self.splitter.open_quote()
            {
                let line = self.line + self.splitter.lines(&self.pending[..quote]);
                return Err(ReadPositionsError::OpenQuote { line });
            }
            match end {
                _ if ended => break self.pending.len(),
                Some(end) => break end,
                None if too_long => return Err(ReadPositionsError::LongRecord { line: self.line }),
                None => {}
            }
        };
        if end == 0 {
            return Ok(None);
        }
        let rest = self.pending.split_off(end);
        let bytes = std::mem::replace(&mut self.pending, rest);
        self.splitter.restart();
        let first_line = self.line;
        self.line += self.splitter.lines(&bytes);
        Ok(Some(CsvChunk { first_line, bytes }))
    }

    /// Whether there was more.
    fn read_some(&mut self) -> Result<bool, ReadPositionsError> {
        let read = (&mut self.input)
            .take(CHUNK_BYTES)
            .read_to_end(&mut self.pending)?;
        Ok(read > 0)
    }
}

impl CsvHeader {
    /// Give every record of a chunk to `visit`, in order. Returns the blank lines after the last.
    ///
    /// # Errors
    ///
    /// [`ReadPositionsError::NotUtf8`] before any row is visited.
    pub fn for_each_row<'a>(
        &self,
        chunk: &'a CsvChunk,
        mut visit: impl FnMut(&CsvRow<'_>),
    ) -> Result<&'a [u8], ReadPositionsError> {
        let bytes = text(&chunk.bytes, chunk.first_line, self.newline)?.as_bytes();
        let lines = |part: &[u8]| records::count(part, self.newline);
        let mut reader = records::reader(bytes, self.delimiter);
        let mut cells = csv::ByteRecord::new();
        let mut line = chunk.first_line;
        let mut start = 0;
        while reader
            .read_byte_record(&mut cells)
            .map_err(std::io::Error::from)?
        {
            let end = reader.position().byte() as usize;
            let (before, raw, line_end) = records::without_line_ends(&bytes[start..end]);
            line += lines(before);
            visit(&CsvRow {
                line,
                before,
                raw,
                line_end,
                cells: &cells,
                position: self.position(&cells),
            });
            line += lines(raw) + lines(line_end);
            start = end;
        }
        Ok(&bytes[start..])
    }

    fn position(&self, cells: &csv::ByteRecord) -> Result<Position, UnusablePosition> {
        let expected = self.columns.len();
        if cells.iter().skip(expected).any(|cell| !cell.is_empty()) {
            let found = cells.len();
            return Err(UnusablePosition::ExtraCells { found, expected });
        }
        let decimal_comma = self.delimiter != b',';
        super::position(
            number(cells.get(self.lon), Axis::Longitude, decimal_comma)?,
            number(cells.get(self.lat), Axis::Latitude, decimal_comma)?,
        )
    }
}

#[cfg(test)]
mod tests;
