//! The panel of the time: a histogram of dated features, the time window over it, periods behind it,
//! and a player. What is counted is `analysis::timeline`'s, what plays is `state`'s.
mod brush;
mod colors;
mod controls;
mod data;
mod icons;
mod menus;
mod plot;
mod tooltip;
mod view;
mod window;

use std::sync::Arc;

use egui::{Align2, Id, Rect, Response, RichText, Sense, Ui, WidgetInfo, vec2};

use super::PanelContext;
use crate::analysis::timeline::{Categories, TimeStep};
use crate::jobs::Wake;
use crate::model::{FeatureRef, LayerKind, TimeSpan};
use crate::state::Command;
use brush::{Drag, Parts};
use colors::colors;
use controls::Typed;
use data::{Data, DatedLayer, Shown};
use plot::{Found, Plot, lanes, lanes_height, paint_period, paint_scale};
use tooltip::{step_title, tooltip};
use view::{Scale, View};
use window::{Player, Seen, set_window};

/// Room at the left for the figures of the bars.
const GUTTER_PT: f32 = 62.0;
/// Height of the axis.
const AXIS_PT: f32 = 18.0;

/// State of the panel itself.
#[derive(Default)]
pub struct TimelinePanel {
    /// What is in view; all there is if none.
    view: Option<View>,
    data: Data,
    player: Player,
    drag: Option<Drag>,
    typed: [Typed; 2],
    renamed: Option<(usize, String)>,
    new_name: String,
    /// The histogram, once it was shown.
    id: Option<Id>,
    seen: Option<Seen>,
    /// Intervals that the last histogram has in view.
    intervals: usize,
}

impl TimelinePanel {
    /// Fill whatever it is given.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        let woken = ui.ctx().clone();
        let wake: Wake = Arc::new(move || woken.request_repaint());
        let layers = self.data.layers(ctx.state, &wake);
        self.controls(ui, ctx, &layers);
        let chosen: Vec<_> = layers
            .iter()
            .filter(|layer| is_counted(ctx, layer.kind))
            .collect();
        let spans = chosen.iter().filter_map(|layer| layer.spans.extent());
        let Some(dated) = spans.reduce(united) else {
            self.seen = None;
            ui.centered_and_justified(|ui| {
                ui.weak("No chosen layer has dates. A layer with a column of dates appears here.");
            });
            return;
        };
        let periods = &ctx.state.document().time.periods;
        let extent = periods.iter().map(|period| period.span).fold(dated, united);
        self.histogram_ui(ui, ctx, &chosen, (dated, extent), &wake);
    }

    fn histogram_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &mut PanelContext<'_>,
        chosen: &[&DatedLayer],
        (dated, extent): (TimeSpan, TimeSpan),
        wake: &Wake,
    ) {
        let size = ui.available_size();
        let (all, _) = ui.allocate_exact_size(size, Sense::hover());
        let all = all
            .with_min_x(all.left() + GUTTER_PT)
            .with_max_x(all.right() - 4.0);
        let scale_of = |view: Option<View>| Scale {
            view: view.unwrap_or_else(|| View::whole(extent)),
            across: all.x_range(),
        };
        self.follow(ctx, scale_of(self.view), extent);
        let scale = scale_of(self.view);
        let axis = all.with_min_y(all.bottom() - AXIS_PT);
        let response = ui.interact(
            all,
            ui.scope_id().with("histogram"),
            Sense::click_and_drag(),
        );
        self.id = Some(response.id);
        keep_keys(ui, &response);
        let parts = |intervals: f32| Parts {
            plot: all.with_max_y(axis.top() - intervals),
            intervals: all
                .with_max_y(axis.top())
                .with_min_y(axis.top() - intervals),
            axis,
        };
        self.brush(ui, &response, parts(0.0), (scale, extent), ctx);
        let scale = scale_of(self.view);
        let step = scale.bar_step();
        self.seen = Some(Seen {
            extent,
            dated,
            step,
        });
        let periods = self.periods_ui(ui, ctx, parts(0.0), scale);
        let (shown, _) = self
            .data
            .count(ctx.state, chosen, step, scale.view.span(), wake);
        let lanes = lanes(shown, scale);
        let parts = parts(lanes_height(lanes.len()));
        let of_series = |(kind, categories): &(LayerKind, Arc<Categories>)| {
            let layer = chosen.iter().find(|layer| layer.kind == *kind);
            layer.map_or_else(Vec::new, |layer| {
                colors(ctx.state, layer, categories, ui.visuals().dark_mode)
            })
        };
        let colors: Vec<_> = shown.series.iter().map(of_series).collect();
        let session = ctx.state.session();
        let plot = Plot {
            parts,
            scale,
            shown,
            colors: &colors,
            window: ctx.state.time_window(),
            playhead: session
                .playhead
                .filter(|_| self.drag.is_none())
                .map(|span| span.end_ms),
        };
        let hovered = response
            .hover_pos()
            .filter(|_| self.drag.is_none() && !periods);
        let found = hovered.and_then(|at| plot.at(at, &lanes));
        plot.paint(ui, &lanes, found.as_ref());
        paint_scale(ui, parts, plot.most(), step_title(step));
        if response.has_focus() {
            let color = ui.visuals().selection.stroke.color.gamma_multiply(0.6);
            let stroke = egui::Stroke::new(1.0, color);
            let rect = all.expand(1.0);
            ui.painter()
                .rect_stroke(rect, 2.0, stroke, egui::StrokeKind::Inside);
        }
        self.intervals = in_view(shown, scale);
        describe(ctx, &response, scale);
        if response.clicked() && !response.double_clicked() {
            click(ctx, &response, &plot, found.as_ref(), chosen);
        }
        if let Some(found) = found {
            response.on_hover_ui_at_pointer(|ui| tooltip(ui, shown, &colors, chosen, &found));
        }
    }

    /// Keep what plays in view.
    fn follow(&mut self, ctx: &PanelContext<'_>, scale: Scale, extent: TimeSpan) {
        let session = ctx.state.session();
        if let (Some(_), Some(span)) = (session.playback, session.playhead) {
            let x = scale.x(span.end_ms);
            if self.view.is_some() && !scale.across.contains(x) {
                let by = span.end_ms as f64 - scale.ms(scale.across.min);
                let room = scale.view.length_ms() * 0.3;
                self.view = Some(scale.view.moved(by - room, extent));
            }
        }
    }

    /// The periods behind the bars; whether the pointer is over the name of one.
    fn periods_ui(
        &self,
        ui: &mut Ui,
        ctx: &mut PanelContext<'_>,
        parts: Parts,
        scale: Scale,
    ) -> bool {
        let back = ui.visuals().extreme_bg_color;
        ui.painter()
            .rect_filled(parts.plot.union(parts.axis), 2.0, back);
        let (mut over, mut taken_to) = (false, f32::MIN);
        for (index, period) in ctx.state.document().time.periods.iter().enumerate() {
            let id = ui.scope_id().with(("period", index));
            let before = ui.ctx().read_response(id);
            let hovered = before.is_some_and(|response| response.hovered() || response.has_focus());
            let placed = paint_period(ui, (parts, scale), (index, period), hovered, taken_to);
            let Some(name) = placed else { continue };
            taken_to = name.right();
            let response = ui.interact(name, id, Sense::click());
            let words = period.span.words();
            response.widget_info(|| {
                let name = format!("Period {}, {words}", period.name);
                WidgetInfo::labeled(egui::Role::Button, true, name)
            });
            over |= response.hovered();
            let source = period
                .source
                .as_ref()
                .map(|source| format!("\nSource: {source}"));
            let hint = format!("{}\n{words}{}", period.name, source.unwrap_or_default());
            let response = response
                .on_hover_cursor(egui::CursorIcon::PointingHand)
                .on_hover_text(hint + "\nClick to show only this time");
            if response.clicked() && self.drag.is_none() {
                set_window(ctx, Some(period.span));
            }
        }
        over
    }

    /// The date of what plays or is dragged, at the top of the map, to be read from afar.
    pub fn playhead_ui(&self, ui: &Ui, ctx: &PanelContext<'_>, map: Rect) {
        let session = ctx.state.session();
        let Some(span) = session.playhead else { return };
        let grows = session
            .playback
            .map_or(self.player.cumulative, |playing| playing.cumulative);
        let text = if grows && self.drag.is_none() {
            let day = TimeStep::Day.floor(span.end_ms - 1);
            let day = TimeSpan {
                start_ms: day,
                end_ms: TimeStep::Day.next(day),
            };
            format!("until {}", day.words())
        } else {
            span.words()
        };
        let at = map.center_top() + vec2(0.0, 10.0);
        egui::Area::new(Id::unique("time shown"))
            .fixed_pos(at)
            .pivot(Align2::CENTER_TOP)
            .interactable(false)
            .order(egui::Order::Foreground)
            .show(ui.ctx(), |ui| {
                let frame = egui::Frame::popup(ui.style())
                    .fill(ui.visuals().window_fill.gamma_multiply(0.92))
                    .inner_margin(egui::Margin::symmetric(14, 6));
                frame.show(ui, |ui| {
                    let text = RichText::new(text).size(28.0).family(super::theme::bold());
                    ui.add(egui::Label::new(text).wrap_mode(egui::TextWrapMode::Extend));
                });
            });
    }
}

/// Whether a layer's features are counted.
fn is_counted(ctx: &PanelContext<'_>, kind: LayerKind) -> bool {
    let view = ctx.state.document().views.get(&kind);
    let chosen = view.and_then(|view| view.counted);
    chosen.unwrap_or_else(|| is_usually_counted(ctx, kind))
}

/// Whether a layer is counted until the user chooses.
fn is_usually_counted(ctx: &PanelContext<'_>, kind: LayerKind) -> bool {
    let layer = ctx.state.document().layer(kind);
    kind == LayerKind::Incidents || layer.is_some_and(|layer| layer.visible)
}

fn united(a: TimeSpan, b: TimeSpan) -> TimeSpan {
    TimeSpan {
        start_ms: a.start_ms.min(b.start_ms),
        end_ms: a.end_ms.max(b.end_ms),
    }
}

/// Arrows and Escape stay with the histogram while it has the focus.
fn keep_keys(ui: &Ui, response: &Response) {
    let filter = egui::EventFilter {
        horizontal_arrows: true,
        escape: true,
        ..Default::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
}

/// What a screen reader says of the histogram.
fn describe(ctx: &PanelContext<'_>, response: &Response, scale: Scale) {
    let view = scale.view.span();
    let day = TimeStep::Day;
    let days = TimeSpan {
        start_ms: day.floor(view.start_ms),
        end_ms: day.next(view.end_ms),
    };
    let window = ctx.state.time_window();
    let window = window.map_or("any time is shown".to_owned(), |span| {
        format!("window {}", span.words())
    });
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(egui::Role::ScrollBar, true, "Timeline");
        info.current_text_value = Some(format!("{}, {window}", days.words()));
        info
    });
}

/// Select what was clicked; elsewhere beside the window, show any time.
fn click(
    ctx: &mut PanelContext<'_>,
    response: &Response,
    plot: &Plot<'_>,
    found: Option<&Found<'_>>,
    chosen: &[&DatedLayer],
) {
    if let Some(Found::Interval(one)) = found
        && let Some((kind, _)) = plot.shown.series.get(one.series)
        && chosen.iter().any(|layer| layer.kind == *kind)
    {
        ctx.commands
            .push(Command::Select(FeatureRef::of_row(*kind, one.row)));
        return;
    }
    let Some(at) = response.interact_pointer_pos() else {
        return;
    };
    let ms = plot.scale.ms(at.x) as i64;
    let beside = |window: &TimeSpan| !(window.start_ms..window.end_ms).contains(&ms);
    if plot.window.as_ref().is_some_and(beside) && !plot.parts.axis.contains(at) {
        set_window(ctx, None);
    }
}

/// How many intervals are in view; all that were counted where not all are listed.
fn in_view(shown: &Shown, scale: Scale) -> usize {
    let all: usize = shown.histogram.intervals.iter().sum();
    let view = scale.view.span();
    let listed = &shown.histogram.listed;
    if listed.len() < all {
        return all;
    }
    listed.iter().filter(|one| one.span.overlaps(view)).count()
}

/// Where the panel stands, at the bottom of the window.
pub(super) fn panel_frame(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) -> Rect {
    egui::Panel::bottom("timeline")
        .resizable(true)
        .default_size(128.0)
        .size_range(104.0..=360.0)
        .show(ui, contents)
        .response
        .rect
}
