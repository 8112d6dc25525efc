//! From a string to placed glyphs: directions by the Unicode bidirectional algorithm, a face for
//! each run, then shaping. Shaped lines are kept, since a map asks for the same labels
//! in every frame.
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use harfrust::{Direction, Feature, ShapeOptions, Tag, UnicodeBuffer};
use skrifa::instance::{LocationRef, Size};
use skrifa::{GlyphId, MetadataProvider};
use unicode_bidi::BidiInfo;

use super::font::{Font, face_for};
use crate::scene::Face;

/// A shaped line of text about the left end of its baseline; x to the right, y downwards.
#[derive(Clone, Debug, PartialEq)]
pub struct TextLine {
    /// What it says.
    pub string: String,
    /// Em size, screen points.
    pub size_pt: f32,
    /// From the start of the first glyph to the end of the last, screen points.
    pub width_pt: f32,
    /// How far ink or a capital, whichever is taller, reaches above the baseline, screen points.
    pub ascent_pt: f32,
    /// How far ink reaches below the baseline, screen points.
    pub descent_pt: f32,
    /// Height of a capital of the face asked for, screen points.
    pub cap_height_pt: f32,
    /// From left to right as seen, whatever the script.
    pub glyphs: Vec<LineGlyph>,
}

/// A glyph on a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LineGlyph {
    /// The typeface it belongs to.
    pub face: Face,
    /// Glyph index within the typeface.
    pub id: u16,
    /// Its origin, screen points from the left end of the baseline.
    pub origin: [f32; 2],
    /// How wide it is, screen points; 0 for a mark on another glyph.
    pub advance_pt: f32,
    /// Which letter with its marks it belongs to: what turns as one on a curved line.
    pub cluster: u32,
}

/// How many lines are kept: some ten times what a full map shows.
const CACHE_LINES: usize = 32_768;

/// Face, size and spacing (bits of the floats), then the string.
type Cache = HashMap<(Face, u32, u32), HashMap<Box<str>, Arc<TextLine>>>;

/// Shapes one line of text. Control characters, line breaks too, count as spaces; a character that
/// no bundled face has shows as a box.
///
/// `size_pt` is the em size in screen points. `letter_spacing_em` is added between letters, in
/// ems, except within Arabic script, whose letters join.
#[must_use]
pub fn layout(string: &str, face: Face, size_pt: f32, letter_spacing_em: f32) -> Arc<TextLine> {
    static CACHE: LazyLock<RwLock<Cache>> = LazyLock::new(RwLock::default);
    let style = (face, size_pt.to_bits(), letter_spacing_em.to_bits());
    {
        let cache = CACHE.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = cache.get(&style).and_then(|lines| lines.get(string)) {
            return Arc::clone(line);
        }
    }
    let line = Arc::new(shape_line(string, face, size_pt, letter_spacing_em));
    let mut cache = CACHE.write().unwrap_or_else(PoisonError::into_inner);
    if cache.values().map(HashMap::len).sum::<usize>() >= CACHE_LINES {
        cache.clear(); // what is on screen is shaped again within a frame
    }
    cache
        .entry(style)
        .or_default()
        .insert(string.into(), Arc::clone(&line));
    line
}

/// Characters of one direction and one face.
struct Run {
    bytes: Range<usize>,
    face: Face,
    right_to_left: bool,
}

fn shape_line(string: &str, face: Face, size_pt: f32, letter_spacing_em: f32) -> TextLine {
    let plain: String = string
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let mut line = TextLine {
        string: string.to_owned(),
        size_pt,
        width_pt: 0.0,
        ascent_pt: Font::of(face).cap_height_em * size_pt,
        descent_pt: 0.0,
        cap_height_pt: Font::of(face).cap_height_em * size_pt,
        glyphs: Vec::with_capacity(plain.len()),
    };
    let mut buffer = UnicodeBuffer::new();
    for run in visual_runs(&plain, face) {
        buffer = append_run(&mut line, &plain, &run, letter_spacing_em, buffer);
    }
    line.width_pt = line
        .glyphs
        .iter()
        .map(|glyph| glyph.origin[0] + glyph.advance_pt)
        .fold(0.0, f32::max);
    line
}

/// The runs of a text from left to right. Its base direction is that of its first letter.
fn visual_runs(text: &str, face: Face) -> Vec<Run> {
    let bidi = BidiInfo::new(text, None);
    let mut runs = Vec::new();
    for paragraph in &bidi.paragraphs {
        let (levels, pieces) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for piece in pieces {
            let right_to_left = levels[piece.start].is_rtl();
            let mut of_faces = split_by_face(text, piece, face, right_to_left);
            if right_to_left {
                of_faces.reverse();
            }
            runs.append(&mut of_faces);
        }
    }
    runs
}

/// The parts of a run of one direction by face, in the order of the string.
fn split_by_face(text: &str, bytes: Range<usize>, face: Face, right_to_left: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (offset, character) in text[bytes.clone()].char_indices() {
        let start = bytes.start + offset;
        let end = start + character.len_utf8();
        let wanted = face_for(character, face, runs.last().map(|run| run.face));
        match runs.last_mut() {
            Some(run) if run.face == wanted => run.bytes.end = end,
            _ => runs.push(Run {
                bytes: start..end,
                face: wanted,
                right_to_left,
            }),
        }
    }
    runs
}

/// Shapes a run and puts it at the right end of a line; gives the emptied buffer back.
fn append_run(
    line: &mut TextLine,
    text: &str,
    run: &Run,
    letter_spacing_em: f32,
    mut buffer: UnicodeBuffer,
) -> UnicodeBuffer {
    let font = Font::of(run.face);
    let joins = matches!(run.face, Face::Arabic | Face::ArabicBold);
    let spacing_pt = if joins {
        0.0
    } else {
        letter_spacing_em * line.size_pt
    };
    // A ligature would stay tight between letters set apart.
    let no_ligatures = [Feature::new(Tag::new(b"liga"), 0, ..)];
    let features: &[Feature] = if spacing_pt > 0.0 { &no_ligatures } else { &[] };

    for (offset, character) in text[run.bytes.clone()].char_indices() {
        buffer.add(character, (run.bytes.start + offset) as u32);
    }
    buffer.set_pre_context(&text[..run.bytes.start]);
    buffer.set_post_context(&text[run.bytes.end..]);
    buffer.set_direction(if run.right_to_left {
        Direction::RightToLeft
    } else {
        Direction::LeftToRight
    });
    buffer.guess_segment_properties();
    let shaper = font.shaper.shaper(&font.tables).build();
    let shaped = shaper.shape(buffer, ShapeOptions::new().features(features));

    let scale = font.unit_em * line.size_pt;
    let ink = font
        .tables
        .glyph_metrics(Size::new(line.size_pt), LocationRef::default());
    let mut pen_pt = line.glyphs.last().map_or(0.0, |_| line.width_pt);
    for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
        let advance_pt = position.x_advance as f32 * scale;
        let origin = [
            pen_pt + position.x_offset as f32 * scale,
            -position.y_offset as f32 * scale,
        ];
        if let Some(bounds) = ink.bounds(GlyphId::new(info.glyph_id)) {
            line.ascent_pt = line.ascent_pt.max(bounds.y_max - origin[1]);
            line.descent_pt = line.descent_pt.max(origin[1] - bounds.y_min);
        }
        line.glyphs.push(LineGlyph {
            face: run.face,
            id: info.glyph_id as u16, // harfrust promises that it fits
            origin,
            advance_pt,
            cluster: info.cluster,
        });
        pen_pt += advance_pt;
        if advance_pt > 0.0 {
            pen_pt += spacing_pt;
        }
    }
    line.width_pt = pen_pt; // where the next run starts
    shaped.clear()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(line: &TextLine) -> Vec<u16> {
        line.glyphs.iter().map(|glyph| glyph.id).collect()
    }

    #[test]
    fn arabic_letters_join_and_run_from_right_to_left() {
        // hb-shape 6.0.0 --no-glyph-names assets/fonts/Arabic.ttf ترمذ, and of each letter:
        // [201=3@145,-6+0|23=3+532|69=2+525|25=1@-40,0+356|204=0@5,-59+0|15=0+299]
        // ت [204=0@344,-165+0|10=0+993]  ر [24=0+367]  م [64=0+484]  ذ [201=0@140,-6+0|22=0+477]
        let line = layout("ترمذ", Face::Sans, 1000.0, 0.0);
        assert_eq!(ids(&line), [201, 23, 69, 25, 204, 15]);
        assert!(line.glyphs.iter().all(|glyph| glyph.face == Face::Arabic));
        let [dot, base] = [line.glyphs[4], line.glyphs[5]];
        assert!((dot.origin[0] - (532.0 + 525.0 + 356.0 + 5.0)).abs() < 0.01);
        assert!((dot.origin[1] - 59.0).abs() < 0.01);
        assert!((base.origin[0] - (532.0 + 525.0 + 356.0)).abs() < 0.01);
        for (letter, id) in [("ت", 10), ("م", 64), ("ذ", 22)] {
            let alone = layout(letter, Face::Sans, 1000.0, 0.0);
            assert_eq!(alone.glyphs.last().map(|glyph| glyph.id), Some(id));
            assert!(
                !ids(&line).contains(&id),
                "{letter} is joined within the word"
            );
        }
    }

    #[test]
    fn widths_are_those_of_an_independent_shaper() {
        // hb-shape 6.0.0 assets/fonts/$face.ttf $string: the sum of advances, and units per em
        let cases = [
            (
                Face::Sans,
                "Termez",
                1162 + 1194 + 803 + 1794 + 1164 + 1131,
                2048,
            ),
            (
                Face::Sans,
                "AVATAR",
                1273 + 1273 + 1239 + 1148 + 1413 + 1318,
                2048,
            ),
            (
                Face::SansBold,
                "Tajikistan",
                1202 + 1176 + 536 + 536 + 1166 + 536 + 1125 + 733 + 1176 + 1253,
                2048,
            ),
            (Face::Italic, "Панҷ", 787 + 570 + 586 + 609, 1000),
            (Face::Italic, "fish", 594 + 464 + 599, 1000), // with a ligature
            (Face::Arabic, "ښار", 367 + 291 + 784, 1000),
            (Face::Sans, "ترمذ", 532 + 525 + 356 + 299, 1000),
        ];
        for (face, string, units, em) in cases {
            let expected = 12.0 * units as f32 / em as f32;
            let width = layout(string, face, 12.0, 0.0).width_pt;
            assert!(
                (width - expected).abs() < 0.001,
                "{string}: {width}, not {expected}"
            );
        }
    }

    #[test]
    fn mixed_directions_stand_in_visual_order() {
        // Which letters come from left to right, by their places in the string.
        let order = |string| -> Vec<u32> {
            let line = layout(string, Face::Sans, 12.0, 0.0);
            assert!(
                line.glyphs
                    .is_sorted_by(|a, b| a.origin[0] <= b.origin[0] + 6.0)
            );
            let mut clusters: Vec<u32> = line.glyphs.iter().map(|glyph| glyph.cluster).collect();
            clusters.dedup();
            clusters
        };
        // The Arabic word runs leftwards, the parentheses around it stay outside.
        assert_eq!(order("T (\u{62A}\u{631})"), [0, 1, 2, 5, 3, 7]);
        // Digits within Arabic run rightwards, the text leftwards: 12 stands left of the word.
        assert_eq!(order("\u{62A}\u{631} 12"), [5, 6, 4, 2, 0]);
        let mirrored = layout("\u{62A} (\u{631})", Face::Sans, 12.0, 0.0);
        let plain = layout("(", Face::Sans, 12.0, 0.0);
        let left = mirrored.glyphs[0];
        assert_eq!(
            (left.face, left.cluster),
            (Face::Arabic, 6),
            "the closing one of the string"
        );
        assert_eq!(plain.glyphs[0].face, Face::Sans);
        assert_eq!(left.id, layout("(", Face::Arabic, 12.0, 0.0).glyphs[0].id);
    }

    #[test]
    fn letters_are_set_apart_but_not_those_that_join() {
        let spaced = |string, face| {
            layout(string, face, 10.0, 0.2).width_pt - layout(string, face, 10.0, 0.0).width_pt
        };
        assert!((spaced("Amu", Face::Sans) - 2.0 * 2.0).abs() < 0.001);
        assert!(spaced("ترمذ", Face::Arabic).abs() < 0.001);
    }

    #[test]
    fn a_character_no_face_has_shows_a_box() {
        let line = layout("中", Face::Sans, 12.0, 0.0);
        assert_eq!(ids(&line), [0]);
        assert!(!crate::scene::text::outline(Face::Sans, 0, 12.0).is_empty());
        let _ = layout(
            "\u{0}\n\u{200F}\u{1F468}\u{200D}\u{1F469}\u{327}",
            Face::Italic,
            12.0,
            0.0,
        );
    }

    #[test]
    fn a_line_of_text_is_shaped_once() {
        let first = layout("Termez", Face::Sans, 11.5, 0.0);
        assert!(Arc::ptr_eq(
            &first,
            &layout("Termez", Face::Sans, 11.5, 0.0)
        ));
        assert!(!Arc::ptr_eq(
            &first,
            &layout("Termez", Face::Sans, 12.5, 0.0)
        ));
    }
}
