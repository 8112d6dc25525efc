//! Every change a user can ask for, as data.
use std::sync::Arc;

use crate::geodesy::{Extent, Position};
use crate::model::{
    BasemapTheme, Document, FeatureLayer, FeatureRef, Language, Layer, LayerId, LayerKind, Style,
    Viewport,
};
use crate::spatial::LoadedLayer;

/// A request to change state.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Move the map.
    Navigate(Navigate),
    /// Everything under the pointer, top-most first.
    Hover(Vec<FeatureRef>),
    /// Select a feature, or nothing.
    Select(Option<FeatureRef>),
    /// Select the next of what lies under the pointer.
    CycleHovered,
    /// Spread features that share one place around it, or fold them again.
    FanOut(Option<(Position, Vec<FeatureRef>)>),
    /// Ask a place on the map for its distances, or stop asking.
    Probe(Option<Position>),
    /// The features of a layer were read, for the first time or again.
    LayerLoaded(LayerId, Arc<LoadedLayer>),
    /// Change the document; can be undone.
    Edit(Edit),
    /// The pointer was released: the next edit is a step of its own.
    EndGesture,
    /// One step back.
    Undo,
    /// One step forward.
    Redo,
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

/// A change to the document.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Show or hide a layer.
    SetLayerVisible {
        /// Which.
        layer: LayerKind,
        /// The new value.
        visible: bool,
    },
    /// Make a layer more or less transparent.
    SetLayerOpacity {
        /// Which.
        layer: LayerKind,
        /// 0 = transparent, 1 = opaque.
        opacity: f32,
    },
    /// Put a layer at another place in the list.
    MoveLayer {
        /// Which.
        layer: LayerKind,
        /// Its new index, 0 = bottom-most.
        to: usize,
    },
    /// Add a layer of features on top.
    AddLayer(LayerId, FeatureLayer),
    /// Remove a layer of features.
    RemoveLayer(LayerId),
    /// Call a layer of features something else.
    RenameLayer(LayerId, String),
    /// Draw a layer of features in another way.
    SetStyle(LayerId, Style),
    /// Paint the ground in another way.
    SetBasemap(BasemapTheme),
    /// Label the map in another language.
    SetLanguage(Language),
}

/// Edits with the same key merge into one step until the gesture ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coalesce {
    /// A drag of one layer's opacity.
    LayerOpacity(LayerKind),
    /// A drag of one of the values of a layer's style.
    Style(LayerId),
}

impl Edit {
    /// `None`: always a step of its own.
    #[must_use]
    pub fn coalesce(&self) -> Option<Coalesce> {
        match self {
            Self::SetLayerOpacity { layer, .. } => Some(Coalesce::LayerOpacity(*layer)),
            Self::SetStyle(layer, _) => Some(Coalesce::Style(*layer)),
            _ => None,
        }
    }

    /// Change the document; whether anything changed.
    pub(super) fn run(self, document: &mut Document) -> bool {
        match self {
            Self::SetLayerVisible { layer, visible } => document
                .layer_mut(layer)
                .is_some_and(|layer| std::mem::replace(&mut layer.visible, visible) != visible),
            Self::SetLayerOpacity { layer, opacity } => {
                let opacity = opacity.clamp(0.0, 1.0);
                document.layer_mut(layer).is_some_and(|layer| {
                    std::mem::replace(&mut layer.opacity, opacity).to_bits() != opacity.to_bits()
                })
            }
            Self::MoveLayer { layer, to } => {
                let Some(from) = document.layers.iter().position(|other| other.kind == layer)
                else {
                    return false;
                };
                let to = to.min(document.layers.len() - 1);
                let moved = document.layers.remove(from);
                document.layers.insert(to, moved);
                from != to
            }
            Self::AddLayer(id, layer) => {
                let kind = LayerKind::Features(id);
                document.features.insert(id, layer);
                document.layers.retain(|layer| layer.kind != kind);
                document.layers.push(Layer {
                    kind,
                    visible: true,
                    opacity: 1.0,
                });
                true
            }
            Self::RemoveLayer(id) => {
                let kind = LayerKind::Features(id);
                document.layers.retain(|layer| layer.kind != kind);
                document.features.remove(&id).is_some()
            }
            Self::RenameLayer(id, name) => document
                .features
                .get_mut(&id)
                .is_some_and(|layer| std::mem::replace(&mut layer.name, name.clone()) != name),
            Self::SetStyle(id, style) => document
                .features
                .get_mut(&id)
                .is_some_and(|layer| std::mem::replace(&mut layer.style, style.clone()) != style),
            Self::SetBasemap(theme) => std::mem::replace(&mut document.basemap, theme) != theme,
            Self::SetLanguage(language) => {
                std::mem::replace(&mut document.language, language) != language
            }
        }
    }
}
