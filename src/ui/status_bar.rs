//! The line at the bottom: where the pointer is, how high and in which country, and the scale.
use egui::{Align, Label, Layout, RichText, Ui};

use super::{PanelContext, format};
use crate::geodesy::mercator::meters_per_pt;
use crate::geodesy::notation::format_decimal;

/// Screen points to a metre on a screen of 96 points to the inch, the usual convention.
const PT_PER_M: f64 = 96.0 / 0.0254;

/// Show the status bar.
pub fn status_bar(ui: &mut Ui, ctx: &PanelContext<'_>) {
    // A line of its own height.
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let view = ctx.state.session().viewport;
            let scale = meters_per_pt(view.center.lat_deg(), view.zoom) * PT_PER_M;
            ui.label(format!("1 : {}", format::thousands(rounded(scale))))
                .on_hover_text(
                    "Scale at the middle of the map on a screen of 96 points to the inch",
                );
            ui.separator();
            ui.label(format!("Zoom {:.1}", view.zoom));
            let found = ctx.state.session().hovered.len();
            if found > 1 {
                ui.separator();
                ui.label(format!("{found} features here, Tab for the next"));
            }
            // What is left of the line.
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                pointer_ui(ui, ctx);
            });
        });
    });
}

/// What is under the pointer.
fn pointer_ui(ui: &mut Ui, ctx: &PanelContext<'_>) {
    let Some(position) = ctx.layout.pointer else {
        let hint = "Drag to move, wheel to zoom, click a symbol for its details, right click for \
                    distances";
        ui.add(Label::new(RichText::new(hint).weak()).truncate());
        return;
    };
    ui.label(format_decimal(position));
    if let Some(elevation) = ctx.elevation.and_then(|grid| grid.elevation(position)) {
        ui.separator();
        ui.label(format!("about {:.0} m", elevation.0))
            .on_hover_text("Elevation from a 30 arc-second grid (GLOBE, NOAA 1999)");
    }
    if let Some(country) = ctx.state.derived().borders().country(position) {
        let atlas = ctx.state.atlas();
        let name = atlas.country(country).map_or(country, |country| {
            country.names.in_language(crate::model::Language::English)
        });
        ui.separator();
        ui.add(Label::new(name).truncate());
    }
}

/// Two significant figures: a scale on screen is no more exact.
fn rounded(scale: f64) -> u64 {
    let magnitude = 10_f64.powf(scale.max(1.0).log10().floor() - 1.0);
    ((scale / magnitude).round() * magnitude) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_reads_as_maps_print_it() {
        assert_eq!(format::thousands(rounded(6_543_210.0)), "6,500,000");
        assert_eq!(format::thousands(rounded(999.0)), "1,000");
    }
}
