//! Outlines of what is selected as meshes, kept while the map only moves.
use egui::{Painter, Rect, pos2, vec2};

use super::cache::MARGIN_PT;
use super::meshes::{KeptMeshes, moved};
use super::paint::ScenePainter;
use crate::model::Viewport;
use crate::scene::build::outlines;
use crate::state::AppState;

/// The outlines and what they were made for.
#[derive(Default)]
pub(super) struct Marks {
    made: Option<Made>,
}

struct Made {
    key: (u64, f64, [f64; 2], f32),
    view: Viewport,
    meshes: KeptMeshes,
}

impl Marks {
    /// Make them anew if they no longer fit.
    pub fn update(
        &mut self,
        painter: &mut ScenePainter,
        state: &AppState,
        view: &Viewport,
        pixels_per_point: f32,
    ) {
        let session = state.session();
        if session.selection.is_empty() {
            self.made = None;
            return;
        }
        let key = (state.revision(), view.zoom, view.size_pt, pixels_per_point);
        let near = |made: &Made| f64::from(moved(&made.view, view).abs().max_elem()) <= MARGIN_PT;
        if (self.made.as_ref()).is_some_and(|made| made.key == key && near(made)) {
            return;
        }
        let padded = view.padded(MARGIN_PT);
        let group = outlines(
            state.document(),
            state.atlas(),
            state.shown(),
            padded,
            &session.selection,
            session.selected,
        );
        let [width, height] = padded.size_pt.map(|side| side as f32);
        let visible = Rect::from_min_size(pos2(0.0, 0.0), vec2(width, height));
        self.made = Some(Made {
            key,
            view: padded,
            meshes: KeptMeshes::new(painter.meshes(&[group], visible, pixels_per_point)),
        });
    }

    /// Over all that is drawn.
    pub fn paint(&mut self, painter: &Painter, rect: Rect, view: &Viewport) {
        if let Some(made) = &mut self.made {
            (made.meshes).paint_around(painter, &made.view, rect, view);
        }
    }
}
