//! The name that was probably meant.

/// `; did you mean 'x'?` for the nearest of the names, or a full stop where none is near.
#[must_use]
pub fn did_you_mean<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    // So many letters of a name may be wrong: a third of them.
    let far = typed.chars().count() / 3 + 1;
    let near = names
        .into_iter()
        .map(|name| (distance(typed, name, far), name))
        .filter(|(wrong, _)| *wrong <= far)
        .min_by_key(|(wrong, _)| *wrong);
    near.map_or_else(
        || ".".to_owned(),
        |(_, name)| format!("; did you mean '{name}'?"),
    )
}

/// Letters to insert, delete or exchange, case ignored (Levenshtein 1966), where that is no more
/// than `far`.
fn distance(a: &str, b: &str, far: usize) -> usize {
    let letters = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
    let (a, b) = (letters(a), letters(b));
    if a.len().abs_diff(b.len()) > far {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (deleted, letter) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = deleted + 1;
        for (at, other) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(letter != other);
            diagonal = row[at + 1];
            row[at + 1] = exchanged.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[b.len()]
}
