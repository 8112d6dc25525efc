//! Where records begin and end, and what a cell says. Follows the rules of the `csv` crate, which
//! splits the records into cells.
use super::super::{Axis, ReadPositionsError, UnusablePosition, shown};
use super::BYTE_ORDER_MARK;

/// Finds record boundaries in a stream that arrives in pieces.
#[derive(Debug)]
pub(super) struct Splitter {
    delimiter: u8,
    newline: u8,
    state: State,
    /// How much of the bytes was looked at.
    scanned: usize,
    /// Behind the last whole record.
    end: Option<usize>,
    /// Where the last quoted cell began.
    quote: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    CellStart,
    Unquoted,
    Quoted,
    /// A quote in a quoted cell: its end, or the first of two that stand for one.
    MaybeUnquoted,
}

impl Splitter {
    pub(super) fn new(delimiter: u8, newline: u8) -> Self {
        Self {
            delimiter,
            newline,
            state: State::CellStart,
            scanned: 0,
            end: None,
            quote: 0,
        }
    }

    /// Begin anew with bytes that start at a record.
    pub(super) fn restart(&mut self) {
        *self = Self::new(self.delimiter, self.newline);
    }

    /// Behind the last whole record of `bytes`, which since the last call have only grown.
    pub(super) fn last_record_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let fresh = &bytes[self.scanned..];
        if self.state != State::Quoted && !fresh.contains(&b'"') {
            if let Some(at) = fresh.iter().rposition(|byte| *byte == self.newline) {
                self.end = Some(self.scanned + at + 1);
            }
            if let Some(last) = fresh.last() {
                self.state = self.outside_quotes(*last);
            }
        } else {
            for (at, byte) in fresh.iter().copied().enumerate() {
                self.step(self.scanned + at, byte);
            }
        }
        self.scanned = bytes.len();
        self.end
    }

    fn step(&mut self, at: usize, byte: u8) {
        self.state = match (self.state, byte) {
            (State::CellStart, b'"') => {
                self.quote = at;
                State::Quoted
            }
            (State::Quoted, b'"') => State::MaybeUnquoted,
            (State::Quoted, _) | (State::MaybeUnquoted, b'"') => State::Quoted,
            _ => {
                if byte == self.newline {
                    self.end = Some(at + 1);
                }
                self.outside_quotes(byte)
            }
        };
    }

    fn outside_quotes(&self, byte: u8) -> State {
        if byte == self.delimiter || byte == b'\n' || byte == b'\r' {
            State::CellStart
        } else {
            State::Unquoted
        }
    }

    /// Where the quoted cell began that is still open.
    pub(super) fn open_quote(&self) -> Option<usize> {
        (self.state == State::Quoted).then_some(self.quote)
    }

    /// Line ends in `bytes`.
    pub(super) fn lines(&self, bytes: &[u8]) -> u64 {
        count(bytes, self.newline)
    }
}

/// How often `byte` occurs.
#[expect(
    clippy::naive_bytecount,
    reason = "the compiler makes vector code of it, and a crate more would win no time here"
)]
pub(super) fn count(bytes: &[u8], byte: u8) -> u64 {
    bytes.iter().filter(|other| **other == byte).count() as u64
}

/// The bytes as text, or the line that is none.
pub(in crate::source) fn text(
    bytes: &[u8],
    first_line: u64,
    newline: u8,
) -> Result<&str, ReadPositionsError> {
    str::from_utf8(bytes).map_err(|error| ReadPositionsError::NotUtf8 {
        line: first_line + count(&bytes[..error.valid_up_to()], newline),
    })
}

/// A reader of cells that takes any number of them in a row.
pub(super) fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes)
}

/// The first record with all that precedes it, and its line end.
pub(super) fn first_record(
    bytes: &[u8],
    delimiter: u8,
) -> Result<(&[u8], &[u8]), ReadPositionsError> {
    let mark = bytes.len() - without_mark(bytes).len();
    let mut reader = reader(&bytes[mark..], delimiter);
    let mut record = csv::ByteRecord::new();
    if !reader
        .read_byte_record(&mut record)
        .map_err(std::io::Error::from)?
    {
        return Err(ReadPositionsError::Empty);
    }
    let end = mark + reader.position().byte() as usize;
    // A line end of two bytes belongs together, wherever the reader stopped.
    let end = end + usize::from(bytes[..end].ends_with(b"\r") && bytes[end..].starts_with(b"\n"));
    let (_, _, line_end) = without_line_ends(&bytes[..end]);
    Ok(bytes[..end].split_at(end - line_end.len()))
}

/// The bytes without the mark that Windows programs begin with.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes)
}

/// Blank lines, the record, its line end.
pub(super) fn without_line_ends(bytes: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let no_line_end = |byte: &u8| !matches!(byte, b'\n' | b'\r');
    let start = bytes.iter().position(no_line_end).unwrap_or(bytes.len());
    let end = bytes
        .iter()
        .rposition(no_line_end)
        .map_or(start, |last| last + 1);
    (&bytes[..start], &bytes[start..end], &bytes[end..])
}

/// The number in a cell, with a decimal comma where commas separate no cells.
pub(in crate::source) fn number(
    cell: Option<&[u8]>,
    axis: Axis,
    decimal_comma: bool,
) -> Result<f64, UnusablePosition> {
    let cell = cell.unwrap_or_default().trim_ascii();
    if cell.is_empty() {
        return Err(UnusablePosition::Missing(axis));
    }
    let text = String::from_utf8_lossy(cell);
    let parsed: Result<f64, _> = if decimal_comma && !cell.contains(&b'.') {
        text.replacen(',', ".", 1).parse()
    } else {
        text.parse()
    };
    match parsed {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(UnusablePosition::NotANumber {
            axis,
            text: shown(&text),
        }),
    }
}
