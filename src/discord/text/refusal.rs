//! Why a typed `/needhelp` was not sent, in the person's language, with the command that they typed as a line to copy.
//!
//! The first words say that it was NOT sent. Must not show typed text as anything but plain text.

use crate::discord::escape;
use crate::discord::text::Language;

/// Times that are understood.
const EXAMPLES: &str = "`now`, `3:15 pm` or `in 20 min`";
const EXAMPLES_ES: &str = "`ahora`, `15:15` o `en 20 min`";

/// Discord's limit for a message is 2,000. The sentence before the line to copy has 400 at most.
const COPY_MAX: usize = 1_550;

/// What is wrong with the typed options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// An option is missing or empty: its name and an example.
    Empty(&'static str, &'static str),
    /// An option is too long: its name and the limit.
    TooLong(&'static str, usize),
    /// The time can't be read: as it was typed.
    UnreadableWhen(String),
    /// The time has passed, and how it is written.
    PastWhen(String),
    /// The time is too far ahead.
    FarWhen,
    /// The time may be meant for the night: as it was typed.
    MorningOrAfternoon(String),
    /// The time names another time zone: as it was typed, and the zone here.
    OtherZone(String, String),
    /// A time of the day, while the bot does not know the time zone.
    NoZone,
    /// Discord did not say where.
    NoChannel,
    /// A command outside of a server.
    OnlyInAServer,
    /// It can't be sent from there, or not now: the reason, in English.
    Because(String),
}

/// The whole answer: what is wrong, and `again`, which is [`again`]'s line.
#[must_use]
pub(crate) fn not_sent(refusal: &Refusal, language: Language, again: &str) -> String {
    let language = if matches!(refusal, Refusal::Because(_)) { Language::English } else { language };
    match language {
        Language::English => {
            format!("❌ NOT sent. {}\nTo try again, copy this:\n{again}", english(refusal))
        }
        Language::Spanish => {
            format!("❌ NO enviado. {}\nPara repetirlo, copia esto:\n{again}", spanish(refusal))
        }
    }
}

fn english(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Empty(option, example) => format!("`{option}` is empty. For example: `{option}: {example}`."),
        Refusal::TooLong(option, max) => format!("`{option}` is too long: {max} characters at most."),
        Refusal::UnreadableWhen(typed) => format!("I can't read \"{}\" as a time. Try {EXAMPLES}.", shown(typed)),
        Refusal::PastWhen(time) => format!("{time} has already passed. If your child is waiting, choose `now`."),
        Refusal::FarWhen => "That is more than 24 hours away. Please ask again on the day before.".to_owned(),
        Refusal::MorningOrAfternoon(typed) => {
            format!("Is \"{}\" in the morning or in the afternoon? Add `am` or `pm`.", shown(typed))
        }
        Refusal::OtherZone(typed, here) => {
            format!("\"{}\" is in another time zone. Type the time here ({here}), or `in 20 min`.", shown(typed))
        }
        Refusal::NoZone => {
            "The bot does not know your time zone: an admin has to set it. Type `in 20 min` or `now`.".to_owned()
        }
        Refusal::Because(why) => why.clone(),
        Refusal::NoChannel => "Discord didn't say which channel this is. Please try again.".to_owned(),
        Refusal::OnlyInAServer => "Type `/needhelp` in your neighborhood's server, not in a direct message.".to_owned(),
    }
}

fn spanish(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Empty(option, example) => format!("`{option}` está vacío. Por ejemplo: `{option}: {example}`."),
        Refusal::TooLong(option, max) => format!("`{option}` es demasiado largo: {max} caracteres como máximo."),
        Refusal::UnreadableWhen(typed) => format!("No entiendo «{}» como hora. Prueba {EXAMPLES_ES}.", shown(typed)),
        Refusal::PastWhen(time) => format!("La hora {time} ya ha pasado. Si alguien espera, elige `ahora`."),
        Refusal::FarWhen => "Faltan más de 24 horas. Pídelo otra vez el día antes.".to_owned(),
        Refusal::MorningOrAfternoon(typed) => {
            format!("¿«{}» es por la mañana o por la tarde? Añade `am` o `pm`.", shown(typed))
        }
        Refusal::OtherZone(typed, here) => {
            format!("«{}» es de otra zona horaria. Escribe la hora de aquí ({here}), o `en 20 min`.", shown(typed))
        }
        Refusal::NoZone => {
            "El bot no conoce tu zona horaria: alguien que administre debe ponerla. Escribe `en 20 min` o `ahora`."
                .to_owned()
        }
        Refusal::Because(why) => why.clone(),
        Refusal::NoChannel => "Discord no dijo qué canal es. Inténtalo otra vez.".to_owned(),
        Refusal::OnlyInAServer => {
            "Escribe `/necesitoayuda` en el servidor de tu barrio, no en un mensaje directo.".to_owned()
        }
    }
}

fn shown(typed: &str) -> String {
    escape::line(typed, 60)
}

/// The command as the person can type it again, in a block that Discord shows as it is. `typed` has each option's name as
/// the person sees it, and its value.
#[must_use]
pub(crate) fn again<'a>(command: &str, typed: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let options: String = typed.map(|(name, value)| format!(" {name}:{value}")).collect();
    format!("```\n{}\n```", escape::verbatim(&format!("/{command}{options}"), COPY_MAX))
}
