//! What a dispatch of Discord's gateway leads to. Nothing that somebody did stays without an answer.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::alert::{ApplicationId, InteractionId, UserId};
use crate::discord::input::command;
use crate::discord::input::interaction::{Answerable, Interaction, kind};
use crate::discord::render::ephemeral;
use crate::discord::render::ephemeral::{FirstAnswer, Reply};
use crate::gateway::context::{Desk, Panicked, Received, contained};
use crate::gateway::interactions::response::{Began, Conversation, first_answer};
use crate::metric_names;

/// A message of the gateway, but for what it is about.
#[derive(Deserialize)]
struct Kind {
    t: Option<String>,
}

/// A message of the gateway, read for its data alone.
#[derive(Deserialize)]
struct With<D> {
    d: D,
}

#[derive(Deserialize)]
struct Ready {
    user: ReadyUser,
    application: Option<ReadyApplication>,
}

#[derive(Deserialize)]
struct ReadyUser {
    id: UserId,
}

#[derive(Deserialize)]
struct ReadyApplication {
    id: ApplicationId,
}

/// What of a message concerns the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A new session began.
    Ready,
    /// The old one goes on.
    Resumed,
    /// Anything else.
    Other,
}

impl Desk {
    /// Takes one message of the gateway.
    pub(crate) fn hear(self: &Arc<Self>, text: &str) -> Heard {
        let received = Received::now();
        let kind = serde_json::from_str::<Kind>(text).ok().and_then(|message| message.t);
        match kind.as_deref() {
            Some("INTERACTION_CREATE") => self.interaction(text, received),
            Some("READY") => {
                match serde_json::from_str::<With<Ready>>(text) {
                    Ok(ready) => self.set_me(ready.d.user.id, ready.d.application.map(|application| application.id)),
                    Err(error) => undecodable("READY", &error),
                }
                return Heard::Ready;
            }
            Some("RESUMED") => return Heard::Resumed,
            _ => {}
        }
        Heard::Other
    }

    fn interaction(self: &Arc<Self>, text: &str, received: Received) {
        let desk = Arc::clone(self);
        match serde_json::from_str::<With<Interaction>>(text) {
            Ok(With { d: interaction }) => {
                if !self.is_new(interaction.id) {
                    tracing::debug!(interaction_id = %interaction.id, "delivered once more");
                    return self.count(name(&interaction), "duplicate");
                }
                let to = Answerable { id: interaction.id, token: interaction.token.clone() };
                self.take_on(to, received, desk.deal_with(interaction, received));
            }
            Err(error) => {
                undecodable("INTERACTION_CREATE", &error);
                self.count("undecodable", "refused");
                // Whoever did it is told all the same, if only the least of it can be read.
                if let Ok(With { d: answerable }) = serde_json::from_str::<With<Answerable>>(text) {
                    self.take_on(answerable.clone(), received, desk.apologize(answerable, received));
                }
            }
        }
    }

    /// Has one interaction dealt with. A panic over it is its own alone: the others' answers go on, and who waits for this
    /// one is told, unless they were told something before.
    fn take_on(self: &Arc<Self>, to: Answerable, received: Received, work: impl Future<Output = ()> + Send + 'static) {
        let desk = Arc::clone(self);
        self.under_way.spawn(async move {
            if contained("dealing with an interaction", work).await == Err(Panicked) {
                desk.count("unknown", "panicked");
                desk.answer_once(to.id, &to.token, received, &ephemeral::went_wrong().first()).await;
            }
        });
    }

    async fn deal_with(self: Arc<Self>, interaction: Interaction, received: Received) {
        match interaction.kind {
            kind::COMMAND if interaction.data.name == command::NAME => self.raise(interaction, received).await,
            kind::COMPONENT => self.click(interaction, received).await,
            kind::AUTOCOMPLETE => {
                self.count("unknown", "refused");
                self.answer_once(interaction.id, &interaction.token, received, &ephemeral::no_suggestions()).await;
            }
            _ => {
                let conversation = Conversation::new(&self, &interaction, received);
                self.refuse("unknown", conversation, &ephemeral::unknown()).await;
            }
        }
    }

    /// Says why nothing is done.
    pub(crate) async fn refuse(&self, kind: &'static str, mut conversation: Conversation, reply: &Reply) {
        let outcome = match conversation.begin(reply).await {
            Began::Ours => "refused",
            Began::Theirs => "another_gateway",
            Began::Unheard => "unheard",
        };
        self.count(kind, outcome);
    }

    async fn apologize(self: Arc<Self>, to: Answerable, received: Received) {
        self.answer_once(to.id, &to.token, received, &ephemeral::unknown().first()).await;
    }

    async fn answer_once(&self, id: InteractionId, token: &str, received: Received, response: &FirstAnswer) {
        if let Err(error) = first_answer(&self.rest, id, token, received, &self.end, response).await {
            tracing::debug!(interaction_id = %id, %error, "an interaction could not be answered");
        }
    }
}

/// The metric's label.
fn name(interaction: &Interaction) -> &'static str {
    match interaction.kind {
        kind::COMMAND if interaction.data.name == command::NAME => "needhelp",
        kind::COMPONENT => "claim",
        _ => "unknown",
    }
}

/// Something that Discord sent can't be read: an error, because somebody may wait for an answer. The text itself holds
/// tokens and is never shown; the reader's words name fields and places alone.
fn undecodable(what: &'static str, error: &serde_json::Error) {
    metrics::counter!(metric_names::UNDECODABLE_DISPATCHES).increment(1);
    let (line, column, category) = (error.line(), error.column(), error.classify());
    tracing::error!(what, line, column, ?category, "a dispatch of Discord's can't be read: is there a newer needhelp?");
}

/// Whether a text is JSON at all, for the session's log.
pub(crate) fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;
    use crate::discord::text;
    use crate::gateway::context::staged;

    const PATIENCE: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn who_did_what_the_bot_panicked_over_is_told_and_the_others_are_dealt_with() {
        let (desk, mut taken) = staged::desk("").await;
        let answerable = |id: u64| Answerable { id: InteractionId(id), token: "t0ken".to_owned() };
        desk.take_on(answerable(7), Received::now(), async { panic!("a test's panic") });
        desk.take_on(answerable(8), Received::now(), Arc::clone(&desk).apologize(answerable(8), Received::now()));
        let mut told = Vec::new();
        for _ in 0..2 {
            let (line, body) = timeout(PATIENCE, taken.recv()).await.expect("told").expect("listened to");
            told.push((line, body["data"]["content"].as_str().expect("words").to_owned()));
        }
        told.sort_unstable();
        let path = |id: u64| format!("POST /api/v10/interactions/{id}/t0ken/callback");
        let expected = [(path(7), text::reply::WENT_WRONG), (path(8), text::reply::UNKNOWN)];
        assert_eq!(told, expected.map(|(path, words)| (path, words.to_owned())));
        desk.under_way.close();
        timeout(PATIENCE, desk.under_way.wait()).await.expect("nothing is left");
    }
}
