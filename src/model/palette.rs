//! Palettes: colours for categories and ramps for numbers. Static data with its sources; which one a
//! layer has is `style`'s.
//!
//! # References
//!
//! - Brewer, C. A., Harrower, M., The Pennsylvania State University: `ColorBrewer` 2.0
//!   (<https://colorbrewer2.org>), Apache licence 2.0.
//! - Smith, N., van der Walt, S., Firing, E. (2015): magma, inferno, plasma and viridis; Nuñez,
//!   J. R., Anderton, C. R., Renslow, R. S. (2018): cividis, `PLoS` ONE 13(7), e0199239; both as
//!   matplotlib has them, CC0.
//! - Okabe, M., Ito, K. (2008): Color Universal Design; without black, which a dark map does not
//!   show.
//! - Tol, P. (2021): Colour Schemes, technical note SRON/EPS/TN/09-002, issue 3.2: muted.
use super::Rgba;

/// What a palette is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaletteKind {
    /// Values without an order.
    Qualitative,
    /// From little to much.
    Sequential,
    /// From one extreme over a middle to the other.
    Diverging,
}

/// Colours that belong together. Every one of them keeps its order for people who do not see red
/// and green apart; of the qualitative ones the number that does is [`Palette::safe`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    scheme: &'static Scheme,
    reversed: bool,
}

#[derive(Debug, PartialEq, Eq)]
struct Scheme {
    name: &'static str,
    kind: PaletteKind,
    /// `0xRRGGBB`, evenly spaced along a ramp.
    stops: &'static [u32],
    safe: usize,
}

const fn scheme(name: &'static str, kind: PaletteKind, stops: &'static [u32]) -> Scheme {
    Scheme {
        name,
        kind,
        stops,
        safe: stops.len(),
    }
}

const fn categories(name: &'static str, stops: &'static [u32], safe: usize) -> Scheme {
    Scheme {
        name,
        kind: PaletteKind::Qualitative,
        stops,
        safe,
    }
}

/// `ColorBrewer`'s own statement, after its filter "colorblind safe", is how many of Set2, Dark2 and
/// Paired are safe.
static SCHEMES: [Scheme; 22] = [
    categories("Okabe-Ito", OKABE_ITO, 7),
    categories("Tol muted", MUTED, 9),
    categories("Dark2", DARK2, 3),
    categories("Set2", SET2, 3),
    categories("Paired", PAIRED, 4),
    scheme("viridis", PaletteKind::Sequential, VIRIDIS),
    scheme("cividis", PaletteKind::Sequential, CIVIDIS),
    scheme("inferno", PaletteKind::Sequential, INFERNO),
    scheme("magma", PaletteKind::Sequential, MAGMA),
    scheme("plasma", PaletteKind::Sequential, PLASMA),
    scheme("YlOrRd", PaletteKind::Sequential, YLORRD),
    scheme("YlGnBu", PaletteKind::Sequential, YLGNBU),
    scheme("PuBuGn", PaletteKind::Sequential, PUBUGN),
    scheme("Blues", PaletteKind::Sequential, BLUES),
    scheme("Greens", PaletteKind::Sequential, GREENS),
    scheme("Oranges", PaletteKind::Sequential, ORANGES),
    scheme("Purples", PaletteKind::Sequential, PURPLES),
    scheme("Greys", PaletteKind::Sequential, GREYS),
    scheme("RdYlBu", PaletteKind::Diverging, RDYLBU),
    scheme("PuOr", PaletteKind::Diverging, PUOR),
    scheme("BrBG", PaletteKind::Diverging, BRBG),
    scheme("RdBu", PaletteKind::Diverging, RDBU),
];

/// Behind a name: the same ramp from its end.
const REVERSED: &str = "_r";

impl Palette {
    /// All of them, in the order of menus.
    pub fn all() -> impl Iterator<Item = Self> {
        SCHEMES.iter().map(|scheme| Self {
            scheme,
            reversed: false,
        })
    }

    /// A palette by its [`Palette::name`], `_r` behind it for the reverse.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let (plain, reversed) = match name.strip_suffix(REVERSED) {
            Some(plain) => (plain, true),
            None => (name, false),
        };
        let scheme = SCHEMES
            .iter()
            .find(|scheme| scheme.name.eq_ignore_ascii_case(plain))?;
        Some(Self { scheme, reversed })
    }

    /// The ramp of this name, viridis if there is none.
    #[must_use]
    pub fn ramp(name: &str) -> Self {
        Self::by_name(name).unwrap_or(Self {
            scheme: &SCHEMES[5],
            reversed: false,
        })
    }

    /// The name it is saved by.
    #[must_use]
    pub fn name(self) -> String {
        let end = if self.reversed { REVERSED } else { "" };
        format!("{}{end}", self.scheme.name)
    }

    /// Its name in the interface.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.scheme.name
    }

    /// What it is for.
    #[must_use]
    pub const fn kind(self) -> PaletteKind {
        self.scheme.kind
    }

    /// Whether it runs from its end.
    #[must_use]
    pub const fn is_reversed(self) -> bool {
        self.reversed
    }

    /// The same colours in their own order, or from the end.
    #[must_use]
    pub const fn reversed(self, reversed: bool) -> Self {
        Self { reversed, ..self }
    }

    /// How many colours it is made of.
    #[expect(clippy::len_without_is_empty, reason = "no palette is empty")]
    #[must_use]
    pub const fn len(self) -> usize {
        self.scheme.stops.len()
    }

    /// How many of its colours can be told apart without seeing red and green apart.
    #[must_use]
    pub const fn safe(self) -> usize {
        self.scheme.safe
    }

    /// The colour at a place along the ramp, 0 to 1; linear in sRGB between the stops. At most 4 of
    /// 255 off matplotlib's 256 entries.
    #[must_use]
    pub fn at(self, along: f64) -> Rgba {
        let stops = self.scheme.stops;
        let along = along.clamp(0.0, 1.0);
        let along = if self.reversed { 1.0 - along } else { along };
        let place = along * (stops.len() - 1) as f64;
        let below = (place as usize).min(stops.len() - 2);
        let share = (place - below as f64) as f32;
        Rgba::hex(stops[below]).mixed(Rgba::hex(stops[below + 1]), share)
    }

    /// So many colours. Of a ramp from one end to the other; of a qualitative palette the first
    /// ones, and where there are more than it has, again darker and then lighter.
    #[must_use]
    pub fn colors(self, count: usize) -> Vec<Rgba> {
        if self.kind() != PaletteKind::Qualitative {
            // One class alone has the colour of the middle.
            let along = |index: usize| match count {
                1 => 0.5,
                _ => index as f64 / (count - 1) as f64,
            };
            return (0..count).map(|index| self.at(along(index))).collect();
        }
        let stops = self.scheme.stops;
        let colors = (0..count).map(|index| {
            let at = index % stops.len();
            let at = if self.reversed {
                stops.len() - 1 - at
            } else {
                at
            };
            let color = Rgba::hex(stops[at]);
            match index / stops.len() % 3 {
                0 => color,
                1 => color.mixed(Rgba::hex(0), 0.4),
                _ => color.mixed(Rgba::hex(0xFF_FFFF), 0.45),
            }
        });
        colors.collect()
    }
}

const OKABE_ITO: &[u32] = &[
    0x00_72B2, 0xD5_5E00, 0x00_9E73, 0xCC_79A7, 0xE6_9F00, 0x56_B4E9, 0xF0_E442,
];
const MUTED: &[u32] = &[
    0xCC_6677, 0x33_2288, 0xDD_CC77, 0x11_7733, 0x88_CCEE, 0x88_2255, 0x44_AA99, 0x99_9933,
    0xAA_4499,
];
const SET2: &[u32] = &[
    0x66_C2A5, 0xFC_8D62, 0x8D_A0CB, 0xE7_8AC3, 0xA6_D854, 0xFF_D92F, 0xE5_C494, 0xB3_B3B3,
];
const DARK2: &[u32] = &[
    0x1B_9E77, 0xD9_5F02, 0x75_70B3, 0xE7_298A, 0x66_A61E, 0xE6_AB02, 0xA6_761D, 0x66_6666,
];
const PAIRED: &[u32] = &[
    0xA6_CEE3, 0x1F_78B4, 0xB2_DF8A, 0x33_A02C, 0xFB_9A99, 0xE3_1A1C, 0xFD_BF6F, 0xFF_7F00,
    0xCA_B2D6, 0x6A_3D9A, 0xFF_FF99, 0xB1_5928,
];
const YLORRD: &[u32] = &[
    0xFF_FFCC, 0xFF_EDA0, 0xFE_D976, 0xFE_B24C, 0xFD_8D3C, 0xFC_4E2A, 0xE3_1A1C, 0xBD_0026,
    0x80_0026,
];
const YLGNBU: &[u32] = &[
    0xFF_FFD9, 0xED_F8B1, 0xC7_E9B4, 0x7F_CDBB, 0x41_B6C4, 0x1D_91C0, 0x22_5EA8, 0x25_3494,
    0x08_1D58,
];
const PUBUGN: &[u32] = &[
    0xFF_F7FB, 0xEC_E2F0, 0xD0_D1E6, 0xA6_BDDB, 0x67_A9CF, 0x36_90C0, 0x02_818A, 0x01_6C59,
    0x01_4636,
];
const BLUES: &[u32] = &[
    0xF7_FBFF, 0xDE_EBF7, 0xC6_DBEF, 0x9E_CAE1, 0x6B_AED6, 0x42_92C6, 0x21_71B5, 0x08_519C,
    0x08_306B,
];
const GREENS: &[u32] = &[
    0xF7_FCF5, 0xE5_F5E0, 0xC7_E9C0, 0xA1_D99B, 0x74_C476, 0x41_AB5D, 0x23_8B45, 0x00_6D2C,
    0x00_441B,
];
const ORANGES: &[u32] = &[
    0xFF_F5EB, 0xFE_E6CE, 0xFD_D0A2, 0xFD_AE6B, 0xFD_8D3C, 0xF1_6913, 0xD9_4801, 0xA6_3603,
    0x7F_2704,
];
const PURPLES: &[u32] = &[
    0xFC_FBFD, 0xEF_EDF5, 0xDA_DAEB, 0xBC_BDDC, 0x9E_9AC8, 0x80_7DBA, 0x6A_51A3, 0x54_278F,
    0x3F_007D,
];
const GREYS: &[u32] = &[
    0xFF_FFFF, 0xF0_F0F0, 0xD9_D9D9, 0xBD_BDBD, 0x96_9696, 0x73_7373, 0x52_5252, 0x25_2525,
    0x00_0000,
];
const RDYLBU: &[u32] = &[
    0xA5_0026, 0xD7_3027, 0xF4_6D43, 0xFD_AE61, 0xFE_E090, 0xFF_FFBF, 0xE0_F3F8, 0xAB_D9E9,
    0x74_ADD1, 0x45_75B4, 0x31_3695,
];
const PUOR: &[u32] = &[
    0x7F_3B08, 0xB3_5806, 0xE0_8214, 0xFD_B863, 0xFE_E0B6, 0xF7_F7F7, 0xD8_DAEB, 0xB2_ABD2,
    0x80_73AC, 0x54_2788, 0x2D_004B,
];
const BRBG: &[u32] = &[
    0x54_3005, 0x8C_510A, 0xBF_812D, 0xDF_C27D, 0xF6_E8C3, 0xF5_F5F5, 0xC7_EAE5, 0x80_CDC1,
    0x35_978F, 0x01_665E, 0x00_3C30,
];
const RDBU: &[u32] = &[
    0x67_001F, 0xB2_182B, 0xD6_604D, 0xF4_A582, 0xFD_DBC7, 0xF7_F7F7, 0xD1_E5F0, 0x92_C5DE,
    0x43_93C3, 0x21_66AC, 0x05_3061,
];
const VIRIDIS: &[u32] = &[
    0x44_0154, 0x46_085C, 0x47_1063, 0x48_1769, 0x48_1D6F, 0x48_2475, 0x47_2A7A, 0x46_307E,
    0x45_3781, 0x43_3D84, 0x41_4287, 0x3F_4889, 0x3D_4E8A, 0x3A_538B, 0x38_598C, 0x35_5E8D,
    0x33_638D, 0x31_688E, 0x2E_6D8E, 0x2C_718E, 0x2A_768E, 0x29_7B8E, 0x27_808E, 0x25_848E,
    0x23_898E, 0x21_8E8D, 0x20_928C, 0x1F_978B, 0x1E_9C89, 0x1F_A188, 0x21_A585, 0x24_AA83,
    0x28_AE80, 0x2E_B37C, 0x35_B779, 0x3D_BC74, 0x46_C06F, 0x50_C46A, 0x5A_C864, 0x65_CB5E,
    0x70_CF57, 0x7C_D250, 0x89_D548, 0x95_D840, 0xA2_DA37, 0xB0_DD2F, 0xBD_DF26, 0xCA_E11F,
    0xD8_E219, 0xE5_E419, 0xF1_E51D, 0xFD_E725,
];
const MAGMA: &[u32] = &[
    0x00_0004, 0x02_020B, 0x05_0416, 0x09_0720, 0x0E_0B2B, 0x14_0E36, 0x1A_1042, 0x21_114E,
    0x29_115A, 0x31_1165, 0x39_0F6E, 0x42_0F75, 0x4A_1079, 0x52_137C, 0x5A_167E, 0x62_1980,
    0x6A_1C81, 0x72_1F81, 0x79_2282, 0x81_2581, 0x89_2881, 0x91_2B81, 0x99_2D80, 0xA1_307E,
    0xAA_337D, 0xB2_357B, 0xBA_3878, 0xC2_3B75, 0xCA_3E72, 0xD2_426F, 0xD9_466B, 0xE0_4C67,
    0xE7_5263, 0xEC_5860, 0xF1_605D, 0xF4_695C, 0xF7_725C, 0xF9_7B5D, 0xFB_8560, 0xFC_8E64,
    0xFD_9869, 0xFE_A16E, 0xFE_AA74, 0xFE_B47B, 0xFE_BD82, 0xFE_C68A, 0xFE_CF92, 0xFE_D89A,
    0xFD_E2A3, 0xFD_EBAC, 0xFC_F4B6, 0xFC_FDBF,
];
const INFERNO: &[u32] = &[
    0x00_0004, 0x02_020C, 0x05_0417, 0x0A_0722, 0x10_092D, 0x16_0B39, 0x1E_0C45, 0x26_0C51,
    0x2F_0A5B, 0x38_0962, 0x40_0A67, 0x49_0B6A, 0x51_0E6C, 0x59_106E, 0x61_136E, 0x69_166E,
    0x71_196E, 0x78_1C6D, 0x80_1F6C, 0x88_226A, 0x90_2568, 0x98_2766, 0xA0_2A63, 0xA8_2E5F,
    0xB0_315B, 0xB7_3557, 0xBF_3952, 0xC6_3D4D, 0xCC_4248, 0xD3_4743, 0xD9_4D3D, 0xDF_5337,
    0xE4_5A31, 0xE9_612B, 0xED_6925, 0xF1_711F, 0xF4_7918, 0xF7_8212, 0xF9_8B0B, 0xFA_9407,
    0xFB_9D07, 0xFC_A60C, 0xFC_B014, 0xFB_BA1F, 0xFA_C42A, 0xF8_CD37, 0xF6_D746, 0xF4_E156,
    0xF2_EA69, 0xF2_F27D, 0xF5_F992, 0xFC_FFA4,
];
const PLASMA: &[u32] = &[
    0x0D_0887, 0x1B_068D, 0x26_0591, 0x2F_0596, 0x38_049A, 0x41_049D, 0x49_03A0, 0x51_02A3,
    0x59_01A5, 0x61_00A7, 0x69_00A8, 0x71_00A8, 0x78_01A8, 0x80_04A8, 0x87_07A6, 0x8E_0CA4,
    0x95_11A1, 0x9C_179E, 0xA2_1D9A, 0xA8_2296, 0xAE_2892, 0xB4_2E8D, 0xBA_3388, 0xBF_3984,
    0xC4_3E7F, 0xC9_447A, 0xCD_4A76, 0xD2_4F71, 0xD6_556D, 0xDA_5B69, 0xDE_6164, 0xE2_6660,
    0xE6_6C5C, 0xE9_7257, 0xED_7953, 0xF0_7F4F, 0xF3_854B, 0xF5_8C46, 0xF7_9342, 0xF9_9A3E,
    0xFB_A139, 0xFC_A835, 0xFD_AF31, 0xFE_B72D, 0xFE_BE2A, 0xFD_C627, 0xFC_CE25, 0xFB_D724,
    0xF8_DF25, 0xF6_E826, 0xF3_F027, 0xF0_F921,
];
const CIVIDIS: &[u32] = &[
    0x00_224E, 0x00_2656, 0x00_2A5F, 0x00_2D68, 0x00_3070, 0x08_3370, 0x16_3770, 0x20_3A6F,
    0x27_3E6E, 0x2E_416D, 0x34_456C, 0x3A_486C, 0x3F_4C6C, 0x44_4F6C, 0x49_536C, 0x4E_566C,
    0x53_5A6D, 0x57_5D6D, 0x5C_616E, 0x60_646F, 0x65_6870, 0x69_6B71, 0x6D_6F72, 0x72_7274,
    0x76_7676, 0x7A_7A78, 0x7E_7D78, 0x83_8179, 0x88_8578, 0x8D_8878, 0x92_8C78, 0x96_9077,
    0x9B_9476, 0xA0_9875, 0xA5_9C74, 0xAA_A073, 0xAF_A471, 0xB5_A86F, 0xBA_AC6D, 0xBF_B06B,
    0xC4_B468, 0xC9_B965, 0xCF_BD62, 0xD4_C15F, 0xDA_C65B, 0xDF_CA57, 0xE5_CF52, 0xEA_D34C,
    0xF0_D846, 0xF6_DD3F, 0xFC_E236, 0xFE_E838,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// `matplotlib.colormaps[name].colors[i]` times 255, rounded; matplotlib 3.11.2.
    #[test]
    fn ramps_are_those_of_matplotlib() {
        for (name, index, [red, green, blue]) in [
            ("viridis", 2, [69, 4, 87]),
            ("viridis", 68, [57, 86, 140]),
            ("viridis", 129, [32, 146, 140]),
            ("viridis", 203, [119, 209, 83]),
            ("magma", 2, [1, 1, 6]),
            ("magma", 68, [87, 21, 126]),
            ("magma", 129, [184, 55, 121]),
            ("magma", 203, [254, 157, 108]),
            ("inferno", 2, [1, 1, 6]),
            ("inferno", 68, [93, 18, 110]),
            ("inferno", 129, [189, 56, 83]),
            ("inferno", 203, [252, 163, 9]),
            ("plasma", 2, [19, 7, 137]),
            ("plasma", 68, [132, 5, 167]),
            ("plasma", 129, [204, 73, 119]),
            ("plasma", 203, [252, 165, 55]),
            ("cividis", 2, [0, 36, 81]),
            ("cividis", 68, [71, 81, 108]),
            ("cividis", 129, [126, 124, 120]),
            ("cividis", 203, [199, 183, 103]),
        ] {
            let Rgba(r, g, b, _) = Palette::by_name(name).unwrap().at(f64::from(index) / 255.0);
            for (ours, theirs) in [(r, red), (g, green), (b, blue)] {
                assert!(
                    ours.abs_diff(theirs) <= 2,
                    "{name} {index}: {ours} {theirs}"
                );
            }
        }
    }

    #[test]
    fn palettes_are_found_by_name_and_reversed() {
        for palette in Palette::all() {
            assert_eq!(Palette::by_name(&palette.name()), Some(palette));
            let back = palette.reversed(true);
            assert_eq!(Palette::by_name(&back.name()), Some(back));
            assert_eq!(back.at(0.0), palette.at(1.0));
        }
        assert_eq!(Palette::by_name("rainbow"), None);
        assert_eq!(Palette::ramp("rainbow").title(), "viridis");
    }

    #[test]
    fn nine_classes_of_colorbrewer_are_its_own() {
        let colors = Palette::ramp("YlOrRd").colors(9);
        let printed: Vec<String> = colors.iter().map(ToString::to_string).collect();
        assert_eq!(printed[..3], ["#ffffcc", "#ffeda0", "#fed976"]);
        assert_eq!(printed[8], "#800026");
    }

    #[test]
    fn more_categories_than_colors_differ_all_the_same() {
        let colors = Palette::ramp("Okabe-Ito").colors(21);
        let distinct: std::collections::HashSet<_> = colors.iter().collect();
        assert_eq!(distinct.len(), 21);
    }
}
