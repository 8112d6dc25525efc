//! Light on the ground: hillshade from several directions, and how far a place stands out from
//! its surroundings.
use super::levels::SurfaceRow;

/// Azimuth clockwise from north and height of each light, degrees, and its share: the classic
/// north-west sun, softened by lights around it so that no slope is left without form.
const LIGHTS: [(f32, f32, f32); 5] = [
    (315.0, 45.0, 0.44),
    (270.0, 50.0, 0.16),
    (0.0, 50.0, 0.14),
    (225.0, 55.0, 0.10),
    (350.0, 35.0, 0.16),
];

/// Slope below which fine forms give way to broader ones: what steps of whole metres make on flat
/// ground.
const NOISE_SLOPE: f32 = 0.005;

/// The same ground in three generalisations, for one row of pixels.
#[derive(Default)]
pub(super) struct Forms {
    /// As sharp as the pixels.
    pub fine: SurfaceRow,
    /// Ridges and valleys.
    pub middle: SurfaceRow,
    /// Ranges and basins.
    pub broad: SurfaceRow,
}

/// How slopes become tones at one scale.
pub(super) struct Shading {
    /// Eastward, southward and upward share of each light, weighted; flat ground gets 1 in all.
    lights: [[f32; 3]; LIGHTS.len()],
    /// By how much slopes are steepened; small scales need more.
    exaggeration: f32,
    /// Tone for a metre above the ridges and valleys around, and for a metre of these above the
    /// ranges around.
    tone_per_m: [f32; 2],
}

impl Shading {
    pub fn at_zoom(zoom: f64) -> Self {
        let flat: f32 = LIGHTS
            .iter()
            .map(|light| light.1.to_radians().sin() * light.2)
            .sum();
        let lights = LIGHTS.map(|(azimuth, height, share)| {
            let (sin, cos) = azimuth.to_radians().sin_cos();
            let (up, along) = height.to_radians().sin_cos();
            [sin * along, -cos * along, up].map(|part| part * share / flat)
        });
        let out = 7.0 - zoom as f32;
        let relief_m = 220.0 * (0.5 * out.max(0.0)).exp2();
        Self {
            lights,
            exaggeration: 1.5 + 0.9 * (0.55 * out).exp2(),
            tone_per_m: [0.10 / relief_m, 0.05 / relief_m],
        }
    }

    /// The tone of each pixel of a row: 0 as on a plain, below it in shadow, above it in light.
    pub fn tones(&self, forms: &Forms, tones: &mut Vec<f32>) {
        let Forms {
            fine,
            middle,
            broad,
        } = forms;
        tones.clear();
        let slopes = (fine.east.iter().zip(&fine.south)).zip(middle.east.iter().zip(&middle.south));
        let elevations = (fine.elevation.iter().zip(&middle.elevation)).zip(&broad.elevation);
        tones.extend(slopes.zip(elevations).map(
            |((fine, middle), ((&fine_m, &middle_m), &broad_m))| {
                let (de, ds) = (fine.0 - middle.0, fine.1 - middle.1);
                let square = de * de + ds * ds;
                let trust = square / (square + NOISE_SLOPE * NOISE_SLOPE);
                let k = self.exaggeration;
                let east = k * (1.35 * middle.0 + 0.85 * de * trust);
                let south = k * (1.35 * middle.1 + 0.85 * ds * trust);
                let steepness = 1.0 / (1.0 + east * east + south * south).sqrt();
                let light: f32 = self
                    .lights
                    .iter()
                    .map(|[x, y, up]| ((up - x * east - y * south) * steepness).max(0.0))
                    .sum();
                // Haze over the lowlands, clear air in the mountains.
                let clear = 0.75 + 0.25 * (broad_m * (1.0 / 3000.0)).clamp(0.0, 1.0);
                let tone = (light - 1.0) * clear;
                let tone = if tone < 0.0 { 0.62 * tone } else { 0.42 * tone };
                let stand_out = ((fine_m - middle_m) * self.tone_per_m[0]).clamp(-0.10, 0.10)
                    + ((middle_m - broad_m) * self.tone_per_m[1]).clamp(-0.08, 0.06);
                tone + stand_out
            },
        ));
    }
}
