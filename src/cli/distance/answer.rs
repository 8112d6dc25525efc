//! What is told of a position, and how it is written: the same numbers with the same decimals in
//! every format.
use std::collections::HashSet;
use std::sync::Arc;

use anyhow::bail;

use crate::analysis::{BorderDistance, BorderIndex};
use crate::geodesy::{BorderFoot, BorderLine, Meters, Position};
use crate::model::{Atlas, Border};
use crate::source::atlas::atlas;
use crate::source::positions::push_decimal;

/// The usual name of the last column.
const COUNTRY: &str = "country";

/// The borders that are measured to, and the columns that tell it.
pub struct Measure {
    atlas: Arc<Atlas>,
    index: BorderIndex,
    /// Ids in the order asked for.
    borders: Vec<String>,
    columns: Vec<String>,
}

impl Measure {
    /// Measure to these borders: ids in either order of the codes, or "all".
    ///
    /// # Errors
    ///
    /// When a border is not in the atlas; the message lists those that are.
    pub fn new(wanted: &[String]) -> anyhow::Result<Self> {
        let atlas = atlas()?;
        let mut borders: Vec<String> = Vec::new();
        for id in wanted {
            for border in resolve(&atlas, id)? {
                if !borders.contains(&border.id) {
                    borders.push(border.id.clone());
                }
            }
        }
        let mut columns: Vec<String> = borders
            .iter()
            .flat_map(|id| {
                [
                    format!("dist_{id}_m"),
                    format!("near_{id}_lon"),
                    format!("near_{id}_lat"),
                    format!("bearing_{id}_deg"),
                    format!("chainage_{id}_km"),
                ]
            })
            .collect();
        columns.push(COUNTRY.to_owned());
        Ok(Self {
            index: BorderIndex::new(Arc::clone(&atlas)),
            atlas,
            borders,
            columns,
        })
    }

    /// The names of what is added to each row.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Give the country the first of `country`, `country_2`, … that is not taken.
    pub fn name_country(&mut self, taken: &HashSet<&str>) {
        let numbered = (2..).map(|at| format!("country_{at}"));
        let free = std::iter::once(COUNTRY.to_owned())
            .chain(numbered)
            .find(|name| !taken.contains(name.as_str()));
        if let (Some(column), Some(free)) = (self.columns.last_mut(), free) {
            *column = free;
        }
    }

    /// The name of the country's column where it is not the usual one.
    pub fn unusual_country_name(&self) -> Option<&str> {
        let name = self.columns.last().map(String::as_str);
        name.filter(|name| *name != COUNTRY)
    }

    /// The borders in the order asked for.
    pub fn borders(&self) -> impl Iterator<Item = &Border> {
        self.borders.iter().filter_map(|id| self.atlas.border(id))
    }

    /// Append the cells of a row, each after a delimiter; empty where there is no position.
    pub fn push_cells(&self, out: &mut Vec<u8>, delimiter: u8, position: Option<Position>) {
        let Some(position) = position else {
            out.resize(out.len() + self.columns.len(), delimiter);
            return;
        };
        for foot in self.feet(position) {
            for (number, decimals) in numbers(&foot) {
                out.push(delimiter);
                push_decimal(out, number, decimals);
            }
        }
        out.push(delimiter);
        out.extend_from_slice(self.country(position).unwrap_or_default().as_bytes());
    }

    /// Append the members of a JSON object, joined by `separator`; null where there is no position.
    pub fn push_members(&self, out: &mut Vec<u8>, separator: &str, position: Option<Position>) {
        let mut names = self.columns.iter();
        let mut push_name = |out: &mut Vec<u8>, first: bool| {
            if !first {
                out.extend_from_slice(separator.as_bytes());
            }
            // Column names need no escapes.
            let name = names.next().map_or("", String::as_str);
            out.extend_from_slice(format!("\"{name}\":").as_bytes());
        };
        let Some(position) = position else {
            for at in 0..self.columns.len() {
                push_name(out, at == 0);
                out.extend_from_slice(b"null");
            }
            return;
        };
        let mut first = true;
        for foot in self.feet(position) {
            for (number, decimals) in numbers(&foot) {
                push_name(out, first);
                push_decimal(out, number, decimals);
                first = false;
            }
        }
        push_name(out, first);
        match self.country(position) {
            Some(country) => out.extend_from_slice(format!("\"{country}\"").as_bytes()),
            None => out.extend_from_slice(b"null"),
        }
    }

    /// The nearest point of each border, in the order asked for.
    pub fn feet(&self, position: Position) -> impl Iterator<Item = BorderFoot> {
        let lines = self.borders.iter().filter_map(|id| self.index.line(id));
        lines.map(move |line: &BorderLine| line.nearest(position))
    }

    /// The distances to the borders with the intervals that a location uncertainty gives.
    pub fn distances(&self, position: Position, radius: Option<Meters>) -> Vec<BorderDistance> {
        let ids = self.borders.iter();
        ids.filter_map(|id| self.index.border_distance(id, position, radius))
            .collect()
    }

    /// ISO 3166-1 alpha-3 of the country that the position is in.
    pub fn country(&self, position: Position) -> Option<&str> {
        self.index.country(position)
    }

    /// The English name of a country.
    pub fn country_name(&self, id: &str) -> &str {
        let country = self.atlas.country(id);
        country.map_or("", |country| country.names.english.as_str())
    }
}

/// The numbers of a border's columns, in their order and with their decimals.
fn numbers(foot: &BorderFoot) -> [(f64, u8); 5] {
    [
        (foot.distance.0, 3),
        (foot.nearest.lon_deg(), 7),
        (foot.nearest.lat_deg(), 7),
        (foot.bearing.rounded_degrees(4), 4),
        (foot.chainage.km(), 3),
    ]
}

fn resolve<'a>(atlas: &'a Atlas, wanted: &str) -> anyhow::Result<Vec<&'a Border>> {
    let wanted = wanted.trim().to_uppercase();
    if wanted == "ALL" {
        return Ok(atlas.borders.iter().collect());
    }
    let reversed = wanted
        .split_once('-')
        .map(|(one, other)| format!("{other}-{one}"))
        .unwrap_or_default();
    let found = atlas.border(&wanted).or_else(|| atlas.border(&reversed));
    let Some(border) = found else {
        let known: Vec<&str> = atlas
            .borders
            .iter()
            .map(|border| border.id.as_str())
            .collect();
        bail!(
            "no border “{wanted}” in the atlas; there are {} and all",
            known.join(", ")
        );
    };
    Ok(vec![border])
}
