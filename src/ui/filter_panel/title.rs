//! How a condition, its subject and its values are called.
use super::question::{Certainty, Question, banded, is_area, number_of, rows_of};
use crate::model::Atlas;
use crate::model::expression::{Expression, Function, Literal};
use crate::ui::counted;

impl Question {
    /// What it asks in a few words.
    pub fn title(&self, atlas: &Atlas) -> Option<String> {
        Some(match self {
            Self::Categories { of, values } => {
                let named: Vec<String> = values
                    .iter()
                    .map(|one| value_text(of, one, atlas))
                    .collect();
                let of = subject_name(of);
                match named.as_slice() {
                    [] => format!("{of} is one of…"),
                    [one] => format!("{of} is {one}"),
                    [one, two] => format!("{of} is {one} or {two}"),
                    many => format!("{of} is one of {}", many.len()),
                }
            }
            Self::Range {
                field,
                bounds: Some(bounds),
            } => {
                let [least, most] = bounds.each_ref().map(Literal::to_string);
                format!("{field} from {least} to {most}")
            }
            Self::Range { field, .. } => format!("{field} is known"),
            Self::Search(text) if text.is_empty() => "Text contains…".to_owned(),
            Self::Search(text) => format!("Text contains “{text}”"),
            Self::During { from, to } if to.is_empty() => format!("In {from}"),
            Self::During { from, to } => format!("From {from} to {to}"),
            Self::Distance {
                border,
                from_km,
                to_km,
                certainty,
            } => {
                let sure = match certainty {
                    Certainty::Known => "",
                    Certainty::Certainly => "Certainly ",
                    Certainty::Possibly => "Possibly ",
                };
                format!("{sure}{from_km} to {to_km} km from {border}")
            }
            Self::InView => "Inside the map view".to_owned(),
            Self::InExtent(_) => "Inside a fixed extent".to_owned(),
            Self::Inside(area) if is_area(area) => "Inside an area".to_owned(),
            Self::Inside(code) if code.is_empty() => "Inside a country or province…".to_owned(),
            Self::Inside(code) => format!("Inside {}", place_name(code, atlas)),
            Self::Rows(rows) => {
                let count = rows_of(rows).len();
                format!("{} of the selection", counted(count as u64, "feature"))
            }
            Self::Other => return None,
        })
    }
}

/// What a subject is called.
pub fn subject_name(of: &Expression) -> String {
    match of {
        Expression::Field(field) => field.clone(),
        Expression::Call(Function::Year, _) => "Year".to_owned(),
        Expression::Call(Function::Country, _) => "Country".to_owned(),
        Expression::Call(Function::Province, _) => "Province".to_owned(),
        Expression::Call(Function::Band, arguments) => banded(arguments).map_or_else(
            || of.to_string(),
            |(border, _)| format!("Distance to {border}"),
        ),
        other => other.to_string(),
    }
}

/// A value as a person reads it: countries and provinces by their names, bands by their ends.
pub fn value_text(of: &Expression, value: &Literal, atlas: &Atlas) -> String {
    match (of, value) {
        (_, Literal::Null) => "no value".to_owned(),
        (Expression::Call(Function::Country | Function::Province, _), Literal::Text(code)) => {
            place_name(code, atlas)
        }
        (Expression::Call(Function::Band, arguments), value) => {
            match (banded(arguments), number_of(value)) {
                (Some((_, width_km)), Some(from_m)) => {
                    let from_km = from_m / 1e3;
                    format!("{from_km} to {} km", from_km + width_km)
                }
                _ => value.to_string(),
            }
        }
        (_, Literal::Text(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// The English name of a country or province, or the text itself.
pub fn place_name(code: &str, atlas: &Atlas) -> String {
    let country = atlas.country(code).map(|country| &country.names);
    let province = || {
        let found = atlas.provinces.iter().find(|one| one.id == code);
        found.map(|province| &province.names)
    };
    country
        .or_else(province)
        .map_or_else(|| code.to_owned(), |names| names.english.clone())
}
