//! What the header says: names, and which columns hold the geometry.
use std::collections::HashSet;

use super::Rows;
use crate::model::table::{Column, Value};
use crate::source::features::error::FormatError;
use crate::source::features::wkt;
use crate::source::positions::{Axis, ReadPositionsError, csv as text, shown};

/// Names of columns that hold well-known text.
const WKT_NAMES: [&str; 7] = [
    "wkt", "geometry", "geom", "the_geom", "wkt_geom", "geom_wkt", "shape",
];

/// Rows whose first geometry is looked for.
const ROWS_FOR_GEOMETRY: usize = 1000;

/// Which columns hold the geometry.
#[derive(Clone, Copy)]
pub(super) enum PlaceColumns {
    LonLat { lon: usize, lat: usize },
    Wkt(usize),
}

/// What the cells of a column hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Nothing,
    Wkt,
    Other,
}

/// Whether a column of this name may hold the geometry.
fn is_wkt_name(name: &str) -> bool {
    WKT_NAMES.contains(&name.trim().to_lowercase().as_str())
}

/// A name for the column of geometries that none of these is.
pub(super) fn free_wkt_name(names: &[String]) -> &'static str {
    let is_taken = |free: &str| names.iter().any(|name| name.eq_ignore_ascii_case(free));
    let free = WKT_NAMES.into_iter().find(|name| !is_taken(name));
    free.filter(|name| *name != WKT_NAMES[0]).unwrap_or("WKT")
}

/// Whether a column would be taken for the geometry.
pub(super) fn looks_like_geometry(column: &Column) -> bool {
    let is_wkt = |row| matches!(column.value(row), Value::Text(text) if wkt::is_wkt(text));
    is_wkt_name(column.name()) && (0..column.len()).any(is_wkt)
}

/// Which columns hold the geometry, by their names and the first rows below the header.
pub(super) fn place_columns(
    names: &[String],
    mut rows: Rows<'_>,
) -> Result<PlaceColumns, FormatError> {
    let mut named: Vec<(usize, Holds)> = (0..names.len())
        .filter(|&at| is_wkt_name(&names[at]))
        .map(|at| (at, Holds::Nothing))
        .collect();
    for _ in 0..ROWS_FOR_GEOMETRY {
        let Some((_, row)) = rows.next()? else { break };
        for (at, holds) in &mut named {
            let cell = row.get(*at).unwrap_or_default();
            *holds = match holds {
                Holds::Wkt => continue,
                _ if wkt::is_wkt(cell) => Holds::Wkt,
                Holds::Nothing if cell.trim().is_empty() => Holds::Nothing,
                _ => Holds::Other,
            };
        }
    }
    // The first of them: that is where other programs and this one put it.
    let column_with = |wanted| named.iter().find(|(_, holds)| *holds == wanted);
    if let Some((at, _)) = column_with(Holds::Wkt) {
        return Ok(PlaceColumns::Wkt(*at));
    }
    let lon = text::find(names, Axis::Longitude, None);
    let lat = text::find(names, Axis::Latitude, None);
    match (lon, lat) {
        (Ok(lon), Ok(lat)) => Ok(PlaceColumns::LonLat { lon, lat }),
        // A table of which no row has a place.
        _ if let Some((at, _)) = column_with(Holds::Nothing) => Ok(PlaceColumns::Wkt(*at)),
        _ if names.iter().all(|name| name.trim().parse::<f64>().is_ok()) => {
            Err(ReadPositionsError::Columns {
                problem: "the first line holds numbers where column names are expected; \
                          add a header line"
                    .to_owned(),
                columns: quoted(names),
            }
            .into())
        }
        _ => Err(ReadPositionsError::Columns {
            problem: "no pair of columns for longitude and latitude, and none of well-known text; \
                      name them lon and lat, or wkt"
                .to_owned(),
            columns: quoted(names),
        }
        .into()),
    }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names
        .iter()
        .take(50)
        .map(|name| format!("“{}”", shown(name)))
        .collect();
    names.join(", ")
}

/// Whether columns `lon` and `lat` behind these would be taken for the positions, and not others.
pub(super) fn takes_lon_lat(names: &[String]) -> bool {
    let (lon, lat) = (names.len(), names.len() + 1);
    let mut names = names.to_vec();
    names.extend(["lon".to_owned(), "lat".to_owned()]);
    text::find(&names, Axis::Longitude, None).is_ok_and(|at| at == lon)
        && text::find(&names, Axis::Latitude, None).is_ok_and(|at| at == lat)
}

/// Every column has a name, and no two the same: the second `n` is `n_2`.
pub(super) fn distinct(names: Vec<String>) -> Vec<String> {
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    let mut seen = HashSet::new();
    let mut unique = |at: usize, name: String| {
        let name = if name.is_empty() {
            format!("column {}", at + 1)
        } else {
            name
        };
        if seen.insert(name.clone()) {
            return name;
        }
        // One number more than there are names is always free.
        let fresh = (2..=taken.len() + 2)
            .map(|number| format!("{name}_{number}"))
            .find(|name| !taken.contains(name))
            .unwrap_or(name);
        taken.insert(fresh.clone());
        seen.insert(fresh.clone());
        fresh
    };
    let numbered = names.into_iter().enumerate();
    numbered.map(|(at, name)| unique(at, name)).collect()
}
