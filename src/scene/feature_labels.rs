//! Labels of the user's own features from a column: beside points, along lines, inside areas. Which
//! of them find a place is `label`'s.
use std::collections::HashMap;

use super::build::LABEL_BLOCK_PT;
use super::features::FEW_POINTS;
use super::label::{LabelKind, LineSide, Obstacle};
use super::names::{Naming, priority};
use super::symbology::Symbology;
use super::{Face, frame::narrow};
use crate::geodesy::mercator::world_size_pt;
use crate::model::table::{Column, Value};
use crate::model::{LabelStyle, LayerId, LayerKind, PointDrawing, Style};
use crate::spatial::{LoadedLayer, Shape, WorldBox};

/// At most so many labels of a layer ask for a place in one block of the map: the largest features,
/// then the top-most.
const MOST_IN_BLOCK: u32 = 60;
/// Of more points in view none is labelled: they are a cloud.
const MOST_POINTS: usize = 20_000;
/// Of more lines and areas none is.
const MOST_SHAPES: usize = 20_000;
/// Areas narrower than this have no label, screen points.
const LEAST_AREA_PT: f64 = 8.0;
/// Room that every other area's label has at least, screen points.
const LEAST_ROOM_PT: f32 = 64.0;
/// Longer labels are cut, letters.
const LONGEST: usize = 60;

impl Naming<'_> {
    /// The labels of every visible layer that has some, the top-most layer's first.
    pub(super) fn features(&mut self) {
        let document = self.document;
        for layer in document.layers.iter().rev() {
            let LayerKind::Features(id) = layer.kind else {
                continue;
            };
            let (Some(features), Some(loaded)) = (document.features.get(&id), self.layers.get(id))
            else {
                continue;
            };
            let Some(label) = features.style.label.as_ref() else {
                continue;
            };
            if let Some(column) = loaded.table.column(&label.column)
                && document.opacity(layer.kind) > 0.0
            {
                let words = Words {
                    layer: id,
                    label,
                    column,
                };
                self.points(loaded, &features.style, &words);
                self.shapes(loaded, &words);
            }
        }
    }

    /// The whole blocks that have a part in view, unit square: which features are labelled must not
    /// depend on where the view ends.
    fn blocks(&self) -> WorldBox {
        let WorldBox { min, max } = self.seen();
        let block = LABEL_BLOCK_PT / world_size_pt(self.canvas.zoom);
        WorldBox {
            min: min.map(|value| (value / block).floor() * block),
            max: max.map(|value| (value / block).ceil() * block),
        }
    }

    /// Lets the first few of each block pass.
    fn few_of_each_block(&self) -> impl FnMut([f64; 2]) -> bool + use<> {
        let block = LABEL_BLOCK_PT / world_size_pt(self.canvas.zoom);
        let mut counts: HashMap<[i64; 2], u32> = HashMap::new();
        move |at| {
            let count = counts
                .entry(at.map(|value| (value / block).floor() as i64))
                .or_default();
            *count += 1;
            *count <= MOST_IN_BLOCK
        }
    }

    /// What is in view, unit square.
    fn seen(&self) -> WorldBox {
        let size = world_size_pt(self.canvas.zoom);
        let origin = self.canvas.frame.screen([0.0; 2]);
        let drawn = self.canvas.frame.drawn();
        let world = |corner: [f64; 2]| [0, 1].map(|axis| (corner[axis] - origin[axis]) / size);
        WorldBox {
            min: world(drawn.min),
            max: world(drawn.max),
        }
    }

    fn points(&mut self, loaded: &LoadedLayer, style: &Style, words: &Words<'_>) {
        let points = loaded.index.points();
        let seen = self.seen();
        let most = match style.points {
            PointDrawing::Automatic => FEW_POINTS,
            PointDrawing::Symbols => MOST_POINTS,
            PointDrawing::Clusters | PointDrawing::Density | PointDrawing::HeatMap => return,
        };
        if points.count_within(&seen, most) > most {
            return;
        }
        let symbology = Symbology::new(style, &loaded.table);
        let mut found: Vec<(f32, u32, [f64; 2])> = Vec::new();
        points.for_each_within(&self.blocks(), |at, row| {
            if words.has(row) {
                found.push((symbology.size_pt(row as usize), row, at));
            }
        });
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        let mut passes = self.few_of_each_block();
        found.retain(|(_, _, at)| passes(*at));
        for (size_pt, row, at) in found {
            let at = narrow(self.canvas.frame.screen(at));
            let radius_pt = size_pt / 2.0;
            self.obstacles.push(Obstacle::Circle {
                center: at,
                radius_pt,
            });
            self.label(words, row, LabelKind::Point { at, radius_pt });
        }
    }

    fn shapes(&mut self, loaded: &LoadedLayer, words: &Words<'_>) {
        let shapes = loaded.index.shapes();
        let found = shapes.within(&self.blocks());
        if found.len() > MOST_SHAPES {
            return;
        }
        let size = world_size_pt(self.canvas.zoom);
        let across_pt = |shape: &Shape| shape.bounds().size().map(|side| side * size);
        // Of a feature of several parts the largest one is labelled.
        let mut largest: HashMap<u32, (f64, &Shape)> = HashMap::new();
        for shape in found {
            let [wide, high] = across_pt(shape);
            let (large, enough) = if shape.is_area() {
                (wide * high, wide.min(high) >= LEAST_AREA_PT)
            } else {
                (wide.max(high), true)
            };
            let kept = largest
                .get(&shape.row)
                .is_some_and(|(other, _)| *other >= large);
            if enough && !kept && words.has(shape.row) {
                largest.insert(shape.row, (large, shape));
            }
        }
        let mut found: Vec<(f64, &Shape)> = largest.into_values().collect();
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.row.cmp(&a.1.row)));
        let mut passes = self.few_of_each_block();
        found.retain(|(_, shape)| passes(shape.bounds().min));
        for (_, shape) in found {
            let frame = self.canvas.frame;
            let paths: Vec<Vec<[f32; 2]>> = shapes
                .paths(shape, 1.0 / size)
                .map(|path| {
                    path.into_iter()
                        .map(|at| narrow(frame.screen(at)))
                        .collect()
                })
                .collect();
            let kind = if shape.is_area() {
                area(&paths)
            } else {
                line(paths)
            };
            if let Some(kind) = kind {
                self.label(words, shape.row, kind);
            }
        }
    }

    fn label(&mut self, words: &Words<'_>, row: u32, kind: LabelKind) {
        let size_pt = words.label.size_pt.clamp(5.0, 48.0);
        let style = self.style(Face::Sans, size_pt, 0.0, self.canvas.theme.place_name);
        let layer = LayerKind::Features(words.layer);
        self.add(layer, priority::FEATURE, &words.of(row), style, kind);
    }
}

/// What the labels of a layer say.
struct Words<'a> {
    layer: LayerId,
    label: &'a LabelStyle,
    column: &'a Column,
}

impl Words<'_> {
    fn has(&self, row: u32) -> bool {
        match self.column.value(row as usize) {
            Value::Missing | Value::Null => false,
            Value::Text(text) => !text.trim().is_empty(),
            _ => true,
        }
    }

    /// One line.
    fn of(&self, row: u32) -> String {
        let text = self.column.value(row as usize).to_text();
        let words: Vec<&str> = text.split_whitespace().collect();
        let words = words.join(" ");
        if words.chars().count() <= LONGEST {
            return words;
        }
        let kept: String = words.chars().take(LONGEST - 1).collect();
        kept.trim_end().to_owned() + "…"
    }
}

fn line(mut paths: Vec<Vec<[f32; 2]>>) -> Option<LabelKind> {
    let points = paths.pop().filter(|points| points.len() > 1)?;
    let side = LineSide::Above;
    Some(LabelKind::Line { points, side })
}

/// About the centroid where it lies in the area, else about the middle of the widest stretch
/// across it.
fn area(rings: &[Vec<[f32; 2]>]) -> Option<LabelKind> {
    let around = rings.first()?;
    let centroid = centroid(around)?;
    let [low, high] = around
        .iter()
        .fold([f32::INFINITY, f32::NEG_INFINITY], |ends, point| {
            [ends[0].min(point[1]), ends[1].max(point[1])]
        });
    let at_centroid = stretches(rings, centroid[1])
        .into_iter()
        .find(|[west, east]| (*west..=*east).contains(&centroid[0]));
    let (center, width) = match at_centroid {
        Some([west, east]) => (centroid, east - west),
        None => (1..16)
            .flat_map(|step| {
                let y = low + (high - low) * step as f32 / 16.0;
                let middle = move |[west, east]: [f32; 2]| ([west.midpoint(east), y], east - west);
                stretches(rings, y).into_iter().map(middle)
            })
            .max_by(|a, b| a.1.total_cmp(&b.1))?,
    };
    Some(LabelKind::Area {
        center,
        max_width_pt: width.max(LEAST_ROOM_PT),
    })
}

/// Where a level line lies inside of rings (even-odd rule), from west to east.
fn stretches(rings: &[Vec<[f32; 2]>], y: f32) -> Vec<[f32; 2]> {
    let mut crossings: Vec<f32> = Vec::new();
    for ring in rings {
        for (index, a) in ring.iter().enumerate() {
            let b = ring[(index + 1) % ring.len()];
            if (a[1] > y) != (b[1] > y) {
                crossings.push(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
            }
        }
    }
    crossings.sort_unstable_by(f32::total_cmp);
    let pairs = crossings.chunks_exact(2);
    pairs.map(|pair| [pair[0], pair[1]]).collect()
}

/// Centre of mass of a ring; `None` of one without an area.
///
/// # References
///
/// Bourke, P. (1988), Calculating the area and centroid of a polygon.
fn centroid(ring: &[[f32; 2]]) -> Option<[f32; 2]> {
    let origin = ring.first()?.map(f64::from);
    let from_origin = |point: [f32; 2]| [0, 1].map(|axis| f64::from(point[axis]) - origin[axis]);
    let (mut twice_area, mut sum) = (0.0, [0.0; 2]);
    for pair in ring.windows(2) {
        let (a, b) = (from_origin(pair[0]), from_origin(pair[1]));
        let cross = a[0] * b[1] - b[0] * a[1];
        twice_area += cross;
        for axis in [0, 1] {
            sum[axis] += cross * (a[axis] + b[axis]);
        }
    }
    let mean = |axis: usize| (origin[axis] + sum[axis] / (3.0 * twice_area)) as f32;
    (twice_area.abs() > f64::EPSILON).then(|| [mean(0), mean(1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_of_an_area_lies_in_it() {
        // A square; the same with a hole in its middle; a horseshoe open to the east.
        let square = vec![
            [0.0, 0.0],
            [100.0, 0.0],
            [100.0, 80.0],
            [0.0, 80.0],
            [0.0, 0.0],
        ];
        let hole = vec![
            [40.0, 30.0],
            [60.0, 30.0],
            [60.0, 50.0],
            [40.0, 50.0],
            [40.0, 30.0],
        ];
        let horseshoe = vec![
            [0.0, 0.0],
            [100.0, 0.0],
            [100.0, 10.0],
            [10.0, 10.0],
            [10.0, 70.0],
            [100.0, 70.0],
            [100.0, 80.0],
            [0.0, 80.0],
            [0.0, 0.0],
        ];
        for (rings, middle) in [
            (vec![square.clone()], Some([50.0, 40.0])),
            (vec![square, hole], None),
            (vec![horseshoe], None),
        ] {
            let Some(LabelKind::Area { center, .. }) = area(&rings) else {
                panic!("no place")
            };
            if let Some(middle) = middle {
                assert_eq!(center.map(f32::to_bits), middle.map(f32::to_bits));
            }
            let inside = stretches(&rings, center[1])
                .iter()
                .any(|[west, east]| (*west..=*east).contains(&center[0]));
            assert!(inside, "{center:?} in {rings:?}");
        }
    }

    #[test]
    fn an_area_without_extent_has_no_label() {
        assert_eq!(area(&[vec![[1.0, 1.0], [5.0, 5.0], [1.0, 1.0]]]), None);
        assert_eq!(area(&[]), None);
    }
}
