//! Incidents to read: by year, with everything about place, responsibility and distance that
//! disagrees kept apart.
use std::fmt::{self, Write as _};

use super::Measured;
use super::table::source;
use crate::analysis::FIRST_BORDERS;
use crate::cli::distance::{degrees, length};
use crate::geodesy::Meters;
use crate::model::{Incident, Stance};

/// The whole list in the order of dates; what has no date comes last.
pub fn text(incidents: &[Measured<'_>]) -> Result<String, fmt::Error> {
    let mut sorted: Vec<&Measured<'_>> = incidents.iter().collect();
    sorted.sort_by_key(|measured| {
        let date = measured.incident.date.as_deref();
        (date.is_none(), date)
    });
    let mut text = String::new();
    let mut shown = "";
    for measured in sorted {
        let date = measured.incident.date.as_deref().unwrap_or("Undated");
        let year = date.split('-').next().unwrap_or(date);
        if year != shown {
            writeln!(text, "== {year} ==\n")?;
            shown = year;
        }
        push_incident(&mut text, measured)?;
    }
    let unplaced = incidents
        .iter()
        .filter(|measured| measured.incident.position.is_none())
        .count();
    writeln!(
        text,
        "{} entries, {unplaced} without a position. Every statement with its sources: \
         oxus incidents --json",
        incidents.len()
    )?;
    Ok(text)
}

fn push_incident(text: &mut String, measured: &Measured<'_>) -> fmt::Result {
    let incident = measured.incident;
    let date = incident.date.as_deref().unwrap_or("undated");
    writeln!(text, "{}  {}", date.replace('/', " to "), incident.title)?;
    writeln!(
        text,
        "  Kind         {} ({})",
        incident.kind.title(),
        incident.id
    )?;
    writeln!(text, "  Target       {}", incident.target.title())?;
    if let Some(account) = &incident.account {
        writeln!(text, "  Account of   {account}")?;
    }
    let place = [&incident.place, &incident.province, &incident.country];
    let place: Vec<&str> = place.into_iter().flatten().map(String::as_str).collect();
    writeln!(text, "  Place        {}", place.join(", "))?;
    push_location(text, incident)?;
    push_casualties(text, incident)?;
    for claim in &incident.claimed_by {
        writeln!(
            text,
            "  Claimed      {}: {}{}",
            claim.by,
            claim.says,
            ids(&claim.sources)
        )?;
    }
    for said in &incident.attributions {
        let what = match said.stance {
            Stance::Attributes => "Attributed",
            Stance::Denies => "Denied",
            Stance::Claims => "Claimed",
        };
        let to = said
            .to
            .as_ref()
            .map(|to| format!(" → {to}"))
            .unwrap_or_default();
        let sources = ids(&said.sources);
        writeln!(text, "  {what:<12} {}{to}: {}{sources}", said.by, said.says)?;
    }
    push_distances(text, measured)?;
    for (at, cited) in incident.sources.iter().enumerate() {
        let heading = if at == 0 { "Sources" } else { "" };
        writeln!(text, "  {heading:<12} [{}] {}", cited.id, source(cited))?;
    }
    text.push('\n');
    Ok(())
}

fn push_location(text: &mut String, incident: &Incident) -> fmt::Result {
    let Some(position) = incident.position else {
        return writeln!(text, "  Position     none: no source gives a place");
    };
    let precision = &incident.location_precision;
    write!(text, "  Position     {}, {precision}", degrees(position))?;
    match incident.location_uncertainty() {
        Some(Meters(radius_m)) => writeln!(text, ", within {} m", radius_m.round()),
        None => writeln!(text),
    }
}

fn push_casualties(text: &mut String, incident: &Incident) -> fmt::Result {
    let range = |range: Option<[u32; 2]>| match range {
        Some([least, most]) if least == most => least.to_string(),
        Some([least, most]) => format!("{least} to {most}"),
        None => "not known".to_owned(),
    };
    let (killed, wounded) = (range(incident.killed), range(incident.wounded));
    writeln!(text, "  Casualties   killed {killed}, wounded {wounded}")?;
    match &incident.casualties_note {
        Some(note) => writeln!(text, "               {note}"),
        None => Ok(()),
    }
}

fn push_distances(text: &mut String, measured: &Measured<'_>) -> fmt::Result {
    for found in &measured.distances {
        write!(text, "  To {}   {}", found.border, length(found.distance))?;
        if let Some([least, most]) = found.interval {
            let (least, most) = (length(least), length(most));
            write!(text, ", {least} to {most} with the uncertainty")?;
        }
        let (deg, compass) = (
            found.bearing.rounded_degrees(0),
            found.bearing.compass_point(),
        );
        writeln!(text, ", bearing {deg:.0}° {compass}")?;
    }
    if measured.distances.is_empty() {
        writeln!(
            text,
            "  Distances    none to {}: not placed",
            FIRST_BORDERS.join(" and ")
        )?;
    }
    Ok(())
}

/// Ids of sources in brackets.
fn ids(sources: &[String]) -> String {
    if sources.is_empty() {
        String::new()
    } else {
        format!(" [{}]", sources.join(", "))
    }
}
