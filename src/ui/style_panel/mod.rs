//! How a layer of the user's own is drawn: colours by value, sizes, lines, labels. Reads the style
//! and pushes a changed one; classes are `analysis`'s.
mod choice;
mod coloring;
mod default_column;
mod histogram;
mod palettes;

use egui::{CollapsingHeader, ComboBox, Response, Slider, Ui, vec2};

use super::PanelContext;
use super::color_choice::{color_choice, ends_by_key};
use super::statistics::{Statistics, Wanted, statistics};
use crate::model::table::{Column, ColumnType};
use crate::model::{
    Dash, FeatureTable, LabelStyle, LayerId, Marker, PaletteKind, PointDrawing, Rgba, SizeBy, Style,
};
use crate::scene::symbology::{GeometryTypes, has_simplestyle};
use crate::spatial::LoadedLayer;
use crate::state::{Command, Edit};
use coloring::coloring_ui;
use palettes::palette_ui;

/// Categories beyond this are only counted.
const MOST_CATEGORIES: usize = 200;
/// Width of the names at the left, screen points.
const NAME_PT: f32 = 86.0;

/// What is being edited.
struct Editor<'a> {
    id: LayerId,
    loaded: &'a LoadedLayer,
    style: Style,
    /// Whether the next change is a step of its own.
    done: bool,
}

impl Editor<'_> {
    fn table(&self) -> &FeatureTable {
        &self.loaded.table
    }

    /// A choice is a step of its own at once.
    fn chosen(&mut self, changed: bool) {
        self.done |= changed;
    }

    /// A slider is done when it is let go.
    fn slid(&mut self, response: &Response) {
        self.done |= response.drag_stopped() || response.lost_focus();
    }
}

/// The style of a layer that is loaded.
pub(super) fn style_ui(ui: &mut Ui, ctx: &mut PanelContext<'_>, layer: LayerId) {
    let document = ctx.state.document();
    let (Some(features), Some(loaded)) = (
        document.features.get(&layer),
        ctx.state.layers().get(&layer),
    ) else {
        ui.weak("Its features are not loaded");
        return;
    };
    let mut editor = Editor {
        id: layer,
        loaded,
        style: features.style.clone(),
        done: false,
    };
    ui.push_id(("style", layer), |ui| {
        // Clear of the list's scroll bar.
        ui.set_max_width(ui.available_width() - 8.0);
        sections_ui(ui, &mut editor);
    });
    if editor.style != features.style {
        let edit = Edit::SetStyle(layer, editor.style);
        ctx.commands.push(Command::Edit(edit));
    }
    // A colour is chosen in a window of its own.
    let released = ui.input(|input| input.pointer.any_released());
    if editor.done || released || ends_by_key(ui.ctx()) {
        ctx.commands.push(Command::EndGesture);
    }
}

fn sections_ui(ui: &mut Ui, editor: &mut Editor<'_>) {
    let types = GeometryTypes::of(&editor.loaded.report);
    if has_simplestyle(editor.table()) {
        let mut own = editor.style.simplestyle;
        let response = ui
            .checkbox(&mut own, "Use the file’s own colours")
            .on_hover_text("Properties such as marker-color, stroke and fill (simplestyle-spec)");
        editor.style.simplestyle = own;
        editor.chosen(response.changed());
    }
    let section = |ui: &mut Ui, title: &str, open: bool, contents: &mut dyn FnMut(&mut Ui)| {
        CollapsingHeader::new(egui::RichText::new(title).family(super::theme::bold()))
            .default_open(open)
            .show_unindented(ui, contents);
    };
    section(ui, "Colour", true, &mut |ui| coloring_ui(ui, editor));
    if types.points {
        section(ui, "Symbols", !types.lines && !types.areas, &mut |ui| {
            points_ui(ui, editor);
        });
    }
    if types.lines || types.areas {
        let title = match (types.lines, types.areas) {
            (true, true) => "Lines and areas",
            (true, false) => "Lines",
            _ => "Areas",
        };
        section(ui, title, true, &mut |ui| lines_ui(ui, editor, types));
    }
    section(ui, "Labels", false, &mut |ui| labels_ui(ui, editor));
}

/// A control with its name at the left.
fn named(ui: &mut Ui, name: &str, control: impl FnOnce(&mut Ui) -> Response) -> Response {
    ui.horizontal(|ui| {
        let height = ui.spacing().interact_size.y;
        let label = ui
            .allocate_ui_with_layout(
                vec2(NAME_PT, height),
                egui::Layout::left_to_right(egui::Align::Center),
                |ui| {
                    ui.set_min_width(NAME_PT);
                    ui.label(name)
                },
            )
            .inner;
        control(ui).labelled_by(label.id)
    })
    .inner
}

/// One of several; whether another was chosen.
fn choice_ui<T: PartialEq + Copy>(
    ui: &mut Ui,
    name: &str,
    value: &mut T,
    all: &[T],
    title: impl Fn(T) -> &'static str,
) -> bool {
    let before = *value;
    named(ui, name, |ui| {
        ComboBox::from_id_salt(name)
            .selected_text(title(*value))
            .width(ui.available_width() - 4.0)
            .truncate()
            .show_ui(ui, |ui| {
                for one in all {
                    ui.selectable_value(value, *one, title(*one));
                }
            })
            .response
    });
    *value != before
}

/// A column by its name, `none` for no column where that is possible; whether another was chosen.
fn column_ui(
    ui: &mut Ui,
    name: &str,
    chosen: &mut Option<String>,
    none: Option<&str>,
    columns: &[&str],
) -> bool {
    let before = chosen.clone();
    named(ui, name, |ui| {
        let shown = chosen.as_deref().or(none).unwrap_or("Choose a column");
        ComboBox::from_id_salt(name)
            .selected_text(shown)
            .width(ui.available_width() - 4.0)
            .truncate()
            .show_ui(ui, |ui| {
                if let Some(none) = none {
                    ui.selectable_value(chosen, None, none);
                }
                for column in columns {
                    ui.selectable_value(chosen, Some((*column).to_owned()), *column);
                }
            })
            .response
    });
    *chosen != before
}

fn slider_ui(
    ui: &mut Ui,
    editor: &mut Editor<'_>,
    name: &str,
    slider: impl FnOnce(&mut Style) -> Slider<'_>,
) {
    let response = named(ui, name, |ui| {
        ui.spacing_mut().slider_width = (ui.available_width() - 64.0).max(40.0);
        ui.add(slider(&mut editor.style))
    });
    editor.slid(&response);
}

fn points_ui(ui: &mut Ui, editor: &mut Editor<'_>) {
    let mut drawing = editor.style.points;
    let changed = choice_ui(
        ui,
        "Drawn as",
        &mut drawing,
        &PointDrawing::ALL,
        PointDrawing::title,
    );
    editor.style.points = drawing;
    editor.chosen(changed);
    if matches!(
        drawing,
        PointDrawing::Automatic | PointDrawing::Density | PointDrawing::HeatMap
    ) {
        let mut ramp = editor.style.density_palette.clone();
        let of = [PaletteKind::Sequential, PaletteKind::Diverging];
        let name = "Density ramp";
        editor.done |= palette_ui(ui, name, &mut ramp, &of);
        editor.style.density_palette = ramp;
    }
    if matches!(drawing, PointDrawing::Density | PointDrawing::HeatMap) {
        return;
    }
    let mut marker = editor.style.marker;
    let changed = choice_ui(ui, "Shape", &mut marker, &Marker::ALL, Marker::title);
    editor.style.marker = marker;
    editor.chosen(changed);
    size_by_ui(ui, editor);
    if editor.style.size_by.is_none() {
        slider_ui(ui, editor, "Size", |style| {
            Slider::new(&mut style.size_pt, 2.0..=40.0)
                .suffix(" pt")
                .fixed_decimals(0)
        });
        return;
    }
    for (end, name) in ["Least size", "Greatest size"].into_iter().enumerate() {
        slider_ui(ui, editor, name, |style| {
            let size = style.size_by.as_mut().map(|by| &mut by.sizes_pt[end]);
            Slider::new(size.unwrap_or(&mut style.size_pt), 1.0..=60.0)
                .suffix(" pt")
                .fixed_decimals(0)
        });
    }
}

/// The column that decides the size, which it does once its numbers are counted.
fn size_by_ui(ui: &mut Ui, editor: &mut Editor<'_>) {
    let pending = egui::Id::unique(("size that waits", editor.id));
    let waiting: Option<String> = ui.data(|data| data.get_temp(pending)).flatten();
    let of_style = editor.style.size_by.as_ref().map(|by| by.column.clone());
    let mut column = waiting.clone().or(of_style);
    let columns = number_columns(editor.table());
    let changed = column_ui(ui, "Size by", &mut column, Some("One size"), &columns);
    if !changed && waiting.is_none() {
        return;
    }
    let Some(name) = column else {
        editor.style.size_by = None;
        editor.done = true;
        ui.data_mut(|data| data.insert_temp(pending, None::<String>));
        return;
    };
    match statistics(ui, &editor.loaded.table, &name, Wanted::Numbers).as_deref() {
        Some(Statistics::Numbers(numbers)) => {
            editor.style.size_by = Some(SizeBy {
                column: name,
                range: numbers.ramp_range(),
                sizes_pt: [4.0, 24.0],
            });
            editor.done = true;
            ui.data_mut(|data| data.insert_temp(pending, None::<String>));
        }
        _ => {
            ui.data_mut(|data| data.insert_temp(pending, Some(name)));
        }
    }
}

fn lines_ui(ui: &mut Ui, editor: &mut Editor<'_>, types: GeometryTypes) {
    slider_ui(ui, editor, "Line width", |style| {
        Slider::new(&mut style.width_pt, 0.0..=12.0)
            .suffix(" pt")
            .fixed_decimals(1)
    });
    let mut dash = editor.style.dash;
    let changed = choice_ui(ui, "Line style", &mut dash, &Dash::ALL, Dash::title);
    editor.style.dash = dash;
    editor.chosen(changed);
    if !types.areas {
        return;
    }
    let mut percent = editor.style.fill_opacity * 100.0;
    let response = named(ui, "Fill", |ui| {
        ui.spacing_mut().slider_width = (ui.available_width() - 64.0).max(40.0);
        ui.add(
            Slider::new(&mut percent, 0.0..=100.0)
                .suffix(" %")
                .fixed_decimals(0),
        )
    });
    if response.changed() {
        editor.style.fill_opacity = percent / 100.0;
    }
    editor.slid(&response);
    outline_ui(ui, editor);
}

fn outline_ui(ui: &mut Ui, editor: &mut Editor<'_>) {
    ui.horizontal(|ui| {
        let mut has = editor.style.outline.is_some();
        if ui.checkbox(&mut has, "Outline of its own colour").changed() {
            editor.style.outline = has.then(|| Rgba::hex(0x22_2327));
            editor.done = true;
        }
        if let Some(outline) = &mut editor.style.outline {
            color_choice(ui, "Colour of the outline", outline);
        }
    });
}

fn labels_ui(ui: &mut Ui, editor: &mut Editor<'_>) {
    let columns: Vec<&str> = editor
        .loaded
        .table
        .columns()
        .iter()
        .map(Column::name)
        .collect();
    let mut column = editor
        .style
        .label
        .as_ref()
        .map(|label| label.column.clone());
    if column_ui(ui, "Text", &mut column, Some("No labels"), &columns) {
        let size_pt = editor
            .style
            .label
            .as_ref()
            .map_or(10.5, |label| label.size_pt);
        editor.style.label = column.map(|column| LabelStyle { column, size_pt });
        editor.done = true;
    }
    if editor.style.label.is_some() {
        slider_ui(ui, editor, "Text size", |style| {
            let size = style.label.as_mut().map(|label| &mut label.size_pt);
            Slider::new(size.unwrap_or(&mut style.size_pt), 6.0..=32.0)
                .suffix(" pt")
                .fixed_decimals(1)
        });
    }
}

/// The columns whose values can be put on a scale: numbers, dates.
fn number_columns(table: &FeatureTable) -> Vec<&str> {
    let scale = |kind: ColumnType| {
        kind.is_number() || matches!(kind, ColumnType::Date | ColumnType::DateTime)
    };
    let columns = table.columns().iter();
    columns
        .filter(|column| scale(column.column_type()))
        .map(Column::name)
        .collect()
}
