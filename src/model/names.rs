//! Names by language.
use serde::{Deserialize, Serialize};

/// A language in which the map can be labelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Russian.
    Russian,
    /// Persian and Dari.
    Persian,
    /// Pashto.
    Pashto,
    /// Tajik.
    Tajik,
    /// Uzbek.
    Uzbek,
}

impl Language {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 6] = [
        Self::English,
        Self::Russian,
        Self::Persian,
        Self::Pashto,
        Self::Tajik,
        Self::Uzbek,
    ];

    /// ISO 639-1 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
            Self::Persian => "fa",
            Self::Pashto => "ps",
            Self::Tajik => "tg",
            Self::Uzbek => "uz",
        }
    }

    /// The language's name in English.
    pub const fn title(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Russian => "Russian",
            Self::Persian => "Persian / Dari",
            Self::Pashto => "Pashto",
            Self::Tajik => "Tajik",
            Self::Uzbek => "Uzbek",
        }
    }
}

/// The names of one thing. English is always there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Names {
    /// English, or the romanised name where English has none.
    #[serde(rename = "name", default)]
    pub english: String,
    /// Russian.
    #[serde(rename = "name_ru", default)]
    pub russian: Option<String>,
    /// Persian and Dari.
    #[serde(rename = "name_fa", default)]
    pub persian: Option<String>,
    /// Pashto.
    #[serde(rename = "name_ps", default)]
    pub pashto: Option<String>,
    /// Tajik.
    #[serde(rename = "name_tg", default)]
    pub tajik: Option<String>,
    /// Uzbek, in Latin letters.
    #[serde(rename = "name_uz", default)]
    pub uzbek: Option<String>,
}

impl Names {
    /// The name in a language; English where it is not known. Empty for a thing without a name.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        let name = match language {
            Language::English => None,
            Language::Russian => self.russian.as_deref(),
            Language::Persian => self.persian.as_deref(),
            Language::Pashto => self.pashto.as_deref(),
            Language::Tajik => self.tajik.as_deref(),
            Language::Uzbek => self.uzbek.as_deref(),
        };
        name.unwrap_or(&self.english)
    }
}
