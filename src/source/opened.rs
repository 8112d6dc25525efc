//! Reads a file of positions for the window, each with the cells it came with.
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::positions::{
    CoordinateColumns, CsvReader, Feature, FeatureFile, MAX_GEOJSON_BYTES, PositionFormat,
    ReadPositionsError, recognise,
};
use crate::jobs::{Cancelled, JobContext};
use crate::model::OpenedFile;

/// The window draws each position; beyond this many it would only be a blot.
pub const MAX_OPENED_POSITIONS: usize = 200_000;

/// Why a file cannot be opened in the window.
#[derive(Debug, thiserror::Error)]
pub enum OpenPositionsError {
    /// It gives no positions.
    #[error("{reason} ({path})")]
    Positions {
        /// Why, with its cause and what to do; before the path, which may be long.
        reason: String,
        /// The file.
        path: String,
    },
    /// It gives too many.
    #[error(
        "more than {MAX_OPENED_POSITIONS} positions, too many to show one by one; \
         `oxus distance` reads files of any size ({path})"
    )]
    TooMany {
        /// The file.
        path: String,
    },
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// All usable positions of a CSV or GeoJSON file.
///
/// # Errors
///
/// [`OpenPositionsError`] names the file and says what to do.
pub fn open_positions(path: &Path, job: &JobContext) -> Result<OpenedFile, OpenPositionsError> {
    let shown = || path.display().to_string();
    let fail = |error: ReadPositionsError| OpenPositionsError::Positions {
        reason: format!("{:#}", anyhow::Error::new(error)),
        path: shown(),
    };
    let read = |source| fail(ReadPositionsError::Read { source });
    job.stage("reading positions", 0);
    let mut file = File::open(path).map_err(read)?;
    let mut head = Vec::new();
    (&mut file)
        .take(1 << 16)
        .read_to_end(&mut head)
        .map_err(read)?;
    let format = recognise(&head).map_err(fail)?;
    let whole = head.as_slice().chain(file);
    let mut opened = OpenedFile {
        title: path
            .file_name()
            .map_or_else(shown, |name| name.to_string_lossy().into_owned()),
        ..OpenedFile::default()
    };
    match format {
        PositionFormat::Csv => read_csv(whole, &mut opened, job, &fail, &shown)?,
        PositionFormat::GeoJson => read_geojson(whole, &mut opened, job, &fail, &shown)?,
    }
    Ok(opened)
}

fn read_csv(
    input: impl Read,
    opened: &mut OpenedFile,
    job: &JobContext,
    fail: &impl Fn(ReadPositionsError) -> OpenPositionsError,
    shown: &impl Fn() -> String,
) -> Result<(), OpenPositionsError> {
    let (header, mut reader) =
        CsvReader::open(input, &CoordinateColumns::default()).map_err(fail)?;
    opened.columns.clone_from(&header.columns);
    while let Some(chunk) = reader.next_chunk().map_err(fail)? {
        let before = opened.rows.len() as u64 + opened.skipped;
        header
            .for_each_row(&chunk, |row| match row.position {
                Ok(position) => {
                    let cells = row
                        .cells
                        .iter()
                        .map(|cell| String::from_utf8_lossy(cell).into_owned());
                    opened.rows.push((position, cells.collect()));
                }
                Err(_) => opened.skipped += 1,
            })
            .map_err(fail)?;
        if opened.rows.len() > MAX_OPENED_POSITIONS {
            return Err(OpenPositionsError::TooMany { path: shown() });
        }
        job.advance(opened.rows.len() as u64 + opened.skipped - before)?;
    }
    Ok(())
}

fn read_geojson(
    mut input: impl Read,
    opened: &mut OpenedFile,
    job: &JobContext,
    fail: &impl Fn(ReadPositionsError) -> OpenPositionsError,
    shown: &impl Fn() -> String,
) -> Result<(), OpenPositionsError> {
    let mut bytes = Vec::new();
    (&mut input)
        .take(MAX_GEOJSON_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| fail(ReadPositionsError::Read { source }))?;
    if bytes.len() as u64 > MAX_GEOJSON_BYTES {
        return Err(fail(ReadPositionsError::TooLarge));
    }
    let file = FeatureFile::parse(&bytes).map_err(fail)?;
    for text in &file.features {
        job.advance(1)?;
        let Ok((feature, position)) = Feature::parse(text)
            .and_then(|feature| feature.position().map(|position| (feature, position)))
        else {
            opened.skipped += 1;
            continue;
        };
        let mut cells = vec![String::new(); opened.columns.len()];
        for (name, value) in feature.properties().0 {
            let text: String =
                serde_json::from_str(value.get()).unwrap_or_else(|_| value.get().to_owned());
            if let Some(column) = opened.columns.iter().position(|column| *column == name) {
                cells[column] = text;
            } else {
                opened.columns.push(name);
                cells.push(text);
            }
        }
        opened.rows.push((position, cells));
        if opened.rows.len() > MAX_OPENED_POSITIONS {
            return Err(OpenPositionsError::TooMany { path: shown() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(name: &str, content: &str) -> Result<OpenedFile, OpenPositionsError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        open_positions(&path, &JobContext::unwatched())
    }

    #[test]
    fn a_table_keeps_its_cells_and_counts_what_it_skips() {
        let opened = open("a.csv", "name,lon,lat\nTermez,67.28,37.22\nnowhere,,\n").unwrap();
        assert_eq!(opened.columns, ["name", "lon", "lat"]);
        assert_eq!((opened.rows.len(), opened.skipped), (1, 1));
        assert_eq!(opened.rows[0].1[0], "Termez");
    }

    #[test]
    fn properties_that_come_late_still_have_their_column() {
        let point = r#""geometry":{"type":"Point","coordinates":[67,37]}"#;
        let file = format!(
            r#"{{"type":"FeatureCollection","features":[
            {{"type":"Feature","properties":{{"a":1}},{point}}},
            {{"type":"Feature","properties":{{"b":"x"}},{point}}}]}}"#
        );
        let opened = open("a.geojson", &file).unwrap();
        assert_eq!(opened.columns, ["a", "b"]);
        assert_eq!(opened.rows[1].1, ["", "x"]);
    }

    #[test]
    fn an_error_names_the_file() {
        let error = open("empty.csv", "").unwrap_err();
        let said = error.to_string();
        assert!(
            said.starts_with("the file is empty (") && said.ends_with("empty.csv)"),
            "{said}"
        );
        let missing = open_positions(Path::new("missing.csv"), &JobContext::unwatched());
        let said = missing.unwrap_err().to_string();
        assert!(
            said.contains("check the name") && said.ends_with("(missing.csv)"),
            "{said}"
        );
    }
}
