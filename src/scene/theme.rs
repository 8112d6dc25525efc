//! Every colour of the map but those of the terrain, for each basemap theme. Incident colours
//! follow Okabe and Ito, Color Universal Design (2008), darkened or lightened for the ground.
use crate::model::{BasemapTheme, IncidentKind, Rgba};

/// Below this two colours are one to the eye: the first of nine greens is 1.04 from white, the
/// third 1.3.
const LEAST_RIM_CONTRAST: f64 = 1.2;

/// The colours of one basemap theme.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// The open sea, below everything.
    pub sea: Rgba,
    /// Where the atlas knows neither land nor sea.
    pub unknown: Rgba,
    /// Land beyond the relief, and all land where there is no relief.
    pub land: Rgba,
    /// Coast of the wider world.
    pub coast: Rgba,
    /// Lakes and seas.
    pub water: Rgba,
    /// Their shores.
    pub shore: Rgba,
    /// Rivers.
    pub river: Rgba,
    /// Meridians and parallels.
    pub graticule: Rgba,
    /// Province lines.
    pub province: Rgba,
    /// Borders.
    pub border: Rgba,
    /// The soft band along a border.
    pub border_band: Rgba,
    /// Names of countries.
    pub country_name: Rgba,
    /// Names of provinces.
    pub province_name: Rgba,
    /// Names of waters.
    pub water_name: Rgba,
    /// Names of places, and their dots.
    pub place_name: Rgba,
    /// Inside of a place's dot.
    pub place_fill: Rgba,
    /// Around all names.
    pub halo: Rgba,
    /// What the article names as context.
    pub context: Rgba,
    /// Positions from opened files.
    pub opened: Rgba,
    /// Around symbols.
    pub casing: Rgba,
    /// Inside of hollow symbols.
    pub hollow: Rgba,
    /// Incident titles.
    pub incident_name: Rgba,
    /// Ring around what is selected, and lines that measure from it.
    pub selection: Rgba,
    /// Ground of panels in the map surround.
    pub panel: Rgba,
    /// Outline of panels.
    pub panel_edge: Rgba,
    /// Text in panels.
    pub text: Rgba,
    /// Less important text in panels.
    pub text_quiet: Rgba,
    /// Rocket launches, rocket impacts, bombings, armed attacks, shootings, foiled attacks.
    incidents: [Rgba; 6],
}

const LIGHT: Theme = Theme {
    sea: Rgba::hex(0xA9_C8DC),
    unknown: Rgba::hex(0xBF_C8CD),
    land: Rgba::hex(0xE6_E4CE),
    coast: Rgba::hex(0x7F_A3BA),
    water: Rgba::hex(0xA4_C6DD),
    shore: Rgba::hex(0x5F_90B2),
    river: Rgba::hex(0x4A_84AE),
    graticule: Rgba(60, 70, 80, 70),
    province: Rgba(92, 72, 84, 170),
    border: Rgba::hex(0x5B_2D52),
    border_band: Rgba(150, 84, 140, 74),
    country_name: Rgba::hex(0x4B_2A45),
    province_name: Rgba::hex(0x56_3C4C),
    water_name: Rgba::hex(0x18_4870),
    place_name: Rgba::hex(0x1B_1C20),
    place_fill: Rgba::hex(0xFF_FFFF),
    halo: Rgba(252, 250, 244, 215),
    context: Rgba::hex(0x5B_4A8A),
    opened: Rgba::hex(0x1B_1C20),
    casing: Rgba::hex(0xFF_FFFF),
    hollow: Rgba::hex(0xFF_FFFF),
    incident_name: Rgba::hex(0x6B_1F12),
    selection: Rgba::hex(0x10_1014),
    panel: Rgba(252, 251, 247, 250),
    panel_edge: Rgba(90, 90, 90, 110),
    text: Rgba::hex(0x22_2327),
    text_quiet: Rgba::hex(0x55_585F),
    incidents: [
        Rgba::hex(0x00_5F9E),
        Rgba::hex(0xC8_4A00),
        Rgba::hex(0x8A_1F5A),
        Rgba::hex(0xB8_7A00),
        Rgba::hex(0x00_7A5A),
        Rgba::hex(0x4C_535C),
    ],
};

const DARK: Theme = Theme {
    sea: Rgba::hex(0x12_1F2A),
    unknown: Rgba::hex(0x1D_2226),
    land: Rgba::hex(0x26_2A2B),
    coast: Rgba::hex(0x35_5063),
    water: Rgba::hex(0x18_3446),
    shore: Rgba::hex(0x45_7592),
    river: Rgba::hex(0x4C_88AC),
    graticule: Rgba(220, 225, 230, 50),
    province: Rgba(214, 200, 208, 120),
    border: Rgba::hex(0xF2_DDA6),
    border_band: Rgba(240, 200, 110, 52),
    country_name: Rgba::hex(0xF4_E6C3),
    province_name: Rgba::hex(0xE0_D3D7),
    water_name: Rgba::hex(0x9C_D0F0),
    place_name: Rgba::hex(0xF6_F5F0),
    place_fill: Rgba::hex(0x1A_1C1F),
    halo: Rgba(14, 17, 20, 215),
    context: Rgba::hex(0xC9_BBF2),
    opened: Rgba::hex(0xF6_F5F0),
    casing: Rgba::hex(0x0E_1114),
    hollow: Rgba::hex(0x16_191C),
    incident_name: Rgba::hex(0xFF_D9C4),
    selection: Rgba::hex(0xFF_FFFF),
    panel: Rgba(20, 23, 27, 250),
    panel_edge: Rgba(200, 200, 200, 80),
    text: Rgba::hex(0xF1_F0EC),
    text_quiet: Rgba::hex(0xB4_B8BD),
    incidents: [
        Rgba::hex(0x5C_BDF5),
        Rgba::hex(0xFF_8A3D),
        Rgba::hex(0xF0_86C0),
        Rgba::hex(0xF5_C242),
        Rgba::hex(0x35_D0A5),
        Rgba::hex(0xC9_CED4),
    ],
};

const PLAIN: Theme = Theme {
    sea: Rgba::hex(0xC9_DCE7),
    unknown: Rgba::hex(0xDA_DFE2),
    land: Rgba::hex(0xF6_F4EE),
    coast: Rgba::hex(0x8F_B0C4),
    water: Rgba::hex(0xC2_D8E5),
    shore: Rgba::hex(0x86_AAC1),
    river: Rgba::hex(0x7B_A6C2),
    border_band: Rgba(150, 84, 140, 58),
    ..LIGHT
};

impl Theme {
    /// The colours of a basemap theme.
    #[must_use]
    pub const fn of(basemap: BasemapTheme) -> &'static Self {
        match basemap {
            BasemapTheme::Light => &LIGHT,
            BasemapTheme::Dark => &DARK,
            BasemapTheme::Plain => &PLAIN,
        }
    }

    /// The rim of a symbol of this colour: the casing, or what stands out from it and from symbols
    /// that are nearly as light or dark.
    #[must_use]
    pub fn rim(&self, color: Rgba) -> Rgba {
        if contrast(color, self.casing) < LEAST_RIM_CONTRAST {
            self.text_quiet
        } else {
            self.casing
        }
    }

    /// The colour of an incident's symbol; the shape says more.
    #[must_use]
    pub const fn incident(&self, kind: IncidentKind) -> Rgba {
        self.incidents[match kind {
            IncidentKind::RocketLaunch => 0,
            IncidentKind::RocketImpact | IncidentKind::RocketAttack => 1,
            IncidentKind::SuicideBombing | IncidentKind::Bombing => 2,
            IncidentKind::ArmedAttack => 3,
            IncidentKind::Shooting => 4,
            IncidentKind::FoiledAttack => 5,
        }]
    }
}

/// WCAG 2.2, relative luminance.
pub(super) fn luminance(color: Rgba) -> f64 {
    let channel = |value: u8| {
        let s = f64::from(value) / 255.0;
        if s <= 0.040_45 {
            s / 12.92
        } else {
            ((s + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(color.0) + 0.7152 * channel(color.1) + 0.0722 * channel(color.2)
}

/// Contrast ratio by the same, from 1.
fn contrast(a: Rgba, b: Rgba) -> f64 {
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2.2, 1.4.3: 4.5 to 1 for text, here against the ground and against its own halo.
    #[test]
    fn names_and_panel_text_stand_out() {
        for basemap in BasemapTheme::ALL {
            let theme = Theme::of(basemap);
            for (name, color) in [
                ("place", theme.place_name),
                ("country", theme.country_name),
                ("province", theme.province_name),
                ("incident", theme.incident_name),
            ] {
                assert!(contrast(color, theme.land) >= 4.5, "{name} {basemap:?}");
                assert!(contrast(color, theme.halo) >= 4.5, "{name} {basemap:?}");
            }
            assert!(
                contrast(theme.water_name, theme.water) >= 4.5,
                "{basemap:?}"
            );
            assert!(contrast(theme.text, theme.panel) >= 4.5);
            assert!(contrast(theme.text_quiet, theme.panel) >= 4.5);
        }
    }

    /// WCAG 2.2, 1.4.11: 3 to 1 for what graphics need to be understood.
    #[test]
    fn symbols_stand_out_from_their_casing() {
        for basemap in BasemapTheme::ALL {
            let theme = Theme::of(basemap);
            for kind in IncidentKind::ALL {
                let contrast = contrast(theme.incident(kind), theme.casing);
                assert!(contrast >= 3.0, "{kind:?} {basemap:?} {contrast}");
            }
        }
    }

    #[test]
    fn the_lightest_of_a_ramp_keeps_a_rim() {
        let theme = Theme::of(BasemapTheme::Light);
        let pale = crate::model::Palette::ramp("Greens").at(0.0);
        assert!(contrast(theme.rim(pale), pale) > 3.0);
        assert_eq!(theme.rim(Rgba::hex(0x00_441B)), theme.casing);
    }
}
