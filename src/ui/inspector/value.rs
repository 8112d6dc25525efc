//! One property: its name, its value by type, and a way to copy it.
use egui::{Align, Button, Label, Layout, RichText, Sense, Shape, Stroke, Ui, vec2};

use crate::model::table::Value;
use crate::ui::format;

/// Longer texts are shown this far, letters; copying takes all.
const MOST_LETTERS: usize = 2000;
/// Height of a value that is only scrolled past, screen points.
const ROW_PT: f32 = 20.0;

/// Show it; `None` is for one that several features do not have in common. `even` rows have a shade.
pub(super) fn property_ui(ui: &mut Ui, name: &str, value: Option<Value<'_>>, even: bool) {
    let shade = ui.painter().add(Shape::Noop);
    let row = ui.horizontal_top(|ui| {
        ui.set_min_height(ROW_PT);
        let width = ui.available_width();
        let name_width = (width * 0.36).min(150.0);
        column(ui, name_width, Layout::top_down(Align::Min), |ui| {
            ui.add(Label::new(RichText::new(name).weak()).wrap());
        });
        let present = value.filter(|value| !matches!(value, Value::Missing | Value::Null));
        let value_width = width - name_width - 2.0 * ui.spacing().item_spacing.x - 18.0;
        let number = matches!(value, Some(Value::Integer(_) | Value::Float(_)));
        let align = if number { Align::Max } else { Align::Min };
        column(ui, value_width, Layout::top_down(align), |ui| {
            let response = value_ui(ui, value);
            if let Some(value) = present {
                response.context_menu(|ui| menu_ui(ui, name, value));
            }
        });
        if let Some(value) = present
            && copy_button(ui, &format!("Copy {name}"))
        {
            ui.ctx().copy_text(value.to_text().into_owned());
        }
    });
    if even {
        let right = ui.max_rect().right();
        let rect = row.response.rect.with_max_x(right).expand2(vec2(3.0, 2.0));
        let fill = ui.visuals().faint_bg_color;
        ui.painter().set(shade, Shape::rect_filled(rect, 2.0, fill));
    }
}

fn column(ui: &mut Ui, width: f32, layout: Layout, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, 0.0), layout, |ui| {
        ui.set_width(width);
        add(ui);
    });
}

fn menu_ui(ui: &mut Ui, name: &str, value: Value<'_>) {
    if ui.button("Copy value").clicked() {
        ui.ctx().copy_text(value.to_text().into_owned());
        ui.close();
    }
    if ui.button("Copy name and value").clicked() {
        ui.ctx().copy_text(format!("{name}\t{}", value.to_text()));
        ui.close();
    }
}

fn value_ui(ui: &mut Ui, value: Option<Value<'_>>) -> egui::Response {
    let said = |ui: &mut Ui, text: RichText| {
        // Sensed without being a stop of the keyboard.
        ui.add(Label::new(text).wrap().sense(Sense::CLICK))
    };
    let weak = |ui: &mut Ui, text: &str| said(ui, RichText::new(text).weak().italics());
    let Some(value) = value else {
        return weak(ui, "various");
    };
    match value {
        Value::Missing => weak(ui, "not given"),
        Value::Null => weak(ui, "null"),
        Value::Text("") => weak(ui, "empty text"),
        Value::Text(text) if is_link(text) => {
            let shown = shortened(text);
            ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Wrap);
            ui.hyperlink_to(shown, text.trim())
                .on_hover_text(text.trim())
        }
        Value::Text(text) | Value::DateTime(text, _) => said(ui, RichText::new(shortened(text))),
        Value::Json(text) => said(ui, RichText::new(shortened(&indented(text))).monospace()),
        Value::Integer(_) | Value::Float(_) => {
            said(ui, RichText::new(format::grouped(&value.to_text())))
        }
        Value::Bool(_) | Value::Date(_) => said(ui, RichText::new(value.to_text().into_owned())),
    }
}

/// What a browser or a mail program opens; never a file.
fn is_link(text: &str) -> bool {
    let text = text.trim();
    let scheme = ["http://", "https://", "mailto:"];
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    scheme.iter().any(|scheme| lower.starts_with(scheme))
        && text.len() < 2048
        && !text.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => {
            let all = format::thousands(text.chars().count() as u64);
            format!("{} … ({all} letters; copying takes all)", &text[..end])
        }
        None => text.to_owned(),
    }
}

/// JSON with a line for each member; numbers and strings stay as they were written.
fn indented(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let mut letters = json.chars().peekable();
    let new_line = |text: &mut String, depth: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', 2 * depth.min(20)));
    };
    while let Some(letter) = letters.next() {
        if in_string {
            in_string = letter != '"' || escaped;
            escaped = letter == '\\' && !escaped;
            text.push(letter);
            continue;
        }
        match letter {
            '[' | '{' => {
                text.push(letter);
                while letters.next_if(|next| next.is_whitespace()).is_some() {}
                if letters
                    .peek()
                    .is_some_and(|next| !matches!(next, ']' | '}'))
                {
                    depth += 1;
                    new_line(&mut text, depth);
                } else {
                    text.extend(letters.next());
                }
            }
            ']' | '}' => {
                depth = depth.saturating_sub(1);
                new_line(&mut text, depth);
                text.push(letter);
            }
            ',' => {
                text.push(letter);
                new_line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            letter if letter.is_whitespace() => {}
            letter => {
                in_string = letter == '"';
                text.push(letter);
            }
        }
    }
    text
}

/// Two sheets of paper, as everywhere; whether it was clicked.
fn copy_button(ui: &mut Ui, name: &str) -> bool {
    let response = ui.add(
        Button::new("")
            .small()
            .frame(false)
            .min_size(vec2(18.0, 18.0)),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    let visuals = ui.style().interact(&response);
    let stroke = Stroke::new(1.0, visuals.text_color().gamma_multiply(0.8));
    let sheet = egui::Rect::from_center_size(response.rect.center(), vec2(6.5, 8.0));
    let painter = ui.painter();
    for offset in [vec2(1.8, -1.8), vec2(-1.8, 1.8)] {
        let sheet = sheet.translate(offset);
        painter.rect(
            sheet,
            1.0,
            ui.visuals().panel_fill,
            stroke,
            egui::StrokeKind::Middle,
        );
    }
    response.on_hover_text(name).clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_laid_out_and_keeps_its_numbers_and_strings() {
        let json = r#"{"a":[1.10,12345678901234567890],"b":"x, {\"y\"}: z","c":{ },"d":[]}"#;
        let expected = "{\n  \"a\": [\n    1.10,\n    12345678901234567890\n  ],\n  \
            \"b\": \"x, {\\\"y\\\"}: z\",\n  \"c\": {},\n  \"d\": []\n}";
        assert_eq!(indented(json), expected);
    }

    #[test]
    fn only_addresses_of_the_web_and_of_mail_are_links() {
        assert!(is_link("https://example.org/a?b=c"));
        assert!(is_link("MAILTO:someone@example.org"));
        for other in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "see https://example.org",
            "ж",
        ] {
            assert!(!is_link(other), "{other}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_letters() {
        let text = "ж".repeat(MOST_LETTERS + 5);
        assert!(shortened(&text).ends_with("… (2,005 letters; copying takes all)"));
    }
}
