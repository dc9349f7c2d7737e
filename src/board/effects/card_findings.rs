//! What Discord's answer to a new card, or to a new message to the helpers, says about the channel: whether the helpers'
//! phones rang, and whether the embed was kept. The newest counts.
//!
//! For the log, metrics and `/readyz`. Must not change what the board does.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::alert::RoleId;
use crate::metric_names;

/// The findings about the newest message.
#[derive(Debug, Default)]
pub(crate) struct CardFindings {
    role_is_silent: AtomicBool,
    embeds_are_dropped: AtomicBool,
}

impl CardFindings {
    /// A card, or a message to the helpers, was created. `role` should have been notified, and `role_notified` says whether it was.
    pub(crate) fn note(&self, role: Option<RoleId>, role_notified: Option<bool>, has_embeds: bool) {
        if let (Some(role), Some(notified)) = (role, role_notified) {
            if !notified {
                metrics::counter!(metric_names::SILENT_CARDS).increment(1);
            }
            match (self.role_is_silent.swap(!notified, Ordering::Relaxed), !notified) {
                (false, true) => tracing::warn!(
                    role_id = %role,
                    "a message did not notify the helper role: Server Settings → Roles → the helpers' role → Allow anyone to \
                     @mention this role"
                ),
                (true, false) => tracing::info!(role_id = %role, "messages notify the helper role again"),
                _ => {}
            }
        }
        match (self.embeds_are_dropped.swap(!has_embeds, Ordering::Relaxed), !has_embeds) {
            (false, true) => {
                tracing::warn!("Discord dropped an embed: give the bot \"Embed Links\" in the channel");
            }
            (true, false) => tracing::info!("messages have their embeds again"),
            _ => {}
        }
    }

    /// Whether the newest message did not notify the helper role.
    pub(crate) fn role_is_silent(&self) -> bool {
        self.role_is_silent.load(Ordering::Relaxed)
    }

    /// Whether Discord dropped the newest message's embed.
    pub(crate) fn embeds_are_dropped(&self) -> bool {
        self.embeds_are_dropped.load(Ordering::Relaxed)
    }
}
