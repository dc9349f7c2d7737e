//! Where a card goes if no channel is set, and whether the bot may post it there; and whether something arrived late.

use std::time::Duration;

use tokio::time::timeout;

use crate::alert::ChannelId;
use crate::discord::ids;
use crate::discord::input::interaction::{Interaction, channel};
use crate::discord::rest::{Call, DiscordCode, Priority};
use crate::discord::text::place as say;
use crate::gateway::context::{Context, Received};

/// Discord tells a person after this that the bot did not respond.
const NO_RESPONSE: Duration = Duration::from_secs(3);

/// How long the question about a thread's channel may take. Discord wants an answer within 3 s.
const ASKED_FOR: Duration = Duration::from_millis(1_200);

impl Context {
    /// Whether Discord had told the person that it failed before it arrived, as after a lost connection
    /// (`docs/decisions/0056-late-by-the-smallest-difference.md`).
    pub(crate) fn is_late(&self, interaction: &Interaction, received: Received) -> bool {
        self.rest.late_by(ids::made_at(interaction.id), received.instant) > NO_RESPONSE
    }

    /// The channel for the card where that is not the one in which the command was typed.
    ///
    /// # Errors
    /// Why it can't be posted there, for the parent. What Discord does not say refuses nothing.
    pub(crate) async fn card_goes_to(&self, interaction: &Interaction) -> Result<Option<ChannelId>, String> {
        if self.channel.is_some() {
            return Ok(None);
        }
        let (kind, parent) = interaction.channel.map_or((0, None), |channel| (channel.kind, channel.parent_id));
        match kind {
            channel::VOICE | channel::STAGE => return Err(say::NO_VOICE.to_owned()),
            channel::ANNOUNCEMENT_THREAD | channel::PUBLIC_THREAD | channel::PRIVATE_THREAD => {
                return match parent {
                    Some(parent) => self.may_go_to(parent).await.map(|()| Some(parent)),
                    None => Ok(None),
                };
            }
            _ => {}
        }
        let lacks = interaction.app_permissions.map(|held| held.lacks_for_a_card()).unwrap_or_default();
        if lacks.is_empty() { Ok(None) } else { Err(say::may_not_post(&lacks)) }
    }

    /// Whether a thread's channel takes messages. The permissions in the thread don't tell: the bot may be shut out of it.
    async fn may_go_to(&self, parent: ChannelId) -> Result<(), String> {
        let asked = timeout(ASKED_FOR, self.rest.channel_rights(Call::new(Priority::Answer), parent)).await;
        match asked {
            Ok(Ok(found)) if matches!(found.kind, channel::FORUM | channel::MEDIA) => Err(say::NO_FORUM.to_owned()),
            Ok(Err(error)) if error.code() == Some(DiscordCode::MISSING_ACCESS) => {
                Err(say::may_not_post(&["View Channel"]))
            }
            _ => Ok(()),
        }
    }
}
