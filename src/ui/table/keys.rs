//! What the keys do in the grid, and the deeds that keys, pointer and menus share: selecting,
//! flying to a feature, copying.
use egui::{Event, EventFilter, Id, Key, Modifiers, Ui};

use super::{Shown, View};
use crate::geodesy::lon_lat;
use crate::model::{FeatureRef, SelectMode};
use crate::source::features::rows_as_tsv;
use crate::state::{Command, Navigate};
use crate::ui::{PanelContext, Request, format};

/// More rows are for a file, not for the clipboard.
const MOST_COPIED: usize = 100_000;
/// A single point is shown from at least so near.
const NEAR_ZOOM: f64 = 9.0;

/// Do what the keys ask while the grid has the focus.
pub(super) fn keys(
    ui: &Ui,
    ctx: &mut PanelContext<'_>,
    view: &mut View,
    shown: &Shown<'_>,
    grid: Id,
) {
    if !ui.memory(|memory| memory.has_focus(grid)) || egui::Popup::is_any_open(ui.ctx()) {
        return;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(grid, filter));
    let mut pressed = Vec::new();
    let mut copies = false;
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } if is_own(*key, *modifiers) => {
                pressed.push((*key, *modifiers));
                false
            }
            Event::Copy => {
                copies = true;
                false
            }
            _ => true,
        });
    });
    for (key, modifiers) in pressed {
        press(ctx, view, shown, key, modifiers);
    }
    if copies {
        copy(ui, ctx, view, shown);
    }
}

fn is_own(key: Key, modifiers: Modifiers) -> bool {
    let moves = matches!(
        key,
        Key::ArrowUp
            | Key::ArrowDown
            | Key::ArrowLeft
            | Key::ArrowRight
            | Key::PageUp
            | Key::PageDown
            | Key::Home
            | Key::End
            | Key::Enter
            | Key::Space
    );
    !modifiers.alt && (moves || (key == Key::A && modifiers.command))
}

fn press(
    ctx: &mut PanelContext<'_>,
    view: &mut View,
    shown: &Shown<'_>,
    key: Key,
    modifiers: Modifiers,
) {
    const PAGE: usize = 10;
    let Some(last) = view.rows.len().checked_sub(1) else {
        return;
    };
    let at = view.cursor.and_then(|row| view.rows.position(row));
    let here = at.unwrap_or(0);
    let far = modifiers.command;
    let target = match key {
        Key::ArrowDown => at.map_or(0, |at| at + 1),
        Key::ArrowUp => here.saturating_sub(1),
        Key::PageDown => here + PAGE,
        Key::PageUp => here.saturating_sub(PAGE),
        Key::Home if far => 0,
        Key::End if far => last,
        Key::ArrowLeft => return step_column(view, shown, Step::Left),
        Key::ArrowRight => return step_column(view, shown, Step::Right),
        Key::Home => return step_column(view, shown, Step::First),
        Key::End => return step_column(view, shown, Step::Last),
        Key::A => return select_all(ctx, view, shown),
        Key::Enter => {
            if let Some(row) = view.rows.row(here) {
                fly_to(ctx, shown, row);
            }
            return;
        }
        _ => {
            return select_at(ctx, view, shown, here, Modifiers::COMMAND);
        }
    };
    let target = target.min(last);
    // With Ctrl the cursor goes alone, except to either end.
    if far && !modifiers.shift && matches!(key, Key::ArrowUp | Key::ArrowDown) {
        view.cursor = view.rows.row(target);
    } else {
        let keep = if modifiers.shift {
            Modifiers::SHIFT
        } else {
            Modifiers::NONE
        };
        select_at(ctx, view, shown, target, keep);
    }
    view.reveal = view.cursor;
}

#[derive(Clone, Copy)]
enum Step {
    Left,
    Right,
    First,
    Last,
}

fn step_column(view: &mut View, shown: &Shown<'_>, step: Step) {
    let columns = view.arrangement.shown(shown.fields);
    let at = columns
        .iter()
        .position(|(_, field)| field.name == view.column);
    let (at, last) = (at.unwrap_or(0), columns.len().saturating_sub(1));
    let target = match step {
        Step::Left => at.saturating_sub(1),
        Step::Right => (at + 1).min(last),
        Step::First => 0,
        Step::Last => last,
    };
    if let Some((_, field)) = columns.get(target) {
        view.reveal_column = Some(field.name.clone());
        view.column.clone_from(&field.name);
    }
}

/// Select the row at a place: alone, with Shift all from the last one chosen, with Ctrl beside
/// those that are or no longer, with both all from there too.
pub(super) fn select_at(
    ctx: &mut PanelContext<'_>,
    view: &mut View,
    shown: &Shown<'_>,
    at: usize,
    modifiers: Modifiers,
) {
    let Some(row) = view.rows.row(at) else { return };
    let Some(feature) = FeatureRef::of_row(shown.layer, row) else {
        return;
    };
    let anchor = view.anchor.and_then(|row| view.rows.position(row));
    view.cursor = Some(row);
    view.own = true;
    let command = if let Some(anchor) = anchor.filter(|_| modifiers.shift) {
        let mode = if modifiers.command {
            SelectMode::Add
        } else {
            SelectMode::Replace
        };
        Command::SelectRows(shown.layer, view.rows.between(anchor, at), mode)
    } else {
        view.anchor = Some(row);
        if modifiers.command {
            Command::ToggleSelected(feature)
        } else {
            Command::Select(Some(feature))
        }
    };
    ctx.commands.push(command);
}

/// Select every row that is shown.
pub(super) fn select_all(ctx: &mut PanelContext<'_>, view: &mut View, shown: &Shown<'_>) {
    view.own = true;
    let rows = view.rows.iter().collect();
    let command = Command::SelectRows(shown.layer, rows, SelectMode::Replace);
    ctx.commands.push(command);
}

/// Show a feature on the map.
pub(super) fn fly_to(ctx: &mut PanelContext<'_>, shown: &Shown<'_>, row: u32) {
    let Some(extent) = shown.table.geometry(row as usize).extent() else {
        let said = "This feature has no place on the map".to_owned();
        ctx.requests.push(Request::Notify(said));
        return;
    };
    let corner = lon_lat(extent.west, extent.south);
    let navigate = if corner == lon_lat(extent.east, extent.north) {
        let zoom = ctx.state.session().viewport.zoom.max(NEAR_ZOOM);
        Navigate::FlyTo {
            center: corner,
            zoom,
        }
    } else {
        Navigate::Show(extent.with_margin())
    };
    ctx.commands.push(Command::Navigate(navigate));
}

/// Copy the selected rows that are shown, in the order of the table, with the columns that are
/// shown; the row of the cursor where none is selected.
pub(super) fn copy(ui: &Ui, ctx: &mut PanelContext<'_>, view: &View, shown: &Shown<'_>) {
    let selected = |row: &u32| shown.selected.is_some_and(|rows| rows.contains(*row));
    let mut rows: Vec<u32> = view.rows.iter().filter(selected).collect();
    if rows.is_empty() {
        rows.extend(view.cursor);
    }
    if rows.len() > MOST_COPIED {
        let most = format::thousands(MOST_COPIED as u64);
        let said = format!("More than {most} rows are too many to copy. Export them to a file.");
        ctx.requests.push(Request::Notify(said));
        return;
    }
    let columns = view.arrangement.shown(shown.fields);
    let titles: Vec<String> = columns.iter().map(|(_, field)| field.title()).collect();
    let columns: Vec<_> = titles
        .iter()
        .zip(&columns)
        .filter_map(|(title, (_, field))| Some((title.as_str(), field.values.column()?)))
        .collect();
    let count = format::counted(rows.len() as u64, "row");
    ui.ctx().copy_text(rows_as_tsv(&columns, rows.into_iter()));
    ctx.requests
        .push(Request::Notify(format!("Copied {count}")));
}
