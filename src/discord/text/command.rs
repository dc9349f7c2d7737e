//! The slash commands' names and descriptions.

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
/// What stands in the record where the parent typed no message.
pub(crate) const NO_MESSAGE: Localized =
    Localized { english: "Can someone be there? Thank you!", spanish: "¿Puede ir alguien? ¡Gracias!" };

/// What each person sets for themselves: a command.
pub(crate) const ME: Localized = Localized { english: "needhelp-me", spanish: "necesitoayuda-yo" };
/// Its description.
pub(crate) const ME_DESCRIPTION: Localized = Localized {
    english: "Open alerts, and who may take yours",
    spanish: "Avisos abiertos, y quién puede encargarse de los tuyos",
};
/// A subcommand.
pub(crate) const ALERTS: Localized = Localized { english: "alerts", spanish: "avisos" };
/// Its description.
pub(crate) const ALERTS_DESCRIPTION: Localized =
    Localized { english: "Show the open alerts", spanish: "Muestra los avisos abiertos" };
/// A subcommand.
pub(crate) const BLOCK: Localized = Localized { english: "block", spanish: "bloquear" };
/// Its description.
pub(crate) const BLOCK_DESCRIPTION: Localized = Localized {
    english: "Choose a person who can't take your alerts",
    spanish: "Elige a una persona que no puede encargarse de tus avisos",
};
/// A subcommand.
pub(crate) const UNBLOCK: Localized = Localized { english: "unblock", spanish: "desbloquear" };
/// Its description.
pub(crate) const UNBLOCK_DESCRIPTION: Localized = Localized {
    english: "Let a person take your alerts again",
    spanish: "Permite otra vez que una persona se encargue de tus avisos",
};
/// An option.
pub(crate) const USER: Localized = Localized { english: "user", spanish: "persona" };
/// Its description.
pub(crate) const USER_DESCRIPTION: Localized = Localized { english: "The person", spanish: "La persona" };
/// What only an admin may do: a command.
pub(crate) const ADMIN: Localized = Localized { english: "needhelp-admin", spanish: "necesitoayuda-admin" };
/// Its description.
pub(crate) const ADMIN_DESCRIPTION: Localized =
    Localized { english: "For admins of this server", spanish: "Para quienes administran este servidor" };
/// A subcommand.
pub(crate) const DRILL: Localized = Localized { english: "drill", spanish: "simulacro" };
/// Its description.
pub(crate) const DRILL_DESCRIPTION: Localized = Localized {
    english: "Send a test alert to see whether all phones ring",
    spanish: "Envía un aviso de prueba para ver si suenan todos los teléfonos",
};
/// An option.
pub(crate) const RING: Localized = Localized { english: "ring", spanish: "sonar" };
/// Its description.
pub(crate) const RING_DESCRIPTION: Localized = Localized {
    english: "Ring the helpers' phones, too (default: no)",
    spanish: "Hacer sonar también los teléfonos de los vecinos (por defecto: no)",
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
