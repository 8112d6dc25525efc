//! JSON token by token over UTF-8 text, strict by RFC 8259: no tree is built and nothing copied.
use super::number::{Number, scan_number};

/// Where and why a text is not JSON, or not what belongs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Byte of the text.
    pub(super) at: usize,
    /// What is wrong, e.g. "a comma is missing".
    pub(super) what: &'static str,
}

/// What is said where the text ends too early.
pub(super) const ENDS: &str = "the file ends here, in the middle of a value";

/// What is said where brackets are nested beyond the limit.
pub(super) const TOO_DEEP: &str =
    "brackets are nested deeper here than the limit allows; flatten the data";

/// A string as it stands between its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RawString<'a> {
    pub(super) inner: &'a str,
    /// Whether it holds backslashes.
    pub(super) escaped: bool,
}

/// Walks over a text.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// The next byte.
    pub(super) at: usize,
    max_depth: usize,
    /// Whether NaN and infinities are gone over as numbers: where they are reported elsewhere.
    lenient: bool,
    /// Where half of a surrogate pair stood alone, until [`Cursor::take_lone_surrogate`].
    lone_surrogate: Option<usize>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, at: usize, max_depth: usize) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at,
            max_depth,
            lenient: false,
            lone_surrogate: None,
        }
    }

    /// Read on from a byte as if the text ended at another.
    pub(super) fn limit(&mut self, at: usize, end: usize) {
        self.at = at;
        self.bytes = &self.text.as_bytes()[..end];
    }

    pub(super) fn max_depth(&self) -> usize {
        self.max_depth
    }

    pub(super) fn take_lone_surrogate(&mut self) -> Option<usize> {
        self.lone_surrogate.take()
    }

    /// All bytes, up to the limit.
    #[inline]
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub(super) fn whole(&self) -> &'a str {
        self.text
    }

    /// The text from a byte up to the next one to be read.
    pub(super) fn since(&self, start: usize) -> &'a str {
        &self.text[start..self.at]
    }

    pub(super) fn starts_with(&self, prefix: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(prefix)
    }

    /// A fault at the next byte, or that the text ends there.
    pub(super) fn fault(&self, what: &'static str) -> Fault {
        let what = if self.at >= self.bytes.len() {
            ENDS
        } else {
            what
        };
        Fault { at: self.at, what }
    }

    /// The next byte.
    #[inline]
    pub(super) fn next_byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The next byte that is not white space.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if byte > b' ' || !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Go over white space and this byte.
    #[inline]
    pub(super) fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), Fault> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.fault(what))
    }

    /// Go over white space and this byte, if it is the next one.
    #[inline]
    pub(super) fn accept(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// After a member or element: whether another one follows, up to which it goes, or the end.
    #[inline]
    pub(super) fn another(&mut self, end: u8) -> Result<bool, Fault> {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                if self.peek() == Some(end) {
                    return Err(self.fault("nothing follows the comma before this bracket"));
                }
                Ok(true)
            }
            Some(byte) if byte == end => {
                self.at += 1;
                Ok(false)
            }
            Some(_) if end == b'}' => Err(self.fault("“,” or “}” is expected here")),
            _ => Err(self.fault("“,” or “]” is expected here")),
        }
    }

    /// The key of a member and the colon behind it.
    #[inline]
    pub(super) fn key(&mut self) -> Result<RawString<'a>, Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.fault("a name in double quotes is expected here"));
        }
        let key = self.string()?;
        self.expect(b':', "“:” is expected here, after the name")?;
        Ok(key)
    }

    /// A string, whose opening quote is the next byte.
    #[inline]
    pub(super) fn string(&mut self) -> Result<RawString<'a>, Fault> {
        let start = self.at + 1;
        let mut escaped = false;
        self.at = start;
        loop {
            self.at = end_of_plain(self.bytes, self.at);
            match self.next_byte() {
                Some(b'"') => {
                    let inner = &self.text[start..self.at];
                    self.at += 1;
                    return Ok(RawString { inner, escaped });
                }
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                _ => {
                    return Err(self.fault(
                        "a control character or line break stands in a string, or its closing \
                         quote is missing",
                    ));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        const BAD: &str = "no such escape; a backslash itself is written “\\\\”";
        let start = self.at;
        self.at += 1;
        match self.next_byte() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                let unit = self.hex()?;
                let mut alone = (0xDC00..0xE000).contains(&unit);
                if (0xD800..0xDC00).contains(&unit) {
                    alone = true;
                    if self.starts_with(b"\\u") {
                        let before = self.at;
                        self.at += 2;
                        if (0xDC00..0xE000).contains(&self.hex()?) {
                            alone = false;
                        } else {
                            self.at = before;
                        }
                    }
                }
                if alone {
                    self.lone_surrogate.get_or_insert(start);
                }
            }
            _ => return Err(self.fault(BAD)),
        }
        Ok(())
    }

    fn hex(&mut self) -> Result<u32, Fault> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self
                .next_byte()
                .and_then(|byte| char::from(byte).to_digit(16))
                .ok_or_else(|| self.fault("four hexadecimal digits are expected after “\\u”"))?;
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }

    /// A number, whose first byte is the next one.
    #[inline]
    pub(super) fn number(&mut self) -> Result<Number<'a>, Fault> {
        let (number, end) = scan_number(self.text, self.at)?;
        self.at = end;
        Ok(number)
    }

    /// `true`, `false` or `null`, if it is the next word.
    #[inline]
    pub(super) fn word(&mut self, word: &str) -> bool {
        let is_next = self.starts_with(word.as_bytes());
        if is_next {
            self.at += word.len();
        }
        is_next
    }

    /// NaN or an infinity, as other languages write them, if it is the next word.
    pub(super) fn not_finite(&mut self) -> Option<&'static str> {
        ["NaN", "Infinity", "-Infinity"]
            .into_iter()
            .find(|word| self.word(word))
    }

    /// What is wrong where no value begins.
    pub(super) fn no_value(&self) -> Fault {
        let what = match self.next_byte() {
            Some(b'N' | b'I' | b'i' | b'n' | b'-') => "this is no JSON value; write null instead",
            Some(b'\'') => "JSON has double quotes, not single ones",
            Some(b'/' | b'#') => "JSON has no comments",
            Some(b'T' | b'F' | b't' | b'f') => "this is no JSON value; write true or false",
            _ => "a value is expected here",
        };
        self.fault(what)
    }

    /// Go over any value, checking it; gives its text.
    pub(super) fn skip(&mut self) -> Result<&'a str, Fault> {
        self.skip_at_depth(0)
    }

    /// The same, with NaN and infinities, within `depth` brackets.
    pub(super) fn skip_lenient(&mut self, depth: usize) -> Result<&'a str, Fault> {
        self.lenient = true;
        let skipped = self.skip_at_depth(depth);
        self.lenient = false;
        skipped
    }

    /// The same within `depth` brackets.
    pub(super) fn skip_at_depth(&mut self, depth: usize) -> Result<&'a str, Fault> {
        let first = self.peek();
        let start = self.at;
        match first {
            Some(b'"') => {
                self.string()?;
            }
            Some(b'{' | b'[') if depth >= self.max_depth => return Err(self.fault(TOO_DEEP)),
            Some(b'{') => {
                self.at += 1;
                if !self.accept(b'}') {
                    loop {
                        self.key()?;
                        self.skip_at_depth(depth + 1)?;
                        if !self.another(b'}')? {
                            break;
                        }
                    }
                }
            }
            Some(b'[') => {
                self.at += 1;
                if !self.accept(b']') {
                    loop {
                        self.skip_at_depth(depth + 1)?;
                        if !self.another(b']')? {
                            break;
                        }
                    }
                }
            }
            Some(b'-') if self.lenient && self.not_finite().is_some() => {}
            Some(b'-' | b'0'..=b'9') => {
                self.number()?;
            }
            _ if self.word("true") || self.word("false") || self.word("null") => {}
            _ if self.lenient && self.not_finite().is_some() => {}
            _ => return Err(self.no_value()),
        }
        Ok(self.since(start))
    }
}

/// The first byte from `at` on that is a quote, a backslash or a control character, or the end.
#[inline]
fn end_of_plain(bytes: &[u8], mut at: usize) -> usize {
    // Eight bytes at a time: the high bit of each byte of `found` says that it is such a byte, and
    // bytes beyond the first found may be wrong. Mycroft's test for a zero byte.
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    while let Some(&eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(eight);
        let zero_in = |word: u64| word.wrapping_sub(ONES) & !word;
        let quote = zero_in(word ^ (ONES * u64::from(b'"')));
        let backslash = zero_in(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let found = (quote | backslash | control) & HIGHS;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            break;
        }
        at += 1;
    }
    at
}

/// Put what a string means behind `out`; half of a surrogate pair becomes U+FFFD. The string has
/// been read by a [`Cursor`].
pub(super) fn unescape(string: RawString<'_>, out: &mut String) {
    let mut rest = string.inner;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let kind = rest.as_bytes().get(at + 1).copied().unwrap_or(b'\\');
        rest = rest.get(at + 2..).unwrap_or("");
        match kind {
            b'u' => {
                let (unit, after) = unit(rest);
                rest = after;
                let low = rest.strip_prefix("\\u").map(self::unit);
                match (unit, low) {
                    (0xD800..0xDC00, Some((low @ 0xDC00..0xE000, after))) => {
                        let code = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                        out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                        rest = after;
                    }
                    _ => out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)),
                }
            }
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'n' => out.push('\n'),
            b'r' => out.push('\r'),
            b't' => out.push('\t'),
            other => out.push(char::from(other)),
        }
    }
    out.push_str(rest);
}

fn unit(text: &str) -> (u32, &str) {
    let (digits, rest) = text.split_at_checked(4).unwrap_or((text, ""));
    (u32::from_str_radix(digits, 16).unwrap_or(0xFFFD), rest)
}
