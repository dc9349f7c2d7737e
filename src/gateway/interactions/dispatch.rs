//! From a message of Discord's gateway to the code that handles it. Every interaction gets an answer.
//!
//! Must not log a message's text: it holds tokens.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::alert::InteractionId;
use crate::discord::ids;
use crate::discord::input::commands::Command;
use crate::discord::input::interaction::{Answerable, Interaction, kind};
use crate::discord::input::panel::Panel;
use crate::discord::input::phones;
use crate::discord::input::setup;
use crate::discord::render::ephemeral::{FirstAnswer, Reply};
use crate::discord::render::{ephemeral, privacy};
use crate::gateway::context::{Context, Panicked, Received, contained};
use crate::gateway::interactions::response::{FirstAnswered, Response, first_answer};
use crate::gateway::interactions::{buttons, panel};
use crate::gateway::servers::events::Ready;
use crate::metric_names;

/// A message of the gateway, without its data.
#[derive(Deserialize)]
struct Kind {
    t: Option<String>,
}

/// The data of a message of the gateway.
#[derive(Deserialize)]
struct With<D> {
    d: D,
}

/// What a message says about the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionEvent {
    /// A new session began.
    Ready,
    /// The old session continues.
    Resumed,
    /// Anything else.
    Other,
}

impl Context {
    /// Handles one message of the gateway.
    pub(crate) fn handle(self: &Arc<Self>, text: &str) -> SessionEvent {
        let received = Received::now();
        let kind = serde_json::from_str::<Kind>(text).ok().and_then(|message| message.t);
        match kind.as_deref() {
            Some("INTERACTION_CREATE") => self.interaction(text, received),
            Some("READY") => {
                match serde_json::from_str::<With<Ready>>(text) {
                    Ok(With { d: ready }) => {
                        self.set_me(ready.user.id, ready.application.as_ref().map(|application| application.id));
                        self.session_begins(&ready);
                    }
                    Err(error) => undecodable("READY", &error),
                }
                return SessionEvent::Ready;
            }
            Some("RESUMED") => return SessionEvent::Resumed,
            Some(other) => self.server_event(other, text),
            None => {}
        }
        SessionEvent::Other
    }

    fn interaction(self: &Arc<Self>, text: &str, received: Received) {
        let context = Arc::clone(self);
        match serde_json::from_str::<With<Interaction>>(text) {
            Ok(With { d: interaction }) => {
                if !self.is_new(interaction.id) {
                    tracing::debug!(interaction_id = %interaction.id, "delivered again");
                    return self.count(name(&interaction), "duplicate");
                }
                self.rest.note_time(ids::made_at(interaction.id), received.instant);
                let to = Answerable::to(&interaction);
                self.spawn(to, received, context.route(interaction, received));
            }
            Err(error) => {
                undecodable("INTERACTION_CREATE", &error);
                self.count("undecodable", "refused");
                // The person gets an answer nevertheless, if id and token can be read.
                if let Ok(With { d: answerable }) = serde_json::from_str::<With<Answerable>>(text) {
                    self.spawn(answerable.clone(), received, context.apologize(answerable, received));
                }
            }
        }
    }

    /// Handles one interaction in a task of its own, so that a panic does not stop the others. After a panic the person
    /// reads that something went wrong, unless they have an answer already.
    fn spawn(self: &Arc<Self>, to: Answerable, received: Received, work: impl Future<Output = ()> + Send + 'static) {
        let context = Arc::clone(self);
        self.under_way.spawn(async move {
            if contained("handling an interaction", work).await == Err(Panicked) {
                context.count("unknown", "panicked");
                let sorry = ephemeral::went_wrong(to.language());
                context.answer_once(to.id, &to.token, received, &sorry.first()).await;
            }
        });
    }

    async fn route(self: Arc<Self>, interaction: Interaction, received: Received) {
        match interaction.kind {
            kind::COMMAND => match Command::of(&interaction.data) {
                Some(Command::NeedHelp) => self.raise(interaction, received).await,
                Some(Command::Alerts) => self.list_alerts(&interaction, received).await,
                Some(Command::Forget) => self.forget(&interaction, received).await,
                Some(Command::Block) => self.block(&interaction, received).await,
                Some(Command::Unblock) => self.unblock(&interaction, received).await,
                Some(Command::Thanks) => self.show_thanks(&interaction, received).await,
                Some(Command::Drill) => self.drill(&interaction, received).await,
                Some(Command::Phones) => self.test_phones(&interaction, received).await,
                Some(Command::Stats) => self.show_statistics(&interaction, received).await,
                Some(Command::Privacy) => self.privacy(&interaction, received).await,
                Some(Command::Setup) => self.set_up(&interaction, received).await,
                Some(Command::Status) => self.show_status(&interaction, received).await,
                None => self.unknown(&interaction, received).await,
            },
            kind::COMPONENT if privacy::is_one(&interaction.data.custom_id) => {
                self.privacy(&interaction, received).await;
            }
            kind::COMPONENT if setup::is_one(&interaction.data.custom_id) => self.set_up(&interaction, received).await,
            kind::COMPONENT | kind::FORM if Panel::is_one(&interaction.data.custom_id) => {
                self.panel(&interaction, received).await;
            }
            kind::COMPONENT if interaction.data.custom_id == phones::BEGIN => {
                self.test_phones(&interaction, received).await;
            }
            kind::COMPONENT if phones::is_one(&interaction.data.custom_id) => {
                self.saw_it(&interaction, received).await;
            }
            kind::COMPONENT | kind::FORM => self.press(interaction, received).await,
            kind::AUTOCOMPLETE => self.suggest(&interaction, received).await,
            _ => self.unknown(&interaction, received).await,
        }
    }

    /// Answers while somebody types. Without an answer Discord shows an error below the option.
    async fn suggest(&self, interaction: &Interaction, received: Received) {
        let suggestions = ephemeral::suggestions(self.suggestions(interaction));
        self.answer_once(interaction.id, &interaction.token, received, &suggestions).await;
        self.count(name(interaction), "suggested");
    }

    async fn unknown(&self, interaction: &Interaction, received: Received) {
        let response = Response::new(self, interaction, received);
        self.refuse(name(interaction), response, &ephemeral::unknown(interaction.language())).await;
    }

    /// Tells the person why nothing is done.
    pub(crate) async fn refuse(&self, kind: &'static str, response: Response, reply: &Reply) {
        self.answer(kind, response, reply, "refused").await;
    }

    /// Answers without a record. `answered` is the metric's label where this gateway's answer is the one.
    pub(crate) async fn answer(
        &self,
        kind: &'static str,
        mut response: Response,
        reply: &Reply,
        answered: &'static str,
    ) -> FirstAnswered {
        let first = response.begin(reply).await;
        let outcome = match first {
            FirstAnswered::ByUs => answered,
            FirstAnswered::ByAnother => "another_gateway",
            FirstAnswered::Unknown => "unheard",
        };
        self.count(kind, outcome);
        first
    }

    async fn apologize(self: Arc<Self>, to: Answerable, received: Received) {
        let unknown = ephemeral::unknown(to.language());
        self.answer_once(to.id, &to.token, received, &unknown.first()).await;
    }

    pub(crate) async fn answer_once(&self, id: InteractionId, token: &str, received: Received, response: &FirstAnswer) {
        if let Err(error) = first_answer(&self.rest, id, token, received, &self.end, response).await {
            tracing::debug!(interaction_id = %id, %error, "an interaction could not be answered");
        }
    }
}

/// The metric's label.
fn name(interaction: &Interaction) -> &'static str {
    match interaction.kind {
        kind::COMMAND => Command::of(&interaction.data).map_or("unknown", Command::label),
        kind::COMPONENT | kind::FORM if Panel::is_one(&interaction.data.custom_id) => panel::KIND,
        kind::COMPONENT | kind::FORM => buttons::label(&interaction.data.custom_id),
        kind::AUTOCOMPLETE => "suggestions",
        _ => "unknown",
    }
}

/// Discord sent something that can't be read: an error, because somebody may wait for an answer. The text itself holds
/// tokens and is never shown.
fn undecodable(what: &'static str, error: &serde_json::Error) {
    metrics::counter!(metric_names::UNDECODABLE_DISPATCHES).increment(1);
    let (line, column, category) = (error.line(), error.column(), error.classify());
    tracing::error!(
        what,
        line,
        column,
        ?category,
        "a message of Discord's gateway can't be read: is there a newer needhelp?"
    );
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
    use crate::discord::text::{Language, reply};
    use crate::gateway::context::staged;

    const PATIENCE: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn a_panic_is_told_to_its_person_and_stops_no_other_interaction() {
        let (context, mut requests) = staged::context("").await;
        let answerable =
            |id: u64| Answerable { id: InteractionId(id), token: "t0ken".to_owned(), locale: Some("es-ES".to_owned()) };
        context.spawn(answerable(7), Received::now(), async { panic!("a test's panic") });
        context.spawn(answerable(8), Received::now(), Arc::clone(&context).apologize(answerable(8), Received::now()));
        let mut told = Vec::new();
        for _ in 0..2 {
            let (line, body) = timeout(PATIENCE, requests.recv()).await.expect("answered").expect("a request");
            told.push((line, body["data"]["content"].as_str().expect("a text").to_owned()));
        }
        told.sort_unstable();
        let path = |id: u64| format!("POST /api/v10/interactions/{id}/t0ken/callback");
        let expected = [(path(7), reply::went_wrong(Language::Spanish)), (path(8), reply::unknown(Language::Spanish))];
        assert_eq!(told, expected);
        context.under_way.close();
        timeout(PATIENCE, context.under_way.wait()).await.expect("nothing is left");
    }
}
