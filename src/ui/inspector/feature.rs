//! A feature of the user's own: its properties by type, where it is and how large, its distances.
use egui::{RichText, TextEdit, Ui};

use super::place::{country_ui, distances_ui};
use super::value::property_ui;
use super::{heading, position_ui, section, wrapped};
use crate::geodesy::notation::format_distance;
use crate::geodesy::{Extent, Meters, Position, geodesic, lon_lat};
use crate::model::table::{Geometry, GeometryKind, Value};
use crate::model::{FeatureRef, FeatureTable, LayerId, LayerKind};
use crate::state::{Command, Navigate};
use crate::ui::report_window::geometry_name;
use crate::ui::{PanelContext, format};

/// With more properties than this, a field finds them by name.
const MANY_PROPERTIES: usize = 15;
/// Geometries of more vertices are not measured: it would take longer than a frame.
const MOST_MEASURED: usize = 10_000;

/// State of the panel itself.
#[derive(Debug, Default)]
pub(super) struct FeatureView {
    /// Part of the names of the properties to show.
    filter: String,
    measures: Option<(FeatureRef, Measures)>,
}

/// What was measured of a geometry.
#[derive(Clone, Debug, Default, PartialEq)]
struct Measures {
    vertices: usize,
    extent: Option<Extent>,
    /// Of lines, or round polygons.
    length: Meters,
    area_m2: f64,
    measured: bool,
}

impl FeatureView {
    pub fn ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>, layer: LayerId, row: u32) {
        let Some(loaded) = ctx.state.layers().get(&layer).cloned() else {
            return;
        };
        let table = &loaded.table;
        if row as usize >= table.len() {
            wrapped(ui, "This feature is no longer in its file.");
            return;
        }
        let name = ctx.state.document().title(LayerKind::Features(layer));
        let feature = format!("feature {}", format::thousands(u64::from(row)));
        match title(table, row as usize) {
            Some(title) => {
                heading(ui, &title);
                wrapped(ui, RichText::new(format!("{name}, {feature}")).weak());
            }
            None => heading(ui, &format!("{name}, {feature}")),
        }
        self.properties_ui(ui, table, row as usize);
        section(ui, "Where");
        let key = FeatureRef::Row(layer, row);
        let known = self.measures.take().filter(|(of, _)| *of == key);
        let geometry = table.geometry(row as usize);
        let (_, measures) = known.unwrap_or_else(|| (key, Measures::of(geometry)));
        geometry_ui(ui, ctx, geometry, &measures);
        self.measures = Some((key, measures));
        let Some(position) = ctx.state.position(key).and_then(|at| at.checked().ok()) else {
            wrapped(
                ui,
                RichText::new("It has no place that can be used.").italics(),
            );
            return;
        };
        let point = geometry.kind() == GeometryKind::Point;
        if !point {
            wrapped(ui, RichText::new("Its first position").weak());
        }
        position_ui(ui, ctx, position);
        country_ui(ui, ctx, position);
        distances_ui(ui, ctx, position);
    }

    fn properties_ui(&mut self, ui: &mut Ui, table: &FeatureTable, row: usize) {
        let columns = table.columns();
        ui.horizontal(|ui| {
            section(ui, &format!("Properties ({})", columns.len()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let copy = ui.small_button("Copy all");
                let hint = "Copy names and values, a line each, to paste into a spreadsheet";
                if copy.on_hover_text(hint).clicked() {
                    ui.ctx().copy_text(as_lines(table, row));
                }
            });
        });
        let many = columns.len() > MANY_PROPERTIES;
        if many {
            let field = TextEdit::singleline(&mut self.filter)
                .hint_text("Find a property by name")
                .desired_width(f32::INFINITY);
            let response = ui.add(field);
            response.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Find a property by name")
            });
        }
        let words = self.filter.trim().to_lowercase();
        let mut shown = 0_usize;
        let id = table.ids().map(|ids| ("id", ids.value(row)));
        let all = columns
            .iter()
            .map(|column| (column.name(), column.value(row)));
        for (index, (name, value)) in id.into_iter().chain(all).enumerate() {
            if !many || name.to_lowercase().contains(&words) {
                ui.push_id(index, |ui| {
                    property_ui(ui, name, Some(value), shown.is_multiple_of(2));
                });
                shown += 1;
            }
        }
        if shown == 0 {
            ui.weak(if columns.is_empty() {
                "It has no properties."
            } else {
                "No property has this in its name."
            });
        }
    }
}

impl Measures {
    fn of(geometry: Geometry<'_>) -> Self {
        let mut measures = Self::default();
        geometry.for_each_simple(&mut |simple| measures.vertices += simple.positions().len());
        measures.measured = measures.vertices <= MOST_MEASURED;
        if measures.measured {
            geometry.for_each_simple(&mut |simple| measures.add(simple));
        }
        measures.extent = geometry.extent().map(Extent::with_margin);
        measures
    }

    fn add(&mut self, simple: Geometry<'_>) {
        let positions = |path: &[[f64; 2]]| -> Vec<Position> {
            path.iter().map(|&[lon, lat]| lon_lat(lon, lat)).collect()
        };
        for part in simple.parts() {
            for (index, path) in part.paths().enumerate() {
                match simple.kind() {
                    GeometryKind::LineString | GeometryKind::MultiLineString => {
                        self.length.0 += geodesic::length(&positions(path)).0;
                    }
                    GeometryKind::Polygon | GeometryKind::MultiPolygon => {
                        let (around, area_m2) = geodesic::ring(positions(path));
                        self.length.0 += around.0;
                        self.area_m2 += if index == 0 { area_m2 } else { -area_m2 };
                    }
                    _ => {}
                }
            }
        }
    }
}

fn geometry_ui(
    ui: &mut Ui,
    ctx: &mut PanelContext<'_>,
    geometry: Geometry<'_>,
    measures: &Measures,
) {
    let kind = geometry.kind();
    if matches!(kind, GeometryKind::Point | GeometryKind::None) {
        return;
    }
    let vertices = format::thousands(measures.vertices as u64);
    wrapped(
        ui,
        format!(
            "{}, {vertices} positions",
            format::sentence_case(geometry_name(kind))
        ),
    );
    if measures.area_m2 > 0.0 {
        let around = format_distance(measures.length);
        wrapped(ui, format!("{}, {around} round it", area(measures.area_m2)));
    } else if measures.length.0 > 0.0 {
        wrapped(ui, format!("{} long", format_distance(measures.length)));
    }
    if let Some(extent) = measures.extent
        && ui.small_button("Zoom to all of it").clicked()
    {
        ctx.commands.push(Command::Navigate(Navigate::Show(extent)));
    }
}

/// A text by which people know the feature.
fn title(table: &FeatureTable, row: usize) -> Option<String> {
    const NAMES: [&str; 4] = ["name", "title", "label", "name:en"];
    let named = NAMES.iter().find_map(|name| {
        let named =
            |column: &&crate::model::table::Column| column.name().eq_ignore_ascii_case(name);
        table.columns().iter().find(named)
    });
    match named?.value(row) {
        Value::Text(text) if !text.trim().is_empty() && text.len() < 200 => {
            Some(text.trim().to_owned())
        }
        _ => None,
    }
}

/// Names and values with a tab between, a line each; breaks within become spaces.
fn as_lines(table: &FeatureTable, row: usize) -> String {
    let plain = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    let id = table.ids().map(|ids| ("id", ids.value(row)));
    let all = table
        .columns()
        .iter()
        .map(|column| (column.name(), column.value(row)));
    let line = |(name, value): (&str, Value<'_>)| {
        format!("{}\t{}\n", plain(name), plain(&value.to_text()))
    };
    id.into_iter().chain(all).map(line).collect()
}

/// An area with its unit, as precise as it is worth reading.
fn area(area_m2: f64) -> String {
    if area_m2 < 1e6 {
        format!("{} m²", format::thousands(area_m2.round() as u64))
    } else if area_m2 < 1e8 {
        format!("{:.1} km²", area_m2 / 1e6)
    } else {
        format!("{} km²", format::thousands((area_m2 / 1e6).round() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table::TableBuilder;

    /// The square degree at the equator, twice: geographiclib 2.0 for Python,
    /// `Geodesic.WGS84.Polygon()`, gives 443770.917 m round it and 12308778361.469 m².
    #[test]
    fn polygons_are_measured_on_the_ellipsoid_without_their_holes() {
        let ring = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
        let mut builder = TableBuilder::new();
        for rings in [1, 2] {
            let geometries = builder.geometries();
            for _ in 0..rings {
                for position in ring {
                    geometries.push_position(position);
                }
                geometries.end_path();
            }
            geometries.end_part();
            geometries.end_geometry(GeometryKind::Polygon);
            builder.end_feature();
        }
        let table = builder.finish();
        let [whole, hollow] = [0, 1].map(|row| Measures::of(table.geometry(row)));
        assert!((whole.area_m2 - 12_308_778_361.469).abs() < 0.01);
        assert!((whole.length.0 - 443_770.917).abs() < 0.001);
        assert!(hollow.area_m2.abs() < 0.01);
        assert_eq!((whole.vertices, hollow.vertices), (5, 10));
    }

    #[test]
    fn areas_read_as_people_write_them() {
        assert_eq!(area(640.4), "640 m²");
        assert_eq!(area(12_345_678.0), "12.3 km²");
        assert_eq!(area(652_864e6), "652,864 km²");
    }
}
