//! Private answers to `/needhelp-me block` and `unblock`. Only who typed it reads them.

use crate::discord::render::ephemeral::Reply;
use crate::discord::text::{Language, messages, part};

/// This person can no longer take their alerts.
#[must_use]
pub(crate) fn done(language: Language, name: &str) -> Reply {
    Reply::new(messages::block_done(language, part::name(name)))
}

/// This person can take their alerts again.
#[must_use]
pub(crate) fn undone(language: Language, name: &str) -> Reply {
    Reply::new(messages::block_undone(language, part::name(name)))
}

/// Nobody takes their own alerts.
#[must_use]
pub(crate) fn yourself(language: Language) -> Reply {
    Reply::new(messages::block_yourself(language))
}

/// No bot takes alerts.
#[must_use]
pub(crate) fn bot(language: Language) -> Reply {
    Reply::new(messages::block_bot(language))
}

/// They have blocked as many as they can.
#[must_use]
pub(crate) fn too_many(language: Language, count: usize) -> Reply {
    Reply::new(messages::block_too_many(language, part::number(u64::try_from(count).unwrap_or(u64::MAX))))
}

/// The broker has not confirmed it.
#[must_use]
pub(crate) fn not_confirmed(language: Language) -> Reply {
    Reply::new(messages::block_not_confirmed(language))
}
