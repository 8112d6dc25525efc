//! The colours of the relief: the hypsometric scale of each theme and what light and shadow do to
//! it.
use std::sync::LazyLock;

use crate::model::{BasemapTheme, Rgba};

/// Metres between entries of the lookup table.
const STEP_M: f32 = 4.0;
const ENTRIES: usize = 2200;

const LIGHT: [(f32, Rgba); 12] = [
    (0.0, Rgba::hex(0x00D3_DBC3)),
    (150.0, Rgba::hex(0x00DA_E0C6)),
    (400.0, Rgba::hex(0x00E5_E4CA)),
    (800.0, Rgba::hex(0x00EE_E3C5)),
    (1400.0, Rgba::hex(0x00EA_D7B4)),
    (2200.0, Rgba::hex(0x00DE_C3A0)),
    (3000.0, Rgba::hex(0x00CF_B097)),
    (3800.0, Rgba::hex(0x00C3_AB9D)),
    (4500.0, Rgba::hex(0x00C4_B8B2)),
    (5100.0, Rgba::hex(0x00D8_D5D6)),
    (5800.0, Rgba::hex(0x00EF_F1F4)),
    (7000.0, Rgba::hex(0x00FD_FDFE)),
];

const DARK: [(f32, Rgba); 11] = [
    (0.0, Rgba::hex(0x0020_2B2C)),
    (150.0, Rgba::hex(0x0023_2E2E)),
    (450.0, Rgba::hex(0x0029_3231)),
    (900.0, Rgba::hex(0x0031_3735)),
    (1500.0, Rgba::hex(0x003A_3D39)),
    (2300.0, Rgba::hex(0x0045_443F)),
    (3200.0, Rgba::hex(0x004F_4C48)),
    (4000.0, Rgba::hex(0x005A_5857)),
    (4700.0, Rgba::hex(0x0068_696B)),
    (5400.0, Rgba::hex(0x0075_787D)),
    (7000.0, Rgba::hex(0x0088_8C92)),
];

/// The hypsometric scale of a theme: elevations in metres, ascending, and the colour of flat
/// ground there; between them colours change linearly in sRGB. Empty where relief is not painted.
#[must_use]
pub fn hypsometric_stops(theme: BasemapTheme) -> &'static [(f32, Rgba)] {
    match theme {
        BasemapTheme::Light => &LIGHT,
        BasemapTheme::Dark => &DARK,
        BasemapTheme::Plain => &[],
    }
}

/// What colours elevation and shade become in one theme. Channels are 0 to 255.
pub(super) struct Palette {
    tints: Vec<[f32; 3]>,
    /// How much each channel loses in full shadow: blue least, so that shadows are cool.
    shadow: [f32; 3],
    /// Towards which colour full light goes.
    light: [f32; 3],
    /// How far full light goes there.
    light_strength: f32,
}

impl Palette {
    /// The palette of a theme, `None` where relief is not painted.
    pub fn of(theme: BasemapTheme) -> Option<&'static Self> {
        static LIGHT: LazyLock<Palette> = LazyLock::new(|| Palette {
            tints: table(hypsometric_stops(BasemapTheme::Light)),
            shadow: [1.05, 1.0, 0.84],
            light: [255.0, 249.0, 232.0],
            light_strength: 0.62,
        });
        static DARK: LazyLock<Palette> = LazyLock::new(|| Palette {
            tints: table(hypsometric_stops(BasemapTheme::Dark)),
            shadow: [1.12, 1.04, 0.90],
            light: [176.0, 172.0, 160.0],
            light_strength: 0.6,
        });
        match theme {
            BasemapTheme::Light => Some(&LIGHT),
            BasemapTheme::Dark => Some(&DARK),
            BasemapTheme::Plain => None,
        }
    }

    /// The colour of ground at an elevation under a tone: 0 as on a plain, -1 in full shadow, 1 in
    /// full light. A channel's fraction is rounded up where it exceeds `1 - threshold`.
    pub fn color(&self, elevation_m: f32, tone: f32, threshold: f32) -> [u8; 3] {
        let entry = (elevation_m / STEP_M).clamp(0.0, (ENTRIES - 1) as f32) as usize;
        let tint = self.tints.get(entry).copied().unwrap_or_default();
        let shade = (-tone).clamp(0.0, 1.0);
        let glow = tone.clamp(0.0, 1.0) * self.light_strength;
        std::array::from_fn(|channel| {
            let shaded = tint[channel] * (1.0 - shade * self.shadow[channel]);
            (shaded + (self.light[channel] - shaded) * glow + threshold) as u8
        })
    }
}

/// The scale sampled every [`STEP_M`].
fn table(stops: &[(f32, Rgba)]) -> Vec<[f32; 3]> {
    let channels = |color: Rgba| [color.0, color.1, color.2].map(f32::from);
    (0..ENTRIES)
        .map(|entry| {
            let elevation = (entry as f32 + 0.5) * STEP_M;
            let above = stops.partition_point(|stop| stop.0 <= elevation);
            let (low, low_color) = stops[above.saturating_sub(1)];
            let (high, high_color) = stops[above.min(stops.len() - 1)];
            let share = if high > low {
                (elevation - low) / (high - low)
            } else {
                0.0
            };
            let (from, to) = (channels(low_color), channels(high_color));
            std::array::from_fn(|channel| from[channel] + (to[channel] - from[channel]) * share)
        })
        .collect()
}
