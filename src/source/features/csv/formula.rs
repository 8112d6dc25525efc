//! Cells that a spreadsheet would run as a formula: an apostrophe before them makes it show them
//! instead. Reading takes away exactly what writing put there.
use super::infer::is_number;

/// Whether a spreadsheet would take the text for a formula, or takes away an apostrophe that writing
/// put before such a text. Plain numbers begin with a minus sign and are none.
fn is_neutralised(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['=', '+', '-', '@', '\t', '\r'])
        && !(bare.len() == text.len() && is_number(text, '.'))
}

/// The text as it is written into a cell.
pub(super) fn neutralise(text: &str) -> std::borrow::Cow<'_, str> {
    if is_neutralised(text) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// The text of a cell as it was before [`neutralise`].
pub(super) fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_neutralised(text) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back() {
        let pieces = ["'", "=", "-", "+", "@", "\t", "\r", "5", ".", "a", " "];
        let mut texts = vec![String::new()];
        for length in 0..4 {
            let longer: Vec<String> = texts
                .iter()
                .filter(|text| text.len() == length)
                .flat_map(|text| pieces.map(|piece| format!("{text}{piece}")))
                .collect();
            texts.extend(longer);
        }
        for text in &texts {
            let cell = neutralise(text);
            assert_eq!(restore(&cell), text, "{cell:?}");
            let harmless = !cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert!(harmless || is_number(&cell, '.'), "{cell:?}");
        }
        assert_eq!(neutralise("=1+1"), "'=1+1");
        assert_eq!(neutralise("-5"), "-5");
        assert_eq!(neutralise("'=1"), "''=1");
        assert_eq!(restore("'-5"), "'-5");
    }
}
