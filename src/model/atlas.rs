//! The bundled geography as plain data. Who reads it from files is `source::atlas`.
use super::{ContextItem, FeatureRef, Incident, Names};
use crate::geodesy::Position;

/// All bundled layers except the terrain.
#[derive(Clone, Debug, Default)]
pub struct Atlas {
    /// Generalised land of the wider world, for what lies outside the atlas.
    pub world: Vec<WorldArea>,
    /// Generalised boundaries of the wider world.
    pub world_lines: Vec<LineFeature>,
    /// Lakes, reservoirs and seas.
    pub water: Vec<Water>,
    /// Rivers.
    pub rivers: Vec<River>,
    /// First-level administrative areas.
    pub provinces: Vec<Province>,
    /// The lines between provinces of one country.
    pub province_lines: Vec<LineFeature>,
    /// The exact borders.
    pub borders: Vec<Border>,
    /// Country areas.
    pub countries: Vec<Country>,
    /// Settlements.
    pub places: Vec<Place>,
    /// Incidents, launch areas and impact areas.
    pub incidents: Vec<Incident>,
    /// What the article names beside the incidents.
    pub context: Vec<ContextItem>,
}

impl Atlas {
    /// The border with this id, e.g. `AFG-TJK`.
    #[must_use]
    pub fn border(&self, id: &str) -> Option<&Border> {
        self.borders.iter().find(|border| border.id == id)
    }

    /// Where a feature of the atlas is; `None` for one without a place or of the user's own files.
    #[must_use]
    pub fn position(&self, feature: FeatureRef) -> Option<Position> {
        match feature {
            FeatureRef::Place(index) => Some(self.places.get(index as usize)?.position),
            FeatureRef::Context(index) => self.context.get(index as usize)?.position,
            FeatureRef::Incident(index) => self.incidents.get(index as usize)?.position,
            FeatureRef::Row(..) => None,
        }
    }

    /// The country with this ISO 3166-1 alpha-3 code.
    #[must_use]
    pub fn country(&self, id: &str) -> Option<&Country> {
        self.countries.iter().find(|country| country.id == id)
    }
}

/// An exterior ring and its holes, each closed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polygon {
    /// Exterior first.
    pub rings: Vec<Vec<Position>>,
}

/// Whether the states on both sides recognise a border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BorderStatus {
    /// Recognised by both, or not known to be otherwise.
    #[default]
    Agreed,
    /// Not recognised by one side, or several versions exist.
    Disputed,
}

/// The line between two states.
#[derive(Clone, Debug)]
pub struct Border {
    /// ISO 3166-1 alpha-3 codes in alphabetical order, e.g. `AFG-TJK`.
    pub id: String,
    /// E.g. "Afghanistan–Tajikistan".
    pub name: String,
    /// Agreed or disputed.
    pub status: BorderStatus,
    /// What a reader must know about it.
    pub note: Option<String>,
    /// ISO code of the country to the left of the line's direction.
    pub left: String,
    /// Its length as published elsewhere, kilometres, and by whom.
    pub published_length: Option<(f64, String)>,
    /// The main line from its western end, then closed exclave rings.
    pub parts: Vec<Vec<Position>>,
}

/// A country's area.
#[derive(Clone, Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-3.
    pub id: String,
    /// Names.
    pub names: Names,
    /// Where its name reads well.
    pub label: Position,
    /// Exclaves are polygons of their own, enclaves are holes.
    pub polygons: Vec<Polygon>,
}

/// A generalised land area of the wider world.
#[derive(Clone, Debug)]
pub struct WorldArea {
    /// ISO 3166-1 alpha-3, or empty.
    pub id: String,
    /// Names.
    pub names: Names,
    /// Where its name reads well.
    pub label: Option<Position>,
    /// Land.
    pub polygons: Vec<Polygon>,
}

/// A line without a name of its own.
#[derive(Clone, Debug)]
pub struct LineFeature {
    /// Agreed or disputed.
    pub status: BorderStatus,
    /// Polylines.
    pub parts: Vec<Vec<Position>>,
}

/// A first-level administrative area.
#[derive(Clone, Debug)]
pub struct Province {
    /// ISO 3166-2.
    pub id: String,
    /// ISO 3166-1 alpha-3 of its country.
    pub country: String,
    /// Names.
    pub names: Names,
    /// Where its name reads well.
    pub label: Position,
    /// Its area.
    pub polygons: Vec<Polygon>,
}

/// A lake, a reservoir or a sea.
#[derive(Clone, Debug)]
pub struct Water {
    /// Names; English is empty where none is known.
    pub names: Names,
    /// Surface, square kilometres.
    pub area_km2: f64,
    /// Where its name reads well.
    pub label: Option<Position>,
    /// Its area.
    pub polygons: Vec<Polygon>,
}

/// A river.
#[derive(Clone, Debug)]
pub struct River {
    /// Names; English is empty where none is known.
    pub names: Names,
    /// 0 for the largest, growing as rivers get smaller.
    pub rank: u8,
    /// Polylines from source to mouth where the source has them so.
    pub parts: Vec<Vec<Position>>,
}

/// A settlement.
#[derive(Clone, Debug)]
pub struct Place {
    /// Names.
    pub names: Names,
    /// ISO 3166-1 alpha-3 of its country.
    pub country: String,
    /// Inhabitants; 0 where not known.
    pub population: u64,
    /// 0 for a national capital, growing as places get smaller.
    pub rank: u8,
    /// Whether it is a national capital.
    pub capital: bool,
    /// Its centre.
    pub position: Position,
}
