//! The incident list: sorted, searched, selecting flies there.
use std::cmp::Ordering;

use egui::{RichText, ScrollArea, Sense, TextStyle, TextWrapMode, Ui, WidgetText, vec2};

use super::map::paint_symbol;
use super::{PanelContext, format};
use crate::analysis::FIRST_BORDERS;
use crate::geodesy::Meters;
use crate::model::{FeatureRef, Incident, LayerKind, Provenance};
use crate::state::{Command, Navigate};

/// From this zoom on, a selected incident is near enough.
const NEAR_ZOOM: f64 = 8.5;
/// Height of a row of three lines.
const ROW_PT: f32 = 54.0;

/// The order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// Oldest first.
    #[default]
    Date,
    /// By country, province and place.
    Place,
    /// Nearest to the first border first.
    FirstBorder,
    /// Nearest to the second border first.
    SecondBorder,
}

impl SortBy {
    const ALL: [Self; 4] = [
        Self::Date,
        Self::Place,
        Self::FirstBorder,
        Self::SecondBorder,
    ];

    fn title(self) -> String {
        match self {
            Self::Date => "Date".to_owned(),
            Self::Place => "Place".to_owned(),
            Self::FirstBorder => format!("Distance to {}", FIRST_BORDERS[0]),
            Self::SecondBorder => format!("Distance to {}", FIRST_BORDERS[1]),
        }
    }
}

/// State of the panel itself.
#[derive(Debug, Default)]
pub struct IncidentList {
    sort_by: SortBy,
    search: String,
    /// Put the cursor into the search field in the next frame.
    pub focus_search: bool,
}

impl IncidentList {
    /// Fill whatever it is given.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        self.header_ui(ui);
        let rows = self.rows(ctx);
        if rows.is_empty() {
            ui.add_space(8.0);
            ui.weak(if self.search.trim().is_empty() {
                "No incident passes the filters and the time window."
            } else {
                "No incident matches the search."
            });
        }
        let list = ScrollArea::vertical().min_scrolled_height(24.0);
        list.auto_shrink(false).show(ui, |ui| {
            for index in rows {
                self.row_ui(ui, ctx, index);
            }
        });
    }

    fn header_ui(&mut self, ui: &mut Ui) {
        let search = egui::TextEdit::singleline(&mut self.search)
            .hint_text("Search incidents")
            .desired_width(f32::INFINITY);
        let response = ui.add(search);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Search incidents")
        });
        if std::mem::take(&mut self.focus_search) {
            response.request_focus();
        }
        ui.horizontal(|ui| {
            let label = ui.label("Sort by");
            egui::ComboBox::from_id_salt("incident sort")
                .selected_text(self.sort_by.title())
                .width(ui.available_width() - 4.0)
                .show_ui(ui, |ui| {
                    for order in SortBy::ALL {
                        ui.selectable_value(&mut self.sort_by, order, order.title());
                    }
                })
                .response
                .labelled_by(label.id);
        });
        ui.add_space(2.0);
    }

    /// Indices of the incidents that pass and match, in order; those without a place come last when the
    /// order is by distance.
    fn rows(&self, ctx: &PanelContext<'_>) -> Vec<usize> {
        let incidents = &ctx.state.atlas().incidents;
        let words = self.search.to_lowercase();
        let passing = ctx.state.passing(LayerKind::Incidents);
        let mut rows: Vec<usize> = (0..incidents.len())
            .filter(|&index| passing.is_none_or(|rows| rows.contains(index as u32)))
            .filter(|&index| {
                words
                    .split_whitespace()
                    .all(|word| matches(&incidents[index], word))
            })
            .collect();
        let distances = ctx.state.derived().incident_distances();
        let by_distance = |border: usize| {
            move |a: &usize, b: &usize| -> Ordering {
                let of = |index: usize| {
                    distances[index][border]
                        .as_ref()
                        .map_or(f64::INFINITY, |found| found.distance.0)
                };
                of(*a).total_cmp(&of(*b))
            }
        };
        let place = |incident: &Incident| {
            (
                incident.country.clone(),
                incident.province.clone(),
                incident.place.clone(),
            )
        };
        match self.sort_by {
            SortBy::Date => rows.sort_by(|&a, &b| incidents[a].date.cmp(&incidents[b].date)),
            SortBy::Place => rows.sort_by_key(|&index| place(&incidents[index])),
            SortBy::FirstBorder => rows.sort_by(by_distance(0)),
            SortBy::SecondBorder => rows.sort_by(by_distance(1)),
        }
        rows
    }

    fn row_ui(&self, ui: &mut Ui, ctx: &mut PanelContext<'_>, index: usize) {
        let incident = &ctx.state.atlas().incidents[index];
        let feature = FeatureRef::Incident(index as u32);
        let selected = ctx.state.session().selected == Some(feature);
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), ROW_PT), Sense::click());
        let known = known(incident);
        response.widget_info(|| {
            let name = &incident.title;
            let mut info =
                egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, selected, name);
            info.current_text_value = Some(format!("{}, {known}", self.detail(ctx, index)));
            info
        });
        if ui.is_rect_visible(rect) {
            let visuals = ui.style().interact_selectable(&response, selected);
            if selected || response.hovered() || response.has_focus() {
                ui.painter().rect_filled(rect, 4.0, visuals.weak_bg_fill);
            }
            let symbol = egui::pos2(rect.left() + 16.0, rect.center().y);
            paint_symbol(ui, incident.kind, symbol, 15.0);
            let text = rect.with_min_x(rect.left() + 34.0).shrink2(vec2(2.0, 3.0));
            let lines = [
                (RichText::new(&incident.title), visuals.text_color()),
                (
                    RichText::new(self.detail(ctx, index)).small(),
                    ui.visuals().weak_text_color(),
                ),
                (
                    RichText::new(&known).small(),
                    ui.visuals().weak_text_color(),
                ),
            ];
            let mut top = text.left_top();
            for (line, color) in lines {
                let style = TextStyle::Body;
                let truncate = Some(TextWrapMode::Truncate);
                let galley = WidgetText::from(line).into_galley(ui, truncate, text.width(), style);
                let height = galley.size().y;
                ui.painter().galley(top, galley, color);
                top.y += height;
            }
        }
        let response = response.on_hover_ui(|ui| hover_ui(ui, incident));
        if response.clicked() {
            ctx.commands.push(Command::Select(Some(feature)));
            if let Some(center) = incident.position {
                let zoom = ctx.state.session().viewport.zoom.max(NEAR_ZOOM);
                ctx.commands
                    .push(Command::Navigate(Navigate::FlyTo { center, zoom }));
            }
        }
    }

    /// The second line of a row: what the order is about.
    fn detail(&self, ctx: &PanelContext<'_>, index: usize) -> String {
        let incident = &ctx.state.atlas().incidents[index];
        let when = incident
            .date
            .as_deref()
            .map_or("Date not known".to_owned(), format::date);
        let by_distance = match self.sort_by {
            SortBy::FirstBorder => Some(0),
            SortBy::SecondBorder => Some(1),
            SortBy::Date | SortBy::Place => None,
        };
        if incident.position.is_none() {
            return format!("{when} · not located");
        }
        let detail = match by_distance {
            Some(border) => ctx.state.derived().incident_distances()[index][border]
                .as_ref()
                .map(|found| format!("{} to {}", format::distance(found), found.border)),
            None => incident.place.clone(),
        };
        format!("{when} · {}", detail.unwrap_or_default())
    }
}

/// How well the place is known, and on what kinds of sources the facts rest.
fn known(incident: &Incident) -> String {
    let place = incident.location_uncertainty().map_or_else(
        || "place not known".to_owned(),
        |Meters(radius)| match radius {
            ..1000.0 => format!("± {radius} m"),
            _ => format!("± {} km", radius / 1e3),
        },
    );
    let of = |kind| incident.sources.iter().any(|source| source.kind == kind);
    let kinds = [
        (Provenance::Article, "article"),
        (Provenance::PublicRecord, "public record"),
    ];
    let kinds: Vec<&str> = kinds
        .into_iter()
        .filter_map(|(kind, name)| of(kind).then_some(name))
        .collect();
    format!("{place} · {}", kinds.join(", "))
}

/// The whole title, and which facts rest on which sources; the details say them in full.
fn hover_ui(ui: &mut Ui, incident: &Incident) {
    ui.label(&incident.title);
    ui.small(format!(
        "{} facts from {} sources; each names its own in the details",
        incident.facts.len(),
        incident.sources.len()
    ));
}

fn matches(incident: &Incident, word: &str) -> bool {
    let fields = [
        Some(incident.title.as_str()),
        incident.place.as_deref(),
        incident.province.as_deref(),
        incident.country.as_deref(),
        incident.date.as_deref(),
        Some(incident.kind.title()),
        Some(incident.target.title()),
    ];
    fields
        .into_iter()
        .flatten()
        .any(|field| field.to_lowercase().contains(word))
}
