//! Drawing an area on the map for a filter: corners by clicks, Enter ends, Escape cancels. The
//! drawn area becomes a condition; what lies within it is `analysis::filter`'s.
use std::fmt::Write as _;

use egui::{Align2, Color32, Key, Modifiers, Pos2, Response, Shape, Stroke, Ui, pos2, vec2};

use crate::geodesy::Position;
use crate::model::expression::{Expression, Function, Literal};
use crate::model::{Condition, LayerKind, Viewport};
use crate::state::{Command, Edit};
use crate::ui::PanelContext;

/// An area that is being drawn for the filter of a layer, or of all.
struct Drawing {
    target: Option<LayerKind>,
    corners: Vec<Position>,
}

/// The drawing, if any.
#[derive(Default)]
pub struct AreaDraw(Option<Drawing>);

impl AreaDraw {
    /// Begin to draw for this filter.
    pub fn begin(&mut self, target: Option<LayerKind>) {
        let corners = Vec::new();
        self.0 = Some(Drawing { target, corners });
    }

    /// Whether an area is being drawn.
    pub fn is_active(&self) -> bool {
        self.0.is_some()
    }

    /// The keys of the drawing, before anyone else hears them.
    pub fn keys(&mut self, ui: &Ui, ctx: &mut PanelContext<'_>) {
        let Some(drawing) = &mut self.0 else { return };
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::Escape) {
            self.0 = None;
            return;
        }
        if pressed(Key::Backspace) {
            drawing.corners.pop();
        }
        if pressed(Key::Space) {
            drawing.corners.push(ctx.state.session().viewport.center);
        }
        if pressed(Key::Enter)
            && let Some(edit) = drawing.edit(ctx)
        {
            ctx.commands.push(Command::Edit(edit));
            ctx.commands.push(Command::EndGesture);
            self.0 = None;
        }
    }

    /// Take clicks as corners and paint what is drawn.
    pub fn ui(&mut self, ui: &mut Ui, response: &Response, view: &Viewport) {
        let Some(drawing) = &mut self.0 else { return };
        let origin = response.rect.min;
        let at = |position: Position| {
            let [x, y] = view.screen_from_lonlat(position);
            origin + vec2(x as f32, y as f32)
        };
        let pointer = response.hover_pos().filter(|_| response.contains_pointer());
        if let Some(pointer) = pointer.filter(|_| response.clicked()) {
            let local = pointer - origin;
            let corner = view.lonlat_from_screen([f64::from(local.x), f64::from(local.y)]);
            drawing.corners.push(corner);
        }
        if pointer.is_some() {
            ui.set_cursor_icon(egui::CursorIcon::Crosshair);
        }
        let mut outline: Vec<Pos2> = drawing.corners.iter().map(|&corner| at(corner)).collect();
        let fixed = outline.len();
        outline.extend(pointer);
        let painter = ui.painter_at(response.rect);
        let color = ui.visuals().selection.stroke.color;
        for (width, color) in [(4.0, Color32::from_white_alpha(200)), (2.0, color)] {
            painter.add(Shape::closed_line(
                outline.clone(),
                Stroke::new(width, color),
            ));
            for corner in outline.iter().take(fixed) {
                painter.circle_filled(*corner, width + 1.0, color);
            }
        }
        // Where Space puts a corner.
        let middle = response.rect.center();
        for arm in [vec2(7.0, 0.0), vec2(0.0, 7.0)] {
            painter.line_segment([middle - arm, middle + arm], Stroke::new(1.0, color));
        }
        hint_ui(ui, response, fixed);
    }
}

fn hint_ui(ui: &Ui, response: &Response, corners: usize) {
    let words = if corners < 3 {
        "Click at least three corners of the area, or press Space for one in the middle. Escape \
         cancels."
    } else {
        "Enter ends the area. Backspace takes back a corner, Escape cancels."
    };
    let painter = ui.painter_at(response.rect);
    let font = egui::TextStyle::Body.resolve(ui.style());
    let room = (response.rect.width() - 60.0).max(100.0);
    let galley = painter.layout(words.to_owned(), font, ui.visuals().text_color(), room);
    let top = pos2(response.rect.center().x, response.rect.top() + 14.0);
    let place = Align2::CENTER_TOP.anchor_size(top, galley.size());
    painter.rect_filled(
        place.expand2(vec2(10.0, 6.0)),
        4.0,
        ui.visuals().window_fill,
    );
    painter.galley(place.min, galley, ui.visuals().text_color());
}

impl Drawing {
    /// The filter with the area as one more condition, once it is one.
    fn edit(&self, ctx: &PanelContext<'_>) -> Option<Edit> {
        if self.corners.len() < 3 {
            return None;
        }
        let document = ctx.state.document();
        let mut filter = match self.target {
            Some(layer) => document.filters.get(&layer).cloned().unwrap_or_default(),
            None => document.filter.clone(),
        };
        let area = Expression::Literal(Literal::Text(well_known_text(&self.corners)));
        filter.conditions.push(Condition {
            expression: Expression::Call(Function::Inside, vec![area]),
            enabled: true,
        });
        Some(Edit::SetFilter(self.target, filter))
    }
}

/// The corners as a closed ring, to about a decimetre.
fn well_known_text(corners: &[Position]) -> String {
    let mut text = String::from("POLYGON((");
    for (index, corner) in corners.iter().chain(corners.first()).enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        // Writing into a `String` cannot fail.
        let _ = write!(
            text,
            "{comma}{:.6} {:.6}",
            corner.lon_deg(),
            corner.lat_deg()
        );
    }
    text.push_str("))");
    text
}
