//! Where a person can be answered privately, and for how long.

use crate::alert::Millis;
use crate::discord::Language;
use crate::kafka::record::ReplyTo;

/// A return address (docs/protocol.md#rule-2) and the time of its interaction.
#[derive(Debug, Clone)]
pub(crate) struct ReplyAddress {
    pub(crate) to: ReplyTo,
    pub(crate) since: Millis,
    /// Their language, as Discord names it.
    pub(crate) locale: Option<String>,
}

impl ReplyAddress {
    /// Discord accepts a token for 15 min. A little less, so that no attempt comes too late.
    const LIFE_MS: i64 = 14 * 60 * 1000 + 30_000;

    /// Their language; `server` where it is not known.
    pub(crate) fn language(&self, server: Language) -> Language {
        self.locale.as_deref().map_or(server, |locale| Language::of(Some(locale)))
    }

    pub(crate) fn lives(&self, now: Millis) -> bool {
        now.since(self.since) < Self::LIFE_MS
    }
}
