//! The summary of a layer at the right: how many of its passing features have what in common, as
//! bars that filter when they are clicked and as a table. Counting is `analysis::summary`'s.
mod controls;
mod counted;
mod rows;

use std::sync::Arc;

use egui::{
    CollapsingHeader, Grid, Mesh, Rect, RichText, ScrollArea, Sense, Shape, Ui, pos2, vec2,
};

use super::filter_panel::Question;
use super::layer_panel::small_button;
use super::map::ScenePainter;
use super::{Action, PanelContext, Request, format};
use crate::analysis::summary::GroupBy;
use crate::jobs::Wake;
use crate::model::expression::{Expression, Literal};
use crate::model::{FeatureTable, Filter, LayerKind, Rgba};
use crate::scene::chart::{Bar, BarChart, Chart, ChartColors};
use crate::state::{Command, Edit};
use controls::{by_ui, first_choice, layer_ui, order_ui, title, words};
use counted::{Asked, Counted, Counter};
use rows::{MOST_BARS, Order, Row, SharedOrder, bar, figures, notes, percent, rows, toggled};

/// A chart to be written to a file, with its figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChartOrder {
    /// What was counted of which layer.
    pub title: String,
    /// How many features passed.
    pub source: String,
    /// The bars that are drawn.
    pub bars: Vec<Bar>,
    /// How they are to be read.
    pub notes: Vec<String>,
    /// Names of the figures.
    pub header: Vec<String>,
    /// The figures of all values.
    pub rows: Vec<Vec<String>>,
}

/// State of the panel itself.
#[derive(Default)]
pub struct SummaryPanel {
    layer: Option<LayerKind>,
    by: Option<GroupBy>,
    /// The order that was chosen; years and bands stand by themselves in their own.
    order: Option<Order>,
    counter: Counter,
    painter: Option<ScenePainter>,
    painted: Option<(Chart, f32, u64, Vec<Mesh>)>,
}

impl SummaryPanel {
    /// Fill whatever it is given.
    pub fn ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>) {
        ui.horizontal(|ui| {
            ui.heading("Summary");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if small_button(ui, "×", "Close the summary", false) {
                    ctx.actions.push(Action::ToggleSummary);
                }
            });
        });
        let tables: Vec<(LayerKind, &Arc<FeatureTable>)> = ctx.state.tables().collect();
        let known = self
            .layer
            .filter(|layer| tables.iter().any(|(one, _)| one == layer));
        let Some(mut layer) = known.or(tables.first().map(|(layer, _)| *layer)) else {
            ui.weak("No layer with features is loaded.");
            return;
        };
        layer_ui(ui, ctx, &mut layer, &tables);
        let Some((_, table)) = tables.iter().find(|(one, _)| *one == layer) else {
            return;
        };
        if self.layer != Some(layer) {
            (self.layer, self.by) = (Some(layer), None);
        }
        let mut by = self.by.clone().unwrap_or_else(|| first_choice(table));
        by_ui(ui, ctx, &mut by, table);
        let own = matches!(by, GroupBy::Year | GroupBy::Distance { .. });
        let mut order = self
            .order
            .unwrap_or(if own { Order::Name } else { Order::Count });
        if order_ui(ui, &mut order) {
            self.order = Some(order);
        } else if self.by.as_ref() != Some(&by) {
            self.order = None;
        }
        self.by = Some(by.clone());
        let Some(asked) = Asked::of(ctx.state, layer, by) else {
            return;
        };
        self.counted_ui(ui, ctx, asked, order);
    }

    fn counted_ui(&mut self, ui: &mut Ui, ctx: &mut PanelContext<'_>, asked: Asked, order: Order) {
        let repaint = ui.ctx().clone();
        let wake: Wake = Arc::new(move || repaint.request_repaint());
        let document = ctx.state.document();
        let filter = document
            .filters
            .get(&asked.layer)
            .cloned()
            .unwrap_or_default();
        let (found, counting) = self.counter.get(asked, wake);
        let counted = match found {
            Some(Ok(counted)) => counted,
            Some(Err(error)) => {
                ui.colored_label(ui.visuals().error_fg_color, error);
                return;
            }
            None => {
                ui.weak("Counting…");
                return;
            }
        };
        let layer = counted.asked.layer;
        let rows = rows(counted, ctx.state.atlas(), order, &filter);
        let summary = &counted.summary;
        let passing = format!(
            "{} of {} pass",
            format::thousands(summary.passing as u64),
            format::counted(summary.all as u64, "feature")
        );
        ui.horizontal(|ui| {
            ui.label(&passing);
            if counting {
                ui.weak("· counting…");
            }
        });
        let order = order_of(ctx, counted, &rows, &passing);
        ui.horizontal(|ui| {
            let button = ui.button("Export…");
            if button.on_hover_text("As PNG, SVG or CSV").clicked() {
                ctx.requests.push(Request::ExportChart(order));
            }
            let subject = counted.grouping.by().subject();
            if rows.iter().any(|row| row.chosen) && ui.button("Clear choice").clicked() {
                let cleared = cleared(&filter, &subject);
                push(ctx, layer, cleared);
            }
        });
        ui.separator();
        let (shown, hidden) = rows.split_at(rows.len().min(MOST_BARS));
        let said = notes(counted, hidden);
        let subject = counted.grouping.by().subject();
        let uncertain = counted.grouping.is_uncertain();
        let mut clicked = None;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.set_max_width(ui.available_width() - 10.0);
            clicked = self.bars_ui(ui, shown);
            for note in &said {
                ui.add(egui::Label::new(RichText::new(note).small().weak()).wrap());
            }
            table_ui(ui, shown, uncertain);
        });
        if let Some((values, beside)) = clicked {
            let toggled = toggled(&filter, &subject, &values, beside);
            push(ctx, layer, toggled);
        }
    }

    /// The bars; the values of the one that was clicked, and whether beside others.
    fn bars_ui(&mut self, ui: &mut Ui, shown: &[Row]) -> Option<(Vec<Literal>, bool)> {
        let bars: Vec<Bar> = shown.iter().map(bar).collect();
        let chart = BarChart {
            title: "",
            notes: &[],
            bars: &bars,
            width_pt: ui.available_width(),
            colors: colors(ui),
        }
        .bars();
        let [width, height] = chart.size_pt;
        let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        let mut clicked = None;
        for (row, [upper, lower]) in shown.iter().zip(&chart.rows) {
            let [left, right] = [rect.left() - 4.0, rect.right() + 4.0];
            let area = Rect::from_min_max(
                pos2(left, rect.top() + upper),
                pos2(right, rect.top() + lower),
            );
            let id = ui.scope_id().with(("bar", &row.name));
            let response = ui.interact(area, id, Sense::click());
            response.widget_info(|| {
                let name = spoken(row);
                egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, row.chosen, name)
            });
            if row.chosen || response.hovered() || response.has_focus() {
                let visuals = ui.style().interact_selectable(&response, row.chosen);
                let fill = visuals.weak_bg_fill.gamma_multiply(0.6);
                ui.painter().rect_filled(area, 4.0, fill);
            }
            if response.has_focus() {
                response.scroll_to_me(None);
            }
            let response = response.on_hover_text(format!(
                "{}\nClick to filter, Ctrl+click to choose several",
                spoken(row)
            ));
            if response.clicked() {
                let beside = ui.input(|input| input.modifiers.command);
                clicked = Some((row.values.clone(), beside));
            }
        }
        self.paint(ui, chart, rect);
        clicked
    }

    fn paint(&mut self, ui: &Ui, chart: Chart, rect: Rect) {
        let painter = self
            .painter
            .get_or_insert_with(|| ScenePainter::new(ui.ctx()));
        let scale = ui.pixels_per_point();
        let fresh = self.painted.take().filter(|(painted, at, generation, _)| {
            *painted == chart
                && at.to_bits() == scale.to_bits()
                && *generation == painter.generation()
        });
        let painted = fresh.unwrap_or_else(|| {
            let whole = Rect::from_min_size(pos2(0.0, 0.0), chart.size_pt.into());
            let groups = std::slice::from_ref(&chart.group);
            let meshes = painter.meshes(groups, whole, scale);
            (chart, scale, painter.generation(), meshes)
        });
        for mesh in &painted.3 {
            let mut mesh = mesh.clone();
            mesh.translate(rect.min.to_vec2());
            ui.painter().add(Shape::mesh(mesh));
        }
        self.painted = Some(painted);
    }
}

fn push(ctx: &mut PanelContext<'_>, layer: LayerKind, filter: Filter) {
    ctx.commands
        .push(Command::Edit(Edit::SetFilter(Some(layer), filter)));
    ctx.commands.push(Command::EndGesture);
}

/// The filter without the conditions on this subject that bars show as chosen.
fn cleared(filter: &Filter, subject: &Expression) -> Filter {
    let mut filter = filter.clone();
    filter.conditions.retain(
        |one| !matches!(Question::of(&one.expression), Question::Categories { of, .. } if of == *subject),
    );
    filter
}

/// A row as it is read aloud.
fn spoken(row: &Row) -> String {
    let thousands = |count: usize| format::thousands(count as u64);
    let count = &row.count;
    let of = if row.all == count.rows {
        String::new()
    } else {
        format!(" of {}", thousands(row.all))
    };
    let uncertain = if count.certainly < count.possibly {
        let [certainly, possibly] = [count.certainly, count.possibly].map(thousands);
        format!(", certainly {certainly}, possibly {possibly}")
    } else {
        String::new()
    };
    let (name, rows, share) = (&row.name, thousands(count.rows), percent(row.share));
    format!("{name}: {rows}{of}, {share}{uncertain}")
}

/// The figures beside each other.
fn table_ui(ui: &mut Ui, shown: &[Row], uncertain: bool) {
    CollapsingHeader::new("Table")
        .default_open(false)
        .show_unindented(ui, |ui| {
            ScrollArea::horizontal().show(ui, |ui| {
                let columns = if uncertain { 5 } else { 3 };
                Grid::new("summary table")
                    .num_columns(columns)
                    .striped(true)
                    .spacing([12.0, 4.0])
                    .show(ui, |ui| {
                        ui.strong("Value");
                        ui.strong("Count");
                        ui.strong("Share");
                        if uncertain {
                            ui.strong("Certainly");
                            ui.strong("Possibly");
                        }
                        ui.end_row();
                        for row in shown {
                            let name = egui::Label::new(&row.name).truncate();
                            ui.add_sized([(ui.available_width()).clamp(60.0, 130.0), 18.0], name);
                            ui.label(format::thousands(row.count.rows as u64));
                            ui.label(percent(row.share));
                            if uncertain {
                                for count in [row.count.certainly, row.count.possibly] {
                                    ui.label(format::thousands(count as u64));
                                }
                            }
                            ui.end_row();
                        }
                    });
            });
        });
}

fn order_of(ctx: &PanelContext<'_>, counted: &Counted, rows: &[Row], passing: &str) -> SharedOrder {
    let document = ctx.state.document();
    let layer = document.title(counted.asked.layer);
    let by = title(counted.grouping.by());
    let dated = ctx.state.time_window();
    let dated = dated.map_or(String::new(), |window| {
        format!(", dated {}", window.words())
    });
    Arc::new(ChartOrder {
        title: format!("{layer} by {}", words(counted.grouping.by())),
        source: format!("{layer}: {passing}{dated}"),
        ..figures(counted, &by, rows)
    })
}

/// The chart in the colours of the interface.
fn colors(ui: &Ui) -> ChartColors {
    let visuals = ui.visuals();
    let of = |color: egui::Color32| {
        let [red, green, blue, opacity] = color.to_srgba_unmultiplied();
        Rgba(red, green, blue, opacity)
    };
    ChartColors {
        ground: of(visuals.panel_fill),
        text: of(visuals.text_color()),
        quiet: of(visuals.weak_text_color()),
        bar: of(visuals.hyperlink_color),
        chosen: of(visuals.selection.stroke.color),
        rest: of(visuals.widgets.noninteractive.bg_stroke.color),
    }
}
