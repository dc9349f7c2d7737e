//! Asks Discord for the language of an alert's server, where `LANGUAGE` does not say it
//! (docs/decisions/0079-cards-in-the-servers-language.md).
//!
//! Must not hold a card back for long: an answer that does not come in time leaves the language as it is.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::alert::{AlertState, GuildId};
use crate::board::effects::Context;
use crate::discord::language_of_server;
use crate::discord::rest::{Call, Priority, RestError};
use crate::kafka::consumer::AssignmentEpoch;

/// How long an answer counts. An admin who changes the language sees it in the cards that are shown after that.
const KNOWN_FOR: Duration = Duration::from_secs(60 * 60);

/// The wait after a question that was not answered.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// How long a card waits for the answer.
const WAITS: Duration = Duration::from_secs(2);

/// How many servers are remembered.
const MAX: usize = 256;

/// When each server is asked again.
#[derive(Default)]
pub(crate) struct Asked(Mutex<HashMap<Option<GuildId>, Instant>>);

impl Context {
    /// Has the settings know the language of the alert's server. One effect asks, and the others wait for its answer.
    pub(crate) async fn learn_language(&self, state: &AlertState, epoch: AssignmentEpoch, ended: &CancellationToken) {
        if !self.settings.follow_the_servers_language() {
            return;
        }
        let guild = state.alert().and_then(|alert| alert.guild_id).or(self.guild);
        let mut asked = self.asked.0.lock().await;
        let now = Instant::now();
        if asked.get(&guild).is_some_and(|again| now < *again) {
            return;
        }
        let may_send = self.may_send(epoch);
        let call = Call::new(Priority::Answer).if_still(&may_send).until(ended);
        let channel = self.settings.for_guild(guild).channel;
        let known_for = match timeout(WAITS, language_of_server(&self.rest, call, guild, channel)).await {
            Ok(Ok(language)) => {
                self.settings.note_servers_language(guild, language);
                KNOWN_FOR
            }
            // Nothing was asked: the next effect may.
            Ok(Err(RestError::Held | RestError::Stopped)) => return,
            Ok(Err(error)) => {
                tracing::debug!(%error, "the language of the server is not known");
                ASKED_AGAIN_AFTER
            }
            Err(_) => ASKED_AGAIN_AFTER,
        };
        if asked.len() >= MAX {
            asked.clear();
        }
        asked.insert(guild, now + known_for);
    }
}
