//! One texture with the glyphs that the map's labels use, white on nothing, to be tinted by
//! vertex colours. Shaping and outlines are `scene::text`'s.
use std::collections::HashMap;

use egui::{
    Color32, ColorImage, Context, Rect, TextureHandle, TextureId, TextureOptions, pos2, vec2,
};

use crate::scene::Face;
use crate::scene::text::glyph_mask;

/// Pixels of each side of the texture.
const SIDE_PX: usize = 2048;
/// Empty pixels between glyphs, so that one does not bleed into the next.
const GAP_PX: usize = 1;
/// Sizes are told apart to this part of a pixel.
const SIZE_STEPS: f32 = 4.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    face: Face,
    id: u16,
    size: u16,
    halo: u16,
}

/// Where a glyph stands in the texture and how it lies about its origin.
#[derive(Clone, Copy, Debug)]
pub struct Sprite {
    /// About the origin on the baseline, pixels; x to the right, y downwards.
    pub rect_px: Rect,
    /// In the texture, 0 to 1.
    pub uv: Rect,
}

/// Fills from left to right in rows, starts anew when full.
pub struct GlyphAtlas {
    texture: TextureHandle,
    sprites: HashMap<Key, Option<Sprite>>,
    next: [usize; 2],
    row_height: usize,
    generation: u64,
}

impl GlyphAtlas {
    /// An empty texture.
    pub fn new(ctx: &Context) -> Self {
        let empty = ColorImage::filled([SIDE_PX, SIDE_PX], Color32::TRANSPARENT);
        Self {
            texture: ctx.load_texture("glyphs", empty, TextureOptions::LINEAR),
            sprites: HashMap::new(),
            next: [GAP_PX, GAP_PX],
            row_height: 0,
            generation: 0,
        }
    }

    /// The texture to paint with.
    pub fn texture_id(&self) -> TextureId {
        self.texture.id()
    }

    /// Grows when the texture was started anew and meshes made before are void.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// A glyph of a size, or the halo around it; `None` for one without ink.
    pub fn sprite(&mut self, face: Face, id: u16, size_px: f32, halo_px: f32) -> Option<Sprite> {
        let steps = |pixels: f32| (pixels * SIZE_STEPS).round() as u16;
        let key = Key {
            face,
            id,
            size: steps(size_px),
            halo: steps(halo_px),
        };
        if let Some(sprite) = self.sprites.get(&key) {
            return *sprite;
        }
        let sprite = self.add(key);
        self.sprites.insert(key, sprite);
        sprite
    }

    fn add(&mut self, key: Key) -> Option<Sprite> {
        let pixels = |steps: u16| f32::from(steps) / SIZE_STEPS;
        let mask = glyph_mask(
            key.face,
            key.id,
            pixels(key.size),
            pixels(key.halo),
            [0.0, 0.0],
        )?;
        let [width, height] = [mask.width as usize, mask.height as usize];
        if width == 0 || height == 0 || width.max(height) + 2 * GAP_PX > SIDE_PX {
            return None;
        }
        if self.next[0] + width + GAP_PX > SIDE_PX {
            self.next = [GAP_PX, self.next[1] + self.row_height + GAP_PX];
            self.row_height = 0;
        }
        if self.next[1] + height + GAP_PX > SIDE_PX {
            self.sprites.clear();
            self.next = [GAP_PX, GAP_PX];
            self.row_height = 0;
            self.generation += 1;
        }
        let [x, y] = self.next;
        let image = ColorImage::new(
            [width, height],
            mask.coverage
                .iter()
                .map(|&coverage| Color32::from_white_alpha(coverage))
                .collect(),
        );
        self.texture
            .set_partial([x, y], image, TextureOptions::LINEAR);
        self.next[0] += width + GAP_PX;
        self.row_height = self.row_height.max(height);
        let size = vec2(width as f32, height as f32);
        let side = SIDE_PX as f32;
        Some(Sprite {
            rect_px: Rect::from_min_size(pos2(mask.left as f32, mask.top as f32), size),
            uv: Rect::from_min_size(pos2(x as f32 / side, y as f32 / side), size / side),
        })
    }
}
