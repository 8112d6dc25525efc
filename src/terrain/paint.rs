//! Shaded relief as pixels. Every pixel depends on its place and on the scale alone, so tiles and
//! whole pictures agree.
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::ElevationGrid;
use super::levels::{COARSEST, Columns, Level, Scratch};
use super::palette::Palette;
use super::shade::{Forms, Shading};
use crate::geodesy::Extent;
use crate::geodesy::mercator::{TILE_SIZE_PT, lonlat_from_world, world_from_lonlat};
use crate::model::BasemapTheme;

/// Over how many degrees the relief fades out inside the edge of the atlas.
const FADE_DEG: f64 = 0.4;

/// The web mercator zoom of raster pixels where one cell of the grid is 0.76 pixels wide; further
/// out, averaged levels take over, one per zoom.
const FULL_DETAIL_ZOOM: f64 = 7.0;

/// How many levels coarser the middle and the broad forms are that carry the fine ones.
const MIDDLE: f64 = 2.0;
const BROAD: f64 = 4.0;

/// The ordered dither matrix of Bayer (1973), in 16ths: without it, the few steps of eight-bit
/// colour along a plain show as contours, above all in the dark.
const DITHER: [[f32; 4]; 4] = [
    [0.5 / 16.0, 8.5 / 16.0, 2.5 / 16.0, 10.5 / 16.0],
    [12.5 / 16.0, 4.5 / 16.0, 14.5 / 16.0, 6.5 / 16.0],
    [3.5 / 16.0, 11.5 / 16.0, 1.5 / 16.0, 9.5 / 16.0],
    [15.5 / 16.0, 7.5 / 16.0, 13.5 / 16.0, 5.5 / 16.0],
];

/// Pictures with more pixels are painted on all cores; tiles are not, as their callers already
/// paint several at once.
const ONE_TILE_PX: usize = 512 * 512;

/// A picture of straight (not premultiplied) sRGB.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Raster {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Red, green, blue, opacity of each pixel, row after row from the upper left.
    pub rgba: Vec<u8>,
}

/// Paints the relief of an elevation grid; can be shared between threads.
#[derive(Clone)]
pub struct Relief {
    grid: Arc<ElevationGrid>,
    levels: Arc<OnceLock<Vec<Level>>>,
}

impl Relief {
    /// A painter for this grid. What it paints from (42 MB) is made when first needed.
    #[must_use]
    pub fn new(grid: Arc<ElevationGrid>) -> Self {
        Self {
            grid,
            levels: Arc::default(),
        }
    }

    /// The relief of a part of the world, `[x0, y0, x1, y1]` in the web mercator unit square of
    /// [`crate::geodesy::mercator`], at this many pixels. Transparent outside [`Extent::ATLAS`],
    /// fading over the outermost 0.4°, and everywhere in the plain theme.
    #[must_use]
    pub fn paint(
        &self,
        theme: BasemapTheme,
        region_world: [f64; 4],
        width_px: u32,
        height_px: u32,
    ) -> Raster {
        let mut raster = Raster {
            width: width_px,
            height: height_px,
            rgba: vec![0; 4 * width_px as usize * height_px as usize],
        };
        let (Some(palette), Some(view)) = (
            Palette::of(theme),
            View::new(region_world, width_px, height_px),
        ) else {
            return raster;
        };
        let levels = self.levels.get_or_init(|| Level::build_all(&self.grid));
        let canvas = Canvas::new(&view, levels, palette);
        let rows = &mut raster.rgba
            [view.rows.start * 4 * width_px as usize..view.rows.end * 4 * width_px as usize];
        let stride = 4 * width_px as usize;
        let paint_row = |brush: &mut Brush, (index, pixels): (usize, &mut [u8])| {
            let lat = view.latitude(view.rows.start + index);
            let dither = view.dither(view.rows.start + index);
            canvas.paint_row(lat, &dither, brush, &mut pixels[4 * view.columns.start..]);
        };
        if width_px as usize * height_px as usize > ONE_TILE_PX {
            rows.par_chunks_exact_mut(stride)
                .enumerate()
                .for_each_init(Brush::default, paint_row);
        } else {
            let mut brush = Brush::default();
            for row in rows.chunks_exact_mut(stride).enumerate() {
                paint_row(&mut brush, row);
            }
        }
        raster
    }
}

/// Where the pixels of a picture lie, and which of them can show relief.
struct View {
    origin: [f64; 2],
    pixel: [f64; 2],
    columns: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
}

impl View {
    /// `None` when no pixel lies inside the atlas.
    fn new([x0, y0, x1, y1]: [f64; 4], width_px: u32, height_px: u32) -> Option<Self> {
        let pixel = [
            (x1 - x0) / f64::from(width_px),
            (y1 - y0) / f64::from(height_px),
        ];
        let atlas = Extent::ATLAS;
        let corner = |lon, lat| world_from_lonlat(crate::geodesy::lon_lat(lon, lat));
        let [west, north] = corner(atlas.west, atlas.north);
        let [east, south] = corner(atlas.east, atlas.south);
        // Pixels whose centre lies between two edges; NaN and infinity end as an empty range.
        let between = |low: f64, high: f64, origin: f64, size: f64, count: u32| {
            let first = ((low - origin) / size - 0.5).ceil();
            let last = ((high - origin) / size - 0.5).floor() + 1.0;
            first.clamp(0.0, f64::from(count)) as usize..last.clamp(0.0, f64::from(count)) as usize
        };
        let columns = between(west, east, x0, pixel[0], width_px);
        let rows = between(north, south, y0, pixel[1], height_px);
        let usable = pixel.iter().all(|size| size.is_normal() && *size > 0.0);
        (usable && !columns.is_empty() && !rows.is_empty()).then_some(Self {
            origin: [x0, y0],
            pixel,
            columns,
            rows,
        })
    }

    fn longitude(&self, column: usize) -> f64 {
        let x = self.origin[0] + (column as f64 + 0.5) * self.pixel[0];
        lonlat_from_world([x, 0.5]).lon_deg()
    }

    fn latitude(&self, row: usize) -> f64 {
        let y = self.origin[1] + (row as f64 + 0.5) * self.pixel[1];
        lonlat_from_world([0.5, y]).lat_deg()
    }

    /// The row of the dither matrix that a row of pixels begins with, counted from the world's
    /// corner so that tiles agree.
    fn dither(&self, row: usize) -> [f32; 4] {
        let index = |axis: usize, at: usize| {
            let from_corner = (self.origin[axis] / self.pixel[axis]).round() + at as f64;
            from_corner.rem_euclid(4.0) as usize
        };
        let mut thresholds = DITHER[index(1, row)];
        thresholds.rotate_left(index(0, self.columns.start));
        thresholds
    }

    /// The fractional zoom at which a pixel of a 256 pixel tile has this size.
    fn zoom(&self) -> f64 {
        -(self.pixel[0] * TILE_SIZE_PT).log2()
    }
}

/// A level with what it counts and where it is read.
struct Layer<'a> {
    level: &'a Level,
    columns: Columns,
    weight: f32,
}

/// Everything that all rows of a picture share.
struct Canvas<'a> {
    /// The levels that make up each of [`Forms`].
    layers: [Vec<Layer<'a>>; 3],
    width: usize,
    /// Opacity by column, 0 to 255.
    fade: Vec<f32>,
    shading: Shading,
    palette: &'a Palette,
}

/// Buffers that a thread keeps from row to row.
#[derive(Default)]
struct Brush {
    scratch: Scratch,
    forms: Forms,
    tones: Vec<f32>,
}

impl<'a> Canvas<'a> {
    fn new(view: &View, levels: &'a [Level], palette: &'a Palette) -> Self {
        let zoom = view.zoom();
        let detail = (FULL_DETAIL_ZOOM - zoom).max(0.0);
        let longitudes = || view.columns.clone().map(|column| view.longitude(column));
        // Two neighbouring levels share the weight, so that nothing jumps while zooming.
        let layers = |level: f64| {
            let level = level.min(COARSEST as f64);
            let (index, share) = (level.floor() as usize, level.fract() as f32);
            [(index, 1.0 - share), (index + 1, share)]
                .into_iter()
                .filter(|&(_, weight)| weight > 0.0)
                .filter_map(|(index, weight)| {
                    let level = levels.get(index)?;
                    Some(Layer {
                        level,
                        columns: level.columns(longitudes()),
                        weight,
                    })
                })
                .collect()
        };
        Self {
            layers: [detail + softening(zoom), detail + MIDDLE, detail + BROAD].map(layers),
            width: view.columns.len(),
            fade: longitudes()
                .map(|lon| fade(lon - Extent::ATLAS.west, Extent::ATLAS.east - lon))
                .collect(),
            shading: Shading::at_zoom(zoom),
            palette,
        }
    }

    fn paint_row(&self, lat_deg: f64, dither: &[f32; 4], brush: &mut Brush, pixels: &mut [u8]) {
        let forms = &mut brush.forms;
        let rows = [&mut forms.fine, &mut forms.middle, &mut forms.broad];
        for (layers, row) in self.layers.iter().zip(rows) {
            row.clear(self.width);
            for layer in layers {
                let scratch = &mut brush.scratch;
                layer
                    .level
                    .add_row(&layer.columns, lat_deg, layer.weight, scratch, row);
            }
        }
        self.shading.tones(&brush.forms, &mut brush.tones);
        let fade_row = fade(lat_deg - Extent::ATLAS.south, Extent::ATLAS.north - lat_deg) / 255.0;
        let forms = &brush.forms;
        let elevations = forms.fine.elevation.iter().zip(&forms.middle.elevation);
        for (((((&fine, &middle), &tone), &fade), &threshold), pixel) in elevations
            .zip(&brush.tones)
            .zip(&self.fade)
            .zip(dither.iter().cycle())
            .zip(pixels.chunks_exact_mut(4))
        {
            let [red, green, blue] = self
                .palette
                .color(0.7 * fine + 0.3 * middle, tone, threshold);
            pixel.copy_from_slice(&[red, green, blue, (fade * fade_row + 0.5) as u8]);
        }
    }
}

/// How many levels coarser fine forms become where cells are many pixels wide: ridges that run
/// askew to the grid would otherwise look like strings of pearls.
fn softening(zoom: f64) -> f64 {
    0.2 * (zoom - FULL_DETAIL_ZOOM - 1.0).clamp(0.0, 3.0)
}

/// Opacity, 0 to 255, by the distance to two opposite edges.
fn fade(from_one_deg: f64, from_other_deg: f64) -> f32 {
    let t = (from_one_deg.min(from_other_deg) / FADE_DEG).clamp(0.0, 1.0);
    (255.0 * t * t * (3.0 - 2.0 * t)) as f32
}
