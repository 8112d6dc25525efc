//! The form of a project of the current version: between the document and its JSON.
use std::collections::HashSet;
use std::path::Path;

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::member::{Fault, Member};
use super::unknown::{UnknownMembers, restore, unknown};
use super::{Project, filters, paths, upgrade, views};
use crate::geodesy::lon_lat;
use crate::model::expression::{Expression, ParseExpressionError};
use crate::model::{
    BasemapTheme, Coloring, ComputedColumn, Document, FeatureLayer, Filter, Language, Layer,
    LayerId, LayerKind, LayerSource, LayerView, Style, Viewport,
};

/// More layers than anyone has.
const MAX_LAYERS: usize = 1000;
/// Larger symbols, lines or letters than anyone draws, screen points.
const MAX_SIZE_PT: f32 = 2000.0;

pub(super) const fn basemap_name(theme: BasemapTheme) -> &'static str {
    match theme {
        BasemapTheme::Light => "light",
        BasemapTheme::Dark => "dark",
        BasemapTheme::Plain => "plain",
    }
}

/// Read a project that stands in `folder`.
pub(super) fn project(value: &Value, folder: &Path) -> Result<Project, Fault> {
    let root = Member::root(value);
    let mut document = Document {
        layers: Vec::new(),
        ..Document::default()
    };
    if let Some(basemap) = root.get("basemap") {
        document.basemap = basemap.choice(&BasemapTheme::ALL, basemap_name)?;
    }
    if let Some(language) = root.get("language") {
        document.language = language.choice(&Language::ALL, Language::code)?;
    }
    if let Some(member) = root.get("filter") {
        document.filter = filters::filter(&member)?;
    }
    if let Some(member) = root.get("time") {
        document.time = filters::time(&member)?;
    }
    let layers = root.need("layers")?;
    let members = layers.items()?;
    if members.len() > MAX_LAYERS {
        return Err(layers.fault(format!("holds more than {MAX_LAYERS} layers")));
    }
    let mut seen = HashSet::new();
    for member in &members {
        let layer = layer(member, folder, &mut document)?;
        if !seen.insert(layer.kind) {
            let problem = format!("holds the layer \"{}\" a second time", layer.kind.id());
            return Err(member.fault(problem));
        }
        document.layers.push(layer);
    }
    let mut project = Project {
        document: document.completed(),
        view: root.get("view").map(|view| viewport(&view)).transpose()?,
        autosave_of: match root.get("autosave_of") {
            Some(path) => Some(paths::resolved(path.text()?, folder)),
            None => None,
        },
        unknown: UnknownMembers::default(),
    };
    project.unknown = unknown_members(value, &project, folder);
    Ok(project)
}

fn viewport(view: &Member<'_>) -> Result<Viewport, Fault> {
    let center = view.need("center")?;
    let [lon, lat] = &center.items()?[..] else {
        return Err(center.fault("must be a longitude and a latitude"));
    };
    Ok(Viewport {
        center: lon_lat(lon.number(-180.0..=180.0)?, lat.number(-90.0..=90.0)?),
        zoom: view.need("zoom")?.number(Viewport::ZOOM_RANGE)?,
        size_pt: [1280.0, 720.0],
    })
}

fn layer(member: &Member<'_>, folder: &Path, document: &mut Document) -> Result<Layer, Fault> {
    let mut kinds = LayerKind::ALL.to_vec();
    let id = LayerId(document.features.len() as u32 + 1);
    kinds.push(LayerKind::Features(id));
    let kind = member.need("layer")?.choice(&kinds, LayerKind::id)?;
    if matches!(kind, LayerKind::Features(_)) {
        document.features.insert(id, feature_layer(member, folder)?);
    }
    if let Some(member) = member.get("filter") {
        let filter = filters::filter(&member)?;
        if filter != Filter::default() {
            document.filters.insert(kind, filter);
        }
    }
    if let Some(list) = member.get("computed") {
        let computed = computed_columns(&list)?;
        if !computed.is_empty() {
            document.computed.insert(kind, computed);
        }
    }
    let view = views::view(member)?;
    if view != LayerView::default() {
        document.views.insert(kind, view);
    }
    let visible = member.get("visible").map(|visible| visible.flag());
    let opacity = member
        .get("opacity")
        .map(|opacity| opacity.number(0.0..=1.0));
    Ok(Layer {
        kind,
        visible: visible.transpose()?.unwrap_or(true),
        opacity: opacity.transpose()?.unwrap_or(1.0) as f32,
    })
}

fn feature_layer(member: &Member<'_>, folder: &Path) -> Result<FeatureLayer, Fault> {
    let swap_axes = member
        .get("swap_axes")
        .map(|swap| swap.flag())
        .transpose()?;
    let style = member
        .get("style")
        .map(|member| style(&member))
        .transpose()?;
    let time = member
        .get("time")
        .map(|time| filters::time_field(&time))
        .transpose()?;
    Ok(FeatureLayer {
        name: member.need("name")?.text()?.replace(char::is_control, " "),
        source: source(&member.need("source")?, folder)?,
        swap_axes: swap_axes.unwrap_or(false),
        style: style.unwrap_or_default(),
        time,
    })
}

fn computed_columns(list: &Member<'_>) -> Result<Vec<ComputedColumn>, Fault> {
    let column = |member: &Member<'_>| {
        let text = member.need("expression")?;
        let problem = |error: ParseExpressionError| format!("is no expression: {}", error.message);
        Ok(ComputedColumn {
            name: member.need("name")?.text()?.replace(char::is_control, " "),
            expression: Expression::parse(text.text()?)
                .map_err(|error| text.fault(problem(error)))?,
        })
    };
    let members = list.items()?;
    let mut columns: Vec<ComputedColumn> = Vec::new();
    for member in &members {
        let column = column(member)?;
        if columns.iter().any(|other| other.name == column.name) {
            let problem = format!("holds the column \"{}\" a second time", column.name);
            return Err(list.fault(problem));
        }
        columns.push(column);
    }
    Ok(columns)
}

fn source(source: &Member<'_>, folder: &Path) -> Result<LayerSource, Fault> {
    if let Some(text) = source.get("text") {
        let text = text.text()?.into();
        return Ok(LayerSource::Text { text });
    }
    let file = source.need("file")?;
    let text = file.text()?;
    if text.is_empty() || text.contains('\0') {
        return Err(file.fault("must be the path of a file"));
    }
    let layer = source.get("layer").map(|layer| layer.text()).transpose()?;
    Ok(LayerSource::File {
        path: paths::resolved(text, folder),
        layer: layer.map(str::to_owned),
    })
}

fn style(member: &Member<'_>) -> Result<Style, Fault> {
    let style = match Style::deserialize(member.value) {
        Ok(style) => style,
        Err(error) => {
            // All members have defaults, so that the bad one is bad on its own.
            let bad = |part: &Member<'_>| Style::deserialize(part.alone()).is_err();
            let at = member.members().find(bad);
            let fault = at.as_ref().unwrap_or(member);
            return Err(fault.fault(format!("is no style: {error}")));
        }
    };
    let by = style.size_by.iter().flat_map(|by| by.sizes_pt);
    let label = style.label.iter().map(|label| label.size_pt);
    let mut sizes = [style.size_pt, style.width_pt]
        .into_iter()
        .chain(by)
        .chain(label);
    if !sizes.all(|size| (0.0..=MAX_SIZE_PT).contains(&size)) {
        let problem = format!("has a size or width that is not from 0 to {MAX_SIZE_PT} points");
        return Err(member.fault(problem));
    }
    if !(0.0..=1.0).contains(&style.fill_opacity) {
        return Err(member.fault("has a `fill_opacity` that is not from 0 to 1"));
    }
    if let Coloring::Graduated { breaks, colors, .. } = &style.coloring {
        let as_many = colors.is_empty() || breaks.len() == colors.len() + 1;
        if !(as_many && breaks.is_sorted()) {
            let problem = "must have ascending `breaks`, one more than it has `colors`";
            return Err(member
                .get("coloring")
                .as_ref()
                .unwrap_or(member)
                .fault(problem));
        }
    }
    Ok(style)
}

/// The JSON of a project that stands in `folder`.
///
/// # Errors
///
/// A source whose path is not Unicode, by the name of its layer.
pub(super) fn value(project: &Project, folder: &Path) -> Result<Value, String> {
    let mut written = known(project, folder)?;
    restore(&mut written, &project.unknown.top);
    let layers = written.get_mut("layers").and_then(Value::as_array_mut);
    for (layer, written) in project
        .document
        .layers
        .iter()
        .zip(layers.into_iter().flatten())
    {
        let mut unknown = project.unknown.layers.iter();
        if let Some((_, unknown)) = unknown.find(|(kind, _)| *kind == layer.kind)
            && let Value::Object(written) = written
        {
            restore(written, unknown);
        }
    }
    Ok(Value::Object(written))
}

fn known(project: &Project, folder: &Path) -> Result<Map<String, Value>, String> {
    let document = &project.document;
    let mut written = Map::new();
    written.insert("oxus".to_owned(), json!(upgrade::CURRENT));
    if let Some(path) = &project.autosave_of {
        written.insert("autosave_of".to_owned(), json!(path_text(path, folder)?));
    }
    if let Some(view) = &project.view {
        let center = [view.center.lon_deg(), view.center.lat_deg()].map(|deg| rounded(deg, 1e7));
        let view = json!({ "center": center, "zoom": rounded(view.zoom, 1e4) });
        written.insert("view".to_owned(), view);
    }
    written.insert("basemap".to_owned(), json!(basemap_name(document.basemap)));
    written.insert("language".to_owned(), json!(document.language.code()));
    let filter = filters::filter_value(&document.filter);
    written.extend(filter.map(|filter| ("filter".to_owned(), filter)));
    let time = filters::time_value(&document.time);
    written.extend(time.map(|time| ("time".to_owned(), time)));
    let layers = document.layers.iter().map(|layer| {
        let mut member = Map::new();
        member.insert("layer".to_owned(), json!(layer.kind.id()));
        let own = match layer.kind {
            LayerKind::Features(id) => document.features.get(&id),
            _ => None,
        };
        if let Some(own) = own {
            member.insert("name".to_owned(), json!(own.name));
            member.insert("source".to_owned(), source_value(&own.source, folder)?);
        }
        member.insert("visible".to_owned(), json!(layer.visible));
        member.insert("opacity".to_owned(), short(&layer.opacity)?);
        let filter = document.filters.get(&layer.kind);
        let filter = filter.and_then(filters::filter_value);
        member.extend(filter.map(|filter| ("filter".to_owned(), filter)));
        let view = document.views.get(&layer.kind);
        member.extend(view.map(views::members).unwrap_or_default());
        if let Some(own) = own {
            member.insert("swap_axes".to_owned(), json!(own.swap_axes));
            let time = own.time.as_ref().map(filters::time_field_value);
            member.extend(time.map(|time| ("time".to_owned(), time)));
            member.insert("style".to_owned(), short(&own.style)?);
        }
        let computed: Vec<_> = document
            .computed(layer.kind)
            .iter()
            .map(|one| json!({ "name": one.name, "expression": one.expression.to_string() }))
            .collect();
        if !computed.is_empty() {
            member.insert("computed".to_owned(), json!(computed));
        }
        Ok(Value::Object(member))
    });
    let layers: Result<Vec<_>, String> = layers.collect();
    written.insert("layers".to_owned(), Value::Array(layers?));
    Ok(written)
}

fn source_value(source: &LayerSource, folder: &Path) -> Result<Value, String> {
    Ok(match source {
        LayerSource::Text { text } => json!({ "text": &**text }),
        LayerSource::File { path, layer: None } => json!({ "file": path_text(path, folder)? }),
        LayerSource::File { path, layer } => {
            json!({ "file": path_text(path, folder)?, "layer": layer })
        }
    })
}

fn path_text(path: &Path, folder: &Path) -> Result<String, String> {
    let problem = || {
        format!(
            "the name of {} is not Unicode, which a project cannot hold",
            path.display()
        )
    };
    paths::written(path, folder).ok_or_else(problem)
}

/// Single precision has fewer digits as text than as a double.
fn short(value: &impl serde::Serialize) -> Result<Value, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn rounded(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts
}

fn unknown_members(read: &Value, project: &Project, folder: &Path) -> UnknownMembers {
    let (Some(read), Ok(mut written)) = (read.as_object(), known(project, folder)) else {
        return UnknownMembers::default();
    };
    let mut top = unknown(read, &written);
    top.forget("layers");
    let list = |members: Option<&Value>| members.and_then(Value::as_array).cloned();
    let read = list(read.get("layers")).unwrap_or_default();
    let written = list(written.shift_remove("layers").as_ref()).unwrap_or_default();
    // What is read comes first, what was completed follows.
    let layers = read.iter().zip(&written).zip(&project.document.layers);
    let layers = layers.filter_map(|((read, written), layer)| {
        let unknown = unknown(read.as_object()?, written.as_object()?);
        (!unknown.is_empty()).then_some((layer.kind, unknown))
    });
    UnknownMembers {
        top,
        layers: layers.collect(),
    }
}
