//! What a look at the whole table finds once it is read: counts, the extent, and what no single
//! feature shows.
use std::borrow::Cow;

use rayon::prelude::*;

use super::crs::without_place;
use super::error::ReadGeoJsonError;
use super::feature::out_of_range;
use crate::geodesy::Extent;
use crate::jobs::JobContext;
use crate::model::table::{Column, GeometryKind, TableBuilder, Value};
use crate::model::{FeatureTable, LoadReport, Problem, ProblemKind, ProblemPlace as Place};
use crate::source::features::Crs;

/// Problems listed for one column; all are counted.
const MAX_LISTED_PER_COLUMN: u64 = 1000;

/// Rows looked at in one go.
const ROWS: usize = 1 << 16;

/// Finish the table and the report. A late CRS is one that came behind features.
pub(super) fn finish(
    mut builder: TableBuilder,
    mut report: LoadReport,
    (crs, is_late): (Crs, bool),
    job: &JobContext,
) -> Result<(FeatureTable, LoadReport), ReadGeoJsonError> {
    job.stage("checking features", 0);
    if crs != Crs::Wgs84 {
        report.converted_from = crs.converted_from();
        crs.convert(builder.geometries());
        for row in builder.replace_members(&without_place) {
            report.add(Problem {
                kind: ProblemKind::Nonstandard,
                place: at_feature(row as usize),
                found: "its bbox or crs does not belong to longitude and latitude".to_owned(),
                done: "left out",
            });
        }
    }
    job.advance(0)?;
    let table = builder.finish();
    if crs != Crs::Wgs84 {
        if is_late {
            report
                .problems
                .retain(|problem| problem.kind != ProblemKind::OutOfRange);
            report.problem_counts.remove(&ProblemKind::OutOfRange);
        }
        check_range(&table, &mut report);
    }
    for row in 0..table.len() {
        let kind = table.geometry(row).kind();
        *report.geometries.entry(kind).or_default() += 1;
    }
    let coverage = coverage(&table);
    report.extent = coverage.extent();
    job.advance(0)?;
    coverage.check_axes(&mut report);
    if let Some(ids) = table.ids() {
        check_ids(ids, &mut report);
    }
    for column in table.columns().iter().filter(|column| column.is_mixed()) {
        job.advance(0)?;
        check_types(column, &mut report);
    }
    Ok((table, report))
}

fn at_feature(row: usize) -> Place {
    Place {
        feature: Some(row as u64),
        ..Place::default()
    }
}

fn check_range(table: &FeatureTable, report: &mut LoadReport) {
    for row in 0..table.len() {
        let mut bad = None;
        table.geometry(row).for_each_simple(&mut |geometry| {
            bad = bad.or_else(|| geometry.positions().iter().find(|at| !in_range(**at)));
        });
        if let Some(position) = bad {
            report.add(Problem {
                kind: ProblemKind::OutOfRange,
                place: at_feature(row),
                found: out_of_range(*position),
                done: "kept as it is",
            });
        }
    }
}

fn in_range([lon, lat]: [f64; 2]) -> bool {
    lon.abs() <= 180.0 && lat.abs() <= 90.0
}

/// Tenths of a degree around the globe.
const BINS: usize = 3600;

/// Which longitudes are covered, and how far the latitudes go.
#[derive(Clone)]
struct Coverage {
    /// By tenth of a degree: the westernmost beginning and the easternmost end of a path in it.
    begins: Vec<f64>,
    ends: Vec<f64>,
    /// Change of the number of paths from the tenth before.
    steps: Vec<i32>,
    south: f64,
    north: f64,
    /// Around all positions, in range or not.
    raw: [f64; 4],
    positions: u64,
    /// Positions with a latitude that is none, but would be a longitude.
    beyond_pole: u64,
}

fn coverage(table: &FeatureTable) -> Coverage {
    (0..table.len().div_ceil(ROWS))
        .into_par_iter()
        .fold(Coverage::new, |mut coverage, chunk| {
            let rows = chunk * ROWS..((chunk + 1) * ROWS).min(table.len());
            for row in rows {
                table.geometry(row).for_each_simple(&mut |geometry| {
                    let kind = geometry.kind();
                    if matches!(kind, GeometryKind::Point | GeometryKind::MultiPoint) {
                        for position in geometry.positions() {
                            coverage.add(std::slice::from_ref(position));
                        }
                    } else {
                        for path in geometry.parts().flat_map(|part| part.paths()) {
                            coverage.add(path);
                        }
                    }
                });
            }
            coverage
        })
        .reduce(Coverage::new, |mut coverage, other| {
            coverage.join(&other);
            coverage
        })
}

fn bin(lon: f64) -> usize {
    (((lon + 180.0) * 10.0) as usize).min(BINS - 1)
}

impl Coverage {
    fn new() -> Self {
        Self {
            begins: vec![f64::INFINITY; BINS],
            ends: vec![f64::NEG_INFINITY; BINS],
            steps: vec![0; BINS + 1],
            south: f64::INFINITY,
            north: f64::NEG_INFINITY,
            raw: [
                f64::INFINITY,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NEG_INFINITY,
            ],
            positions: 0,
            beyond_pole: 0,
        }
    }

    /// Add the positions of one path, which covers all longitudes between them.
    fn add(&mut self, path: &[[f64; 2]]) {
        let (mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY);
        for &[lon, lat] in path {
            self.positions += 1;
            let [least_lon, least_lat, most_lon, most_lat] = &mut self.raw;
            *least_lon = least_lon.min(lon);
            *least_lat = least_lat.min(lat);
            *most_lon = most_lon.max(lon);
            *most_lat = most_lat.max(lat);
            if lat.abs() > 90.0 {
                self.beyond_pole += u64::from(lat.abs() <= 180.0 && lon.abs() <= 90.0);
                continue;
            }
            // Those within another turn are no good, but it is plain where they lie.
            if lon.abs() > 360.0 {
                continue;
            }
            west = west.min(lon);
            east = east.max(lon);
            self.south = self.south.min(lat);
            self.north = self.north.max(lat);
        }
        if west > east {
            return;
        }
        if east - west >= 360.0 {
            self.cover(-180.0, 180.0);
            return;
        }
        let turns = if west > 180.0 {
            360.0
        } else if west < -180.0 {
            -360.0
        } else {
            0.0
        };
        let (west, east) = (west - turns, east - turns);
        if east > 180.0 {
            self.cover(west, 180.0);
            self.cover(-180.0, east - 360.0);
        } else {
            self.cover(west, east);
        }
    }

    fn cover(&mut self, west: f64, east: f64) {
        let (first, last) = (bin(west), bin(east));
        self.begins[first] = self.begins[first].min(west);
        self.ends[last] = self.ends[last].max(east);
        self.steps[first] += 1;
        self.steps[last + 1] -= 1;
    }

    fn join(&mut self, other: &Self) {
        let min = |a: &mut f64, b: f64| *a = a.min(b);
        let max = |a: &mut f64, b: f64| *a = a.max(b);
        for index in 0..BINS {
            min(&mut self.begins[index], other.begins[index]);
            max(&mut self.ends[index], other.ends[index]);
            self.steps[index] += other.steps[index];
        }
        self.steps[BINS] += other.steps[BINS];
        min(&mut self.south, other.south);
        max(&mut self.north, other.north);
        for index in 0..2 {
            min(&mut self.raw[index], other.raw[index]);
            max(&mut self.raw[index + 2], other.raw[index + 2]);
        }
        self.positions += other.positions;
        self.beyond_pole += other.beyond_pole;
    }

    /// The smallest box: it leaves out the longest way around that nothing covers.
    fn extent(&self) -> Option<Extent> {
        let mut depth = 0;
        let covered: Vec<bool> = self.steps[..BINS]
            .iter()
            .map(|step| {
                depth += step;
                depth > 0
            })
            .collect();
        let first = covered.iter().position(|is_covered| *is_covered)?;
        // From the first covered tenth once around, so that no gap is cut in two.
        let mut widest = (0, first);
        let mut gap = 0;
        for offset in 1..=BINS {
            let index = (first + offset) % BINS;
            if covered[index] {
                // A gap over the antimeridian is preferred to one of the same width.
                let is_over = index <= first;
                if gap > widest.0 || (is_over && gap == widest.0) {
                    widest = (gap, index);
                }
                gap = 0;
            } else {
                gap += 1;
            }
        }
        let (width, begin) = widest;
        let end = (begin + 2 * BINS - width - 1) % BINS;
        Some(Extent {
            west: self.begins[begin],
            south: self.south,
            east: self.ends[end],
            north: self.north,
        })
    }

    fn check_axes(&self, report: &mut LoadReport) {
        let [least_lon, least_lat, most_lon, most_lat] = self.raw;
        let only_swapped_in_range = self.beyond_pole * 2 > self.positions;
        let region = Extent::REGION;
        let only_swapped_in_region = self.positions > 0
            && least_lat >= region.west
            && most_lat <= region.east
            && least_lon >= region.south
            && most_lon <= region.north;
        let found = if only_swapped_in_range {
            "most latitudes are beyond the poles, but would be longitudes"
        } else if only_swapped_in_region {
            "all positions lie in the region of this map only if latitude comes first"
        } else {
            return;
        };
        report.add(Problem {
            kind: ProblemKind::SwappedAxes,
            place: Place::default(),
            found: found.to_owned(),
            done: "kept as it is; the axes can be swapped",
        });
    }
}

fn check_ids(ids: &Column, report: &mut LoadReport) {
    let rows = 0..ids.len();
    let rises = rows.clone().skip(1).all(|row| {
        matches!((ids.value(row - 1), ids.value(row)),
            (Value::Integer(before), Value::Integer(id)) if before < id)
    });
    if rises {
        return;
    }
    let key = |row: usize| match ids.value(row) {
        Value::Missing | Value::Null => None,
        Value::Text(text) => Some((true, Cow::Borrowed(text))),
        value => Some((false, Cow::Owned(value.to_text().into_owned()))),
    };
    let mut sorted: Vec<u32> = rows
        .filter(|row| key(*row).is_some())
        .map(|row| row as u32)
        .collect();
    sorted.par_sort_by_cached_key(|row| key(*row as usize));
    let mut again: Vec<(u32, u32)> = sorted
        .windows(2)
        .filter_map(|pair| match pair {
            [first, second] if key(*first as usize) == key(*second as usize) => {
                Some((*second, *first))
            }
            _ => None,
        })
        .collect();
    again.sort_unstable();
    for (row, first) in again {
        let id = ids.value(row as usize);
        let id = id.to_text();
        report.add(Problem {
            kind: ProblemKind::DuplicateId,
            place: at_feature(row as usize),
            found: format!("feature {first} has the id “{id}” too"),
            done: "both kept",
        });
    }
}

/// What a value is, in words.
fn type_of(value: Value<'_>) -> Option<&'static str> {
    match value {
        Value::Missing | Value::Null => None,
        Value::Json(text) => match text.as_bytes().first() {
            Some(b'{') => Some("an object"),
            Some(b'[') => Some("an array"),
            Some(b't' | b'f') => Some("true or false"),
            _ => Some("a number"),
        },
        _ => Some("a string"),
    }
}

fn check_types(column: &Column, report: &mut LoadReport) {
    let types = [
        "a string",
        "a number",
        "true or false",
        "an object",
        "an array",
    ];
    let mut counts = [0_u64; 5];
    for row in 0..column.len() {
        if let Some(found) = type_of(column.value(row))
            && let Some(index) = types.iter().position(|name| *name == found)
        {
            counts[index] += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let Some(usual) = counts.iter().position(|count| *count == most) else {
        return;
    };
    let mut listed = 0;
    for row in 0..column.len() {
        let value = column.value(row);
        let Some(found) = type_of(value).filter(|found| *found != types[usual]) else {
            continue;
        };
        listed += 1;
        if listed > MAX_LISTED_PER_COLUMN {
            *report
                .problem_counts
                .entry(ProblemKind::MixedColumn)
                .or_default() += 1;
            continue;
        }
        let shown: String = value.to_text().chars().take(40).collect();
        report.add(Problem {
            kind: ProblemKind::MixedColumn,
            place: at_feature(row),
            found: format!(
                "“{}” is {found} here ({shown}), elsewhere mostly {}",
                column.name(),
                types[usual]
            ),
            done: "kept; the column is text",
        });
    }
}
