//! The load report of a layer: what was read from where, its columns, and every problem with the
//! way to its feature.
use egui::{Button, Grid, Key, Modifiers, RichText, ScrollArea, TextStyle, Ui, Window};

use super::{PanelContext, format};
use crate::model::table::GeometryKind;
use crate::model::{FeatureRef, LayerId, LayerKind, LayerSource, LoadReport, Problem, ProblemKind};
use crate::source::features::report_text;
use crate::spatial::LoadedLayer;
use crate::state::{Command, Edit, Navigate};

/// From this zoom on, a feature with a problem is near enough.
const NEAR_ZOOM: f64 = 10.0;

/// Height of the list of problems, screen points.
const LIST_PT: f32 = 280.0;

/// State of the window.
#[derive(Debug, Default)]
pub struct ReportWindow {
    layer: Option<LayerId>,
    /// The kind of problems that is listed; all if none.
    kind: Option<ProblemKind>,
}

impl ReportWindow {
    /// Show the report of a layer.
    pub fn open(&mut self, layer: LayerId) {
        *self = Self {
            layer: Some(layer),
            kind: None,
        };
    }

    /// Show it if it is open. It lies over the map and takes only Escape from it.
    pub fn show(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        let Some(layer) = self.layer else { return };
        let Some(loaded) = ctx.state.layers().get(&layer).cloned() else {
            self.layer = None;
            return;
        };
        let mut open = !ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let title = ctx.state.document().title(LayerKind::Features(layer));
        Window::new(format!("Report of {title}"))
            .id(egui::Id::unique("load report"))
            .open(&mut open)
            .collapsible(false)
            .default_pos([310.0, 60.0])
            .default_width(560.0)
            .resizable([true, false])
            .show(ui.ctx(), |ui| self.ui(ui, ctx, layer, &loaded));
        if !open {
            self.layer = None;
        }
    }

    fn ui(
        &mut self,
        ui: &mut Ui,
        ctx: &mut PanelContext<'_>,
        layer: LayerId,
        loaded: &LoadedLayer,
    ) {
        file_ui(ui, ctx, layer, loaded);
        ui.horizontal(|ui| {
            if ui.button("Copy as text").clicked() {
                ui.ctx()
                    .copy_text(report_text(&loaded.report, &loaded.table, usize::MAX));
            }
            swap_ui(ui, ctx, layer, &loaded.report);
        });
        columns_ui(ui, loaded);
        ui.separator();
        let report = &loaded.report;
        if report.problem_count() == 0 {
            ui.label("No problems were found.");
            return;
        }
        self.kinds_ui(ui, report);
        self.problems_ui(ui, ctx, layer, loaded);
    }

    /// A choice of kinds, each with its count.
    fn kinds_ui(&mut self, ui: &mut Ui, report: &LoadReport) {
        ui.horizontal_wrapped(|ui| {
            let all = format!("All {}", format::thousands(report.problem_count()));
            ui.selectable_value(&mut self.kind, None, all);
            for (&kind, &count) in &report.problem_counts {
                let title = format!(
                    "{} {}",
                    format::sentence_case(kind.title()),
                    format::thousands(count)
                );
                ui.selectable_value(&mut self.kind, Some(kind), title);
            }
        });
        let listed = report.problems.len() as u64;
        if listed < report.problem_count() {
            let listed = format::thousands(listed);
            ui.weak(format!(
                "The first {listed} are listed, the others only counted."
            ));
        }
    }

    fn problems_ui(
        &self,
        ui: &mut Ui,
        ctx: &mut PanelContext<'_>,
        layer: LayerId,
        loaded: &LoadedLayer,
    ) {
        let problems = &loaded.report.problems;
        let chosen: Option<Vec<usize>> = self.kind.map(|kind| {
            let of_kind = |&at: &usize| problems[at].kind == kind;
            (0..problems.len()).filter(of_kind).collect()
        });
        let count = chosen.as_ref().map_or(problems.len(), Vec::len);
        let height = ui
            .text_style_height(&TextStyle::Body)
            .max(ui.spacing().interact_size.y);
        ScrollArea::vertical()
            .auto_shrink([false, true])
            .max_height(LIST_PT)
            .show_rows(ui, height, count, |ui, rows| {
                for at in rows {
                    let at = chosen.as_ref().map_or(at, |chosen| chosen[at]);
                    problem_ui(ui, ctx, layer, loaded, &problems[at]);
                }
            });
    }
}

fn file_ui(ui: &mut Ui, ctx: &PanelContext<'_>, layer: LayerId, loaded: &LoadedLayer) {
    let report = &loaded.report;
    let line = |ui: &mut Ui, name: &str, value: String| {
        ui.weak(name);
        ui.add(egui::Label::new(value).wrap());
        ui.end_row();
    };
    Grid::new("report")
        .num_columns(2)
        .spacing([14.0, 3.0])
        .show(ui, |ui| {
            let source = ctx
                .state
                .document()
                .features
                .get(&layer)
                .map(|layer| &layer.source);
            let from = match source {
                Some(LayerSource::File { path, .. }) => path.display().to_string(),
                _ => "Pasted text".to_owned(),
            };
            line(ui, "From", from);
            line(ui, "Format", report.format.clone());
            if let Some(crs) = &report.converted_from {
                line(ui, "Coordinates", format!("converted from {crs}"));
            }
            let sizes = [report.file_bytes, loaded.table.bytes() as u64].map(format::bytes);
            line(ui, "Size", format!("{}, {} in memory", sizes[0], sizes[1]));
            line(ui, "Features", geometries(report));
            if let Some(extent) = report.extent {
                let numbers = [extent.west, extent.south, extent.east, extent.north];
                let [west, south, east, north] = numbers.map(|degrees| format!("{degrees:.5}°"));
                let crosses = if extent.west > extent.east {
                    ", across the antimeridian"
                } else {
                    ""
                };
                let said =
                    format!("longitude {west} to {east}, latitude {south} to {north}{crosses}");
                line(ui, "Extent", said);
            }
        });
}

fn swap_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, layer: LayerId, report: &LoadReport) {
    let swapped = ctx.state.document().features.get(&layer);
    let swapped = swapped.is_some_and(|layer| layer.swap_axes);
    if !swapped && !report.axes_look_swapped() {
        return;
    }
    let title = if swapped {
        "Read longitude and latitude as they stand"
    } else {
        "Exchange longitude and latitude"
    };
    if ui.button(title).clicked() {
        let edit = Edit::SetSwapAxes(layer, !swapped);
        ctx.commands.push(Command::Edit(edit));
    }
}

fn columns_ui(ui: &mut Ui, loaded: &LoadedLayer) {
    let columns = loaded.table.columns();
    let header = egui::CollapsingHeader::new(format::counted(columns.len() as u64, "column"));
    header.id_salt("columns").show(ui, |ui| {
        let height = ui.text_style_height(&TextStyle::Body);
        ScrollArea::vertical()
            .id_salt("columns list")
            .max_height(160.0)
            .auto_shrink([false, true])
            .show_rows(ui, height, columns.len(), |ui, rows| {
                Grid::new("columns")
                    .num_columns(3)
                    .striped(true)
                    .show(ui, |ui| {
                        for column in &columns[rows] {
                            ui.add(egui::Label::new(column.name()).truncate());
                            ui.weak(column.column_type().name());
                            let nulls = column.nulls() as u64;
                            ui.weak(format!("{} without a value", format::thousands(nulls)));
                            ui.end_row();
                        }
                    });
            });
    });
}

/// A line that leads to its feature.
fn problem_ui(
    ui: &mut Ui,
    ctx: &mut PanelContext<'_>,
    layer: LayerId,
    loaded: &LoadedLayer,
    problem: &Problem,
) {
    let text = problem.to_string();
    let leads_on = problem.place.feature.is_some() && problem.kind != ProblemKind::Skipped;
    let button = Button::new(RichText::new(&text)).frame(false).truncate();
    let response = ui.add_enabled(leads_on, button).on_hover_text(&text);
    let response = response.on_disabled_hover_text(&text);
    if !response.clicked() {
        return;
    }
    let Some(row) = row_of(loaded, problem) else {
        return;
    };
    let feature = FeatureRef::Row(layer, row);
    ctx.commands.push(Command::Select(Some(feature)));
    let usable = ctx.state.position(feature).and_then(|at| at.checked().ok());
    if let Some(center) = usable {
        let zoom = ctx.state.session().viewport.zoom.max(NEAR_ZOOM);
        ctx.commands
            .push(Command::Navigate(Navigate::FlyTo { center, zoom }));
    }
}

/// The row of the feature that a problem is about. A problem that has its place in bytes counts
/// features as the file has them, those that were skipped among them.
fn row_of(loaded: &LoadedLayer, problem: &Problem) -> Option<u32> {
    let feature = problem.place.feature?;
    let skipped = |other: &&Problem| {
        other.kind == ProblemKind::Skipped
            && other.place.feature.is_some_and(|other| other < feature)
    };
    let before = match problem.place.byte {
        Some(_) => loaded.report.problems.iter().filter(skipped).count(),
        None => 0,
    };
    let row = feature.checked_sub(before as u64)?;
    (row < loaded.table.len() as u64).then_some(row as u32)
}

/// "1,200 points, 3 without a place".
pub(super) fn geometries(report: &LoadReport) -> String {
    let counted = GeometryKind::ALL.into_iter().filter_map(|kind| {
        let count = *report.geometries.get(&kind)?;
        Some(match kind {
            GeometryKind::None => format!("{} without a place", format::thousands(count)),
            kind => format::counted(count, geometry_name(kind)),
        })
    });
    counted.collect::<Vec<_>>().join(", ")
}

/// A type of geometry as people call it, one of them.
pub(super) const fn geometry_name(kind: GeometryKind) -> &'static str {
    match kind {
        GeometryKind::None => "without a place",
        GeometryKind::Point => "point",
        GeometryKind::MultiPoint => "multipoint",
        GeometryKind::LineString => "line",
        GeometryKind::MultiLineString => "multiline",
        GeometryKind::Polygon => "polygon",
        GeometryKind::MultiPolygon => "multipolygon",
        GeometryKind::GeometryCollection => "collection",
    }
}
