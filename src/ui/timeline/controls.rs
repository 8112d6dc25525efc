//! The line over the histogram: play, the window's ends as text, counts, and what else the panel has.
use egui::{Align, ComboBox, Layout, Response, TextEdit, Ui, WidgetInfo};

use super::data::DatedLayer;
use super::icons::{Icon, icon_button};
use super::window::set_window;
use super::{TimelinePanel, is_counted, menus};
use crate::model::TimeSpan;
use crate::state::Speed;
use crate::ui::{Action, PanelContext, format};

/// Narrower than this, how it plays is in a menu.
const WIDE_PT: f32 = 940.0;
/// What plays, by whether all from the beginning on is shown.
const MODES: [(bool, &str); 2] = [(false, "Moving window"), (true, "From the beginning")];

/// An end of the window while it is typed.
#[derive(Debug, Default)]
pub(super) struct Typed {
    text: Option<String>,
    wrong: bool,
}

impl TimelinePanel {
    pub(super) fn controls(
        &mut self,
        ui: &mut Ui,
        ctx: &mut PanelContext<'_>,
        layers: &[DatedLayer],
    ) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            self.player_ui(ui, ctx);
            ui.add_space(8.0);
            self.window_ui(ui, ctx);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let named = |response: Response, name: &str| {
                    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, name));
                };
                let layers_menu = menus::stay_open(ui, "Layers", |ui| {
                    menus::layers_ui(ui, ctx, layers);
                });
                named(layers_menu, "Layers of the timeline");
                let periods =
                    menus::stay_open(ui, "Periods", |ui| menus::periods_ui(self, ui, ctx));
                named(periods, "Periods of the timeline");
                let (short, long) = self.counts(ctx, layers);
                ui.add(egui::Label::new(egui::RichText::new(short).weak()).truncate())
                    .on_hover_text(long);
            });
        });
    }

    fn player_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        let key = |ui: &Ui, action: Action| format!(" ({})", action.keys(ui.ctx()));
        let hint = key(ui, Action::EarlierTime);
        if icon_button(ui, Icon::Back, "Step back", &hint, false).clicked() {
            self.step(ctx, false);
        }
        let playing = ctx.state.session().playback.is_some();
        let (icon, name) = if playing {
            (Icon::Pause, "Pause")
        } else {
            (Icon::Play, "Play")
        };
        let hint = key(ui, Action::PlayTime);
        if icon_button(ui, icon, name, &hint, playing).clicked() {
            self.play_or_pause(ctx);
        }
        let hint = key(ui, Action::LaterTime);
        if icon_button(ui, Icon::Forward, "Step forward", &hint, false).clicked() {
            self.step(ctx, true);
        }
        let before = self.player;
        if icon_button(
            ui,
            Icon::Loop,
            "Play again and again",
            "",
            self.player.looped,
        )
        .clicked()
        {
            self.player.looped ^= true;
        }
        if ui.available_width() > WIDE_PT {
            self.mode_ui(ui);
        } else {
            let menu = menus::stay_open(ui, "How", |ui| self.modes_ui(ui));
            menu.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, "How it plays"));
        }
        if self.player != before {
            self.replay(ctx);
        }
    }

    fn mode_ui(&mut self, ui: &mut Ui) {
        let title = |cumulative| MODES[usize::from(cumulative)].1;
        let mode = ComboBox::from_id_salt("timeline mode")
            .selected_text(title(self.player.cumulative))
            .width(132.0)
            .show_ui(ui, |ui| {
                for (cumulative, title) in MODES {
                    ui.selectable_value(&mut self.player.cumulative, cumulative, title);
                }
            });
        name_list(&mode.response, "What plays", title(self.player.cumulative));
        let speed = ComboBox::from_id_salt("timeline speed")
            .selected_text(self.player.speed.title())
            .width(128.0)
            .show_ui(ui, |ui| {
                for speed in Speed::ALL {
                    ui.selectable_value(&mut self.player.speed, speed, speed.title());
                }
            });
        name_list(&speed.response, "Speed", self.player.speed.title());
    }

    /// The same in a menu, in which a list would close what it stands in.
    fn modes_ui(&mut self, ui: &mut Ui) {
        for (cumulative, title) in MODES {
            ui.radio_value(&mut self.player.cumulative, cumulative, title);
        }
        ui.separator();
        for speed in Speed::ALL {
            ui.radio_value(&mut self.player.speed, speed, speed.title());
        }
    }

    /// Both ends as text that can be typed.
    fn window_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        let window = ctx.state.time_window();
        let ends = window.map(end_texts);
        let names = ["First day of the window", "Last day of the window"];
        let mut entered = false;
        for (end, name) in names.into_iter().enumerate() {
            if end == 1 {
                ui.weak("to");
            }
            let shown = ends.as_ref().map_or("", |ends| ends[end].as_str());
            entered |= end_ui(ui, &mut self.typed[end], shown, name);
        }
        if entered {
            self.enter(ctx, window);
        }
        if window.is_some() {
            let clear = icon_button(ui, Icon::Clear, "Show any time", "", false);
            if clear.clicked() {
                set_window(ctx, None);
            }
        }
    }

    /// Take up what was typed: an end that is empty is that of all there is.
    fn enter(&mut self, ctx: &mut PanelContext<'_>, window: Option<TimeSpan>) {
        let Some(all) = self.seen.map(|seen| seen.extent) else {
            return;
        };
        let shown = window.unwrap_or(all);
        let blank = |typed: &Typed| match &typed.text {
            Some(text) => text.trim().is_empty(),
            None => window.is_none(),
        };
        let any_time = self.typed.iter().all(blank);
        for typed in &mut self.typed {
            let text = typed.text.as_deref().map_or("", str::trim);
            typed.wrong = !text.is_empty() && TimeSpan::parse(text).is_none();
        }
        let ends = self.typed.each_ref().map(|typed| match &typed.text {
            Some(text) => TimeSpan::parse(text).unwrap_or(all),
            None => shown,
        });
        let span = TimeSpan {
            start_ms: ends[0].start_ms,
            end_ms: ends[1].end_ms,
        };
        if span.start_ms >= span.end_ms {
            self.typed[1].wrong = true;
        }
        if !self.typed.iter().any(|typed| typed.wrong) {
            self.typed = Default::default();
            set_window(ctx, (!any_time).then_some(span));
        }
    }

    /// How many features are shown, in short and in full.
    fn counts(&self, ctx: &PanelContext<'_>, layers: &[DatedLayer]) -> (String, String) {
        let chosen: Vec<_> = layers
            .iter()
            .filter(|layer| is_counted(ctx, layer.kind))
            .collect();
        let all: usize = chosen.iter().map(|layer| layer.table.len()).sum();
        let passing = chosen.iter().map(|layer| {
            let rows = ctx.state.passing(layer.kind);
            rows.map_or(layer.table.len(), |rows| rows.len())
        });
        let passing: usize = passing.sum();
        let incidents = chosen
            .iter()
            .all(|layer| layer.kind == crate::model::LayerKind::Incidents);
        let word = if incidents { "incident" } else { "feature" };
        let counted = |count: usize| format::counted(count as u64, word);
        let mut short = vec![if passing == all {
            counted(all)
        } else {
            format!("{} of {}", format::thousands(passing as u64), counted(all))
        }];
        let shown = format::thousands(passing as u64);
        let mut long = vec![format!("{shown} of {} are shown", counted(all))];
        if self.intervals > 0 {
            let intervals = format::thousands(self.intervals as u64);
            short.push(format!("{intervals} of low precision"));
            long.push(format!(
                "{} not in a bar, since the date is known to a month or a year only, is an \
                 interval, or reaches over the end of a bar: each is drawn under the bars over \
                 the time it may have been",
                counted(self.intervals)
            ));
        }
        for layer in &chosen {
            let undated = layer.spans.len() - layer.spans.dated();
            if undated > 0 {
                long.push(menus::undated_text(layer));
                let undated = format::thousands(undated as u64);
                short.push(format!("{undated} without a date"));
            }
        }
        (short.join(", "), long.join(".\n"))
    }
}

/// A list's name, and what is chosen, for those who hear it.
fn name_list(response: &Response, name: &str, chosen: &str) {
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(egui::Role::ComboBox, true, name);
        info.current_text_value = Some(chosen.to_owned());
        info
    });
}

/// One end of the window; whether it was entered.
fn end_ui(ui: &mut Ui, typed: &mut Typed, shown: &str, name: &str) -> bool {
    let mut text = typed.text.clone().unwrap_or_else(|| shown.to_owned());
    let mut edit = TextEdit::singleline(&mut text)
        .desired_width(if shown.len() > 10 { 140.0 } else { 94.0 })
        .hint_text("any date");
    if typed.wrong {
        edit = edit.text_color(ui.visuals().error_fg_color);
    }
    let response = ui.add(edit);
    response.widget_info(|| {
        let mut info = WidgetInfo::text_edit(true, "", &text, "any date");
        info.label = Some(name.to_owned());
        info
    });
    if response.changed() {
        typed.text = Some(text);
        typed.wrong = false;
    }
    let hint = "A year, a month or a day: 2022, 2022-04 or 2022-04-18";
    let response = response.on_hover_text(hint);
    if typed.wrong {
        response.show_tooltip_text(hint);
    }
    let left = response.lost_focus();
    if left && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        *typed = Typed::default();
        return false;
    }
    left && typed.text.is_some()
}

/// The first and the last day of a window, or its ends where these are not days.
fn end_texts(window: TimeSpan) -> [String; 2] {
    let text = window.to_text();
    if !text.contains('T') {
        let (first, last) = text.split_once('/').unwrap_or((&text, &text));
        return [first, last].map(str::to_owned);
    }
    [window.start_ms, window.end_ms].map(|start_ms| {
        let moment = TimeSpan {
            start_ms,
            end_ms: start_ms + 1,
        };
        let text = moment.to_text();
        // Without the seconds and the zone that say nothing.
        let text = text.strip_suffix(".000Z").unwrap_or(&text);
        text.strip_suffix(":00").unwrap_or(text).to_owned()
    })
}
