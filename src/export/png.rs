//! A map as pixels, painted by the processor alone: needs no display and no graphics library.
use std::io::Write;

use ::png::{
    AdaptiveFilterType, BitDepth, ColorType, Compression, EncodingError, FilterType,
    PixelDimensions, SrgbRenderingIntent, Unit,
};
use tiny_skia::{
    Color, FillRule, FilterQuality, IntSize, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap,
    PixmapPaint, PixmapRef, StrokeDash, Transform,
};

use super::clip::{Run, Window, rings};
use super::glyphs::text_path;
use super::{ExportMapError, POINTS_PER_INCH, Sheet, ground, printable, size_px};
use crate::model::{LayerId, LayerKind, Rgba};
use crate::scene::raster::RasterPainter;
use crate::scene::text::PathCommand;
use crate::scene::{Circle, Fill, Group, Line, Picture, Primitive, Stroke, Text};
use crate::terrain::Raster;

/// The group of a layer of the user's.
const FEATURES: &str = LayerKind::Features(LayerId(0)).id();
/// Relief and the user's layers are painted in bands of so many pixels.
const BAND_PX: u32 = 1 << 21;

/// The sheet as a PNG file of `scale` pixels per screen point. Carries its title and attribution.
///
/// # Errors
///
/// [`ExportMapError::Size`] for a picture without pixels or with too many.
pub fn encode(sheet: &Sheet<'_>) -> Result<Vec<u8>, ExportMapError> {
    let picture = paint(sheet)?;
    let (width, height) = (picture.width(), picture.height());
    let rgb = opaque_rgb(picture);
    write_png(sheet, [width, height], &rgb).map_err(|source| ExportMapError::Encode { source })
}

/// The sheet as opaque pixels.
///
/// # Errors
///
/// [`ExportMapError::Size`] for a picture without pixels or with too many.
pub fn paint(sheet: &Sheet<'_>) -> Result<Pixmap, ExportMapError> {
    let [width, height] = size_px(sheet.scene.viewport.size_pt, sheet.scale)?;
    let too_large = ExportMapError::Size {
        width: width.into(),
        height: height.into(),
    };
    let mut canvas = Canvas {
        pixmap: Pixmap::new(width, height).ok_or(too_large)?,
        size_pt: sheet.scene.viewport.size_pt,
        scale: sheet.scale,
    };
    let scene = sheet.scene;
    let Rgba(red, green, blue, _) = scene.background;
    canvas
        .pixmap
        .fill(Color::from_rgba8(red, green, blue, u8::MAX));
    canvas.groups(&scene.below_relief);
    if let Some(relief) = sheet.relief {
        let (size_px, view) = ([width, height], scene.viewport);
        for piece in ground::pieces(relief, scene.basemap, view, size_px, BAND_PX) {
            canvas.raster(piece.at_px, piece.raster);
        }
    }
    canvas.groups(&scene.groups);
    canvas.groups(sheet.overlays);
    Ok(canvas.pixmap)
}

struct Canvas {
    pixmap: Pixmap,
    size_pt: [f64; 2],
    scale: f32,
}

impl Canvas {
    fn groups(&mut self, groups: &[Group]) {
        for group in groups {
            if group.id == FEATURES {
                self.features(&group.primitives);
            } else {
                self.primitives(group.primitives.iter());
            }
        }
    }

    /// A layer of the user's may have a hundred thousand shapes: they are painted as in the window,
    /// a band at a time, and its names over them.
    fn features(&mut self, primitives: &[Primitive]) {
        let is_text = |primitive: &&Primitive| matches!(primitive, Primitive::Text(_));
        let [width, height] = [self.pixmap.width(), self.pixmap.height()];
        let rows = (BAND_PX / width).clamp(1, height);
        for top in (0..height).step_by(rows as usize) {
            let tall = rows.min(height - top);
            let mut painter = RasterPainter::new([width as usize, tall as usize], self.scale)
                .from_row(top as usize);
            painter.paint(primitives.iter().filter(|primitive| !is_text(primitive)));
            let band = painter.finish();
            let pixels = PixmapRef::from_bytes(band.rgba.as_flattened(), width, tall);
            if let (Some(pixels), Ok(top)) = (pixels, i32::try_from(top)) {
                let paint = PixmapPaint::default();
                self.pixmap
                    .draw_pixmap(0, top, pixels, &paint, Transform::identity(), None);
            }
        }
        self.primitives(primitives.iter().filter(is_text));
    }

    fn primitives<'a>(&mut self, primitives: impl Iterator<Item = &'a Primitive>) {
        for primitive in primitives {
            match primitive {
                Primitive::Fill(fill) => self.area(fill),
                Primitive::Line(line) => self.line(line),
                Primitive::Circle(circle) => self.circle(circle),
                Primitive::Text(text) => self.text(text),
                Primitive::Picture(picture) => self.picture(picture),
            }
        }
    }

    /// Puts a picture in place, pixel by pixel.
    fn raster(&mut self, at_px: [u32; 2], raster: Raster) {
        if let Some(picture) = premultiplied(raster) {
            let paint = PixmapPaint {
                quality: FilterQuality::Nearest,
                ..PixmapPaint::default()
            };
            let [x, y] = at_px.map(u32::cast_signed);
            self.pixmap
                .draw_pixmap(x, y, picture.as_ref(), &paint, Transform::identity(), None);
        }
    }

    /// A picture at any scale.
    fn picture(&mut self, picture: &Picture) {
        let [across, down] = [(0, picture.raster.width), (1, picture.raster.height)]
            .map(|(axis, count): (usize, u32)| picture.size_pt[axis] * self.scale / count as f32);
        let quality = if picture.smooth && across.max(down) > 1.01 {
            FilterQuality::Bilinear
        } else {
            FilterQuality::Nearest
        };
        let paint = PixmapPaint {
            opacity: picture.opacity,
            quality,
            ..PixmapPaint::default()
        };
        let [x, y] = picture.min.map(|value| value * self.scale);
        if let Some(pixels) = premultiplied(Raster::clone(&picture.raster)) {
            let transform = Transform::from_row(across, 0.0, 0.0, down, x, y);
            self.pixmap
                .draw_pixmap(0, 0, pixels.as_ref(), &paint, transform, None);
        }
    }

    fn area(&mut self, fill: &Fill) {
        let window = Window::new(self.size_pt, 1.0);
        let mut path = PathBuilder::new();
        for ring in rings(fill) {
            push_points(&mut path, &window.ring(ring), true);
        }
        if let Some(path) = path.finish() {
            self.fill(&path, fill.color, FillRule::EvenOdd);
        }
    }

    fn line(&mut self, line: &Line) {
        let window = Window::new(self.size_pt, line.stroke.width_pt + 1.0);
        for run in window.runs(line) {
            let mut path = PathBuilder::new();
            push_points(&mut path, &run.points, run.closed);
            if let Some(path) = path.finish() {
                self.stroke(&path, line.stroke, dash(line, &run));
            }
        }
    }

    fn circle(&mut self, circle: &Circle) {
        let margin_pt = circle.stroke.map_or(0.0, |stroke| stroke.width_pt);
        let window = Window::new(self.size_pt, margin_pt);
        if !window.touches_disc(circle.center, circle.radius_pt) {
            return;
        }
        let [x, y] = circle.center;
        if let Some(path) = PathBuilder::from_circle(x, y, circle.radius_pt) {
            if let Some(color) = circle.fill {
                self.fill(&path, color, FillRule::Winding);
            }
            if let Some(stroke) = circle.stroke {
                self.stroke(&path, stroke, None);
            }
        }
    }

    fn text(&mut self, text: &Text) {
        let Some(path) = skia_path(&text_path(text, &Window::new(self.size_pt, 0.0))) else {
            return;
        };
        if let Some(halo) = text.halo {
            let stroke = Stroke {
                width_pt: 2.0 * halo.width_pt,
                color: halo.color,
            };
            self.stroke(&path, stroke, None);
        }
        self.fill(&path, text.color, FillRule::Winding);
    }

    fn fill(&mut self, path: &Path, color: Rgba, rule: FillRule) {
        self.pixmap
            .fill_path(path, &paint_of(color), rule, self.transform(), None);
    }

    fn stroke(&mut self, path: &Path, stroke: Stroke, dash: Option<StrokeDash>) {
        let pen = tiny_skia::Stroke {
            width: stroke.width_pt,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            dash,
            ..tiny_skia::Stroke::default()
        };
        self.pixmap
            .stroke_path(path, &paint_of(stroke.color), &pen, self.transform(), None);
    }

    fn transform(&self) -> Transform {
        Transform::from_scale(self.scale, self.scale)
    }
}

fn premultiplied(raster: Raster) -> Option<Pixmap> {
    let mut rgba = raster.rgba;
    for pixel in rgba.chunks_exact_mut(4) {
        let [red, green, blue, opacity] = [pixel[0], pixel[1], pixel[2], pixel[3]];
        if opacity < u8::MAX {
            let premultiplied =
                tiny_skia::ColorU8::from_rgba(red, green, blue, opacity).premultiply();
            pixel[..3].copy_from_slice(&[
                premultiplied.red(),
                premultiplied.green(),
                premultiplied.blue(),
            ]);
        }
    }
    let size = IntSize::from_wh(raster.width, raster.height)?;
    Pixmap::from_vec(rgba, size)
}

fn paint_of(Rgba(red, green, blue, opacity): Rgba) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, opacity);
    paint
}

/// The dashes of a piece of a line, in step with those of the whole.
fn dash(line: &Line, run: &Run) -> Option<StrokeDash> {
    StrokeDash::new(line.dash?.to_vec(), run.begins_at)
}

fn push_points(path: &mut PathBuilder, points: &[[f32; 2]], closed: bool) {
    for (index, &[x, y]) in points.iter().enumerate() {
        if index == 0 {
            path.move_to(x, y);
        } else {
            path.line_to(x, y);
        }
    }
    if closed && !points.is_empty() {
        path.close();
    }
}

fn skia_path(commands: &[PathCommand]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for &command in commands {
        match command {
            PathCommand::MoveTo([x, y]) => path.move_to(x, y),
            PathCommand::LineTo([x, y]) => path.line_to(x, y),
            PathCommand::QuadTo([x1, y1], [x, y]) => path.quad_to(x1, y1, x, y),
            PathCommand::CubicTo([x1, y1], [x2, y2], [x, y]) => path.cubic_to(x1, y1, x2, y2, x, y),
            PathCommand::Close => path.close(),
        }
    }
    path.finish()
}

/// The pixels without their opacity, in the memory of the picture.
fn opaque_rgb(picture: Pixmap) -> Vec<u8> {
    let mut bytes = picture.take();
    let pixels = bytes.len() / 4;
    for pixel in 0..pixels {
        bytes.copy_within(4 * pixel..4 * pixel + 3, 3 * pixel);
    }
    bytes.truncate(3 * pixels);
    bytes
}

fn write_png(sheet: &Sheet<'_>, size: [u32; 2], rgb: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, size[0], size[1]);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    pack_fast(&mut encoder);
    encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
    let per_meter = (f64::from(sheet.scale) * POINTS_PER_INCH / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(PixelDimensions {
        xppu: per_meter,
        yppu: per_meter,
        unit: Unit::Meter,
    }));
    for (keyword, text) in [
        ("Title", printable(sheet.title)),
        ("Copyright", printable(sheet.attribution)),
        ("Software", format!("Oxus {}", env!("CARGO_PKG_VERSION"))),
    ] {
        if !text.is_empty() {
            encoder.add_itxt_chunk(keyword.to_owned(), text)?;
        }
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()?;
    Ok(file)
}

/// A map takes a quarter more room than by the default of zlib, and a fraction of the time.
pub(super) fn pack_fast(encoder: &mut ::png::Encoder<'_, impl Write>) {
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(FilterType::Paeth);
    encoder.set_adaptive_filter(AdaptiveFilterType::NonAdaptive);
}
