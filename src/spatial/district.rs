//! Which settlements are parts of a larger one: the registers of towns list the districts of a
//! city beside it, and a map that names both reads as if there were two towns.
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::geodesy::Meters;
use crate::geodesy::geodesic;
use crate::model::Place;

/// How many times larger the city must be, by inhabitants.
const LARGER: f64 = 3.0;

/// How far a city's built-up ground reaches from its centre, by its inhabitants: a disc of 5,000
/// inhabitants a square kilometre, and half as far again.
fn reach(population: u64) -> Meters {
    Meters(1.5 * 1000.0 * (population as f64 / 5_000.0 / std::f64::consts::PI).sqrt())
}

/// For each place whether it lies within a larger one.
pub(super) fn districts(places: &[Place]) -> Vec<bool> {
    let tree = RTree::bulk_load(
        places
            .iter()
            .enumerate()
            .map(|(index, place)| {
                let at = [place.position.lon_deg(), place.position.lat_deg()];
                GeomWithData::new(at, index)
            })
            .collect(),
    );
    let mut within = vec![false; places.len()];
    for (index, city) in places
        .iter()
        .enumerate()
        .filter(|(_, place)| place.population > 0)
    {
        let reach = reach(city.population);
        // A degree of longitude is at least half a degree of latitude up to 60° N.
        let reach_deg = 2.0 * reach.0 / 111_000.0;
        let at = [city.position.lon_deg(), city.position.lat_deg()];
        for found in tree.locate_within_distance(at, reach_deg * reach_deg) {
            let place = &places[found.data];
            within[found.data] |= found.data != index
                && !place.capital
                && place.population as f64 * LARGER < city.population as f64
                && geodesic::distance(city.position, place.position) < reach;
        }
    }
    within
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::lon_lat;

    fn place(population: u64, lon: f64, lat: f64) -> Place {
        Place {
            names: crate::model::Names::default(),
            country: "UZB".to_owned(),
            population,
            rank: 2,
            capital: false,
            position: lon_lat(lon, lat),
        }
    }

    /// GeoNames: Tashkent, its district Yunusobod 8 km away, and Chirchiq 29 km away.
    #[test]
    fn a_district_is_told_from_a_town_nearby() {
        let places = [
            place(1_978_028, 69.2163, 41.2646),
            place(352_000, 69.2848, 41.3676),
            place(167_842, 69.5822, 41.4689),
        ];
        assert_eq!(districts(&places), [false, true, false]);
    }
}
