//! Primitives as pixels, painted by the processor many times faster than by general paths: what
//! tiles of the user's layers are made with. Each pixel has the exact share of it that a shape
//! covers; colours blend in sRGB, as in every other painter.
mod cover;
mod dash;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::text::{GlyphMask, glyph_mask};
use super::{Circle, Face, Fill, Line, Picture, Primitive, Text};
use crate::model::Rgba;
use cover::Cover;
use dash::dashes;

/// A picture of premultiplied sRGB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// Across and down.
    pub size_px: [usize; 2],
    /// Red, green, blue, opacity of each pixel, row after row from the upper left.
    pub rgba: Vec<[u8; 4]>,
}

type GlyphKey = (Face, u16, u32, u32);

/// Paints primitives one over the other.
pub struct RasterPainter {
    pixels: Pixels,
    scale: f32,
    top_px: f32,
    cover: Cover,
    glyphs: HashMap<GlyphKey, Option<GlyphMask>>,
}

impl RasterPainter {
    /// Nothing yet, at so many pixels per screen point.
    #[must_use]
    pub fn new(size_px: [usize; 2], scale: f32) -> Self {
        Self {
            pixels: Pixels {
                size_px,
                rgba: vec![[0; 4]; size_px[0] * size_px[1]],
            },
            scale,
            top_px: 0.0,
            cover: Cover::new(size_px),
            glyphs: HashMap::new(),
        }
    }

    /// The same for a band of a larger picture that begins so many pixels down.
    #[must_use]
    pub fn from_row(self, row: usize) -> Self {
        Self {
            top_px: row as f32,
            ..self
        }
    }

    /// What was painted.
    #[must_use]
    pub fn finish(self) -> Pixels {
        self.pixels
    }

    /// Paint, the first ones below.
    pub fn paint<'a>(&mut self, primitives: impl IntoIterator<Item = &'a Primitive>) {
        for primitive in primitives {
            match primitive {
                Primitive::Fill(fill) => self.fill(fill),
                Primitive::Line(line) => self.line(line),
                Primitive::Circle(circle) => self.circle(circle),
                Primitive::Text(text) => self.text(text),
                Primitive::Picture(picture) => self.picture(picture),
            }
        }
    }

    fn px(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        [x * self.scale, y * self.scale - self.top_px]
    }

    fn fill(&mut self, fill: &Fill) {
        let vertices: Vec<[f32; 2]> = fill.vertices.iter().map(|at| self.px(*at)).collect();
        self.cover.rings(&vertices, &fill.ring_ends);
        self.blend(fill.color);
    }

    fn line(&mut self, line: &Line) {
        let mut points: Vec<[f32; 2]> = line.points.iter().map(|at| self.px(*at)).collect();
        if line.closed {
            points.extend(line.points.first().map(|at| self.px(*at)));
        }
        let width = line.stroke.width_pt * self.scale;
        match line.dash {
            None => self.cover.polyline(&points, width),
            Some(lengths) => {
                for dash in dashes(&points, lengths.map(|length| length * self.scale)) {
                    self.cover.polyline(&dash, width);
                }
            }
        }
        self.blend(line.stroke.color);
    }

    fn circle(&mut self, circle: &Circle) {
        let center = self.px(circle.center);
        let radius = circle.radius_pt * self.scale;
        if let Some(color) = circle.fill {
            self.cover.ring(center, 0.0, radius);
            self.blend(color);
        }
        if let Some(stroke) = circle.stroke {
            let half = stroke.width_pt * self.scale / 2.0;
            self.cover.ring(center, radius - half, radius + half);
            self.blend(stroke.color);
        }
    }

    fn text(&mut self, text: &Text) {
        let size_px = text.size_pt * self.scale;
        let halo = text
            .halo
            .map(|halo| (halo.width_pt * self.scale, halo.color));
        for (halo_px, color) in halo.into_iter().chain([(0.0, text.color)]) {
            for glyph in &text.glyphs {
                let key = (glyph.face, glyph.id, size_px.to_bits(), halo_px.to_bits());
                let mask = self.glyphs.entry(key).or_insert_with(|| {
                    glyph_mask(glyph.face, glyph.id, size_px, halo_px, [0.0; 2])
                });
                if let Some(mask) = mask {
                    let [x, y] = [
                        glyph.origin[0] * self.scale,
                        glyph.origin[1] * self.scale - self.top_px,
                    ]
                    .map(|value| value.round() as i32);
                    let size = [mask.width as usize, mask.height as usize];
                    let at = [x + mask.left, y + mask.top];
                    self.cover.mask(at, size, &mask.coverage);
                }
            }
            self.blend(color);
        }
    }

    /// Pixel by pixel, each with the one of the picture that its middle lies in.
    fn picture(&mut self, picture: &Picture) {
        let raster = &picture.raster;
        let [width, height] = self.pixels.size_px;
        let source = |at: f32, axis: usize, count: u32| {
            let screen = (at + 0.5) / self.scale - picture.min[axis];
            let index = (screen / picture.size_pt[axis] * count as f32).floor();
            (index >= 0.0 && index < count as f32).then_some(index as usize)
        };
        let columns: Vec<Option<usize>> = (0..width)
            .map(|column| source(column as f32, 0, raster.width))
            .collect();
        for row in 0..height {
            let Some(from) = source(row as f32 + self.top_px, 1, raster.height) else {
                continue;
            };
            let line = &raster.rgba[4 * from * raster.width as usize..];
            for (pixel, column) in self.pixels.rgba[row * width..][..width]
                .iter_mut()
                .zip(&columns)
            {
                let Some(column) = column else { continue };
                if let [red, green, blue, opacity] = line[4 * column..4 * column + 4]
                    && opacity > 0
                {
                    let color = Rgba(red, green, blue, opacity).faded(picture.opacity);
                    over(pixel, color, 1.0);
                }
            }
        }
    }

    /// Puts a colour where the cover is, and clears it.
    fn blend(&mut self, color: Rgba) {
        let width = self.pixels.size_px[0];
        let rgba = &mut self.pixels.rgba;
        self.cover.take(|row, first, shares| {
            let pixels = &mut rgba[row * width + first..][..shares.len()];
            for (pixel, &share) in pixels.iter_mut().zip(shares) {
                if share > 0.0 {
                    over(pixel, color, share);
                }
            }
        });
    }
}

/// A colour over a premultiplied one, on a share of the pixel.
fn over(pixel: &mut [u8; 4], Rgba(red, green, blue, opacity): Rgba, share: f32) {
    // Shares of 65,536: whole numbers are several times faster than fractions here.
    let above = (f32::from(opacity) * share.min(1.0) * (65_536.0 / 255.0)).round_ties_even() as u32;
    let below = 65_536 - above;
    for (value, color) in pixel.iter_mut().zip([red, green, blue, u8::MAX]) {
        *value = ((u32::from(color) * above + u32::from(*value) * below + 32_768) >> 16) as u8;
    }
}
