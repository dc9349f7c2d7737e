//! The languages that the bot writes. Each has a file in `locales/`.

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Which stands where nothing else does.
    English,
    /// For Spain and for Latin America.
    Spanish,
    /// German.
    German,
    /// French.
    French,
    /// English with each message in ⟦brackets⟧: what stands outside of them is no message of the catalogue.
    #[cfg(test)]
    Bracketed,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 4] = [Language::English, Language::Spanish, Language::German, Language::French];

    /// The language of a person whose Discord speaks `locale` (`es-ES`, `es-419`, `en-GB`, …).
    #[must_use]
    pub fn of(locale: Option<&str>) -> Self {
        let id = locale.and_then(|locale| locale.split('-').next());
        id.and_then(Self::named).unwrap_or(Language::English)
    }

    /// The language with this id.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.id() == id)
    }

    /// Its id, by which its file is named as well.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Spanish => "es",
            Language::German => "de",
            Language::French => "fr",
            #[cfg(test)]
            Language::Bracketed => "en",
        }
    }

    /// How its speakers call it.
    #[must_use]
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Spanish => "Español",
            Language::German => "Deutsch",
            Language::French => "Français",
            #[cfg(test)]
            Language::Bracketed => "English",
        }
    }

    /// Discord's names of it, for the names of commands. English needs none: Discord shows it where nothing else fits.
    #[must_use]
    pub(crate) fn discord_locales(self) -> &'static [&'static str] {
        match self {
            Language::English => &[],
            Language::Spanish => &["es-ES", "es-419"],
            Language::German => &["de"],
            Language::French => &["fr"],
            #[cfg(test)]
            Language::Bracketed => &[],
        }
    }

    /// Whether its clock has twelve hours.
    #[must_use]
    pub(crate) fn has_am_and_pm(self) -> bool {
        match self {
            Language::English => true,
            Language::Spanish | Language::German | Language::French => false,
            #[cfg(test)]
            Language::Bracketed => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discords_locales_are_read_and_unknown_ones_are_english() {
        for (locale, language) in [
            (Some("en-GB"), Language::English),
            (Some("es-ES"), Language::Spanish),
            (Some("es-419"), Language::Spanish),
            (Some("de"), Language::German),
            (Some("fr"), Language::French),
            (Some("pt-BR"), Language::English),
            (Some("est"), Language::English),
            (Some(""), Language::English),
            (None, Language::English),
        ] {
            assert_eq!(Language::of(locale), language, "{locale:?}");
        }
    }
}
