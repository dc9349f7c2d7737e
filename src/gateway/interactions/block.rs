//! `/needhelp-me block` and `unblock`: whom a parent lets take their alerts (docs/protocol.md#rule-24).
//!
//! Must not tell the other person, and must not say that something was not saved: a record whose acknowledgement is lost
//! may count all the same (`docs/decisions/0075-settings-are-never-void.md`).

use std::time::Duration;

use tokio::time::timeout_at;

use crate::alert::{GuildId, UserId};
use crate::discord::input::commands::USER_OPTION;
use crate::discord::input::data::Chosen;
use crate::discord::input::interaction::Interaction;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::{block as say, ephemeral};
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::response::Response;
use crate::kafka::producer::Outgoing;
use crate::settings::record;

/// How many people one parent can block in one server: each of their alerts carries the list.
const BLOCKED_MAX: usize = 100;

/// How long the answer waits for the broker. Discord wants it within 3 s.
const ANSWER_WAITS: Duration = Duration::from_secs(2);

/// What to save, and the answer once it is.
type Change = (Outgoing, Reply);

/// The server, and the parent who typed it.
type Asker = (GuildId, UserId);

impl Context {
    /// The person may no longer take the alerts of whoever typed this.
    pub(crate) async fn block(&self, interaction: &Interaction, received: Received) {
        let change =
            self.checked(interaction).await.and_then(|(asker, chosen)| self.to_block(interaction, asker, &chosen));
        self.save("block", change, interaction, received).await;
    }

    /// The person may take them again.
    pub(crate) async fn unblock(&self, interaction: &Interaction, received: Received) {
        let change =
            self.checked(interaction).await.map(|(asker, chosen)| self.to_unblock(interaction, asker, &chosen));
        self.save("unblock", change, interaction, received).await;
    }

    /// Who typed it where, and the person who was chosen.
    async fn checked<'a>(&self, interaction: &'a Interaction) -> Result<(Asker, Chosen<'a>), Reply> {
        let (member, guild) = self.asker(interaction).await?;
        let chosen = interaction.data.option(USER_OPTION).and_then(|value| interaction.data.person(value.as_str()?));
        let chosen = chosen.ok_or_else(|| ephemeral::unknown(interaction.language()))?;
        Ok(((guild, member.user.id), chosen))
    }

    fn to_block(&self, interaction: &Interaction, asker: Asker, chosen: &Chosen<'_>) -> Result<Change, Reply> {
        let (language, (guild, parent)) = (interaction.language(), asker);
        if chosen.id == parent {
            return Err(say::yourself(language));
        }
        if chosen.is_bot {
            return Err(say::bot(language));
        }
        let blocked = self.settings.blocked_by(Some(guild), parent);
        if blocked.len() >= BLOCKED_MAX && !blocked.contains(&chosen.id) {
            return Err(say::too_many(language, blocked.len()));
        }
        let outgoing = record::block(&self.kafka, guild, parent, chosen.id, &interaction.id.to_string());
        Ok((outgoing, say::done(language, chosen.name)))
    }

    fn to_unblock(&self, interaction: &Interaction, asker: Asker, chosen: &Chosen<'_>) -> Change {
        let (language, (guild, parent)) = (interaction.language(), asker);
        let outgoing = record::unblock(&self.kafka, guild, parent, chosen.id, &interaction.id.to_string());
        (outgoing, say::undone(language, chosen.name))
    }

    async fn save(
        &self,
        kind: &'static str,
        change: Result<Change, Reply>,
        interaction: &Interaction,
        received: Received,
    ) {
        let response = Response::new(self, interaction, received);
        let (outgoing, done) = match change {
            Ok(change) => change,
            Err(why) => return self.refuse(kind, response, &why).await,
        };
        let (reply, outcome) = match timeout_at(received.plus(ANSWER_WAITS), self.append(outgoing)).await {
            Ok(Ok(_)) => (done, "saved"),
            Ok(Err(error)) => {
                tracing::warn!(interaction_id = %interaction.id, %error, "it is not known whether a setting was saved");
                (say::not_confirmed(interaction.language()), "not_confirmed")
            }
            Err(_) => {
                tracing::warn!(interaction_id = %interaction.id, "Kafka did not say in time whether a setting was saved");
                (say::not_confirmed(interaction.language()), "not_confirmed")
            }
        };
        self.answer(kind, response, &reply, outcome).await;
    }
}
