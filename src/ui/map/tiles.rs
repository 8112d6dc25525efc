//! Relief as tiles for walkers: painted in background threads at the zoom and in the theme wanted,
//! kept within a bound. How relief looks is `terrain`'s.
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use egui::{ColorImage, Context, Rect, TextureHandle, TextureOptions, pos2};
use walkers::sources::Attribution;
use walkers::{Tile, TileId, TilePiece, Tiles};

use crate::jobs::{JobHandle, Wake};
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

#[derive(Default)]
struct Queue {
    /// The most wanted first; replaced at every frame, so that what is no longer seen is dropped.
    wanted: Vec<(Key, Finished)>,
    painting: Vec<Key>,
    closed: bool,
}

/// The threads that paint tiles, shared by all layers of tiles.
pub struct TilePainters {
    queue: Arc<(Mutex<Queue>, Condvar)>,
    _threads: Vec<JobHandle<()>>,
}

impl TilePainters {
    /// Start as many threads as there are cores.
    pub fn new(relief: &Arc<Relief>, wake: &Wake) -> Self {
        let queue = Arc::new((Mutex::new(Queue::default()), Condvar::new()));
        let cores = std::thread::available_parallelism()
            .map_or(2, usize::from)
            .min(8);
        let start = |_| {
            let (queue, relief, woken) = (Arc::clone(&queue), Arc::clone(relief), Arc::clone(wake));
            // Fewer threads than cores are no reason to give up.
            JobHandle::spawn("relief tiles", Arc::clone(wake), move |_| {
                work(&queue, &relief, &woken);
            })
            .ok()
        };
        let threads = (0..cores).filter_map(start).collect();
        Self {
            queue,
            _threads: threads,
        }
    }
}

impl Drop for TilePainters {
    fn drop(&mut self) {
        lock(&self.queue.0).closed = true;
        self.queue.1.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn work((queue, wanted): &(Mutex<Queue>, Condvar), relief: &Relief, wake: &Wake) {
    loop {
        let mut state = lock(queue);
        while state.wanted.is_empty() && !state.closed {
            state = wanted.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed {
            return;
        }
        let (key, finished) = state.wanted.remove(0);
        state.painting.push(key);
        drop(state);
        let image = paint(relief, key);
        lock(&finished).push((key, image));
        lock(queue).painting.retain(|other| *other != key);
        wake();
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
    fn take_missing(&mut self) -> Vec<(Key, Finished)> {
        let missing = std::mem::take(&mut self.missing);
        missing
            .into_iter()
            .map(|key| (key, Arc::clone(&self.finished)))
            .collect()
    }
}

/// Have the missing tiles of all layers painted, in the order of the layers; `true` when none is
/// missing.
pub fn request_missing(layers: &mut [&mut ReliefTiles]) -> bool {
    let Some(painters) = layers.first().map(|layer| Rc::clone(&layer.painters)) else {
        return true;
    };
    let mut wanted: Vec<_> = layers
        .iter_mut()
        .flat_map(|layer| layer.take_missing())
        .collect();
    let complete = wanted.is_empty();
    let (queue, signal) = &*painters.queue;
    let mut state = lock(queue);
    wanted.retain(|(key, _)| !state.painting.contains(key));
    let any = !wanted.is_empty();
    state.wanted = wanted;
    drop(state);
    if any {
        signal.notify_all();
    }
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
