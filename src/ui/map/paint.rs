//! Scene primitives as egui meshes. What is drawn is `scene`'s; this file only turns it into
//! triangles that can be moved with the map.
use egui::epaint::{
    CircleShape, Mesh, PathShape, PathStroke, TessellationOptions, Tessellator, Vertex,
};
use egui::{Color32, Context, Pos2, Rect, Shape, TextureId, Ui, Vec2, pos2, vec2};

use super::glyph_atlas::GlyphAtlas;
use crate::model::{BasemapTheme, IncidentKind};
use crate::scene::theme::Theme;
use crate::scene::{Circle, Fill, Group, Line, Primitive, Text, symbol_primitives};
use crate::ui::theme::color;

/// Turns groups of primitives into meshes.
pub struct ScenePainter {
    glyphs: GlyphAtlas,
    pixels_per_point: f32,
}

impl ScenePainter {
    /// With an empty texture of glyphs.
    pub fn new(ctx: &Context) -> Self {
        Self {
            glyphs: GlyphAtlas::new(ctx),
            pixels_per_point: ctx.pixels_per_point(),
        }
    }

    /// Grows when meshes made before must be made anew.
    pub fn generation(&self) -> u64 {
        self.glyphs.generation()
    }

    /// Meshes in the scene's own coordinates, in painting order. `visible` bounds what is worth
    /// a triangle.
    pub fn meshes(&mut self, groups: &[Group], visible: Rect, pixels_per_point: f32) -> Vec<Mesh> {
        self.pixels_per_point = pixels_per_point;
        let generation = self.glyphs.generation();
        let meshes = self.build(groups, visible);
        if self.glyphs.generation() == generation {
            meshes
        } else {
            // The texture was started anew half-way; now it has room for all of this scene.
            self.build(groups, visible)
        }
    }

    fn build(&mut self, groups: &[Group], visible: Rect) -> Vec<Mesh> {
        let options = TessellationOptions {
            coarse_tessellation_culling: true,
            ..Default::default()
        };
        let mut tessellator = Tessellator::new(self.pixels_per_point, options, [1, 1], Vec::new());
        tessellator.set_clip_rect(visible);
        let mut meshes = vec![Mesh::default()];
        for primitive in groups.iter().flat_map(|group| &group.primitives) {
            match primitive {
                Primitive::Text(text) => {
                    self.text(
                        text,
                        visible,
                        mesh_with(&mut meshes, self.glyphs.texture_id()),
                    );
                }
                other => shape(
                    other,
                    &mut tessellator,
                    mesh_with(&mut meshes, TextureId::default()),
                ),
            }
        }
        meshes
    }

    fn text(&mut self, text: &Text, visible: Rect, mesh: &mut Mesh) {
        let margin = text.size_pt * 2.0;
        let seen = |glyph: &&crate::scene::PlacedGlyph| {
            visible
                .expand(margin)
                .contains(pos2(glyph.origin[0], glyph.origin[1]))
        };
        let halo = text
            .halo
            .map(|halo| (halo.width_pt * self.pixels_per_point, color(halo.color)));
        for (halo_px, tint) in halo.into_iter().chain([(0.0, color(text.color))]) {
            for glyph in text.glyphs.iter().filter(seen) {
                let size_px = text.size_pt * self.pixels_per_point;
                let Some(sprite) = self.glyphs.sprite(glyph.face, glyph.id, size_px, halo_px)
                else {
                    continue;
                };
                let origin = self.crisp(glyph.origin, glyph.rotation_rad);
                let rect = sprite.rect_px / self.pixels_per_point;
                quad(mesh, rect, sprite.uv, origin, glyph.rotation_rad, tint);
            }
        }
    }

    /// Upright glyphs stand on whole pixels, turned ones where they are.
    fn crisp(&self, origin: [f32; 2], rotation_rad: f32) -> Vec2 {
        let snap = |points: f32| (points * self.pixels_per_point).round() / self.pixels_per_point;
        if rotation_rad == 0.0 {
            vec2(snap(origin[0]), snap(origin[1]))
        } else {
            vec2(origin[0], origin[1])
        }
    }
}

/// The last mesh if it has this texture, else a new one after it.
fn mesh_with(meshes: &mut Vec<Mesh>, texture: TextureId) -> &mut Mesh {
    if meshes.last().is_none_or(|mesh| mesh.texture_id != texture) {
        meshes.push(Mesh::with_texture(texture));
    }
    let last = meshes.len() - 1;
    &mut meshes[last]
}

fn quad(mesh: &mut Mesh, rect: Rect, uv: Rect, origin: Vec2, rotation_rad: f32, tint: Color32) {
    let (sin, cos) = rotation_rad.sin_cos();
    let first = mesh.vertices.len() as u32;
    let corners = [
        (rect.left_top(), uv.left_top()),
        (rect.right_top(), uv.right_top()),
        (rect.right_bottom(), uv.right_bottom()),
        (rect.left_bottom(), uv.left_bottom()),
    ];
    for (corner, uv) in corners {
        let turned = pos2(
            corner.x * cos - corner.y * sin,
            corner.x * sin + corner.y * cos,
        );
        mesh.vertices.push(Vertex {
            pos: turned + origin,
            uv,
            color: tint,
        });
    }
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first, first + 2, first + 3);
}

fn shape(primitive: &Primitive, tessellator: &mut Tessellator, mesh: &mut Mesh) {
    match primitive {
        Primitive::Fill(fill) => fill_mesh(fill, mesh),
        Primitive::Line(line) => line_mesh(line, tessellator, mesh),
        Primitive::Circle(circle) => circle_mesh(circle, tessellator, mesh),
        // Pictures come only with the user's layers, which are painted in tiles.
        Primitive::Text(_) | Primitive::Picture(_) => {}
    }
}

fn fill_mesh(fill: &Fill, mesh: &mut Mesh) {
    let first = mesh.vertices.len() as u32;
    let tint = color(fill.color);
    mesh.vertices.extend(
        fill.vertices
            .iter()
            .map(|&[x, y]| Vertex::untextured(pos2(x, y), tint)),
    );
    mesh.indices
        .extend(fill.triangles.iter().map(|index| first + index));
}

fn line_mesh(line: &Line, tessellator: &mut Tessellator, mesh: &mut Mesh) {
    let points: Vec<Pos2> = line.points.iter().map(|&[x, y]| pos2(x, y)).collect();
    let (width, tint) = (line.stroke.width_pt, color(line.stroke.color));
    if let Some([on, off]) = line.dash {
        let points = if line.closed { closed(points) } else { points };
        for dash in Shape::dashed_line(&points, (width, tint), on, off) {
            tessellator.tessellate_shape(dash, mesh);
        }
        return;
    }
    let path = PathShape {
        points,
        closed: line.closed,
        fill: Color32::TRANSPARENT,
        stroke: PathStroke::new(width, tint),
    };
    tessellator.tessellate_path(&path, mesh);
}

fn closed(mut points: Vec<Pos2>) -> Vec<Pos2> {
    if let Some(&first) = points.first() {
        points.push(first);
    }
    points
}

fn circle_mesh(circle: &Circle, tessellator: &mut Tessellator, mesh: &mut Mesh) {
    let shape = CircleShape {
        center: pos2(circle.center[0], circle.center[1]),
        radius: circle.radius_pt,
        fill: circle.fill.map_or(Color32::TRANSPARENT, color),
        stroke: circle.stroke.map_or(egui::Stroke::NONE, |stroke| {
            egui::Stroke::new(stroke.width_pt, color(stroke.color))
        }),
    };
    tessellator.tessellate_circle(shape, mesh);
}

/// Paint the symbol of a kind of incident into a panel.
pub fn paint_symbol(ui: &Ui, kind: IncidentKind, center: Pos2, size_pt: f32) {
    let theme = if ui.visuals().dark_mode {
        BasemapTheme::Dark
    } else {
        BasemapTheme::Light
    };
    let primitives = symbol_primitives(kind, [center.x, center.y], size_pt, Theme::of(theme));
    let mut tessellator = Tessellator::new(
        ui.pixels_per_point(),
        TessellationOptions::default(),
        [1, 1],
        Vec::new(),
    );
    let mut mesh = Mesh::default();
    for primitive in &primitives {
        shape(primitive, &mut tessellator, &mut mesh);
    }
    ui.painter().add(Shape::mesh(mesh));
}
