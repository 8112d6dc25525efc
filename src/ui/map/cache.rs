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
use crate::model::{Document, FeatureRef, Filter, LayerId, LayerKind, TimeFilter, Viewport};
use crate::scene::label::EdgeRule;
use crate::scene::surround::{self, SurroundParts};
use crate::scene::{self, DrawnIncidents, Group};
use crate::source::attribution;
use crate::spatial::{Detail, ShownLayers};
use crate::state::AppState;
use crate::ui::PanelContext;
use crate::ui::theme::color;

/// How far the scene reaches beyond what is seen, so that it can be moved before it must be built
/// again, screen points.
pub(super) const MARGIN_PT: f64 = 320.0;

/// What the meshes of the ground depend on, besides the place.
#[derive(Clone, PartialEq)]
struct Key {
    fanned: Option<(crate::geodesy::Position, Vec<FeatureRef>)>,
    zoom: f64,
    size_pt: [f64; 2],
    pixels_per_point: f32,
    generation: u64,
}

/// What the meshes above the relief are interrupted by.
enum Above {
    Meshes(KeptMeshes),
    /// The tiles of one of the user's layers, and their opacity.
    Features(LayerId, f32),
}

/// Meshes of everything that moves with the map.
struct Ground {
    key: Key,
    /// Where the document and the layers were last the same as now.
    revision: u64,
    document: Document,
    layers: ShownLayers,
    view: Viewport,
    background: egui::Color32,
    below: KeptMeshes,
    above: Vec<Above>,
}

/// What stands over the ground and depends on the view itself.
struct Overlay {
    key: (u64, Viewport, bool, f32, u64),
    meshes: KeptMeshes,
}

/// Both, and who makes them.
pub struct SceneCache {
    painter: ScenePainter,
    ground: Option<Ground>,
    marks: Marks,
    overlay: Option<Overlay>,
}

impl SceneCache {
    /// Empty.
    pub fn new(ctx: &Context) -> Self {
        Self {
            painter: ScenePainter::new(ctx),
            ground: None,
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
            fanned: ctx.state.session().fanned.clone(),
            zoom: view.zoom,
            size_pt: view.size_pt,
            pixels_per_point,
            generation: self.painter.generation(),
        };
        let fits = self.ground.as_mut().is_some_and(|ground| {
            let moved = moved(&ground.view, view);
            ground.key == key
                && f64::from(moved.abs().max_elem()) <= MARGIN_PT
                && ground.is_of(ctx.state)
        });
        if fits {
            return;
        }
        let begun = Instant::now();
        let padded = view.padded(MARGIN_PT);
        let scene = scene::build::map(&scene::build::MapInput {
            document: ctx.state.document(),
            detail,
            viewport: padded,
            layers: ctx.state.shown(),
            fanned: key.fanned.as_ref(),
            edge: EdgeRule::MayCross,
            features_at: None,
        });
        let [width, height] = padded.size_pt.map(|side| side as f32);
        let visible = Rect::from_min_size(pos2(0.0, 0.0), vec2(width, height));
        let below = (self.painter).meshes(&scene.below_relief, visible, pixels_per_point);
        let above = self.above(
            ctx.state.document(),
            &scene.groups,
            (visible, pixels_per_point),
            true,
        );
        log::debug!("scene built in {:.1?}", begun.elapsed());
        key.generation = self.painter.generation();
        self.ground = Some(Ground {
            key,
            revision: ctx.state.revision(),
            document: looks(ctx.state.document()),
            layers: labelled(ctx.state),
            view: padded,
            background: color(scene.background),
            below: KeptMeshes::new(below),
            above,
        });
    }

    /// The groups of the visible layers, with the tiles of the user's below the names of each.
    fn above(
        &mut self,
        document: &Document,
        groups: &[Group],
        (visible, pixels_per_point): (Rect, f32),
        again: bool,
    ) -> Vec<Above> {
        let generation = self.painter.generation();
        let mut above = Vec::new();
        let mut start = 0;
        for (index, layer) in scene::build::visible_layers(document).enumerate() {
            let LayerKind::Features(id) = layer.kind else {
                continue;
            };
            let below = &groups[start..index];
            let meshes = self.painter.meshes(below, visible, pixels_per_point);
            above.extend([
                Above::Meshes(KeptMeshes::new(meshes)),
                Above::Features(id, layer.opacity),
            ]);
            start = index;
        }
        let meshes = (self.painter).meshes(&groups[start..], visible, pixels_per_point);
        above.push(Above::Meshes(KeptMeshes::new(meshes)));
        if start > 0 && self.painter.generation() != generation && again {
            // Letters of the last meshes may have pushed out those of the first, but not twice.
            return self.above(document, groups, (visible, pixels_per_point), false);
        }
        above
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
        let Some(ground) = &mut self.ground else {
            return;
        };
        let painter = ui.painter().with_clip_rect(rect);
        painter.rect_filled(rect, 0.0, ground.background);
        (ground.below).paint_around(&painter, &ground.view, rect, view);
    }

    /// What lies above it.
    pub fn paint_above(&mut self, ui: &Ui, rect: Rect, view: &Viewport, features: &FeatureTiles) {
        let painter = ui.painter().with_clip_rect(rect);
        if let Some(ground) = &mut self.ground {
            for part in &mut ground.above {
                match part {
                    Above::Meshes(meshes) => {
                        meshes.paint_around(&painter, &ground.view, rect, view);
                    }
                    Above::Features(layer, opacity) => {
                        features.paint(&painter, *layer, *opacity, view, rect);
                    }
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

/// What of a document is seen by itself: filters act through the rows that pass.
fn looks(document: &Document) -> Document {
    Document {
        filters: BTreeMap::new(),
        filter: Filter::default(),
        time: TimeFilter::default(),
        ..document.clone()
    }
}

/// The rows that the ground depends on: only names are built with it, all else of the user's layers
/// is painted on tiles.
fn labelled(state: &AppState) -> ShownLayers {
    let mut shown = state.shown().clone();
    shown.counts.clear();
    let features = &state.document().features;
    let has_labels =
        |id: &LayerId| (features.get(id)).is_some_and(|layer| layer.style.label.is_some());
    shown.features.retain(|id, _| has_labels(id));
    shown
}

impl Ground {
    /// Whether it shows the document and the layers as they are now.
    fn is_of(&mut self, state: &AppState) -> bool {
        if self.revision != state.revision() {
            if self.document != looks(state.document()) || self.layers != labelled(state) {
                return false;
            }
            self.revision = state.revision();
        }
        true
    }
}
