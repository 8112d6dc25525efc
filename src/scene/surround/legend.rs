//! The legend: what is in view and nothing else.
mod features;

use super::Map;
use super::panel::{PADDING_PT, Panel};
use crate::model::{BasemapTheme, BorderStatus, Incident, IncidentKind, LayerKind, Rgba, Viewport};
use crate::scene::arrow::arrow;
use crate::scene::borders::DISPUTED_DASH;
use crate::scene::build::shift;
use crate::scene::clip::pieces;
use crate::scene::frame::Frame;
use crate::scene::incidents::{badge_at, spots};
use crate::scene::label::ScreenBox;
use crate::scene::symbol::{Symbol, star_fill, symbol_primitives};
use crate::scene::text::{Align, Anchor, VerticalAlign, layout, text_at};
use crate::scene::theme::Theme;
use crate::scene::{Circle, Face, Line, Primitive, Stroke};
use crate::spatial::{Detail, LineLayer};
use crate::terrain::hypsometric_stops;

const ROW_PT: f32 = 16.5;
const TEXT_PT: f32 = 10.0;
/// Width of the column of symbols.
const KEY_PT: f32 = 30.0;
/// Highest ground in the colour bar, metres.
const HIGHEST_M: f32 = 6000.0;
const BAR_PT: [f32; 2] = [120.0, 9.0];

/// How much is explained.
#[derive(Clone, Copy)]
pub(super) struct Amount {
    /// Of each of the user's layers.
    pub(super) most_categories: usize,
    /// Kinds of incidents and the user's layers alone.
    pub(super) brief: bool,
}

/// In so many columns; `None` where nothing in view needs explaining.
pub(super) fn panel(
    map: &Map<'_>,
    columns: usize,
    amount: Amount,
    pixels_per_point: f32,
) -> Option<Panel> {
    let Map {
        document,
        detail,
        viewport,
        ..
    } = *map;
    let theme = Theme::of(document.basemap);
    let mut legend = Legend {
        rows: Vec::new(),
        theme,
    };
    let visible = |kind| document.opacity(kind) > 0.0;
    if visible(LayerKind::Incidents) {
        legend.incidents(map, amount.brief);
    }
    legend.features(map, amount.most_categories, pixels_per_point);
    if visible(LayerKind::Context) {
        legend.context();
    }
    if visible(LayerKind::Borders) && !amount.brief {
        legend.borders(|status| borders_in_view(detail, viewport, status));
    }
    legend.set(columns, document.basemap)
}

/// Whether any border of a status is in view.
pub(super) fn borders_in_view(detail: &Detail, viewport: Viewport, status: BorderStatus) -> bool {
    let view = ScreenBox {
        min: [0.0; 2],
        max: viewport.size_pt.map(|side| side as f32),
    };
    let seen = |pair: &[[f32; 2]]| {
        let around = ScreenBox {
            min: [0, 1].map(|axis: usize| pair[0][axis].min(pair[1][axis]) - 0.5),
            max: [0, 1].map(|axis: usize| pair[0][axis].max(pair[1][axis]) + 0.5),
        };
        around.touches(view)
    };
    let lines = detail.lines(LineLayer::Borders, viewport.zoom);
    Frame::copies(&viewport).iter().any(|frame| {
        lines
            .iter()
            .filter(|(part, _)| detail.atlas().borders[part.feature].status == status)
            .flat_map(|(part, points)| pieces(frame, &part.bounds, points, None))
            .any(|piece| piece.windows(2).any(seen))
    })
}

/// A symbol about the origin and what it means.
struct Row {
    meaning: String,
    face: Face,
    /// Behind the meaning, quieter.
    of: String,
    key: Vec<Primitive>,
    /// Width of the symbol's room; the meaning stands at the left edge where it is 0.
    key_pt: f32,
    height_pt: f32,
    /// At least so wide.
    width_pt: f32,
}

impl Row {
    fn new(meaning: String, key: Vec<Primitive>) -> Self {
        Self {
            meaning,
            face: Face::Sans,
            of: String::new(),
            key,
            key_pt: KEY_PT,
            height_pt: ROW_PT,
            width_pt: 0.0,
        }
    }

    fn heading(meaning: String) -> Self {
        Self {
            face: Face::SansBold,
            key_pt: 0.0,
            ..Self::new(meaning, Vec::new())
        }
    }

    fn note(words: String) -> Self {
        Self {
            of: words,
            ..Self::heading(String::new())
        }
    }
}

struct Legend<'a> {
    rows: Vec<Row>,
    theme: &'a Theme,
}

impl Legend<'_> {
    fn row(&mut self, meaning: &str, key: impl FnOnce([f32; 2]) -> Vec<Primitive>) {
        self.rows.push(Row::new(meaning.to_owned(), key([0.0; 2])));
    }

    /// The rows, column by column, over the colours of elevation.
    fn set(self, columns: usize, basemap: BasemapTheme) -> Option<Panel> {
        let top = PADDING_PT * 0.6;
        let mut panel = Panel::new([0.0, top]);
        let all: f32 = self.rows.iter().map(|row| row.height_pt).sum();
        let mut rows = self.rows.into_iter().peekable();
        let mut left = PADDING_PT;
        while rows.peek().is_some() {
            let mut column: Vec<Row> = Vec::new();
            let mut height = 0.0;
            // A heading does not stand alone at the foot of a column.
            while height + 0.1 < all / columns as f32
                || column.last().is_some_and(|row| row.key_pt == 0.0)
            {
                let Some(row) = rows.next() else { break };
                height += row.height_pt;
                column.push(row);
            }
            let right = set_column(&mut panel, column, [left, top], self.theme);
            panel.size[0] = right;
            left = right + 2.0 * PADDING_PT;
        }
        elevation(&mut panel, self.theme, basemap);
        if panel.content.is_empty() {
            return None;
        }
        panel.size[0] += PADDING_PT;
        panel.size[1] += PADDING_PT * 0.6;
        Some(panel)
    }

    fn incidents(&mut self, map: &Map<'_>, brief: bool) {
        let (theme, viewport, drawn) = (self.theme, map.viewport, map.incidents());
        let incidents = &map.detail.atlas().incidents;
        let in_view = |(index, incident): &(usize, &Incident)| {
            drawn.has(*index)
                && incident.position.is_some_and(|position| {
                    let [x, y] = viewport.screen_from_lonlat(position);
                    (0.0..=viewport.size_pt[0]).contains(&x)
                        && (0.0..=viewport.size_pt[1]).contains(&y)
                })
        };
        let seen = incidents.iter().enumerate().filter(in_view);
        let seen: Vec<&Incident> = seen.map(|(_, incident)| incident).collect();
        for kind in IncidentKind::ALL {
            if seen.iter().any(|incident| incident.kind == kind) {
                // All that pass, as the counts of the user's layers, not those in view alone.
                let all = incidents.iter().enumerate();
                let of_kind =
                    all.filter(|(index, incident)| incident.kind == kind && drawn.has(*index));
                self.rows.push(Row {
                    of: features::thousands(of_kind.count()),
                    ..Row::new(
                        kind.title().to_owned(),
                        symbol_primitives(kind, [0.0; 2], 13.0, theme),
                    )
                });
            }
        }
        if seen.is_empty() || brief {
            return;
        }
        if spots(incidents, viewport.zoom, drawn)
            .iter()
            .any(|spot| spot.members.len() > 1)
        {
            self.row("Number of incidents at one spot", |at| {
                badge_at(at, 2, theme).to_vec()
            });
        }
        self.row("Location uncertainty", |center| {
            let color = theme.incident(IncidentKind::FoiledAttack);
            let circle = |radius_pt, fill, stroke| {
                Primitive::Circle(Circle {
                    center,
                    radius_pt,
                    fill,
                    stroke,
                })
            };
            let mut key = vec![circle(6.5, Some(color.faded(0.1)), None)];
            // A circle has no dashes; a ring of corners has.
            let corners = (0..24).map(|corner| {
                let turn = std::f32::consts::TAU * corner as f32 / 24.0;
                [center[0] + 6.5 * turn.sin(), center[1] - 6.5 * turn.cos()]
            });
            key.push(Primitive::Line(Line {
                points: corners.collect(),
                closed: true,
                stroke: Stroke {
                    width_pt: 1.0,
                    color,
                },
                dash: Some([2.5, 3.0]),
            }));
            key
        });
        if seen.iter().any(|incident| incident.pair.is_some()) {
            let color = theme.incident(IncidentKind::RocketImpact);
            let stretch = |at: [f32; 2]| [[at[0] - 15.0, at[1]], [at[0] + 15.0, at[1]]];
            self.row("From launch to impact, as one side states", |at| {
                arrow(&stretch(at), 1.6, color, Some([5.0, 3.5]), theme.panel)
            });
        }
    }

    fn context(&mut self) {
        let theme = self.theme;
        self.row("Military base", |at| {
            symbol_primitives(Symbol::Base, at, 11.0, theme)
        });
        self.row("Other place of the article", |at| {
            symbol_primitives(Symbol::ContextPlace, at, 11.0, theme)
        });
        self.row("Presence; darker where named more often", |[x, y]| {
            let corners = vec![
                [x - 13.0, y - 5.0],
                [x + 13.0, y - 5.0],
                [x + 13.0, y + 5.0],
                [x - 13.0, y + 5.0],
            ];
            vec![Primitive::Fill(star_fill(
                corners,
                theme.context.faded(0.14),
            ))]
        });
        self.row("Flow or support between countries", |[x, y]| {
            arrow(
                &[[x - 15.0, y], [x + 15.0, y]],
                2.0,
                theme.context.faded(0.6),
                None,
                theme.panel,
            )
        });
    }

    fn borders(&mut self, seen: impl Fn(BorderStatus) -> bool) {
        let theme = self.theme;
        let line = |[x, y]: [f32; 2], width_pt, color, dash| {
            Primitive::Line(Line {
                points: vec![[x - 14.0, y], [x + 14.0, y]],
                closed: false,
                stroke: Stroke { width_pt, color },
                dash,
            })
        };
        let border = |at, dash| {
            vec![
                line(at, 6.0, theme.border_band, None),
                line(at, 1.5, theme.border, dash),
            ]
        };
        if seen(BorderStatus::Agreed) {
            self.row("Border", |at| border(at, None));
        }
        if seen(BorderStatus::Disputed) {
            self.row("Disputed border", |at| border(at, Some(DISPUTED_DASH)));
        }
    }
}

/// Rows from a corner downwards; returns how far to the right they reach.
fn set_column(panel: &mut Panel, column: Vec<Row>, [left, top]: [f32; 2], theme: &Theme) -> f32 {
    let key_pt = column.iter().map(|row| row.key_pt).fold(0.0, f32::max);
    let mut right = left;
    let mut y = top;
    for row in column {
        let middle = y + row.height_pt / 2.0;
        for mut primitive in row.key {
            // A bar begins at the left edge, however wide the keys are.
            let center = if row.width_pt > 0.0 { KEY_PT } else { key_pt } / 2.0;
            shift(&mut primitive, [left + center, middle]);
            panel.content.push(primitive);
        }
        let indent = if row.key_pt > 0.0 { key_pt + 6.0 } else { 0.0 };
        let mut at = [left + indent, middle + TEXT_PT * 0.36];
        for (words, face, color) in [
            (row.meaning, row.face, theme.text),
            (row.of, Face::Sans, theme.text_quiet),
        ] {
            if !words.is_empty() {
                let end = at[0] + panel.text(&words, face, TEXT_PT, at, color);
                right = right.max(end);
                at[0] = end + 5.0;
            }
        }
        right = right.max(left + row.width_pt);
        y += row.height_pt;
        panel.size[1] = panel.size[1].max(y);
    }
    right
}

/// Text with the left end of its baseline at a place.
fn text(string: &str, size_pt: f32, at: [f32; 2], color: Rgba) -> Primitive {
    let anchor = Anchor {
        at,
        align: Align::Left,
        vertical: VerticalAlign::Baseline,
    };
    let line = layout(string, Face::Sans, size_pt, 0.0);
    Primitive::Text(text_at(&line, anchor, color, None))
}

/// A bar of colours from its upper left corner, by the place along it, 0 to 1.
fn bar([x, y]: [f32; 2], theme: &Theme, color_at: impl Fn(f32) -> Rgba) -> Vec<Primitive> {
    const STEPS: u16 = 60;
    let [width, height] = BAR_PT;
    let corners = |from: f32, to: f32| {
        vec![
            [x + width * from, y],
            [x + width * to, y],
            [x + width * to, y + height],
            [x + width * from, y + height],
        ]
    };
    let mut primitives: Vec<Primitive> = (0..STEPS)
        .map(|step| {
            let [from, to] = [step, step + 1].map(|step| f32::from(step) / f32::from(STEPS));
            let color = color_at(f32::midpoint(from, to));
            Primitive::Fill(star_fill(corners(from, to), color))
        })
        .collect();
    primitives.push(Primitive::Line(Line {
        points: corners(0.0, 1.0),
        closed: true,
        stroke: Stroke {
            width_pt: 0.7,
            color: theme.panel_edge,
        },
        dash: None,
    }));
    primitives
}

/// The colours of elevation as flat ground shows them.
fn elevation(panel: &mut Panel, theme: &Theme, basemap: BasemapTheme) {
    let stops = hypsometric_stops(basemap);
    if stops.is_empty() {
        return;
    }
    let [x, y] = [PADDING_PT, panel.size[1] + 5.0];
    let at = |elevation_m: f32| x + BAR_PT[0] * elevation_m / HIGHEST_M;
    let color = |along: f32| color_at(stops, along * HIGHEST_M);
    panel.content.append(&mut bar([x, y], theme, color));
    for (elevation_m, figure) in [
        (0.0, "0"),
        (2000.0, "2000"),
        (4000.0, "4000"),
        (6000.0, "6000 m"),
    ] {
        let back = if elevation_m == 0.0 { 0.0 } else { 11.0 };
        let place = [at(elevation_m) - back, y + BAR_PT[1] + 10.0];
        let width = panel.text(figure, Face::Sans, 8.5, place, theme.text_quiet);
        panel.size[0] = panel.size[0].max(place[0] + width);
    }
    panel.size[1] += BAR_PT[1] + 18.0;
}

/// Linear between the stops.
fn color_at(stops: &[(f32, Rgba)], elevation_m: f32) -> Rgba {
    let above = stops.iter().position(|(stop, _)| *stop >= elevation_m);
    let Some(above) = above.map(|index| index.max(1)) else {
        return stops.last().map_or(Rgba::hex(0), |(_, color)| *color);
    };
    let ((low, a), (high, b)) = (stops[above - 1], stops[above]);
    a.mixed(b, (elevation_m - low) / (high - low))
}
