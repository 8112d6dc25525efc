//! Fields whose text is likely to be typed over: they begin with it selected.
use std::ops::Range;

use egui::Response;
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;

/// Give a field of text the cursor and select these of its characters.
pub fn focus_selecting(field: &Response, characters: Range<usize>) {
    let mut state = TextEditState::load(&field.ctx, field.id).unwrap_or_default();
    let [start, end] = [characters.start, characters.end].map(CCursor::new);
    let selected = CCursorRange::two(start, end);
    state.cursor.set_char_range(Some(selected));
    state.store(&field.ctx, field.id);
    field.request_focus();
}

/// The characters of a path that name the file: without its folder and its suffix.
#[must_use]
pub fn file_stem_of(path: &str) -> Range<usize> {
    let separators: &[char] = if cfg!(windows) { &['/', '\\'] } else { &['/'] };
    let start = path.rfind(separators).map_or(0, |at| at + 1);
    let end = path[start..].rfind('.').filter(|at| *at > 0);
    let end = end.map_or(path.len(), |at| start + at);
    let count = |bytes: usize| path[..bytes].chars().count();
    count(start)..count(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_without_folder_and_suffix() {
        for (path, name) in [
            ("/home/ann/posts.geojson", "posts"),
            ("карты/посты 2.geojson", "посты 2"),
            ("posts", "posts"),
            ("a.b/posts", "posts"),
            ("a/.hidden", ".hidden"),
            ("a/b/", ""),
        ] {
            let range = file_stem_of(path);
            let found: String = path.chars().skip(range.start).take(range.len()).collect();
            assert_eq!(found, name);
        }
    }
}
