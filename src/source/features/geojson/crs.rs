//! The `crs` member of older GeoJSON (2008): the system it names, and what holds only in that.
use serde_json::Value;

use super::json::Cursor;
use crate::model::table::Fragments;
use crate::source::features::Crs;

/// The system that a `crs` member names; `Err` with the name where it is not understood.
pub(super) fn parse(json: &str) -> Result<Crs, String> {
    let shown = || json.chars().take(80).collect::<String>();
    let value: Value = serde_json::from_str(json).map_err(|_source| shown())?;
    if value.is_null() {
        return Ok(Crs::Wgs84);
    }
    let properties = &value["properties"];
    if let Some(name) = properties["name"].as_str().or(value.as_str()) {
        // `http://www.opengis.net/gml/srs/epsg.xml#4326`
        return Crs::parse(&name.replace('#', ":")).map_err(|_refused| name.to_owned());
    }
    // The form before 2008: {"type": "EPSG", "properties": {"code": 4326}}.
    let code = &properties["code"];
    let code = code
        .as_u64()
        .and_then(|code| code.try_into().ok())
        .or_else(|| code.as_str().and_then(|text| text.parse().ok()));
    code.and_then(|code| Crs::from_epsg(code).ok())
        .ok_or_else(shown)
}

/// The systems that features name for themselves by a `crs` member of their own, as the lines of a
/// sequence have it, each an object at the top (GeoJSON 2008, section 3).
#[derive(Default)]
pub(super) struct NamedCrs {
    /// Each as it stands and [`parse`]d; the same one twice where another came between.
    pub(super) systems: Vec<(String, Result<Crs, String>)>,
    /// Rows, and which of the systems each names.
    pub(super) rows: Vec<(u32, u32)>,
}

impl NamedCrs {
    pub(super) fn of(members: &Fragments) -> Self {
        let mut named = Self::default();
        for (row, text) in members.rows() {
            if !text.contains("\"crs\"") {
                continue;
            }
            let text = format!("{{{text}}}");
            let Some(value) = member(&text, "crs") else {
                continue;
            };
            if named.systems.last().is_none_or(|(last, _)| last != value) {
                named.systems.push((value.to_owned(), parse(value)));
            }
            named.rows.push((row, named.systems.len() as u32 - 1));
        }
        named
    }
}

/// The text of a member of an object.
fn member<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    let mut cursor = Cursor::new(object, 1, usize::MAX);
    loop {
        let key = cursor.key().ok()?.inner;
        let value = cursor.skip_lenient(0).ok()?;
        if key == name {
            return Some(value);
        }
        if !cursor.another(b'}').ok()? {
            return None;
        }
    }
}

/// Members of an object, as text without braces, without those of these names; `None` where it has
/// none of them.
pub(in crate::source) fn without_members(members: &str, names: &[&str]) -> Option<String> {
    let text = format!("{{{members}}}");
    let mut cursor = Cursor::new(&text, 1, usize::MAX);
    let mut kept = Vec::new();
    let mut is_changed = false;
    loop {
        cursor.peek();
        let start = cursor.at;
        let is_named = names.contains(&cursor.key().ok()?.inner);
        cursor.skip_lenient(0).ok()?;
        is_changed |= is_named;
        if !is_named {
            kept.push(cursor.since(start));
        }
        if !cursor.another(b'}').ok()? {
            break;
        }
    }
    is_changed.then(|| kept.join(","))
}
