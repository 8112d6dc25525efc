//! The scene as meshes, kept while the map only moves and made anew when it zooms or changes.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use egui::{Context, Rect, Ui, pos2, vec2};

use super::feature_tiles::FeatureTiles;
use super::marks::Marks;
use super::meshes::{KeptMeshes, moved};
use super::origin;
use super::paint::ScenePainter;
use crate::geodesy::Position;
use crate::model::{Document, FeatureRef, Filter, LayerId, LayerKind, TimeFilter, Viewport};
use crate::scene::label::EdgeRule;
use crate::scene::surround::{self, SurroundParts};
use crate::scene::{self, DrawnIncidents, Group, Scene};
use crate::source::attribution;
use crate::spatial::{Detail, ShownLayers};
use crate::state::AppState;
use crate::ui::PanelContext;
use crate::ui::theme::color;

/// How far the scene reaches beyond what is seen, so that it can be moved before it must be built
/// again, screen points.
pub(super) const MARGIN_PT: f64 = 320.0;

/// Names reach less far: they are built anew in another frame than what lies below them.
const NAMES_MARGIN_PT: f64 = 256.0;

/// What the meshes of a part depend on, besides the place.
#[derive(Clone, PartialEq)]
struct Key {
    fanned: Option<(Position, Vec<FeatureRef>)>,
    zoom: f64,
    size_pt: [f64; 2],
    pixels_per_point: f32,
    generation: u64,
}

/// Meshes of a part of everything that moves with the map.
struct Part {
    key: Key,
    /// Where the document and the layers were last the same as now.
    revision: u64,
    document: Document,
    /// Those whose features it shows.
    layers: ShownLayers,
    view: Viewport,
    background: egui::Color32,
    below: KeptMeshes,
    /// Of each visible layer.
    above: Vec<KeptMeshes>,
}

/// What stands over the ground and depends on the view itself.
struct Overlay {
    key: (u64, Viewport, bool, f32, u64),
    meshes: KeptMeshes,
}

/// All of them, and who makes them.
pub struct SceneCache {
    painter: ScenePainter,
    below_names: Option<Part>,
    /// With the incidents.
    names: Option<Part>,
    marks: Marks,
    overlay: Option<Overlay>,
}

impl SceneCache {
    /// Empty.
    pub fn new(ctx: &Context) -> Self {
        Self {
            painter: ScenePainter::new(ctx),
            below_names: None,
            names: None,
            marks: Marks::default(),
            overlay: None,
        }
    }

    /// Make anew what no longer fits.
    pub fn update(
        &mut self,
        ui: &Ui,
        ctx: &PanelContext<'_>,
        detail: &Arc<Detail>,
        view: &Viewport,
    ) {
        let pixels_per_point = ui.pixels_per_point();
        // No letters, so that these never push out any.
        self.marks
            .update(&mut self.painter, ctx.state, view, pixels_per_point);
        // Letters of the one may push those of the other out of a full texture, but not twice.
        for _ in 0..2 {
            self.update_ground(ctx, detail, view, pixels_per_point);
            let generation = self.painter.generation();
            self.update_overlay(ctx, detail, view, pixels_per_point);
            if self.painter.generation() == generation {
                return;
            }
        }
    }

    fn update_ground(
        &mut self,
        ctx: &PanelContext<'_>,
        detail: &Arc<Detail>,
        view: &Viewport,
        pixels_per_point: f32,
    ) {
        let mut key = Key {
            fanned: None,
            zoom: view.zoom,
            size_pt: view.size_pt,
            pixels_per_point,
            generation: self.painter.generation(),
        };
        let input = scene::build::MapInput {
            document: ctx.state.document(),
            detail,
            viewport: view.padded(MARGIN_PT),
            layers: ctx.state.shown(),
            fanned: ctx.state.session().fanned.as_ref(),
            edge: EdgeRule::MayCross,
            features_at: None,
        };
        let fits =
            |part: &mut Option<Part>, key: &Key, reach_pt, layers: &dyn Fn() -> ShownLayers| {
                part.as_mut()
                    .is_some_and(|part| part.fits(key, view, reach_pt, ctx.state, layers))
            };
        let mut names_margin_pt = NAMES_MARGIN_PT;
        if !fits(
            &mut self.below_names,
            &key,
            MARGIN_PT,
            &ShownLayers::default,
        ) {
            let scene = scene::build::map_below_names(&input);
            self.below_names = Some(self.part(&scene, &key, ctx.state, ShownLayers::default()));
            names_margin_pt = MARGIN_PT;
        }
        key.fanned.clone_from(&ctx.state.session().fanned);
        let layers = || labelled(ctx.state);
        if !fits(&mut self.names, &key, names_margin_pt, &layers) {
            let scene = scene::build::names_and_incidents(&input);
            self.names = Some(self.part(&scene, &key, ctx.state, layers()));
        }
    }

    fn part(&mut self, scene: &Scene, key: &Key, state: &AppState, layers: ShownLayers) -> Part {
        let begun = Instant::now();
        let [width, height] = scene.viewport.size_pt.map(|side| side as f32);
        let visible = Rect::from_min_size(pos2(0.0, 0.0), vec2(width, height));
        let make = |painter: &mut ScenePainter| {
            let mut meshes = |groups: &[Group]| {
                KeptMeshes::new(painter.meshes(groups, visible, key.pixels_per_point))
            };
            let below = meshes(&scene.below_relief);
            (below, scene.groups.chunks(1).map(meshes).collect())
        };
        let generation = self.painter.generation();
        let (mut below, mut above) = make(&mut self.painter);
        if self.painter.generation() != generation {
            // Letters of the last layers may have pushed out those of the first, but not twice.
            (below, above) = make(&mut self.painter);
        }
        log::debug!("scene built, its meshes in {:.1?}", begun.elapsed());
        Part {
            key: Key {
                generation: self.painter.generation(),
                ..key.clone()
            },
            revision: state.revision(),
            document: looks(state.document()),
            layers,
            view: scene.viewport,
            background: color(scene.background),
            below,
            above,
        }
    }

    fn update_overlay(
        &mut self,
        ctx: &PanelContext<'_>,
        detail: &Arc<Detail>,
        view: &Viewport,
        pixels_per_point: f32,
    ) {
        let revision = ctx.state.revision();
        let mut key = (
            revision,
            *view,
            ctx.layout.legend,
            pixels_per_point,
            self.painter.generation(),
        );
        if self
            .overlay
            .as_ref()
            .is_some_and(|overlay| overlay.key == key)
        {
            return;
        }
        let groups = overlay_groups(ctx, detail, view, pixels_per_point);
        let size = vec2(view.size_pt[0] as f32, view.size_pt[1] as f32);
        let visible = Rect::from_min_size(pos2(0.0, 0.0), size);
        let meshes = self.painter.meshes(&groups, visible, pixels_per_point);
        key.4 = self.painter.generation();
        self.overlay = Some(Overlay {
            key,
            meshes: KeptMeshes::new(meshes),
        });
    }

    /// What lies below the relief.
    pub fn paint_below(&mut self, ui: &Ui, rect: Rect, view: &Viewport) {
        if let Some(part) = &mut self.below_names {
            let painter = ui.painter().with_clip_rect(rect);
            painter.rect_filled(rect, 0.0, part.background);
            (part.below).paint_around(&painter, &part.view, rect, view);
        }
    }

    /// What lies above it.
    pub fn paint_above(
        &mut self,
        ui: &Ui,
        rect: Rect,
        view: &Viewport,
        document: &Document,
        features: &FeatureTiles,
    ) {
        let painter = ui.painter().with_clip_rect(rect);
        for (index, layer) in scene::build::visible_layers(document).enumerate() {
            if let LayerKind::Features(id) = layer.kind {
                features.paint(&painter, id, layer.opacity, view, rect);
            }
            for part in [&mut self.below_names, &mut self.names]
                .into_iter()
                .flatten()
            {
                if let Some(meshes) = part.above.get_mut(index) {
                    meshes.paint_around(&painter, &part.view, rect, view);
                }
            }
        }
        self.marks.paint(&painter, rect, view);
        if let Some(overlay) = &mut self.overlay {
            overlay.meshes.paint(&painter, origin(rect));
        }
    }
}

fn overlay_groups(
    ctx: &PanelContext<'_>,
    detail: &Arc<Detail>,
    view: &Viewport,
    pixels_per_point: f32,
) -> Vec<Group> {
    let document = ctx.state.document();
    let incidents = DrawnIncidents {
        passing: ctx.state.shown().incidents.as_deref(),
        fanned: ctx.state.session().fanned.as_ref(),
    };
    let mut groups = Vec::new();
    if let Some((marked, distances)) = ctx.state.marked() {
        groups.push(scene::build::selection(
            document, detail, *view, marked, &distances, incidents,
        ));
    }
    let parts = SurroundParts {
        title: "",
        legend: ctx.layout.legend,
        scale_bar: true,
        attribution: &attribution(document),
        north_arrow: true,
        pixels_per_point,
    };
    groups.push(surround::build(
        document,
        detail,
        ctx.state.shown(),
        *view,
        &parts,
    ));
    groups
}

/// What of a document is seen by itself: filters act through the rows that pass, added columns
/// through the tables.
fn looks(document: &Document) -> Document {
    Document {
        filters: BTreeMap::new(),
        filter: Filter::default(),
        time: TimeFilter::default(),
        views: BTreeMap::new(),
        computed: BTreeMap::new(),
        ..document.clone()
    }
}

/// The rows that the names depend on: all else of the user's layers is painted on tiles.
fn labelled(state: &AppState) -> ShownLayers {
    let mut shown = state.shown().clone();
    shown.counts.clear();
    let features = &state.document().features;
    let has_labels =
        |id: &LayerId| (features.get(id)).is_some_and(|layer| layer.style.label.is_some());
    shown.features.retain(|id, _| has_labels(id));
    shown
}

impl Part {
    /// Whether it shows the view, the document and the layers as they are now.
    fn fits(
        &mut self,
        key: &Key,
        view: &Viewport,
        reach_pt: f64,
        state: &AppState,
        layers: &dyn Fn() -> ShownLayers,
    ) -> bool {
        if self.key != *key || f64::from(moved(&self.view, view).abs().max_elem()) > reach_pt {
            return false;
        }
        if self.revision != state.revision() {
            if self.document != looks(state.document()) || self.layers != layers() {
                return false;
            }
            self.revision = state.revision();
        }
        true
    }
}
