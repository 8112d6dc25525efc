//! A choice of palettes, each shown by its colours.
use egui::{ComboBox, Rect, Response, Sense, Ui, pos2, vec2};

use super::named;
use crate::model::{Palette, PaletteKind};
use crate::ui::theme::color;

/// Width of the longest name, with what is before it, screen points.
const TITLE_PT: f32 = 76.0;
/// Width of the colours in the list, screen points.
const SWATCHES_PT: f32 = 104.0;

/// A palette of one of these kinds by its name; whether another was chosen.
pub(super) fn palette_ui(
    ui: &mut Ui,
    name: &str,
    chosen: &mut String,
    kinds: &[PaletteKind],
) -> bool {
    let current = Palette::ramp(chosen);
    let mut picked = None;
    let response = named(ui, name, |ui| {
        ComboBox::from_id_salt(name)
            .selected_text(current.title())
            .width(ui.available_width() - 4.0)
            .height(320.0)
            .show_ui(ui, |ui| {
                let fits = |palette: &Palette| kinds.contains(&palette.kind());
                for palette in Palette::all().filter(fits) {
                    let palette = palette.reversed(current.is_reversed());
                    if entry_ui(ui, palette, palette == current).clicked() {
                        picked = Some(palette.name());
                        ui.close();
                    }
                }
            })
            .response
    });
    // The chosen one's colours between its name and the arrow.
    let strip = Rect::from_min_max(
        response.rect.left_top() + vec2(TITLE_PT, 5.0),
        response.rect.right_bottom() - vec2(24.0, 5.0),
    );
    if strip.width() > 12.0 {
        paint(ui, current, strip);
    }
    match picked {
        Some(name) if name != *chosen => {
            *chosen = name;
            true
        }
        _ => false,
    }
}

fn entry_ui(ui: &mut Ui, palette: Palette, selected: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(SWATCHES_PT + 96.0, 20.0), Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, selected, palette.title())
    });
    let visuals = ui.style().interact_selectable(&response, selected);
    if selected || response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 2.0, visuals.weak_bg_fill);
    }
    let strip = Rect::from_min_size(rect.min + vec2(4.0, 3.0), vec2(SWATCHES_PT, 14.0));
    paint(ui, palette, strip);
    ui.painter().text(
        pos2(strip.right() + 8.0, rect.center().y),
        egui::Align2::LEFT_CENTER,
        palette.title(),
        egui::TextStyle::Body.resolve(ui.style()),
        visuals.text_color(),
    );
    let hint = match palette.kind() {
        PaletteKind::Qualitative => format!(
            "The first {} can be told apart by colour-blind readers",
            palette.safe()
        ),
        PaletteKind::Sequential => "From little to much; safe for colour-blind readers".to_owned(),
        PaletteKind::Diverging => {
            "From one extreme to the other; safe for colour-blind readers".to_owned()
        }
    };
    response.on_hover_text(hint)
}

/// The colours side by side.
pub(super) fn paint(ui: &Ui, palette: Palette, rect: Rect) {
    let colors = if palette.kind() == PaletteKind::Qualitative {
        palette.colors(palette.len())
    } else {
        palette.colors(24)
    };
    let each = rect.width() / colors.len() as f32;
    for (index, one) in colors.into_iter().enumerate() {
        let left = rect.left() + each * index as f32;
        let part = Rect::from_min_size(pos2(left, rect.top()), vec2(each + 0.5, rect.height()));
        ui.painter()
            .rect_filled(part.intersect(rect), 0.0, color(one));
    }
    let edge = ui.visuals().widgets.noninteractive.bg_stroke;
    ui.painter()
        .rect_stroke(rect, 0.0, edge, egui::StrokeKind::Outside);
}
