//! The user's layers as tiles for a map that moves: painted in background threads at the very zoom
//! of the map, kept within a bound. While the map zooms, or a style changes, the old tiles stay and
//! are scaled until the new ones are there. What is on a tile is `scene`'s.
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use egui::{
    Color32, ColorImage, Context, Painter, Rect, TextureHandle, TextureOptions, pos2, vec2,
};

use super::painters::{Painters, lock};
use crate::geodesy::mercator::{lonlat_from_world, world_from_lonlat, world_size_pt};
use crate::jobs::Wake;
use crate::model::{BasemapTheme, LayerId, LayerKind, PointDrawing, Style, Viewport};
use crate::scene::features::{TileInput, drawn_points, tile};
use crate::spatial::LoadedLayer;
use crate::state::AppState;

/// Pixels of each side of a tile: small, so that little is painted beyond the view.
const SIDE_PX: usize = 256;
/// Textures of tiles that are not in view take at most about this much, bytes.
const SPARE_BYTES: usize = 96 << 20;
/// While the map zooms, tiles are painted anew when they are shown this much too large or small,
/// zoom levels.
const MOST_STRETCH: f64 = 0.8;

/// Between frames while a layer is seen for the first time.
const FIRST_PICTURE_PAUSE: Duration = Duration::from_millis(45);

/// A picture that takes longer must not keep the map waiting.
const MOST_FIRST_PICTURE: Duration = Duration::from_secs(1);

fn pause(first: &AtomicBool) -> Duration {
    if first.load(Ordering::Relaxed) {
        FIRST_PICTURE_PAUSE
    } else {
        Duration::ZERO
    }
}

/// What all tiles of a level are made from.
#[derive(PartialEq)]
struct Source {
    loaded: Arc<LoadedLayer>,
    style: Style,
    basemap: BasemapTheme,
    points: PointDrawing,
    zoom: f64,
    pixels_per_point: f32,
    /// Where the tiles are counted from, in the unit square: the corner of the view they were first
    /// made for, which the fewest tiles cover.
    corner: [f64; 2],
}

/// Column and row, counted in tiles from the source's corner.
type TileAt = [i64; 2];

#[derive(Clone)]
struct Wanted {
    source: Arc<Source>,
    at: TileAt,
    finished: Finished,
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at && Arc::ptr_eq(&self.source, &other.source)
    }
}

/// Tiles that were painted; `None` where nothing is on one.
type Finished = Arc<Mutex<Vec<(Arc<Source>, TileAt, Option<ColorImage>)>>>;

/// The tiles of one layer at one zoom.
struct Level {
    source: Arc<Source>,
    tiles: HashMap<TileAt, Option<TextureHandle>>,
    /// Where the middle of the view was, lest a step over the antimeridian lose the tiles.
    middle: f64,
}

/// The level that is seen, and the one that will be when its tiles are there.
struct Levels {
    shown: Level,
    next: Option<Level>,
    /// The end of the flight during which the layer came: it is painted for that view at once.
    ahead: Option<Viewport>,
    /// When it came, until it has been seen as a whole.
    new_since: Option<Instant>,
}

/// The tiles of all layers.
pub struct FeatureTiles {
    ctx: Context,
    painters: Painters<Wanted>,
    finished: Finished,
    layers: BTreeMap<LayerId, Levels>,
    zoom: f64,
    complete: bool,
    /// A layer has not been seen whole yet.
    first: Arc<AtomicBool>,
}

impl FeatureTiles {
    /// None yet.
    pub fn new(ctx: &Context) -> Self {
        let (woken, first) = (ctx.clone(), Arc::<AtomicBool>::default());
        let is_first = Arc::clone(&first);
        let wake: Wake = Arc::new(move || woken.request_repaint_after(pause(&is_first)));
        Self {
            ctx: ctx.clone(),
            painters: Painters::new("feature tiles", &wake, paint),
            finished: Finished::default(),
            layers: BTreeMap::new(),
            zoom: f64::NAN,
            complete: true,
            first,
        }
    }

    /// How long the next frame should wait: where frames are painted by the processor, they take it
    /// from the first picture of a layer.
    pub fn pause(&self) -> Duration {
        pause(&self.first)
    }

    /// Whether all tiles in view were there in the last frame, as they should be.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Take in what was painted and have painted what is missing.
    pub fn update(&mut self, state: &AppState, view: &Viewport) {
        self.take_finished();
        let zooming = self.zoom.to_bits() != view.zoom.to_bits();
        self.zoom = view.zoom;
        let document = state.document();
        let shown = |id: &LayerId| document.opacity(LayerKind::Features(*id)) > 0.0;
        self.layers.retain(|id, _| shown(id));
        let (mut wanted, mut spare) = (Vec::new(), Vec::new());
        self.complete = true;
        let mut first = false;
        let destination = state.session().destination();
        for (&id, loaded) in state.shown().features.iter().filter(|(id, _)| shown(id)) {
            let Some(layer) = document.features.get(&id) else {
                continue;
            };
            let levels = self.layers.get(&id);
            let view = &levels
                .map_or(destination, |levels| levels.ahead(destination))
                .unwrap_or(*view);
            let points = drawn_points(&layer.style, &loaded.index, view);
            let is_alike = |source: &Source| {
                source.zoom.to_bits() == view.zoom.to_bits()
                    && source.basemap == document.basemap
                    && source.pixels_per_point.to_bits() == self.ctx.pixels_per_point().to_bits()
                    && Arc::ptr_eq(&source.loaded.table, &loaded.table)
                    && source.style == layer.style
            };
            let is_of_rows = |source: &Source| Arc::ptr_eq(&source.loaded, loaded);
            let fits =
                |source: &Source| is_alike(source) && is_of_rows(source) && source.points == points;
            let others = |source: &Source| is_alike(source) && !is_of_rows(source);
            let fresh = || {
                let source = Source {
                    loaded: Arc::clone(loaded),
                    style: layer.style.clone(),
                    basemap: document.basemap,
                    points,
                    zoom: view.zoom,
                    pixels_per_point: self.ctx.pixels_per_point(),
                    corner: view.origin_world(),
                };
                Level::new(source, view)
            };
            let levels = self.layers.entry(id).or_insert_with(|| Levels {
                shown: fresh(),
                next: None,
                ahead: destination,
                new_since: Some(Instant::now()),
            });
            if fits(&levels.shown.source) {
                levels.next = None;
            } else if !levels.next.as_ref().is_some_and(|next| fits(&next.source)) {
                let stretch = (levels.shown.source.zoom - view.zoom).abs();
                // While time plays, rows change faster than they are painted: each that is begun
                // is finished.
                let is_outrun = levels
                    .next
                    .as_ref()
                    .is_some_and(|next| others(&next.source));
                if !is_outrun && (!zooming || (stretch > MOST_STRETCH && levels.next.is_none())) {
                    levels.next = Some(fresh());
                }
            }
            levels.show_next_when_whole(view);
            self.complete &= levels.next.is_none();
            let level = levels.next.as_mut().unwrap_or(&mut levels.shown);
            let (missing, beside) = (level.missing(view, 0), level.missing(view, 1));
            self.complete &= missing.is_empty();
            levels
                .new_since
                .take_if(|since| missing.is_empty() || since.elapsed() > MOST_FIRST_PICTURE);
            first |= levels.new_since.is_some();
            let want = |at| Wanted {
                source: Arc::clone(&level.source),
                at,
                finished: Arc::clone(&self.finished),
            };
            wanted.extend(missing.into_iter().map(want));
            spare.extend(beside.into_iter().map(want));
        }
        self.drop_spare(view, destination);
        self.first.store(first, Ordering::Relaxed);
        if (zooming || first) && !self.complete {
            self.ctx.request_repaint_after(self.pause());
        }
        wanted.append(&mut spare);
        self.painters.want(wanted);
    }

    fn take_finished(&mut self) {
        for (source, at, image) in std::mem::take(&mut *lock(&self.finished)) {
            let level = self
                .layers
                .values_mut()
                .flat_map(|levels| std::iter::once(&mut levels.shown).chain(&mut levels.next))
                .find(|level| Arc::ptr_eq(&level.source, &source));
            if let Some(level) = level {
                let load =
                    |image| (self.ctx).load_texture("features", image, TextureOptions::LINEAR);
                level.tiles.insert(at, image.map(load));
            }
        }
    }

    /// Forget tiles that are not near the view, and where they take too much those beside it too.
    fn drop_spare(&mut self, view: &Viewport, destination: Option<Viewport>) {
        let count = |levels: &Levels| levels.shown.tiles.values().flatten().count();
        let bytes: usize = self.layers.values().map(count).sum::<usize>() * 4 * SIDE_PX * SIDE_PX;
        let reach = i64::from(bytes <= SPARE_BYTES) * 2;
        for levels in self.layers.values_mut() {
            let view = &levels.ahead(destination).unwrap_or(*view);
            for level in std::iter::once(&mut levels.shown).chain(&mut levels.next) {
                let [min, max] = level.range(view, reach);
                level.tiles.retain(|at, _| {
                    (0..2).all(|axis: usize| (min[axis]..=max[axis]).contains(&at[axis]))
                });
            }
        }
    }

    /// One layer, faint as its opacity has it.
    pub fn paint(
        &self,
        painter: &Painter,
        layer: LayerId,
        opacity: f32,
        view: &Viewport,
        rect: Rect,
    ) {
        let Some(levels) = self.layers.get(&layer) else {
            return;
        };
        let level = &levels.shown;
        let tint = Color32::WHITE.gamma_multiply(opacity);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        let ppp = painter.pixels_per_point();
        let scale = (view.zoom - level.source.zoom).exp2();
        let origin = level.origin_pt(view);
        for (at, texture) in &level.tiles {
            let Some(texture) = texture else { continue };
            let corner = |at: TileAt| {
                let [x, y] = [0, 1].map(|axis: usize| {
                    ((at[axis] as f64 * level.side_pt() - origin[axis]) * scale) as f32
                });
                // Whole pixels keep the tiles crisp.
                rect.min + (vec2(x, y) * ppp).round() / ppp
            };
            let place = Rect::from_min_max(corner(*at), corner([at[0] + 1, at[1] + 1]));
            if place.intersects(rect) {
                painter.image(texture.id(), place, whole, tint);
            }
        }
    }
}

impl Levels {
    /// The view to paint for while the flight goes on that ends there.
    fn ahead(&self, destination: Option<Viewport>) -> Option<Viewport> {
        self.ahead.filter(|_| self.ahead == destination)
    }

    fn show_next_when_whole(&mut self, view: &Viewport) {
        if let Some(next) = &mut self.next
            && next.missing(view, 0).is_empty()
            && let Some(next) = self.next.take()
        {
            self.shown = next;
        }
    }
}

impl Level {
    fn new(source: Source, view: &Viewport) -> Self {
        let [middle, _] = world_from_lonlat(view.center);
        Self {
            source: Arc::new(source),
            tiles: HashMap::new(),
            middle,
        }
    }

    fn side_pt(&self) -> f64 {
        SIDE_PX as f64 / f64::from(self.source.pixels_per_point)
    }

    /// How far the view's upper left corner lies from that of tile 0, 0 at the level's zoom, screen
    /// points.
    fn origin_pt(&self, view: &Viewport) -> [f64; 2] {
        let size = world_size_pt(self.source.zoom);
        let [x, y] = world_from_lonlat(view.center);
        let center = [x + (self.middle - x).round(), y];
        let scale = (self.source.zoom - view.zoom).exp2();
        [0, 1].map(|axis: usize| {
            let from_corner = (center[axis] - self.source.corner[axis]) * size;
            from_corner - view.size_pt[axis] / 2.0 * scale
        })
    }

    /// The first and the last tile in view, and so many more on each side.
    fn range(&mut self, view: &Viewport, more: i64) -> [TileAt; 2] {
        let [x, _] = world_from_lonlat(view.center);
        self.middle = x + (self.middle - x).round();
        let origin = self.origin_pt(view);
        let scale = (self.source.zoom - view.zoom).exp2();
        // Less than a pixel is not worth a tile.
        let tile = |at: f64, inward: f64| (at / self.side_pt() + inward).floor() as i64;
        [
            origin.map(|at| tile(at, 0.001) - more),
            [0, 1]
                .map(|axis: usize| tile(origin[axis] + view.size_pt[axis] * scale, -0.001) + more),
        ]
    }

    /// Tiles that are not there yet, those in the middle first.
    fn missing(&mut self, view: &Viewport, more: i64) -> Vec<TileAt> {
        let [min, max] = self.range(view, more);
        let mut missing: Vec<TileAt> = (min[1]..=max[1])
            .flat_map(|row| (min[0]..=max[0]).map(move |column| [column, row]))
            .filter(|at| !self.tiles.contains_key(at))
            .collect();
        missing.sort_by_key(|at| {
            let away = |axis: usize| (2 * at[axis] - min[axis] - max[axis]).pow(2);
            away(0) + away(1)
        });
        missing
    }
}

fn paint(wanted: &Wanted) {
    let source = &wanted.source;
    let ppp = f64::from(source.pixels_per_point);
    let side_pt = SIDE_PX as f64 / ppp;
    let size = world_size_pt(source.zoom);
    let center = [0, 1]
        .map(|axis: usize| source.corner[axis] + (wanted.at[axis] as f64 + 0.5) * side_pt / size);
    let pixels = tile(&TileInput {
        loaded: &source.loaded,
        style: &source.style,
        basemap: source.basemap,
        points: source.points,
        viewport: Viewport {
            center: lonlat_from_world(center),
            zoom: source.zoom,
            size_pt: [side_pt; 2],
        },
        pixels_per_point: source.pixels_per_point,
    });
    let image = pixels.map(|pixels| {
        let color = |&[red, green, blue, opacity]: &[u8; 4]| {
            Color32::from_rgba_premultiplied(red, green, blue, opacity)
        };
        ColorImage::new(pixels.size_px, pixels.rgba.iter().map(color).collect())
    });
    lock(&wanted.finished).push((Arc::clone(source), wanted.at, image));
}
