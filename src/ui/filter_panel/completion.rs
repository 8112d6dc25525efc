//! What can stand at the cursor of an expression: names of properties, functions, keywords, and
//! values of the property that is compared.
use std::ops::Range;

use crate::model::expression::{Function, field_text};

/// Words that join and compare.
const KEYWORDS: [&str; 8] = [
    "and",
    "or",
    "not",
    "in ('",
    "like '%",
    "between",
    "is null",
    "is not null",
];
/// Most that are offered at a time.
const MOST: usize = 12;

/// A text that can take the place of what is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Completion {
    /// What it is shown as.
    pub title: String,
    /// What kind of thing it is: property, function, word, value.
    pub kind: &'static str,
    /// What is put in.
    pub text: String,
}

/// Where the cursor stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a name or between words.
    Word,
    /// Within the quotes of a value that belongs to this property.
    ValueOf(String),
    /// Within the quotes of a function's argument.
    ArgumentOf(Function),
    /// Within quotes of which nothing is known.
    Text,
}

/// What is being typed before the cursor (a byte of the text), and where that is.
pub(super) fn place(text: &str, cursor: usize) -> (Range<usize>, Place) {
    let before = text.get(..cursor).unwrap_or(text);
    let mut quote: Option<(char, usize)> = None;
    for (at, letter) in before.char_indices() {
        match quote {
            Some((open, _)) if open == letter => quote = None,
            None if matches!(letter, '\'' | '"' | '`') => quote = Some((letter, at)),
            _ => {}
        }
    }
    match quote {
        Some(('\'', at)) => (at..cursor, of_value(before.get(..at).unwrap_or_default())),
        Some((_, at)) => (at..cursor, Place::Word),
        None => {
            let word = before
                .char_indices()
                .rev()
                .take_while(|(_, letter)| letter.is_alphanumeric() || *letter == '_')
                .last();
            let start = word.map_or(cursor, |(at, _)| at);
            // A number is no name that was begun.
            if before[start..].starts_with(|first: char| first.is_ascii_digit()) {
                (start..cursor, Place::Text)
            } else {
                (start..cursor, Place::Word)
            }
        }
    }
}

/// What a value after this text belongs to.
fn of_value(before: &str) -> Place {
    let mut rest = before.trim_end();
    if let Some(call) = rest.strip_suffix('(') {
        let name = last_word(call.trim_end());
        if let Some(function) = Function::named(name) {
            return Place::ArgumentOf(function);
        }
    }
    // Back over the values before it in a list.
    while let Some(list) = rest.strip_suffix(',') {
        let list = list.trim_end();
        let Some(value) = list.strip_suffix('\'') else {
            break;
        };
        rest = value.rfind('\'').map_or("", |at| &value[..at]).trim_end();
    }
    rest = rest.trim_end_matches('(').trim_end();
    for word in ["in", "like", "not"] {
        if last_word(rest).eq_ignore_ascii_case(word) {
            rest = rest[..rest.len() - word.len()].trim_end();
        }
    }
    rest = rest.trim_end_matches(['=', '!', '<', '>']).trim_end();
    for quote in ['"', '`'] {
        if let Some(name) = rest.strip_suffix(quote) {
            return match name.rfind(quote) {
                Some(at) => Place::ValueOf(name[at + 1..].to_owned()),
                None => Place::Text,
            };
        }
    }
    match last_word(rest) {
        "" => Place::Text,
        name => Place::ValueOf(name.to_owned()),
    }
}

fn last_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, letter)| letter.is_alphanumeric() || *letter == '_')
        .last();
    start.map_or("", |(at, _)| &text[at..])
}

/// What begins with what is typed, then what contains it.
pub(super) fn matching(all: Vec<Completion>, typed: &str) -> Vec<Completion> {
    let typed = typed.trim_start_matches(['\'', '"', '`']).to_lowercase();
    let rank = |one: &Completion| {
        let title = one.title.to_lowercase();
        if title.starts_with(&typed) {
            Some(0)
        } else {
            title.contains(&typed).then_some(1)
        }
    };
    let mut found: Vec<(u8, Completion)> = all
        .into_iter()
        .filter_map(|one| Some((rank(&one)?, one)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.truncate(MOST);
    found.into_iter().map(|(_, one)| one).collect()
}

/// Names of properties, functions and words.
pub(super) fn words(fields: &[&str]) -> Vec<Completion> {
    let fields = fields.iter().map(|name| Completion {
        title: (*name).to_owned(),
        kind: "property",
        text: format!("{} ", field_text(name)),
    });
    let functions = Function::ALL.into_iter().map(|function| {
        let usage = function.usage();
        let text = match usage.find(['(', ')']) {
            Some(at) if usage[at + 1..].starts_with('\'') => usage[..at + 2].to_owned(),
            Some(_) if usage.ends_with("()") => format!("{usage} "),
            Some(at) => usage[..=at].to_owned(),
            None => usage.to_owned(),
        };
        Completion {
            title: usage.to_owned(),
            kind: "function",
            text,
        }
    });
    let keywords = KEYWORDS.map(|word| Completion {
        title: word.trim_end_matches([' ', '(', '\'', '%']).to_owned(),
        kind: "word",
        text: if word.ends_with(['\'', '%']) {
            word.to_owned()
        } else {
            format!("{word} ")
        },
    });
    fields.chain(functions).chain(keywords).collect()
}

/// A value with what it is called, in quotes.
pub(super) fn value(value: &str, title: String) -> Completion {
    Completion {
        title,
        kind: "value",
        text: format!("'{}'", value.replace('\'', "''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> (String, Place) {
        let (range, place) = place(text, text.len());
        (text[range].to_owned(), place)
    }

    #[test]
    fn the_place_of_the_cursor_is_told_from_what_stands_before_it() {
        let value_of = |name: &str| Place::ValueOf(name.to_owned());
        for (text, typed, place) in [
            ("", "", Place::Word),
            ("ki", "ki", Place::Word),
            ("kind = 'a' and ki", "ki", Place::Word),
            ("\"claimed b", "\"claimed b", Place::Word),
            ("kind = 'Bo", "'Bo", value_of("kind")),
            ("kind != '", "'", value_of("kind")),
            ("kind in ('a', 'b", "'b", value_of("kind")),
            ("\"claimed by\" not in ('", "'", value_of("claimed by")),
            ("kind like '%x", "'%x", value_of("kind")),
            (
                "distance_to('AF",
                "'AF",
                Place::ArgumentOf(Function::DistanceTo),
            ),
            (
                "a = 1 and inside('",
                "'",
                Place::ArgumentOf(Function::Inside),
            ),
            ("'", "'", Place::Text),
            ("people / 2", "2", Place::Text),
            ("n2", "n2", Place::Word),
        ] {
            assert_eq!(at(text), (typed.to_owned(), place), "{text}");
        }
    }

    #[test]
    fn what_begins_so_comes_before_what_contains_it() {
        let found = matching(words(&["kind", "mankind", "claimed by"]), "ki");
        let titles: Vec<&str> = found.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, ["kind", "mankind"]);
        let found = matching(words(&["claimed by"]), "\"cl");
        assert_eq!(found[0].text, "\"claimed by\" ");
        let found = matching(words(&[]), "dist");
        assert_eq!(found[0].text, "distance_to('");
    }
}
