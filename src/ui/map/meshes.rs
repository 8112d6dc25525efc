//! Meshes that are kept from frame to frame and moved with the map. What is on them is the maker's.
use std::sync::Arc;

use egui::{Mesh, Painter, Rect, Shape, Vec2, vec2};

use super::origin;
use crate::geodesy::mercator::world_size_pt;
use crate::model::Viewport;

/// Meshes, and how far they were moved since they were made.
pub(super) struct KeptMeshes {
    meshes: Vec<Arc<Mesh>>,
    offset: Vec2,
}

impl KeptMeshes {
    /// In the coordinates they were made in.
    pub(super) fn new(meshes: Vec<Mesh>) -> Self {
        Self {
            meshes: meshes.into_iter().map(Arc::new).collect(),
            offset: Vec2::ZERO,
        }
    }

    /// Paint them so far from where they were made.
    pub(super) fn paint(&mut self, painter: &Painter, offset: Vec2) {
        let step = offset - self.offset;
        self.offset = offset;
        for mesh in &mut self.meshes {
            if step != Vec2::ZERO {
                // Nobody else holds it once its last frame is painted: it is moved, not copied.
                Arc::make_mut(mesh).translate(step);
            }
            painter.add(Shape::Mesh(Arc::clone(mesh)));
        }
    }

    /// Paint what was made for a larger view around the one at hand.
    pub(super) fn paint_around(
        &mut self,
        painter: &Painter,
        made: &Viewport,
        rect: Rect,
        view: &Viewport,
    ) {
        let margin = vec2(
            (made.size_pt[0] - view.size_pt[0]) as f32 / 2.0,
            (made.size_pt[1] - view.size_pt[1]) as f32 / 2.0,
        );
        // Whole pixels keep the letters crisp.
        let ppp = painter.pixels_per_point();
        let offset = origin(rect) + moved(made, view) - margin;
        self.paint(painter, (offset * ppp).round() / ppp);
    }
}

/// How far what was made for one view lies from there in another, by the shorter way round the
/// Earth.
pub(super) fn moved(made: &Viewport, view: &Viewport) -> Vec2 {
    let [x, y] = view.screen_from_lonlat(made.center);
    let world = world_size_pt(view.zoom);
    let dx = x - view.size_pt[0] / 2.0;
    let dx = dx - (dx / world).round() * world;
    vec2(dx as f32, (y - view.size_pt[1] / 2.0) as f32)
}
