//! The slash command's names and descriptions, and what is wrong with what was typed.

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
    /// As somebody whose Discord speaks this language sees it.
    #[must_use]
    pub(crate) fn in_locale(&self, locale: Option<&str>) -> &'static str {
        if locale.is_some_and(|locale| SPANISH.contains(&locale)) { self.spanish } else { self.english }
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
    english: "When to be there: 3:15 pm, 15:15 or in 20 min",
    spanish: "A qué hora: 15:15, 3:15 pm o en 20 min",
};

/// Times that are understood.
pub(crate) const WHEN_EXAMPLES: &str = "`3:15 pm`, `15:15` or `in 20 min`";

/// An option is missing or empty.
#[must_use]
pub(crate) fn empty(option: &str, example: &str) -> String {
    format!("`{option}` is empty. For example: `{option}: {example}`.")
}

/// An option is too long.
#[must_use]
pub(crate) fn too_long(option: &str, max: usize) -> String {
    format!("`{option}` is too long: {max} characters at most.")
}

/// The time can't be read. `typed` is plain text already.
#[must_use]
pub(crate) fn unreadable_when(typed: &str) -> String {
    format!("I can't read \"{typed}\" as a time. Try {WHEN_EXAMPLES}.")
}

/// The time has passed.
#[must_use]
pub(crate) fn past_when(at: crate::alert::Millis) -> String {
    format!("{} has already passed. Try a later time: {WHEN_EXAMPLES}.", crate::discord::text::clock(at))
}

/// The time is too far ahead.
pub(crate) const FAR_WHEN: &str = "That is more than 24 hours away. Please ask again on the day before.";

/// Discord did not say where.
pub(crate) const NO_CHANNEL: &str = "Discord didn't say which channel this is. Please try again.";
