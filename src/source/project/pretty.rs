//! JSON for people: what fits on a line is on a line, numbers are as short as they can be.
use serde_json::Value;

/// Longest line before a list or an object is broken.
const MAX_WIDTH: usize = 100;

/// A document, with each of its members on a line of its own at least.
pub(super) fn pretty(value: &Value) -> String {
    let mut text = String::new();
    broken(value, 0, &mut text);
    text.push('\n');
    text
}

fn write(value: &Value, indent: usize, text: &mut String) {
    let start = text.len();
    one_line(value, text);
    if text.len() - start + indent > MAX_WIDTH && (value.is_array() || value.is_object()) {
        text.truncate(start);
        broken(value, indent, text);
    }
}

fn broken(value: &Value, indent: usize, text: &mut String) {
    let inner = indent + 2;
    let entry = |key: Option<&str>, value: &Value, first: bool, text: &mut String| {
        text.push_str(if first { "\n" } else { ",\n" });
        text.extend(std::iter::repeat_n(' ', inner));
        if let Some(key) = key {
            one_line(&Value::from(key), text);
            text.push_str(": ");
        }
        write(value, inner, text);
    };
    let closing = match value {
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                entry(None, item, index == 0, text);
            }
            ']'
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                entry(Some(key), member, index == 0, text);
            }
            '}'
        }
        other => return one_line(other, text),
    };
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', indent));
    text.push(closing);
}

fn one_line(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { ", " });
                one_line(item, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                text.push_str(if index == 0 { " " } else { ", " });
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push_str(": ");
                one_line(member, text);
            }
            text.push_str(if members.is_empty() { "}" } else { " }" });
        }
        other => {
            let written = other.to_string();
            // 8.0 and 8 are the same number.
            let short = written.strip_suffix(".0").filter(|_| other.is_f64());
            text.push_str(short.unwrap_or(&written));
        }
    }
}
