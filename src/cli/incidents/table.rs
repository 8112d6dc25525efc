//! Incidents as a flat table that a spreadsheet opens without harm.
use super::Measured;
use crate::geodesy::Position;
use crate::model::{Citation, Incident, Provenance, Stance};

/// One incident a row; lists are joined by semicolons.
pub fn csv(incidents: &[Measured<'_>]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (at, measured) in incidents.iter().enumerate() {
        let mut cells = columns(measured.incident)?;
        let fields = measured.fields().into_iter();
        cells.extend(fields.map(|(name, number)| (name, number.unwrap_or_default())));
        cells.push((
            "sources".to_owned(),
            join(&measured.incident.sources, source),
        ));
        if at == 0 {
            writer.write_record(cells.iter().map(|(name, _)| name))?;
        }
        writer.write_record(cells.iter().map(|(_, cell)| harmless(cell)))?;
    }
    Ok(writer.into_inner()?)
}

fn columns(incident: &Incident) -> anyhow::Result<Vec<(String, String)>> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |number: Option<f64>| number.map(|n| n.to_string()).unwrap_or_default();
    let end = |range: Option<[u32; 2]>, end: usize| {
        range
            .map(|range| range[end].to_string())
            .unwrap_or_default()
    };
    let said = |stance: Stance| {
        let by = incident
            .attributions
            .iter()
            .filter(|said| said.stance == stance);
        let texts: Vec<String> = by
            .map(|said| match &said.to {
                Some(to) => format!("{} → {to}: {}", said.by, said.says),
                None => format!("{}: {}", said.by, said.says),
            })
            .collect();
        texts.join("; ")
    };
    let claims = join(&incident.claimed_by, |claim| {
        format!("{}: {}", claim.by, claim.says)
    });
    let claims: Vec<String> = [claims, said(Stance::Claims)]
        .into_iter()
        .filter(|claims| !claims.is_empty())
        .collect();
    let position = incident.position;
    let columns = [
        ("id", incident.id.clone()),
        ("title", incident.title.clone()),
        ("kind", incident.kind.title().to_lowercase()),
        ("target", incident.target.title().to_lowercase()),
        ("date", text(&incident.date)),
        ("date_precision", serde_name(&incident.date_precision)?),
        ("place", text(&incident.place)),
        ("province", text(&incident.province)),
        ("country", text(&incident.country)),
        ("lon", number(position.map(Position::lon_deg))),
        ("lat", number(position.map(Position::lat_deg))),
        ("location_precision", incident.location_precision.clone()),
        (
            "location_uncertainty_m",
            number(incident.location_uncertainty_m),
        ),
        ("location_note", text(&incident.location_note)),
        ("killed_min", end(incident.killed, 0)),
        ("killed_max", end(incident.killed, 1)),
        ("wounded_min", end(incident.wounded, 0)),
        ("wounded_max", end(incident.wounded, 1)),
        ("casualties_note", text(&incident.casualties_note)),
        ("claimed_by", claims.join("; ")),
        ("attributed_by", said(Stance::Attributes)),
        ("denied_by", said(Stance::Denies)),
        ("account", text(&incident.account)),
        ("pair", text(&incident.pair)),
    ];
    Ok(columns.map(|(name, cell)| (name.to_owned(), cell)).into())
}

/// The name that a value has in the bundled file.
fn serde_name(value: &impl serde::Serialize) -> anyhow::Result<String> {
    let value = serde_json::to_value(value)?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

fn join<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    items.iter().map(text).collect::<Vec<_>>().join("; ")
}

/// A source in one line, with what keeps it from being relied on.
pub fn source(source: &Citation) -> String {
    let mut text = match source.kind {
        Provenance::Article => "article".to_owned(),
        Provenance::PublicRecord => "public record".to_owned(),
    };
    for part in [&source.section, &source.citation].into_iter().flatten() {
        text.push_str(", ");
        text.push_str(part);
    }
    if let Some(confidence) = &source.confidence {
        text.push_str(" (");
        text.push_str(confidence);
        text.push_str(" confidence)");
    }
    if !source.verified {
        text.push_str(" (to be verified)");
    }
    text
}

/// A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err() {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_are_disarmed_and_numbers_stay() {
        for (cell, written) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-1+1", "'-1+1"),
            ("-67.5", "-67.5"),
            ("+3", "+3"),
            ("2022-04-18", "2022-04-18"),
        ] {
            assert_eq!(harmless(cell), written);
        }
    }
}
