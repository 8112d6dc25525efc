//! A small picture of how a layer is drawn.
use egui::{Color32, Pos2, Sense, Shape, Stroke, Ui, pos2, vec2};

use crate::model::table::GeometryKind;
use crate::model::{Coloring, LoadReport, Marker, Palette, PointDrawing, Rgba, Style};
use crate::ui::theme::color;

const SIZE_PT: f32 = 14.0;

/// Show a symbol, a line or an area, by what the layer has most of.
pub(super) fn swatch(ui: &mut Ui, style: &Style, report: Option<&LoadReport>) {
    let (rect, _) = ui.allocate_exact_size(vec2(SIZE_PT, SIZE_PT), Sense::hover());
    let colors = colors(style);
    let main = colors.first().copied().unwrap_or(Color32::GRAY);
    let outline = style.outline.map_or(main.gamma_multiply(0.7), color);
    let painter = ui.painter();
    match most_frequent(report) {
        GeometryKind::LineString | GeometryKind::MultiLineString => {
            let stroke = Stroke::new(style.width_pt.clamp(1.5, 4.0), main);
            painter.line_segment([rect.left_bottom(), rect.right_top()], stroke);
        }
        GeometryKind::Polygon | GeometryKind::MultiPolygon => {
            let rect = rect.shrink2(vec2(0.0, 2.0));
            let width = rect.width() / colors.len().max(1) as f32;
            for (index, &part) in colors.iter().enumerate() {
                let left = rect.left() + width * index as f32;
                let part_rect = rect.with_min_x(left).with_max_x(left + width);
                let opacity = style.fill_opacity.max(0.25);
                painter.rect_filled(part_rect, 0.0, part.gamma_multiply(opacity));
            }
            let stroke = Stroke::new(1.2, outline);
            painter.rect_stroke(rect, 1.0, stroke, egui::StrokeKind::Inside);
        }
        _ if colors.len() > 1 => {
            for (index, &part) in colors.iter().take(3).enumerate() {
                let center = rect.center() + vec2((index as f32 - 1.0) * 4.5, 0.0);
                painter.circle(center, 3.6, part, Stroke::new(0.8, ui.visuals().panel_fill));
            }
        }
        _ => {
            let points = outline_of(style.marker, rect.center(), SIZE_PT * 0.42);
            let stroke = Stroke::new(1.0, outline);
            match points {
                Some(points) => {
                    painter.add(Shape::convex_polygon(points, main, stroke));
                }
                None => {
                    painter.circle(rect.center(), SIZE_PT * 0.38, main, stroke);
                }
            }
        }
    }
}

/// The colours a layer has, as many as a swatch can show.
fn colors(style: &Style) -> Vec<Color32> {
    const MOST: usize = 4;
    let ramp = |palette: &str| -> Vec<Color32> {
        let colors = Palette::ramp(palette).colors(MOST);
        colors.into_iter().map(color).collect()
    };
    let spread = |all: Vec<Rgba>| -> Vec<Color32> {
        let step = all.len().div_ceil(MOST).max(1);
        all.into_iter().step_by(step).map(color).collect()
    };
    if matches!(style.points, PointDrawing::Density | PointDrawing::HeatMap) {
        return ramp(&style.density_palette);
    }
    match &style.coloring {
        Coloring::Single { color: only } => vec![color(*only)],
        Coloring::Categories { classes, .. } => {
            spread(classes.iter().map(|(_, color)| *color).collect())
        }
        Coloring::Graduated { colors, .. } => spread(colors.clone()),
        Coloring::Continuous { palette, .. } => ramp(palette),
    }
}

fn most_frequent(report: Option<&LoadReport>) -> GeometryKind {
    let geometries = report.into_iter().flat_map(|report| &report.geometries);
    geometries
        .max_by_key(|(_, count)| **count)
        .map_or(GeometryKind::Point, |(kind, _)| *kind)
}

/// The corners of a marker that is convex enough to be filled; `None` for a disc.
fn outline_of(marker: Marker, center: Pos2, radius: f32) -> Option<Vec<Pos2>> {
    let corners = |turns: &[f32]| {
        let at = |turn: &f32| {
            let (sin, cos) = (turn * std::f32::consts::TAU).sin_cos();
            pos2(center.x + radius * 1.2 * sin, center.y - radius * 1.2 * cos)
        };
        Some(turns.iter().map(at).collect())
    };
    match marker {
        Marker::Circle | Marker::Star | Marker::Cross => None,
        Marker::Square => corners(&[0.125, 0.375, 0.625, 0.875]),
        Marker::Triangle => corners(&[0.0, 1.0 / 3.0, 2.0 / 3.0]),
        Marker::Diamond => corners(&[0.0, 0.25, 0.5, 0.75]),
    }
}
