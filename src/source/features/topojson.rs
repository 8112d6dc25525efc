//! TopoJSON (specification 1.0.0 of 2013): objects of a topology as features, their lines and rings
//! put together from shared arcs. Each object is a layer.
use serde::Deserialize;
use serde_json::value::RawValue;

use super::LayerFilter;
use super::error::FormatError;
use super::json_cell;
use super::repairs::{Repairs, feature};
use crate::jobs::JobContext;
use crate::model::table::{Cell, Geometries, GeometryKind, TableBuilder};
use crate::model::{LoadReport, Problem, ProblemKind};
use crate::source::positions::{Members, ReadPositionsError, csv::text};

/// Collections within collections that are read.
const MAX_DEPTH: usize = 32;

/// How often the positions of all arcs may be used; a country uses each arc some ten times, in the
/// layers of all its levels.
const MAX_USES: usize = 100;

#[derive(Deserialize)]
struct Topology<'a> {
    transform: Option<Transform>,
    arcs: Vec<Vec<Vec<f64>>>,
    #[serde(borrow)]
    objects: &'a RawValue,
}

/// Section 2.1.2: positions are integers that this makes coordinates of.
#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Object<'a> {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    properties: Option<&'a RawValue>,
    #[serde(borrow)]
    arcs: Option<&'a RawValue>,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
    #[serde(borrow)]
    geometries: Option<Vec<&'a RawValue>>,
}

fn parse(bytes: &[u8]) -> Result<Topology<'_>, FormatError> {
    let text = text(bytes, 1, b'\n')?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(serde_json::from_str(text).map_err(ReadPositionsError::from)?)
}

/// Names and texts of the objects.
fn objects<'a>(topology: &Topology<'a>) -> Result<Members<'a>, FormatError> {
    Ok(serde_json::from_str(topology.objects.get()).map_err(ReadPositionsError::from)?)
}

/// Names of the objects.
pub(super) fn layers(bytes: &[u8]) -> Result<Vec<String>, FormatError> {
    let topology = parse(bytes)?;
    let objects = objects(&topology)?;
    Ok(objects.0.into_iter().map(|(name, _)| name).collect())
}

/// Read all objects that are wanted.
pub(super) fn read(
    bytes: &[u8],
    filter: LayerFilter<'_>,
    job: &JobContext,
    report: &mut LoadReport,
) -> Result<TableBuilder, FormatError> {
    "TopoJSON".clone_into(&mut report.format);
    job.stage("reading TopoJSON", 0);
    let topology = parse(bytes)?;
    let objects = objects(&topology)?;
    let arcs: Vec<Vec<Vec<f64>>> = topology
        .arcs
        .iter()
        .map(|arc| decoded(arc, topology.transform.as_ref()))
        .collect();
    let budget = arcs.iter().map(Vec::len).sum::<usize>() * MAX_USES + 1_000_000;
    let mut reader = Reader {
        arcs,
        transform: topology.transform.as_ref(),
        budget,
        repairs: Repairs::default(),
        builder: TableBuilder::new(),
        report,
    };
    let several = objects.0.len() > 1;
    for (name, text) in &objects.0 {
        if !filter.wants(name) {
            continue;
        }
        let label = (several && filter.0.is_none()).then_some(name.as_str());
        let object: Object<'_> =
            serde_json::from_str(text.get()).map_err(ReadPositionsError::from)?;
        match &object.geometries {
            Some(members) if object.kind.as_deref() == Some("GeometryCollection") => {
                for member in members {
                    job.advance(1)?;
                    reader.feature(member, label);
                    FormatError::check_columns(&reader.builder)?;
                }
            }
            _ => reader.feature(text, label),
        }
        FormatError::check_columns(&reader.builder)?;
    }
    Ok(reader.builder)
}

/// Section 2.1.3: positions of a quantized arc are steps from the one before.
fn decoded(arc: &[Vec<f64>], transform: Option<&Transform>) -> Vec<Vec<f64>> {
    let Some(transform) = transform else {
        return arc.to_vec();
    };
    let mut at = [0.0, 0.0];
    arc.iter()
        .map(|step| {
            let mut position = step.clone();
            for (axis, (number, at)) in position.iter_mut().zip(&mut at).enumerate() {
                *at += *number;
                *number = *at * transform.scale[axis] + transform.translate[axis];
            }
            position
        })
        .collect()
}

struct Reader<'a> {
    arcs: Vec<Vec<Vec<f64>>>,
    transform: Option<&'a Transform>,
    /// Positions that may still be used.
    budget: usize,
    repairs: Repairs,
    builder: TableBuilder,
    report: &'a mut LoadReport,
}

impl Reader<'_> {
    /// Add a feature.
    fn feature(&mut self, text: &RawValue, label: Option<&str>) {
        let place = feature(self.builder.len());
        let mut arena = Geometries::default();
        self.repairs = Repairs::default();
        let object = serde_json::from_str::<Object<'_>>(text.get());
        let pushed = match &object {
            Ok(object) => {
                self.set_properties(object, label.is_none());
                self.geometry(object, &mut arena, 0)
            }
            Err(error) => Err(format!("no geometry object ({error})")),
        };
        if let Some(label) = label {
            let column = self.builder.column("layer");
            self.builder.set(column, Cell::Text(label));
        }
        let problem = match pushed {
            Ok(()) if arena.get(0).kind() == GeometryKind::None => {
                Some((ProblemKind::NoGeometry, "no geometry".to_owned()))
            }
            Ok(()) => {
                self.repairs.note(place, self.report);
                None
            }
            Err(found) => {
                arena = Geometries::default();
                arena.push_none();
                Some((ProblemKind::BadGeometry, found))
            }
        };
        if let Some((kind, found)) = problem {
            self.report.add(Problem {
                kind,
                place,
                found,
                done: "kept without a position",
            });
        }
        self.builder.geometries().append(arena);
        self.builder.end_feature();
    }

    /// Identifiers are those of an object, so that of several they are no more than a property.
    fn set_properties(&mut self, object: &Object<'_>, with_id: bool) {
        if let Some(id) = object.id.filter(|id| id.get() != "null") {
            if with_id {
                json_cell::set_id(id.get(), &mut self.builder);
            } else {
                let column = self.builder.column("id");
                json_cell::set(id.get(), column, &mut self.builder);
            }
        }
        let members = object
            .properties
            .map(|text| serde_json::from_str::<Members<'_>>(text.get()));
        if let Some(Ok(members)) = members {
            for (name, value) in members.0 {
                let column = self.builder.column(&name);
                json_cell::set(value.get(), column, &mut self.builder);
            }
        }
    }

    fn geometry(
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
            let joint = usize::from(nth > 0);
            let mut push = |position: &Vec<f64>| push_position(position, arena);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::Value;
    use crate::source::features::wkt::wkt_of;

    fn read_text(
        text: &str,
        layer: Option<&str>,
    ) -> Result<(TableBuilder, LoadReport), FormatError> {
        let mut report = LoadReport::default();
        let job = JobContext::unwatched();
        let builder = read(text.as_bytes(), LayerFilter(layer), &job, &mut report)?;
        Ok((builder, report))
    }

    /// The example of section 1.1 of the specification, with what it says the topology is worth:
    /// "a topology with a single object … the quantized topology".
    const EXAMPLE: &str = r#"{
      "type": "Topology",
      "transform": {"scale": [0.0005000500050005, 0.00010001000100010001], "translate": [100, 0]},
      "objects": {"example": {"type": "GeometryCollection", "geometries": [
        {"type": "Point", "properties": {"prop0": "value0"}, "coordinates": [4000, 5000]},
        {"type": "LineString", "properties": {"prop0": "value0", "prop1": 0}, "arcs": [0]},
        {"type": "Polygon", "properties": {"prop0": "value0", "prop1": {"this": "that"}}, "arcs": [[1]]}
      ]}},
      "arcs": [[[4000, 0], [1999, 9999], [2000, -9999], [2000, 9999]],
               [[0, 0], [0, 9999], [2000, 0], [0, -9999], [-2000, 0]]]
    }"#;

    #[test]
    fn the_example_of_the_specification_is_read() {
        let (builder, report) = read_text(EXAMPLE, None).unwrap();
        let table = builder.finish();
        assert_eq!(report.problem_count(), 0);
        // Section 1.1 gives the same collection as GeoJSON: these, but for quantization.
        let expected = [
            vec![[102.0, 0.5]],
            vec![[102.0, 0.0], [103.0, 1.0], [104.0, 0.0], [105.0, 1.0]],
            vec![
                [100.0, 0.0],
                [100.0, 1.0],
                [101.0, 1.0],
                [101.0, 0.0],
                [100.0, 0.0],
            ],
        ];
        for (row, expected) in expected.iter().enumerate() {
            let found = table.geometry(row).positions();
            assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(expected) {
                assert!((found[0] - expected[0]).abs() < 1e-3, "{found:?}");
                assert!((found[1] - expected[1]).abs() < 1e-3, "{found:?}");
            }
        }
        let prop1 = table.column("prop1").unwrap();
        assert_eq!(prop1.value(0), Value::Missing);
        assert_eq!(prop1.value(2), Value::Json(r#"{"this": "that"}"#));
        assert!(table.column("layer").is_none());
    }

    #[test]
    fn arcs_are_joined_and_reversed_and_objects_are_layers() {
        let text = r#"{"type":"Topology","arcs":[[[0,0,7],[1,0,8]],[[1,1],[1,0]],[[1,1],[0,0]]],
          "objects":{
            "a":{"type":"MultiLineString","id":5,"arcs":[[0,-2],[-1]]},
            "b":{"type":"GeometryCollection","geometries":[
               {"type":"MultiPolygon","arcs":[[[0,-2,2]]]},
               {"type":null},
               {"type":"Polygon","arcs":[[0,-2]]},
               {"type":"LineString","arcs":[9]},
               {"type":"GeometryCollection","geometries":[{"type":"MultiPoint","coordinates":[[1,2]]}]}]}}}"#;
        let (builder, report) = read_text(text, None).unwrap();
        let table = builder.finish();
        let shapes: Vec<String> = (0..6).map(|row| wkt_of(table.geometry(row))).collect();
        assert_eq!(
            shapes,
            [
                "MULTILINESTRING ((0 0,1 0,1 1),(1 0,0 0))",
                "MULTIPOLYGON (((0 0,1 0,1 1,0 0)))",
                "",
                "POLYGON ((0 0,1 0,1 1,0 0))",
                "",
                "GEOMETRYCOLLECTION (MULTIPOINT (1 2))",
            ]
        );
        assert_eq!(table.column("id").unwrap().value(0), Value::Integer(5));
        assert_eq!(table.column("layer").unwrap().value(5), Value::Text("b"));
        let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "feature 2: no geometry; kept without a position",
                "feature 3: a ring does not end where it begins; closed",
                "feature 4: arc 9 is not among the 3 of the file; kept without a position",
            ]
        );
        let (builder, _) = read_text(text, Some("a")).unwrap();
        let table = builder.finish();
        assert_eq!(table.ids().unwrap().value(0), Value::Integer(5));
        assert_eq!(layers(text.as_bytes()).unwrap(), ["a", "b"]);
    }

    #[test]
    fn damage_is_named_and_arcs_cannot_be_multiplied_without_end() {
        for end in 1..EXAMPLE.len() {
            assert!(read_text(&EXAMPLE[..end], None).is_err());
        }
        let error = read_text(&EXAMPLE[..200], None).err().unwrap();
        let chain = format!("{:#}", anyhow::Error::new(error));
        assert!(chain.contains("line 4 column"), "{chain}");
        let arc = "[0,0],".repeat(20_000);
        let uses = "0,".repeat(20_000);
        let text = format!(
            r#"{{"type":"Topology","arcs":[[{}]],"objects":{{"a":{{"type":"LineString","arcs":[{}]}}}}}}"#,
            arc.trim_end_matches(','),
            uses.trim_end_matches(',')
        );
        let (_, report) = read_text(&text, None).unwrap();
        assert!(
            report.problems[0]
                .found
                .contains("used more than 100 times")
        );
    }
}
