//! Everything a user can ask for, as data. What changes the document is in `edit`.
use std::sync::Arc;

use super::edit::Edit;
use super::filter_task::FilterAnswer;
use super::measured::Measurement;
use super::playback::Playback;
use crate::geodesy::{Extent, Position};
use crate::model::{
    Document, FeatureRef, LayerId, LayerKind, RowSet, SelectMode, TimeSpan, Viewport,
};
use crate::spatial::LoadedLayer;

/// A request to change state.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "few commands exist at a time, and for one frame"
)]
pub enum Command {
    /// Move the map.
    Navigate(Navigate),
    /// Everything under the pointer, top-most first.
    Hover(Vec<FeatureRef>),
    /// Select a feature, or nothing.
    Select(Option<FeatureRef>),
    /// Select a feature beside those that are, or no longer.
    ToggleSelected(FeatureRef),
    /// Show another of the selected features; the others stay selected.
    Inspect(FeatureRef),
    /// Select rows of a layer; what the inspector shows becomes the first of them.
    SelectRows(LayerKind, RowSet, SelectMode),
    /// Select the next of what lies under the pointer.
    CycleHovered,
    /// Spread features that share one place around it, or fold them again.
    FanOut(Option<(Position, Vec<FeatureRef>)>),
    /// Show another time than the document has, while it is dragged or stepped; `None`: the
    /// document's again. Ends what plays.
    SetPlayhead(Option<TimeSpan>),
    /// Let the time that is shown move by itself, or with `None` stay where it is.
    Play(Option<Playback>),
    /// Ask a place on the map for its distances, or stop asking.
    Probe(Option<Position>),
    /// The features of a layer were read, for the first time or again. Of a new layer this comes
    /// right before or any time after the edit that adds it.
    LayerLoaded(LayerId, Arc<LoadedLayer>),
    /// The selected feature was measured.
    FeatureMeasured(Box<Measurement>),
    /// It was found which features of a layer pass.
    LayerFiltered(Box<FilterAnswer>),
    /// Change the document; can be undone.
    Edit(Edit),
    /// The pointer was released: the next edit is a step of its own.
    EndGesture,
    /// One step back.
    Undo,
    /// One step forward.
    Redo,
    /// Put another project in the place of this one, with its view and without a history.
    OpenProject(Box<OpenedProject>),
    /// Begin a project without layers of features; the map and its bundled layers stay as they are.
    NewProject,
    /// This document is in its file now; the one at hand may have been changed since.
    MarkSaved(Box<Document>),
}

/// A project that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedProject {
    /// Its layers.
    pub document: Document,
    /// Where to look, in whatever size the map has; the view stays where there is none.
    pub view: Option<Viewport>,
    /// Whether it is as its file has it; not so one that was recovered.
    pub saved: bool,
}

/// A movement of the map. Points are screen points from the map's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Navigate {
    /// The map was given another place or size in the window; the ground stays where it is.
    Resize {
        /// Where its upper left corner lies in the window.
        origin_pt: [f64; 2],
        /// Width and height.
        size_pt: [f64; 2],
    },
    /// Follow the pointer.
    Drag {
        /// How far the ground moves.
        delta_pt: [f64; 2],
    },
    /// Let go while dragging.
    Release {
        /// Points per second.
        velocity_pt: [f64; 2],
    },
    /// Zoom at once, keeping what lies under a point.
    Zoom {
        /// Levels; positive goes nearer.
        levels: f64,
        /// The point that stays.
        at_pt: [f64; 2],
    },
    /// Zoom smoothly.
    GlideZoom {
        /// Levels; positive goes nearer.
        levels: f64,
        /// The point that stays; the middle if none.
        at_pt: Option<[f64; 2]>,
    },
    /// Pan smoothly.
    GlidePan {
        /// How far the view moves, x to the right, y downwards.
        delta_pt: [f64; 2],
    },
    /// Fly to a position.
    FlyTo {
        /// What shall lie in the middle.
        center: Position,
        /// The zoom to arrive at.
        zoom: f64,
    },
    /// Fly to where an extent fills the view.
    Show(Extent),
    /// Be there at once.
    Jump(Viewport),
}
