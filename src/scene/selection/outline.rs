//! What tells the selected features from the others, over all that is drawn: outlines of lines and
//! areas, rings about points. Cost follows the screen, also with a million selected: what lies too
//! near together to be told apart has one ring.
use std::collections::HashSet;

use crate::geodesy::mercator::world_from_lonlat;
use crate::geodesy::seen_outline;
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
/// Widths of casing and line, screen points; and of more than so many, which would hide the map.
const WIDTHS_PT: [f32; 2] = [4.6, 2.2];
const CROWDED_PT: [f32; 2] = [2.8, 1.4];
const CROWD: usize = 60;
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
            for points in pieces(frame, &bounds, seen_outline(&path).0, None) {
                self.vertices += points.len();
                self.lines.push(points);
            }
        }
    }

    /// All casings below all lines.
    fn primitives(&self, theme: &Theme) -> Vec<Primitive> {
        let mut primitives = Vec::new();
        let [casing_pt, line_pt] = if self.lines.len() + self.rings.len() > CROWD {
            CROWDED_PT
        } else {
            WIDTHS_PT
        };
        for (width_pt, color) in [(casing_pt, theme.casing), (line_pt, theme.selection)] {
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::geodesy::lon_lat;
    use crate::jobs::JobContext;
    use crate::model::table::{GeometryKind, TableBuilder};
    use crate::model::{Layer, LayerId, LayerSource, LoadReport, SelectMode, Style};
    use crate::spatial::{FeatureIndex, LayerStore};

    const LAYER: LayerKind = LayerKind::Features(LayerId(1));

    /// A layer, and the outlines of these rows in a view of ten degrees about 65° E, 35° N.
    fn marks(builder: TableBuilder, rows: RowSet, shown: Option<u32>) -> Vec<Primitive> {
        let table = builder.finish();
        let loaded = LoadedLayer {
            index: FeatureIndex::new(&table, &JobContext::unwatched()).unwrap(),
            table: Arc::new(table),
            report: Arc::new(LoadReport::default()),
        };
        let layers = LayerStore::from([(LayerId(1), Arc::new(loaded))]).into();
        let mut document = Document::default();
        let layer = FeatureLayer {
            name: "Mine".to_owned(),
            source: LayerSource::Text { text: "".into() },
            swap_axes: false,
            style: Style::default(),
            time: None,
        };
        document.features.insert(LayerId(1), layer);
        document.layers.push(Layer {
            kind: LAYER,
            visible: true,
            opacity: 1.0,
        });
        let mut selection = Selection::default();
        selection.choose(LAYER, rows, SelectMode::Replace);
        let atlas = Atlas::default();
        let view = Viewport {
            center: lon_lat(65.0, 35.0),
            zoom: 6.0,
            size_pt: [1920.0, 1080.0],
        };
        let shown = shown.map(|row| FeatureRef::Row(LayerId(1), row));
        outlines(&document, &atlas, &layers, view, &selection, shown).primitives
    }

    fn circles(primitives: &[Primitive]) -> usize {
        let circle = |primitive: &&Primitive| matches!(primitive, Primitive::Circle(_));
        primitives.iter().filter(circle).count()
    }

    #[test]
    fn each_selected_point_in_view_has_a_ring_but_the_one_shown() {
        let mut builder = TableBuilder::new();
        for lon in [62.0, 65.0, 68.0, 120.0] {
            builder.geometries().push_point([lon, 35.0]);
            builder.end_feature();
        }
        let drawn = marks(builder, [0, 2, 3].into_iter().collect(), Some(2));
        assert_eq!(circles(&drawn), 2, "a casing and a ring about the first");
    }

    /// 2,000 by 100 points over the view: one ring for each square of at least 12 points a side.
    #[test]
    fn the_rings_of_a_large_selection_follow_the_screen() {
        let mut builder = TableBuilder::new();
        for index in 0..200_000_u32 {
            let (column, row) = (f64::from(index % 2000), f64::from(index / 2000));
            builder
                .geometries()
                .push_point([45.0 + column * 0.02, 27.0 + row * 0.15]);
            builder.end_feature();
        }
        let drawn = marks(builder, RowSet::first(200_000), None);
        let most = (1984.0_f64 / 12.0 + 1.0) * (1144.0 / 12.0 + 1.0);
        let rings = circles(&drawn) / 2;
        assert!(rings > 2000 && (rings as f64) < most, "{rings} rings");
    }

    #[test]
    fn areas_are_outlined_and_specks_have_a_ring() {
        let mut builder = TableBuilder::new();
        for side in [2.0, 0.01] {
            for corner in [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]] {
                let [x, y] = corner.map(|part: f64| part * side);
                builder.geometries().push_position([64.0 + x, 35.0 + y]);
            }
            builder.geometries().end_path();
            builder.geometries().end_part();
            builder.geometries().end_geometry(GeometryKind::Polygon);
            builder.end_feature();
        }
        let drawn = marks(builder, RowSet::first(2), None);
        assert_eq!((drawn.len(), circles(&drawn)), (4, 2));
    }
}
