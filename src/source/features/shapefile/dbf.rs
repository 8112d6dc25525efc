//! The `.dbf` file (dBASE III+ and IV): rows of fixed width, in the encoding that a `.cpg` or the
//! header names.
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::of_file;
use crate::model::table::{Cell, TableBuilder};
use crate::model::{LoadReport, Problem, ProblemKind};
use crate::source::features::error::FormatError;
use crate::source::features::repairs::feature;

/// What is done with texts that are not in the encoding.
const REPLACED: &str =
    "what cannot be read replaced; put the name of its encoding into a .cpg file";

/// A table that was opened.
pub(super) struct Table<'a> {
    /// The rows, as many as are whole.
    body: &'a [u8],
    row_bytes: usize,
    fields: Vec<Field>,
    encoding: &'static Encoding,
    /// Rows that the header promises.
    promised: usize,
}

struct Field {
    name: String,
    kind: u8,
    start: usize,
    length: usize,
}

impl<'a> Table<'a> {
    pub(super) fn open(
        bytes: &'a [u8],
        cpg: Option<&[u8]>,
        report: &mut LoadReport,
    ) -> Result<Self, FormatError> {
        let cut = || FormatError::damaged("Shapefile", "the .dbf ends within its header");
        let header = bytes.get(..32).ok_or_else(cut)?;
        let number = |at: usize| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
        let promised = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
        let (header_bytes, row_bytes) = (number(8), number(10));
        let descriptors = bytes.get(32..header_bytes.max(32)).ok_or_else(cut)?;
        if row_bytes == 0 {
            return Err(FormatError::damaged(
                "Shapefile",
                "the .dbf has rows of no width",
            ));
        }
        let body = bytes.get(header_bytes..).unwrap_or_default();
        let whole = (body.len() / row_bytes).min(promised);
        let body = &body[..whole * row_bytes];
        let encoding = encoding_of(cpg, header[29], body, descriptors, report);
        Ok(Self {
            fields: fields(descriptors, row_bytes, encoding, report),
            body,
            row_bytes,
            encoding,
            promised,
        })
    }

    /// Whole rows, deleted ones among them.
    pub(super) fn rows(&self) -> usize {
        self.body.len() / self.row_bytes
    }

    fn row(&self, row: usize) -> Option<&'a [u8]> {
        let start = row.checked_mul(self.row_bytes)?;
        self.body.get(start..start + self.row_bytes)
    }

    pub(super) fn is_deleted(&self, row: usize) -> bool {
        self.row(row).is_some_and(|row| row.first() == Some(&b'*'))
    }

    pub(super) fn note_damage(&self, report: &mut LoadReport) {
        if self.promised > self.rows() {
            of_file(
                report,
                ProblemKind::Truncated,
                &format!(
                    "the .dbf has {} rows and says it has {}",
                    self.rows(),
                    self.promised
                ),
                "the rows there are are read",
            );
        }
    }

    /// Give the feature being built the values of a row.
    pub(super) fn set_row(&self, row: usize, builder: &mut TableBuilder, report: &mut LoadReport) {
        let Some(row) = self.row(row) else { return };
        let mut damaged = None;
        for field in &self.fields {
            let cell = &row[field.start..field.start + field.length];
            let column = builder.column(&field.name);
            if field.kind == b'I' {
                let number = cell.try_into().map(i32::from_le_bytes).unwrap_or_default();
                builder.set(column, Cell::Integer(number.into()));
                continue;
            }
            let (text, is_damaged) = self.encoding.decode_without_bom_handling(cell);
            if is_damaged {
                damaged = damaged.or(Some(field));
            }
            set(field.kind, &text, column, builder);
        }
        if let Some(field) = damaged {
            report.add(Problem {
                kind: ProblemKind::BadText,
                place: feature(builder.len()),
                found: format!(
                    "a text of column “{}” is not {}",
                    field.name,
                    self.encoding.name()
                ),
                done: REPLACED,
            });
        }
    }
}

fn set(kind: u8, text: &str, column: usize, builder: &mut TableBuilder) {
    let text = text.trim_end_matches([' ', '\0']);
    let trimmed = text.trim();
    let is_number = matches!(kind, b'N' | b'F');
    if trimmed.is_empty() || (is_number && trimmed.bytes().all(|byte| byte == b'*')) {
        builder.set(column, Cell::Null);
        return;
    }
    match kind {
        b'N' | b'F' => {
            let number = trimmed
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite());
            builder.set(
                column,
                match (trimmed.parse(), number) {
                    (Ok(integer), _) => Cell::Integer(integer),
                    (_, Some(number)) => Cell::Float(number),
                    _ => Cell::Text(trimmed),
                },
            );
        }
        b'L' => {
            builder.set(
                column,
                match trimmed {
                    "T" | "t" | "Y" | "y" => Cell::Bool(true),
                    "F" | "f" | "N" | "n" => Cell::Bool(false),
                    _ => Cell::Null,
                },
            );
        }
        b'D' if trimmed == "00000000" => {
            builder.set(column, Cell::Null);
        }
        b'D' if trimmed.len() == 8 && trimmed.bytes().all(|byte| byte.is_ascii_digit()) => {
            let (year, rest) = trimmed.split_at(4);
            let (month, day) = rest.split_at(2);
            builder.set(column, Cell::Text(&format!("{year}-{month}-{day}")));
        }
        _ => {
            builder.set(column, Cell::Text(text));
        }
    }
}

/// The fields whose values are read.
fn fields(
    descriptors: &[u8],
    row_bytes: usize,
    encoding: &'static Encoding,
    report: &mut LoadReport,
) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    // Each row begins with the mark of deletion.
    let mut start = 1;
    for descriptor in descriptors.chunks_exact(32) {
        if descriptor[0] == b'\r' {
            break;
        }
        let kind = descriptor[11];
        // Long texts have the high byte of their length where others have the decimals.
        let high = if kind == b'C' { descriptor[17] } else { 0 };
        let length = usize::from(descriptor[16]) + 256 * usize::from(high);
        let name = descriptor[..11].split(|byte| *byte == 0).next();
        let (name, is_damaged) = encoding.decode_without_bom_handling(name.unwrap_or_default());
        let name = name.trim().to_owned();
        if is_damaged {
            let found = format!("the name of column “{name}” is not {}", encoding.name());
            of_file(report, ProblemKind::BadText, &found, REPLACED);
        }
        let name = match fields.iter().filter(|field| field.name == name).count() {
            0 => name,
            _ => format!("{name}_{}", fields.len() + 1),
        };
        let fits = start + length <= row_bytes;
        let known =
            matches!(kind, b'C' | b'N' | b'F' | b'L' | b'D') || (kind == b'I' && length == 4);
        if fits && known {
            fields.push(Field {
                name,
                kind,
                start,
                length,
            });
        } else {
            let found = if fits {
                format!(
                    "column “{name}” is of type {}",
                    char::from(kind).escape_default()
                )
            } else {
                format!("column “{name}” lies beyond the row")
            };
            of_file(
                report,
                ProblemKind::Skipped,
                &found,
                "the column is left out",
            );
        }
        start += length;
    }
    fields
}

/// The encoding of all texts: that of the `.cpg`, or of the header, or what the bytes allow.
fn encoding_of(
    cpg: Option<&[u8]>,
    language: u8,
    body: &[u8],
    descriptors: &[u8],
    report: &mut LoadReport,
) -> &'static Encoding {
    if let Some(cpg) = cpg {
        let label = String::from_utf8_lossy(cpg);
        if let Some(encoding) =
            named_encoding(label.trim_matches(['\0', ' ', '\r', '\n', '\u{feff}']))
        {
            return encoding;
        }
        let found = format!(
            "the .cpg names the encoding “{}”, which is not known",
            crate::source::positions::shown(label.trim())
        );
        of_file(
            report,
            ProblemKind::BadText,
            &found,
            "read as if it were not there",
        );
    }
    // The language drivers of ESRI's own list that Encoding Standard has names for.
    let label = match language {
        0x03 | 0x57 | 0x58 | 0x59 => "windows-1252",
        0xc8 => "windows-1250",
        0xc9 => "windows-1251",
        0xca => "windows-1254",
        0xcb => "windows-1253",
        0x26 | 0x65 => "ibm866",
        0x7d => "windows-1255",
        0x7e => "windows-1256",
        _ => "",
    };
    if let Some(encoding) = Encoding::for_label(label.as_bytes()) {
        return encoding;
    }
    if str::from_utf8(body).is_ok() && str::from_utf8(descriptors).is_ok() {
        return UTF_8;
    }
    // Binary fields are no text either, so that whole rows can be no UTF-8 for another reason.
    of_file(
        report,
        ProblemKind::BadText,
        "no .cpg says in which encoding the .dbf is, and it is not UTF-8",
        "read as windows-1252; add a .cpg file with the name of the encoding if texts look wrong",
    );
    WINDOWS_1252
}

fn named_encoding(label: &str) -> Option<&'static Encoding> {
    let plain = label.to_ascii_lowercase();
    let plain = plain.replace("ansi ", "windows-").replace(' ', "");
    if plain == "65001" || plain == "utf8" {
        return Some(UTF_8);
    }
    Encoding::for_label(plain.as_bytes()).or_else(|| {
        let number = plain.trim_start_matches(|c: char| !c.is_ascii_digit());
        // "88591", "8859-15" and "8859_5" without the prefix.
        if let Some(part) = number.strip_prefix("8859") {
            let part = part.trim_start_matches(['-', '_']);
            return Encoding::for_label(format!("iso-8859-{part}").as_bytes());
        }
        let code: u32 = number.parse().ok()?;
        match code {
            866 => Encoding::for_label(b"ibm866"),
            932 => Encoding::for_label(b"shift_jis"),
            936 => Encoding::for_label(b"gbk"),
            949 => Encoding::for_label(b"euc-kr"),
            950 => Encoding::for_label(b"big5"),
            1250..=1258 => Encoding::for_label(format!("windows-{code}").as_bytes()),
            _ => None,
        }
    })
}
