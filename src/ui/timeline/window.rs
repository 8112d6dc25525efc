//! How the time window is set, stepped, resized and played from the panel: what is pushed for it.
use super::TimelinePanel;
use crate::analysis::timeline::TimeStep;
use crate::model::TimeSpan;
use crate::state::{Command, Edit, Playback, Speed};
use crate::ui::{Action, PanelContext};

/// How it plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Player {
    pub(super) speed: Speed,
    pub(super) cumulative: bool,
    pub(super) looped: bool,
}

/// What the last frame showed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// All that there is, periods among it.
    pub(super) extent: TimeSpan,
    /// What is dated.
    pub(super) dated: TimeSpan,
    /// The step of the bars.
    pub(super) step: TimeStep,
}

/// Set the document's window, as a step of its own.
pub(super) fn set_window(ctx: &mut PanelContext<'_>, window: Option<TimeSpan>) {
    let session = ctx.state.session();
    if session.playhead.is_some() || session.playback.is_some() {
        ctx.commands.push(Command::SetPlayhead(None));
    }
    if ctx.state.document().time.window != window {
        let edit = Edit::SetTimeWindow(window);
        ctx.commands.push(Command::Edit(edit));
        ctx.commands.push(Command::EndGesture);
    }
}

/// Earlier or later by one step, both ends on the calendar if they were.
fn stepped(span: TimeSpan, step: TimeStep, later: bool) -> TimeSpan {
    let aligned = |ms: i64| step.floor(ms) == ms;
    if aligned(span.start_ms) && aligned(span.end_ms) {
        let moved = |ms| {
            if later {
                step.next(ms)
            } else {
                step.previous(ms)
            }
        };
        return TimeSpan {
            start_ms: moved(span.start_ms),
            end_ms: moved(span.end_ms),
        };
    }
    let by = step.usual_ms() as i64 * if later { 1 } else { -1 };
    TimeSpan {
        start_ms: span.start_ms + by,
        end_ms: span.end_ms + by,
    }
}

/// With its end one step earlier or later.
fn resized(span: TimeSpan, step: TimeStep, longer: bool) -> TimeSpan {
    let end_ms = if longer {
        step.next(span.end_ms)
    } else {
        // The step before the one that holds the last moment.
        let end_ms = step.floor(span.end_ms - 1);
        if end_ms > span.start_ms {
            end_ms
        } else {
            span.end_ms
        }
    };
    TimeSpan { end_ms, ..span }
}

impl TimelinePanel {
    /// Do what an action asks of the timeline.
    pub fn run(&mut self, ctx: &mut PanelContext<'_>, action: Action) {
        match action {
            Action::PlayTime => self.play_or_pause(ctx),
            Action::EarlierTime => self.step(ctx, false),
            Action::LaterTime => self.step(ctx, true),
            Action::ShorterTime => self.resize(ctx, false),
            Action::LongerTime => self.resize(ctx, true),
            Action::ClearTime => set_window(ctx, None),
            _ => {}
        }
    }

    pub(super) fn step(&self, ctx: &mut PanelContext<'_>, later: bool) {
        let Some(Seen { dated, step, .. }) = self.seen else {
            return;
        };
        if self.player.cumulative && ctx.state.session().playhead.is_some() {
            return self.resize(ctx, later);
        }
        let first = |ms: i64| TimeSpan {
            start_ms: step.floor(ms),
            end_ms: step.next(ms),
        };
        let moved = match ctx.state.time_window() {
            Some(window) => stepped(window, step, later),
            None if later => first(dated.start_ms),
            None => first(dated.end_ms - 1),
        };
        Self::show_or_set(ctx, moved);
    }

    pub(super) fn resize(&self, ctx: &mut PanelContext<'_>, longer: bool) {
        if let (Some(seen), Some(window)) = (self.seen, ctx.state.time_window()) {
            Self::show_or_set(ctx, resized(window, seen.step, longer));
        }
    }

    /// What was played is not the document's window.
    fn show_or_set(ctx: &mut PanelContext<'_>, span: TimeSpan) {
        if ctx.state.session().playhead.is_some() {
            ctx.commands.push(Command::SetPlayhead(Some(span)));
        } else {
            set_window(ctx, Some(span));
        }
    }

    pub(super) fn play_or_pause(&self, ctx: &mut PanelContext<'_>) {
        if ctx.state.session().playback.is_some() {
            ctx.commands.push(Command::Play(None));
            return;
        }
        let Some(Seen { dated, step, .. }) = self.seen else {
            return;
        };
        let range = TimeSpan {
            start_ms: step.floor(dated.start_ms),
            end_ms: step.next(dated.end_ms - 1),
        };
        let window = ctx.state.time_window();
        // Without a window, one in which there is something to see.
        let usual = TimeStep::at_least(range.length_ms() as f64 / 16.0);
        let usual = usual.next(range.start_ms) - usual.floor(range.start_ms);
        let playback = Playback {
            range,
            speed: self.player.speed,
            cumulative: self.player.cumulative,
            looped: self.player.looped,
            length_ms: window.map_or(usual, TimeSpan::length_ms),
            head_ms: 0.0,
        };
        let from = window.filter(|window| range.start_ms < window.end_ms);
        let from = from.filter(|window| window.end_ms < range.end_ms);
        let playback = match from {
            // A whole window from the beginning on has nothing to grow to but its own length.
            Some(window) => Playback {
                head_ms: window.end_ms as f64,
                ..playback
            },
            None => playback.rewound(),
        };
        ctx.commands.push(Command::Play(Some(playback)));
    }

    /// What plays goes on as the controls have it now.
    pub(super) fn replay(&self, ctx: &mut PanelContext<'_>) {
        if let Some(playing) = ctx.state.session().playback {
            ctx.commands.push(Command::Play(Some(Playback {
                speed: self.player.speed,
                cumulative: self.player.cumulative,
                looped: self.player.looped,
                ..playing
            })));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_step_to_months_whatever_their_length() {
        let span = |text| TimeSpan::parse(text).unwrap();
        let month = TimeStep::Months(1);
        assert_eq!(
            stepped(span("2022-02/2022-03"), month, true),
            span("2022-03/2022-04")
        );
        assert_eq!(stepped(span("2022-01"), month, false), span("2021-12"));
        assert_eq!(
            resized(span("2022-01"), month, true),
            span("2022-01/2022-02")
        );
        assert_eq!(
            resized(span("2022-01/2022-02"), month, false),
            span("2022-01")
        );
        assert_eq!(
            resized(span("2022-01"), month, false),
            span("2022-01"),
            "never empty"
        );
    }
}
