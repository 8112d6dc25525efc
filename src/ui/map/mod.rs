//! The map canvas: basemap tiles by walkers, the scene over them, and the pointer. What is drawn
//! comes from `scene`; what lies under the pointer from `spatial`, never from a drawn shape.
mod area_draw;
mod cache;
mod feature_tiles;
mod glyph_atlas;
mod input;
mod marks;
mod meshes;
mod paint;
mod painters;
mod select;
mod tiles;
mod tooltip;
mod under_pointer;

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use egui::{Context, Rect, Ui};
use walkers::{Map, MapMemory};

pub use paint::{ScenePainter, paint_symbol};

use super::{Action, PanelContext};
use crate::geodesy::Position;
use crate::geodesy::mercator::world_size_pt;
use crate::jobs::Wake;
use crate::model::{Atlas, FeatureRef, LayerKind, Viewport};
use crate::scene;
use crate::spatial::{Detail, HitIndex};
use crate::state::{AppState, Command, Navigate};
use crate::terrain::Relief;
use cache::SceneCache;
use feature_tiles::FeatureTiles;
use select::AreaSelect;
use tiles::{ReliefTiles, TilePainters, request_missing};
use tooltip::tooltip;
use under_pointer::under_pointer;

/// How near the pointer must come to a feature, screen points at every zoom.
const HIT_TOLERANCE_PT: f64 = 9.0;
/// Sides of the tiles that show while the sharp ones are painted.
const COARSE_TILE_PT: u32 = 1024;

/// Everything the canvas keeps between frames.
pub struct MapCanvas {
    detail: Arc<Detail>,
    hits: HitIndex,
    rect: Rect,
    id: Option<egui::Id>,
    select: AreaSelect,
    cache: SceneCache,
    features: FeatureTiles,
    memory: MapMemory,
    tiles: Option<[ReliefTiles; 2]>,
    complete: bool,
    /// An area that is being drawn for a filter.
    pub area_draw: area_draw::AreaDraw,
}

impl MapCanvas {
    /// Without relief, which comes later.
    pub fn new(ctx: &Context, atlas: Arc<Atlas>) -> Self {
        let hits = HitIndex::new(features(&atlas));
        Self {
            detail: Arc::new(Detail::new(atlas)),
            hits,
            rect: Rect::NOTHING,
            id: None,
            select: AreaSelect::default(),
            cache: SceneCache::new(ctx),
            features: FeatureTiles::new(ctx),
            memory: MapMemory::default(),
            tiles: None,
            complete: false,
            area_draw: area_draw::AreaDraw::default(),
        }
    }

    /// Paint relief from now on.
    pub fn set_relief(&mut self, ctx: &Context, relief: &Arc<Relief>, wake: &Wake) {
        let painters = Rc::new(TilePainters::new(relief, wake));
        self.tiles = Some([
            ReliefTiles::new(ctx, Rc::clone(&painters), COARSE_TILE_PT),
            ReliefTiles::new(ctx, painters, 256),
        ]);
    }

    /// The levels of detail, for other painters.
    pub fn detail(&self) -> &Arc<Detail> {
        &self.detail
    }

    /// Where the map was in the last frame.
    pub fn rect(&self) -> Rect {
        self.rect
    }

    /// Its id as a widget, once it was shown.
    pub fn id(&self) -> Option<egui::Id> {
        self.id
    }

    /// Take up a tool for selecting, or put it away.
    pub fn run(&mut self, action: Action) {
        self.select.run(action);
    }

    /// The tool for selecting that is at hand hears Escape before anyone else.
    pub fn leave_tool(&mut self, ui: &Ui) {
        self.select.leave(ui);
    }

    /// Whether every tile of the last frame was there.
    pub fn is_complete(&self) -> bool {
        self.complete && self.features.is_complete()
    }

    /// Whether the last frame showed every layer of the user's as it should be.
    pub fn shows_features(&self) -> bool {
        self.features.is_complete()
    }

    /// How long the next frame should wait.
    pub fn pause(&self) -> Duration {
        self.features.pause()
    }

    /// Fill whatever it is given; the position under the pointer.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) -> Option<Position> {
        let rect = ui.available_rect_before_wrap();
        let size_pt = [f64::from(rect.width()), f64::from(rect.height())];
        let view = ctx.state.session().viewport.resized(size_pt);
        if rect != self.rect {
            self.rect = rect;
            let origin_pt = [f64::from(rect.left()), f64::from(rect.top())];
            let resize = Navigate::Resize { origin_pt, size_pt };
            ctx.commands.push(Command::Navigate(resize));
        }
        self.cache.update(ui, ctx, &self.detail, &view);
        self.features.update(ctx.state, &view);
        self.cache.paint_below(ui, rect, &view);
        let response = self.basemap(ui, ctx, &view);
        let document = ctx.state.document();
        (self.cache).paint_above(ui, rect, &view, document, &self.features);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Image, true, "Map of the region")
        });
        self.id = Some(response.id);
        let drawing = self.area_draw.is_active();
        if !drawing && self.select.ui(ui, &response, ctx, &view) {
            return None;
        }
        if !(drawing && response.double_clicked()) {
            input::navigate(ui, &response, ctx);
        }
        self.area_draw.ui(ui, &response, &view);
        if drawing {
            return input::position(&response, &view);
        }
        let found = self.found(&response, ctx.state, &view);
        let response = tooltip(response, ctx.state, &found);
        input::point(&response, &view, found, ctx)
    }

    /// Walkers places the tiles; it moves nothing, since the view is the session's.
    fn basemap(&mut self, ui: &mut Ui, ctx: &PanelContext<'_>, view: &Viewport) -> egui::Response {
        let center = walkers::lon_lat(view.center.lon_deg(), view.center.lat_deg());
        self.memory.center_at(center);
        // The range of the viewport lies within that of walkers.
        self.memory.set_zoom(view.zoom).ok();
        let theme = ctx.state.document().basemap;
        let ppp = ui.pixels_per_point();
        let still = |map: Map<'_, '_, '_>, ui: &mut Ui| {
            map.zoom_gesture(false)
                .double_click_to_zoom(false)
                .panning(false)
                .drag_pan_buttons(egui::DragPanButtons::empty())
                .show(ui, |_, _, _, _| ())
                .response
        };
        let Some([coarse, sharp]) = &mut self.tiles else {
            return still(Map::new(None, &mut self.memory, center), ui);
        };
        coarse.begin_frame(theme, ppp);
        sharp.begin_frame(theme, ppp);
        let map = Map::new(None, &mut self.memory, center)
            .with_layer(&mut *coarse, 1.0)
            .with_layer(&mut *sharp, 1.0);
        let response = still(map, ui);
        // A layer that is new comes first.
        let later = self.features.pause() > Duration::ZERO;
        self.complete = request_missing(&mut [coarse, sharp], later);
        response
    }

    /// What lies under the pointer, the likeliest meant first: spread symbols where they are spread to, all
    /// else where it is, and nothing that is hidden.
    fn found(
        &self,
        response: &egui::Response,
        state: &AppState,
        view: &Viewport,
    ) -> Vec<FeatureRef> {
        let Some(at) = response.hover_pos().filter(|_| response.contains_pointer()) else {
            return Vec::new();
        };
        let local = at - response.rect.min;
        let at_pt = [f64::from(local.x), f64::from(local.y)];
        if let Some((place, members)) = &state.session().fanned {
            let [x, y] = view.screen_from_lonlat(*place);
            // The copy of the world that the pointer is over.
            let world = world_size_pt(view.zoom);
            let x = x + ((at_pt[0] - x) / world).round() * world;
            let near: Vec<FeatureRef> = scene::fan_out(members.len())
                .into_iter()
                .zip(members)
                .filter(|([dx, dy], _)| {
                    let (dx, dy) = (x + f64::from(*dx) - at_pt[0], y + f64::from(*dy) - at_pt[1]);
                    dx.hypot(dy) <= HIT_TOLERANCE_PT
                })
                .map(|(_, &feature)| feature)
                .filter(|&feature| self.is_drawn(feature, state, view.zoom))
                .collect();
            if !near.is_empty() {
                return near;
            }
        }
        let at = view.lonlat_from_screen(at_pt);
        let mut found = under_pointer(&self.hits, state, at, view.zoom);
        found.retain(|&feature| self.is_drawn(feature, state, view.zoom));
        found
    }

    fn is_drawn(&self, feature: FeatureRef, state: &AppState, zoom: f64) -> bool {
        let layer = match feature {
            FeatureRef::Place(_) => LayerKind::Places,
            FeatureRef::Context(_) => LayerKind::Context,
            FeatureRef::Row(layer, _) => LayerKind::Features(layer),
            FeatureRef::Incident(_) => LayerKind::Incidents,
        };
        if state.document().opacity(layer) == 0.0 {
            return false;
        }
        match feature {
            FeatureRef::Place(index) => {
                scene::build::place_is_drawn(&self.detail, index as usize, zoom)
            }
            FeatureRef::Incident(index) => {
                let passing = state.shown().incidents.as_deref();
                passing.is_none_or(|rows| rows.contains(index))
            }
            FeatureRef::Context(_) | FeatureRef::Row(..) => true,
        }
    }
}

/// Everything the pointer can find.
fn features(atlas: &Atlas) -> impl Iterator<Item = (FeatureRef, Position)> {
    let places = (0..)
        .zip(&atlas.places)
        .map(|(index, place)| (FeatureRef::Place(index), place.position));
    let context = (0..)
        .zip(&atlas.context)
        .filter_map(|(index, item)| Some((FeatureRef::Context(index), item.position?)));
    let incidents = (0..)
        .zip(&atlas.incidents)
        .filter_map(|(index, incident)| Some((FeatureRef::Incident(index), incident.position?)));
    places.chain(context).chain(incidents)
}

/// The part of the map's rectangle that scene coordinates count from.
fn origin(rect: Rect) -> egui::Vec2 {
    rect.min.to_vec2()
}
