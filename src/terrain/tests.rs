//! Elevation and relief as users meet them, on the bundled grid and on invented ground.
use std::sync::{Arc, LazyLock};

use super::*;
use crate::geodesy::mercator::world_from_lonlat;
use crate::geodesy::{Position, lon_lat};
use crate::model::BasemapTheme::{Dark, Light, Plain};
use crate::model::Rgba;

static GRID: LazyLock<Arc<ElevationGrid>> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/geodata/terrain.zst");
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    Arc::new(ElevationGrid::decode(&bytes).unwrap_or_else(|error| panic!("{path}: {error}")))
});
static RELIEF: LazyLock<Relief> = LazyLock::new(|| Relief::new(Arc::clone(&GRID)));

/// A square picture of `size` pixels around a position; pixels as small as those of a 256 pixel
/// tile at `zoom`.
fn around(relief: &Relief, position: Position, zoom: f64, size: u32) -> Raster {
    let [x, y] = world_from_lonlat(position);
    let half = f64::from(size) / 2.0 / (256.0 * zoom.exp2());
    relief.paint(Light, [x - half, y - half, x + half, y + half], size, size)
}

fn pixel(raster: &Raster, x: u32, y: u32) -> [u8; 4] {
    let at = 4 * (y * raster.width + x) as usize;
    std::array::from_fn(|channel| raster.rgba[at + channel])
}

fn largest_difference(one: &Raster, other: &Raster) -> u8 {
    let pairs = one.rgba.iter().zip(&other.rgba);
    pairs.map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(u8::MAX)
}

/// Expected: numpy and zstandard in Python, `g` decoded as in `geodata/build`, then
/// `c=(lon-44)*120-.5; r=(48-lat)*120-.5; i=int(floor(r)); j=int(floor(c)); u=c-j; v=r-i` and
/// `(g[i,j]*(1-u)+g[i,j+1]*u)*(1-v)+(g[i+1,j]*(1-u)+g[i+1,j+1]*u)*v`.
#[test]
fn elevations_agree_with_numpy() {
    for (lon, lat, expected) in [
        (67.2783, 37.2242, 302.928_032), // Termez
        (69.2075, 34.5553, 1_793.425_6), // Kabul
        (72.9, 38.5, 4_714.5),
        (60.0, 40.5, 134.75),
        (51.0, 42.0, 0.0), // the Caspian
        (76.5133, 35.8825, 7_869.88),
        (79.99, 24.01, 461.11),
    ] {
        let found = GRID.elevation(lon_lat(lon, lat));
        assert!(
            found.is_some_and(|found| (found.0 - expected).abs() < 1e-6),
            "{lon} {lat}: {found:?}, not {expected}"
        );
    }
}

#[test]
fn there_is_no_elevation_outside_the_atlas() {
    assert!(GRID.elevation(lon_lat(44.0, 48.0)).is_some());
    assert!(GRID.elevation(lon_lat(80.0, 24.0)).is_some());
    for (lon, lat) in [
        (43.99, 35.0),
        (80.01, 35.0),
        (60.0, 48.01),
        (f64::NAN, 35.0),
    ] {
        assert_eq!(GRID.elevation(lon_lat(lon, lat)), None);
    }
}

#[test]
fn tiles_and_a_whole_picture_agree_in_every_pixel() {
    for zoom in [4, 6, 9, 12] {
        let side = f64::from(1 << zoom).recip();
        let corner = world_from_lonlat(lon_lat(71.0, 37.0)).map(|at| (at / side).floor() * side);
        let tile = |column: u32, row: u32, count: u32| {
            let [x, y] = [
                corner[0] + f64::from(column) * side,
                corner[1] + f64::from(row) * side,
            ];
            let width = f64::from(count) * side;
            RELIEF.paint(Dark, [x, y, x + width, y + width], 128 * count, 128 * count)
        };
        let whole = tile(0, 0, 2);
        for (column, row) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let part = tile(column, row, 1);
            for (x, y) in (0..128).flat_map(|y| (0..128).map(move |x| (x, y))) {
                assert_eq!(
                    pixel(&part, x, y),
                    pixel(&whole, 128 * column + x, 128 * row + y),
                    "zoom {zoom}, tile {column} {row}, pixel {x} {y}"
                );
            }
        }
    }
}

#[test]
fn a_picture_painted_on_all_cores_is_the_same() {
    let wide = [0.6875, 0.375, 0.703_125, 0.390_625];
    let whole = RELIEF.paint(Light, wide, 640, 640);
    let part = RELIEF.paint(Light, [wide[0], wide[1], 0.690_625, 0.378_125], 128, 128);
    assert!((0..128).all(|x| pixel(&part, x, 77) == pixel(&whole, x, 77)));
}

#[test]
fn nothing_jumps_while_zooming() {
    let wakhan = lon_lat(73.3, 37.0);
    for zoom in [2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 11.0] {
        let nearly = around(&RELIEF, wakhan, zoom - 1e-4, 48);
        let just = around(&RELIEF, wakhan, zoom + 1e-4, 48);
        let jump = largest_difference(&nearly, &just);
        assert!(jump <= 3, "{jump} levels at zoom {zoom}");
    }
}

#[test]
fn relief_fades_out_at_the_edge_of_the_atlas() {
    let [west, north] = world_from_lonlat(lon_lat(43.5, 40.0));
    let [east, south] = world_from_lonlat(lon_lat(45.0, 39.9));
    let raster = RELIEF.paint(Light, [west, north, east, south], 150, 8);
    let opacity: Vec<u8> = (0..150).map(|x| pixel(&raster, x, 4)[3]).collect();
    assert!(opacity.is_sorted());
    assert!(opacity[..50].iter().all(|&alpha| alpha == 0));
    assert!(opacity[91..].iter().all(|&alpha| alpha == 255));
    assert!((118..=138).contains(&opacity[70]), "{}", opacity[70]);
}

#[test]
fn where_there_is_no_relief_nothing_is_painted() {
    let atlas = [0.65, 0.37, 0.7, 0.42];
    for (theme, region) in [
        (Plain, atlas),
        (Light, [0.1, 0.4, 0.2, 0.5]),
        (Light, [f64::NAN; 4]),
        (Light, [0.7, 0.42, 0.65, 0.37]),
        (Light, [0.6, 0.4, 0.6, 0.4]),
    ] {
        let raster = RELIEF.paint(theme, region, 16, 8);
        assert_eq!(raster.rgba, [0; 16 * 8 * 4], "{theme:?} {region:?}");
    }
    assert!(RELIEF.paint(Light, atlas, 0, 9).rgba.is_empty());
}

#[test]
fn a_plain_has_the_color_of_the_legend() {
    let relief = Relief::new(Arc::new(ElevationGrid::from_fn(|_, _| 800)));
    let stop = hypsometric_stops(Light).iter().find(|stop| stop.0 > 799.0);
    let Some(&(_, Rgba(red, green, blue, _))) = stop else {
        panic!("no stop at 800 m");
    };
    for zoom in [3.0, 7.0, 12.0] {
        let painted = pixel(&around(&relief, lon_lat(63.0, 36.0), zoom, 4), 2, 2);
        for (found, expected) in painted.into_iter().zip([red, green, blue, 255]) {
            assert!(found.abs_diff(expected) <= 1, "{painted:?} at zoom {zoom}");
        }
    }
}

#[test]
fn the_light_comes_from_the_north_west() {
    // A round hill 40 cells wide at 62° E, 36° N.
    let relief = Relief::new(Arc::new(ElevationGrid::from_fn(|column, row| {
        let from_top = (column as f64 - 2160.0).hypot(row as f64 - 1440.0);
        1000 + (100.0 * (20.0 - from_top).max(0.0)) as i16
    })));
    let luminance = |lon: f64, lat: f64| {
        let [red, green, blue, _] = pixel(&around(&relief, lon_lat(lon, lat), 8.0, 4), 2, 2);
        u32::from(red) + u32::from(green) + u32::from(blue)
    };
    assert!(luminance(61.94, 36.06) > luminance(62.06, 35.94) + 40);
}

#[test]
fn dark_relief_leaves_room_for_light_labels() {
    let [x, y] = world_from_lonlat(lon_lat(76.0, 35.8)); // the Karakoram, the brightest ground
    let raster = RELIEF.paint(Dark, [x - 0.01, y - 0.01, x + 0.01, y + 0.01], 300, 300);
    let brightest = raster.rgba.chunks_exact(4).map(|rgba| rgba[1]).max();
    assert!(
        brightest.is_some_and(|green| (120..=175).contains(&green)),
        "{brightest:?}"
    );
}
