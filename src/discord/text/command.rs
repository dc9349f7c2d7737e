//! The slash command's names and descriptions.

use crate::discord::text::Language;

/// A name or description in English and in Spanish (for both of Discord's kinds of it).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Localized {
    /// English, which stands where nothing else does.
    pub english: &'static str,
    /// Spanish.
    pub spanish: &'static str,
}

/// Discord's names of the locales that [`Localized::spanish`] is for.
pub(crate) const SPANISH: [&str; 2] = ["es-ES", "es-419"];

impl Localized {
    /// In this language.
    #[must_use]
    pub(crate) fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Spanish => self.spanish,
        }
    }
}

/// The command's name.
pub(crate) const NAME: Localized = Localized { english: "needhelp", spanish: "necesitoayuda" };
/// What it does.
pub(crate) const DESCRIPTION: Localized = Localized {
    english: "Ask your neighbors to meet your child",
    spanish: "Pide a tus vecinos que recojan a tu hijo o hija",
};
/// An option: its name.
pub(crate) const CHILD: Localized = Localized { english: "child", spanish: "quien" };
/// Its description.
pub(crate) const CHILD_DESCRIPTION: Localized =
    Localized { english: "Your child's first name, for example Jake", spanish: "Nombre de pila, por ejemplo Jake" };
/// An option: its name.
pub(crate) const LOCATION: Localized = Localized { english: "location", spanish: "lugar" };
/// Its description.
pub(crate) const LOCATION_DESCRIPTION: Localized = Localized {
    english: "Where to meet them, for example Oak Street Bus Stop",
    spanish: "Dónde, por ejemplo parada de Oak Street",
};
/// An option: its name.
pub(crate) const MESSAGE: Localized = Localized { english: "message", spanish: "mensaje" };
/// Its description.
pub(crate) const MESSAGE_DESCRIPTION: Localized = Localized {
    english: "Anything else, for example: meeting ran over, 10 minutes late",
    spanish: "Algo más, por ejemplo: la reunión se alarga, llego 10 minutos tarde",
};
/// An option: its name.
pub(crate) const WHEN: Localized = Localized { english: "when", spanish: "hora" };
/// Its description.
pub(crate) const WHEN_DESCRIPTION: Localized = Localized {
    english: "When to be there: now, 3:15 pm, 15:15 or in 20 min",
    spanish: "A qué hora: ahora, 15:15, 3:15 pm o en 20 min",
};

/// Examples of what to type.
pub(crate) const CHILD_EXAMPLE: Localized = Localized { english: "Jake", spanish: "Jake" };
/// The same.
pub(crate) const LOCATION_EXAMPLE: Localized =
    Localized { english: "Oak Street Bus Stop", spanish: "parada de Oak Street" };
/// The same.
pub(crate) const MESSAGE_EXAMPLE: Localized = Localized {
    english: "Meeting ran over, 10 minutes late",
    spanish: "La reunión se alarga, llego 10 minutos tarde",
};
/// The same.
pub(crate) const WHEN_EXAMPLE: Localized = Localized { english: "3:15 pm", spanish: "15:15" };
