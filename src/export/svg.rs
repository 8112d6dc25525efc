//! A map as SVG 1.1: one group per layer, text as outlines so that it looks the same everywhere,
//! the relief as an embedded picture. Lengths are screen points.
use std::fmt::Write as _;

use ::png::{BitDepth, ColorType, EncodingError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::clip::{Window, rings};
use super::glyphs::text_path;
use super::path_data::PathData;
use super::{ExportMapError, Sheet, ground, png, printable, size_px};
use crate::model::{LayerKind, Rgba};
use crate::scene::text::PathCommand;
use crate::scene::{Circle, Fill, Group, Line, Picture, Primitive, Stroke, Text};
use crate::terrain::Raster;

/// The sheet as an SVG document with its title, description and attribution.
///
/// # Errors
///
/// [`ExportMapError`] for a picture without pixels or with too many; its relief could not be made.
pub fn encode(sheet: &Sheet<'_>) -> Result<String, ExportMapError> {
    let size_px = size_px(sheet.scene.viewport.size_pt, sheet.scale)?;
    let mut document = Document {
        svg: String::new(),
        size_pt: sheet.scene.viewport.size_pt,
        texts: 0,
    };
    document.open(sheet);
    document
        .content(sheet, size_px)
        .map_err(|source| ExportMapError::Encode { source })?;
    document.svg.push_str("</svg>\n");
    Ok(document.svg)
}

struct Document {
    svg: String,
    size_pt: [f64; 2],
    /// How many texts have been given an id.
    texts: usize,
}

/// Appends formatted text.
macro_rules! put {
    ($document:expr, $($argument:tt)*) => {
        // Writing into a `String` cannot fail.
        let _ = write!($document.svg, $($argument)*);
    };
}

impl Document {
    fn content(&mut self, sheet: &Sheet<'_>, size_px: [u32; 2]) -> Result<(), EncodingError> {
        self.groups(&sheet.scene.below_relief)?;
        self.relief(sheet, size_px)?;
        self.groups(&sheet.scene.groups)?;
        self.groups(sheet.overlays)
    }

    fn open(&mut self, sheet: &Sheet<'_>) {
        let [width, height] = self.size_pt;
        put!(
            self,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <svg xmlns=\"http://www.w3.org/2000/svg\" \
             xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
             xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" version=\"1.1\" \
             width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n"
        );
        let title = match escaped(sheet.title) {
            title if title.is_empty() => "Map".to_owned(),
            title => title,
        };
        put!(self, "<title>{title}</title>\n");
        put!(
            self,
            "<desc>Made with Oxus {}. Sources: {}</desc>\n",
            env!("CARGO_PKG_VERSION"),
            escaped(sheet.attribution)
        );
        let Rgba(red, green, blue, _) = sheet.scene.background;
        put!(
            self,
            "<rect id=\"background\" width=\"{width}\" height=\"{height}\" \
             fill=\"#{red:02x}{green:02x}{blue:02x}\"/>\n"
        );
    }

    /// The relief as pictures with `sheet.scale` pixels per point.
    fn relief(&mut self, sheet: &Sheet<'_>, size_px: [u32; 2]) -> Result<(), EncodingError> {
        let Some(relief) = sheet.relief else {
            return Ok(());
        };
        let scene = sheet.scene;
        let point = [0, 1].map(|axis| self.size_pt[axis] / f64::from(size_px[axis]));
        self.open_group("relief", "Relief");
        let pieces = ground::pieces(relief, scene.basemap, scene.viewport, size_px, u32::MAX);
        for piece in pieces {
            put!(
                self,
                "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
                 xlink:href=\"data:image/png;base64,",
                f64::from(piece.at_px[0]) * point[0],
                f64::from(piece.at_px[1]) * point[1],
                f64::from(piece.raster.width) * point[0],
                f64::from(piece.raster.height) * point[1]
            );
            BASE64.encode_string(raster_png(&piece.raster)?, &mut self.svg);
            self.svg.push_str("\"/>\n");
        }
        self.svg.push_str("</g>\n");
        Ok(())
    }

    fn groups(&mut self, groups: &[Group]) -> Result<(), EncodingError> {
        for (index, group) in groups.iter().enumerate() {
            let layer = LayerKind::ALL
                .into_iter()
                .find(|kind| kind.id() == group.id);
            // The user's layers share a name, and no two elements may share an id.
            let earlier = groups[..index].iter().filter(|other| other.id == group.id);
            let id = match earlier.count() {
                0 => group.id.to_owned(),
                count => format!("{}-{}", group.id, count + 1),
            };
            self.open_group(&id, layer.map_or(&id, |kind| kind.title()));
            for primitive in &group.primitives {
                match primitive {
                    Primitive::Fill(fill) => self.area(fill),
                    Primitive::Line(line) => self.line(line),
                    Primitive::Circle(circle) => self.circle(circle),
                    Primitive::Text(text) => self.text(text),
                    Primitive::Picture(picture) => self.picture(picture)?,
                }
            }
            self.svg.push_str("</g>\n");
        }
        Ok(())
    }

    fn picture(&mut self, picture: &Picture) -> Result<(), EncodingError> {
        let ([x, y], [width, height]) = (picture.min, picture.size_pt);
        put!(
            self,
            "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\""
        );
        if picture.opacity < 1.0 {
            put!(self, " opacity=\"{:.3}\"", picture.opacity);
        }
        if !picture.smooth {
            put!(self, " image-rendering=\"optimizeSpeed\"");
        }
        put!(
            self,
            " preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,"
        );
        BASE64.encode_string(raster_png(&picture.raster)?, &mut self.svg);
        self.svg.push_str("\"/>\n");
        Ok(())
    }

    /// A group that Inkscape shows as a layer.
    fn open_group(&mut self, id: &str, title: &str) {
        put!(
            self,
            "<g id=\"{}\" inkscape:groupmode=\"layer\" inkscape:label=\"{}\">\n",
            escaped(id),
            escaped(title)
        );
    }

    fn area(&mut self, fill: &Fill) {
        let window = Window::new(self.size_pt, 1.0);
        let mut path = PathData::default();
        for ring in rings(fill) {
            path.polyline(&window.ring(ring), true);
        }
        if !path.is_empty() {
            put!(
                self,
                "<path fill-rule=\"evenodd\"{} d=\"{path}\"/>\n",
                fill_of(fill.color)
            );
        }
    }

    fn line(&mut self, line: &Line) {
        let window = Window::new(self.size_pt, line.stroke.width_pt + 1.0);
        for run in window.runs(line) {
            let mut path = PathData::default();
            path.polyline(&run.points, run.closed);
            put!(self, "<path fill=\"none\"{}", stroke_of(line.stroke));
            if let Some([dash, gap]) = line.dash {
                put!(self, " stroke-dasharray=\"{dash} {gap}\"");
                if run.begins_at > 0.0 {
                    put!(
                        self,
                        " stroke-dashoffset=\"{:.2}\"",
                        run.begins_at % (dash + gap)
                    );
                }
            }
            put!(self, " d=\"{path}\"/>\n");
        }
    }

    fn circle(&mut self, circle: &Circle) {
        let margin_pt = circle.stroke.map_or(0.0, |stroke| stroke.width_pt);
        if Window::new(self.size_pt, margin_pt).touches_disc(circle.center, circle.radius_pt) {
            let [x, y] = circle.center;
            put!(
                self,
                "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{:.2}\"{}{}/>\n",
                circle.radius_pt,
                circle.fill.map_or(" fill=\"none\"".to_owned(), fill_of),
                circle.stroke.map(stroke_of).unwrap_or_default()
            );
        }
    }

    /// The halo and the glyphs are the same outlines, used twice: `paint-order` of SVG 2 is not
    /// known to office programs.
    fn text(&mut self, text: &Text) {
        let commands = text_path(text, &Window::new(self.size_pt, 0.0));
        if commands.is_empty() {
            return;
        }
        let mut path = PathData::default();
        for command in commands {
            match command {
                PathCommand::MoveTo(to) => path.move_to(to),
                PathCommand::LineTo(to) => path.line_to(to),
                PathCommand::QuadTo(control, to) => path.curve('q', &[control, to]),
                PathCommand::CubicTo(first, second, to) => path.curve('c', &[first, second, to]),
                PathCommand::Close => path.close(),
            }
        }
        put!(
            self,
            "<g role=\"img\" aria-label=\"{}\">",
            escaped(&text.string)
        );
        let fill = fill_of(text.color);
        if let Some(halo) = text.halo {
            let stroke = stroke_of(Stroke {
                width_pt: 2.0 * halo.width_pt,
                color: halo.color,
            });
            self.texts += 1;
            let id = self.texts;
            put!(
                self,
                "<defs><path id=\"t{id}\" d=\"{path}\"/></defs>\
                 <use xlink:href=\"#t{id}\" fill=\"none\"{stroke}/>\
                 <use xlink:href=\"#t{id}\"{fill}/></g>\n"
            );
        } else {
            put!(self, "<path{fill} d=\"{path}\"/></g>\n");
        }
    }
}

fn fill_of(color: Rgba) -> String {
    paint_of("fill", color)
}

fn stroke_of(stroke: Stroke) -> String {
    format!(
        "{} stroke-width=\"{:.2}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"",
        paint_of("stroke", stroke.color),
        stroke.width_pt
    )
}

/// The attributes of a colour; SVG 1.1 has opacity apart.
fn paint_of(what: &str, Rgba(red, green, blue, opacity): Rgba) -> String {
    let mut attributes = format!(" {what}=\"#{red:02x}{green:02x}{blue:02x}\"");
    if opacity < u8::MAX {
        let opacity = f32::from(opacity) / 255.0;
        // Writing into a `String` cannot fail.
        let _ = write!(attributes, " {what}-opacity=\"{opacity:.3}\"");
    }
    attributes
}

/// A text for an element or an attribute.
fn escaped(text: &str) -> String {
    printable(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn raster_png(raster: &Raster) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, raster.width, raster.height);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    png::pack_fast(&mut encoder);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&raster.rgba)?;
    writer.finish()?;
    Ok(file)
}
