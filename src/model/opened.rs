//! Positions of the user's own files, with the row or the properties each came with.
use crate::geodesy::Position;

/// One file that was opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenedFile {
    /// Its name without the folder.
    pub title: String,
    /// Column names, or the names of properties in first-seen order.
    pub columns: Vec<String>,
    /// Each position with its cells, as text, in the order of `columns`; short rows are short.
    pub rows: Vec<(Position, Vec<String>)>,
    /// Rows without a usable position.
    pub skipped: u64,
}

/// All opened files one after the other, so that one number names a position.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    files: Vec<OpenedFile>,
    positions: Vec<Position>,
}

impl Opened {
    /// Put a file after the others.
    pub fn add(&mut self, file: OpenedFile) {
        self.positions
            .extend(file.rows.iter().map(|(position, _)| *position));
        self.files.push(file);
    }

    /// Every position, file after file.
    pub fn positions(&self) -> &[Position] {
        &self.positions
    }

    /// The file and the row of a position.
    #[must_use]
    pub fn row(&self, index: usize) -> Option<(&OpenedFile, usize)> {
        let mut before = 0;
        for file in &self.files {
            if index < before + file.rows.len() {
                return Some((file, index - before));
            }
            before += file.rows.len();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::lon_lat;

    #[test]
    fn one_number_names_a_row_of_the_second_file() {
        let file = |title: &str, rows: usize| OpenedFile {
            title: title.to_owned(),
            rows: (0..rows)
                .map(|row| (lon_lat(row as f64, 0.0), Vec::new()))
                .collect(),
            ..OpenedFile::default()
        };
        let mut opened = Opened::default();
        opened.add(file("a", 2));
        opened.add(file("b", 3));
        assert_eq!(
            opened.row(3).map(|(file, row)| (file.title.as_str(), row)),
            Some(("b", 1))
        );
        assert_eq!(opened.positions().len(), 5);
        assert!(opened.row(5).is_none());
    }
}
