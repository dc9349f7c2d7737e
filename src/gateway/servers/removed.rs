//! Ends the open alerts of servers that have removed the bot (docs/protocol.md#rule-37).
//!
//! It looks at what is, and not at the event alone: the bot may have been removed while no gateway ran, and Kafka may have
//! been away. Must not end an alert whose channel the bot can still use, because another program may have named a wrong
//! server.

use std::collections::HashSet;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::alert::{AlertId, AlertState, EventId, GuildId, Kind, Phase, UserId};
use crate::alert_log::codec;
use crate::discord::rest::{Call, DiscordCode, Priority};
use crate::gateway::context::Context;

/// How often it is looked for such alerts.
const LOOK: Duration = Duration::from_secs(1);

/// Looks for them until `stop`.
pub(crate) async fn keep_ending(context: &Context, stop: &CancellationToken) {
    // What was appended, and may not be read back yet.
    let mut ended: HashSet<EventId> = HashSet::new();
    let work = async {
        loop {
            let open = context.view.open_where(|guild| context.joined().lacks(guild));
            if open.is_empty() {
                ended.clear();
            }
            for state in open {
                let Some((id, kind)) = ending(&state).filter(|(id, _)| !ended.contains(id)) else { continue };
                if context.is_shut_out(&state, stop).await && context.end_alert(&state.id, kind, &id).await {
                    ended.insert(id);
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::select! {
        () = work => {}
        () = stop.cancelled() => {}
    }
}

/// The record that ends it. The server acts, in the moderator's place. It has the same id from every gateway, so it counts
/// once.
fn ending(state: &AlertState) -> Option<(EventId, Kind)> {
    let alert = &state.raised.as_ref()?.alert;
    let server = UserId(alert.guild_id?.0);
    let (moderator_id, since) = (Some(server), Some(state.phase_at()));
    let kind = match &state.phase {
        Phase::Open | Phase::Claimed { .. } => {
            Kind::Cancelled { parent_id: alert.parent_id.unwrap_or(server), moderator_id, since }
        }
        // The child goes before the record: it is closed, and nobody reads that the child is safe.
        Phase::WithChild { claim, .. } => {
            Kind::Done { neighbor_id: claim.neighbor_id, moderator_id, parent_id: None, since: Some(claim.offset) }
        }
        Phase::Over { .. } => return None,
    };
    Some((EventId::new(format!("{}/removed/{}", state.id, state.phase_at())), kind))
}

impl Context {
    /// Whether Discord refuses the bot the alert's channel for good. In doubt, no.
    async fn is_shut_out(&self, state: &AlertState, stop: &CancellationToken) -> bool {
        let of_alert = || state.alert().and_then(|alert| self.settings.channel_of(alert));
        let Some(channel) = state.facts.posted.map(|posted| posted.channel_id).or_else(of_alert) else { return false };
        let asked = self.rest.channel_rights(Call::new(Priority::Edit).until(stop), channel).await;
        let code = asked.err().and_then(|error| error.code());
        matches!(code, Some(DiscordCode::MISSING_ACCESS | DiscordCode::UNKNOWN_CHANNEL | DiscordCode::UNKNOWN_GUILD))
    }

    /// Whether it is appended.
    async fn end_alert(&self, alert: &AlertId, kind: Kind, id: &EventId) -> bool {
        let home = codec::home(&self.kafka, alert);
        match self.append(codec::outgoing(&self.kafka, home, alert, kind, id, "gateway")).await {
            Ok(_) => {
                tracing::warn!(alert_id = %alert, "the bot was removed from the server of this alert: it has ended");
                true
            }
            Err(error) => {
                tracing::warn!(alert_id = %alert, %error, "an alert of a server that removed the bot has not ended yet");
                false
            }
        }
    }

    /// Notes that the bot was removed from a server, and forgets it.
    pub(crate) fn removed_from(&self, server: GuildId) -> bool {
        self.roles().left(server);
        self.joined().remove(server)
    }
}
