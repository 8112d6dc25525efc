//! The bundled typefaces: their bytes, metrics and which of them has a character.
use std::sync::LazyLock;

use harfrust::ShaperData;
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use crate::scene::Face;

/// The TrueType file of a face; also for the window's own text and for embedding into documents.
#[must_use]
pub const fn font_bytes(face: Face) -> &'static [u8] {
    match face {
        Face::Sans => include_bytes!("../../../assets/fonts/Sans.ttf"),
        Face::SansBold => include_bytes!("../../../assets/fonts/SansBold.ttf"),
        Face::Italic => include_bytes!("../../../assets/fonts/Italic.ttf"),
        Face::Arabic => include_bytes!("../../../assets/fonts/Arabic.ttf"),
        Face::ArabicBold => include_bytes!("../../../assets/fonts/ArabicBold.ttf"),
    }
}

/// A typeface read once.
pub(super) struct Font {
    /// The tables.
    pub(super) tables: FontRef<'static>,
    /// What shaping needs of them.
    pub(super) shaper: ShaperData,
    /// Height of a capital in ems.
    pub(super) cap_height_em: f32,
    /// The length that the numbers of the tables count in, as a part of an em.
    pub(super) unit_em: f32,
    charmap: Charmap<'static>,
}

impl Font {
    /// The typeface of a face.
    pub(super) fn of(face: Face) -> &'static Self {
        static FONTS: LazyLock<[Font; 5]> = LazyLock::new(|| {
            [
                Face::Sans,
                Face::SansBold,
                Face::Italic,
                Face::Arabic,
                Face::ArabicBold,
            ]
            .map(|face| Font::read(font_bytes(face)))
        });
        &FONTS[face as usize]
    }

    /// Whether there is a glyph for a character.
    pub(super) fn has(&self, character: char) -> bool {
        self.charmap.map(character).is_some()
    }

    #[expect(
        clippy::unwrap_used,
        reason = "the bytes are part of the program and a test reads them"
    )]
    fn read(bytes: &'static [u8]) -> Self {
        let tables = FontRef::new(bytes).unwrap();
        let metrics = tables.metrics(Size::unscaled(), LocationRef::default());
        let unit_em = 1.0 / f32::from(metrics.units_per_em);
        Self {
            shaper: ShaperData::new(&tables),
            cap_height_em: metrics.cap_height.unwrap_or(metrics.ascent) * unit_em,
            unit_em,
            charmap: tables.charmap(),
            tables,
        }
    }
}

/// The face that shows a character of a text set in `face`: its own or, where that lacks the
/// script, the sibling of like weight. Spaces and punctuation stay with `current`, the face of the
/// character before, so that a word and its marks are shaped together. A character that no face
/// has stays with `face`, which shows a box for it.
pub(super) fn face_for(character: char, face: Face, current: Option<Face>) -> Face {
    let (latin, arabic) = match face {
        Face::Sans | Face::Arabic => (Face::Sans, Face::Arabic),
        Face::SansBold | Face::ArabicBold => (Face::SansBold, Face::ArabicBold),
        Face::Italic => (Face::Italic, Face::Arabic),
    };
    let upright = if latin == Face::Italic {
        Face::Sans
    } else {
        latin
    };
    let preferred = if !character.is_alphanumeric() {
        current.unwrap_or(face)
    } else if is_arabic(character) {
        arabic
    } else {
        latin
    };
    [preferred, latin, upright, arabic]
        .into_iter()
        .find(|&face| Font::of(face).has(character))
        .unwrap_or(latin)
}

/// Whether a character lies in a block of the Arabic script.
fn is_arabic(character: char) -> bool {
    matches!(character, '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}')
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn missing(string: &str, face: Face) -> String {
        string
            .chars()
            .filter(|&c| !c.is_control() && !Font::of(face_for(c, face, None)).has(c))
            .collect()
    }

    #[test]
    fn every_face_has_the_letters_of_the_region() {
        let tajik = "ҷӣӯқғҳҶӢӮҚҒҲ";
        let uzbek = "ʻʼўқғҳşğ";
        let pashto = "پچژگکیټډړږښڼېۍګځڅۀۃ";
        let persian = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی۰۱۲۳۴۵۶۷۸۹،؛؟";
        for face in [Face::Sans, Face::SansBold, Face::Italic] {
            for string in [tajik, uzbek] {
                assert!(string.chars().all(|c| face_for(c, face, None) == face));
                assert_eq!(missing(string, face), "");
            }
        }
        for (face, arabic) in [
            (Face::Sans, Face::Arabic),
            (Face::SansBold, Face::ArabicBold),
        ] {
            for string in [pashto, persian] {
                assert!(string.chars().all(|c| face_for(c, face, None) == arabic));
                assert_eq!(missing(string, face), "");
            }
        }
    }

    #[test]
    fn the_sans_has_the_signs_of_the_interface() {
        let signs = "←→↑↓↔↕–—…°′″×·•⌘⇧⌥⏎≈≤≥±µ²−▸▾▴◂✓✗⌂⚠●○■□▲△★☆«»‘’“”";
        assert!(
            signs
                .chars()
                .all(|c| Font::of(Face::Sans).has(c) && Font::of(Face::SansBold).has(c))
        );
    }

    #[test]
    fn every_name_of_the_atlas_can_be_written() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata");
        let mut names = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path
                .extension()
                .is_none_or(|extension| extension != "geojson")
            {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let collection: serde_json::Value = serde_json::from_str(&text).unwrap();
            for feature in collection["features"].as_array().into_iter().flatten() {
                for (key, value) in feature["properties"].as_object().into_iter().flatten() {
                    let Some(name) = value.as_str().filter(|_| key.starts_with("name")) else {
                        continue;
                    };
                    names += 1;
                    for face in [Face::Sans, Face::SansBold, Face::Italic] {
                        assert_eq!(missing(name, face), "", "{name} in {}", path.display());
                    }
                }
            }
        }
        assert!(names > 0, "the atlas has names");
    }
}
