//! The map surround: title, legend, scale bar, north arrow, figures of the graticule, and the words
//! that the sources and the borders ask for. Each part keeps clear of the others; a part for which
//! there is no room is left out.
mod graticule;
mod legend;
mod panel;
mod scale_bar;

use panel::{MARGIN_PT, Panel, Setting, panel_at, texts};

use super::frame::Frame;
use super::incidents::{DrawnIncidents, spots, symbol_size_pt};
use super::label::{Obstacle, ScreenBox};
use super::primitive::Face;
use super::theme::Theme;
use super::{Group, Line, Primitive, Stroke};
use crate::model::{BorderStatus, Document, LayerKind, TimeSpan, Viewport};
use crate::spatial::{Detail, ShownLayers};

pub use scale_bar::{ScaleBar, scale_bar};

/// Which parts are shown, and the words in them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SurroundParts<'a> {
    /// Above the map; empty for none.
    pub title: &'a str,
    /// What the symbols and lines in view mean.
    pub legend: bool,
    /// Kilometres and miles, true at the middle of the map.
    pub scale_bar: bool,
    /// The words that the sources of what is drawn ask for, shown with what is to be known about
    /// the borders as drawn; empty for neither.
    pub attribution: &'a str,
    /// That north is up.
    pub north_arrow: bool,
    /// Pixels per point, for what is counted in each pixel.
    pub pixels_per_point: f32,
}

impl<'a> SurroundParts<'a> {
    /// Everything, as a finished map has it.
    #[must_use]
    pub const fn all(title: &'a str, attribution: &'a str) -> Self {
        Self {
            title,
            legend: true,
            scale_bar: true,
            attribution,
            north_arrow: true,
            pixels_per_point: 1.0,
        }
    }
}

/// The surround of a window, to be painted over everything else: its parts keep their corners as
/// the map moves, and the words are few lines that let the map through. The figures of the
/// graticule come with the graticule.
#[must_use]
pub fn build(
    document: &Document,
    detail: &Detail,
    layers: &ShownLayers,
    viewport: Viewport,
    parts: &SurroundParts<'_>,
) -> Group {
    let map = Map {
        document,
        detail,
        layers,
        viewport,
        finished: false,
    };
    group(&map, map.placed(parts))
}

/// The surround of a finished map, and what it covers: names keep clear of it. The words that the
/// sources ask for are always there, and the legend keeps clear of the incidents if it can.
#[must_use]
pub fn finished(
    document: &Document,
    detail: &Detail,
    layers: &ShownLayers,
    viewport: Viewport,
    parts: &SurroundParts<'_>,
) -> (Group, Vec<ScreenBox>) {
    let map = Map {
        document,
        detail,
        layers,
        viewport,
        finished: true,
    };
    let placed = map.placed(parts);
    let covered = placed.iter().map(|(_, place)| *place).collect();
    (group(&map, placed), covered)
}

fn group(map: &Map<'_>, placed: Vec<(Panel, ScreenBox)>) -> Group {
    let theme = map.theme();
    let taken: Vec<ScreenBox> = placed.iter().map(|(_, place)| *place).collect();
    let mut primitives = Vec::new();
    for (panel, place) in placed {
        primitives.extend(panel_at(panel, place, theme));
    }
    if map.document.opacity(LayerKind::Graticule) > 0.0 {
        primitives.extend(graticule::figures(map.viewport, theme, &taken));
    }
    Group {
        id: "surround",
        primitives,
    }
}

/// What the surround is about.
struct Map<'a> {
    document: &'a Document,
    detail: &'a Detail,
    layers: &'a ShownLayers,
    viewport: Viewport,
    finished: bool,
}

impl Map<'_> {
    fn incidents(&self) -> DrawnIncidents<'_> {
        DrawnIncidents {
            passing: self.layers.incidents.as_deref(),
            fanned: None,
        }
    }

    fn theme(&self) -> &'static Theme {
        Theme::of(self.document.basemap)
    }

    /// Every part with its place: title and time at the upper left, arrow at the upper right, the words at
    /// the lower right or as a strip below, scale bar at the lower left, the legend where it has room.
    fn placed(&self, parts: &SurroundParts<'_>) -> Vec<(Panel, ScreenBox)> {
        let theme = self.theme();
        let [width, height] = self.viewport.size_pt.map(|side| side as f32);
        let bar = parts
            .scale_bar
            .then(|| scale_bar::panel(self.viewport, theme));
        let mut placed: Vec<(Panel, ScreenBox)> = Vec::new();
        let mut floor = height - MARGIN_PT;
        let beside = bar.as_ref().map_or(0.0, |bar| bar.size[0] + MARGIN_PT);
        let text = self.words(parts);
        if !text.is_empty() {
            let (words, strip) = self.words_panel(&text, width - 2.0 * MARGIN_PT - beside);
            let corner = if strip {
                floor = height - words.size[1] - 5.0;
                [0.0, height - words.size[1]]
            } else {
                [width - words.size[0] - MARGIN_PT, floor - words.size[1]]
            };
            let place = words.box_at(corner);
            placed.push((words, place));
        }
        if let Some(bar) = bar {
            let top = floor - bar.size[1];
            self.put(&mut placed, bar, [MARGIN_PT, top]);
            floor = top - 6.0;
        }
        let mut top = MARGIN_PT;
        if !parts.title.is_empty() {
            let title = title(parts.title, width, theme);
            top += title.size[1] + 6.0;
            self.put(&mut placed, title, [MARGIN_PT; 2]);
        }
        if let Some(window) = self.document.time.window.filter(|_| self.finished) {
            let time = time(window, width, theme);
            self.put(&mut placed, time, [MARGIN_PT, top]);
        }
        if parts.north_arrow {
            let arrow = north_arrow(theme);
            let left = width - MARGIN_PT - arrow.size[0];
            self.put(&mut placed, arrow, [left, MARGIN_PT]);
        }
        if parts.legend {
            self.put_legend(&mut placed, floor, parts.pixels_per_point);
        }
        placed
    }

    /// Where there is room.
    fn put(&self, placed: &mut Vec<(Panel, ScreenBox)>, panel: Panel, corner: [f32; 2]) {
        let place = panel.box_at(corner);
        if self.is_free(placed, place) {
            placed.push((panel, place));
        }
    }

    fn is_free(&self, placed: &[(Panel, ScreenBox)], place: ScreenBox) -> bool {
        let inside = ScreenBox {
            min: [0.0; 2],
            max: self.viewport.size_pt.map(|side| side as f32),
        };
        inside.contains(place) && placed.iter().all(|(_, other)| !other.touches(place))
    }

    /// On a finished map in the first corner where it covers no incident; in a window always at the
    /// upper left, which at home is free of them, so that it does not jump. In two columns where one
    /// has no room.
    fn put_legend(&self, placed: &mut Vec<(Panel, ScreenBox)>, floor: f32, pixels_per_point: f32) {
        let [width, height] = self.viewport.size_pt.map(|side| side as f32);
        let symbols = if self.finished {
            self.symbols()
        } else {
            Vec::new()
        };
        // The user's own layers with all that there is to say, with less, and without them; in a
        // window rather without what goes without saying.
        let [full, brief] = [false, true];
        let tries = [
            (12, full),
            (5, full),
            (2, full),
            (5, brief),
            (2, brief),
            (0, full),
        ];
        let tries = tries.map(|(most, brief)| [(1, most, brief), (2, most, brief)]);
        for (columns, most_categories, brief) in tries.into_iter().flatten() {
            if brief && self.finished {
                continue;
            }
            let amount = legend::Amount {
                most_categories,
                brief,
            };
            let Some(legend) = legend::panel(self, columns, amount, pixels_per_point) else {
                return;
            };
            let [wide, high] = legend.size;
            // A map that is mostly legend is none, nor is a low window beside one.
            let covers = !self.finished && high > 0.62 * height;
            let most = if brief { 0.3 } else { 0.2 };
            if covers || wide * high > most * width * height {
                continue;
            }
            let lowest = placed
                .iter()
                .filter(|(_, place)| place.min[1] > height / 2.0 && place.max[0] > width - wide)
                .fold(height - MARGIN_PT, |low, (_, place)| {
                    low.min(place.min[1] - 6.0)
                });
            let highest = |left: f32| {
                placed
                    .iter()
                    .filter(|(_, place)| {
                        place.max[1] < height / 2.0
                            && place.min[0] < left + wide
                            && place.max[0] > left
                    })
                    .fold(MARGIN_PT, |top, (_, place)| top.max(place.max[1] + 6.0))
            };
            let right = width - MARGIN_PT - wide;
            let corners = [
                [MARGIN_PT, floor - high],
                [MARGIN_PT, highest(MARGIN_PT)],
                [right, lowest - high],
                [right, highest(right)],
            ];
            let tried = if self.finished { 0..4 } else { 1..2 };
            let free: Vec<ScreenBox> = corners[tried]
                .iter()
                .map(|corner| legend.box_at(*corner))
                .filter(|place| self.is_free(placed, *place))
                .collect();
            let clear = |place: &&ScreenBox| symbols.iter().all(|s| !s.touches(**place));
            if let Some(place) = free.iter().find(clear).or(free.first()) {
                placed.push((legend, *place));
                return;
            }
        }
    }

    /// The incidents in view.
    fn symbols(&self) -> Vec<Obstacle> {
        if self.document.opacity(LayerKind::Incidents) == 0.0 {
            return Vec::new();
        }
        let radius_pt = symbol_size_pt(self.viewport.zoom);
        Frame::copies(&self.viewport)
            .iter()
            .flat_map(|frame| {
                let incidents = &self.detail.atlas().incidents;
                spots(incidents, self.viewport.zoom, self.incidents())
                    .into_iter()
                    .map(|spot| Obstacle::Circle {
                        center: frame.place(spot.position),
                        radius_pt,
                    })
            })
            .collect()
    }

    /// The note on borders and the sources, a line each.
    fn words(&self, parts: &SurroundParts<'_>) -> String {
        if parts.attribution.is_empty() {
            return String::new();
        }
        let mut words = String::new();
        if self.document.opacity(LayerKind::Borders) > 0.0 {
            words.push_str("Borders as mapped by OpenStreetMap contributors");
            if legend::borders_in_view(self.detail, self.viewport, BorderStatus::Disputed) {
                words.push_str("; disputed ones dashed");
            }
            words.push_str("; no position on any claim is implied.");
            // In a window the words run on, to cover less of the map.
            words.push_str(if self.finished { "\n" } else { " " });
        }
        words.push_str(parts.attribution);
        words
    }

    /// The words in `room`, small; whether they have become a strip along the foot of the map,
    /// because there they would cover much of it.
    fn words_panel(&self, words: &str, room: f32) -> (Panel, bool) {
        let [width, height] = self.viewport.size_pt.map(|side| side as f32);
        let color = self.theme().text_quiet;
        let set = |size_pt: f32, most_lines: usize, room: f32| {
            let setting = Setting {
                face: Face::Sans,
                size_pt,
                color,
                most_lines,
            };
            texts(words, setting, room)
        };
        if self.finished {
            for size_pt in [9.0, 8.0] {
                let panel = set(size_pt, usize::MAX, room.min(560.0));
                if panel.size[0] * panel.size[1] < 0.08 * width * height && room > 250.0 {
                    return (panel, false);
                }
            }
            let size_pt = if height < 260.0 { 5.5 } else { 6.5 };
            let mut strip = set(size_pt, usize::MAX, width);
            strip.size[0] = width;
            return (strip, true);
        }
        let mut panel = if room < 300.0 {
            set(7.0, 3, width - 2.0 * MARGIN_PT)
        } else {
            set(8.0, 3, room)
        };
        panel.opacity = 0.86;
        (panel, false)
    }
}

fn title(title: &str, width: f32, theme: &Theme) -> Panel {
    let setting = Setting {
        face: Face::SansBold,
        size_pt: if width < 500.0 { 13.0 } else { 18.0 },
        color: theme.text,
        most_lines: 2,
    };
    texts(title, setting, (width - 2.0 * MARGIN_PT - 50.0).max(120.0))
}

/// The time that the features of a finished map are of.
fn time(window: TimeSpan, width: f32, theme: &Theme) -> Panel {
    let setting = Setting {
        face: Face::SansBold,
        size_pt: if width < 500.0 { 9.5 } else { 12.0 },
        color: theme.text,
        most_lines: 2,
    };
    let room = (width - 2.0 * MARGIN_PT - 50.0).max(120.0);
    texts(&format!("Features dated {}", window.words()), setting, room)
}

fn north_arrow(theme: &Theme) -> Panel {
    let mut panel = Panel::new([26.0, 36.0]);
    let fill =
        |points: Vec<[f32; 2]>| Primitive::Fill(super::symbol::star_fill(points, theme.text));
    panel
        .content
        .push(fill(vec![[13.0, 5.0], [13.0, 19.0], [7.5, 22.0]]));
    panel.content.push(Primitive::Line(Line {
        points: vec![[13.0, 5.0], [18.5, 22.0], [13.0, 19.0], [7.5, 22.0]],
        closed: true,
        stroke: Stroke {
            width_pt: 1.0,
            color: theme.text,
        },
        dash: None,
    }));
    panel.text("N", Face::SansBold, 9.0, [9.8, 32.5], theme.text);
    panel
}
