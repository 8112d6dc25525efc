//! The inspector: everything known of what is selected, who says it, and the distances. Features of
//! the user's own, incidents, places and sources have a file each; this one has what they share.
mod feature;
mod incident;
mod place;
mod several;
mod sources;
mod value;

use egui::{CollapsingHeader, Grid, RichText, ScrollArea, Ui};

use super::{PanelContext, format};
use crate::analysis::{BorderDistance, FIRST_BORDERS};
use crate::geodesy::Position;
use crate::geodesy::notation::{format_bearing, format_decimal, format_dms};
use crate::model::FeatureRef;
use crate::scene::same_spot;
use crate::state::{Command, Navigate};
use feature::FeatureView;
use incident::incident_ui;
use place::{context_ui, place_ui, probe_ui};
use several::SeveralView;

/// The zoom at which a single place fills the view well.
const PLACE_ZOOM: f64 = 10.0;
/// Nearer than this is on the border, metres: what is said of its distance rounds to nothing.
const ON_BORDER_M: f64 = 0.05;

/// Whether there is anything to inspect.
pub(super) fn has_content(ctx: &PanelContext<'_>) -> bool {
    ctx.state.session().selected.is_some() || ctx.state.session().probe.is_some()
}

/// State of the panel itself.
#[derive(Default)]
pub struct Inspector {
    feature: FeatureView,
    several: SeveralView,
}

impl Inspector {
    /// Fill whatever it is given.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        header_ui(ui, ctx);
        let selected = ctx.state.session().selected;
        if ctx.state.session().selection.len() > 1 {
            self.several.ui(ui, ctx);
        }
        // What is selected next begins at its top.
        ScrollArea::vertical()
            .id_salt(selected)
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 5.0;
                self.selected_ui(ui, ctx, selected);
                ui.add_space(12.0);
            });
    }

    fn selected_ui(
        &mut self,
        ui: &mut Ui,
        ctx: &mut PanelContext<'_>,
        selected: Option<FeatureRef>,
    ) {
        let atlas = ctx.state.atlas().clone();
        match selected {
            Some(FeatureRef::Incident(index)) => {
                if let Some(incident) = atlas.incidents.get(index as usize) {
                    incident_ui(ui, ctx, incident, index as usize);
                }
            }
            Some(FeatureRef::Context(index)) => {
                if let Some(item) = atlas.context.get(index as usize) {
                    context_ui(ui, ctx, item);
                }
            }
            Some(FeatureRef::Place(index)) => {
                if let Some(place) = atlas.places.get(index as usize) {
                    place_ui(ui, ctx, place);
                }
            }
            Some(FeatureRef::Row(layer, row)) => self.feature.ui(ui, ctx, layer, row),
            None => {
                if let Some(position) = ctx.state.session().probe {
                    probe_ui(ui, ctx, position);
                }
            }
        }
    }
}

/// Next, previous and close.
fn header_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>) {
    ui.horizontal(|ui| {
        if let Some((at, count)) = rank(ctx) {
            let among = if ctx.state.session().selection.len() > 1 {
                "selected"
            } else {
                "at this place"
            };
            let step_ui = |ui: &mut Ui, ctx: &mut PanelContext<'_>, sign, way, forward| {
                let name = format!("{way} {among}");
                if super::layer_panel::small_button(ui, sign, &name, false) {
                    ctx.commands.extend(step(ctx, forward));
                }
            };
            step_ui(ui, ctx, "◂", "Previous", false);
            let [at, count] = [at + 1, count].map(|number| format::thousands(number as u64));
            ui.label(format!("{at} of {count} {among}"));
            step_ui(ui, ctx, "▸", "Next", true);
        } else {
            ui.weak("Details");
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if super::layer_panel::small_button(ui, "×", "Close details", false) {
                ctx.commands.push(Command::Select(None));
            }
        });
    });
    ui.separator();
}

/// Where what is shown stands among all that next and previous go through, from 0, and how many
/// these are: what is selected, or for a single feature what lies at its place.
pub(super) fn rank(ctx: &PanelContext<'_>) -> Option<(usize, usize)> {
    let session = ctx.state.session();
    let shown = session.selected?;
    let selected = session.selection.len();
    if selected > 1 {
        return Some((session.selection.rank(shown)?, selected));
    }
    let here = companions(ctx);
    let at = here.iter().position(|&feature| feature == shown)?;
    (here.len() > 1).then_some((at, here.len()))
}

/// What shows the next or the previous of them; the first follows the last.
pub(super) fn step(ctx: &PanelContext<'_>, forward: bool) -> Option<Command> {
    let (at, count) = rank(ctx)?;
    let to = (at + if forward { 1 } else { count - 1 }) % count;
    let selection = &ctx.state.session().selection;
    if selection.len() > 1 {
        selection.nth(to).map(Command::Inspect)
    } else {
        let here = companions(ctx);
        here.get(to).map(|&feature| Command::Select(Some(feature)))
    }
}

/// The incidents at the same spot as the selected one, itself among them; where features of the
/// user's own lay under the pointer, all that lay there.
fn companions(ctx: &PanelContext<'_>) -> Vec<FeatureRef> {
    let session = ctx.state.session();
    let own = |feature: &FeatureRef| matches!(feature, FeatureRef::Row(..));
    if session.beneath.iter().any(own) {
        return session.beneath.clone();
    }
    let passing = ctx.state.shown().incidents.as_deref();
    let spot = session.selected.and_then(|selected| {
        same_spot(ctx.state.atlas(), selected, session.viewport.zoom, passing)
    });
    spot.map_or_else(Vec::new, |(_, members)| members)
}

fn heading(ui: &mut Ui, text: &str) {
    ui.add(egui::Label::new(RichText::new(text).heading()).wrap());
}

fn section(ui: &mut Ui, text: &str) {
    ui.add_space(6.0);
    ui.label(
        RichText::new(text)
            .small()
            .strong()
            .color(ui.visuals().weak_text_color()),
    );
}

fn wrapped(ui: &mut Ui, text: impl Into<egui::WidgetText>) {
    ui.add(egui::Label::new(text).wrap());
}

fn position_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, position: Position) {
    ui.horizontal(|ui| {
        let text = format_decimal(position);
        ui.label(&text);
        if ui
            .small_button("Copy")
            .on_hover_text("Copy the position")
            .clicked()
        {
            ui.ctx().copy_text(text);
        }
        if ui.small_button("Zoom to").clicked() {
            let fly = Navigate::FlyTo {
                center: position,
                zoom: PLACE_ZOOM,
            };
            ctx.commands.push(Command::Navigate(fly));
        }
    });
    ui.add(egui::Label::new(RichText::new(format_dms(position)).small().weak()).wrap());
}

fn distance_grid<'a>(ui: &mut Ui, id: &str, distances: impl Iterator<Item = &'a BorderDistance>) {
    Grid::new(id)
        .num_columns(2)
        .spacing([12.0, 3.0])
        .show(ui, |ui| {
            for found in distances {
                ui.vertical(|ui| {
                    let border = RichText::new(&found.border).strong();
                    ui.add(egui::Label::new(border).extend());
                });
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 1.0;
                    ui.add(
                        egui::Label::new(RichText::new(format::distance(found)).strong()).wrap(),
                    );
                    let along = format!("at {:.1} km along the border", found.chainage.km());
                    // A bearing means nothing there.
                    let how = if found.distance.0 < ON_BORDER_M {
                        format!("on the border, {along}")
                    } else {
                        let bearing = format_bearing(found.bearing);
                        format!("towards {bearing}, {along}")
                    };
                    ui.add(egui::Label::new(RichText::new(how).small().weak()).wrap());
                    let nearest = format!("nearest point {}", format_decimal(found.nearest));
                    ui.add(egui::Label::new(RichText::new(nearest).small().weak()).wrap());
                });
                ui.end_row();
            }
        });
}

fn other_borders_ui(ui: &mut Ui, measured: impl FnOnce() -> Vec<BorderDistance>) {
    CollapsingHeader::new("Other borders")
        .id_salt("other borders")
        .show(ui, |ui| {
            let all = measured();
            let others = all
                .iter()
                .filter(|found| !FIRST_BORDERS.contains(&found.border.as_str()));
            distance_grid(ui, "other borders grid", others);
        });
}
