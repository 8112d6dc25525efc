//! An incident, launch area or impact area with everything that is said about it and by whom, and
//! the context that the article names beside them. The field names are those of
//! `geodata/incidents.geojson` and `geodata/context.geojson`.
use serde::{Deserialize, Serialize};

use crate::geodesy::{Meters, Position};

/// What happened; decides the symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IncidentKind {
    /// Where rockets were fired from.
    #[serde(rename = "rocket launch")]
    RocketLaunch,
    /// Where rockets fell, or are said to have fallen.
    #[serde(rename = "rocket impact")]
    RocketImpact,
    /// A rocket attack of which neither end is known.
    #[serde(rename = "rocket attack")]
    RocketAttack,
    /// A suicide bombing.
    #[serde(rename = "suicide bombing")]
    SuicideBombing,
    /// Any other bombing.
    Bombing,
    /// An assault with firearms, often with explosives or fire.
    #[serde(rename = "armed attack")]
    ArmedAttack,
    /// Shots at a person or a place.
    Shooting,
    /// An attack that was prevented.
    #[serde(rename = "foiled attack")]
    FoiledAttack,
}

impl IncidentKind {
    /// All kinds, in the order of the legend.
    pub const ALL: [Self; 8] = [
        Self::RocketLaunch,
        Self::RocketImpact,
        Self::RocketAttack,
        Self::SuicideBombing,
        Self::Bombing,
        Self::ArmedAttack,
        Self::Shooting,
        Self::FoiledAttack,
    ];

    /// Its name in the interface.
    pub const fn title(self) -> &'static str {
        match self {
            Self::RocketLaunch => "Rocket launch",
            Self::RocketImpact => "Rocket impact",
            Self::RocketAttack => "Rocket attack, not located",
            Self::SuicideBombing => "Suicide bombing",
            Self::Bombing => "Bombing",
            Self::ArmedAttack => "Armed attack",
            Self::Shooting => "Shooting",
            Self::FoiledAttack => "Foiled attack",
        }
    }
}

/// What was attacked, or was to be, as the sources have it; each says more in a [`Fact`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// An airport.
    Airport,
    /// An embassy.
    Embassy,
    /// A hotel.
    Hotel,
    /// A shrine.
    Shrine,
    /// A ceremony.
    Ceremony,
    /// A concert hall.
    #[serde(rename = "concert hall")]
    ConcertHall,
    /// The territory of a neighbouring state, whatever it is that was aimed at there.
    #[serde(rename = "territory of a neighbouring state")]
    NeighbouringState,
}

impl Target {
    /// Its name in the interface.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Airport => "Airport",
            Self::Embassy => "Embassy",
            Self::Hotel => "Hotel",
            Self::Shrine => "Shrine",
            Self::Ceremony => "Ceremony",
            Self::ConcertHall => "Concert hall",
            Self::NeighbouringState => "Territory of a neighbouring state",
        }
    }
}

/// How precisely a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DatePrecision {
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
    /// Between two dates.
    Interval,
    /// Several years.
    Decade,
    /// Not at all.
    None,
}

/// Where a statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Provenance {
    /// In the article.
    #[serde(rename = "article")]
    Article,
    /// In the public record.
    #[serde(rename = "public record")]
    PublicRecord,
}

/// A source that facts point to by its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Citation {
    /// Unique within the feature, e.g. `s1`.
    pub id: String,
    /// Article or public record.
    pub kind: Provenance,
    /// Section of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Publication or statement in the public record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// How far it can be relied on: high, medium or low.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<String>,
    /// Whether it was checked again; shown as "to be verified" where not.
    #[serde(default = "yes")]
    pub verified: bool,
}

fn yes() -> bool {
    true
}

/// One statement with its sources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about: date, place, casualties, …
    pub about: String,
    /// The statement in our own neutral words.
    pub says: String,
    /// Ids of [`Citation`]s.
    pub sources: Vec<String>,
}

/// Who claimed an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The group.
    pub by: String,
    /// What was claimed.
    #[serde(default)]
    pub says: String,
    /// Ids of [`Citation`]s.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// What someone says of the responsibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// Holds someone responsible.
    Attributes,
    /// Says that it did not happen, or not so.
    Denies,
    /// Claims it.
    Claims,
}

/// Who holds whom responsible.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// Who says it.
    pub by: String,
    /// Whom they hold responsible.
    #[serde(default)]
    pub to: Option<String>,
    /// What they say.
    #[serde(default)]
    pub says: String,
    /// Attributes, denies or claims.
    pub stance: Stance,
    /// Ids of [`Citation`]s.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// An incident, a launch area or an impact area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Unique and lasting.
    pub id: String,
    /// In neutral words.
    pub title: String,
    /// What happened.
    pub kind: IncidentKind,
    /// What was attacked, or was to be.
    pub target: Target,
    /// ISO 8601, as precise as known; an interval has a slash.
    pub date: Option<String>,
    /// How precisely the date is known.
    pub date_precision: DatePrecision,
    /// The place as named.
    pub place: Option<String>,
    /// The province as named.
    pub province: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Exact, locality, district, province, country or none.
    pub location_precision: String,
    /// Radius of the location uncertainty, metres.
    pub location_uncertainty_m: Option<f64>,
    /// How the position was chosen.
    #[serde(default)]
    pub location_note: Option<String>,
    /// Least and greatest number of people killed that sources give.
    pub killed: Option<[u32; 2]>,
    /// Least and greatest number of people wounded that sources give.
    pub wounded: Option<[u32; 2]>,
    /// What a reader must know about those numbers.
    #[serde(default)]
    pub casualties_note: Option<String>,
    /// Who claimed it.
    #[serde(default)]
    pub claimed_by: Vec<Claim>,
    /// Who attributes it to whom.
    #[serde(default)]
    pub attributions: Vec<Attribution>,
    /// Whose account this feature shows, where accounts differ.
    #[serde(default)]
    pub account: Option<String>,
    /// Common id of the launch and the impacts of one attack.
    #[serde(default)]
    pub pair: Option<String>,
    /// Every statement with its sources.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// The sources.
    #[serde(default)]
    pub sources: Vec<Citation>,
    /// Where it is drawn; `None` where no source gives a place.
    #[serde(skip)]
    pub position: Option<Position>,
}

impl Incident {
    /// Radius of the location uncertainty.
    #[must_use]
    pub fn location_uncertainty(&self) -> Option<Meters> {
        self.location_uncertainty_m.map(Meters)
    }
}

/// Something the article names that is not an incident: a base, a flow, a statement, a trend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContextItem {
    /// Unique and lasting.
    pub id: String,
    /// In neutral words.
    pub title: String,
    /// Base, presence, area, border, flow, …
    pub kind: String,
    /// ISO 8601, as precise as known.
    #[serde(default)]
    pub date: Option<String>,
    /// How precisely the date is known.
    #[serde(default)]
    pub date_precision: Option<DatePrecision>,
    /// A neutral summary.
    #[serde(default)]
    pub says: String,
    /// ISO 3166-1 alpha-3 of the countries it covers as areas.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Countries that a flow starts from.
    #[serde(default)]
    pub from: Vec<String>,
    /// Countries that a flow goes to.
    #[serde(default)]
    pub to: Vec<String>,
    /// The border it is about.
    #[serde(default)]
    pub border: Option<String>,
    /// Languages of outreach.
    #[serde(default)]
    pub languages: Vec<String>,
    /// A figure as given.
    #[serde(default)]
    pub figure: Option<String>,
    /// Exact, locality, region, country or none.
    #[serde(default)]
    pub location_precision: Option<String>,
    /// Radius of the location uncertainty, metres.
    #[serde(default)]
    pub location_uncertainty_m: Option<f64>,
    /// Every statement with its sources.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// The sources.
    #[serde(default)]
    pub sources: Vec<Citation>,
    /// Where it is drawn, if anywhere.
    #[serde(skip)]
    pub position: Option<Position>,
}
