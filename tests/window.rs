//! A window without a display for the tests of the interface: its state, its panels, and the hands
//! that use it.
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers, PointerButton, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use oxus::app::Layers;
use oxus::geodesy::lon_lat;
use oxus::jobs::no_wake;
use oxus::model::{Document, LayerKind};
use oxus::source::atlas;
use oxus::state::AppState;
use oxus::ui::{Action, Activity, Layout, PanelContext, Request, Workspace, theme};

const SIZE: Vec2 = vec2(1280.0, 900.0);

/// All that the window holds, without the window.
pub(super) struct Window {
    pub(super) state: AppState,
    pub(super) layout: Layout,
    pub(super) workspace: Option<Workspace>,
    pub(super) layers: Layers,
    /// Shown beside what truly goes on.
    pub(super) activity: Activity,
    /// What was asked of the shell.
    pub(super) asked: Vec<Request>,
    /// The same without a payload.
    pub(super) actions: Vec<Action>,
}

impl Window {
    fn frame(&mut self, ui: &mut egui::Ui) {
        let atlas = self.state.atlas().clone();
        let workspace = self
            .workspace
            .get_or_insert_with(|| Workspace::new(ui.ctx(), atlas));
        self.layers.poll(&mut self.state, &mut workspace.dialogs);
        self.state.advance(1.0 / 60.0);
        self.state.settle();
        let mut activity = self.layers.activity();
        activity.jobs.extend(self.activity.jobs.iter().cloned());
        activity.changed_files.extend(&self.activity.changed_files);
        let (mut commands, mut actions, mut requests) = (Vec::new(), Vec::new(), Vec::new());
        let mut ctx = PanelContext {
            state: &self.state,
            layout: &self.layout,
            elevation: None,
            activity: &activity,
            commands: &mut commands,
            actions: &mut actions,
            requests: &mut requests,
        };
        self.layout.pointer = workspace.ui(ui, &mut ctx, false);
        for command in commands {
            self.state.apply(command);
        }
        for request in requests {
            self.asked.push(request.clone());
            self.layers
                .run(&mut self.state, &mut workspace.dialogs, request);
        }
        self.actions.append(&mut actions);
    }
}

pub(super) type Shared = Rc<RefCell<Window>>;

/// A new window, after its first frames.
pub(super) fn window() -> (Harness<'static>, Shared) {
    let window = Rc::new(RefCell::new(Window {
        state: AppState::new(atlas::atlas().unwrap(), Document::default()),
        layout: Layout::default(),
        workspace: None,
        layers: Layers::new(no_wake()),
        activity: Activity::default(),
        asked: Vec::new(),
        actions: Vec::new(),
    }));
    let shared = Rc::clone(&window);
    let mut harness = Harness::builder()
        .with_size(SIZE)
        .with_context_setup(theme::install)
        .build_ui(move |ui| shared.borrow_mut().frame(ui));
    harness.run_steps(4);
    (harness, window)
}

/// Where a position lies in the window.
pub(super) fn screen_at(harness: &Harness<'_>, window: &Shared, lon: f64, lat: f64) -> egui::Pos2 {
    let map = harness.get_by_label("Map of the region").rect();
    let view = window.borrow().state.session().viewport;
    let [x, y] = view.screen_from_lonlat(lon_lat(lon, lat));
    map.min + vec2(x as f32, y as f32)
}

/// Press and release a button of the mouse while keys are held.
pub(super) fn click_with(
    harness: &mut Harness<'_>,
    at: egui::Pos2,
    button: PointerButton,
    modifiers: Modifiers,
) {
    harness.hover_at(at);
    harness.run_steps(2);
    harness.event(egui::Event::ModifiersChanged(modifiers));
    harness.run_steps(1);
    for pressed in [true, false] {
        harness.event(egui::Event::PointerButton {
            pos: at,
            button,
            pressed,
            modifiers,
        });
        harness.run_steps(1);
    }
    harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    harness.run_steps(3);
}

pub(super) fn click(harness: &mut Harness<'_>, at: egui::Pos2, button: PointerButton) {
    click_with(harness, at, button, Modifiers::NONE);
}

pub(super) fn press(harness: &mut Harness<'_>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(3);
}

/// Time enough for the map to arrive.
pub(super) fn fly(harness: &mut Harness<'_>) {
    harness.run_steps(240);
}

/// Add files as layers.
pub(super) fn add(window: &Shared, paths: Vec<PathBuf>) {
    let mut window = window.borrow_mut();
    let Window {
        state,
        layers,
        workspace,
        ..
    } = &mut *window;
    let dialogs = &mut workspace.as_mut().unwrap().dialogs;
    layers.add_files(state, dialogs, paths);
}

/// Frames until so many layers are loaded, at most ten seconds.
pub(super) fn wait_for(harness: &mut Harness<'_>, window: &Shared, layers: usize) {
    let begin = Instant::now();
    loop {
        harness.run_steps(1);
        let window = window.borrow();
        let features = &window.state.document().features;
        let loaded = window.state.layers().len();
        if features.len() == layers && loaded >= layers && window.layers.activity().jobs.is_empty()
        {
            break;
        }
        drop(window);
        assert!(begin.elapsed() < Duration::from_secs(10), "never loaded");
        std::thread::sleep(Duration::from_millis(5));
    }
    harness.run_steps(2);
}

/// The user's layers, top-most first.
pub(super) fn names(window: &Shared) -> Vec<String> {
    let window = window.borrow();
    let document = window.state.document();
    let own = |layer: &&oxus::model::Layer| matches!(layer.kind, LayerKind::Features(_));
    let own = document.layers.iter().rev().filter(own);
    own.map(|layer| document.title(layer.kind).to_owned())
        .collect()
}
