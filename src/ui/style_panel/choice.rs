//! What the user chose of the colours of a layer, and the colouring that follows from it.
use super::default_column::{category_column, number_column};
use super::{Editor, number_columns};
use crate::analysis::classes::{Categories, Numbers};
use crate::model::{ClassMethod, Coloring, Palette, PaletteKind, Rgba};

/// Colour of features without a value, or of none of the categories.
pub(super) const OTHER: Rgba = Rgba::hex(0x9A_9A9A);
/// Classes of a number, and values with a colour of their own, until others are chosen.
pub(super) const CLASSES: usize = 5;
const VALUES: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Single,
    Categories,
    Graduated,
    Continuous,
}

impl By {
    pub(super) const ALL: [Self; 4] = [
        Self::Single,
        Self::Categories,
        Self::Graduated,
        Self::Continuous,
    ];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Single => "One colour",
            Self::Categories => "Categories",
            Self::Graduated => "Graduated",
            Self::Continuous => "Continuous",
        }
    }
}

/// What the user chose; the classes and colours follow from it and the column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    pub(super) by: By,
    pub(super) column: Option<String>,
    pub(super) palette: String,
    pub(super) method: ClassMethod,
    /// Of a number, or values with a colour of their own.
    pub(super) classes: usize,
    pub(super) other: Rgba,
}

impl Choice {
    pub(super) fn of(coloring: &Coloring) -> Self {
        let mut choice = Self {
            by: By::Single,
            column: coloring.column().map(str::to_owned),
            palette: String::new(),
            method: ClassMethod::default(),
            classes: CLASSES,
            other: OTHER,
        };
        match coloring {
            Coloring::Single { .. } => {}
            Coloring::Categories {
                palette,
                classes,
                other,
                ..
            } => {
                choice.by = By::Categories;
                choice.palette.clone_from(palette);
                choice.classes = classes.len();
                choice.other = *other;
            }
            Coloring::Graduated {
                palette,
                method,
                colors,
                other,
                ..
            } => {
                choice.by = By::Graduated;
                choice.palette.clone_from(palette);
                choice.method = *method;
                choice.classes = colors.len();
                choice.other = *other;
            }
            Coloring::Continuous { palette, other, .. } => {
                choice.by = By::Continuous;
                choice.palette.clone_from(palette);
                choice.other = *other;
            }
        }
        choice
    }

    /// A column and a palette that go with what decides the colour.
    pub(super) fn complete(&mut self, editor: &Editor<'_>) {
        let numbers = number_columns(editor.table());
        let fits = |name: &str| self.by == By::Categories || numbers.contains(&name);
        if !self.column.as_deref().is_some_and(fits) {
            let table = editor.table();
            let column = if self.by == By::Categories {
                category_column(table)
            } else {
                number_column(table, &numbers)
            };
            self.column = column.map(str::to_owned);
        }
        let kind = Palette::by_name(&self.palette).map(Palette::kind);
        let qualitative = kind == Some(PaletteKind::Qualitative);
        if kind.is_none() || qualitative != (self.by == By::Categories) {
            let default = if self.by == By::Categories {
                "Okabe-Ito"
            } else {
                "viridis"
            };
            default.clone_into(&mut self.palette);
            self.classes = match self.by {
                By::Categories => VALUES,
                _ => CLASSES,
            };
        }
    }

    pub(super) fn categories(&self, column: &str, found: &Categories) -> Coloring {
        let values = found.values.iter().take(self.classes.max(1));
        let colors = Palette::ramp(&self.palette).colors(values.len());
        Coloring::Categories {
            column: column.to_owned(),
            palette: self.palette.clone(),
            classes: values.map(|(text, _)| text.clone()).zip(colors).collect(),
            other: self.other,
        }
    }

    pub(super) fn scale(&self, column: &str, numbers: &Numbers) -> Coloring {
        let (column, palette) = (column.to_owned(), self.palette.clone());
        if self.by == By::Continuous {
            return Coloring::Continuous {
                column,
                palette,
                range: numbers.ramp_range(),
                other: self.other,
            };
        }
        let breaks = numbers.breaks(self.method, self.classes.clamp(1, 12));
        let colors = Palette::ramp(&self.palette).colors(breaks.len().saturating_sub(1));
        Coloring::Graduated {
            column,
            palette,
            method: self.method,
            breaks,
            colors,
            other: self.other,
        }
    }
}
