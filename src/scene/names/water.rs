//! Names of lakes, seas and rivers: blue italics, along the line of a river.
use super::{Naming, priority};
use crate::geodesy::mercator::meters_per_pt;
use crate::model::LayerKind;
use crate::scene::Face;
use crate::scene::label::{LabelKind, LineSide};
use crate::spatial::LineLayer;

impl Naming<'_> {
    pub(super) fn waters(&mut self) {
        for water in &self.canvas.detail.atlas().water {
            let Some(label) = water.label else { continue };
            let across_m = water.area_km2.sqrt() * 1000.0;
            let across_pt = (across_m / meters_per_pt(label.lat_deg(), self.canvas.zoom)) as f32;
            let center = self.canvas.frame.place(label);
            if across_pt < 24.0 || !self.canvas.frame.shows(center) {
                continue;
            }
            let size_pt = (8.5 + across_pt / 40.0).clamp(9.5, 15.0);
            let spacing = if across_pt > 250.0 { 0.12 } else { 0.02 };
            let style = self.style(Face::Italic, size_pt, spacing, self.canvas.theme.water_name);
            let name = self.of(&water.names);
            // Beside a lake too small to hold its name.
            let kind = if across_pt > name.chars().count() as f32 * size_pt * 0.3 {
                LabelKind::Area {
                    center,
                    max_width_pt: across_pt.max(80.0) * 1.2,
                }
            } else {
                LabelKind::Point {
                    at: center,
                    radius_pt: across_pt * 0.35,
                }
            };
            let first = if water.area_km2 > 50_000.0 {
                priority::SEA
            } else {
                priority::WATER
            };
            self.add(LayerKind::Water, first, &name, style, kind);
        }
    }

    pub(super) fn rivers(&mut self) {
        const FROM_ZOOM: [f64; 8] = [5.0, 5.6, 6.3, 7.5, 8.5, 9.2, 9.5, 9.8];
        let rivers = &self.canvas.detail.atlas().rivers;
        let lines = self
            .canvas
            .detail
            .lines(LineLayer::Rivers, self.canvas.zoom.min(9.0));
        for (part, points) in lines.iter() {
            let river = &rivers[part.feature];
            let name = self.of(&river.names);
            if name.is_empty()
                || self.canvas.zoom < FROM_ZOOM[usize::from(river.rank.min(7))]
                || !self.in_view(&part.bounds)
            {
                continue;
            }
            let size_pt = (11.5 - 0.4 * f32::from(river.rank)).max(9.5);
            let style = self.style(Face::Italic, size_pt, 0.06, self.canvas.theme.water_name);
            let kind = self.line(points, LineSide::Above);
            self.add(
                LayerKind::Rivers,
                priority::RIVER + u32::from(river.rank),
                &name,
                style,
                kind,
            );
        }
    }
}
