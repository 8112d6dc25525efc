//! The bundled incidents as a feature table, so that filters, timeline, table and summaries treat
//! them like any layer. One row for each incident, in their order.
use crate::model::table::{Cell, TableBuilder};
use crate::model::{FeatureTable, Incident, Stance};

/// The column of the date, as precise as it is known.
pub const INCIDENT_TIME: &str = "date";
/// The column of the radius of the location uncertainty, metres.
pub const UNCERTAINTY_COLUMN: &str = "location uncertainty (m)";

/// Columns in which a row can name several values.
pub const LIST_COLUMNS: [&str; 2] = ["claimed by", "attributed to"];
/// What stands between them.
pub const LIST_SEPARATOR: &str = "; ";

/// The table of these incidents. Where several claim or are held responsible all are named,
/// between semicolons, as the sources have them.
#[must_use]
pub fn incident_table(incidents: &[Incident]) -> FeatureTable {
    let mut builder = TableBuilder::new();
    for incident in incidents {
        if let Some(position) = incident.position {
            builder
                .geometries()
                .push_point([position.lon_deg(), position.lat_deg()]);
        }
        let mut set = |name: &str, cell: Cell<'_>| {
            let column = builder.column(name);
            builder.set(column, cell);
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let claimed = joined(incident.claimed_by.iter().map(|claim| claim.by.as_str()));
        let held = incident
            .attributions
            .iter()
            .filter(|said| said.stance == Stance::Attributes);
        let held = joined(held.filter_map(|said| said.to.as_deref()));
        for (name, value) in [
            ("title", incident.title.clone()),
            ("kind", incident.kind.title().to_owned()),
            ("target", incident.target.title().to_owned()),
            (INCIDENT_TIME, text(&incident.date)),
            ("place", text(&incident.place)),
            ("province", text(&incident.province)),
            ("country", text(&incident.country)),
            ("location precision", incident.location_precision.clone()),
            ("claimed by", claimed),
            ("attributed to", held),
            ("account", text(&incident.account)),
        ] {
            let cell = if value.is_empty() {
                Cell::Null
            } else {
                Cell::Text(&value)
            };
            set(name, cell);
        }
        set(
            UNCERTAINTY_COLUMN,
            incident
                .location_uncertainty_m
                .map_or(Cell::Null, Cell::Float),
        );
        for (names, range) in [
            (["killed, least", "killed, most"], incident.killed),
            (["wounded, least", "wounded, most"], incident.wounded),
        ] {
            for (at, name) in names.into_iter().enumerate() {
                set(
                    name,
                    range.map_or(Cell::Null, |range| Cell::Integer(range[at].into())),
                );
            }
        }
        let sources = incident.sources.iter().map(|source| {
            let words = source.citation.as_deref().or(source.section.as_deref());
            words.unwrap_or(&source.id)
        });
        set("sources", Cell::Text(&joined(sources)));
        builder.set_id(Cell::Text(&incident.id));
        builder.end_feature();
    }
    builder.finish()
}

/// Each once, in order.
fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut found: Vec<&str> = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found.join(LIST_SEPARATOR)
}
