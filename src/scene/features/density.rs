//! Points as a picture: their exact number in each pixel, or a smooth surface about them. The
//! colours depend on the layer and the zoom level alone, so that pictures side by side agree.
use std::sync::Arc;

use super::FeatureView;
use crate::model::{BasemapTheme, Palette, Rgba};
use crate::scene::theme::Theme;
use crate::scene::{Picture, Primitive};
use crate::spatial::WorldBox;
use crate::terrain::Raster;

/// Opacity of a pixel that has points.
pub const DENSITY_OPACITY: f32 = 0.92;
/// Standard deviation of the heat map's kernel, screen points.
const KERNEL_PT: f64 = 9.0;
/// Opacity of the heat map where it is hot.
const HEAT_OPACITY: f32 = 0.8;
/// Heat maps are smooth: finer pixels than this would show nothing more.
const MOST_HEAT_PIXELS_PER_POINT: f64 = 1.0;

/// The colour of a pixel, 0 for a single point to 1 for the most that any has. Ramps that begin
/// dark begin later on a dark ground.
#[must_use]
pub fn density_color(palette: &str, basemap: BasemapTheme, along: f64) -> Rgba {
    let first = if basemap == BasemapTheme::Dark {
        0.25
    } else {
        0.0
    };
    Palette::ramp(palette).at(first + (1.0 - first) * along.clamp(0.0, 1.0))
}

/// The colours of a whole ramp.
fn ramp(view: &FeatureView<'_>) -> [Rgba; 256] {
    let dark = std::ptr::eq(view.theme, Theme::of(BasemapTheme::Dark));
    let basemap = if dark {
        BasemapTheme::Dark
    } else {
        BasemapTheme::Light
    };
    std::array::from_fn(|step| {
        density_color(&view.style.density_palette, basemap, step as f64 / 255.0)
    })
}

/// A grid of pixels over a part of the screen.
struct Grid {
    min_px: [i64; 2],
    size_px: [usize; 2],
    scale: f64,
}

impl Grid {
    fn over(screen: &WorldBox, scale: f64) -> Self {
        let min_px = screen.min.map(|value| (value * scale).round() as i64);
        let max_px = screen.max.map(|value| (value * scale).round() as i64);
        Self {
            min_px,
            size_px: [0, 1].map(|axis: usize| (max_px[axis] - min_px[axis]).max(0) as usize),
            scale,
        }
    }

    /// Index of the pixel at screen points.
    fn pixel(&self, screen: [f64; 2]) -> Option<usize> {
        let [column, row] = [0, 1]
            .map(|axis: usize| (screen[axis] * self.scale).floor() as i64 - self.min_px[axis]);
        let inside = |at: i64, side: usize| at >= 0 && (at as usize) < side;
        (inside(column, self.size_px[0]) && inside(row, self.size_px[1]))
            .then(|| row as usize * self.size_px[0] + column as usize)
    }

    /// How many points lie in each pixel; `None` where there are none.
    fn counts(&self, view: &FeatureView<'_>) -> Option<Vec<u32>> {
        let corner = |px: [i64; 2]| px.map(|value| value as f64 / self.scale);
        let end = [0, 1].map(|axis: usize| self.min_px[axis] + self.size_px[axis] as i64);
        let within = view.frame.world_box(&WorldBox {
            min: corner(self.min_px),
            max: corner(end),
        });
        let mut counts = Vec::new();
        let points = view.loaded.index.points();
        points.for_each_within(&within, |at, _| {
            if let Some(pixel) = self.pixel(view.frame.screen(at)) {
                if counts.is_empty() {
                    counts.resize(self.size_px[0] * self.size_px[1], 0);
                }
                counts[pixel] += 1;
            }
        });
        (!counts.is_empty()).then_some(counts)
    }

    fn picture(&self, rgba: Vec<u8>, smooth: bool) -> Primitive {
        let points = |px: f64| (px / self.scale) as f32;
        Primitive::Picture(Picture {
            min: self.min_px.map(|px| points(px as f64)),
            size_pt: self.size_px.map(|px| points(px as f64)),
            raster: Arc::new(Raster {
                width: self.size_px[0] as u32,
                height: self.size_px[1] as u32,
                rgba,
            }),
            opacity: 1.0,
            smooth,
        })
    }
}

/// The number of points in each pixel as a colour, on a logarithmic scale.
pub(super) fn density(view: &FeatureView<'_>) -> Option<Primitive> {
    let grid = Grid::over(&view.frame.seen(), view.pixels_per_point);
    let counts = grid.counts(view)?;
    let colors = ramp(view);
    let pixel_depth = (view.frame.world_size_pt() * view.pixels_per_point).log2();
    let most = view.loaded.index.points().fullest(pixel_depth);
    let per_step = 255.0 / most.max(2.0).ln() as f32;
    let opacity = (DENSITY_OPACITY * 255.0) as u8;
    let mut rgba = vec![0; 4 * counts.len()];
    for (pixel, &count) in rgba.chunks_exact_mut(4).zip(&counts) {
        if count > 0 {
            let step = ((count as f32).ln() * per_step).min(255.0);
            let Rgba(red, green, blue, _) = colors[step as usize];
            pixel.copy_from_slice(&[red, green, blue, opacity]);
        }
    }
    Some(grid.picture(rgba, false))
}

/// The points blurred by a kernel near to a Gaussian one.
pub(super) fn heat_map(view: &FeatureView<'_>) -> Option<Primitive> {
    let scale = view.pixels_per_point.min(MOST_HEAT_PIXELS_PER_POINT);
    let sigma_px = KERNEL_PT * scale;
    let reach_pt = 3.0 * KERNEL_PT + 2.0;
    let seen = view.frame.seen();
    let around = WorldBox {
        min: seen.min.map(|value| value - reach_pt),
        max: seen.max.map(|value| value + reach_pt),
    };
    let grid = Grid::over(&around, scale);
    let counts = grid.counts(view)?;
    let mut heat: Vec<f32> = counts.into_iter().map(|count| count as f32).collect();
    blur(&mut heat, grid.size_px, sigma_px);
    // A square of two and a half deviations a side holds about as much as the kernel's middle.
    let side_pt = 2.5 * KERNEL_PT;
    let depth = (view.frame.world_size_pt() / side_pt).log2();
    let most = view.loaded.index.points().fullest(depth) as f32;
    let peak = most / (std::f64::consts::TAU * sigma_px * sigma_px) as f32;
    let colors = ramp(view);
    let mut rgba = vec![0; 4 * heat.len()];
    for (pixel, &value) in rgba.chunks_exact_mut(4).zip(&heat) {
        let along = (value / peak).clamp(0.0, 1.0).sqrt();
        let step = (along * 255.0) as usize;
        let opacity = (along * 1.5).min(1.0) * HEAT_OPACITY;
        if step > 0 {
            let Rgba(red, green, blue, _) = colors[step];
            pixel.copy_from_slice(&[red, green, blue, (opacity * 255.0) as u8]);
        }
    }
    Some(grid.picture(rgba, true))
}

/// Three running means come near to a Gaussian kernel (Wells 1986).
fn blur(values: &mut [f32], [width, height]: [usize; 2], sigma_px: f64) {
    let half = ((4.0 * sigma_px * sigma_px + 1.0).sqrt() / 2.0)
        .round()
        .max(1.0) as usize;
    let mut across = vec![0.0; width];
    for row in values.chunks_exact_mut(width) {
        for _ in 0..3 {
            running_mean(row, &mut across, half);
        }
    }
    // Columns side by side, as many as a cache line has, lest each value be fetched alone.
    let mut sums = vec![0.0_f64; width];
    let mut out = vec![0.0; values.len()];
    let share = 1.0 / (2 * half + 1) as f64;
    for _ in 0..3 {
        sums.fill(0.0);
        for row in 0..height.min(half) {
            for (sum, value) in sums.iter_mut().zip(&values[row * width..][..width]) {
                *sum += f64::from(*value);
            }
        }
        for row in 0..height {
            if row + half < height {
                for (sum, value) in sums
                    .iter_mut()
                    .zip(&values[(row + half) * width..][..width])
                {
                    *sum += f64::from(*value);
                }
            }
            if row > half {
                let gone = &values[(row - half - 1) * width..][..width];
                for (sum, value) in sums.iter_mut().zip(gone) {
                    *sum -= f64::from(*value);
                }
            }
            for (out, sum) in out[row * width..][..width].iter_mut().zip(&sums) {
                *out = (sum * share) as f32;
            }
        }
        values.copy_from_slice(&out);
    }
}

/// The mean of each value and `half` neighbours on each side; beyond the ends there is nothing.
fn running_mean(values: &mut [f32], out: &mut [f32], half: usize) {
    let share = 1.0 / (2 * half + 1) as f64;
    let mut sum: f64 = values.iter().take(half).copied().map(f64::from).sum();
    for index in 0..values.len() {
        if let Some(value) = values.get(index + half) {
            sum += f64::from(*value);
        }
        if index > half {
            sum -= f64::from(values[index - half - 1]);
        }
        out[index] = (sum * share) as f32;
    }
    values.copy_from_slice(out);
}
