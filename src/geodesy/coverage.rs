//! Which longitudes and latitudes a set of points, lines and areas covers, and the smallest extent
//! around it.
use super::Extent;
use super::antimeridian::{Turns, is_northern, unwrap_turns};

/// Slices of longitude that are told apart, and how wide each is, degrees.
const SLICES: usize = 3600;
const SLICE_DEG: f64 = 0.1;

/// What is covered of longitude and latitude. Positions with a latitude beyond a pole or a longitude
/// beyond a whole turn are left out.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// By slice: the westernmost beginning and the easternmost end of what is covered in it.
    begins: Vec<f64>,
    ends: Vec<f64>,
    /// By slice: how many more paths go on from it to the next than came from the one before.
    steps: Vec<i32>,
    south: f64,
    north: f64,
}

impl Default for Coverage {
    fn default() -> Self {
        Self {
            begins: vec![f64::INFINITY; SLICES],
            ends: vec![f64::NEG_INFINITY; SLICES],
            steps: vec![0; SLICES],
            south: f64::INFINITY,
            north: f64::NEG_INFINITY,
        }
    }
}

fn slice(lon: f64) -> usize {
    (((lon + 180.0) / SLICE_DEG) as usize).min(SLICES - 1)
}

/// Within a half turn of Greenwich; what is so already stays bit for bit.
fn normal(lon: f64) -> f64 {
    if lon.abs() <= 180.0 {
        lon
    } else {
        (lon + 180.0).rem_euclid(360.0) - 180.0
    }
}

fn in_range([lon, lat]: [f64; 2]) -> bool {
    lat.abs() <= 90.0 && lon.abs() <= 360.0
}

/// The extent around a path of which no step can go more than half way around the Earth.
fn usual_extent(path: &[[f64; 2]]) -> Option<Extent> {
    let [mut west, mut south] = [f64::INFINITY; 2];
    let [mut east, mut north] = [f64::NEG_INFINITY; 2];
    let mut is_usual = !path.is_empty();
    for &[lon, lat] in path {
        is_usual &= lon.abs() <= 180.0 && lat.abs() <= 90.0;
        west = west.min(lon);
        south = south.min(lat);
        east = east.max(lon);
        north = north.max(lat);
    }
    (is_usual && east - west <= 180.0).then_some(Extent {
        west,
        south,
        east,
        north,
    })
}

impl Coverage {
    /// Add a point `[longitude, latitude]`, degrees.
    pub fn add_point(&mut self, [lon, lat]: [f64; 2]) {
        if in_range([lon, lat]) {
            self.south = self.south.min(lat);
            self.north = self.north.max(lat);
            let lon = normal(lon);
            self.cover(lon, lon);
        }
    }

    /// Add a line, which covers all longitudes between its ends, the short way where a step goes
    /// more than half way around the Earth.
    pub fn add_line(&mut self, line: &[[f64; 2]]) {
        self.add_path(line, false);
    }

    /// Add the rings of a polygon; around a pole it reaches up to it.
    pub fn add_polygon<'a>(&mut self, rings: impl Iterator<Item = &'a [[f64; 2]]>) {
        let about_pole: Vec<_> = rings.filter(|ring| self.add_path(ring, true)).collect();
        // Between two rings about a pole lies a belt.
        if let [first, rest @ ..] = &about_pole[..]
            && rest.len() % 2 == 0
        {
            if is_northern(first) {
                self.north = 90.0;
            } else {
                self.south = -90.0;
            }
        }
    }

    /// Add all that an extent holds.
    pub fn add_extent(&mut self, extent: &Extent) {
        self.south = self.south.min(extent.south);
        self.north = self.north.max(extent.north);
        self.cover_around(extent.west, extent.east);
    }

    /// Whether the path is a ring about a pole.
    fn add_path(&mut self, path: &[[f64; 2]], is_ring: bool) -> bool {
        if let Some(extent) = usual_extent(path) {
            self.add_extent(&extent);
            return false;
        }
        let (mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut before = None;
        let mut is_wide = false;
        for &[lon, lat] in path {
            if !in_range([lon, lat]) {
                continue;
            }
            self.south = self.south.min(lat);
            self.north = self.north.max(lat);
            west = west.min(lon);
            east = east.max(lon);
            is_wide |= (before.replace(lon).unwrap_or(lon) - lon).abs() > 180.0;
        }
        if west > east {
            return false;
        }
        if is_wide {
            let given: Vec<_> = path.iter().copied().filter(|at| in_range(*at)).collect();
            let mut moved = given.clone();
            match unwrap_turns(&mut moved, 360.0, is_ring) {
                Turns::None => {}
                Turns::AboutPole => {
                    self.cover(-180.0, 180.0);
                    return true;
                }
                Turns::Unwrapped => {
                    // The longitudes as they were given, since moving them costs their last bits.
                    let by_lon = |a: &usize, b: &usize| moved[*a][0].total_cmp(&moved[*b][0]);
                    let ends = (0..moved.len()).min_by(by_lon);
                    let ends = ends.zip((0..moved.len()).max_by(by_lon));
                    if let Some((first, last)) = ends
                        && moved[last][0] - moved[first][0] < 360.0
                    {
                        self.cover_around(given[first][0], given[last][0]);
                    } else {
                        self.cover(-180.0, 180.0);
                    }
                    return false;
                }
            }
        }
        if east - west >= 360.0 {
            self.cover(-180.0, 180.0);
        } else {
            self.cover_around(west, east);
        }
        false
    }

    /// Cover what lies east of one meridian up to another.
    fn cover_around(&mut self, west: f64, east: f64) {
        let (west, east) = (normal(west), normal(east));
        if west <= east {
            self.cover(west, east);
        } else {
            self.cover(west, 180.0);
            self.cover(-180.0, east);
        }
    }

    fn cover(&mut self, west: f64, east: f64) {
        let (first, last) = (slice(west), slice(east));
        self.begins[first] = self.begins[first].min(west);
        self.ends[last] = self.ends[last].max(east);
        self.steps[first] += 1;
        self.steps[last] -= 1;
    }

    /// Add what another covers.
    pub fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.begins.iter_mut().zip(&other.begins) {
            *mine = mine.min(*theirs);
        }
        for (mine, theirs) in self.ends.iter_mut().zip(&other.ends) {
            *mine = mine.max(*theirs);
        }
        for (mine, theirs) in self.steps.iter_mut().zip(&other.steps) {
            *mine += theirs;
        }
        self.south = self.south.min(other.south);
        self.north = self.north.max(other.north);
    }

    /// What is covered as intervals from the west eastwards, but for gaps within a slice.
    fn intervals(&self) -> Vec<[f64; 2]> {
        let mut intervals: Vec<[f64; 2]> = Vec::new();
        let mut passing = 0;
        for index in 0..SLICES {
            let (begin, end) = (self.begins[index], self.ends[index]);
            if passing == 0 && begin.is_finite() {
                intervals.push([begin, begin]);
            }
            if let Some([_, last]) = intervals.last_mut()
                && end.is_finite()
            {
                *last = end;
            }
            passing += self.steps[index];
        }
        intervals
    }

    /// The smallest extent around all of it, exact: it leaves out the widest gap, preferably that
    /// over the antimeridian. Gaps of less than a tenth of a degree do not count.
    #[must_use]
    pub fn extent(&self) -> Option<Extent> {
        let intervals = self.intervals();
        let ([first, ..], [.., last]) = (&intervals[..], &intervals[..]) else {
            return None;
        };
        let (mut west, mut east) = (first[0], last[1]);
        let mut widest = west + 360.0 - east;
        for pair in intervals.windows(2) {
            let gap = pair[1][0] - pair[0][1];
            if gap > widest {
                widest = gap;
                (west, east) = (pair[1][0], pair[0][1]);
            }
        }
        if widest < SLICE_DEG {
            (west, east) = (-180.0, 180.0);
        } else if west > east && west >= 180.0 {
            west = -180.0;
        } else if west > east && east <= -180.0 {
            east = 180.0;
        }
        Some(Extent {
            west,
            south: self.south,
            east,
            north: self.north,
        })
    }
}

#[cfg(test)]
mod tests;
