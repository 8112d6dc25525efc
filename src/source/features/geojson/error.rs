//! Why a GeoJSON file gives no features, with the place shown.
use crate::jobs::Cancelled;

/// Characters of a long line that are shown on either side of the place.
const SHOWN_CHARS: usize = 36;

/// Why a GeoJSON file gives no features. Which file it is, the caller adds.
#[derive(Debug, thiserror::Error)]
pub enum ReadGeoJsonError {
    /// The operating system or the decompressor gives no bytes.
    #[error("cannot read beyond byte {byte}; the file may be damaged or cut short")]
    Read {
        /// Bytes that could be read.
        byte: u64,
        /// Why.
        source: std::io::Error,
    },
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// The text is not JSON, or no GeoJSON.
    #[error("{0}")]
    Damaged(Box<Damage>),
    /// Coordinates that are not understood.
    #[error(
        "the coordinates are in {name}, which is not read; convert them: \
         ogr2ogr -t_srs EPSG:4326 converted.geojson FILE"
    )]
    Crs {
        /// As the file has it.
        name: String,
    },
    /// A feature beyond the limit.
    #[error(
        "the feature that begins at byte {byte} (line {line}) is larger than {limit_mb} MB, the \
         limit; split it or simplify its geometry"
    )]
    TooLarge {
        /// Where it begins.
        byte: u64,
        /// Its line, from 1.
        line: u64,
        /// The limit in millions of bytes.
        limit_mb: usize,
    },
    /// More than there is memory for.
    #[error(
        "the features up to byte {byte} already take {taken_mb} MB, and no more memory is free; \
         close other programs, or read a part of the file"
    )]
    Memory {
        /// Bytes read.
        byte: u64,
        /// What the table takes, in millions of bytes.
        taken_mb: usize,
    },
    /// More than 32-bit offsets reach.
    #[error("more than 4,294,967,295 positions or features; split the file")]
    TooMany,
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Where a text is no GeoJSON, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Why, with the remedy where there is one.
    pub what: String,
    /// Line, from 1.
    pub line: u64,
    /// Column, from 1, in characters as far as the line is known.
    pub column: u64,
    /// Byte of the (unpacked) file, from 0.
    pub byte: u64,
    /// The part of the line that is around the place.
    shown: String,
    /// Characters of it before the place.
    before: usize,
}

impl Damage {
    /// Show the byte `at` of a text that begins at byte `offset` of the file, on `line`, which
    /// began at byte `line_start` of the file.
    pub(super) fn new(
        what: String,
        text: &[u8],
        at: usize,
        (offset, lines, line_start): (u64, u64, u64),
    ) -> Box<Self> {
        let at = at.min(text.len());
        let byte = offset + at as u64;
        let passed = memchr::memchr_iter(b'\n', &text[..at]).count() as u64;
        let begin = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
        let unseen = if passed == 0 { offset - line_start } else { 0 };
        let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline);
        let before_all = String::from_utf8_lossy(&text[begin..at]);
        let chars = before_all.chars().count();
        let clean = |c: char| if c.is_control() { '\u{fffd}' } else { c };
        let mut shown: String = before_all
            .chars()
            .skip(chars.saturating_sub(SHOWN_CHARS))
            .map(|c| if c == '\t' { ' ' } else { clean(c) })
            .collect();
        let mut before = chars.min(SHOWN_CHARS);
        if chars > SHOWN_CHARS || unseen > 0 {
            shown.insert(0, '…');
            before += 1;
        }
        // Enough bytes for the characters, whatever their length.
        let after = &text[at..end.min(at + 4 * SHOWN_CHARS)];
        let after = String::from_utf8_lossy(after);
        let after = after.trim_end_matches('\r');
        shown.extend(after.chars().take(SHOWN_CHARS).map(clean));
        if after.chars().count() > SHOWN_CHARS {
            shown.push('…');
        }
        Box::new(Self {
            what,
            line: lines + passed + 1,
            column: unseen + chars as u64 + 1,
            byte,
            shown,
            before,
        })
    }
}

impl std::fmt::Display for Damage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            what,
            line,
            column,
            byte,
            shown,
            before,
        } = self;
        write!(
            formatter,
            "line {line}, column {column} (byte {byte}): {what}\n  {shown}\n  {:before$}^",
            "",
        )
    }
}
