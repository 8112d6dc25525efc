//! What tells the selected features from the others, over all that is drawn: outlines of lines and
//! areas, rings about points. Cost follows the screen, also with a million selected: what lies too
//! near together to be told apart has one ring.
use std::collections::HashSet;

use crate::geodesy::mercator::world_from_lonlat;
use crate::model::{
    Atlas, Document, FeatureLayer, FeatureRef, LayerKind, RowSet, Selection, Viewport,
};
use crate::scene::clip::pieces;
use crate::scene::frame::{Frame, narrow};
use crate::scene::incidents::symbol_size_pt;
use crate::scene::symbology::Symbology;
use crate::scene::theme::Theme;
use crate::scene::{Circle, Group, Line, Primitive, Stroke};
use crate::spatial::{LoadedLayer, Shape, ShownLayers, WorldBox};

/// Vertices nearer to the last one than this are left out, screen points.
const STEP_PT: f64 = 0.7;
/// Lines and areas smaller than this on both sides have a ring, screen points.
const SMALL_PT: f64 = 8.0;
/// After so many vertices the other lines and areas have a ring too.
const MOST_VERTICES: usize = 50_000;
/// One ring stands for all in a square of at least this side, screen points: with few features
/// selected, and with many.
const APART_PT: [f64; 2] = [3.0, 12.0];
const MANY: usize = 1000;
/// From the edge of a symbol to its ring.
const GAP_PT: f32 = 2.5;
/// Of what has no symbol of its own.
const RADIUS_PT: f32 = 6.0;

/// Outlines and rings of what is selected and passes in the layers that are shown. The feature `shown` in
/// detail has no ring here, since that of what is marked is about it.
#[must_use]
pub fn outlines(
    document: &Document,
    atlas: &Atlas,
    layers: &ShownLayers,
    viewport: Viewport,
    selection: &Selection,
    shown: Option<FeatureRef>,
) -> Group {
    let least_pt = APART_PT[usize::from(selection.len() > MANY)];
    let mut marks = Marks {
        zoom: viewport.zoom,
        shown,
        halvings: 0,
        taken: HashSet::new(),
        lines: Vec::new(),
        vertices: 0,
        rings: Vec::new(),
    };
    for frame in Frame::copies(&viewport) {
        let halvings = (frame.world_size_pt() / least_pt).log2().floor();
        marks.halvings = halvings.clamp(0.0, 32.0) as u32;
        marks.taken.clear();
        for (layer, rows) in selection.layers() {
            if document.opacity(layer) == 0.0 {
                continue;
            }
            let LayerKind::Features(id) = layer else {
                let mut rows = RowSet::clone(rows);
                if let (LayerKind::Incidents, Some(passing)) = (layer, &layers.incidents) {
                    rows.intersect_with(passing);
                }
                marks.bundled(&frame, atlas, layer, &rows);
                continue;
            };
            if let (Some(loaded), Some(layer)) = (layers.get(id), document.features.get(&id)) {
                marks.shapes(&frame, loaded, rows);
                let shown = shown.filter(|shown| shown.layer() == LayerKind::Features(id));
                marks.points(&frame, (loaded, layer), rows, shown.map(FeatureRef::row));
            }
        }
    }
    Group {
        id: "selected outlines",
        primitives: marks.primitives(Theme::of(document.basemap)),
    }
}

/// What was found to be drawn, screen points.
struct Marks {
    zoom: f64,
    shown: Option<FeatureRef>,
    /// How often the side of the map is halved for that of a square with one ring.
    halvings: u32,
    /// The squares that have one.
    taken: HashSet<[i64; 2]>,
    lines: Vec<Vec<[f32; 2]>>,
    vertices: usize,
    rings: Vec<([f32; 2], f32)>,
}

impl Marks {
    fn ring(&mut self, frame: &Frame, at: [f64; 2], radius_pt: f32) {
        let side = f64::from(self.halvings).exp2();
        let center = narrow(frame.screen(at));
        let square = at.map(|value| (value * side).floor() as i64);
        if frame.shows(center) && self.taken.insert(square) {
            self.rings.push((center, radius_pt));
        }
    }

    fn bundled(&mut self, frame: &Frame, atlas: &Atlas, layer: LayerKind, rows: &RowSet) {
        let radius_pt = match layer {
            LayerKind::Incidents => symbol_size_pt(self.zoom) * 0.56 + GAP_PT,
            _ => RADIUS_PT,
        };
        let shown = self.shown;
        let features = rows.iter().filter_map(|row| FeatureRef::of_row(layer, row));
        for feature in features {
            if Some(feature) != shown
                && let Some(position) = atlas.position(feature)
            {
                self.ring(frame, world_from_lonlat(position), radius_pt);
            }
        }
    }

    fn points(
        &mut self,
        frame: &Frame,
        (loaded, layer): (&LoadedLayer, &FeatureLayer),
        rows: &RowSet,
        shown: Option<u32>,
    ) {
        let symbology = Symbology::new(&layer.style, &loaded.table);
        let within = frame.world_box(&frame.drawn());
        let points = loaded.index.points();
        let chosen = |row| Some(row) != shown && rows.contains(row);
        points.for_one_of_each_square(&within, self.halvings, chosen, |at, row| {
            self.ring(frame, at, symbology.size_pt(row as usize) / 2.0 + GAP_PT);
        });
    }

    fn shapes(&mut self, frame: &Frame, loaded: &LoadedLayer, rows: &RowSet) {
        let shapes = loaded.index.shapes();
        let frames = if shapes.reach_beyond() {
            frame.with_west()
        } else {
            vec![*frame]
        };
        for frame in &frames {
            let within = shapes.within(&frame.world_box(&frame.drawn()));
            for shape in within.into_iter().filter(|shape| rows.contains(shape.row)) {
                self.shape(frame, loaded, shape);
            }
        }
    }

    fn shape(&mut self, frame: &Frame, loaded: &LoadedLayer, shape: &Shape) {
        let bounds = shape.bounds();
        let sides = frame.screen_box(&bounds).size();
        if sides.into_iter().all(|side| side < SMALL_PT) || self.vertices > MOST_VERTICES {
            let WorldBox { min, max } = bounds;
            let middle = [0, 1].map(|axis: usize| f64::midpoint(min[axis], max[axis]));
            self.ring(frame, middle, RADIUS_PT);
            return;
        }
        let step = STEP_PT / frame.world_size_pt();
        for path in loaded.index.shapes().paths(shape, step) {
            for points in pieces(frame, &bounds, &path, None) {
                self.vertices += points.len();
                self.lines.push(points);
            }
        }
    }

    /// All casings below all lines.
    fn primitives(&self, theme: &Theme) -> Vec<Primitive> {
        let mut primitives = Vec::new();
        for (width_pt, color) in [(4.6, theme.casing), (2.2, theme.selection)] {
            primitives.extend(self.lines.iter().map(|points| {
                Primitive::Line(Line {
                    points: points.clone(),
                    closed: false,
                    stroke: Stroke { width_pt, color },
                    dash: None,
                })
            }));
            let width_pt = width_pt - 0.6;
            primitives.extend(self.rings.iter().map(|&(center, radius_pt)| {
                Primitive::Circle(Circle {
                    center,
                    radius_pt,
                    fill: None,
                    stroke: Some(Stroke { width_pt, color }),
                })
            }));
        }
        primitives
    }
}
