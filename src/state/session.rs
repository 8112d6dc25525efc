//! What lives as long as the window: the view, what is hovered and selected.
use super::command::Navigate;
use super::motion::Motion;
use super::playback::Playback;
use crate::geodesy::{Extent, Position};
use crate::model::{FeatureRef, Selection, TimeSpan, Viewport};

/// Neither saved with the document nor undone.
#[derive(Debug)]
pub struct Session {
    /// What the map shows.
    pub viewport: Viewport,
    /// Everything under the pointer, the likeliest meant first.
    pub hovered: Vec<FeatureRef>,
    /// What the inspector shows; one of `selection`.
    pub selected: Option<FeatureRef>,
    /// All that is selected.
    pub selection: Selection,
    /// What lay under the pointer when the selected feature was chosen there, in that order.
    pub beneath: Vec<FeatureRef>,
    /// The time that is shown instead of the document's while it plays or is dragged.
    pub playhead: Option<TimeSpan>,
    /// How that moves by itself; `None` while it does not.
    pub playback: Option<Playback>,
    /// The place asked about by a right click.
    pub probe: Option<Position>,
    /// Features spread around the place they share.
    pub fanned: Option<(Position, Vec<FeatureRef>)>,
    motion: Motion,
    /// Since it was taken hold of.
    dragged: bool,
    /// Upper left corner of the map in the window, once it was shown.
    origin_pt: Option<[f64; 2]>,
    /// Until the user does anything, the map shows all of the region in whatever size it has.
    at_home: bool,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            viewport: Viewport::fitting(Extent::REGION, [1280.0, 720.0]),
            hovered: Vec::new(),
            selected: None,
            selection: Selection::default(),
            beneath: Vec::new(),
            playhead: None,
            playback: None,
            probe: None,
            fanned: None,
            motion: Motion::default(),
            dragged: false,
            origin_pt: None,
            at_home: true,
        }
    }
}

impl Session {
    /// Whether the user has not done anything yet.
    pub fn is_at_home(&self) -> bool {
        self.at_home
    }

    pub(super) fn leave_home(&mut self) {
        self.at_home = false;
    }

    /// Whether the map neither moves by itself nor is dragged.
    pub fn is_at_rest(&self) -> bool {
        !self.dragged && !self.motion.is_moving()
    }

    /// Whether the map is moving by itself.
    pub fn is_moving(&self) -> bool {
        self.motion.is_moving()
    }

    /// What the map will show when the flight that is under way has ended.
    pub fn destination(&self) -> Option<Viewport> {
        let (center, zoom) = self.motion.destination()?;
        Some(Viewport {
            center,
            zoom,
            ..self.viewport
        })
    }

    pub(super) fn navigate(&mut self, navigate: Navigate) -> bool {
        let view = &mut self.viewport;
        self.at_home &= matches!(navigate, Navigate::Resize { .. });
        if !matches!(navigate, Navigate::Resize { .. }) {
            self.dragged = matches!(navigate, Navigate::Drag { .. });
        }
        match navigate {
            Navigate::Resize { origin_pt, size_pt } => {
                let from = self.origin_pt.replace(origin_pt);
                let kept = from.map(|from| {
                    view.lonlat_from_screen([
                        origin_pt[0] - from[0] + size_pt[0] / 2.0,
                        origin_pt[1] - from[1] + size_pt[1] / 2.0,
                    ])
                });
                view.size_pt = size_pt;
                view.zoom = view.within_limits(view.zoom);
                if self.at_home {
                    *view = Viewport::fitting(Extent::REGION, size_pt);
                } else if let Some(kept) = kept.filter(|_| !self.motion.is_moving()) {
                    view.center = kept;
                }
            }
            Navigate::Jump(viewport) => {
                self.motion = Motion::default();
                *view = Viewport {
                    size_pt: view.size_pt,
                    ..viewport
                };
            }
            Navigate::Drag { delta_pt } => {
                self.motion = Motion::default();
                view.pan_by([-delta_pt[0], -delta_pt[1]]);
            }
            Navigate::Zoom { levels, at_pt } => {
                self.motion = Motion::default();
                view.zoom_at(levels, at_pt);
            }
            Navigate::Release { velocity_pt } => self.motion = Motion::released(velocity_pt),
            Navigate::GlideZoom { levels, at_pt } => self.motion.add_zoom(levels, at_pt),
            Navigate::GlidePan { delta_pt } => self.motion.add_pan(delta_pt),
            Navigate::FlyTo { center, zoom } => self.motion = Motion::flight(*view, center, zoom),
            Navigate::Show(extent) => {
                let there = Viewport::fitting(extent, view.size_pt);
                self.motion = Motion::flight(*view, there.center, there.zoom);
            }
        }
        true
    }

    pub(super) fn advance(&mut self, elapsed_secs: f64) -> bool {
        self.motion.advance(&mut self.viewport, elapsed_secs)
    }

    /// Move what plays on; whether another time is shown.
    pub(super) fn play(&mut self, elapsed_secs: f64) -> bool {
        let Some(playback) = &mut self.playback else {
            return false;
        };
        let goes_on = playback.advance(elapsed_secs);
        let shown = Some(playback.shown());
        if !goes_on {
            self.playback = None;
        }
        std::mem::replace(&mut self.playhead, shown) != shown
    }
}
