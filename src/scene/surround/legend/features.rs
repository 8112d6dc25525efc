//! The legend of the user's own layers: what their colours, sizes and shapes mean, and how many
//! features have each colour.
use std::sync::Arc;

use super::{BAR_PT, KEY_PT, Legend, Map, Row, TEXT_PT, bar};
use crate::geodesy::mercator::world_size_pt;
use crate::model::table::{Column, ColumnType};
use crate::model::{ClassCounts, Coloring, LayerKind, Palette, PointDrawing, Rgba, Style};
use crate::scene::Face;
use crate::scene::features::{density_color, drawn_points};
use crate::scene::symbol::marker_primitives;
use crate::scene::symbology::{GeometryTypes, class_ranges, figures, key_primitives, sized};
use crate::scene::text::layout;
use crate::spatial::LoadedLayer;

/// Names wider than this are cut, screen points.
const WIDEST_PT: f32 = 190.0;

impl Legend<'_> {
    /// Every visible layer, top-most first, each with at most so many categories; none where that
    /// is 0.
    pub(super) fn features(&mut self, map: &Map<'_>, most: usize, pixels_per_point: f32) {
        for layer in map.document.layers.iter().rev() {
            let LayerKind::Features(id) = layer.kind else {
                continue;
            };
            let shown = layer.visible && layer.opacity > 0.0 && most > 0;
            if let (true, Some(loaded), Some(features)) =
                (shown, map.layers.get(id), map.document.features.get(&id))
            {
                let mut entry = Entry {
                    map,
                    legend: self,
                    name: cut(&features.name),
                    style: &features.style,
                    loaded,
                    counts: map
                        .layers
                        .counts
                        .get(&id)
                        .map(Arc::as_ref)
                        .filter(|counts| counts.of == features.style.coloring.without_colors()),
                    types: GeometryTypes::of(&loaded.report),
                };
                entry.rows(most, pixels_per_point);
            }
        }
    }
}

/// One layer.
struct Entry<'a, 'b> {
    map: &'a Map<'a>,
    legend: &'a mut Legend<'b>,
    name: String,
    style: &'a Style,
    loaded: &'a LoadedLayer,
    /// How many features each class has, if that is known.
    counts: Option<&'a ClassCounts>,
    types: GeometryTypes,
}

impl Entry<'_, '_> {
    fn rows(&mut self, most: usize, pixels_per_point: f32) {
        if self.types.points && self.density(pixels_per_point) {
            self.types.points = false;
            if self.types == GeometryTypes::default() {
                return;
            }
        }
        match &self.style.coloring {
            Coloring::Single { color } => {
                let name = self.name.clone();
                self.row(name, *color, self.count(0));
            }
            Coloring::Categories {
                column,
                classes,
                other,
                ..
            } => {
                self.heading(column);
                for (class, (value, color)) in classes.iter().take(most).enumerate() {
                    self.row(cut(value), *color, self.count(class));
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
                let ranges = class_ranges(breaks, self.type_of(column));
                for (class, (range, color)) in ranges.into_iter().zip(colors).enumerate() {
                    self.row(range, *color, self.count(class));
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
                    let palette = Palette::ramp(palette);
                    self.ramp(ends, |along| palette.at(along));
                }
                self.without(column, *other);
            }
        }
        self.sizes();
    }

    /// What the colours of many points mean; whether they are drawn so here.
    fn density(&mut self, pixels_per_point: f32) -> bool {
        let index = &self.loaded.index;
        let viewport = &self.map.viewport;
        let (of, ends) = match drawn_points(self.style, index, viewport) {
            PointDrawing::Density => {
                let side_px = world_size_pt(viewport.zoom) * f64::from(pixels_per_point);
                let most = index.points().fullest(side_px.log2()).max(2.0);
                let most = figures(&[most.round()], ColumnType::Integer).concat();
                ("points per pixel", ["1".to_owned(), most])
            }
            PointDrawing::HeatMap => ("points nearby", ["few".to_owned(), "many".to_owned()]),
            _ => return false,
        };
        self.heading(of);
        let (palette, basemap) = (&self.style.density_palette, self.map.document.basemap);
        self.ramp(ends, |along| density_color(palette, basemap, along));
        true
    }

    fn type_of(&self, column: &str) -> ColumnType {
        let column = self.loaded.table.column(column);
        column.map_or(ColumnType::Empty, Column::column_type)
    }

    fn heading(&mut self, of: &str) {
        self.legend.rows.push(Row {
            of: cut(of),
            ..Row::heading(self.name.clone())
        });
    }

    fn count(&self, class: usize) -> Option<usize> {
        self.counts?.classes.get(class).copied()
    }

    /// A colour, what it means, and how many features have it.
    fn row(&mut self, meaning: String, color: Rgba, count: Option<usize>) {
        let rim = self.legend.theme.rim(color);
        let key = key_primitives(self.types, self.style, color, [0.0; 2], rim);
        self.legend.rows.push(Row {
            of: count.map_or_else(String::new, thousands),
            ..Row::new(meaning, key)
        });
    }

    fn other(&mut self, meaning: &str, color: Rgba) {
        let count = self.counts.map(|counts| counts.other);
        if color.3 > 0 && count != Some(0) {
            self.row(meaning.to_owned(), color, count);
        }
    }

    /// What has no number, where there is such a thing.
    fn without(&mut self, column: &str, color: Rgba) {
        let column = self.loaded.table.column(column);
        if column.is_none_or(|column| column.nulls() > 0) {
            self.other("No value", color);
        }
    }

    fn ramp(&mut self, ends: [String; 2], color_at: impl Fn(f64) -> Rgba) {
        let theme = self.legend.theme;
        // The bar begins where the keys do.
        let corner = [-KEY_PT / 2.0, -BAR_PT[1]];
        let mut key = bar(corner, theme, |along| color_at(f64::from(along)));
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
        let outline = self.style.outline.unwrap_or_else(|| theme.rim(color));
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

/// `1,234`.
pub(super) fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
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
