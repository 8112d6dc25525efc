//! Points as symbols and as clusters.
use super::FeatureView;
use crate::geodesy::mercator::world_size_pt;
use crate::model::Rgba;
use crate::scene::symbol::marker_primitives;
use crate::scene::symbology::Symbology;
use crate::scene::text::{Align, Anchor, VerticalAlign, layout, text_at};
use crate::scene::theme::luminance;
use crate::scene::{Circle, Face, Primitive, Stroke};
use crate::spatial::{CellCount, FeatureIndex, WorldBox};

/// How many symbols of the usual size lie side by side over the width of one: more cannot be told
/// apart.
const SYMBOLS_PER_SIZE: f64 = 2.0;
/// Cells of clusters are so many halvings smaller than the tile of their zoom level.
const CLUSTER_HALVINGS: u32 = 2;
/// No larger than half the smallest cell, so that clusters never touch.
const MOST_CLUSTER_RADIUS_PT: f32 = 30.0;

/// A symbol for the top-most point of each spot. Spots lie on a grid over the world, so that the
/// same ones show when the map is panned.
pub(super) fn symbols(
    view: &FeatureView<'_>,
    symbology: &Symbology<'_>,
    primitives: &mut Vec<Primitive>,
) {
    let drawn = view.frame.drawn();
    let spot_pt = (f64::from(view.style.size_pt) / SYMBOLS_PER_SIZE).max(1.5);
    let mut spots = Spots::new(view, spot_pt);
    let within = view.frame.world_box(&drawn);
    let points = view.loaded.index.points();
    points.for_each_within(&within, |at, row| spots.put(at, row));
    for (row, at) in spots.top_most() {
        symbol(view, symbology, row, at, primitives);
    }
}

fn symbol(
    view: &FeatureView<'_>,
    symbology: &Symbology<'_>,
    row: u32,
    at: [f64; 2],
    primitives: &mut Vec<Primitive>,
) {
    let row = row as usize;
    let center = view.frame.screen(at).map(|value| value as f32);
    let color = symbology.color(row);
    primitives.extend(marker_primitives(
        symbology.marker(row),
        center,
        symbology.size_pt(row),
        color,
        view.style.outline.unwrap_or_else(|| view.theme.rim(color)),
    ));
}

/// The top-most row of each square of a grid over what is drawn.
pub(super) struct Spots {
    side: f64,
    first: [i64; 2],
    columns: usize,
    /// Row and one, or 0, and where it is.
    tops: Vec<(u32, [f64; 2])>,
}

impl Spots {
    /// An empty grid with squares of this many points.
    pub(super) fn new(view: &FeatureView<'_>, spot_pt: f64) -> Self {
        let side = view.frame.world_size_pt() / spot_pt;
        let WorldBox { min, max } = view.frame.world_box(&view.frame.drawn());
        let first = min.map(|value| (value * side).floor() as i64);
        let [columns, rows] = [0, 1]
            .map(|axis: usize| ((max[axis] * side).floor() as i64 - first[axis] + 1) as usize);
        Self {
            side,
            first,
            columns,
            tops: vec![(0, [0.0; 2]); columns * rows],
        }
    }

    /// A row at a place in the unit square, which need not be in view.
    pub(super) fn put(&mut self, at: [f64; 2], row: u32) {
        let [column, line] =
            [0, 1].map(|axis: usize| (at[axis] * self.side).floor() as i64 - self.first[axis]);
        if column < 0 || line < 0 || column as usize >= self.columns {
            return;
        }
        let index = line as usize * self.columns + column as usize;
        if let Some(spot) = self.tops.get_mut(index)
            && spot.0 <= row
        {
            *spot = (row + 1, at);
        }
    }

    /// Rows and their places, bottom-most first.
    pub(super) fn top_most(self) -> impl Iterator<Item = (u32, [f64; 2])> {
        let mut found = self.tops;
        found.retain(|(row, _)| *row > 0);
        found.sort_unstable_by_key(|(row, _)| *row);
        found.into_iter().map(|(row, at)| (row - 1, at))
    }
}

/// The points of each cell of a grid over the world as one circle with their number. The grid is
/// that of the whole zoom level, so that clusters stay when the map is panned.
pub(super) fn clusters(
    view: &FeatureView<'_>,
    symbology: &Symbology<'_>,
    primitives: &mut Vec<Primitive>,
) {
    let within = view.frame.world_box(&view.frame.drawn());
    let depth = cluster_depth(view.zoom);
    for cell in view.loaded.index.points().cells(&within, depth) {
        if cell.count == 1 {
            symbol(view, symbology, cell.row, cell.mean, primitives);
            continue;
        }
        let radius = cluster_radius_pt(cell.count);
        let center = cluster_center(&cell, depth, view.frame.world_size_pt());
        let center = view.frame.screen(center).map(|value| value as f32);
        let color = symbology.color(cell.row as usize);
        primitives.push(Primitive::Circle(Circle {
            center,
            radius_pt: radius,
            fill: Some(color.faded(0.92)),
            stroke: Some(Stroke {
                width_pt: 1.5,
                color: view.style.outline.unwrap_or_else(|| view.theme.rim(color)),
            }),
        }));
        let line = layout(&short_count(cell.count), Face::SansBold, 11.0, 0.0);
        let anchor = Anchor {
            at: center,
            align: Align::Center,
            vertical: VerticalAlign::Middle,
        };
        primitives.push(Primitive::Text(text_at(&line, anchor, ink_on(color), None)));
    }
}

/// Whether a cluster lies at a place of the unit square, where the points are drawn as clusters.
#[must_use]
pub fn is_cluster_at(index: &FeatureIndex, zoom: f64, at: [f64; 2]) -> bool {
    let size_pt = world_size_pt(zoom);
    let reach = f64::from(MOST_CLUSTER_RADIUS_PT) / size_pt;
    let within = WorldBox {
        min: at.map(|value| value - reach),
        max: at.map(|value| value + reach),
    };
    let depth = cluster_depth(zoom);
    let cells = index.points().cells(&within, depth).into_iter();
    let mut clusters = cells.filter(|cell| cell.count > 1);
    clusters.any(|cell| {
        let [x, y] = cluster_center(&cell, depth, size_pt);
        (x - at[0]).hypot(y - at[1]) * size_pt <= f64::from(cluster_radius_pt(cell.count))
    })
}

/// How often the side of the map is halved for that of a cell.
fn cluster_depth(zoom: f64) -> u32 {
    (zoom.floor().max(0.0) as u32 + CLUSTER_HALVINGS).min(32)
}

/// The middle of the circle, unit square: about the points, and within the cell.
fn cluster_center(cell: &CellCount, depth: u32, world_size_pt: f64) -> [f64; 2] {
    let cells = f64::from(depth).exp2();
    let inset = f64::from(cluster_radius_pt(cell.count)) / world_size_pt;
    [0, 1].map(|axis: usize| {
        let low = f64::from(cell.cell[axis]) / cells;
        cell.mean[axis].clamp(low + inset, low + cells.recip() - inset)
    })
}

fn cluster_radius_pt(count: u32) -> f32 {
    (10.0 + 4.0 * (count as f32).log10()).min(MOST_CLUSTER_RADIUS_PT)
}

/// Black or white, whichever is easier to read (WCAG 2.2, relative luminance).
fn ink_on(color: Rgba) -> Rgba {
    if luminance(color) > 0.18 {
        Rgba::hex(0x00_0000)
    } else {
        Rgba::hex(0xFF_FFFF)
    }
}

/// A number in at most four characters: 950, 1.2k, 35k, 1.4M. Never more than there are.
pub(super) fn short_count(count: u32) -> String {
    let tenths = |unit: u32, suffix: &str| {
        let tenths = count / (unit / 10);
        if tenths < 100 {
            format!("{}.{}{suffix}", tenths / 10, tenths % 10)
        } else {
            format!("{}{suffix}", tenths / 10)
        }
    };
    match count {
        0..1_000 => count.to_string(),
        1_000..1_000_000 => tenths(1_000, "k"),
        _ => tenths(1_000_000, "M"),
    }
}
