//! Projects of older versions, brought to the next version one step at a time. A step works on
//! plain JSON, so that it stays right when the program moves on.
//!
//! Version 1 was the document as the preferences had it: names of layers as in the code (`kind`:
//! `"Water"`, or `{"Features": 1}`), and the user's layers apart in `features`, by their number.
use serde_json::{Map, Value, json};

use super::member::{Fault, Member};

/// The version that is written.
pub(super) const CURRENT: u64 = 2;

type Upgrade = fn(Value) -> Result<Value, Fault>;

/// From version `n + 1` to the next.
const UPGRADES: [Upgrade; CURRENT as usize - 1] = [from_1];

/// Bring a document of a version from 1 to [`CURRENT`] up to date.
pub(super) fn upgrade(mut project: Value, version: u64) -> Result<Value, Fault> {
    for step in UPGRADES.iter().skip(version.saturating_sub(1) as usize) {
        project = step(project)?;
    }
    Ok(project)
}

/// Whether a document without a version is one of version 1.
pub(super) fn is_version_1(project: &Value) -> bool {
    let layers = project.get("layers").and_then(Value::as_array);
    layers.is_some_and(|layers| layers.iter().all(|layer| layer.get("kind").is_some()))
}

fn from_1(mut project: Value) -> Result<Value, Fault> {
    let root = Member::root(&project);
    let features = root.get("features").map(|features| features.value.clone());
    let mut features = match features {
        Some(Value::Object(features)) => features,
        _ => Map::new(),
    };
    let mut layers = Vec::new();
    for layer in root.need("layers")?.items()? {
        let kind = layer.need("kind")?;
        let mut upgraded = Map::new();
        if let Some(id) = kind.get("Features") {
            upgraded.insert("layer".to_owned(), json!("features"));
            let Some(own) = features.shift_remove(&id.value.to_string()) else {
                return Err(kind.fault("names no layer of `features`"));
            };
            upgraded.extend(feature_layer(own));
        } else {
            upgraded.insert("layer".to_owned(), json!(kind.text()?.to_lowercase()));
        }
        let rest = layer.value.as_object().into_iter().flatten();
        let rest = rest.filter(|(key, _)| *key != "kind");
        upgraded.extend(rest.map(|(key, value)| (key.clone(), value.clone())));
        layers.push(Value::Object(upgraded));
    }
    for (_, own) in features {
        let mut upgraded = feature_layer(own);
        upgraded.insert("layer".to_owned(), json!("features"));
        layers.push(Value::Object(upgraded));
    }
    if let Some(project) = project.as_object_mut() {
        project.shift_remove("features");
        project.insert("oxus".to_owned(), json!(2));
        project.insert("layers".to_owned(), Value::Array(layers));
        rename(project, "basemap", str::to_lowercase);
        rename(project, "language", |name| language_code(name).to_owned());
    }
    Ok(project)
}

/// Of `{"file": {"path": …, "layer": …}}` or `{"text": {"text": …}}` the inner object, with the
/// path as `file`.
fn feature_layer(own: Value) -> Map<String, Value> {
    let Value::Object(mut own) = own else {
        return Map::new();
    };
    let source = own.get_mut("source").and_then(Value::as_object_mut);
    if let Some(source) = source {
        if let Some(Value::Object(mut file)) = source.shift_remove("file") {
            let path = file.shift_remove("path").unwrap_or_default();
            source.insert("file".to_owned(), path);
            source.extend(file);
        }
        if let Some(Value::Object(mut text)) = source.shift_remove("text") {
            source.insert("text".to_owned(), text.remove("text").unwrap_or_default());
        }
    }
    own
}

fn rename(project: &mut Map<String, Value>, key: &str, new: impl Fn(&str) -> String) {
    if let Some(Value::String(name)) = project.get_mut(key) {
        *name = new(name);
    }
}

fn language_code(name: &str) -> &str {
    match name {
        "English" => "en",
        "Russian" => "ru",
        "Persian" => "fa",
        "Pashto" => "ps",
        "Tajik" => "tg",
        "Uzbek" => "uz",
        other => other,
    }
}
