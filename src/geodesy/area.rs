//! Which of several areas a position lies in. Edges are geodesics, as those of the border line, so
//! that the two agree. Knows no names.
use super::ellipsoid::Vector;
use super::{Meters, Position, geodesic, lon_lat};

/// Width of the index's columns, degrees of longitude.
const COLUMN_DEG: f64 = 0.02;

/// Columns around the globe.
const COLUMNS: usize = 18_000;

/// Longer edges are split along their geodesic. Short enough for the plane of [`Edge::is_north_of`]
/// to hold the geodesic within a millimetre.
const PIECE_M: f64 = 50_000.0;

/// A degree of latitude is nowhere shorter, metres.
const LEAST_DEGREE_M: f64 = 110_574.0;

/// Edges of areas, filed by the columns of longitude they pass through.
#[derive(Clone, Debug)]
pub struct AreaIndex {
    edges: Vec<Edge>,
    /// For each column where its edges start in `filed`; one more at the end.
    columns: Vec<u32>,
    /// Indices into `edges`; in each column by area.
    filed: Vec<u32>,
}

/// An edge with its western end first, so that both areas along it see the very same numbers.
#[derive(Clone, Copy, Debug)]
struct Edge {
    west: Position,
    east: Position,
    /// How far the geodesic may leave the latitudes of its ends, degrees.
    bow_deg: f64,
    area: u32,
}

impl AreaIndex {
    /// An index of areas, each given by all its closed rings: the exteriors of its polygons and
    /// their holes alike. No area may contain the north pole.
    #[must_use]
    pub fn new<'a, Rings>(areas: impl IntoIterator<Item = Rings>) -> Self
    where
        Rings: IntoIterator<Item = &'a [Position]>,
    {
        let mut edges = Vec::new();
        for (area, rings) in (0..).zip(areas) {
            for ring in rings {
                for pair in ring.windows(2) {
                    push_edges(&mut edges, pair[0], pair[1], area);
                }
            }
        }
        let mut columns = vec![0_u32; COLUMNS + 1];
        for edge in &edges {
            edge.each_column(|column| columns[column] += 1);
        }
        let mut total = 0;
        for count in &mut columns {
            total += *count;
            *count = total;
        }
        let mut filed = vec![0; total as usize];
        // From the last edge to the first, so that each column ends up in the order of areas.
        for (index, edge) in edges.iter().enumerate().rev() {
            edge.each_column(|column| {
                columns[column] -= 1;
                filed[columns[column] as usize] = index as u32;
            });
        }
        Self {
            edges,
            columns,
            filed,
        }
    }

    /// The number of the area that contains the position, the first where areas overlap. Of areas
    /// that share an edge exactly one contains a position on it.
    #[must_use]
    pub fn find(&self, position: Position) -> Option<usize> {
        let position = lon_lat(normal_lon(position.lon_deg()), position.lat_deg());
        let column = column_of(position.lon_deg());
        let filed = self.columns[column] as usize..self.columns[column + 1] as usize;
        // A position is in an area if the meridian from it to the north pole crosses the area's
        // edges an odd number of times.
        let mut inside = None;
        for &index in &self.filed[filed] {
            let edge = &self.edges[index as usize];
            if inside.is_some_and(|area| area != edge.area) {
                break;
            }
            if edge.spans(position.lon_deg()) && edge.is_north_of(position) {
                inside = if inside.is_some() {
                    None
                } else {
                    Some(edge.area)
                };
            }
        }
        inside.map(|area| area as usize)
    }
}

impl Edge {
    /// Whether the edge crosses a meridian, its western end included and its eastern end not, so
    /// that of two edges in line exactly one does.
    fn spans(&self, lon_deg: f64) -> bool {
        let (west, east) = (self.west.lon_deg(), self.east.lon_deg());
        if west <= east {
            west <= lon_deg && lon_deg < east
        } else {
            west <= lon_deg || lon_deg < east
        }
    }

    /// Whether the edge crosses the position's meridian, which it spans, north of the position.
    fn is_north_of(&self, position: Position) -> bool {
        let (a, b) = (self.west.lat_deg(), self.east.lat_deg());
        if position.lat_deg() < a.min(b) - self.bow_deg {
            return true;
        }
        if position.lat_deg() > a.max(b) + self.bow_deg {
            return false;
        }
        // The geodesic lies in the plane through its ends and the surface normal of its middle.
        let (west, east) = (
            Vector::from_lonlat(self.west),
            Vector::from_lonlat(self.east),
        );
        let northwards = (west + east).surface_normal().cross(east - west);
        (Vector::from_lonlat(position) - west).dot(northwards) < 0.0
    }

    fn each_column(&self, mut visit: impl FnMut(usize)) {
        let (west, east) = (
            column_of(self.west.lon_deg()),
            column_of(self.east.lon_deg()),
        );
        if self.west.lon_deg() <= self.east.lon_deg() {
            (west..=east).for_each(visit);
        } else {
            (west..COLUMNS).for_each(&mut visit);
            (0..=east).for_each(visit);
        }
    }
}

fn push_edges(edges: &mut Vec<Edge>, a: Position, b: Position, area: u32) {
    let [a, b] = [a, b].map(|p| lon_lat(normal_lon(p.lon_deg()), p.lat_deg()));
    let eastwards = normal_lon(b.lon_deg() - a.lon_deg()) >= 0.0;
    let (west, east) = if eastwards { (a, b) } else { (b, a) };
    let length_m = (Vector::from_lonlat(a) - Vector::from_lonlat(b)).length();
    let line = if length_m > PIECE_M {
        geodesic::densify(&[west, east], Meters(PIECE_M))
    } else {
        vec![west, east]
    };
    // No point of a piece is farther than half its length from one of its ends.
    let bow_deg = length_m.min(PIECE_M) / 2.0 / LEAST_DEGREE_M;
    for pair in line.windows(2) {
        let [west, east] =
            [pair[0], pair[1]].map(|p| lon_lat(normal_lon(p.lon_deg()), p.lat_deg()));
        // Along a meridian there is nothing to cross.
        if (east.lon_deg() - west.lon_deg()).abs() > 0.0 {
            edges.push(Edge {
                west,
                east,
                bow_deg,
                area,
            });
        }
    }
}

/// Longitude from -180 up to, not including, 180.
fn normal_lon(lon_deg: f64) -> f64 {
    if (-180.0..180.0).contains(&lon_deg) {
        lon_deg
    } else {
        (lon_deg + 180.0).rem_euclid(360.0) - 180.0
    }
}

fn column_of(lon_deg: f64) -> usize {
    (((lon_deg + 180.0) / COLUMN_DEG) as usize).min(COLUMNS - 1)
}

#[cfg(test)]
mod tests;
