//! Which names a map shows at a zoom level and how each is lettered, as in a printed atlas:
//! countries in spaced capitals, provinces smaller, waters in blue italics, settlements by rank.
mod land;
mod water;

use super::context::region_radius;
use super::frame::Frame;
use super::ground::Canvas;
use super::incidents::{
    DrawnIncidents, Spot, clearance, fan_clearance, fanned_places, spots, symbol_size_pt,
};
use super::label::{Candidate, LabelKind, LabelStyle, LineSide, Obstacle};
use super::{Face, Halo};
use crate::geodesy::Extent;
use crate::geodesy::mercator::world_size_pt;
use crate::model::{Document, Language, LayerKind, Names, Place, Rgba};
use crate::spatial::{ShownLayers, WorldBox};

/// Names are placed in this order: what a reader looks for first comes first.
pub(super) mod priority {
    pub(super) const COUNTRY: u32 = 100;
    pub(super) const CAPITAL: u32 = 50;
    pub(super) const FAR_INCIDENT: u32 = 60;
    pub(super) const PLACE: u32 = 200;
    pub(super) const INCIDENT: u32 = 210;
    /// After the large cities, ranks 0 and 1, before the smaller ones.
    pub(in crate::scene) const FEATURE: u32 = 215;
    pub(super) const CONTEXT: u32 = 220;
    pub(super) const SEA: u32 = 150;
    pub(super) const WATER: u32 = 400;
    pub(super) const RIVER: u32 = 420;
    pub(super) const PROVINCE: u32 = 440;
    pub(super) const BORDER: u32 = 430;
}

/// The countries whose towns the map is about.
const SUBJECT: [&str; 5] = ["AFG", "TJK", "UZB", "TKM", "KGZ"];

/// A name and the layer it is drawn with.
pub(super) struct Name {
    pub(super) layer: LayerKind,
    /// Index of a place whose dot stands and falls with its name.
    pub(super) place: Option<usize>,
    pub(super) candidate: Candidate,
}

/// Collects the names of one map.
pub(super) struct Naming<'a> {
    pub(super) canvas: Canvas<'a>,
    pub(super) document: &'a Document,
    pub(super) layers: &'a ShownLayers,
    pub(super) incidents: DrawnIncidents<'a>,
    pub(super) names: Vec<Name>,
    pub(super) obstacles: Vec<Obstacle>,
}

/// From which zoom level a settlement is shown.
pub(super) fn place_from_zoom(place: &Place) -> f64 {
    const SUBJECT_ZOOM: [f64; 6] = [3.0, 4.4, 4.9, 5.7, 6.9, 8.2];
    const OTHER_ZOOM: [f64; 6] = [4.3, 5.2, 6.2, 7.2, 8.4, 9.4];
    let rank = usize::from(place.rank.min(5));
    if SUBJECT.contains(&place.country.as_str()) {
        SUBJECT_ZOOM[rank]
    } else {
        OTHER_ZOOM[rank]
    }
}

impl Naming<'_> {
    /// Adds every name of the visible layers. Labels of places keep clear of the incidents.
    pub(super) fn collect(&mut self) {
        let visible = |kind| self.document.opacity(kind) > 0.0;
        let (names, water, rivers) = (
            visible(LayerKind::Places),
            visible(LayerKind::Water),
            visible(LayerKind::Rivers),
        );
        let (provinces, borders) = (visible(LayerKind::Provinces), visible(LayerKind::Borders));
        let (context, incidents) = (visible(LayerKind::Context), visible(LayerKind::Incidents));
        let spots = if incidents {
            let incidents = &self.canvas.detail.atlas().incidents;
            spots(incidents, self.canvas.zoom, self.incidents)
        } else {
            Vec::new()
        };
        if names {
            self.countries();
            self.places(&spots);
        }
        if names && water {
            self.waters();
        }
        if names && rivers {
            self.rivers();
        }
        if names && provinces {
            self.provinces();
        }
        if names && borders {
            self.border_notes();
        }
        if context {
            self.context();
        }
        if incidents {
            self.incidents(&spots);
        }
        self.features();
    }

    pub(super) fn style(
        &self,
        face: Face,
        size_pt: f32,
        letter_spacing_em: f32,
        color: Rgba,
    ) -> LabelStyle {
        LabelStyle {
            face,
            size_pt,
            letter_spacing_em,
            color,
            halo: Some(Halo {
                width_pt: (size_pt * 0.13).clamp(1.3, 2.0),
                color: self.canvas.theme.halo,
            }),
        }
    }

    pub(super) fn add(
        &mut self,
        layer: LayerKind,
        priority: u32,
        string: &str,
        style: LabelStyle,
        kind: LabelKind,
    ) {
        if string.is_empty() {
            return;
        }
        self.names.push(Name {
            layer,
            place: None,
            candidate: Candidate {
                id: self.names.len() as u64,
                priority,
                string: string.to_owned(),
                style,
                kind,
                off_lines: matches!(layer, LayerKind::Provinces | LayerKind::Rivers),
            },
        });
    }

    fn of(&self, names: &Names) -> String {
        names.in_language(self.document.language).to_owned()
    }

    /// Capitals where the script has them.
    fn capitals(&self, names: &Names) -> String {
        let upper = self.of(names).to_uppercase();
        // Uzbek's turned comma belongs to its letter and has no capital.
        if self.document.language == Language::Uzbek {
            upper.replace('ʼ', "’")
        } else {
            upper
        }
    }

    /// Screen points across a box of the unit square.
    fn across_pt(&self, bounds: &WorldBox) -> f32 {
        (bounds.size()[0] * world_size_pt(self.canvas.zoom)) as f32
    }

    fn places(&mut self, spots: &[Spot]) {
        let detail = self.canvas.detail;
        for (index, place) in detail.atlas().places.iter().enumerate() {
            if self.canvas.zoom < place_from_zoom(place) || detail.is_district(index) {
                continue;
            }
            let at = self.canvas.frame.place(place.position);
            if !self.canvas.frame.shows(at) {
                continue;
            }
            let rank = place.rank.min(5);
            let face = if place.capital {
                Face::SansBold
            } else {
                Face::Sans
            };
            let size_pt = place_size_pt(rank, self.canvas.zoom);
            let dot = dot_size_pt(rank, self.canvas.zoom) / 2.0;
            let kept_away = spots
                .iter()
                .filter_map(|spot| clearance(spot, place.position, self.canvas.zoom))
                .chain(self.fan_around(at))
                .fold(dot, f32::max);
            let kind = LabelKind::Point {
                at,
                radius_pt: kept_away,
            };
            let style = self.style(face, size_pt, 0.0, self.canvas.theme.place_name);
            let subject = u32::from(!SUBJECT.contains(&place.country.as_str()));
            let first = if place.capital && subject == 0 {
                priority::CAPITAL
            } else {
                priority::PLACE + 10 * u32::from(rank) + subject
            };
            let name = without_country(&self.of(&place.names)).to_owned();
            self.add(LayerKind::Places, first, &name, style, kind);
            if let Some(name) = self.names.last_mut() {
                name.place = Some(index);
            }
            self.obstacles.push(Obstacle::Circle {
                center: at,
                radius_pt: dot,
            });
        }
    }

    /// How far a fan that spreads about a place keeps its name away.
    fn fan_around(&self, at: [f32; 2]) -> Option<f32> {
        let (position, features) = self.incidents.fanned?;
        let center = self.canvas.frame.place(*position);
        let reach = fan_clearance(features.len(), self.canvas.zoom);
        let away = (at[0] - center[0]).hypot(at[1] - center[1]);
        (away < reach).then_some(away + reach)
    }

    fn in_view(&self, bounds: &WorldBox) -> bool {
        let frame = self.canvas.frame;
        frame.drawn().overlaps(&frame.screen_box(bounds))
    }

    fn line(&self, points: &[[f64; 2]], side: LineSide) -> LabelKind {
        let frame: &Frame = self.canvas.frame;
        let screen = |point: &[f64; 2]| frame.screen(*point).map(|value| value as f32);
        LabelKind::Line {
            points: points.iter().map(screen).collect(),
            side,
        }
    }

    fn context(&mut self) {
        let color = self.canvas.theme.context;
        for item in &self.canvas.detail.atlas().context {
            let Some(at) = item
                .position
                .map(|position| self.canvas.frame.place(position))
            else {
                continue;
            };
            if !self.canvas.frame.shows(at) {
                continue;
            }
            let (style, kind) = if region_radius(item).is_some() {
                let kind = LabelKind::Area {
                    center: at,
                    max_width_pt: 180.0,
                };
                (self.style(Face::Italic, 12.0, 0.06, color), kind)
            } else {
                self.obstacles.push(Obstacle::Circle {
                    center: at,
                    radius_pt: 6.5,
                });
                if self.canvas.zoom < 5.5 {
                    continue;
                }
                let kind = LabelKind::Point { at, radius_pt: 6.5 };
                (self.style(Face::Sans, 10.0, 0.0, color), kind)
            };
            self.add(
                LayerKind::Context,
                priority::CONTEXT,
                &item.title,
                style,
                kind,
            );
        }
    }

    /// Titles once there is room; of a fan and far from the region at once, since nothing else
    /// says what they are.
    fn incidents(&mut self, spots: &[Spot]) {
        for spot in spots {
            let [index] = spot.members[..] else { continue };
            let far = !Extent::ATLAS.contains(spot.position);
            if self.canvas.zoom >= 8.0 || far {
                self.incident(index, self.canvas.frame.place(spot.position), far);
            }
        }
        for (index, at) in fanned_places(&self.canvas, self.incidents) {
            self.incident(index, at, false);
        }
    }

    fn incident(&mut self, index: usize, at: [f32; 2], far: bool) {
        let incident = self.canvas.detail.atlas().incidents.get(index);
        let Some(incident) = incident.filter(|_| self.canvas.frame.shows(at)) else {
            return;
        };
        let (name, first) = if far {
            (incident.title.clone(), priority::FAR_INCIDENT)
        } else {
            let date = incident.date.as_deref().map(short_date).unwrap_or_default();
            let name = format!("{}, {date}", incident.kind.title());
            (name, priority::INCIDENT)
        };
        let style = self.style(Face::Sans, 10.5, 0.0, self.canvas.theme.incident_name);
        let radius_pt = symbol_size_pt(self.canvas.zoom) * 0.56 + 1.0;
        let kind = LabelKind::Point { at, radius_pt };
        self.add(LayerKind::Incidents, first, &name, style, kind);
    }
}

/// A settlement's name alone: some sources set its country behind it, after a comma.
fn without_country(name: &str) -> &str {
    let (place, _) = name.split_once([',', '،']).unwrap_or((name, ""));
    if place.is_empty() { name } else { place }
}

/// An ISO 8601 date or interval in words, no more precise than it is: `26–28 Aug 2021`.
fn short_date(iso: &str) -> String {
    let Some((start, end)) = iso.split_once('/') else {
        return one_date(iso);
    };
    let day = start
        .rsplit('-')
        .next()
        .map(|day| day.trim_start_matches('0'));
    match (start.get(..8), end.get(..8), day) {
        (Some(a), Some(b), Some(day)) if a == b => format!("{day}–{}", one_date(end)),
        _ => format!("{}–{}", one_date(start), one_date(end)),
    }
}

fn one_date(iso: &str) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut parts = iso.split('-');
    let year = parts.next().unwrap_or_default();
    let month = parts
        .next()
        .and_then(|month| month.parse::<usize>().ok())
        .and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let day = parts.next().map(|day| day.trim_start_matches('0'));
    match (month, day) {
        (Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(month), None) => format!("{month} {year}"),
        _ => year.to_owned(),
    }
}

fn place_size_pt(rank: u8, zoom: f64) -> f32 {
    let size = [12.5, 11.5, 11.0, 10.5, 10.0, 9.5][usize::from(rank.min(5))];
    size + ((zoom as f32 - 6.0) * 0.4).clamp(-0.8, 1.5)
}

/// Size of a settlement's dot, screen points.
pub(super) fn dot_size_pt(rank: u8, zoom: f64) -> f32 {
    let size = [8.0, 6.0, 5.4, 4.8, 4.2, 3.8][usize::from(rank.min(5))];
    size * (0.85 + 0.05 * (zoom as f32 - 5.0)).clamp(0.85, 1.15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settlements_stand_without_their_country() {
        assert_eq!(without_country("نوایی، ازبکستان"), "نوایی");
        assert_eq!(without_country("Termez"), "Termez");
    }

    #[test]
    fn dates_are_no_more_precise_than_their_source() {
        assert_eq!(short_date("2022-04-08"), "8 Apr 2022");
        assert_eq!(short_date("2021-08-26/2021-08-28"), "26–28 Aug 2021");
        assert_eq!(short_date("2015/2024"), "2015–2024");
        assert_eq!(short_date("2023-12"), "Dec 2023");
        assert_eq!(short_date("2023"), "2023");
    }
}
