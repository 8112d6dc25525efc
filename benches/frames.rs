//! What a frame of the whole window at 1920x1080 costs the window's thread: CPU time of running egui
//! and tessellating, painting nothing, at 60 frames a second. `cargo bench --bench frames [NAME]`
//! tells the first frame, those in which the features are new, those that build the scene anew and all
//! others apart, and how long after the features came their picture was whole. While time plays, what
//! passes is found and painted in the background as in the window.
#![expect(clippy::unwrap_used, reason = "a measurement may panic")]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use egui::{Context, RawInput, Rect, pos2, vec2};
use oxus::app::Filters;
use oxus::geodesy::lon_lat;
use oxus::jobs::{JobContext, no_wake};
use oxus::model::table::{Cell, GeometryKind, TableBuilder, date_from_days};
use oxus::model::{
    Document, FeatureLayer, FeatureTable, Layer, LayerId, LayerKind, LayerSource, PointDrawing,
    Style, TimeSpan, Viewport,
};
use oxus::source::atlas;
use oxus::spatial::{FeatureIndex, LoadedLayer};
use oxus::state::{AppState, Command, Navigate, Playback, Speed};
use oxus::terrain::Relief;
use oxus::ui::{Activity, Layout, PanelContext, Workspace, theme};

const FRAMES: usize = 480;
/// The frame in which the features come, and up to which they are new.
const LOADED: [usize; 2] = [60, 72];
const FRAME: Duration = Duration::from_micros(16_667);
const LAYER: LayerId = LayerId(1);
const PAN: Navigate = Navigate::Drag {
    delta_pt: [9.0, -6.0],
};

/// Counts how often the map says that it built its scene.
struct Builds(AtomicU32);

static BUILDS: Builds = Builds(AtomicU32::new(0));

impl log::Log for Builds {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        if record.args().to_string().starts_with("scene built") {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn flush(&self) {}
}

fn main() {
    log::set_logger(&BUILDS).unwrap();
    log::set_max_level(log::LevelFilter::Debug);
    let only = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    println!(
        "{:26}{:>7}{:>10}{:>9}{:>22}{:>22}{:>9}",
        "CPU milliseconds a frame",
        "first",
        "new, most",
        "picture",
        "rebuilt: med., most",
        "others: med., most",
        "answers"
    );
    let wanted = |name: &str| only.as_ref().is_none_or(|only| name.contains(only));
    let (points, polygons) = (loaded(million_points()), loaded(many_polygons()));
    for (name, drawing) in [
        ("automatic", PointDrawing::Automatic),
        ("symbols", PointDrawing::Symbols),
        ("clusters", PointDrawing::Clusters),
        ("density", PointDrawing::Density),
        ("heat map", PointDrawing::HeatMap),
    ] {
        if wanted(name) {
            measure(name, with_layer(&points, drawing), 7.2, PAN);
        }
    }
    if wanted("automatic, close") {
        measure(
            "automatic, close",
            with_layer(&points, PointDrawing::Automatic),
            10.4,
            PAN,
        );
    }
    for (name, drawing, cumulative) in [
        ("playing, automatic", PointDrawing::Automatic, false),
        ("playing, density", PointDrawing::Density, true),
        ("playing, heat map", PointDrawing::HeatMap, false),
    ] {
        if wanted(name) {
            let (mut state, loaded) = with_layer(&points, drawing);
            state.apply(Command::Play(Some(playback(cumulative))));
            let still = Navigate::Drag { delta_pt: [0.0; 2] };
            measure(name, (state, loaded), 6.2, still);
        }
    }
    if wanted("polygons") {
        measure(
            "polygons",
            with_layer(&polygons, PointDrawing::Automatic),
            7.2,
            PAN,
        );
    }
    let zooming = Navigate::Zoom {
        levels: 0.002,
        at_pt: [800.0, 500.0],
    };
    for (name, zoom, navigate) in [
        ("every layer, zoom 5.8", 5.8, PAN),
        ("every layer, zoom 8", 8.0, PAN),
        ("every layer, zooming", 6.0, zooming),
    ] {
        if wanted(name) {
            measure(name, every_layer(), zoom, navigate);
        }
    }
}

/// Pseudo-random numbers from 0 to 1, the same at each run.
fn random() -> impl FnMut() -> f64 {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// From 2015 to 2022, each with its day.
fn million_points() -> FeatureTable {
    let (mut builder, mut random) = (TableBuilder::new(), random());
    let date = builder.column("date");
    for _ in 0..1_000_000 {
        let position = [60.0 + 15.0 * random(), 34.0 + 8.0 * random()];
        builder.geometries().push_point(position);
        let day = date_from_days(16_436 + (2922.0 * random()) as i32);
        builder.set(date, Cell::Text(&day));
        builder.end_feature();
    }
    builder.finish()
}

/// A year a second, all from the beginning on or the last 90 days.
fn playback(cumulative: bool) -> Playback {
    let playback = Playback {
        range: TimeSpan::of_days(16_436, 19_358),
        speed: Speed::Year,
        cumulative,
        looped: true,
        length_ms: TimeSpan::of_days(0, 90).length_ms(),
        head_ms: 0.0,
    };
    playback.rewound()
}

/// A hundred thousand polygons of 20 vertices, about two kilometres wide.
fn many_polygons() -> FeatureTable {
    let (mut builder, mut random) = (TableBuilder::new(), random());
    for _ in 0..100_000 {
        let [lon, lat] = [60.0 + 15.0 * random(), 34.0 + 8.0 * random()];
        for corner in 0..20 {
            let turn = f64::from(corner) / 20.0 * std::f64::consts::TAU;
            let radius = 0.01 + 0.003 * (5.0 * turn).sin();
            let position = [lon + radius * turn.cos(), lat + radius * turn.sin()];
            builder.geometries().push_position(position);
        }
        builder.geometries().close_path();
        builder.geometries().end_path();
        builder.geometries().end_part();
        builder.geometries().end_geometry(GeometryKind::Polygon);
        builder.end_feature();
    }
    builder.finish()
}

fn loaded(table: FeatureTable) -> Arc<LoadedLayer> {
    let index = FeatureIndex::new(&table, &JobContext::unwatched()).unwrap();
    Arc::new(LoadedLayer {
        table: Arc::new(table),
        report: Arc::default(),
        index,
    })
}

/// A map, and the features that will come into it.
type Case = (AppState, Option<Arc<LoadedLayer>>);

/// The map as it opens, with a layer of the user's.
fn with_layer(loaded: &Arc<LoadedLayer>, points: PointDrawing) -> Case {
    let mut document = Document::default();
    let layer = FeatureLayer {
        name: "measured".to_owned(),
        source: LayerSource::Text { text: "".into() },
        swap_axes: false,
        time: None,
        style: Style {
            points,
            ..Style::default()
        },
    };
    document.features.insert(LAYER, layer);
    document.layers.push(Layer {
        kind: LayerKind::Features(LAYER),
        visible: true,
        opacity: 1.0,
    });
    let state = AppState::new(atlas::atlas().unwrap(), document);
    (state, Some(Arc::clone(loaded)))
}

fn every_layer() -> Case {
    let mut document = Document::default();
    for layer in &mut document.layers {
        layer.visible = true;
    }
    (AppState::new(atlas::atlas().unwrap(), document), None)
}

fn measure(name: &str, (mut state, mut loaded): Case, zoom: f64, navigate: Navigate) {
    let ctx = Context::default();
    theme::install(&ctx);
    let view = Viewport {
        center: lon_lat(67.3, 37.2),
        zoom,
        size_pt: [1920.0, 1080.0],
    };
    state.apply(Command::Navigate(Navigate::Jump(view)));
    let mut workspace = Workspace::new(&ctx, Arc::clone(state.atlas()));
    let relief = Arc::new(Relief::new(Arc::new(atlas::elevation_grid().unwrap())));
    workspace.canvas.set_relief(&ctx, &relief, &no_wake());
    let mut filters = Filters::new(no_wake());
    let (mut first, mut new) = (0.0, 0.0_f64);
    // When the features came, and how long after that all of them were seen.
    let (mut came, mut picture) = (None, None);
    let (mut rebuilt, mut others) = (Vec::new(), Vec::new());
    // How often other features pass than before.
    let (mut answers, mut last) = (0, None);
    for index in 0..FRAMES {
        let begun = Instant::now();
        let (cpu, builds) = (cpu_ms(), BUILDS.0.load(Ordering::Relaxed));
        if index == LOADED[0]
            && let Some(loaded) = loaded.take()
        {
            state.apply(Command::LayerLoaded(LAYER, loaded));
            came = Some(begun);
        }
        state.advance(FRAME.as_secs_f64());
        filters.poll(&mut state, &mut workspace.dialogs);
        frame(&ctx, &mut workspace, &mut state, index, navigate);
        let cpu = cpu_ms() - cpu;
        if workspace.canvas.shows_features() {
            picture = picture.or(came.map(|came| came.elapsed().as_secs_f64() * 1e3));
        }
        let passing = state.passing(LayerKind::Features(LAYER)).cloned();
        answers += u32::from(passing != last);
        last = passing;
        if index == 0 {
            first = cpu;
        } else if (LOADED[0]..LOADED[1]).contains(&index) {
            new = new.max(cpu);
        } else if BUILDS.0.load(Ordering::Relaxed) > builds {
            rebuilt.push(cpu);
        } else {
            others.push(cpu);
        }
        std::thread::sleep(FRAME.saturating_sub(begun.elapsed()));
    }
    println!(
        "{name:26}{first:7.1}{new:10.1}{:9.0}{:>22}{:>22}{answers:>9}",
        picture.unwrap_or(f64::NAN),
        median_and_most(&mut rebuilt),
        median_and_most(&mut others)
    );
}

fn frame(
    ctx: &Context,
    workspace: &mut Workspace,
    state: &mut AppState,
    index: usize,
    navigate: Navigate,
) {
    let input = RawInput {
        screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1920.0, 1080.0))),
        time: Some(index as f64 / 60.0),
        ..RawInput::default()
    };
    state.apply(Command::Navigate(navigate));
    let (mut commands, mut actions) = (Vec::new(), Vec::new());
    let (activity, mut requests) = (Activity::default(), Vec::new());
    let output = ctx.run_ui(input, |ui| {
        let mut panels = PanelContext {
            state,
            layout: &Layout::default(),
            elevation: None,
            activity: &activity,
            commands: &mut commands,
            actions: &mut actions,
            requests: &mut requests,
        };
        workspace.ui(ui, &mut panels, false);
    });
    for command in commands {
        state.apply(command);
    }
    std::hint::black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
}

fn median_and_most(values: &mut [f64]) -> String {
    values.sort_unstable_by(f64::total_cmp);
    match (values.get(values.len() / 2), values.last()) {
        (Some(median), Some(most)) => format!("{} x {median:.1}, {most:.1}", values.len()),
        _ => "none".to_owned(),
    }
}

/// CPU time of this thread so far, milliseconds.
fn cpu_ms() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
