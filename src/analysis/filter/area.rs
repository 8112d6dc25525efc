//! Whether geometries touch an area. Edges are straight in longitude and latitude (RFC 7946, section
//! 3.1.1), on both sides, and go the short way over the antimeridian, as they are drawn.
use std::borrow::Cow;

use crate::geodesy::{Extent, lon_lat, unwrap_turns};
use crate::model::table::{Geometry, GeometryKind};

type LonLat = [f64; 2];

/// All around the Earth, degrees.
const TURN: f64 = 360.0;

/// An area, its edges filed by bands of latitude.
#[derive(Clone, Debug)]
pub(super) struct Area {
    rings: Vec<Vec<LonLat>>,
    edges: Vec<[LonLat; 2]>,
    /// Indices into `edges` of those that reach into the band.
    bands: Vec<Vec<u32>>,
    low: LonLat,
    high: LonLat,
    /// What the area is if it is one.
    extent: Option<Extent>,
}

impl Area {
    /// What lies within an odd number of rings.
    pub(super) fn new(rings: Vec<Vec<LonLat>>) -> Self {
        let edges: Vec<[LonLat; 2]> = rings.iter().flat_map(|ring| edges_of(ring)).collect();
        let (low, high) = bounds(rings.iter().flatten());
        let bands = vec![Vec::new(); (edges.len() / 4).clamp(1, 8192)];
        let mut area = Self {
            rings,
            edges,
            bands,
            low,
            high,
            extent: None,
        };
        for (index, edge) in (0..).zip(&area.edges.clone()) {
            for band in area.bands_of(edge) {
                area.bands[band].push(index);
            }
        }
        area
    }

    pub(super) fn of_extent(extent: Extent) -> Self {
        let Extent {
            west,
            south,
            east,
            north,
        } = extent;
        let ring = |west, east| {
            vec![
                [west, south],
                [east, south],
                [east, north],
                [west, north],
                [west, south],
            ]
        };
        let rings = if west <= east {
            vec![ring(west, east)]
        } else {
            vec![ring(west, 180.0), ring(-180.0, east)]
        };
        Self {
            extent: Some(extent),
            ..Self::new(rings)
        }
    }

    /// The same, of rings that may reach over the antimeridian.
    fn around_the_earth(mut rings: Vec<Vec<LonLat>>) -> Self {
        for ring in &mut rings {
            unwrap_turns(ring, TURN, true);
        }
        let (low, high) = bounds(rings.iter().flatten());
        if low[0] < -TURN / 2.0 || high[0] > TURN / 2.0 {
            let moved = |turn: f64| {
                let ring = |ring: &Vec<LonLat>| moved(ring, turn).into_owned();
                rings.iter().map(ring).collect::<Vec<_>>()
            };
            let (west, east) = (moved(-TURN), moved(TURN));
            rings.extend(west.into_iter().chain(east));
        }
        Self::new(rings)
    }

    /// The area of `POLYGON` or `MULTIPOLYGON` in well-known text, in any case and spacing.
    pub(super) fn from_wkt(text: &str) -> Option<Self> {
        let upper = text.trim().to_ascii_uppercase();
        let kind = ["MULTIPOLYGON", "POLYGON"]
            .into_iter()
            .find(|kind| upper.starts_with(kind))?;
        let depth = if kind == "POLYGON" { 2 } else { 3 };
        let mut rest = upper[kind.len()..].trim_start();
        let (mut open, mut rings) = (0, Vec::new());
        while let Some(first) = rest.chars().next() {
            match first {
                '(' if open < depth => open += 1,
                ')' if open > 0 => open -= 1,
                ',' | ' ' => {}
                _ if open == depth => {
                    let end = rest.find(')')?;
                    rings.push(ring(&rest[..end])?);
                    rest = &rest[end..];
                    continue;
                }
                _ => return None,
            }
            rest = rest[1..].trim_start();
        }
        (open == 0 && !rings.is_empty()).then(|| Self::around_the_earth(rings))
    }

    fn bands_of(&self, edge: &[LonLat; 2]) -> std::ops::RangeInclusive<usize> {
        let (south, north) = (edge[0][1].min(edge[1][1]), edge[0][1].max(edge[1][1]));
        self.band(south)..=self.band(north)
    }

    fn band(&self, lat: f64) -> usize {
        let height = self.high[1] - self.low[1];
        let share = (lat - self.low[1]) / height * self.bands.len() as f64;
        // The cast takes what is below, and no number, to 0.
        (share as usize).min(self.bands.len() - 1)
    }

    fn filed(&self, edge: &[LonLat; 2]) -> impl Iterator<Item = &[LonLat; 2]> {
        let filed = self.bands_of(edge).flat_map(|band| &self.bands[band]);
        filed.map(|&index| &self.edges[index as usize])
    }

    fn contains(&self, at: LonLat) -> bool {
        if let Some(extent) = self.extent {
            return extent.contains(lon_lat(at[0], at[1]));
        }
        let within = (0..2).all(|axis| self.low[axis] <= at[axis] && at[axis] <= self.high[axis]);
        within && is_odd(self.filed(&[at, at]).copied(), at)
    }

    /// Whether any of the geometry lies in the area.
    pub(super) fn touches(&self, geometry: Geometry<'_>) -> bool {
        let mut found = false;
        geometry.for_each_simple(&mut |simple| found = found || self.touches_simple(simple));
        found
    }

    fn touches_simple(&self, geometry: Geometry<'_>) -> bool {
        let positions = geometry.positions();
        if matches!(
            geometry.kind(),
            GeometryKind::Point | GeometryKind::MultiPoint
        ) {
            return positions.iter().any(|&at| self.contains(at));
        }
        let is_area = matches!(
            geometry.kind(),
            GeometryKind::Polygon | GeometryKind::MultiPolygon
        );
        let paths = geometry.parts().flat_map(|part| part.paths());
        let mut paths: Vec<_> = paths.map(|path| the_short_way(path, is_area)).collect();
        gather(&mut paths);
        let (low, high) = bounds(paths.iter().flat_map(|path| path.iter()));
        let turns = [
            (true, 0.0),
            (high[0] > TURN / 2.0, -TURN),
            (low[0] < -TURN / 2.0, TURN),
        ];
        let mut turns = turns.iter().filter(|(there, _)| *there);
        turns.any(|&(_, turn)| {
            let paths: Vec<_> = paths.iter().map(|path| moved(path, turn)).collect();
            self.touches_paths(&paths, is_area)
        })
    }

    /// Whether lines, or the rings of areas, touch it.
    fn touches_paths(&self, paths: &[Cow<'_, [LonLat]>], is_area: bool) -> bool {
        let positions = || paths.iter().flat_map(|path| path.iter());
        let (low, high) = bounds(positions());
        if (0..2).any(|axis| high[axis] < self.low[axis] || self.high[axis] < low[axis]) {
            return false;
        }
        let edges = || paths.iter().flat_map(|path| edges_of(path));
        if positions().any(|&at| self.contains(at)) || edges().any(|edge| self.crosses(&edge)) {
            return true;
        }
        // Without a crossing a ring is wholly within the geometry or wholly without.
        let mut rings = self.rings.iter().filter_map(|ring| ring.first());
        is_area && rings.any(|&at| is_odd(edges(), at))
    }

    fn crosses(&self, edge: &[LonLat; 2]) -> bool {
        let (low, high) = bounds(edge.iter());
        let apart = (0..2).any(|axis| high[axis] < self.low[axis] || self.high[axis] < low[axis]);
        !apart && self.filed(edge).any(|other| cross(edge, other))
    }
}

/// `66 37, 67 37, …`, closed where it is not; a third coordinate is left out.
fn ring(text: &str) -> Option<Vec<LonLat>> {
    let position = |text: &str| {
        let mut numbers = text.split_whitespace().map(str::parse::<f64>);
        let at = [numbers.next()?.ok()?, numbers.next()?.ok()?];
        at.iter().all(|number| number.is_finite()).then_some(at)
    };
    let mut ring: Vec<LonLat> = text.split(',').map(position).collect::<Option<_>>()?;
    let first = *ring.first()?;
    if ring.last() != Some(&first) {
        ring.push(first);
    }
    (ring.len() >= 4).then_some(ring)
}

/// A path whose steps over the antimeridian go the short way.
fn the_short_way(path: &[LonLat], is_ring: bool) -> Cow<'_, [LonLat]> {
    let mut mended = Cow::Borrowed(path);
    if edges_of(path).any(|[from, to]| (to[0] - from[0]).abs() > TURN / 2.0) {
        unwrap_turns(mended.to_mut(), TURN, is_ring);
    }
    mended
}

/// Move paths by whole turns to where the first one is: holes into their areas.
fn gather(paths: &mut [Cow<'_, [LonLat]>]) {
    let middle = |path: &[LonLat]| {
        let (low, high) = bounds(path.iter());
        f64::midpoint(low[0], high[0])
    };
    let Some(first) = paths.first().map(|path| middle(path)) else {
        return;
    };
    for path in paths {
        let turns = ((first - middle(path)) / TURN).round();
        if turns.is_finite() && turns != 0.0 {
            path.to_mut()
                .iter_mut()
                .for_each(|at| at[0] += turns * TURN);
        }
    }
}

/// The path so many degrees farther east.
fn moved(path: &[LonLat], by: f64) -> Cow<'_, [LonLat]> {
    if by == 0.0 {
        return Cow::Borrowed(path);
    }
    path.iter().map(|[lon, lat]| [lon + by, *lat]).collect()
}

fn edges_of(path: &[LonLat]) -> impl Iterator<Item = [LonLat; 2]> {
    path.array_windows::<2>().copied()
}

fn bounds<'a>(positions: impl Iterator<Item = &'a LonLat>) -> (LonLat, LonLat) {
    let nothing = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    positions.fold(nothing, |(low, high), at| {
        (
            [low[0].min(at[0]), low[1].min(at[1])],
            [high[0].max(at[0]), high[1].max(at[1])],
        )
    })
}

/// Whether a line from the position eastwards crosses an odd number of edges.
fn is_odd(edges: impl Iterator<Item = [LonLat; 2]>, [lon, lat]: LonLat) -> bool {
    let crossed = edges.filter(|[a, b]| {
        (a[1] > lat) != (b[1] > lat) && lon < a[0] + (lat - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
    });
    crossed.count() % 2 == 1
}

/// Whether two edges have a point in common.
fn cross(&[a, b]: &[LonLat; 2], &[c, d]: &[LonLat; 2]) -> bool {
    let side = |p: LonLat, q: LonLat, r: LonLat| {
        (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    };
    let overlap = |axis: usize| {
        a[axis].min(b[axis]) <= c[axis].max(d[axis]) && c[axis].min(d[axis]) <= a[axis].max(b[axis])
    };
    overlap(0)
        && overlap(1)
        && side(a, b, c) * side(a, b, d) <= 0.0
        && side(c, d, a) * side(c, d, b) <= 0.0
}
