//! A bar chart of counts as primitives, so that the window, SVG and PNG paint it alike. What is
//! counted is `analysis::summary`'s.
use super::symbol::star_fill;
use super::text::{Align, Anchor, VerticalAlign, layout, text_at};
use super::{Face, Group, Primitive, Scene};
use crate::geodesy::lon_lat;
use crate::model::{BasemapTheme, Rgba, Viewport};

const SIZE_PT: f32 = 12.0;
const SMALL_PT: f32 = 11.0;
const TITLE_PT: f32 = 15.0;
/// From the edge to what is drawn, where the chart stands alone.
const MARGIN_PT: f32 = 16.0;
/// A row's text and its bar.
const ROW_PT: f32 = 33.0;
const BAR_PT: f32 = 8.0;
const TEXT_PT: f32 = 16.0;

/// One row of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What is counted.
    pub name: String,
    /// The count and more, at the right end.
    pub figures: String,
    /// Length of the bar, in the same unit as the others.
    pub count: f64,
    /// Length that it would have without a filter.
    pub all: f64,
    /// The least and greatest length that uncertainty allows.
    pub interval: Option<[f64; 2]>,
    /// Whether it is chosen: drawn strong.
    pub chosen: bool,
}

/// The colours of a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartColors {
    /// The ground.
    pub ground: Rgba,
    /// Text.
    pub text: Rgba,
    /// Figures and notes.
    pub quiet: Rgba,
    /// Bars.
    pub bar: Rgba,
    /// Bars that are chosen.
    pub chosen: Rgba,
    /// What the filter leaves out.
    pub rest: Rgba,
}

impl ChartColors {
    /// On white paper, for files.
    pub const PAPER: Self = Self {
        ground: Rgba::hex(0xFF_FFFF),
        text: Rgba::hex(0x1F_2933),
        quiet: Rgba::hex(0x5B_6670),
        bar: Rgba::hex(0x1D_6A8A),
        chosen: Rgba::hex(0x12_4B63),
        rest: Rgba::hex(0xDD_E3E7),
    };
}

/// Rows of bars and the words around them.
#[derive(Clone, Copy, Debug)]
pub struct BarChart<'a> {
    /// Above the bars; may be empty.
    pub title: &'a str,
    /// Below the bars, a line each.
    pub notes: &'a [String],
    /// From top to bottom.
    pub bars: &'a [Bar],
    /// Width of the whole, screen points.
    pub width_pt: f32,
    /// Its colours.
    pub colors: ChartColors,
}

/// A chart that is laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Width and height, screen points.
    pub size_pt: [f32; 2],
    /// Upper and lower edge of each bar's row, screen points.
    pub rows: Vec<[f32; 2]>,
    /// What is painted.
    pub group: Group,
    ground: Rgba,
}

impl Chart {
    /// The chart alone on its ground.
    #[must_use]
    pub fn scene(self) -> Scene {
        Scene {
            viewport: Viewport {
                center: lon_lat(0.0, 0.0),
                zoom: *Viewport::ZOOM_RANGE.start(),
                size_pt: self.size_pt.map(f64::from),
            },
            basemap: BasemapTheme::Plain,
            background: self.ground,
            below_relief: Vec::new(),
            groups: vec![self.group],
        }
    }
}

impl BarChart<'_> {
    /// Lay out the bars alone, from edge to edge.
    #[must_use]
    pub fn bars(&self) -> Chart {
        self.laid_out(0.0)
    }

    /// Lay out the whole with a margin, its title and notes.
    #[must_use]
    pub fn sheet(&self) -> Chart {
        self.laid_out(MARGIN_PT)
    }

    fn laid_out(&self, margin: f32) -> Chart {
        let colors = self.colors;
        let (left, right) = (margin, self.width_pt - margin);
        let mut painted = Vec::new();
        let mut top = margin;
        if margin > 0.0 && !self.title.is_empty() {
            let words = Words(Face::SansBold, TITLE_PT, colors.text);
            for line in words.broken(self.title, right - left) {
                top += TITLE_PT * 1.3;
                painted.push(words.at(&line, [left, top - TITLE_PT * 0.3], Align::Left));
            }
            top += 8.0;
        }
        let longest = self.bars.iter().flat_map(|bar| {
            [
                bar.count,
                bar.all,
                bar.interval.map_or(0.0, |interval| interval[1]),
            ]
        });
        let longest = longest.fold(0.0_f64, f64::max).max(f64::MIN_POSITIVE);
        let mut rows = Vec::new();
        for bar in self.bars {
            rows.push([top, top + ROW_PT]);
            self.bar(bar, [left, right], top, longest, &mut painted);
            top += ROW_PT;
        }
        if margin > 0.0 && !self.notes.is_empty() {
            let words = Words(Face::Sans, SMALL_PT, colors.quiet);
            top += 6.0;
            for line in self
                .notes
                .iter()
                .flat_map(|note| words.broken(note, right - left))
            {
                top += SMALL_PT * 1.4;
                painted.push(words.at(&line, [left, top - SMALL_PT * 0.4], Align::Left));
            }
        }
        Chart {
            size_pt: [self.width_pt, top + margin],
            rows,
            group: Group {
                id: "chart",
                primitives: painted,
            },
            ground: colors.ground,
        }
    }

    fn bar(
        &self,
        bar: &Bar,
        [left, right]: [f32; 2],
        top: f32,
        longest: f64,
        painted: &mut Vec<Primitive>,
    ) {
        let colors = self.colors;
        let baseline = top + TEXT_PT - 2.0;
        let figures = Words(Face::Sans, SMALL_PT, colors.quiet);
        painted.push(figures.at(&bar.figures, [right, baseline], Align::Right));
        let room = right - left - figures.width(&bar.figures) - 10.0;
        let (face, color) = match (bar.chosen, bar.count > 0.0) {
            (true, _) => (Face::SansBold, colors.text),
            (false, true) => (Face::Sans, colors.text),
            (false, false) => (Face::Sans, colors.quiet),
        };
        let name = Words(face, SIZE_PT, color);
        painted.push(name.at(&name.cut(&bar.name, room), [left, baseline], Align::Left));
        let along = |count: f64| left + (right - left) * (count / longest) as f32;
        let upper = top + TEXT_PT + 2.0;
        let mut strip = |from: f32, to: f32, [upper, lower]: [f32; 2], color| {
            if to > from {
                let corners = vec![[from, upper], [to, upper], [to, lower], [from, lower]];
                painted.push(Primitive::Fill(star_fill(corners, color)));
            }
        };
        let whole = [upper, upper + BAR_PT];
        strip(left, along(bar.all), whole, colors.rest);
        let color = if bar.chosen {
            colors.chosen
        } else {
            colors.bar
        };
        // A bar of few is seen beside one of many.
        let end = if bar.count > 0.0 {
            along(bar.count).max(left + 1.5)
        } else {
            left
        };
        strip(left, end, whole, color);
        if let Some([least, most]) = bar.interval {
            // A line from the certain to the possible end, as error bars are drawn.
            let middle = upper + BAR_PT / 2.0;
            strip(
                along(least),
                along(most),
                [middle - 0.6, middle + 0.6],
                colors.text,
            );
            for end in [least, most].map(along) {
                strip(end - 0.6, end + 0.6, [upper, upper + BAR_PT], colors.text);
            }
        }
    }
}

/// How text is set.
#[derive(Clone, Copy)]
struct Words(Face, f32, Rgba);

impl Words {
    fn width(self, text: &str) -> f32 {
        layout(text, self.0, self.1, 0.0).width_pt
    }

    fn at(self, text: &str, at: [f32; 2], align: Align) -> Primitive {
        let anchor = Anchor {
            at,
            align,
            vertical: VerticalAlign::Baseline,
        };
        let line = layout(text, self.0, self.1, 0.0);
        Primitive::Text(text_at(&line, anchor, self.2, None))
    }

    /// As much of a text as there is room for, with an ellipsis.
    fn cut(self, text: &str, room: f32) -> String {
        let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().count() > 200 {
            text = text.chars().take(200).chain(['…']).collect();
        }
        if self.width(&text) <= room {
            return text;
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let fits = |end: &usize| self.width(&format!("{}…", text[..*end].trim_end())) <= room;
        let kept = ends.partition_point(fits).saturating_sub(1);
        let end = ends.get(kept).copied().unwrap_or_default();
        format!("{}…", text[..end].trim_end())
    }

    fn broken(self, text: &str, room: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match (longer, lines.last_mut()) {
                (Some(longer), Some(line)) if self.width(&longer) <= room => *line = longer,
                _ => lines.push(self.cut(word, room)),
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(name: &str, count: f64) -> Bar {
        Bar {
            name: name.to_owned(),
            figures: format!("{count} · 50 %"),
            count,
            all: 10.0,
            interval: None,
            chosen: false,
        }
    }

    fn texts(chart: &Chart) -> Vec<(String, f32, f32)> {
        let text = |primitive: &Primitive| match primitive {
            Primitive::Text(text) => {
                let first = text.glyphs.first().map_or(0.0, |glyph| glyph.origin[0]);
                let last = text.glyphs.last().map_or(0.0, |glyph| glyph.origin[0]);
                Some((text.string.clone(), first, last))
            }
            _ => None,
        };
        chart.group.primitives.iter().filter_map(text).collect()
    }

    #[test]
    fn long_names_end_before_their_figures() {
        let bars = [bar(
            "Territory of a neighbouring state on the other bank",
            5.0,
        )];
        let chart = BarChart {
            title: "",
            notes: &[],
            bars: &bars,
            width_pt: 220.0,
            colors: ChartColors::PAPER,
        }
        .bars();
        let texts = texts(&chart);
        assert_eq!(texts[0].0, "5 · 50 %");
        assert!(texts[1].0.ends_with('…'), "{texts:?}");
        assert!(texts[1].2 < texts[0].1, "{texts:?}");
        assert_eq!(chart.rows, [[0.0, ROW_PT]]);
    }

    #[test]
    fn bars_are_as_long_as_their_counts() {
        let bars = [bar("a", 10.0), bar("b", 5.0), bar("c", 0.0)];
        let chart = BarChart {
            title: "By letter",
            notes: &["Two of three".to_owned()],
            bars: &bars,
            width_pt: 232.0,
            colors: ChartColors::PAPER,
        }
        .sheet();
        let widths: Vec<f32> = chart
            .group
            .primitives
            .iter()
            .filter_map(|primitive| match primitive {
                Primitive::Fill(fill) if fill.color == ChartColors::PAPER.bar => {
                    Some(fill.vertices[1][0] - fill.vertices[0][0])
                }
                _ => None,
            })
            .collect();
        assert_eq!(widths, [200.0, 100.0]);
        let [width, height] = chart.size_pt;
        for primitive in &chart.group.primitives {
            if let Primitive::Fill(fill) = primitive {
                for [x, y] in &fill.vertices {
                    assert!((0.0..=width).contains(x) && (0.0..=height).contains(y));
                }
            }
        }
    }
}
