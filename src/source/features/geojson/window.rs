//! The part of a file that is in memory: what is being parsed, and what was read ahead meanwhile.
use std::io::Read;

use super::error::{Damage, ReadGeoJsonError, SHOWN_BYTES, Surroundings};
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
    ended: bool,
    error: Option<std::io::Error>,
}

/// What is being parsed.
pub(super) struct Window {
    buffer: Vec<u8>,
    /// The first byte that is one of the file.
    first: usize,
    /// The first byte to be parsed.
    start: usize,
    /// Bytes of the file before `start`.
    pub(super) offset: u64,
    /// Line breaks before `start`.
    pub(super) lines: u64,
    /// Characters of the line before `start`.
    line_chars: u64,
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
            ended: false,
            error: None,
        }
    }

    /// Read the next block, if none is waiting.
    pub(super) fn read_ahead(&mut self) {
        if self.ahead.len() > self.headroom {
            return;
        }
        self.ahead.resize(self.headroom, 0);
        if self.ended {
            return;
        }
        // Memory that is not filled costs nothing; growing to it would.
        self.ahead.reserve_exact(self.block);
        let mut limited = (&mut *self.reader).take(self.block as u64);
        match limited.read_to_end(&mut self.ahead) {
            Ok(count) => self.ended = count < self.block,
            Err(error) => {
                self.error = Some(error);
                self.ended = true;
            }
        }
    }
}

impl Window {
    pub(super) fn new() -> Self {
        Self {
            buffer: Vec::new(),
            first: 0,
            start: 0,
            offset: 0,
            lines: 0,
            line_chars: 0,
            ended: false,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..]
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
        let line = memchr::memrchr(b'\n', passed).map(|newline| newline + 1);
        if line.is_some() {
            self.line_chars = 0;
        }
        self.line_chars += count_chars(&passed[line.unwrap_or(0)..]);
        self.start += bytes;
        self.offset += bytes as u64;
    }

    /// Go on to the first byte that is not white space, so that it takes no memory however much
    /// there is.
    pub(super) fn skip_space(&mut self) {
        let is_space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let spaces = self.bytes().iter().take_while(is_space).count();
        self.consume(spaces);
    }

    /// Put what was read ahead behind what is left and a few bytes before it.
    pub(super) fn refill(&mut self, input: &mut Input<'_>) -> Result<(), ReadGeoJsonError> {
        input.read_ahead();
        let seen = (self.start - self.first).min(SHOWN_BYTES);
        let left = self.start - seen..self.buffer.len();
        if left.len() <= input.headroom {
            let start = input.headroom - left.len();
            input.ahead[start..input.headroom].copy_from_slice(&self.buffer[left]);
            std::mem::swap(&mut self.buffer, &mut input.ahead);
            (self.first, self.start) = (start, start + seen);
        } else {
            self.buffer.copy_within(left.clone(), 0);
            self.buffer.truncate(left.len());
            self.buffer
                .extend_from_slice(&input.ahead[input.headroom..]);
            (self.first, self.start) = (0, seen);
            // So that what does not fit is looked at anew only when there is twice as much of it.
            let more = left
                .len()
                .saturating_sub(input.ahead.len() - input.headroom);
            if more > 0 && !input.ended {
                let limited = (&mut *input.reader).take(more as u64);
                let read = { limited }.read_to_end(&mut self.buffer);
                match read {
                    Ok(count) => input.ended = count < more,
                    Err(error) => input.error = Some(error),
                }
            }
        }
        input.ahead.truncate(input.headroom);
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
        let bytes = &self.buffer;
        let at = (self.start + at).min(bytes.len());
        let passed = &bytes[self.start..at];
        let shown = self.first.max(at.saturating_sub(SHOWN_BYTES));
        let before = match memchr::memrchr(b'\n', &bytes[shown..at]) {
            Some(newline) => &bytes[shown + newline + 1..at],
            None => &bytes[shown..at],
        };
        let after = &bytes[at..bytes.len().min(at + SHOWN_BYTES)];
        let after = after.split(|byte| *byte == b'\n').next().unwrap_or(after);
        let chars = match memchr::memrchr(b'\n', passed) {
            Some(newline) => count_chars(&passed[newline + 1..]),
            None => self.line_chars + count_chars(passed),
        };
        let place = Surroundings {
            before,
            after,
            line: self.lines + memchr::memchr_iter(b'\n', passed).count() as u64 + 1,
            column: chars + 1,
            byte: self.offset + passed.len() as u64,
        };
        ReadGeoJsonError::Damaged(Box::new(Damage::new(what, &place)))
    }
}

/// Characters of UTF-8 text: bytes that do not continue one.
fn count_chars(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64
}
