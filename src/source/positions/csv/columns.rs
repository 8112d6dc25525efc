//! What the header says: the delimiter, the names, and which columns hold coordinates.
use super::super::{Axis, ReadPositionsError, shown};
use super::records;

/// What separates the cells: of comma, semicolon, tab and bar the most frequent in the first
/// line, quoted text apart.
pub(in crate::source) fn delimiter(head: &[u8]) -> u8 {
    let mut quoted = false;
    let mut found = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let first_line = records::without_line_ends(head).1;
    for byte in first_line {
        quoted ^= *byte == b'"';
        if !quoted && matches!(byte, b'\n' | b'\r') {
            break;
        }
        for (delimiter, count) in &mut found {
            *count += usize::from(!quoted && byte == delimiter);
        }
    }
    let mut best = found[0];
    for other in found {
        if other.1 > best.1 {
            best = other;
        }
    }
    best.0
}

/// The names of the columns.
pub(super) fn names(raw: &[u8], delimiter: u8) -> Result<Vec<String>, ReadPositionsError> {
    let mut record = csv::StringRecord::new();
    records::reader(records::without_mark(raw), delimiter)
        .read_record(&mut record)
        .map_err(std::io::Error::from)?;
    Ok(record.iter().map(str::to_owned).collect())
}

/// Which column holds a coordinate: the one of this name, or the only one whose name says so.
pub(in crate::source) fn find(
    columns: &[String],
    axis: Axis,
    name: Option<&str>,
) -> Result<usize, ReadPositionsError> {
    let (option, usual) = match axis {
        Axis::Longitude => ("--lon", ["longitude", "lon", "long", "lng", "x"].as_slice()),
        Axis::Latitude => ("--lat", ["latitude", "lat", "y"].as_slice()),
    };
    let matching = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..columns.len()).filter(|&at| is(&columns[at])).collect()
    };
    let found = match name {
        Some(name) => {
            let same = matching(&|column| column == name);
            if same.is_empty() {
                matching(&|column| column.trim().eq_ignore_ascii_case(name.trim()))
            } else {
                same
            }
        }
        None => usual
            .iter()
            .map(|usual| matching(&|column| plain(column) == *usual))
            .find(|found| !found.is_empty())
            .unwrap_or_default(),
    };
    let problem = match (found.as_slice(), name) {
        ([only], _) => return Ok(*only),
        ([], Some(name)) => format!("no column is named “{}”", shown(name)),
        ([], None)
            if columns
                .iter()
                .all(|column| column.trim().parse::<f64>().is_ok()) =>
        {
            "the first line holds numbers where column names are expected; add a header line"
                .to_owned()
        }
        ([], None) => format!("no column for the {axis}; name it with {option}"),
        ([first, others @ ..], _) => {
            // The option helps only where it can tell them apart.
            let remedy = if others.iter().any(|&at| columns[at] == columns[*first]) {
                String::new()
            } else {
                format!(", or name it with {option}")
            };
            format!(
                "{} columns are named “{}”; give the {axis} a name of its own{remedy}",
                found.len(),
                shown(&columns[*first])
            )
        }
    };
    let columns: Vec<String> = columns
        .iter()
        .map(|column| format!("“{}”", shown(column)))
        .collect();
    Err(ReadPositionsError::Columns {
        problem,
        columns: columns.join(", "),
    })
}

/// A column name without what people add to it: "Longitude (deg)" is "longitude".
fn plain(column: &str) -> String {
    let name = column.split(['(', '[']).next().unwrap_or_default();
    let name = name.trim().to_lowercase();
    for unit in ["degrees", "deg", "dd", "wgs84"] {
        if let Some(short) = name.strip_suffix(unit) {
            return short.trim_end_matches([' ', '_', '-', '.']).to_owned();
        }
    }
    name
}
