//! How the histogram looks: periods, bars, intervals, window, axis. Reads what was counted, changes
//! nothing.
use egui::emath::GuiRounding as _;
use egui::{Align2, Color32, FontId, Painter, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::brush::Parts;
use super::data::Shown;
use super::view::Scale;
use crate::analysis::timeline::Interval;
use crate::model::{Period, TimeSpan};
use crate::ui::{format, theme};

/// Room over the bars for the names of the periods.
pub(super) const NAMES_PT: f32 = 17.0;
/// Height of a row of intervals, and how many there are at most.
const LANE_PT: f32 = 5.0;
const MOST_LANES: usize = 3;
/// Room between the words of two ticks.
const APART_PT: f32 = 8.0;

/// All that is painted.
pub(super) struct Plot<'a> {
    pub(super) parts: Parts,
    pub(super) scale: Scale,
    pub(super) shown: &'a Shown,
    /// For each series, the colours of its categories.
    pub(super) colors: &'a [Vec<Color32>],
    pub(super) window: Option<TimeSpan>,
    /// Where what plays has come to.
    pub(super) playhead: Option<i64>,
}

/// What the pointer is over.
pub(super) enum Found<'a> {
    Bar(usize),
    Interval(&'a Interval),
}

/// Rows that intervals in view are put in so that they do not touch; the last holds all for which
/// there is no other.
pub(super) fn lanes(shown: &Shown, scale: Scale) -> Vec<Vec<&Interval>> {
    let in_view = scale.view.span();
    let listed = shown.histogram.listed.iter();
    let mut listed: Vec<_> = listed.filter(|one| one.span.overlaps(in_view)).collect();
    listed.sort_by_key(|one| (one.span.start_ms, one.span.end_ms));
    let mut lanes: Vec<Vec<&Interval>> = Vec::new();
    for one in listed {
        let free = |lane: &Vec<&Interval>| {
            let last = lane.last().map(|last| scale.x(last.span.end_ms));
            last.is_none_or(|x| x + 2.0 <= scale.x(one.span.start_ms))
        };
        match lanes.iter().position(free) {
            Some(lane) => lanes[lane].push(one),
            None if lanes.len() < MOST_LANES => lanes.push(vec![one]),
            None => lanes[MOST_LANES - 1].push(one),
        }
    }
    lanes
}

/// Height that rows of intervals take.
pub(super) fn lanes_height(lanes: usize) -> f32 {
    if lanes == 0 {
        0.0
    } else {
        lanes as f32 * LANE_PT + 3.0
    }
}

impl Plot<'_> {
    /// The bars in view with their total counts.
    fn bars(&self) -> impl Iterator<Item = (usize, TimeSpan, u32)> {
        let histogram = &self.shown.histogram;
        let in_view = self.scale.view.span();
        (0..histogram.edges.len().saturating_sub(1)).filter_map(move |bar| {
            let span = histogram.span(bar).filter(|span| span.overlaps(in_view))?;
            let series = 0..self.shown.series.len();
            let total = series.flat_map(|series| histogram.bar(series, bar)).sum();
            Some((bar, span, total))
        })
    }

    /// The count of the highest bar in view.
    pub(super) fn most(&self) -> u32 {
        self.bars().map(|(.., total)| total).max().unwrap_or(0)
    }

    /// What lies under the pointer.
    pub(super) fn at<'a>(&self, at: egui::Pos2, lanes: &[Vec<&'a Interval>]) -> Option<Found<'a>> {
        if self.parts.intervals.expand(2.0).contains(at) {
            let lane = ((at.y - self.parts.intervals.top() - 2.0) / LANE_PT).max(0.0) as usize;
            let in_lane = lanes.get(lane.min(lanes.len().saturating_sub(1)))?;
            let over = |one: &&&Interval| {
                let x = self.scale.x(one.span.start_ms)..=self.scale.x(one.span.end_ms);
                x.contains(&at.x)
            };
            return in_lane.iter().find(over).map(|one| Found::Interval(one));
        }
        let ms = self.scale.ms(at.x) as i64;
        let inside = self.parts.plot.contains(at);
        let edges = &self.shown.histogram.edges;
        let bar = edges.partition_point(|&edge| edge <= ms).checked_sub(1)?;
        let series = 0..self.shown.series.len();
        let mut counts = series.flat_map(|series| self.shown.histogram.bar(series, bar));
        (inside && counts.any(|&count| count > 0)).then_some(Found::Bar(bar))
    }

    pub(super) fn paint(&self, ui: &Ui, lanes: &[Vec<&Interval>], found: Option<&Found<'_>>) {
        let parts = self.parts;
        let painter = ui.painter_at(parts.plot.union(parts.axis).expand(1.0));
        let pale = |painter: &Painter, share: f32| {
            self.paint_bars(painter, share, found);
            self.paint_intervals(painter, lanes, share, found);
        };
        match self.window {
            None => pale(&painter, 1.0),
            Some(window) => {
                pale(&painter, 0.28);
                let inside = self.window_rect(window);
                let tint = ui.visuals().selection.stroke.color.gamma_multiply(0.07);
                painter.rect_filled(inside, 0.0, tint);
                let clip = inside.with_max_y(parts.axis.top());
                pale(&painter.with_clip_rect(clip), 1.0);
                self.paint_window(ui, &painter, inside);
            }
        }
        let edge = Stroke::new(1.0, ui.visuals().widgets.noninteractive.bg_stroke.color);
        painter.hline(parts.plot.x_range(), parts.plot.bottom(), edge);
        self.paint_axis(ui, &painter);
        if let Some(head) = self.playhead {
            self.paint_playhead(ui, &painter, head);
        }
    }

    fn window_rect(&self, window: TimeSpan) -> Rect {
        let x = |ms| self.scale.x(ms).clamp(-1e4, 1e5);
        Rect::from_x_y_ranges(
            x(window.start_ms)..=x(window.end_ms),
            self.parts.plot.top()..=self.parts.axis.top(),
        )
    }

    fn paint_bars(&self, painter: &Painter, share: f32, found: Option<&Found<'_>>) {
        let plot = self.parts.plot;
        let room = plot.height() - NAMES_PT;
        let most = self.most().max(1) as f32;
        let round = |x: f32| x.round_to_pixels(painter.pixels_per_point());
        for (bar, span, total) in self.bars().filter(|(.., total)| *total > 0) {
            let [left, right] = [span.start_ms, span.end_ms].map(|ms| round(self.scale.x(ms)));
            let gap = if right - left > 4.0 { 1.0 } else { 0.0 };
            let over = matches!(found, Some(Found::Bar(over)) if *over == bar);
            // A bar of few is seen beside one of many.
            let height = (total as f32 / most * room).max(2.0);
            let mut below = 0;
            for (series, colors) in self.colors.iter().enumerate() {
                let counts = self.shown.histogram.bar(series, bar);
                for (&count, color) in counts.iter().zip(colors).filter(|(count, _)| **count > 0) {
                    let y = |sum: u32| plot.bottom() - height * sum as f32 / total as f32;
                    let [bottom, top] = [below, below + count].map(|sum| round(y(sum)));
                    let rect = Rect::from_min_max(pos2(left, top), pos2(right - gap, bottom));
                    // A line between two of a colour, where there is room for it.
                    let rect = if below > 0 && rect.height() > 4.0 {
                        rect.with_max_y(bottom - 1.0)
                    } else {
                        rect
                    };
                    let share = if over && share < 1.0 { 0.6 } else { share };
                    painter.rect_filled(rect, 0.0, color.gamma_multiply(share));
                    below += count;
                }
            }
            if over {
                let all = Rect::from_min_max(
                    pos2(left - 1.0, plot.bottom() - height - 1.0),
                    pos2(right - gap + 1.0, plot.bottom()),
                );
                let stroke = Stroke::new(1.0, painter.ctx().global_style().visuals.text_color());
                painter.rect_stroke(all, 0.0, stroke, StrokeKind::Inside);
            }
        }
    }

    fn paint_intervals(
        &self,
        painter: &Painter,
        lanes: &[Vec<&Interval>],
        share: f32,
        found: Option<&Found<'_>>,
    ) {
        let top = self.parts.intervals.top() + 2.0;
        for (lane, intervals) in lanes.iter().enumerate() {
            for one in intervals {
                let x = |ms| self.scale.x(ms).clamp(-1e4, 1e5);
                let (left, right) = (x(one.span.start_ms), x(one.span.end_ms));
                let rect = Rect::from_min_size(
                    pos2(left, top + lane as f32 * LANE_PT),
                    vec2((right - left - 1.0).max(2.0), LANE_PT - 1.5),
                );
                let over = matches!(found, Some(Found::Interval(over)) if *over == *one);
                let share = if over { 1.0 } else { 0.62 * share };
                let color = self.color_of(one).gamma_multiply(share);
                painter.rect_filled(rect, 1.5, color);
            }
        }
    }

    fn color_of(&self, interval: &Interval) -> Color32 {
        let category = self.shown.series.get(interval.series);
        let category = category.map_or(0, |(_, categories)| categories.of(interval.row as usize));
        let colors = self.colors.get(interval.series);
        colors
            .and_then(|colors| colors.get(category))
            .copied()
            .unwrap_or(Color32::GRAY)
    }

    fn paint_window(&self, ui: &Ui, painter: &Painter, inside: Rect) {
        let color = ui.visuals().selection.stroke.color;
        for x in [inside.left(), inside.right()] {
            painter.vline(x, inside.y_range(), Stroke::new(1.5, color));
            let middle = pos2(x, self.parts.plot.center().y + NAMES_PT / 2.0);
            let grip = Rect::from_center_size(middle, vec2(7.0, 20.0));
            let fill = ui.visuals().panel_fill;
            painter.rect(grip, 2.5, fill, Stroke::new(1.5, color), StrokeKind::Inside);
            painter.vline(
                x,
                (middle.y - 4.0)..=(middle.y + 4.0),
                Stroke::new(1.0, color),
            );
        }
    }

    fn paint_playhead(&self, ui: &Ui, painter: &Painter, head: i64) {
        let color = ui.visuals().error_fg_color;
        let x = self.scale.x(head);
        let plot = self.parts.plot;
        painter.vline(
            x,
            plot.top()..=self.parts.axis.top() + 4.0,
            Stroke::new(2.0, color),
        );
        let tip = [[-5.0, 0.0], [5.0, 0.0], [0.0, 7.0]];
        let tip = tip.map(|[dx, dy]| pos2(x + dx, plot.top() + dy)).to_vec();
        painter.add(egui::Shape::convex_polygon(tip, color, Stroke::NONE));
    }

    fn paint_axis(&self, ui: &Ui, painter: &Painter) {
        let axis = self.parts.axis;
        let visuals = ui.visuals();
        let font = |major: bool| {
            let family = if major {
                theme::bold()
            } else {
                egui::FontFamily::Proportional
            };
            FontId::new(11.5, family)
        };
        let line = Stroke::new(1.0, visuals.widgets.noninteractive.bg_stroke.color);
        let words = |text: &str, major: bool| {
            let color = if major {
                visuals.text_color()
            } else {
                visuals.weak_text_color()
            };
            painter.layout_no_wrap(text.to_owned(), font(major), color)
        };
        let mut taken: Vec<egui::Rangef> = Vec::new();
        let ticks = self.scale.ticks();
        let seen = |ms| self.scale.x(ms) >= axis.left() - 0.5;
        // The first one says all; greater units come before lesser ones.
        let first = ticks.iter().position(|tick| seen(tick.ms));
        let mut order: Vec<usize> = (0..ticks.len()).filter(|&at| seen(ticks[at].ms)).collect();
        order.sort_by_key(|&at| (Some(at) != first, !ticks[at].major));
        for at in order {
            let tick = &ticks[at];
            let x = self
                .scale
                .x(tick.ms)
                .round_to_pixels(painter.pixels_per_point());
            painter.vline(
                x,
                axis.top()..=axis.top() + if tick.major { 7.0 } else { 4.0 },
                line,
            );
            let is_first = Some(at) == first;
            let text = if is_first { &tick.full } else { &tick.text };
            let galley = words(text, tick.major || is_first);
            let wide = egui::Rangef::new(x + 3.0, x + 3.0 + galley.size().x);
            let apart = wide.expand(APART_PT / 2.0);
            if wide.max <= axis.right() && !taken.iter().any(|other| other.intersects(apart)) {
                painter.galley(
                    pos2(wide.min, axis.top() + 2.0),
                    galley,
                    visuals.text_color(),
                );
                taken.push(apart);
            }
        }
    }
}

/// Paint a period behind everything else; where its name stands, unless there is no room.
pub(super) fn paint_period(
    ui: &Ui,
    (parts, scale): (Parts, Scale),
    (index, period): (usize, &Period),
    hovered: bool,
    taken_to: f32,
) -> Option<Rect> {
    let plot = parts.plot;
    let painter = ui.painter_at(plot);
    let x = |ms| scale.x(ms).clamp(plot.left(), plot.right());
    let (left, right) = (x(period.span.start_ms), x(period.span.end_ms));
    if right <= left {
        return None;
    }
    let ink = ui.visuals().text_color();
    let share = if index.is_multiple_of(2) {
        0.035
    } else {
        0.075
    };
    let band = Rect::from_x_y_ranges(left..=right, plot.y_range());
    painter.rect_filled(band, 0.0, ink.gamma_multiply(share));
    let edge = Stroke::new(1.0, ink.gamma_multiply(0.22));
    painter.vline(left, plot.y_range(), edge);
    let left = left.max(taken_to);
    let room = right - left - 10.0;
    if room < 22.0 {
        return None;
    }
    let color = if hovered {
        ui.visuals().hyperlink_color
    } else {
        ui.visuals().weak_text_color()
    };
    let mut job = egui::text::LayoutJob::simple_singleline(
        period.name.clone(),
        FontId::new(11.5, theme::bold()),
        color,
    );
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let galley = painter.layout_job(job);
    let place = Rect::from_min_size(pos2(left + 5.0, plot.top() + 1.0), galley.size());
    painter.galley(place.min, galley, color);
    Some(place)
}

/// The count of the highest bar and the step of the bars, at the left.
pub(super) fn paint_scale(ui: &Ui, parts: Parts, most: u32, step: &str) {
    let painter = ui.painter();
    let color = ui.visuals().weak_text_color();
    let right = parts.plot.left() - 6.0;
    let text = |y: f32, align: Align2, text: String| {
        painter.text(
            pos2(right, y),
            align,
            text,
            FontId::proportional(11.0),
            color,
        );
    };
    if most > 0 {
        let top = parts.plot.top() + NAMES_PT;
        text(
            top,
            Align2::RIGHT_CENTER,
            format::thousands(u64::from(most)),
        );
    }
    text(
        parts.axis.top() + 9.0,
        Align2::RIGHT_CENTER,
        step.to_owned(),
    );
}
