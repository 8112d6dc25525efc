//! What a user relies on when he changes, undoes and saves.
use super::*;
use crate::jobs::JobContext;
use crate::model::table::{GeometryKind, TableBuilder};
use crate::model::{
    BasemapTheme, FeatureLayer, LayerSource, Style, TableLayout, TimelineColors, Viewport,
};
use crate::spatial::{FeatureIndex, LoadedLayer};

fn state() -> AppState {
    AppState::new(Arc::default(), Document::default())
}

#[test]
fn a_drag_of_the_opacity_is_one_step_back() {
    let mut state = state();
    for opacity in [0.9, 0.8, 0.7] {
        state.apply(Command::Edit(Edit::SetLayerOpacity {
            layer: LayerKind::Borders,
            opacity,
        }));
    }
    state.apply(Command::EndGesture);
    state.apply(Command::Edit(Edit::SetLayerOpacity {
        layer: LayerKind::Borders,
        opacity: 0.2,
    }));
    state.apply(Command::Undo);
    assert!((state.document().opacity(LayerKind::Borders) - 0.7).abs() < 1e-6);
    state.apply(Command::Undo);
    assert_eq!(state.document(), &Document::default());
    state.apply(Command::Redo);
    assert!((state.document().opacity(LayerKind::Borders) - 0.7).abs() < 1e-6);
}

#[test]
fn an_edit_that_changes_nothing_leaves_no_step() {
    let mut state = state();
    state.apply(Command::Edit(Edit::SetBasemap(BasemapTheme::Light)));
    assert!(!state.history().can_undo());
    state.apply(Command::Edit(Edit::SetBasemap(BasemapTheme::Dark)));
    assert!(state.history().can_undo());
}

#[test]
fn tab_goes_through_what_lies_under_the_pointer_and_round_again() {
    let mut state = state();
    let found = vec![FeatureRef::Incident(2), FeatureRef::Incident(1)];
    state.apply(Command::Hover(found));
    let mut seen = Vec::new();
    for _ in 0..3 {
        state.apply(Command::CycleHovered);
        seen.push(state.session().selected);
    }
    let [second, first] = [2, 1].map(|index| Some(FeatureRef::Incident(index)));
    assert_eq!(seen, [second, first, second]);
}

#[test]
fn layers_move_within_the_list_and_stay_all_there() {
    let mut state = state();
    state.apply(Command::Edit(Edit::MoveLayer {
        layer: LayerKind::Water,
        to: 100,
    }));
    assert_eq!(
        state.document().layers.last().map(|layer| layer.kind),
        Some(LayerKind::Water)
    );
    assert_eq!(state.document().layers.len(), LayerKind::ALL.len());
}

fn loaded() -> Arc<LoadedLayer> {
    let mut builder = TableBuilder::new();
    builder.geometries().push_point([67.28, 37.22]);
    builder.end_feature();
    loaded_from(builder)
}

fn loaded_from(builder: TableBuilder) -> Arc<LoadedLayer> {
    let table = builder.finish();
    let index = FeatureIndex::new(&table, &JobContext::unwatched()).unwrap();
    Arc::new(LoadedLayer {
        table: Arc::new(table),
        report: Arc::default(),
        index,
    })
}

fn layer(name: &str) -> FeatureLayer {
    FeatureLayer {
        name: name.to_owned(),
        source: LayerSource::Text { text: "{}".into() },
        swap_axes: false,
        time: None,
        style: Style::default(),
    }
}

fn with_layer() -> (AppState, LayerId) {
    let mut state = state();
    let id = state.new_layer_id();
    state.apply(Command::LayerLoaded(id, loaded()));
    state.apply(Command::Edit(Edit::AddLayer(id, layer("posts"))));
    (state, id)
}

#[test]
fn every_edit_of_a_layer_can_be_undone_and_done_again() {
    let (mut state, id) = with_layer();
    let other = state.new_layer_id();
    let kind = LayerKind::Features(id);
    let edits = [
        Edit::AddLayer(other, layer("roads")),
        Edit::RenameLayer(id, "watchtowers".to_owned()),
        Edit::SetStyle(
            id,
            Style {
                size_pt: 20.0,
                ..Style::default()
            },
        ),
        Edit::DuplicateLayer {
            of: id,
            id: LayerId(77),
            name: "copy".to_owned(),
        },
        Edit::SetLayerSource(
            id,
            LayerSource::File {
                path: "posts.geojson".into(),
                layer: None,
            },
        ),
        Edit::SetSwapAxes(id, true),
        Edit::SetLayerVisible {
            layer: kind,
            visible: false,
        },
        Edit::SetLayerOpacity {
            layer: kind,
            opacity: 0.5,
        },
        Edit::MoveLayer { layer: kind, to: 0 },
        Edit::SetCounted(kind, Some(false)),
        Edit::SetTimelineColors(kind, TimelineColors::One),
        Edit::SetTableLayout(
            kind,
            TableLayout {
                frozen: 1,
                ..TableLayout::default()
            },
        ),
        Edit::RemoveLayer(id),
    ];
    for edit in edits {
        let before = state.document().clone();
        state.apply(Command::Edit(edit.clone()));
        let after = state.document().clone();
        assert_ne!(before, after, "{edit:?}");
        state.apply(Command::Undo);
        assert_eq!(state.document(), &before, "{edit:?}");
        state.apply(Command::Redo);
        assert_eq!(state.document(), &after, "{edit:?}");
        state.apply(Command::Undo);
    }
}

#[test]
fn a_removed_layer_comes_back_in_its_place_with_its_data() {
    let (mut state, id) = with_layer();
    let place = Edit::MoveLayer {
        layer: LayerKind::Features(id),
        to: 2,
    };
    state.apply(Command::Edit(place));
    state.apply(Command::Select(Some(FeatureRef::Row(id, 0))));
    let before = state.document().clone();
    state.apply(Command::Edit(Edit::RemoveLayer(id)));
    assert_eq!(state.session().selected, None);
    assert!(state.document().features.is_empty());
    state.apply(Command::Undo);
    assert_eq!(state.document(), &before);
    assert!(state.position(FeatureRef::Row(id, 0)).is_some());
}

#[test]
fn the_data_of_a_layer_are_given_free_when_no_step_leads_back_to_it() {
    let (mut state, id) = with_layer();
    let data = Arc::downgrade(&state.layers()[&id]);
    state.apply(Command::Undo);
    assert!(data.upgrade().is_some(), "a redo brings it back");
    state.apply(Command::Edit(Edit::SetBasemap(BasemapTheme::Dark)));
    assert!(data.upgrade().is_none(), "the redo is forgotten");

    let (mut state, id) = with_layer();
    let data = Arc::downgrade(&state.layers()[&id]);
    state.apply(Command::Edit(Edit::RemoveLayer(id)));
    for step in 0..200 {
        assert_eq!(data.upgrade().is_some(), step < 100, "step {step}");
        let theme = BasemapTheme::ALL[(step + 1) % 2];
        state.apply(Command::Edit(Edit::SetBasemap(theme)));
    }
}

#[test]
fn a_duplicate_lies_on_its_original_and_shares_the_data() {
    let (mut state, id) = with_layer();
    let kind = LayerKind::Features(id);
    state.apply(Command::Edit(Edit::MoveLayer { layer: kind, to: 3 }));
    state.apply(Command::Edit(Edit::SetLayerOpacity {
        layer: kind,
        opacity: 0.4,
    }));
    let copy = state.new_layer_id();
    state.apply(Command::Edit(Edit::DuplicateLayer {
        of: id,
        id: copy,
        name: "posts 2".to_owned(),
    }));
    let document = state.document();
    assert_eq!(document.layers[4].kind, LayerKind::Features(copy));
    assert!((document.opacity(LayerKind::Features(copy)) - 0.4).abs() < 1e-6);
    assert_eq!(document.features[&copy].name, "posts 2");
    assert!(Arc::ptr_eq(&state.layers()[&id], &state.layers()[&copy]));
    state.apply(Command::Edit(Edit::RemoveLayer(id)));
    assert!(state.layers().contains_key(&copy));
}

#[test]
fn a_duplicate_has_the_added_columns_at_once_and_loses_them_alone() {
    let (mut state, id) = with_layer();
    let column = crate::model::ComputedColumn {
        name: "one".to_owned(),
        expression: crate::model::expression::Expression::parse("1").unwrap(),
    };
    let kind = LayerKind::Features(id);
    state.apply(Command::Edit(Edit::SetComputed(kind, vec![column])));
    state.settle();
    let copy = state.new_layer_id();
    let copy_kind = LayerKind::Features(copy);
    state.apply(Command::Edit(Edit::DuplicateLayer {
        of: id,
        id: copy,
        name: "posts 2".to_owned(),
    }));
    let has = |state: &AppState, layer| state.table(layer).unwrap().column("one").is_some();
    assert!(has(&state, copy_kind));
    let tasks = state.filter_tasks();
    let again = tasks.iter().flat_map(FilterTask::columns);
    assert_eq!(again.count(), 0, "nothing is computed again");
    state.apply(Command::Edit(Edit::SetComputed(copy_kind, Vec::new())));
    state.settle();
    assert!(has(&state, kind) && !has(&state, copy_kind));
}

#[test]
fn the_document_is_dirty_while_it_differs_from_the_saved_one() {
    let (mut state, id) = with_layer();
    assert!(state.is_dirty());
    let saved = Box::new(state.document().clone());
    state.apply(Command::Edit(Edit::RenameLayer(id, "later".to_owned())));
    state.apply(Command::MarkSaved(saved));
    assert!(state.is_dirty(), "it was changed while it was being saved");
    state.apply(Command::Undo);
    assert!(!state.is_dirty());
    state.apply(Command::Navigate(Navigate::Zoom {
        levels: 1.0,
        at_pt: [0.0, 0.0],
    }));
    state.apply(Command::Select(Some(FeatureRef::Row(id, 0))));
    assert!(!state.is_dirty(), "neither view nor selection are saved");
    state.apply(Command::Undo);
    assert!(state.is_dirty());
    state.apply(Command::Redo);
    assert!(!state.is_dirty());
}

#[test]
fn an_opened_project_replaces_everything_of_the_one_before() {
    let (mut state, id) = with_layer();
    state.apply(Command::Select(Some(FeatureRef::Row(id, 0))));
    let view = Viewport {
        center: lon_lat(70.0, 38.0),
        zoom: 8.0,
        size_pt: [1.0, 1.0],
    };
    let mut document = Document::default();
    document.features.insert(LayerId(40), layer("roads"));
    let document = document.completed();
    let project = |saved| {
        Command::OpenProject(Box::new(OpenedProject {
            document: document.clone(),
            view: Some(view),
            saved,
        }))
    };
    state.apply(project(true));
    assert_eq!(state.document(), &document);
    assert_eq!(state.session().selected, None);
    assert!(state.layers().is_empty());
    assert!(!state.history().can_undo() && !state.is_dirty());
    assert!((state.session().viewport.zoom - 8.0).abs() < 1e-12);
    assert!(state.session().viewport.size_pt[0] > 1.0);
    assert_eq!(state.new_layer_id(), LayerId(41));
    state.apply(project(false));
    assert!(state.is_dirty(), "a recovered project is in no file yet");
}

#[test]
fn a_new_project_keeps_the_map_and_drops_the_users_layers() {
    let (mut state, id) = with_layer();
    state.apply(Command::Edit(Edit::SetBasemap(BasemapTheme::Dark)));
    state.apply(Command::NewProject);
    assert_eq!(state.document().basemap, BasemapTheme::Dark);
    assert_eq!(state.document().layers.len(), LayerKind::ALL.len());
    assert!(state.document().features.is_empty() && state.layers().is_empty());
    assert!(!state.is_dirty() && !state.history().can_undo());
    assert_ne!(state.new_layer_id(), id);
}

#[test]
fn a_large_feature_is_measured_by_a_task_and_marked_where_it_is_nearest() {
    let atlas = crate::source::atlas::atlas().unwrap();
    let mut state = AppState::new(atlas, Document::default());
    let id = state.new_layer_id();
    let mut builder = TableBuilder::new();
    builder.geometries().push_point([67.28, 37.22]);
    builder.end_feature();
    // Northwards to the Amu Darya, which is the border there.
    for step in 0..1000 {
        let north = f64::from(step) / 1000.0;
        builder.geometries().push_position([67.0, 36.0 + north]);
    }
    builder.geometries().end_path();
    builder.geometries().end_part();
    builder.geometries().end_geometry(GeometryKind::LineString);
    builder.end_feature();
    state.apply(Command::LayerLoaded(id, loaded_from(builder)));
    state.apply(Command::Edit(Edit::AddLayer(id, layer("lines"))));

    let feature = |row| FeatureRef::Row(id, row);
    state.apply(Command::Select(Some(feature(0))));
    assert!(state.measure_task().is_none(), "a point is known at once");
    let of_point = state.feature_distances().unwrap()[0].clone();

    state.apply(Command::Select(Some(feature(1))));
    let task = state.measure_task().unwrap();
    assert!(state.feature_distances().is_none());
    let (marked, distances) = state.marked().unwrap();
    assert_eq!(marked, Marked::Position(lon_lat(67.0, 36.0)));
    assert!(distances.is_empty());

    let measured = task.run(&JobContext::unwatched()).unwrap();
    state.apply(Command::FeatureMeasured(Box::new(measured.clone())));
    assert!(state.measure_task().is_none());
    let (marked, distances) = state.marked().unwrap();
    let to_uzbekistan = distances.iter().find(|found| found.border == "AFG-UZB");
    let from = to_uzbekistan.unwrap().from;
    assert_eq!(marked, Marked::Position(from));
    assert!(from.lat_deg() > 36.9);

    // What comes late is of another feature.
    state.apply(Command::Select(Some(feature(0))));
    state.apply(Command::FeatureMeasured(Box::new(measured)));
    assert_eq!(state.feature_distances().unwrap()[0], of_point);
    state.apply(Command::Select(None));
    assert!(state.feature_distances().is_none() && state.measure_task().is_none());
}

#[test]
fn a_map_that_is_exported_while_a_filter_is_at_work_has_what_passes_it() {
    let (mut state, id) = with_layer();
    let expression = crate::model::expression::Expression::parse("in_extent(0, 0, 1, 1)").unwrap();
    let filter = crate::model::Filter {
        conditions: vec![crate::model::Condition {
            expression,
            enabled: true,
        }],
        ..crate::model::Filter::default()
    };
    let kind = LayerKind::Features(id);
    state.apply(Command::Edit(Edit::SetFilter(Some(kind), filter)));
    let shown = |layers: &crate::spatial::ShownLayers| {
        let passing = layers.get(id).unwrap().passing();
        passing.map_or(1, |rows| rows.len())
    };
    assert_eq!(shown(state.shown()), 1, "not asked yet");
    let settled = state.settling().run(&JobContext::unwatched()).unwrap();
    assert_eq!(shown(&settled), 0);
    state.settle();
    assert_eq!(shown(state.shown()), 0);
}
