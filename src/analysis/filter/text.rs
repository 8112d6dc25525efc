//! Texts found in texts, case ignored.
use memchr::memchr2_iter;

/// A text that is looked for.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Needle {
    lower: String,
    /// Both forms of its first letter, if that is ASCII.
    first: Option<[u8; 2]>,
}

impl Needle {
    pub(in crate::analysis) fn new(text: &str) -> Self {
        let lower = text.to_lowercase();
        let first = lower.bytes().next().filter(u8::is_ascii);
        Self {
            first: first.map(|byte| [byte, byte.to_ascii_uppercase()]),
            lower,
        }
    }

    /// Whether the text contains it.
    pub(in crate::analysis) fn is_in(&self, text: &str) -> bool {
        if self.lower.is_empty() {
            return true;
        }
        if !text.is_ascii() {
            return text.to_lowercase().contains(&self.lower);
        }
        let Some([lower, upper]) = self.first else {
            return false;
        };
        let (text, needle) = (text.as_bytes(), self.lower.as_bytes());
        memchr2_iter(lower, upper, text).any(|at| {
            let there = text.get(at..at + needle.len());
            there.is_some_and(|there| there.eq_ignore_ascii_case(needle))
        })
    }
}

/// A pattern of `like`.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// `%text%`.
    Contains(Needle),
    /// Any other: letters in lower case.
    Letters(Vec<char>),
}

impl Pattern {
    pub(super) fn new(pattern: &str) -> Self {
        let within = pattern
            .strip_prefix('%')
            .and_then(|rest| rest.strip_suffix('%'));
        match within {
            Some(text) if !text.contains(['%', '_']) => Self::Contains(Needle::new(text)),
            _ => Self::Letters(pattern.to_lowercase().chars().collect()),
        }
    }

    /// Whether all of the text fits.
    pub(super) fn fits(&self, text: &str) -> bool {
        match self {
            Self::Contains(needle) => needle.is_in(text),
            Self::Letters(pattern) if text.is_ascii() => {
                let letters = text
                    .bytes()
                    .map(|byte| char::from(byte.to_ascii_lowercase()));
                letters_fit(pattern, letters)
            }
            Self::Letters(pattern) => {
                let lower = text.to_lowercase();
                letters_fit(pattern, lower.chars())
            }
        }
    }
}

/// Only the last `%` is ever tried again: what it took before the next one was enough.
fn letters_fit(pattern: &[char], mut text: impl Iterator<Item = char> + Clone) -> bool {
    let mut at = 0;
    let mut again = None;
    loop {
        let before = text.clone();
        match (pattern.get(at), text.next()) {
            (Some('%'), _) => {
                at += 1;
                text = before.clone();
                again = Some((at, before));
            }
            (None, None) => return true,
            (Some(&wanted), Some(letter)) if wanted == '_' || wanted == letter => at += 1,
            (_, None) => return false,
            _ => {
                let Some((after, from)) = &mut again else {
                    return false;
                };
                from.next();
                at = *after;
                text = from.clone();
            }
        }
    }
}
