//! What pasted text stands for: paths of files, as people and file managers write them.
use std::path::{Path, PathBuf};

/// The files that a text names, one a line as a path or a `file://` address; none unless every
/// line names one.
pub(super) fn pasted_files(text: &str) -> Vec<PathBuf> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let named = lines.map(|line| {
        let path = match line.strip_prefix("file://") {
            Some(address) => PathBuf::from(percent_decoded(address)),
            None => Path::new(line).to_owned(),
        };
        path.is_file().then_some(path)
    });
    named.collect::<Option<_>>().unwrap_or_default()
}

/// `%20` as the byte it stands for (RFC 3986, section 2.1).
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| first == b'%');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
