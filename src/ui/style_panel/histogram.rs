//! How the numbers of a column are spread, in the colours they are drawn in, with the breaks over it.
use egui::{Rect, Sense, Ui, pos2, vec2};

use crate::analysis::classes::{Numbers, class_of};
use crate::model::table::ColumnType;
use crate::model::{Coloring, Palette, Rgba};
use crate::scene::symbology::figures;
use crate::ui::theme::color;

const HEIGHT_PT: f32 = 54.0;
const BINS: usize = 48;

/// The histogram of a column that decides the colour.
pub(super) fn histogram_ui(
    ui: &mut Ui,
    numbers: &Numbers,
    coloring: &Coloring,
    column_type: ColumnType,
) {
    let Some([least, greatest]) = numbers.range() else {
        ui.weak("No numbers in this column");
        return;
    };
    let size = vec2(ui.available_width(), HEIGHT_PT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let column = coloring.column().unwrap_or_default();
    response.widget_info(|| {
        let name = format!("Histogram of {column}");
        egui::WidgetInfo::labeled(egui::Role::Image, true, name)
    });
    let counts = numbers.histogram(BINS);
    let most = counts.iter().copied().max().unwrap_or(1).max(1) as f32;
    let painter = ui.painter();
    painter.rect_filled(rect, 2.0, ui.visuals().extreme_bg_color);
    let each = rect.width() / BINS as f32;
    for (bin, count) in counts
        .into_iter()
        .enumerate()
        .filter(|(_, count)| *count > 0)
    {
        let middle = least + (greatest - least) * (bin as f64 + 0.5) / BINS as f64;
        // A bin of few is seen beside one of many.
        let height = (count as f32 / most * (HEIGHT_PT - 4.0)).max(1.5);
        let left = rect.left() + each * bin as f32;
        let bar = Rect::from_min_max(
            pos2(left, rect.bottom() - height),
            pos2(left + (each - 0.5).max(1.0), rect.bottom()),
        );
        painter.rect_filled(bar, 0.0, color(color_of(coloring, middle)));
    }
    let across = |number: f64| {
        let along = if greatest > least {
            (number - least) / (greatest - least)
        } else {
            0.5
        };
        rect.left() + rect.width() * along.clamp(0.0, 1.0) as f32
    };
    let inner: &[f64] = match coloring {
        Coloring::Graduated { breaks, .. } => {
            breaks.get(1..breaks.len().saturating_sub(1)).unwrap_or(&[])
        }
        Coloring::Continuous { range, .. } => range,
        _ => &[],
    };
    let stroke = egui::Stroke::new(1.0, ui.visuals().text_color());
    for at in inner {
        painter.vline(across(*at), rect.y_range(), stroke);
    }
    let ends = figures(&[least, greatest], column_type);
    ui.horizontal(|ui| {
        ui.weak(&ends[0]);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.weak(&ends[1]);
        });
    });
}

fn color_of(coloring: &Coloring, number: f64) -> Rgba {
    const NONE: Rgba = Rgba::hex(0x88_8888);
    match coloring {
        Coloring::Graduated { breaks, colors, .. } => class_of(breaks, number)
            .and_then(|class| colors.get(class))
            .copied()
            .unwrap_or(NONE),
        Coloring::Continuous { palette, range, .. } => {
            let along = (number - range[0]) / (range[1] - range[0]);
            Palette::ramp(palette).at(along)
        }
        Coloring::Single { .. } | Coloring::Categories { .. } => NONE,
    }
}
