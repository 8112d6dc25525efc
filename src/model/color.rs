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

    /// This colour with a share, 0 to 1, of another: linear in sRGB, opacity too.
    #[must_use]
    pub fn mixed(self, other: Self, share: f32) -> Self {
        let share = share.clamp(0.0, 1.0);
        let mix =
            |a: u8, b: u8| (f32::from(a) + share * (f32::from(b) - f32::from(a))).round() as u8;
        Self(
            mix(self.0, other.0),
            mix(self.1, other.1),
            mix(self.2, other.2),
            mix(self.3, other.3),
        )
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

impl Rgba {
    /// A colour of `#rgb`, `#rrggbb` or `#rrggbbaa`, with or without the `#`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#').unwrap_or(text.trim());
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        match digits.len() {
            3 => {
                let double = |shift: u32| ((number >> shift & 0xF) * 0x11) as u8;
                Some(Self(double(8), double(4), double(0), 255))
            }
            6 => Some(Self::hex(number)),
            8 => {
                let Self(red, green, blue, _) = Self::hex(number >> 8);
                Some(Self(red, green, blue, number as u8))
            }
            _ => None,
        }
    }
}

/// `#rrggbb`, with the opacity behind it where it is not full.
impl std::fmt::Display for Rgba {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(red, green, blue, opacity) = self;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")?;
        if *opacity < u8::MAX {
            write!(formatter, "{opacity:02x}")?;
        }
        Ok(())
    }
}

impl serde::Serialize for Rgba {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Rgba {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no colour like #0072b2")))
    }
}
