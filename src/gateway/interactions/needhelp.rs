//! `/needhelp`: from the typed options to a record of the alerts topic.

use std::sync::Arc;

use serde::Serialize;
use tokio::time::Instant;

use crate::alert::{Alert, AlertId, AlertState, Millis};
use crate::alert_log::codec;
use crate::discord::Language;
use crate::discord::action::Action;
use crate::discord::input::ask::Typed;
use crate::discord::input::command;
use crate::discord::input::custom_id::CustomId;
use crate::discord::input::interaction::Interaction;
use crate::discord::render::ephemeral::Reply;
use crate::discord::render::{ephemeral, other_alerts};
use crate::discord::text::place;
use crate::discord::text::refusal::Refusal;
use crate::gateway::context::{Context, Received};
use crate::gateway::interactions::response::Response;
use crate::gateway::interactions::submit::{GIVE_UP_SECONDS, Replies, Submission};
use crate::gateway::interactions::unsent::Sender;
use crate::gateway::servers::served::Serves;
use crate::gateway::view::advice;
use crate::gateway::view::advice::Advice;
use crate::kafka::producer::Outgoing;
use crate::kafka::record::{Envelope, ReplyTo};

/// The metric's label.
const KIND: &str = "needhelp";

/// The tutorial's flat JSON with what Discord adds to it.
#[derive(Serialize)]
struct Value<'a> {
    #[serde(flatten)]
    alert: &'a Alert,
    alert_id: &'a AlertId,
}

impl Context {
    /// Sends an alert, or tells the parent what is wrong with the typed options.
    pub(crate) async fn raise(self: Arc<Self>, interaction: Interaction, received: Received) {
        let response = Response::new(&self, &interaction, received);
        self.raise_typed(&interaction, response).await;
    }

    /// The same for what was typed into the command or into its form.
    pub(crate) async fn raise_typed(self: &Arc<Self>, interaction: &Interaction, response: Response) {
        let received = response.received();
        let mut alert = match self.typed(interaction, received).await {
            Ok(alert) => alert,
            Err(reply) => return self.refuse(KIND, response, &reply).await,
        };
        alert.late = self.command_is_late(interaction, Instant::now());
        if alert.late {
            tracing::warn!(interaction_id = %interaction.id, "an alert arrived late: its parent is told by a message when it is posted");
        }
        let language = interaction.language();
        let Some(submission) = self.written(interaction, &alert, received) else {
            return self.refuse(KIND, response, &ephemeral::not_sent(language, &alert)).await;
        };
        match advice::for_new(&self.view, &alert, self.alerts_per_hour, Millis::from(received.at)) {
            Advice::Send => _ = self.submit(submission, response).await,
            Advice::Warn(other) => {
                if self.submit(submission, response).await {
                    self.follow_up(interaction, &other_alerts::another_open(language, &other, interaction.guild_id))
                        .await;
                }
            }
            Advice::Ask(other) => {
                let question = self.same_child(language, &submission.alert, &alert, &other);
                if let Some(parent) = alert.parent_id {
                    let of = Sender { guild: interaction.guild_id, parent };
                    self.unsent().keep(submission.alert.clone(), of, alert, received.instant);
                }
                self.refuse_and_withdraw(&submission, response, &question).await;
            }
            Advice::Refuse(again_at) => {
                let reply = other_alerts::too_many(language, &alert, self.alerts_per_hour, again_at);
                self.refuse_and_withdraw(&submission, response, &reply).await;
            }
        }
    }

    /// The parent has answered that an alert that was not sent is for another child.
    pub(crate) async fn raise_after_all(
        self: &Arc<Self>,
        interaction: &Interaction,
        mut alert: Alert,
        response: Response,
    ) {
        alert.late = self.command_is_late(interaction, Instant::now());
        match self.written(interaction, &alert, response.received()) {
            Some(submission) => _ = self.submit(submission, response).await,
            None => self.refuse(KIND, response, &ephemeral::not_sent(interaction.language(), &alert)).await,
        }
    }

    fn same_child(&self, language: Language, id: &AlertId, alert: &Alert, other: &AlertState) -> Reply {
        let custom_id = |id: &AlertId| CustomId {
            action: Action::SameChild,
            home: codec::home(&self.kafka, id),
            alert_id: id.clone(),
            parent_id: None,
            since: None,
        };
        let others = other.alert().unwrap_or(alert);
        let private = self.settings.hide_details(others);
        other_alerts::same_child(language, alert, others, [&custom_id(id), &custom_id(&other.id)], private)
    }

    /// The alert as a record. `None` can't happen: a snowflake is a valid alert id, and an alert has only texts.
    pub(super) fn written(&self, interaction: &Interaction, alert: &Alert, received: Received) -> Option<Submission> {
        self.alert_submission(interaction, alert, received)
            .inspect_err(|error| {
                tracing::error!(interaction_id = %interaction.id, error = format!("{error:#}"), "an alert can't be written as a record");
            })
            .ok()
    }

    /// The alert that was typed, or what is wrong with it or with the place where it was typed.
    async fn typed(&self, interaction: &Interaction, received: Received) -> Result<Alert, Reply> {
        let refused = |why: String| ephemeral::refused_input(&command::refused(interaction, &Refusal::Because(why)));
        match self.served.serves(interaction).await {
            Serves::Yes => {}
            Serves::No => {
                return Err(ephemeral::refused_input(&place::serves_another_server(interaction.language())));
            }
            Serves::NotKnown => return Err(refused(place::starting(interaction.language()))),
        }
        self.settings_are_read().await;
        let settings = self.settings.for_guild(interaction.guild_id);
        let alert = command::read(interaction, settings.timezone.as_ref())
            .map_err(|why| self.fixable(interaction, received, &why))?;
        let channel_id = self.card_goes_to(interaction).await.map_err(refused)?.or(alert.channel_id);
        Ok(Alert { channel_id, ..alert })
    }

    /// The refusal of what was typed, with a button that opens a form to correct it.
    fn fixable(&self, interaction: &Interaction, received: Received, why: &str) -> Reply {
        let (Some(member), Some(guild), Ok(id)) =
            (&interaction.member, interaction.guild_id, AlertId::new(interaction.id.to_string()))
        else {
            return ephemeral::refused_input(why);
        };
        let of = Sender { guild: Some(guild), parent: member.user.id };
        self.refused().keep(id.clone(), of, Typed::of(interaction), received.instant);
        let home = codec::home(&self.kafka, &id);
        let button = CustomId { action: Action::FixAndSend, home, alert_id: id, parent_id: None, since: None };
        ephemeral::fixable_input(why, &button, interaction.language())
    }

    fn alert_submission(
        &self,
        interaction: &Interaction,
        alert: &Alert,
        received: Received,
    ) -> anyhow::Result<Submission> {
        let id = AlertId::new(interaction.id.to_string())?;
        let language = interaction.language();
        let give_up_at = received.at_plus(GIVE_UP_SECONDS);
        let envelope = Envelope::new(id.as_str(), "alert", "gateway", received.at)
            .give_up_at(give_up_at)
            .reply_to(reply_to(interaction));
        let outgoing = Outgoing {
            topic: self.kafka.alerts_topic.clone(),
            partition: None,
            key: Some(id.as_str().as_bytes().to_vec()),
            value: Some(serde_json::to_vec(&Value { alert, alert_id: &id })?),
            envelope,
        };
        Ok(Submission {
            kind: KIND,
            home: codec::home(&self.kafka, &id),
            event: id.event(),
            outgoing,
            give_up_at,
            withdraws: true,
            replies: Replies {
                sending: ephemeral::sending(language, alert, received.not_sent_at()),
                sent: ephemeral::sent(language, alert),
                not_sent: ephemeral::not_sent(language, alert),
                no_such_alert: ephemeral::not_sent(language, alert),
            },
            alert: id,
        })
    }
}

/// Where the board answers. An address that the board could not read would make the whole record unreadable.
pub(crate) fn reply_to(interaction: &Interaction) -> Option<ReplyTo> {
    let address = format!("{}/{}/{}", interaction.application_id, interaction.id, interaction.token);
    let reply_to = ReplyTo::parse(&address);
    if reply_to.is_none() {
        tracing::warn!(interaction_id = %interaction.id, "an interaction token of an unknown form: the board can't answer it");
    }
    reply_to
}
