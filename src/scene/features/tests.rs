//! What is drawn of generated features, counted and sampled.
use std::sync::Arc;

use super::points::short_count;
use super::*;
use crate::geodesy::lon_lat;
use crate::jobs::JobContext;
use crate::model::table::{GeometryKind, TableBuilder};
use crate::model::{Dash, Marker};

fn loaded(builder: TableBuilder) -> LoadedLayer {
    let table = builder.finish();
    let index = FeatureIndex::new(&table, &JobContext::unwatched()).unwrap();
    LoadedLayer {
        table: Arc::new(table),
        report: Arc::default(),
        index,
    }
}

/// A linear congruential generator (Numerical Recipes).
fn scattered(count: u32) -> LoadedLayer {
    let mut state = 5_u32;
    let mut unit = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state) / f64::from(u32::MAX)
    };
    let mut builder = TableBuilder::new();
    for _ in 0..count {
        let [x, y] = [unit(), unit()];
        builder
            .geometries()
            .push_point([64.0 + 6.0 * x * x, 35.0 + 4.0 * y]);
        builder.end_feature();
    }
    loaded(builder)
}

fn view(zoom: f64, center: [f64; 2]) -> Viewport {
    Viewport {
        center: lon_lat(center[0], center[1]),
        zoom,
        size_pt: [800.0, 600.0],
    }
}

fn drawn(layer: &LoadedLayer, style: &Style, viewport: &Viewport, scale: f32) -> Vec<Primitive> {
    features(&TileInput {
        loaded: layer,
        style,
        basemap: BasemapTheme::Light,
        points: drawn_points(style, &layer.index, viewport),
        viewport: *viewport,
        pixels_per_point: scale,
    })
}

fn style(points: PointDrawing) -> Style {
    Style {
        points,
        ..Style::default()
    }
}

/// How many points lie on the screen, asked of the projection alone.
fn in_view(layer: &LoadedLayer, viewport: &Viewport) -> usize {
    let positions = layer.table.geometries().positions().iter();
    let screen = positions.map(|&[lon, lat]| viewport.screen_from_lonlat(lon_lat(lon, lat)));
    let [width, height] = viewport.size_pt;
    screen
        .filter(|[x, y]| (0.0..width).contains(x) && (0.0..height).contains(y))
        .count()
}

#[test]
fn the_density_has_a_pixel_where_points_are_and_only_there() {
    let layer = scattered(20_000);
    for (zoom, scale) in [(6.3, 1.0), (8.1, 2.0)] {
        let viewport = view(zoom, [66.0, 37.0]);
        let primitives = drawn(&layer, &style(PointDrawing::Density), &viewport, scale);
        let [Primitive::Picture(picture)] = &primitives[..] else {
            panic!("{} primitives", primitives.len());
        };
        let raster = &picture.raster;
        let mut counts = std::collections::HashMap::new();
        for &[lon, lat] in layer.table.geometries().positions() {
            let at = viewport.screen_from_lonlat(lon_lat(lon, lat));
            let pixel = at.map(|value| (value * f64::from(scale)).floor() as i64);
            *counts.entry(pixel).or_insert(0_u32) += 1;
        }
        let mut colors = std::collections::HashMap::new();
        let mut sum = 0;
        for (index, pixel) in (0..).zip(raster.rgba.chunks_exact(4)) {
            let at = [
                index % i64::from(raster.width),
                index / i64::from(raster.width),
            ];
            let count = counts.get(&at).copied().unwrap_or(0);
            assert_eq!(count > 0, pixel[3] > 0, "{at:?}");
            sum += count as usize;
            // One count, one colour.
            assert_eq!(*colors.entry(count).or_insert(pixel), pixel);
        }
        assert_eq!(sum, in_view(&layer, &viewport));
        assert!(sum > 5000 && colors.len() > 2, "{sum} {}", colors.len());
    }
}

#[test]
fn clusters_number_every_point_and_never_touch() {
    let layer = scattered(20_000);
    // All points are in view, and more than a margin away from its edge.
    for zoom in [4.2, 5.0, 5.9] {
        let viewport = view(zoom, [67.0, 37.0]);
        let within = |frame: &Frame| frame.world_box(&frame.drawn());
        let [frame] = &Frame::copies(&viewport)[..] else {
            panic!("one copy of the world is in view");
        };
        let depth = zoom.floor() as u32 + 2;
        let cells = layer.index.points().cells(&within(frame), depth);
        let sum: u32 = cells.iter().map(|cell| cell.count).sum();
        assert_eq!(sum, 20_000, "zoom {zoom}");
        let primitives = drawn(&layer, &style(PointDrawing::Clusters), &viewport, 1.0);
        let mut said: Vec<String> = Vec::new();
        let mut circles: Vec<([f32; 2], f32)> = Vec::new();
        for primitive in &primitives {
            match primitive {
                Primitive::Text(text) => said.push(text.string.clone()),
                Primitive::Circle(circle) => circles.push((circle.center, circle.radius_pt)),
                other => panic!("{other:?}"),
            }
        }
        let expected = cells.iter().filter(|cell| cell.count > 1);
        let expected: Vec<String> = expected.map(|cell| short_count(cell.count)).collect();
        assert_eq!(said, expected);
        for (index, (a, reach)) in circles.iter().enumerate() {
            for (b, other) in &circles[..index] {
                let apart = (a[0] - b[0]).hypot(a[1] - b[1]);
                assert!(apart >= reach + other - 0.01 || *reach < 5.0 || *other < 5.0);
            }
        }
    }
}

#[test]
fn numbers_of_clusters_are_short_and_never_too_great() {
    let short: Vec<String> = [
        2, 999, 1000, 1299, 9999, 12_345, 999_999, 1_450_000, 23_000_000,
    ]
    .map(short_count)
    .to_vec();
    let expected = [
        "2", "999", "1.0k", "1.2k", "9.9k", "12k", "999k", "1.4M", "23M",
    ];
    assert_eq!(short, expected);
}

#[test]
fn few_points_are_symbols_and_many_a_density() {
    let layer = scattered(20_000);
    let drawing = |zoom| drawn_points(&Style::default(), &layer.index, &view(zoom, [67.0, 37.0]));
    assert_eq!(drawing(5.0), PointDrawing::Density);
    assert_eq!(drawing(12.0), PointDrawing::Symbols);
}

#[test]
fn symbols_on_one_spot_are_drawn_once_the_last_on_top() {
    let layer = scattered(20_000);
    let viewport = view(5.0, [67.0, 37.0]);
    let all = drawn(&layer, &style(PointDrawing::Symbols), &viewport, 1.0).len();
    assert!(all > 500 && all < 8000, "{all}");
    let mut builder = TableBuilder::new();
    for _ in 0..100 {
        builder.geometries().push_point([67.0, 37.0]);
        builder.end_feature();
    }
    let stack = loaded(builder);
    assert_eq!(
        drawn(&stack, &style(PointDrawing::Symbols), &viewport, 1.0).len(),
        1
    );
}

fn ring(builder: &mut TableBuilder, corners: [[f64; 2]; 4]) {
    let geometries = builder.geometries();
    for corner in corners {
        geometries.push_position(corner);
    }
    geometries.close_path();
    geometries.end_path();
}

fn square([lon, lat]: [f64; 2], half: f64) -> [[f64; 2]; 4] {
    [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]
        .map(|[x, y]| [lon + half * x, lat + half * y])
}

/// The opacity of the pixel at a position, the whole view painted as the window does it.
fn opacity_at(layer: &LoadedLayer, style: &Style, viewport: Viewport, at: [f64; 2]) -> u8 {
    let pixels = tile(&TileInput {
        loaded: layer,
        style,
        basemap: BasemapTheme::Light,
        points: PointDrawing::Symbols,
        viewport,
        pixels_per_point: 1.0,
    });
    let [x, y] = viewport
        .screen_from_lonlat(lon_lat(at[0], at[1]))
        .map(|value| value as usize);
    pixels.map_or(0, |pixels| pixels.rgba[y * pixels.size_px[0] + x][3])
}

#[test]
fn holes_stay_open_and_every_part_is_filled_at_every_zoom() {
    let mut builder = TableBuilder::new();
    ring(&mut builder, square([67.0, 37.0], 1.0));
    ring(&mut builder, square([67.0, 37.0], 0.5));
    builder.geometries().end_part();
    ring(&mut builder, square([70.0, 37.0], 0.6));
    builder.geometries().end_part();
    builder
        .geometries()
        .end_geometry(GeometryKind::MultiPolygon);
    builder.end_feature();
    let layer = loaded(builder);
    let style = Style {
        fill_opacity: 0.5,
        ..Style::default()
    };
    let opacity = |zoom: f64, at: [f64; 2]| {
        opacity_at(&layer, &style, view(zoom, [at[0] + 0.0005, at[1]]), at)
    };
    for zoom in [5.0, 6.7, 9.0, 13.0, 16.0] {
        let seen = [[67.0, 37.0], [67.75, 37.0], [70.0, 37.0], [68.5, 37.0]];
        let seen = seen.map(|at| opacity(zoom, at));
        assert_eq!(seen, [0, 128, 128, 0], "zoom {zoom}");
    }
}

#[test]
fn tiles_side_by_side_show_no_edge() {
    let mut builder = TableBuilder::new();
    ring(&mut builder, square([67.0, 37.0], 3.0));
    builder.geometries().end_part();
    builder.geometries().end_geometry(GeometryKind::Polygon);
    builder.end_feature();
    let layer = loaded(builder);
    let style = Style {
        dash: Dash::Dashed,
        ..Style::default()
    };
    let whole = view(9.0, [67.0, 37.0]);
    let input = TileInput {
        loaded: &layer,
        style: &style,
        basemap: BasemapTheme::Light,
        points: PointDrawing::Symbols,
        viewport: whole,
        pixels_per_point: 1.0,
    };
    let pixels = tile(&input).unwrap();
    // All of it lies within the area.
    assert!(pixels.rgba.iter().all(|pixel| *pixel == pixels.rgba[0]));
    // A corner of the area, painted whole and in two halves.
    let corner = view(7.0, [64.0, 34.0]);
    let pixels = tile(&TileInput {
        viewport: corner,
        ..input
    })
    .unwrap();
    for half in 0..2 {
        let x = 200.0 + 400.0 * f64::from(half);
        let viewport = Viewport {
            center: corner.lonlat_from_screen([x, 300.0]),
            size_pt: [400.0, 600.0],
            ..corner
        };
        let part = tile(&TileInput { viewport, ..input }).unwrap();
        for (row, line) in part.rgba.chunks_exact(400).enumerate() {
            let expected = &pixels.rgba[row * 800 + 400 * half as usize..][..400];
            for (a, b) in line.iter().zip(expected) {
                assert!(a[3].abs_diff(b[3]) <= 8, "row {row}: {a:?} {b:?}");
            }
        }
    }
}

#[test]
fn a_large_symbol_goes_on_beyond_the_edge_of_a_tile() {
    let mut builder = TableBuilder::new();
    builder.geometries().push_point([179.9, 37.0]);
    builder.end_feature();
    let layer = loaded(builder);
    let style = Style {
        size_pt: 160.0,
        ..style(PointDrawing::Symbols)
    };
    // Its middle lies 70 screen points beyond either edge, the antimeridian between.
    let whole = view(6.0, [179.9, 37.0]);
    for side in [-1.0, 1.0] {
        let viewport = Viewport {
            center: whole.lonlat_from_screen([400.0 + side * 470.0, 300.0]),
            ..whole
        };
        let edge = whole.lonlat_from_screen([400.0 + side * 75.0, 300.0]);
        let at = [edge.lon_deg(), edge.lat_deg()];
        assert_eq!(opacity_at(&layer, &style, viewport, at), 255, "{side}");
    }
}

#[test]
fn a_ring_that_steps_over_the_antimeridian_is_drawn_the_short_way() {
    let mut builder = TableBuilder::new();
    let around = |lon: f64, half: f64| {
        let [west, east] =
            [lon - half, lon + half].map(|lon| (lon + 180.0_f64).rem_euclid(360.0) - 180.0);
        [[west, -18.0], [east, -18.0], [east, -12.0], [west, -12.0]]
    };
    ring(&mut builder, around(180.0, 4.0));
    // A hole that lies on the other side.
    ring(&mut builder, around(-178.0, 1.0));
    builder.geometries().end_part();
    builder.geometries().end_geometry(GeometryKind::Polygon);
    builder.end_feature();
    let layer = loaded(builder);
    let opacity = |lon: f64| {
        let center = if lon < 0.0 { -178.0 } else { 178.0 };
        opacity_at(
            &layer,
            &Style::default(),
            view(5.0, [center, -15.0]),
            [lon, -15.0],
        )
    };
    let seen = [170.0, 177.0, 179.5, -179.5, -178.0, -176.5, -170.0].map(opacity);
    assert_eq!(seen, [0, 89, 89, 89, 0, 89, 0]);
    let found = |lon: f64| layer.index.hits(lon_lat(lon, -15.0), 1.0, 6.0).len();
    let found = [0.0, 170.0, 177.0, 179.5, -179.5, -178.0, -176.5, -170.0].map(found);
    assert_eq!(found, [0, 0, 1, 1, 1, 0, 1, 0]);
}

#[test]
fn an_area_across_the_antimeridian_is_seen_from_both_sides() {
    let mut builder = TableBuilder::new();
    ring(&mut builder, square([180.0, -15.0], 4.0));
    builder.geometries().end_part();
    builder.geometries().end_geometry(GeometryKind::Polygon);
    builder.end_feature();
    let layer = loaded(builder);
    let style = Style::default();
    let opacity = |center: f64, lon: f64| {
        opacity_at(&layer, &style, view(5.0, [center, -15.0]), [lon, -15.0])
    };
    assert_eq!([opacity(178.0, 178.0), opacity(178.0, 182.0)], [89; 2]);
    assert_eq!([opacity(-178.0, -178.0), opacity(-178.0, -182.0)], [89; 2]);
    assert_eq!([opacity(170.0, 174.0), opacity(-170.0, -174.0)], [0; 2]);
}

#[test]
fn every_marker_is_drawn_in_its_colour() {
    let mut builder = TableBuilder::new();
    builder.geometries().push_point([67.0, 37.0]);
    builder.end_feature();
    let layer = loaded(builder);
    let mut shapes = std::collections::HashSet::new();
    for marker in Marker::ALL {
        let style = Style {
            marker,
            size_pt: 16.0,
            ..style(PointDrawing::Symbols)
        };
        let viewport = view(8.0, [67.0, 37.0]);
        assert_eq!(opacity_at(&layer, &style, viewport, [67.0, 37.0]), 255);
        shapes.insert(format!("{:?}", drawn(&layer, &style, &viewport, 1.0)));
    }
    assert_eq!(shapes.len(), Marker::ALL.len());
}

#[test]
fn areas_lines_and_symbols_look_as_another_rasteriser_has_them() {
    let mut builder = TableBuilder::new();
    ring(&mut builder, square([67.0, 37.0], 0.9));
    ring(&mut builder, square([67.1, 37.0], 0.3));
    builder.geometries().end_part();
    builder.geometries().end_geometry(GeometryKind::Polygon);
    builder.end_feature();
    builder.geometries().push_point([68.5, 37.2]);
    builder.end_feature();
    let layer = loaded(builder);
    let viewport = view(8.0, [67.0, 37.0]);
    let style = style(PointDrawing::Symbols);
    let primitives = drawn(&layer, &style, &viewport, 1.0);
    let mut painter = RasterPainter::new([800, 600], 1.0);
    painter.paint(&primitives);
    let ours = painter.finish();
    let mut theirs = tiny_skia::Pixmap::new(800, 600).unwrap();
    for primitive in &primitives {
        reference(&mut theirs, primitive);
    }
    let mut differing = 0;
    for (a, b) in ours.rgba.iter().zip(theirs.pixels()) {
        let b = [b.red(), b.green(), b.blue(), b.alpha()];
        let most = (0..4)
            .map(|channel: usize| a[channel].abs_diff(b[channel]))
            .max();
        // That one tells a quarter of a pixel apart.
        differing += usize::from(most.unwrap() > 72);
    }
    assert!(differing < 60, "{differing} pixels differ");
}

/// A primitive by tiny-skia.
fn reference(pixmap: &mut tiny_skia::Pixmap, primitive: &Primitive) {
    use tiny_skia::{FillRule, LineCap, LineJoin, Paint, PathBuilder, Transform};
    let paint = |color: crate::model::Rgba| {
        let mut paint = Paint::default();
        paint.set_color_rgba8(color.0, color.1, color.2, color.3);
        paint
    };
    let path = |points: &[[f32; 2]], closed: bool, path: &mut PathBuilder| {
        for (index, &[x, y]) in points.iter().enumerate() {
            if index == 0 {
                path.move_to(x, y);
            } else {
                path.line_to(x, y);
            }
        }
        if closed {
            path.close();
        }
    };
    let pen = |width| tiny_skia::Stroke {
        width,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..tiny_skia::Stroke::default()
    };
    let as_is = Transform::identity();
    match primitive {
        Primitive::Fill(fill) => {
            let (mut rings, mut start) = (PathBuilder::new(), 0);
            for &end in &fill.ring_ends {
                path(&fill.vertices[start..end as usize], true, &mut rings);
                start = end as usize;
            }
            let rings = rings.finish().unwrap();
            pixmap.fill_path(&rings, &paint(fill.color), FillRule::EvenOdd, as_is, None);
        }
        Primitive::Line(line) => {
            let mut points = PathBuilder::new();
            path(&line.points, line.closed, &mut points);
            let (points, pen) = (points.finish().unwrap(), pen(line.stroke.width_pt));
            pixmap.stroke_path(&points, &paint(line.stroke.color), &pen, as_is, None);
        }
        Primitive::Circle(circle) => {
            let [x, y] = circle.center;
            let disc = PathBuilder::from_circle(x, y, circle.radius_pt).unwrap();
            if let Some(color) = circle.fill {
                pixmap.fill_path(&disc, &paint(color), FillRule::Winding, as_is, None);
            }
            if let Some(stroke) = circle.stroke {
                let pen = pen(stroke.width_pt);
                pixmap.stroke_path(&disc, &paint(stroke.color), &pen, as_is, None);
            }
        }
        Primitive::Text(_) | Primitive::Picture(_) => panic!("not of this layer"),
    }
}
