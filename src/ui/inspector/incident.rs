//! An incident in full: when, where, how sure, the distances, who says what.
use egui::{RichText, Ui};

use super::sources::{facts_ui, source_marks, sources_ui};
use super::{distance_grid, heading, other_borders_ui, position_ui, section, wrapped};
use crate::geodesy::notation::format_distance;
use crate::model::{Atlas, Attribution, FeatureRef, Incident, Stance};
use crate::state::Command;
use crate::ui::map::paint_symbol;
use crate::ui::{PanelContext, format};

pub(super) fn incident_ui(
    ui: &mut Ui,
    ctx: &mut PanelContext<'_>,
    incident: &Incident,
    index: usize,
) {
    heading(ui, &incident.title);
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(egui::vec2(18.0, 18.0), egui::Sense::hover());
        paint_symbol(ui, incident.kind, rect.center(), 15.0);
        ui.label(incident.kind.title());
    });
    wrapped(ui, format!("Target: {}", incident.target.title()));
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
        let borders = ctx.state.derived().borders();
        let radius = incident.location_uncertainty();
        other_borders_ui(ui, || borders.border_distances(position, radius));
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
    let atlas = &ctx.state.atlas().clone();
    let country = incident
        .country
        .as_deref()
        .map(|code| country_name(atlas, code));
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
    if let Some(radius) = incident.location_uncertainty() {
        let within = ctx
            .state
            .derived()
            .borders()
            .countries_within(position, radius);
        if within.len() > 1 {
            let named: Vec<String> = within
                .iter()
                .map(|code| country_name(atlas, code))
                .collect();
            wrapped(
                ui,
                format!("Within that distance lie {}.", named.join(" and ")),
            );
        }
    }
    if let Some(note) = &incident.location_note {
        wrapped(ui, RichText::new(note).small().weak());
    }
}

/// A country's English name, from the atlas or the wider world; its code where neither knows it.
fn country_name(atlas: &Atlas, code: &str) -> String {
    let exact = atlas.country(code).map(|country| &country.names);
    let wider = || Some(&atlas.world.iter().find(|area| area.id == code)?.names);
    exact
        .or_else(wider)
        .map_or_else(|| code.to_owned(), |names| names.english.clone())
}

fn precision_word(precision: &str) -> &str {
    match precision {
        "exact" => "site",
        other => other,
    }
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
    // A claim that stands among the claims is not told twice.
    let told = |attribution: &&Attribution| {
        attribution.stance == Stance::Claims
            && incident
                .claimed_by
                .iter()
                .any(|claim| claim.by == attribution.by)
    };
    for attribution in incident.attributions.iter().filter(|other| !told(other)) {
        let title = attribution_title(attribution);
        statement(
            ui,
            &format::sentence_case(&title),
            &attribution.says,
            &attribution.sources,
        );
    }
    if incident.claimed_by.is_empty() && incident.attributions.is_empty() {
        wrapped(ui, "No claim and no attribution is known.");
    }
}

fn attribution_title(attribution: &Attribution) -> String {
    match (attribution.stance, &attribution.to) {
        (Stance::Attributes, Some(to)) => format!("Attributed to {to} by {}", attribution.by),
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
