//! The languages that the bot writes.

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Spanish,
}

impl Language {
    /// The language of a person whose Discord speaks `locale` (`es-ES`, `es-419`, `en-US`, …).
    #[must_use]
    pub(crate) fn of(locale: Option<&str>) -> Self {
        if locale.is_some_and(|locale| locale.starts_with("es")) { Language::Spanish } else { Language::English }
    }
}
