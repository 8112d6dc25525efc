//! The geometry of an object of a topology: positions, and lines and rings out of arcs.
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{MAX_USES, Object, Reader};
use crate::model::table::{Geometries, GeometryKind};

/// Collections within collections that are read.
const MAX_DEPTH: usize = 32;

impl Reader<'_> {
    pub(super) fn geometry(
        &mut self,
        object: &Object<'_>,
        arena: &mut Geometries,
        depth: usize,
    ) -> Result<(), String> {
        let Some(name) = object.kind.as_deref() else {
            arena.push_none();
            return Ok(());
        };
        let kind = GeometryKind::ALL
            .into_iter()
            .find(|kind| kind.name() == name);
        let Some(kind) = kind.filter(|kind| *kind != GeometryKind::None) else {
            let shown = crate::source::positions::shown(name);
            return Err(format!("“{shown}” is no type of geometry"));
        };
        match kind {
            GeometryKind::None => {}
            GeometryKind::Point => {
                let at: Vec<f64> = numbers(object.coordinates, "coordinates")?;
                self.position(&at, arena)?;
                arena.end_path();
                arena.end_part();
            }
            GeometryKind::MultiPoint => {
                let all: Vec<Vec<f64>> = numbers(object.coordinates, "coordinates")?;
                for at in &all {
                    self.position(at, arena)?;
                }
                arena.end_path();
                arena.end_part();
            }
            GeometryKind::LineString => {
                let line: Vec<i64> = numbers(object.arcs, "arcs")?;
                self.path(&line, arena)?;
                arena.end_path();
                arena.end_part();
            }
            GeometryKind::MultiLineString => {
                let lines: Vec<Vec<i64>> = numbers(object.arcs, "arcs")?;
                for line in &lines {
                    self.path(line, arena)?;
                    arena.end_path();
                }
                arena.end_part();
            }
            GeometryKind::Polygon => {
                let rings: Vec<Vec<i64>> = numbers(object.arcs, "arcs")?;
                self.polygon(&rings, arena)?;
            }
            GeometryKind::MultiPolygon => {
                let polygons: Vec<Vec<Vec<i64>>> = numbers(object.arcs, "arcs")?;
                for rings in &polygons {
                    self.polygon(rings, arena)?;
                }
            }
            GeometryKind::GeometryCollection => return self.collection(object, arena, depth),
        }
        arena.end_geometry(kind);
        Ok(())
    }

    fn collection(
        &mut self,
        object: &Object<'_>,
        arena: &mut Geometries,
        depth: usize,
    ) -> Result<(), String> {
        if depth == MAX_DEPTH {
            return Err(format!("collections are nested more than {MAX_DEPTH} deep"));
        }
        let mut members = Geometries::default();
        for text in object.geometries.iter().flatten() {
            let member: Object<'_> = serde_json::from_str(text.get())
                .map_err(|error| format!("no geometry object ({error})"))?;
            self.geometry(&member, &mut members, depth + 1)?;
        }
        arena.push_collection(members);
        Ok(())
    }

    fn polygon(&mut self, rings: &[Vec<i64>], arena: &mut Geometries) -> Result<(), String> {
        for ring in rings {
            self.path(ring, arena)?;
            self.repairs.ring_closed |= arena.close_path();
            arena.end_path();
        }
        arena.end_part();
        Ok(())
    }

    /// Section 2.1.4: an arc with a negative index runs backwards, and each begins where the one
    /// before it ends.
    fn path(&mut self, line: &[i64], arena: &mut Geometries) -> Result<(), String> {
        for (nth, &index) in line.iter().enumerate() {
            let reversed = index < 0;
            let at = if reversed { !index } else { index };
            let arc = usize::try_from(at).ok().and_then(|at| self.arcs.get(at));
            let Some(arc) = arc else {
                let count = self.arcs.len();
                return Err(format!("arc {index} is not among the {count} of the file"));
            };
            let used = self.budget.checked_sub(arc.len());
            self.budget =
                used.ok_or_else(|| format!("the arcs are used more than {MAX_USES} times over"))?;
            let before = (nth > 0)
                .then(|| arena.positions().last().copied())
                .flatten();
            let mut push = |position: &Vec<f64>| push_position(position, arena);
            let first = if reversed { arc.last() } else { arc.first() };
            let meets = |at: [f64; 2]| first.is_some_and(|first| first.starts_with(&at));
            let joint = usize::from(before.is_some_and(meets));
            self.repairs.arcs_apart |= before.is_some() && joint == 0;
            if reversed {
                arc.iter().rev().skip(joint).try_for_each(&mut push)?;
            } else {
                arc.iter().skip(joint).try_for_each(&mut push)?;
            }
        }
        Ok(())
    }

    fn position(&self, position: &[f64], arena: &mut Geometries) -> Result<(), String> {
        let mut position = position.to_vec();
        if let Some(transform) = self.transform {
            for (axis, number) in position.iter_mut().take(2).enumerate() {
                *number = *number * transform.scale[axis] + transform.translate[axis];
            }
        }
        push_position(&position, arena)
    }
}

fn push_position(position: &Vec<f64>, arena: &mut Geometries) -> Result<(), String> {
    let [lon, lat, higher @ ..] = position.as_slice() else {
        return Err(format!("a position of {} numbers", position.len()));
    };
    arena.push_position([*lon, *lat]);
    for value in higher {
        arena.push_higher(*value);
    }
    Ok(())
}

fn numbers<'a, T: Deserialize<'a>>(text: Option<&'a RawValue>, member: &str) -> Result<T, String> {
    let Some(text) = text else {
        return Err(format!("the geometry has no {member}"));
    };
    serde_json::from_str(text.get()).map_err(|error| format!("its {member} are wrong ({error})"))
}
