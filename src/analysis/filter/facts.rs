//! What is derived of one table when first asked for, and kept: distances to borders, countries and
//! provinces, times, what lies within an area.
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::area::Area;
use super::measures::{Codes, Distances};
use super::truth::rows_that;
use super::{FilterContext, FilterError};
use crate::analysis::{
    TimeSpans, UNCERTAINTY_COLUMN, feature_distance, guess_time_field, time_spans,
};
use crate::geodesy::{Extent, Meters, Position, lon_lat};
use crate::jobs::{Cancelled, JobContext};
use crate::model::expression::did_you_mean;
use crate::model::table::{Geometry, GeometryKind};
use crate::model::{FeatureTable, Polygon, RowSet, TimeField};

/// So many areas are kept.
const MAX_AREAS: usize = 16;

/// What is derived of one table. Holds nothing until asked; shared by `Arc` beside its table, and
/// asked from any thread.
#[derive(Debug, Default)]
pub struct LayerFacts {
    distances: Kept<String, Distances>,
    codes: Kept<Level, Codes>,
    times: Kept<TimeField, TimeSpans>,
    guessed: Kept<(), Option<TimeField>>,
    areas: Kept<String, RowSet>,
    placed: Kept<(), RowSet>,
}

/// Values by what they were asked for.
#[derive(Debug)]
struct Kept<K, V>(Mutex<HashMap<K, Arc<V>>>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash + Clone, V> Kept<K, V> {
    fn found(&self, key: &K) -> Option<Arc<V>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key).map(Arc::clone)
    }

    /// What was kept, or what is computed now. Nobody waits for another's computing.
    fn get<E>(&self, key: &K, compute: impl FnOnce() -> Result<V, E>) -> Result<Arc<V>, E> {
        if let Some(found) = self.found(key) {
            return Ok(found);
        }
        let value = Arc::new(compute()?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(key.clone(), Arc::clone(&value));
        Ok(value)
    }

    fn only(&self, keep: impl Fn(&K) -> bool) -> Self {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.iter().filter(|(key, _)| keep(key));
        let kept = kept.map(|(key, value)| (key.clone(), Arc::clone(value)));
        Self(Mutex::new(kept.collect()))
    }

    fn sum(&self, bytes: impl Fn(&V) -> usize) -> usize {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.values().map(|value| bytes(value)).sum()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Level {
    Country,
    Province,
}

impl LayerFacts {
    /// Nothing is known yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What depends on columns of the table's source alone, and on none that were or will be added.
    #[must_use]
    pub fn of_source(&self, table: &FeatureTable) -> Self {
        let is_own = |name: &str| table.own().iter().any(|column| column.name() == name);
        Self {
            distances: self.distances.only(|_| true),
            codes: self.codes.only(|_| true),
            times: self
                .times
                .only(|field| is_own(&field.start) && field.end.as_deref().is_none_or(is_own)),
            guessed: self.guessed.only(|()| true),
            areas: self.areas.only(|_| true),
            placed: self.placed.only(|()| true),
        }
    }

    /// Memory taken by what is kept, bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.distances
            .sum(|one| 8 * one.known_m.capacity() + 16 * one.bounds_m.capacity())
            + self.codes.sum(|one| 2 * one.rows.capacity())
            + self.times.sum(TimeSpans::bytes)
            + self.areas.sum(RowSet::bytes)
            + self.placed.sum(RowSet::bytes)
    }

    /// Least distances to the border with this id, of the whole geometry of each row; the location
    /// uncertainty of points makes them intervals.
    ///
    /// # Errors
    ///
    /// Where there is no such border, or nobody wants them any more.
    pub fn distances(
        &self,
        context: &FilterContext<'_>,
        border: &str,
        job: &JobContext,
    ) -> Result<Arc<Distances>, FilterError> {
        if context.atlas.border(border).is_none() {
            let ids = context.atlas.borders.iter().map(|one| one.id.as_str());
            // The codes stand in alphabetical order.
            let turned = border.split_once('-').map(|(a, b)| format!("{b}-{a}"));
            let known = turned.filter(|turned| context.atlas.border(turned).is_some());
            return Err(FilterError::NoBorder {
                id: border.to_owned(),
                hint: did_you_mean(known.as_deref().unwrap_or(border), ids),
            });
        }
        self.distances.get(&border.to_owned(), || {
            let table = context.table.with_added(Vec::new());
            let uncertainty = table.column(UNCERTAINTY_COLUMN);
            let radius = |row| uncertainty.and_then(|column| column.number(row));
            job.stage("measuring distances", table.len() as u64);
            let measured = by_row(context, job, |row, position| {
                let geometry = table.geometry(row);
                let radius = radius(row).filter(|radius| *radius > 0.0);
                let found = match (geometry.kind(), position) {
                    (GeometryKind::Point, Some(position)) => {
                        let radius = radius.map(Meters);
                        (context.borders).border_distance(border, position, radius)
                    }
                    _ => feature_distance(context.borders, border, geometry, job)?,
                };
                Ok(found.map(|found| {
                    let bounds = found.interval.unwrap_or([found.distance; 2]);
                    (found.distance.0, bounds.map(|one| one.0))
                }))
            })?;
            let nowhere = (f64::NAN, [f64::NAN; 2]);
            let all = measured.into_iter().map(|one| one.unwrap_or(nowhere));
            let (known_m, mut bounds_m): (Vec<_>, Vec<_>) = all.unzip();
            if uncertainty.is_none() {
                bounds_m = Vec::new();
            }
            Ok(Distances { known_m, bounds_m })
        })
    }

    /// ISO 3166-1 alpha-3 codes of the countries that the rows' first positions lie in.
    ///
    /// # Errors
    ///
    /// Where nobody wants them any more.
    pub fn countries(
        &self,
        context: &FilterContext<'_>,
        job: &JobContext,
    ) -> Result<Arc<Codes>, Cancelled> {
        self.codes.get(&Level::Country, || {
            let countries = context.atlas.countries.iter();
            let codes = countries.map(|country| country.id.clone()).collect();
            codes_by_row(context, job, codes, |at| context.borders.country_at(at))
        })
    }

    /// ISO 3166-2 codes of the provinces that the rows' first positions lie in.
    ///
    /// # Errors
    ///
    /// Where nobody wants them any more.
    pub fn provinces(
        &self,
        context: &FilterContext<'_>,
        job: &JobContext,
    ) -> Result<Arc<Codes>, Cancelled> {
        self.codes.get(&Level::Province, || {
            let provinces = context.atlas.provinces.iter();
            let codes = provinces.map(|province| province.id.clone()).collect();
            codes_by_row(context, job, codes, |at| context.borders.province_at(at))
        })
    }

    /// The columns of the layer's own time: those of the context, else those that are guessed.
    #[must_use]
    pub fn time_field(&self, context: &FilterContext<'_>) -> Option<TimeField> {
        if let Some(field) = context.time {
            return Some(field.clone());
        }
        let guess = || Ok::<_, std::convert::Infallible>(guess_time_field(context.table));
        let Ok(guessed) = self.guessed.get(&(), guess);
        guessed.as_ref().clone()
    }

    /// When each row was; nowhere in time where no column says it.
    #[must_use]
    pub fn times(&self, context: &FilterContext<'_>) -> Arc<TimeSpans> {
        let Some(field) = self.time_field(context) else {
            return Arc::default();
        };
        let compute = || Ok::<_, std::convert::Infallible>(time_spans(context.table, &field));
        let Ok(times) = self.times.get(&field, compute);
        times
    }

    /// The rows that have a geometry.
    ///
    /// # Errors
    ///
    /// Where nobody wants them any more.
    pub fn placed(
        &self,
        context: &FilterContext<'_>,
        job: &JobContext,
    ) -> Result<Arc<RowSet>, Cancelled> {
        self.placed.get(&(), || {
            let table = context.table;
            rows_that(table.len(), job, |row| {
                table.geometry(row).kind() != GeometryKind::None
            })
        })
    }

    /// The rows that touch a country or province, by its code, or an area in well-known text.
    ///
    /// # Errors
    ///
    /// Where the text is none of these, or nobody wants them any more.
    pub fn inside(
        &self,
        context: &FilterContext<'_>,
        text: &str,
        job: &JobContext,
    ) -> Result<Arc<RowSet>, FilterError> {
        if let Some(found) = self.areas.found(&text.to_owned()) {
            return Ok(found);
        }
        let atlas = context.atlas;
        let (area, codes) = if let Some(country) = atlas.country(text) {
            let area = area_of(&country.polygons);
            (area, Some(self.countries(context, job)?))
        } else if let Some(province) = atlas.provinces.iter().find(|one| one.id == text) {
            let area = area_of(&province.polygons);
            (area, Some(self.provinces(context, job)?))
        } else if let Some(area) = Area::from_wkt(text) {
            (area, None)
        } else {
            let countries = atlas.countries.iter().map(|one| one.id.as_str());
            let ids = countries.chain(atlas.provinces.iter().map(|one| one.id.as_str()));
            return Err(FilterError::NoArea {
                text: text.to_owned(),
                hint: did_you_mean(text, ids),
            });
        };
        let rows = context.table.len();
        job.stage("finding what lies inside", rows as u64);
        let found = rows_that(rows, job, |row| {
            let geometry = context.table.geometry(row);
            match &codes {
                // The same answer as `country()` and `province()` give.
                Some(codes) if geometry.kind() == GeometryKind::Point => {
                    codes.get(row) == Some(text)
                }
                _ => area.touches(geometry),
            }
        })?;
        let mut kept = self.areas.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MAX_AREAS {
            kept.clear();
        }
        let found = Arc::new(found);
        kept.insert(text.to_owned(), Arc::clone(&found));
        Ok(found)
    }

    /// The rows that touch an extent.
    ///
    /// # Errors
    ///
    /// Where nobody wants them any more.
    pub fn in_extent(
        &self,
        context: &FilterContext<'_>,
        extent: Extent,
        job: &JobContext,
    ) -> Result<Arc<RowSet>, Cancelled> {
        let area = Area::of_extent(extent);
        let table = context.table;
        rows_that(table.len(), job, |row| area.touches(table.geometry(row))).map(Arc::new)
    }
}

fn area_of(polygons: &[Polygon]) -> Area {
    let rings = polygons.iter().flat_map(|polygon| &polygon.rings);
    let lonlat = |at: &Position| [at.lon_deg(), at.lat_deg()];
    Area::new(
        rings
            .map(|ring| ring.iter().map(lonlat).collect())
            .collect(),
    )
}

/// Something of each row and its first position, in parallel.
fn by_row<T: Send>(
    context: &FilterContext<'_>,
    job: &JobContext,
    of: impl Fn(usize, Option<Position>) -> Result<T, Cancelled> + Sync,
) -> Result<Vec<T>, Cancelled> {
    let one = |row: usize| {
        job.advance(1)?;
        of(row, first_position(context.table.geometry(row)))
    };
    (0..context.table.len()).into_par_iter().map(one).collect()
}

fn codes_by_row(
    context: &FilterContext<'_>,
    job: &JobContext,
    codes: Vec<String>,
    of: impl Fn(Position) -> Option<usize> + Sync,
) -> Result<Codes, Cancelled> {
    job.stage(
        "finding countries and provinces",
        context.table.len() as u64,
    );
    let rows = by_row(context, job, |_, position| {
        Ok(position.and_then(&of).map_or(u16::MAX, |area| area as u16))
    })?;
    Ok(Codes { codes, rows })
}

/// The first position that is one on the globe.
fn first_position(geometry: Geometry<'_>) -> Option<Position> {
    let mut first = None;
    geometry.for_each_simple(&mut |simple| {
        let found = || {
            let all = simple.positions().iter();
            all.map(|&[lon, lat]| lon_lat(lon, lat))
                .find(|at| at.checked().is_ok())
        };
        first = first.or_else(found);
    });
    first
}
