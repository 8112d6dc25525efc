//! TopoJSON (specification 1.0.0 of 2013): objects of a topology as features, their lines and rings
//! put together from shared arcs. Each object is a layer.
#[cfg(test)]
mod tests;

mod geometry;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::LayerFilter;
use super::error::FormatError;
use super::json_cell;
use super::repairs::{Repairs, feature};
use crate::jobs::JobContext;
use crate::model::table::{Cell, Geometries, GeometryKind, TableBuilder};
use crate::model::{LoadReport, Problem, ProblemKind};
use crate::source::positions::{Members, csv::text};

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
    serde_json::from_str(text).map_err(|error| refusal(&error))
}

fn refusal(error: &serde_json::Error) -> FormatError {
    FormatError::damaged("TopoJSON", error.to_string())
}

/// Names and texts of the objects.
fn objects<'a>(topology: &Topology<'a>) -> Result<Members<'a>, FormatError> {
    serde_json::from_str(topology.objects.get()).map_err(|error| refusal(&error))
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
            serde_json::from_str(text.get()).map_err(|error| refusal(&error))?;
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
}
