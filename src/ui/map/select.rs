//! Selecting on the map with a box or a lasso: by a drag with a key held, or with a tool that stays
//! until it is put away. What lies within is found by `spatial`.
use egui::{Key, Modifiers, PointerButton, Pos2, Rect, Response, Shape, Stroke, Ui, pos2, vec2};

use crate::geodesy::mercator::world_from_lonlat;
use crate::model::{LayerKind, RowSet, SelectMode, Viewport};
use crate::spatial::Region;
use crate::state::{AppState, Command};
use crate::ui::{Action, PanelContext};

/// Shorter drags are slips of a click, screen points.
const LEAST_PT: f32 = 3.0;
/// Corners of a lasso lie at least so far apart, screen points.
const STEP_PT: f32 = 2.0;

/// How the region is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectTool {
    /// From one corner to the other.
    Box,
    /// As the pointer goes.
    Lasso,
}

/// A region being drawn, in the window.
struct Drawn {
    tool: SelectTool,
    corners: Vec<Pos2>,
    /// The keys that began it; others change what becomes of the selection.
    began_with: Modifiers,
}

/// The tool at hand and what is being drawn.
#[derive(Default)]
pub struct AreaSelect {
    tool: Option<SelectTool>,
    drawn: Option<Drawn>,
}

impl AreaSelect {
    /// Take a tool up, or put it away by the same action.
    pub fn run(&mut self, action: Action) {
        let tool = match action {
            Action::SelectBox => SelectTool::Box,
            Action::SelectLasso => SelectTool::Lasso,
            _ => return,
        };
        self.tool = (self.tool != Some(tool)).then_some(tool);
    }

    /// Escape ends the drawing, then the tool; nothing else shall hear it.
    pub fn leave(&mut self, ui: &Ui) {
        let active = self.drawn.is_some() || self.tool.is_some();
        if active
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
            && self.drawn.take().is_none()
        {
            self.tool = None;
        }
    }

    /// Draw and select; whether the pointer is taken.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        response: &Response,
        ctx: &mut PanelContext<'_>,
        view: &Viewport,
    ) -> bool {
        let (modifiers, pressed_at) =
            ui.input(|input| (input.modifiers, input.pointer.press_origin()));
        if response.drag_started_by(PointerButton::Primary)
            && let Some((tool, began_with)) = self.begins(modifiers)
        {
            self.drawn = Some(Drawn {
                tool,
                corners: pressed_at.into_iter().collect(),
                began_with,
            });
        }
        if let Some(tool) = self.tool {
            hint_ui(ui, response.rect, tool);
            if response.contains_pointer() {
                ui.set_cursor_icon(egui::CursorIcon::Crosshair);
            }
            let enter =
                |input: &mut egui::InputState| input.consume_key(Modifiers::NONE, Key::Enter);
            if !response.ctx.text_edit_focused() && self.drawn.is_none() && ui.input_mut(enter) {
                let corners = corners_of(response.rect);
                select_within(
                    ctx,
                    &region(&corners, response.rect, view),
                    SelectMode::Replace,
                );
            }
        }
        let Some(drawn) = &mut self.drawn else {
            return false;
        };
        if let Some(at) = response.interact_pointer_pos() {
            drawn.extend(at);
        }
        let mode = drawn.mode(modifiers);
        if response.drag_stopped() {
            let outline = drawn.outline();
            if Rect::from_points(&outline).size().max_elem() > LEAST_PT {
                select_within(ctx, &region(&outline, response.rect, view), mode);
            }
            self.drawn = None;
            return true;
        }
        drawn.paint(ui, response.rect, mode);
        true
    }

    /// The tool that a drag with these keys takes, and which of them it is that took it.
    fn begins(&self, modifiers: Modifiers) -> Option<(SelectTool, Modifiers)> {
        if let Some(tool) = self.tool {
            return Some((tool, Modifiers::NONE));
        }
        let lasso = modifiers.alt || (modifiers.command && modifiers.shift);
        match (lasso, modifiers.shift) {
            (true, _) => Some((SelectTool::Lasso, modifiers)),
            (false, true) => Some((SelectTool::Box, modifiers)),
            (false, false) => None,
        }
    }
}

impl Drawn {
    fn extend(&mut self, at: Pos2) {
        match (self.tool, self.corners.last()) {
            (SelectTool::Box, _) => {
                self.corners.truncate(1);
                self.corners.push(at);
            }
            (SelectTool::Lasso, Some(last)) if last.distance(at) < STEP_PT => {}
            (SelectTool::Lasso, _) => self.corners.push(at),
        }
    }

    fn outline(&self) -> Vec<Pos2> {
        match (self.tool, &self.corners[..]) {
            (SelectTool::Box, &[a, b]) => corners_of(Rect::from_two_pos(a, b)).to_vec(),
            (_, corners) => corners.to_vec(),
        }
    }

    fn mode(&self, now: Modifiers) -> SelectMode {
        let began = self.began_with;
        if now.alt && !began.alt {
            SelectMode::Remove
        } else if (now.shift && !began.shift) || (now.command && !began.command) {
            SelectMode::Add
        } else {
            SelectMode::Replace
        }
    }

    fn paint(&self, ui: &Ui, rect: Rect, mode: SelectMode) {
        let painter = ui.painter().with_clip_rect(rect);
        let ink = ui.visuals().selection.stroke.color;
        let (line, halo) = (
            Stroke::new(1.5, ink),
            Stroke::new(3.5, ui.visuals().window_fill),
        );
        let mut outline = self.outline();
        if self.tool == SelectTool::Box {
            let fill = ui.visuals().selection.bg_fill.gamma_multiply(0.3);
            painter.rect_filled(Rect::from_points(&outline), 0.0, fill);
        }
        outline.extend(outline.first().copied());
        painter.add(Shape::line(outline.clone(), halo));
        match (self.tool, &outline[..]) {
            // How it would be closed if it ended here.
            (SelectTool::Lasso, [drawn @ .., last, first]) => {
                painter.add(Shape::line([drawn, &[*last]].concat(), line));
                painter.extend(Shape::dashed_line(&[*last, *first], line, 5.0, 4.0));
            }
            _ => {
                painter.add(Shape::line(outline.clone(), line));
            }
        }
        let sign = match mode {
            SelectMode::Replace => return,
            SelectMode::Add => "+ adds",
            SelectMode::Remove => "− removes",
        };
        if let Some(at) = self.corners.last() {
            let font = egui::TextStyle::Body.resolve(ui.style());
            let galley = painter.layout_no_wrap(sign.to_owned(), font, ink);
            let place = Rect::from_min_size(*at + vec2(14.0, 14.0), galley.size());
            painter.rect_filled(place.expand2(vec2(5.0, 2.0)), 4.0, ui.visuals().window_fill);
            painter.galley(place.min, galley, ink);
        }
    }
}

fn hint_ui(ui: &mut Ui, map: Rect, tool: SelectTool) {
    let what = match tool {
        SelectTool::Box => "Drag a box to select",
        SelectTool::Lasso => "Draw around what to select",
    };
    let hint = format!("{what} · Shift adds · Alt removes · Enter selects all in view · Esc ends");
    let font = egui::TextStyle::Body.resolve(ui.style());
    let ink = ui.visuals().text_color();
    let width = ui
        .painter()
        .layout_no_wrap(hint.clone(), font, ink)
        .size()
        .x
        + 24.0;
    let size = vec2(width.min(map.width()), 30.0);
    let place = Rect::from_min_size(pos2(map.center().x - size.x / 2.0, map.top() + 10.0), size);
    ui.scope_builder(egui::UiBuilder::new().max_rect(place), |ui| {
        egui::Frame::popup(ui.style())
            .inner_margin(egui::Margin::symmetric(10, 4))
            .show(ui, |ui| {
                ui.add(egui::Label::new(hint).selectable(false).truncate())
            });
    });
}

fn corners_of(rect: Rect) -> [Pos2; 4] {
    [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
    ]
}

fn region(outline: &[Pos2], map: Rect, view: &Viewport) -> Region {
    let corner = |at: &Pos2| {
        let local = *at - map.min;
        view.world_from_screen([f64::from(local.x), f64::from(local.y)])
    };
    Region::new(outline.iter().map(corner).collect())
}

/// Ask for the features within a region of every layer that shows them.
fn select_within(ctx: &mut PanelContext<'_>, region: &Region, mode: SelectMode) {
    let mut mode = mode;
    if mode == SelectMode::Replace {
        ctx.commands.push(Command::Select(None));
        mode = SelectMode::Add;
    }
    for (layer, _) in ctx.state.tables() {
        let rows = rows_within(ctx.state, layer, region);
        if !rows.is_empty() {
            ctx.commands.push(Command::SelectRows(layer, rows, mode));
        }
    }
}

fn rows_within(state: &AppState, layer: LayerKind, region: &Region) -> RowSet {
    if state.document().opacity(layer) == 0.0 {
        return RowSet::default();
    }
    let mut rows = if let LayerKind::Features(id) = layer {
        let loaded = state.layers().get(&id);
        loaded.map_or_else(RowSet::default, |loaded| loaded.index.rows_within(region))
    } else {
        let incidents = (0..).zip(&state.atlas().incidents);
        let within = incidents.filter(|(_, incident)| {
            let position = incident.position;
            position.is_some_and(|position| region.contains(world_from_lonlat(position)))
        });
        within.map(|(row, _)| row).collect()
    };
    if let Some(passing) = state.passing(layer) {
        rows.intersect_with(passing);
    }
    rows
}
