//! Private answers to `/needhelp-me forget`. Only who typed it reads them.

use crate::alert::Millis;
use crate::discord::render::ephemeral::Reply;
use crate::discord::text::{Language, messages, part};

/// It is noted; Kafka has its own copy until this day.
#[must_use]
pub(crate) fn noted(language: Language, gone_from_kafka: Millis) -> Reply {
    Reply::new(messages::forget_noted(language, part::day(gone_from_kafka)))
}

/// The broker has not confirmed it.
#[must_use]
pub(crate) fn not_confirmed(language: Language) -> Reply {
    Reply::new(messages::forget_not_confirmed(language))
}
