//! Where a card goes if no channel is set, and whether the bot may post it there; and whether an interaction arrived late.
//!
//! Must not refuse for an answer that Discord does not give in time.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::alert::ChannelId;
use crate::discord::ids;
use crate::discord::input::interaction::{Held, Interaction, channel};
use crate::discord::rest::{Call, DiscordCode, Priority};
use crate::discord::text::Language;
use crate::discord::text::place as say;
use crate::discord::text::place::Permission;
use crate::gateway::context::{Context, Received};

/// Discord tells a person after this that the bot did not respond. A press does not count then.
const NO_RESPONSE: Duration = Duration::from_secs(3);

/// The answer waits for Kafka for half a second and takes a moment to arrive. A parent is told once too often rather than
/// never, so an alert counts as late before Discord says so.
const TOO_LATE_TO_ANSWER: Duration = Duration::from_millis(2_200);

/// How long the request for a thread's channel may take. Discord wants an answer within 3 s.
const ASKED_FOR: Duration = Duration::from_millis(1_200);

impl Context {
    /// Whether Discord had told the person that their press failed before it arrived, as after a lost connection
    /// (`docs/decisions/0056-late-by-the-smallest-difference.md`).
    pub(crate) fn press_is_late(&self, interaction: &Interaction, received: Received) -> bool {
        self.rest.late_by(ids::made_at(interaction.id), received.instant) > NO_RESPONSE
    }

    /// Whether the parent may read that the command failed, if it is answered from `at` on: it may have arrived late, or
    /// Discord was asked for long where it was typed.
    pub(crate) fn command_is_late(&self, interaction: &Interaction, at: Instant) -> bool {
        self.rest.late_by(ids::made_at(interaction.id), at) > TOO_LATE_TO_ANSWER
    }

    /// The channel for the card where that is not the one in which the command was typed.
    ///
    /// # Errors
    /// Why it can't be posted there, for the parent. Where Discord does not say enough, nothing is refused.
    pub(crate) async fn card_goes_to(&self, interaction: &Interaction) -> Result<Option<ChannelId>, String> {
        if self.settings.channel_of_all().is_some() {
            return Ok(None);
        }
        if let Some(channel) = self.settings.for_guild(interaction.guild_id).channel {
            return Ok(Some(channel));
        }
        let (kind, parent) = interaction.channel.map_or((0, None), |channel| (channel.kind, channel.parent_id));
        match kind {
            channel::VOICE | channel::STAGE => return Err(say::no_voice(interaction.language())),
            channel::ANNOUNCEMENT_THREAD | channel::PUBLIC_THREAD | channel::PRIVATE_THREAD => {
                return match parent {
                    Some(parent) => self.may_go_to(parent, interaction.language()).await.map(|()| Some(parent)),
                    None => Ok(None),
                };
            }
            _ => {}
        }
        let lacks = interaction.app_permissions.map(Held::lacks_for_a_card).unwrap_or_default();
        if lacks.is_empty() { Ok(None) } else { Err(say::may_not_post(interaction.language(), &lacks)) }
    }

    /// Whether a thread's channel takes messages. The permissions in the thread don't tell: the bot may be shut out of it.
    async fn may_go_to(&self, parent: ChannelId, language: Language) -> Result<(), String> {
        let asked = timeout(ASKED_FOR, self.rest.channel_rights(Call::new(Priority::Answer), parent)).await;
        match asked {
            Ok(Ok(found)) if matches!(found.kind, channel::FORUM | channel::MEDIA) => Err(say::no_forum(language)),
            Ok(Err(error)) if error.code() == Some(DiscordCode::MISSING_ACCESS) => {
                Err(say::may_not_post(language, &[Permission::ViewChannel]))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::gateway::context::staged;

    #[tokio::test]
    async fn a_post_of_a_forum_is_refused_and_a_thread_of_a_channel_is_not() {
        let thread = json!({"id": "1", "application_id": "2", "type": 2, "token": "t", "channel_id": "6", "channel":
            {"type": 11, "parent_id": "5"}});
        let thread: Interaction = serde_json::from_value(thread).expect("an interaction");
        for (parent, expected) in [
            (r#"{"type": 15, "guild_id": "4"}"#, Err(say::no_forum(Language::English))),
            (r#"{"type": 16, "guild_id": "4"}"#, Err(say::no_forum(Language::English))),
            (r#"{"type": 0, "guild_id": "4"}"#, Ok(Some(ChannelId(5)))),
            // Where Discord does not answer in time, or not in a known form, nothing is refused.
            ("[]", Ok(Some(ChannelId(5)))),
        ] {
            let (context, mut requests) = staged::context(parent).await;
            assert_eq!(context.card_goes_to(&thread).await, expected, "{parent}");
            assert_eq!(requests.try_recv().expect("asked").0, "GET /api/v10/channels/5");
        }
    }

    #[tokio::test]
    async fn a_command_that_waited_here_until_discord_reports_a_failure_is_late() {
        let typed = json!({"id": "1305193870427029544", "application_id": "2", "type": 2, "token": "t"});
        let typed: Interaction = serde_json::from_value(typed).expect("an interaction");
        let (context, _requests) = staged::context("").await;
        let arrived = Instant::now();
        context.rest.note_time(ids::made_at(typed.id), arrived);
        assert!(!context.command_is_late(&typed, arrived + Duration::from_millis(1_500)));
        // Half a second for Kafka, and the way to Discord.
        assert!(context.command_is_late(&typed, arrived + Duration::from_millis(2_400)));
    }
}
