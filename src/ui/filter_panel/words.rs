//! Widgets of what is typed in words: a text search and a date window.
use egui::{ComboBox, TextEdit, Ui};

use super::{Touched, named};
use crate::model::TimeSpan;
use crate::ui::PanelContext;

/// A text that any property contains.
pub(super) fn search_ui(ui: &mut Ui, text: &mut String) -> Touched {
    let field = TextEdit::singleline(text)
        .hint_text("Any letters, in any property")
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Text to search for");
        info.current_text_value = Some(text.clone());
        info
    });
    Touched::by(&response)
}

/// From one date to another, as precise as wanted, or one of the named periods.
pub(super) fn during_ui(
    ui: &mut Ui,
    ctx: &PanelContext<'_>,
    from: &mut String,
    to: &mut String,
) -> Touched {
    let mut touched = date_ui(ui, "From", from);
    touched = touched.and(date_ui(ui, "To", to));
    let periods = &ctx.state.document().time.periods;
    if !periods.is_empty() {
        let mut chosen = false;
        named(ui, "Period", |ui| {
            let list = ComboBox::from_id_salt("period")
                .selected_text("Take from a period")
                .width(ui.available_width() - 4.0)
                .truncate()
                .show_ui(ui, |ui| {
                    for period in periods {
                        if ui.selectable_label(false, &period.name).clicked() {
                            let text = period.span.to_text();
                            let (first, last) = text.split_once('/').unwrap_or((&text, ""));
                            (*from, *to) = (first.to_owned(), last.to_owned());
                            chosen = true;
                        }
                    }
                });
            (list.response, ())
        });
        touched = touched.and(Touched::at_once(chosen));
    }
    touched
}

/// A date that is taken once it is one; until then it is said what one looks like.
fn date_ui(ui: &mut Ui, name: &str, date: &mut String) -> Touched {
    let id = ui.scope_id().with(("date", name));
    let mut text = ui
        .data(|data| data.get_temp::<String>(id))
        .unwrap_or_else(|| date.clone());
    let is_date = |text: &str| {
        TimeSpan::parse(text).is_some_and(|_| !text.contains('/'))
            || (name == "To" && text.is_empty())
    };
    let wrong = !is_date(text.trim());
    let response = named(ui, name, |ui| {
        let mut field = TextEdit::singleline(&mut text)
            .hint_text(if name == "To" { "the same" } else { "2021-08" })
            .desired_width(f32::INFINITY);
        if wrong {
            field = field.text_color(ui.visuals().error_fg_color);
        }
        let response = ui.add(field);
        (response.clone(), response)
    });
    if !is_date(text.trim()) {
        ui.small("A year, a month or a day: 2021, 2021-08, 2021-08-26");
    }
    let mut touched = Touched {
        changed: false,
        ..Touched::by(&response)
    };
    if response.changed() && is_date(text.trim()) {
        text.trim().clone_into(date);
        touched.changed = true;
    }
    // Asked before the data are locked: both are behind one lock.
    let typing = response.has_focus();
    ui.data_mut(|data| {
        if typing {
            data.insert_temp(id, text);
        } else {
            data.remove::<String>(id);
        }
    });
    touched
}
