//! Fonts and colours of the interface. The colours of the map are `scene::theme`'s.
use std::sync::Arc;

use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Stroke,
    TextStyle, Theme,
};

use super::InterfaceTheme;
use crate::model::Rgba;
use crate::scene::Face;
use crate::scene::text::font_bytes;

const FIGURES: &[u8] = include_bytes!("../../assets/fonts/Figures.ttf");

/// The interface's own family for what is bold.
pub fn bold() -> FontFamily {
    FontFamily::Name("bold".into())
}

/// The interface's own family for figures of one width, where numbers stand below each other.
pub fn figures() -> FontFamily {
    FontFamily::Name("figures".into())
}

/// Install fonts and styles; before the first frame, in the window and in every test.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    ctx.all_styles_mut(|style| {
        let size = |points| FontId::new(points, FontFamily::Proportional);
        style.text_styles = [
            (TextStyle::Small, size(11.5)),
            (TextStyle::Body, size(13.5)),
            (TextStyle::Button, size(13.5)),
            (TextStyle::Heading, FontId::new(17.0, bold())),
            (TextStyle::Monospace, size(13.0)),
        ]
        .into();
        style.spacing.item_spacing = egui::vec2(8.0, 5.0);
        style.spacing.button_padding = egui::vec2(7.0, 3.0);
        style.spacing.interact_size.y = 22.0;
        // A bar that one is about to take covers nothing.
        style.spacing.scroll.floating_allocated_width = style.spacing.scroll.bar_width;
        style.visuals.widgets.noninteractive.corner_radius = CornerRadius::same(4);
    });
    ctx.set_visuals_of(Theme::Light, light());
    ctx.set_visuals_of(Theme::Dark, dark());
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
}

/// Light the interface as asked.
pub fn apply(ctx: &Context, theme: InterfaceTheme) {
    ctx.set_theme(match theme {
        InterfaceTheme::System => egui::ThemePreference::System,
        InterfaceTheme::Light => egui::ThemePreference::Light,
        InterfaceTheme::Dark => egui::ThemePreference::Dark,
    });
}

/// A colour of the map for egui.
pub fn color(Rgba(red, green, blue, alpha): Rgba) -> Color32 {
    Color32::from_rgba_unmultiplied(red, green, blue, alpha)
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let faces = [
        ("sans", Face::Sans),
        ("sans bold", Face::SansBold),
        ("arabic", Face::Arabic),
        ("arabic bold", Face::ArabicBold),
    ];
    for (name, face) in faces {
        fonts.font_data.insert(
            name.to_owned(),
            Arc::new(FontData::from_static(font_bytes(face))),
        );
    }
    fonts.font_data.insert(
        "figures".to_owned(),
        Arc::new(FontData::from_static(FIGURES)),
    );
    let family = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    fonts
        .families
        .insert(FontFamily::Proportional, family(["sans", "arabic"]));
    fonts
        .families
        .insert(FontFamily::Monospace, family(["sans", "arabic"]));
    fonts.families.insert(figures(), family(["sans", "arabic"]));
    fonts
        .families
        .insert(bold(), family(["sans bold", "arabic bold"]));
    fonts
}

fn light() -> egui::Visuals {
    let mut visuals = egui::Visuals::light();
    let ink = color(Rgba::hex(0x001f_2933));
    let accent = color(Rgba::hex(0x001d_6a8a));
    visuals.override_text_color = None;
    visuals.panel_fill = color(Rgba::hex(0x00f7_f6f3));
    visuals.window_fill = color(Rgba::hex(0x00fb_faf8));
    visuals.extreme_bg_color = Color32::WHITE;
    visuals.faint_bg_color = color(Rgba::hex(0x00ef_ede8));
    visuals.hyperlink_color = accent;
    visuals.selection.bg_fill = color(Rgba::hex(0x00c6_e0ea));
    visuals.selection.stroke = Stroke::new(1.0, color(Rgba::hex(0x0012_4b63)));
    visuals.widgets.noninteractive.fg_stroke.color = ink;
    visuals.widgets.inactive.fg_stroke.color = ink;
    visuals.widgets.noninteractive.bg_stroke.color = color(Rgba::hex(0x00dc_d8d0));
    // Boxes and fields are seen on the ground of the panels by their edge.
    visuals.widgets.inactive.bg_stroke = Stroke::new(1.0, color(Rgba::hex(0x00b4_aea3)));
    visuals.weak_text_color = Some(color(Rgba::hex(0x005b_6670)));
    visuals.error_fg_color = color(Rgba::hex(0x00b3_261e));
    visuals.warn_fg_color = color(Rgba::hex(0x008f_4a00));
    visuals
}

fn dark() -> egui::Visuals {
    let mut visuals = egui::Visuals::dark();
    let ink = color(Rgba::hex(0x00dd_e3e8));
    visuals.panel_fill = color(Rgba::hex(0x001b_2127));
    visuals.window_fill = color(Rgba::hex(0x0020_272e));
    visuals.extreme_bg_color = color(Rgba::hex(0x0012_171c));
    visuals.faint_bg_color = color(Rgba::hex(0x0024_2c34));
    visuals.hyperlink_color = color(Rgba::hex(0x0078_c5e0));
    visuals.selection.bg_fill = color(Rgba::hex(0x0021_5468));
    visuals.selection.stroke = Stroke::new(1.0, color(Rgba::hex(0x00d6_f1fb)));
    visuals.widgets.noninteractive.fg_stroke.color = ink;
    visuals.widgets.inactive.fg_stroke.color = ink;
    visuals.widgets.noninteractive.bg_stroke.color = color(Rgba::hex(0x0038_424b));
    visuals.widgets.inactive.bg_stroke = Stroke::new(1.0, color(Rgba::hex(0x0052_5e69)));
    visuals.weak_text_color = Some(color(Rgba::hex(0x0097_a3ad)));
    visuals.error_fg_color = color(Rgba::hex(0x00ff_8a80));
    visuals.warn_fg_color = color(Rgba::hex(0x00ff_b866));
    visuals
}
