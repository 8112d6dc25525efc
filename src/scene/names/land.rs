//! Names of countries and provinces, and what is to be said of borders.
use super::{Naming, SUBJECT, priority};
use crate::geodesy::{Position, lon_lat};
use crate::model::{BorderStatus, LayerKind};
use crate::scene::Face;
use crate::scene::label::{LabelKind, LabelStyle, LineSide};
use crate::spatial::LineLayer;

/// Where large countries are named a second time, so that their part of the atlas is named too.
const SECOND_NAMES: [(&str, Position); 5] = [
    ("PAK", lon_lat(70.6, 30.6)),
    ("CHN", lon_lat(78.6, 39.6)),
    ("IND", lon_lat(76.2, 29.0)),
    ("KAZ", lon_lat(71.0, 45.0)),
    ("IRN", lon_lat(58.2, 34.4)),
];

impl Naming<'_> {
    pub(super) fn countries(&mut self) {
        let zoom = self.canvas.zoom as f32;
        if zoom > 9.0 {
            return;
        }
        let detail = self.canvas.detail;
        let atlas = detail.atlas();
        let size = (9.5 + 1.9 * (zoom - 3.0)).clamp(9.5, 17.0);
        let style = self.style(Face::SansBold, size, 0.16, self.canvas.theme.country_name);
        for (index, country) in atlas.countries.iter().enumerate() {
            let name = self.capitals(&country.names);
            let room = self.across_pt(&detail.country_box(index)) * 0.95;
            let second = SECOND_NAMES.iter().filter(|(id, _)| *id == country.id);
            let mut named: Vec<[f32; 2]> = Vec::new();
            for at in std::iter::once(country.label).chain(second.map(|(_, at)| *at)) {
                let center = self.canvas.frame.place(at);
                let near =
                    |other: &[f32; 2]| (other[0] - center[0]).hypot(other[1] - center[1]) < 520.0;
                if named.iter().any(near) {
                    continue;
                }
                named.push(center);
                if self.canvas.frame.shows(center) {
                    let kind = LabelKind::Area {
                        center,
                        max_width_pt: room,
                    };
                    let subject = u32::from(!SUBJECT.contains(&country.id.as_str()));
                    self.add(
                        LayerKind::Places,
                        priority::COUNTRY + subject,
                        &name,
                        style,
                        kind,
                    );
                }
            }
        }
        for area in atlas
            .world
            .iter()
            .filter(|area| atlas.country(&area.id).is_none())
        {
            let Some(center) = area.label.map(|label| self.canvas.frame.place(label)) else {
                continue;
            };
            if self.canvas.frame.shows(center) && zoom >= 3.5 {
                let name = self.capitals(&area.names);
                let style = LabelStyle {
                    size_pt: size * 0.85,
                    ..style
                };
                let kind = LabelKind::Area {
                    center,
                    max_width_pt: 60.0 * (zoom - 2.0),
                };
                self.add(LayerKind::Places, priority::COUNTRY + 2, &name, style, kind);
            }
        }
    }

    pub(super) fn provinces(&mut self) {
        let zoom = self.canvas.zoom;
        if !(6.4..11.0).contains(&zoom) {
            return;
        }
        let detail = self.canvas.detail;
        let size_pt = (8.5 + 0.8 * (zoom as f32 - 6.0)).clamp(8.5, 11.0);
        let style = self.style(Face::Sans, size_pt, 0.14, self.canvas.theme.province_name);
        for (index, province) in detail.atlas().provinces.iter().enumerate() {
            let center = self.canvas.frame.place(province.label);
            if self.canvas.frame.shows(center) {
                let kind = LabelKind::Area {
                    center,
                    max_width_pt: self.across_pt(&detail.province_box(index)),
                };
                let name = self.capitals(&province.names);
                self.add(LayerKind::Provinces, priority::PROVINCE, &name, style, kind);
            }
        }
    }

    /// What a reader must know about a disputed border, along it.
    pub(super) fn border_notes(&mut self) {
        if self.canvas.zoom < 6.0 {
            return;
        }
        let detail = self.canvas.detail;
        let style = self.style(Face::Sans, 9.0, 0.04, self.canvas.theme.border);
        for (part, points) in detail
            .lines(LineLayer::Borders, self.canvas.zoom.min(9.0))
            .iter()
        {
            let border = &detail.atlas().borders[part.feature];
            if border.status == BorderStatus::Disputed && self.in_view(&part.bounds) {
                let note = border
                    .note
                    .as_deref()
                    .and_then(|note| note.split([':', ';']).next());
                if let Some(note) = note {
                    let kind = self.line(points, LineSide::Above);
                    self.add(LayerKind::Borders, priority::BORDER, note, style, kind);
                }
            }
        }
    }
}
