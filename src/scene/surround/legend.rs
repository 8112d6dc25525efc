//! The legend: what is in view and nothing else.
use super::panel::{PADDING_PT, Panel};
use crate::model::{
    BasemapTheme, BorderStatus, Document, Incident, IncidentKind, LayerKind, Viewport,
};
use crate::scene::borders::DISPUTED_DASH;
use crate::scene::build::shift;
use crate::scene::clip::pieces;
use crate::scene::frame::Frame;
use crate::scene::incidents::{arrow, badge_at, spots};
use crate::scene::label::ScreenBox;
use crate::scene::symbol::{Symbol, star_fill, symbol_primitives};
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

/// In so many columns; `None` where nothing in view needs explaining.
pub(super) fn panel(
    document: &Document,
    detail: &Detail,
    viewport: Viewport,
    columns: usize,
) -> Option<Panel> {
    let theme = Theme::of(document.basemap);
    let mut legend = Legend {
        rows: Vec::new(),
        theme,
    };
    let visible = |kind| document.opacity(kind) > 0.0;
    if visible(LayerKind::Incidents) {
        legend.incidents(&detail.atlas().incidents, viewport);
    }
    if visible(LayerKind::Context) {
        legend.context();
    }
    if visible(LayerKind::Borders) {
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
    key: Vec<Primitive>,
}

struct Legend<'a> {
    rows: Vec<Row>,
    theme: &'a Theme,
}

impl Legend<'_> {
    fn row(&mut self, meaning: &str, key: impl FnOnce([f32; 2]) -> Vec<Primitive>) {
        self.rows.push(Row {
            meaning: meaning.to_owned(),
            key: key([0.0; 2]),
        });
    }

    /// The rows, column by column, over the colours of elevation.
    fn set(self, columns: usize, basemap: BasemapTheme) -> Option<Panel> {
        let top = PADDING_PT * 0.6;
        let mut panel = Panel::new([0.0, top]);
        let each = self.rows.len().div_ceil(columns).max(1);
        let mut rows = self.rows.into_iter();
        let mut left = PADDING_PT;
        loop {
            let column: Vec<Row> = rows.by_ref().take(each).collect();
            if column.is_empty() {
                break;
            }
            let mut right = left;
            for (index, row) in column.into_iter().enumerate() {
                let middle = [left + KEY_PT / 2.0, top + ROW_PT * (index as f32 + 0.5)];
                for mut primitive in row.key {
                    shift(&mut primitive, middle);
                    panel.content.push(primitive);
                }
                let at = [left + KEY_PT + 6.0, middle[1] + TEXT_PT * 0.36];
                let color = self.theme.text;
                let width = panel.text(&row.meaning, Face::Sans, TEXT_PT, at, color);
                right = right.max(at[0] + width);
                panel.size[1] = panel.size[1].max(middle[1] + ROW_PT / 2.0);
            }
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

    fn incidents(&mut self, incidents: &[Incident], viewport: Viewport) {
        let theme = self.theme;
        let in_view = |incident: &&Incident| {
            incident.position.is_some_and(|position| {
                let [x, y] = viewport.screen_from_lonlat(position);
                (0.0..=viewport.size_pt[0]).contains(&x) && (0.0..=viewport.size_pt[1]).contains(&y)
            })
        };
        let seen: Vec<&Incident> = incidents.iter().filter(in_view).collect();
        for kind in IncidentKind::ALL {
            if seen.iter().any(|incident| incident.kind == kind) {
                self.row(kind.title(), |at| symbol_primitives(kind, at, 13.0, theme));
            }
        }
        if seen.is_empty() {
            return;
        }
        if spots(incidents, viewport.zoom, None)
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

/// The colours of elevation as flat ground shows them.
fn elevation(panel: &mut Panel, theme: &Theme, basemap: BasemapTheme) {
    let stops = hypsometric_stops(basemap);
    if stops.is_empty() {
        return;
    }
    let [x, y] = [PADDING_PT, panel.size[1] + 5.0];
    let at = |elevation_m: f32| x + BAR_PT[0] * elevation_m / HIGHEST_M;
    let steps = 60;
    for step in 0..steps {
        let from = HIGHEST_M * step as f32 / steps as f32;
        let to = HIGHEST_M * (step + 1) as f32 / steps as f32;
        let color = color_at(stops, f32::midpoint(from, to));
        let corners = vec![
            [at(from), y],
            [at(to), y],
            [at(to), y + BAR_PT[1]],
            [at(from), y + BAR_PT[1]],
        ];
        panel
            .content
            .push(Primitive::Fill(star_fill(corners, color)));
    }
    panel.content.push(Primitive::Line(Line {
        points: vec![
            [x, y],
            [at(HIGHEST_M), y],
            [at(HIGHEST_M), y + BAR_PT[1]],
            [x, y + BAR_PT[1]],
        ],
        closed: true,
        stroke: Stroke {
            width_pt: 0.7,
            color: theme.panel_edge,
        },
        dash: None,
    }));
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
fn color_at(stops: &[(f32, crate::model::Rgba)], elevation_m: f32) -> crate::model::Rgba {
    let above = stops.iter().position(|(stop, _)| *stop >= elevation_m);
    let Some(above) = above.map(|index| index.max(1)) else {
        return stops
            .last()
            .map_or(crate::model::Rgba::hex(0), |(_, color)| *color);
    };
    let ((low, a), (high, b)) = (stops[above - 1], stops[above]);
    let along = ((elevation_m - low) / (high - low)).clamp(0.0, 1.0);
    let mix = |a: u8, b: u8| (f32::from(a) + along * (f32::from(b) - f32::from(a))).round() as u8;
    crate::model::Rgba(mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2), 255)
}
