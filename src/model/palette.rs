//! Ramps of colours for numbers.
use super::Rgba;

/// Colours that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    stops: &'static [u32],
}

/// Smith, van der Walt and Firing (2015), as matplotlib has it, CC0.
const VIRIDIS: &[u32] = &[
    0x44_0154, 0x48_2878, 0x3E_4989, 0x31_688E, 0x26_828E, 0x1F_9E89, 0x35_B779, 0x6E_CE58,
    0xB5_DE2B, 0xFD_E725,
];

impl Palette {
    /// The ramp of this name, viridis if there is none.
    #[must_use]
    pub fn ramp(_name: &str) -> Self {
        Self { stops: VIRIDIS }
    }

    /// The colour at a place along the ramp, 0 to 1; linear in sRGB between the stops.
    #[must_use]
    pub fn at(self, along: f64) -> Rgba {
        let place = along.clamp(0.0, 1.0) * (self.stops.len() - 1) as f64;
        let below = (place as usize).min(self.stops.len() - 2);
        let share = place - below as f64;
        let [a, b] = [self.stops[below], self.stops[below + 1]].map(Rgba::hex);
        let mix =
            |a: u8, b: u8| (f64::from(a) * (1.0 - share) + f64::from(b) * share).round() as u8;
        Rgba(mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2), u8::MAX)
    }
}
