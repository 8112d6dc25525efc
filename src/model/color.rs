//! A colour that knows no toolkit.

/// Red, green, blue and opacity, 0 to 255 each, sRGB, not premultiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgba(pub u8, pub u8, pub u8, pub u8);

impl Rgba {
    /// An opaque colour from `0xRRGGBB`.
    #[must_use]
    pub const fn hex(rgb: u32) -> Self {
        Self((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8, 255)
    }

    /// The same colour with its opacity multiplied by `factor`, 0 to 1.
    #[must_use]
    pub fn faded(self, factor: f32) -> Self {
        Self(
            self.0,
            self.1,
            self.2,
            (f32::from(self.3) * factor.clamp(0.0, 1.0)).round() as u8,
        )
    }
}
