//! How layers are looked at in the timeline and the attribute table, in a project.
use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::member::{Fault, Member};
use crate::model::{ColumnPlace, LayerView, SortKey, TableLayout, TimelineColors};

/// Wider columns than anyone has, screen points.
const MAX_WIDTH_PT: f64 = 10_000.0;
/// More columns than any table has.
const MAX_COLUMNS: f64 = 1e6;

/// Read it from the member of a layer.
pub(super) fn view(layer: &Member<'_>) -> Result<LayerView, Fault> {
    let mut view = LayerView::default();
    if let Some(timeline) = layer.get("timeline") {
        let counted = timeline.get("counted").map(|counted| counted.flag());
        view.counted = counted.transpose()?;
        view.timeline_colors = match timeline.get("colors_by") {
            Some(column) => TimelineColors::Column(column.text()?.to_owned()),
            None if flag(&timeline, "one_color")? => TimelineColors::One,
            None => TimelineColors::AsOnMap,
        };
    }
    view.table = layer.get("table").map(|one| table(&one)).transpose()?;
    Ok(view)
}

fn table(member: &Member<'_>) -> Result<TableLayout, Fault> {
    let place = |member: &Member<'_>| {
        Ok(ColumnPlace {
            name: member.need("name")?.text()?.to_owned(),
            width_pt: member.need("width")?.number(1.0..=MAX_WIDTH_PT)? as f32,
            hidden: flag(member, "hidden")?,
        })
    };
    let key = |member: &Member<'_>| {
        Ok(SortKey {
            name: member.need("column")?.text()?.to_owned(),
            descending: flag(member, "descending")?,
        })
    };
    let frozen = member
        .get("frozen")
        .map(|one| one.number(0.0..=MAX_COLUMNS));
    let mut columns = list(member, "columns", place)?;
    let mut seen = HashSet::new();
    columns.retain(|place| seen.insert(place.name.clone()));
    Ok(TableLayout {
        columns,
        frozen: frozen.transpose()?.unwrap_or(0.0) as usize,
        sort: list(member, "sort", key)?,
    })
}

fn list<T>(
    member: &Member<'_>,
    key: &str,
    read: impl Fn(&Member<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let items = member.get(key).map(|list| list.items()).transpose()?;
    items.unwrap_or_default().iter().map(read).collect()
}

fn flag(member: &Member<'_>, key: &str) -> Result<bool, Fault> {
    let flag = member.get(key).map(|flag| flag.flag()).transpose()?;
    Ok(flag.unwrap_or(false))
}

/// The members of a layer that say it.
pub(super) fn members(view: &LayerView) -> Map<String, Value> {
    let mut members = Map::new();
    let mut timeline = Map::new();
    if let Some(counted) = view.counted {
        timeline.insert("counted".to_owned(), json!(counted));
    }
    match &view.timeline_colors {
        TimelineColors::AsOnMap => {}
        TimelineColors::One => drop(timeline.insert("one_color".to_owned(), json!(true))),
        TimelineColors::Column(column) => {
            timeline.insert("colors_by".to_owned(), json!(column));
        }
    }
    if !timeline.is_empty() {
        members.insert("timeline".to_owned(), Value::Object(timeline));
    }
    if let Some(table) = &view.table {
        members.insert("table".to_owned(), table_value(table));
    }
    members
}

fn table_value(table: &TableLayout) -> Value {
    let places = table.columns.iter().map(|place| {
        let mut written = Map::new();
        written.insert("name".to_owned(), json!(place.name));
        written.insert("width".to_owned(), json!(place.width_pt));
        if place.hidden {
            written.insert("hidden".to_owned(), json!(true));
        }
        Value::Object(written)
    });
    let keys = table.sort.iter().map(|key| {
        let mut written = Map::new();
        written.insert("column".to_owned(), json!(key.name));
        if key.descending {
            written.insert("descending".to_owned(), json!(true));
        }
        Value::Object(written)
    });
    json!({
        "columns": places.collect::<Vec<_>>(),
        "frozen": table.frozen,
        "sort": keys.collect::<Vec<_>>(),
    })
}
