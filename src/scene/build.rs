//! From a document and a viewport to the scene: one group for each layer, bottom-most first.
use super::borders::{borders, on_borders};
use super::context::context;
use super::features::{TileInput, drawn_points, features};
use super::frame::Frame;
use super::ground::{Canvas, graticule, provinces, rivers, water, world};
use super::incidents::{DrawnIncidents, incidents};
use super::label::{self, EdgeRule, Obstacle, ScreenBox};
use super::names::{Name, Naming, dot_size_pt, place_from_zoom};
use super::surround::{self, SurroundParts};
use super::symbol::{Symbol, symbol_primitives};
use super::theme::Theme;
use super::{Group, Primitive, Scene};
use crate::geodesy::Position;
use crate::geodesy::mercator::{lonlat_from_world, world_size_pt};
use crate::model::{Document, FeatureRef, Layer, LayerId, LayerKind, Viewport};
use crate::spatial::{Detail, ShownLayers};

pub use super::selection::{outlines, selection};

/// Labels are placed in a frame that starts at a multiple of this and ends at one, so that a
/// small move of the map places the very same labels, screen points.
pub(super) const LABEL_BLOCK_PT: f64 = 512.0;

/// What a map is made from.
#[derive(Clone, Copy)]
pub struct MapInput<'a> {
    /// Layers, theme, language.
    pub document: &'a Document,
    /// The atlas at all levels of detail.
    pub detail: &'a Detail,
    /// What is drawn. Everything keeps its place when a viewport of the same zoom is moved.
    pub viewport: Viewport,
    /// The features that pass.
    pub layers: &'a ShownLayers,
    /// Symbols spread about the spot they share, and the spot.
    pub fanned: Option<&'a (Position, Vec<FeatureRef>)>,
    /// Whether names may be cut at the edge, as on a map that moves.
    pub edge: EdgeRule,
    /// Pixels per point of the pictures in the user's layers. `None` leaves those layers, their
    /// names aside, to [`super::features::tile`].
    pub features_at: Option<f32>,
}

impl<'a> MapInput<'a> {
    fn incidents(&self) -> DrawnIncidents<'a> {
        DrawnIncidents {
            passing: self.layers.incidents.as_deref(),
            fanned: self.fanned,
        }
    }
}

/// Whether a settlement is shown at a zoom level, room for its name permitting: index into the
/// atlas's places.
#[must_use]
pub fn place_is_drawn(detail: &Detail, index: usize, zoom: f64) -> bool {
    let place = detail.atlas().places.get(index);
    place.is_some_and(|place| zoom >= place_from_zoom(place)) && !detail.is_district(index)
}

/// A map for a file: every name is whole and keeps clear of the surround, which comes with it, and
/// of the figures of what is marked.
#[must_use]
pub fn finished_map(
    input: &MapInput<'_>,
    parts: &SurroundParts<'_>,
    mark: Option<&Group>,
) -> (Scene, Group) {
    let input = MapInput {
        edge: EdgeRule::Inside,
        ..*input
    };
    let parts = SurroundParts {
        pixels_per_point: input.features_at.unwrap_or(1.0),
        ..*parts
    };
    let (document, detail) = (input.document, input.detail);
    let (surround, mut reserved) =
        surround::finished(document, detail, input.layers, input.viewport, &parts);
    let figures = mark.iter().flat_map(|mark| &mark.primitives);
    reserved.extend(figures.filter_map(text_box));
    (map_clear_of(&input, &reserved), surround)
}

/// About what a level text covers.
fn text_box(primitive: &Primitive) -> Option<ScreenBox> {
    let Primitive::Text(text) = primitive else {
        return None;
    };
    let (first, last) = text.glyphs.first().zip(text.glyphs.last())?;
    let em = text.size_pt;
    Some(ScreenBox {
        min: [first.origin[0] - 3.0, first.origin[1] - em],
        max: [last.origin[0] + 0.7 * em, last.origin[1] + 0.4 * em],
    })
}

/// The layers that have a group on the map, in its order.
pub fn visible_layers(document: &Document) -> impl Iterator<Item = &Layer> {
    let layers = document.layers.iter();
    layers.filter(|layer| layer.visible && layer.opacity > 0.0)
}

/// The map of a document.
#[must_use]
pub fn map(input: &MapInput<'_>) -> Scene {
    map_clear_of(input, &[])
}

/// What of the map is the same whichever features pass: the ground, rivers, borders and the like.
#[must_use]
pub fn map_below_names(input: &MapInput<'_>) -> Scene {
    map_of(input, Part::BelowNames, Labels::default())
}

/// All the rest: the incidents, and the names of every layer.
#[must_use]
pub fn names_and_incidents(input: &MapInput<'_>) -> Scene {
    let labels = labels(input, Theme::of(input.document.basemap), &[]);
    map_of(input, Part::NamesAndIncidents, labels)
}

/// Which part of a map.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    BelowNames,
    NamesAndIncidents,
}

impl Part {
    /// Whether it has the shapes of a layer.
    fn has(self, kind: LayerKind) -> bool {
        self == Self::Whole || (self == Self::NamesAndIncidents) == (kind == LayerKind::Incidents)
    }
}

fn map_clear_of(input: &MapInput<'_>, reserved: &[ScreenBox]) -> Scene {
    let labels = labels(input, Theme::of(input.document.basemap), reserved);
    map_of(input, Part::Whole, labels)
}

fn map_of(input: &MapInput<'_>, part: Part, mut labels: Labels) -> Scene {
    let theme = Theme::of(input.document.basemap);
    let frames = Frame::copies(&input.viewport);
    let canvases: Vec<Canvas<'_>> = frames
        .iter()
        .map(|frame| Canvas {
            detail: input.detail,
            frame,
            zoom: input.viewport.zoom,
            theme,
        })
        .collect();
    // The names of the user's layers wait for the top-most of these, so that no shape covers them.
    let is_own = |kind: LayerKind| matches!(kind, LayerKind::Features(_));
    let own = visible_layers(input.document).filter(|layer| is_own(layer.kind));
    let top = own.last().map(|layer| layer.kind);
    let mut waiting = Vec::new();
    let groups = visible_layers(input.document)
        .map(|layer| {
            let mut primitives: Vec<Primitive> = match layer.kind {
                kind if !part.has(kind) => Vec::new(),
                LayerKind::Features(id) => user_layer(input, id).unwrap_or_default(),
                kind => canvases
                    .iter()
                    .flat_map(|canvas| layer_primitives(canvas, kind, input))
                    .collect(),
            };
            let mut names = labels.take(layer.kind);
            for primitive in primitives.iter_mut().chain(&mut names) {
                fade(primitive, layer.opacity);
            }
            if is_own(layer.kind) {
                waiting.append(&mut names);
            }
            if top == Some(layer.kind) {
                names.append(&mut waiting);
            }
            primitives.append(&mut names);
            Group {
                id: layer.kind.id(),
                primitives,
            }
        })
        .collect();
    let below = canvases.iter().filter(|_| part != Part::NamesAndIncidents);
    Scene {
        viewport: input.viewport,
        basemap: input.document.basemap,
        background: theme.sea,
        below_relief: vec![Group {
            id: "world",
            primitives: below
                .flat_map(|canvas| world(canvas, input.document.basemap))
                .collect(),
        }],
        groups,
    }
}

/// A layer of the user's without its names, where it is loaded and wanted.
fn user_layer(input: &MapInput<'_>, id: LayerId) -> Option<Vec<Primitive>> {
    let (loaded, pixels_per_point) = (input.layers.get(id)?, input.features_at?);
    let style = &input.document.features.get(&id)?.style;
    Some(features(&TileInput {
        loaded,
        style,
        basemap: input.document.basemap,
        points: drawn_points(style, &loaded.index, &input.viewport),
        viewport: input.viewport,
        pixels_per_point,
    }))
}

/// A layer of the atlas without its names.
fn layer_primitives(canvas: &Canvas<'_>, kind: LayerKind, input: &MapInput<'_>) -> Vec<Primitive> {
    match kind {
        LayerKind::Water => water(canvas),
        LayerKind::Rivers => rivers(canvas),
        LayerKind::Graticule => graticule(canvas),
        LayerKind::Provinces => provinces(canvas),
        LayerKind::Borders => borders(canvas),
        LayerKind::Context => context(canvas),
        LayerKind::Places | LayerKind::Features(_) => Vec::new(),
        LayerKind::Incidents => incidents(canvas, input.incidents()).0,
    }
}

/// Names in place, with the dots of the settlements they name, by layer.
#[derive(Default)]
struct Labels(Vec<(LayerKind, Vec<Primitive>)>);

impl Labels {
    fn take(&mut self, layer: LayerKind) -> Vec<Primitive> {
        let mut taken = Vec::new();
        // Dots first, so that no dot lies on a name.
        for (kind, primitives) in &mut self.0 {
            if *kind == layer {
                taken.append(primitives);
            }
        }
        taken.sort_by_key(|primitive| matches!(primitive, Primitive::Text(_)));
        taken
    }
}

fn labels(input: &MapInput<'_>, theme: &Theme, reserved: &[ScreenBox]) -> Labels {
    let viewport = label_viewport(input);
    let [x0, y0] = input.viewport.origin_world();
    let [x1, y1] = viewport.origin_world();
    let size = world_size_pt(viewport.zoom);
    let offset = [(x1 - x0) * size, (y1 - y0) * size].map(|value| value as f32);

    let mut names: Vec<Name> = Vec::new();
    let mut obstacles: Vec<Obstacle> = reserved.iter().copied().map(Obstacle::Box).collect();
    for frame in Frame::copies(&viewport) {
        let canvas = Canvas {
            detail: input.detail,
            frame: &frame,
            zoom: viewport.zoom,
            theme,
        };
        if input.document.opacity(LayerKind::Incidents) > 0.0 {
            obstacles.extend(incidents(&canvas, input.incidents()).1);
        }
        let mut naming = Naming {
            canvas,
            document: input.document,
            layers: input.layers,
            incidents: input.incidents(),
            names: std::mem::take(&mut names),
            obstacles: std::mem::take(&mut obstacles),
        };
        naming.collect();
        (names, obstacles) = (naming.names, naming.obstacles);
    }
    let (candidates, owners): (Vec<_>, Vec<_>) = names
        .into_iter()
        .map(|name| (name.candidate, (name.layer, name.place)))
        .unzip();
    let frame = label::Frame {
        size_pt: viewport.size_pt.map(|value| value as f32),
        edge: input.edge,
    };
    let lines: Vec<Obstacle> = if input.document.opacity(LayerKind::Borders) > 0.0 {
        Frame::copies(&viewport)
            .iter()
            .flat_map(|copy| on_borders(input.detail, copy, viewport.zoom))
            .collect()
    } else {
        Vec::new()
    };
    let placed = label::place(&candidates, &obstacles, &lines, frame);
    Labels(
        placed
            .into_iter()
            .map(|label| {
                let (layer, place) = owners[label.candidate];
                let mut primitives = Vec::new();
                if let (Some(place), label::LabelKind::Point { at, .. }) =
                    (place, &candidates[label.candidate].kind)
                {
                    primitives.extend(dot(input, theme, place, *at));
                }
                primitives.push(Primitive::Text(label.text));
                for primitive in &mut primitives {
                    shift(primitive, offset);
                }
                (layer, primitives)
            })
            .collect(),
    )
}

fn dot(input: &MapInput<'_>, theme: &Theme, place: usize, at: [f32; 2]) -> Vec<Primitive> {
    let place = &input.detail.atlas().places[place];
    let symbol = if place.capital {
        Symbol::Capital
    } else {
        Symbol::Settlement
    };
    symbol_primitives(
        symbol,
        at,
        dot_size_pt(place.rank, input.viewport.zoom),
        theme,
    )
}

/// The frame in which labels are placed: that of the map, or where they may be cut at its edge
/// one a little larger whose corners lie on a grid over the world.
fn label_viewport(input: &MapInput<'_>) -> Viewport {
    let viewport = input.viewport;
    if input.edge == EdgeRule::Inside {
        return viewport;
    }
    let size = world_size_pt(viewport.zoom);
    let origin = viewport.origin_world();
    let block = LABEL_BLOCK_PT / size;
    let first = [0, 1].map(|axis: usize| (origin[axis] / block).floor());
    let last =
        [0, 1].map(|axis: usize| ((origin[axis] + viewport.size_pt[axis] / size) / block).ceil());
    Viewport {
        center: lonlat_from_world(
            [0, 1].map(|axis: usize| f64::midpoint(first[axis], last[axis]) * block),
        ),
        zoom: viewport.zoom,
        size_pt: [0, 1].map(|axis: usize| (last[axis] - first[axis]) * LABEL_BLOCK_PT),
    }
}

/// Moves a primitive.
pub(super) fn shift(primitive: &mut Primitive, [dx, dy]: [f32; 2]) {
    let move_point = |point: &mut [f32; 2]| {
        point[0] += dx;
        point[1] += dy;
    };
    match primitive {
        Primitive::Fill(fill) => fill.vertices.iter_mut().for_each(move_point),
        Primitive::Line(line) => line.points.iter_mut().for_each(move_point),
        Primitive::Circle(circle) => move_point(&mut circle.center),
        Primitive::Picture(picture) => move_point(&mut picture.min),
        Primitive::Text(text) => {
            for glyph in &mut text.glyphs {
                move_point(&mut glyph.origin);
            }
        }
    }
}

fn fade(primitive: &mut Primitive, opacity: f32) {
    match primitive {
        Primitive::Fill(fill) => fill.color = fill.color.faded(opacity),
        Primitive::Line(line) => line.stroke.color = line.stroke.color.faded(opacity),
        Primitive::Circle(circle) => {
            circle.fill = circle.fill.map(|color| color.faded(opacity));
            if let Some(stroke) = &mut circle.stroke {
                stroke.color = stroke.color.faded(opacity);
            }
        }
        Primitive::Text(text) => {
            text.color = text.color.faded(opacity);
            if let Some(halo) = &mut text.halo {
                halo.color = halo.color.faded(opacity);
            }
        }
        Primitive::Picture(picture) => picture.opacity *= opacity,
    }
}
