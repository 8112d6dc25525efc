//! Quotes that RFC 4180 (section 2, rules 5 to 7) does not allow and that a lenient reader would
//! pass over: one that does not end, and text behind one that did.

/// What is wrong with the quotes of a table, by byte.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct QuoteFaults {
    /// Where the quoted cell begins that does not end.
    pub(super) open: Option<usize>,
    /// Where text follows a closing quote.
    pub(super) trailing: Vec<usize>,
}

#[derive(Clone, Copy)]
enum At {
    CellStart,
    Plain,
    Quoted(usize),
    /// Behind a quote within a quoted cell: its end, or the first of a pair.
    Quote(usize),
}

pub(super) fn check(bytes: &[u8], delimiter: u8) -> QuoteFaults {
    let mut faults = QuoteFaults::default();
    let mut state = At::CellStart;
    let Some(first) = memchr::memchr(b'"', bytes) else {
        return faults;
    };
    let begin = bytes[..first]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let mut at = begin;
    while at < bytes.len() {
        if let At::Quoted(start) = state {
            let Some(next) = memchr::memchr(b'"', &bytes[at..]) else {
                faults.open = Some(start);
                return faults;
            };
            at += next + 1;
            state = At::Quote(start);
            continue;
        }
        let byte = bytes[at];
        let ends_cell = byte == delimiter || byte == b'\n' || byte == b'\r';
        state = match (state, byte) {
            (At::CellStart, b'"') => At::Quoted(at),
            (At::Quote(start), b'"') => At::Quoted(start),
            _ if ends_cell => At::CellStart,
            (At::Quote(_), _) => {
                faults.trailing.push(at);
                At::Plain
            }
            _ => At::Plain,
        };
        at += 1;
    }
    if let At::Quoted(start) = state {
        faults.open = Some(start);
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_found_and_what_is_right_passes() {
        for right in [
            "a,b\n1,2\n",
            "\"a\",\"b \"\"c\"\"\"\r\n\"1\n2\",\"\"\r\n",
            "a,5\" pipe\n",
            "\"\"\"\"",
        ] {
            assert_eq!(
                check(right.as_bytes(), b','),
                QuoteFaults::default(),
                "{right}"
            );
        }
        assert_eq!(check(b"a,b\n1,\"2\n3,4\n", b',').open, Some(6));
        assert_eq!(check(b"a,\"b", b',').open, Some(2));
        assert_eq!(check(b"a,b\"\n", b',').open, None);
        assert_eq!(check(b"\"a\"b,c\n", b',').trailing, [3]);
    }
}
