//! Widgets of the geography: a band along a border, a country or province, an area.
use std::fmt::Write as _;

use egui::{ComboBox, DragValue, ScrollArea, TextEdit, Ui};

use super::question::{Certainty, is_area};
use super::title::place_name;
use super::{Touched, choice_ui, named};
use crate::model::table::GeometryKind;
use crate::ui::PanelContext;

/// Farther than any border is from any place, kilometres.
const FARTHEST_KM: f64 = 20_100.0;
const LIST_PT: f32 = 168.0;

/// From and to how many kilometres from which border, and how sure that must be.
pub(super) fn distance_ui(
    ui: &mut Ui,
    ctx: &PanelContext<'_>,
    border: &mut String,
    [from_km, to_km]: [&mut f64; 2],
    certainty: &mut Certainty,
) -> Touched {
    let borders = ctx.state.atlas().borders.iter();
    let borders: Vec<_> = borders
        .map(|border| {
            (
                border.id.clone(),
                format!("{} · {}", border.id, border.name),
            )
        })
        .collect();
    let mut touched = Touched::at_once(choice_ui(ui, "Border", border, &borders));
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 24.0 - 2.0 * ui.spacing().item_spacing.x) / 2.0;
        let kilometers = |value, range| {
            DragValue::new(value)
                .speed(0.5)
                .range(range)
                .max_decimals(3)
                .suffix(" km")
        };
        let (least, most) = (*from_km, *to_km);
        let from = ui.add_sized([width, 20.0], kilometers(from_km, 0.0..=most));
        ui.label("to");
        let to = ui.add_sized([width, 20.0], kilometers(to_km, least..=FARTHEST_KM));
        for (response, name) in [(&from, "From, kilometres"), (&to, "To, kilometres")] {
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, name));
            touched = touched.and(Touched::by(response));
        }
    });
    let before = *certainty;
    named(ui, "Counts", |ui| {
        let list = ComboBox::from_id_salt("certainty")
            .selected_text(certainty.title())
            .width(ui.available_width() - 4.0)
            .show_ui(ui, |ui| {
                for one in Certainty::ALL {
                    ui.selectable_value(certainty, one, one.title());
                }
            });
        let hover = "Where a place is known only to some kilometres, its distance is an interval";
        (list.response.on_hover_text(hover), ())
    });
    touched.and(Touched::at_once(before != *certainty))
}

/// A country or a province out of the atlas, or an area that was taken over.
pub(super) fn inside_ui(
    ui: &mut Ui,
    ctx: &PanelContext<'_>,
    area: &mut String,
    search: &mut String,
) -> Touched {
    if is_area(area) {
        let vertices = area.matches(',').count() + 1;
        ui.weak(format!("A fixed area of {vertices} vertices"));
        return Touched::default();
    }
    let atlas = ctx.state.atlas();
    let field = TextEdit::singleline(search)
        .hint_text("Search countries and provinces")
        .desired_width(f32::INFINITY);
    ui.add(field).widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::Role::TextInput,
            true,
            "Search countries and provinces",
        )
    });
    let countries = atlas.countries.iter();
    let mut all: Vec<(&str, String)> = countries
        .map(|country| (country.id.as_str(), country.names.english.clone()))
        .collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    let of = all.len();
    all.extend(atlas.provinces.iter().map(|province| {
        let country = place_name(&province.country, atlas);
        let name = format!("{}, {country}", province.names.english);
        (province.id.as_str(), name)
    }));
    if let Some(provinces) = all.get_mut(of..) {
        provinces.sort_by(|a, b| a.1.cmp(&b.1));
    }
    let wanted = search.trim().to_lowercase();
    all.retain(|(_, name)| name.to_lowercase().contains(&wanted));
    let before = area.clone();
    if all.is_empty() {
        ui.weak("The atlas has no such country or province.");
    }
    ScrollArea::vertical()
        .max_height(LIST_PT)
        .auto_shrink([false, true])
        .show_rows(ui, 20.0, all.len(), |ui, rows| {
            ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
            for (code, name) in all.get(rows).unwrap_or_default() {
                ui.radio_value(area, (*code).to_owned(), name);
            }
        });
    Touched::at_once(*area != before)
}

/// The selected feature in well-known text, where it is an area.
pub(super) fn selected_area(ctx: &PanelContext<'_>) -> Option<String> {
    let feature = ctx.state.session().selected?;
    let table = ctx.state.table(feature.layer())?;
    let geometry = table.geometry(feature.row() as usize);
    let kind = geometry.kind();
    if !matches!(kind, GeometryKind::Polygon | GeometryKind::MultiPolygon) {
        return None;
    }
    let mut text = String::from("MULTIPOLYGON(");
    for (at, part) in geometry.parts().enumerate() {
        text.push_str(if at > 0 { ", (" } else { "(" });
        for (at, ring) in part.paths().enumerate() {
            text.push_str(if at > 0 { ", (" } else { "(" });
            for (at, [lon, lat]) in ring.iter().enumerate() {
                let comma = if at > 0 { ", " } else { "" };
                // Writing into a `String` cannot fail.
                let _ = write!(text, "{comma}{lon} {lat}");
            }
            text.push(')');
        }
        text.push(')');
    }
    text.push(')');
    Some(text)
}
