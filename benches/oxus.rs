//! Measurements of what users wait for, on the bundled atlas and on generated points:
//! `cargo bench`. Throughput is given per item; the README quotes the figures.
#![expect(clippy::unwrap_used, reason = "a measurement may panic")]
mod filter;

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use oxus::analysis::column_statistics::column_statistics;
use oxus::analysis::sort::{SortBy, sorted_rows};
use oxus::analysis::timeline::{Categories, Series, TimeStep, histogram};
use oxus::analysis::{BorderIndex, time_spans};
use oxus::geodesy::{Position, lon_lat, mercator};
use oxus::jobs::JobContext;
use oxus::model::table::{Cell, GeometryKind, TableBuilder};
use oxus::model::{BasemapTheme, Document, FeatureRef, Viewport};
use oxus::model::{FeatureTable, PointDrawing, Style, TimeField, TimeSpan};
use oxus::scene::build::{MapInput, map};
use oxus::scene::features::{TileInput, tile};
use oxus::scene::label::EdgeRule;
use oxus::source::atlas;
use oxus::source::features::geojson;
use oxus::spatial::{Detail, FeatureIndex, HitIndex, LoadedLayer, Region};
use oxus::terrain::Relief;

fn main() {
    divan::main();
}

/// Positions over Afghanistan and its neighbours, the same at each run.
fn positions(count: usize) -> Vec<Position> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..count)
        .map(|_| lon_lat(60.0 + 15.0 * random(), 34.0 + 8.0 * random()))
        .collect()
}

static MILLION: LazyLock<HitIndex> = LazyLock::new(|| {
    HitIndex::new(
        (0..)
            .zip(positions(1_000_000))
            .map(|(index, at)| (FeatureRef::Place(index), at)),
    )
});
static BORDERS: LazyLock<BorderIndex> = LazyLock::new(|| BorderIndex::new(atlas::atlas().unwrap()));
static DETAIL: LazyLock<Detail> = LazyLock::new(|| Detail::new(atlas::atlas().unwrap()));
static RELIEF: LazyLock<Relief> =
    LazyLock::new(|| Relief::new(Arc::new(atlas::elevation_grid().unwrap())));

/// A million points, as a layer of the user's.
fn million_points() -> FeatureTable {
    let mut builder = TableBuilder::new();
    for at in positions(1_000_000) {
        builder
            .geometries()
            .push_point([at.lon_deg(), at.lat_deg()]);
        builder.end_feature();
    }
    builder.finish()
}

/// A hundred thousand polygons of 20 vertices, about two kilometres wide.
fn many_polygons() -> FeatureTable {
    let mut builder = TableBuilder::new();
    for at in positions(100_000) {
        for corner in 0..20 {
            let turn = f64::from(corner) / 20.0 * std::f64::consts::TAU;
            let radius = 0.01 + 0.003 * (5.0 * turn).sin();
            let [lon, lat] = [at.lon_deg(), at.lat_deg()];
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

static POINTS: LazyLock<Arc<LoadedLayer>> = LazyLock::new(|| loaded(million_points()));
static POLYGONS: LazyLock<Arc<LoadedLayer>> = LazyLock::new(|| loaded(many_polygons()));

/// A million points with a moment of the years 2015 to 2024 and one of eight kinds.
fn million_events() -> FeatureTable {
    let mut builder = TableBuilder::new();
    let [when, kind] = ["when", "kind"].map(|name| builder.column(name));
    let first = TimeSpan::parse("2015").unwrap().start_ms;
    let length = TimeSpan::parse("2015/2024").unwrap().length_ms();
    for (row, at) in positions(1_000_000).into_iter().enumerate() {
        let minute = (row as i64 * 7_919_000) % (length / 60_000);
        let start_ms = first + minute * 60_000;
        let moment = TimeSpan {
            start_ms,
            end_ms: start_ms + 1,
        };
        builder.set(when, Cell::Text(&moment.to_text()));
        let kinds = [
            "raid", "theft", "visit", "fire", "flood", "quake", "strike", "march",
        ];
        builder.set(kind, Cell::Text(kinds[row % kinds.len()]));
        builder
            .geometries()
            .push_point([at.lon_deg(), at.lat_deg()]);
        builder.end_feature();
    }
    builder.finish()
}

static EVENTS: LazyLock<Arc<LoadedLayer>> = LazyLock::new(|| loaded(million_events()));

fn when() -> TimeField {
    TimeField {
        start: "when".to_owned(),
        end: None,
    }
}

/// When each of a million events was, once for a layer.
#[divan::bench(sample_count = 20)]
fn time_spans_of_a_million_events(bencher: Bencher<'_, '_>) {
    let table = &EVENTS.table;
    bencher.bench_local(|| time_spans(table, &when()));
}

/// The bars of a million events, by step and what is in view.
#[divan::bench(args = ["ten years by month", "a year by day", "a week by hour"])]
fn timeline_histogram(bencher: Bencher<'_, '_>, of: &str) {
    let table = &EVENTS.table;
    let series = Series {
        spans: Arc::new(time_spans(table, &when())),
        categories: Arc::new(Categories::of_column(table, "kind", &[])),
        rows: None,
    };
    let (step, span) = match of {
        "ten years by month" => (TimeStep::Months(1), "2015/2024"),
        "a year by day" => (TimeStep::Day, "2020"),
        _ => (TimeStep::Minutes(60), "2020-03-02/2020-03-08"),
    };
    let span = TimeSpan::parse(span).unwrap();
    bencher.bench_local(|| histogram(std::slice::from_ref(&series), step, span));
}

/// A million rows: numbers, dates, texts of which few differ, texts that all differ.
static MANY_ROWS: LazyLock<FeatureTable> = LazyLock::new(|| {
    let mut builder = TableBuilder::new();
    for (row, at) in positions(1_000_000).into_iter().enumerate() {
        let number = at.lon_deg() * 1000.0;
        let mixed = number as i64 % 1000;
        let date = format!(
            "{}-{:02}-{:02}",
            1990 + mixed % 34,
            1 + mixed % 12,
            1 + mixed % 28
        );
        let (kind, name) = (
            format!("kind {}", mixed % 12),
            format!("place number {row}"),
        );
        for (name, cell) in [
            ("number", Cell::Float(number)),
            ("date", Cell::Text(&date)),
            ("kind", Cell::Text(&kind)),
            ("name", Cell::Text(&name)),
        ] {
            let column = builder.column(name);
            builder.set(column, cell);
        }
        builder.end_feature();
    }
    builder.finish()
});

#[divan::bench(args = ["number", "date", "kind", "name", "kind, number"], sample_count = 10)]
fn sort_of_a_million_rows(bencher: Bencher<'_, '_>, columns: &str) {
    let by = columns.split(", ").map(|name| SortBy {
        column: MANY_ROWS.column(name).unwrap(),
        descending: false,
    });
    let by: Vec<_> = by.collect();
    let job = JobContext::unwatched();
    bencher.bench_local(|| sorted_rows(MANY_ROWS.len(), &by, &job));
}

#[divan::bench(args = ["number", "kind", "name"], sample_count = 10)]
fn statistics_of_a_million_rows(bencher: Bencher<'_, '_>, column: &str) {
    let column = MANY_ROWS.column(column).unwrap();
    let job = JobContext::unwatched();
    bencher.bench_local(|| column_statistics(column, None, &job));
}

/// Around 1, 25 and 100 of a hundred of a million points, a circle of 300 corners each.
#[divan::bench(args = [0.01, 0.25, 1.0], sample_count = 10)]
fn lasso_of_a_million_points(bencher: Bencher<'_, '_>, share: f64) {
    let layer = &*POINTS;
    let middle = mercator::world_from_lonlat(lon_lat(67.5, 38.0));
    let radius = share.sqrt() * 15.0 / 360.0;
    let corner = |step: u32| {
        let (sin, cos) = (f64::from(step) / 300.0 * std::f64::consts::TAU).sin_cos();
        [middle[0] + radius * cos, middle[1] + radius * sin]
    };
    let region = Region::new((0..300).map(corner).collect());
    bencher.bench_local(|| layer.index.rows_within(&region));
}

/// What a layer has beside its table, on every core.
#[divan::bench(args = ["a million points", "100,000 polygons"], sample_count = 10)]
fn feature_index(bencher: Bencher<'_, '_>, of: &str) {
    let layer = if of.ends_with("points") {
        &*POINTS
    } else {
        &*POLYGONS
    };
    bencher.bench_local(|| FeatureIndex::new(&layer.table, &JobContext::unwatched()).unwrap());
}

/// One query of a layer of the user's, by zoom level.
#[divan::bench(args = [("points", 6.0), ("points", 9.0), ("points", 12.0), ("polygons", 6.0), ("polygons", 9.0)])]
fn feature_hit_test(bencher: Bencher<'_, '_>, (of, zoom): (&str, f64)) {
    let layer = if of == "points" { &*POINTS } else { &*POLYGONS };
    let at = positions(1000);
    let mut next = at.iter().cycle();
    bencher.bench_local(|| {
        let at = black_box(*next.next().unwrap());
        layer.index.hits(at, 9.0, zoom)
    });
}

/// Every way to draw, and what is drawn.
const DRAWINGS: [&str; 5] = ["symbols", "clusters", "density", "heat map", "polygons"];

fn drawing(name: &str) -> (&'static Arc<LoadedLayer>, PointDrawing) {
    match name {
        "symbols" => (&POINTS, PointDrawing::Symbols),
        "clusters" => (&POINTS, PointDrawing::Clusters),
        "density" => (&POINTS, PointDrawing::Density),
        "heat map" => (&POINTS, PointDrawing::HeatMap),
        _ => (&POLYGONS, PointDrawing::Symbols),
    }
}

/// One tile of 256 pixels where it is most crowded, of a view that holds all; on one core. A window
/// of 1920x1080 has about thirty.
#[divan::bench(args = DRAWINGS)]
fn feature_tile(bencher: Bencher<'_, '_>, name: &str) {
    let (layer, points) = drawing(name);
    let style = Style::default();
    bencher.bench_local(|| {
        tile(&TileInput {
            loaded: layer,
            style: &style,
            basemap: BasemapTheme::Light,
            points,
            viewport: Viewport {
                center: lon_lat(67.5, 38.0),
                zoom: 7.2,
                size_pt: [256.0, 256.0],
            },
            pixels_per_point: 1.0,
        })
    });
}

/// One query of an index of a million points, by zoom level.
#[divan::bench(args = [6.0, 9.0, 12.0])]
fn hit_test_of_a_million_points(bencher: Bencher<'_, '_>, zoom: f64) {
    let at = positions(1000);
    LazyLock::force(&MILLION);
    let mut next = at.iter().cycle();
    bencher.bench_local(|| MILLION.hits(black_box(*next.next().unwrap()), 9.0, zoom));
}

/// A GeoJSON file of 100,000 points with five properties.
static GEOJSON: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut text = "{\"type\":\"FeatureCollection\",\"features\":[".to_owned();
    for (index, at) in positions(100_000).into_iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(
            text,
            "{comma}\n{{\"type\":\"Feature\",\"properties\":{{\"name\":\"place {index}\",\"kind\":\"kind {}\",\
             \"count\":{},\"value\":{:.4},\"open\":{}}},\"geometry\":{{\"type\":\"Point\",\
             \"coordinates\":[{:.6},{:.6}]}}}}",
            index % 8,
            index % 1000,
            at.lat_deg() * 25.0,
            index % 3 == 0,
            at.lon_deg(),
            at.lat_deg()
        )
        .unwrap();
    }
    (text + "\n]}\n").into_bytes()
});

/// Reading [`GEOJSON`] into a table, on all cores.
#[divan::bench]
fn read_geojson(bencher: Bencher<'_, '_>) {
    let limits = geojson::Limits::of_this_machine();
    LazyLock::force(&GEOJSON);
    bencher
        .counter(BytesCount::new(GEOJSON.len()))
        .bench_local(|| {
            let mut bytes = GEOJSON.as_slice();
            geojson::read(&mut bytes, None, &JobContext::unwatched(), &limits).unwrap()
        });
}

/// The same by the geojson crate, feature after feature, on one core.
#[divan::bench(sample_count = 10)]
fn read_geojson_by_feature_reader(bencher: Bencher<'_, '_>) {
    LazyLock::force(&GEOJSON);
    bencher
        .counter(BytesCount::new(GEOJSON.len()))
        .bench_local(|| {
            let reader = ::geojson::FeatureReader::from_reader(GEOJSON.as_slice());
            reader.features().flatten().count()
        });
}

/// A thousand positions to one border, on one core.
#[divan::bench(args = ["AFG-TJK", "AFG-UZB", "AFG-PAK"])]
fn border_distance(bencher: Bencher<'_, '_>, border: &str) {
    let at = positions(1000);
    BORDERS.border_distance(border, at[0], None);
    bencher.counter(ItemsCount::new(at.len())).bench_local(|| {
        for position in &at {
            black_box(BORDERS.border_distance(border, *position, None));
        }
    });
}

/// A million positions to one border, on one core.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn border_distance_of_a_million_positions(bencher: Bencher<'_, '_>) {
    let at = positions(1_000_000);
    BORDERS.border_distance("AFG-TJK", at[0], None);
    bencher.counter(ItemsCount::new(at.len())).bench_local(|| {
        for position in &at {
            black_box(BORDERS.border_distance("AFG-TJK", *position, None));
        }
    });
}

/// Which country a thousand positions lie in, on one core.
#[divan::bench]
fn country(bencher: Bencher<'_, '_>) {
    let at = positions(1000);
    BORDERS.country(at[0]);
    bencher.counter(ItemsCount::new(at.len())).bench_local(|| {
        for position in &at {
            black_box(BORDERS.country(*position));
        }
    });
}

/// The scene of a window of 1920x1080 with every layer on, by zoom level.
#[divan::bench(args = [4.5, 5.8, 8.0, 10.5])]
fn scene_build(bencher: Bencher<'_, '_>, zoom: f64) {
    let mut document = Document::default();
    for layer in &mut document.layers {
        layer.visible = true;
    }
    let viewport = Viewport {
        center: lon_lat(67.3, 37.2),
        zoom,
        size_pt: [1920.0, 1080.0],
    };
    bencher.bench_local(|| {
        map(&MapInput {
            document: &document,
            detail: &DETAIL,
            viewport,
            layers: &oxus::spatial::ShownLayers::default(),
            fanned: None,
            edge: EdgeRule::MayCross,
            features_at: Some(1.0),
        })
    });
}

/// One relief tile of 512 pixels at Termez, by zoom level, on one core.
#[divan::bench(args = [5, 8, 11])]
fn relief_tile(bencher: Bencher<'_, '_>, zoom: i32) {
    let tiles = f64::from(zoom).exp2();
    let corner =
        mercator::world_from_lonlat(lon_lat(67.3, 37.2)).map(|at| (at * tiles).floor() / tiles);
    let region = [
        corner[0],
        corner[1],
        corner[0] + tiles.recip(),
        corner[1] + tiles.recip(),
    ];
    bencher.bench_local(|| RELIEF.paint(BasemapTheme::Light, region, 512, 512));
}
