//! The legend of the user's own layers: what their colours, sizes and shapes mean.
use super::{BAR_PT, KEY_PT, Legend, Row, TEXT_PT, bar};
use crate::model::table::ColumnType;
use crate::model::{Coloring, Document, LayerKind, Palette, PointDrawing, Rgba, Style};
use crate::scene::Face;
use crate::scene::symbology::{GeometryTypes, figures, key_primitives, marker_primitives, sized};
use crate::scene::text::layout;
use crate::spatial::{LayerStore, LoadedLayer};

/// Names wider than this are cut, screen points.
const WIDEST_PT: f32 = 190.0;

impl Legend<'_> {
    /// Every visible layer, top-most first, each with at most so many categories; none where that
    /// is 0.
    pub(super) fn features(&mut self, document: &Document, layers: &LayerStore, most: usize) {
        for layer in document.layers.iter().rev() {
            let LayerKind::Features(id) = layer.kind else {
                continue;
            };
            let shown = layer.visible && layer.opacity > 0.0 && most > 0;
            let (Some(loaded), Some(layer)) = (layers.get(&id), document.features.get(&id)) else {
                continue;
            };
            if shown {
                let mut entry = Entry {
                    legend: self,
                    name: cut(&layer.name),
                    style: &layer.style,
                    loaded,
                    types: GeometryTypes::of(&loaded.report),
                };
                entry.rows(most);
            }
        }
    }
}

/// One layer.
struct Entry<'a, 'b> {
    legend: &'a mut Legend<'b>,
    name: String,
    style: &'a Style,
    loaded: &'a LoadedLayer,
    types: GeometryTypes,
}

impl Entry<'_, '_> {
    fn rows(&mut self, most: usize) {
        let dense = match self.style.points {
            PointDrawing::Density => Some("points per pixel"),
            PointDrawing::HeatMap => Some("density of points"),
            _ => None,
        };
        if let Some(of) = dense.filter(|_| self.types.points) {
            self.heading(of);
            let ramp = Palette::ramp(&self.style.density_palette);
            self.ramp(ramp, ["few".to_owned(), "many".to_owned()]);
            self.types.points = false;
            if self.types == GeometryTypes::default() {
                return;
            }
        }
        match &self.style.coloring {
            Coloring::Single { color } => {
                let name = self.name.clone();
                self.row(name, *color);
            }
            Coloring::Categories {
                column,
                classes,
                other,
                ..
            } => {
                self.heading(column);
                for (value, color) in classes.iter().take(most) {
                    self.row(cut(value), *color);
                }
                let more = classes.len().saturating_sub(most);
                if more > 0 {
                    self.legend.rows.push(Row::note(format!("{more} more")));
                }
                self.other("Other values", *other);
            }
            Coloring::Graduated {
                column,
                breaks,
                colors,
                other,
                ..
            } => {
                self.heading(column);
                let breaks = figures(breaks, self.type_of(column));
                for (ends, color) in breaks.windows(2).zip(colors) {
                    self.row(range(&ends[0], &ends[1]), *color);
                }
                self.without(column, *other);
            }
            Coloring::Continuous {
                column,
                palette,
                range,
                other,
            } => {
                self.heading(column);
                let ends = figures(range, self.type_of(column));
                if let Ok(ends) = ends.try_into() {
                    self.ramp(Palette::ramp(palette), ends);
                }
                self.without(column, *other);
            }
        }
        self.sizes();
    }

    fn type_of(&self, column: &str) -> ColumnType {
        let column = self.loaded.table.column(column);
        column.map_or(ColumnType::Empty, |column| column.column_type())
    }

    fn heading(&mut self, of: &str) {
        self.legend.rows.push(Row {
            of: cut(of),
            ..Row::heading(self.name.clone())
        });
    }

    fn row(&mut self, meaning: String, color: Rgba) {
        let casing = self.legend.theme.casing;
        let key = key_primitives(self.types, self.style, color, [0.0; 2], casing);
        self.legend.rows.push(Row::new(meaning, key));
    }

    fn other(&mut self, meaning: &str, color: Rgba) {
        if color.3 > 0 {
            self.row(meaning.to_owned(), color);
        }
    }

    /// What has no number, where there is such a thing.
    fn without(&mut self, column: &str, color: Rgba) {
        let column = self.loaded.table.column(column);
        if column.is_none_or(|column| column.nulls() > 0) {
            self.other("No value", color);
        }
    }

    fn ramp(&mut self, ramp: Palette, ends: [String; 2]) {
        let theme = self.legend.theme;
        // The bar begins where the keys do.
        let corner = [-KEY_PT / 2.0, -BAR_PT[1]];
        let mut key = bar(corner, theme, |along| ramp.at(f64::from(along)));
        let [first, last] = ends;
        let figure = |text: &str, right: bool| {
            let width = layout(text, Face::Sans, 8.5, 0.0).width_pt;
            let x = corner[0]
                + if right {
                    (BAR_PT[0] - width).max(0.0)
                } else {
                    0.0
                };
            super::text(text, 8.5, [x, 10.0], theme.text_quiet)
        };
        key.extend([figure(&first, false), figure(&last, true)]);
        self.legend.rows.push(Row {
            height_pt: 27.0,
            width_pt: BAR_PT[0],
            ..Row::new(String::new(), key)
        });
    }

    /// Three numbers and how large their symbols are.
    fn sizes(&mut self) {
        let Some(by) = self.style.size_by.as_ref().filter(|_| self.types.points) else {
            return;
        };
        let theme = self.legend.theme;
        let [least, greatest] = by.range;
        let numbers = [least, f64::midpoint(least, greatest), greatest];
        let words = figures(&numbers, self.type_of(&by.column));
        self.legend
            .rows
            .push(Row::note(format!("Size: {}", cut(&by.column))));
        let color = match &self.style.coloring {
            Coloring::Single { color } => *color,
            _ => theme.text_quiet,
        };
        let outline = self.style.outline.unwrap_or(theme.casing);
        for (number, word) in numbers.into_iter().zip(words) {
            let size_pt = sized(by, number);
            let key = marker_primitives(self.style.marker, [0.0; 2], size_pt, color, outline);
            let row = Row::new(word, key);
            self.legend.rows.push(Row {
                height_pt: row.height_pt.max(size_pt + 4.0),
                key_pt: row.key_pt.max(size_pt + 2.0),
                ..row
            });
        }
    }
}

fn range(from: &str, to: &str) -> String {
    if from == to {
        from.to_owned()
    } else {
        format!("{from} to {to}")
    }
}

/// Short enough for a legend; `(empty)` for nothing.
fn cut(words: &str) -> String {
    let words = words.lines().next().unwrap_or_default().trim();
    if words.is_empty() {
        return "(empty)".to_owned();
    }
    let mut words: String = words.chars().take(80).collect();
    let width = |words: &str| layout(words, Face::SansBold, TEXT_PT, 0.0).width_pt;
    if width(&words) <= WIDEST_PT {
        return words;
    }
    while width(&words) > WIDEST_PT && words.pop().is_some() {}
    words.trim_end().to_owned() + "…"
}
