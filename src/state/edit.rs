//! Every change to the document, and how it is made.
use crate::model::{
    BasemapTheme, ComputedColumn, Document, FeatureLayer, Filter, Language, Layer, LayerId,
    LayerKind, LayerSource, LayerView, Period, Style, TableLayout, TimeField, TimeSpan,
    TimelineColors,
};

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
    /// Add a layer of features above the others, but below the names and the incidents.
    AddLayer(LayerId, FeatureLayer),
    /// Add a layer of features just below another of them, or above all if that one is gone.
    AddLayerBelow {
        /// The other.
        above: LayerId,
        /// The new one.
        id: LayerId,
        /// What it is.
        layer: FeatureLayer,
    },
    /// Remove a layer of features.
    RemoveLayer(LayerId),
    /// Call a layer of features something else.
    RenameLayer(LayerId, String),
    /// Draw a layer of features in another way.
    SetStyle(LayerId, Style),
    /// Put a second layer of the same features just above the first.
    DuplicateLayer {
        /// The first.
        of: LayerId,
        /// The second, new.
        id: LayerId,
        /// Its name.
        name: String,
    },
    /// Read the features of a layer from elsewhere.
    SetLayerSource(LayerId, LayerSource),
    /// Exchange longitude and latitude on reading a layer, or no longer.
    SetSwapAxes(LayerId, bool),
    /// Let other features of a layer pass, or with `None` of all layers.
    SetFilter(Option<LayerKind>, Filter),
    /// Let only features of this time pass, or of any.
    SetTimeWindow(Option<TimeSpan>),
    /// Name other parts of time.
    SetPeriods(Vec<Period>),
    /// Take the time of a layer's features from these columns, or guess them.
    SetTimeField(LayerId, Option<TimeField>),
    /// Add other columns to those of a layer's source.
    SetComputed(LayerKind, Vec<ComputedColumn>),
    /// Let the timeline count a layer, or not; `None`: where it is visible.
    SetCounted(LayerKind, Option<bool>),
    /// Let the timeline tell the features of a layer apart by something else.
    SetTimelineColors(LayerKind, TimelineColors),
    /// Arrange the attribute table of a layer in another way.
    SetTableLayout(LayerKind, TableLayout),
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
    /// A drag of a bound in a filter.
    Filter(Option<LayerKind>),
    /// A drag of the time window.
    TimeWindow,
}

impl Edit {
    /// `None`: always a step of its own.
    #[must_use]
    pub fn coalesce(&self) -> Option<Coalesce> {
        match self {
            Self::SetLayerOpacity { layer, .. } => Some(Coalesce::LayerOpacity(*layer)),
            Self::SetStyle(layer, _) => Some(Coalesce::Style(*layer)),
            Self::SetFilter(layer, _) => Some(Coalesce::Filter(*layer)),
            Self::SetTimeWindow(_) => Some(Coalesce::TimeWindow),
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
            Self::AddLayer(id, layer) => add(document, id, layer, None),
            Self::AddLayerBelow { above, id, layer } => add(document, id, layer, Some(above)),
            Self::RemoveLayer(id) => {
                let kind = LayerKind::Features(id);
                document.layers.retain(|layer| layer.kind != kind);
                document.filters.remove(&kind);
                document.computed.remove(&kind);
                document.views.remove(&kind);
                document.features.remove(&id).is_some()
            }
            Self::RenameLayer(id, name) => set(document, id, name, |layer| &mut layer.name),
            Self::SetStyle(id, style) => set(document, id, style, |layer| &mut layer.style),
            Self::DuplicateLayer { of, id, name } => duplicate(document, of, id, name),
            Self::SetLayerSource(id, source) => {
                set(document, id, source, |layer| &mut layer.source)
            }
            Self::SetSwapAxes(id, swap) => set(document, id, swap, |layer| &mut layer.swap_axes),
            Self::SetFilter(layer, filter) => set_filter(document, layer, filter),
            Self::SetTimeWindow(window) => {
                std::mem::replace(&mut document.time.window, window) != window
            }
            Self::SetPeriods(mut periods) => {
                periods.sort_by_key(|period| period.span);
                let changed = document.time.periods != periods;
                document.time.periods = periods;
                changed
            }
            Self::SetTimeField(id, field) => set(document, id, field, |layer| &mut layer.time),
            Self::SetComputed(layer, columns) => {
                let changed = document.computed(layer) != columns;
                if columns.is_empty() {
                    document.computed.remove(&layer);
                } else {
                    document.computed.insert(layer, columns);
                }
                changed
            }
            Self::SetCounted(layer, counted) => {
                set_view(document, layer, |view| view.counted = counted)
            }
            Self::SetTimelineColors(layer, colors) => {
                set_view(document, layer, |view| view.timeline_colors = colors)
            }
            Self::SetTableLayout(layer, table) => {
                set_view(document, layer, |view| view.table = Some(table))
            }
            Self::SetBasemap(theme) => std::mem::replace(&mut document.basemap, theme) != theme,
            Self::SetLanguage(language) => {
                std::mem::replace(&mut document.language, language) != language
            }
        }
    }
}

fn add(document: &mut Document, id: LayerId, layer: FeatureLayer, above: Option<LayerId>) -> bool {
    let kind = LayerKind::Features(id);
    document.features.insert(id, layer);
    let layers = &mut document.layers;
    layers.retain(|layer| layer.kind != kind);
    let above = above.map(LayerKind::Features);
    let topmost = |layer: &Layer| matches!(layer.kind, LayerKind::Places | LayerKind::Incidents);
    let at = (layers.iter().position(|layer| Some(layer.kind) == above))
        .or_else(|| layers.iter().position(topmost));
    let layer = Layer {
        kind,
        visible: true,
        opacity: 1.0,
    };
    layers.insert(at.unwrap_or(layers.len()), layer);
    true
}

/// Set one member of a layer of features; whether it was another.
fn set<T: PartialEq>(
    document: &mut Document,
    id: LayerId,
    value: T,
    member: impl Fn(&mut FeatureLayer) -> &mut T,
) -> bool {
    let Some(old) = document.features.get_mut(&id).map(member) else {
        return false;
    };
    let changed = *old != value;
    *old = value;
    changed
}

/// Look at a layer in another way; whether it was another.
fn set_view(document: &mut Document, layer: LayerKind, set: impl FnOnce(&mut LayerView)) -> bool {
    let before = document.views.get(&layer).cloned().unwrap_or_default();
    let mut view = before.clone();
    set(&mut view);
    let changed = view != before;
    if view == LayerView::default() {
        document.views.remove(&layer);
    } else {
        document.views.insert(layer, view);
    }
    changed
}

fn set_filter(document: &mut Document, layer: Option<LayerKind>, filter: Filter) -> bool {
    let Some(layer) = layer else {
        let changed = document.filter != filter;
        document.filter = filter;
        return changed;
    };
    let changed = document.filters.get(&layer).cloned().unwrap_or_default() != filter;
    if filter == Filter::default() {
        document.filters.remove(&layer);
    } else {
        document.filters.insert(layer, filter);
    }
    changed
}

fn duplicate(document: &mut Document, of: LayerId, id: LayerId, name: String) -> bool {
    let below = LayerKind::Features(of);
    let Some(at) = document.layers.iter().position(|layer| layer.kind == below) else {
        return false;
    };
    let Some(original) = document.features.get(&of).cloned() else {
        return false;
    };
    if document.features.contains_key(&id) {
        return false;
    }
    document
        .features
        .insert(id, FeatureLayer { name, ..original });
    let kind = LayerKind::Features(id);
    let layer = Layer {
        kind,
        ..document.layers[at].clone()
    };
    document.layers.insert(at + 1, layer);
    if let Some(filter) = document.filters.get(&below).cloned() {
        document.filters.insert(kind, filter);
    }
    if let Some(computed) = document.computed.get(&below).cloned() {
        document.computed.insert(kind, computed);
    }
    if let Some(view) = document.views.get(&below).cloned() {
        document.views.insert(kind, view);
    }
    true
}
