//! Relief as tiles for walkers: painted in background threads at the zoom and in the theme wanted,
//! kept within a bound. How relief looks is `terrain`'s.
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use egui::{ColorImage, Context, Rect, TextureHandle, TextureOptions, pos2};
use walkers::sources::Attribution;
use walkers::{Tile, TileId, TilePiece, Tiles};

use super::painters::{Painters, lock};
use crate::jobs::Wake;
use crate::model::BasemapTheme;
use crate::terrain::Relief;

/// Textures of one layer of tiles take at most about this much, bytes.
const CACHE_BYTES: usize = 96 << 20;
/// Extra pixels around each tile, so that its edge blends like its inside when scaled.
const BORDER_PX: u32 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    id: TileId,
    theme: BasemapTheme,
    side_px: u32,
}

type Finished = Arc<Mutex<Vec<(Key, ColorImage)>>>;

/// A tile to be painted, and where it goes then.
#[derive(Clone)]
struct Wanted {
    key: Key,
    finished: Finished,
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

/// The threads that paint tiles, shared by all layers of tiles.
pub struct TilePainters(Painters<Wanted>);

impl TilePainters {
    /// Start them.
    pub fn new(relief: &Arc<Relief>, wake: &Wake) -> Self {
        let relief = Arc::clone(relief);
        Self(Painters::new(
            "relief tiles",
            wake,
            move |wanted: &Wanted| {
                let image = paint(&relief, wanted.key);
                lock(&wanted.finished).push((wanted.key, image));
            },
        ))
    }
}

fn paint(relief: &Relief, key: Key) -> ColorImage {
    let side = f64::from(key.id.zoom).exp2().recip();
    let border = side * f64::from(BORDER_PX) / f64::from(key.side_px);
    let (x0, y0) = (f64::from(key.id.x) * side, f64::from(key.id.y) * side);
    let region = [
        x0 - border,
        y0 - border,
        x0 + side + border,
        y0 + side + border,
    ];
    let side_px = key.side_px + 2 * BORDER_PX;
    let raster = relief.paint(key.theme, region, side_px, side_px);
    ColorImage::from_rgba_unmultiplied([side_px as usize; 2], &raster.rgba)
}

struct Cached {
    texture: TextureHandle,
    last_used: u64,
}

/// One layer of relief tiles.
pub struct ReliefTiles {
    ctx: Context,
    painters: Rc<TilePainters>,
    finished: Finished,
    cache: HashMap<Key, Cached>,
    tile_size_pt: u32,
    side_px: u32,
    theme: BasemapTheme,
    frame: u64,
    missing: Vec<Key>,
}

impl ReliefTiles {
    /// A layer with tiles of this size: 256 screen points for the sharp one, a multiple for a
    /// coarse one below it that fills in while the sharp one is painted.
    pub fn new(ctx: &Context, painters: Rc<TilePainters>, tile_size_pt: u32) -> Self {
        Self {
            ctx: ctx.clone(),
            painters,
            finished: Finished::default(),
            cache: HashMap::new(),
            tile_size_pt,
            side_px: 384,
            theme: BasemapTheme::Light,
            frame: 0,
            missing: Vec::new(),
        }
    }

    /// Take in what was painted; before the tiles are asked for.
    pub fn begin_frame(&mut self, theme: BasemapTheme, pixels_per_point: f32) {
        self.frame += 1;
        self.theme = theme;
        // Half as many pixels again as a tile's size at its own zoom, since a map between two
        // zoom levels shows it up to 1.41 times as large; in steps, so that few sizes occur.
        self.side_px = ((384.0 * pixels_per_point / 128.0).ceil() as u32 * 128).min(1024);
        for (key, image) in std::mem::take(&mut *lock(&self.finished)) {
            let texture = self
                .ctx
                .load_texture("relief", image, TextureOptions::LINEAR);
            self.cache.insert(
                key,
                Cached {
                    texture,
                    last_used: self.frame,
                },
            );
        }
        let most = CACHE_BYTES / (self.side_px as usize).pow(2) / 4;
        if self.cache.len() > most {
            let mut ages: Vec<u64> = self.cache.values().map(|tile| tile.last_used).collect();
            ages.sort_unstable();
            let oldest = ages[self.cache.len() - most].min(self.frame.saturating_sub(2));
            self.cache.retain(|_, tile| tile.last_used > oldest);
        }
    }

    /// What was asked for in this frame and is not there yet, the most wanted first.
    fn take_missing(&mut self) -> Vec<Wanted> {
        let missing = std::mem::take(&mut self.missing).into_iter();
        missing
            .map(|key| Wanted {
                key,
                finished: Arc::clone(&self.finished),
            })
            .collect()
    }
}

/// Have the missing tiles of all layers painted, in the order of the layers, but `later` none for
/// now; `true` when none is missing.
pub fn request_missing(layers: &mut [&mut ReliefTiles], later: bool) -> bool {
    let Some(painters) = layers.first().map(|layer| Rc::clone(&layer.painters)) else {
        return true;
    };
    let wanted: Vec<Wanted> = layers
        .iter_mut()
        .flat_map(|layer| layer.take_missing())
        .collect();
    let complete = wanted.is_empty();
    painters.0.want(if later { Vec::new() } else { wanted });
    complete
}

impl Tiles for ReliefTiles {
    fn at(&mut self, tile_id: TileId) -> Option<TilePiece> {
        if self.theme == BasemapTheme::Plain {
            return None;
        }
        let key = Key {
            id: tile_id,
            theme: self.theme,
            side_px: self.side_px,
        };
        let Some(tile) = self.cache.get_mut(&key) else {
            self.missing.push(key);
            return None;
        };
        tile.last_used = self.frame;
        let border = BORDER_PX as f32 / (self.side_px + 2 * BORDER_PX) as f32;
        let inside = Rect::from_min_max(pos2(border, border), pos2(1.0 - border, 1.0 - border));
        Some(TilePiece::new(Tile::Raster(tile.texture.clone()), inside))
    }

    fn attribution(&self) -> Attribution {
        Attribution {
            text: "GLOBE DEM, NOAA NGDC 1999",
            url: "",
            logo_light: None,
            logo_dark: None,
        }
    }

    fn tile_size(&self) -> u32 {
        self.tile_size_pt
    }
}
