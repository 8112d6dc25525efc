//! The part of a file that is in memory: what is being parsed, and what was read ahead meanwhile.
use std::io::Read;

use super::error::{Damage, ReadGeoJsonError};
use super::json::Fault;

/// How much of the room for bytes read ahead is kept free before them, for what is carried over.
const HEADROOM_PARTS: usize = 8;

/// Fetches bytes.
pub(super) struct Input<'r> {
    reader: &'r mut (dyn Read + Send),
    block: usize,
    /// Room for what is carried over, then the bytes read ahead.
    ahead: Vec<u8>,
    headroom: usize,
    end: usize,
    ended: bool,
    error: Option<std::io::Error>,
}

/// What is being parsed.
pub(super) struct Window {
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes of the file before `start`.
    pub(super) offset: u64,
    /// Line breaks before `start`.
    pub(super) lines: u64,
    /// Where the line begins that holds `start`, bytes of the file.
    line_start: u64,
    /// Nothing follows.
    pub(super) ended: bool,
}

impl<'r> Input<'r> {
    pub(super) fn new(reader: &'r mut (dyn Read + Send), block: usize) -> Self {
        Self {
            reader,
            block,
            ahead: Vec::new(),
            headroom: block / HEADROOM_PARTS,
            end: block / HEADROOM_PARTS,
            ended: false,
            error: None,
        }
    }

    /// Read the next block, if none is waiting.
    pub(super) fn read_ahead(&mut self) {
        if self.end > self.headroom {
            return;
        }
        let full = self.headroom + self.block;
        self.ahead.resize(full, 0);
        while self.end < full && !self.ended {
            match self.reader.read(&mut self.ahead[self.end..full]) {
                Ok(0) => self.ended = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.error = Some(error);
                    self.ended = true;
                }
            }
        }
    }
}

impl Window {
    pub(super) fn new() -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            end: 0,
            offset: 0,
            lines: 0,
            line_start: 0,
            ended: false,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// The bytes up to the first that are not UTF-8, and whether there are such.
    pub(super) fn text(&self) -> (&str, bool) {
        match std::str::from_utf8(self.bytes()) {
            Ok(text) => (text, false),
            Err(error) => {
                let (valid, _) = self.bytes().split_at(error.valid_up_to());
                let cut = error.error_len().is_none() && !self.ended;
                (std::str::from_utf8(valid).unwrap_or(""), !cut)
            }
        }
    }

    /// Go on by so many bytes.
    pub(super) fn consume(&mut self, bytes: usize) {
        let passed = &self.buffer[self.start..self.start + bytes];
        self.lines += memchr::memchr_iter(b'\n', passed).count() as u64;
        if let Some(newline) = memchr::memrchr(b'\n', passed) {
            self.line_start = self.offset + newline as u64 + 1;
        }
        self.start += bytes;
        self.offset += bytes as u64;
    }

    /// Put what was read ahead behind what is left.
    pub(super) fn refill(&mut self, input: &mut Input<'_>) -> Result<(), ReadGeoJsonError> {
        input.read_ahead();
        let left = self.start..self.end;
        if left.len() <= input.headroom {
            let start = input.headroom - left.len();
            input.ahead[start..input.headroom].copy_from_slice(&self.buffer[left]);
            std::mem::swap(&mut self.buffer, &mut input.ahead);
            self.start = start;
            self.end = input.end;
        } else {
            self.buffer.copy_within(left.clone(), 0);
            self.buffer.truncate(left.len());
            self.buffer
                .extend_from_slice(&input.ahead[input.headroom..input.end]);
            self.start = 0;
            // So that what does not fit is looked at anew only when there is twice as much of it.
            let more = left.len().saturating_sub(input.end - input.headroom);
            if more > 0 && !input.ended {
                let limited = (&mut *input.reader).take(more as u64);
                let read = { limited }.read_to_end(&mut self.buffer);
                match read {
                    Ok(count) => input.ended = count < more,
                    Err(error) => input.error = Some(error),
                }
            }
            self.end = self.buffer.len();
        }
        input.end = input.headroom;
        self.ended = input.ended;
        match input.error.take() {
            Some(source) => Err(ReadGeoJsonError::Read {
                byte: self.offset + self.bytes().len() as u64,
                source,
            }),
            None => Ok(()),
        }
    }

    /// The refusal of the file for a fault in the text.
    pub(super) fn damage(&self, fault: Fault) -> ReadGeoJsonError {
        self.damage_at(fault.at, fault.what.to_owned())
    }

    /// The refusal of the file for what is at a byte of the text.
    pub(super) fn damage_at(&self, at: usize, what: String) -> ReadGeoJsonError {
        let place = (self.offset, self.lines, self.line_start);
        ReadGeoJsonError::Damaged(Damage::new(what, self.bytes(), at, place))
    }
}
