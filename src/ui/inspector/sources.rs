//! Statements and where they stand.
use egui::{RichText, Ui};

use super::{section, wrapped};
use crate::model::{Citation, Fact, Provenance};
use crate::ui::format;

pub(super) fn facts_ui(ui: &mut Ui, facts: &[Fact], sources: &[Citation]) {
    if facts.is_empty() {
        return;
    }
    section(ui, "What is said");
    for fact in facts {
        let about = format::sentence_case(&fact.about);
        let unverified = fact.sources.iter().all(|id| {
            sources
                .iter()
                .any(|source| source.id == *id && !source.verified)
        });
        let mark = if unverified { " (to be verified)" } else { "" };
        wrapped(ui, RichText::new(format!("{about}{mark}")).small().strong());
        wrapped(ui, format!("{}{}", fact.says, source_marks(&fact.sources)));
    }
}

pub(super) fn source_marks(sources: &[String]) -> String {
    if sources.is_empty() {
        String::new()
    } else {
        format!(" [{}]", sources.join(", "))
    }
}

pub(super) fn sources_ui(ui: &mut Ui, sources: &[Citation]) {
    section(ui, "Sources");
    for source in sources {
        let text = match source.kind {
            Provenance::Article => {
                format!(
                    "Article, section “{}”",
                    source.section.as_deref().unwrap_or("not given")
                )
            }
            Provenance::PublicRecord => {
                format!(
                    "Public record: {}",
                    source.citation.as_deref().unwrap_or("not given")
                )
            }
        };
        wrapped(ui, format!("[{}] {text}", source.id));
        let mut how = Vec::new();
        if let Some(confidence) = &source.confidence {
            how.push(format!("confidence {confidence}"));
        }
        if !source.verified {
            how.push("to be verified".to_owned());
        }
        if !how.is_empty() {
            wrapped(ui, RichText::new(how.join(" · ")).small().weak());
        }
    }
}
