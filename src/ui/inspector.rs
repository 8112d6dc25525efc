//! The inspector: everything known of what is selected, who says it, and the distances.
use egui::{CollapsingHeader, Grid, RichText, ScrollArea, Ui};

use super::map::paint_symbol;
use super::{PanelContext, format};
use crate::analysis::BorderDistance;
use crate::geodesy::notation::{format_decimal, format_distance};
use crate::geodesy::{Meters, Position};
use crate::model::{
    Attribution, Citation, ContextItem, Fact, FeatureRef, Incident, Language, Place, Provenance,
    Stance,
};
use crate::state::{Command, FIRST_BORDERS, Navigate, Probe};

/// The zoom at which a single place fills the view well.
const PLACE_ZOOM: f64 = 10.0;

/// State of the panel itself: none.
#[derive(Debug, Default)]
pub struct Inspector;

impl Inspector {
    /// Whether there is anything to show.
    pub fn has_content(ctx: &PanelContext<'_>) -> bool {
        ctx.state.session().selected.is_some() || ctx.state.session().probe.is_some()
    }

    /// Fill whatever it is given.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        header_ui(ui, ctx);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 5.0;
            let atlas = ctx.state.atlas().clone();
            let session = ctx.state.session();
            match session.selected {
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
                Some(FeatureRef::Opened(index)) => opened_ui(ui, ctx, index as usize),
                None => {
                    if let Some(probe) = &session.probe {
                        probe_ui(ui, ctx, probe);
                    }
                }
            }
            ui.add_space(12.0);
        });
    }
}

/// Next, previous and close.
fn header_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>) {
    let session = ctx.state.session();
    let found = fanned_or_hovered(ctx);
    ui.horizontal(|ui| {
        let at = found
            .iter()
            .position(|&feature| Some(feature) == session.selected);
        if let (Some(at), true) = (at, found.len() > 1) {
            let step = |by: usize| Command::Select(Some(found[(at + by) % found.len()]));
            if super::layer_panel::small_button(ui, "◂", "Previous at this place", false) {
                ctx.commands.push(step(found.len() - 1));
            }
            ui.label(format!("{} of {} at this place", at + 1, found.len()));
            if super::layer_panel::small_button(ui, "▸", "Next at this place", false) {
                ctx.commands.push(step(1));
            }
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

fn fanned_or_hovered(ctx: &PanelContext<'_>) -> Vec<FeatureRef> {
    match &ctx.state.session().fanned {
        Some((_, members)) => members.clone(),
        None => Vec::new(),
    }
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

fn incident_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, incident: &Incident, index: usize) {
    heading(ui, &incident.title);
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(18.0, 18.0), egui::Sense::hover());
        paint_symbol(ui, incident.kind, rect.center(), 15.0);
        ui.label(incident.kind.title());
    });
    if let Some(account) = &incident.account {
        wrapped(
            ui,
            RichText::new(format!("This feature shows one account: {account}")).italics(),
        );
    }

    section(ui, "When");
    wrapped(ui, format::incident_date(incident));
    section(ui, "Where");
    where_ui(ui, ctx, incident);
    if let Some(position) = incident.position {
        section(ui, "Distance to the border");
        distances_ui(ui, ctx, index);
        other_borders_ui(ui, ctx, position, incident.location_uncertainty());
    }
    section(ui, "Casualties");
    casualties_ui(ui, incident);
    section(ui, "Who says what of the responsibility");
    responsibility_ui(ui, incident);
    pair_ui(ui, ctx, incident, index);
    facts_ui(ui, &incident.facts, &incident.sources);
    sources_ui(ui, &incident.sources);
}

fn where_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, incident: &Incident) {
    let atlas = ctx.state.atlas();
    let country = incident.country.as_deref().map(|code| {
        let named = atlas
            .country(code)
            .map(|country| country.names.english.clone());
        let wider = || {
            atlas
                .world
                .iter()
                .find(|area| area.id == code)
                .map(|area| area.names.english.clone())
        };
        named.or_else(wider).unwrap_or_else(|| code.to_owned())
    });
    let named: Vec<String> = [incident.place.clone(), incident.province.clone(), country]
        .into_iter()
        .flatten()
        .collect();
    wrapped(ui, named.join(", "));
    let Some(position) = incident.position else {
        wrapped(
            ui,
            RichText::new("No source gives a place, so it is not drawn on the map.").italics(),
        );
        return;
    };
    position_ui(ui, ctx, position);
    let sure = match incident.location_uncertainty() {
        Some(radius) => format!(
            "Known to the {}: the place lies within about {} of the symbol.",
            precision_word(&incident.location_precision),
            format_distance(radius)
        ),
        None => format!(
            "Known to the {}.",
            precision_word(&incident.location_precision)
        ),
    };
    wrapped(ui, sure);
    if let Some(note) = &incident.location_note {
        wrapped(ui, RichText::new(note).small().weak());
    }
}

fn precision_word(precision: &str) -> &str {
    match precision {
        "exact" => "site",
        other => other,
    }
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
}

/// The two borders that come first, in full.
fn distances_ui(ui: &mut Ui, ctx: &PanelContext<'_>, incident: usize) {
    let Some(found) = ctx.state.derived().incident_distances().get(incident) else {
        return;
    };
    distance_grid(ui, "first borders", found.iter().flatten());
    if found.iter().flatten().any(|found| found.interval.is_some()) {
        wrapped(
            ui,
            RichText::new("In brackets: what the uncertainty of the place allows.")
                .small()
                .weak(),
        );
    }
}

fn distance_grid<'a>(ui: &mut Ui, id: &str, distances: impl Iterator<Item = &'a BorderDistance>) {
    Grid::new(id)
        .num_columns(2)
        .spacing([12.0, 3.0])
        .show(ui, |ui| {
            for found in distances {
                ui.vertical(|ui| ui.strong(&found.border));
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 1.0;
                    ui.add(
                        egui::Label::new(RichText::new(format::distance(found)).strong()).wrap(),
                    );
                    let how = format!(
                        "towards {} {:03.0}°, at {:.1} km along the border",
                        found.bearing.compass_point(),
                        found.bearing.degrees(),
                        found.chainage.km(),
                    );
                    ui.add(egui::Label::new(RichText::new(how).small().weak()).wrap());
                    let nearest = format!("nearest point {}", format_decimal(found.nearest));
                    ui.add(egui::Label::new(RichText::new(nearest).small().weak()).wrap());
                });
                ui.end_row();
            }
        });
}

fn other_borders_ui(
    ui: &mut Ui,
    ctx: &PanelContext<'_>,
    position: Position,
    radius: Option<Meters>,
) {
    CollapsingHeader::new("Other borders")
        .id_salt("other borders")
        .show(ui, |ui| {
            let all = ctx
                .state
                .derived()
                .borders()
                .border_distances(position, radius);
            let others = all
                .iter()
                .filter(|found| !FIRST_BORDERS.contains(&found.border.as_str()));
            distance_grid(ui, "other borders grid", others);
        });
}

fn casualties_ui(ui: &mut Ui, incident: &Incident) {
    let count = |label: &str, numbers: Option<[u32; 2]>| {
        numbers.map(|numbers| format!("{label} {}", format::range(numbers)))
    };
    let counts: Vec<String> = [
        count("Killed", incident.killed),
        count("Wounded", incident.wounded),
    ]
    .into_iter()
    .flatten()
    .collect();
    let text = if counts.is_empty() {
        "No figures".to_owned()
    } else {
        counts.join(" · ")
    };
    wrapped(ui, text);
    if let Some(note) = &incident.casualties_note {
        wrapped(ui, RichText::new(note).small().weak());
    }
}

fn responsibility_ui(ui: &mut Ui, incident: &Incident) {
    for claim in &incident.claimed_by {
        statement(
            ui,
            &format!("Claimed by {}", claim.by),
            &claim.says,
            &claim.sources,
        );
    }
    for attribution in &incident.attributions {
        let title = attribution_title(attribution);
        statement(ui, &title, &attribution.says, &attribution.sources);
    }
    if incident.claimed_by.is_empty() && incident.attributions.is_empty() {
        wrapped(ui, "No claim and no attribution is known.");
    }
}

fn attribution_title(attribution: &Attribution) -> String {
    match (attribution.stance, &attribution.to) {
        (Stance::Attributes, Some(to)) => format!("{} attributes it to {to}", attribution.by),
        (Stance::Attributes, None) => format!("{} on the responsibility", attribution.by),
        (Stance::Denies, _) => format!("Denied by {}", attribution.by),
        (Stance::Claims, _) => format!("Claimed by {}", attribution.by),
    }
}

fn statement(ui: &mut Ui, title: &str, says: &str, sources: &[String]) {
    wrapped(ui, RichText::new(title).strong());
    if !says.is_empty() {
        wrapped(ui, format!("{says}{}", source_marks(sources)));
    }
}

/// The other ends of the same attack.
fn pair_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, incident: &Incident, own: usize) {
    let Some(pair) = &incident.pair else { return };
    section(ui, "Same attack");
    let atlas = ctx.state.atlas().clone();
    for (index, other) in atlas.incidents.iter().enumerate() {
        if index != own && other.pair.as_ref() == Some(pair) {
            let title = match &other.account {
                Some(account) => format!("{}, {account}", other.kind.title()),
                None => other.kind.title().to_owned(),
            };
            if ui.link(title).on_hover_text(&other.title).clicked() {
                ctx.commands
                    .push(Command::Select(Some(FeatureRef::Incident(index as u32))));
            }
        }
    }
}

fn facts_ui(ui: &mut Ui, facts: &[Fact], sources: &[Citation]) {
    if facts.is_empty() {
        return;
    }
    section(ui, "What is said");
    for fact in facts {
        let mut about = fact.about.clone();
        if let Some(first) = about.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        let unverified = fact.sources.iter().all(|id| {
            sources
                .iter()
                .any(|source| source.id == *id && !source.verified)
        });
        let mark = if unverified { " (to be verified)" } else { "" };
        wrapped(ui, RichText::new(format!("{about}{mark}")).small().strong());
        wrapped(ui, format!("{}{}", fact.says, source_marks(&fact.sources)));
    }
}

fn source_marks(sources: &[String]) -> String {
    if sources.is_empty() {
        String::new()
    } else {
        format!(" [{}]", sources.join(", "))
    }
}

fn sources_ui(ui: &mut Ui, sources: &[Citation]) {
    section(ui, "Sources");
    for source in sources {
        let text = match source.kind {
            Provenance::Article => {
                format!(
                    "Article, section “{}”",
                    source.section.as_deref().unwrap_or("not given")
                )
            }
            Provenance::PublicRecord => {
                format!(
                    "Public record: {}",
                    source.citation.as_deref().unwrap_or("not given")
                )
            }
        };
        wrapped(ui, format!("[{}] {text}", source.id));
        let mut how = Vec::new();
        if let Some(confidence) = &source.confidence {
            how.push(format!("confidence {confidence}"));
        }
        if !source.verified {
            how.push("to be verified".to_owned());
        }
        if !how.is_empty() {
            wrapped(ui, RichText::new(how.join(" · ")).small().weak());
        }
    }
}

fn context_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, item: &ContextItem) {
    heading(ui, &item.title);
    wrapped(ui, RichText::new("Context of the article").weak());
    wrapped(ui, &item.says);
    if let Some(date) = &item.date {
        section(ui, "When");
        wrapped(ui, format::date(date));
    }
    if let Some(figure) = &item.figure {
        section(ui, "Figure");
        wrapped(ui, figure);
    }
    if let Some(position) = item.position {
        section(ui, "Where");
        position_ui(ui, ctx, position);
    }
    facts_ui(ui, &item.facts, &item.sources);
    sources_ui(ui, &item.sources);
}

fn place_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, place: &Place) {
    heading(ui, &place.names.english);
    let kind = if place.capital {
        "Capital"
    } else {
        "Settlement"
    };
    wrapped(ui, kind);
    section(ui, "Where");
    position_ui(ui, ctx, place.position);
    if let Some(elevation) = ctx
        .elevation
        .and_then(|grid| grid.elevation(place.position))
    {
        wrapped(ui, format!("about {:.0} m above sea level", elevation.0));
    }
    if place.population > 0 {
        section(ui, "Inhabitants");
        wrapped(ui, format!("about {} (GeoNames)", place.population));
    }
    section(ui, "Names");
    Grid::new("names").num_columns(2).show(ui, |ui| {
        for language in Language::ALL {
            let name = place.names.in_language(language);
            if language == Language::English || name != place.names.english {
                ui.weak(language.title());
                ui.label(name);
                ui.end_row();
            }
        }
    });
    section(ui, "Distance to the border");
    let all = ctx
        .state
        .derived()
        .borders()
        .border_distances(place.position, None);
    let first = all
        .iter()
        .filter(|found| FIRST_BORDERS.contains(&found.border.as_str()));
    distance_grid(ui, "place borders", first);
    other_borders_ui(ui, ctx, place.position, None);
}

fn opened_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, index: usize) {
    let Some((file, row)) = ctx.state.opened().row(index) else {
        return;
    };
    let Some((position, cells)) = file.rows.get(row) else {
        return;
    };
    heading(ui, &format!("{}, row {}", file.title, row + 1));
    section(ui, "Where");
    position_ui(ui, ctx, *position);
    country_ui(ui, ctx, *position);
    section(ui, "Properties");
    Grid::new("properties")
        .num_columns(2)
        .striped(true)
        .show(ui, |ui| {
            for (column, cell) in file.columns.iter().zip(cells) {
                ui.weak(column);
                ui.add(egui::Label::new(cell).wrap());
                ui.end_row();
            }
        });
    section(ui, "Distance to the border");
    let all = ctx
        .state
        .derived()
        .borders()
        .border_distances(*position, None);
    let first = all
        .iter()
        .filter(|found| FIRST_BORDERS.contains(&found.border.as_str()));
    distance_grid(ui, "opened borders", first);
    other_borders_ui(ui, ctx, *position, None);
}

fn country_ui(ui: &mut Ui, ctx: &PanelContext<'_>, position: Position) {
    let country = ctx.state.derived().borders().country(position);
    let named = country.and_then(|code| ctx.state.atlas().country(code));
    wrapped(
        ui,
        named.map_or("Outside the countries of the atlas", |country| {
            &country.names.english
        }),
    );
    if let Some(elevation) = ctx.elevation.and_then(|grid| grid.elevation(position)) {
        wrapped(ui, format!("about {:.0} m above sea level", elevation.0));
    }
}

fn probe_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, probe: &Probe) {
    heading(ui, "Place on the map");
    position_ui(ui, ctx, probe.position);
    country_ui(ui, ctx, probe.position);
    section(ui, "Distance to the border");
    let (first, others): (Vec<_>, Vec<_>) = probe
        .distances
        .iter()
        .partition(|found| FIRST_BORDERS.contains(&found.border.as_str()));
    distance_grid(ui, "probe borders", first.into_iter());
    CollapsingHeader::new("Other borders")
        .id_salt("probe others")
        .show(ui, |ui| {
            distance_grid(ui, "probe others grid", others.into_iter());
        });
}
