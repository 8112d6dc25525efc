//! Notices over the map: that something was done, for a few seconds, and what may come next.
use egui::{Align2, Ui};

use super::layer_panel::small_button;
use super::{PanelContext, Request};
use crate::model::LayerId;
use crate::state::{Command, Edit};

/// Above the words of the sources, screen points.
const ABOVE_FOOT_PT: f32 = 56.0;
/// Seconds that a notice stays.
const NOTICE_SECS: f64 = 6.0;
/// Seconds that a notice with an offer stays.
const OFFER_SECS: f64 = 20.0;
/// More at once would hide the map.
const MOST: usize = 4;

/// What the user may want to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// See what was found while a layer was read.
    Report(LayerId),
    /// Read a layer with longitude and latitude exchanged.
    ExchangeAxes(LayerId),
}

impl Offer {
    fn title(self) -> &'static str {
        match self {
            Self::Report(_) => "Report",
            Self::ExchangeAxes(_) => "Exchange longitude and latitude",
        }
    }

    fn take(self, ctx: &mut PanelContext<'_>) {
        match self {
            Self::Report(layer) => ctx.requests.push(Request::ShowReport(layer)),
            Self::ExchangeAxes(layer) => {
                let edit = Edit::SetSwapAxes(layer, true);
                ctx.commands.push(Command::Edit(edit));
            }
        }
    }
}

/// Something to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    text: String,
    offers: Vec<Offer>,
    /// When it was first shown.
    since: Option<f64>,
}

impl Notice {
    /// Not shown yet.
    #[must_use]
    pub fn new(text: String, offers: Vec<Offer>) -> Self {
        Self {
            text,
            offers,
            since: None,
        }
    }

    fn secs(&self) -> f64 {
        if self.offers.is_empty() {
            NOTICE_SECS
        } else {
            OFFER_SECS
        }
    }
}

/// Those that are shown, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Notices(Vec<Notice>);

impl Notices {
    /// Show one more; the oldest one that offers nothing makes room for it.
    pub fn add(&mut self, notice: Notice) {
        self.0.push(notice);
        if self.0.len() > MOST {
            let mut older = self.0[..MOST].iter();
            let without = older.position(|notice| notice.offers.is_empty());
            self.0.remove(without.unwrap_or(0));
        }
    }

    /// Show them at the foot of the map, and ask for what was chosen.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>, map: egui::Rect) {
        let now = ui.input(|input| input.time);
        let left = |notice: &mut Notice| notice.secs() - (now - *notice.since.get_or_insert(now));
        self.0.retain_mut(|notice| left(notice) > 0.0);
        let Some(next) = self.0.iter_mut().map(left).min_by(f64::total_cmp) else {
            return;
        };
        ui.ctx().request_repaint_after_secs(next as f32);
        egui::Area::new(egui::Id::unique("notices"))
            .pivot(Align2::CENTER_BOTTOM)
            .fixed_pos(map.center_bottom() - egui::vec2(0.0, ABOVE_FOOT_PT))
            .show(ui.ctx(), |ui| {
                self.0.retain(|notice| !notice_ui(ui, ctx, notice));
            });
    }
}

/// Whether the user is done with it.
fn notice_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, notice: &Notice) -> bool {
    let mut done = false;
    egui::Frame::popup(ui.style()).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(notice.text.as_str());
            for &offer in &notice.offers {
                if ui.button(offer.title()).clicked() {
                    offer.take(ctx);
                    done = true;
                }
            }
            done |= small_button(ui, "×", "Close notice", false);
        });
    });
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_offers_something_outlives_what_does_not_and_the_last_is_always_there() {
        let offer = |name: &str| Notice::new(name.to_owned(), vec![Offer::Report(LayerId(1))]);
        let plain = |name: &str| Notice::new(name.to_owned(), Vec::new());
        let mut notices = Notices::default();
        let all = [
            offer("a"),
            plain("b"),
            offer("c"),
            offer("d"),
            offer("e"),
            plain("f"),
        ];
        for notice in all {
            notices.add(notice);
        }
        let texts: Vec<&str> = notices
            .0
            .iter()
            .map(|notice| notice.text.as_str())
            .collect();
        assert_eq!(texts, ["c", "d", "e", "f"]);
    }
}
