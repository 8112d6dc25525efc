//! Texts found in texts, case ignored.
use memchr::memchr2_iter;
use memchr::memmem::Finder;

/// A text that is looked for, in lower case.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Needle {
    lower: String,
    search: Search,
}

/// How it is looked for in a text of ASCII.
#[derive(Clone, Debug)]
enum Search {
    /// It has no letters.
    Bytes(Box<Finder<'static>>),
    /// By its first letter in both cases.
    Letter([u8; 2]),
    /// It is no ASCII.
    Nowhere,
}

impl Needle {
    pub(in crate::analysis) fn new(text: &str) -> Self {
        let lower = text.to_lowercase();
        let search = match lower.bytes().next() {
            _ if !lower.is_ascii() => Search::Nowhere,
            Some(first) if lower.bytes().any(|byte| byte.is_ascii_alphabetic()) => {
                Search::Letter([first, first.to_ascii_uppercase()])
            }
            _ => Search::Bytes(Box::new(Finder::new(&lower).into_owned())),
        };
        Self { lower, search }
    }

    /// Whether the text contains it.
    pub(in crate::analysis) fn is_in(&self, text: &str) -> bool {
        if text.is_ascii() {
            self.find_in_ascii(text.as_bytes()).is_some()
        } else {
            text.to_lowercase().contains(&self.lower)
        }
    }

    /// Where it begins in a text of ASCII.
    fn find_in_ascii(&self, text: &[u8]) -> Option<usize> {
        let needle = self.lower.as_bytes();
        match &self.search {
            Search::Bytes(finder) => finder.find(text),
            Search::Letter([lower, upper]) => memchr2_iter(*lower, *upper, text).find(|&at| {
                let there = text.get(at..at + needle.len());
                there.is_some_and(|there| there.eq_ignore_ascii_case(needle))
            }),
            Search::Nowhere => None,
        }
    }
}

/// A pattern of `like`, in lower case.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// Without `%` and `_`.
    Whole(String),
    /// What stands before the first `%`, between and after the last.
    Parts {
        start: String,
        middle: Vec<Needle>,
        end: String,
    },
    /// Any other, by letters.
    Letters(Vec<char>),
}

impl Pattern {
    pub(super) fn new(pattern: &str) -> Self {
        let lower = pattern.to_lowercase();
        if lower.contains('_') {
            return Self::Letters(lower.chars().collect());
        }
        let Some((start, rest)) = lower.split_once('%') else {
            return Self::Whole(lower);
        };
        let (middle, end) = rest.rsplit_once('%').unwrap_or(("", rest));
        let middle = middle.split('%').filter(|part| !part.is_empty());
        Self::Parts {
            start: start.to_owned(),
            middle: middle.map(Needle::new).collect(),
            end: end.to_owned(),
        }
    }

    /// Whether all of the text fits.
    pub(super) fn fits(&self, text: &str) -> bool {
        let is_ascii = text.is_ascii();
        match self {
            Self::Letters(pattern) if is_ascii => {
                let letters = text
                    .bytes()
                    .map(|byte| char::from(byte.to_ascii_lowercase()));
                letters_fit(pattern, letters)
            }
            Self::Letters(pattern) => letters_fit(pattern, text.to_lowercase().chars()),
            Self::Whole(lower) if is_ascii => lower.eq_ignore_ascii_case(text),
            Self::Whole(lower) => *lower == text.to_lowercase(),
            Self::Parts { start, middle, end } if is_ascii => {
                let Some(between) = text.len().checked_sub(end.len()) else {
                    return false;
                };
                let (text, last) = text.as_bytes().split_at(between);
                let Some((first, mut text)) = text.split_at_checked(start.len()) else {
                    return false;
                };
                first.eq_ignore_ascii_case(start.as_bytes())
                    && last.eq_ignore_ascii_case(end.as_bytes())
                    && middle.iter().all(|needle| {
                        let found = needle.find_in_ascii(text);
                        text = &text[found.map_or(0, |at| at + needle.lower.len())..];
                        found.is_some()
                    })
            }
            Self::Parts { start, middle, end } => {
                let lower = text.to_lowercase();
                let rest = lower.strip_prefix(start.as_str());
                let Some(mut rest) = rest.and_then(|rest| rest.strip_suffix(end.as_str())) else {
                    return false;
                };
                middle.iter().all(|needle| {
                    let found = rest.split_once(needle.lower.as_str());
                    rest = found.map_or("", |(_, after)| after);
                    found.is_some()
                })
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `%` any letters, `_` one letter, by the definition.
    fn fits(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], text) => text.is_empty(),
            (['%', rest @ ..], text) => (0..=text.len()).any(|at| fits(rest, &text[at..])),
            ([_, ..], []) => false,
            ([wanted, rest @ ..], [letter, after @ ..]) => {
                (*wanted == '_' || wanted == letter) && fits(rest, after)
            }
        }
    }

    proptest! {
        #[test]
        fn a_pattern_fits_what_its_definition_fits(
            pattern in "[aAbBé1%_]{0,7}",
            text in "[aAbBé1]{0,9}",
        ) {
            let letters = |text: &str| text.to_lowercase().chars().collect::<Vec<_>>();
            let expected = fits(&letters(&pattern), &letters(&text));
            prop_assert_eq!(Pattern::new(&pattern).fits(&text), expected);
        }

        #[test]
        fn a_needle_is_found_where_the_lower_case_has_it(
            needle in "[aAbé1 ]{0,3}",
            text in "[aAbBé1 ]{0,12}",
        ) {
            let expected = text.to_lowercase().contains(&needle.to_lowercase());
            prop_assert_eq!(Needle::new(&needle).is_in(&text), expected);
        }
    }
}
