//! What can be done with a column: by the menu of its header, or that of the toolbar for the column
//! the cursor is in.
use egui::{Button, Ui};

use super::fields::{Field, WIDTHS, fitting_width};
use super::{Shown, View};
use crate::model::SortKey;

/// One of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnDeed {
    /// Sort by it, alone or after the columns that decide already; again the other way round.
    Sort {
        beside_others: bool,
    },
    SortUp,
    SortDown,
    Unsort,
    Statistics,
    Left,
    Right,
    Wider,
    Narrower,
    Fit,
    FreezeUpTo,
    Unfreeze,
    Hide,
    Change,
    Remove,
}

/// Show the menu of a column; what was chosen.
pub(super) fn column_menu(ui: &mut Ui, view: &View, field: &Field) -> Option<ColumnDeed> {
    let name = field.name.as_str();
    let mut chosen = None;
    let mut entry = |ui: &mut Ui, enabled: bool, title: &str, deed: ColumnDeed| {
        let button = Button::new(title).min_size(egui::vec2(190.0, 0.0));
        if ui.add_enabled(enabled, button).clicked() {
            chosen = Some(deed);
            ui.close();
        }
    };
    let sorted = view.rows.sort.iter().any(|key| key.name == name);
    let others = view.rows.sort.iter().any(|key| key.name != name);
    entry(ui, true, "Sort ascending", ColumnDeed::SortUp);
    entry(ui, true, "Sort descending", ColumnDeed::SortDown);
    let beside = ColumnDeed::Sort {
        beside_others: true,
    };
    entry(ui, others, "Sort by it next", beside);
    entry(ui, sorted, "Do not sort by it", ColumnDeed::Unsort);
    ui.separator();
    entry(ui, true, "Statistics", ColumnDeed::Statistics);
    ui.separator();
    entry(ui, true, "Move left", ColumnDeed::Left);
    entry(ui, true, "Move right", ColumnDeed::Right);
    entry(ui, true, "Wider", ColumnDeed::Wider);
    entry(ui, true, "Narrower", ColumnDeed::Narrower);
    entry(ui, true, "Fit to its values", ColumnDeed::Fit);
    ui.separator();
    entry(ui, true, "Freeze up to here", ColumnDeed::FreezeUpTo);
    entry(
        ui,
        view.arrangement.frozen > 0,
        "Unfreeze all",
        ColumnDeed::Unfreeze,
    );
    let many = view
        .arrangement
        .places
        .iter()
        .filter(|place| !place.hidden)
        .count()
        > 1;
    entry(ui, many, "Hide", ColumnDeed::Hide);
    if field.is_added {
        ui.separator();
        entry(ui, true, "Change its expression…", ColumnDeed::Change);
        entry(ui, true, "Remove", ColumnDeed::Remove);
    }
    chosen
}

impl View {
    pub(super) fn run(&mut self, ui: &Ui, shown: &Shown<'_>, name: &str, deed: ColumnDeed) {
        let alone = |descending| {
            vec![SortKey {
                name: name.to_owned(),
                descending,
            }]
        };
        let arrangement = &mut self.arrangement;
        let mut widen = |by: f32| {
            if let Some(place) = arrangement.place_mut(name) {
                place.width_pt = (place.width_pt + by).clamp(*WIDTHS.start(), *WIDTHS.end());
            }
        };
        match deed {
            ColumnDeed::Sort { beside_others } => self.rows.sort_by(name, beside_others),
            ColumnDeed::SortUp => self.rows.sort = alone(false),
            ColumnDeed::SortDown => self.rows.sort = alone(true),
            ColumnDeed::Unsort => self.rows.sort.retain(|key| key.name != name),
            ColumnDeed::Statistics | ColumnDeed::Change | ColumnDeed::Remove => {}
            ColumnDeed::Left => arrangement.step(name, false),
            ColumnDeed::Right => arrangement.step(name, true),
            ColumnDeed::Wider => widen(20.0),
            ColumnDeed::Narrower => widen(-20.0),
            ColumnDeed::Fit => {
                let field = shown.fields.iter().find(|field| field.name == name);
                if let (Some(field), Some(place)) = (field, arrangement.place_mut(name)) {
                    place.width_pt = fitting_width(ui, field);
                }
            }
            ColumnDeed::FreezeUpTo => {
                let columns = arrangement.shown(shown.fields);
                let at = columns.iter().position(|(_, field)| field.name == name);
                arrangement.frozen = at.map_or(0, |at| at + 1);
            }
            ColumnDeed::Unfreeze => arrangement.frozen = 0,
            ColumnDeed::Hide => {
                if let Some(place) = arrangement.place_mut(name) {
                    place.hidden = true;
                }
            }
        }
        name.clone_into(&mut self.column);
        self.reveal_column = Some(name.to_owned());
    }
}
