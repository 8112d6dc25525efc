//! How a layer of features is drawn: colours by value, sizes, lines, fills, labels. Plain data; what
//! it looks like is `scene`'s, how classes are found `analysis`'s.
use serde::{Deserialize, Serialize};

use super::{LayerId, Rgba};

/// How the points of a layer are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointDrawing {
    /// Symbols while the view holds few points, else an exact density raster.
    #[default]
    Automatic,
    /// A symbol for each point.
    Symbols,
    /// Points that lie near each other as one circle with their number.
    Clusters,
    /// Colour by the number of points in each pixel, counted exactly.
    Density,
    /// A smooth surface about the points.
    HeatMap,
}

impl PointDrawing {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 5] = [
        Self::Automatic,
        Self::Symbols,
        Self::Clusters,
        Self::Density,
        Self::HeatMap,
    ];

    /// Its name in the interface.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Automatic => "Automatic",
            Self::Symbols => "Symbols",
            Self::Clusters => "Clusters",
            Self::Density => "Density",
            Self::HeatMap => "Heat map",
        }
    }
}

/// The shape of a point's symbol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marker {
    /// A disc.
    #[default]
    Circle,
    /// A square.
    Square,
    /// A triangle that points up.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// A five-pointed star.
    Star,
    /// An upright cross.
    Cross,
}

impl Marker {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 6] = [
        Self::Circle,
        Self::Square,
        Self::Triangle,
        Self::Diamond,
        Self::Star,
        Self::Cross,
    ];

    /// Its name in the interface.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Circle => "Circle",
            Self::Square => "Square",
            Self::Triangle => "Triangle",
            Self::Diamond => "Diamond",
            Self::Star => "Star",
            Self::Cross => "Cross",
        }
    }
}

/// How classes of a number are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassMethod {
    /// As many features in each class.
    #[default]
    Quantile,
    /// Classes of equal width.
    EqualInterval,
    /// Natural breaks (Jenks 1967).
    Jenks,
}

impl ClassMethod {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Quantile, Self::EqualInterval, Self::Jenks];

    /// Its name in the interface.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Quantile => "Quantiles",
            Self::EqualInterval => "Equal intervals",
            Self::Jenks => "Natural breaks",
        }
    }
}

/// What decides a feature's colour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Coloring {
    /// One colour for all.
    Single {
        /// That colour.
        color: Rgba,
    },
    /// A colour for each value.
    Categories {
        /// Name of the column.
        column: String,
        /// Name of the palette the colours were taken from.
        palette: String,
        /// Values as text, each with its colour, in the order of the legend.
        classes: Vec<(String, Rgba)>,
        /// Colour of all other values and of none.
        other: Rgba,
    },
    /// A colour for each class of a number.
    Graduated {
        /// Name of the column.
        column: String,
        /// Name of the ramp the colours were taken from.
        palette: String,
        /// How the breaks were found.
        method: ClassMethod,
        /// Ascending: class `n` reaches from break `n` to below break `n + 1`, the last class
        /// includes its end. One more than there are colours.
        breaks: Vec<f64>,
        /// One for each class.
        colors: Vec<Rgba>,
        /// Colour of features without a number.
        other: Rgba,
    },
    /// A ramp over a range of a number.
    Continuous {
        /// Name of the column.
        column: String,
        /// Name of the ramp.
        palette: String,
        /// Least and greatest number of the ramp; what lies beyond has the colour of its end.
        range: [f64; 2],
        /// Colour of features without a number.
        other: Rgba,
    },
}

/// How many features have each colour of a legend.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassCounts {
    /// The colouring, without its colours.
    pub of: Coloring,
    /// For each class; one for a single colour or a ramp.
    pub classes: Vec<usize>,
    /// Those in no class.
    pub other: usize,
}

impl Coloring {
    /// What divides the features, whatever colours their classes have.
    #[must_use]
    pub fn without_colors(&self) -> Self {
        let none = Rgba::hex(0);
        let mut same = self.clone();
        match &mut same {
            Self::Single { color } => *color = none,
            Self::Categories {
                palette,
                classes,
                other,
                ..
            } => {
                palette.clear();
                for (_, color) in classes.iter_mut() {
                    *color = none;
                }
                *other = none;
            }
            Self::Graduated {
                palette,
                method,
                colors,
                other,
                ..
            } => {
                palette.clear();
                *method = ClassMethod::default();
                colors.fill(none);
                *other = none;
            }
            Self::Continuous {
                palette,
                range,
                other,
                ..
            } => {
                palette.clear();
                *range = [0.0; 2];
                *other = none;
            }
        }
        same
    }

    /// The column that decides the colour.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::Single { .. } => None,
            Self::Categories { column, .. }
            | Self::Graduated { column, .. }
            | Self::Continuous { column, .. } => Some(column),
        }
    }
}

/// Size by a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SizeBy {
    /// Name of the column.
    pub column: String,
    /// The numbers that have the least and the greatest size; the symbol's area grows evenly between.
    pub range: [f64; 2],
    /// Least and greatest diameter, screen points.
    pub sizes_pt: [f32; 2],
}

/// How a line is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dash {
    /// Not at all.
    #[default]
    Solid,
    /// Into dashes.
    Dashed,
    /// Into dots.
    Dotted,
}

impl Dash {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 3] = [Self::Solid, Self::Dashed, Self::Dotted];

    /// Its name in the interface.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Solid => "Solid",
            Self::Dashed => "Dashed",
            Self::Dotted => "Dotted",
        }
    }
}

/// Words beside features.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelStyle {
    /// Name of the column that has the words.
    pub column: String,
    /// Em size, screen points.
    pub size_pt: f32,
}

/// How a layer of features is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Style {
    /// What decides the colour: of symbols and fills, and of lines.
    pub coloring: Coloring,
    /// How points are drawn.
    pub points: PointDrawing,
    /// The shape of symbols.
    pub marker: Marker,
    /// Diameter of symbols, screen points.
    pub size_pt: f32,
    /// Size by a number instead.
    pub size_by: Option<SizeBy>,
    /// Outline of symbols and areas; `None` for the colour of the map's casing.
    pub outline: Option<Rgba>,
    /// Width of lines and of the outlines of areas, screen points.
    pub width_pt: f32,
    /// How lines are broken.
    pub dash: Dash,
    /// Opacity of areas, 0 to 1; their outlines and all else stay as they are.
    pub fill_opacity: f32,
    /// Words beside features.
    pub label: Option<LabelStyle>,
    /// Ramp of the density raster and the heat map.
    pub density_palette: String,
    /// Whether properties after the simplestyle-spec 1.1 (`marker-color`, `stroke`, `fill`, …) come
    /// before all this.
    pub simplestyle: bool,
}

/// Colours of new layers, one after the other: after Okabe and Ito (Color Universal Design, 2008),
/// the light ones darkened, yellow and black left out for a violet, so that all stand out on light
/// and on dark ground.
const NEW_LAYERS: [Rgba; 7] = [
    Rgba::hex(0x00_72B2),
    Rgba::hex(0xD5_5E00),
    Rgba::hex(0xB8_4F8A),
    Rgba::hex(0x00_8F68),
    Rgba::hex(0x7A_5CC4),
    Rgba::hex(0xC8_8600),
    Rgba::hex(0x3B_93C9),
];

impl Style {
    /// How a layer is drawn until the user says otherwise: each layer in another colour.
    #[must_use]
    pub fn for_new_layer(LayerId(number): LayerId) -> Self {
        let index = (number as usize).saturating_sub(1) % NEW_LAYERS.len();
        Self {
            coloring: Coloring::Single {
                color: NEW_LAYERS[index],
            },
            ..Self::default()
        }
    }
}

impl Default for Style {
    fn default() -> Self {
        Self {
            coloring: Coloring::Single {
                color: Rgba::hex(0x00_72B2),
            },
            points: PointDrawing::default(),
            marker: Marker::default(),
            size_pt: 8.0,
            size_by: None,
            outline: None,
            width_pt: 1.6,
            dash: Dash::default(),
            fill_opacity: 0.35,
            label: None,
            density_palette: "viridis".to_owned(),
            simplestyle: true,
        }
    }
}
