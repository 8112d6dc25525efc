//! The atlas's borders and countries, indexed when first asked for.
use std::sync::{Arc, OnceLock};

use super::{BorderDistance, uncertainty};
use crate::geodesy::{AreaIndex, Bearing, BorderLine, Meters, Position, geodesic};
use crate::model::{Atlas, Polygon};

/// Answers questions about borders and countries. Cheap to make; each border and the countries are
/// indexed by the first question that needs them, once, from whichever thread.
///
/// ```
/// use oxus::analysis::BorderIndex;
/// use oxus::geodesy::lon_lat;
/// use oxus::source::atlas::atlas;
///
/// let borders = BorderIndex::new(atlas()?);
/// let termez = lon_lat(67.2783, 37.2242);
/// let found = borders.border_distance("AFG-UZB", termez, None).ok_or("no such border")?;
/// // GeographicLib's Python package over the nearby segments gives 3995.2238 m.
/// assert!((found.distance.0 - 3995.224).abs() < 0.01);
/// assert_eq!(borders.country(termez), Some("UZB"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct BorderIndex {
    atlas: Arc<Atlas>,
    lines: Vec<OnceLock<Option<BorderLine>>>,
    areas: OnceLock<AreaIndex>,
    provinces: OnceLock<AreaIndex>,
}

impl BorderIndex {
    /// An index of an atlas.
    #[must_use]
    pub fn new(atlas: Arc<Atlas>) -> Self {
        let lines = atlas.borders.iter().map(|_| OnceLock::new()).collect();
        Self {
            atlas,
            lines,
            areas: OnceLock::new(),
            provinces: OnceLock::new(),
        }
    }

    /// The line of the border with this id, e.g. `AFG-TJK`, if the atlas has it.
    pub fn line(&self, id: &str) -> Option<&BorderLine> {
        let border = self
            .atlas
            .borders
            .iter()
            .position(|border| border.id == id)?;
        self.line_at(border)
    }

    /// How far a position lies from the border with this id, if the atlas has it. With a location
    /// uncertainty, a radius, the distance has an interval: least and greatest distance within it,
    /// to a metre.
    pub fn border_distance(
        &self,
        id: &str,
        position: Position,
        uncertainty: Option<Meters>,
    ) -> Option<BorderDistance> {
        let line = self.line(id)?;
        let foot = line.nearest(position);
        let interval =
            uncertainty.map(|radius| uncertainty::interval(line, position, foot.distance, radius));
        Some(BorderDistance::new(id, position, foot, interval))
    }

    /// The first vertex of each part of a border.
    pub(super) fn part_starts(&self, id: &str) -> impl Iterator<Item = Position> {
        let borders = self.atlas.borders.iter();
        borders
            .filter(move |border| border.id == id)
            .flat_map(|border| &border.parts)
            .filter_map(|part| part.first().copied())
    }

    /// The distances to all borders of the atlas, the nearest first.
    pub fn border_distances(
        &self,
        position: Position,
        uncertainty: Option<Meters>,
    ) -> Vec<BorderDistance> {
        let borders = self.atlas.borders.iter();
        let mut distances: Vec<BorderDistance> = borders
            .filter_map(|border| self.border_distance(&border.id, position, uncertainty))
            .collect();
        distances.sort_by(|a, b| a.distance.0.total_cmp(&b.distance.0));
        distances
    }

    /// The ISO 3166-1 alpha-3 code of the country that a position is in, if it is one of the
    /// atlas's.
    pub fn country(&self, position: Position) -> Option<&str> {
        let country = self.atlas.countries.get(self.country_at(position)?);
        country.map(|country| country.id.as_str())
    }

    /// Index of the country in the atlas that a position is in.
    pub fn country_at(&self, position: Position) -> Option<usize> {
        self.areas().find(position)
    }

    /// Index of the province in the atlas that a position is in.
    pub fn province_at(&self, position: Position) -> Option<usize> {
        let index = self.provinces.get_or_init(|| {
            let provinces = self.atlas.provinces.iter();
            area_index(provinces.map(|province| province.polygons.as_slice()))
        });
        index.find(position)
    }

    /// The codes of all countries that a position may be in when it is known to within a radius:
    /// the country of the position itself first, where it is in one.
    ///
    /// A border of the atlas within the radius puts both its countries on the list. Countries that
    /// the atlas knows by their area only are found by places in the disc, so a corner of one may
    /// be missed.
    pub fn countries_within(&self, position: Position, radius: Meters) -> Vec<&str> {
        let mut found: Vec<&str> = self.country(position).into_iter().collect();
        let mut meet = |country| {
            if !found.contains(&country) {
                found.push(country);
            }
        };
        for (index, border) in self.atlas.borders.iter().enumerate() {
            let line = self.line_at(index);
            if line.is_some_and(|line| line.nearest(position).distance < radius) {
                border.id.split('-').for_each(&mut meet);
            }
        }
        for ring in [0.5, 1.0] {
            for sector in 0..16 {
                let bearing = Bearing::from_degrees(f64::from(sector) * 22.5);
                let place = geodesic::direct(position, bearing, Meters(radius.0 * ring));
                self.country(place).into_iter().for_each(&mut meet);
            }
        }
        found
    }

    fn line_at(&self, border: usize) -> Option<&BorderLine> {
        let parts = &self.atlas.borders.get(border)?.parts;
        self.lines[border]
            .get_or_init(|| BorderLine::new(parts))
            .as_ref()
    }

    fn areas(&self) -> &AreaIndex {
        self.areas.get_or_init(|| {
            let countries = self.atlas.countries.iter();
            area_index(countries.map(|country| country.polygons.as_slice()))
        })
    }
}

fn area_index<'a>(areas: impl Iterator<Item = &'a [Polygon]>) -> AreaIndex {
    AreaIndex::new(areas.map(|polygons| {
        let rings = polygons.iter().flat_map(|polygon| &polygon.rings);
        rings.map(Vec::as_slice)
    }))
}

#[cfg(test)]
mod tests;
