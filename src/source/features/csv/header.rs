//! What the header says: names, and which columns hold the geometry.
use std::collections::HashSet;

use super::Rows;
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

/// Which columns hold the geometry, by their names and the first rows below the header.
pub(super) fn place_columns(
    names: &[String],
    mut rows: Rows<'_>,
) -> Result<PlaceColumns, FormatError> {
    let named: Vec<usize> = (0..names.len())
        .filter(|&at| WKT_NAMES.contains(&names[at].trim().to_lowercase().as_str()))
        .collect();
    for _ in 0..ROWS_FOR_GEOMETRY {
        let Some((_, row)) = rows.next()? else { break };
        let holds = |&&at: &&usize| row.get(at).is_some_and(wkt::is_wkt);
        if let Some(&at) = named.iter().find(holds) {
            return Ok(PlaceColumns::Wkt(at));
        }
    }
    let lon = text::find(names, Axis::Longitude, None);
    let lat = text::find(names, Axis::Latitude, None);
    match (lon, lat) {
        (Ok(lon), Ok(lat)) => Ok(PlaceColumns::LonLat { lon, lat }),
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
