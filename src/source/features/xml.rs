//! XML as KML and GPX need it: elements and text one after the other, with the line each begins in.
//! What is not well-formed is refused with its line; entities other than XML's own stay as they are,
//! and are noted.
use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::error::{FETCH_AGAIN, FormatError};
use crate::jobs::JobContext;
use crate::model::{LoadReport, Problem, ProblemKind, ProblemPlace};
use crate::source::positions::{csv, shown};

/// The next thing in a document.
pub(super) enum Node<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The innermost element ends.
    End,
    /// The document ends.
    Eof,
}

/// The start of an element.
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Its name without a prefix.
    pub(super) fn name(&self) -> String {
        String::from_utf8_lossy(self.0.local_name().as_ref()).into_owned()
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let found = self.0.attributes().flatten();
        found
            .into_iter()
            .find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes())
            .and_then(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).ok())
            .map(Cow::into_owned)
    }

    /// All its attributes with a name of element and attribute, but for those of XML itself.
    fn own_attributes(&self) -> Vec<(String, String)> {
        let own = self.0.attributes().flatten().filter(|attribute| {
            let prefix = attribute.key.prefix();
            attribute.key.as_namespace_binding().is_none()
                && !prefix.is_some_and(|prefix| matches!(prefix.as_ref(), b"xml" | b"xsi"))
        });
        own.filter_map(|attribute| {
            let key = attribute.key.local_name();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            let name = format!("{}_{}", self.name(), String::from_utf8_lossy(key.as_ref()));
            Some((name, value.into_owned()))
        })
        .collect()
    }
}

/// Text as it is gathered.
#[derive(Default)]
struct Text {
    text: String,
    /// From the first to the last character that a reference stands for.
    referenced: Option<(usize, usize)>,
}

impl Text {
    /// Without white space at its ends, which is layout, unless references stand for it.
    fn trimmed(&self) -> String {
        let is_space = |c| matches!(c, ' ' | '\t' | '\n' | '\r');
        let start = self.text.len() - self.text.trim_start_matches(is_space).len();
        let end = self.text.trim_end_matches(is_space).len();
        let (first, last) = self.referenced.unwrap_or((start, end));
        let kept = self.text.get(start.min(first)..end.max(last));
        kept.unwrap_or_default().to_owned()
    }
}

/// Reads a document.
pub(super) struct XmlReader<'a> {
    reader: quick_xml::Reader<&'a [u8]>,
    text: &'a str,
    format: &'static str,
    job: &'a JobContext,
    /// Names of the elements that are open.
    open: Vec<String>,
    /// Up to where lines were counted, and how many.
    counted: usize,
    line: u64,
    advanced: u64,
    /// The first entity that is not XML's own, its line, and how many there are.
    unknown: Option<(String, u64, u64)>,
}

/// The text of a document, decoded as its declaration says.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    report: &mut LoadReport,
) -> Result<Cow<'a, str>, FormatError> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let declared = head
        .split_once("?>")
        .and_then(|(declaration, _)| declaration.split_once("encoding"))
        .and_then(|(_, rest)| rest.trim_start().strip_prefix('='))
        .and_then(|value| value.trim_start().get(1..)?.split(['"', '\'']).next());
    let encoding = declared.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
    match encoding {
        // What claims to be UTF-16 and could be read up to here is not.
        Some(encoding) if encoding != encoding_rs::UTF_8 && encoding.is_ascii_compatible() => {
            let (text, encoding, damaged) = encoding.decode(bytes);
            if damaged {
                note_replaced(&text, encoding.name(), report);
            }
            Ok(text)
        }
        _ => {
            let text = csv::text(bytes, 1, b'\n')?;
            Ok(text.strip_prefix('\u{feff}').unwrap_or(text).into())
        }
    }
}

/// Say that bytes are none of the encoding that the document declares.
fn note_replaced(text: &str, encoding: &str, report: &mut LoadReport) {
    let replaced = text.find(char::REPLACEMENT_CHARACTER);
    let before = &text[..replaced.unwrap_or_default()];
    let count = text.matches(char::REPLACEMENT_CHARACTER).count();
    report.add(Problem {
        kind: ProblemKind::BadText,
        place: ProblemPlace {
            line: Some(1 + before.matches('\n').count() as u64),
            ..ProblemPlace::default()
        },
        found: format!(
            "bytes that are not {encoding}, which the document declares; such places: {count}"
        ),
        done: "each read as “\u{fffd}”",
    });
}

impl<'a> XmlReader<'a> {
    pub(super) fn new(text: &'a str, format: &'static str, job: &'a JobContext) -> Self {
        let mut reader = quick_xml::Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            text,
            format,
            job,
            open: Vec::new(),
            counted: 0,
            line: 1,
            advanced: 0,
            unknown: None,
        }
    }

    /// The line that was read up to, from 1.
    pub(super) fn line(&mut self) -> u64 {
        let at = (self.reader.buffer_position() as usize).min(self.text.len());
        if at > self.counted {
            let fresh = &self.text.as_bytes()[self.counted..at];
            self.line += memchr::memchr_iter(b'\n', fresh).count() as u64;
            self.counted = at;
        }
        self.line
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The next element that begins, or the end of one; text between is passed over.
    pub(super) fn next(&mut self) -> Result<Node<'a>, FormatError> {
        loop {
            match self.event()? {
                Event::Start(start) => return Ok(Node::Start(Element(start))),
                Event::End(_) => return Ok(Node::End),
                Event::Eof => return Ok(Node::Eof),
                _ => {}
            }
        }
    }

    fn event(&mut self) -> Result<Event<'a>, FormatError> {
        let at = self.reader.buffer_position();
        if at - self.advanced >= 1 << 20 {
            self.job.advance(at - self.advanced)?;
            self.advanced = at;
        }
        let event = match self.reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let problem = error.to_string();
                return Err(self.damaged(&problem));
            }
        };
        match &event {
            Event::Start(start) => {
                let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
                self.open.push(name);
            }
            Event::End(_) => {
                self.open.pop();
            }
            Event::Eof => {
                if let Some(open) = self.open.last() {
                    let problem = format!("the file ends within <{}>", shown(open));
                    return Err(self.damaged(&problem));
                }
            }
            _ => {}
        }
        Ok(event)
    }

    fn damaged(&mut self, problem: &str) -> FormatError {
        FormatError::Damaged {
            format: self.format,
            problem: format!("line {}: {problem}", self.line()),
            remedy: FETCH_AGAIN,
        }
    }

    /// All text up to the end of the element that began last, without white space at its ends that
    /// is layout; that of elements in it too.
    pub(super) fn text(&mut self) -> Result<String, FormatError> {
        let depth = self.depth();
        let mut text = Text::default();
        loop {
            match self.event()? {
                Event::End(_) if self.depth() < depth => return Ok(text.trimmed()),
                Event::Eof => return Ok(text.trimmed()),
                event => self.gather(event, &mut text),
            }
        }
    }

    /// The texts in the element that began last, each with the name of the innermost element around
    /// it, and attributes as `element_attribute`. What is empty is left out.
    pub(super) fn leaves(
        &mut self,
        element: &Element<'_>,
    ) -> Result<Vec<(String, String)>, FormatError> {
        let depth = self.depth();
        let mut leaves = element.own_attributes();
        let mut open = vec![(element.name(), Text::default())];
        loop {
            match self.event()? {
                Event::Start(start) => {
                    let element = Element(start);
                    leaves.extend(element.own_attributes());
                    open.push((element.name(), Text::default()));
                }
                Event::End(_) => {
                    if let Some((name, text)) = open.pop() {
                        leaves.push((name, text.trimmed()));
                    }
                    if self.depth() < depth {
                        break;
                    }
                }
                Event::Eof => break,
                event => {
                    if let Some((_, text)) = open.last_mut() {
                        self.gather(event, text);
                    }
                }
            }
        }
        leaves.retain(|(_, text)| !text.is_empty());
        Ok(leaves)
    }

    /// Add what an event says to a text.
    fn gather(&mut self, event: Event<'_>, to: &mut Text) {
        match event {
            Event::Text(piece) => to.text.push_str(&String::from_utf8_lossy(&piece)),
            Event::CData(piece) => to.text.push_str(&String::from_utf8_lossy(&piece)),
            Event::GeneralRef(reference) => {
                let start = to.text.len();
                self.reference(&reference, &mut to.text);
                let (first, _) = to.referenced.unwrap_or((start, start));
                to.referenced = Some((first, to.text.len()));
            }
            _ => {}
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>, text: &mut String) {
        if push_reference(reference, text) {
            return;
        }
        let line = self.line();
        let name = || String::from_utf8_lossy(reference).into_owned();
        let unknown = self.unknown.get_or_insert_with(|| (name(), line, 0));
        unknown.2 += 1;
    }

    /// Say which entities stay as they are, now that the document was read.
    pub(super) fn note_unknown(&self, report: &mut LoadReport) {
        if let Some((name, line, count)) = &self.unknown {
            report.add(Problem {
                kind: ProblemKind::BadText,
                place: ProblemPlace {
                    line: Some(*line),
                    ..ProblemPlace::default()
                },
                found: format!(
                    "&{}; stands for nothing that XML itself knows; such entities: {count}",
                    shown(name)
                ),
                done: "kept as they stand",
            });
        }
    }

    /// Pass over the rest of the element that began last.
    pub(super) fn skip(&mut self) -> Result<(), FormatError> {
        let depth = self.depth();
        while self.depth() >= depth {
            if matches!(self.event()?, Event::Eof) {
                break;
            }
        }
        Ok(())
    }
}

/// The character that a reference stands for; one that only the document itself explains stays, and
/// gives `false`.
fn push_reference(reference: &BytesRef<'_>, text: &mut String) -> bool {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        text.push(c);
        return true;
    }
    let name = String::from_utf8_lossy(reference);
    if let Some(known) = quick_xml::escape::resolve_xml_entity(&name) {
        text.push_str(known);
        true
    } else {
        text.push('&');
        text.push_str(&name);
        text.push(';');
        false
    }
}
