//! The end of a test of the phones: the moderators read who answered (docs/protocol.md#rule-39).
//!
//! Must not notify anybody.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::alert::{GuildId, InteractionId, Millis};
use crate::discord::ids;
use crate::discord::render::phones as say;
use crate::discord::render::phones::PhonesResult;
use crate::discord::rest::{Call, Priority};
use crate::gateway::context::Context;
use crate::settings::PhonesTest;
use crate::settings::record;

/// How long people have to answer.
const LASTS: SignedDuration = SignedDuration::from_mins(15);

/// How often it is asked whether a test is over.
const ASK: Duration = Duration::from_secs(1);

/// After an error it is tried again so much later.
const AGAIN: Duration = Duration::from_secs(5);

/// When the moderators read the result.
pub(crate) fn ends_at(test: &PhonesTest) -> Timestamp {
    test.posted_at.saturating_add(LASTS).unwrap_or(Timestamp::MAX)
}

/// Tells of each test that is over, until `shutdown`.
pub(crate) async fn keep_telling(context: &Context, shutdown: &CancellationToken) {
    let work = async {
        loop {
            for (guild, test) in context.tests_that_are_over() {
                if let Err(error) = context.end_test(guild, &test, shutdown).await {
                    tracing::warn!(error = format!("{error:#}"), "the result of a test of the phones: tried again");
                    sleep(AGAIN).await;
                }
            }
            sleep(ASK).await;
        }
    };
    tokio::select! {
        () = work => {}
        () = shutdown.cancelled() => {}
    }
}

impl Context {
    fn tests_that_are_over(&self) -> Vec<(GuildId, PhonesTest)> {
        if !self.settings.are_read() {
            return Vec::new();
        }
        let now = Timestamp::now();
        self.settings.phones_tests().into_iter().filter(|(_, test)| ends_at(test) <= now).collect()
    }

    /// Tells the moderators of one server, and notes that last: a gateway that dies in between is followed by one that does
    /// both again, with the same nonce.
    async fn end_test(&self, guild: GuildId, test: &PhonesTest, shutdown: &CancellationToken) -> anyhow::Result<()> {
        let result = self.result_of(guild, test).await;
        // Nobody has seen a test without a message: its gateway ended before it could write it.
        if test.message_id.is_some() || !result.answered.is_empty() {
            let language = self.settings.for_guild(Some(guild)).language();
            let text = say::result(language, &result);
            if self.tell_moderators(guild, &text, &format!("pr/{}", test.test), shutdown).await? {
                tracing::info!(guild_id = guild.0, "the moderators have the result of the test of the phones");
            }
        }
        self.close_test(guild, test, shutdown).await
    }

    async fn result_of(&self, guild: GuildId, test: &PhonesTest) -> PhonesResult {
        let answers = self.settings.answers(guild, test.test);
        // Both times are Discord's.
        let posted = test.message_id.map_or(Millis::from(test.posted_at), |id| ids::made_at(InteractionId(id.0)));
        let role = self.needed_role(Some(guild));
        let members = match role {
            Some(role) => match self.rest.role_member_counts(Call::new(Priority::Edit), guild).await {
                Ok(counts) => counts.get(&role).map(|count| (role, *count)),
                Err(error) => {
                    tracing::debug!(%error, "Discord does not say how many have the helpers' role");
                    None
                }
            },
            None => None,
        };
        PhonesResult {
            helpers: answers.answered.iter().filter(|(_, saw)| saw.helper).count() as u64,
            answered: answers.answered.iter().map(|(who, saw)| (*who, Millis::from(saw.at).since(posted))).collect(),
            missing: answers.missing,
            members,
        }
    }

    /// Takes the button away, and notes that there is nothing more to tell.
    pub(crate) async fn close_test(
        &self,
        guild: GuildId,
        test: &PhonesTest,
        shutdown: &CancellationToken,
    ) -> anyhow::Result<()> {
        if let Some(message) = test.message_id {
            let edit = say::over(self.settings.for_guild(Some(guild)).language());
            let call = Call::new(Priority::Edit).until(shutdown);
            if let Err(error) = self.rest.edit_message(call, test.channel_id, message, &edit).await {
                tracing::info!(%error, "the message of a test of the phones keeps its button");
            }
        }
        self.append(record::told(&self.kafka, guild, test.test)).await?;
        Ok(())
    }
}
